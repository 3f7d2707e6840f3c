//! GitHub's answers as trouble: the one table.

use crate::outside::wire::{Answer, cut};
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};
use http::StatusCode;
use serde::Deserialize;

/// GitHub asks for at least this when it limits without saying how long.
const LEAST_PAUSE_SECONDS: i64 = 60;

pub(super) fn new(kind: TroubleKind, message: impl Into<String>) -> Trouble {
    Trouble::new(System::GitHub, kind, message)
}

/// What an answer that is not 2xx means. `what` names the call, for example `GET /repos/o/n`.
pub(super) fn of(answer: &Answer, what: &str, now: Timestamp) -> Trouble {
    let said = words(answer);
    let message = format!("{what}: {}: {said}", answer.status.as_u16());
    match answer.status {
        StatusCode::UNAUTHORIZED => new(TroubleKind::SignIn, message),
        StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS if is_limit(answer, &said) => {
            new(TroubleKind::RateLimited, message).at(limit_ends(answer, now))
        }
        StatusCode::FORBIDDEN => {
            let needed = answer.header("x-accepted-github-permissions");
            let needed = needed.map_or_else(String::new, |list| format!(" (needs {list})"));
            new(TroubleKind::Permission, format!("{message}{needed}"))
        }
        StatusCode::NOT_FOUND => new(TroubleKind::Missing, message),
        StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY => {
            new(TroubleKind::Conflict, message)
        }
        status if status.is_server_error() => new(TroubleKind::Failing, message),
        // A redirect that was not followed, or a 2xx where none was expected.
        status if !status.is_client_error() => new(TroubleKind::Nonsense, message),
        _ => new(TroubleKind::Refused, message),
    }
}

fn is_limit(answer: &Answer, said: &str) -> bool {
    answer.status == StatusCode::TOO_MANY_REQUESTS
        || answer.header("retry-after").is_some()
        || answer.header("x-ratelimit-remaining") == Some("0")
        || said.to_ascii_lowercase().contains("rate limit")
}

/// `retry-after`, else the reset of a used-up allowance, else a minute; never sooner than now.
fn limit_ends(answer: &Answer, now: Timestamp) -> Timestamp {
    let number = |name| {
        answer
            .header(name)
            .and_then(|text| text.parse::<i64>().ok())
    };
    if let Some(seconds) = number("retry-after") {
        return now.plus_seconds(seconds.max(1));
    }
    if number("x-ratelimit-remaining") == Some(0)
        && let Some(reset) = number("x-ratelimit-reset")
    {
        return Timestamp(reset.saturating_mul(1000)).max(now.plus_seconds(1));
    }
    now.plus_seconds(LEAST_PAUSE_SECONDS)
}

#[derive(Deserialize)]
struct Body {
    message: String,
    #[serde(default)]
    errors: Vec<Detail>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Detail {
    Words(String),
    Said {
        message: String,
    },
    Coded {
        field: Option<String>,
        code: Option<String>,
    },
    #[allow(dead_code, reason = "any other shape is left out")]
    Other(serde::de::IgnoredAny),
}

/// GitHub's own words, details included.
pub(super) fn words(answer: &Answer) -> String {
    let Ok(body) = serde_json::from_slice::<Body>(&answer.body) else {
        let reason = answer
            .status
            .canonical_reason()
            .unwrap_or("an answer that is not JSON");
        return answer.plain().unwrap_or_else(|| reason.to_owned());
    };
    let details = body.errors.iter().filter_map(|detail| match detail {
        Detail::Words(words) | Detail::Said { message: words } => Some(words.clone()),
        Detail::Coded {
            field: Some(field),
            code,
        } => Some(format!("{field} {}", code.as_deref().unwrap_or("refused"))),
        Detail::Coded { field: None, code } => code.clone(),
        Detail::Other(_) => None,
    });
    let all: Vec<String> = std::iter::once(body.message.trim().replace("\n\n", " "))
        .chain(details)
        .collect();
    cut(&all.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::trouble::Retry;

    const NOW: Timestamp = Timestamp(1_768_000_000_000);

    fn answer(status: u16, headers: &serde_json::Value, body: &serde_json::Value) -> Answer {
        let text = match body {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| {
                    let name: http::HeaderName = name.parse().unwrap();
                    (name, value.as_str().unwrap().parse().unwrap())
                })
                .collect(),
            body: text.into(),
        }
    }

    #[test]
    fn every_documented_error_has_its_place_in_the_table() {
        let Some(errors) = crate::outside::shared_json("contracts/github/rest-errors.json") else {
            return;
        };
        let expected = |case: &str| match case {
            "bad-credentials" => (TroubleKind::SignIn, Retry::Never),
            "not-found-or-no-access" => (TroubleKind::Missing, Retry::LookAgain),
            "no-permission" | "installation-suspended" => (TroubleKind::Permission, Retry::Never),
            "primary-rate-limit" => (
                TroubleKind::RateLimited,
                Retry::At(Timestamp(1_768_037_400_000)),
            ),
            "secondary-rate-limit-with-retry-after" | "secondary-rate-limit-429-no-header" => {
                (TroubleKind::RateLimited, Retry::At(NOW.plus_seconds(60)))
            }
            "server-error" => (TroubleKind::Failing, Retry::Backoff),
            "merge-not-mergeable" => (TroubleKind::Refused, Retry::Never),
            "moved" | "not-modified" => (TroubleKind::Nonsense, Retry::Backoff),
            _ => (TroubleKind::Conflict, Retry::LookAgain),
        };
        for error in errors["errors"].as_array().unwrap() {
            let case = error["case"].as_str().unwrap();
            let status = u16::try_from(error["status"].as_u64().unwrap()).unwrap();
            let trouble = of(
                &answer(status, &error["headers"], &error["body"]),
                "GET /x",
                NOW,
            );
            assert_eq!((trouble.kind, trouble.retry), expected(case), "{case}");
            assert!(!trouble.message.contains('<'), "{}", trouble.message);
        }
    }

    #[test]
    fn a_missing_permission_is_named() {
        let headers = serde_json::json!({"x-accepted-github-permissions": "pull_requests=write"});
        let body = serde_json::json!({"message": "Resource not accessible by integration"});
        let trouble = of(&answer(403, &headers, &body), "POST /repos/o/n/pulls", NOW);
        assert_eq!(
            trouble.message,
            "POST /repos/o/n/pulls: 403: Resource not accessible by integration (needs pull_requests=write)"
        );
    }

    #[test]
    fn details_of_a_refusal_are_kept() {
        let body = serde_json::json!({"message": "Validation Failed", "errors": [
            {"resource": "PullRequest", "code": "custom", "message": "No commits between main and x"},
            {"resource": "PullRequest", "field": "head", "code": "invalid"},
            "plain words", 7]});
        let said = words(&answer(422, &serde_json::json!({}), &body));
        assert_eq!(
            said,
            "Validation Failed; No commits between main and x; head invalid; plain words"
        );
    }
}
