//! What a rollout brings, held against a repository.

use super::RolloutId;
use crate::lifecycle::LifecyclePolicy;
use crate::observed::RepositorySeen;
use crate::request::ChangeKind;
use crate::settings::TagMutability;
use crate::settings_change::{Changed, Setting, Values, in_words};
use crate::spec::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The part of the standard that is brought to repositories that are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Aim {
    Lifecycle {
        policy: LifecyclePolicy,
    },
    /// Whatever is not named stays as each repository has it.
    Settings {
        mutability: Option<TagMutability>,
        scan_on_push: Option<bool>,
        tags: BTreeMap<String, String>,
    },
    /// Back to what each had before another rollout.
    Undo {
        rollout: RolloutId,
        kind: ChangeKind,
    },
}

impl Aim {
    /// The kind of the requests that it makes.
    pub fn kind(&self) -> ChangeKind {
        match self {
            Self::Lifecycle { .. } => ChangeKind::Lifecycle,
            Self::Settings { .. } => ChangeKind::Settings,
            Self::Undo { kind, .. } => *kind,
        }
    }

    /// What it brings, in a line.
    pub fn title(&self) -> String {
        match self {
            Self::Lifecycle { policy } => {
                format!("Lifecycle policy: {}", policy.sentences().join("; "))
            }
            Self::Settings {
                mutability,
                scan_on_push,
                tags,
            } => {
                let scan = scan_on_push.map(|on| format!("scan on push {}", on_off(on)));
                let rule = mutability
                    .as_ref()
                    .map(|rule| format!("tags {}", in_words(rule)));
                let tags = tags
                    .iter()
                    .map(|(key, value)| format!("AWS tag {key}={value}"));
                let all: Vec<String> = scan.into_iter().chain(rule).chain(tags).collect();
                let text = all.join(", ");
                let mut letters = text.chars();
                letters.next().map_or_else(String::new, |first| {
                    first.to_uppercase().chain(letters).collect()
                })
            }
            Self::Undo { kind, .. } => match kind {
                ChangeKind::Lifecycle => "Back to the earlier lifecycle policies".to_owned(),
                _ => "Back to the earlier settings".to_owned(),
            },
        }
    }

    /// The settings that are wanted where Git says `now`.
    pub fn over(&self, now: &Values) -> Values {
        let mut wanted = now.clone();
        if let Self::Settings {
            mutability,
            scan_on_push,
            tags,
        } = self
        {
            wanted.mutability = mutability.clone().or(wanted.mutability);
            wanted.scan_on_push = scan_on_push.or(wanted.scan_on_push);
            wanted.tags.extend(tags.clone());
        }
        wanted
    }

    /// Where a repository differs from what it brings, as AWS has it. Empty: nothing would change.
    pub fn differences(&self, seen: &RepositorySeen) -> Vec<Changed> {
        match self {
            Self::Lifecycle { policy } => of_policy(policy, seen).into_iter().collect(),
            Self::Settings {
                mutability,
                scan_on_push,
                tags,
            } => of_settings(mutability.as_ref(), *scan_on_push, tags, seen),
            Self::Undo { .. } => Vec::new(),
        }
    }
}

fn of_policy(policy: &LifecyclePolicy, seen: &RepositorySeen) -> Option<Changed> {
    let text = seen.lifecycle_policy.as_deref();
    let was = text.map(LifecyclePolicy::from_json);
    if let Some(Ok(was)) = &was
        && was.canonical_json() == policy.canonical_json()
    {
        return None;
    }
    let said = was.map(|was| match was {
        Ok(policy) => policy.sentences().join("; "),
        Err(_) => text.unwrap_or_default().to_owned(),
    });
    Some(Changed {
        setting: Setting::Of(Field::Lifecycle),
        was: said,
        will: Some(policy.sentences().join("; ")),
    })
}

fn of_settings(
    mutability: Option<&TagMutability>,
    scan_on_push: Option<bool>,
    tags: &BTreeMap<String, String>,
    seen: &RepositorySeen,
) -> Vec<Changed> {
    let rule = mutability.filter(|rule| {
        rule.aws_value() != seen.mutability || rule.filters() != seen.exclusion_filters.as_slice()
    });
    let rule = rule.map(|rule| Changed {
        setting: Setting::Of(Field::Mutability),
        was: Some(as_in_aws(seen)),
        will: Some(in_words(rule)),
    });
    let scan = scan_on_push.filter(|on| *on != seen.scan_on_push);
    let scan = scan.map(|on| Changed {
        setting: Setting::Of(Field::Scan),
        was: Some(on_off(seen.scan_on_push).to_owned()),
        will: Some(on_off(on).to_owned()),
    });
    let tags = tags
        .iter()
        .filter(|(key, value)| seen.tags.get(*key) != Some(*value))
        .map(|(key, value)| Changed {
            setting: Setting::Tag(key.clone()),
            was: seen.tags.get(key).cloned(),
            will: Some(value.clone()),
        });
    rule.into_iter().chain(scan).chain(tags).collect()
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn as_in_aws(seen: &RepositorySeen) -> String {
    let word = seen.mutability.to_lowercase();
    match word.strip_suffix("_with_exclusion") {
        Some(rule) => format!("{rule}, except {}", seen.exclusion_filters.join(" ")),
        None => word,
    }
}
