//! When a Crossplane object is ready, and when AWS holds what was asked for.
//!
//! Readiness is never one flag. `Ready` may describe an older state while `Synced` says that the last change was
//! refused; conditions may be about an older generation; an object without any status looks healthy to Argo CD.

use crate::compare::{Compared, differing};
use crate::diagnosis::diagnose;
use crate::lifecycle::LifecyclePolicy;
use crate::observed::{Condition, LiveObject, RepositorySeen, ResourceSeen};
use crate::request::Change;
use crate::spec::RepositorySpec;
use crate::trouble::System;
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    Waiting {
        what: String,
    },
    /// `lasting`: no amount of waiting helps, somebody has to act.
    Failing {
        message: String,
        lasting: bool,
    },
}

pub fn readiness(resource: &ResourceSeen) -> Readiness {
    let waiting = |what: &str| Readiness::Waiting {
        what: what.to_owned(),
    };
    if let Some(error) = &resource.sync_error {
        return Readiness::Failing {
            message: error.clone(),
            lasting: false,
        };
    }
    let live = match (&resource.live, resource.removed) {
        (None, true) => return Readiness::Ready,
        (None, false) => return waiting("not in the cluster yet"),
        (Some(live), true) => return going(live),
        (Some(live), false) => live,
    };
    if live.deleting {
        return Readiness::Failing {
            message: "The object is being deleted".to_owned(),
            lasting: false,
        };
    }
    if live.paused {
        let message = "Crossplane is told to leave the object alone (paused)".to_owned();
        return Readiness::Failing {
            message,
            lasting: true,
        };
    }
    if live.conditions.is_empty() {
        return waiting("Crossplane has not looked at it yet");
    }
    for r#type in ["Synced", "LastAsyncOperation"] {
        if let Some(condition) = condition(live, r#type)
            && condition.status == "False"
        {
            return failing(condition);
        }
    }
    let good = |r#type| condition(live, r#type).is_some_and(|found| found.status == "True");
    let current = live.conditions.iter().all(|found| {
        found
            .observed_generation
            .is_none_or(|seen| seen >= live.generation)
    });
    if !current {
        return waiting("Crossplane has not seen the newest version yet");
    }
    match (good("Ready"), good("Synced")) {
        (true, true) => Readiness::Ready,
        _ => waiting(condition(live, "Ready").map_or("being created", |ready| {
            match ready.reason.as_str() {
                "Creating" => "being created",
                "Deleting" => "being deleted",
                _ => "not ready yet",
            }
        })),
    }
}

/// An object whose file is gone.
fn going(live: &LiveObject) -> Readiness {
    if live.deleting && live.paused {
        return Readiness::Failing {
            message: "Crossplane is told to leave the object alone (paused)".to_owned(),
            lasting: true,
        };
    }
    if !live.deleting {
        return Readiness::Waiting {
            what: "still in the cluster: Argo CD has not pruned it".to_owned(),
        };
    }
    match condition(live, "Synced") {
        Some(synced) if synced.status == "False" => failing(synced),
        _ => Readiness::Waiting {
            what: "being deleted".to_owned(),
        },
    }
}

fn condition<'a>(live: &'a LiveObject, r#type: &str) -> Option<&'a Condition> {
    live.conditions
        .iter()
        .find(|condition| condition.r#type == r#type)
}

fn failing(condition: &Condition) -> Readiness {
    let message = if condition.message.is_empty() {
        condition.reason.clone()
    } else {
        condition.message.clone()
    };
    Readiness::Failing {
        lasting: diagnose(System::Crossplane, &condition.message)
            .is_some_and(|known| known.lasting),
        message,
    }
}

/// Where AWS differs from what a change asked for, each in a few words; empty: as wanted.
pub fn differences_of(
    change: &Change,
    tags: &BTreeMap<String, String>,
    found: &RepositorySeen,
) -> Vec<String> {
    match change {
        Change::Create { spec } => differences(spec, tags, found),
        Change::Adopt { spec, adoption } => differing(adoption.compared(spec, found, None))
            .iter()
            .map(Compared::sentence)
            .collect(),
        // The rest of the repository is not this change's.
        Change::Lifecycle { spec, .. } => policy_difference(spec, found).into_iter().collect(),
        Change::Settings { change, .. } => change.differences(found),
        // Access is compared with the repository's policy, which is looked at by itself.
        Change::Alarms { .. }
        | Change::Workflow { .. }
        | Change::Access { .. }
        | Change::Removal { .. } => Vec::new(),
    }
}

/// Where AWS differs from what was asked for, each in a few words; empty: as wanted.
pub fn differences(
    spec: &RepositorySpec,
    tags: &BTreeMap<String, String>,
    found: &RepositorySeen,
) -> Vec<String> {
    let settings = &spec.settings;
    let mut out = Vec::new();
    let mut compare = |what: &str, wanted: &str, has: &str| {
        if wanted != has {
            out.push(format!(
                "{what} is {}, not {wanted}",
                if has.is_empty() { "not set" } else { has }
            ));
        }
    };
    compare(
        "tag mutability",
        settings.mutability.aws_value(),
        &found.mutability,
    );
    let sorted = |filters: &[String]| {
        let mut filters = filters.to_vec();
        filters.sort();
        filters.join(" ")
    };
    compare(
        "the list of exceptions",
        &sorted(settings.mutability.filters()),
        &sorted(&found.exclusion_filters),
    );
    compare(
        "scan on push",
        on_off(settings.scan_on_push),
        on_off(found.scan_on_push),
    );
    compare(
        "encryption",
        settings.encryption.aws_value(),
        &found.encryption,
    );
    for (key, value) in tags {
        compare(
            &format!("tag {key}"),
            value,
            found.tags.get(key).map_or("", String::as_str),
        );
    }
    out.extend(policy_difference(spec, found));
    out
}

fn policy_difference(spec: &RepositorySpec, found: &RepositorySeen) -> Option<String> {
    let canonical = |policy: &LifecyclePolicy| policy.canonical_json();
    let wanted = spec.settings.lifecycle.as_ref().map(canonical);
    let has = found.lifecycle_policy.as_deref().map(|text| {
        LifecyclePolicy::from_json(text)
            .map_or_else(|_| text.to_owned(), |policy| canonical(&policy))
    });
    let differs = match (wanted, has) {
        (Some(wanted), Some(has)) if wanted != has => "the lifecycle policy differs",
        (Some(_), None) => "the lifecycle policy is not there yet",
        (None, Some(_)) => "there is a lifecycle policy that nobody asked for",
        _ => return None,
    };
    Some(differs.to_owned())
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}
