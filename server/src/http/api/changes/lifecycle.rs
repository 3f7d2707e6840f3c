//! Another lifecycle policy.

use super::NOWHERE;
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
use domain::lifecycle::lint::Linted;
use domain::portal::{LifecycleTab, PolicyStart};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Another lifecycle policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct LifecycleWish {
    /// The policy as AWS takes it, JSON in a text.
    #[schema(example = "{\"rules\":[]}")]
    policy: String,
    /// Hold it against AWS’s own preview too. For a plan only.
    #[serde(default)]
    ask_aws: bool,
    #[serde(default)]
    comment: String,
}

/// What another lifecycle policy would do.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct LifecyclePlan {
    plan: Plan,
    /// Images that would stay.
    #[schema(maximum = 9007199254740991_i64)]
    kept: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    expired: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    archived: Option<u64>,
    /// Of those that expire; layers that images share count each time.
    #[schema(maximum = 9007199254740991_i64)]
    expired_bytes: Option<u64>,
    /// Of those that go, pulled within the last thirty days.
    #[schema(maximum = 9007199254740991_i64)]
    pulled_lately: Option<u64>,
    /// What freed storage costs in a month, at most.
    saves: Option<String>,
}

fn lifecycle_plan(tab: &LifecycleTab) -> LifecyclePlan {
    let draft = &tab.draft;
    let linted = draft.linted.as_ref();
    let problems = linted
        .map(|linted| linted.problems.as_slice())
        .unwrap_or_default();
    let told = |problem: &domain::lifecycle::lint::Problem| FieldProblem {
        pointer: Some("#/policy".to_owned()),
        detail: problem.sentence.clone(),
        suggestion: Some(problem.fix.clone()),
        see: None,
    };
    let preview = draft.preview.as_ref();
    let totals = preview.map(|preview| preview.totals);
    let mut plan = Plan {
        problems: problems.iter().map(told).collect(),
        ..Plan::default()
    };
    if draft.nowhere {
        plan.problems.push(FieldProblem::whole(NOWHERE));
    }
    let mut plan = plan.beside(&tab.page.requests);
    plan.ready = linted.is_some_and(Linted::is_accepted)
        && !draft.nowhere
        && tab.page.requests.hindrance.is_none();
    LifecyclePlan {
        plan,
        kept: totals.map(|totals| totals.kept.count),
        expired: totals.map(|totals| totals.expired.count),
        archived: totals.map(|totals| totals.archived.count),
        expired_bytes: totals.map(|totals| totals.expired.bytes),
        pulled_lately: preview.map(|preview| preview.pulled_lately),
        saves: preview.map(|preview| preview.saves.clone()),
    }
}

/// Plan another lifecycle policy
///
/// What AWS would refuse in it, and what it would do to the images that Berth knows.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/lifecycle/plan", tag = "Changes", params(RepositoryPath),
    request_body = LifecycleWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = LifecyclePlan))
)]
pub(in crate::http::api) async fn plan_lifecycle(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<LifecycleWish>,
) -> Answered {
    let start = match wish.ask_aws {
        true => PolicyStart::HeldAgainstAws(&wish.policy),
        false => PolicyStart::Typed(&wish.policy),
    };
    let tab = web
        .portal
        .lifecycle(&caller.person, &parts.repository()?, start)
        .await?;
    ok(&lifecycle_plan(&tab))
}

/// Ask for another lifecycle policy
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/lifecycle/requests", tag = "Changes", params(RepositoryPath),
    request_body = LifecycleWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(in crate::http::api) async fn ask_for_lifecycle(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<LifecycleWish>,
) -> Answered {
    let key = parts.repository()?;
    let id = web
        .portal
        .ask_for_policy(&caller.person, &key, &wish.policy, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}
