//! Other access.

use super::{NOWHERE, SILENT, edited};
use crate::http::Web;
use crate::http::api::extract::{Parted, Sent};
use crate::http::api::ok;
use crate::http::api::problem::{Answered, FieldProblem};
use crate::http::api::requests::asked;
use crate::http::api::wire::RepositoryPath;
use crate::http::api::wire::plan::Plan;
use crate::http::api::wire::request::Request;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::access_change::AccessForm;
use domain::portal::{AccessDraft, AccessSource, AccessStart};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Other access, all of it: what is left out is taken away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct AccessWish {
    /// Accounts that may pull.
    #[serde(default)]
    pull_accounts: Vec<String>,
    /// An AWS organization that may pull, such as `o-a1b2c3d4e5`.
    #[serde(default)]
    organization: String,
    /// Accounts whose Lambda functions may use images.
    #[serde(default)]
    lambda: Vec<String>,
    /// The ARN of the role that may push.
    #[serde(default)]
    push_role: String,
    /// Marks of other people’s statements that go, as the plan has them.
    #[serde(default)]
    drop: Vec<String>,
    /// What lets everybody in is meant.
    #[serde(default)]
    sure: bool,
    /// Start from the policy that AWS has, whatever Git says.
    #[serde(default)]
    from_aws: bool,
    #[serde(default)]
    comment: String,
}

impl AccessWish {
    fn form(&self) -> AccessForm {
        AccessForm {
            pull_accounts: self.pull_accounts.join(" "),
            organization: self.organization.clone(),
            lambda: self.lambda.join(" "),
            push_role: self.push_role.clone(),
            drop: self.drop.clone(),
            sure: self.sure,
            from_aws: self.from_aws,
        }
    }
}

/// What other access would change.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct AccessPlan {
    plan: Plan,
    /// Other people’s statements, which stay unless they are dropped.
    statements: Vec<KeptStatement>,
    /// What lets in more than anybody named.
    dangers: Vec<String>,
}

/// A statement that Berth did not write.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct KeptStatement {
    mark: String,
    label: String,
    sentence: String,
}

fn access_plan(draft: &AccessDraft) -> AccessPlan {
    let mut problems: Vec<FieldProblem> = draft
        .problems
        .iter()
        .map(|problem| match problem.input {
            domain::access_change::AccessInput::Policy => {
                FieldProblem::whole(problem.message.as_str())
            }
            input => FieldProblem::on(input.as_str(), problem.message.as_str()),
        })
        .collect();
    let mut statements = Vec::new();
    match &draft.source {
        AccessSource::Nowhere => problems.push(FieldProblem::whole(NOWHERE)),
        AccessSource::Silent => problems.push(FieldProblem::whole(SILENT)),
        AccessSource::Unclear(problem) => problems.push(FieldProblem::of(problem)),
        AccessSource::Read { kept, .. } => {
            statements.extend(kept.iter().map(|one| KeptStatement {
                mark: one.mark.clone(),
                label: one.label.clone(),
                sentence: one.sentence.clone(),
            }))
        }
    }
    let look = draft.look.as_ref();
    let plan = Plan {
        problems,
        consequences: look
            .map(|look| look.consequences.clone())
            .unwrap_or_default(),
        files: look.map(|look| edited(&look.files)).unwrap_or_default(),
        ..Plan::default()
    };
    let dangers = look.map(|look| look.dangers.as_slice()).unwrap_or_default();
    AccessPlan {
        plan: plan.beside(&draft.requests),
        statements,
        dangers: dangers.iter().map(|flag| flag.sentence.clone()).collect(),
    }
}

/// Plan other access
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/access/plan", tag = "Changes", params(RepositoryPath),
    request_body = AccessWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = AccessPlan))
)]
pub(in crate::http::api) async fn plan_access(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<AccessWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let draft = web
        .portal
        .draft_access(&caller.person, &key, AccessStart::Typed(&form))
        .await?;
    ok(&access_plan(&draft))
}

/// Ask for other access
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/access/requests", tag = "Changes", params(RepositoryPath),
    request_body = AccessWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(in crate::http::api) async fn ask_for_access(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<AccessWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let id = web
        .portal
        .ask_for_access(&caller.person, &key, &form, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}
