//! Whatever goes wrong once on the way of a request, the world ends as if nothing had.
//!
//! Each story runs once undisturbed. Then it runs again for each change that Berth makes outside: the worker dies right
//! after it, and its answer gets lost. And it runs with the worker dying at places spread over all at which it waits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use domain::form::RequestForm;
use domain::people::{Person, Role};
use domain::portal::{Decision, FormPages, RequestPages, ReviewPages};
use domain::request::{Catalog, Request, RequestId, StageName, Verdict, What};
use domain::testing::filled_form;
use stories::mishap::Mishap;
use stories::{Portal, person};

stories::on_both_engines! {
    a_repository_is_made_once,
    a_new_revision_is_made_once,
    a_rejection_is_carried_out_once,
    a_withdrawal_is_carried_out_once,
}

const REPO: &str = "spacetech/my-app";
/// Of the places at which a worker waits.
const SAMPLES: u64 = 12;

fn developer() -> Person {
    person("dev-a", &[Role::Developer])
}

fn reviewer() -> Person {
    person("reviewer-m", &[Role::Developer, Role::Reviewer])
}

fn form() -> RequestForm {
    RequestForm {
        cluster: "eks-stage-use1".into(),
        ..filled_form()
    }
}

async fn until(portal: &Portal, id: &RequestId, stage: StageName) -> Request {
    let there = |request: &Request| request.stage.name() == stage;
    portal.until(id, there).await.unwrap()
}

async fn in_review(portal: &Portal) -> RequestId {
    let id = portal.portal.submit(&developer(), &form()).await.unwrap();
    until(portal, &id, StageName::InReview).await;
    id
}

async fn decide(portal: &Portal, id: &RequestId, verdict: Verdict) {
    let request = portal.services.store.request(id).await.unwrap().unwrap();
    let decision = Decision {
        verdict,
        comment: "Because".into(),
        head: request.stage.pull_request().unwrap().head.clone(),
    };
    let decided = portal.portal.decide(&reviewer(), id, &decision).await;
    decided.unwrap();
}

async fn approved(portal: &Portal, id: &RequestId) {
    decide(portal, id, Verdict::Approve).await;
    let listed = |request: &Request| {
        request.stage.name() == StageName::Completed
            && matches!(request.catalog, Catalog::Listed { .. })
    };
    portal.until(id, listed).await.unwrap();
}

/// What is left when it is over.
#[derive(Debug, PartialEq, Eq)]
struct End {
    stage: StageName,
    revision: u32,
    entered: Vec<StageName>,
    is_history_whole: bool,
    /// With the number of their commits.
    branches: Vec<(String, usize)>,
    /// Number, branch, whether it is open, reviews.
    pulls: Vec<(u64, String, bool, usize)>,
    registrations: Vec<String>,
}

async fn end(portal: &Portal, id: &RequestId) -> End {
    portal.rest().await.unwrap();
    let store = &portal.services.store;
    let request = store.request(id).await.unwrap().unwrap();
    let events = store.events(id).await.unwrap();
    let entered = events.iter().filter_map(|event| match &event.what {
        What::Entered { stage } => Some(stage.name()),
        _ => None,
    });
    let chain = store.verify_chain(id).await.unwrap();
    let world = &portal.bench.world;
    let branches = world.git.branches(REPO).unwrap().into_iter();
    let commits = |name: &str| world.git.log(REPO, name, None, 1_000).unwrap().len();
    let github = world.github.lock();
    let pulls = github.repository(REPO).unwrap().pulls.values();
    End {
        stage: request.stage.name(),
        revision: request.revision,
        entered: entered.collect(),
        is_history_whole: chain.fault.is_none(),
        branches: branches
            .map(|(name, _)| (name.clone(), commits(&name)))
            .collect(),
        pulls: pulls
            .map(|pull| {
                let head = pull.head_ref.clone();
                (pull.number, head, pull.open, pull.reviews.len())
            })
            .collect(),
        registrations: {
            let backstage = world.backstage.lock();
            let locations = backstage.locations.values();
            // Behind the host, whose port is each world's own.
            let paths = locations.map(|location| location.target.splitn(4, '/').last());
            paths.flatten().map(str::to_owned).collect()
        },
    }
}

async fn run(story: &impl AsyncFn(&Portal) -> RequestId, mishap: Option<Mishap>) -> (Portal, End) {
    let mut portal = Portal::start().await.unwrap();
    portal.sign_in("reviewer-m").await.unwrap();
    portal.doom(mishap);
    let id = story(&portal).await;
    let end = end(&portal, &id).await;
    (portal, end)
}

async fn whatever_goes_wrong(name: &str, story: impl AsyncFn(&Portal) -> RequestId) {
    let (calm, wanted) = Box::pin(run(&story, None)).await;
    assert!(wanted.is_history_whole, "{wanted:?}");
    let changes = calm.outside_changes();
    let polls = calm.polls();
    assert!(!changes.is_empty() && polls > SAMPLES, "nothing to disturb");
    let mut mishaps: Vec<Mishap> = (0..SAMPLES)
        .map(|sample| Mishap::DiesAtPoll(polls * sample / SAMPLES))
        .collect();
    mishaps.extend((1..=changes.len()).map(Mishap::DiesAtChange));
    mishaps.extend(changes.iter().cloned().map(Mishap::AnswerLost));
    let (runs, mut deaths) = (mishaps.len(), 0_u64);
    for mishap in mishaps {
        let said = format!("{mishap:?}");
        let is_sample = matches!(mishap, Mishap::DiesAtPoll(_));
        let (portal, end) = Box::pin(run(&story, Some(mishap))).await;
        assert_eq!(end, wanted, "{name}: {said}");
        // How often a run waits is never quite the same; what it changes outside is.
        assert!(
            is_sample || portal.has_struck(),
            "{name}: {said} never happened"
        );
        deaths += u64::from(is_sample && portal.has_struck());
    }
    let places = changes.len();
    println!(
        "{name}: {places} changes outside, {polls} places to wait, {runs} runs, {deaths} deaths between changes"
    );
    assert!(deaths * 2 >= SAMPLES, "most of them never happened");
}

async fn a_repository_is_made_once() {
    let story = async |portal: &Portal| {
        let id = in_review(portal).await;
        approved(portal, &id).await;
        id
    };
    whatever_goes_wrong("create", story).await;
}

async fn a_new_revision_is_made_once() {
    let story = async |portal: &Portal| {
        let id = in_review(portal).await;
        decide(portal, &id, Verdict::RequestChanges).await;
        until(portal, &id, StageName::ChangesRequested).await;
        let answer = RequestForm {
            id: id.to_string(),
            keep: "30".into(),
            ..form()
        };
        let again = portal.portal.submit(&developer(), &answer).await;
        assert_eq!(again.unwrap(), id);
        let second = |request: &Request| {
            request.revision == 2 && request.stage.name() == StageName::InReview
        };
        portal.until(&id, second).await.unwrap();
        approved(portal, &id).await;
        id
    };
    whatever_goes_wrong("revise", story).await;
}

async fn a_rejection_is_carried_out_once() {
    let story = async |portal: &Portal| {
        let id = in_review(portal).await;
        decide(portal, &id, Verdict::Reject).await;
        until(portal, &id, StageName::Rejected).await;
        id
    };
    whatever_goes_wrong("reject", story).await;
}

async fn a_withdrawal_is_carried_out_once() {
    let story = async |portal: &Portal| {
        let id = in_review(portal).await;
        portal.portal.withdraw(&developer(), &id).await.unwrap();
        until(portal, &id, StageName::Cancelled).await;
        id
    };
    whatever_goes_wrong("withdraw", story).await;
}
