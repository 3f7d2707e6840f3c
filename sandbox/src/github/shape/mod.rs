//! How things look on GitHub's wire. One file a kind; every object carries the links and ids that the vendor's description requires.

pub(crate) mod app;
pub(crate) mod commit;
pub(crate) mod org;
pub(crate) mod pull;
pub(crate) mod repository;
pub(crate) mod talk;
pub(crate) mod user;

use base64::Engine as _;
use jiff::Timestamp;

/// Whole seconds, as GitHub prints times.
pub(crate) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// An opaque id, stable for a kind and a number.
pub(crate) fn node_id(kind: &str, id: impl std::fmt::Display) -> String {
    let packed = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(id.to_string());
    format!("{kind}_kwDO{packed}")
}

/// A path as it stands in a URL: everything escaped but the slashes.
pub(crate) fn url_path(path: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    path.bytes().fold(String::new(), |mut out, b| {
        if keep(b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
        out
    })
}
