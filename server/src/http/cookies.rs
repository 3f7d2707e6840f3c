//! Cookies of this site, all made with the same care.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue, SET_COOKIE};
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, SameSite};
use std::time::Duration;

pub(super) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

/// A cookie that scripts cannot read. `age` of zero removes it; `None` lasts as long as the browser runs.
pub(super) fn set(
    response: &mut Response,
    secure: bool,
    name: &str,
    value: &str,
    age: Option<Duration>,
) {
    let mut cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Lax)
        .build()
        .to_string();
    if let Some(age) = age {
        cookie.push_str(&format!("; Max-Age={}", age.as_secs()));
    }
    if let Ok(header) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, header);
    }
}
