//! Berth's own API, as the command line calls it. Another Berth is a system like the others: what it says is read here.

mod body;
mod follow;

pub use body::{Body, BodyError};
pub use follow::{Follow, Told};

use super::wire::{CONNECT_TIMEOUT, TIMEOUT, USER_AGENT, chain, choose_crypto};
use http::Method;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;

const BASE: &str = "/api/v1";

/// A client of one Berth, with one token.
#[derive(Clone, Debug)]
pub struct Berth {
    url: String,
    token: SecretString,
    client: Client,
}

/// An answer that is none of the good ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No connection, or an answer that is not Berth's.
    Silent(String),
    /// Berth said no.
    Problem {
        status: u16,
        detail: String,
        errors: Vec<FieldError>,
        /// The answer as it came.
        raw: String,
    },
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub detail: String,
    pub suggestion: Option<String>,
}

#[derive(Deserialize)]
struct Problem {
    status: u16,
    detail: String,
    #[serde(default)]
    errors: Vec<ProblemField>,
}

#[derive(Deserialize)]
struct ProblemField {
    pointer: Option<String>,
    detail: String,
    suggestion: Option<String>,
}

/// A good answer, as it came and as it can be read.
#[derive(Clone, Debug)]
pub struct Answer {
    pub text: String,
}

impl Answer {
    /// # Errors
    /// It is another Berth than this command line knows.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        serde_json::from_str(&self.text).map_err(|error| {
            Refused::Silent(format!(
                "Berth answered something that this command line does not know: {error}"
            ))
        })
    }
}

impl Berth {
    /// # Errors
    /// The address is none, or the system can't make a client.
    pub fn new(url: &str, token: SecretString) -> Result<Self, String> {
        choose_crypto();
        let read = url::Url::parse(url).map_err(|error| format!("{url} is no address: {error}"))?;
        if !matches!(read.scheme(), "http" | "https") {
            return Err(format!("{url} is no address of the web"));
        }
        // A token must not travel to where an answer points.
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(USER_AGENT)
            .build()
            .map_err(|error| chain(&error))?;
        Ok(Self {
            url: url.trim_end_matches('/').to_owned(),
            token,
            client,
        })
    }

    /// The address of a page, from its path.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// # Errors
    /// See [`Refused`].
    pub async fn get(&self, path: &str) -> Result<Answer, Refused> {
        self.send(Method::GET, path, None).await
    }

    /// A file of any length, piece by piece.
    ///
    /// # Errors
    /// See [`Refused`]; also when a piece could not be written.
    pub async fn download(
        &self,
        path: &str,
        write: &mut (dyn FnMut(&[u8]) -> std::io::Result<()> + Send),
    ) -> Result<(), Refused> {
        let request = self
            .client
            .get(self.address(path))
            .bearer_auth(self.token.expose_secret());
        let response = request.send().await;
        let mut response = response.map_err(|error| Refused::Silent(chain(&error)))?;
        if !response.status().is_success() {
            return answered(response).await.map(drop);
        }
        while let Some(piece) = response
            .chunk()
            .await
            .map_err(|error| Refused::Silent(chain(&error)))?
        {
            write(&piece).map_err(|error| Refused::Silent(error.to_string()))?;
        }
        Ok(())
    }

    /// A change: sent once, whatever becomes of the connection.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn change(
        &self,
        method: Method,
        path: &str,
        body: Option<&Body>,
    ) -> Result<Answer, Refused> {
        self.send(method, path, body.map(Body::json)).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Answer, Refused> {
        let is_change = method != Method::GET;
        let mut request = self
            .client
            .request(method, self.address(path))
            .timeout(TIMEOUT)
            .header("accept", "application/json")
            .bearer_auth(self.token.expose_secret());
        if is_change {
            request = request.header("idempotency-key", uuid::Uuid::now_v7().to_string());
        }
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body);
        }
        let response = request.send().await;
        answered(response.map_err(|error| Refused::Silent(chain(&error)))?).await
    }

    /// Paths that lead on come whole.
    fn address(&self, path: &str) -> String {
        match path.starts_with(BASE) {
            true => format!("{}{path}", self.url),
            false => format!("{}{BASE}{path}", self.url),
        }
    }
}

async fn answered(response: Response) -> Result<Answer, Refused> {
    let status = response.status();
    let text = response
        .text()
        .await
        .map_err(|error| Refused::Silent(chain(&error)))?;
    if status.is_success() {
        return Ok(Answer { text });
    }
    let Ok(problem) = serde_json::from_str::<Problem>(&text) else {
        let what = format!("The answer was {status}, and not from Berth. Is the address right?");
        return Err(Refused::Silent(what));
    };
    let errors = problem.errors.into_iter().map(|one| FieldError {
        field: one
            .pointer
            .unwrap_or_default()
            .trim_start_matches("#/")
            .to_owned(),
        detail: one.detail,
        suggestion: one.suggestion,
    });
    Err(Refused::Problem {
        status: problem.status,
        detail: problem.detail,
        errors: errors.collect(),
        raw: text,
    })
}
