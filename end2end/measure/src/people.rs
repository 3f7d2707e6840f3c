//! Who looks. One person signs in through the pages; the load comes from many others with sessions like theirs, because Berth
//! holds each person to ten pages a second.

use anyhow::{Context as _, Result, ensure};
use domain::github::Login;
use domain::people::Person;
use domain::time::Timestamp;
use sandbox::Sandbox;
use server::store::{SessionRow, Store};
use sha2::{Digest as _, Sha256};
use stories::process::Place;

pub(crate) const PERSONA: &str = "dev-a";
/// Enough for ten thousand pages a second.
pub(crate) const PEOPLE: usize = 1000;

pub(crate) async fn sign_in(place: &Place, sandbox: &Sandbox) -> Result<String> {
    let github = &sandbox.urls().github_web;
    stories::browser::sign_in(&place.address(), github, PERSONA).await
}

/// Colleagues of somebody who has signed in, each with a session of their own.
pub(crate) async fn many(store: &Store, like: &str) -> Result<Vec<String>> {
    let pattern = store.person(&Login::new(like)).await?;
    let pattern = pattern.with_context(|| format!("{like} has not signed in"))?;
    let now = Timestamp(jiff::Timestamp::now().as_millisecond());
    let mut cookies = Vec::with_capacity(PEOPLE);
    for n in 0..PEOPLE {
        let login = Login::new(&format!("colleague-{n:04}"));
        let secret = format!("measured-session-of-{login}-{now:?}");
        let person = Person {
            login: login.clone(),
            name: login.to_string(),
            ..pattern.clone()
        };
        store.upsert_person(&person, now).await?;
        let hash = hex::encode(Sha256::digest(hex::encode(&secret)));
        let session = SessionRow::begun(hash, login, now);
        store.create_session(&session).await?;
        cookies.push(format!("berth={}", hex::encode(&secret)));
    }
    ensure!(cookies.len() == PEOPLE, "too few people");
    Ok(cookies)
}
