use super::{Story, developer};
use domain::access_change::{AccessForm, same_policy};
use domain::manifest::access_path;
use domain::policy::{Risk, risk_of_change};
use domain::portal::{
    AccessDraft, AccessSource, AccessStart, Answer, ChangePages as _, PortalError, UsagePages as _,
};
use domain::request::{RequestId, Stage, StageName};
use serde_json::json;

stories::on_both_engines! {
    presets_come_change_in_place_and_go_with_the_policy,
    statements_of_people_come_into_git_and_what_is_open_wants_a_word,
    a_policy_that_aws_refuses_is_said,
    a_policy_file_that_appears_meanwhile_is_not_overwritten,
}

const OPEN: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"},{"Sid":"Partner","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},"Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]}]}"#;

impl Story {
    fn policy_path(&self) -> String {
        access_path(self.first.spec(), &self.portal.services.standard)
    }

    async fn access(&self, start: AccessStart<'_>) -> AccessDraft {
        let portal = &self.portal.portal;
        let draft = portal.draft_access(&developer(), &self.key, start).await;
        draft.unwrap()
    }

    async fn try_access(&self, form: &AccessForm) -> Answer<RequestId> {
        let portal = &self.portal.portal;
        portal
            .ask_for_access(&developer(), &self.key, form, "Agreed.")
            .await
    }

    async fn granted(&self, form: &AccessForm) {
        let id = self.try_access(form).await.unwrap();
        self.approved(&id).await;
    }

    async fn policy(&self) -> Option<String> {
        self.portal.services.aws.policy(&self.key).await.unwrap()
    }

    /// Somebody sets a policy in AWS, past every portal.
    async fn set_by_hand(&self, policy: &str) {
        let body = json!({ "repository_policy": policy });
        self.portal.by_hand(&self.key, body).await.unwrap();
    }
}

fn sentence(error: PortalError) -> String {
    match error {
        PortalError::Refused(refusal) => refusal.problems[0].message.clone(),
        other => panic!("{other:?}"),
    }
}

async fn presets_come_change_in_place_and_go_with_the_policy() {
    let story = Story::start().await;
    assert_eq!(story.policy().await, None);
    let mut form = AccessForm {
        pull_accounts: "210987654321".into(),
        organization: "o-a1b2c3d4e5".into(),
        ..AccessForm::default()
    };
    let look = story.access(AccessStart::Typed(&form)).await.look.unwrap();
    assert!(look.dangers.is_empty() && look.before.statements.is_empty());
    assert_eq!(look.after.statements.len(), 2);
    story.granted(&form).await;
    let first = story.policy().await.unwrap();
    assert!(first.contains("o-a1b2c3d4e5") && first.contains("210987654321:root"));

    form.organization.clear();
    form.lambda = "123456789012".into();
    story.granted(&form).await;
    let second = story.policy().await.unwrap();
    assert!(second.contains("lambda.amazonaws.com") && !second.contains("o-a1b2c3d4e5"));
    let same = story.try_access(&form).await;
    assert!(sentence(same.unwrap_err()).contains("says all of this already"));

    story.granted(&AccessForm::default()).await;
    assert_eq!(story.policy().await, None);
    assert_eq!(story.text(&story.policy_path()).await, None);
    let page = story.portal.portal.access(&developer(), &story.key).await;
    assert!(page.is_ok());
}

async fn statements_of_people_come_into_git_and_what_is_open_wants_a_word() {
    let story = Story::start().await;
    story.set_by_hand(OPEN).await;
    let draft = story.access(AccessStart::Now).await;
    let AccessSource::Read { in_git, kept } = draft.source else {
        panic!("{:?}", draft.source)
    };
    assert_eq!((in_git, kept.len()), (false, 2));
    let mut form = AccessForm {
        organization: "o-a1b2c3d4e5".into(),
        ..AccessForm::default()
    };
    let refused = story.try_access(&form).await;
    assert!(sentence(refused.unwrap_err()).contains("lets in more than anybody named"));
    form.sure = true;
    let id = story.try_access(&form).await.unwrap();
    let waiting = story.until(&id, StageName::InReview).await;
    assert_eq!(risk_of_change(&waiting.change, &[]).level, Risk::High);
    story.approved(&id).await;
    let held = story.policy().await.unwrap();
    for sid in ["Open", "Partner", "BerthPullOrganization"] {
        assert!(held.contains(sid), "{sid} in {held}");
    }

    // In Git by now: people add a comment and a statement of their own.
    let text = story.text(&story.policy_path()).await.unwrap();
    let own = text.replace("spec:\n", "# Agreed with security.\nspec:\n");
    story.pushed(&story.policy_path(), &own).await;
    let draft = story.access(AccessStart::Now).await;
    let AccessSource::Read { in_git, kept } = draft.source else {
        panic!("{:?}", draft.source)
    };
    assert!(in_git);
    let open = kept
        .iter()
        .find(|kept| kept.label.contains("Open"))
        .unwrap();
    let closed = AccessForm {
        drop: vec![open.mark.clone()],
        ..draft.form
    };
    story.granted(&closed).await;
    let after = story.text(&story.policy_path()).await.unwrap();
    assert!(after.contains("# Agreed with security.\nspec:\n"));
    let held = story.policy().await.unwrap();
    assert!(!held.contains("Open") && held.contains("Partner"), "{held}");
    let partner = |text: &str| text.split("\"Sid\": \"Partner\"").count();
    assert_eq!((partner(&text), partner(&after)), (2, 2));
}

async fn a_policy_that_aws_refuses_is_said() {
    let story = Story::start().await;
    let trouble = json!({
        "kind": "RepositoryPolicy", "name": "*", "act": "create",
        "code": "InvalidParameterException", "message": "Principal not found", "times": 1,
    });
    story.handle("world/troubles", &trouble).await;
    let form = AccessForm {
        push_role: "arn:aws:iam::210987654321:role/push".into(),
        ..AccessForm::default()
    };
    let id = story.try_access(&form).await.unwrap();
    let failed = story.decided(&id, StageName::ProvisionFailed).await;
    let Stage::ProvisionFailed { reason, .. } = &failed.stage else {
        panic!("{:?}", failed.stage)
    };
    assert!(reason.contains("InvalidParameterException"), "{reason}");
    assert_eq!(story.policy().await, None);
    use domain::portal::RequestPages as _;
    let retried = story.portal.portal.retry(&super::reviewer(), &id).await;
    retried.unwrap();
    let done = story.until(&id, StageName::Completed).await;
    let domain::request::Change::Access { change, .. } = &done.change else {
        panic!("{:?}", done.change)
    };
    let held = story.policy().await.unwrap();
    assert!(same_policy(&held, change.wanted.as_ref().unwrap()));
}

async fn a_policy_file_that_appears_meanwhile_is_not_overwritten() {
    let story = Story::start().await;
    let form = AccessForm {
        pull_accounts: "210987654321".into(),
        ..AccessForm::default()
    };
    let id = story.try_access(&form).await.unwrap();
    let by_hand = "kind: RepositoryPolicy # by hand\n";
    story.pushed(&story.policy_path(), by_hand).await;
    let stopped = story.until(&id, StageName::NeedsInput).await;
    assert!(super::problems(&stopped).contains("repository-policy.yaml changed on main"));
    assert_eq!(
        story.text(&story.policy_path()).await.as_deref(),
        Some(by_hand)
    );
}
