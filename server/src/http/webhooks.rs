//! GitHub's webhooks. They only wake requests: the signature is checked, the content is not believed, and whoever misses one
//! finds the same later by looking.

use super::{Web, refused};
use crate::outside::github::{WebhookHint, verify_signature};
use crate::store::Stored;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::audit::AuditAction;
use std::sync::Arc;

pub(super) async fn github(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if !verify_signature(&web.webhook_secrets, &body, header("x-hub-signature-256")) {
        tracing::warn!("a webhook without a valid signature was refused");
        refused::machine(&web, AuditAction::RefusedWebhook, "POST /webhooks/github").await;
        return (StatusCode::UNAUTHORIZED, "the signature does not fit\n");
    }
    let (Some(event), Some(delivery)) = (header("x-github-event"), header("x-github-delivery"))
    else {
        return (StatusCode::BAD_REQUEST, "this is no delivery of GitHub\n");
    };
    let hint = WebhookHint::parse(event, delivery, &body);
    match receive(&web, &hint).await {
        Ok(woken) => {
            tracing::debug!(event, delivery, woken, "a webhook came");
            (StatusCode::ACCEPTED, "thank you\n")
        }
        // GitHub lists it as failed, and it is asked for again.
        Err(error) => {
            tracing::error!(%error, event, delivery, "a webhook could not be kept");
            (StatusCode::SERVICE_UNAVAILABLE, "not now\n")
        }
    }
}

/// How many requests were woken. A few short statements, so they are done before GitHub gets its answer: what was accepted is kept.
async fn receive(web: &Web, hint: &WebhookHint) -> Stored<u64> {
    let now = web.clock.now();
    if !web
        .store
        .remember_delivery(&hint.delivery, &hint.event, now)
        .await?
    {
        return Ok(0);
    }
    let mut woken = 0;
    if let Some(repo) = &hint.repo {
        if let Some(number) = hint.pull_number {
            woken += web.store.wake_pull_request(repo, number, now).await?;
        }
        if let Some(branch) = &hint.branch {
            woken += web.store.wake_branch(repo, branch, now).await?;
        }
        // Something was merged or reverted: whose it is, only looking tells.
        if hint.event == "push"
            && hint
                .branch
                .as_ref()
                .is_none_or(|branch| !branch.starts_with("berth/"))
        {
            woken += web.store.wake_all_open(now).await?;
        }
    }
    web.store.finish_delivery(&hint.delivery, now).await?;
    Ok(woken)
}
