//! Where people come in: one door for each provider that says who somebody is.

mod company;
mod github;

pub use company::CompanyDoor;
pub use github::GitHubDoor;
pub(crate) use github::grants as github_grants;

use crate::outside::github::UserToken;
use crate::outside::oidc::OidcTokens;
use crate::people::{Nameless, Vouched};
use async_trait::async_trait;
use domain::people::{Person, Provider, Role};
use domain::trouble::Trouble;
use secrecy::SecretString;

/// The one address to which every provider sends people back.
const CALLBACK: &str = "/sign-in/callback";

#[async_trait]
pub trait Door: Send + Sync {
    fn provider(&self) -> Provider;

    /// What people call it.
    fn title(&self) -> &str;

    /// Whether people sign in here, rather than only link an account.
    fn is_open(&self) -> bool;

    /// Where to send the browser.
    async fn authorize_url(&self, begun: &Begun<'_>) -> Result<String, Trouble>;

    async fn identify(&self, code: &str, begun: &Begun<'_>) -> Result<Identified, Unknown>;

    /// The roles that somebody has here who came before and acts by a token now. `None`: nobody can be asked while the
    /// person is not here.
    async fn roles_now(&self, _person: &Person) -> Option<Vec<Role>> {
        None
    }

    /// Where to send the browser to end its session there, too.
    async fn leave_url(&self, _id_token: Option<&SecretString>) -> Option<String> {
        None
    }
}

/// What a sign-in was begun with; only the answer that fits to it is taken.
#[derive(Clone, Copy)]
pub struct Begun<'a> {
    pub state: &'a str,
    pub nonce: &'a str,
    pub pkce_verifier: &'a str,
}

#[derive(Clone)]
pub struct Identified {
    /// With no roles at all for somebody whom the configuration does not let in.
    pub vouched: Vouched,
    pub github_token: Option<UserToken>,
    pub oidc: Option<OidcTokens>,
}

/// Why nobody was identified.
#[derive(Clone, Debug)]
pub enum Unknown {
    Trouble(Trouble),
    Nameless(Nameless),
}

impl From<Trouble> for Unknown {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}
