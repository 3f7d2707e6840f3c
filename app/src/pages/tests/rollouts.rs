use super::*;
use crate::pages::rollouts::{self, Returned, new, one};
use domain::github::{Login, Sha};
use domain::image::{ExceptionField, ExceptionProblem};
use domain::refusal::Link;
use domain::request::{ChangeKind, RequestId, StageName};
use domain::rollout::*;
use domain::settings_change::{Changed, Setting};
use domain::time::Timestamp;

fn known(state: RolloutState) -> Rollout {
    Rollout {
        id: RolloutId::parse("0197c9d2-7c1a-7000-8000-0000000000bb").unwrap(),
        aim: Aim::Settings {
            mutability: None,
            scan_on_push: Some(true),
            tags: [("tier".to_owned(), HOSTILE.to_owned())].into(),
        },
        reason: HOSTILE.into(),
        by: Login::new("reviewer-m"),
        started: NOW,
        window: 10,
        state,
        why: Some("It rests".into()),
    }
}

fn item(place: i64, stage: Option<StageName>, state: ItemState) -> Item {
    let key = filled_form().parse(&standard()).unwrap().address;
    let id = RequestId::parse(&format!("0197c9d2-7c1a-7000-8000-{place:012}")).unwrap();
    Item {
        place,
        team: Some("payments".into()),
        undoes: None,
        state,
        why: Some("GitHub does not answer now".into()),
        next_try: Timestamp(0),
        row: stage.map(|stage| RequestRow {
            id: id.clone(),
            label: format!("REQ-{place}"),
            name: key.name.to_string(),
            region: "us-east-1".into(),
            team: "payments".into(),
            kind: ChangeKind::Settings,
            requester: Login::new("reviewer-m"),
            stage,
            since: NOW,
            created: NOW,
            stuck: false,
        }),
        head: Some(Sha("abc".into())),
        request: id,
        key,
    }
}

fn data(state: RolloutState) -> RolloutPage {
    let items = vec![
        item(1, Some(StageName::InReview), ItemState::Asked),
        item(2, Some(StageName::Completed), ItemState::Asked),
        item(3, Some(StageName::Rejected), ItemState::Asked),
        item(4, None, ItemState::Waiting),
        item(5, None, ItemState::LeftOut),
    ];
    RolloutPage {
        rollout: known(state),
        tally: Tally::of(&items),
        items,
        only: None,
        events: vec![RolloutEvent {
            at: NOW,
            by: None,
            sentence: "Every repository has come to an end".into(),
        }],
        opt_outs: vec![],
        undone_by: None,
        teams: vec!["payments".into()],
        may_steer: true,
        may_approve: true,
        why_not: vec![],
        now: NOW,
    }
}

fn shown(name: &str, data: RolloutPage, approved: Option<Approved>) -> Element {
    let (page, _) = document(name, one::title(&data), move || {
        one::view(&data, approved.as_ref(), None)
    });
    page
}

fn buttons(page: &Element) -> Vec<String> {
    let all = page.all("button").into_iter();
    let acts = all.filter(|button| button.attribute("name") == Some("act"));
    acts.filter_map(|button| button.attribute("value").map(str::to_owned))
        .collect()
}

#[test]
fn a_running_rollout_shows_what_each_waits_for_and_what_can_be_done() {
    let left = Approved {
        done: 1,
        left: vec!["REQ-9: its risk is not low".into()],
    };
    let running = data(RolloutState::Running);
    assert_eq!(one::refresh_seconds(&running), Some(15));
    let page = shown("rollout", running, Some(left));
    let text = page.text();
    for part in [
        "3 of 5",
        "In review",
        "Ended without it",
        "GitHub does not answer now",
        "REQ-9: its risk is not low",
        "1 approved, 1 not",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(buttons(&page), ["pause", "stop", "retry", "approve"]);
    let ticks = page.all("input").into_iter();
    let ticks = ticks.filter(|input| input.attribute("name") == Some("chosen"));
    assert_eq!(ticks.count(), 1, "only what is in review");
}

#[test]
fn one_that_is_over_can_be_taken_back_once() {
    let page = shown("rollout-over", data(RolloutState::Finished), None);
    assert_eq!(buttons(&page), ["retry", "undo", "approve"]);
    let undone = RolloutPage {
        undone_by: Some(known(RolloutState::Running).id),
        may_steer: false,
        may_approve: false,
        why_not: vec!["You need the role reviewer to start or steer a rollout".into()],
        ..data(RolloutState::Stopped)
    };
    let page = shown("rollout-undone", undone, None);
    assert!(buttons(&page).is_empty());
    let text = page.text();
    for part in [
        "being taken back",
        "What you can’t do here, and why",
        "the role reviewer",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let paused = shown("rollout-paused", data(RolloutState::Paused), None);
    assert!(paused.text().contains("It rests"));
}

fn plan() -> PlanPage {
    let key = filled_form().parse(&standard()).unwrap().address;
    let row = PlanRow {
        key: key.clone(),
        team: Some("payments".into()),
        changes: vec![Changed {
            setting: Setting::Of(Field::Scan),
            was: Some("off".into()),
            will: Some("on".into()),
        }],
        waits: Some((
            "REQ-7 by dev-b is on its way already".into(),
            Some(Link {
                text: "REQ-7".into(),
                href: "/requests/x".into(),
            }),
        )),
    };
    PlanPage {
        form: RolloutForm {
            part: PART_SETTINGS.into(),
            scan: "on".into(),
            reason: HOSTILE.into(),
            ..RolloutForm::default()
        },
        problems: vec![
            RolloutProblem::on(RolloutField::Reason, "Say in a sentence why"),
            RolloutProblem::general("By now it touches 2 repositories"),
        ],
        plan: Some(Plan {
            title: "Scan on push on".into(),
            touched: vec![row],
            left_out: vec![(key, "Nobody looks after it in Git".into())],
            alike: 3,
            beyond: 2,
            effects: Some(Effects {
                images: 10,
                expires: 4,
                pulled_lately: 1,
                unread: 2,
                saved: "$1".into(),
                ..Effects::default()
            }),
        }),
        teams: vec!["payments".into()],
        regions: vec!["us-east-1".into()],
        now: NOW,
        ..PlanPage::default()
    }
}

#[test]
fn a_plan_names_each_change_before_anything_is_started() {
    let data = plan();
    let (page, _) = document("rollout-new", new::TITLE.into(), move || new::view(&data));
    let text = page.text();
    for part in [
        "Scanning: Off → On",
        "REQ-7 by dev-b",
        "3 repositories have it already",
        "Nobody looks after it in Git",
        "2 more fit the choice",
        "Of 10 images 4 would expire",
        "1 of these were pulled lately",
        "Start it for 1 repository",
        "By now it touches 2 repositories",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let reason = page.by_id("reason").unwrap();
    assert_eq!(reason.attribute("aria-invalid"), Some("true"));
    assert!(reason.text().contains("alert('x')"));
    let hindered = PlanPage {
        hindrance: Some("You need the role reviewer".into()),
        problems: vec![],
        ..plan()
    };
    let (page, _) = document("rollout-hindered", new::TITLE.into(), move || {
        new::view(&hindered)
    });
    assert!(!page.text().contains("Start it for"));
    let blank = PlanPage::default();
    document("rollout-blank", new::TITLE.into(), move || {
        new::view(&blank)
    });
}

#[test]
fn the_list_tells_who_stays_out_and_until_when() {
    let out = OptOut {
        id: "o1".into(),
        team: "payments".into(),
        rollout: None,
        reason: HOSTILE.into(),
        until: NOW,
        by: Login::new("dev-a"),
        created: NOW,
        ended: None,
    };
    let data = RolloutList {
        rollouts: vec![(known(RolloutState::Running), Tally::default())],
        opt_outs: vec![out],
        teams: vec!["payments".into()],
        hindrance: None,
        now: NOW,
    };
    let returned = Returned {
        form: OptOutForm::default(),
        problems: vec![ExceptionProblem {
            field: ExceptionField::Until,
            message: "Choose the last day".into(),
        }],
    };
    let (page, _) = document("rollouts", rollouts::TITLE.into(), move || {
        rollouts::view(&data, Some(&returned))
    });
    assert!(
        page.text()
            .contains("payments stays out of all rollouts until")
    );
    let until = page.by_id("out-until").unwrap();
    assert_eq!(until.attribute("aria-invalid"), Some("true"));
    let none = RolloutList::default();
    document("rollouts-none", rollouts::TITLE.into(), move || {
        rollouts::view(&none, None)
    });
}
