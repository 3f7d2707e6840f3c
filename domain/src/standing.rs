//! What can be done about one request in its stage: decide, withdraw, answer, try again. Whose right it is, [`crate::people`]
//! says.

use crate::github::Login;
use crate::people::{Action, Person, may};
use crate::request::{AdoptionStep, Change, ChangeKind, Request, Stage, StageName, Verdict};

/// Whether a person has approved what waits now, so that it waits for somebody else.
pub fn has_approved(request: &Request, person: &Person) -> bool {
    let head = request.stage.pull_request().map(|pr| &pr.head);
    let mut own = request.reviews.iter().rev();
    let newest = own.find(|review| review.by == person.login && Some(&review.head) == head);
    newest.is_some_and(|review| review.verdict == Verdict::Approve)
}

/// Whether a decision made now would count.
pub fn takes_decision(stage: StageName) -> bool {
    matches!(stage, StageName::InReview | StageName::ChangesRequested)
}

/// Whether new answers are awaited.
pub fn takes_answers(stage: StageName) -> bool {
    matches!(stage, StageName::NeedsInput | StageName::ChangesRequested)
}

/// Where new answers lead: another place has to be checked anew, all else goes straight into the open pull request.
pub fn answered(stage: &Stage, same_place: bool) -> Stage {
    match stage.pull_request() {
        Some(pr) if same_place => Stage::Publishing {
            pr: Some(pr.clone()),
        },
        _ => Stage::Checking,
    }
}

/// The stage that a failed one goes back to; `None`: it only waits, and stays where it is.
pub fn resumed(stage: &Stage) -> Option<Stage> {
    match stage {
        Stage::PublishFailed { pr, .. } => Some(Stage::Publishing { pr: pr.clone() }),
        Stage::SyncFailed { delivery, .. } => Some(Stage::Syncing {
            delivery: delivery.clone(),
        }),
        Stage::ProvisionFailed { delivery, .. } => Some(Stage::Provisioning {
            delivery: delivery.clone(),
        }),
        _ => None,
    }
}

/// Until the merge; afterwards the repository is on its way and only Git can take it back.
pub fn can_be_withdrawn(stage: StageName) -> bool {
    matches!(
        stage,
        StageName::Checking
            | StageName::NeedsInput
            | StageName::Publishing
            | StageName::InReview
            | StageName::ChangesRequested
            | StageName::Approved
            | StageName::PublishFailed
    )
}

/// A deletion that is ready waits for somebody to object; nothing is taken away yet.
pub fn can_be_called_off(stage: StageName) -> bool {
    stage == StageName::CoolingOff
}

/// Whether it stands still in a way that another try may end.
pub fn can_be_retried(request: &Request) -> bool {
    let stands_still = request.waiting.is_some() && !request.stage.name().is_final();
    resumed(&request.stage).is_some() || stands_still
}

pub fn may_withdraw(request: &Request, person: &Person) -> bool {
    let stage = request.stage.name();
    let is_open = can_be_withdrawn(stage) || can_be_called_off(stage);
    is_open && may(person, Action::Withdraw(request)).is_ok()
}

/// What calling off a deletion leads to: where the first pull request has made something ready, another takes it back.
pub fn called_off(request: &Request, by: &Login) -> (Change, Stage) {
    let change = request.change.clone();
    if let Change::Removal { spec, removal } = &change
        && removal.has_to_prepare()
    {
        let removal = Box::new(removal.taken_back(by.clone()));
        let spec = spec.clone();
        return (
            Change::Removal { spec, removal },
            Stage::Publishing { pr: None },
        );
    }
    let pr = request.stage.pull_request().cloned();
    (change, Stage::Cancelled { pr, by: by.clone() })
}

/// Whether the first pull request of a removal stays merged though the removal came to nothing.
pub fn leaves_something(request: &Request) -> bool {
    let is_over = request.stage.name().is_given_up();
    is_over && matches!(&request.change, Change::Removal { removal, .. } if removal.leaves_lines())
}

/// Whether asking again puts another request in its place: one's own that waits for a decision and not for answers.
pub fn may_be_replaced(request: &Request, person: &Person) -> bool {
    let stage = request.stage.name();
    let waits = can_be_withdrawn(stage) && !takes_answers(stage);
    waits && may(person, Action::Answer(request)).is_ok()
}

/// Whether a wish to adopt the repository may take the request's place, or is its next answer: one's own that is not
/// merged yet, for the same name.
pub fn makes_room_for_adoption(request: &Request, person: &Person) -> bool {
    may(person, Action::Answer(request)).is_ok()
        && match request.change.kind() {
            ChangeKind::Create => can_be_withdrawn(request.stage.name()),
            ChangeKind::Adopt => may_answer(request, person) || may_be_replaced(request, person),
            ChangeKind::Alarms
            | ChangeKind::Workflow
            | ChangeKind::Lifecycle
            | ChangeKind::Settings
            | ChangeKind::Access
            | ChangeKind::Removal => false,
        }
}

/// New answers to a change of a repository that is there, and where they lead. An adoption stays at the step that it has
/// come to: what observes already need not be merged again.
pub fn answered_anew(known: &Request, change: Change) -> (Change, Stage) {
    let (Change::Adopt { adoption: was, .. }, Change::Adopt { spec, adoption }) =
        (&known.change, &change)
    else {
        return (change, answered(&known.stage, true));
    };
    let mut adoption = adoption.clone();
    adoption.step = was.step.clone();
    let stage = match (&was.step, known.stage.pull_request()) {
        (AdoptionStep::TakeControl { .. }, None) => Stage::Publishing { pr: None },
        _ => answered(&known.stage, known.spec().cluster == spec.cluster),
    };
    let spec = spec.clone();
    (Change::Adopt { spec, adoption }, stage)
}

pub fn may_answer(request: &Request, person: &Person) -> bool {
    takes_answers(request.stage.name()) && may(person, Action::Answer(request)).is_ok()
}

pub fn may_retry(request: &Request, person: &Person) -> bool {
    can_be_retried(request) && may(person, Action::Retry(request)).is_ok()
}

pub fn may_review(request: &Request, person: &Person, foreign_authors: &[Login]) -> bool {
    let decide = Action::Decide {
        request,
        foreign_authors,
    };
    takes_decision(request.stage.name()) && may(person, decide).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Role;
    use crate::testing::{pull_request, request};

    fn person(login: &str, role: Role) -> Person {
        Person {
            login: Login::new(login),
            name: login.into(),
            roles: vec![role],
            teams: vec![],
        }
    }

    #[test]
    fn only_the_requester_and_admins_withdraw_and_only_before_the_merge() {
        let open = request(Stage::InReview { pr: pull_request() });
        let own = Person {
            login: open.requester.clone(),
            ..person("x", Role::Developer)
        };
        assert!(may_withdraw(&open, &own));
        assert!(may_withdraw(&open, &person("x", Role::Admin)));
        assert!(!may_withdraw(&open, &person("x", Role::Reviewer)));
        let over = request(Stage::Cancelled {
            pr: None,
            by: own.login.clone(),
        });
        assert!(!may_withdraw(&over, &own));
    }

    #[test]
    fn whoever_decides_may_call_a_deletion_off() {
        let cooling = request(Stage::CoolingOff {
            delivery: None,
            until: crate::testing::NOW,
        });
        assert!(may_withdraw(&cooling, &person("x", Role::Reviewer)));
        assert!(!may_withdraw(&cooling, &person("x", Role::Developer)));
        let own = Person {
            login: cooling.requester.clone(),
            ..person("x", Role::Developer)
        };
        assert!(may_withdraw(&cooling, &own));
        assert!(!may_be_replaced(&cooling, &own));
    }

    #[test]
    fn who_has_approved_waits_for_the_others() {
        use crate::request::{Review, Via};
        use crate::testing::NOW;
        let reviewer = person("reviewer-m", Role::Reviewer);
        let review = |verdict, head: &crate::github::Sha| Review {
            by: reviewer.login.clone(),
            verdict,
            comment: String::new(),
            head: head.clone(),
            at: NOW,
            via: Via::Berth,
        };
        let pr = pull_request();
        let reviewed = |reviews| Request {
            reviews,
            ..request(Stage::InReview { pr: pull_request() })
        };
        let approved = reviewed(vec![review(Verdict::Approve, &pr.head)]);
        assert!(has_approved(&approved, &reviewer));
        assert!(!has_approved(&approved, &person("x", Role::Reviewer)));
        let earlier = crate::github::Sha("0ld".into());
        assert!(!has_approved(
            &reviewed(vec![review(Verdict::Approve, &earlier)]),
            &reviewer
        ));
        let changed = vec![
            review(Verdict::Approve, &pr.head),
            review(Verdict::RequestChanges, &pr.head),
        ];
        assert!(!has_approved(&reviewed(changed), &reviewer));
    }

    #[test]
    fn what_a_removal_has_left_is_taken_back_by_those_who_look_after_it() {
        use crate::request::Way;
        let by = || Login::new("reviewer-m");
        let cancelled = request(Stage::Cancelled { pr: None, by: by() });
        let Change::Removal { spec, removal } =
            crate::testing::removal(cancelled.spec().clone(), Way::DeleteWithImages)
        else {
            panic!()
        };
        let at = |removal| Request {
            change: Change::Removal {
                spec: spec.clone(),
                removal: Box::new(removal),
            },
            ..cancelled.clone()
        };
        let left = at(removal.removing(None));
        assert!(
            !leaves_something(&at((*removal).clone())),
            "nothing was merged"
        );
        assert!(leaves_something(&left) && leaves_something(&at(removal.taken_back(by()))));
        let mut member = person("member", Role::Developer);
        assert!(may(&member, Action::TakeBack(&left)).is_err());
        member.teams = vec![left.spec().team.clone()];
        assert!(may(&member, Action::TakeBack(&left)).is_ok());
        assert!(may(&person("x", Role::Reviewer), Action::TakeBack(&left)).is_ok());
        let open = Request {
            stage: Stage::Checking,
            ..left
        };
        assert!(!leaves_something(&open), "it goes on still");
    }

    #[test]
    fn what_failed_or_waits_can_be_tried_again() {
        let failed = request(Stage::PublishFailed {
            pr: None,
            reason: "no".into(),
        });
        let own = Person {
            login: failed.requester.clone(),
            ..person("x", Role::Developer)
        };
        assert!(may_retry(&failed, &own));
        assert!(may_retry(&failed, &person("x", Role::Reviewer)));
        assert!(!may_retry(&failed, &person("x", Role::Developer)));
        assert!(!may_retry(&request(Stage::Checking), &own));
    }
}
