//! What holds in every situation, and the rules that are worth a name.

use super::world::{Part, stage};
use super::*;
use crate::observed::Mergeable;
use crate::testing::request;
use std::collections::BTreeSet;

fn refuse(broken: Vec<String>) {
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// What `looks` does not name is not read in production, so an answer may not hang on it.
#[test]
fn a_decision_rests_on_nothing_that_was_not_asked_for() {
    refuse(
        all_cases()
            .iter()
            .filter(|case| {
                let masked = seen_by(looks(&case.request), &case.sight.seen);
                decided(&case.request, &masked) != case.next
            })
            .map(Case::says)
            .collect(),
    );
}

fn seen_by(looks: Looks, seen: &Observed) -> Observed {
    let seen = seen.clone();
    Observed {
        obstacles: only(looks.obstacles, seen.obstacles),
        pull_request: only(looks.pull_request, seen.pull_request),
        revert: only(looks.revert, seen.revert),
        application: only(looks.application, seen.application),
        resources: only(looks.resources, seen.resources),
        repository: only(looks.repository, seen.repository),
        policy: only(looks.policy, seen.policy),
        catalog: only(looks.catalog, seen.catalog),
    }
}

fn only<T>(asked: bool, seen: Seen<T>) -> Seen<T> {
    if asked { seen } else { Seen::NotAsked }
}

/// Each look finds the same world, time stands still: the request comes to rest and visits no stage twice.
#[test]
fn the_same_facts_never_send_a_request_in_circles() {
    let mut broken = Vec::new();
    for case in all_cases() {
        let mut request = case.request.clone();
        let mut visited = vec![request.stage.name()];
        let mut next = case.next.clone();
        while let Some(stage) = entered(&next).cloned() {
            // A newer commit is taken over once.
            let again = visited.contains(&stage.name()) && request.stage != stage;
            if (again && stage.name() != StageName::InReview) || visited.len() > 20 {
                broken.push(format!("{}, by way of {visited:?}", case.says()));
                break;
            }
            visited.push(stage.name());
            request.stage = stage;
            next = decided(&request, &case.sight.seen);
        }
        if next != decided(&request, &case.sight.seen) {
            broken.push(format!("{}: the second answer differs", case.says()));
        }
    }
    refuse(broken);
}

/// The way of a request without surprises. What is not on it is a side track.
const WAY: [StageName; 9] = [
    StageName::Checking,
    StageName::Publishing,
    StageName::InReview,
    StageName::Approved,
    StageName::Merged,
    StageName::Syncing,
    StageName::Provisioning,
    StageName::Verifying,
    StageName::Completed,
];

#[test]
fn berth_itself_goes_back_only_when_an_approval_is_void() {
    let place = |stage| WAY.iter().position(|one| *one == stage);
    let back: BTreeSet<(StageName, StageName)> = all_cases()
        .iter()
        .filter_map(|case| Some((case.from(), entered(&case.next)?.name())))
        .filter(|(from, to)| place(*from).zip(place(*to)).is_some_and(|(a, b)| b < a))
        .collect();
    assert_eq!(
        back,
        BTreeSet::from([(StageName::Approved, StageName::InReview)])
    );
}

#[test]
fn an_end_stays_an_end_unless_git_says_otherwise() {
    let mut broken = Vec::new();
    for case in all_cases() {
        let (from, Some(to)) = (case.from(), entered(&case.next).map(Stage::name)) else {
            continue;
        };
        let state = case.pull_request().map(|found| &found.state);
        let merged = matches!(state, Some(PullRequestState::Merged { .. }));
        let reopened =
            from == StageName::ClosedExternally && state == Some(&PullRequestState::Open);
        let followed = match to {
            StageName::Merged => merged && from.is_given_up(),
            StageName::InReview => reopened,
            _ => false,
        };
        if from.is_final() && !followed {
            broken.push(case.says());
        }
    }
    refuse(broken);
    for quiet in [
        StageName::Draft,
        StageName::NeedsInput,
        StageName::RolledBack,
    ] {
        assert!(cases(quiet).is_empty(), "{quiet:?} looks at something");
        assert_eq!(
            decided(&request(stage(quiet)), &Observed::default()),
            sleep()
        );
    }
}

/// A stage that is entered while a system is away would have been entered without asking that system.
#[test]
fn a_system_that_is_away_moves_no_stage() {
    refuse(
        all_cases()
            .iter()
            .filter(|case| {
                let mut seen = case.sight.seen.clone();
                forget_if_away(&mut seen.obstacles);
                forget_if_away(&mut seen.pull_request);
                forget_if_away(&mut seen.revert);
                forget_if_away(&mut seen.application);
                forget_if_away(&mut seen.resources);
                forget_if_away(&mut seen.repository);
                forget_if_away(&mut seen.catalog);
                entered(&case.next).is_some() && decided(&case.request, &seen) != case.next
            })
            .map(Case::says)
            .collect(),
    );
}

fn forget_if_away<T>(seen: &mut Seen<T>) {
    if seen.trouble().is_some() {
        *seen = Seen::NotAsked;
    }
}

#[test]
fn the_catalog_neither_hurries_nor_hides_the_trouble_of_another_system() {
    let mut troubled = 0;
    for case in all_cases() {
        let alone = Request {
            catalog: Catalog::Off,
            ..case.request.clone()
        };
        let main = decided(&alone, &case.sight.seen);
        let is_troubled = matches!(
            main,
            Next::Wait {
                trouble: Some(_),
                ..
            }
        );
        if is_troubled && !matches!(case.next, Next::Note(_)) {
            troubled += usize::from(case.sight.part == Part::Catalog);
            assert_eq!(case.next, main, "{}", case.says());
        }
    }
    assert!(troubled > 0);
}

#[test]
fn whoever_waits_for_something_before_the_end_looks_again() {
    let at_rest = [
        StageName::Completed,
        StageName::Rejected,
        StageName::Cancelled,
        StageName::ClosedExternally,
        StageName::Superseded,
    ];
    refuse(
        all_cases()
            .iter()
            .filter(|case| case.next == sleep() && !at_rest.contains(&case.from()))
            .map(Case::says)
            .collect(),
    );
}

#[test]
fn nothing_is_merged_without_an_approval_of_that_very_commit() {
    let mut merges = 0;
    for case in all_cases() {
        if case.next != Next::Do(Ensure::Merge) {
            continue;
        }
        merges += 1;
        let found = case.pull_request().unwrap();
        let Stage::Approved { pr, review } = &case.request.stage else {
            panic!("{}", case.says());
        };
        let standing = standing_review(&case.request, found, &Quorum::of(1)).unwrap();
        assert_eq!(standing.verdict, Verdict::Approve, "{}", case.says());
        assert!(
            found.head == pr.head && found.head == review.head && found.head == standing.head,
            "{}",
            case.says()
        );
        assert_eq!(found.mergeable, Mergeable::Yes, "{}", case.says());
    }
    assert!(merges > 0);
}

#[test]
fn commits_of_other_people_are_never_overwritten() {
    refuse(
        all_cases()
            .iter()
            .filter(|case| {
                let foreign = case
                    .pull_request()
                    .is_some_and(|found| !found.is_current && !found.foreign_commits.is_empty());
                foreign && case.next == Next::Do(Ensure::PullRequest)
            })
            .map(Case::says)
            .collect(),
    );
}

#[test]
fn completed_means_that_aws_has_what_was_wanted() {
    let mut completions = 0;
    for case in all_cases() {
        if entered(&case.next).map(Stage::name) != Some(StageName::Completed) {
            continue;
        }
        completions += 1;
        let repository = case.sight.seen.repository.present().unwrap();
        let differences = differences(case.request.spec(), &tags(), repository);
        assert!(differences.is_empty(), "{}", case.says());
        assert_eq!(case.from(), StageName::Verifying, "{}", case.says());
    }
    assert!(completions > 0);
}
