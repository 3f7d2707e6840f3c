//! The look a person chose, kept by the browser.

use super::forms::Form;
use super::local::local_path;
use super::{Web, cookies};
use app::shell::Theme;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Redirect, Response};
use std::sync::Arc;
use std::time::Duration;

const COOKIE: &str = "berth-theme";
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

pub(super) fn read(headers: &HeaderMap) -> Theme {
    cookies::read(headers, COOKIE)
        .map(|text| Theme::parse(&text))
        .unwrap_or_default()
}

pub(super) async fn choose(State(web): State<Arc<Web>>, form: Form) -> Response {
    let theme = Theme::parse(form.value("theme"));
    let mut response = Redirect::to(local_path(form.value("next"))).into_response();
    cookies::set(
        &mut response,
        web.is_https(),
        COOKIE,
        theme.as_str(),
        Some(YEAR),
    );
    response
}
