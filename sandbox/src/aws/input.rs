//! Reading an operation's JSON input the way ECR does: wrong shapes are refused before anything is looked up.
use serde_json::{Value, json};

use super::auth::Caller;
use super::errors::AwsError;
use super::model::RepoKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[derive(Debug, Clone, Copy)]
pub(super) struct Input<'a>(pub &'a Value);

impl<'a> Input<'a> {
    pub(super) fn text(self, name: &str) -> Result<Option<&'a str>, AwsError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(s)) => Ok(Some(s)),
            Some(_) => Err(AwsError::new(
                "SerializationException",
                format!("Expected a string for {name}"),
            )),
        }
    }

    pub(super) fn need(self, name: &str) -> Result<&'a str, AwsError> {
        self.text(name)?.ok_or_else(|| {
            AwsError::invalid(format!(
                "Invalid parameter at '{name}' failed to satisfy constraint: 'must not be null'"
            ))
        })
    }

    pub(super) fn strings(self, name: &str) -> Option<Vec<String>> {
        let list = self.0.get(name)?.as_array()?;
        Some(
            list.iter()
                .filter_map(|v| v.as_str().map(str::to_owned))
                .collect(),
        )
    }

    pub(super) fn objects(self, name: &str) -> Vec<&'a Value> {
        self.0
            .get(name)
            .and_then(Value::as_array)
            .map(|l| l.iter().collect())
            .unwrap_or_default()
    }

    pub(super) fn flag(self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The repository that the call is about. Another account's registry is refused: the sandbox has no cross-account policies.
    pub(super) fn repository(self, caller: &Caller) -> Result<RepoKey, AwsError> {
        let name = self.need("repositoryName")?;
        self.own_registry(caller)?;
        check_name(name)?;
        Ok(RepoKey::new(
            &caller.principal.account,
            &caller.region,
            name,
        ))
    }

    pub(super) fn own_registry(self, caller: &Caller) -> Result<(), AwsError> {
        match self.text("registryId")? {
            Some(id) if id.len() != 12 || !id.bytes().all(|b| b.is_ascii_digit()) => {
                Err(AwsError::invalid(
                    "Invalid parameter at 'registryId' failed to satisfy constraint: 'must satisfy regular expression '[0-9]{12}''",
                ))
            }
            Some(id) if id != caller.principal.account => Err(AwsError::new(
                "AccessDeniedException",
                format!(
                    "User: {} is not authorized to access the registry with id '{id}'",
                    caller.principal.arn
                ),
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn page(self, default: usize, most: usize) -> Result<Page, AwsError> {
        let limit = match self.0.get("maxResults") {
            None | Some(Value::Null) => default,
            Some(v) => v.as_u64().and_then(|n| usize::try_from(n).ok()).filter(|n| (1..=most).contains(n)).ok_or_else(|| {
                AwsError::invalid(format!("Invalid parameter at 'maxResults' failed to satisfy constraint: 'must be between 1 and {most}'"))
            })?,
        };
        let from = match self.text("nextToken")? {
            None => 0,
            Some(token) => decode(token).ok_or_else(|| AwsError::invalid("Invalid parameter at 'nextToken' failed to satisfy constraint: 'invalid token'"))?,
        };
        Ok(Page { from, limit })
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    from: usize,
    limit: usize,
}

impl Page {
    /// The page's items and, when more remain, the token for the next.
    pub(super) fn cut<T>(self, items: Vec<T>) -> (Vec<T>, Option<String>) {
        let end = self.from.saturating_add(self.limit);
        let next = (items.len() > end).then(|| encode(end));
        (
            items.into_iter().skip(self.from).take(self.limit).collect(),
            next,
        )
    }
}

pub(super) fn with_token(mut body: Value, token: Option<String>) -> Value {
    if let (Some(token), Some(map)) = (token, body.as_object_mut()) {
        map.insert("nextToken".into(), json!(token));
    }
    body
}

fn encode(offset: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("ecr-page:{offset}"))
}

fn decode(token: &str) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    String::from_utf8(bytes)
        .ok()?
        .strip_prefix("ecr-page:")?
        .parse()
        .ok()
}

pub(super) fn check_name(name: &str) -> Result<(), AwsError> {
    let fits = (2..=256).contains(&name.len()) && name.split('/').all(component_fits);
    if fits {
        return Ok(());
    }
    Err(AwsError::invalid(
        "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''",
    ))
}

/// Letters and digits in runs that are joined by one dot, one or two underscores, or any number of hyphens.
fn component_fits(component: &str) -> bool {
    let mut separator = String::new();
    let mut seen = false;
    for c in component.chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            let joined = matches!(separator.as_str(), "" | "." | "_" | "__")
                || separator.bytes().all(|b| b == b'-');
            if !joined || (!separator.is_empty() && !seen) {
                return false;
            }
            separator.clear();
            seen = true;
        } else if matches!(c, '.' | '_' | '-') {
            separator.push(c);
        } else {
            return false;
        }
    }
    seen && separator.is_empty()
}
