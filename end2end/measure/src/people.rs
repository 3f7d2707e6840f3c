//! Who looks. One person signs in through the pages; the load comes from many others with sessions like theirs, because Berth
//! holds each person to ten pages a second.

use crate::berth::Place;
use anyhow::{Context as _, Result, ensure};
use domain::github::Login;
use domain::people::Person;
use domain::time::Timestamp;
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use sandbox::Sandbox;
use server::store::{SessionRow, Store};
use sha2::{Digest as _, Sha256};

pub(crate) const PERSONA: &str = "dev-a";
/// Enough for ten thousand pages a second.
pub(crate) const PEOPLE: usize = 1000;

/// The way a browser goes: to Berth, to GitHub's form, back to Berth. Returns the session's cookie.
pub(crate) async fn sign_in(place: &Place, sandbox: &Sandbox) -> Result<String> {
    let browser = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?;
    let begun = browser
        .get(format!("{}/sign-in/github?return_to=/", place.address()))
        .send()
        .await?;
    let state = crumb(begun.headers(), "berth-sign-in")?;
    let asked = url::Url::parse(location(begun.headers())?)?;
    let mut form: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    form.push(("login".to_owned(), PERSONA.to_owned()));
    let web = &sandbox.urls().github_web;
    let chosen = browser
        .post(format!("{web}/login/oauth/authorize"))
        .form(&form)
        .send()
        .await?;
    let back = browser
        .get(location(chosen.headers())?)
        .header(COOKIE, state)
        .send()
        .await?;
    crumb(back.headers(), "berth")
}

fn location(headers: &HeaderMap) -> Result<&str> {
    Ok(headers.get(LOCATION).context("no redirect")?.to_str()?)
}

/// `name=value` of a cookie that an answer sets.
fn crumb(headers: &HeaderMap, name: &str) -> Result<String> {
    headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
        .find(|cookie| cookie.starts_with(&format!("{name}=")))
        .map(str::to_owned)
        .with_context(|| format!("no cookie {name}"))
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
