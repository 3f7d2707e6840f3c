//! What a call says, read at the door: the body, the query, the parts of the address. What can't be read is told with its
//! place.

use super::problem::{Fault, FieldProblem};
use crate::http::Web;
use crate::http::bearer::Caller;
use crate::http::words;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use domain::aws::{AccountId, Region};
use domain::github::Sha;
use domain::name::RepositoryName;
use domain::portal::{PortalError, RepositoryKey};
use domain::request::RequestId;
use domain::rollout::RolloutId;
use serde::de::DeserializeOwned;
use std::sync::Arc;

impl FromRequestParts<Arc<Web>> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, Fault> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or(Fault::NoToken(words::API_NO_TOKEN))
    }
}

/// A body of JSON.
pub(in crate::http) struct Sent<T>(pub(in crate::http) T);

impl<T: DeserializeOwned> FromRequest<Arc<Web>> for Sent<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &Arc<Web>) -> Result<Self, Fault> {
        if !is_json(request.headers()) {
            return Err(Fault::NotJson);
        }
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
            _ => Fault::Unreadable {
                detail: words::api_bad_body("it broke off"),
                pointer: None,
            },
        })?;
        read(&body).map(Self)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let mut parts = kind.unwrap_or_default().split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_utf8 = parts.all(|part| {
        let part = part.trim().to_ascii_lowercase();
        !part.starts_with("charset=")
            || part.trim_start_matches("charset=").trim_matches('"') == "utf-8"
    });
    is_utf8 && kind == "application/json"
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    if has_nul(body) {
        return Err(Fault::Unreadable {
            detail: words::API_NUL.to_owned(),
            pointer: None,
        });
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = pointer(error.path());
        Fault::Unreadable {
            detail: words::api_bad_body(&error.into_inner().to_string()),
            pointer: path,
        }
    })?;
    reader.end().map_err(|error| Fault::Unreadable {
        detail: words::api_bad_body(&error.to_string()),
        pointer: None,
    })?;
    Ok(value)
}

/// `None`: about the whole.
fn pointer(path: &serde_path_to_error::Path) -> Option<String> {
    use serde_path_to_error::Segment;
    let mut out = String::from("#");
    for segment in path {
        let part = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { variant } => variant.clone(),
            Segment::Unknown => return None,
        };
        out.push('/');
        out.push_str(&part);
    }
    (out.len() > 1).then_some(out)
}

/// Whether a string of the body holds U+0000, which no database of Berth takes. JSON can only write it escaped; a
/// backslash may be escaped itself.
fn has_nul(body: &[u8]) -> bool {
    const NUL: &[u8] = b"u0000";
    memchr::memmem::find_iter(body, NUL).any(|at| {
        let before = body[..at].iter().rev().take_while(|byte| **byte == b'\\');
        before.count() % 2 == 1
    })
}

/// The query. Names and values that the operation does not know are told, for a filter that is left out unseen shows
/// what nobody asked for.
pub(in crate::http) struct Asked<T>(pub(in crate::http) T, pub(in crate::http) Address);

impl<T: DeserializeOwned> FromRequestParts<Arc<Web>> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Web>) -> Result<Self, Fault> {
        let query = parts.uri.query().unwrap_or_default();
        let bad = |why: String| Fault::Unreadable {
            detail: words::api_bad_query(&why),
            pointer: None,
        };
        let address = Address::of(parts);
        if address
            .pairs
            .iter()
            .any(|(name, value)| name.contains('\0') || value.contains('\0'))
        {
            return Err(bad("it holds the character U+0000".to_owned()));
        }
        let is_empty = |(name, value): &&(String, String)| {
            value.is_empty() && !MAY_BE_EMPTY.contains(&name.as_str())
        };
        if let Some((name, _)) = address.pairs.iter().find(is_empty) {
            return Err(bad(format!("{name} has no value")));
        }
        let asked = serde_html_form::from_str(query).map_err(|error| bad(error.to_string()))?;
        Ok(Self(asked, address))
    }
}

/// Texts of which the empty one says something: nothing is looked for, or what is nobody's.
const MAY_BE_EMPTY: [&str; 8] = [
    "q", "team", "system", "cluster", "account", "region", "guess", "branch",
];

/// Where a list stands, to lead to its next page.
#[derive(Clone, Debug)]
pub(in crate::http) struct Address {
    path: String,
    pairs: Vec<(String, String)>,
}

const CURSOR: &str = "cursor";

impl Address {
    fn of(parts: &Parts) -> Self {
        let query = parts.uri.query().unwrap_or_default();
        let path = parts.extensions.get::<axum::extract::OriginalUri>();
        Self {
            path: path
                .map_or_else(|| parts.uri.path(), |uri| uri.path())
                .to_owned(),
            pairs: url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect(),
        }
    }

    /// The same list, from a cursor on.
    pub(in crate::http) fn at(&self, cursor: &str) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| name != CURSOR);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .append_pair(CURSOR, cursor)
            .finish();
        format!("{}?{query}", self.path)
    }
}

/// The parts of an address by their names, decoded. What can't be decoded names nothing.
pub(in crate::http) struct Parted(Vec<(String, String)>);

impl FromRequestParts<Arc<Web>> for Parted {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<Web>) -> Result<Self, Fault> {
        let all = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Path(all) = all.map_err(|_| PortalError::NotFound)?;
        if all.iter().any(|(_, value)| value.contains('\0')) {
            return Err(PortalError::NotFound.into());
        }
        Ok(Self(all))
    }
}

impl Parted {
    pub(in crate::http) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// What does not have the form of a key names no repository.
    pub(in crate::http) fn repository(&self) -> Result<RepositoryKey, Fault> {
        let key = || {
            Some(RepositoryKey {
                account: AccountId::parse(self.get("account")).ok()?,
                region: Region::parse(self.get("region")).ok()?,
                name: RepositoryName::parse_existing(self.get("name")).ok()?,
            })
        };
        key().ok_or_else(|| PortalError::NotFound.into())
    }

    pub(in crate::http) fn request(&self) -> Result<RequestId, Fault> {
        RequestId::parse(self.get("id")).map_err(|_| PortalError::NotFound.into())
    }

    pub(in crate::http) fn rollout(&self) -> Result<RolloutId, Fault> {
        RolloutId::parse(self.get("id")).map_err(|_| PortalError::NotFound.into())
    }
}

/// What cannot be a commit is told beside its field.
pub(in crate::http) fn commit(text: &str, field: &str) -> Result<Sha, Fault> {
    let is_hex = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_hex && (40..=64).contains(&text.len()) {
        return Ok(Sha(text.to_owned()));
    }
    let detail = "Write the commit as Git does: its whole hash";
    Err(Fault::Refused(vec![FieldProblem::on(field, detail)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_however_it_hides() {
        assert!(has_nul(br#"{"a":"x\u0000y"}"#));
        assert!(has_nul(br#"{"a":"\\\u0000"}"#));
        assert!(!has_nul(br#"{"a":"\\u0000"}"#));
        assert!(!has_nul(br#"{"a":"u0000"}"#));
        assert!(!has_nul(br#"{"a":"\u0001"}"#));
    }

    #[test]
    fn what_is_wrong_with_a_body_is_told_with_its_place() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Body {
            #[allow(dead_code)]
            keep: u32,
        }
        let fault = |text: &str| match read::<Body>(text.as_bytes()) {
            Err(Fault::Unreadable { pointer, .. }) => pointer,
            other => panic!("{other:?}"),
        };
        assert_eq!(fault(r#"{"keep":"x"}"#).as_deref(), Some("#/keep"));
        assert_eq!(fault(r#"{"keep":1,"b":2}"#).as_deref(), Some("#/b"));
        assert_eq!(fault("{}"), None);
        assert_eq!(fault(r#"{"keep":1} x"#), None);
        assert_eq!(fault("\u{7f}"), None);
        assert!(read::<Body>(br#"{"keep":1}"#).is_ok());
    }

    #[test]
    fn json_says_so_and_is_utf_8() {
        let is = |kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, kind.parse().unwrap());
            is_json(&headers)
        };
        assert!(is("application/json"));
        assert!(is("Application/JSON; charset=UTF-8"));
        assert!(!is("application/json; charset=latin-1"));
        assert!(!is("text/plain"));
        assert!(!is_json(&HeaderMap::new()));
    }
}
