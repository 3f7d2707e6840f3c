//! Tokens by which programs act: whose they are, how far they reach and for how long.
//!
//! A token never reaches farther than whoever holds it: its scopes narrow what their roles allow.

mod form;

pub use form::{
    DAYS_MAX, ServiceAsked, ServiceField, ServiceForm, ServiceProblem, TokenAsked, TokenField,
    TokenForm, TokenProblem,
};

use crate::github::Login;
use crate::people::{Person, Role};
use crate::text::TeamName;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Look at everything that its holder may look at.
    Read,
    /// Ask for changes, and do what its holder may do to repositories and views.
    Request,
    /// Decide on requests and steer rollouts.
    Review,
    /// Look after services and their tokens.
    Admin,
}

impl Scope {
    pub const ALL: [Self; 4] = [Self::Read, Self::Request, Self::Review, Self::Admin];

    /// As stored, in forms and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Request => "request",
            Self::Review => "review",
            Self::Admin => "admin",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// Each of them by itself: only what was chosen.
pub type Scopes = BTreeSet<Scope>;

/// A token as people see it afterwards. The secret itself is shown once and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: String,
    pub holder: Holder,
    /// What its holder calls it.
    pub name: String,
    /// The first letters of the secret, to know it again.
    pub hint: String,
    pub scopes: Scopes,
    pub created: Timestamp,
    /// Who made it.
    pub by: Login,
    pub expires: Timestamp,
    pub last_used: Option<Timestamp>,
    pub revoked: Option<Timestamp>,
}

impl Token {
    pub fn state(&self, now: Timestamp) -> TokenState {
        if self.revoked.is_some() {
            TokenState::Revoked
        } else if self.expires <= now {
            TokenState::Expired
        } else {
            TokenState::Active
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    Active,
    Expired,
    Revoked,
}

/// In whose name a token acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    Person(Login),
    Service(ServiceName),
}

impl Holder {
    pub fn prefix(&self) -> &'static str {
        match self {
            Self::Person(_) => PERSON_PREFIX,
            Self::Service(_) => SERVICE_PREFIX,
        }
    }
}

/// By which secrets are known in files and logs where they do not belong.
pub const PERSON_PREFIX: &str = "berth_pat_";
pub const SERVICE_PREFIX: &str = "berth_svc_";

/// The letters behind the prefix: 32 random bytes, for addresses.
const SECRET_LENGTH: usize = 43;

/// A token's secret. Nothing prints it but whoever asks for it by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// `None`: no token of Berth looks like this, so that nothing has to be looked up.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text
            .strip_prefix(PERSON_PREFIX)
            .or_else(|| text.strip_prefix(SERVICE_PREFIX))?;
        let fits = rest.len() == SECRET_LENGTH
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        fits.then(|| Self(text.to_owned()))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What may be shown afterwards: the prefix and four letters, far too few to guess the rest by.
    pub fn hint(&self) -> String {
        self.0.chars().take(PERSON_PREFIX.len() + 4).collect()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A token that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minted {
    pub token: Token,
    pub secret: Secret,
}

/// The name of a program that acts by itself. Lowercase letters, digits and single hyphens, at most 30.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Use 2 to 30 lowercase letters, digits and single hyphens, beginning with a letter, such as release-bot"
)]
pub struct ServiceNameError;

impl ServiceName {
    /// # Errors
    /// It is no such name.
    pub fn parse(text: &str) -> Result<Self, ServiceNameError> {
        let text = text.trim();
        let fits = (2..=30).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && !text.ends_with('-')
            && !text.contains("--")
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(ServiceNameError)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name that stands where a person's login stands. GitHub gives nobody a login with brackets.
    pub fn login(&self) -> Login {
        Login::new(&format!("{}[service]", self.0))
    }
}

impl fmt::Display for ServiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A program that acts by itself, with the roles and teams that an admin gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub name: ServiceName,
    /// What it is for, and who answers for it.
    pub about: String,
    pub roles: Vec<Role>,
    pub teams: Vec<TeamName>,
    pub created: Timestamp,
    pub by: Login,
    /// From then on none of its tokens work.
    pub ended: Option<Timestamp>,
}

impl Service {
    /// Those that a service may have. A decision is a person's, and so is looking after Berth.
    pub const ROLES: [Role; 2] = [Role::Developer, Role::Manager];

    pub fn person(&self) -> Person {
        Person {
            login: self.name.login(),
            name: self.name.to_string(),
            roles: self.roles.clone(),
            teams: self.teams.clone(),
        }
    }
}

/// Whether a token may be used for something.
///
/// # Errors
/// The sentence names the scope that is missing, and what to do.
pub fn may_use(scopes: &Scopes, needed: Scope) -> Result<(), String> {
    if scopes.contains(&needed) {
        return Ok(());
    }
    Err(format!(
        "This token lacks the scope {}. Make one that has it under Settings, Tokens",
        needed.as_str()
    ))
}

/// Whether a token of these scopes and this end may be made by means of another token: it reaches no farther and lasts
/// no longer, so that a stolen token can't be made into more.
///
/// # Errors
/// The sentence says what reaches too far.
pub fn may_pass_on(by: &Token, scopes: &Scopes, expires: Timestamp) -> Result<(), TokenProblem> {
    if let Some(more) = scopes.difference(&by.scopes).next() {
        return Err(TokenProblem {
            field: TokenField::Scopes,
            message: format!(
                "The token that asks for this lacks the scope {}, so it can’t make one that has it",
                more.as_str()
            ),
        });
    }
    if expires > by.expires {
        return Err(TokenProblem {
            field: TokenField::Days,
            message: "A token made by another may not last longer than that one".to_owned(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
