//! How Berth speaks to GitHub.

use crate::config::reader::Reader;
use crate::outside::github::{Auth, GitHubConfig, OAuthApp};
use secrecy::SecretString;
use std::time::Duration;

pub(super) fn webhook_secrets(reader: &mut Reader<'_>) -> Option<Vec<SecretString>> {
    let secrets: Vec<SecretString> = reader
        .texts("github.webhook_secrets")
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(SecretString::from)
        .collect();
    if secrets.is_empty() {
        reader.advise(
            "github.webhook_secrets",
            "is empty",
            "Anybody could send webhooks then: give the App’s webhook secret",
        );
        return None;
    }
    Some(secrets)
}

pub(super) fn github(reader: &mut Reader<'_>) -> Option<GitHubConfig> {
    let api_url = reader.url("github.api_url");
    let web_url = reader.url("github.web_url");
    let auth = github_auth(reader);
    let client_id = reader.parsed("github.client_id", |text| Ok::<_, &str>(text.to_owned()));
    let client_secret = reader.required_secret("github.client_secret");
    let gap = reader.number::<u64>("github.write_gap_ms");
    Some(GitHubConfig {
        api_url: api_url?,
        web_url: web_url?,
        auth: auth?,
        oauth: Some(OAuthApp {
            client_id: client_id?,
            client_secret: client_secret?,
        }),
        write_gap: Duration::from_millis(gap?),
    })
}

fn github_auth(reader: &mut Reader<'_>) -> Option<Auth> {
    let id = reader.number::<u64>("github.app_id");
    let key = reader.secret("github.private_key");
    let token = reader.secret("github.token");
    match (id, key, token) {
        (Some(id), Some(private_key_pem), None) => Some(Auth::App {
            id,
            private_key_pem,
        }),
        (None, None, Some(token)) => Some(Auth::Token(token)),
        (Some(_), None, _) => {
            reader.advise(
                "github.private_key",
                "is missing beside github.app_id",
                "Name the App’s key with github.private_key_file",
            );
            None
        }
        (None, Some(_), _) => {
            reader.problem("github.app_id", "is missing beside github.private_key");
            None
        }
        (Some(_), Some(_), Some(_)) => {
            reader.advise(
                "github.token",
                "stands beside github.app_id",
                "Keep one of the two; an App is the better choice",
            );
            None
        }
        (None, None, None) => {
            reader.advise(
                "github.app_id",
                "is missing, and so is github.token",
                "Give github.app_id with github.private_key_file, or github.token",
            );
            None
        }
    }
}
