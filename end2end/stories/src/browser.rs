//! What a person does with Berth's pages, without a browser.

use anyhow::{Context as _, Result};
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};

/// Follows no redirects: where they lead is what is asked for.
pub fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?)
}

/// To Berth, to GitHub's form, back to Berth. Returns the session's cookie.
pub async fn sign_in(berth: &str, github_web: &str, login: &str) -> Result<String> {
    let browser = client()?;
    let begun = browser
        .get(format!("{berth}/sign-in/github?return_to=/"))
        .send()
        .await?;
    let state = crumb(begun.headers(), "berth-sign-in")?;
    let asked = url::Url::parse(location(begun.headers())?)?;
    let mut form: Vec<(String, String)> = asked.query_pairs().into_owned().collect();
    form.push(("login".to_owned(), login.to_owned()));
    let chosen = browser
        .post(format!("{github_web}/login/oauth/authorize"))
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
