//! Addresses of pages, read and written in one place. Queries come as decoded pairs, whatever the server reads them with.

mod adopt;
mod audit;
mod figures;
mod inventory;
mod rollouts;
mod tabs;
mod tokens;
mod usage;

pub use adopt::*;
pub use audit::*;
pub use figures::{
    INSIGHTS, SCORECARD, insights, insights_day, insights_query, insights_table, is_rest,
    unmanaged, unmanaged_file, unmanaged_pairs,
};
pub use inventory::*;
pub use rollouts::*;
pub use tabs::*;
pub use tokens::*;
pub use usage::*;

use domain::form::RequestForm;
use domain::github::Sha;
use domain::portal::{Decision, Prefill, RepositoryKey, RequestQuery, SearchGroup, SearchQuery};
use domain::request::{RequestId, StageName, Verdict};
use domain::spec::Field;

type Pairs = [(String, String)];

/// Percent-encodes one value of a query or one part of a path.
pub fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

fn address(path: &str, pairs: &[(&str, String)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .map(|(key, value)| format!("{key}={}", encode(value)))
        .collect();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

fn value<'a>(pairs: &'a Pairs, key: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(name, value)| name == key && !value.is_empty())
        .map(|(_, value)| value.as_str())
}

/// The page of a repository. Slashes of its name stay slashes.
pub fn repository(key: &RepositoryKey) -> String {
    format!("/repositories/{}/{}/{}", key.account, key.region, key.name)
}

/// The form with a repository's settings filled in.
pub fn another_like(key: &RepositoryKey) -> String {
    address(
        "/requests/new",
        &[(
            "like",
            format!("{}/{}/{}", key.account, key.region, key.name),
        )],
    )
}

fn repository_key(text: &str) -> Option<RepositoryKey> {
    use domain::{
        aws::{AccountId, Region},
        name::RepositoryName,
    };
    let mut parts = text.splitn(3, '/');
    Some(RepositoryKey {
        account: AccountId::parse(parts.next()?).ok()?,
        region: Region::parse(parts.next()?).ok()?,
        name: RepositoryName::parse_existing(parts.next()?).ok()?,
    })
}

/// What `/requests/new` is asked to fill in. Everything it does not know is ignored.
pub fn prefill(pairs: &Pairs) -> Prefill {
    let id = |key| value(pairs, key).and_then(|text| RequestId::parse(text).ok());
    Prefill {
        draft: id("draft"),
        like_request: id("like_request"),
        like_repository: value(pairs, "like").and_then(repository_key),
        values: Field::ALL
            .into_iter()
            .filter_map(|field| Some((field, value(pairs, field.as_str())?.to_owned())))
            .collect(),
    }
}

/// The form, filled in as the request of a repository that is gone describes it, under the name that it had.
pub fn request_again(request: &RequestId, key: &RepositoryKey) -> String {
    let (field, name) = (Field::Name.as_str(), encode(key.name.as_str()));
    format!("/requests/new?like_request={request}&{field}={name}")
}

/// The form as a browser sent it; what is absent is empty.
pub fn form(pairs: &Pairs) -> RequestForm {
    let mut form = RequestForm {
        id: value(pairs, "id").unwrap_or_default().to_owned(),
        ..RequestForm::default()
    };
    for field in Field::ALL {
        form.set(field, value(pairs, field.as_str()).unwrap_or_default());
    }
    form
}

/// A reviewer's decision; `None` when the verdict or the commit is missing.
pub fn decision(pairs: &Pairs) -> Option<Decision> {
    let verdict = match value(pairs, "verdict")? {
        "approve" => Verdict::Approve,
        "request_changes" => Verdict::RequestChanges,
        "reject" => Verdict::Reject,
        _ => return None,
    };
    Some(Decision {
        verdict,
        comment: value(pairs, "comment")
            .unwrap_or_default()
            .replace("\r\n", "\n"),
        head: Sha(value(pairs, "head")?.to_owned()),
    })
}

pub fn search_query(pairs: &Pairs) -> SearchQuery {
    SearchQuery {
        text: value(pairs, "q").unwrap_or_default().trim().to_owned(),
        only: value(pairs, "in").and_then(SearchGroup::parse),
    }
}

pub fn search(query: &SearchQuery) -> String {
    let mut pairs = Vec::new();
    if !query.text.is_empty() {
        pairs.push(("q", query.text.clone()));
    }
    pairs.extend(query.only.map(|only| ("in", only.as_str().to_owned())));
    address("/search", &pairs)
}

pub fn requests_query(pairs: &Pairs) -> RequestQuery {
    RequestQuery {
        mine: value(pairs, "mine").is_some(),
        stage: value(pairs, "stage").and_then(StageName::parse),
        text: value(pairs, "q").unwrap_or_default().trim().to_owned(),
        team: value(pairs, "team").map(str::to_owned),
        created: figures::days(pairs, "created_from", "created_to"),
        completed: figures::days(pairs, "ready_from", "ready_to"),
        through: value(pairs, "through").and_then(StageName::parse),
        before: value(pairs, "before").and_then(|text| text.parse().ok()),
    }
}

pub fn requests(query: &RequestQuery) -> String {
    address("/requests", &requests_pairs(query))
}

pub fn requests_pairs(query: &RequestQuery) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    if query.mine {
        pairs.push(("mine", "1".to_owned()));
    }
    pairs.extend(
        query
            .stage
            .map(|stage| ("stage", stage.as_str().to_owned())),
    );
    if !query.text.is_empty() {
        pairs.push(("q", query.text.clone()));
    }
    pairs.extend(query.team.clone().map(|team| ("team", team)));
    pairs.extend(figures::day_pairs(
        query.created,
        "created_from",
        "created_to",
    ));
    pairs.extend(figures::day_pairs(
        query.completed,
        "ready_from",
        "ready_to",
    ));
    pairs.extend(
        query
            .through
            .map(|stage| ("through", stage.as_str().to_owned())),
    );
    pairs.extend(query.before.map(|before| ("before", before.to_string())));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn pairs(address: &str) -> Vec<(String, String)> {
        let decode = |text: &str| {
            let mut bytes = Vec::new();
            let mut rest = text.bytes();
            while let Some(byte) = rest.next() {
                if byte == b'%' {
                    let hex: String = [rest.next(), rest.next()]
                        .into_iter()
                        .flatten()
                        .map(char::from)
                        .collect();
                    bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                } else {
                    bytes.push(byte);
                }
            }
            String::from_utf8(bytes).unwrap()
        };
        let query = address.split_once('?').map_or("", |(_, query)| query);
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key.to_owned(), decode(value)))
            .collect()
    }

    #[test]
    fn every_requests_address_leads_back_to_its_query() {
        let day = |text| domain::day::Day::parse(text).unwrap();
        let days = domain::day::Days {
            from: day("2026-01-01"),
            to: day("2026-01-31"),
        };
        let query = RequestQuery {
            mine: true,
            stage: Some(StageName::InReview),
            text: "pay/ments".into(),
            team: Some("x & y".into()),
            created: Some(days),
            completed: Some(days),
            through: Some(StageName::Merged),
            before: Some(12),
        };
        assert_eq!(requests_query(&pairs(&requests(&query))), query);
    }

    #[test]
    fn every_search_leads_back_to_its_query() {
        for only in [None, Some(SearchGroup::Images)] {
            let query = SearchQuery {
                text: "a/b:v1 @ü".into(),
                only,
            };
            assert_eq!(search_query(&pairs(&search(&query))), query);
        }
        assert_eq!(search(&SearchQuery::default()), "/search");
    }

    #[test]
    fn another_like_it_is_the_same_repository() {
        let key = domain::testing::filled_form()
            .parse(&domain::testing::standard())
            .unwrap()
            .address;
        assert_eq!(
            prefill(&pairs(&another_like(&key))).like_repository,
            Some(key)
        );
    }

    #[test]
    fn unknown_names_and_nonsense_are_ignored() {
        let read = prefill(&pairs(
            "/requests/new?draft=x&like=1%2F2&name=a&admin=1&lifecycle=keep",
        ));
        assert_eq!((read.draft, read.like_repository), (None, None));
        assert_eq!(
            read.values,
            [(Field::Name, "a".into()), (Field::Lifecycle, "keep".into())]
        );
    }
}
