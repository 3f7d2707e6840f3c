//! Other settings.

use super::{NOWHERE, SILENT, edited};
use crate::http::Web;
use crate::http::api::extract::{Parted, Sent};
use crate::http::api::ok;
use crate::http::api::problem::{Answered, FieldProblem};
use crate::http::api::requests::asked;
use crate::http::api::wire::RepositoryPath;
use crate::http::api::wire::plan::{Check, MutabilityWord, Plan, SettingChange};
use crate::http::api::wire::request::Request;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::portal::{SettingsInGit, SettingsPage, SettingsStart};
use domain::settings_change::SettingsForm;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;

/// Other settings, all of them: what is left out is empty, or off. Take those that there are from the settings of the
/// repository.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct SettingsWish {
    #[serde(default)]
    description: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    system: String,
    /// `null`: what Git says nothing about stays unsaid.
    #[serde(default)]
    mutability: Option<MutabilityWord>,
    #[serde(default)]
    exceptions: Vec<String>,
    #[serde(default)]
    scan: bool,
    /// AWS tags of the company’s own.
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    comment: String,
}

impl SettingsWish {
    fn form(&self) -> SettingsForm {
        let tags = self
            .tags
            .iter()
            .map(|(key, value)| format!("{key}={value}"));
        SettingsForm {
            description: self.description.clone(),
            team: self.team.clone(),
            system: self.system.clone(),
            mutability: self
                .mutability
                .map_or("", MutabilityWord::as_str)
                .to_owned(),
            exceptions: self.exceptions.join("\n"),
            scan: if self.scan { "on" } else { "" }.to_owned(),
            tags: tags.collect::<Vec<_>>().join("\n"),
        }
    }
}

fn settings_plan(page: &SettingsPage) -> Plan {
    let mut problems: Vec<FieldProblem> = page
        .problems
        .iter()
        .map(|problem| FieldProblem::on(problem.input.as_str(), problem.message.as_str()))
        .collect();
    problems.extend(unread(&page.git));
    let draft = page.draft.as_ref();
    let plan = Plan {
        problems,
        checks: draft
            .map(|draft| draft.advice.iter().map(Check::of).collect())
            .unwrap_or_default(),
        changed: draft
            .map(|draft| draft.changed.iter().map(SettingChange::of).collect())
            .unwrap_or_default(),
        consequences: draft
            .map(|draft| draft.consequences.clone())
            .unwrap_or_default(),
        files: draft.map(|draft| edited(&draft.files)).unwrap_or_default(),
        ..Plan::default()
    };
    plan.beside(&page.requests)
}

/// Why Git can't be changed.
fn unread(git: &SettingsInGit) -> Option<FieldProblem> {
    let why = match git {
        SettingsInGit::Read(_) => return None,
        SettingsInGit::Nowhere => NOWHERE.to_owned(),
        SettingsInGit::Silent => SILENT.to_owned(),
        SettingsInGit::Absent { path } => {
            format!("There is no {path} in Git, so there is nothing to change")
        }
        SettingsInGit::Unclear(problem) => problem.message.clone(),
    };
    Some(FieldProblem::whole(why))
}

/// Plan other settings
///
/// Which lines of Git would change, and what follows for those who use the repository.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/settings/plan", tag = "Changes", params(RepositoryPath),
    request_body = SettingsWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = Plan))
)]
pub(in crate::http::api) async fn plan_settings(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<SettingsWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let page = web
        .portal
        .settings(&caller.person, &key, SettingsStart::Typed(&form))
        .await?;
    ok(&settings_plan(&page))
}

/// Ask for other settings
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/settings/requests", tag = "Changes", params(RepositoryPath),
    request_body = SettingsWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(in crate::http::api) async fn ask_for_settings(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<SettingsWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let id = web
        .portal
        .ask_for_settings(&caller.person, &key, &form, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}
