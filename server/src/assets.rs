//! Styles, scripts and wasm. A release carries them inside the binary; a debug build reads them from disk, so that they may
//! change under a running server. Either way a file's address contains its content's hash, and browsers keep it for good.

mod encoding;
mod site;

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use encoding::Encoding;
use site::Site;

static BUILT: LazyLock<Site> = LazyLock::new(Site::built);

/// The assets that were built beside this binary.
#[derive(Debug)]
pub struct Assets;

impl Assets {
    /// The address of a file by the name it has in the sources: `berth.css` gives `/assets/berth.0123456789abcdef.css`.
    ///
    /// Pages work without scripts and read without styles, so a missing file is a line in the log rather than a failed page.
    pub fn url(name: &str) -> String {
        match BUILT.hashed(name) {
            Some(path) => format!("/assets/{path}"),
            None => {
                tracing::error!(asset = name, "asset is missing; `make assets` builds it");
                format!("/assets/{name}")
            }
        }
    }
}

/// Serves `/assets/…`, and the icon that browsers ask for by a name of their own.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{*path}", get(|path: Path<String>, headers: HeaderMap| async move { serve(&BUILT, &path, &headers) }))
        .route("/favicon.ico", get(|| async { Redirect::temporary(&Assets::url("favicon.svg")) }))
}

fn serve(site: &Site, path: &str, headers: &HeaderMap) -> Response {
    let wanted = Encoding::wanted(headers.get(ACCEPT_ENCODING));
    let Some((bytes, encoding)) = wanted
        .into_iter()
        .find_map(|e| Some((site.file(&format!("{path}{}", e.suffix()))?, e)))
    else {
        return (
            StatusCode::NOT_FOUND,
            [(CACHE_CONTROL, "no-store")],
            "There is no such asset.\n",
        )
            .into_response();
    };
    // Only a name with a hash in it may be kept; the manifest and the like change under the same name.
    let hashed = site.is_hashed(path);
    let mut answer = HeaderMap::new();
    answer.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    answer.insert(VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(
        CACHE_CONTROL,
        HeaderValue::from_static(if hashed {
            "public, max-age=31536000, immutable"
        } else {
            "no-store"
        }),
    );
    if let Some(token) = encoding.token() {
        answer.insert(CONTENT_ENCODING, HeaderValue::from_static(token));
    }
    if hashed && let Ok(tag) = HeaderValue::from_str(&format!("\"{path}{}\"", encoding.suffix())) {
        let known = headers
            .get_all(IF_NONE_MATCH)
            .iter()
            .any(|known| names(known, &tag));
        answer.insert(ETAG, tag);
        if known {
            return (StatusCode::NOT_MODIFIED, answer).into_response();
        }
    }
    (answer, bytes).into_response()
}

fn names(if_none_match: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(list), Ok(tag)) = (if_none_match.to_str(), tag.to_str()) else {
        return false;
    };
    list.split(',')
        .map(str::trim)
        .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        // Browsers compile while they download, but only under this name.
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
