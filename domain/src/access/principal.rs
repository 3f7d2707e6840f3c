//! Whom a statement names, in all the forms that AWS takes.

use crate::aws::AccountId;

/// One principal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// `*`: everybody who can sign a request, of any account.
    Everyone,
    /// A whole account.
    Account(String),
    Role {
        account: String,
        name: String,
    },
    User {
        account: String,
        name: String,
    },
    /// Somebody who has taken a role on, by the name of the session.
    Session {
        account: String,
        role: String,
        session: String,
    },
    Service(String),
    /// An identity provider.
    Federated(String),
    /// AWS puts a unique id in the place of a principal that was deleted.
    Gone(String),
    /// As it is written.
    Other(String),
}

impl Principal {
    /// One entry of `"AWS"`.
    pub(super) fn aws(text: &str) -> Self {
        let is_account = |text: &str| AccountId::parse(text).is_ok();
        if text == "*" {
            return Self::Everyone;
        }
        if is_account(text) {
            return Self::Account(text.to_owned());
        }
        let id = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if id
            && ["AIDA", "AROA", "ABIA", "ACCA", "ANPA"]
                .iter()
                .any(|kind| text.starts_with(kind))
        {
            return Self::Gone(text.to_owned());
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", _, service @ ("iam" | "sts"), "", account, resource] = parts.as_slice() else {
            return Self::Other(text.to_owned());
        };
        if !is_account(account) || resource.contains('*') {
            return Self::Other(text.to_owned());
        }
        let account = (*account).to_owned();
        let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        match (*service, resource.split_once('/')) {
            ("iam", None) if *resource == "root" => Self::Account(account),
            ("iam", Some(("role", path))) => Self::Role {
                account,
                name: last(path),
            },
            ("iam", Some(("user", path))) => Self::User {
                account,
                name: last(path),
            },
            ("sts", Some(("assumed-role", path))) => match path.split_once('/') {
                Some((role, session)) => Self::Session {
                    account,
                    role: role.to_owned(),
                    session: session.to_owned(),
                },
                None => Self::Other(text.to_owned()),
            },
            _ => Self::Other(text.to_owned()),
        }
    }

    pub(super) fn account(&self) -> Option<&str> {
        match self {
            Self::Account(account)
            | Self::Role { account, .. }
            | Self::User { account, .. }
            | Self::Session { account, .. } => Some(account),
            _ => None,
        }
    }
}

/// Everybody whom a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    pub principals: Vec<Principal>,
    /// `NotPrincipal`: everybody but these.
    pub except: bool,
    /// The repository's account.
    pub(super) own: AccountId,
}

/// Whether a refusal hits somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    Never,
    Sometimes,
    Always,
}

impl Who {
    /// One by one, except where they stand together as an exception.
    pub(super) fn each(&self) -> Vec<Self> {
        if self.except {
            return vec![self.clone()];
        }
        let one = |principal: &Principal| Self {
            principals: vec![principal.clone()],
            ..self.clone()
        };
        self.principals.iter().map(one).collect()
    }

    pub(super) fn is_everyone(&self) -> bool {
        self.except || self.principals.contains(&Principal::Everyone)
    }

    /// Whether this refusal hits `other`, conditions aside. In doubt: sometimes.
    pub(super) fn covers(&self, other: &Self) -> Cover {
        let covered: Vec<Cover> = match (self.except, other.except) {
            (false, _) if self.principals.contains(&Principal::Everyone) => return Cover::Always,
            (_, true) => return Cover::Sometimes,
            (true, false) => other
                .principals
                .iter()
                .map(|principal| self.excepts(principal))
                .collect(),
            (false, false) => other
                .principals
                .iter()
                .map(|principal| self.names(principal))
                .collect(),
        };
        if covered.iter().all(|cover| *cover == Cover::Always) {
            Cover::Always
        } else if covered.iter().all(|cover| *cover == Cover::Never) {
            Cover::Never
        } else {
            Cover::Sometimes
        }
    }

    fn names(&self, principal: &Principal) -> Cover {
        if self.principals.contains(principal) {
            return Cover::Always;
        }
        let related = self.principals.iter().any(|own| {
            matches!(own, Principal::Other(_) | Principal::Gone(_))
                || *principal == Principal::Everyone
                || matches!(principal, Principal::Other(_))
                || (own.account().is_some() && own.account() == principal.account())
        });
        let whole_account = principal.account().is_some_and(|account| {
            self.principals
                .contains(&Principal::Account(account.to_owned()))
        });
        match (whole_account, related) {
            (true, _) => Cover::Always,
            (false, true) => Cover::Sometimes,
            (false, false) => Cover::Never,
        }
    }

    fn excepts(&self, principal: &Principal) -> Cover {
        match self.names(principal) {
            Cover::Always => Cover::Never,
            Cover::Sometimes => Cover::Sometimes,
            Cover::Never => Cover::Always,
        }
    }
}
