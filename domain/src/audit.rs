//! The audit record: what was done or refused, by whom, in which session or with which token, and what it was before and
//! after. Rows are appended and never changed; a chain of hashes over their canonical bytes shows whether they are as written.

mod action;
mod canonical;
mod fault;

pub use action::AuditAction;
pub use canonical::canonical;
pub use fault::{AuditFault, AuditReport, FaultKind, Head, HeadError};

use crate::aws::Address;
use crate::github::Login;
use crate::people::Actor;
use crate::request::RequestId;
use crate::time::Timestamp;
use std::fmt;

/// Who acted, as the record names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub kind: WhoKind,
    /// A login, or the system's name. Empty for somebody unknown.
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhoKind {
    Person,
    /// Somebody who acted on GitHub, seen there.
    OnGitHub,
    System,
    /// Somebody who did not say who they are.
    Nobody,
}

impl WhoKind {
    pub const ALL: [Self; 4] = [Self::Person, Self::OnGitHub, Self::System, Self::Nobody];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::OnGitHub => "on_github",
            Self::System => "system",
            Self::Nobody => "nobody",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl Who {
    pub fn nobody() -> Self {
        Self {
            kind: WhoKind::Nobody,
            name: String::new(),
        }
    }

    pub fn berth() -> Self {
        Self::of(&Actor::Berth)
    }

    pub fn person(login: &Login) -> Self {
        Self {
            kind: WhoKind::Person,
            name: login.to_string(),
        }
    }

    pub fn of(actor: &Actor) -> Self {
        let (kind, name) = match actor {
            Actor::Person(login) => (WhoKind::Person, login.as_str()),
            Actor::OnGitHub(login) => (WhoKind::OnGitHub, login.as_str()),
            Actor::Berth => (WhoKind::System, "berth"),
            Actor::GitHub => (WhoKind::System, "github"),
            Actor::ArgoCd => (WhoKind::System, "argo_cd"),
            Actor::Crossplane => (WhoKind::System, "crossplane"),
            Actor::Aws => (WhoKind::System, "aws"),
        };
        Self {
            kind,
            name: name.to_owned(),
        }
    }
}

/// What somebody held who acted: enough to find it, not enough to use it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The first letters of its hash, as the page of sessions names it.
    Session(String),
    /// The token's id.
    Token(String),
}

impl Credential {
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("session", handle) => Some(Self::Session(handle.to_owned())),
            ("token", id) => Some(Self::Token(id.to_owned())),
            _ => None,
        }
    }
}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(handle) => write!(f, "session:{handle}"),
            Self::Token(id) => write!(f, "token:{id}"),
        }
    }
}

/// One act as it is to be written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    pub at: Timestamp,
    pub who: Who,
    /// `None`: Berth itself, or somebody seen elsewhere.
    pub held: Option<Credential>,
    pub action: AuditAction,
    /// What it was done to, as people call it: REQ-12, a token's id, an address of Berth.
    pub object: String,
    pub repository: Option<Address>,
    /// Whose it was at that time.
    pub team: Option<String>,
    pub request: Option<RequestId>,
    /// In the words of whoever acted; empty where none were asked for.
    pub reason: String,
    /// JSON.
    pub before: Option<String>,
    /// JSON.
    pub after: Option<String>,
    pub pull_request: Option<String>,
    pub commit: Option<String>,
    /// The decision that this is or follows: who made it, which, and where.
    pub review: Option<String>,
    /// The row of another record that this one vouches for.
    pub source: Option<String>,
    /// That row's own hash, where it has one.
    pub source_hash: Option<String>,
}

impl AuditEntry {
    pub fn new(at: Timestamp, who: Who, action: AuditAction, object: impl Into<String>) -> Self {
        Self {
            at,
            who,
            held: None,
            action,
            object: object.into(),
            repository: None,
            team: None,
            request: None,
            reason: String::new(),
            before: None,
            after: None,
            pull_request: None,
            commit: None,
            review: None,
            source: None,
            source_hash: None,
        }
    }

    #[must_use]
    pub fn about(mut self, repository: Address, team: Option<String>) -> Self {
        self.repository = Some(repository);
        self.team = team;
        self
    }

    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    #[must_use]
    pub fn changed(mut self, before: Option<String>, after: Option<String>) -> Self {
        self.before = before;
        self.after = after;
        self
    }
}

/// A row of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// From 1 on, without gaps.
    pub number: i64,
    pub entry: AuditEntry,
    pub hash: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_held_is_read_as_it_is_written() {
        for held in [
            Credential::Session("0a1b2c3d4e5f6071".into()),
            Credential::Token("0197c9d2-7c1a-7000-8000-0000000000aa".into()),
            Credential::Token("a:b".into()),
        ] {
            assert_eq!(Credential::parse(&held.to_string()), Some(held));
        }
        assert_eq!(Credential::parse("cookie:1"), None);
        assert_eq!(Credential::parse(""), None);
    }

    #[test]
    fn every_actor_has_a_name() {
        for actor in [
            Actor::Person(Login::new("ada")),
            Actor::OnGitHub(Login::new("ada")),
            Actor::Berth,
            Actor::GitHub,
            Actor::ArgoCd,
            Actor::Crossplane,
            Actor::Aws,
        ] {
            let who = Who::of(&actor);
            assert!(!who.name.is_empty(), "{actor:?}");
            assert_eq!(WhoKind::parse(who.kind.as_str()), Some(who.kind));
        }
    }
}
