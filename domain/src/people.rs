//! Who acts: people with roles, and the systems that act by themselves.

mod identity;
mod permit;

pub use identity::{Aliases, Provider};
pub use permit::{Action, Denial, Lack, denials, may};

use crate::github::Login;
use crate::text::TeamName;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May request repositories.
    Developer,
    /// May approve, ask for changes and reject.
    Reviewer,
    /// Reads figures and the whole inventory.
    Manager,
    /// Runs Berth.
    Admin,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Developer, Self::Reviewer, Self::Manager, Self::Admin];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Developer => "developer",
            Self::Reviewer => "reviewer",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }
}

/// A person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub login: Login,
    pub name: String,
    pub roles: Vec<Role>,
    pub teams: Vec<TeamName>,
}

impl Person {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn is_of(&self, team: &str) -> bool {
        self.teams.iter().any(|own| own.as_str() == team)
    }
}

/// Who moved a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "login", rename_all = "snake_case")]
pub enum Actor {
    Person(Login),
    /// Somebody on GitHub, seen there.
    OnGitHub(Login),
    Berth,
    GitHub,
    ArgoCd,
    Crossplane,
    Aws,
}
