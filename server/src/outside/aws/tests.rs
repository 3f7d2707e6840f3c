//! The client against answers as AWS gives them.
#![allow(clippy::unwrap_used)]

mod cloudwatch;

use super::*;
use crate::outside::shared_json;
use domain::trouble::Retry;
use secrecy::SecretString;
use serde_json::{Value, json};
use wiremock::matchers::{body_string_contains, header, header_exists};
use wiremock::{Mock, MockServer, ResponseTemplate};

const ACCOUNT: &str = "123456789012";
const SECRET: &str = "the-secret-key";

fn place() -> Place {
    (
        AccountId::parse(ACCOUNT).unwrap(),
        Region::parse("eu-west-1").unwrap(),
    )
}

fn address() -> Address {
    let (account, region) = place();
    let name = RepositoryName::parse("payments/api").unwrap();
    Address {
        account,
        region,
        name,
    }
}

fn client(url: &str, role: Option<AssumedRole>) -> Aws {
    let config = AwsConfig {
        accounts: vec![AwsAccount {
            id: place().0,
            base: BaseCredentials::Static {
                access_key_id: "AKIDEXAMPLE".into(),
                secret_access_key: SecretString::from(SECRET),
                session_token: None,
            },
            role,
        }],
        endpoints: Endpoints {
            ecr: Some(url.into()),
            sts: Some(url.into()),
            cloudwatch: Some(url.into()),
        },
    };
    Aws::new(config, None).unwrap()
}

async fn answers(server: &MockServer, operation: &str, status: u16, body: &Value) {
    let target = format!("AmazonEC2ContainerRegistry_V20150921.{operation}");
    Mock::given(header("x-amz-target", target.as_str()))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(server)
        .await;
}

async fn refuses(server: &MockServer, operation: &str, code: &str) {
    let body = json!({"__type": code, "message": "not there"});
    answers(server, operation, 400, &body).await;
}

fn described(names: &[&str]) -> Value {
    let repositories: Vec<Value> = names
        .iter()
        .map(|name| {
            json!({
                "repositoryArn": format!("arn:aws:ecr:eu-west-1:{ACCOUNT}:repository/{name}"),
                "registryId": ACCOUNT,
                "repositoryName": name,
                "repositoryUri": format!("{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/{name}"),
            })
        })
        .collect();
    json!({ "repositories": repositories })
}

#[tokio::test]
async fn every_documented_error_has_its_place_in_the_table() {
    let Some(errors) = shared_json("contracts/aws/errors.json") else {
        return;
    };
    for error in errors["errors"].as_array().unwrap() {
        let code = error["body"]["__type"].as_str().unwrap();
        let expected = match code {
            // Those that the client knows as an answer.
            "RepositoryNotFoundException"
            | "RepositoryPolicyNotFoundException"
            | "LifecyclePolicyNotFoundException"
            | "ImageNotFoundException"
            | "ScanNotFoundException"
            | "LifecyclePolicyPreviewInProgressException"
            | "LifecyclePolicyPreviewNotFoundException" => continue,
            "AccessDeniedException" => (TroubleKind::Permission, Retry::Never),
            "ExpiredTokenException" => (TroubleKind::SignIn, Retry::Never),
            "ThrottlingException" => (TroubleKind::RateLimited, Retry::Backoff),
            "ServerException" => (TroubleKind::Failing, Retry::Backoff),
            "InvalidParameterException" | "LimitExceededException" => {
                (TroubleKind::Refused, Retry::Never)
            }
            code if code.ends_with("NotFoundException") => (TroubleKind::Missing, Retry::LookAgain),
            _ => (TroubleKind::Conflict, Retry::LookAgain),
        };
        let status = u16::try_from(error["httpStatus"].as_u64().unwrap()).unwrap();
        for prefix in ["", "com.amazonaws.ecr#"] {
            let server = MockServer::start().await;
            let mut body = error["body"].clone();
            body["__type"] = format!("{prefix}{code}").into();
            answers(&server, "DescribeRepositories", status, &body).await;
            let trouble = client(&server.uri(), None)
                .exists(&address())
                .await
                .unwrap_err();
            assert_eq!((trouble.kind, trouble.retry), expected, "{code}");
            let begin = format!("DescribeRepositories: {code}: ");
            assert!(trouble.message.starts_with(&begin), "{}", trouble.message);
            let asked = server.received_requests().await.unwrap().len();
            assert_eq!(asked, 1, "the worker repeats, not the client");
        }
    }
}

#[tokio::test]
async fn answers_that_are_not_awss_are_trouble_too() {
    let cases = [
        (502, "<html>Bad Gateway</html>", TroubleKind::Failing),
        (404, "<html>Not Found</html>", TroubleKind::Nonsense),
        (403, "<html>Forbidden</html>", TroubleKind::Permission),
        (429, "", TroubleKind::RateLimited),
        (200, "<html>Sign in</html>", TroubleKind::Nonsense),
    ];
    for (status, body, kind) in cases {
        let server = MockServer::start().await;
        Mock::given(wiremock::matchers::any())
            .respond_with(ResponseTemplate::new(status).set_body_string(body))
            .mount(&server)
            .await;
        let trouble = client(&server.uri(), None)
            .exists(&address())
            .await
            .unwrap_err();
        assert_eq!(trouble.kind, kind, "{status}: {}", trouble.message);
        assert!(!trouble.message.contains("<html>"), "{}", trouble.message);
    }
    // Nobody listens on port 9 of this machine.
    let trouble = client("http://127.0.0.1:9", None)
        .exists(&address())
        .await
        .unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.retry),
        (TroubleKind::Unreachable, Retry::Backoff)
    );
}

#[tokio::test]
async fn a_refused_signature_does_not_show_what_was_signed() {
    let server = MockServer::start().await;
    let body = json!({"__type": "InvalidSignatureException",
        "message": "The request signature does not match.\n\nThe Canonical String should have been\n'POST\nx-amz-security-token:SESSION'"});
    answers(&server, "DescribeRepositories", 400, &body).await;
    let trouble = client(&server.uri(), None)
        .exists(&address())
        .await
        .unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::SignIn);
    assert!(!trouble.message.contains("SESSION"), "{}", trouble.message);
    assert!(!trouble.message.contains(SECRET), "{}", trouble.message);
}

#[tokio::test]
async fn a_repository_is_read_with_its_tags_and_policy() {
    let (Some(description), Some(policy)) = (
        shared_json("contracts/aws/responses/describe-repositories.json"),
        shared_json("contracts/aws/responses/get-lifecycle-policy.json"),
    ) else {
        return;
    };
    let server = MockServer::start().await;
    answers(&server, "DescribeRepositories", 200, &description).await;
    answers(&server, "GetLifecyclePolicy", 200, &policy).await;
    let tags = json!({"tags": [{"Key": "team", "Value": "payments"}]});
    answers(&server, "ListTagsForResource", 200, &tags).await;
    let seen = client(&server.uri(), None).repository(&address()).await;
    let seen = seen.present().unwrap();
    assert_eq!(seen.arn, address().arn());
    assert_eq!(seen.uri, address().uri());
    assert_eq!(seen.created.unwrap().0, 1_768_035_600_000);
    assert_eq!(seen.mutability, "IMMUTABLE_WITH_EXCLUSION");
    assert_eq!(seen.exclusion_filters, ["latest*"]);
    assert!(seen.scan_on_push);
    assert_eq!((seen.encryption.as_str(), &seen.kms_key), ("AES256", &None));
    assert_eq!(
        seen.lifecycle_policy.as_deref(),
        policy["lifecyclePolicyText"].as_str()
    );
    assert_eq!(seen.tags["team"], "payments");
}

#[tokio::test]
async fn no_policy_is_an_answer_and_no_repository_is_absence() {
    let server = MockServer::start().await;
    answers(
        &server,
        "DescribeRepositories",
        200,
        &described(&["payments/api"]),
    )
    .await;
    answers(&server, "ListTagsForResource", 200, &json!({"tags": []})).await;
    refuses(
        &server,
        "GetLifecyclePolicy",
        "LifecyclePolicyNotFoundException",
    )
    .await;
    let aws = client(&server.uri(), None);
    let seen = aws.repository(&address()).await;
    assert_eq!(seen.present().unwrap().lifecycle_policy, None);
    assert_eq!(aws.exists(&address()).await, Ok(true));

    server.reset().await;
    for operation in [
        "DescribeRepositories",
        "ListTagsForResource",
        "GetLifecyclePolicy",
    ] {
        refuses(&server, operation, "RepositoryNotFoundException").await;
    }
    assert_eq!(aws.repository(&address()).await, Seen::Absent);
    assert_eq!(aws.exists(&address()).await, Ok(false));
}

#[tokio::test]
async fn a_census_leaves_out_what_vanished_and_what_has_no_name_that_berth_knows() {
    let server = MockServer::start().await;
    let names = ["payments/api", "UPPER/case", "gone", "9__lives"];
    answers(&server, "DescribeRepositories", 200, &described(&names)).await;
    answers(&server, "ListTagsForResource", 200, &json!({"tags": []})).await;
    let of = "AmazonEC2ContainerRegistry_V20150921.GetLifecyclePolicy";
    let body = json!({"__type": "RepositoryNotFoundException", "message": "gone"});
    Mock::given(header("x-amz-target", of))
        .and(body_string_contains("\"gone\""))
        .respond_with(ResponseTemplate::new(400).set_body_json(body))
        .with_priority(1)
        .mount(&server)
        .await;
    refuses(
        &server,
        "GetLifecyclePolicy",
        "LifecyclePolicyNotFoundException",
    )
    .await;
    let (account, region) = place();
    let counted = client(&server.uri(), None)
        .census(&account, region)
        .await
        .unwrap();
    let names: Vec<&str> = counted.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["9__lives", "payments/api"]);
}

#[tokio::test]
async fn pages_that_never_end_are_given_up() {
    let server = MockServer::start().await;
    let mut page = described(&["payments/api"]);
    page["nextToken"] = "again".into();
    answers(&server, "DescribeRepositories", 200, &page).await;
    let (account, region) = place();
    let counted = client(&server.uri(), None).census(&account, region).await;
    assert_eq!(counted.unwrap_err().kind, TroubleKind::Nonsense);
}

#[tokio::test]
async fn the_scanning_in_force_is_the_registrys() {
    let Some(body) =
        shared_json("contracts/aws/responses/batch-get-repository-scanning-configuration.json")
    else {
        return;
    };
    let operation = "BatchGetRepositoryScanningConfiguration";
    let server = MockServer::start().await;
    answers(&server, operation, 200, &body).await;
    let aws = client(&server.uri(), None);
    let expected = EffectiveScanning {
        frequency: "CONTINUOUS_SCAN".into(),
        scan_on_push: false,
    };
    assert_eq!(
        aws.effective_scanning(&address()).await,
        Seen::Present(expected)
    );
    server.reset().await;
    let missing = json!({"scanningConfigurations": [], "failures": [{"failureCode": "REPOSITORY_NOT_FOUND"}]});
    answers(&server, operation, 200, &missing).await;
    assert_eq!(aws.effective_scanning(&address()).await, Seen::Absent);
}

const ASSUMED: &str = r#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token-of-the-role</SessionToken>
<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"#;

fn role() -> Option<AssumedRole> {
    Some(AssumedRole {
        arn: format!("arn:aws:iam::{ACCOUNT}:role/berth"),
        external_id: Some("shared-word".into()),
    })
}

#[tokio::test]
async fn the_role_is_assumed_once_with_the_external_id() {
    let server = MockServer::start().await;
    Mock::given(body_string_contains("Action=AssumeRole"))
        .and(body_string_contains("ExternalId=shared-word"))
        .respond_with(ResponseTemplate::new(200).set_body_string(ASSUMED))
        .expect(1)
        .mount(&server)
        .await;
    let target = "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories";
    Mock::given(header("x-amz-target", target))
        .and(header("x-amz-security-token", "token-of-the-role"))
        .and(header_exists("authorization"))
        .respond_with(ResponseTemplate::new(200).set_body_json(described(&["payments/api"])))
        .expect(2)
        .mount(&server)
        .await;
    let aws = client(&server.uri(), role());
    assert_eq!(aws.exists(&address()).await, Ok(true));
    assert_eq!(aws.exists(&address()).await, Ok(true));
}

#[tokio::test]
async fn a_refused_role_is_told_in_stss_words() {
    let cases = [
        ("AccessDenied", 403, TroubleKind::Permission),
        ("Throttling", 400, TroubleKind::RateLimited),
        ("InvalidClientTokenId", 403, TroubleKind::SignIn),
    ];
    for (code, status, kind) in cases {
        let server = MockServer::start().await;
        let body = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>not this way</Message></Error></ErrorResponse>"
        );
        Mock::given(body_string_contains("Action=AssumeRole"))
            .respond_with(ResponseTemplate::new(status).set_body_string(body))
            .mount(&server)
            .await;
        let trouble = client(&server.uri(), role())
            .exists(&address())
            .await
            .unwrap_err();
        let expected = trouble::new(kind, format!("AssumeRole: {code}: not this way"));
        assert_eq!(trouble, expected);
    }
}

#[tokio::test]
async fn an_account_without_credentials_is_named() {
    let aws = client("http://127.0.0.1:9", None);
    let other = AccountId::parse("999999999999").unwrap();
    let trouble = aws.identity(&other).await.unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::SignIn);
    assert!(trouble.message.contains("999999999999"));
}

#[test]
fn sts_is_asked_in_the_partition_of_the_role() {
    let home = |arn: &str| {
        let role = AssumedRole {
            arn: arn.into(),
            external_id: None,
        };
        let aws = client("http://127.0.0.1:9", Some(role));
        aws.inner.connections.home(&place().0).unwrap().as_str()
    };
    assert_eq!(home("arn:aws:iam::123456789012:role/berth"), "us-east-1");
    assert_eq!(
        home("arn:aws-cn:iam::123456789012:role/berth"),
        "cn-north-1"
    );
    assert_eq!(
        home("arn:aws-us-gov:iam::123456789012:role/b"),
        "us-gov-east-1"
    );
}
