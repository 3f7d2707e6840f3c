//! Webhooks: the signature, the hint inside, and deliveries that never arrived.

use super::api::As;
use super::json::Delivery;
use super::{GitHub, HookDelivery, WebhookHint};
use crate::outside::clock;
use domain::github::{RepoSlug, Sha};
use domain::trouble::Trouble;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use sha2::Sha256;

impl GitHub {
    /// The App's latest webhook deliveries, newest first.
    ///
    /// # Errors
    /// Trouble with GitHub; only an App has deliveries.
    pub async fn hook_deliveries(&self, at_most: usize) -> Result<Vec<HookDelivery>, Trouble> {
        let found: Vec<Delivery> = self
            .api()
            .list(As::App, "/app/hook/deliveries", at_most)
            .await?;
        let deliveries = found.into_iter().map(|delivery| HookDelivery {
            id: delivery.id,
            guid: delivery.guid,
            event: delivery.event,
            action: delivery.action,
            delivered_at: delivery.delivered_at.as_deref().and_then(clock::parse),
            redelivery: delivery.redelivery,
            status_code: delivery.status_code,
        });
        Ok(deliveries.collect())
    }

    /// # Errors
    /// Trouble with GitHub.
    pub async fn redeliver(&self, delivery: u64) -> Result<(), Trouble> {
        let path = format!("/app/hook/deliveries/{delivery}/attempts");
        let answer = self.api().command(As::App, Method::POST, &path).await?;
        self.api().ok(answer, &format!("POST {path}")).map(|_| ())
    }
}

/// Whether `X-Hub-Signature-256` is the HMAC of the raw body under one of the secrets (two while they rotate).
/// Takes the same time for every wrong signature.
pub fn verify_signature(secrets: &[SecretString], body: &[u8], header: Option<&str>) -> bool {
    let Some(given) = header
        .and_then(|header| header.strip_prefix("sha256="))
        .filter(|digits| {
            digits.len() == 64 && !digits.bytes().any(|byte| byte.is_ascii_uppercase())
        })
        .and_then(|digits| hex::decode(digits).ok())
    else {
        return false;
    };
    secrets.iter().fold(false, |accepted, secret| {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else {
            return accepted;
        };
        mac.update(body);
        mac.verify_slice(&given).is_ok() | accepted
    })
}

impl WebhookHint {
    /// Never fails: what cannot be read is left out, for a hint decides nothing.
    pub fn parse(event: &str, delivery: &str, body: &[u8]) -> Self {
        let payload: Value = serde_json::from_slice(body).unwrap_or_default();
        let text = |pointer: &str| payload.pointer(pointer).and_then(Value::as_str);
        let first = |pointers: &[&str]| pointers.iter().find_map(|pointer| text(pointer));
        let repo = text("/repository/full_name")
            .and_then(|full_name| RepoSlug::try_from(full_name.to_owned()).ok());
        let pull_number = [
            "/pull_request/number",
            "/check_run/pull_requests/0/number",
            "/check_suite/pull_requests/0/number",
        ]
        .iter()
        .find_map(|pointer| payload.pointer(pointer).and_then(Value::as_u64));
        let branch = match event {
            "push" => text("/ref").and_then(|name| name.strip_prefix("refs/heads/")),
            "create" | "delete" if text("/ref_type") == Some("branch") => text("/ref"),
            _ => first(&[
                "/pull_request/head/ref",
                "/check_run/check_suite/head_branch",
                "/check_suite/head_branch",
                "/branches/0/name",
            ]),
        };
        let sha = first(&[
            "/pull_request/head/sha",
            "/check_run/head_sha",
            "/check_suite/head_sha",
            "/after",
            "/sha",
        ]);
        // A deleted branch is pushed as forty zeros.
        let sha = sha.filter(|sha| sha.bytes().any(|byte| byte != b'0'));
        Self {
            delivery: delivery.to_owned(),
            event: event.to_owned(),
            action: text("/action").map(str::to_owned),
            repo,
            repo_id: payload.pointer("/repository/id").and_then(Value::as_u64),
            pull_number,
            branch: branch.map(str::to_owned),
            sha: sha.map(|sha| Sha(sha.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_body_is_too_strange(event in "[a-z_]{0,20}", body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = WebhookHint::parse(&event, "delivery", &body);
        }

        #[test]
        fn no_shape_is_too_strange(
            event in "(push|create|delete|pull_request|check_run)",
            inner in r#"(null|1|-1|"x"|\[\]|\{\}|"refs/heads/x"|99999999999999999999|\{"number":1,"ref":2\})"#,
            key in "(repository|pull_request|check_run|ref|ref_type|branches)",
        ) {
            let body = format!("{{\"{key}\":{inner}}}");
            let _ = WebhookHint::parse(&event, "delivery", body.as_bytes());
        }

        #[test]
        fn one_bit_breaks_a_signature(body in proptest::collection::vec(any::<u8>(), 1..100), at in any::<prop::sample::Index>()) {
            let secret: SecretString = "hook-secret".into();
            let mut mac = Hmac::<Sha256>::new_from_slice(b"hook-secret").unwrap();
            mac.update(&body);
            let header = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
            let secrets = [secret];
            prop_assert!(verify_signature(&secrets, &body, Some(&header)));
            let mut other = body.clone();
            let at = at.index(other.len());
            other[at] ^= 1;
            prop_assert!(!verify_signature(&secrets, &other, Some(&header)));
        }

        #[test]
        fn no_header_is_a_signature_by_accident(header in r"(sha256=)?\PC{0,80}") {
            prop_assert!(!verify_signature(&["hook-secret".into()], b"body", Some(&header)));
        }
    }

    use crate::outside::shared_json;

    #[test]
    fn only_githubs_signature_is_accepted() {
        let Some(vectors) = shared_json("contracts/github/webhook-signature-vectors.json") else {
            return;
        };
        for vector in vectors["vectors"].as_array().unwrap() {
            let secret = SecretString::from(vector["secret"].as_str().unwrap());
            let other = SecretString::from("another secret");
            let body = vector["body"].as_str().unwrap().as_bytes();
            let header = vector["header"].as_str();
            let accepted = verify_signature(&[other.clone(), secret], body, header);
            assert_eq!(
                accepted,
                vector["accept"].as_bool().unwrap(),
                "{}",
                vector["id"]
            );
            assert!(!verify_signature(&[other], body, header));
            assert!(!verify_signature(&[], body, header));
        }
    }

    #[test]
    fn every_example_gives_a_hint() {
        let Some(events) = shared_json("contracts/github/webhook-examples.json") else {
            return;
        };
        for event in events.as_array().unwrap() {
            let name = event["name"].as_str().unwrap();
            for example in event["examples"].as_array().unwrap() {
                let hint = WebhookHint::parse(name, "guid", example.to_string().as_bytes());
                let wants_repo = example.get("repository").is_some();
                assert_eq!(hint.repo.is_some(), wants_repo, "{name}");
                assert_eq!(hint.repo_id.is_some(), wants_repo, "{name}");
                if name.starts_with("pull_request") {
                    assert!(
                        hint.pull_number.is_some() && hint.branch.is_some(),
                        "{name}"
                    );
                }
                if matches!(name, "status" | "check_run" | "check_suite") {
                    assert!(hint.sha.is_some(), "{name}");
                }
            }
        }
    }

    #[test]
    fn a_hint_survives_any_body() {
        for body in [
            &b""[..],
            b"[]",
            b"{\"repository\":7,\"after\":\"0000\"}",
            b"\xff",
        ] {
            let hint = WebhookHint::parse("push", "guid", body);
            assert_eq!((hint.repo, hint.sha), (None, None));
        }
    }
}
