//! What requests have brought to AWS, one after the other, held against what is there.

use super::InCluster;
use crate::compare::{Compared, Item, Wanted, differing};
use crate::lifecycle::LifecyclePolicy;
use crate::manifest::berths_tags;
use crate::observed::RepositorySeen;
use crate::request::{Change, Outcome, Request, Stage, Way};
use crate::settings_change::SettingsChange;

/// Where AWS differs from what requests have brought there. `made`: the request that made or adopted the repository;
/// `later`: the last of each kind that changed its lifecycle policy or settings. `access`: the repository's policy; the outer
/// `None`: it was not read. `cluster`: what its objects say there, where that was seen; what differs from Git already is
/// another finding.
pub fn lines(
    made: &Request,
    later: &[Request],
    cluster: Option<&InCluster>,
    seen: &RepositorySeen,
    access: Option<Option<&str>>,
) -> Vec<Compared> {
    let Some((mut wanted, mut all_tags)) = wanted(made) else {
        return Vec::new();
    };
    for later in later.iter().filter(|later| later.number > made.number) {
        match &later.change {
            Change::Lifecycle { spec, .. } => {
                let policy = spec.settings.lifecycle.as_ref();
                wanted.lifecycle = policy.map(LifecyclePolicy::pretty_json);
            }
            Change::Settings { change, .. } => {
                change_settings(&mut wanted, change);
                // People may have changed other tags in the same file since.
                all_tags = false;
            }
            // What it asked for is compared when it is carried out; its text is not kept whole.
            Change::Access { .. } => wanted.access = None,
            Change::Removal { removal, .. }
                if removal.way == Way::Policy && ended_removed(later) =>
            {
                wanted.lifecycle = None;
            }
            _ => {}
        }
    }
    if let Some(cluster) = cluster {
        cluster.overrides(&mut wanted);
    }
    let mut lines = differing(wanted.compare(seen, access));
    lines.retain(|one| match &one.item {
        Item::Tag(key) => all_tags || wanted.tags.contains_key(key),
        _ => true,
    });
    lines
}

fn ended_removed(request: &Request) -> bool {
    let Stage::Completed { outcome } = &request.stage else {
        return false;
    };
    matches!(outcome, Outcome::Removed { .. })
}

fn change_settings(wanted: &mut Wanted, change: &SettingsChange) {
    let (was, will) = (&change.was, &change.wanted);
    if let Some(rule) = &will.mutability {
        wanted.mutability = rule.aws_value().to_owned();
        wanted.filters = rule.filters().to_vec();
    }
    wanted.scan_on_push = will.scan_on_push.unwrap_or(wanted.scan_on_push);
    for (key, value) in [("team", &will.team), ("system", &will.system)] {
        if let (Some(value), Some(tag)) = (value, wanted.tags.get_mut(key)) {
            tag.clone_from(value);
        }
    }
    wanted.tags.retain(|key, _| !was.tags.contains_key(key));
    wanted.tags.extend(will.tags.clone());
}

/// With whether its tags are all that it has. A company's own tags may have been others when a repository was made.
fn wanted(made: &Request) -> Option<(Wanted, bool)> {
    match &made.change {
        Change::Create { spec } => {
            let tags = berths_tags(made.id.as_str(), spec);
            Some((Wanted::of(&spec.settings, tags), false))
        }
        Change::Adopt { spec, adoption } => Some((adoption.wanted(spec), true)),
        Change::Alarms { .. }
        | Change::Workflow { .. }
        | Change::Lifecycle { .. }
        | Change::Settings { .. }
        | Change::Access { .. }
        | Change::Removal { .. } => None,
    }
}
