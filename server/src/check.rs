//! `berth check`: tries each system with the configured credentials, and says what to change where one does not answer.

use crate::config::Config;
use crate::run;
use crate::services::Services;
use domain::standard::Account;
use domain::trouble::{Trouble, TroubleKind};
use std::fmt;

/// One system's outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub system: String,
    pub outcome: Result<String, Failure>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub key: String,
    pub problem: String,
    pub fix: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Ok(found) => write!(f, "ok      {}: {found}", self.system),
            Err(failure) => write!(
                f,
                "FAILED  {}: {}: {}. {}.",
                self.system, failure.key, failure.problem, failure.fix
            ),
        }
    }
}

/// Tries everything; one failure does not keep the others from being tried.
pub async fn check(config: &Config) -> Vec<Finding> {
    let services = match run::services(config).await {
        Ok(services) => services,
        Err(error) => {
            let said = error.to_string();
            let (key, problem) = said.split_once(": ").unwrap_or(("configuration", &said));
            let failure = Failure {
                key: key.to_owned(),
                problem: problem.to_owned(),
                fix: "The other systems were not tried".to_owned(),
            };
            return vec![Finding {
                system: "Start".to_owned(),
                outcome: Err(failure),
            }];
        }
    };
    let mut findings = vec![
        database(&services).await,
        github(&services).await,
        argocd(&services).await,
    ];
    if let Some(repository) = &config.standard.layout.central {
        findings.push(central(&services, repository).await);
    }
    for account in &config.standard.accounts {
        findings.push(aws(&services, account).await);
    }
    if let Some(oidc) = &services.oidc {
        let found = oidc.client.issuer(services.clock.now()).await;
        findings.push(finding(
            "Identity provider",
            found,
            "sign_in.oidc.issuer",
            "sign_in.oidc.client_secret",
        ));
    }
    if let Some(backstage) = &services.backstage {
        let found = backstage
            .systems()
            .await
            .map(|systems| format!("{} systems", systems.len()));
        findings.push(finding(
            "Backstage",
            found,
            "backstage.url",
            "backstage.token",
        ));
    }
    findings
}

async fn database(services: &Services) -> Finding {
    let outcome = services.store.ping().await;
    Finding {
        system: "Database".to_owned(),
        outcome: outcome
            .map(|()| format!("{:?}", services.store.kind()))
            .map_err(|error| Failure {
                key: "database.url".to_owned(),
                problem: error.to_string(),
                fix: "Check the address and that the database is up".to_owned(),
            }),
    }
}

async fn github(services: &Services) -> Finding {
    let found = services
        .github
        .app_slug()
        .await
        .map(|slug| format!("acts as {slug}"));
    finding(
        "GitHub",
        found,
        "github.api_url",
        "github.private_key or github.token",
    )
}

async fn central(services: &Services, repository: &domain::github::RepoSlug) -> Finding {
    use domain::observed::Seen;
    let fix = "Install the App on it, with write access to contents and pull requests";
    let missing = |problem: String| Failure {
        key: "standard.repository".to_owned(),
        problem,
        fix: fix.to_owned(),
    };
    let outcome = match services.github.repository(repository).await {
        Seen::Present(access) if access.can_push => Ok(format!("{} can be written", access.slug)),
        Seen::Present(access) => Err(missing(format!(
            "{} can be read but not written",
            access.slug
        ))),
        Seen::Absent | Seen::NotAsked => Err(missing(format!(
            "{repository} is not there, or hidden from Berth"
        ))),
        Seen::Unavailable(trouble) => Err(missing(format!(
            "{}: {}",
            trouble.sentence(),
            trouble.message
        ))),
    };
    Finding {
        system: "Central repository".to_owned(),
        outcome,
    }
}

async fn argocd(services: &Services) -> Finding {
    let found = async {
        let version = services.argocd.version().await?;
        // The version is for everybody; clusters only for those whom it knows.
        let clusters = services.argocd.clusters().await?;
        Ok(format!("version {version}, {} clusters", clusters.len()))
    };
    finding("Argo CD", found.await, "argocd.url", "argocd.token")
}

async fn aws(services: &Services, account: &Account) -> Finding {
    let system = format!("AWS account {} ({})", account.id, account.title);
    let found = services.aws.identity(&account.id).await;
    let outcome = match found {
        Ok(identity) if identity.account == account.id.as_str() => Ok(identity.arn),
        Ok(identity) => Err(Failure {
            key: "aws.accounts[].role_arn".to_owned(),
            problem: format!("the credentials lead to account {}", identity.account),
            fix: format!("Name a role of account {}", account.id),
        }),
        Err(trouble) => {
            return finding(
                &system,
                Err(trouble),
                "aws.endpoint_url",
                "aws.accounts[].role_arn",
            );
        }
    };
    Finding { system, outcome }
}

fn finding(
    system: &str,
    found: Result<String, Trouble>,
    address: &str,
    credential: &str,
) -> Finding {
    let outcome = found.map_err(|trouble| {
        let (key, fix) = match trouble.kind {
            TroubleKind::SignIn => (credential, "Give a credential that is valid"),
            TroubleKind::Permission | TroubleKind::Refused => {
                (credential, "Grant what the README lists under “Going live”")
            }
            TroubleKind::Missing | TroubleKind::Nonsense => {
                (address, "Check the address: something else answers there")
            }
            TroubleKind::Unreachable => (address, "Check the address and the network on the way"),
            TroubleKind::Failing | TroubleKind::RateLimited | TroubleKind::Conflict => {
                (address, "Try again in a while")
            }
        };
        Failure {
            key: key.to_owned(),
            problem: format!("{}: {}", trouble.sentence(), trouble.message),
            fix: fix.to_owned(),
        }
    });
    Finding {
        system: system.to_owned(),
        outcome,
    }
}
