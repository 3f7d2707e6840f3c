//! Repositories go in two pull requests, and nothing is lost before the second.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![recursion_limit = "256"]

mod care;

use domain::aws::Address;
use domain::form::RequestForm;
use domain::observed::Seen;
use domain::people::{Person, Role};
use domain::portal::{
    Answer, ChangePages as _, FactState, FormPages as _, InventoryPages as _, PortalError,
    RemovalForm, RepositoryState, RequestPages as _,
};
use domain::request::{
    Applying, Change, Outcome, Removal, Request, RequestId, Stage, StageName, Verdict, Way,
};
use domain::spec::Field;
use serde_json::{Value, json};
use stories::Portal;
use stories::people::{form, owner, owning_reviewer, person};
use stories::registry::place;

stories::on_both_engines! {
    a_repository_with_images_goes_through_both_pull_requests,
    the_name_of_a_deleted_repository_is_locked_and_free_later,
    called_off_while_it_cools_everything_is_as_before,
    images_that_nobody_allowed_to_go_are_kept_by_aws_and_it_goes_on_once_they_are_gone,
    rights_that_the_provider_lacks_are_named_and_the_rest_follows,
    an_object_that_is_paused_is_named_and_goes_once_it_is_not,
    an_object_that_somebody_else_holds_is_named_and_goes_once_it_is_let_go,
    pruning_that_has_to_be_confirmed_is_said_and_waited_for,
    an_object_that_must_not_be_pruned_is_named,
    what_is_let_go_of_stays_in_aws_and_nobody_looks_after_it,
    a_lifecycle_policy_goes_for_good_however_it_came,
    only_the_owner_asks_and_only_with_the_name_typed,
}

const HOUR_MS: i64 = 3_600_000;

fn removal(request: &Request) -> &Removal {
    match &request.change {
        Change::Removal { removal, .. } => removal,
        other => panic!("{other:?}"),
    }
}

struct Story {
    portal: Portal,
    key: Address,
    first: RequestId,
}

impl Story {
    async fn start() -> Self {
        Self::over(Portal::start().await.unwrap()).await
    }

    async fn over(portal: Portal) -> Self {
        portal.sign_in("reviewer-m").await.unwrap();
        portal.sign_in_owners().await.unwrap();
        let form = form();
        let first = portal.portal.submit(&owner(), &form).await.unwrap();
        let story = Self {
            key: form.address(&portal.services.standard).unwrap(),
            first,
            portal,
        };
        story.approve_next(&story.first, false).await;
        story.until(&story.first, StageName::Completed).await;
        story
    }

    async fn until(&self, id: &RequestId, stage: StageName) -> Request {
        self.portal.until_at(id, stage).await.unwrap()
    }

    /// The pull request that waits; `second`: on the branch that ends so.
    async fn approve_next(&self, id: &RequestId, second: bool) {
        self.decide_next(&owning_reviewer(), id, second, Verdict::Approve)
            .await;
    }

    async fn decide_next(&self, who: &Person, id: &RequestId, second: bool, verdict: Verdict) {
        let decided = self.portal.decide_one_of_two(who, id, second, verdict);
        decided.await.unwrap();
    }

    async fn try_to_ask(&self, way: Way, typed: &str) -> Answer<RequestId> {
        self.try_form(&RemovalForm {
            way: Some(way),
            typed: typed.into(),
            deny_pulls: false,
        })
        .await
    }

    async fn try_form(&self, form: &RemovalForm) -> Answer<RequestId> {
        let portal = &self.portal.portal;
        portal
            .ask_for_removal(&owner(), &self.key, form, "Nobody needs it.")
            .await
    }

    async fn ask(&self, way: Way) -> RequestId {
        self.try_to_ask(way, self.key.name.as_str()).await.unwrap()
    }

    async fn handle(&self, method: &str, path: &str, body: Value) {
        self.portal.handle(method, path, body).await.unwrap();
    }

    async fn push_an_image(&self) {
        let image = self.portal.image(1, &["v1"]);
        self.portal.put_images(&self.key, [image]).unwrap();
        self.read().await;
    }

    /// Lets the readers of the registry have their turn.
    async fn read(&self) {
        self.portal.read_after(HOUR_MS).await;
    }

    fn is_in_aws(&self) -> bool {
        self.portal.is_in_aws(&self.key)
    }

    async fn in_git(&self, path: &str) -> bool {
        let services = &self.portal.services;
        let first = services.store.request(&self.first).await.unwrap().unwrap();
        let repo = services.standard.home(&first.spec().source);
        let found = services.github.file_at(repo, path, "main").await;
        matches!(found, Seen::Present(_))
    }

    /// Somebody edits the live object, past Git.
    async fn edit(&self, kind: &str, patch: Value) {
        let name = domain::manifest::object_name(&self.key);
        let body = json!({
            "cluster": "eks-stage-use1", "group": "ecr.aws.m.upbound.io", "kind": kind,
            "namespace": "crossplane-system", "name": name, "patch": patch,
        });
        self.handle("PATCH", "world/objects", body).await;
    }

    /// Somebody tells Argo CD in the manifest how to prune the repository.
    async fn prunes(&self, how: &str) {
        let services = &self.portal.services;
        let first = services.store.request(&self.first).await.unwrap();
        let spec = first.unwrap().spec().clone();
        let path = domain::manifest::repository_path(&spec, &services.standard);
        let repo = services.standard.home(&spec.source);
        let Seen::Present(text) = services.github.file_at(repo, &path, "main").await else {
            panic!("no {path}")
        };
        let mark = format!("  annotations:\n    argocd.argoproj.io/sync-options: {how}\n");
        let text = text.replacen("  annotations:\n", &mark, 1);
        let file = (path, Some(text));
        let pushed = self.portal.pushed(&repo.to_string(), [file]).await;
        pushed.unwrap();
    }

    /// Asked for, ready and cooled down; the second pull request is approved.
    async fn going(&self) -> RequestId {
        let id = self.ask(Way::DeleteWithImages).await;
        self.approve_next(&id, false).await;
        self.until(&id, StageName::CoolingOff).await;
        self.cool_down();
        id
    }

    async fn failed(&self, id: &RequestId) -> String {
        let failed = self.until(id, StageName::ProvisionFailed).await;
        match failed.stage {
            Stage::ProvisionFailed { reason, .. } => reason,
            other => panic!("{other:?}"),
        }
    }

    async fn is_done(&self, id: &RequestId) {
        assert!(is_removed(&self.until(id, StageName::Completed).await));
        assert!(!self.is_in_aws());
    }

    fn cool_down(&self) {
        self.portal.services.clock.advance(73 * HOUR_MS);
    }

    async fn state(&self) -> Option<RepositoryState> {
        let known = self
            .portal
            .services
            .store
            .repository(&self.key)
            .await
            .unwrap();
        known.map(|known| known.row.state)
    }
}

fn sentence(answer: Answer<RequestId>) -> String {
    match answer.unwrap_err() {
        PortalError::Refused(refusal) => refusal.problems[0].message.clone(),
        other => other.to_string(),
    }
}

fn is_removed(request: &Request) -> bool {
    matches!(
        &request.stage,
        Stage::Completed {
            outcome: Outcome::Removed { .. }
        }
    )
}

async fn a_repository_with_images_goes_through_both_pull_requests() {
    let story = Story::start().await;
    story.push_an_image().await;
    let manifest = {
        let request = story
            .portal
            .services
            .store
            .request(&story.first)
            .await
            .unwrap()
            .unwrap();
        domain::manifest::repository_path(request.spec(), &story.portal.services.standard)
    };
    let page = story
        .portal
        .portal
        .removal(&owner(), &story.key, &RemovalForm::default())
        .await
        .unwrap();
    assert_eq!((page.held.images, page.obstacle.clone()), (1, None));
    assert!(page.files.contains(&manifest), "{:?}", page.files);

    let id = story.ask(Way::DeleteWithImages).await;
    story.approve_next(&id, false).await;
    let cooling = story.until(&id, StageName::CoolingOff).await;
    assert!(story.is_in_aws() && story.in_git(&manifest).await);
    assert!(!removal(&cooling).removes());
    story.cool_down();
    story.approve_next(&id, true).await;
    let done = story.until(&id, StageName::Completed).await;
    assert!(is_removed(&done), "{:?}", done.stage);
    assert!(!story.is_in_aws() && !story.in_git(&manifest).await);

    assert_eq!(story.state().await, None);
    let stone = story
        .portal
        .portal
        .tombstone(&owner(), &story.key)
        .await
        .unwrap();
    assert_eq!((stone.images, stone.request.clone()), (1, id));
    let list = story
        .portal
        .portal
        .lost_images(&owner(), &story.key, stone.list.unwrap())
        .await;
    assert_eq!(list.unwrap()[0].tags, ["v1"]);
    story.read().await;
    assert!(
        story
            .portal
            .services
            .store
            .untold_losses()
            .await
            .unwrap()
            .is_empty()
    );
}

async fn the_name_of_a_deleted_repository_is_locked_and_free_later() {
    let story = Story::start().await;
    let id = story.ask(Way::DeleteEmpty).await;
    let cooling = story.until(&id, StageName::CoolingOff).await;
    assert!(
        cooling.stage.pull_request().is_none(),
        "nothing had to be made ready"
    );
    story.cool_down();
    story.approve_next(&id, true).await;
    story.until(&id, StageName::Completed).await;
    let form = RequestForm {
        id: "0197c9d2-7c1a-7000-8000-0000000000aa".into(),
        ..form()
    };
    let about_name = async || {
        let checks = story.portal.portal.check(&owner(), &form).await.unwrap();
        let facts = checks.facts.into_iter();
        facts
            .filter(|fact| fact.field == Field::Name && fact.state == FactState::Bad)
            .map(|fact| fact.sentence)
            .collect::<Vec<_>>()
    };
    let said = about_name().await;
    assert!(
        said.iter()
            .any(|one| one.contains("nobody gets its name before")),
        "{said:?}"
    );
    assert!(story.portal.portal.submit(&owner(), &form).await.is_err());
    story.portal.services.clock.advance(31 * 24 * HOUR_MS);
    assert_eq!(about_name().await, Vec::<String>::new());
    let again = story.portal.portal.submit(&owner(), &form).await.unwrap();
    story.until(&again, StageName::InReview).await;
}

async fn called_off_while_it_cools_everything_is_as_before() {
    let story = Story::start().await;
    story.push_an_image().await;
    let id = story.ask(Way::DeleteWithImages).await;
    story.approve_next(&id, false).await;
    story.until(&id, StageName::CoolingOff).await;
    let stranger = person("dev-b", &[Role::Developer]);
    assert!(story.portal.portal.withdraw(&stranger, &id).await.is_err());
    story
        .portal
        .portal
        .withdraw(&owning_reviewer(), &id)
        .await
        .unwrap();
    story.approve_next(&id, true).await;
    let kept = story.until(&id, StageName::Completed).await;
    assert!(matches!(
        &kept.stage,
        Stage::Completed {
            outcome: Outcome::Kept { .. }
        }
    ));
    story.cool_down();
    assert!(story.is_in_aws());
    assert_eq!(story.state().await, Some(RepositoryState::Ready));
    assert!(
        story
            .portal
            .portal
            .tombstone(&owner(), &story.key)
            .await
            .is_err()
    );
}

async fn images_that_nobody_allowed_to_go_are_kept_by_aws_and_it_goes_on_once_they_are_gone() {
    let story = Story::start().await;
    let id = story.ask(Way::DeleteEmpty).await;
    story.until(&id, StageName::CoolingOff).await;
    story.push_an_image().await;
    story.cool_down();
    story.approve_next(&id, true).await;
    let failed = story.until(&id, StageName::ProvisionFailed).await;
    let Stage::ProvisionFailed { reason, .. } = &failed.stage else {
        panic!("{failed:?}")
    };
    assert!(
        reason.contains("still holds images") && reason.contains("RepositoryNotEmptyException"),
        "{reason}"
    );
    assert!(story.is_in_aws());
    {
        let mut aws = story.portal.bench.world.aws.lock();
        aws.repos
            .get_mut(&place(&story.key))
            .unwrap()
            .images
            .clear();
    }
    story.handle("POST", "world/provider/poll", json!({})).await;
    let done = story.until(&id, StageName::Completed).await;
    assert!(is_removed(&done) && !story.is_in_aws());
}

async fn rights_that_the_provider_lacks_are_named_and_the_rest_follows() {
    let story = Story::start().await;
    let id = story.ask(Way::DeleteEmpty).await;
    story.until(&id, StageName::CoolingOff).await;
    story.cool_down();
    let trouble = json!({ "kind": "Repository", "name": "*", "act": "delete", "code": "AccessDeniedException" });
    story.handle("POST", "world/troubles", trouble).await;
    story.approve_next(&id, true).await;
    let failed = story.until(&id, StageName::ProvisionFailed).await;
    let Stage::ProvisionFailed { reason, .. } = &failed.stage else {
        panic!("{failed:?}")
    };
    assert!(reason.contains("ecr:DeleteRepository"), "{reason}");
    story.handle("DELETE", "world/troubles", json!({})).await;
    story.handle("POST", "world/provider/poll", json!({})).await;
    assert!(is_removed(&story.until(&id, StageName::Completed).await));
}

async fn an_object_that_is_paused_is_named_and_goes_once_it_is_not() {
    let story = Story::start().await;
    let id = story.going().await;
    let paused =
        |how: Value| json!({ "metadata": { "annotations": { "crossplane.io/paused": how } } });
    story.edit("Repository", paused(json!("true"))).await;
    story.approve_next(&id, true).await;
    let reason = story.failed(&id).await;
    assert!(reason.contains("crossplane.io/paused"), "{reason}");
    assert!(story.is_in_aws());
    story.edit("Repository", paused(Value::Null)).await;
    story.is_done(&id).await;
}

async fn an_object_that_somebody_else_holds_is_named_and_goes_once_it_is_let_go() {
    let story = Story::start().await;
    let id = story.going().await;
    let held = json!([
        "finalizer.managedresource.crossplane.io",
        "example.org/backup"
    ]);
    let finalizers = |list: Value| json!({ "metadata": { "finalizers": list } });
    story.edit("Repository", finalizers(held)).await;
    story.approve_next(&id, true).await;
    let reason = story.failed(&id).await;
    assert!(reason.contains("finalizers"), "{reason}");
    let own = json!(["finalizer.managedresource.crossplane.io"]);
    story.edit("Repository", finalizers(own)).await;
    story.is_done(&id).await;
}

async fn pruning_that_has_to_be_confirmed_is_said_and_waited_for() {
    let story = Story::start().await;
    story.prunes("Prune=confirm").await;
    let id = story.going().await;
    story.approve_next(&id, true).await;
    let waits =
        |request: &Request| request.stage.name() == StageName::Syncing && request.waiting.is_some();
    let waiting = story.portal.until(&id, waits).await.unwrap();
    let said = waiting.waiting.unwrap().trouble.message;
    assert!(said.contains("confirm the pruning"), "{said}");
    assert!(story.is_in_aws());
    let application = waiting.stage.delivery().unwrap().application.clone();
    let at = story.portal.bench.world.clock.now();
    let at = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mark = json!({ "argocd.argoproj.io/deletion-approved": at });
    let patch = json!({ "metadata": { "annotations": mark } }).to_string();
    let sandbox = &story.portal.bench.sandbox;
    let url = format!(
        "{}/api/v1/applications/{application}",
        sandbox.urls().argocd
    );
    let body = json!({ "name": application, "patchType": "merge", "patch": patch });
    let sent = reqwest::Client::new()
        .patch(url)
        .bearer_auth(sandbox.credentials().argocd_token)
        .header("content-type", "application/json")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    assert!(sent.status().is_success(), "{}", sent.text().await.unwrap());
    story.is_done(&id).await;
}

async fn an_object_that_must_not_be_pruned_is_named() {
    let story = Story::start().await;
    story.prunes("Prune=false").await;
    let id = story.going().await;
    story.approve_next(&id, true).await;
    let reason = story.failed(&id).await;
    assert!(reason.contains("has not pruned"), "{reason}");
    assert!(story.is_in_aws());
    let name = domain::manifest::object_name(&story.key);
    let object = format!(
        "world/objects?cluster=eks-stage-use1&group=ecr.aws.m.upbound.io&kind=Repository&namespace=crossplane-system&name={name}"
    );
    story.handle("DELETE", &object, json!({})).await;
    story.is_done(&id).await;
}

async fn what_is_let_go_of_stays_in_aws_and_nobody_looks_after_it() {
    let story = Story::start().await;
    story.push_an_image().await;
    let id = story.ask(Way::Detach).await;
    story.approve_next(&id, false).await;
    story.approve_next(&id, true).await;
    let done = story.until(&id, StageName::Completed).await;
    assert!(is_removed(&done), "{:?}", done.stage);
    assert!(story.is_in_aws());
    let held = story.portal.bench.world.aws.lock().repos[&place(&story.key)].clone();
    assert_eq!(held.images.len(), 1);
    assert!(held.lifecycle.is_some(), "its policy stays too");
    story.read().await;
    assert_eq!(story.state().await, Some(RepositoryState::Unmanaged));
}

async fn a_lifecycle_policy_goes_for_good_however_it_came() {
    for applying in Applying::ALL {
        let story = Story::over(Portal::start_applying(applying).await.unwrap()).await;
        let policy = || {
            let aws = story.portal.bench.world.aws.lock();
            aws.repos[&place(&story.key)].lifecycle.is_some()
        };
        assert!(policy());
        let id = story.ask(Way::Policy).await;
        story.approve_next(&id, false).await;
        story.approve_next(&id, true).await;
        let done = story.until(&id, StageName::Completed).await;
        assert!(is_removed(&done), "{applying:?}: {:?}", done.stage);
        assert!(!policy(), "{applying:?}");
        assert_eq!(story.state().await, Some(RepositoryState::Ready));
    }
}

async fn only_the_owner_asks_and_only_with_the_name_typed() {
    let story = Story::start().await;
    let said = sentence(story.try_to_ask(Way::Detach, "something/else").await);
    assert!(said.contains("Type the name"), "{said}");
    let form = RemovalForm {
        way: Some(Way::Detach),
        typed: story.key.name.to_string(),
        deny_pulls: false,
    };
    let stranger = person("dev-b", &[Role::Developer]);
    let portal = &story.portal.portal;
    let denied = portal
        .ask_for_removal(&stranger, &story.key, &form, "")
        .await;
    assert!(matches!(denied, Err(PortalError::Denied(_))), "{denied:?}");
}
