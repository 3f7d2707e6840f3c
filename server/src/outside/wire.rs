//! One HTTP exchange with a service that speaks JSON: limits, decoding and the words for what went wrong.

use super::SetupError;
use domain::trouble::{System, Trouble, TroubleKind};
use http::{HeaderMap, Method, StatusCode};
use reqwest::Client;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// For the whole exchange, the body included.
pub(super) const TIMEOUT: Duration = Duration::from_secs(20);
pub(super) const USER_AGENT: &str = concat!("berth/", env!("CARGO_PKG_VERSION"));
/// Longer texts of other systems are cut: they are shown to people and kept in the history.
const MESSAGE_MAX: usize = 600;

/// What a service answered, whatever the status.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: bytes::Bytes,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as `T`; anything else is nonsense, also a page of a proxy under status 200.
    pub(super) fn json<T: DeserializeOwned>(&self, system: System) -> Result<T, Trouble> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let kind = self.header("content-type").unwrap_or("no content type");
            Trouble::new(
                system,
                TroubleKind::Nonsense,
                format!(
                    "answered {} with {kind} that cannot be read: {error}",
                    self.status
                ),
            )
        })
    }

    /// The body for people: the first line of plain text; pages of proxies are not shown.
    pub(super) fn plain(&self) -> Option<String> {
        let text = std::str::from_utf8(&self.body).ok()?.trim();
        (!text.is_empty() && !text.starts_with('<'))
            .then(|| cut(text.lines().next().unwrap_or_default()))
    }
}

/// A text of another system, short enough to show.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(MESSAGE_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// An error with its causes in one line.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = cause.source();
    }
    cut(&text)
}

/// The rustls provider for every client that asks for the process's own.
pub(super) fn choose_crypto() {
    // Fails only when one is chosen already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client for one base address. Redirects are not followed: a moved API is a mistake in the configuration, and
/// credentials must not travel to where an answer points.
#[derive(Clone, Debug)]
pub(super) struct Service {
    system: System,
    client: Client,
    base: Arc<str>,
}

impl Service {
    pub(super) fn new(system: System, base: &str) -> Result<Self, SetupError> {
        let base = web_address(system, base)?;
        choose_crypto();
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| SetupError::new(system, chain(&error)))?;
        Ok(Self {
            system,
            client,
            base: base.into(),
        })
    }

    /// The same client for another address, which is known to be one.
    pub(super) fn at(&self, base: &str) -> Self {
        Self {
            base: base.into(),
            ..self.clone()
        }
    }

    /// The address without a trailing slash.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub(super) async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, Trouble> {
        let response = request
            .timeout(TIMEOUT)
            .send()
            .await
            .map_err(|error| self.unreachable(error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response
            .bytes()
            .await
            .map_err(|error| self.unreachable(error))?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// An answer whose body goes on for ever: only connecting and the headers are limited in time.
    pub(super) async fn open(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<reqwest::Response, Trouble> {
        match tokio::time::timeout(TIMEOUT, request.send()).await {
            Ok(sent) => sent.map_err(|error| self.unreachable(error)),
            Err(_) => Err(no_answer(self.system)),
        }
    }

    pub(super) fn unreachable(&self, error: reqwest::Error) -> Trouble {
        // Addresses may carry what a query holds; the system's name says enough.
        Trouble::new(
            self.system,
            TroubleKind::Unreachable,
            chain(&error.without_url()),
        )
    }
}

pub(super) fn no_answer(system: System) -> Trouble {
    let seconds = TIMEOUT.as_secs();
    Trouble::new(
        system,
        TroubleKind::Unreachable,
        format!("no answer within {seconds} s"),
    )
}

/// An http or https address without credentials, query or trailing slash.
pub(super) fn web_address(system: System, text: &str) -> Result<String, SetupError> {
    let wrong = |what: &str| SetupError::new(system, format!("the address “{text}” {what}"));
    let url = Url::parse(text).map_err(|error| wrong(&format!("cannot be read: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(wrong("is not an http or https address"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(SetupError::new(
            system,
            "the address holds a password; give it as a token instead",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("must end with its path"));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Text as part of a path: everything but unreserved characters and `/` is escaped.
pub(super) fn path_text(text: &str) -> String {
    escape(text, b"-._~/")
}

/// Text as one segment of a path or one value of a query.
pub(super) fn segment(text: &str) -> String {
    escape(text, b"-._~")
}

fn escape(text: &str, kept: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_before_anything_is_sent() {
        let parse = |text| web_address(System::ArgoCd, text);
        assert_eq!(
            parse("https://cd.acme.example/argo/"),
            Ok("https://cd.acme.example/argo".into())
        );
        for wrong in [
            "cd.acme.example",
            "ftp://x",
            "https://me:secret@x/",
            "https://x/?a=b",
        ] {
            let error = parse(wrong).unwrap_err();
            assert!(!error.what.contains("secret"), "{error}");
        }
    }

    #[test]
    fn paths_cannot_be_escaped_from() {
        assert_eq!(path_text("berth/a b?x#y"), "berth/a%20b%3Fx%23y");
        assert_eq!(segment("a/../b"), "a%2F..%2Fb");
        assert_eq!(segment("é"), "%C3%A9");
    }

    #[test]
    fn pages_of_proxies_are_not_shown() {
        let answer = |body: &'static str| Answer {
            status: StatusCode::BAD_GATEWAY,
            headers: HeaderMap::new(),
            body: body.into(),
        };
        assert_eq!(
            answer("<html><body>Bad Gateway</body></html>").plain(),
            None
        );
        assert_eq!(
            answer("Invalid content type").plain().as_deref(),
            Some("Invalid content type")
        );
        assert_eq!(cut(&"é".repeat(700)).chars().count(), 601);
    }
}
