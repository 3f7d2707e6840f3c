//! How a repository is used, watched and audited, answered from the store while all else is down.

use crate::inventory::found_in_aws;
use crate::support::{Bench, bench, dev, form};
use domain::alerts::{AlertField, AlertForm};
use domain::chronicle::Deed;
use domain::handover::Tool;
use domain::people::Actor;
use domain::portal::*;
use domain::request::{Delivery, Merge, Outcome, Stage, StageName};
use domain::testing::{pull_request, standard};

pub(crate) fn delivery(bench: &Bench) -> Delivery {
    Delivery {
        pr: pull_request(),
        merge: Merge {
            commit: domain::github::Sha("beef".into()),
            base: "main".into(),
            by: None,
            at: bench.services.clock.now(),
        },
        application: "ecr-my-app".into(),
    }
}

/// A request that was carried out from end to end.
pub(crate) async fn completed(bench: &Bench, n: u32) -> RepositoryKey {
    let id = bench.in_review(n).await;
    let delivery = delivery(bench);
    for stage in [
        Stage::Merged {
            pr: pull_request(),
            merge: delivery.merge.clone(),
        },
        Stage::Syncing {
            delivery: delivery.clone(),
        },
        Stage::Provisioning {
            delivery: delivery.clone(),
        },
        Stage::Completed {
            outcome: Outcome::Repository {
                delivery,
                arn: "arn".into(),
                uri: "uri".into(),
            },
        },
    ] {
        bench.services.clock.advance(1_000);
        bench.moved(&id, stage).await;
    }
    form(n).parse(&standard()).unwrap().address
}

#[tokio::test]
async fn a_repository_of_nobody_is_used_without_a_workflow() {
    let bench = bench().await;
    let key = found_in_aws(&bench, 1).await;
    let query = UseQuery {
        client: Tool::Buildah,
        branch: String::new(),
    };
    let page = bench.portal.use_it(&dev(), &key, &query).await.unwrap();
    assert!(page.is_there && page.pipeline.is_none());
    assert!(
        page.commands
            .iter()
            .all(|snippet| snippet.text.contains("buildah"))
    );
    assert!(
        page.care
            .iter()
            .any(|snippet| snippet.text.contains("aws ecr"))
    );
    assert!(
        !page
            .care
            .iter()
            .any(|snippet| snippet.text.contains("kubectl"))
    );
    assert_eq!(
        page.references.len(),
        1,
        "an example, for no image is known"
    );
}

#[tokio::test]
async fn what_was_verified_is_there_before_any_reading() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let query = UseQuery::default();
    let page = bench.portal.use_it(&dev(), &key, &query).await.unwrap();
    assert!(page.is_there);
}

#[tokio::test]
async fn a_workflow_is_bound_to_the_branch_that_is_asked_for() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let ask = async |branch: &str| {
        let query = UseQuery {
            branch: branch.into(),
            ..UseQuery::default()
        };
        let page = bench.portal.use_it(&dev(), &key, &query).await.unwrap();
        page.pipeline.unwrap()
    };
    let help = ask("release/2").await;
    assert_eq!(
        help.subjects,
        ["repo:spacetech/my-app:ref:refs/heads/release/2"]
    );
    assert!(help.workflow.text.contains("- \"release/2\""));
    assert!(
        help.notes.iter().any(|note| note.contains("adds numbers")),
        "GitHub is down"
    );
    assert!(help.trust_policy.contains("refs/heads/release/2"));
    let pattern = ask("release/*").await;
    assert!(pattern.is_other_branch);
    assert_eq!(pattern.branch.as_str(), "main");
}

async fn lifecycle(bench: &Bench, key: &RepositoryKey) -> LifecyclePage {
    let dev = dev();
    let tab = bench.portal.lifecycle(&dev, key, PolicyStart::InForce);
    tab.await.unwrap().page
}

#[tokio::test]
async fn what_was_never_read_is_told_from_what_is_not_there() {
    let bench = bench().await;
    let key = found_in_aws(&bench, 1).await;
    let page = bench.portal.access(&dev(), &key).await.unwrap();
    assert_eq!((page.policy, page.read), (PolicySeen::NotRead, None));
    let page = lifecycle(&bench, &key).await;
    let LifecycleSeen::Read { rules, .. } = page.policy else {
        panic!("AWS has a policy");
    };
    assert_eq!(rules[0].sentence, "Expire images beyond the newest 5");
    assert_eq!(page.asked, None);
    let coming = completed(&bench, 2).await;
    let page = lifecycle(&bench, &coming).await;
    assert_eq!(page.policy, LifecycleSeen::NotRead);
    assert!(!page.asked.unwrap().is_in_force);
}

#[tokio::test]
async fn monitoring_is_a_page_while_cloudwatch_is_away() {
    let bench = bench().await;
    let key = found_in_aws(&bench, 1).await;
    let query = MonitoringQuery {
        span: Span::Week,
        alerts: None,
    };
    let page = bench.portal.monitoring(&dev(), &key, &query).await.unwrap();
    assert_eq!(page.days.len(), 7);
    assert!(
        page.days
            .iter()
            .all(|day| day.images.is_none() && day.pushed.is_none())
    );
    assert_eq!(page.pulls, PullsSeen::Unknown("AWS does not answer".into()));
    assert_eq!(
        page.alerts,
        AlertsOffer::NotHere,
        "nobody knows its cluster"
    );
}

#[tokio::test]
async fn alarms_are_offered_beside_the_manifests_of_a_request() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let ask = async |alerts: Option<AlertForm>| {
        let query = MonitoringQuery {
            alerts,
            ..MonitoringQuery::default()
        };
        let page = bench.portal.monitoring(&dev(), &key, &query).await;
        page.unwrap().alerts
    };
    let AlertsOffer::Ask { form, problems } = ask(None).await else {
        panic!("nothing was asked for");
    };
    assert!(problems.is_empty());
    let AlertsOffer::Shown { files, needs, .. } = ask(Some(form)).await else {
        panic!("what is suggested can be used");
    };
    let folder = "deploy/ecr/eks-prod-use1/payments-service-1";
    assert!(
        files.iter().all(|file| file.path.starts_with(folder)),
        "{files:?}"
    );
    assert!(needs.contains("cloudwatch:PutMetricAlarm"));
    let AlertsOffer::Ask { problems, .. } = ask(Some(AlertForm::default())).await else {
        panic!("nothing was chosen");
    };
    assert_eq!(problems[0].0, AlertField::FailedPushes);
}

#[tokio::test]
async fn the_history_tells_a_request_from_asking_to_ready_and_checks_its_chain() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let page = bench
        .portal
        .history(&dev(), &key, &HistoryQuery::default())
        .await
        .unwrap();
    assert!(page.is_first && page.next.is_none());
    assert_eq!((page.chain.requests, page.chain.broken), (1, None));
    assert_eq!(page.chain.events, page.entries.len() as u64);
    let carried = &page.requests[0];
    assert_eq!(carried.stage, StageName::Completed);
    assert_eq!(carried.asked_by, "dev-a");
    assert!(carried.synced < carried.ready && carried.synced.is_some());
    assert!(
        carried
            .pull_request
            .as_ref()
            .unwrap()
            .href
            .ends_with("/pull/318")
    );
    assert!(
        carried
            .merge
            .as_ref()
            .unwrap()
            .href
            .ends_with("/commit/beef")
    );
    let newest = page.entries.iter().map(|entry| entry.at.0);
    assert!(newest.is_sorted_by(|a, b| a >= b));
    let linked = page.entries.iter().filter(|entry| entry.link.is_some());
    assert_eq!(linked.count(), 3, "pull request, commit, application");
}

#[tokio::test]
async fn a_repository_that_nobody_knows_has_no_pages() {
    let bench = bench().await;
    let key = form(7).parse(&standard()).unwrap().address;
    let (portal, dev) = (&bench.portal, dev());
    let history = portal.history(&dev, &key, &HistoryQuery::default()).await;
    assert_eq!(history.unwrap_err(), PortalError::NotFound);
    let access = portal.access(&dev, &key).await;
    assert_eq!(access.unwrap_err(), PortalError::NotFound);
    let used = portal.use_it(&dev, &key, &UseQuery::default()).await;
    assert_eq!(used.unwrap_err(), PortalError::NotFound);
}

#[tokio::test]
async fn deeds_and_requests_are_one_history_page_by_page() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let store = &bench.services.store;
    for number in 0..70 {
        bench.services.clock.advance(1_000);
        let deed = Deed::ExceptionEnded {
            id: number.to_string(),
            finding: format!("CVE-{number}"),
        };
        let (now, actor) = (bench.services.clock.now(), Actor::Berth);
        store
            .record_repository_event(&key, now, &actor, &deed)
            .await
            .unwrap();
    }
    let (mut query, mut entries) = (HistoryQuery::default(), Vec::new());
    loop {
        let page = bench.portal.history(&dev(), &key, &query).await.unwrap();
        assert_eq!(page.is_first, entries.is_empty());
        entries.extend(page.entries);
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    let deeds = |entry: &&HistoryEntry| matches!(entry.what, Happened::Repository(_));
    assert_eq!(entries.iter().filter(deeds).count(), 70);
    let of_request = entries.len() - 70;
    let id = &store.requests_about(&key).await.unwrap()[0].id;
    assert_eq!(of_request, store.events(id).await.unwrap().len());
    assert!(
        entries
            .iter()
            .map(|entry| entry.at.0)
            .is_sorted_by(|a, b| a >= b)
    );
}
