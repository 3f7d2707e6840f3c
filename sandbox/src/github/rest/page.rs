//! Pages: `per_page`, `page` and the `Link` header that says where the others are.

use axum::Json;
use axum::http::{HeaderValue, Uri, header};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use super::Answer;
use crate::world::World;

struct Wanted {
    page: usize,
    per_page: usize,
    /// The rest of the query, kept in the links.
    others: Vec<(String, String)>,
}

fn wanted(uri: &Uri) -> Wanted {
    let mut wanted = Wanted {
        page: 1,
        per_page: 30,
        others: Vec::new(),
    };
    for (key, value) in url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        match (key.as_ref(), value.parse::<usize>()) {
            ("page", Ok(number)) => wanted.page = number.max(1),
            ("per_page", Ok(number)) => wanted.per_page = number.clamp(1, 100),
            _ => wanted.others.push((key.into_owned(), value.into_owned())),
        }
    }
    wanted
}

/// One page of a plain list.
pub(super) fn list(world: &World, uri: &Uri, items: Vec<Value>) -> Answer {
    cut(world, uri, items, |page, _| Value::Array(page))
}

/// One page of a list inside an object with `total_count`.
pub(super) fn within(
    world: &World,
    uri: &Uri,
    key: &str,
    items: Vec<Value>,
    more: Value,
) -> Answer {
    cut(world, uri, items, |page, total| {
        let mut body = json!({ "total_count": total, key: page });
        crate::github::shape::user::extend(&mut body, more);
        body
    })
}

fn cut(
    world: &World,
    uri: &Uri,
    items: Vec<Value>,
    shape: impl FnOnce(Vec<Value>, usize) -> Value,
) -> Answer {
    let wanted = wanted(uri);
    let total = items.len();
    let last = total.div_ceil(wanted.per_page).max(1);
    let start = (wanted.page - 1).saturating_mul(wanted.per_page);
    let page = items
        .into_iter()
        .skip(start)
        .take(wanted.per_page)
        .collect();
    let mut response = Json(shape(page, total)).into_response();
    let mut links = Vec::new();
    let mut link = |rel: &str, page: usize| {
        links.push(format!(
            "<{}>; rel=\"{rel}\"",
            address(world, uri, &wanted, page)
        ))
    };
    if wanted.page > 1 {
        link("prev", wanted.page - 1);
    }
    if wanted.page < last {
        link("next", wanted.page + 1);
        link("last", last);
    }
    if wanted.page > 1 {
        link("first", 1);
    }
    if let (false, Ok(value)) = (links.is_empty(), HeaderValue::from_str(&links.join(", "))) {
        response.headers_mut().insert(header::LINK, value);
    }
    Ok(response)
}

fn address(world: &World, uri: &Uri, wanted: &Wanted, page: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&wanted.others);
    query
        .append_pair("per_page", &wanted.per_page.to_string())
        .append_pair("page", &page.to_string());
    let path = uri.path().trim_start_matches("/api/v3");
    format!("{}{path}?{}", world.urls.github_api, query.finish())
}
