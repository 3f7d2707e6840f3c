//! The lifecycle tab: the policy in force, and another one in the making.

use super::usage::returned;
use super::{sheet, sheet_with};
use crate::http::Web;
use crate::http::context::Visit;
use crate::http::forms::{Form, Query};
use crate::http::pages::{Answered, see};
use app::pages::repository::lifecycle::Editing;
use app::pages::{address, repository};
use app::render;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{Html, IntoResponse as _};
use domain::lifecycle::rules_form::Edit;
use domain::lifecycle::simulate::PushPattern;
use domain::lifecycle::{Linted, RulesForm};
use domain::portal::{LifecycleTab, PolicyStart, RepositoryKey, Tab};

pub(super) async fn show(web: &Web, visit: &Visit, key: &RepositoryKey, query: &Query) -> Answered {
    let preset = address::lifecycle_preset_asked(&query.0);
    let text = preset
        .map(|preset| preset.policy().pretty_json())
        .or_else(|| address::lifecycle_text_asked(&query.0).map(str::to_owned));
    let start = text
        .as_deref()
        .map_or(PolicyStart::InForce, PolicyStart::Typed);
    let tab = web.portal.lifecycle(&visit.person, key, start).await?;
    let LifecycleTab { page: data, draft } = tab;
    let editing = Editing::of(&draft.text);
    let title = repository::title(&data.row, Tab::Lifecycle);
    Ok(sheet(web, visit, title, move || {
        repository::lifecycle::view(&data, &draft, &editing, None)
    })
    .await)
}

/// The policy is tried, or asked for. What AWS would refuse comes back beside it.
pub(super) async fn change(web: &Web, visit: &Visit, key: &RepositoryKey, sent: &Form) -> Answered {
    let (person, comment) = (&visit.person, sent.value("comment"));
    let (text, editing) = written(sent);
    let mut refused = None;
    if !sent.value("ask").is_empty() {
        match web.portal.ask_for_policy(person, key, &text, comment).await {
            Ok(id) => return Ok(see(web, &format!("/requests/{id}"), None)),
            Err(error) => refused = Some(returned(error, comment)?),
        }
    }
    let start = match sent.value("aws").is_empty() {
        true => PolicyStart::Typed(&text),
        false => PolicyStart::HeldAgainstAws(&text),
    };
    let LifecycleTab {
        page: data,
        mut draft,
    } = web.portal.lifecycle(person, key, start).await?;
    draft.pushes = PushPattern::read(sent.value("per_week"), sent.value("scheme"));
    if !sent.value("live").is_empty() {
        let part = render::part(move || repository::lifecycle::outcome(&data, &draft, None));
        return Ok(([(CACHE_CONTROL, "no-store")], Html(part)).into_response());
    }
    let title = repository::title(&data.row, Tab::Lifecycle);
    let is_accepted = draft.linted.as_ref().is_none_or(Linted::is_accepted);
    let status = match refused.is_none() && is_accepted {
        true => StatusCode::OK,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(sheet_with(web, visit, title, status, move || {
        repository::lifecycle::view(&data, &draft, &editing, refused.as_ref())
    })
    .await)
}

/// The policy's JSON, and how it is edited next.
fn written(sent: &Form) -> (String, Editing) {
    if sent.value("rules").is_empty() {
        let text = sent.value("policy").to_owned();
        let is_button = ["ask", "aws", "scheme"]
            .iter()
            .any(|name| !sent.value(name).is_empty());
        let is_text = !is_button && sent.value("edit") != "rules";
        let editing = if is_text {
            Editing::Json
        } else {
            Editing::of(&text)
        };
        return (text, editing);
    }
    let value = |name: &str| {
        let mut fields = sent.0.iter();
        fields
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
    };
    let mut form = RulesForm::read(value);
    if let Some(edit) = Edit::parse(sent.value("act")) {
        form.edit(edit);
    }
    let text = form.json();
    match sent.value("edit") {
        "json" => (text, Editing::Json),
        _ => (text, Editing::Rules(form)),
    }
}
