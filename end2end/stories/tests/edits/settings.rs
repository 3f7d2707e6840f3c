use super::{Story, developer, problems};
use domain::manifest::{catalog_path, repository_path};
use domain::policy::{Risk, check_change, risk_of_change};
use domain::portal::{
    Answer, ChangePages as _, PortalError, RequestPages as _, SettingsDraft, SettingsInGit,
    SettingsPage, SettingsStart,
};
use domain::request::{Change, Request, RequestId, Stage, StageName};
use domain::settings_change::{Input, SettingsForm};

stories::on_both_engines! {
    only_the_lines_that_were_asked_for_change_and_aws_follows,
    a_push_between_asking_and_checking_is_not_overwritten,
    a_push_between_checking_and_publishing_is_not_overwritten,
    other_lines_that_are_pushed_during_the_review_are_merged_with_it,
    the_same_line_that_is_pushed_during_the_review_is_asked_for_again,
    what_aws_refuses_is_said_and_goes_on_once_it_is_allowed,
    a_manifest_that_is_not_understood_is_left_to_people,
    the_request_keeps_what_git_had,
}

impl Story {
    fn manifest(&self) -> String {
        repository_path(self.first.spec(), &self.portal.services.standard)
    }

    fn catalog(&self) -> String {
        catalog_path(self.first.spec(), &self.portal.services.standard)
    }

    async fn settings(&self, start: SettingsStart<'_>) -> SettingsPage {
        let portal = &self.portal.portal;
        portal
            .settings(&developer(), &self.key, start)
            .await
            .unwrap()
    }

    /// The form as Git fills it, with some of it typed over.
    async fn typed(&self, values: &[(&str, &str)]) -> SettingsForm {
        let page = self.settings(SettingsStart::Git).await;
        assert!(matches!(page.git, SettingsInGit::Read(_)), "{:?}", page.git);
        let mut form = page.form;
        for (name, value) in values {
            let input = Input::ALL.into_iter().find(|input| input.as_str() == *name);
            form.set(input.unwrap(), value);
        }
        form
    }

    async fn looked(&self, form: &SettingsForm) -> SettingsDraft {
        let page = self.settings(SettingsStart::Typed(form)).await;
        page.draft.unwrap_or_else(|| panic!("{:?}", page.problems))
    }

    async fn try_to_ask(&self, form: &SettingsForm) -> Answer<RequestId> {
        let portal = &self.portal.portal;
        portal
            .ask_for_settings(&developer(), &self.key, form, "The team has agreed.")
            .await
    }

    async fn ask(&self, form: &SettingsForm) -> RequestId {
        self.try_to_ask(form).await.unwrap()
    }

    /// People make the manifest their own: a comment, a field that Berth doesn't know, other line ends.
    async fn made_ones_own(&self) -> String {
        let text = self.text(&self.manifest()).await.unwrap();
        let text = text.replace(
            "    imageTagMutability:",
            "    # Agreed with security.\n    imageTagMutability:",
        );
        let text = text.replace(
            "spec:\n",
            "spec:\n  writeConnectionSecretToRef:\n    name: mine   # ours\n",
        );
        let text = text.replace('\n', "\r\n");
        self.pushed(&self.manifest(), &text).await;
        text
    }
}

fn sentence(error: PortalError) -> String {
    match error {
        PortalError::Refused(refusal) => refusal.problems[0].message.clone(),
        other => panic!("{other:?}"),
    }
}

fn reason(request: &Request) -> &str {
    match &request.stage {
        Stage::ProvisionFailed { reason, .. } | Stage::PublishFailed { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

async fn only_the_lines_that_were_asked_for_change_and_aws_follows() {
    let story = Story::start().await;
    let own = story.made_ones_own().await;
    let entity = story.text(&story.catalog()).await.unwrap();
    let form = story
        .typed(&[
            ("team", "checkout"),
            ("mutability", "immutable_except"),
            ("exceptions", "dev-*"),
            ("tags", "stage=prod"),
        ])
        .await;
    let draft = story.looked(&form).await;
    assert_eq!(draft.changed.len(), 3);
    assert_eq!(draft.files.len(), 2);
    let id = story.ask(&form).await;
    let waiting = story.until(&id, StageName::InReview).await;
    let checks = check_change(&waiting.change, &story.portal.services.standard);
    let risk = risk_of_change(&waiting.change, &checks);
    assert_eq!(risk.level, Risk::Medium);
    assert!(risk.reasons[0].contains("a word of team checkout"));
    let before = story.in_aws().await;
    story.approved(&id).await;

    let expected = own
        .replace(
            "    imageTagMutability: MUTABLE\r\n",
            "    imageTagMutability: IMMUTABLE_WITH_EXCLUSION\r\n    imageTagMutabilityExclusionFilter:\r\n      - filter: \"dev-*\"\r\n        filterType: WILDCARD\r\n",
        )
        .replace("      team: \"platform-engineering\"\r\n", "      team: \"checkout\"\r\n")
        .replace("      system: ", "      stage: \"prod\"\r\n      system: ");
    assert_eq!(story.text(&story.manifest()).await.unwrap(), expected);
    let expected = entity.replace(
        "group:default/platform-engineering",
        "group:default/checkout",
    );
    assert_eq!(story.text(&story.catalog()).await.unwrap(), expected);

    let after = story.in_aws().await;
    assert_eq!(before.mutability, "MUTABLE");
    assert_eq!(after.mutability, "IMMUTABLE_WITH_EXCLUSION");
    assert_eq!(after.exclusion_filters, ["dev-*"]);
    assert_eq!(
        (after.tags["team"].as_str(), after.tags["stage"].as_str()),
        ("checkout", "prod")
    );
    let row = story.settings(SettingsStart::Git).await.row;
    assert_eq!(row.team.as_deref(), Some("checkout"));
    let same = story.try_to_ask(&form).await;
    assert!(sentence(same.unwrap_err()).contains("says all of this already"));

    let fewer = story
        .typed(&[("tags", ""), ("description", "Images of the checkout")])
        .await;
    let second = story.ask(&fewer).await;
    story.approved(&second).await;
    assert!(!story.in_aws().await.tags.contains_key("stage"));
    let known = story.portal.services.store.repository(&story.key).await;
    let description = known.unwrap().unwrap().description;
    assert_eq!(description.as_deref(), Some("Images of the checkout"));
}

/// What was asked for before somebody pushed waits for the person, and is laid over what Git has by then.
async fn asked_before_a_push(stage: StageName) {
    let story = Story::start().await;
    let form = story.typed(&[("mutability", "immutable")]).await;
    let id = story.ask(&form).await;
    if stage == StageName::Publishing {
        story.until(&id, stage).await;
    }
    let own = story.made_ones_own().await;
    let stopped = story.until(&id, StageName::NeedsInput).await;
    let said = problems(&stopped);
    assert!(
        said.contains("repository.yaml changed on main after this was asked for"),
        "{said}"
    );
    assert_eq!(story.text(&story.manifest()).await.unwrap(), own);

    let again = story.settings(SettingsStart::Again(&id)).await;
    assert_eq!(again.form.mutability, "immutable");
    assert_eq!(again.draft.unwrap().files[0].before.as_ref(), Some(&own));
    assert_eq!(story.ask(&again.form).await, id, "its next revision");
    let done = story.approved(&id).await;
    assert_eq!(done.revision, 2);
    let expected = own.replace(
        "imageTagMutability: MUTABLE",
        "imageTagMutability: IMMUTABLE",
    );
    assert_eq!(story.text(&story.manifest()).await.unwrap(), expected);
}

async fn a_push_between_asking_and_checking_is_not_overwritten() {
    asked_before_a_push(StageName::Checking).await;
}

async fn a_push_between_checking_and_publishing_is_not_overwritten() {
    asked_before_a_push(StageName::Publishing).await;
}

async fn other_lines_that_are_pushed_during_the_review_are_merged_with_it() {
    let story = Story::start().await;
    let form = story.typed(&[("team", "checkout")]).await;
    let id = story.ask(&form).await;
    story.until(&id, StageName::InReview).await;
    let text = story.text(&story.manifest()).await.unwrap();
    let own = format!("# Ours, and loved.\n{text}");
    story.pushed(&story.manifest(), &own).await;
    story.approved(&id).await;
    let expected = own.replace("team: \"platform-engineering\"", "team: \"checkout\"");
    assert_eq!(story.text(&story.manifest()).await.unwrap(), expected);
}

async fn the_same_line_that_is_pushed_during_the_review_is_asked_for_again() {
    let story = Story::start().await;
    let form = story.typed(&[("team", "checkout"), ("scan", "")]).await;
    let id = story.ask(&form).await;
    let waiting = story.until(&id, StageName::InReview).await;
    let text = story.text(&story.manifest()).await.unwrap();
    let own = text.replace("team: \"platform-engineering\"", "team: \"search\"");
    story.pushed(&story.manifest(), &own).await;
    story.approve(&waiting).await;
    let stuck = story
        .portal
        .until(&id, |request| request.waiting.is_some())
        .await
        .unwrap();
    assert_eq!(stuck.stage.name(), StageName::Approved);
    assert_eq!(
        story.text(&story.manifest()).await.unwrap(),
        own,
        "nothing is overwritten"
    );

    let again = story.settings(SettingsStart::Again(&id)).await.form;
    assert_eq!(again.team, "checkout");
    let second = story.ask(&again).await;
    assert_ne!(second, id);
    story.until(&id, StageName::Superseded).await;
    story.approved(&second).await;
    let expected = own
        .replace("team: \"search\"", "team: \"checkout\"")
        .replace("scanOnPush: true", "scanOnPush: false");
    assert_eq!(story.text(&story.manifest()).await.unwrap(), expected);
}

async fn what_aws_refuses_is_said_and_goes_on_once_it_is_allowed() {
    let story = Story::start().await;
    let trouble = serde_json::json!({
        "kind": "Repository", "name": "*", "act": "update", "code": "AccessDenied", "times": 1,
    });
    story.handle("world/troubles", &trouble).await;
    let form = story.typed(&[("mutability", "immutable")]).await;
    let id = story.ask(&form).await;
    let failed = story.decided(&id, StageName::ProvisionFailed).await;
    assert!(
        reason(&failed).contains("AccessDenied"),
        "{}",
        reason(&failed)
    );
    let reviewer = super::reviewer();
    story.portal.portal.retry(&reviewer, &id).await.unwrap();
    story.until(&id, StageName::Completed).await;
    assert_eq!(story.in_aws().await.mutability, "IMMUTABLE");
}

async fn a_manifest_that_is_not_understood_is_left_to_people() {
    let story = Story::start().await;
    let form = story.typed(&[("mutability", "immutable")]).await;
    let text = story.text(&story.manifest()).await.unwrap();
    let broken = text.replace("region: us-east-1", "region: {{ .Values.region }}");
    story.pushed(&story.manifest(), &broken).await;
    let page = story.settings(SettingsStart::Git).await;
    let SettingsInGit::Unclear(problem) = page.git else {
        panic!("{:?}", page.git)
    };
    assert!(problem.message.contains("Line "), "{}", problem.message);
    assert!(problem.link.unwrap().href.contains("/blob/main/"));
    let asked = story.try_to_ask(&form).await;
    assert!(sentence(asked.unwrap_err()).contains("does not understand"));
    assert_eq!(story.text(&story.manifest()).await.unwrap(), broken);
}

async fn the_request_keeps_what_git_had() {
    let story = Story::start().await;
    let before = story.text(&story.manifest()).await.unwrap();
    let form = story.typed(&[("scan", "")]).await;
    let id = story.ask(&form).await;
    let page = story
        .portal
        .portal
        .request(&developer(), &id)
        .await
        .unwrap();
    let Change::Settings { change, .. } = &page.request.change else {
        panic!("{:?}", page.request.change)
    };
    assert_eq!(change.files[0].before.as_ref(), Some(&before));
    assert_eq!(
        page.files[0].text,
        before.replace("scanOnPush: true", "scanOnPush: false")
    );
}
