//! Asking for alarms and workflows about a repository that is there.

use crate::support::{Bench, bench, dev, person, reviewer};
use crate::usage::completed;
use domain::alerts::AlertForm;
use domain::lifecycle::LifecyclePolicy;
use domain::people::{Person, Role};
use domain::portal::*;
use domain::request::{
    Catalog, Change, ChangeKind, Outcome, Request, RequestId, Review, Stage, StageName, Verdict,
    Via,
};
use domain::testing::{NOW, pull_request};

fn alarms(many_pulls: &str) -> AlertForm {
    AlertForm {
        failed_pushes: true,
        many_pulls: many_pulls.into(),
        ..AlertForm::default()
    }
}

async fn ask(
    bench: &Bench,
    who: &Person,
    key: &RepositoryKey,
    form: &AlertForm,
) -> Answer<RequestId> {
    bench.portal.ask_for_alarms(who, key, form, "").await
}

fn sentence(error: PortalError) -> String {
    match error {
        PortalError::Refused(refusal) => refusal.problems[0].message.clone(),
        other => panic!("{other:?}"),
    }
}

async fn carried_out(bench: &Bench, request: &Request) {
    let delivery = crate::usage::delivery(bench);
    let outcome = Outcome::Applied { delivery };
    bench.moved(&request.id, Stage::Completed { outcome }).await;
}

#[tokio::test]
async fn alarms_are_one_request_however_often_they_are_asked_for() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let id = ask(&bench, &dev(), &key, &alarms("500")).await.unwrap();
    let request = bench.request(&id).await;
    assert!(matches!(request.change, Change::Alarms { .. }));
    assert_eq!(request.catalog, Catalog::Off);
    let again = ask(&bench, &dev(), &key, &alarms("500")).await.unwrap();
    assert_eq!(again, id);
    let by_another = ask(&bench, &reviewer(), &key, &alarms("500")).await;
    assert!(sentence(by_another.unwrap_err()).contains(&request.label()));
}

#[tokio::test]
async fn who_asks_anew_puts_the_new_wish_in_the_place_of_the_old() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let first = ask(&bench, &dev(), &key, &alarms("500")).await.unwrap();
    let pr = pull_request();
    bench
        .moved(&first, Stage::InReview { pr: pr.clone() })
        .await;
    let second = ask(&bench, &dev(), &key, &alarms("9")).await.unwrap();
    assert_ne!(first, second);
    let ended = bench.request(&first).await;
    let by = second.clone();
    assert_eq!(ended.stage, Stage::Superseded { pr: Some(pr), by });
    assert_eq!(bench.request(&second).await.stage, Stage::Checking);
    let store = &bench.services.store;
    let at_work = store.request_at_work(&key, ChangeKind::Alarms).await;
    assert_eq!(at_work.unwrap().unwrap().id, second);
    assert!(store.verify_all().await.unwrap().fault.is_none());
}

#[tokio::test]
async fn the_repository_stays_that_of_the_request_that_made_it() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let store = &bench.services.store;
    let before = store.repository(&key).await.unwrap().unwrap().row;
    let id = ask(&bench, &dev(), &key, &alarms("500")).await.unwrap();
    bench
        .moved(&id, Stage::InReview { pr: pull_request() })
        .await;
    let after = store.repository(&key).await.unwrap().unwrap().row;
    assert_eq!(after.request.unwrap().id, before.request.unwrap().id);
    assert_eq!(after.state, before.state);
}

#[tokio::test]
async fn answers_to_a_reviewer_are_the_next_revision() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let id = ask(&bench, &dev(), &key, &alarms("500")).await.unwrap();
    let review = Review {
        by: reviewer().login,
        verdict: Verdict::RequestChanges,
        comment: "Too few.".into(),
        head: pull_request().head,
        at: NOW,
        via: Via::Berth,
    };
    let pr = pull_request();
    bench
        .moved(&id, Stage::ChangesRequested { pr, review })
        .await;
    let revised = ask(&bench, &dev(), &key, &alarms("900")).await.unwrap();
    let request = bench.request(&id).await;
    assert_eq!((revised, request.revision), (id, 2));
    assert_eq!(request.stage.name(), StageName::Publishing);
}

#[tokio::test]
async fn what_is_in_force_is_shown_and_can_be_taken_away_again() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let nothing = ask(&bench, &dev(), &key, &AlertForm::default()).await;
    assert_eq!(sentence(nothing.unwrap_err()), "Choose at least one alarm");
    let id = ask(&bench, &dev(), &key, &alarms("500")).await.unwrap();
    carried_out(&bench, &bench.request(&id).await).await;
    let page = async || {
        let query = MonitoringQuery::default();
        bench.portal.monitoring(&dev(), &key, &query).await.unwrap()
    };
    let seen = page().await;
    assert_eq!(seen.in_force.len(), 2);
    assert_eq!(seen.asked.done.as_ref().unwrap().id, id);
    let AlertsOffer::Ask { form, .. } = seen.alerts else {
        panic!("nothing is asked for now")
    };
    assert_eq!(form, alarms("500"), "the form shows what is in force");
    let removal = ask(&bench, &dev(), &key, &AlertForm::default())
        .await
        .unwrap();
    assert_eq!(page().await.asked.at_work.unwrap().id, removal);
    carried_out(&bench, &bench.request(&removal).await).await;
    assert!(page().await.in_force.is_empty());
}

#[tokio::test]
async fn a_workflow_goes_into_the_applications_repository() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let query = |branch: &str| UseQuery {
        branch: branch.into(),
        ..UseQuery::default()
    };
    let pattern = query("release/*");
    let dev = dev();
    let refused = bench.portal.ask_for_workflow(&dev, &key, &pattern, "");
    assert!(sentence(refused.await.unwrap_err()).contains("no branch"));
    let release = query("release/2");
    let asked = bench
        .portal
        .ask_for_workflow(&dev, &key, &release, "Why not");
    let id = asked.await.unwrap();
    let request = bench.request(&id).await;
    let Change::Workflow { spec, branch } = &request.change else {
        panic!("{:?}", request.change)
    };
    assert_eq!(branch.as_str(), "release/2");
    assert_eq!(spec.source.to_string(), "spacetech/my-app");
    let used = bench.portal.use_it(&dev, &key, &release).await.unwrap();
    assert_eq!(used.asked.at_work.unwrap().id, id);
    let page = bench.portal.request(&dev, &id).await.unwrap();
    assert!(page.files[0].path.starts_with(".github/workflows/publish-"));
}

#[tokio::test]
async fn who_may_not_ask_is_told_so_before() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let manager = person("boss", Role::Manager);
    let query = MonitoringQuery::default();
    let page = bench
        .portal
        .monitoring(&manager, &key, &query)
        .await
        .unwrap();
    assert!(page.asked.hindrance.is_some());
    let asked = ask(&bench, &manager, &key, &alarms("500")).await;
    assert!(matches!(asked, Err(PortalError::Denied(_))));
}

#[tokio::test]
async fn a_policy_is_judged_while_everything_is_away() {
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let dev = dev();
    let draft = async |start| {
        let tab = bench.portal.lifecycle(&dev, &key, start).await;
        tab.unwrap().draft
    };
    let fresh = draft(PolicyStart::InForce).await;
    assert!(fresh.linted.is_none() && fresh.preview.is_none() && !fresh.nowhere);
    assert_eq!(fresh.text, LifecyclePolicy::keep_last(10).pretty_json());
    let broken = draft(PolicyStart::Typed("{}")).await;
    assert!(!broken.linted.unwrap().is_accepted());
    let good = LifecyclePolicy::keep_last(5).pretty_json();
    let tried = draft(PolicyStart::Typed(&good)).await;
    assert!(tried.preview.is_none(), "its images were never read");
    assert!(tried.aws.is_none(), "AWS was not asked");
    let held = draft(PolicyStart::HeldAgainstAws(&good)).await;
    assert_eq!(held.aws, Some(AwsSays::Silent));
    let refused = draft(PolicyStart::HeldAgainstAws("{}")).await;
    assert!(refused.aws.is_none(), "AWS would not take it");
    let refused = bench.portal.ask_for_policy(&dev, &key, "{}", "").await;
    assert!(sentence(refused.unwrap_err()).contains("rules"));
    let silent = bench.portal.ask_for_policy(&dev, &key, &good, "").await;
    assert!(sentence(silent.unwrap_err()).contains("GitHub does not answer"));
}

#[tokio::test]
async fn settings_wait_for_git_and_nothing_that_was_typed_is_lost() {
    use domain::settings_change::SettingsForm;
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let dev = dev();
    let form = SettingsForm {
        team: "checkout".into(),
        ..SettingsForm::default()
    };
    let typed = SettingsStart::Typed(&form);
    let page = bench.portal.settings(&dev, &key, typed).await.unwrap();
    assert_eq!((page.git, page.form), (SettingsInGit::Silent, form.clone()));
    assert!(page.draft.is_none());
    let asked = bench.portal.ask_for_settings(&dev, &key, &form, "").await;
    assert!(sentence(asked.unwrap_err()).contains("GitHub does not answer"));
    let manager = person("boss", Role::Manager);
    let asked = bench.portal.ask_for_settings(&manager, &key, &form, "");
    assert!(matches!(asked.await, Err(PortalError::Denied(_))));
}

#[tokio::test]
async fn access_waits_for_git_and_aws() {
    use domain::access_change::AccessForm;
    let bench = bench().await;
    let key = completed(&bench, 1).await;
    let dev = dev();
    let form = AccessForm {
        pull_accounts: "210987654321".into(),
        ..AccessForm::default()
    };
    let typed = AccessStart::Typed(&form);
    let draft = bench.portal.draft_access(&dev, &key, typed).await.unwrap();
    assert_eq!(
        (draft.source, draft.form),
        (AccessSource::Silent, form.clone())
    );
    let asked = bench.portal.ask_for_access(&dev, &key, &form, "").await;
    assert!(sentence(asked.unwrap_err()).contains("GitHub or AWS does not answer"));
}
