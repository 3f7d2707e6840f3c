//! Who somebody is, as GitHub says. The seam at which another provider of sign-in would stand.

use crate::outside::github::{GitHub, UserToken};
use crate::people::Directory;
use async_trait::async_trait;
use domain::people::Person;
use domain::text::TeamName;
use domain::trouble::Trouble;

/// What Berth asks for: who it is, and which teams they are in. `repo` lets a review be the reviewer's own; a GitHub App
/// ignores scopes and has permissions instead.
const SCOPES: [&str; 3] = ["read:user", "read:org", "repo"];

#[async_trait]
pub trait Identity: Send + Sync {
    /// Where to send the browser. `None`: sign-in is not configured.
    fn authorize_url(&self, state: &str, pkce_challenge: &str) -> Option<String>;
    async fn identify(&self, code: &str, pkce_verifier: &str) -> Result<Identified, Trouble>;
    /// Somebody who comes by a token instead of signing in, with the roles that they have now.
    async fn anew(&self, person: Person) -> Person {
        person
    }
}

#[derive(Clone, Debug)]
pub struct Identified {
    /// With no roles at all for somebody whom the configuration does not let in.
    pub person: Person,
    pub token: UserToken,
}

pub struct GitHubIdentity {
    github: GitHub,
    directory: Directory,
    redirect_uri: String,
}

impl GitHubIdentity {
    pub fn new(github: GitHub, directory: Directory, public_url: &str) -> Self {
        Self {
            github,
            directory,
            redirect_uri: format!("{public_url}/sign-in/callback"),
        }
    }
}

#[async_trait]
impl Identity for GitHubIdentity {
    fn authorize_url(&self, state: &str, pkce_challenge: &str) -> Option<String> {
        self.github
            .authorize_url(state, &self.redirect_uri, pkce_challenge, &SCOPES)
    }

    async fn identify(&self, code: &str, pkce_verifier: &str) -> Result<Identified, Trouble> {
        let token = self
            .github
            .exchange(code, pkce_verifier, &self.redirect_uri)
            .await?;
        let me = self.github.me(&token.token).await?;
        let teams = self.github.teams_of(&token.token).await?;
        let person = Person {
            roles: self.directory.roles_of(&me.login, &teams),
            name: me.name.unwrap_or_else(|| me.login.to_string()),
            // A team whose slug is no name for a manifest cannot own a registry.
            teams: teams
                .iter()
                .filter_map(|team| TeamName::parse(&team.slug).ok())
                .collect(),
            login: me.login,
        };
        Ok(Identified { person, token })
    }

    async fn anew(&self, person: Person) -> Person {
        let roles = self.directory.roles_now(&person).await;
        Person { roles, ..person }
    }
}
