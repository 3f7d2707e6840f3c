//! Berth's own statements, recognised by their `Sid`: written, and read back.

use super::Grants;
use super::json::same_statement;
use crate::aws::{AccountId, Address};
use crate::handover::PUSH_ACTIONS;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a pull calls on the repository.
pub(super) const PULL_ACTIONS: [&str; 2] = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    PullAccounts,
    PullOrganization,
    Lambda,
    Push,
}

impl Own {
    pub(super) const ALL: [Self; 4] = [
        Self::PullAccounts,
        Self::PullOrganization,
        Self::Lambda,
        Self::Push,
    ];

    pub(super) fn sid(self) -> &'static str {
        match self {
            Self::PullAccounts => "BerthPullAccounts",
            Self::PullOrganization => "BerthPullOrganization",
            Self::Lambda => "BerthLambda",
            Self::Push => "BerthPush",
        }
    }

    pub(super) fn of(statement: &Value) -> Option<Self> {
        let sid = statement.get("Sid")?.as_str()?;
        Self::ALL.into_iter().find(|own| own.sid() == sid)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    principal: Principal,
    action: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<BTreeMap<&'static str, BTreeMap<&'static str, Vec<String>>>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Principal {
    Everyone(&'static str),
    Named(BTreeMap<&'static str, Vec<String>>),
}

fn named(kind: &'static str, who: Vec<String>) -> Principal {
    Principal::Named([(kind, who)].into())
}

fn partition(address: &Address) -> &'static str {
    address.region.partition().id()
}

fn root(address: &Address, account: &AccountId) -> String {
    format!("arn:{}:iam::{account}:root", partition(address))
}

/// Any function of an account in the repository's region: Lambda reads images of its own region only.
fn functions(address: &Address, account: &AccountId) -> String {
    let (partition, region) = (partition(address), address.region);
    format!("arn:{partition}:lambda:{region}:{account}:function:*")
}

/// One kind of statement, where the grants have any.
pub(super) fn render(own: Own, grants: &Grants, address: &Address) -> Option<String> {
    let accounts = |accounts: &[AccountId], word: fn(&Address, &AccountId) -> String| {
        let words: Vec<String> = accounts.iter().map(|id| word(address, id)).collect();
        (!words.is_empty()).then_some(words)
    };
    let only = |operator, key, values| Some([(operator, [(key, values)].into())].into());
    let (principal, action, condition) = match own {
        Own::PullAccounts => {
            let roots = accounts(&grants.pull_accounts, root)?;
            (named("AWS", roots), PULL_ACTIONS.to_vec(), None)
        }
        Own::PullOrganization => {
            let organization = grants.organization.clone()?;
            let condition = only("StringEquals", "aws:PrincipalOrgID", vec![organization]);
            (Principal::Everyone("*"), PULL_ACTIONS.to_vec(), condition)
        }
        Own::Lambda => {
            let functions = accounts(&grants.lambda, functions)?;
            let service = named("Service", vec!["lambda.amazonaws.com".to_owned()]);
            let condition = only("StringLike", "aws:SourceArn", functions);
            (service, PULL_ACTIONS.to_vec(), condition)
        }
        Own::Push => {
            let role = grants.push_role.clone()?;
            (named("AWS", vec![role]), PUSH_ACTIONS.to_vec(), None)
        }
    };
    let statement = Statement {
        sid: own.sid(),
        effect: "Allow",
        principal,
        action,
        condition,
    };
    serde_json::to_string_pretty(&statement).ok()
}

/// Puts what a statement of Berth's grants into `grants`; false where it says anything else than Berth would write.
pub(super) fn read(own: Own, statement: &Value, address: &Address, grants: &mut Grants) -> bool {
    let texts = |path: &str| -> Vec<String> {
        let found = match statement.pointer(path) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        found.into_iter().map(str::to_owned).collect()
    };
    let accounts = |path: &str| -> Vec<AccountId> {
        let of = |arn: &String| {
            arn.split(':')
                .nth(4)
                .and_then(|id| AccountId::parse(id).ok())
        };
        texts(path).iter().filter_map(of).collect()
    };
    let mut found = Grants::default();
    match own {
        Own::PullAccounts => found.pull_accounts = accounts("/Principal/AWS"),
        Own::PullOrganization => {
            let mut named = texts("/Condition/StringEquals/aws:PrincipalOrgID").into_iter();
            found.organization = named.next();
        }
        Own::Lambda => found.lambda = accounts("/Condition/StringLike/aws:SourceArn"),
        Own::Push => found.push_role = texts("/Principal/AWS").into_iter().next(),
    }
    let again = render(own, &found, address).and_then(|text| serde_json::from_str(&text).ok());
    if !again.is_some_and(|again: Value| same_statement(&again, statement)) {
        return false;
    }
    match own {
        Own::PullAccounts => grants.pull_accounts = found.pull_accounts,
        Own::PullOrganization => grants.organization = found.organization,
        Own::Lambda => grants.lambda = found.lambda,
        Own::Push => grants.push_role = found.push_role,
    }
    true
}
