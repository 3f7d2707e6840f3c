//! Rules that are worth a name, one by one.

use super::world::{Part, head, merge, open, review, stage, unreachable};
use super::*;
use crate::github::{Login, Sha};
use crate::observed::ReviewSeen;
use crate::request::Via;
use crate::testing::request;
use crate::trouble::System;
use std::collections::BTreeSet;

#[test]
fn what_a_stage_waits_for_is_named_when_it_is_away() {
    for (stage, system) in [
        (StageName::Checking, System::Aws),
        (StageName::Publishing, System::GitHub),
        (StageName::PublishFailed, System::GitHub),
        (StageName::InReview, System::GitHub),
        (StageName::Approved, System::GitHub),
        (StageName::Merged, System::ArgoCd),
        (StageName::Syncing, System::ArgoCd),
        (StageName::SyncFailed, System::ArgoCd),
        (StageName::Provisioning, System::ArgoCd),
        (StageName::ProvisionFailed, System::ArgoCd),
        (StageName::Verifying, System::Aws),
    ] {
        let seen = Observed {
            obstacles: unreachable(System::Aws),
            pull_request: unreachable(System::GitHub),
            application: unreachable(System::ArgoCd),
            resources: unreachable(System::ArgoCd),
            repository: unreachable(System::Aws),
            ..Observed::default()
        };
        let next = decided(&request(world::stage(stage)), &seen);
        let Next::Wait {
            trouble: Some(trouble),
            ..
        } = next
        else {
            panic!("{stage:?}: {next:?}");
        };
        assert_eq!(trouble.system, system, "{stage:?}");
    }
}

#[test]
fn a_failed_verification_stays_until_aws_has_what_was_wanted() {
    for case in cases(StageName::ProvisionFailed) {
        let seen = &case.sight.seen;
        let agrees = seen
            .repository
            .present()
            .is_some_and(|found| differences(case.request.spec(), &tags(), found).is_empty());
        let verifies = entered(&case.next).map(Stage::name) == Some(StageName::Verifying);
        assert!(!verifies || agrees, "{}", case.says());
        if case.sight.name == "all ready, AWS as wanted" {
            assert!(verifies, "{}", case.says());
        }
    }
}

#[test]
fn a_merge_counts_even_when_the_request_was_given_up() {
    for given_up in [
        StageName::Rejected,
        StageName::Cancelled,
        StageName::ClosedExternally,
        StageName::Superseded,
    ] {
        let seen = Observed {
            pull_request: Seen::Present(PullRequestSeen {
                state: PullRequestState::Merged {
                    commit: merge().commit,
                    by: Some(Login::new("merger")),
                    at: merge().at,
                },
                ..open()
            }),
            ..Observed::default()
        };
        let next = decided(&request(stage(given_up)), &seen);
        let Next::Enter { stage, actor } = next else {
            panic!("{given_up:?}: {next:?}");
        };
        assert_eq!(
            stage.merge().map(|merge| &merge.commit),
            Some(&merge().commit)
        );
        assert_eq!(actor, Actor::OnGitHub(Login::new("merger")));
    }
}

#[test]
fn of_two_reviewers_the_stricter_one_stands_and_of_one_the_newer_word() {
    use Verdict::{Approve, Reject, RequestChanges};
    let standing = |reviews: Vec<Review>| {
        let request = Request {
            reviews,
            ..request(stage(StageName::InReview))
        };
        standing_review(&request, &open(), &Quorum::of(1)).map(|review| review.verdict)
    };
    let by = |name, verdict, ago| review(name, verdict, head(), ago);
    assert_eq!(standing(vec![]), None);
    assert_eq!(
        standing(vec![by("a", Approve, 9), by("b", RequestChanges, 20)]),
        Some(RequestChanges)
    );
    assert_eq!(
        standing(vec![by("a", Reject, 20), by("b", Approve, 9)]),
        Some(Reject)
    );
    assert_eq!(
        standing(vec![by("a", RequestChanges, 20), by("a", Approve, 9)]),
        Some(Approve)
    );
    let void = review("a", Approve, Sha("0ld".into()), 9);
    assert_eq!(standing(vec![void]), None, "made for an older commit");
}

#[test]
fn the_same_decision_in_both_places_is_one_in_berths_words() {
    let request = Request {
        reviews: vec![review("a", Verdict::Approve, head(), 60)],
        ..request(stage(StageName::InReview))
    };
    let found = PullRequestSeen {
        reviews: vec![ReviewSeen {
            by: Login::new("a"),
            verdict: Verdict::Approve,
            comment: "On GitHub.".into(),
            head: head(),
            at: NOW,
            counts: true,
        }],
        ..open()
    };
    let standing = standing_review(&request, &found, &Quorum::of(1)).unwrap();
    assert_eq!(standing.via, Via::Berth);
    assert_eq!(standing.comment, "Use immutable tags.");
}

#[test]
fn an_application_that_somebody_changed_is_put_right_before_it_syncs() {
    for stage in [StageName::Merged, StageName::Syncing] {
        let changed: Vec<Case> = cases(stage)
            .into_iter()
            .filter(|case| {
                let application = case.sight.seen.application.present();
                application.is_some_and(|found| !found.is_as_wanted)
            })
            .collect();
        assert!(!changed.is_empty());
        for case in changed {
            assert_eq!(case.next, Next::Do(Ensure::Application), "{}", case.says());
        }
    }
}

#[test]
fn an_object_is_ready_only_when_nothing_speaks_against_it() {
    let ready: BTreeSet<&str> = cases(StageName::Provisioning)
        .iter()
        .filter(|case| entered(&case.next).map(Stage::name) == Some(StageName::Verifying))
        .filter(|case| case.sight.part == Part::Resources)
        .map(|case| case.sight.name)
        .collect();
    assert_eq!(
        ready,
        BTreeSet::from([
            "all ready, AWS as wanted",
            "all ready, AWS with other values",
            "all ready, AWS without it",
            "its file is gone, and so is it",
        ])
    );
}

#[test]
fn a_merge_is_told_of_the_one_who_made_it() {
    let merged_by = |by: Option<&str>| {
        let found = PullRequestSeen {
            state: PullRequestState::Merged {
                commit: merge().commit,
                by: by.map(Login::new),
                at: merge().at,
            },
            ..open()
        };
        let seen = Observed {
            pull_request: Seen::Present(found),
            ..Observed::default()
        };
        match decided(&request(stage(StageName::Approved)), &seen) {
            Next::Enter { actor, .. } => actor,
            other => panic!("{other:?}"),
        }
    };
    let merger = Actor::OnGitHub(Login::new("merger"));
    assert_eq!(merged_by(Some("merger")), merger, "faster than Berth");
    assert_eq!(merged_by(Some("berth-bot[bot]")), Actor::Berth);
    assert_eq!(merged_by(None), Actor::Berth);
}
