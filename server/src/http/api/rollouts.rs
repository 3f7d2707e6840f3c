//! Rollouts: planned, started, followed, steered, taken back.

use super::extract::commit;
use super::extract::{Asked, Parted, Sent};
use super::problem::{Answered, Fault, FieldProblem};
use super::wire::IdPath;
use super::wire::findings::exception_problems;
use super::wire::inventory::InventoryAsked;
use super::wire::rollout::{
    OptOutWish, RolloutPlan, RolloutShown, RolloutWish, Rollouts, rollout_problems,
};
use super::wire::words::{StandingWord, SteerWord};
use super::{done, made, ok};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::portal::Started;
use domain::request::RequestId;
use domain::rollout::{OptOutForm, RolloutId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(list_rollouts, start_rollout))
        .routes(routes!(plan_rollout))
        .routes(routes!(show_rollout))
        .routes(routes!(steer_rollout))
        .routes(routes!(undo_rollout))
        .routes(routes!(approve_rollout))
        .routes(routes!(opt_out))
        .routes(routes!(end_opt_out))
}

/// List rollouts
#[utoipa::path(
    get, path = "/rollouts", tag = "Rollouts",
    responses((status = 200, description = "The rollouts", body = Rollouts))
)]
pub(super) async fn list_rollouts(State(web): State<Arc<Web>>, caller: Caller) -> Answered {
    let list = web.portal.rollouts(&caller.person).await?;
    ok(&Rollouts::of(&list))
}

/// Plan a rollout
///
/// What the wish would bring to the repositories that the query finds. Nothing is written.
#[utoipa::path(
    post, path = "/rollouts/plan", tag = "Rollouts", params(InventoryAsked), request_body = RolloutWish,
    security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = RolloutPlan))
)]
pub(super) async fn plan_rollout(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, _): Asked<InventoryAsked>,
    Sent(wish): Sent<RolloutWish>,
) -> Answered {
    let page = web
        .portal
        .plan_rollout(&caller.person, &wish.into(), &asked.into())
        .await?;
    ok(&RolloutPlan::of(&page))
}

/// Start a rollout
///
/// If it still touches as many repositories as `shown` says.
#[utoipa::path(
    post, path = "/rollouts", tag = "Rollouts", params(InventoryAsked), request_body = RolloutWish,
    security(("token" = ["review"])),
    responses((status = 201, description = "The rollout", body = RolloutShown))
)]
pub(super) async fn start_rollout(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, _): Asked<InventoryAsked>,
    Sent(wish): Sent<RolloutWish>,
) -> Answered {
    let started = web
        .portal
        .start_rollout(&caller.person, &wish.into(), &asked.into())
        .await?;
    match started {
        Started::Yes(id) => begun(&web, &caller, &id).await,
        Started::Refused(problems) => Err(Fault::Refused(rollout_problems(&problems))),
    }
}

async fn begun(web: &Web, caller: &Caller, id: &RolloutId) -> Answered {
    let data = web.portal.rollout(&caller.person, id, None).await?;
    made(&format!("/rollouts/{id}"), &RolloutShown::of(&data))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RolloutAsked {
    /// Only repositories that stand so.
    only: Option<StandingWord>,
}

/// Show a rollout
#[utoipa::path(
    get, path = "/rollouts/{id}", tag = "Rollouts", params(IdPath, RolloutAsked),
    responses((status = 200, description = "The rollout", body = RolloutShown))
)]
pub(super) async fn show_rollout(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, _): Asked<RolloutAsked>,
) -> Answered {
    let only = asked.only.map(Into::into);
    let data = web
        .portal
        .rollout(&caller.person, &parts.rollout()?, only)
        .await?;
    ok(&RolloutShown::of(&data))
}

/// What is done to a rollout.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SteerWish {
    act: SteerWord,
}

/// Steer a rollout
///
/// Pauses it, lets it go on, stops it for good, or asks again for what did not come about.
#[utoipa::path(
    post, path = "/rollouts/{id}/steer", tag = "Rollouts", params(IdPath), request_body = SteerWish,
    security(("token" = ["review"])),
    responses((status = 204, description = "It is steered"))
)]
pub(super) async fn steer_rollout(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<SteerWish>,
) -> Answered {
    web.portal
        .steer_rollout(&caller.person, &parts.rollout()?, wish.act.into())
        .await?;
    Ok(done())
}

/// Take a rollout back
///
/// By another rollout; asked twice, the same.
#[utoipa::path(
    post, path = "/rollouts/{id}/undo", tag = "Rollouts", params(IdPath), security(("token" = ["review"])),
    responses((status = 201, description = "The rollout that takes it back", body = RolloutShown))
)]
pub(super) async fn undo_rollout(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let other = web
        .portal
        .undo_rollout(&caller.person, &parts.rollout()?)
        .await?;
    begun(&web, &caller, &other).await
}

/// As many as fit into a body.
const APPROVED_AT_ONCE: usize = 200;

/// Requests of a rollout to approve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApproveWish {
    #[schema(min_items = 1, max_items = 200)]
    requests: Vec<ChosenRequest>,
}

/// A request, at the commit that was looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChosenRequest {
    #[schema(format = "uuid")]
    request: String,
    #[schema(pattern = "^[0-9a-f]{40,64}$")]
    commit: String,
}

/// What became of several approvals.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApprovedResult {
    #[schema(maximum = 9007199254740991_i64)]
    done: u64,
    /// Which were not approved, and why.
    left: Vec<String>,
}

/// Approve requests of a rollout
///
/// Those of low risk, at the commits that were shown.
#[utoipa::path(
    post, path = "/rollouts/{id}/approvals", tag = "Rollouts", params(IdPath), request_body = ApproveWish,
    security(("token" = ["review"])),
    responses((status = 200, description = "What became of it", body = ApprovedResult))
)]
pub(super) async fn approve_rollout(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<ApproveWish>,
) -> Answered {
    let id = parts.rollout()?;
    if wish.requests.is_empty() || wish.requests.len() > APPROVED_AT_ONCE {
        let detail = format!("Name 1 to {APPROVED_AT_ONCE} requests");
        return Err(Fault::Refused(vec![FieldProblem::on("requests", detail)]));
    }
    let read = |(place, one): (usize, &ChosenRequest)| {
        let request = RequestId::parse(&one.request).map_err(|why| {
            let field = format!("requests/{place}/request");
            Fault::Refused(vec![FieldProblem::on(&field, why.to_string())])
        })?;
        let commit = commit(&one.commit, &format!("requests/{place}/commit"))?;
        Ok((request, commit))
    };
    let chosen: Result<Vec<_>, Fault> = wish.requests.iter().enumerate().map(read).collect();
    let approved = web
        .portal
        .approve_rolled(&caller.person, &id, &chosen?)
        .await?;
    ok(&ApprovedResult {
        done: approved.done,
        left: approved.left,
    })
}

/// Keep a team out
///
/// Out of one rollout or of all, until a day. For its members.
#[utoipa::path(
    post, path = "/opt-outs", tag = "Rollouts", request_body = OptOutWish, security(("token" = ["request"])),
    responses((status = 204, description = "The team stays out"))
)]
pub(super) async fn opt_out(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<OptOutWish>,
) -> Answered {
    let rollout = wish.rollout.as_deref().map(RolloutId::parse).transpose();
    let rollout = rollout
        .map_err(|why| Fault::Refused(vec![FieldProblem::on("rollout", why.to_string())]))?;
    let form = OptOutForm {
        team: wish.team,
        rollout,
        reason: wish.reason,
        until: wish.until,
    };
    let problems = web.portal.opt_out(&caller.person, &form).await?;
    match problems.is_empty() {
        true => Ok(done()),
        false => Err(Fault::Refused(exception_problems(&problems))),
    }
}

/// The id of a wish to stay out.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Says in the document what the extractor reads.
pub(super) struct OptOutPath {
    /// As the list of rollouts has it.
    #[param(max_length = 64, pattern = "^[0-9A-Za-z-]+$")]
    id: String,
}

/// Let a team take part again
#[utoipa::path(
    delete, path = "/opt-outs/{id}", tag = "Rollouts", params(OptOutPath), security(("token" = ["request"])),
    responses((status = 204, description = "It takes part again"))
)]
pub(super) async fn end_opt_out(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    web.portal
        .end_opt_out(&caller.person, parts.get("id"))
        .await?;
    Ok(done())
}
