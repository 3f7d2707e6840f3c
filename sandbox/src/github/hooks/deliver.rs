//! Sending: signed, with the guid that stays, one after the other, never again by itself.

use std::time::Instant;

use hmac::{KeyInit as _, Mac as _};

use super::{Delivery, Queued};
use crate::credentials::{INSTALLATION_ID, WEBHOOK_SECRET};
use crate::faults::FaultKind;
use crate::github::Refusal;
use crate::world::World;

/// `X-Hub-Signature-256` over the raw body.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let Ok(mut mac) = hmac::Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// Sends all that is queued at this moment; returns how many went out or got lost.
pub(crate) async fn deliver(world: &World) -> usize {
    let Some(url) = world.webhook_url() else {
        world.github.lock().hooks.queue.clear();
        return 0;
    };
    let mut batch = take(world, &url);
    let reordered = batch.iter().any(|q| {
        world
            .faults
            .strike_webhook(&q.event, |k| *k == FaultKind::WebhookReordered)
            .is_some()
    });
    if reordered {
        batch.reverse();
    }
    let count = batch.len();
    for queued in batch {
        if world
            .faults
            .strike_webhook(&queued.event, |k| *k == FaultKind::WebhookLost)
            .is_some()
        {
            record(
                world,
                &url,
                queued,
                Vec::new(),
                0.0,
                None,
                "lost on purpose".to_owned(),
            );
            continue;
        }
        let doubled = world
            .faults
            .strike_webhook(&queued.event, |k| *k == FaultKind::WebhookDoubled)
            .is_some();
        if doubled {
            send(world, &url, queued.clone()).await;
        }
        send(world, &url, queued).await;
    }
    count
}

fn take(world: &World, url: &str) -> Vec<Queued> {
    let mut state = world.github.lock();
    if state.hooks.pinged.as_deref() != Some(url) {
        state.hooks.pinged = Some(url.to_owned());
        super::ping(&mut state, url);
        // The ping was queued last but belongs first.
        state.hooks.queue.rotate_right(1);
    }
    state.hooks.queue.drain(..).collect()
}

async fn send(world: &World, url: &str, queued: Queued) {
    let headers = [
        ("Content-Type", "application/json".to_owned()),
        ("User-Agent", "GitHub-Hookshot/sandbox".to_owned()),
        ("X-GitHub-Event", queued.event.clone()),
        ("X-GitHub-Delivery", queued.guid.clone()),
        ("X-GitHub-Hook-ID", "450100".to_owned()),
        (
            "X-GitHub-Hook-Installation-Target-Type",
            "integration".to_owned(),
        ),
        (
            "X-GitHub-Hook-Installation-Target-ID",
            crate::credentials::APP_ID.to_string(),
        ),
        (
            "X-Hub-Signature-256",
            signature(WEBHOOK_SECRET, queued.body.as_bytes()),
        ),
    ];
    let mut request = world.client.post(url);
    for (name, value) in &headers {
        request = request.header(*name, value);
    }
    let begun = Instant::now();
    let (status, body) = match request.body(queued.body.clone()).send().await {
        Ok(response) => (
            Some(response.status().as_u16()),
            response.text().await.unwrap_or_default(),
        ),
        Err(error) => {
            tracing::info!(event = queued.event, %error, "nobody took the webhook");
            (None, error.to_string())
        }
    };
    let headers = headers
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    record(
        world,
        url,
        queued,
        headers,
        begun.elapsed().as_secs_f64(),
        status,
        body,
    );
}

fn record(
    world: &World,
    url: &str,
    sent: Queued,
    request_headers: Vec<(String, String)>,
    duration: f64,
    status: Option<u16>,
    response_body: String,
) {
    let mut state = world.github.lock();
    let id = state.fresh_id();
    let at = world.clock.now();
    let url = url.to_owned();
    state.hooks.deliveries.push(Delivery {
        id,
        sent,
        at,
        url,
        request_headers,
        duration,
        status,
        response_body,
    });
}

/// Queues a delivery again, with its old guid.
pub(crate) fn redeliver(world: &World, id: u64) -> Result<(), Refusal> {
    let mut state = world.github.lock();
    let mut again = state
        .hooks
        .deliveries
        .iter()
        .find(|d| d.id == id)
        .ok_or_else(Refusal::not_found)?
        .sent
        .clone();
    again.redelivery = true;
    state.hooks.queue.push_back(again);
    Ok(())
}

impl Delivery {
    pub(crate) fn status_text(&self) -> &'static str {
        match self.status {
            Some(200..300) => "OK",
            Some(_) => "Invalid HTTP Response",
            None => "failed to connect to host",
        }
    }

    pub(crate) fn installation(&self) -> Option<u64> {
        (self.sent.event != "ping").then_some(INSTALLATION_ID)
    }
}
