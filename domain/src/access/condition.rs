//! Conditions: what they say, and whether they keep anybody out for certain.

use super::Reach;
use super::principal::{Principal, Who};
use crate::aws::AccountId;

/// One test of a statement's `Condition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// As it is written, with `ForAnyValue:` and `IfExists`.
    pub operator: String,
    pub key: String,
    pub values: Vec<String>,
}

/// What a condition leaves of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Narrowing {
    OwnAccount,
    Accounts,
    Organization,
    /// Networks, or resources on whose behalf a call is made.
    Limited,
}

impl Condition {
    /// The operator without its quantifier and `IfExists`.
    fn base(&self) -> &str {
        let bare = self.operator.rsplit(':').next().unwrap_or_default();
        bare.strip_suffix("IfExists").unwrap_or(bare)
    }

    pub(super) fn is_negative(&self) -> bool {
        let base = self.base();
        base.contains("Not")
    }

    /// `IfExists` and `ForAllValues` also let in whoever lacks the key.
    fn passes_without_key(&self) -> bool {
        self.operator.ends_with("IfExists") || self.operator.starts_with("ForAllValues:")
    }

    pub(super) fn is(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key)
    }

    /// `None` when it keeps nobody out for certain, such as a tag that everybody can give to themselves.
    pub fn narrowing(&self, own: &AccountId) -> Option<Narrowing> {
        let positive = matches!(
            self.base(),
            "StringEquals"
                | "StringEqualsIgnoreCase"
                | "StringLike"
                | "ArnEquals"
                | "ArnLike"
                | "IpAddress"
        );
        if !positive || self.passes_without_key() || self.values.is_empty() {
            return None;
        }
        let all = |fits: fn(&str) -> bool| self.values.iter().all(|value| fits(value));
        let accounts = |found: Vec<&str>| {
            let named = found
                .iter()
                .all(|account| AccountId::parse(account).is_ok());
            let mine = found.iter().all(|account| *account == own.as_str());
            named.then_some(if mine {
                Narrowing::OwnAccount
            } else {
                Narrowing::Accounts
            })
        };
        let values = || self.values.iter().map(String::as_str);
        match self.key.to_ascii_lowercase().as_str() {
            "aws:principalorgid" | "aws:sourceorgid" => {
                all(is_exact).then_some(Narrowing::Organization)
            }
            "aws:principalorgpaths" | "aws:sourceorgpaths" => {
                all(|path| path.split_once('/').is_some_and(|(org, _)| is_exact(org)))
                    .then_some(Narrowing::Organization)
            }
            "aws:principalaccount" | "aws:sourceaccount" => accounts(values().collect()),
            "aws:principalarn" => accounts(values().map(account_of).collect()),
            "aws:sourcearn" => {
                accounts(values().map(account_of).collect()).map(|_| Narrowing::Limited)
            }
            "aws:sourcevpc" | "aws:sourcevpce" => all(is_exact).then_some(Narrowing::Limited),
            "aws:sourceip" | "aws:vpcsourceip" => {
                all(is_small_network).then_some(Narrowing::Limited)
            }
            _ => None,
        }
    }
}

fn is_exact(value: &str) -> bool {
    !value.is_empty() && !value.contains(['*', '?', '$'])
}

fn account_of(arn: &str) -> &str {
    arn.split(':').nth(4).unwrap_or_default()
}

/// A range that is small enough to belong to somebody.
fn is_small_network(range: &str) -> bool {
    let (address, length) = range.split_once('/').unwrap_or((range, "128"));
    let least = if address.contains(':') { 32 } else { 8 };
    length.parse::<u32>().is_ok_and(|length| length >= least)
}

/// How far a permission reaches once its conditions have kept out whom they keep out.
pub(super) fn reach(who: &Who, conditions: &[Condition], own: &AccountId) -> Reach {
    let narrowings: Vec<Narrowing> = conditions
        .iter()
        .filter_map(|condition| condition.narrowing(own))
        .collect();
    let narrowed = |narrowing| narrowings.contains(&narrowing);
    if who.is_everyone() {
        return if narrowed(Narrowing::OwnAccount) {
            Reach::Own
        } else if narrowed(Narrowing::Accounts) {
            Reach::Accounts
        } else if narrowed(Narrowing::Organization) {
            Reach::Organization
        } else if narrowed(Narrowing::Limited) {
            Reach::Limited
        } else {
            Reach::Everyone
        };
    }
    let of = |principal: &Principal| match (principal, principal.account()) {
        (_, Some(account)) if account == own.as_str() => Reach::Own,
        (_, Some(_)) => Reach::Accounts,
        (Principal::Service(_), _) => Reach::Service,
        // A principal that was deleted lets nobody in.
        (Principal::Gone(_), _) => Reach::Own,
        _ => Reach::Unknown,
    };
    who.principals
        .iter()
        .map(of)
        .max()
        .unwrap_or(Reach::Unknown)
}
