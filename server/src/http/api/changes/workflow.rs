//! The workflow that publishes.

use crate::http::Web;
use crate::http::api::extract::{Parted, Sent};
use crate::http::api::ok;
use crate::http::api::problem::{Answered, FieldProblem};
use crate::http::api::requests::asked;
use crate::http::api::wire::RepositoryPath;
use crate::http::api::wire::plan::{FilePlan, Plan};
use crate::http::api::wire::request::Request;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::portal::{UsePage, UseQuery};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// The workflow that publishes from a branch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct WorkflowWish {
    /// The branch that publishes; empty: the usual one.
    #[serde(default)]
    branch: String,
    #[serde(default)]
    comment: String,
}

impl WorkflowWish {
    fn query(&self) -> UseQuery {
        UseQuery {
            branch: self.branch.clone(),
            ..UseQuery::default()
        }
    }
}

fn workflow_plan(page: &UsePage) -> Plan {
    let mut plan = Plan::default();
    match &page.pipeline {
        None => plan.problems.push(FieldProblem::whole(
            "Nobody knows the application’s repository on GitHub, so there is nowhere to put a workflow",
        )),
        Some(help) if help.is_other_branch => plan.problems.push(FieldProblem::on(
            "branch",
            "This is no branch that a workflow can be bound to",
        )),
        Some(help) => {
            plan.files = vec![FilePlan::made(&help.workflow)];
            plan.consequences.clone_from(&help.notes);
        }
    }
    plan.beside(&page.asked)
}

/// Plan the workflow that publishes
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/workflow/plan", tag = "Changes", params(RepositoryPath),
    request_body = WorkflowWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = Plan))
)]
pub(in crate::http::api) async fn plan_workflow(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<WorkflowWish>,
) -> Answered {
    let page = web
        .portal
        .use_it(&caller.person, &parts.repository()?, &wish.query())
        .await?;
    ok(&workflow_plan(&page))
}

/// Ask for the workflow that publishes
///
/// As a pull request into the application’s repository.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/workflow/requests", tag = "Changes", params(RepositoryPath),
    request_body = WorkflowWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(in crate::http::api) async fn ask_for_workflow(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<WorkflowWish>,
) -> Answered {
    let (key, query) = (parts.repository()?, wish.query());
    let id = web
        .portal
        .ask_for_workflow(&caller.person, &key, &query, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}
