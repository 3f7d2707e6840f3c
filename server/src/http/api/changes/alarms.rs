//! Alarms about a repository.

use super::NOWHERE;
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
use domain::alerts::{AlertField, AlertForm};
use domain::portal::{AlertsOffer, MonitoringPage, MonitoringQuery, Span};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// The least severity that an alarm tells of.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::http::api) enum AlarmSeverityWord {
    Critical,
    High,
    Medium,
}

/// Alarms about a repository, all of them: what is left out is not wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct AlarmsWish {
    #[serde(default)]
    failed_pushes: bool,
    /// Findings of at least this severity.
    #[serde(default)]
    findings: Option<AlarmSeverityWord>,
    /// Amazon Inspector scans the registry.
    #[serde(default)]
    inspector: bool,
    /// More pulls in an hour than this.
    #[serde(default, deserialize_with = "crate::http::api::wire::maybe_whole")]
    #[schema(maximum = 4294967295_i64)]
    many_pulls: Option<u32>,
    /// More pulls than usual, by so many standard deviations.
    #[serde(default, deserialize_with = "crate::http::api::wire::maybe_whole")]
    #[schema(maximum = 4294967295_i64)]
    unusual_pulls: Option<u32>,
    /// Days without a pull.
    #[serde(default, deserialize_with = "crate::http::api::wire::maybe_whole")]
    #[schema(maximum = 4294967295_i64)]
    no_pulls: Option<u32>,
    /// The ARN of a topic; empty: one is made.
    #[serde(default)]
    topic: String,
    #[serde(default)]
    comment: String,
}

impl AlarmsWish {
    fn form(&self) -> AlertForm {
        let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
        AlertForm {
            failed_pushes: self.failed_pushes,
            findings: match self.findings {
                None => "",
                Some(AlarmSeverityWord::Critical) => "critical",
                Some(AlarmSeverityWord::High) => "high",
                Some(AlarmSeverityWord::Medium) => "medium",
            }
            .to_owned(),
            by_inspector: self.inspector,
            many_pulls: number(self.many_pulls),
            unusual_pulls: number(self.unusual_pulls),
            no_pulls: number(self.no_pulls),
            topic: self.topic.clone(),
        }
    }
}

/// What alarms would be made of.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct AlarmsPlan {
    plan: Plan,
    alarms: Vec<AlarmSaid>,
    /// What the provider’s role needs beyond what repositories need, as an IAM policy.
    needs: Option<String>,
}

/// What an alarm tells of, and what it does not.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http::api) struct AlarmSaid {
    sees: String,
    misses: Vec<String>,
}

fn alarms_plan(page: &MonitoringPage) -> AlarmsPlan {
    let mut plan = Plan::default();
    let mut alarms = Vec::new();
    let mut needs = None;
    match &page.alerts {
        AlertsOffer::NotHere => plan.problems.push(FieldProblem::whole(NOWHERE)),
        AlertsOffer::Ask { problems, .. } => {
            let told = |(field, why): &(AlertField, String)| {
                FieldProblem::on(&field.as_str().replace('-', "_"), why.as_str())
            };
            plan.problems.extend(problems.iter().map(told));
        }
        AlertsOffer::Shown {
            alerts,
            files,
            needs: role,
            ..
        } => {
            plan.files = files.iter().map(FilePlan::made).collect();
            alarms.extend(alerts.iter().map(|alert| AlarmSaid {
                sees: alert.sees.clone(),
                misses: alert.misses.clone(),
            }));
            needs = Some(role.clone());
        }
    }
    AlarmsPlan {
        plan: plan.beside(&page.asked),
        alarms,
        needs,
    }
}

/// Plan alarms
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/alarms/plan", tag = "Changes", params(RepositoryPath),
    request_body = AlarmsWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = AlarmsPlan))
)]
pub(in crate::http::api) async fn plan_alarms(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<AlarmsWish>,
) -> Answered {
    let query = MonitoringQuery {
        span: Span::Week,
        alerts: Some(wish.form()),
    };
    let page = web
        .portal
        .monitoring(&caller.person, &parts.repository()?, &query)
        .await?;
    ok(&alarms_plan(&page))
}

/// Ask for alarms
///
/// They replace those that were asked for before.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/alarms/requests", tag = "Changes", params(RepositoryPath),
    request_body = AlarmsWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(in crate::http::api) async fn ask_for_alarms(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<AlarmsWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let id = web
        .portal
        .ask_for_alarms(&caller.person, &key, &form, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}
