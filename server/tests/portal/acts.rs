use crate::support::{bench, dev, form, person, reviewer};
use domain::people::Role;
use domain::portal::*;
use domain::request::{Stage, StageName, What};

#[tokio::test]
async fn the_requester_withdraws_and_the_name_is_free_again() {
    let bench = bench().await;
    let id = bench.in_review(1).await;
    let other = person("dev-b", Role::Developer);
    assert!(matches!(
        bench.portal.withdraw(&other, &id).await,
        Err(PortalError::Denied(_))
    ));
    bench.portal.withdraw(&dev(), &id).await.unwrap();
    bench.portal.withdraw(&dev(), &id).await.unwrap();
    let request = bench.request(&id).await;
    assert_eq!(request.stage.name(), StageName::Cancelled);
    assert!(
        request.stage.pull_request().is_some(),
        "the worker has to close it"
    );
    let again = domain::form::RequestForm {
        name: form(1).name,
        ..form(2)
    };
    bench.submitted(&again).await;
}

#[tokio::test]
async fn trying_again_goes_back_to_the_step_that_failed_and_wakes_the_worker() {
    let bench = bench().await;
    let id = bench.submitted(&form(1)).await;
    let now = bench.services.clock.now();
    let held = bench
        .services
        .store
        .claim("worker", now, 1000)
        .await
        .unwrap()
        .unwrap();
    bench
        .services
        .store
        .release(&held.lease, None)
        .await
        .unwrap();
    bench
        .moved(
            &id,
            Stage::PublishFailed {
                pr: None,
                reason: "403\nmore".into(),
            },
        )
        .await;
    let home = bench.portal.home(&dev()).await.unwrap();
    assert!(matches!(&home.needs_you[..], [Task::Look { reason, .. }] if reason == "403"));

    assert!(
        bench
            .portal
            .request(&reviewer(), &id)
            .await
            .unwrap()
            .may_retry
    );
    bench.portal.retry(&dev(), &id).await.unwrap();
    assert_eq!(
        bench.request(&id).await.stage,
        Stage::Publishing { pr: None }
    );
    assert!(bench.services.store.next_wake().await.unwrap().is_some());
    let events = bench.services.store.events(&id).await.unwrap();
    assert!(events.iter().any(|event| event.what == What::RetryAsked));
    // It goes on: pressing again changes nothing.
    bench.portal.retry(&dev(), &id).await.unwrap();
    assert_eq!(
        bench.services.store.events(&id).await.unwrap().len(),
        events.len()
    );
}
