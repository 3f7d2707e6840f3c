//! Which events ring: EventBridge patterns, with keys in order so that the text is always the same.

use super::{Alert, FindingsAlert, Scanner};
use crate::aws::Address;
use serde_json::{Value, json};

/// The pattern of an alarm that events ring; `None` for those of the metric.
pub fn pattern(alert: Alert, address: &Address) -> Option<String> {
    let pattern = match alert {
        Alert::FailedPushes => failed_pushes(address),
        Alert::Findings(findings) => match findings.scanner {
            Scanner::Basic => basic(findings, address),
            Scanner::Inspector => inspector(findings, address),
        },
        Alert::ManyPulls(_) | Alert::UnusualPulls(_) | Alert::NoPulls(_) => return None,
    };
    serde_json::to_string_pretty(&pattern).ok()
}

/// CloudTrail leaves the parameters out of a call that was denied; then the repository stands in the message alone.
/// That an image or a layer is there already is no failure.
fn failed_pushes(address: &Address) -> Value {
    let name = address.name.as_str();
    json!({
        "detail": {
            "$or": [
                { "requestParameters": { "repositoryName": [name] } },
                { "errorMessage": [
                    { "wildcard": format!("*:repository/{name}") },
                    { "wildcard": format!("*:repository/{name} *") },
                ] },
            ],
            "errorCode": [{ "anything-but": ["ImageAlreadyExistsException", "LayerAlreadyExistsException"] }],
            "eventName": ["CompleteLayerUpload", "InitiateLayerUpload", "PutImage", "UploadLayerPart"],
            "eventSource": ["ecr.amazonaws.com"],
        },
        "detail-type": ["AWS API Call via CloudTrail"],
        "source": ["aws.ecr"],
    })
}

/// Severities without findings are left out of the counts.
fn basic(findings: FindingsAlert, address: &Address) -> Value {
    let some: Vec<Value> = findings
        .from
        .and_above()
        .iter()
        .map(|severity| json!({ "finding-severity-counts": { *severity: [{ "numeric": [">", 0] }] } }))
        .collect();
    json!({
        "detail": {
            "$or": some,
            "repository-name": [address.name.as_str()],
            "scan-status": ["COMPLETE"],
        },
        "detail-type": ["ECR Image Scan"],
        "source": ["aws.ecr"],
    })
}

/// The account that administers Inspector gets the findings of all accounts, hence the account in the pattern.
fn inspector(findings: FindingsAlert, address: &Address) -> Value {
    json!({
        "detail": {
            "awsAccountId": [address.account.as_str()],
            "resources": {
                "details": { "awsEcrContainerImage": { "repositoryName": [address.name.as_str()] } },
                "type": ["AWS_ECR_CONTAINER_IMAGE"],
            },
            "severity": findings.from.and_above(),
            "status": ["ACTIVE"],
        },
        "detail-type": ["Inspector2 Finding"],
        "source": ["aws.inspector2"],
    })
}
