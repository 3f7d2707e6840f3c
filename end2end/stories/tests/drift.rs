//! AWS leaves what came there through Git: it is seen, put back, taken into Git or let be; and what was lost is remembered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![recursion_limit = "256"]

use domain::aws::Address;
use domain::chronicle::Deed;
use domain::compare::Item;
use domain::day::Day;
use domain::drift::{Drift, IgnoreForm};
use domain::form::RequestForm;
use domain::lifecycle::LifecyclePolicy;
use domain::people::{Person, Role};
use domain::portal::{
    ChangePages as _, Decision, DriftIgnored, FormPages as _, InventoryPages as _, RepositoryPage,
    RepositoryState, ReviewPages as _,
};
use domain::request::{Request, RequestId, StageName, Verdict};
use domain::testing::filled_form;
use sandbox::aws::{Image, RepoKey};
use serde_json::{Value, json};
use stories::{Portal, person};

stories::on_both_engines! {
    what_is_changed_by_hand_shows_and_goes_when_the_provider_puts_it_back,
    a_difference_is_let_be_until_a_day_and_another_one_is_not,
    a_repository_that_is_deleted_by_hand_leaves_the_list_of_its_images,
    one_that_is_made_anew_between_two_readings_is_missed_too,
}

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
    let decided = portal.portal.decide(&reviewer(), id, &decision).await;
    decided.unwrap();
    portal.until(id, at(StageName::Completed)).await.unwrap()
}

/// A repository that was made through Berth, and read since.
async fn made() -> (Portal, Address) {
    let portal = Portal::start().await.unwrap();
    portal.sign_in("reviewer-m").await.unwrap();
    let form = RequestForm {
        cluster: "eks-stage-use1".into(),
        ..filled_form()
    };
    let id = portal.portal.submit(&developer(), &form).await.unwrap();
    let key = approved(&portal, &id).await.spec().address.clone();
    read(&portal).await;
    (portal, key)
}

async fn read(portal: &Portal) {
    portal.services.clock.advance(3_600_000);
    server::portal::jobs::run_due_jobs(&portal.services, "bench").await;
    server::portal::jobs::run_due_image_reads(&portal.services, "bench").await;
    portal.services.clock.advance(60_000);
    server::portal::jobs::run_due_jobs(&portal.services, "bench").await;
}

async fn page(portal: &Portal, key: &Address) -> RepositoryPage {
    let page = portal.portal.repository(&developer(), key).await;
    page.unwrap()
}

fn items(drift: Option<&Drift>) -> Vec<Item> {
    let lines = drift.into_iter().flat_map(|drift| &drift.lines);
    lines.map(|one| one.item.clone()).collect()
}

async fn deeds(portal: &Portal, key: &Address) -> Vec<Deed> {
    let events = portal.services.store.repository_events(key, None, 20).await;
    events
        .unwrap()
        .into_iter()
        .map(|event| event.deed)
        .collect()
}

/// Somebody at AWS's console, or the provider's next look.
async fn handle(portal: &Portal, method: &str, path: &str, body: Value) {
    let sent = portal.bench.handle(method, path, body.to_string());
    sent.await.unwrap();
}

async fn by_hand(portal: &Portal, key: &Address, mut change: Value) {
    change["account"] = json!(key.account.as_str());
    change["region"] = json!(key.region.as_str());
    change["name"] = json!(key.name.as_str());
    handle(portal, "PATCH", "world/aws/repositories", change).await;
}

async fn provider_looks(portal: &Portal) {
    handle(portal, "POST", "world/provider/poll", json!({})).await;
    portal.bench.settle().await.unwrap();
}

async fn what_is_changed_by_hand_shows_and_goes_when_the_provider_puts_it_back() {
    let (portal, key) = made().await;
    assert_eq!(page(&portal, &key).await.drift, None);
    let other = LifecyclePolicy::keep_last(3);
    let change = json!({ "scan_on_push": false, "lifecycle_policy": other.canonical_json() });
    by_hand(&portal, &key, change).await;
    read(&portal).await;
    let seen = page(&portal, &key).await;
    assert_eq!(items(seen.drift.as_ref()), [Item::Scan, Item::Lifecycle]);
    assert!(matches!(&deeds(&portal, &key).await[0], Deed::Drifted { lines } if lines.len() == 2));

    provider_looks(&portal).await;
    read(&portal).await;
    let left = page(&portal, &key).await;
    // The provider refuses to change a policy: it stays until somebody does something.
    assert_eq!(items(left.drift.as_ref()), [Item::Lifecycle]);

    let text = other.pretty_json();
    let person = developer();
    let asked = portal.portal.ask_for_policy(&person, &key, &text, "");
    approved(&portal, &asked.await.unwrap()).await;
    read(&portal).await;
    assert_eq!(page(&portal, &key).await.drift, None, "Git says it too");
    assert_eq!(deeds(&portal, &key).await[0], Deed::DriftEnded);
    let store = &portal.services.store;
    assert_eq!(store.verify_repository_events().await.unwrap(), None);
}

async fn a_difference_is_let_be_until_a_day_and_another_one_is_not() {
    let (portal, key) = made().await;
    by_hand(
        &portal,
        &key,
        json!({ "image_tag_mutability": "IMMUTABLE" }),
    )
    .await;
    read(&portal).await;
    let now = portal.services.clock.now();
    let form = IgnoreForm {
        reason: "The pipeline is moved until Friday".into(),
        until: Day::of(now.plus_seconds(2 * 86_400)).to_string(),
    };
    let empty = IgnoreForm::default();
    let refused = portal.portal.ignore_drift(&developer(), &key, &empty).await;
    assert!(matches!(refused.unwrap(), DriftIgnored::Refused(problems) if problems.len() == 2));
    let done = portal.portal.ignore_drift(&developer(), &key, &form).await;
    assert_eq!(done.unwrap(), DriftIgnored::Done);
    let drift = page(&portal, &key).await.drift.unwrap();
    assert!(drift.is_ignored(now));
    assert!(
        !drift.is_ignored(now.plus_seconds(4 * 86_400)),
        "it ends by itself"
    );
    assert!(matches!(
        &deeds(&portal, &key).await[0],
        Deed::DriftIgnored { .. }
    ));

    by_hand(&portal, &key, json!({ "scan_on_push": false })).await;
    read(&portal).await;
    let drift = page(&portal, &key).await.drift.unwrap();
    assert_eq!(items(Some(&drift)), [Item::Mutability, Item::Scan]);
    assert_eq!(drift.ignored, None);
    by_hand(
        &portal,
        &key,
        json!({ "scan_on_push": true, "image_tag_mutability": "MUTABLE" }),
    )
    .await;
    read(&portal).await;
    let stale = portal.portal.ignore_drift(&developer(), &key, &form).await;
    assert_eq!(stale.unwrap(), DriftIgnored::Stale);
}

fn place(key: &Address) -> RepoKey {
    RepoKey::new(key.account.as_str(), key.region.as_str(), key.name.as_str())
}

fn digest(number: u32) -> String {
    format!("sha256:{number:064x}")
}

/// Two images, pushed and read.
async fn pushed(portal: &Portal, key: &Address) {
    let now = portal.bench.world.clock.now();
    for (number, tag) in [(1, "v1"), (2, "v2")] {
        let image = Image {
            digest: digest(number),
            tags: vec![tag.to_owned()],
            size: 10,
            pushed_at: now,
            manifest_media_type: "application/vnd.oci.image.manifest.v1+json".into(),
            artifact_media_type: None,
            last_pull: None,
            archived_at: None,
            subject: None,
            children: vec![],
            scan: None,
        };
        let sent = portal.bench.world.aws.lock().push(&place(key), image, now);
        sent.unwrap();
    }
    // Longer than the pause between two readings of its images.
    portal.services.clock.advance(7 * 3_600_000);
    read(portal).await;
    read(portal).await;
    assert_eq!(page(portal, key).await.row.figures.unwrap().images, 2);
}

async fn lost(portal: &Portal, key: &Address) {
    let losses = page(portal, key).await.losses;
    assert_eq!(
        (losses.len(), losses[0].images, losses[0].bytes),
        (1, 2, 20)
    );
    let kept = portal
        .portal
        .lost_images(&developer(), key, losses[0].at)
        .await;
    let kept: Vec<_> = kept
        .unwrap()
        .into_iter()
        .map(|image| (image.digest, image.tags))
        .collect();
    assert_eq!(kept.len(), 2);
    for (number, tag) in [(1, "v1"), (2, "v2")] {
        assert!(
            kept.contains(&(digest(number), vec![tag.to_owned()])),
            "{kept:?}"
        );
    }
    let told = deeds(portal, key).await;
    let told = told.iter().filter(|deed| {
        matches!(
            deed,
            Deed::RepositoryLost {
                images: 2,
                bytes: 20,
                ..
            }
        )
    });
    assert_eq!(told.count(), 1);
}

async fn deleted(portal: &Portal, key: &Address) {
    let path = format!(
        "world/aws/repositories?account={}&region={}&name={}&force=true",
        key.account, key.region, key.name
    );
    handle(portal, "DELETE", &path, Value::Null).await;
}

async fn a_repository_that_is_deleted_by_hand_leaves_the_list_of_its_images() {
    let (portal, key) = made().await;
    pushed(&portal, &key).await;
    deleted(&portal, &key).await;
    read(&portal).await;
    assert_eq!(
        page(&portal, &key).await.row.state,
        RepositoryState::Missing
    );
    lost(&portal, &key).await;

    provider_looks(&portal).await;
    read(&portal).await;
    read(&portal).await;
    let back = page(&portal, &key).await;
    assert_eq!(back.row.state, RepositoryState::Ready);
    assert_eq!(back.row.figures.unwrap().images, 0, "made anew, and empty");
    lost(&portal, &key).await;
}

async fn one_that_is_made_anew_between_two_readings_is_missed_too() {
    let (portal, key) = made().await;
    pushed(&portal, &key).await;
    deleted(&portal, &key).await;
    handle(&portal, "POST", "clock", json!({ "seconds": 60 })).await;
    provider_looks(&portal).await;
    read(&portal).await;
    read(&portal).await;
    assert_eq!(page(&portal, &key).await.row.figures.unwrap().images, 0);
    lost(&portal, &key).await;
}
