//! Where AWS has left what came there through Git, field by field; what happens to it by itself, and who lets it be.

mod cluster;
mod marks;

pub use cluster::{Differs, FieldDrift, InCluster, ObjectDrift};
pub use marks::{DriftMarks, DriftState};

use crate::compare::{Compared, Item, Wanted, differing};
use crate::github::Login;
use crate::image::{ExceptionAsked, ExceptionForm, ExceptionProblem};
use crate::lifecycle::LifecyclePolicy;
use crate::manifest::berths_tags;
use crate::observed::RepositorySeen;
use crate::request::{Applying, Change, Outcome, Request, Stage, Way};
use crate::settings_change::SettingsChange;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Which two of Git, the cluster and AWS differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriftKind {
    GitCluster,
    ClusterAws,
}

impl DriftKind {
    pub const ALL: [Self; 2] = [Self::GitCluster, Self::ClusterAws];

    /// As stored and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GitCluster => ObjectDrift::KIND,
            Self::ClusterAws => Compared::KIND,
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn state(self) -> DriftState {
        match self {
            Self::GitCluster => DriftState::GitCluster,
            Self::ClusterAws => DriftState::ClusterAws,
        }
    }
}

/// One thing that differs.
pub trait Line {
    /// Of [`DriftKind`], as stored.
    const KIND: &'static str;

    fn sentence(&self) -> String;
}

impl Line for Compared {
    const KIND: &'static str = "aws";

    fn sentence(&self) -> String {
        Compared::sentence(self)
    }
}

/// What one side has otherwise than the other, since it was first seen. Without a word about which: AWS otherwise than
/// what came there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift<L = Compared> {
    /// Never empty.
    pub lines: Vec<L>,
    pub since: Timestamp,
    pub ignored: Option<Ignored>,
}

/// Somebody lets it be until a day. Another difference is no part of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    pub by: Login,
    pub reason: String,
    /// The end of the last day, UTC.
    pub until: Timestamp,
}

impl<L> Drift<L> {
    pub fn is_ignored(&self, now: Timestamp) -> bool {
        self.ignored
            .as_ref()
            .is_some_and(|ignored| ignored.until > now)
    }
}

/// As a browser sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IgnoreForm {
    pub reason: String,
    /// The last day, `2026-03-31`.
    pub until: String,
}

impl IgnoreForm {
    /// The rules are those of every exception that somebody makes for a while.
    ///
    /// # Errors
    /// One sentence for each field that has to change.
    pub fn parse(&self, by: &Login, now: Timestamp) -> Result<Ignored, Vec<ExceptionProblem>> {
        let asked = ExceptionForm {
            finding: "drift".to_owned(),
            reason: self.reason.clone(),
            owner: by.to_string(),
            until: self.until.clone(),
        };
        let ExceptionAsked { reason, until, .. } = asked.parse(now)?;
        Ok(Ignored {
            by: by.clone(),
            reason,
            until,
        })
    }
}

/// What becomes of a field that differs, if nobody does anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByItself {
    /// The provider puts it back when it looks again, within about ten minutes.
    PutBack,
    /// The provider refuses to change it: it stays.
    Stays,
    /// Crossplane is paused or only observes: it stays until somebody changes that.
    Waits,
}

/// `applying`: how the cluster gets another lifecycle policy, which is also whether its provider can change one.
/// `hands_off`: Crossplane is told to leave AWS alone.
pub fn by_itself(item: &Item, applying: Applying, hands_off: bool) -> ByItself {
    match item {
        _ if hands_off => ByItself::Waits,
        Item::Lifecycle if applying != Applying::InPlace => ByItself::Stays,
        Item::Encryption | Item::Key => ByItself::Stays,
        _ => ByItself::PutBack,
    }
}

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

/// How long everybody is told of a loss who has to do with the repository.
pub const LOSS_SHOWN_MS: i64 = 14 * 24 * 3600 * 1000;

/// A repository that somebody looks after was deleted in AWS past Git.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// When it was noticed.
    pub at: Timestamp,
    /// When its images were read last; `None`: they never were.
    pub read: Option<Timestamp>,
    /// As last known.
    pub images: u64,
    pub bytes: u64,
}

/// An image that went with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostImage {
    pub digest: String,
    pub tags: Vec<String>,
    pub pushed: Timestamp,
    pub pulled: Option<Timestamp>,
    pub bytes: u64,
    pub kind: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::{PolicyImpact, Stage};
    use crate::testing::{NOW, adoption, request, seen_repository, standard};

    fn made() -> (Request, RepositorySeen) {
        let made = request(Stage::Checking);
        let mut seen = seen_repository(made.spec());
        seen.tags = crate::manifest::tags(made.id.as_str(), made.spec(), &standard());
        (made, seen)
    }

    fn items(lines: &[Compared]) -> Vec<Item> {
        lines.iter().map(|one| one.item.clone()).collect()
    }

    #[test]
    fn what_was_made_drifts_where_berth_set_it() {
        let (made, seen) = made();
        assert_eq!(lines(&made, &[], None, &seen, Some(Some("{}"))), []);
        let mut other = seen.clone();
        other.mutability = "IMMUTABLE".into();
        other.lifecycle_policy = None;
        other.tags.insert("cost-center".into(), "9".into());
        other.tags.insert("extra".into(), "1".into());
        other.tags.remove("team");
        assert_eq!(
            items(&lines(&made, &[], None, &other, None)),
            [Item::Mutability, Item::Tag("team".into()), Item::Lifecycle]
        );
    }

    #[test]
    fn what_the_cluster_says_otherwise_than_git_is_no_fault_of_aws() {
        let (made, mut seen) = made();
        seen.mutability = "IMMUTABLE".into();
        let cluster = InCluster {
            mutability: Some("IMMUTABLE".into()),
            ..InCluster::default()
        };
        assert_eq!(
            items(&lines(&made, &[], None, &seen, None)),
            [Item::Mutability]
        );
        assert_eq!(lines(&made, &[], Some(&cluster), &seen, None), []);
        let behind = InCluster {
            mutability: Some("MUTABLE".into()),
            lifecycle: Some("{\"rules\":[]}".into()),
            ..InCluster::default()
        };
        assert_eq!(
            items(&lines(&made, &[], Some(&behind), &seen, None)),
            [Item::Mutability, Item::Lifecycle]
        );
    }

    #[test]
    fn a_later_policy_is_what_git_says() {
        let (made, mut seen) = made();
        let policy = LifecyclePolicy::keep_last(3);
        let mut spec = made.spec().clone();
        spec.settings.lifecycle = Some(policy.clone());
        let later = Request {
            number: made.number + 1,
            change: Change::Lifecycle {
                spec,
                was: None,
                object: None,
                applying: Applying::NewObject,
                impact: PolicyImpact::default(),
            },
            ..made.clone()
        };
        assert_eq!(
            items(&lines(
                &made,
                std::slice::from_ref(&later),
                None,
                &seen,
                None
            )),
            [Item::Lifecycle]
        );
        seen.lifecycle_policy = Some(policy.canonical_json());
        assert_eq!(
            lines(&made, std::slice::from_ref(&later), None, &seen, None),
            []
        );
        let earlier = Request {
            number: made.number - 1,
            ..later
        };
        assert_eq!(
            items(&lines(&made, &[earlier], None, &seen, None)),
            [Item::Lifecycle]
        );
    }

    #[test]
    fn later_settings_are_what_git_says() {
        use crate::settings::TagMutability;
        use crate::settings_change::Values;
        let (made, mut seen) = made();
        let one = |key: &str| std::collections::BTreeMap::from([(key.into(), "1".into())]);
        let change = SettingsChange {
            object: "x".into(),
            was: Values::default(),
            wanted: Values {
                team: Some("payments".into()),
                mutability: Some(TagMutability::Immutable),
                tags: one("extra"),
                ..Values::default()
            },
            files: vec![],
        };
        let later = Request {
            number: made.number + 1,
            change: Change::Settings {
                spec: made.spec().clone(),
                change: Box::new(change),
            },
            ..made.clone()
        };
        assert_eq!(
            items(&lines(
                &made,
                std::slice::from_ref(&later),
                None,
                &seen,
                None
            )),
            [
                Item::Mutability,
                Item::Tag("extra".into()),
                Item::Tag("team".into())
            ]
        );
        seen.mutability = "IMMUTABLE".into();
        seen.tags.extend(one("extra"));
        seen.tags.insert("team".into(), "payments".into());
        assert_eq!(lines(&made, &[later], None, &seen, None), []);
    }

    #[test]
    fn what_was_adopted_drifts_in_every_tag_and_in_its_policy() {
        let made = Request {
            change: adoption(false),
            ..request(Stage::Checking)
        };
        let Change::Adopt { spec, adoption } = &made.change else {
            panic!("{made:?}")
        };
        let mut seen = seen_repository(spec);
        seen.tags = adoption.found.tags.clone();
        let access = adoption.found.access.clone();
        assert_eq!(lines(&made, &[], None, &seen, Some(access.as_deref())), []);
        seen.tags.insert("extra".into(), "1".into());
        let tag = Item::Tag("extra".into());
        assert_eq!(
            items(&lines(&made, &[], None, &seen, Some(None))),
            [tag.clone(), Item::Access]
        );
        assert_eq!(items(&lines(&made, &[], None, &seen, None)), [tag]);
    }

    #[test]
    fn what_the_provider_can_not_change_stays() {
        let stays = |item| by_itself(&item, Applying::NewObject, false) == ByItself::Stays;
        assert!(stays(Item::Lifecycle) && stays(Item::Encryption) && stays(Item::Key));
        assert!(!stays(Item::Scan) && !stays(Item::Access) && !stays(Item::Tag("x".into())));
        let able = by_itself(&Item::Lifecycle, Applying::InPlace, false);
        assert_eq!(able, ByItself::PutBack);
        let paused = by_itself(&Item::Scan, Applying::InPlace, true);
        assert_eq!(paused, ByItself::Waits);
    }

    #[test]
    fn letting_it_be_needs_a_reason_and_ends_by_itself() {
        let by = Login::new("dev-a");
        let form = IgnoreForm {
            reason: "Under repair until Friday".into(),
            until: crate::day::Day::of(NOW.plus_seconds(3 * 86_400)).to_string(),
        };
        let ignored = form.parse(&by, NOW).unwrap();
        let drift = Drift::<Compared> {
            lines: vec![],
            since: NOW,
            ignored: Some(ignored),
        };
        assert!(drift.is_ignored(NOW));
        assert!(!drift.is_ignored(NOW.plus_seconds(5 * 86_400)));
        assert!(IgnoreForm::default().parse(&by, NOW).is_err());
    }
}
