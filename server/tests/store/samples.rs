//! Requests and steps that tests are made of.

use super::bench::Bench;
use domain::aws::Address;
use domain::github::{Login, RepoSlug, Sha};
use domain::name::RepositoryName;
use domain::people::Actor;
use domain::request::*;
use domain::testing::{NOW, filled_form, standard};
use domain::time::Timestamp;
use server::store::{Claimed, Commit, Committed, NewRequest, Submitted};

pub(super) fn new_id() -> RequestId {
    RequestId::parse(&uuid::Uuid::now_v7().to_string()).unwrap()
}

pub(super) fn change(name: &str) -> Change {
    let mut spec = filled_form().parse(&standard()).unwrap();
    spec.address.name = RepositoryName::parse(name).unwrap();
    Change::Create { spec }
}

pub(super) fn address(name: &str) -> Address {
    change(name).spec().address.clone()
}

pub(super) fn new_request(name: &str) -> NewRequest {
    NewRequest {
        id: new_id(),
        change: change(name),
        comment: "We need it".into(),
        requester: Login::new("dora"),
        at: NOW,
    }
}

pub(super) async fn submitted(bench: &Bench, name: &str) -> Request {
    submitted_at(bench, name, NOW).await
}

pub(super) async fn submitted_at(bench: &Bench, name: &str, at: Timestamp) -> Request {
    match bench
        .store
        .submit(&NewRequest {
            at,
            ..new_request(name)
        })
        .await
        .unwrap()
    {
        Submitted::Created(request) => request,
        other => panic!("not created: {other:?}"),
    }
}

pub(super) fn pull_request(number: u64) -> PullRequest {
    PullRequest {
        repo: RepoSlug::new("SpaceTech", "my-app").unwrap(),
        number,
        url: format!("https://github.com/spacetech/my-app/pull/{number}"),
        head: Sha("4f5e".into()),
    }
}

pub(super) fn delivery(number: u64) -> Delivery {
    Delivery {
        pr: pull_request(number),
        merge: Merge {
            commit: Sha("beef".into()),
            base: "main".into(),
            by: None,
            at: NOW,
        },
        application: "ecr-my-app".into(),
    }
}

pub(super) fn completed(number: u64) -> Stage {
    Stage::Completed {
        outcome: Outcome::Repository {
            delivery: delivery(number),
            arn: "arn".into(),
            uri: "uri".into(),
        },
    }
}

pub(super) fn cancelled() -> Stage {
    Stage::Cancelled {
        pr: None,
        by: Login::new("dora"),
    }
}

/// Enters a stage, as a person's action would.
pub(super) async fn enter(
    bench: &Bench,
    request: &Request,
    stage: Stage,
    at: Timestamp,
) -> Request {
    let mut step = Commit::on(request, None);
    step.events = vec![(
        at,
        Actor::Berth,
        What::Entered {
            stage: stage.clone(),
        },
    )];
    step.stage = Some((stage, at));
    match bench.store.commit(step).await.unwrap() {
        Committed::Yes(request) => request,
        other => panic!("not written: {other:?}"),
    }
}

pub(super) async fn claim(bench: &Bench, worker: &str, now: Timestamp) -> Claimed {
    bench
        .store
        .claim(worker, now, 60_000)
        .await
        .unwrap()
        .expect("something is due")
}
