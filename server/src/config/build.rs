//! Puts the configuration together, part by part.

mod aws;
mod github;
mod images;
mod judging;
mod limits;
mod sign_in;
mod standard;

use super::problem::Problems;
use super::reader::Reader;
use super::source::Values;
use aws::{accounts, credentials};
use github::{github, webhook_secrets};
use images::{event_secrets, images};
use judging::{judging, removal};
use sign_in::{sessions, sign_in};
use standard::standard;

use super::{Config, Database, LogFormat};
use crate::http::CallLimits;
use crate::outside::argocd::{ArgoCdConfig, Destination};
use crate::outside::aws::{AwsAccount, AwsConfig, Endpoints};
use crate::outside::backstage::BackstageConfig;
use crate::outside::github::{Reviewer, TeamSlug};
use crate::people::Members;
use crate::services::{CatalogMode, Settings};
use domain::github::Login;
use domain::people::Role;
use domain::request::Applying;
use domain::text::{ClusterName, SystemName, TeamName};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

/// Shorter secrets can be guessed.
const SECRET_MIN: usize = 32;

pub(super) fn config(values: &Values) -> Result<Config, Problems> {
    let mut reader = Reader::new(values);
    let built = all(&mut reader);
    reader.finish(built)
}

/// Every part is read before the first `?`, so that all problems are found.
fn all(reader: &mut Reader<'_>) -> Option<Config> {
    let listen = reader.parsed("listen", str::parse);
    let log = reader.parsed("log", |text| match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("text or json"),
    });
    let session_secret = secret_of_length(reader, "session_secret", true);
    let url = reader.required_secret("database.url");
    let connections = reader.number("database.connections");
    let github = github(reader);
    let webhook_secrets = webhook_secrets(reader);
    let metrics_token = secret_of_length(reader, "metrics.token", false);
    let calls = calls(reader);
    let event_secrets = event_secrets(reader);
    let argocd = argocd(reader);
    let accounts = accounts(reader);
    let credentials = credentials(reader);
    let endpoint = reader.optional_url("aws.endpoint_url");
    let backstage = backstage(reader);
    let standard = standard(reader, &accounts);
    let roles = roles(reader);
    let sign_in = sign_in(reader);
    let settings = settings(reader, backstage.as_ref().map(|(_, mode)| *mode));
    let endpoint = endpoint?;
    let credentials = credentials?;
    Some(Config {
        listen: listen?,
        log: log?,
        database: Database {
            url: url?,
            connections: connections?,
        },
        session_secret: session_secret??,
        github: github?,
        webhook_secrets: webhook_secrets?,
        metrics_token: metrics_token?,
        calls: calls?,
        event_secrets: event_secrets?,
        argocd: argocd?,
        aws: AwsConfig {
            accounts: accounts?
                .into_iter()
                .map(|(account, role)| AwsAccount {
                    id: account.id,
                    base: credentials.clone(),
                    role,
                })
                .collect(),
            endpoints: Endpoints {
                ecr: endpoint.clone(),
                sts: endpoint.clone(),
                cloudwatch: endpoint,
            },
        },
        backstage: backstage?.0,
        standard: standard?,
        roles: roles?,
        sign_in: sign_in?,
        settings: settings?,
    })
}

fn calls(reader: &mut Reader<'_>) -> Option<CallLimits> {
    let mut limit = |key: &str| {
        let limit = reader.number::<u32>(key)?;
        if limit == 0 {
            reader.advise(
                key,
                "is 0, which would let nobody call",
                "Allow at least one call",
            );
            return None;
        }
        Some(limit)
    };
    let (reads, changes) = (
        limit("api.reads_per_minute"),
        limit("api.changes_per_minute"),
    );
    Some(CallLimits {
        reads: reads?,
        changes: changes?,
    })
}

/// `Some(None)`: not set, and need not be.
fn secret_of_length(
    reader: &mut Reader<'_>,
    key: &str,
    is_required: bool,
) -> Option<Option<SecretString>> {
    let secret = match is_required {
        true => Some(reader.required_secret(key)?),
        false => reader.secret(key),
    };
    if secret
        .as_ref()
        .is_some_and(|secret| secret.expose_secret().len() < SECRET_MIN)
    {
        reader.advise(
            key,
            format!("is shorter than {SECRET_MIN} characters"),
            "Make one with `openssl rand -base64 32`",
        );
        return None;
    }
    Some(secret)
}

fn argocd(reader: &mut Reader<'_>) -> Option<ArgoCdConfig> {
    let url = reader.url("argocd.url");
    let web_url = reader.optional_url("argocd.web_url");
    let token = reader.required_secret("argocd.token");
    let app_namespace = reader.optional("argocd.app_namespace", limits::dns_label);
    Some(ArgoCdConfig {
        url: url?,
        web_url: web_url?,
        token: token?,
        project: reader
            .text("argocd.project")
            .unwrap_or("default")
            .to_owned(),
        app_namespace: app_namespace?,
    })
}

/// The table's values, of known names and right kinds, with the defaults filled in.
fn backstage(reader: &mut Reader<'_>) -> Option<(Option<BackstageConfig>, CatalogMode)> {
    let url = reader.optional_url("backstage.url");
    let token = reader.secret("backstage.token");
    let mode = reader.parsed("backstage.mode", |text| match text {
        "register" => Ok(CatalogMode::Register),
        "discover" => Ok(CatalogMode::Discover),
        "off" => Ok(CatalogMode::Off),
        _ => Err("register, discover or off"),
    });
    match (url?, mode?) {
        (Some(url), mode) if mode != CatalogMode::Off => {
            Some((Some(BackstageConfig { url, token }), mode))
        }
        _ => Some((None, CatalogMode::Off)),
    }
}

/// A folder inside a repository, without slashes at its ends.
fn roles(reader: &mut Reader<'_>) -> Option<BTreeMap<Role, Members>> {
    let mut roles = BTreeMap::new();
    let mut right = true;
    for role in Role::ALL {
        let key = |part: &str| format!("roles.{}.{part}", role.as_str());
        let teams = reader.list(&key("teams"), team);
        right &= teams.is_some();
        let logins = reader
            .texts(&key("logins"))
            .into_iter()
            .map(Login::new)
            .collect();
        roles.insert(
            role,
            Members {
                everyone: reader.flag(&key("everyone")),
                logins,
                teams: teams.unwrap_or_default(),
                groups: reader
                    .texts(&key("groups"))
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            },
        );
    }
    let nobody = |role| {
        roles.get(&role).is_none_or(|members: &Members| {
            !members.everyone
                && members.logins.is_empty()
                && members.teams.is_empty()
                && members.groups.is_empty()
        })
    };
    if right && nobody(Role::Reviewer) && nobody(Role::Admin) {
        reader.advise(
            "roles.reviewer.teams",
            "nobody may decide on requests",
            "Name a team in roles.reviewer.teams, or people in roles.reviewer.logins",
        );
        return None;
    }
    right.then_some(roles)
}

fn team(text: &str) -> Result<TeamSlug, &'static str> {
    match text.split_once('/') {
        Some((org, slug)) if !org.is_empty() && !slug.is_empty() && !slug.contains('/') => {
            Ok(TeamSlug {
                org: org.to_owned(),
                slug: slug.to_owned(),
            })
        }
        _ => Err("write it as org/team"),
    }
}

fn settings(reader: &mut Reader<'_>, catalog: Option<CatalogMode>) -> Option<Settings> {
    let public_url = reader.url("public_url");
    let reviewers = reader.list("github.ask_review_from", |text| {
        if text.contains('/') {
            team(text).map(|team| Reviewer::Team(team.slug))
        } else {
            Ok(Reviewer::Person(Login::new(text)))
        }
    });
    let teams = reader.list("choices.teams", TeamName::parse);
    let systems = reader.list("choices.systems", SystemName::parse);
    let images = images(reader);
    let judging = judging(reader);
    let extra_approvals = reader.within("review.extra_approvals", 0, 9);
    let removal = removal(reader);
    let sessions = sessions(reader);
    let mut destinations = BTreeMap::new();
    for (name, target) in reader.table("argocd.clusters") {
        match ClusterName::parse(&name) {
            Ok(cluster) => {
                let destination = if target.contains("://") {
                    Destination::Server(target)
                } else {
                    Destination::Name(target)
                };
                destinations.insert(cluster, destination);
            }
            Err(error) => {
                reader.problem("argocd.clusters", format!("“{name}” does not fit: {error}"))
            }
        }
    }
    let applying = applying(reader);
    Some(Settings {
        public_url: public_url?,
        labels: reader
            .texts("github.labels")
            .into_iter()
            .map(str::to_owned)
            .collect(),
        ask_review_from: reviewers?,
        base_branch: reader.text("github.base_branch").map(str::to_owned),
        auto_sync: reader.flag("argocd.auto_sync"),
        extra_approvals: extra_approvals?,
        asking_counts: reader.flag("review.asking_counts_for_owner"),
        destinations,
        applying,
        catalog: catalog?,
        fallback_teams: teams?.iter().map(ToString::to_string).collect(),
        fallback_systems: systems?.iter().map(ToString::to_string).collect(),
        images: images?,
        judging: judging?,
        removal: removal?,
        sessions: sessions?,
    })
}

/// How clusters get another lifecycle policy.
fn applying(reader: &mut Reader<'_>) -> BTreeMap<ClusterName, Applying> {
    const KEY: &str = "argocd.lifecycle_changes";
    let mut all = BTreeMap::new();
    for (name, way) in reader.table(KEY) {
        match (ClusterName::parse(&name), Applying::parse(&way)) {
            (Ok(cluster), Some(way)) => {
                all.insert(cluster, way);
            }
            (Err(error), _) => reader.problem(KEY, format!("“{name}” does not fit: {error}")),
            (Ok(_), None) => reader.problem(
                KEY,
                format!("“{way}” does not fit: new-object, argo-replace or in-place"),
            ),
        }
    }
    all
}
