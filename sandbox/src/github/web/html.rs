//! One plain page around everything: no scripts, no assets, readable without a style sheet.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1rem;color:#1f2328;background:#fff}\
header,footer{border-block:1px solid #d1d9e0;padding:.5rem 0;margin-block:0 1rem}footer{margin-block:2rem 0}\
header form{display:inline}pre{overflow:auto;background:#f6f8fa;padding:.75rem;border:1px solid #d1d9e0}\
button{font:inherit;padding:.4rem .9rem;margin:.2rem .3rem .2rem 0;cursor:pointer}textarea{font:inherit;width:100%;box-sizing:border-box}\
table{border-collapse:collapse}th,td{text-align:left;padding:.25rem .75rem;border-bottom:1px solid #d1d9e0}\
a:focus-visible,button:focus-visible,textarea:focus-visible{outline:3px solid #0550ae;outline-offset:2px}\
ins{background:#dafbe1;text-decoration:none;display:block}del{background:#ffebe9;text-decoration:none;display:block}\
.persona{display:block;text-align:left;width:100%}[role=alert]{border-left:4px solid #cf222e;padding-left:.75rem}\
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}a{color:#79c0ff}pre{background:#161b22}ins{background:#12351f}del{background:#44161a}}";

pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// `main` is markup already; `title` is not.
pub(super) fn page(status: StatusCode, title: &str, me: Option<&str>, main: &str) -> Response {
    let title = escape(title);
    let who = match me {
        Some(login) => format!(
            "Signed in as <strong>{}</strong> <form method=\"post\" action=\"/logout\"><button>Sign out</button></form>",
            escape(login)
        ),
        None => "<a href=\"/login\">Sign in</a>".to_owned(),
    };
    let body = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} · sandbox GitHub</title><style>{STYLE}</style></head><body>\
         <header><a href=\"/\">Sandbox GitHub</a> · {who}</header><main><h1>{title}</h1>{main}</main>\
         <footer>A stand-in for GitHub on this machine. Nothing here is real.</footer></body></html>"
    );
    let mut response = (status, Html(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

pub(super) fn not_found(me: Option<&str>) -> Response {
    page(
        StatusCode::NOT_FOUND,
        "Not found",
        me,
        "<p>There is nothing here, or it is not for you to see.</p>",
    )
}

pub(super) fn refused(status: u16, me: Option<&str>, reason: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page(
        status,
        "That did not work",
        me,
        &format!("<p role=\"alert\">{}</p>", escape(reason)),
    )
}
