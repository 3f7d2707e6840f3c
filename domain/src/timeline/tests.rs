use super::*;
use crate::github::{Login, Sha};
use crate::request::{Delivery, Merge, Outcome, Review, Verdict, Via, Waiting};
use crate::testing::{NOW, pull_request, request};
use crate::trouble::{System, Trouble, TroubleKind};
use std::fmt::Write;

fn at(second: i64) -> Timestamp {
    NOW.plus_seconds(second - 360)
}

fn review(verdict: Verdict) -> Review {
    Review {
        by: Login::new("reviewer-m"),
        verdict,
        comment: "Use immutable tags.".into(),
        head: pull_request().head,
        at: at(100),
        via: Via::Berth,
    }
}

fn merge() -> Merge {
    Merge {
        commit: Sha("51be07a1c2".into()),
        base: "main".into(),
        by: None,
        at: at(110),
    }
}

fn delivery() -> Delivery {
    Delivery {
        pr: pull_request(),
        merge: merge(),
        application: "ecr-app".into(),
    }
}

/// The way of a request that nothing goes wrong with.
fn way() -> Vec<(Stage, Actor)> {
    let pr = pull_request();
    vec![
        (Stage::Checking, Actor::Berth),
        (Stage::Publishing { pr: None }, Actor::Berth),
        (Stage::InReview { pr: pr.clone() }, Actor::Berth),
        (
            Stage::Approved {
                pr: pr.clone(),
                review: review(Verdict::Approve),
            },
            Actor::Person(Login::new("reviewer-m")),
        ),
        (Stage::Merged { pr, merge: merge() }, Actor::Berth),
        (
            Stage::Syncing {
                delivery: delivery(),
            },
            Actor::Berth,
        ),
        (
            Stage::Provisioning {
                delivery: delivery(),
            },
            Actor::ArgoCd,
        ),
        (
            Stage::Verifying {
                delivery: delivery(),
            },
            Actor::Crossplane,
        ),
        (
            Stage::Completed {
                outcome: Outcome::Repository {
                    delivery: delivery(),
                    arn: "arn".into(),
                    uri: "uri".into(),
                },
            },
            Actor::Aws,
        ),
    ]
}

fn until(stage: StageName) -> Vec<(Stage, Actor)> {
    let all = way();
    let end = all.iter().position(|(one, _)| one.name() == stage).unwrap();
    all[..=end].to_vec()
}

fn then(before: StageName, stage: Stage, actor: Actor) -> Vec<(Stage, Actor)> {
    let mut all = until(before);
    all.push((stage, actor));
    all
}

/// One event every 40 seconds, the last one 20 seconds ago or at the end.
fn shown(way: &[(Stage, Actor)], waiting: Option<Waiting>) -> String {
    let events: Vec<Event> = way
        .iter()
        .enumerate()
        .map(|(index, (stage, actor))| Event {
            version: index as i64 + 2,
            at: at(40 * index as i64),
            actor: actor.clone(),
            what: What::Entered {
                stage: stage.clone(),
            },
        })
        .collect();
    let mut request = request(way.last().unwrap().0.clone());
    request.since = events.last().unwrap().at;
    request.waiting = waiting;
    request.reviews = vec![review(Verdict::Approve)];
    let link = |text: &str| {
        Some(Link {
            text: text.into(),
            href: "/".into(),
        })
    };
    let links = Links {
        pull_request: link("PR"),
        commit: link("commit"),
        application: link("application"),
        repository: link("AWS"),
    };
    let mut out = String::new();
    for step in timeline(
        &request,
        &events,
        &Usual::default(),
        &links,
        request.since.plus_seconds(20),
    ) {
        let at = step
            .at
            .map(|at| format!("{}s", (at.0 - request.created.0) / 1000))
            .unwrap_or_default();
        let took = step
            .took
            .map(|took| format!("+{}s", took / 1000))
            .unwrap_or_default();
        let link = step
            .link
            .map(|link| format!("[{}]", link.text))
            .unwrap_or_default();
        let raw = step.raw.map(|raw| format!("<{raw}>")).unwrap_or_default();
        let line = format!(
            "  {:<11} {:<9} {at:>5} {took:>5}  {}: {} {link}{raw}",
            format!("{:?}", step.name),
            format!("{:?}", step.state),
            step.actor.unwrap_or_default(),
            step.detail.join(" / "),
        );
        writeln!(out, "{}", line.trim_end().trim_end_matches(':')).unwrap();
    }
    out
}

#[test]
fn every_stage_has_a_timeline() {
    let pr = pull_request();
    let reason = || "AccessDenied".to_owned();
    let (rejected, changes) = (review(Verdict::Reject), review(Verdict::RequestChanges));
    let mut ways: Vec<Vec<(Stage, Actor)>> =
        way().iter().map(|(stage, _)| until(stage.name())).collect();
    let by = Login::new("dev-a");
    let side = [
        then(
            StageName::Checking,
            Stage::NeedsInput {
                problems: vec![crate::refusal::Problem::general("Taken")],
            },
            Actor::Berth,
        ),
        then(
            StageName::Publishing,
            Stage::PublishFailed {
                pr: None,
                reason: reason(),
            },
            Actor::GitHub,
        ),
        then(
            StageName::InReview,
            Stage::ChangesRequested {
                pr: pr.clone(),
                review: changes,
            },
            Actor::Berth,
        ),
        then(
            StageName::InReview,
            Stage::Rejected {
                pr: pr.clone(),
                review: rejected,
            },
            Actor::Berth,
        ),
        then(
            StageName::InReview,
            Stage::Merged {
                pr: pr.clone(),
                merge: merge(),
            },
            Actor::OnGitHub(by.clone()),
        ),
        then(
            StageName::InReview,
            Stage::Cancelled {
                pr: Some(pr.clone()),
                by: by.clone(),
            },
            Actor::Person(by.clone()),
        ),
        then(
            StageName::Approved,
            Stage::ClosedExternally {
                pr: pr.clone(),
                by: Some(by.clone()),
            },
            Actor::OnGitHub(by),
        ),
        then(
            StageName::Checking,
            Stage::Superseded {
                pr: None,
                by: request(Stage::Checking).id,
            },
            Actor::Berth,
        ),
        then(
            StageName::Syncing,
            Stage::SyncFailed {
                delivery: delivery(),
                reason: reason(),
            },
            Actor::ArgoCd,
        ),
        then(
            StageName::Provisioning,
            Stage::ProvisionFailed {
                delivery: delivery(),
                reason: reason(),
            },
            Actor::Crossplane,
        ),
        then(
            StageName::Verifying,
            Stage::ProvisionFailed {
                delivery: delivery(),
                reason: reason(),
            },
            Actor::Aws,
        ),
        then(
            StageName::Provisioning,
            Stage::RolledBack {
                pr,
                merge: merge(),
                revert: Sha("0a1b2c3d".into()),
            },
            Actor::GitHub,
        ),
    ];
    ways.extend(side);
    let mut out = String::new();
    for way in ways {
        let path: Vec<String> = way
            .iter()
            .map(|(stage, _)| format!("{:?}", stage.name()))
            .collect();
        writeln!(out, "{}\n{}", path.join(" > "), shown(&way, None)).unwrap();
    }
    insta::assert_snapshot!(out);
}

#[test]
fn a_new_revision_goes_through_the_review_again() {
    let pr = pull_request();
    let mut way = then(
        StageName::InReview,
        Stage::ChangesRequested {
            pr: pr.clone(),
            review: review(Verdict::RequestChanges),
        },
        Actor::Person(Login::new("reviewer-m")),
    );
    way.push((Stage::Publishing { pr: Some(pr) }, Actor::Berth));
    let text = shown(&way, None);
    assert!(text.contains("PullRequest Now        160s  +20s"), "{text}");
    assert!(text.contains("Approved    ToCome"), "{text}");
}

#[test]
fn trouble_shows_where_the_request_stands() {
    let waiting = |next_try| Waiting {
        trouble: Trouble::new(
            System::ArgoCd,
            TroubleKind::Permission,
            "403 permission denied",
        ),
        since: at(10),
        next_try,
    };
    let text = shown(&until(StageName::Syncing), Some(waiting(None)));
    assert!(text.contains("Synced      Attention"), "{text}");
    assert!(
        text.contains("Berth lacks a permission on Argo CD. [application]<403 permission denied>"),
        "{text}"
    );
    let text = shown(&until(StageName::Syncing), Some(waiting(Some(NOW))));
    assert!(text.contains("Synced      Now"), "{text}");
}

#[test]
fn the_usual_times_say_when_it_is_ready() {
    let mut usual = Usual::default();
    let mut waiting = request(Stage::InReview { pr: pull_request() });
    waiting.since = NOW;
    assert_eq!(expected_ready(&waiting, &usual), None);
    for stage in [
        StageName::InReview,
        StageName::Approved,
        StageName::Merged,
        StageName::Syncing,
    ] {
        usual.0.insert(stage, 1000);
    }
    usual.0.extend([
        (StageName::Provisioning, 60_000),
        (StageName::Verifying, 2000),
    ]);
    assert_eq!(expected_ready(&waiting, &usual), Some(NOW.plus_seconds(66)));
    assert_eq!(usual.of(StepName::Synced), Some(2000));
    assert_eq!(usual.of(StepName::Submitted), None);
    let stopped = request(Stage::NeedsInput { problems: vec![] });
    assert_eq!(expected_ready(&stopped, &usual), None);
}
