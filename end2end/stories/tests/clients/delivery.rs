//! From the merge to AWS and the catalog.

use super::*;
use domain::github::Sha;
use domain::manifest;
use domain::observed::{CatalogSeen, Seen, SyncStatus};
use domain::request::Change;
use server::outside::argocd::{Destination, ObjectRef, SyncAsked, WantedApplication};
use server::outside::backstage::EntityRef;
use std::collections::BTreeMap;
use stories::Bench;

fn application(bench: &Bench) -> WantedApplication {
    WantedApplication {
        name: manifest::application_name(&repo(), &spec().cluster),
        repo_url: bench.github.clone_url(&repo()),
        path: standard().cluster_folder(&spec().cluster),
        target_revision: "main".into(),
        destination: Destination::Name(spec().cluster.to_string()),
        namespace: standard().namespace,
        auto_sync: false,
        labels: BTreeMap::from([(
            "app.kubernetes.io/managed-by".to_owned(),
            "berth".to_owned(),
        )]),
        annotations: BTreeMap::new(),
    }
}

#[tokio::test]
async fn a_merged_request_becomes_a_repository() {
    let bench = Bench::start().await.unwrap();
    let (_, commit) = merged(&bench).await;
    let wanted = application(&bench);
    let address = spec().address;
    let create = Change::Create { spec: spec() };
    let objects = manifest::objects(&create, &standard());
    let object = ObjectRef::of(&objects[0], &wanted.namespace);
    let contains = |revision: Sha| {
        let (github, commit) = (bench.github.clone(), commit.clone());
        async move { github.compare_contains(&repo(), &commit, &revision).await }
    };
    assert_eq!(bench.aws.exists(&address).await, Ok(false));
    assert_eq!(
        bench.argocd.application(&wanted, contains).await,
        Seen::Absent
    );
    bench.argocd.ensure_application(&wanted).await.unwrap();
    bench.argocd.ensure_application(&wanted).await.unwrap();
    bench.argocd.refresh(&wanted.name).await.unwrap();
    bench.settle().await.unwrap();
    let look = bench.argocd.application(&wanted, contains).await;
    let seen = &look.present().unwrap().seen;
    assert_eq!(
        (seen.sync, seen.is_as_wanted, seen.contains_merge),
        (SyncStatus::OutOfSync, true, true)
    );
    assert_eq!(
        bench.argocd.resource(&wanted.name, object).await,
        Seen::Absent
    );

    let started = bench.argocd.sync(&wanted.name, &commit, false).await;
    assert_eq!(
        started,
        Ok(SyncAsked::Started {
            revision: commit.clone()
        })
    );
    assert_eq!(
        bench.argocd.sync(&wanted.name, &commit, false).await,
        Ok(SyncAsked::Busy)
    );
    bench.settle().await.unwrap();
    let look = bench.argocd.application(&wanted, contains).await;
    let seen = &look.present().unwrap().seen;
    assert_eq!(
        (seen.sync, seen.contains_merge, seen.errors.len()),
        (SyncStatus::Synced, true, 0)
    );
    assert!(seen.operation.as_ref().unwrap().contains_merge);
    let live = bench.argocd.resource(&wanted.name, object).await;
    let live = live.present().unwrap();
    let ready = live
        .conditions
        .iter()
        .find(|condition| condition.r#type == "Ready")
        .unwrap();
    assert_eq!(
        (ready.status.as_str(), live.arn.as_deref()),
        ("True", Some(address.arn().as_str()))
    );

    let repository = bench.aws.repository(&address).await;
    let repository = repository.present().unwrap();
    assert_eq!(
        (&repository.uri, &repository.arn),
        (&address.uri(), &address.arn())
    );
    assert_eq!(repository.tags["berth-request"], filled_form().id);
    assert!(repository.lifecycle_policy.is_some());
    let census = bench
        .aws
        .census(&address.account, address.region)
        .await
        .unwrap();
    assert!(census.iter().any(|counted| counted.name == address.name));
}

#[tokio::test]
async fn the_catalog_lists_the_entity_in_its_own_time() {
    let bench = Bench::start().await.unwrap();
    merged(&bench).await;
    let name = manifest::object_name(&spec().address);
    let entity = EntityRef {
        kind: "resource",
        namespace: "default",
        name: &name,
    };
    let target = bench.github.blob_url(
        &repo(),
        "main",
        &manifest::catalog_path(&spec(), &standard()),
    );
    assert_eq!(
        bench.backstage.catalog_state(&target, entity).await,
        Seen::Absent
    );
    let location = bench.backstage.ensure_location(&target).await.unwrap();
    assert_eq!(
        bench.backstage.ensure_location(&target).await,
        Ok(location.clone())
    );
    let early = bench.backstage.catalog_state(&target, entity).await;
    assert_eq!(early, Seen::Present(CatalogSeen::Registered { location }));
    bench
        .world
        .clock
        .advance(std::time::Duration::from_secs(600));
    bench.settle().await.unwrap();
    let late = bench.backstage.catalog_state(&target, entity).await;
    assert!(
        matches!(late, Seen::Present(CatalogSeen::Listed { .. })),
        "{late:?}"
    );
}

#[tokio::test]
async fn clusters_come_from_argo_cd() {
    let bench = Bench::start().await.unwrap();
    let clusters = bench.argocd.clusters().await.unwrap();
    assert!(
        clusters
            .iter()
            .any(|cluster| cluster.name == "eks-prod-use1" && cluster.connected == Some(true))
    );
    assert!(!bench.argocd.version().await.unwrap().is_empty());
}

#[tokio::test]
async fn that_a_commit_lies_before_another_is_asked_once() {
    let bench = Bench::start().await.unwrap();
    let push = |text: &str| {
        let file = [("notes.md".to_owned(), Some(text.as_bytes().to_vec()))];
        let pushed = sandbox::github::push_files(&bench.world, REPO, "main", &file, text, "dev-a");
        Sha(pushed.unwrap())
    };
    let (first, second) = (push("one"), push("two"));
    let asked = async |before: &Sha, after: &Sha| {
        let repo = repo();
        let answer = bench.github.compare_contains(&repo, before, after).await;
        let is_it = |one: &sandbox::Exchange| one.path.contains("/compare/");
        (answer.unwrap(), bench.world.journal.count(is_it))
    };
    assert_eq!(asked(&first, &second).await, (true, 1));
    assert_eq!(asked(&first, &second).await, (true, 1), "it stays so");
    assert_eq!(asked(&second, &first).await, (false, 2));
}
