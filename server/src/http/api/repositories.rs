//! One repository and its aspects, and what is done about differences.

use super::extract::{Asked, Parted, Sent};
use super::problem::{Answered, Fault};
use super::wire::RepositoryPath;
use super::wire::aspects::{History, Monitoring, Tombstone, Usage};
use super::wire::findings::exception_problems;
use super::wire::repository::{AccessShown, LifecycleShown, Repository, Scorecard, SettingsShown};
use super::wire::words::DriftKindWord;
use super::{done, ok};
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::drift::IgnoreForm;
use domain::portal::{
    DriftAct, DriftActed, DriftIgnored, HistoryQuery, MonitoringQuery, PolicyStart, PortalError,
    SettingsStart, Span, UseQuery,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(show_repository))
        .routes(routes!(show_scorecard))
        .routes(routes!(show_access))
        .routes(routes!(show_lifecycle))
        .routes(routes!(show_settings))
        .routes(routes!(show_history))
        .routes(routes!(show_usage))
        .routes(routes!(show_monitoring))
        .routes(routes!(show_tombstone))
        .routes(routes!(act_on_drift))
        .routes(routes!(ignore_drift))
}

/// Show a repository
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}", tag = "Repositories", params(RepositoryPath),
    responses((status = 200, description = "The repository", body = Repository))
)]
pub(super) async fn show_repository(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let data = web
        .portal
        .repository(&caller.person, &parts.repository()?)
        .await?;
    ok(&Repository::of(&data))
}

/// Show a repository’s scorecard
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/scorecard", tag = "Repositories", params(RepositoryPath),
    responses((status = 200, description = "The scorecard", body = Scorecard))
)]
pub(super) async fn show_scorecard(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let data = web
        .portal
        .repository(&caller.person, &parts.repository()?)
        .await?;
    ok(&Scorecard::of(data.card.as_ref()))
}

/// Show who may use a repository
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/access", tag = "Repositories", params(RepositoryPath),
    responses((status = 200, description = "Its policy in words", body = AccessShown))
)]
pub(super) async fn show_access(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let data = web
        .portal
        .access(&caller.person, &parts.repository()?)
        .await?;
    ok(&AccessShown::of(&data))
}

/// Show a repository’s lifecycle policy
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/lifecycle", tag = "Repositories", params(RepositoryPath),
    responses((status = 200, description = "The policy in force", body = LifecycleShown))
)]
pub(super) async fn show_lifecycle(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let key = parts.repository()?;
    let tab = web
        .portal
        .lifecycle(&caller.person, &key, PolicyStart::InForce)
        .await?;
    ok(&LifecycleShown::of(&tab.page))
}

/// Show a repository’s settings
///
/// As Git has them now, read from GitHub.
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/settings", tag = "Repositories", params(RepositoryPath),
    responses((status = 200, description = "The settings", body = SettingsShown))
)]
pub(super) async fn show_settings(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let key = parts.repository()?;
    let data = web
        .portal
        .settings(&caller.person, &key, SettingsStart::Git)
        .await?;
    ok(&SettingsShown::of(&data))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryAsked {
    /// A place in the record, as `next` has it.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// Show a repository’s history
///
/// Each request from the asking to the verification, and every record.
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/history", tag = "Repositories",
    params(RepositoryPath, HistoryAsked),
    responses((status = 200, description = "Some of the history", body = History))
)]
pub(super) async fn show_history(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, address): Asked<HistoryAsked>,
) -> Answered {
    let query = HistoryQuery {
        after: asked.cursor,
    };
    let data = web
        .portal
        .history(&caller.person, &parts.repository()?, &query)
        .await?;
    let next = data.next.as_deref().map(|cursor| address.at(cursor));
    ok(&History::of(&data, next))
}

/// A program that builds and moves images.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClientWord {
    #[default]
    Docker,
    Podman,
    Buildah,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct UsageAsked {
    /// Usually docker.
    client: Option<ClientWord>,
    /// The branch that publishes; empty: the usual one.
    #[param(required = false)]
    branch: String,
}

impl From<UsageAsked> for UseQuery {
    fn from(asked: UsageAsked) -> Self {
        let client = match asked.client.unwrap_or_default() {
            ClientWord::Docker => domain::handover::Tool::Docker,
            ClientWord::Podman => domain::handover::Tool::Podman,
            ClientWord::Buildah => domain::handover::Tool::Buildah,
        };
        Self {
            client,
            branch: asked.branch,
        }
    }
}

/// Show how to use a repository
///
/// Commands with real values, and the workflow that publishes without a stored key.
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/usage", tag = "Repositories",
    params(RepositoryPath, UsageAsked),
    responses((status = 200, description = "Commands and files", body = Usage))
)]
pub(super) async fn show_usage(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, _): Asked<UsageAsked>,
) -> Answered {
    let data = web
        .portal
        .use_it(&caller.person, &parts.repository()?, &asked.into())
        .await?;
    ok(&Usage::of(&data))
}

/// How far back to look.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub(super) enum SpanWord {
    #[serde(rename = "7")]
    Week,
    #[serde(rename = "30")]
    Month,
    #[serde(rename = "90")]
    Quarter,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct MonitoringAsked {
    /// So many days; usually 30.
    days: Option<SpanWord>,
}

/// Show how a repository fares
///
/// Storage, findings, pushes and pulls, day by day.
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/monitoring", tag = "Repositories",
    params(RepositoryPath, MonitoringAsked),
    responses((status = 200, description = "Figures by day", body = Monitoring))
)]
pub(super) async fn show_monitoring(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, _): Asked<MonitoringAsked>,
) -> Answered {
    let query = MonitoringQuery {
        span: match asked.days {
            Some(SpanWord::Week) => Span::Week,
            None | Some(SpanWord::Month) => Span::Month,
            Some(SpanWord::Quarter) => Span::Quarter,
        },
        alerts: None,
    };
    let data = web
        .portal
        .monitoring(&caller.person, &parts.repository()?, &query)
        .await?;
    ok(&Monitoring::of(&data))
}

/// Show what is left of a repository that went
#[utoipa::path(
    get, path = "/repositories/{account}/{region}/{name}/tombstone", tag = "Repositories", params(RepositoryPath),
    responses((status = 200, description = "What is left", body = Tombstone))
)]
pub(super) async fn show_tombstone(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let stone = web
        .portal
        .tombstone(&caller.person, &parts.repository()?)
        .await?;
    ok(&Tombstone::of(&stone))
}

/// What to do about a difference between Git and the cluster.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum DriftActWord {
    /// Look at the cluster again now.
    Look,
    /// Have the cluster made as Git says.
    Revert,
}

/// What to do about a difference.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DriftWish {
    act: DriftActWord,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DriftResult {
    /// `looked`, `reverting`, `nothing` or `not_now`.
    outcome: String,
    /// Why not now.
    why: Option<String>,
}

/// Act on a difference between Git and the cluster
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/drift", tag = "Repositories", params(RepositoryPath),
    request_body = DriftWish, security(("token" = ["request"])),
    responses((status = 200, description = "What became of it", body = DriftResult))
)]
pub(super) async fn act_on_drift(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<DriftWish>,
) -> Answered {
    let act = match wish.act {
        DriftActWord::Look => DriftAct::Look,
        DriftActWord::Revert => DriftAct::Revert,
    };
    let acted = web
        .portal
        .act_on_drift(&caller.person, &parts.repository()?, act)
        .await?;
    let (outcome, why) = match acted {
        DriftActed::Looked => ("looked", None),
        DriftActed::Reverting => ("reverting", None),
        DriftActed::Nothing => ("nothing", None),
        DriftActed::NotNow(why) => ("not_now", Some(why)),
    };
    ok(&DriftResult {
        outcome: outcome.to_owned(),
        why,
    })
}

/// The wish to let a difference be for a while.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IgnoreWish {
    /// Which two differ.
    between: DriftKindWord,
    #[schema(min_length = 10, max_length = 500)]
    reason: String,
    /// The last day, at most a year ahead.
    #[schema(format = Date)]
    until: String,
}

/// Let a difference be until a day
///
/// For members of the team that owns the repository. Another difference is no part of that.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/drift/ignore", tag = "Repositories", params(RepositoryPath),
    request_body = IgnoreWish, security(("token" = ["request"])),
    responses((status = 204, description = "It is let be"))
)]
pub(super) async fn ignore_drift(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<IgnoreWish>,
) -> Answered {
    let key = parts.repository()?;
    let form = IgnoreForm {
        reason: wish.reason,
        until: wish.until,
    };
    match web
        .portal
        .ignore_drift(&caller.person, &key, wish.between.into(), &form)
        .await?
    {
        DriftIgnored::Done => Ok(done()),
        DriftIgnored::Refused(problems) => Err(Fault::Refused(exception_problems(&problems))),
        DriftIgnored::Stale => {
            let sentence = "It is another difference by now, or none. Look at it again.";
            Err(PortalError::Stale(sentence.to_owned()).into())
        }
    }
}
