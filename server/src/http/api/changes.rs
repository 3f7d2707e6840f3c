//! Asking for a change of a repository that is there: each kind with its plan.

mod access;
mod adoption;
mod alarms;
mod lifecycle;
mod removal;
mod settings;
mod workflow;

use super::wire::plan::FilePlan;
use crate::http::Web;
use domain::manifest::EditedFile;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(lifecycle::plan_lifecycle))
        .routes(routes!(lifecycle::ask_for_lifecycle))
        .routes(routes!(settings::plan_settings))
        .routes(routes!(settings::ask_for_settings))
        .routes(routes!(access::plan_access))
        .routes(routes!(access::ask_for_access))
        .routes(routes!(alarms::plan_alarms))
        .routes(routes!(alarms::ask_for_alarms))
        .routes(routes!(workflow::plan_workflow))
        .routes(routes!(workflow::ask_for_workflow))
        .routes(routes!(removal::plan_removal))
        .routes(routes!(removal::ask_for_removal))
        .routes(routes!(adoption::plan_adoption))
        .routes(routes!(adoption::ask_for_adoption))
}

const NOWHERE: &str =
    "Nobody looks after this repository in Git, so it can’t be changed here. Adopt it first";
const SILENT: &str = "GitHub does not answer now. Try again in a moment";

fn edited(files: &[EditedFile]) -> Vec<FilePlan> {
    files.iter().map(FilePlan::edited).collect()
}
