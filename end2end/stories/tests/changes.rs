//! What is asked for about a repository that is there, through every layer but the pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![recursion_limit = "256"]

use domain::alerts::AlertForm;
use domain::aws::Address;
use domain::lifecycle::{LifecyclePolicy, Preset};
use domain::manifest::{self, edit};
use domain::observed::Seen;
use domain::portal::{ChangePages, MonitoringQuery, UsagePages, UseQuery};
use domain::request::{Applying, Change, Outcome, Request, Stage, StageName};
use stories::Portal;
use stories::people::{developer, form};

stories::on_both_engines! {
    alarms_are_reviewed_applied_replaced_and_taken_away,
    a_workflow_is_done_with_its_merge_and_a_new_one_takes_its_place,
    another_policy_is_a_new_object_that_leaves_the_old_one_behind,
    argo_cd_replaces_the_object_where_a_cluster_is_told_to,
    a_provider_that_can_changes_the_policy_in_place,
    a_provider_that_can_not_says_so_and_aws_keeps_the_old_rules,
}

/// A repository that was made through Berth.
async fn started() -> (Portal, Address) {
    made(Portal::start().await.unwrap()).await
}

async fn made(portal: Portal) -> (Portal, Address) {
    portal.sign_in("reviewer-m").await.unwrap();
    let made = portal.made(&form()).await.unwrap();
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
    portal.approved(&asked.await.unwrap()).await.unwrap()
}

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

async fn a_workflow_is_done_with_its_merge_and_a_new_one_takes_its_place() {
    let (portal, key) = started().await;
    for branch in ["main", "release"] {
        let query = UseQuery {
            branch: branch.into(),
            ..UseQuery::default()
        };
        let developer = developer();
        let asked = portal.portal.ask_for_workflow(&developer, &key, &query, "");
        let done = portal.approved(&asked.await.unwrap()).await.unwrap();
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

async fn policy_in_aws(portal: &Portal, key: &Address) -> String {
    match portal.services.aws.repository(key).await {
        Seen::Present(found) => {
            let text = found.lifecycle_policy.unwrap();
            LifecyclePolicy::from_json(&text).unwrap().canonical_json()
        }
        other => panic!("{other:?}"),
    }
}

/// Berth knows what AWS holds from its own reading.
async fn read(portal: &Portal) {
    portal.read_after(3_600_000).await;
}

async fn changed(portal: &Portal, key: &Address, policy: &LifecyclePolicy) -> Request {
    read(portal).await;
    let (developer, text) = (developer(), policy.pretty_json());
    let asked = portal.portal.ask_for_policy(&developer, key, &text, "");
    let done = portal.approved(&asked.await.unwrap()).await.unwrap();
    assert_eq!(policy_in_aws(portal, key).await, policy.canonical_json());
    done
}

/// The name of the LifecyclePolicy object in the file on the main branch.
async fn object_in_git(portal: &Portal, request: &Request) -> String {
    let path = manifest::lifecycle_path(request.spec(), &portal.services.standard);
    let text = texts(portal, request, &[path]).await.remove(0).unwrap();
    edit::read_lifecycle_policy(&text).unwrap().name
}

async fn another_policy_is_a_new_object_that_leaves_the_old_one_behind() {
    let (portal, key) = started().await;
    let first = LifecyclePolicy::keep_last(10);
    assert_eq!(policy_in_aws(&portal, &key).await, first.canonical_json());
    let releases = Preset::ALL[2].policy();
    let done = changed(&portal, &key, &releases).await;
    let Change::Lifecycle { was, object, .. } = &done.change else {
        panic!("{:?}", done.change)
    };
    assert_eq!(was.as_ref(), Some(&first));
    let before = object.clone().unwrap();
    let now = object_in_git(&portal, &done).await;
    assert_ne!(now, before);
    let last = changed(&portal, &key, &Preset::ALL[1].policy()).await;
    assert_ne!(object_in_git(&portal, &last).await, now);
    let (developer, text) = (developer(), Preset::ALL[1].policy().pretty_json());
    let again = portal.portal.ask_for_policy(&developer, &key, &text, "");
    read(&portal).await;
    assert!(again.await.is_err(), "AWS has exactly this policy");
}

/// The object keeps the name that it had, and AWS gets the new rules.
async fn changed_under_its_name(portal: &Portal, key: &Address) {
    let done = changed(portal, key, &Preset::ALL[2].policy()).await;
    let Change::Lifecycle { object, .. } = &done.change else {
        panic!("{:?}", done.change)
    };
    assert_eq!(
        object.as_deref(),
        Some(object_in_git(portal, &done).await.as_str())
    );
}

async fn argo_cd_replaces_the_object_where_a_cluster_is_told_to() {
    let portal = Portal::start_applying(Applying::ArgoReplace).await.unwrap();
    let (portal, key) = made(portal).await;
    changed_under_its_name(&portal, &key).await;
}

async fn a_provider_that_can_changes_the_policy_in_place() {
    let portal = Portal::start_applying(Applying::InPlace).await.unwrap();
    let (portal, key) = made(portal).await;
    provider_can(&portal, true).await;
    changed_under_its_name(&portal, &key).await;
}

async fn a_provider_that_can_not_says_so_and_aws_keeps_the_old_rules() {
    let portal = Portal::start_applying(Applying::InPlace).await.unwrap();
    let (portal, key) = made(portal).await;
    read(&portal).await;
    let (developer, text) = (developer(), Preset::ALL[2].policy().pretty_json());
    let asked = portal.portal.ask_for_policy(&developer, &key, &text, "");
    let id = asked.await.unwrap();
    let failed = portal
        .approved_until(&id, StageName::ProvisionFailed)
        .await
        .unwrap();
    let Stage::ProvisionFailed { reason, .. } = &failed.stage else {
        panic!("{:?}", failed.stage)
    };
    assert!(reason.contains("requires replacing it"), "{reason}");
    let first = LifecyclePolicy::keep_last(10).canonical_json();
    assert_eq!(policy_in_aws(&portal, &key).await, first);
}

async fn provider_can(portal: &Portal, can: bool) {
    let body = format!("{{\"updates_lifecycle_policies\":{can}}}");
    let sent = portal.bench.handle("PUT", "world/provider", body);
    sent.await.unwrap();
}
