//! What callers hand to the AWS client and what they get back.

use domain::aws::{AccountId, Region};
use domain::name::RepositoryName;
use domain::observed::RepositorySeen;
use secrecy::SecretString;

#[derive(Clone, Debug, Default)]
pub struct AwsConfig {
    pub accounts: Vec<AwsAccount>,
    /// Other addresses than AWS's own, for test benches.
    pub endpoints: Endpoints,
}

#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    pub ecr: Option<String>,
    pub sts: Option<String>,
    pub cloudwatch: Option<String>,
}

#[derive(Clone, Debug)]
pub struct AwsAccount {
    pub id: AccountId,
    pub base: BaseCredentials,
    /// The role to assume with them; `None`: they are for this account already.
    pub role: Option<AssumedRole>,
}

#[derive(Clone, Debug)]
pub enum BaseCredentials {
    /// The usual chain: environment, profile, web identity, container, instance.
    Environment,
    Static {
        access_key_id: String,
        secret_access_key: SecretString,
        session_token: Option<SecretString>,
    },
}

#[derive(Clone, Debug)]
pub struct AssumedRole {
    pub arn: String,
    pub external_id: Option<String>,
}

/// One repository of a census. Names are those that AWS holds, which may be wider than what Berth gives out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub name: RepositoryName,
    pub seen: RepositorySeen,
}

/// The scanning that is in force, which the registry decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveScanning {
    /// AWS's value: `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`.
    pub frequency: String,
    pub scan_on_push: bool,
}

/// Who the credentials are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub account: String,
    pub arn: String,
}

/// An account and region to look through.
pub type Place = (AccountId, Region);
