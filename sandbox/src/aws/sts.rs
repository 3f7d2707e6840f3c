//! STS speaks the query protocol: a form in, XML out.
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use std::collections::BTreeMap;

use super::errors::{AwsError, request_id};
use super::model::Aws;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

pub(super) fn answer(
    aws: &mut Aws,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> (StatusCode, String) {
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(body).into_owned().collect();
    aws.requests += 1;
    let id = request_id(aws.requests);
    let result = aws
        .credentials
        .caller(headers, "sts", now)
        .map_err(as_sts)
        .and_then(|caller| match form.get("Action").map(String::as_str) {
            Some("GetCallerIdentity") => Ok(("GetCallerIdentity", {
                let p = &caller.principal;
                format!(
                    "<Arn>{}</Arn><UserId>{}</UserId><Account>{}</Account>",
                    escape(&p.arn),
                    escape(&p.user_id),
                    p.account
                )
            })),
            Some("AssumeRole") => {
                assume_role(aws, &caller, &form, now).map(|xml| ("AssumeRole", xml))
            }
            other => Err(AwsError {
                status: 400,
                code: "InvalidAction".into(),
                message: format!(
                    "Could not find operation {} for version 2011-06-15",
                    other.unwrap_or("")
                ),
            }),
        });
    match result {
        Ok((action, inner)) => (
            StatusCode::OK,
            format!(
                "<{action}Response xmlns=\"{NAMESPACE}\"><{action}Result>{inner}</{action}Result><ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></{action}Response>"
            ),
        ),
        Err(e) => (
            StatusCode::from_u16(e.status).unwrap_or(StatusCode::BAD_REQUEST),
            format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>Sender</Type><Code>{}</Code><Message>{}</Message></Error><RequestId>{id}</RequestId></ErrorResponse>",
                escape(&e.code),
                escape(&e.message)
            ),
        ),
    }
}

fn assume_role(
    aws: &mut Aws,
    caller: &super::auth::Caller,
    form: &BTreeMap<String, String>,
    now: Timestamp,
) -> Result<String, AwsError> {
    let need = |name: &str| {
        form.get(name).filter(|v| !v.is_empty()).cloned().ok_or_else(|| {
            validation(format!("1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"))
        })
    };
    let (arn, session) = (need("RoleArn")?, need("RoleSessionName")?);
    let seconds: i64 = match form.get("DurationSeconds") {
        None => 3600,
        Some(text) => text.parse().ok().filter(|s| (900..=43_200).contains(s)).ok_or_else(|| {
            validation("1 validation error detected: Value at 'durationSeconds' failed to satisfy constraint".to_owned())
        })?,
    };
    let external = form.get("ExternalId").map(String::as_str);
    let issued = aws
        .credentials
        .assume(caller, &arn, &session, external, seconds, now)?;
    Ok(format!(
        "<Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey><SessionToken>{}</SessionToken><Expiration>{}</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>{}</AssumedRoleId><Arn>{}</Arn></AssumedRoleUser>",
        issued.access_key,
        issued.secret,
        issued.token,
        issued.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        escape(&issued.role_id),
        escape(&issued.arn)
    ))
}

fn validation(message: String) -> AwsError {
    AwsError {
        status: 400,
        code: "ValidationError".into(),
        message,
    }
}

/// STS names the same refusals differently from ECR and answers them with 403.
fn as_sts(e: AwsError) -> AwsError {
    let code = match e.code.as_str() {
        "UnrecognizedClientException" => "InvalidClientTokenId",
        "ExpiredTokenException" => "ExpiredToken",
        "InvalidSignatureException" => "SignatureDoesNotMatch",
        "MissingAuthenticationTokenException" => "MissingAuthenticationToken",
        "IncompleteSignatureException" => "IncompleteSignature",
        other => other,
    };
    AwsError {
        status: 403,
        code: code.into(),
        message: e.message,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
