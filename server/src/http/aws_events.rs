//! EventBridge's events about images and scans, from an API destination. They only wake the reading of a repository: the
//! secret is checked, the content is not believed, and whoever misses one finds the same later by looking.

use super::{Web, refused};
use crate::outside::aws::EventHint;
use crate::portal::jobs::image_job;
use crate::store::Stored;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::audit::AuditAction;
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::Arc;
use subtle::{Choice, ConstantTimeEq as _};

const HEADER: &str = "x-berth-secret";

pub(super) async fn receive(
    State(web): State<Arc<Web>>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let said = headers.get(HEADER).map_or(&b""[..], |said| said.as_bytes());
    if !is_known(&web.event_secrets, said) {
        tracing::warn!("an event of AWS without a valid secret was refused");
        refused::machine(&web, AuditAction::RefusedWebhook, "POST /webhooks/aws").await;
        return (StatusCode::UNAUTHORIZED, "the secret does not fit\n");
    }
    let Some(hint) = EventHint::parse(&body) else {
        return (StatusCode::BAD_REQUEST, "this is no event of EventBridge\n");
    };
    match wake(&web, &hint).await {
        Ok(woken) => {
            tracing::debug!(kind = hint.kind, woken, "an event of AWS came");
            (StatusCode::ACCEPTED, "thank you\n")
        }
        // EventBridge sends it again for a day.
        Err(error) => {
            tracing::error!(%error, kind = hint.kind, "an event of AWS could not be kept");
            (StatusCode::SERVICE_UNAVAILABLE, "not now\n")
        }
    }
}

/// Takes as long whichever of them it is, and however much of it fits.
fn is_known(secrets: &[SecretString], said: &[u8]) -> bool {
    let mut known = Choice::from(0);
    for secret in secrets {
        known |= secret.expose_secret().as_bytes().ct_eq(said);
    }
    known.into()
}

/// How many repositories were woken; one that no census has seen is found by the next.
async fn wake(web: &Web, hint: &EventHint) -> Stored<u64> {
    let now = web.clock.now();
    let mut woken = 0;
    for (address, scanned) in &hint.about {
        if web
            .store
            .wake_images(address, scanned.as_ref(), now)
            .await?
        {
            woken += 1;
            let job = image_job(&address.account, address.region);
            web.store.hasten_job(&job, now).await?;
        }
    }
    Ok(woken)
}
