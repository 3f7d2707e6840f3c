//! One exchange through octocrab, and the answers that are kept for conditional reads.

use super::tokens::Caller;
use super::trouble;
use crate::outside::wire::{self, Answer};
use domain::trouble::{System, Trouble, TroubleKind};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use octocrab::Octocrab;
use serde_json::Value;
use std::collections::{HashMap, VecDeque};

/// Answers kept for conditional reads.
const REMEMBERED: usize = 2_000;

/// GitHub sends on once, after a repository was renamed.
const REDIRECTS: usize = 3;

/// One call, whatever it answers. GitHub may send it on, but only to another place of the same API: credentials must not travel to
/// where an answer points, and Berth must not fetch what an answer names.
pub(super) async fn raw(
    crab: &Octocrab,
    base: &str,
    method: &Method,
    path: &str,
    body: Option<&Value>,
    etag: Option<&str>,
) -> Result<Answer, Trouble> {
    let mut place = path.to_owned();
    for _ in 0..REDIRECTS {
        let answer = once(crab, method, &place, body, etag).await?;
        match sent_on(&answer, method, base) {
            Some(next) => place = next,
            None => return Ok(answer),
        }
    }
    once(crab, method, &place, body, etag).await
}

/// Where the same call is to be made instead. A write is only repeated where GitHub says that it has not been done.
fn sent_on(answer: &Answer, method: &Method, base: &str) -> Option<String> {
    let follows = match answer.status {
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => *method == Method::GET,
        _ => false,
    };
    let there = answer.header("location")?.strip_prefix(base)?;
    (follows && there.starts_with('/')).then(|| there.to_owned())
}

async fn once(
    crab: &Octocrab,
    method: &Method,
    path: &str,
    body: Option<&Value>,
    etag: Option<&str>,
) -> Result<Answer, Trouble> {
    let mut request = Request::builder()
        .method(method.clone())
        .uri(path)
        .header("accept", "application/vnd.github+json")
        .header("user-agent", wire::USER_AGENT);
    if let Some(etag) = etag {
        request = request.header("if-none-match", etag);
    }
    let text = match body {
        Some(body) => {
            request = request.header("content-type", "application/json");
            body.to_string()
        }
        None => String::new(),
    };
    let request = request
        .body(text)
        .map_err(|error| trouble::new(TroubleKind::Refused, wire::chain(&error)))?;
    let exchange = async {
        let response = crab.execute(request).await?;
        let (parts, body) = response.into_parts();
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await?.to_bytes(),
        })
    };
    match tokio::time::timeout(wire::TIMEOUT, exchange).await {
        Ok(outcome) => outcome.map_err(|error| octocrab_trouble(&error)),
        Err(_) => Err(wire::no_answer(System::GitHub)),
    }
}

/// What octocrab reports before there is an answer.
pub(super) fn octocrab_trouble(error: &octocrab::Error) -> Trouble {
    // octocrab's own text ends in a backtrace; the causes are what people need.
    let cause = std::error::Error::source(error).map_or_else(
        || wire::cut(error.to_string().lines().next().unwrap_or_default()),
        wire::chain,
    );
    let kind = match error {
        octocrab::Error::Service { .. } | octocrab::Error::Hyper { .. } => TroubleKind::Unreachable,
        octocrab::Error::JWT { .. } => TroubleKind::SignIn,
        _ => TroubleKind::Nonsense,
    };
    trouble::new(kind, cause)
}

/// The address behind `rel="next"`.
pub(super) fn next_link(header: &str) -> Option<&str> {
    header.split(',').find_map(|entry| {
        let (address, rest) = entry.trim().strip_prefix('<')?.split_once('>')?;
        rest.contains("rel=\"next\"").then_some(address)
    })
}

/// Answers with an ETag, oldest out first.
#[derive(Default)]
pub(super) struct Remembered {
    answers: HashMap<(Caller, String), Answer>,
    order: VecDeque<(Caller, String)>,
}

impl Remembered {
    pub(super) fn get(&self, caller: &Caller, path: &str) -> Option<Answer> {
        self.answers
            .get(&(caller.clone(), path.to_owned()))
            .cloned()
    }

    pub(super) fn put(&mut self, caller: &Caller, path: &str, answer: Answer) {
        let key = (caller.clone(), path.to_owned());
        if self.answers.insert(key.clone(), answer).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > REMEMBERED {
            if let Some(oldest) = self.order.pop_front() {
                self.answers.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_sent_on_within_the_api_alone() {
        let base = "https://api.github.com";
        let to = |status: u16, method: Method, place: &str| {
            let mut headers = http::HeaderMap::new();
            headers.insert("location", place.parse().unwrap());
            let answer = Answer {
                status: StatusCode::from_u16(status).unwrap(),
                headers,
                body: bytes::Bytes::new(),
            };
            sent_on(&answer, &method, base)
        };
        let there = "https://api.github.com/repositories/7/pulls/1";
        assert_eq!(
            to(301, Method::GET, there).as_deref(),
            Some("/repositories/7/pulls/1")
        );
        assert_eq!(
            to(307, Method::POST, there).as_deref(),
            Some("/repositories/7/pulls/1")
        );
        assert_eq!(to(301, Method::POST, there), None);
        assert_eq!(to(200, Method::GET, there), None);
        for evil in [
            "https://evil.example/x",
            "https://api.github.com.evil.example/x",
            "https://api.github.com@evil.example/x",
            "//evil.example/x",
            "http://169.254.169.254/latest",
        ] {
            assert_eq!(to(301, Method::GET, evil), None, "{evil}");
        }
    }

    #[test]
    fn the_next_page_is_the_one_github_names() {
        let header = r#"<https://x/a?page=1>; rel="prev", <https://x/a?page=3>; rel="next""#;
        assert_eq!(next_link(header), Some("https://x/a?page=3"));
        assert_eq!(next_link(r#"<https://x/a?page=1>; rel="last""#), None);
    }

    #[test]
    fn the_oldest_answers_are_forgotten() {
        let answer = Answer {
            status: http::StatusCode::OK,
            headers: http::HeaderMap::new(),
            body: bytes::Bytes::new(),
        };
        let mut kept = Remembered::default();
        for number in 0..=REMEMBERED {
            kept.put(&Caller::App, &number.to_string(), answer.clone());
        }
        assert!(kept.get(&Caller::App, "0").is_none());
        assert!(kept.get(&Caller::App, "1").is_some());
        assert!(kept.get(&Caller::Token, "1").is_none());
    }
}
