//! Puts a page into its frame and sends it whole.

use super::Web;
use super::context::Context;
use super::notice::Notice;
use crate::assets::Assets;
use app::pages::address;
use app::parts::Tone;
use app::render;
use app::shell::{self, Frame, NavItem, PersonBadge, SavedView, SourceAge};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use domain::people::Person;
use domain::portal::{Source, Surroundings, ViewRow};
use leptos::prelude::AnyView;

/// What a page says about itself.
pub(super) struct Sheet {
    pub(super) status: StatusCode,
    pub(super) title: String,
    pub(super) current: Option<NavItem>,
    /// Seconds after which a browser without scripts loads it again.
    pub(super) refresh: Option<u32>,
    /// The view of the inventory that it shows.
    pub(super) at: Option<String>,
}

impl Sheet {
    pub(super) fn new(title: impl Into<String>) -> Self {
        Self {
            status: StatusCode::OK,
            title: title.into(),
            current: None,
            refresh: None,
            at: None,
        }
    }

    pub(super) fn under(mut self, item: NavItem) -> Self {
        self.current = Some(item);
        self
    }

    pub(super) fn at(mut self, view: String) -> Self {
        self.at = Some(view);
        self
    }

    pub(super) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(super) fn refresh(mut self, seconds: Option<u32>) -> Self {
        self.refresh = seconds;
        self
    }
}

pub(super) async fn show(
    web: &Web,
    context: &Context,
    sheet: Sheet,
    view: impl FnOnce() -> AnyView + Send + 'static,
) -> Response {
    let surroundings = match context.person() {
        Some(person) => surroundings(web, person).await,
        None => Surroundings::default(),
    };
    let frame = Frame {
        title: sheet.title,
        person: context.person().map(badge),
        current: sheet.current,
        review_count: surroundings.waiting_reviews,
        views: views(&surroundings.views, sheet.at.as_deref()),
        sources: surroundings.sources.into_iter().map(age).collect(),
        theme: context.theme,
        assets: assets(),
        refresh: sheet.refresh,
        flash: context.notice.map(Notice::flash),
        path: context.path.clone(),
        now: web.clock.now().0,
    };
    let html = render::html(|| shell::render(frame, view()));
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    let mut response = (sheet.status, headers, html).into_response();
    if context.notice.is_some() {
        Notice::clear(&mut response, web.is_https());
    }
    response
}

/// A page without the numbers round it is better than no page.
async fn surroundings(web: &Web, person: &Person) -> Surroundings {
    web.portal
        .surroundings(person)
        .await
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "what stands round the page could not be found");
            Surroundings::default()
        })
}

pub(super) fn badge(person: &Person) -> PersonBadge {
    let roles = person.roles.iter().map(|role| role.as_str().to_owned());
    let teams = person.teams.iter().map(ToString::to_string);
    PersonBadge {
        name: person.login.to_string(),
        roles: roles.chain(teams).collect(),
    }
}

fn views(rows: &[ViewRow], at: Option<&str>) -> Vec<SavedView> {
    rows.iter()
        .map(|row| {
            let href = address::view(row);
            SavedView {
                label: row.name.clone(),
                current: at == Some(href.as_str()),
                href,
                count: None,
            }
        })
        .collect()
}

fn age(source: Source) -> SourceAge {
    let tone = match (&source.trouble, source.last_answer) {
        (None, Some(_)) => Tone::Ok,
        (None, None) => Tone::Off,
        (Some(_), Some(_)) => Tone::Warn,
        (Some(_), None) => Tone::Bad,
    };
    SourceAge {
        name: source.system.title().to_owned(),
        tone,
        as_of: source.last_answer.map(|at| at.0),
    }
}

fn assets() -> shell::Assets {
    shell::Assets {
        stylesheet: Assets::url("berth.css"),
        favicon: Some(Assets::url("favicon.svg")),
        script: Some(Assets::url("boot.js")),
        glue: Some(Assets::url("berth.js")),
        wasm: Some(Assets::url("berth.wasm")),
        nonce: None,
    }
}
