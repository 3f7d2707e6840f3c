use super::*;
use crate::request::Stage;
use crate::testing::{NOW, pull_request, request};
use crate::text::TeamName;

fn person(login: &str, roles: &[Role]) -> Person {
    Person {
        login: Login::new(login),
        name: login.into(),
        roles: roles.to_vec(),
        teams: vec![],
    }
}

fn of_team(team: &str, roles: &[Role]) -> Person {
    Person {
        teams: TeamName::parse(team).into_iter().collect(),
        ..person("x", roles)
    }
}

fn lacks(person: &Person, action: Action<'_>) -> Option<Lack> {
    may(person, action).err().map(|denial| denial.lacks)
}

#[test]
fn roles_decide_who_may_do_what() {
    use Role::{Admin, Developer, Manager, Reviewer};
    let table: [(Action<'_>, &[Role]); 4] = [
        (Action::Browse, &[Developer, Reviewer, Manager, Admin]),
        (Action::Request, &[Developer, Reviewer, Admin]),
        (Action::Review, &[Reviewer, Admin]),
        (Action::RollOut, &[Reviewer, Admin]),
    ];
    for (action, allowed) in table {
        for role in Role::ALL {
            let is_allowed = may(&person("x", &[role]), action).is_ok();
            assert_eq!(is_allowed, allowed.contains(&role), "{role:?} {action:?}");
        }
        assert!(may(&person("x", &[]), action).is_err(), "{action:?}");
    }
    assert_eq!(
        lacks(&person("x", &[Developer]), Action::Review),
        Some(Lack::Role(Reviewer))
    );
}

#[test]
fn a_repository_is_tended_by_its_team_and_by_admins() {
    let owner = Some("payments");
    let own = of_team("payments", &[Role::Developer]);
    assert_eq!(lacks(&own, Action::Tend { owner }), None);
    let other = Action::Tend {
        owner: Some("telemetry"),
    };
    assert_eq!(lacks(&own, other), Some(Lack::Team("telemetry".into())));
    let nobodys = Action::Tend { owner: None };
    assert_eq!(lacks(&own, nobodys), Some(Lack::Role(Role::Admin)));
    let reviewer = of_team("platform", &[Role::Reviewer]);
    assert!(may(&reviewer, Action::Tend { owner }).is_err());
    assert!(may(&reviewer, Action::HearOfLoss { owner }).is_ok());
    assert!(
        may(
            &of_team("platform", &[Role::Developer]),
            Action::HearOfLoss { owner }
        )
        .is_err()
    );
    assert!(may(&of_team("platform", &[Role::Admin]), Action::Tend { owner }).is_ok());
    let left = of_team("payments", &[]);
    assert!(
        may(&left, Action::Tend { owner }).is_err(),
        "a team is no role"
    );
}

#[test]
fn nobody_decides_on_what_is_theirs() {
    let request = request(Stage::InReview { pr: pull_request() });
    let own = person(request.requester.as_str(), &[Role::Reviewer]);
    let pusher = person("pusher", &[Role::Admin]);
    let authors = [Login::new("Pusher")];
    let decide = |foreign_authors| Action::Decide {
        request: &request,
        foreign_authors,
    };
    for (who, authors) in [(&own, &[][..]), (&pusher, &authors[..])] {
        assert_eq!(lacks(who, decide(authors)), Some(Lack::AnotherPerson));
    }
    let developer = person("x", &[Role::Developer]);
    assert_eq!(
        lacks(&developer, decide(&[])),
        Some(Lack::Role(Role::Reviewer))
    );
    assert_eq!(
        lacks(&person("x", &[Role::Reviewer]), decide(&authors)),
        None
    );
    assert_eq!(lacks(&pusher, decide(&[])), None);
    let together = Action::DecideTogether {
        started_by: &pusher.login,
    };
    assert_eq!(lacks(&pusher, together), Some(Lack::AnotherPerson));
    assert_eq!(lacks(&person("x", &[Role::Reviewer]), together), None);
}

#[test]
fn a_request_is_stopped_by_its_requester_and_a_deletion_by_whoever_decides() {
    let open = request(Stage::InReview { pr: pull_request() });
    let own = person(open.requester.as_str(), &[Role::Developer]);
    let (admin, reviewer) = (person("x", &[Role::Admin]), person("x", &[Role::Reviewer]));
    assert_eq!(lacks(&own, Action::Withdraw(&open)), None);
    assert_eq!(lacks(&admin, Action::Withdraw(&open)), None);
    assert_eq!(
        lacks(&reviewer, Action::Withdraw(&open)),
        Some(Lack::Role(Role::Admin))
    );
    let cooling = request(Stage::CoolingOff {
        delivery: None,
        until: NOW,
    });
    assert_eq!(lacks(&reviewer, Action::Withdraw(&cooling)), None);
    assert_eq!(
        lacks(&person("x", &[Role::Developer]), Action::Withdraw(&cooling)),
        Some(Lack::Role(Role::Reviewer))
    );
    let gone = person(open.requester.as_str(), &[]);
    assert!(
        may(&gone, Action::Withdraw(&open)).is_err(),
        "left the company"
    );
}

#[test]
fn a_page_tells_all_that_somebody_may_not_do_in_this_stage() {
    let open = request(Stage::InReview { pr: pull_request() });
    let sentences = |person: &Person| -> Vec<Lack> {
        let denied = denials(person, &open, &[]);
        denied.into_iter().map(|denial| denial.lacks).collect()
    };
    let requester = person(open.requester.as_str(), &[Role::Developer]);
    assert_eq!(sentences(&requester), [Lack::Role(Role::Reviewer)]);
    let developer = person("x", &[Role::Developer]);
    let both = [Lack::Role(Role::Reviewer), Lack::Role(Role::Admin)];
    assert_eq!(sentences(&developer), both);
    assert_eq!(sentences(&person("x", &[Role::Admin])), []);
}
