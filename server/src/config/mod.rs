//! What an operator decides, read from one TOML file and the environment, and parsed at the door: a [`Config`] is right in
//! itself, and whatever is wrong is said all at once, with the key's name and what to do.
//!
//! The values are read by hand from a `toml::Table` rather than by a framework: one table ([`keys::KEYS`]) is then the schema,
//! the list of environment variables and the reference page, and every problem can name its key and the remedy.

mod build;
mod keys;
mod problem;
mod reader;
mod shown;
mod source;

pub use keys::{KEYS, KeyDoc, Kind, Need, reference};
pub use problem::{Problem, Problems};
pub use shown::Shown;
pub use source::{Environment, Values};

use crate::http::CallLimits;
use crate::outside::argocd::ArgoCdConfig;
use crate::outside::aws::AwsConfig;
use crate::outside::backstage::BackstageConfig;
use crate::outside::github::GitHubConfig;
use crate::outside::oidc::OidcConfig;
use crate::people::{ClaimRules, Members};
use crate::services::Settings;
use domain::people::Role;
use domain::standard::Standard;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    pub log: LogFormat,
    pub database: Database,
    /// Seals people's GitHub tokens.
    pub session_secret: SecretString,
    pub github: GitHubConfig,
    /// Two while they are rotated.
    pub webhook_secrets: Vec<SecretString>,
    /// Who shows it may read the metrics; without one nobody may.
    pub metrics_token: Option<SecretString>,
    /// How often one token may call.
    pub calls: CallLimits,
    /// Of EventBridge; none: no events are taken.
    pub event_secrets: Vec<SecretString>,
    pub argocd: ArgoCdConfig,
    pub aws: AwsConfig,
    pub backstage: Option<BackstageConfig>,
    pub standard: Standard,
    pub roles: BTreeMap<Role, Members>,
    pub sign_in: SignIn,
    pub settings: Settings,
}

/// How people come in: by at least one of them.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub github: bool,
    pub oidc: Option<OidcSignIn>,
}

#[derive(Clone, Debug)]
pub struct OidcSignIn {
    pub client: OidcConfig,
    pub rules: ClaimRules,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one object a line.
    Json,
}

#[derive(Clone, Debug)]
pub struct Database {
    /// May hold a password.
    pub url: SecretString,
    pub connections: u32,
}

impl Config {
    /// Reads the file, lays the environment over it and parses what comes out.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first.
    pub fn load(file: Option<&Path>, environment: &Environment) -> Result<(Self, Shown), Problems> {
        let values = Values::read(file, environment)?;
        let config = Self::from_values(&values)?;
        Ok((config, Shown::of(&values)))
    }

    /// # Errors
    /// Everything that is wrong, not only the first.
    pub fn from_values(values: &Values) -> Result<Self, Problems> {
        build::config(values)
    }
}

#[cfg(test)]
mod tests;
