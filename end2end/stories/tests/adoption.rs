//! Repositories that were made by hand come under Git, and AWS stays as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![recursion_limit = "256"]

use domain::aws::Address;
use domain::form::RequestForm;
use domain::observed::{PullRequestState, Seen};
use domain::portal::{
    AdoptForm, AdoptPages as _, AdoptRow, Adopted, AdoptionOffer, FormPages as _,
    InsightsPages as _, InventoryPages as _, InventoryQuery, PortalError, Reading, RepositoryState,
    RequestPages as _, adoption_form,
};
use domain::refusal::Problem;
use domain::request::{AdoptionStep, Change, Request, RequestId, Stage, StageName, What};
use domain::spec::Field;
use domain::testing::filled_form;
use sandbox::aws::{EcrRepo, NewRepository, RepoKey};
use serde_json::json;
use stories::Portal;
use stories::people::{at, developer, started};
use stories::registry::place;

stories::on_both_engines! {
    one_is_observed_then_taken_control_of_and_aws_stays_as_it_was,
    five_at_once_become_a_request_each,
    what_changed_in_between_is_asked_about_and_taken_as_it_is_now,
    the_second_is_not_merged_over_what_somebody_changed_and_can_be_withdrawn,
    asking_for_a_name_that_is_there_leads_to_its_adoption,
}

fn address(name: &str) -> Address {
    let form = RequestForm {
        name: name.into(),
        ..filled_form()
    };
    form.parse(&domain::testing::standard()).unwrap().address
}

fn key(name: &str) -> RepoKey {
    place(&address(name))
}

const LIFECYCLE: &str = r#"{"rules":[{"rulePriority":3,"description":"by hand","selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":9},"action":{"type":"expire"}}]}"#;
const ACCESS: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"pull","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}"#;

/// A repository in AWS that uses whatever can be set.
async fn made_by_hand(portal: &Portal, name: &str) {
    let now = portal.bench.world.clock.now();
    let wanted = NewRepository {
        mutability: Some("IMMUTABLE_WITH_EXCLUSION".into()),
        exclusion_filters: vec!["z-*".into(), "dev-*".into()],
        scan_on_push: false,
        tags: [("owner".to_owned(), "somebody else".to_owned())].into(),
        ..NewRepository::default()
    };
    let made = portal
        .bench
        .world
        .aws
        .lock()
        .create_repository(&key(name), wanted, now)
        .map(drop);
    made.unwrap();
    let policies = json!({ "lifecycle_policy": LIFECYCLE, "repository_policy": ACCESS });
    portal.by_hand(&address(name), policies).await.unwrap();
}

/// Everything that AWS holds of it, by the sandbox's own view.
fn held(portal: &Portal, name: &str) -> EcrRepo {
    let aws = portal.bench.world.aws.lock();
    aws.repos[&key(name)].clone()
}

/// The same without the tags that the provider adds.
fn held_by_people(portal: &Portal, name: &str) -> String {
    let mut repo = held(portal, name);
    repo.tags.retain(|key, _| !key.starts_with("crossplane-"));
    format!("{repo:?}")
}

fn row(name: &str) -> AdoptRow {
    let answers = [
        (Field::Team, "platform-engineering"),
        (Field::System, "spacetech"),
        (Field::Source, "spacetech/my-app"),
        (Field::Cluster, "eks-stage-use1"),
        (Field::Description, "Images that were pushed by hand"),
    ];
    AdoptRow {
        values: answers
            .map(|(field, text)| (field, text.to_owned()))
            .to_vec(),
        ..AdoptRow::of(address(name))
    }
}

fn form(names: &[&str]) -> AdoptForm {
    AdoptForm {
        rows: names.iter().map(|name| row(name)).collect(),
        comment: "It is ours".into(),
    }
}

async fn adopt(portal: &Portal, form: &AdoptForm) -> Vec<RequestId> {
    match portal.portal.adopt(&developer(), form).await.unwrap() {
        Adopted::Asked(ids) => ids,
        Adopted::Refused(problems) => panic!("{problems:?}"),
    }
}

async fn refused(portal: &Portal, form: &AdoptForm) -> Vec<(Option<usize>, Problem)> {
    match portal.portal.adopt(&developer(), form).await.unwrap() {
        Adopted::Refused(problems) => problems,
        Adopted::Asked(ids) => panic!("{ids:?}"),
    }
}

fn step(request: &Request) -> &AdoptionStep {
    match &request.change {
        Change::Adopt { adoption, .. } => &adoption.step,
        other => panic!("{other:?}"),
    }
}

fn waits(observes: bool) -> impl Fn(&Request) -> bool {
    move |request| {
        request.stage.name() == StageName::InReview
            && (*step(request) == AdoptionStep::Observe) == observes
    }
}

async fn approve(portal: &Portal, waiting: &Request) {
    let second = waiting.change.branch().is_some();
    portal
        .approve_one_of_two(&waiting.id, second)
        .await
        .unwrap();
}

/// Through the first pull request, until the second waits for a decision.
async fn observed(portal: &Portal, id: &RequestId) -> Request {
    let first = portal.until(id, waits(true)).await.unwrap();
    approve(portal, &first).await;
    portal.until(id, waits(false)).await.unwrap()
}

async fn offer(portal: &Portal, form: &AdoptForm) -> AdoptionOffer {
    let page = portal.portal.adoption(&developer(), form).await;
    page.unwrap().offers.remove(0)
}

async fn read(portal: &Portal) {
    portal.read_after(3_600_000).await;
}

async fn one_is_observed_then_taken_control_of_and_aws_stays_as_it_was() {
    let portal = started().await.unwrap();
    const NAME: &str = "old/by-hand";
    made_by_hand(&portal, NAME).await;
    read(&portal).await;
    let before = format!("{:?}", held(&portal, NAME));
    let blank = AdoptForm {
        rows: vec![AdoptRow::of(address(NAME))],
        comment: String::new(),
    };
    let Reading::Fits(fields) = offer(&portal, &blank).await.reading else {
        panic!("it does not fit")
    };
    assert!(fields.iter().all(|one| one.same), "{fields:#?}");
    let id = adopt(&portal, &form(&[NAME])).await.remove(0);
    assert_eq!(
        adopt(&portal, &form(&[NAME])).await,
        std::slice::from_ref(&id),
        "sent twice"
    );

    let second = observed(&portal, &id).await;
    assert_eq!(
        format!("{:?}", held(&portal, NAME)),
        before,
        "byte for byte"
    );
    let AdoptionStep::TakeControl { observed } = step(&second) else {
        panic!("{:?}", second.change)
    };
    let pull_request = second.stage.pull_request().unwrap();
    assert_ne!(observed.pr.number, pull_request.number);
    let seen = portal.portal.repository(&developer(), &address(NAME)).await;
    assert_eq!(
        seen.unwrap().row.state,
        RepositoryState::Unmanaged,
        "not yet"
    );

    approve(&portal, &second).await;
    let done = portal.until(&id, at(StageName::Completed)).await.unwrap();
    assert_eq!(held_by_people(&portal, NAME), before);
    let added = held(&portal, NAME).tags.len();
    assert_eq!(added, 1 + 5, "the provider's five");
    let events = portal.services.store.events(&id).await.unwrap();
    let stepped = |what: &What| matches!(what, What::AdoptionStepped { .. });
    assert_eq!(
        events.iter().filter(|event| stepped(&event.what)).count(),
        1
    );
    assert!(
        portal
            .services
            .store
            .verify_all()
            .await
            .unwrap()
            .fault
            .is_none()
    );

    read(&portal).await;
    let page = portal.portal.repository(&developer(), &address(NAME)).await;
    let page = page.unwrap();
    assert_eq!(page.row.state, RepositoryState::Ready);
    assert_eq!(page.row.team.as_deref(), Some("platform-engineering"));
    assert_eq!(
        page.description.as_deref(),
        Some("Images that were pushed by hand")
    );
    assert_eq!(page.asked.unwrap().request, done.id);
    let again = refused(&portal, &form(&[NAME])).await;
    assert!(
        again[0].1.message.contains("brought it under Git"),
        "{again:?}"
    );
}

async fn five_at_once_become_a_request_each() {
    let portal = started().await.unwrap();
    let names = ["old/a", "old/b", "old/c", "old/d", "old/e"];
    for name in names {
        made_by_hand(&portal, name).await;
    }
    read(&portal).await;
    let before: Vec<String> = names.map(|name| held_by_people(&portal, name)).to_vec();
    let listed = portal
        .portal
        .unmanaged(&developer(), &InventoryQuery::default(), 100)
        .await
        .unwrap();
    let known = |name: &str| listed.rows.iter().any(|row| row.key == address(name));
    assert!(names.iter().all(|name| known(name)));

    let mut wrong = form(&names);
    wrong.rows[3].values[0].1 = "no such team".into();
    let problems = refused(&portal, &wrong).await;
    assert!(
        problems
            .iter()
            .all(|(at, one)| *at == Some(3) && one.field == Some(Field::Team))
    );
    let none = portal
        .portal
        .requests(&developer(), &Default::default())
        .await;
    assert_eq!(none.unwrap().total, 0, "none at all");

    let ids = adopt(&portal, &form(&names)).await;
    assert_eq!(ids.len(), 5);
    for id in &ids {
        let second = observed(&portal, id).await;
        approve(&portal, &second).await;
    }
    for id in &ids {
        let mut done = portal.services.store.request(id).await.unwrap().unwrap();
        if done.stage.name() != StageName::Completed {
            done = portal.until(id, at(StageName::Completed)).await.unwrap();
        }
        assert_eq!(done.stage.name(), StageName::Completed, "{:?}", done.stage);
    }
    let after: Vec<String> = names.map(|name| held_by_people(&portal, name)).to_vec();
    assert_eq!(after, before);
}

async fn what_changed_in_between_is_asked_about_and_taken_as_it_is_now() {
    let portal = started().await.unwrap();
    const NAME: &str = "old/moving";
    made_by_hand(&portal, NAME).await;
    read(&portal).await;
    let id = adopt(&portal, &form(&[NAME])).await.remove(0);
    let first = portal.until(&id, waits(true)).await.unwrap();
    approve(&portal, &first).await;
    portal.until(&id, at(StageName::Merged)).await.unwrap();
    portal
        .by_hand(
            &address(NAME),
            json!({ "scan_on_push": true, "lifecycle_policy": "" }),
        )
        .await
        .unwrap();
    let asked = portal.until(&id, at(StageName::NeedsInput)).await.unwrap();
    let Stage::NeedsInput { problems } = &asked.stage else {
        panic!("{:?}", asked.stage)
    };
    let fields: Vec<_> = problems.iter().map(|one| one.field).collect();
    assert_eq!(
        fields,
        [Some(Field::Scan), Some(Field::Lifecycle)],
        "{problems:?}"
    );

    let mut elsewhere = form(&[NAME]);
    elsewhere.rows[0].values[3].1 = "eks-prod-use1".into();
    let moved = refused(&portal, &elsewhere).await;
    assert_eq!(moved[0].1.field, Some(Field::Cluster), "{moved:?}");

    let before = format!("{:?}", held(&portal, NAME));
    assert_eq!(
        adopt(&portal, &form(&[NAME])).await,
        std::slice::from_ref(&id)
    );
    let second = portal.until(&id, waits(false)).await.unwrap();
    assert_eq!(second.revision, 2);
    approve(&portal, &second).await;
    portal.until(&id, at(StageName::Completed)).await.unwrap();
    assert_eq!(held_by_people(&portal, NAME), before);
    let gone = second.spec().settings.lifecycle.is_none();
    assert!(gone && held(&portal, NAME).lifecycle.is_none());
}

async fn the_second_is_not_merged_over_what_somebody_changed_and_can_be_withdrawn() {
    let portal = started().await.unwrap();
    const NAME: &str = "old/contended";
    made_by_hand(&portal, NAME).await;
    read(&portal).await;
    let id = adopt(&portal, &form(&[NAME])).await.remove(0);
    let second = observed(&portal, &id).await;
    portal
        .by_hand(&address(NAME), json!({ "image_tag_mutability": "MUTABLE" }))
        .await
        .unwrap();
    let before = format!("{:?}", held(&portal, NAME));
    approve(&portal, &second).await;
    portal.until(&id, at(StageName::NeedsInput)).await.unwrap();
    assert_eq!(format!("{:?}", held(&portal, NAME)), before);

    portal.portal.withdraw(&developer(), &id).await.unwrap();
    // Nothing comes after this stage: the world is given its turns.
    portal.until(&id, |_| false).await.unwrap_err();
    assert!(is_closed(&portal, &second).await);

    // The manifests that only observe are still in Git, and in nobody's way.
    let anew = adopt(&portal, &form(&[NAME])).await.remove(0);
    assert_ne!(anew, id);
    let second = observed(&portal, &anew).await;
    approve(&portal, &second).await;
    portal.until(&anew, at(StageName::Completed)).await.unwrap();
    assert_eq!(held_by_people(&portal, NAME), before);
}

async fn is_closed(portal: &Portal, request: &Request) -> bool {
    let page = portal.services.store.request(&request.id).await.unwrap();
    let request = page.unwrap();
    let home = request.change.home(&portal.services.standard).clone();
    let wanted = server::outside::github::Wanted {
        repo: home,
        base: None,
        branch: request.branch(),
        removed: vec![],
        edited: vec![],
        files: vec![],
        message: String::new(),
        title: String::new(),
        body: String::new(),
        labels: vec![],
        reviewers: vec![],
    };
    let branch = request.branch();
    let looked = server::outside::github::Looked {
        which: server::outside::github::Which::Branch(&branch),
        wanted: &wanted,
        status: None,
        counts: &|_| false,
    };
    match portal.services.github.pull_request(looked).await {
        Seen::Present(found) => matches!(found.state, PullRequestState::Closed { .. }),
        _ => false,
    }
}

async fn asking_for_a_name_that_is_there_leads_to_its_adoption() {
    let portal = started().await.unwrap();
    const NAME: &str = "old/wanted";
    let wish = RequestForm {
        name: NAME.into(),
        cluster: "eks-stage-use1".into(),
        ..filled_form()
    };
    // Nobody has it when the request is sent, and somebody is quicker.
    let id = portal.portal.submit(&developer(), &wish).await.unwrap();
    made_by_hand(&portal, NAME).await;
    let stopped = portal.until(&id, at(StageName::NeedsInput)).await.unwrap();
    let Stage::NeedsInput { problems } = &stopped.stage else {
        panic!("{:?}", stopped.stage)
    };
    let link = problems[0].link.as_ref().unwrap();
    assert_eq!(link.href, adoption_form(stopped.spec()));
    let adoption = adopt(&portal, &form(&[NAME])).await.remove(0);
    let ended = portal.services.store.request(&id).await.unwrap().unwrap();
    let by = adoption.clone();
    assert_eq!(ended.stage, Stage::Superseded { pr: None, by });
    portal.until(&adoption, waits(true)).await.unwrap();

    // And from the start, where AWS is seen to have it.
    made_by_hand(&portal, "old/other").await;
    let other = RequestForm {
        name: "old/other".into(),
        id: "0197c9d2-7c1a-7000-8000-000000000002".into(),
        ..wish
    };
    let Err(PortalError::Refused(refusal)) = portal.portal.submit(&developer(), &other).await
    else {
        panic!("it was taken")
    };
    let problem = refusal.on(Field::Name).unwrap();
    assert!(
        problem.message.contains("Choose another name"),
        "{problem:?}"
    );
    let href = &problem.link.as_ref().unwrap().href;
    assert!(
        href.contains("/adopt?repository=123456789012/us-east-1/old/other&team-0="),
        "{href}"
    );
}
