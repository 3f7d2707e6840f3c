use crate::support::{Bench, bench, dev, person, problem_on, reviewer};
use domain::github::{Login, Sha};
use domain::observed::{Mergeable, PullRequestSeen, PullRequestState};
use domain::people::Role;
use domain::portal::*;
use domain::request::{RequestId, Verdict, Via, What};
use domain::spec::Field;
use domain::testing::pull_request;

fn decision(verdict: Verdict, comment: &str) -> Decision {
    Decision {
        verdict,
        comment: comment.into(),
        head: pull_request().head,
    }
}

/// As the worker notes it.
async fn seen(bench: &Bench, id: &RequestId, change: impl FnOnce(&mut PullRequestSeen)) {
    let pr = pull_request();
    let mut found = PullRequestSeen {
        repo: pr.repo,
        number: pr.number,
        url: pr.url,
        head: pr.head,
        base: "main".into(),
        is_current: true,
        foreign_commits: vec![],
        state: PullRequestState::Open,
        reviews: vec![],
        mergeable: Mergeable::Yes,
        is_dressed: true,
    };
    change(&mut found);
    let json = serde_json::to_string(&found).unwrap();
    bench
        .services
        .store
        .save_seen(id, "pull_request", &json, bench.services.clock.now())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_decision_is_recorded_once_with_the_commit_that_was_shown() {
    let bench = bench().await;
    let id = bench.in_review(1).await;
    bench
        .portal
        .decide(&reviewer(), &id, &decision(Verdict::Approve, "Fine."))
        .await
        .unwrap();
    bench
        .portal
        .decide(&reviewer(), &id, &decision(Verdict::Approve, "Fine. "))
        .await
        .unwrap();
    let request = bench.request(&id).await;
    let [review] = &request.reviews[..] else {
        panic!("{:?}", request.reviews)
    };
    assert_eq!(
        (review.verdict, review.via, &review.head),
        (Verdict::Approve, Via::Berth, &pull_request().head)
    );
    let events = bench.services.store.events(&id).await.unwrap();
    assert!(matches!(events.last().unwrap().what, What::Reviewed { .. }));
}

#[tokio::test]
async fn nobody_decides_on_their_own_request_or_commits() {
    let bench = bench().await;
    let id = bench.in_review(1).await;
    let approve = decision(Verdict::Approve, "");
    let own = person("dev-a", Role::Admin);
    assert!(matches!(
        bench.portal.decide(&own, &id, &approve).await,
        Err(PortalError::Denied(_))
    ));
    assert!(matches!(
        bench
            .portal
            .decide(&person("x", Role::Developer), &id, &approve)
            .await,
        Err(PortalError::Denied(_))
    ));
    seen(&bench, &id, |found| {
        found.foreign_commits = vec![Login::new("Reviewer-M")]
    })
    .await;
    assert!(matches!(
        bench.portal.decide(&reviewer(), &id, &approve).await,
        Err(PortalError::Denied(_))
    ));
    assert!(
        bench
            .portal
            .review(&reviewer(), &id)
            .await
            .unwrap()
            .hindrance
            .unwrap()
            .contains("Commits of yours")
    );
    assert!(
        bench
            .portal
            .home(&reviewer())
            .await
            .unwrap()
            .needs_you
            .is_empty()
    );
    assert!(bench.request(&id).await.reviews.is_empty());
}

#[tokio::test]
async fn what_others_pushed_is_not_approved_unseen() {
    let bench = bench().await;
    let id = bench.in_review(1).await;
    seen(&bench, &id, |found| {
        found.foreign_commits = vec![Login::new("somebody")]
    })
    .await;
    let page = bench.portal.review(&reviewer(), &id).await.unwrap();
    assert!(page.files.is_empty() && page.hindrance.is_none());
    assert_eq!(page.risk, domain::policy::Risk::High);
    let approve = decision(Verdict::Approve, "");
    assert!(matches!(
        bench.portal.decide(&reviewer(), &id, &approve).await,
        Err(PortalError::Refused(_))
    ));
    bench
        .portal
        .decide(&reviewer(), &id, &decision(Verdict::Reject, "Not this."))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_decision_about_another_commit_is_stale() {
    let bench = bench().await;
    let id = bench.in_review(1).await;
    seen(&bench, &id, |found| found.head = Sha("0000000".into())).await;
    let approve = decision(Verdict::Approve, "");
    assert!(matches!(
        bench.portal.decide(&reviewer(), &id, &approve).await,
        Err(PortalError::Stale(_))
    ));
    seen(&bench, &id, |found| {
        found.state = PullRequestState::Closed { by: None }
    })
    .await;
    assert!(matches!(
        bench.portal.decide(&reviewer(), &id, &approve).await,
        Err(PortalError::Stale(_))
    ));
}

#[tokio::test]
async fn who_sends_a_request_back_says_why() {
    let bench = bench().await;
    let id = bench.in_review(1).await;
    let silent = decision(Verdict::Reject, "  ");
    problem_on(
        bench
            .portal
            .decide(&reviewer(), &id, &silent)
            .await
            .unwrap_err(),
        Field::Comment,
    );
}

#[tokio::test]
async fn the_queue_leads_from_one_request_to_the_next() {
    let bench = bench().await;
    let first = bench.in_review(1).await;
    bench.services.clock.advance(1000);
    let second = bench.in_review(2).await;
    let queue = bench.portal.review_queue(&reviewer()).await.unwrap();
    assert_eq!(
        queue
            .waiting
            .iter()
            .map(|row| &row.request.id)
            .collect::<Vec<_>>(),
        [&first, &second]
    );
    let page = bench.portal.review(&reviewer(), &second).await.unwrap();
    assert_eq!(page.position, Some((2, 2)));
    assert_eq!(page.previous.unwrap().id, first);
    assert!(page.next.is_none() && page.hindrance.is_none() && page.pull_request.is_none());
    assert!(
        page.deciders.contains("spacetech/reviewers"),
        "{}",
        page.deciders
    );
    assert_eq!(page.files.len(), 3);
    assert_eq!(
        bench
            .portal
            .surroundings(&reviewer())
            .await
            .unwrap()
            .waiting_reviews,
        2
    );
    assert_eq!(
        bench
            .portal
            .surroundings(&dev())
            .await
            .unwrap()
            .waiting_reviews,
        0
    );
    // Who may not decide sees the queue and why.
    let hindrance = bench.portal.review_queue(&dev()).await.unwrap().waiting[0]
        .hindrance
        .clone();
    assert!(
        hindrance
            .unwrap()
            .contains("the owners of the GitHub team spacetech/reviewers")
    );
}
