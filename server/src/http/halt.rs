//! The one place where "no" becomes a status and a page. Handlers return a [`Halt`]; the context's layer draws it, and likewise
//! what the layers below refused: a method, a cross-site form, a body that is too large, a panic.

use super::Web;
use super::context::Context;
use super::page::{self, Sheet};
use super::router::FORM_LIMIT;
use super::session::Visitor;
use super::words;
use app::pages::address::encode;
use app::pages::errors::{self, NotFound, Unavailable};
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use domain::portal::PortalError;
use domain::refusal::Refusal;
use http_body_util::Full;
use leptos::prelude::AnyView;
use std::any::Any;
use tower_http::csrf::ProtectionError;

#[derive(Clone, Debug)]
pub(super) enum Halt {
    /// For people who are signed in alone.
    SignIn,
    Portal(PortalError),
    CrossSite,
    WrongMethod,
    TooLarge,
    NotAForm,
    Unreadable,
    TooMany {
        wait_ms: i64,
    },
}

impl From<PortalError> for Halt {
    fn from(error: PortalError) -> Self {
        Self::Portal(error)
    }
}

impl Halt {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Portal(PortalError::NotFound) => StatusCode::NOT_FOUND,
            Self::Portal(PortalError::Denied(_)) | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Portal(PortalError::Refused(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Portal(PortalError::Stale(_)) => StatusCode::CONFLICT,
            Self::Portal(PortalError::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Portal(PortalError::Bug(_)) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// What a layer or the router refused without a page.
    pub(super) fn of(response: &Response) -> Option<Self> {
        let is_page = response
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if is_page {
            return None;
        }
        Some(match response.status() {
            StatusCode::FORBIDDEN if response.extensions().get::<ProtectionError>().is_some() => {
                Self::CrossSite
            }
            StatusCode::NOT_FOUND => PortalError::NotFound.into(),
            StatusCode::METHOD_NOT_ALLOWED => Self::WrongMethod,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::BAD_REQUEST => Self::Unreadable,
            StatusCode::GATEWAY_TIMEOUT => bug("an answer took too long").into(),
            StatusCode::INTERNAL_SERVER_ERROR => bug("an answer without a reason").into(),
            _ => return None,
        })
    }
}

impl IntoResponse for Halt {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the log line that the id on the page leads to.
pub(super) fn bug(what: &str) -> PortalError {
    let id = uuid::Uuid::now_v7().simple().to_string();
    tracing::error!(bug.id = id, "{what}");
    PortalError::Bug(id)
}

pub(super) fn panicked(panic: Box<dyn Any + Send>) -> http::Response<Full<Bytes>> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    let halt = Halt::from(bug(&format!(
        "a handler panicked: {}",
        said.unwrap_or("without a word")
    )));
    let mut response = http::Response::new(Full::default());
    *response.status_mut() = halt.status();
    response.extensions_mut().insert(halt);
    response
}

pub(super) async fn finish(web: &Web, context: &Context, mut response: Response) -> Response {
    let known = response.extensions_mut().remove::<Halt>();
    let Some(halt) = known.or_else(|| {
        if context.is_for_scripts() {
            None
        } else {
            Halt::of(&response)
        }
    }) else {
        return response;
    };
    let mut answer = if context.is_for_scripts() {
        (
            halt.status(),
            format!("{}\n", halt.status().canonical_reason().unwrap_or_default()),
        )
            .into_response()
    } else if let Halt::SignIn = halt {
        to_the_door(context, way_back(context))
    } else {
        draw(web, context, &halt).await
    };
    if let Some(allow) = response.headers_mut().remove(ALLOW) {
        answer.headers_mut().insert(ALLOW, allow);
    }
    let wait = match halt {
        Halt::TooMany { wait_ms } => Some(wait_ms.div_euclid(1000) + 1),
        Halt::Portal(PortalError::Unavailable(_)) => Some(10),
        _ => None,
    };
    if let Some(value) = wait.and_then(|seconds| HeaderValue::from_str(&seconds.to_string()).ok()) {
        answer.headers_mut().insert(RETRY_AFTER, value);
    }
    answer
}

/// To sign in and come back. `kept` brings back what a form sent; other forms are not sent again.
fn way_back(context: &Context) -> &str {
    let path = context.path_alone();
    match context.method {
        Method::GET | Method::HEAD => context.path.as_str(),
        _ if path == "/requests" => "/requests/new",
        _ => path
            .strip_suffix("/withdraw")
            .or_else(|| path.strip_suffix("/retry"))
            .or_else(|| path.strip_suffix("/take-back"))
            .or_else(|| path.strip_suffix("/delete"))
            .unwrap_or(path),
    }
}

pub(super) fn to_the_door(context: &Context, back: &str) -> Response {
    let reason = if matches!(context.visitor, Visitor::Expired) {
        "&reason=expired"
    } else {
        ""
    };
    Redirect::to(&format!("/sign-in?return_to={}{reason}", encode(back))).into_response()
}

async fn draw(web: &Web, context: &Context, halt: &Halt) -> Response {
    let path = context.path.clone();
    let (title, view): (&str, Box<dyn FnOnce() -> AnyView + Send>) = match halt.clone() {
        Halt::Portal(PortalError::NotFound) => (
            words::TITLE_NOT_FOUND,
            Box::new(|| errors::not_found(NotFound::default())),
        ),
        Halt::Portal(PortalError::Denied(denial)) => {
            let has = context.person().map(page::badge).unwrap_or_default();
            (
                words::TITLE_FORBIDDEN,
                Box::new(move || errors::forbidden(denial.sentence, Some(has))),
            )
        }
        Halt::CrossSite => (
            words::TITLE_FORBIDDEN,
            Box::new(|| errors::forbidden(words::CROSS_SITE.to_owned(), None)),
        ),
        Halt::Portal(PortalError::Refused(refusal)) => reasons(sentences(&refusal)),
        Halt::Portal(PortalError::Stale(sentence)) => reasons(vec![sentence]),
        Halt::Portal(PortalError::Unavailable(system)) => {
            let props = Unavailable {
                system: capital(system.title()),
                since: None,
                path,
            };
            (
                words::TITLE_UNAVAILABLE,
                Box::new(move || errors::unavailable(props)),
            )
        }
        Halt::Portal(PortalError::Bug(id)) => (words::TITLE_BUG, Box::new(move || errors::bug(id))),
        Halt::TooLarge => (
            words::TITLE_TOO_LARGE,
            Box::new(|| errors::too_large(FORM_LIMIT as u64, None)),
        ),
        Halt::TooMany { wait_ms } => (
            words::TITLE_TOO_MANY,
            Box::new(move || errors::too_many(wait_ms, path)),
        ),
        Halt::WrongMethod => reasons(vec![words::WRONG_METHOD.to_owned()]),
        Halt::NotAForm => reasons(vec![words::NOT_A_FORM.to_owned()]),
        Halt::SignIn | Halt::Unreadable => reasons(vec![words::BAD_REQUEST.to_owned()]),
    };
    page::show(web, context, Sheet::new(title).status(halt.status()), view).await
}

fn reasons(reasons: Vec<String>) -> (&'static str, Box<dyn FnOnce() -> AnyView + Send>) {
    (
        words::TITLE_UNPROCESSABLE,
        Box::new(move || errors::unprocessable(reasons, None)),
    )
}

fn sentences(refusal: &Refusal) -> Vec<String> {
    refusal
        .problems
        .iter()
        .map(|problem| problem.message.clone())
        .collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
