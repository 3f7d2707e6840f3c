use super::bench::{Bench, promises};
use super::samples::*;
use domain::form::RequestForm;
use domain::github::Login;
use domain::people::Actor;
use domain::request::*;
use domain::testing::NOW;
use domain::trouble::{System, Trouble, TroubleKind};
use server::store::*;
use std::collections::BTreeSet;

promises! {
    a_submitted_request_is_numbered_written_down_and_due,
    the_same_form_twice_is_one_request,
    exactly_one_of_twenty_gets_the_name,
    numbers_have_no_gaps,
    a_name_is_free_again_once_given_up,
    who_comes_back_does_not_take_the_name_from_another,
    answers_make_the_next_revision,
    a_new_name_in_an_answer_must_be_free,
    a_commit_on_an_old_version_writes_nothing,
    what_is_written_is_what_is_read,
    two_commits_at_once_are_one,
    a_submitted_form_is_no_draft_any_more,
    one_change_of_a_kind_at_a_time_and_none_holds_the_name,
    a_removal_and_any_other_change_leave_each_other_no_room,
    who_has_reviewed_what_waits_is_found,
}

async fn a_submitted_request_is_numbered_written_down_and_due(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    assert_eq!(
        (request.number, request.version, request.revision),
        (1, 2, 1)
    );
    assert_eq!(
        bench.store.request(&request.id).await.unwrap(),
        Some(request.clone())
    );
    let events = bench.store.events(&request.id).await.unwrap();
    assert_eq!(
        events.iter().map(|event| event.version).collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(events[0].actor, Actor::Person(Login::new("dora")));
    assert!(
        matches!(&events[0].what, What::Submitted { revision: 1, change, .. } if *change == request.change)
    );
    assert_eq!(
        events[1].what,
        What::Entered {
            stage: Stage::Checking
        }
    );
    assert_eq!(claim(bench, "w", NOW).await.request, request);
    assert_eq!(bench.store.request(&new_id()).await.unwrap(), None);
}

async fn the_same_form_twice_is_one_request(bench: &Bench) {
    let new = new_request("payments/api");
    let again = async || bench.store.submit(&new).await.unwrap();
    let (one, two) = tokio::join!(again(), again());
    assert!(
        matches!(
            (&one, &two),
            (Submitted::Created(_), Submitted::Same(_))
                | (Submitted::Same(_), Submitted::Created(_))
        ),
        "{one:?} {two:?}"
    );
    let other = NewRequest {
        requester: Login::new("otto"),
        ..new.clone()
    };
    assert!(matches!(
        bench.store.submit(&other).await.unwrap(),
        Submitted::Foreign
    ));
    assert_eq!(bench.store.events(&new.id).await.unwrap().len(), 2);
}

async fn exactly_one_of_twenty_gets_the_name(bench: &Bench) {
    let all = (0..20).map(|_| {
        let store = bench.store.clone();
        tokio::spawn(async move { store.submit(&new_request("payments/api")).await.unwrap() })
    });
    let mut winners = Vec::new();
    let mut named = BTreeSet::new();
    for outcome in all.collect::<Vec<_>>() {
        match outcome.await.unwrap() {
            Submitted::Created(request) => winners.push(request.id),
            Submitted::NameTaken { by } => drop(named.insert(by.id)),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(winners.len(), 1);
    assert_eq!(named.into_iter().collect::<Vec<_>>(), winners);
}

async fn numbers_have_no_gaps(bench: &Bench) {
    for name in ["a/one", "a/one", "a/two", "a/two", "a/three"] {
        bench.store.submit(&new_request(name)).await.unwrap();
    }
    let (rows, total) = bench
        .store
        .list_requests(&RequestFilter {
            limit: 10,
            ..RequestFilter::default()
        })
        .await
        .unwrap();
    assert_eq!(total, 3);
    assert_eq!(
        rows.iter()
            .map(|row| row.label.as_str())
            .collect::<Vec<_>>(),
        ["REQ-3", "REQ-2", "REQ-1"]
    );
}

async fn a_name_is_free_again_once_given_up(bench: &Bench) {
    let first = submitted(bench, "payments/api").await;
    enter(bench, &first, completed(1), NOW).await;
    assert!(matches!(
        bench.store.submit(&new_request("payments/api")).await.unwrap(),
        Submitted::NameTaken { by } if by.id == first.id
    ));
    let first = bench.store.request(&first.id).await.unwrap().unwrap();
    enter(bench, &first, cancelled(), NOW).await;
    let second = submitted(bench, "payments/api").await;
    let about = bench
        .store
        .requests_about(&address("payments/api"))
        .await
        .unwrap();
    assert_eq!(
        about.iter().map(|row| &row.id).collect::<Vec<_>>(),
        [&second.id, &first.id]
    );
}

async fn who_comes_back_does_not_take_the_name_from_another(bench: &Bench) {
    let first = submitted(bench, "payments/api").await;
    let first = enter(bench, &first, cancelled(), NOW).await;
    let second = submitted(bench, "payments/api").await;
    let back = Stage::InReview {
        pr: pull_request(1),
    };
    let mut step = Commit::on(&first, None);
    step.stage = Some((back.clone(), NOW));
    let refused = bench.store.commit(step).await.unwrap();
    assert!(matches!(refused, Committed::NameTaken), "{refused:?}");
    let still = bench.store.request(&first.id).await.unwrap();
    assert_eq!(still, Some(first.clone()));
    enter(bench, &second, cancelled(), NOW).await;
    assert_eq!(enter(bench, &first, back.clone(), NOW).await.stage, back);
}

fn answer(request: &Request, name: &str) -> NewRevision {
    NewRevision {
        id: request.id.clone(),
        by: Login::new("dora"),
        change: change(name),
        comment: "Better".into(),
        at: NOW.plus_seconds(9),
        stage: Stage::Checking,
        expected_version: request.version,
    }
}

async fn answers_make_the_next_revision(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let early = bench
        .store
        .resubmit(&answer(&request, "payments/api2"))
        .await
        .unwrap();
    assert!(
        matches!(early, Resubmitted::WrongStage(Some(_))),
        "{early:?}"
    );
    let asked = enter(bench, &request, Stage::NeedsInput { problems: vec![] }, NOW).await;
    let new = answer(&asked, "payments/api2");
    let stranger = NewRevision {
        by: Login::new("otto"),
        ..new.clone()
    };
    assert!(matches!(
        bench.store.resubmit(&stranger).await.unwrap(),
        Resubmitted::Foreign
    ));
    let Resubmitted::Done(done) = bench.store.resubmit(&new).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        (done.revision, done.version, done.stage.name()),
        (2, 5, StageName::Checking)
    );
    assert_eq!(bench.store.request(&request.id).await.unwrap(), Some(done));
    assert_eq!(bench.store.events(&request.id).await.unwrap().len(), 5);
    assert!(matches!(
        bench.store.resubmit(&new).await.unwrap(),
        Resubmitted::WrongStage(Some(_))
    ));
    assert!(bench.store.verify_all().await.unwrap().fault.is_none());
    // The name it had is free, in the inventory too.
    assert!(matches!(
        bench
            .store
            .name_free(&address("payments/api"))
            .await
            .unwrap(),
        Holder::Nobody
    ));
    assert!(matches!(
        bench
            .store
            .name_free(&address("payments/api2"))
            .await
            .unwrap(),
        Holder::Request(_)
    ));
}

async fn a_new_name_in_an_answer_must_be_free(bench: &Bench) {
    let holder = submitted(bench, "payments/api").await;
    let request = submitted(bench, "payments/other").await;
    let asked = enter(bench, &request, Stage::NeedsInput { problems: vec![] }, NOW).await;
    let refused = bench
        .store
        .resubmit(&answer(&asked, "payments/api"))
        .await
        .unwrap();
    assert!(matches!(refused, Resubmitted::NameTaken { by } if by.id == holder.id));
    assert_eq!(bench.store.request(&request.id).await.unwrap(), Some(asked));
}

async fn a_commit_on_an_old_version_writes_nothing(bench: &Bench) {
    let old = submitted(bench, "payments/api").await;
    let new = enter(bench, &old, Stage::Publishing { pr: None }, NOW).await;
    let mut late = Commit::on(&old, None);
    late.events = vec![(NOW, Actor::Berth, What::RetryAsked)];
    late.stage = Some((cancelled(), NOW));
    assert!(matches!(
        bench.store.commit(late).await.unwrap(),
        Committed::Stale
    ));
    assert_eq!(bench.store.request(&old.id).await.unwrap(), Some(new));
    assert_eq!(bench.store.events(&old.id).await.unwrap().len(), 3);
}

async fn what_is_written_is_what_is_read(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let review = Review {
        by: Login::new("rita"),
        verdict: Verdict::RequestChanges,
        comment: "“Why?” — 'twas \\ {\"a\": 1}\n🙂".into(),
        head: pull_request(7).head,
        at: NOW,
        via: Via::Berth,
    };
    let trouble = Trouble::new(System::GitHub, TroubleKind::RateLimited, "slow down").at(NOW);
    let mut step = Commit::on(&request, None);
    step.events = vec![
        (
            NOW,
            Actor::Person(review.by.clone()),
            What::Reviewed {
                review: review.clone(),
            },
        ),
        (NOW.plus_seconds(1), Actor::GitHub, What::Recovered),
    ];
    step.stage = Some((
        Stage::ChangesRequested {
            pr: pull_request(7),
            review: review.clone(),
        },
        NOW.plus_seconds(2),
    ));
    step.waiting = Some(Some(Waiting {
        trouble: trouble.clone(),
        since: NOW,
        next_try: Some(NOW),
    }));
    step.catalog = Some(Catalog::Failing { trouble });
    step.attempt = Some(3);
    step.reviews = vec![review.clone()];
    let Committed::Yes(written) = bench.store.commit(step).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        (written.version, written.attempt, &written.reviews),
        (4, 3, &vec![review])
    );
    assert_eq!(
        bench.store.request(&request.id).await.unwrap(),
        Some(written.clone())
    );
    let mut clear = Commit::on(&written, None);
    clear.waiting = Some(None);
    let Committed::Yes(cleared) = bench.store.commit(clear).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        cleared,
        Request {
            waiting: None,
            ..written
        }
    );
}

async fn two_commits_at_once_are_one(bench: &Bench) {
    let request = submitted(bench, "payments/api").await;
    let all: Vec<_> = (0..10)
        .map(|_| {
            let (store, request) = (bench.store.clone(), request.clone());
            tokio::spawn(async move {
                let mut step = Commit::on(&request, None);
                step.events = vec![(NOW, Actor::Berth, What::RetryAsked)];
                matches!(store.commit(step).await.unwrap(), Committed::Yes(_))
            })
        })
        .collect();
    let mut written = 0;
    for one in all {
        written += u32::from(one.await.unwrap());
    }
    assert_eq!(written, 1);
    assert_eq!(bench.store.events(&request.id).await.unwrap().len(), 3);
}

async fn a_submitted_form_is_no_draft_any_more(bench: &Bench) {
    let new = new_request("payments/api");
    let form = RequestForm {
        id: new.id.to_string(),
        ..RequestForm::default()
    };
    assert!(
        bench
            .store
            .save_draft(&new.requester, &form, NOW)
            .await
            .unwrap()
    );
    bench.store.submit(&new).await.unwrap();
    assert_eq!(bench.store.drafts(&new.requester, 10).await.unwrap(), []);
    // An answer to one's own request may be kept; nobody else's id may be taken.
    assert!(
        bench
            .store
            .save_draft(&new.requester, &form, NOW)
            .await
            .unwrap()
    );
    assert!(
        !bench
            .store
            .save_draft(&Login::new("otto"), &form, NOW)
            .await
            .unwrap()
    );
}

async fn one_change_of_a_kind_at_a_time_and_none_holds_the_name(bench: &Bench) {
    let made = submitted(bench, "payments/api").await;
    let workflow = |who: &str| NewRequest {
        id: new_id(),
        change: Change::Workflow {
            spec: made.spec().clone(),
            branch: domain::handover::Branch::default(),
        },
        requester: Login::new(who),
        ..new_request("payments/api")
    };
    let first = workflow("dora");
    let sent = bench.store.submit(&first).await.unwrap();
    assert!(matches!(sent, Submitted::Created(_)));
    let Submitted::NameTaken { by } = bench.store.submit(&workflow("ed")).await.unwrap() else {
        panic!("two at once")
    };
    assert_eq!((by.id, by.kind), (first.id.clone(), ChangeKind::Workflow));
    let address = &made.spec().address;
    let Holder::Request(holder) = bench.store.name_free(address).await.unwrap() else {
        panic!("nobody holds the name")
    };
    assert_eq!(holder.id, made.id, "a change never holds the name");
    let first = bench.store.request(&first.id).await.unwrap().unwrap();
    assert_eq!(first.catalog, Catalog::Off);
    enter(bench, &first, cancelled(), NOW).await;
    let sent = bench.store.submit(&workflow("ed")).await.unwrap();
    assert!(matches!(sent, Submitted::Created(_)));
    let about = bench.store.requests_about(address).await.unwrap();
    assert_eq!(about.len(), 3);
}

async fn a_removal_and_any_other_change_leave_each_other_no_room(bench: &Bench) {
    use domain::request::Way;
    let made = submitted(bench, "payments/api").await;
    let new = |change| NewRequest {
        id: new_id(),
        change,
        ..new_request("payments/api")
    };
    let removal = || new(domain::testing::removal(made.spec().clone(), Way::Detach));
    let workflow = || {
        new(Change::Workflow {
            spec: made.spec().clone(),
            branch: domain::handover::Branch::default(),
        })
    };
    let sent = async |new: &NewRequest| bench.store.submit(new).await.unwrap();
    let other = submitted(bench, "payments/web").await;
    assert!(matches!(sent(&removal()).await, Submitted::NameTaken { by } if by.id == made.id));
    enter(bench, &made, completed(1), NOW).await;
    let Submitted::Created(first) = sent(&workflow()).await else {
        panic!("nothing is in the way")
    };
    let Submitted::NameTaken { by } = sent(&removal()).await else {
        panic!("two at once")
    };
    assert_eq!(by.id, first.id);
    enter(bench, &first, cancelled(), NOW).await;
    let (one, two) = (removal(), workflow());
    let (one, two) = tokio::join!(sent(&one), sent(&two));
    let created = [&one, &two].map(|it| matches!(it, Submitted::Created(_)));
    assert!(created[0] != created[1], "{one:?} {two:?}");
    let elsewhere = NewRequest {
        id: new_id(),
        change: Change::Workflow {
            spec: other.spec().clone(),
            branch: domain::handover::Branch::default(),
        },
        ..new_request("payments/web")
    };
    assert!(matches!(sent(&elsewhere).await, Submitted::Created(_)));
}

async fn who_has_reviewed_what_waits_is_found(bench: &Bench) {
    let (reviewer, other) = (Login::new("re_m"), Login::new("rexm"));
    let first = submitted(bench, "payments/api").await;
    let waits = Stage::InReview {
        pr: pull_request(1),
    };
    let first = enter(bench, &first, waits, NOW).await;
    submitted(bench, "payments/web").await;
    let review = Review {
        by: reviewer.clone(),
        verdict: Verdict::Approve,
        comment: String::new(),
        head: pull_request(1).head,
        at: NOW,
        via: Via::Berth,
    };
    let mut step = Commit::on(&first, None);
    step.reviews = vec![review];
    bench.store.commit(step).await.unwrap();
    let of = async |login| bench.store.waiting_reviewed_by(login).await.unwrap();
    let found = of(&reviewer).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].id, first.id);
    assert!(of(&other).await.is_empty(), "a name that is only alike");
}
