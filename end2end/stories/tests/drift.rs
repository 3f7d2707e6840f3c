//! AWS leaves what came there through Git: it is seen, put back, taken into Git or let be; and what was lost is remembered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![recursion_limit = "256"]

use domain::aws::Address;
use domain::chronicle::Deed;
use domain::compare::Item;
use domain::day::Day;
use domain::drift::{Differs, Drift, DriftKind, DriftState, IgnoreForm, ObjectDrift};
use domain::lifecycle::LifecyclePolicy;
use domain::people::{Person, Role};
use domain::portal::{
    AccessStart, ChangePages as _, Decision, DriftAct, DriftActed, DriftIgnored, HomePages as _,
    InventoryPages as _, InventoryQuery, RepositoryPage, RepositoryState, RequestPages as _,
    ReviewPages as _, SettingsStart, Task,
};
use domain::request::{StageName, Verdict};
use domain::text::TeamName;
use serde_json::{Value, json};
use server::worker::Worker;
use stories::Portal;
use stories::people::{at, developer, form, person, reviewer, started};
use stories::registry::{digest, place};

const AWS: DriftKind = DriftKind::ClusterAws;
const GIT: DriftKind = DriftKind::GitCluster;

stories::on_both_engines! {
    what_is_changed_by_hand_shows_and_goes_when_the_provider_puts_it_back,
    a_difference_is_let_be_until_a_day_and_another_one_is_not,
    a_repository_that_is_deleted_by_hand_leaves_the_list_of_its_images,
    one_that_is_made_anew_between_two_readings_is_missed_too,
    what_is_changed_in_the_cluster_is_another_finding_and_a_sync_puts_it_back,
    a_difference_in_the_cluster_is_let_be_until_a_day,
    what_aws_alone_has_is_let_be_until_a_day,
    an_object_that_was_deleted_in_the_cluster_comes_back_by_a_sync,
    what_aws_has_comes_into_git_as_settings,
    what_may_be_running_goes_only_when_two_people_say_so,
}

/// A repository that was made through Berth, and read since.
async fn made() -> (Portal, Address) {
    let portal = started().await.unwrap();
    let made = portal.made(&form()).await.unwrap();
    read(&portal).await;
    (portal, made.spec().address.clone())
}

async fn read(portal: &Portal) {
    portal.read_after(3_600_000).await;
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
    portal.handle(method, path, body).await.unwrap();
}

async fn by_hand(portal: &Portal, key: &Address, change: Value) {
    portal.by_hand(key, change).await.unwrap();
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
    portal.approved(&asked.await.unwrap()).await.unwrap();
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
    let refused = portal
        .portal
        .ignore_drift(&developer(), &key, AWS, &empty)
        .await;
    assert!(matches!(refused.unwrap(), DriftIgnored::Refused(problems) if problems.len() == 2));
    let done = portal
        .portal
        .ignore_drift(&developer(), &key, AWS, &form)
        .await;
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
    let stale = portal
        .portal
        .ignore_drift(&developer(), &key, AWS, &form)
        .await;
    assert_eq!(stale.unwrap(), DriftIgnored::Stale);
}

/// Two images, pushed and read.
async fn pushed(portal: &Portal, key: &Address) {
    let now = portal.bench.world.clock.now();
    for (number, tag) in [(1, "v1"), (2, "v2")] {
        let image = portal.image(number, &[tag]);
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

/// The list has it, and so has the first page of those who run Berth or decide, but of nobody else.
async fn told_to_those_concerned(portal: &Portal, key: &Address) {
    assert_eq!(marks(portal, key).await, [DriftState::Lost]);
    let has = async |person: &Person| {
        let home = portal.portal.home(person).await.unwrap();
        let is_it = |task: &Task| matches!(task, Task::Lost { key: lost, .. } if lost == key);
        home.needs_you.iter().any(is_it)
    };
    assert!(has(&reviewer()).await);
    let owner = Person {
        teams: vec![TeamName::parse(&page(portal, key).await.row.team.unwrap()).unwrap()],
        ..developer()
    };
    assert!(has(&owner).await);
    assert!(!has(&developer()).await);
}

/// What the list says, by its filter too.
async fn marks(portal: &Portal, key: &Address) -> Vec<DriftState> {
    let marks: Vec<DriftState> = page(portal, key).await.row.drift.states().collect();
    for state in DriftState::ALL {
        let query = InventoryQuery {
            drifts: vec![state],
            ..InventoryQuery::default()
        };
        let found = portal.portal.inventory(&developer(), &query).await.unwrap();
        let is_listed = found.rows.iter().any(|row| row.key == *key);
        assert_eq!(is_listed, marks.contains(&state), "{state:?}");
    }
    marks
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
    told_to_those_concerned(&portal, &key).await;

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

/// Somebody with access to the cluster, past Git and Argo CD.
async fn in_cluster(portal: &Portal, method: &str, kind: &str, name: &str, patch: Value) {
    let cluster = "eks-stage-use1";
    let namespace = &portal.services.standard.namespace;
    let group = "ecr.aws.m.upbound.io";
    match method {
        "DELETE" => {
            let path = format!(
                "world/objects?cluster={cluster}&group={group}&kind={kind}&namespace={namespace}&name={name}"
            );
            handle(portal, method, &path, Value::Null).await;
        }
        _ => {
            let body = json!({
                "cluster": cluster, "group": group, "kind": kind, "namespace": namespace, "name": name,
                "patch": patch,
            });
            handle(portal, method, "world/objects", body).await;
        }
    }
    portal.bench.settle().await.unwrap();
}

async fn act(portal: &Portal, key: &Address, act: DriftAct) -> DriftActed {
    let acted = portal.portal.act_on_drift(&developer(), key, act).await;
    acted.unwrap()
}

fn repository_object(key: &Address) -> String {
    domain::manifest::object_name(key)
}

fn changes(drift: Option<&Drift<ObjectDrift>>) -> Vec<(&str, Vec<&str>)> {
    let lines = drift.into_iter().flat_map(|drift| &drift.lines);
    lines
        .map(|line| match &line.differs {
            Differs::Missing => (line.kind.as_str(), vec!["missing"]),
            Differs::NoFile => (line.kind.as_str(), vec!["no file"]),
            Differs::Fields { fields } => {
                let paths = fields.iter().map(|field| field.path.as_str());
                (line.kind.as_str(), paths.collect())
            }
        })
        .collect()
}

async fn what_is_changed_in_the_cluster_is_another_finding_and_a_sync_puts_it_back() {
    let (portal, key) = made().await;
    let seen = page(&portal, &key).await;
    assert_eq!(seen.cluster_drift, None);
    assert!(seen.cluster.unwrap().at.is_some());
    let patch = json!({ "spec": { "forProvider": { "imageTagMutability": "IMMUTABLE" } } });
    in_cluster(
        &portal,
        "PATCH",
        "Repository",
        &repository_object(&key),
        patch,
    )
    .await;
    provider_looks(&portal).await;
    read(&portal).await;
    let seen = page(&portal, &key).await;
    assert_eq!(
        changes(seen.cluster_drift.as_ref()),
        [("Repository", vec!["spec.forProvider.imageTagMutability"])]
    );
    assert_eq!(seen.drift, None, "AWS is as the cluster says");
    assert_eq!(marks(&portal, &key).await, [DriftState::GitCluster]);
    assert!(matches!(
        &deeds(&portal, &key).await[0],
        Deed::ClusterDrifted { .. }
    ));

    let acted = act(&portal, &key, DriftAct::Revert).await;
    assert_eq!(acted, DriftActed::Reverting);
    portal.bench.settle().await.unwrap();
    provider_looks(&portal).await;
    portal.services.clock.advance(60_000);
    let acted = act(&portal, &key, DriftAct::Look).await;
    assert_eq!(acted, DriftActed::Looked);
    assert_eq!(page(&portal, &key).await.cluster_drift, None);
    read(&portal).await;
    let seen = page(&portal, &key).await;
    assert_eq!((seen.cluster_drift, seen.drift), (None, None));
    assert_eq!(marks(&portal, &key).await, [DriftState::None]);
    let store = &portal.services.store;
    assert_eq!(store.verify_repository_events().await.unwrap(), None);
}

async fn a_difference_in_the_cluster_is_let_be_until_a_day() {
    let (portal, key) = made().await;
    let name = repository_object(&key);
    let patch = json!({ "spec": { "forProvider": { "imageScanningConfiguration": { "scanOnPush": false } } } });
    in_cluster(&portal, "PATCH", "Repository", &name, patch).await;
    read(&portal).await;
    let now = portal.services.clock.now();
    let form = IgnoreForm {
        reason: "Tried out until Friday".into(),
        until: Day::of(now.plus_seconds(2 * 86_400)).to_string(),
    };
    let person = developer();
    let done = portal.portal.ignore_drift(&person, &key, GIT, &form).await;
    assert_eq!(done.unwrap(), DriftIgnored::Done);
    assert!(marks(&portal, &key).await.contains(&DriftState::Ignored));
    portal.services.clock.advance(4 * 86_400_000);
    read(&portal).await;
    let marked = marks(&portal, &key).await;
    assert!(marked.contains(&DriftState::GitCluster), "{marked:?}");
    assert!(!marked.contains(&DriftState::Ignored), "it ends by itself");
}

async fn an_object_that_was_deleted_in_the_cluster_comes_back_by_a_sync() {
    let (portal, key) = made().await;
    let seen = portal.services.aws.repository(&key).await;
    let policy = seen.present().unwrap().lifecycle_policy.clone().unwrap();
    let policy = LifecyclePolicy::from_json(&policy).unwrap();
    let name = domain::manifest::lifecycle_object_name(&key, &policy.canonical_json());
    in_cluster(&portal, "DELETE", "LifecyclePolicy", &name, Value::Null).await;
    provider_looks(&portal).await;
    read(&portal).await;
    let seen = page(&portal, &key).await;
    assert_eq!(
        changes(seen.cluster_drift.as_ref()),
        [("LifecyclePolicy", vec!["missing"])]
    );
    let acted = act(&portal, &key, DriftAct::Revert).await;
    assert_eq!(acted, DriftActed::Reverting);
    portal.bench.settle().await.unwrap();
    provider_looks(&portal).await;
    read(&portal).await;
    assert_eq!(page(&portal, &key).await.cluster_drift, None);
}

async fn what_aws_has_comes_into_git_as_settings() {
    let (portal, key) = made().await;
    by_hand(&portal, &key, json!({ "scan_on_push": false })).await;
    read(&portal).await;
    let person = developer();
    let asked = portal.portal.settings(&person, &key, SettingsStart::Aws);
    let page = asked.await.unwrap();
    let draft = page.draft.unwrap();
    assert_eq!(draft.changed.len(), 1, "{:?}", draft.changed);
    let asked = portal
        .portal
        .ask_for_settings(&person, &key, &page.form, "As it is in AWS.");
    portal.approved(&asked.await.unwrap()).await.unwrap();
    read(&portal).await;
    let seen = self::page(&portal, &key).await;
    assert_eq!((seen.drift, seen.cluster_drift), (None, None));
    let asked = portal.portal.draft_access(&person, &key, AccessStart::Aws);
    let look = asked.await.unwrap().look.unwrap();
    assert_eq!(look.files, [], "nobody set a policy in AWS");
}

async fn what_may_be_running_goes_only_when_two_people_say_so() {
    let (portal, key) = made().await;
    pushed(&portal, &key).await;
    let now = portal.bench.world.clock.now();
    for image in &mut portal
        .bench
        .world
        .aws
        .lock()
        .repo_mut(&place(&key))
        .unwrap()
        .images
    {
        image.last_pull = Some(now);
    }
    portal.services.clock.advance(7 * 3_600_000);
    read(&portal).await;
    read(&portal).await;
    let text = LifecyclePolicy::keep_last(1).pretty_json();
    let person = developer();
    let asked = portal.portal.ask_for_policy(&person, &key, &text, "");
    let id = asked.await.unwrap();
    let waiting = portal.until(&id, at(StageName::InReview)).await.unwrap();
    let decision = Decision {
        verdict: Verdict::Approve,
        comment: String::new(),
        head: waiting.stage.pull_request().unwrap().head.clone(),
    };
    let one = reviewer();
    let decided = portal.portal.decide(&one, &id, &decision).await;
    decided.unwrap();
    let again = Decision {
        comment: "I am sure.".into(),
        ..decision.clone()
    };
    let decided = portal.portal.decide(&one, &id, &again).await;
    decided.unwrap();
    let worker = Worker::new(portal.services.clone(), "bench".to_owned());
    for _ in 0..20 {
        while worker.step().await.unwrap() {}
        portal.bench.world.step().await;
        portal.services.clock.advance(5_000);
    }
    let shown = portal.portal.request(&person, &id).await.unwrap();
    assert_eq!(shown.request.stage.name(), StageName::InReview);
    let approvals = shown.approvals.unwrap();
    assert_eq!((approvals.given.len(), approvals.needed), (1, 2));
    assert!(approvals.why[0].contains("pulled within the last"));

    // It is the others' task now.
    let other = person_named("reviewer-n");
    for (who, waits) in [(&one, false), (&other, true)] {
        let home = portal.portal.home(who).await.unwrap();
        let tasks = home.needs_you.iter();
        let is_task = tasks.filter(|task| matches!(task, Task::Review(row) if row.id == id));
        assert_eq!(is_task.count(), usize::from(waits), "{}", who.login);
        let beside = portal.portal.surroundings(who).await.unwrap();
        assert_eq!(beside.waiting_reviews, u64::from(waits), "{}", who.login);
        let queue = portal.portal.review_queue(who).await.unwrap();
        let row = queue.waiting.iter().find(|row| row.request.id == id);
        assert_eq!(row.unwrap().hindrance.is_none(), waits, "{}", who.login);
    }

    let decided = portal.portal.decide(&other, &id, &decision).await;
    decided.unwrap();
    portal.until(&id, at(StageName::Completed)).await.unwrap();
}

fn person_named(login: &str) -> Person {
    person(login, &[Role::Developer, Role::Reviewer])
}

async fn what_aws_alone_has_is_let_be_until_a_day() {
    let (portal, managed) = made().await;
    let one =
        json!({ "account": "123456789012", "region": "us-east-1", "name": "payments/by-hand" });
    handle(&portal, "POST", "world/aws/repositories", one).await;
    read(&portal).await;
    let store = &portal.services.store;
    let alone = store.unmanaged(&InventoryQuery::default(), 1).await;
    let key = alone.unwrap().rows[0].key.clone();
    let now = portal.services.clock.now();
    let form = IgnoreForm {
        reason: "It is moved away in spring".into(),
        until: Day::of(now.plus_seconds(2 * 86_400)).to_string(),
    };
    let ignore = async |key: &Address, form: &IgnoreForm| {
        let (who, kind) = (developer(), DriftKind::AwsAlone);
        let asked = portal.portal.ignore_drift(&who, key, kind, form);
        asked.await.unwrap()
    };
    let refused = ignore(&key, &IgnoreForm::default()).await;
    let DriftIgnored::Refused(problems) = refused else {
        panic!("{refused:?}")
    };
    assert!(
        problems[0].message.contains("the difference"),
        "{problems:?}"
    );
    assert_eq!(ignore(&managed, &form).await, DriftIgnored::Stale);
    assert_eq!(ignore(&key, &form).await, DriftIgnored::Done);
    let shown = page(&portal, &key).await;
    let let_be = shown.alone.unwrap().ignored.unwrap();
    assert_eq!(let_be.by, developer().login);
    let marks = |page: RepositoryPage| page.row.drift.gravest();
    assert_eq!(marks(page(&portal, &key).await), DriftState::Ignored);
    assert!(matches!(
        &deeds(&portal, &key).await[0],
        Deed::DriftIgnored { .. }
    ));
    portal.services.clock.advance(3 * 86_400_000);
    read(&portal).await;
    assert_eq!(marks(page(&portal, &key).await), DriftState::None);
}
