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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_set_is_read_and_nothing_else(value in "[A-Za-z0-9_-]{0,80}", noise in r"[ -~]{0,60}") {
            let mut headers = HeaderMap::new();
            let text = format!("x{noise}; berth={value}; berth=second");
            headers.insert(COOKIE, HeaderValue::from_str(&text).unwrap());
            let found = read(&headers, "berth").unwrap();
            // The noise may hold a cookie of that name, which then is the first.
            prop_assert!(found == value || noise.contains("berth="), "{}", found);
        }

        #[test]
        fn no_value_makes_another_header(value in r"\PC{0,60}", control in "[\r\n\0;,]{0,3}") {
            let mut response = Response::new(axum::body::Body::empty());
            set(&mut response, true, "berth", &format!("{value}{control}Set-Cookie: evil=1"), None);
            let all: Vec<_> = response.headers().get_all(SET_COOKIE).iter().collect();
            prop_assert!(all.len() <= 1);
            prop_assert!(response.headers().keys().all(|name| name == SET_COOKIE));
        }

        #[test]
        fn no_bytes_from_a_browser_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                headers.insert(COOKIE, value);
            }
            let _ = read(&headers, "berth");
        }
    }
}
