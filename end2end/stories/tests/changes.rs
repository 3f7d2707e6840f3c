//! What is asked for about a repository that is there, through every layer but the pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use domain::alerts::AlertForm;
use domain::aws::Address;
use domain::form::RequestForm;
use domain::manifest;
use domain::people::{Person, Role};
use domain::portal::{ChangePages, Decision, FormPages, MonitoringQuery, UsagePages, UseQuery};
use domain::request::{Change, Outcome, Request, RequestId, Stage, StageName, Verdict};
use domain::testing::filled_form;
use stories::{Portal, person};

fn developer() -> Person {
    person("dev-a", &[Role::Developer])
}

fn reviewer() -> Person {
    person("reviewer-m", &[Role::Developer, Role::Reviewer])
}

fn at(stage: StageName) -> impl Fn(&Request) -> bool {
    move |request| request.stage.name() == stage
}

async fn approved(portal: &Portal, id: &RequestId) -> Request {
    let waiting = portal.until(id, at(StageName::InReview)).await.unwrap();
    let decision = Decision {
        verdict: Verdict::Approve,
        comment: String::new(),
        head: waiting.stage.pull_request().unwrap().head.clone(),
    };
    use domain::portal::ReviewPages as _;
    let decided = portal.portal.decide(&reviewer(), id, &decision).await;
    decided.unwrap();
    portal.until(id, at(StageName::Completed)).await.unwrap()
}

/// A repository that was made through Berth.
async fn started() -> (Portal, Address) {
    let portal = Portal::start().await.unwrap();
    portal.sign_in("reviewer-m").await.unwrap();
    let form = RequestForm {
        cluster: "eks-stage-use1".into(),
        ..filled_form()
    };
    let id = portal.portal.submit(&developer(), &form).await.unwrap();
    let made = approved(&portal, &id).await;
    (portal, made.spec().address.clone())
}

async fn texts(portal: &Portal, request: &Request, paths: &[String]) -> Vec<Option<String>> {
    let repo = request.change.home(&portal.services.standard);
    let found = portal.services.github.files_at(repo, paths, "main").await;
    let mut found = found.unwrap();
    paths
        .iter()
        .map(|path| found.remove(path).flatten())
        .collect()
}

async fn ask(portal: &Portal, key: &Address, form: &AlertForm) -> Request {
    let developer = developer();
    let asked = portal.portal.ask_for_alarms(&developer, key, form, "");
    approved(portal, &asked.await.unwrap()).await
}

#[tokio::test]
async fn alarms_are_reviewed_applied_replaced_and_taken_away() {
    let (portal, key) = started().await;
    let first = AlertForm {
        failed_pushes: true,
        many_pulls: "500".into(),
        ..AlertForm::default()
    };
    let done = ask(&portal, &key, &first).await;
    let Stage::Completed {
        outcome: Outcome::Applied { .. },
    } = &done.stage
    else {
        panic!("{:?}", done.stage)
    };
    let standard = &portal.services.standard;
    let files = manifest::files(done.id.as_str(), &done.change, standard);
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let wanted: Vec<_> = files.iter().map(|file| Some(file.text.clone())).collect();
    assert_eq!(texts(&portal, &done, &paths).await, wanted);
    let objects = manifest::objects(&done.change, standard).len();
    assert_eq!(
        (objects, files.len()),
        (5, 5),
        "topic, its policy, rule, target, alarm"
    );

    let fewer = AlertForm {
        failed_pushes: true,
        ..AlertForm::default()
    };
    let replaced = ask(&portal, &key, &fewer).await;
    let there = texts(&portal, &replaced, &paths).await;
    assert_eq!(
        there.iter().flatten().count(),
        4,
        "the alarm's file is gone"
    );

    let removed = ask(&portal, &key, &AlertForm::default()).await;
    let there = texts(&portal, &removed, &paths).await;
    assert_eq!(there.iter().flatten().count(), 0);
    let query = MonitoringQuery::default();
    let page = portal.portal.monitoring(&developer(), &key, &query).await;
    assert!(page.unwrap().in_force.is_empty());
}

#[tokio::test]
async fn a_workflow_is_done_with_its_merge_and_a_new_one_takes_its_place() {
    let (portal, key) = started().await;
    for branch in ["main", "release"] {
        let query = UseQuery {
            branch: branch.into(),
            ..UseQuery::default()
        };
        let developer = developer();
        let asked = portal.portal.ask_for_workflow(&developer, &key, &query, "");
        let done = approved(&portal, &asked.await.unwrap()).await;
        assert!(matches!(
            done.stage,
            Stage::Completed {
                outcome: Outcome::InGit { .. }
            }
        ));
        let Change::Workflow { spec, .. } = &done.change else {
            panic!("{:?}", done.change)
        };
        assert_eq!(spec.source.to_string(), "spacetech/my-app");
        let standard = &portal.services.standard;
        let file = manifest::files(done.id.as_str(), &done.change, standard).remove(0);
        let there = texts(&portal, &done, std::slice::from_ref(&file.path)).await;
        assert_eq!(there, [Some(file.text)]);
    }
}
