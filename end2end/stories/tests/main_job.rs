//! From the form to a ready repository, through every layer but the pages.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use domain::form::RequestForm;
use domain::github::RepoSlug;
use domain::people::{Person, Role};
use domain::portal::{
    FormPages, InventoryPages, InventoryQuery, OtherChange, PortalError, RequestPages, ReviewPages,
};
use domain::request::{Catalog, Outcome, Request, RequestId, Stage, StageName, Verdict, What};
use stories::Portal;
use stories::people::{at, developer, form, person, reviewer, started};

stories::on_both_engines! {
    a_request_becomes_a_repository_as_asked_for,
    changes_asked_for_lead_to_a_new_revision_of_the_same_pull_request,
    a_rejected_request_closes_its_pull_request_and_frees_the_name,
    a_withdrawn_request_is_gone_from_review,
    an_approval_without_a_token_reaches_github_when_the_reviewer_signs_in,
    a_token_that_has_ended_is_renewed_and_the_review_is_still_the_reviewers,
    a_token_that_can_not_be_renewed_ends_its_session,
    a_reviewer_sees_what_somebody_else_pushed_to_the_branch,
}

async fn submitted(portal: &Portal) -> RequestId {
    portal.portal.submit(&developer(), &form()).await.unwrap()
}

async fn decide(
    portal: &Portal,
    who: &Person,
    id: &RequestId,
    verdict: Verdict,
    comment: &str,
) -> Result<(), PortalError> {
    portal.decide_as(who, id, verdict, comment).await
}

async fn a_request_becomes_a_repository_as_asked_for() {
    let portal = started().await.unwrap();
    let previewed = portal
        .portal
        .check(&developer(), &form())
        .await
        .unwrap()
        .files;
    let id = submitted(&portal).await;
    assert_eq!(
        submitted(&portal).await,
        id,
        "submitting twice is one request"
    );

    portal.until(&id, at(StageName::InReview)).await.unwrap();
    let own = decide(
        &portal,
        &person("dev-a", &[Role::Reviewer]),
        &id,
        Verdict::Approve,
        "",
    )
    .await;
    assert!(own.is_err(), "nobody approves their own request");
    decide(&portal, &reviewer(), &id, Verdict::Approve, "Fine")
        .await
        .unwrap();

    let done = portal.until(&id, at(StageName::Completed)).await.unwrap();
    let Stage::Completed {
        outcome: Outcome::Repository { uri, delivery, .. },
    } = &done.stage
    else {
        panic!("not completed")
    };
    assert_eq!(
        uri,
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments/my-app-registry"
    );

    let repo = RepoSlug::parse("spacetech/my-app").unwrap();
    for file in &previewed {
        let text = portal
            .services
            .github
            .file_at(&repo, &file.path, &delivery.merge.commit.0)
            .await;
        assert_eq!(
            text.present(),
            Some(&file.text),
            "{} is in Git as previewed",
            file.path
        );
    }
    let page = portal.portal.request(&developer(), &id).await.unwrap();
    assert!(
        page.handover
            .iter()
            .any(|snippet| snippet.text.contains("docker push") && snippet.text.contains(uri))
    );
    let inventory = InventoryQuery {
        text: "my-app-registry".into(),
        ..InventoryQuery::default()
    };
    assert_eq!(
        portal
            .portal
            .inventory(&developer(), &inventory)
            .await
            .unwrap()
            .rows
            .len(),
        1
    );

    let listed = portal
        .until(&id, |request| {
            matches!(request.catalog, Catalog::Listed { .. })
        })
        .await;
    assert!(listed.is_ok(), "Backstage lists the entity");
    let report = portal.services.store.verify_chain(&id).await.unwrap();
    assert!(report.fault.is_none(), "the history is whole");
}

async fn changes_asked_for_lead_to_a_new_revision_of_the_same_pull_request() {
    let portal = started().await.unwrap();
    let id = submitted(&portal).await;
    let first = portal.until(&id, at(StageName::InReview)).await.unwrap();
    decide(
        &portal,
        &reviewer(),
        &id,
        Verdict::RequestChanges,
        "Please keep more images",
    )
    .await
    .unwrap();
    portal
        .until(&id, at(StageName::ChangesRequested))
        .await
        .unwrap();

    let answer = RequestForm {
        id: id.to_string(),
        keep: "30".into(),
        ..form()
    };
    assert_eq!(
        portal.portal.submit(&developer(), &answer).await.unwrap(),
        id
    );
    let second = portal
        .until(&id, |request| {
            request.revision == 2 && request.stage.name() == StageName::InReview
        })
        .await
        .unwrap();
    let number = |request: &Request| request.stage.pull_request().unwrap().number;
    assert_eq!(number(&second), number(&first));
    decide(&portal, &reviewer(), &id, Verdict::Approve, "")
        .await
        .unwrap();
    portal.until(&id, at(StageName::Completed)).await.unwrap();
}

async fn a_rejected_request_closes_its_pull_request_and_frees_the_name() {
    let portal = started().await.unwrap();
    let id = submitted(&portal).await;
    portal.until(&id, at(StageName::InReview)).await.unwrap();
    let silent = decide(&portal, &reviewer(), &id, Verdict::Reject, "").await;
    assert!(
        matches!(silent, Err(PortalError::Refused(_))),
        "a rejection needs words"
    );
    decide(
        &portal,
        &reviewer(),
        &id,
        Verdict::Reject,
        "We have one already",
    )
    .await
    .unwrap();
    portal.until(&id, at(StageName::Rejected)).await.unwrap();

    let again = RequestForm {
        id: "0197c9d2-7c1a-7000-8000-000000000002".into(),
        ..form()
    };
    assert!(portal.portal.submit(&developer(), &again).await.is_ok());
}

async fn a_withdrawn_request_is_gone_from_review() {
    let portal = started().await.unwrap();
    let id = submitted(&portal).await;
    portal.until(&id, at(StageName::InReview)).await.unwrap();
    portal.portal.withdraw(&developer(), &id).await.unwrap();
    portal.until(&id, at(StageName::Cancelled)).await.unwrap();
    assert!(
        portal
            .portal
            .review_queue(&reviewer())
            .await
            .unwrap()
            .waiting
            .is_empty()
    );
}

async fn approved_without_a_token(portal: &Portal) -> RequestId {
    let id = submitted(portal).await;
    portal.until(&id, at(StageName::InReview)).await.unwrap();
    decide(portal, &reviewer(), &id, Verdict::Approve, "Fine")
        .await
        .unwrap();
    let stuck = portal
        .until(&id, |request| request.waiting.is_some())
        .await
        .unwrap();
    assert_eq!(stuck.stage.name(), StageName::Approved);
    let trouble = stuck.waiting.unwrap().trouble;
    assert!(
        trouble
            .message
            .contains("reviewer-m signs in to Berth again"),
        "{}",
        trouble.message
    );
    id
}

async fn an_approval_without_a_token_reaches_github_when_the_reviewer_signs_in() {
    let portal = Portal::start().await.unwrap();
    let id = approved_without_a_token(&portal).await;
    let before = portal.services.clock.now();
    portal.sign_in("reviewer-m").await.unwrap();
    portal.until(&id, at(StageName::Completed)).await.unwrap();
    let events = portal.services.store.events(&id).await.unwrap();
    let merged = events.iter().find(
        |event| matches!(&event.what, What::Entered { stage } if stage.name() == StageName::Merged),
    );
    let waited = merged.unwrap().at.since(before);
    assert!(
        waited < 120_000,
        "woken by the sign-in, not by the clock: {waited}"
    );
}

async fn a_token_that_has_ended_is_renewed_and_the_review_is_still_the_reviewers() {
    let portal = started().await.unwrap();
    let token = async || {
        let token = portal.services.store.token_of(&reviewer().login).await;
        token.unwrap().unwrap().sealed
    };
    let first = token().await;
    portal.services.clock.advance(9 * 3_600 * 1_000);
    let id = submitted(&portal).await;
    portal.until(&id, at(StageName::InReview)).await.unwrap();
    decide(&portal, &reviewer(), &id, Verdict::Approve, "Fine")
        .await
        .unwrap();
    portal.until(&id, at(StageName::Completed)).await.unwrap();
    assert_ne!(token().await, first, "the next token is kept");
}

async fn a_token_that_can_not_be_renewed_ends_its_session() {
    let portal = started().await.unwrap();
    portal.services.clock.advance(9 * 3_600 * 1_000);
    portal.bench.world.github.lock().refresh_tokens.clear();
    portal.bench.world.github.lock().tokens.retain(|_, token| {
        !matches!(&token.kind, sandbox::github::TokenKind::User { login, .. } if login == "reviewer-m")
    });
    approved_without_a_token(&portal).await;
    let session = portal.services.store.session("session of reviewer-m").await;
    assert_eq!(session.unwrap(), None, "they sign in again");
}

async fn a_reviewer_sees_what_somebody_else_pushed_to_the_branch() {
    let portal = started().await.unwrap();
    let id = submitted(&portal).await;
    portal.until(&id, at(StageName::InReview)).await.unwrap();
    let own = portal.portal.review(&reviewer(), &id).await.unwrap();
    assert_eq!(own.others.as_deref(), Some(&[][..]));
    let push = [("scripts/run.sh".to_owned(), Some(b"curl | sh\n".to_vec()))];
    let world = &portal.bench.world;
    let (repo, branch) = ("spacetech/my-app", id.branch());
    sandbox::github::push_files(world, repo, &branch, &push, "More", "dev-b").unwrap();
    let page = portal.portal.review(&reviewer(), &id).await.unwrap();
    assert_eq!(page.files.len(), own.files.len(), "Berth's own stay");
    let [other] = page.others.as_deref().unwrap() else {
        panic!("{:?}", page.others)
    };
    assert_eq!(
        (other.path.as_str(), &other.change),
        ("scripts/run.sh", &OtherChange::Added)
    );
    assert!(other.patch.as_deref().unwrap().contains("+curl | sh"));
}
