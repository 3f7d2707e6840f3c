//! Vulnerability scans: basic findings page by page, the registry's setting that wins over the repository's switch.
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::auth::Caller;
use super::errors::AwsError;
use super::images::{find, not_found, wildcard};
use super::input::{Input, with_token};
use super::model::{Aws, Finding, Image, RepoKey, Scan, ScanStatus};
use super::repositories::seconds;

pub(super) fn describe_findings(
    aws: &Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    let (image, id) = named(aws, &key, input)?;
    let scan = image.scan.as_ref().ok_or_else(|| {
        AwsError::new(
            "ScanNotFoundException",
            format!(
                "Image scan does not exist for the image with '{{imageDigest:'{}'}}' in the repository with name '{}' in the registry with id '{}'",
                image.digest, key.name, key.account
            ),
        )
    })?;
    let (status, description) = scan.status.wire();
    let mut out = json!({
        "registryId": key.account,
        "repositoryName": key.name,
        "imageId": id,
        "imageScanStatus": { "status": status, "description": description },
    });
    if !matches!(scan.status, ScanStatus::Complete | ScanStatus::Active) {
        return Ok(out);
    }
    let enhanced = scan.status == ScanStatus::Active;
    let mut counts: Map<String, Value> = Map::new();
    for finding in &scan.findings {
        let n = counts
            .get(&finding.severity)
            .and_then(Value::as_u64)
            .unwrap_or(0);
        counts.insert(finding.severity.clone(), json!(n + 1));
    }
    let (page, next) = input.page(100, 1000)?.cut(scan.findings.iter().collect());
    let listed: Vec<Value> = page
        .into_iter()
        .map(|f| {
            if enhanced {
                enhanced_json(&key, scan, f)
            } else {
                basic_json(f)
            }
        })
        .collect();
    out["imageScanFindings"] = json!({ "findingSeverityCounts": counts });
    out["imageScanFindings"][if enhanced {
        "enhancedFindings"
    } else {
        "findings"
    }] = json!(listed);
    if let Some(at) = scan.completed_at {
        out["imageScanFindings"]["imageScanCompletedAt"] = json!(seconds(at));
        out["imageScanFindings"]["vulnerabilitySourceUpdatedAt"] =
            json!(seconds(at - SignedDuration::from_hours(9)));
    }
    Ok(with_token(out, next))
}

fn named<'a>(
    aws: &'a Aws,
    key: &RepoKey,
    input: Input<'_>,
) -> Result<(&'a Image, Value), AwsError> {
    let wanted = input
        .0
        .get("imageId")
        .filter(|v| v.is_object())
        .ok_or_else(|| {
            AwsError::invalid(
                "Invalid parameter at 'imageId' failed to satisfy constraint: 'must not be null'",
            )
        })?;
    let image = find(aws.repo(key)?, wanted).ok_or_else(|| not_found(key, wanted))?;
    let mut id = json!({ "imageDigest": image.digest });
    if let Some(tag) = wanted.get("imageTag") {
        id["imageTag"] = tag.clone();
    }
    Ok((image, id))
}

fn basic_json(f: &Finding) -> Value {
    let mut attributes = vec![
        json!({ "key": "package_name", "value": f.package }),
        json!({ "key": "package_version", "value": f.version }),
    ];
    if let Some(fixed) = &f.fixed_in {
        attributes.push(json!({ "key": "fixed_in_versions", "value": fixed }));
    }
    json!({
        "name": f.name,
        "description": f.description,
        "uri": format!("https://cve.mitre.org/cgi-bin/cvename.cgi?name={}", f.name),
        "severity": f.severity,
        "attributes": attributes,
    })
}

fn enhanced_json(key: &RepoKey, scan: &Scan, f: &Finding) -> Value {
    let at = seconds(scan.started_at);
    let mut package = json!({ "name": f.package, "version": f.version, "packageManager": "OS" });
    if let Some(fixed) = &f.fixed_in {
        package["fixedInVersion"] = json!(fixed);
    }
    json!({
        "awsAccountId": key.account,
        "description": f.description,
        "findingArn": format!("arn:aws:inspector2:{}:{}:finding/{}", key.region, key.account, super::auth::fingerprint(&f.name, 32).to_lowercase()),
        "firstObservedAt": at,
        "lastObservedAt": at,
        "updatedAt": at,
        "packageVulnerabilityDetails": { "source": "NVD", "vulnerabilityId": f.name, "vulnerablePackages": [package] },
        "severity": f.severity,
        "status": "ACTIVE",
        "title": format!("{} - {}", f.name, f.package),
        "type": "PACKAGE_VULNERABILITY",
        "fixAvailable": if f.fixed_in.is_some() { "YES" } else { "NO" },
        "exploitAvailable": "NO",
    })
}

pub(super) fn start(
    aws: &mut Aws,
    caller: &Caller,
    input: Input<'_>,
    now: Timestamp,
) -> Result<Value, AwsError> {
    let key = input.repository(caller)?;
    if aws.scanning_of(&key.account, &key.region).enhanced {
        return Err(AwsError::new(
            "ValidationException",
            "This feature is disabled: the registry uses enhanced scanning",
        ));
    }
    let (image, id) = named(aws, &key, input)?;
    if image.is_index() || image.subject.is_some() {
        return Err(AwsError::new(
            "UnsupportedImageTypeException",
            format!(
                "The image manifest type '{}' is not supported for scanning",
                image.manifest_media_type
            ),
        ));
    }
    if image.archived_at.is_some() {
        return Err(AwsError::new(
            "ImageArchivedException",
            "The image is archived",
        ));
    }
    let day = SignedDuration::from_hours(24);
    if image
        .scan
        .as_ref()
        .is_some_and(|s| now.duration_since(s.started_at) < day)
    {
        return Err(AwsError::new(
            "LimitExceededException",
            "The scan quota per image has been exceeded. Wait and try again.",
        ));
    }
    let digest = image.digest.clone();
    for image in aws
        .repo_mut(&key)?
        .images
        .iter_mut()
        .filter(|i| i.digest == digest)
    {
        image.scan = Some(Scan {
            status: ScanStatus::InProgress,
            started_at: now,
            completed_at: None,
            findings: Vec::new(),
        });
    }
    let (status, description) = ScanStatus::InProgress.wire();
    Ok(json!({
        "registryId": key.account,
        "repositoryName": key.name,
        "imageId": id,
        "imageScanStatus": { "status": status, "description": description },
    }))
}

pub(super) fn registry_configuration(aws: &Aws, caller: &Caller) -> Value {
    let scanning = aws.scanning_of(&caller.principal.account, &caller.region);
    let rules: Vec<Value> = scanning
        .rules
        .iter()
        .map(|(frequency, filter)| json!({ "scanFrequency": frequency, "repositoryFilters": [{ "filter": filter, "filterType": "WILDCARD" }] }))
        .collect();
    json!({
        "registryId": caller.principal.account,
        "scanningConfiguration": { "scanType": if scanning.enhanced { "ENHANCED" } else { "BASIC" }, "rules": rules },
    })
}

pub(super) fn repository_configurations(
    aws: &Aws,
    caller: &Caller,
    input: Input<'_>,
) -> Result<Value, AwsError> {
    let names = input.strings("repositoryNames").unwrap_or_default();
    if !(1..=25).contains(&names.len()) {
        return Err(AwsError::new(
            "ValidationException",
            "1 validation error detected: Value at 'repositoryNames' failed to satisfy constraint: Member must have length between 1 and 25",
        ));
    }
    let scanning = aws.scanning_of(&caller.principal.account, &caller.region);
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for name in names {
        let key = RepoKey::new(&caller.principal.account, &caller.region, &name);
        let Ok(repo) = aws.repo(&key) else {
            failures.push(json!({ "repositoryName": name, "failureCode": "REPOSITORY_NOT_FOUND", "failureReason": "Repository not found" }));
            continue;
        };
        let rule = scanning
            .rules
            .iter()
            .find(|(_, filter)| wildcard(filter, &name));
        let switched = !scanning.enhanced && repo.scan_on_push;
        let frequency = match rule {
            Some((frequency, _)) => frequency.as_str(),
            None if switched => "SCAN_ON_PUSH",
            None => "MANUAL",
        };
        let filters: Vec<Value> = rule
            .iter()
            .map(|(_, filter)| json!({ "filter": filter, "filterType": "WILDCARD" }))
            .collect();
        found.push(json!({
            "repositoryArn": key.arn(),
            "repositoryName": name,
            "scanOnPush": frequency == "SCAN_ON_PUSH",
            "scanFrequency": frequency,
            "appliedScanFilters": filters,
        }));
    }
    Ok(json!({ "scanningConfigurations": found, "failures": failures }))
}
