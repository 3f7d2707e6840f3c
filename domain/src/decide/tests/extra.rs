//! Where one approval is not enough.

use super::world::{head, open, review, stage, tags};
use super::*;
use crate::github::{Login, Sha};
use crate::observed::{Mergeable, ReviewSeen};
use crate::testing::request;

fn next(request: &Request, found: PullRequestSeen, approvals: u32) -> Next {
    let seen = Observed {
        pull_request: Seen::Present(found),
        ..Observed::default()
    };
    decide(
        request,
        &seen,
        Context {
            now: NOW,
            application: "ecr-app",
            tags: &tags(),
            quorum: &Quorum::of(approvals),
        },
    )
}

fn waiting(reviews: Vec<Review>) -> Request {
    Request {
        reviews,
        ..request(stage(StageName::InReview))
    }
}

fn by(name: &str, verdict: Verdict, ago: i64) -> Review {
    review(name, verdict, head(), ago)
}

fn on_github(name: &str, counts: bool) -> PullRequestSeen {
    PullRequestSeen {
        reviews: vec![ReviewSeen {
            by: Login::new(name),
            verdict: Verdict::Approve,
            comment: String::new(),
            head: head(),
            at: NOW,
            counts,
        }],
        ..open()
    }
}

fn is_approved(reviews: Vec<Review>, found: PullRequestSeen, approvals: u32) -> bool {
    let next = next(&waiting(reviews), found, approvals);
    entered(&next).map(Stage::name) == Some(StageName::Approved)
}

#[test]
fn it_is_approved_when_so_many_different_people_say_so() {
    use Verdict::Approve;
    let one = || vec![by("a", Approve, 60)];
    let two = || vec![by("a", Approve, 60), by("b", Approve, 9)];
    assert!(is_approved(one(), open(), 1));
    assert!(!is_approved(one(), open(), 2));
    assert!(is_approved(two(), open(), 2));
    assert!(!is_approved(two(), open(), 3));
    assert!(is_approved(one(), on_github("b", true), 2), "one set");
}

#[test]
fn nobody_counts_twice_and_some_not_at_all() {
    use Verdict::{Approve, RequestChanges};
    let twice = vec![by("a", Approve, 60), by("a", Approve, 9)];
    assert!(!is_approved(twice, open(), 2));
    let both_places = vec![by("a", Approve, 60)];
    assert!(!is_approved(both_places, on_github("a", true), 2));
    let stranger = vec![by("a", Approve, 60)];
    assert!(!is_approved(stranger, on_github("stranger", false), 2));
    let requester = waiting(vec![]).requester;
    let own = vec![by("a", Approve, 60), by(requester.as_str(), Approve, 9)];
    assert!(!is_approved(own, open(), 2));
    let earlier = review("b", Approve, Sha("0ld".into()), 9);
    assert!(!is_approved(vec![by("a", Approve, 60), earlier], open(), 2));
    let taken_back = vec![
        by("a", Approve, 60),
        by("b", Approve, 30),
        by("b", RequestChanges, 9),
    ];
    assert!(!is_approved(taken_back, open(), 2));
}

#[test]
fn one_who_refuses_needs_nobody_beside() {
    for (verdict, stage) in [
        (Verdict::RequestChanges, StageName::ChangesRequested),
        (Verdict::Reject, StageName::Rejected),
    ] {
        let reviews = vec![by("a", Verdict::Approve, 60), by("b", verdict, 9)];
        let next = next(&waiting(reviews), open(), 2);
        assert_eq!(entered(&next).map(Stage::name), Some(stage));
    }
}

#[test]
fn what_lost_an_approval_goes_back_and_is_not_merged() {
    let Stage::Approved { review, .. } = stage(StageName::Approved) else {
        panic!()
    };
    let approved = Request {
        reviews: vec![review],
        ..request(stage(StageName::Approved))
    };
    let found = || PullRequestSeen {
        mergeable: Mergeable::Yes,
        ..open()
    };
    let merges = |approvals| next(&approved, found(), approvals) == Next::Do(Ensure::Merge);
    assert!(merges(1));
    assert!(!merges(2));
    let back = next(&approved, found(), 2);
    assert_eq!(entered(&back).map(Stage::name), Some(StageName::InReview));
}

#[test]
fn who_turns_a_refusal_into_an_approval_is_named_when_it_waits_for_another() {
    let Stage::ChangesRequested { pr, review } = stage(StageName::ChangesRequested) else {
        panic!()
    };
    let name = review.by.clone();
    let request = Request {
        reviews: vec![review, by(name.as_str(), Verdict::Approve, 1)],
        ..request(stage(StageName::ChangesRequested))
    };
    let next = next(&request, open(), 2);
    let back = Next::Enter {
        stage: Stage::InReview { pr },
        actor: Actor::Person(name),
    };
    assert_eq!(next, back);
}
