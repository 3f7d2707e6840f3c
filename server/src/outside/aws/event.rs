//! Events as EventBridge delivers them: which repository something happened to, and nothing more.

use domain::aws::{AccountId, Address, Region};
use domain::image::Digest;
use domain::name::RepositoryName;
use serde_json::Value;

/// What an event is about. Its content is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventHint {
    /// EventBridge's detail type.
    pub kind: String,
    /// With the image whose scan may have changed.
    pub about: Vec<(Address, Option<Digest>)>,
}

impl EventHint {
    /// `None`: not an event. One about something else is about no repository.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let event: Value = serde_json::from_slice(body).ok()?;
        let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str);
        let (source, kind) = (text("/source")?, text("/detail-type")?.to_owned());
        let account = AccountId::parse(text("/account")?).ok()?;
        let region = text("/region")?;
        let detail = event.get("detail")?;
        let mut about = Vec::new();
        if let ("aws.ecr" | "aws.inspector2", Ok(region)) = (source, Region::parse(region)) {
            for (name, digest) in named(detail) {
                let Ok(name) = RepositoryName::parse_existing(name) else {
                    continue;
                };
                let address = Address {
                    account: account.clone(),
                    region,
                    name,
                };
                let is_scan = source == "aws.inspector2" || kind.contains("Scan");
                let digest = digest.filter(|_| is_scan);
                about.push((address, digest.and_then(|text| Digest::parse(text).ok())));
            }
        }
        Some(Self { kind, about })
    }
}

/// ECR names one repository, or lists several; Inspector names it inside the resource, or by its ARN.
fn named(detail: &Value) -> Vec<(&str, Option<&str>)> {
    fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
        value.get(name).and_then(Value::as_str)
    }
    fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
        value
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
    }
    let mut found = Vec::new();
    if let Some(name) = text(detail, "repository-name") {
        let name = name
            .split_once(":repository/")
            .map_or(name, |(_, name)| name);
        found.push((name, text(detail, "image-digest")));
    }
    for one in list(detail, "repositories") {
        found.extend(text(one, "repository-name").map(|name| (name, None)));
    }
    for one in list(detail, "resources") {
        if let Some(image) = one.pointer("/details/awsEcrContainerImage") {
            let name = text(image, "repositoryName");
            found.extend(name.map(|name| (name, text(image, "imageHash"))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::shared_json;
    use serde_json::json;

    fn hint(event: &Value) -> EventHint {
        EventHint::parse(event.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn every_sample_of_ecr_names_its_repository() {
        for (file, scanned) in [
            ("ecr-image-action-push-success", false),
            ("ecr-image-action-delete-success", false),
            ("ecr-image-scan-basic-complete-findings", true),
            ("ecr-image-scan-basic-complete-no-findings", true),
            ("ecr-scan-resource-change-enhanced", false),
            ("ecr-replication-action-failed", false),
        ] {
            let Some(event) = shared_json(&format!("contracts/aws/events/{file}.json")) else {
                return;
            };
            let about = hint(&event).about;
            assert_eq!(about.len(), 1, "{file}");
            assert_eq!(about[0].0.name.as_str(), "team-a/app");
            assert_eq!(about[0].1.is_some(), scanned, "{file}");
        }
    }

    #[test]
    fn inspector_names_the_repository_in_either_way() {
        let event = |detail: Value| {
            json!({
                "source": "aws.inspector2", "detail-type": "Inspector2 Scan", "account": "123456789012",
                "region": "eu-west-1", "detail": detail,
            })
        };
        let digest = format!("sha256:{}", "0a".repeat(32));
        for detail in [
            json!({ "repository-name": "arn:aws:ecr:eu-west-1:123456789012:repository/a/b", "image-digest": digest }),
            json!({ "resources": [{ "details": { "awsEcrContainerImage": { "repositoryName": "a/b", "imageHash": digest } } }] }),
        ] {
            let about = hint(&event(detail)).about;
            assert_eq!(about[0].0.name.as_str(), "a/b");
            assert_eq!(about[0].1, Digest::parse(&digest).ok());
        }
    }

    #[test]
    fn what_is_no_event_is_told_from_one_about_something_else() {
        assert_eq!(EventHint::parse(b"{}"), None);
        assert_eq!(EventHint::parse(b"not json"), None);
        let other = json!({
            "source": "aws.s3", "detail-type": "Object Created", "account": "123456789012", "region": "eu-west-1",
            "detail": { "repository-name": "a/b" },
        });
        assert_eq!(hint(&other).about, []);
    }
}
