//! Why a call came to nothing, as RFC 9457 says it: for programs a kind and fields, for people the pages' own sentences.

use crate::http::words;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::portal::PortalError;
use domain::refusal::{self, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(in crate::http) const PROBLEM: &str = "application/problem+json";
/// Where the kinds are explained.
const KINDS: &str = "/api#problem-";

/// Why a call came to nothing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Problem {
    /// Which kind of problem it is, as an address where it is explained.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference")]
    kind: String,
    /// The kind in a few words; the same for every problem of the kind.
    title: String,
    /// The status of the answer again.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What happened and what to do next, in a sentence for people.
    detail: String,
    /// What is wrong, field by field. Only where something can be put right in what was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldProblem>,
    /// By which whoever runs Berth finds the cause in its log. Only for faults of Berth itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    incident: Option<String>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct FieldProblem {
    /// Where it stands in the body, as a JSON pointer behind `#`; `null`: about the whole.
    pub(in crate::http) pointer: Option<String>,
    /// What is wrong, in a sentence for people.
    pub(in crate::http) detail: String,
    /// A value that would be taken.
    pub(in crate::http) suggestion: Option<String>,
    /// Where to look, an address or a path on this host.
    pub(in crate::http) see: Option<String>,
}

impl FieldProblem {
    pub(in crate::http) fn on(field: &str, detail: impl Into<String>) -> Self {
        Self {
            pointer: Some(format!("#/{field}")),
            detail: detail.into(),
            ..Self::default()
        }
    }

    pub(in crate::http) fn whole(detail: impl Into<String>) -> Self {
        Self {
            detail: detail.into(),
            ..Self::default()
        }
    }

    pub(in crate::http) fn of(problem: &refusal::Problem) -> Self {
        Self {
            pointer: problem.field.map(|field| format!("#/{}", field.as_str())),
            detail: problem.message.clone(),
            suggestion: problem.suggestion.clone(),
            see: problem.link.as_ref().map(|link| link.href.clone()),
        }
    }
}

/// A call that comes to nothing.
#[derive(Clone, Debug)]
pub(in crate::http) enum Fault {
    /// The body, the query or a header can't be read.
    Unreadable {
        detail: String,
        pointer: Option<String>,
    },
    /// No token, or one that opens nothing.
    NoToken(&'static str),
    /// The token is not for this.
    Scope(String),
    Portal(PortalError),
    /// What was asked for can't be; each with its field.
    Refused(Vec<FieldProblem>),
    WrongMethod,
    NotAcceptable(&'static str),
    TooLarge,
    NotJson,
    TooMany {
        wait_seconds: u64,
    },
    /// Another call came with this key.
    KeyReused,
    /// The same call is on its way.
    KeyInFlight,
    TooSlow,
}

impl From<PortalError> for Fault {
    fn from(error: PortalError) -> Self {
        Self::Portal(error)
    }
}

pub(in crate::http) type Answered<T = Response> = Result<T, Fault>;

/// A kind of problem, as the reader page explains it.
pub(in crate::http) struct Kind {
    pub(in crate::http) word: &'static str,
    pub(in crate::http) status: StatusCode,
    pub(in crate::http) title: &'static str,
    pub(in crate::http) about: &'static str,
}

macro_rules! kinds {
    ($($name:ident $word:literal $status:ident $title:literal, $about:literal;)*) => {
        $(pub(super) const $name: Kind = Kind { word: $word, status: StatusCode::$status, title: $title, about: $about };)*
        pub(in crate::http) const ALL: &[Kind] = &[$($name),*];
    };
}

pub(in crate::http) mod kinds {
    use super::{Kind, StatusCode};

    kinds! {
        UNREADABLE "unreadable" BAD_REQUEST "The call can’t be read", "The body is no JSON of the right shape, or the query or a header has something that this operation does not know. Sending the same again is of no use.";
        TOKEN "token" UNAUTHORIZED "A token is wanted", "The call has no token, or one that is unknown, has ended or was revoked, or whose holder may not use Berth any more.";
        SCOPE "scope" FORBIDDEN "The token is not for this", "The token works, but lacks the scope that the operation needs.";
        DENIED "denied" FORBIDDEN "Not allowed", "Whoever holds the token may not do this. The sentence says which role or team it takes, and who can give it.";
        NOT_FOUND "not-found" NOT_FOUND "Not found", "There is nothing at this address, or nothing that the holder of the token may know of.";
        METHOD "method" METHOD_NOT_ALLOWED "Not with this method", "The address is there, but not for this method. The header Allow names those that it knows.";
        ACCEPT "accept" NOT_ACCEPTABLE "Not in this form", "The header Accept asks for a form that this operation does not have.";
        CONFLICT "conflict" CONFLICT "It has moved on", "The thing has changed since it was looked at. Look again, then decide.";
        IN_FLIGHT "in-flight" CONFLICT "The same call is on its way", "A call with this Idempotency-Key has not been answered yet. Try again in a moment.";
        TOO_LARGE "too-large" PAYLOAD_TOO_LARGE "The body is too large", "Bodies take at most 64 kB.";
        MEDIA_TYPE "media-type" UNSUPPORTED_MEDIA_TYPE "The body is no JSON", "Bodies are JSON, and say so in the header Content-Type.";
        REFUSED "refused" UNPROCESSABLE_ENTITY "Something has to be put right", "The call was understood, but what it asks for can’t be. Each entry of errors says what to change.";
        KEY_REUSED "key-reused" UNPROCESSABLE_ENTITY "The key was used for another call", "An Idempotency-Key stands for one call with one body, for a day.";
        TOO_MANY "too-many" TOO_MANY_REQUESTS "Too many calls", "The header Retry-After says when to go on.";
        BUG "bug" INTERNAL_SERVER_ERROR "A fault of Berth", "Tell whoever runs Berth the incident’s id.";
        UNAVAILABLE "unavailable" SERVICE_UNAVAILABLE "Not available now", "Something that Berth needs does not answer. Nothing was lost; try again later.";
    }
}

impl Fault {
    fn kind(&self) -> &'static Kind {
        match self {
            Self::Unreadable { .. } => &kinds::UNREADABLE,
            Self::NoToken(_) => &kinds::TOKEN,
            Self::Scope(_) => &kinds::SCOPE,
            Self::Portal(PortalError::NotFound) => &kinds::NOT_FOUND,
            Self::Portal(PortalError::Denied(_)) => &kinds::DENIED,
            Self::Portal(PortalError::Refused(_)) | Self::Refused(_) => &kinds::REFUSED,
            Self::Portal(PortalError::Stale(_)) => &kinds::CONFLICT,
            Self::Portal(PortalError::Unavailable(_)) | Self::TooSlow => &kinds::UNAVAILABLE,
            Self::Portal(PortalError::Bug(_)) => &kinds::BUG,
            Self::WrongMethod => &kinds::METHOD,
            Self::NotAcceptable(_) => &kinds::ACCEPT,
            Self::TooLarge => &kinds::TOO_LARGE,
            Self::NotJson => &kinds::MEDIA_TYPE,
            Self::TooMany { .. } => &kinds::TOO_MANY,
            Self::KeyReused => &kinds::KEY_REUSED,
            Self::KeyInFlight => &kinds::IN_FLIGHT,
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Unreadable { detail, .. } => detail.clone(),
            Self::NoToken(why) => (*why).to_owned(),
            Self::Scope(why) => format!("{why}."),
            Self::Portal(PortalError::NotFound) => words::API_NOT_FOUND.to_owned(),
            Self::Portal(PortalError::Denied(denial)) => denial.sentence.clone(),
            Self::Portal(PortalError::Refused(refusal)) => sentences(&field_problems(refusal)),
            Self::Refused(problems) => sentences(problems),
            Self::Portal(PortalError::Stale(sentence)) => sentence.clone(),
            Self::Portal(error @ (PortalError::Unavailable(_) | PortalError::Bug(_))) => {
                format!("{error}.")
            }
            Self::WrongMethod => words::WRONG_METHOD.to_owned(),
            Self::NotAcceptable(offer) => format!("This operation answers with {offer}."),
            Self::TooLarge => words::API_TOO_LARGE.to_owned(),
            Self::NotJson => words::API_NOT_JSON.to_owned(),
            Self::TooMany { wait_seconds } => words::api_too_many(*wait_seconds),
            Self::KeyReused => words::API_KEY_REUSED.to_owned(),
            Self::KeyInFlight => words::API_KEY_IN_FLIGHT.to_owned(),
            Self::TooSlow => words::API_TOO_SLOW.to_owned(),
        }
    }

    fn errors(&self) -> Vec<FieldProblem> {
        match self {
            Self::Portal(PortalError::Refused(refusal)) => field_problems(refusal),
            Self::Refused(problems) => problems.clone(),
            Self::Unreadable {
                detail,
                pointer: Some(pointer),
            } => vec![FieldProblem {
                pointer: Some(pointer.clone()),
                detail: detail.clone(),
                ..FieldProblem::default()
            }],
            _ => Vec::new(),
        }
    }

    fn problem(&self) -> Problem {
        let kind = self.kind();
        Problem {
            kind: format!("{KINDS}{}", kind.word),
            title: kind.title.to_owned(),
            status: kind.status.as_u16(),
            detail: self.detail(),
            errors: self.errors(),
            incident: match self {
                Self::Portal(PortalError::Bug(id)) => Some(id.clone()),
                _ => None,
            },
        }
    }
}

pub(in crate::http) fn field_problems(refusal: &Refusal) -> Vec<FieldProblem> {
    refusal.problems.iter().map(FieldProblem::of).collect()
}

fn sentences(problems: &[FieldProblem]) -> String {
    let all: Vec<String> = problems
        .iter()
        .map(|one| format!("{}.", one.detail.trim_end_matches('.')))
        .collect();
    all.join(" ")
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let status = self.kind().status;
        // Made of texts and numbers alone: there is nothing in it that could not be written.
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, PROBLEM)], body).into_response();
        response.extensions_mut().insert(self.clone());
        let headers = response.headers_mut();
        match &self {
            Self::NoToken(_) => {
                let challenge = HeaderValue::from_static("Bearer realm=\"berth\"");
                headers.insert(WWW_AUTHENTICATE, challenge);
            }
            Self::TooMany { wait_seconds } => {
                headers.insert(RETRY_AFTER, HeaderValue::from(*wait_seconds));
            }
            Self::KeyInFlight => {
                headers.insert(RETRY_AFTER, HeaderValue::from(1_u64));
            }
            Self::Portal(PortalError::Unavailable(_)) | Self::TooSlow => {
                headers.insert(RETRY_AFTER, HeaderValue::from(10_u64));
            }
            _ => {}
        }
        response
    }
}
