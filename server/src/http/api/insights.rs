//! Figures, and the tables behind them.

use super::extract::{Asked, Parted};
use super::ok;
use super::problem::{Answered, Fault};
use super::requests::days;
use super::wire::insights::{Day, Insights, Table};
use crate::http::Web;
use crate::http::bearer::Caller;
use app::pages::insights as pages;
use axum::extract::State;
use domain::portal::{InsightsQuery, PortalError};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(show_insights))
        .routes(routes!(show_insights_day))
        .routes(routes!(show_insights_table))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct InsightsAsked {
    /// The last so many days; usually 90.
    #[param(maximum = 4294967295_i64)]
    last: Option<u32>,
    #[param(format = "date")]
    from: Option<String>,
    #[param(format = "date")]
    to: Option<String>,
    /// One team; empty: what is nobody’s.
    team: Option<String>,
}

fn query(asked: InsightsAsked) -> Result<InsightsQuery, Fault> {
    let (has_from, has_to) = (asked.from.is_some(), asked.to.is_some());
    let days = days("from and to", asked.from, asked.to)?;
    Ok(InsightsQuery {
        last: asked.last,
        from: days.filter(|_| has_from).map(|days| days.from),
        to: days.filter(|_| has_to).map(|days| days.to),
        team: asked.team,
    })
}

/// Show figures
///
/// How repositories stand now and how it came to that, of the whole company or of a team.
#[utoipa::path(
    get, path = "/insights", tag = "Insights", params(InsightsAsked),
    responses((status = 200, description = "The figures", body = Insights))
)]
pub(super) async fn show_insights(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Asked(asked, _): Asked<InsightsAsked>,
) -> Answered {
    let data = web.portal.insights(&caller.person, &query(asked)?).await?;
    ok(&Insights::of(&data))
}

/// The address of a day.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Says in the document what the extractor reads.
pub(super) struct DayPath {
    /// Such as 2026-03-31.
    #[param(format = "date")]
    day: String,
}

/// Show how every team stood on a day
#[utoipa::path(
    get, path = "/insights/days/{day}", tag = "Insights", params(DayPath),
    responses((status = 200, description = "That day", body = Day))
)]
pub(super) async fn show_insights_day(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
) -> Answered {
    let day = domain::day::Day::parse(parts.get("day")).ok_or(PortalError::NotFound)?;
    let data = web.portal.insights_day(&caller.person, day).await?;
    ok(&Day::of(&data))
}

/// A table of the figures’ pages.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(dead_code)] // Says in the document which there are.
pub(super) enum TableWord {
    Teams,
    Waste,
    Days,
    Hygiene,
    Checks,
    Weeks,
    Stages,
}

/// The address of a table.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub(super) struct TablePath {
    /// Which table.
    table: TableWord,
}

/// Show a table of figures
///
/// The numbers as they are, as the page offers them for download.
#[utoipa::path(
    get, path = "/insights/tables/{table}", tag = "Insights", params(TablePath, InsightsAsked),
    responses((status = 200, description = "The table", body = Table))
)]
pub(super) async fn show_insights_table(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Asked(asked, _): Asked<InsightsAsked>,
) -> Answered {
    let name = parts.get("table").to_owned();
    if !pages::TABLES.contains(&name.as_str()) {
        return Err(PortalError::NotFound.into());
    }
    let data = web.portal.insights(&caller.person, &query(asked)?).await?;
    let mut rows = pages::lines(&name, &data).ok_or(PortalError::NotFound)?;
    let columns = match rows.is_empty() {
        true => Vec::new(),
        false => rows.remove(0),
    };
    ok(&Table { columns, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_of_the_pages_is_in_the_document() {
        for name in pages::TABLES {
            let read = serde_json::from_str::<TableWord>(&format!("\"{name}\""));
            assert!(read.is_ok(), "{name}");
        }
    }
}
