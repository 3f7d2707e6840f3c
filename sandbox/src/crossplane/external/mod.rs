//! What the provider sees and does in AWS, for each of its kinds.
mod alarms;
mod policy;
mod repository;

use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::kinds::Kind;
use super::model::{Act, Live};
use crate::aws::{self, AwsError, RepoKey, ResourceKind};

/// Where in AWS an object's resource is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) account: String,
    pub(super) region: String,
    pub(super) name: String,
}

impl Place {
    fn repo(&self) -> RepoKey {
        RepoKey::new(&self.account, &self.region, &self.name)
    }
}

/// What an observation of AWS came to.
#[derive(Debug, PartialEq)]
pub(super) enum Seen {
    Missing,
    Same,
    Differs,
    /// Only a new resource could have this value: argument, old, new.
    NeedsReplacement(String, String, String),
}

/// A failed operation: Terraform's summary and AWS's own error under the operation's name.
#[derive(Debug)]
pub(super) struct Failed {
    /// Empty where Terraform says no more than what it was about.
    pub summary: String,
    pub operation: &'static str,
    pub error: AwsError,
}

pub(super) fn tags(doc: &Value) -> BTreeMap<String, String> {
    let map = doc
        .pointer("/spec/forProvider/tags")
        .and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned())))
        .collect()
}

impl Failed {
    pub(super) fn of(kind: Kind, act: Act, error: AwsError) -> Self {
        Self {
            summary: String::new(),
            operation: kind.call(act),
            error,
        }
    }
}

fn resource_kind(kind: Kind) -> Option<ResourceKind> {
    match kind {
        Kind::Repository | Kind::LifecyclePolicy | Kind::RepositoryPolicy => None,
        Kind::Topic => Some(ResourceKind::Topic),
        Kind::TopicPolicy => Some(ResourceKind::TopicPolicy),
        Kind::Rule => Some(ResourceKind::Rule),
        Kind::Target => Some(ResourceKind::Target),
        Kind::MetricAlarm => Some(ResourceKind::MetricAlarm),
    }
}

/// `in_place`: this provider can change a lifecycle policy.
pub(super) fn observe(
    kind: Kind,
    doc: &Value,
    place: &Place,
    in_place: bool,
    aws: &aws::State,
) -> Seen {
    if let Some(of) = resource_kind(kind) {
        return alarms::observe(of, doc, aws.resources.get(&alarms::key(of, place)));
    }
    let repo = aws.repos.get(&place.repo());
    if kind == Kind::Repository {
        repository::observe(doc, repo)
    } else {
        policy::observe(kind, doc, in_place, repo)
    }
}

pub(super) fn perform(
    kind: Kind,
    live: &Live,
    place: &Place,
    act: Act,
    aws: &mut aws::State,
    now: Timestamp,
) -> Result<(), Failed> {
    let doc = &live.doc;
    if let Some(of) = resource_kind(kind) {
        let key = alarms::key(of, place);
        return match act {
            Act::Delete => alarms::delete(kind, &key, aws),
            _ => alarms::put(kind, &key, doc, act, aws),
        };
    }
    let repo = place.repo();
    match (kind, act) {
        (Kind::Repository, Act::Create) => repository::create(doc, &repo, aws, now),
        (Kind::Repository, Act::Delete) => repository::delete(&repo, live.memory.force_delete, aws),
        (Kind::Repository, _) => repository::update(doc, &repo, aws),
        (_, Act::Delete) => {
            policy::delete(kind, &repo, aws);
            Ok(())
        }
        _ => policy::put(kind, doc, &repo, aws),
    }
}

/// `status.atProvider`, while the resource is there.
pub(super) fn at_provider(
    kind: Kind,
    live: &Live,
    place: &Place,
    aws: &aws::State,
) -> Option<Value> {
    if let Some(of) = resource_kind(kind) {
        return alarms::at_provider(kind, &alarms::key(of, place), &live.doc, aws);
    }
    let key = place.repo();
    let repo = aws.repos.get(&key)?;
    Some(if kind == Kind::Repository {
        repository::at_provider(&live.doc, &key, repo, live.memory.force_delete)
    } else {
        policy::at_provider(kind, &key, repo)
    })
}

/// What the provider writes into empty fields of the live object once it has seen AWS's values.
pub(super) fn late_values(kind: Kind, place: &Place, aws: &aws::State) -> Map<String, Value> {
    if let Some(of) = resource_kind(kind) {
        return alarms::late_values(of);
    }
    let repo = aws.repos.get(&place.repo());
    match repo.filter(|_| kind == Kind::Repository) {
        Some(repo) => repository::late_values(repo),
        None => Map::new(),
    }
}
