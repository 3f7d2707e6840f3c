//! What keeps a removal from doing harm by the way: one change at a time, the word of both sides, pulls that are stopped
//! first, and nothing that stays behind unnoticed.

use super::*;
use domain::access_change::AccessForm;
use domain::alerts::AlertForm;
use domain::manifest;
use domain::portal::{
    AccessStart, Decision, InventoryQuery, ReviewPages as _, RolloutPages as _, SettingsStart,
    UsagePages as _,
};
use domain::rollout::RolloutForm;
use domain::settings_change::SettingsForm;

stories::on_both_engines! {
    a_removal_and_other_changes_leave_each_other_no_room,
    a_deletion_needs_the_team_and_the_platform,
    what_a_rejected_removal_has_left_is_taken_back,
    pulls_are_denied_while_it_cools_off_and_allowed_again,
    pulls_are_denied_beside_what_people_wrote,
    pulls_are_not_denied_where_they_could_not_be_allowed_again,
    files_that_berth_does_not_know_are_named_and_stay,
}

impl Story {
    async fn spec(&self) -> domain::spec::RepositorySpec {
        let first = self.portal.services.store.request(&self.first).await;
        first.unwrap().unwrap().spec().clone()
    }

    async fn text(&self, path: &str) -> Option<String> {
        let services = &self.portal.services;
        let spec = self.spec().await;
        let repo = services.standard.home(&spec.source);
        match services.github.file_at(repo, path, "main").await {
            Seen::Present(text) => Some(text),
            _ => None,
        }
    }

    async fn commit(&self, path: &str, text: &str) {
        let spec = self.spec().await;
        let repo = self.portal.services.standard.home(&spec.source);
        let body = json!({
            "branch": "main", "message": "By hand", "author": "dev-a", "files": { path: text },
        });
        self.handle("POST", &format!("git/{repo}/commits"), body)
            .await;
    }

    fn policy(&self) -> Option<String> {
        let aws = self.portal.bench.world.aws.lock();
        aws.repos[&place(&self.key)].policy.clone()
    }

    async fn access_path(&self) -> String {
        manifest::access_path(&self.spec().await, &self.portal.services.standard)
    }

    fn denying(&self, way: Way) -> RemovalForm {
        RemovalForm {
            way: Some(way),
            typed: self.key.name.to_string(),
            deny_pulls: true,
        }
    }

    async fn drifts(&self) -> Vec<String> {
        self.read().await;
        let store = &self.portal.services.store;
        let known = store
            .drift::<domain::compare::Compared>(&self.key)
            .await
            .unwrap();
        let lines = known.map(|drift| drift.lines).unwrap_or_default();
        lines.iter().map(|line| line.sentence()).collect()
    }
}

async fn a_removal_and_other_changes_leave_each_other_no_room() {
    let story = Story::start().await;
    story.read().await;
    let portal = &story.portal.portal;
    let (key, owner) = (&story.key, owner());
    let alarms = AlertForm {
        failed_pushes: true,
        ..AlertForm::default()
    };
    let asked = portal.ask_for_alarms(&owner, key, &alarms, "").await;
    let alarms_id = asked.unwrap();
    let page = portal
        .removal(&owner, key, &RemovalForm::default())
        .await
        .unwrap();
    let obstacle = page.obstacle.unwrap();
    assert!(
        obstacle.message.contains("withdraw it first"),
        "{obstacle:?}"
    );
    assert_eq!(
        obstacle.link.unwrap().href,
        format!("/requests/{alarms_id}")
    );
    let said = sentence(story.try_to_ask(Way::Detach, key.name.as_str()).await);
    assert!(said.contains("is on its way for this repository"), "{said}");
    portal.withdraw(&owner, &alarms_id).await.unwrap();

    let removal = story.ask(Way::Detach).await;
    let settings = SettingsForm {
        description: "Another".into(),
        ..portal
            .settings(&owner, key, SettingsStart::Git)
            .await
            .unwrap()
            .form
    };
    let access = AccessForm {
        pull_accounts: "210987654321".into(),
        ..AccessForm::default()
    };
    let policy = domain::lifecycle::LifecyclePolicy::keep_last(3).pretty_json();
    let query = domain::portal::UseQuery::default();
    for refused in [
        portal.ask_for_alarms(&owner, key, &alarms, "").await,
        portal.ask_for_settings(&owner, key, &settings, "").await,
        portal.ask_for_access(&owner, key, &access, "").await,
        portal.ask_for_policy(&owner, key, &policy, "").await,
        portal.ask_for_workflow(&owner, key, &query, "").await,
    ] {
        let said = sentence(refused);
        assert!(said.contains("takes this repository"), "{said}");
    }
    let draft = portal
        .draft_access(&owner, key, AccessStart::Now)
        .await
        .unwrap();
    let used = portal.use_it(&owner, key, &query).await.unwrap();
    for asked in [draft.requests, used.asked] {
        assert_eq!(asked.removal.unwrap().id, removal);
    }
    let form = RolloutForm {
        part: domain::rollout::PART_SETTINGS.into(),
        scan: "off".into(),
        ..RolloutForm::default()
    };
    let plan = portal
        .plan_rollout(&owner, &form, &InventoryQuery::default())
        .await
        .unwrap();
    let plan = plan.plan.unwrap_or_else(|| panic!("{:?}", plan.problems));
    let left: Vec<_> = plan.left_out.iter().filter(|one| one.0 == *key).collect();
    assert!(left[0].1.contains("takes this repository"), "{left:?}");

    portal.withdraw(&owner, &removal).await.unwrap();
    let free = portal.ask_for_alarms(&owner, key, &alarms, "").await;
    assert!(free.is_ok(), "{free:?}");
}

async fn a_deletion_needs_the_team_and_the_platform() {
    let story = Story::start().await;
    let store = &story.portal.services.store;
    let now = story.portal.services.clock.now();
    let platform = stories::people::reviewer();
    let second = Person {
        login: domain::github::Login::new("dev-c"),
        ..owner()
    };
    for known in [&platform, &second] {
        store.upsert_person(known, now).await.unwrap();
    }
    let id = story.ask(Way::DeleteEmpty).await;
    story.until(&id, StageName::CoolingOff).await;
    story.cool_down();
    story
        .decide_next(&platform, &id, true, Verdict::Approve)
        .await;
    for _ in 0..3 {
        story.portal.turn(5_000).await.unwrap();
    }
    let waits = story.portal.portal.request(&second, &id).await.unwrap();
    assert_eq!(waits.request.stage.name(), StageName::InReview);
    let word = waits.approvals.unwrap().owners.unwrap();
    assert!(matches!(
        word,
        domain::policy::OwnersWord::Missing { second: true, .. }
    ));
    let stranger = person("dev-b", &[Role::Developer]);
    let decision = Decision {
        verdict: Verdict::Approve,
        comment: String::new(),
        head: waits.request.stage.pull_request().unwrap().head.clone(),
    };
    let denied = story.portal.portal.decide(&stranger, &id, &decision).await;
    assert!(matches!(denied, Err(PortalError::Denied(_))), "{denied:?}");
    assert!(waits.may_review, "one of the team decides on this");
    story
        .decide_next(&second, &id, true, Verdict::Approve)
        .await;
    story.is_done(&id).await;
}

async fn what_a_rejected_removal_has_left_is_taken_back() {
    let story = Story::start().await;
    story.push_an_image().await;
    let path = manifest::repository_path(&story.spec().await, &story.portal.services.standard);
    let before = story.text(&path).await.unwrap();
    let id = story.ask(Way::DeleteWithImages).await;
    story.approve_next(&id, false).await;
    story.until(&id, StageName::CoolingOff).await;
    story.cool_down();
    story
        .decide_next(&owning_reviewer(), &id, true, Verdict::Reject)
        .await;
    story.until(&id, StageName::Rejected).await;
    story.portal.rest().await.unwrap();
    assert!(
        story
            .text(&path)
            .await
            .unwrap()
            .contains("forceDelete: true")
    );
    let portal = &story.portal.portal;
    let left = async |who: &Person| portal.request(who, &id).await.unwrap().leftover.unwrap();
    let stranger = person("dev-b", &[Role::Developer]);
    assert!(left(&owner()).await.may_take_back && !left(&stranger).await.may_take_back);
    assert!(portal.take_back(&stranger, &id).await.is_err());

    let back = portal.take_back(&owner(), &id).await.unwrap();
    assert_eq!(
        portal.take_back(&owner(), &id).await.unwrap(),
        back,
        "twice"
    );
    assert_eq!(left(&owner()).await.later.unwrap().id, back);
    story.approve_next(&back, true).await;
    let done = story.until(&back, StageName::Completed).await;
    assert!(matches!(
        &done.stage,
        Stage::Completed {
            outcome: Outcome::Kept { .. }
        }
    ));
    assert_eq!(story.text(&path).await, Some(before));
    let again = sentence(portal.take_back(&owner(), &id).await);
    assert!(again.contains("nothing to take back"), "{again}");
    assert!(story.is_in_aws());
}

async fn pulls_are_denied_while_it_cools_off_and_allowed_again() {
    let story = Story::start().await;
    let path = story.access_path().await;
    assert_eq!((story.policy(), story.text(&path).await), (None, None));
    let id = story
        .try_form(&story.denying(Way::DeleteWithImages))
        .await
        .unwrap();
    // Stopping pulls is the team's to allow too.
    let waiting = story.until(&id, StageName::InReview).await;
    assert!(domain::policy::asks_owners(&waiting.change));
    story.approve_next(&id, false).await;
    let cooling = story.until(&id, StageName::CoolingOff).await;
    assert!(removal(&cooling).denies_pulls());
    let denied = story.policy().unwrap();
    assert!(
        denied.contains("BerthDenyPull") && denied.contains("Deny"),
        "{denied}"
    );
    assert_eq!(story.drifts().await, Vec::<String>::new());
    let portal = &story.portal.portal;
    portal.withdraw(&owning_reviewer(), &id).await.unwrap();
    story.approve_next(&id, true).await;
    story.until(&id, StageName::Completed).await;
    assert_eq!((story.policy(), story.text(&path).await), (None, None));
    assert_eq!(story.drifts().await, Vec::<String>::new());

    // And to the end: what was made for it goes with the rest.
    let id = story
        .try_form(&story.denying(Way::DeleteEmpty))
        .await
        .unwrap();
    story.approve_next(&id, false).await;
    story.until(&id, StageName::CoolingOff).await;
    story.cool_down();
    story.approve_next(&id, true).await;
    story.is_done(&id).await;
    assert_eq!(story.text(&path).await, None);
}

async fn pulls_are_denied_beside_what_people_wrote() {
    let story = Story::start().await;
    let form = AccessForm {
        pull_accounts: "210987654321".into(),
        ..AccessForm::default()
    };
    let portal = &story.portal.portal;
    let asked = portal.ask_for_access(&owner(), &story.key, &form, "").await;
    let access = asked.unwrap();
    story.approve_next(&access, false).await;
    story.until(&access, StageName::Completed).await;
    let path = story.access_path().await;
    let text = story
        .text(&path)
        .await
        .unwrap()
        .replace("spec:\n", "# Ours.\nspec:\n");
    story.commit(&path, &text).await;

    let id = story
        .try_form(&story.denying(Way::DeleteEmpty))
        .await
        .unwrap();
    story.approve_next(&id, false).await;
    story.until(&id, StageName::CoolingOff).await;
    let denied = story.policy().unwrap();
    assert!(denied.contains("BerthDenyPull") && denied.contains("210987654321"));
    portal.withdraw(&owning_reviewer(), &id).await.unwrap();
    story.approve_next(&id, true).await;
    story.until(&id, StageName::Completed).await;
    assert_eq!(story.text(&path).await, Some(text), "byte for byte");
    assert!(!story.policy().unwrap().contains("BerthDenyPull"));
}

async fn pulls_are_not_denied_where_they_could_not_be_allowed_again() {
    let story = Story::start().await;
    let detach = story.try_form(&story.denying(Way::Detach)).await;
    assert!(sentence(detach).contains("before a deletion only"));
    {
        let policy = json!({ "Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::210987654321:root" },
            "Action": "ecr:BatchGetImage" }] });
        let mut aws = story.portal.bench.world.aws.lock();
        aws.repos.get_mut(&place(&story.key)).unwrap().policy = Some(policy.to_string());
    }
    let refused = story.try_form(&story.denying(Way::DeleteEmpty)).await;
    assert!(sentence(refused).contains("Bring it into Git"));
}

async fn files_that_berth_does_not_know_are_named_and_stay() {
    let story = Story::start().await;
    let standard = &story.portal.services.standard;
    let folder = manifest::manifest_folder(&story.spec().await, standard);
    let notes = format!("{folder}/notes.md");
    story.commit(&notes, "Ours.\n").await;
    let page = story
        .portal
        .portal
        .removal(&owner(), &story.key, &RemovalForm::default())
        .await
        .unwrap();
    assert_eq!(page.unknown, std::slice::from_ref(&notes));
    let id = story.ask(Way::DeleteEmpty).await;
    story.until(&id, StageName::CoolingOff).await;
    story.cool_down();
    let waits = |request: &Request| request.stage.name() == StageName::InReview;
    let waiting = story.portal.until(&id, waits).await.unwrap();
    let lines = domain::policy::consequences_of_change(&waiting.change);
    assert!(lines.iter().any(|line| line.contains(&notes)), "{lines:?}");
    story.approve_next(&id, true).await;
    story.is_done(&id).await;
    assert!(story.in_git(&notes).await);
}
