//! Notes when each outside system answered last, and what is wrong while one does not.
//!
//! Calls are many and the note is one row: a task of its own writes at most every few seconds, at once only when a
//! system falls silent or comes back. Losing a note under load costs nothing, the next call brings another.

use crate::clock::Clock;
use crate::outside::Observer;
use crate::store::Store;
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;

const AT_MOST_EVERY_MS: i64 = 5000;

struct Outcome {
    system: System,
    at: Timestamp,
    /// In the words for people; `None`: it answered.
    trouble: Option<String>,
}

/// Must be called inside a runtime. The task ends with the last client that holds the observer.
pub fn observer(store: Store, clock: Clock) -> Observer {
    let (sender, receiver) = mpsc::channel(256);
    tokio::spawn(write(store, receiver));
    Arc::new(move |system, outcome| {
        let trouble = outcome
            .err()
            .filter(|trouble| is_ill(trouble))
            .map(Trouble::sentence);
        let _ = sender.try_send(Outcome {
            system,
            at: clock.now(),
            trouble,
        });
    })
}

/// A system that refuses a single wish is well.
pub(super) fn is_ill(trouble: &Trouble) -> bool {
    match trouble.kind {
        TroubleKind::Unreachable
        | TroubleKind::Failing
        | TroubleKind::Nonsense
        | TroubleKind::SignIn
        | TroubleKind::RateLimited => true,
        TroubleKind::Permission
        | TroubleKind::Conflict
        | TroubleKind::Missing
        | TroubleKind::Refused => false,
    }
}

async fn write(store: Store, mut outcomes: mpsc::Receiver<Outcome>) {
    let mut written: HashMap<System, (Timestamp, Option<String>)> = HashMap::new();
    while let Some(outcome) = outcomes.recv().await {
        if !is_news(written.get(&outcome.system), &outcome) {
            continue;
        }
        let result = match &outcome.trouble {
            None => store.source_answered(outcome.system, outcome.at).await,
            Some(message) => {
                store
                    .source_failed(outcome.system, message, outcome.at)
                    .await
            }
        };
        match result {
            Ok(()) => {
                written.insert(outcome.system, (outcome.at, outcome.trouble));
            }
            // Without the database there is nowhere to note it; its own health says so.
            Err(error) => tracing::warn!("{error}"),
        }
    }
}

fn is_news(written: Option<&(Timestamp, Option<String>)>, outcome: &Outcome) -> bool {
    written.is_none_or(|(at, trouble)| {
        *trouble != outcome.trouble || outcome.at.since(*at) >= AT_MOST_EVERY_MS
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::NOW;

    #[test]
    fn a_change_is_news_at_once_and_sameness_every_few_seconds() {
        let outcome = |after: i64, trouble: Option<&str>| Outcome {
            system: System::Aws,
            at: NOW.plus_seconds(after),
            trouble: trouble.map(str::to_owned),
        };
        let written = (NOW, None);
        assert!(is_news(None, &outcome(0, None)));
        assert!(!is_news(Some(&written), &outcome(1, None)));
        assert!(is_news(Some(&written), &outcome(1, Some("away"))));
        assert!(is_news(Some(&written), &outcome(5, None)));
    }

    #[test]
    fn a_refused_wish_is_no_illness() {
        let trouble = |kind| Trouble::new(System::GitHub, kind, "");
        assert!(is_ill(&trouble(TroubleKind::Unreachable)));
        assert!(!is_ill(&trouble(TroubleKind::Missing)));
    }
}
