use crate::support::{bench, bench_with, dev, form, person, problem_on};
use domain::form::RequestForm;
use domain::people::{Lack, Role};
use domain::policy::CheckId;
use domain::portal::*;
use domain::request::{Review, Stage, StageName, Verdict, Via};
use domain::spec::Field;
use domain::testing::{NOW, pull_request, standard};

#[tokio::test]
async fn a_request_is_taken_while_everything_outside_is_down() {
    let bench = bench().await;
    let checks = bench.portal.check(&dev(), &form(1)).await.unwrap();
    let unknown: Vec<Field> = checks
        .facts
        .iter()
        .filter(|fact| fact.state == FactState::Unknown)
        .map(|fact| fact.field)
        .collect();
    assert_eq!(unknown, [Field::Name, Field::Source]);
    assert_eq!(checks.files.len(), 3);

    let id = bench.submitted(&form(1)).await;
    let page = bench.portal.request(&dev(), &id).await.unwrap();
    assert_eq!(page.request.stage, Stage::Checking);
    assert_eq!(page.timeline[0].state, StepState::Now);
    assert!(page.may_withdraw && !page.may_review && !page.may_retry);
    let home = bench.portal.home(&dev()).await.unwrap();
    assert_eq!((home.my_requests_total, home.needs_you.len()), (1, 0));
    let list = bench
        .portal
        .requests(&dev(), &RequestQuery::default())
        .await
        .unwrap();
    assert_eq!((list.rows[0].label.as_str(), list.next), ("REQ-1", None));
}

#[tokio::test]
async fn submitting_twice_is_one_request() {
    let bench = bench().await;
    let first = bench.submitted(&form(1)).await;
    assert_eq!(bench.submitted(&form(1)).await, first);
    assert_eq!(
        bench.portal.home(&dev()).await.unwrap().my_requests_total,
        1
    );
}

#[tokio::test]
async fn a_name_that_is_asked_for_already_is_refused_on_its_field_with_a_link() {
    let bench = bench().await;
    let id = bench.submitted(&form(1)).await;
    let again = RequestForm {
        name: form(1).name,
        ..form(2)
    };
    let other = person("dev-b", Role::Developer);
    let problem = problem_on(
        bench.portal.submit(&other, &again).await.unwrap_err(),
        Field::Name,
    );
    assert_eq!(problem.link.unwrap().href, format!("/requests/{id}"));
    // Another person's form is nobody else's to send.
    assert!(matches!(
        bench.portal.submit(&other, &form(1)).await,
        Err(PortalError::Refused(_))
    ));
}

#[tokio::test]
async fn what_the_company_demands_is_a_block() {
    let mut standard = standard();
    standard.rules.require = vec![CheckId::ScanOnPush];
    let bench = bench_with(standard).await;
    let unscanned = RequestForm {
        scan: String::new(),
        ..form(1)
    };
    problem_on(
        bench.portal.submit(&dev(), &unscanned).await.unwrap_err(),
        Field::Scan,
    );
}

#[tokio::test]
async fn who_may_not_request_is_told_who_can_change_that() {
    let bench = bench().await;
    let manager = person("boss", Role::Manager);
    let Err(PortalError::Denied(denial)) = bench.portal.submit(&manager, &form(1)).await else {
        panic!("allowed");
    };
    assert_eq!(denial.lacks, Lack::Role(Role::Developer));
    assert!(
        denial.sentence.contains("ask the administrators of Berth"),
        "{}",
        denial.sentence
    );
}

#[tokio::test]
async fn a_draft_is_kept_until_it_is_submitted() {
    let bench = bench().await;
    let id = bench.portal.save_draft(&dev(), &form(1)).await.unwrap();
    assert_eq!(bench.portal.home(&dev()).await.unwrap().drafts[0].id, id);
    let prefill = Prefill {
        draft: Some(id.clone()),
        ..Prefill::default()
    };
    let page = bench.portal.new_form(&dev(), &prefill).await.unwrap();
    assert_eq!(page.form, form(1));
    assert!(page.saved.is_some() && page.answering.is_none());
    let other = person("dev-b", Role::Developer);
    assert_eq!(
        bench.portal.new_form(&other, &prefill).await.unwrap_err(),
        PortalError::NotFound
    );
    bench.submitted(&page.form).await;
    assert!(bench.portal.home(&dev()).await.unwrap().drafts.is_empty());
    assert_eq!(
        bench.portal.discard_draft(&dev(), &id).await,
        Err(PortalError::NotFound)
    );
}

#[tokio::test]
async fn links_and_earlier_requests_fill_the_form_but_never_the_name() {
    let bench = bench().await;
    let like = bench
        .submitted(&RequestForm {
            keep: "3".into(),
            ..form(1)
        })
        .await;
    let prefill = Prefill {
        like_request: Some(like.clone()),
        values: vec![(Field::System, "groundlink".into())],
        ..Prefill::default()
    };
    let page = bench.portal.new_form(&dev(), &prefill).await.unwrap();
    assert_eq!(
        (
            page.form.name.as_str(),
            page.form.keep.as_str(),
            page.form.system.as_str()
        ),
        ("", "3", "groundlink")
    );
    assert_ne!(page.form.id, like.to_string());
}

#[tokio::test]
async fn an_answer_to_a_reviewer_is_the_next_revision_of_the_same_pull_request() {
    let bench = bench().await;
    let id = bench.in_review(1).await;
    let review = Review {
        by: domain::github::Login::new("reviewer-m"),
        verdict: Verdict::RequestChanges,
        comment: "Immutable, please.".into(),
        head: pull_request().head,
        at: NOW,
        via: Via::Berth,
    };
    bench
        .moved(
            &id,
            Stage::ChangesRequested {
                pr: pull_request(),
                review,
            },
        )
        .await;
    assert!(matches!(
        &bench.portal.home(&dev()).await.unwrap().needs_you[..],
        [Task::Answer { .. }]
    ));

    let prefill = Prefill {
        draft: Some(id.clone()),
        ..Prefill::default()
    };
    let page = bench.portal.new_form(&dev(), &prefill).await.unwrap();
    assert_eq!(
        page.answering.unwrap().comment.as_deref(),
        Some("Immutable, please.")
    );
    // Its own name is not taken by itself.
    assert!(
        page.checks
            .facts
            .iter()
            .all(|fact| fact.state != FactState::Bad)
    );

    let answer = RequestForm {
        mutability: "immutable".into(),
        ..page.form
    };
    assert_eq!(bench.submitted(&answer).await, id);
    let request = bench.request(&id).await;
    assert_eq!(
        (request.stage.name(), request.revision),
        (StageName::Publishing, 2)
    );
    assert_eq!(request.stage.pull_request(), Some(&pull_request()));
    assert!(matches!(
        bench.portal.new_form(&dev(), &prefill).await,
        Err(PortalError::Stale(_))
    ));
}
