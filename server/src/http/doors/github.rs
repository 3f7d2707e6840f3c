//! Signing in by GitHub's web flow.

use super::{Begun, CALLBACK, Door, Identified, Unknown};
use crate::outside::github::{GitHub, TeamSlug};
use crate::people::{Directory, Vouched};
use crate::store::Grants;
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::github::Login;
use domain::people::{Person, Provider, Role};
use domain::text::TeamName;
use domain::trouble::{System, Trouble, TroubleKind};
use sha2::{Digest as _, Sha256};

/// What Berth asks for: who it is, and which teams they are in. `repo` lets a review be the reviewer's own; a GitHub App
/// ignores scopes and has permissions instead.
const SCOPES: [&str; 3] = ["read:user", "read:org", "repo"];

pub struct GitHubDoor {
    github: GitHub,
    directory: Directory,
    redirect_uri: String,
    is_open: bool,
}

impl GitHubDoor {
    pub fn new(github: GitHub, directory: Directory, public_url: &str, is_open: bool) -> Self {
        Self {
            github,
            directory,
            redirect_uri: format!("{public_url}{CALLBACK}"),
            is_open,
        }
    }
}

/// What GitHub's teams are worth here.
pub(crate) fn grants(directory: &Directory, login: &Login, teams: &[TeamSlug]) -> Grants {
    Grants {
        roles: directory.roles_of(login, teams),
        // A team whose slug is no name for a manifest cannot own a registry.
        teams: teams
            .iter()
            .filter_map(|team| TeamName::parse(&team.slug).ok())
            .collect(),
    }
}

#[async_trait]
impl Door for GitHubDoor {
    fn provider(&self) -> Provider {
        Provider::GitHub
    }

    fn title(&self) -> &str {
        "GitHub"
    }

    fn is_open(&self) -> bool {
        self.is_open
    }

    async fn authorize_url(&self, begun: &Begun<'_>) -> Result<String, Trouble> {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(begun.pkce_verifier.as_bytes()));
        self.github
            .authorize_url(begun.state, &self.redirect_uri, &challenge, &SCOPES)
            .ok_or_else(|| {
                let what = "sign-in is not configured";
                Trouble::new(System::GitHub, TroubleKind::SignIn, what)
            })
    }

    async fn roles_now(&self, person: &Person) -> Option<Vec<Role>> {
        Some(self.directory.roles_now(person).await)
    }

    async fn identify(&self, code: &str, begun: &Begun<'_>) -> Result<Identified, Unknown> {
        let token = self
            .github
            .exchange(code, begun.pkce_verifier, &self.redirect_uri)
            .await?;
        let me = self.github.me(&token.token).await?;
        let teams = self.github.teams_of(&token.token).await?;
        let vouched = Vouched {
            provider: Provider::GitHub,
            subject: me.id.to_string(),
            grants: grants(&self.directory, &me.login, &teams),
            full_name: me.name.unwrap_or_else(|| me.login.to_string()),
            login: me.login,
        };
        Ok(Identified {
            vouched,
            github_token: Some(token),
            oidc: None,
        })
    }
}
