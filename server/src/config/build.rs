//! Puts the configuration together, part by part.

use super::keys::{KEYS, KeyDoc, Need, find};
use super::problem::Problems;
use super::reader::{Reader, texts_of};
use super::source::{Values, fitting, toml_value};
use super::{Config, Database, LogFormat};
use crate::outside::argocd::{ArgoCdConfig, Destination};
use crate::outside::aws::{AssumedRole, AwsAccount, AwsConfig, BaseCredentials, Endpoints};
use crate::outside::backstage::BackstageConfig;
use crate::outside::github::{Auth, GitHubConfig, OAuthApp, Reviewer, TeamSlug};
use crate::people::Members;
use crate::services::{CatalogMode, Settings};
use domain::aws::{AccountId, Region};
use domain::github::{Login, RepoSlug};
use domain::people::Role;
use domain::policy::{CheckId, Rules};
use domain::standard::{Account, Layout, ProviderConfig, ProviderConfigKind, Standard};
use domain::text::{ClusterName, SystemName, TeamName};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::time::Duration;
use toml::{Table, Value};

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
    let session_secret = session_secret(reader);
    let url = reader.required_secret("database.url");
    let connections = reader.number("database.connections");
    let github = github(reader);
    let webhook_secrets = webhook_secrets(reader);
    let argocd = argocd(reader);
    let accounts = accounts(reader);
    let credentials = credentials(reader);
    let endpoint = reader.optional_url("aws.endpoint_url");
    let backstage = backstage(reader);
    let standard = standard(reader, &accounts);
    let roles = roles(reader);
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
        session_secret: session_secret?,
        github: github?,
        webhook_secrets: webhook_secrets?,
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
                sts: endpoint,
            },
        },
        backstage: backstage?.0,
        standard: standard?,
        roles: roles?,
        settings: settings?,
    })
}

fn session_secret(reader: &mut Reader<'_>) -> Option<SecretString> {
    let secret = reader.required_secret("session_secret")?;
    if secret.expose_secret().len() < SECRET_MIN {
        reader.advise(
            "session_secret",
            format!("is shorter than {SECRET_MIN} characters"),
            "Make one with `openssl rand -base64 32`",
        );
        return None;
    }
    Some(secret)
}

fn webhook_secrets(reader: &mut Reader<'_>) -> Option<Vec<SecretString>> {
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

fn github(reader: &mut Reader<'_>) -> Option<GitHubConfig> {
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

fn argocd(reader: &mut Reader<'_>) -> Option<ArgoCdConfig> {
    let url = reader.url("argocd.url");
    let web_url = reader.optional_url("argocd.web_url");
    let token = reader.required_secret("argocd.token");
    Some(ArgoCdConfig {
        url: url?,
        web_url: web_url?,
        token: token?,
        project: reader
            .text("argocd.project")
            .unwrap_or("default")
            .to_owned(),
        app_namespace: reader.text("argocd.app_namespace").map(str::to_owned),
    })
}

fn credentials(reader: &mut Reader<'_>) -> Option<BaseCredentials> {
    let id = reader.text("aws.access_key_id").map(str::to_owned);
    let secret = reader.secret("aws.secret_access_key");
    match (id, secret) {
        (None, None) => Some(BaseCredentials::Environment),
        (Some(access_key_id), Some(secret_access_key)) => Some(BaseCredentials::Static {
            access_key_id,
            secret_access_key,
            session_token: reader.secret("aws.session_token"),
        }),
        (Some(_), None) => {
            reader.problem(
                "aws.secret_access_key",
                "is missing beside aws.access_key_id",
            );
            None
        }
        (None, Some(_)) => {
            reader.problem(
                "aws.access_key_id",
                "is missing beside aws.secret_access_key",
            );
            None
        }
    }
}

type Accounts = Vec<(Account, Option<AssumedRole>)>;

fn accounts(reader: &mut Reader<'_>) -> Option<Accounts> {
    let tables = reader.tables("aws.accounts");
    if tables.is_empty() {
        reader.problem("aws.accounts", "is empty");
        return None;
    }
    let mut found: Accounts = Vec::new();
    for (index, table) in tables.iter().enumerate() {
        let Some(account) = account(reader, index, table) else {
            continue;
        };
        if found.iter().any(|(other, _)| other.id == account.0.id) {
            reader.advise(
                &format!("aws.accounts[{index}].id"),
                format!("{} is listed twice", account.0.id),
                "Keep one of the two",
            );
        }
        found.push(account);
    }
    (found.len() == tables.len()).then_some(found)
}

fn account(
    reader: &mut Reader<'_>,
    index: usize,
    table: &Table,
) -> Option<(Account, Option<AssumedRole>)> {
    let fields = account_fields(reader, index, table)?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let said = |name: &str| format!("aws.accounts[{index}].{name}");
    let id = AccountId::parse(text("id"))
        .map_err(|error| reader.advise(&said("id"), error, "Write the twelve digits as a text"))
        .ok();
    let regions = regions(reader, &said("regions"), &fields);
    let provider = fields
        .get("provider_config")
        .and_then(Value::as_table)
        .map(texts_of)
        .unwrap_or_default();
    let provider_config = provider_config(&provider)
        .map_err(|what| {
            reader.advise(
                &said("provider_config"),
                what,
                "Write it like { kind = \"ClusterProviderConfig\", name = \"default\" }",
            )
        })
        .ok();
    let role = (!text("role_arn").is_empty()).then(|| AssumedRole {
        arn: text("role_arn").to_owned(),
        external_id: Some(text("external_id").to_owned()).filter(|id| !id.is_empty()),
    });
    if role
        .as_ref()
        .is_some_and(|role| !role.arn.starts_with("arn:"))
    {
        reader.advise(
            &said("role_arn"),
            "is not an ARN",
            "Write it like arn:aws:iam::123456789012:role/berth-reader",
        );
    }
    let account = Account {
        id: id?,
        title: text("title").to_owned(),
        provider_config: provider_config?,
        regions: regions?,
    };
    Some((account, role))
}

fn regions(reader: &mut Reader<'_>, key: &str, fields: &Table) -> Option<Vec<Region>> {
    let names = fields.get("regions").and_then(Value::as_array)?;
    if names.is_empty() {
        reader.advise(key, "has no region", "List at least one, such as us-east-1");
    }
    let mut regions = Vec::new();
    for name in names.iter().filter_map(Value::as_str) {
        match Region::parse(name) {
            Ok(region) => regions.push(region),
            Err(error) => reader.advise(key, error, "Write regions like us-east-1"),
        }
    }
    (!regions.is_empty() && regions.len() == names.len()).then_some(regions)
}

/// The table's values, of known names and right kinds, with the defaults filled in.
fn account_fields(reader: &mut Reader<'_>, index: usize, table: &Table) -> Option<Table> {
    let mut fields = Table::new();
    let mut right = true;
    for (name, value) in table {
        let said = format!("aws.accounts[{index}].{name}");
        let fits = match find(&format!("aws.accounts[].{name}")) {
            None => Err((
                "there is no such key".to_owned(),
                "Remove it; `berth config-reference` lists every key".to_owned(),
            )),
            Some(doc) => fitting(doc.kind, value.clone()).map_err(|found| {
                (
                    format!("is {found} where a {} belongs", doc.kind.says()),
                    doc.how(),
                )
            }),
        };
        match fits {
            Ok(value) => _ = fields.insert(name.clone(), value),
            Err((what, fix)) => {
                right = false;
                reader.advise(&said, what, fix);
            }
        }
    }
    for doc in KEYS {
        let Some(name) = doc.key.strip_prefix("aws.accounts[].") else {
            continue;
        };
        if table.contains_key(name) {
            continue;
        }
        match doc.need {
            Need::Default(text) => {
                _ = toml_value(text).map(|value| fields.insert(name.to_owned(), value))
            }
            Need::Required => {
                right = false;
                reader.advise(
                    &format!("aws.accounts[{index}].{name}"),
                    "is missing",
                    KeyDoc::how(doc),
                );
            }
            Need::Optional => {}
        }
    }
    right.then_some(fields)
}

fn provider_config(table: &BTreeMap<String, String>) -> Result<ProviderConfig, String> {
    if let Some(name) = table
        .keys()
        .find(|name| !matches!(name.as_str(), "kind" | "name"))
    {
        return Err(format!("has no part “{name}”"));
    }
    let kind = match table.get("kind").map(String::as_str) {
        Some("ClusterProviderConfig") | None => ProviderConfigKind::ClusterProviderConfig,
        Some("ProviderConfig") => ProviderConfigKind::ProviderConfig,
        Some(other) => return Err(format!("“{other}” is no kind of provider configuration")),
    };
    match table.get("name") {
        Some(name) if !name.is_empty() => Ok(ProviderConfig {
            kind,
            name: name.clone(),
        }),
        _ => Err("has no name".to_owned()),
    }
}

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

fn standard(reader: &mut Reader<'_>, accounts: &Option<Accounts>) -> Option<Standard> {
    let central = reader.optional("standard.repository", RepoSlug::parse);
    let manifests = reader.parsed("standard.manifests", folder);
    let catalog = reader.parsed("standard.catalog", folder);
    let github_web = reader
        .text("github.web_url")
        .map(|text| text.trim_end_matches('/').to_owned());
    let require = reader.list("standard.rules.require", |text| {
        CheckId::ALL
            .into_iter()
            .find(|check| check.as_str() == text)
            .ok_or_else(|| {
                let known: Vec<&str> = CheckId::ALL.into_iter().map(CheckId::as_str).collect();
                format!("checks are {}", known.join(", "))
            })
    });
    let production = reader.list("standard.rules.production", ClusterName::parse);
    let (manifests, catalog) = (manifests?, catalog?);
    if catalog == manifests || catalog.starts_with(&format!("{manifests}/")) {
        reader.advise(
            "standard.catalog",
            format!("{catalog} lies among the manifests"),
            "Choose a folder beside them: Argo CD would try to apply the catalog’s files",
        );
        return None;
    }
    Some(Standard {
        accounts: accounts
            .as_ref()?
            .iter()
            .map(|(account, _)| account.clone())
            .collect(),
        namespace: reader.text("standard.namespace")?.to_owned(),
        layout: Layout {
            central: central?,
            manifests,
            catalog,
        },
        tags: reader.table("standard.tags"),
        catalog_namespace: reader.text("standard.catalog_namespace")?.to_owned(),
        github_web: github_web?,
        aws_console: reader.text("standard.aws_console")?.to_owned(),
        rules: Rules {
            require: require?,
            cost_tags: reader
                .texts("standard.rules.cost_tags")
                .into_iter()
                .map(str::to_owned)
                .collect(),
            production: production?,
        },
    })
}

/// A folder inside a repository, without slashes at its ends.
fn folder(text: &str) -> Result<String, &'static str> {
    let inside = !text.starts_with('/')
        && text
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.contains('\\'));
    if inside {
        Ok(text.to_owned())
    } else {
        Err("a folder inside the repository is wanted, such as deploy/ecr")
    }
}

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
            },
        );
    }
    let nobody = |role| {
        roles.get(&role).is_none_or(|members: &Members| {
            !members.everyone && members.logins.is_empty() && members.teams.is_empty()
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
        destinations,
        catalog: catalog?,
        fallback_teams: teams?.iter().map(ToString::to_string).collect(),
        fallback_systems: systems?.iter().map(ToString::to_string).collect(),
    })
}
