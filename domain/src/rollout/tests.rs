use super::pace::{Next, PER_HOUR, PER_MINUTE, budget, is_finished, next};
use super::*;
use crate::aws::Address;
use crate::lifecycle::{LifecyclePolicy, Preset};
use crate::portal::RequestRow;
use crate::request::{ChangeKind, RequestId, StageName};
use crate::settings::TagMutability;
use crate::settings_change::{SettingsChange, Values};
use crate::testing::{NOW, filled_form, seen_repository, standard};
use std::collections::BTreeMap;

fn id(number: u32) -> String {
    format!("0197c9d2-7c1a-7000-8000-{number:012}")
}

fn rollout() -> Rollout {
    Rollout {
        id: RolloutId::parse(&id(1)).unwrap(),
        aim: scan(),
        reason: "Security asks for it".into(),
        by: Login::new("reviewer-m"),
        started: NOW,
        window: 2,
        state: RolloutState::Running,
        why: None,
    }
}

fn scan() -> Aim {
    Aim::Settings {
        mutability: None,
        scan_on_push: Some(true),
        tags: BTreeMap::new(),
    }
}

fn address() -> Address {
    filled_form().parse(&standard()).unwrap().address
}

fn item(place: i64, team: &str, stage: Option<StageName>) -> Item {
    let request = RequestId::parse(&id(100 + u32::try_from(place).unwrap())).unwrap();
    Item {
        place,
        key: address(),
        team: Some(team.to_owned()),
        undoes: None,
        state: ItemState::Waiting,
        why: None,
        next_try: Timestamp(0),
        row: stage.map(|stage| RequestRow {
            id: request.clone(),
            label: "REQ-1".into(),
            name: "x".into(),
            region: "us-east-1".into(),
            team: team.to_owned(),
            kind: ChangeKind::Settings,
            requester: Login::new("reviewer-m"),
            stage,
            since: NOW,
            created: NOW,
            stuck: false,
        }),
        request,
        head: None,
    }
}

fn asked(next: &[Next]) -> Vec<i64> {
    let places = next.iter().filter_map(|one| match one {
        Next::Ask { place } => Some(*place),
        Next::Wait { .. } => None,
    });
    places.collect()
}

#[test]
fn each_team_has_its_window_and_all_share_the_budget() {
    let items = vec![
        item(0, "a", Some(StageName::InReview)),
        item(1, "a", None),
        item(2, "a", None),
        item(3, "b", Some(StageName::Completed)),
        item(4, "b", None),
        item(5, "b", None),
        item(6, "b", None),
    ];
    let all = next(&rollout(), &items, &[], NOW, 9);
    assert_eq!(asked(&all), [1, 4, 5]);
    assert_eq!(asked(&next(&rollout(), &items, &[], NOW, 2)), [1, 4]);
    assert!(next(&rollout(), &items, &[], NOW, 0).is_empty());
    let paused = Rollout {
        state: RolloutState::Paused,
        ..rollout()
    };
    assert!(next(&paused, &items, &[], NOW, 9).is_empty());
}

#[test]
fn neither_a_minute_nor_an_hour_takes_more_than_github_does() {
    let (minute, hour) = (PER_MINUTE as u64, PER_HOUR as u64);
    assert_eq!(budget(0, 0), PER_MINUTE);
    assert_eq!(budget(minute, minute), 0);
    assert_eq!(budget(3, 3), PER_MINUTE - 3);
    assert_eq!(budget(0, hour - 2), 2);
    assert_eq!(budget(0, hour + 1), 0);
    // Nine calls that make content each, of the 80 and the 500 that GitHub takes.
    const { assert!(PER_MINUTE * 9 <= 80 && PER_HOUR * 9 <= 500) };
}

#[test]
fn what_has_a_request_is_not_asked_for_again_whatever_its_row_says() {
    let items = [item(0, "a", Some(StageName::Checking))];
    assert!(next(&rollout(), &items, &[], NOW, 9).is_empty());
    let later = Item {
        next_try: NOW.plus_seconds(5),
        ..item(0, "a", None)
    };
    assert!(next(&rollout(), std::slice::from_ref(&later), &[], NOW, 9).is_empty());
    let then = next(&rollout(), &[later], &[], NOW.plus_seconds(5), 9);
    assert_eq!(asked(&then), [0]);
}

#[test]
fn a_team_that_opted_out_waits_until_its_day_is_over() {
    let out = OptOut {
        id: id(9),
        team: "a".into(),
        rollout: None,
        reason: "We freeze until Friday".into(),
        until: NOW.plus_seconds(60),
        by: Login::new("dev-a"),
        created: NOW,
        ended: None,
    };
    let items = [item(0, "a", None), item(1, "b", None)];
    let outs = std::slice::from_ref(&out);
    let all = next(&rollout(), &items, outs, NOW, 9);
    assert_eq!(asked(&all), [1]);
    assert!(matches!(&all[0], Next::Wait { place: 0, why } if why.contains("freeze")));
    let after = next(&rollout(), &items, outs, NOW.plus_seconds(60), 9);
    assert_eq!(asked(&after), [0, 1]);
    let other = OptOut {
        rollout: Some(RolloutId::parse(&id(7)).unwrap()),
        ..out.clone()
    };
    assert!(!other.keeps_out(&rollout().id, Some("a"), NOW));
    let ended = OptOut {
        ended: Some(NOW),
        ..out
    };
    assert!(!ended.keeps_out(&rollout().id, Some("a"), NOW));
}

#[test]
fn it_is_finished_when_nothing_is_left_to_come() {
    let left = Item {
        state: ItemState::LeftOut,
        ..item(0, "a", None)
    };
    let all = [left, item(1, "a", Some(StageName::Rejected))];
    assert!(is_finished(&all));
    assert_eq!(all[1].standing(), Standing::Ended);
    assert!(!is_finished(&[item(0, "a", Some(StageName::SyncFailed))]));
    assert!(!is_finished(&[item(0, "a", None)]));
}

#[test]
fn steps_that_make_no_sense_lead_nowhere() {
    assert_eq!(
        Steer::Pause.from(RolloutState::Running),
        Some(RolloutState::Paused)
    );
    for state in [RolloutState::Stopped, RolloutState::Finished] {
        assert_eq!(Steer::Pause.from(state), None);
        assert_eq!(Steer::Resume.from(state), None);
    }
    for steer in Steer::ALL {
        assert_eq!(steer.from(RolloutState::Stopped), None);
        assert_eq!(Steer::parse(steer.as_str()), Some(steer));
    }
}

#[test]
fn differences_are_those_of_the_fields_that_it_names() {
    let spec = filled_form().parse(&standard()).unwrap();
    let mut seen = seen_repository(&spec);
    seen.scan_on_push = false;
    let aim = Aim::Settings {
        mutability: Some(TagMutability::Immutable),
        scan_on_push: Some(true),
        tags: [("tier".to_owned(), "1".to_owned())].into(),
    };
    seen.mutability = "MUTABLE".into();
    let lines: Vec<_> = aim
        .differences(&seen)
        .into_iter()
        .map(|one| (one.was.unwrap_or_default(), one.will.unwrap_or_default()))
        .collect();
    let text = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        lines,
        [
            text("mutable", "immutable"),
            text("off", "on"),
            text("", "1")
        ]
    );
    assert_eq!(
        aim.title(),
        "Scan on push on, tags immutable, AWS tag tier=1"
    );
    let policy = LifecyclePolicy::keep_last(7);
    seen.lifecycle_policy = Some(policy.canonical_json());
    assert!(Aim::Lifecycle { policy }.differences(&seen).is_empty());
    let other = LifecyclePolicy::keep_last(8);
    let all = Aim::Lifecycle { policy: other }.differences(&seen);
    assert!(all[0].was.is_some() && all[0].will.is_some());
}

#[test]
fn settings_are_taken_back_unless_somebody_changed_them_since() {
    let was = Values {
        scan_on_push: None,
        description: Some("x".into()),
        ..Values::default()
    };
    let wanted = scan().over(&was);
    let change = SettingsChange {
        object: "o".into(),
        was: was.clone(),
        wanted: wanted.clone(),
        files: vec![],
    };
    let other_line = Values {
        description: Some("y".into()),
        ..wanted.clone()
    };
    let back = change.undone(&other_line).unwrap();
    assert_eq!(
        (back.scan_on_push, back.description.as_deref()),
        (Some(false), Some("y"))
    );
    assert_eq!(change.undone(&was), None);
}

#[test]
fn a_form_says_what_is_missing_beside_its_field() {
    let standard = standard();
    let form = RolloutForm::default();
    assert!(form.aim(&standard).is_err());
    let preset = RolloutForm {
        part: PART_LIFECYCLE.into(),
        policy: Preset::ALL[0].as_str().into(),
        reason: "Security asks for it".into(),
        ..RolloutForm::default()
    };
    assert_eq!(preset.aim(&standard).unwrap().kind(), ChangeKind::Lifecycle);
    assert_eq!(preset.asked().unwrap().window, 10);
    let own = RolloutForm {
        policy: OWN_POLICY.into(),
        json: "{".into(),
        window: "0".into(),
        reason: String::new(),
        ..preset
    };
    assert!(!own.aim(&standard).unwrap_err().is_empty());
    let fields: Vec<_> = own.asked().unwrap_err().iter().map(|it| it.field).collect();
    assert_eq!(
        fields,
        [Some(RolloutField::Reason), Some(RolloutField::Window)]
    );
    let nothing = RolloutForm {
        part: PART_SETTINGS.into(),
        ..RolloutForm::default()
    };
    assert!(nothing.aim(&standard).is_err());
    let off = RolloutForm {
        scan: "off".into(),
        ..nothing
    };
    assert_eq!(off.aim(&standard).unwrap().title(), "Scan on push off");
}
