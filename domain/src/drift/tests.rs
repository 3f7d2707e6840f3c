//! What drifts and what does not, and how long it is let be.

use super::*;
use crate::lifecycle::LifecyclePolicy;
use crate::observed::RepositorySeen;
use crate::request::{Change, PolicyImpact, Request, Stage};
use crate::settings_change::SettingsChange;
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
