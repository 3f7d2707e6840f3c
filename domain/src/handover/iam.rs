//! The AWS role of a pipeline: who may take it on, and the least that a push needs.

use super::actions::Pipeline;
use super::{JSON, Snippet};
use crate::aws::{Address, Partition};
use crate::manifest::object_name;
use serde::Serialize;
use std::collections::BTreeMap;

const VERSION: &str = "2012-10-17";

/// What a push calls on the repository itself. Clients look with `BatchGetImage` whether the manifest is there before
/// they upload it. Source: Amazon ECR user guide, pushing an image, required IAM permissions.
pub const PUSH_ACTIONS: [&str; 6] = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
];
/// Signing in belongs to a whole registry: AWS takes no narrower resource than `*`.
pub const SIGN_IN_ACTION: &str = "ecr:GetAuthorizationToken";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: &'static str,
    effect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Federated>,
    action: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Condition>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Federated {
    federated: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Condition {
    string_equals: BTreeMap<String, Vec<String>>,
}

fn text(statement: Vec<Statement>) -> String {
    let policy = Policy {
        version: VERSION,
        statement,
    };
    serde_json::to_string_pretty(&policy).unwrap_or_default()
}

/// The name of the role that pushes to one repository, within IAM's 64 characters.
pub fn role_name(address: &Address) -> String {
    format!("push-{}", object_name(address))
}

pub fn role_arn(address: &Address) -> String {
    format!(
        "arn:{}:iam::{}:role/{}",
        address.region.partition().id(),
        address.account,
        role_name(address)
    )
}

/// The least that lets somebody push to this repository and to no other.
pub fn push_policy(address: &Address) -> String {
    let allow = |sid, action, resource| Statement {
        sid,
        effect: "Allow",
        principal: None,
        action,
        resource: Some(resource),
        condition: None,
    };
    text(vec![
        allow("SignIn", vec![SIGN_IN_ACTION], "*".to_owned()),
        allow("Push", PUSH_ACTIONS.to_vec(), address.arn()),
    ])
}

/// Who may take the role on: the workflow on one branch of one repository, by GitHub's token.
pub fn trust_policy(pipeline: &Pipeline<'_>) -> String {
    let issuer = pipeline.issuer();
    let string_equals = BTreeMap::from([
        (
            format!("{issuer}:aud"),
            vec![pipeline.audience().to_owned()],
        ),
        (format!("{issuer}:sub"), pipeline.subjects()),
    ]);
    text(vec![Statement {
        sid: "GitHubActions",
        effect: "Allow",
        principal: Some(Federated {
            federated: pipeline.provider_arn(),
        }),
        action: vec!["sts:AssumeRoleWithWebIdentity"],
        resource: None,
        condition: Some(Condition { string_equals }),
    }])
}

/// For whom GitHub makes the token out.
pub(super) fn audience(partition: Partition) -> &'static str {
    match partition {
        Partition::AwsCn => "sts.amazonaws.com.cn",
        _ => "sts.amazonaws.com",
    }
}

pub(super) fn snippets(pipeline: &Pipeline<'_>) -> [Snippet; 2] {
    let role = role_name(pipeline.address);
    let snippet = |title: String, text| Snippet {
        title,
        language: JSON.into(),
        text,
    };
    [
        snippet(
            format!("What the role {role} of GitHub Actions may do"),
            push_policy(pipeline.address),
        ),
        snippet(
            format!("Who may take on the role {role}: GitHub Actions of one branch"),
            trust_policy(pipeline),
        ),
    ]
}
