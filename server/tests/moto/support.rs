//! Accounts at moto, and clients as anybody would make them.

use aws_sdk_ecr::config::{BehaviorVersion, Credentials};
use aws_sdk_ecr::types::Tag;
use domain::aws::{AccountId, Address, Region};
use domain::name::RepositoryName;
use secrecy::SecretString;
use server::outside::Observer;
use server::outside::aws::{AssumedRole, Aws, AwsAccount, AwsConfig, BaseCredentials, Endpoints};

/// The account to which moto gives every unknown key.
pub(crate) const OWN: &str = "123456789012";
pub(crate) const OTHER: &str = "210987654321";
pub(crate) const POLICY: &str = r#"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":14},"action":{"type":"expire"}}]}"#;

pub(crate) fn moto() -> Option<String> {
    let url = std::env::var("BERTH_TEST_MOTO_URL").ok();
    if url.is_none() {
        eprintln!("skipped: no BERTH_TEST_MOTO_URL");
    }
    url
}

pub(crate) fn account(id: &str) -> AccountId {
    AccountId::parse(id).unwrap()
}

pub(crate) fn role() -> AssumedRole {
    AssumedRole {
        arn: format!("arn:aws:iam::{OTHER}:role/berth"),
        external_id: Some("shared-word".into()),
    }
}

pub(crate) fn client(url: &str, observer: Option<Observer>) -> Aws {
    let base = BaseCredentials::Static {
        access_key_id: "AKIDEXAMPLE".into(),
        secret_access_key: SecretString::from("secret"),
        session_token: None,
    };
    let of = |id, role| AwsAccount {
        id: account(id),
        base: base.clone(),
        role,
    };
    let config = AwsConfig {
        accounts: vec![of(OWN, None), of(OTHER, Some(role()))],
        endpoints: Endpoints {
            ecr: Some(url.into()),
            sts: Some(url.into()),
            cloudwatch: Some(url.into()),
        },
    };
    Aws::new(config, observer).unwrap()
}

/// A region for each test, for they share one moto.
pub(crate) fn ecr(url: &str, region: &str, credentials: Credentials) -> aws_sdk_ecr::Client {
    let config = aws_sdk_ecr::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(aws_sdk_ecr::config::Region::new(region.to_owned()))
        .credentials_provider(credentials)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(url)
        .build();
    aws_sdk_ecr::Client::from_conf(config)
}

pub(crate) fn own() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "secret", None, None, "test")
}

/// What anybody gets who assumes the role at moto.
pub(crate) async fn others(url: &str) -> Credentials {
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(aws_sdk_sts::config::Region::new("us-east-1"))
        .credentials_provider(own())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(url)
        .build();
    let call = aws_sdk_sts::Client::from_conf(config)
        .assume_role()
        .role_arn(role().arn)
        .role_session_name("test");
    let given = call.send().await.unwrap().credentials.unwrap();
    let token = Some(given.session_token);
    Credentials::new(
        given.access_key_id,
        given.secret_access_key,
        token,
        None,
        "test",
    )
}

pub(crate) fn address(owner: &str, region: &str, name: &str) -> Address {
    Address {
        account: account(owner),
        region: Region::parse(region).unwrap(),
        name: RepositoryName::parse_existing(name).unwrap(),
    }
}

pub(crate) fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().unwrap()
}
