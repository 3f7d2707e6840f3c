//! Who may do what with a repository, read from its ECR repository policy and said in words.
//!
//! A policy is judged as far as its text goes and no farther: see [`NOT_JUDGED`]. Where a statement can't be read
//! with certainty it is handed on as it stands, for a wrong sentence about access is worse than none.

mod actions;
mod condition;
mod parse;
mod principal;
mod says;

pub use actions::{ACTIONS, Actions, Capability};
pub use condition::{Condition, Narrowing};
pub use principal::{Principal, Who};

use crate::aws::AccountId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the text of a repository policy alone can't tell.
pub const NOT_JUDGED: [&str; 3] = [
    "Principals of the repository’s own account also have what their IAM policies allow; Berth doesn’t read those.",
    "Principals of other accounts need a matching IAM policy of their own as well.",
    "Service control policies, permission boundaries and VPC endpoint policies may take away more.",
];

/// A repository policy, statement by statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    pub statements: Vec<Statement>,
    pub unreadable: Vec<Unreadable>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its `Sid` in quotes, or its position.
    pub label: String,
    pub effect: Effect,
    pub who: Who,
    pub actions: Actions,
    pub conditions: Vec<Condition>,
    /// How far it reaches, with its conditions.
    pub reach: Reach,
    pub sentence: String,
    /// The statement's own JSON: the evidence.
    pub source: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Allow,
    Deny,
}

/// A statement, or the whole text, that can't be read with certainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub label: String,
    pub reason: String,
    pub source: String,
}

/// How far a permission reaches, from near to far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The repository's own account.
    Own,
    /// AWS services.
    Service,
    /// Other accounts, each named.
    Accounts,
    /// Everybody in named organizations.
    Organization,
    /// Everybody, but only from named networks or on behalf of named resources.
    Limited,
    /// A principal that Berth can't place.
    Unknown,
    /// Everybody with an AWS account.
    Everyone,
}

impl Reach {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Service => "service",
            Self::Accounts => "accounts",
            Self::Organization => "organization",
            Self::Limited => "limited",
            Self::Unknown => "unknown",
            Self::Everyone => "everyone",
        }
    }
}

/// That somebody may do one thing, taken together from all statements that say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub capability: Capability,
    pub reach: Reach,
    pub sentence: String,
    /// Labels of the statements that allow it.
    pub evidence: Vec<String>,
    /// Labels of the statements that take it away in some cases.
    pub limited_by: Vec<String>,
}

/// What somebody is allowed under the same conditions, in however many statements.
struct Claim<'a> {
    who: Who,
    conditions: &'a [Condition],
    actions: BTreeSet<&'static str>,
    from: Vec<&'a Statement>,
}

/// Something about a policy that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub kind: FlagKind,
    /// Label of the statement.
    pub label: String,
    pub sentence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlagKind {
    /// Everybody with an AWS account is let in.
    Public,
    /// Actions are granted by a pattern, so new ones of AWS are granted unseen.
    WildcardActions,
    /// A service may act for any of its customers.
    UnguardedService,
    /// Names a principal that was deleted.
    GonePrincipal,
    /// Can't be read.
    Unreadable,
}

impl FlagKind {
    /// Whether it opens the repository wider than anybody wrote down name by name.
    pub fn is_wildcard(self) -> bool {
        matches!(self, Self::Public | Self::WildcardActions)
    }
}

impl Access {
    /// Reads a repository policy of a repository of the account `own`. Never fails: what can't be read is in
    /// [`Access::unreadable`]. A repository without a policy is [`Access::default`].
    pub fn read(policy: &str, own: &AccountId) -> Self {
        parse::policy(policy, own)
    }

    /// Who may do one thing, in the order of the policy. Somebody who is always refused again is left out.
    pub fn who_may(&self, capability: Capability) -> Vec<Grant> {
        let mut claims: Vec<Claim<'_>> = Vec::new();
        let allowing = self
            .statements
            .iter()
            .filter(|statement| statement.effect == Effect::Allow);
        for statement in allowing {
            for who in statement.who.each() {
                let same = claims.iter_mut().find(|claim| {
                    claim.who == who && claim.conditions == statement.conditions.as_slice()
                });
                match same {
                    Some(claim) => {
                        claim.actions.extend(&statement.actions.known);
                        claim.from.push(statement);
                    }
                    None => claims.push(Claim {
                        who,
                        conditions: &statement.conditions,
                        actions: statement.actions.known.clone(),
                        from: vec![statement],
                    }),
                }
            }
        }
        claims
            .iter()
            .filter(|claim| capability.is_held(&claim.actions))
            .filter_map(|claim| self.grant(capability, claim))
            .collect()
    }

    fn grant(&self, capability: Capability, claim: &Claim<'_>) -> Option<Grant> {
        let (who, conditions) = (&claim.who, claim.conditions);
        let mut limited_by = Vec::new();
        let denying = self.statements.iter().filter(|statement| {
            statement.effect == Effect::Deny && capability.is_hurt(&statement.actions.known)
        });
        for deny in denying {
            match deny.who.covers(who) {
                principal::Cover::Always if deny.conditions.is_empty() => return None,
                principal::Cover::Never => {}
                _ => limited_by.push(deny.label.clone()),
            }
        }
        let evidence = claim
            .from
            .iter()
            .filter(|statement| {
                capability.is_held(&statement.actions.known)
                    || capability.is_hurt(&statement.actions.known)
            })
            .map(|statement| statement.label.clone())
            .collect();
        Some(Grant {
            capability,
            reach: condition::reach(who, conditions, &who.own),
            sentence: says::grant(who, capability, conditions, &limited_by),
            evidence,
            limited_by,
        })
    }

    /// Whether everybody with an AWS account is let in somewhere.
    pub fn is_public(&self) -> bool {
        self.flags()
            .iter()
            .any(|flag| flag.kind == FlagKind::Public)
    }

    /// What somebody should look at, in the order of the policy.
    pub fn flags(&self) -> Vec<Flag> {
        let mut flags: Vec<Flag> = self.statements.iter().flat_map(says::flags).collect();
        flags.extend(self.unreadable.iter().map(|statement| Flag {
            kind: FlagKind::Unreadable,
            label: statement.label.clone(),
            sentence: format!("{}: {}.", statement.label, statement.reason),
        }));
        flags
    }
}

#[cfg(test)]
mod tests;
