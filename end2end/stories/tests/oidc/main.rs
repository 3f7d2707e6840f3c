//! Signing in with the company's identity provider, against oidc-provider, which is certified and was written by others.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod berth;
mod provider;

use berth::{Berth, Browser, ada};
use domain::form::RequestForm;
use domain::github::Login;
use domain::people::Role;
use domain::portal::{Decision, FormPages as _, PortalError, ReviewPages as _};
use domain::request::{Stage, StageName, Verdict};
use domain::testing::filled_form;
use server::portal::{BerthPortal, jobs};

/// Runs only where the provider is installed; elsewhere it says so.
macro_rules! berth {
    () => {
        match Berth::start().await {
            Some(berth) => berth,
            None => return,
        }
    };
}

#[tokio::test]
async fn groups_become_roles_and_teams() {
    let berth = berth!();
    let mut browser = berth.comes("ada", "", 0).await.browser();
    let page = browser
        .get(&berth.at("/settings"))
        .await
        .text()
        .await
        .unwrap();
    for part in [
        "Ada Lovelace",
        "ada@acme.example",
        "developer, reviewer",
        "engineers, platform",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    berth.comes("bob", "", 0).await.browser();
    let bob = Login::new("bob@acme.example");
    let bob = berth.services.store.person(&bob).await.unwrap().unwrap();
    assert_eq!(bob.roles, [Role::Developer]);
    assert_eq!(berth.comes("eve", "", 0).await.reason(), "not_member");
    for account in ["nameless", "strange"] {
        assert_eq!(
            berth.comes(account, "", 0).await.reason(),
            "nameless",
            "{account}"
        );
    }
}

#[tokio::test]
async fn a_token_that_is_not_as_it_has_to_be_lets_nobody_in() {
    let berth = berth!();
    for (mischief, seconds) in [
        ("wrong_nonce", 0),
        ("no_nonce", 0),
        ("wrong_audience", 0),
        ("more_audiences", 0),
        ("wrong_issuer", 0),
        ("other_party", 0),
        ("expired", 70),
        ("from_the_future", 70),
        ("old", 700),
        ("not_yet", 70),
        ("other_access_token", 0),
        ("unknown_key", 0),
        ("forged", 0),
        ("symmetric", 0),
        ("unsigned", 0),
    ] {
        let reason = berth.comes("ada", mischief, seconds).await.reason();
        assert_eq!(reason, "not_believed", "{mischief}");
    }
    assert_eq!(berth.services.store.person(&ada()).await.unwrap(), None);
}

#[tokio::test]
async fn clocks_may_be_a_minute_apart() {
    let berth = berth!();
    for (mischief, seconds) in [
        ("expired", 50),
        ("from_the_future", 50),
        ("old", 600),
        ("not_yet", 50),
    ] {
        berth.comes("ada", mischief, seconds).await.browser();
    }
}

#[tokio::test]
async fn a_new_key_is_fetched_once_and_made_up_ones_are_not_chased() {
    let berth = berth!();
    berth.comes("ada", "", 0).await.browser();
    let before = berth.provider.does("ada", "", 0).await;
    for _ in 0..5 {
        berth.comes("ada", "unknown_key", 0).await.reason();
    }
    let after = berth.provider.does("ada", "", 0).await;
    assert_eq!(after, before, "its keys were fetched a moment ago");
    berth.services.clock.advance(61_000);
    for _ in 0..5 {
        berth.comes("ada", "unknown_key", 0).await.reason();
    }
    let later = berth.provider.does("ada", "", 0).await;
    assert!(
        (1..=2).contains(&(later - after)),
        "discovery, and keys at most once: {later}"
    );
}

#[tokio::test]
async fn a_rotated_key_is_taken_once_it_is_published() {
    let berth = berth!();
    berth.comes("ada", "", 0).await.browser();
    let before = berth.provider.does("ada", "", 0).await;
    // Somebody is at the provider while it changes its keys, more than a minute after Berth has seen the old ones.
    let mut browser = Browser::default();
    let begun = browser.get(&berth.at("/sign-in/oidc")).await;
    let there = begun.headers()["location"].to_str().unwrap().to_owned();
    berth.services.clock.advance(61_000);
    berth.provider.does("ada", "rotated", 0).await;
    let (place, _) = browser.open(&there).await;
    assert_eq!(place.path(), "/", "signed in with the new key");
    let after = berth.provider.does("ada", "", 0).await;
    assert_eq!(after, before + 1);
}

#[tokio::test]
async fn while_the_provider_is_down_those_signed_in_go_on_and_the_door_says_why() {
    let berth = berth!();
    let mut browser = berth.comes("ada", "", 0).await.browser();
    berth.provider.does("ada", "down", 0).await;
    let limits = berth.services.settings.sessions;
    for _ in 0..4 {
        berth.services.clock.advance(limits.idle_ms - 60_000);
        jobs::run_due_jobs(&berth.services, "bench").await;
        let page = browser.get(&berth.at("/")).await;
        assert_eq!(page.status().as_u16(), 200, "signed in still");
    }
    assert_eq!(
        berth.comes("bob", "down", 0).await.reason(),
        "provider_down"
    );
    let mut stranger = Browser::default();
    let door = berth.at("/sign-in?reason=provider_down&by=oidc");
    let door = stranger.get(&door).await.text().await.unwrap();
    assert!(door.contains("Acme Login doesn’t answer"), "{door}");
}

#[tokio::test]
async fn no_call_goes_to_a_host_that_the_configuration_does_not_name() {
    let berth = berth!();
    assert_eq!(
        berth.comes("ada", "elsewhere", 0).await.reason(),
        "provider_down"
    );
}

#[tokio::test]
async fn whoever_leaves_is_signed_out_and_whoever_stays_is_not() {
    let berth = berth!();
    let mut browser = berth.comes("ada", "", 0).await.browser();
    let limits = berth.services.settings.sessions;
    berth.services.clock.advance(limits.check_ms + 1000);
    jobs::run_due_jobs(&berth.services, "bench").await;
    assert_eq!(browser.get(&berth.at("/")).await.status().as_u16(), 200);
    berth.provider.does("ada", "gone", 0).await;
    berth.services.clock.advance(limits.check_ms + 1000);
    jobs::run_due_jobs(&berth.services, "bench").await;
    berth.services.clock.advance(2_000);
    let (place, _) = browser.open(&berth.at("/")).await;
    assert_eq!(place.path(), "/sign-in");
    let person = berth.services.store.person(&ada()).await.unwrap().unwrap();
    assert!(person.roles.is_empty(), "{person:?}");
}

#[tokio::test]
async fn signing_out_ends_the_session_at_the_provider_too() {
    let berth = berth!();
    let mut browser = berth.comes("ada", "", 0).await.browser();
    browser.post(&berth.at("/sign-out")).await;
    let there = browser.get(&berth.at("/sign-in/leave")).await;
    let there = there.headers()["location"].to_str().unwrap().to_owned();
    assert!(
        there.starts_with(&format!("{}/session/end?", berth.provider.issuer)),
        "{there}"
    );
    let page = browser.get(&there).await;
    assert_eq!(
        page.status().as_u16(),
        200,
        "the provider knows the hint and the way back"
    );
}

/// The request is hers whichever account she comes with.
#[tokio::test]
async fn nobody_approves_their_own_request_by_a_linked_account() {
    let berth = berth!();
    let mut browser = berth.comes("ada", "", 0).await.browser();
    let place = berth.link(&mut browser, "reviewer-m").await;
    assert_eq!(place.path(), "/settings");
    let store = &berth.services.store;
    let person = store.person(&ada()).await.unwrap().unwrap();
    let portal = BerthPortal::new(berth.services.clone());
    let form = RequestForm {
        cluster: "eks-stage-use1".into(),
        ..filled_form()
    };
    let id = portal.submit(&person, &form).await.unwrap();
    let open = berth
        .portal
        .until(&id, |request| request.stage.name() == StageName::InReview)
        .await
        .unwrap();
    let Stage::InReview { pr } = &open.stage else {
        panic!("{open:?}")
    };
    let approve = Decision {
        verdict: Verdict::Approve,
        comment: String::new(),
        head: pr.head.clone(),
    };
    let denied = portal.decide(&person, &id, &approve).await;
    assert!(matches!(denied, Err(PortalError::Denied(_))), "{denied:?}");
    // On GitHub, as the account that is hers.
    let token = store.token_of(&ada()).await.unwrap();
    assert!(
        token.is_some(),
        "Berth keeps the token of the linked account"
    );
    let token = berth
        .portal
        .bench
        .sign_in("reviewer-m")
        .await
        .unwrap()
        .token;
    let github = &berth.services.github;
    let reviewed = github.ensure_review(&token, pr, Verdict::Approve, "", &pr.head);
    reviewed.await.unwrap();
    berth.portal.rest().await.unwrap();
    let still = store.request(&id).await.unwrap().unwrap();
    assert_eq!(still.stage.name(), StageName::InReview, "{:?}", still.stage);
}
