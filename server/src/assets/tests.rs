#![allow(clippy::unwrap_used)]

use axum::body::to_bytes;

use super::*;

const MANIFEST: &[u8] = br#"{"berth.css": {"path": "berth.0123456789abcdef.css", "bytes": 5}}"#;
const CSS: &str = "berth.0123456789abcdef.css";

fn site() -> Site {
    Site::embedded(&[
        ("manifest.json", MANIFEST),
        (CSS, b"plain"),
        ("berth.0123456789abcdef.css.br", b"brotli"),
        ("berth.0123456789abcdef.css.gz", b"gzip"),
    ])
}

fn ask(site: &Site, path: &str, headers: &[(axum::http::HeaderName, &'static str)]) -> Response {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
        .collect();
    serve(site, path, &headers)
}

async fn body(response: Response) -> String {
    String::from_utf8(
        to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap()
            .to_vec(),
    )
    .unwrap()
}

#[tokio::test]
async fn a_hashed_file_is_kept_for_good_and_typed() {
    let answer = ask(&site(), CSS, &[]);
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(
        answer.headers()[CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    assert_eq!(answer.headers()[CONTENT_TYPE], "text/css; charset=utf-8");
    assert_eq!(answer.headers()[VARY], "accept-encoding");
    assert!(!answer.headers().contains_key(CONTENT_ENCODING));
    assert_eq!(body(answer).await, "plain");
}

#[tokio::test]
async fn each_browser_gets_the_smallest_form_it_takes() {
    for (accept, token, expected) in [("gzip, br", "br", "brotli"), ("gzip", "gzip", "gzip")] {
        let answer = ask(&site(), CSS, &[(ACCEPT_ENCODING, accept)]);
        assert_eq!(answer.headers()[CONTENT_ENCODING], token);
        assert_eq!(body(answer).await, expected);
    }
}

#[tokio::test]
async fn a_known_tag_saves_the_body_but_not_across_encodings() {
    let tag = ask(&site(), CSS, &[(ACCEPT_ENCODING, "br")]).headers()[ETAG].clone();
    let mut headers = HeaderMap::from_iter([
        (ACCEPT_ENCODING, HeaderValue::from_static("br")),
        (IF_NONE_MATCH, tag),
    ]);
    let known = serve(&site(), CSS, &headers);
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(body(known).await, "");
    headers.remove(ACCEPT_ENCODING);
    assert_eq!(serve(&site(), CSS, &headers).status(), StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_hashed_or_not_there_is_never_kept() {
    let manifest = ask(&site(), "manifest.json", &[]);
    assert_eq!(
        (manifest.status(), &manifest.headers()[CACHE_CONTROL]),
        (StatusCode::OK, &HeaderValue::from_static("no-store"))
    );
    let missing = ask(&site(), "berth.css", &[]);
    assert_eq!(
        (missing.status(), &missing.headers()[CACHE_CONTROL]),
        (StatusCode::NOT_FOUND, &HeaderValue::from_static("no-store"))
    );
}

#[test]
fn a_folder_serves_like_the_binary_and_follows_a_rebuild() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::Disk(folder.path().to_path_buf());
    assert_eq!(site.hashed("berth.css"), None);
    std::fs::write(folder.path().join("manifest.json"), MANIFEST).unwrap();
    std::fs::write(folder.path().join(CSS), "plain").unwrap();
    assert_eq!(site.hashed("berth.css").as_deref(), Some(CSS));
    assert_eq!(site.file(CSS).unwrap(), "plain");
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret"), "secret").unwrap();
    std::fs::create_dir(folder.path().join("site")).unwrap();
    let site = Site::Disk(folder.path().join("site"));
    assert_eq!(site.file("../secret"), None);
    assert_eq!(
        site.file(&folder.path().join("secret").display().to_string()),
        None
    );
}
