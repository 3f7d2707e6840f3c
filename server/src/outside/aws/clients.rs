//! One pair of SDK clients per account and region, made when first needed and kept.

use super::cloudwatch::{self, CloudWatch};
use super::role::Role;
use super::{AwsAccount, AwsConfig, BaseCredentials, Endpoints, Place, trouble};
use crate::outside::{SetupError, wire};
use aws_config::identity::IdentityCache;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_ecr::config::{SharedCredentialsProvider, SharedHttpClient};
use aws_smithy_http_client::tls;
use domain::aws::{AccountId, Region};
use domain::trouble::{System, Trouble, TroubleKind};
use secrecy::ExposeSecret as _;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;

/// Credentials are asked for again when they have less than this left.
const RENEWED_BEFORE: Duration = Duration::from_secs(120);
/// Of one call that reads a page of many: AWS may ask for some pauses.
const ATTEMPTS: u32 = 6;
const PATIENCE: Duration = Duration::from_secs(90);
/// Where STS is asked when nothing says otherwise.
const HOME: &str = "us-east-1";

#[derive(Clone)]
pub(super) struct Clients {
    pub(super) account: AccountId,
    pub(super) region: Region,
    /// Answers soon or not at all: the worker decides when to look again.
    pub(super) ecr: aws_sdk_ecr::Client,
    /// For reading all there is: slows down by itself when AWS asks it to, for the allowance is the pipelines' too.
    pub(super) patient: aws_sdk_ecr::Client,
    pub(super) sts: aws_sdk_sts::Client,
    pub(super) cloudwatch: CloudWatch,
}

pub(super) struct Connections {
    accounts: HashMap<AccountId, AwsAccount>,
    endpoints: Endpoints,
    http: SharedHttpClient,
    cloudwatch: wire::Service,
    made: Mutex<HashMap<Place, Arc<OnceCell<Clients>>>>,
}

impl Connections {
    pub(super) fn new(config: AwsConfig) -> Result<Self, SetupError> {
        let checked = |address: Option<String>| {
            address
                .map(|text| wire::web_address(System::Aws, &text))
                .transpose()
        };
        let endpoints = Endpoints {
            ecr: checked(config.endpoints.ecr)?,
            sts: checked(config.endpoints.sts)?,
            cloudwatch: checked(config.endpoints.cloudwatch)?,
        };
        let home = Region::parse(HOME)
            .map(cloudwatch::address)
            .unwrap_or_default();
        let cloudwatch = endpoints.cloudwatch.as_deref().unwrap_or(&home);
        let cloudwatch = wire::Service::new(System::Aws, cloudwatch)?;
        let accounts = config.accounts.into_iter();
        Ok(Self {
            accounts: accounts
                .map(|account| (account.id.clone(), account))
                .collect(),
            endpoints,
            cloudwatch,
            http: aws_smithy_http_client::Builder::new()
                .tls_provider(tls::Provider::Rustls(
                    tls::rustls_provider::CryptoMode::Ring,
                ))
                .build_https(),
            made: Mutex::default(),
        })
    }

    pub(super) async fn of(&self, account: &AccountId, region: Region) -> Result<Clients, Trouble> {
        let known = self.known(account)?;
        let cell = {
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(made.entry((account.clone(), region)).or_default())
        };
        let clients = cell.get_or_init(|| self.connect(known, region)).await;
        Ok(clients.clone())
    }

    /// The region whose STS is asked for no region in particular: one of the role's partition.
    pub(super) fn home(&self, account: &AccountId) -> Result<Region, Trouble> {
        let account = self.known(account)?;
        let named = match (&account.role, &account.base) {
            (Some(role), _) => {
                let partition = role.arn.split(':').nth(1).unwrap_or_default().to_owned();
                let home = (partition != "aws")
                    .then(|| Region::all().find(|region| region.partition().id() == partition));
                home.flatten()
            }
            (None, BaseCredentials::Environment) => ["AWS_REGION", "AWS_DEFAULT_REGION"]
                .iter()
                .find_map(|name| Region::parse(&std::env::var(name).ok()?).ok()),
            (None, BaseCredentials::Static { .. }) => None,
        };
        named
            .or_else(|| Region::parse(HOME).ok())
            .ok_or_else(|| trouble::new(TroubleKind::Refused, format!("no region {HOME}")))
    }

    fn known(&self, account: &AccountId) -> Result<&AwsAccount, Trouble> {
        self.accounts.get(account).ok_or_else(|| {
            trouble::new(
                TroubleKind::SignIn,
                format!("no credentials are configured for account {account}"),
            )
        })
    }

    async fn connect(&self, account: &AwsAccount, region: Region) -> Clients {
        let mut config = self.base(account, region).await;
        if let Some(role) = &account.role {
            let role = Role {
                sts: self.sts(&config),
                role: role.clone(),
            };
            config = config
                .into_builder()
                .credentials_provider(SharedCredentialsProvider::new(role))
                .build();
        }
        let mut ecr = aws_sdk_ecr::config::Builder::from(&config);
        if let Some(url) = &self.endpoints.ecr {
            ecr = ecr.endpoint_url(url);
        }
        let patient = ecr
            .clone()
            .retry_config(RetryConfig::adaptive().with_max_attempts(ATTEMPTS))
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(wire::CONNECT_TIMEOUT)
                    .operation_attempt_timeout(wire::TIMEOUT)
                    .operation_timeout(PATIENCE)
                    .build(),
            );
        Clients {
            account: account.id.clone(),
            region,
            patient: aws_sdk_ecr::Client::from_conf(patient.build()),
            ecr: aws_sdk_ecr::Client::from_conf(ecr.build()),
            sts: self.sts(&config),
            cloudwatch: self.cloudwatch(&config, region),
        }
    }

    fn cloudwatch(&self, config: &SdkConfig, region: Region) -> CloudWatch {
        CloudWatch {
            service: match self.endpoints.cloudwatch {
                Some(_) => self.cloudwatch.clone(),
                None => self.cloudwatch.at(&cloudwatch::address(region)),
            },
            region,
            provider: config.credentials_provider(),
            held: Arc::default(),
            renewed_before: RENEWED_BEFORE,
        }
    }

    fn sts(&self, config: &SdkConfig) -> aws_sdk_sts::Client {
        let mut sts = aws_sdk_sts::config::Builder::from(config);
        if let Some(url) = &self.endpoints.sts {
            sts = sts.endpoint_url(url);
        }
        aws_sdk_sts::Client::from_conf(sts.build())
    }

    /// What all clients of an account share, with the credentials that Berth itself has.
    async fn base(&self, account: &AwsAccount, region: Region) -> SdkConfig {
        let loader = aws_config::defaults(BehaviorVersion::latest())
            .region(aws_config::Region::from_static(region.as_str()))
            .http_client(self.http.clone())
            // The worker decides when to look again.
            .retry_config(RetryConfig::disabled())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(wire::CONNECT_TIMEOUT)
                    .operation_timeout(wire::TIMEOUT)
                    .build(),
            )
            .identity_cache(
                IdentityCache::lazy()
                    .load_timeout(wire::TIMEOUT)
                    .buffer_time(RENEWED_BEFORE)
                    .build(),
            );
        let loader = match AppName::new("berth") {
            Ok(name) => loader.app_name(name),
            Err(_) => loader,
        };
        match &account.base {
            BaseCredentials::Environment => loader.load().await,
            BaseCredentials::Static {
                access_key_id,
                secret_access_key,
                session_token,
            } => {
                let token = session_token.as_ref();
                let given = Credentials::new(
                    access_key_id,
                    secret_access_key.expose_secret(),
                    token.map(|token| token.expose_secret().to_owned()),
                    None,
                    "berth",
                );
                loader.credentials_provider(given).load().await
            }
        }
    }
}
