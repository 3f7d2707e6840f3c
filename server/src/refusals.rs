//! What was refused goes on record too, and a flood of it fills no disk: the first refusal of a kind is written at once, the
//! others of the same kind are counted, and their number is written when the window ends.

use crate::store::Store;
use domain::audit::{AuditAction, AuditEntry};
use domain::time::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long refusals of a kind are counted before their number is written.
pub const WINDOW_MS: i64 = 10 * 60 * 1000;
/// Kinds that are told apart in a window; what comes beyond is counted by its action alone. Twice as many rows, and two for
/// each action, are the most that one window writes.
pub const KINDS: usize = 64;
/// Addresses and reasons come from whoever was refused.
const LONGEST: usize = 300;

pub struct Refusals {
    store: Store,
    window: Mutex<Window>,
}

#[derive(Default)]
struct Window {
    /// `None`: nothing was refused yet.
    since: Option<Timestamp>,
    kinds: HashMap<Kind, Counted>,
}

/// By whom, what and where.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Kind {
    action: AuditAction,
    /// `None`: one of those that are not told apart.
    apart: Option<(String, String)>,
}

struct Counted {
    first: AuditEntry,
    more: u64,
}

impl Refusals {
    pub fn new(store: Store) -> Self {
        Self {
            store,
            window: Mutex::default(),
        }
    }

    /// What can't be written down is refused all the same; the log tells of it.
    pub async fn tell(&self, entry: AuditEntry) {
        let due = self.take(shortened(entry));
        self.write(due).await;
    }

    /// Writes what was counted, if the window is over.
    pub async fn flush(&self, now: Timestamp) {
        let due = self.over(now, WINDOW_MS);
        self.write(due).await;
    }

    /// Until the token is cancelled, and once more then.
    pub async fn keep_flushing(&self, clock: &crate::clock::Clock, shutdown: &CancellationToken) {
        const PAUSE: Duration = Duration::from_secs(60);
        while tokio::time::timeout(PAUSE, shutdown.cancelled())
            .await
            .is_err()
        {
            self.flush(clock.now()).await;
        }
        let due = self.over(clock.now(), 0);
        self.write(due).await;
    }

    async fn write(&self, due: Vec<AuditEntry>) {
        if due.is_empty() {
            return;
        }
        if let Err(error) = self.store.audit(due).await {
            tracing::error!(%error, "what was refused could not be written down");
        }
    }

    /// What is to be written now.
    fn take(&self, entry: AuditEntry) -> Vec<AuditEntry> {
        let mut due = self.over(entry.at, WINDOW_MS);
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        window.since.get_or_insert(entry.at);
        let mut kind = Kind {
            action: entry.action,
            apart: Some((entry.who.name.clone(), entry.object.clone())),
        };
        if !window.kinds.contains_key(&kind) && window.kinds.len() >= KINDS {
            kind.apart = None;
        }
        match window.kinds.get_mut(&kind) {
            Some(counted) => counted.more += 1,
            None => {
                due.push(entry.clone());
                let first = entry;
                window.kinds.insert(kind, Counted { first, more: 0 });
            }
        }
        due
    }

    fn over(&self, now: Timestamp, after_ms: i64) -> Vec<AuditEntry> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = window
            .since
            .is_some_and(|since| now.since(since) >= after_ms);
        if !is_over {
            return Vec::new();
        }
        let past = std::mem::take(&mut *window);
        let kinds = past.kinds.into_iter();
        kinds
            .filter(|(_, counted)| counted.more > 0)
            .map(|(kind, counted)| sum(&kind, counted, now))
            .collect()
    }
}

/// The rest of a window in one row.
fn sum(kind: &Kind, counted: Counted, now: Timestamp) -> AuditEntry {
    let Counted { first, more } = counted;
    let since = first.at;
    let mut entry = match kind.apart {
        Some(_) => first,
        None => {
            let who = domain::audit::Who::nobody();
            AuditEntry::new(now, who, kind.action, "others")
        }
    };
    entry.at = now;
    entry.reason = format!("{more} more of the same");
    entry.after = Some(format!("{{\"more\":{more},\"since\":{}}}", since.0));
    entry
}

fn shortened(mut entry: AuditEntry) -> AuditEntry {
    for text in [&mut entry.object, &mut entry.reason] {
        if text.len() > LONGEST {
            let end = text.floor_char_boundary(LONGEST);
            text.truncate(end);
            text.push('…');
        }
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{AuditSearch, AuditSight};
    use domain::audit::{AuditRow, Who};

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn refused(who: &str, object: &str, at: Timestamp) -> AuditEntry {
        let who = Who::person(&domain::github::Login::new(who));
        AuditEntry::new(at, who, AuditAction::RefusedPermission, object)
    }

    async fn refusals() -> Refusals {
        Refusals::new(Store::open("sqlite::memory:", 1).await.unwrap())
    }

    /// Oldest first.
    async fn written(refusals: &Refusals) -> Vec<AuditRow> {
        let all = AuditSearch::default();
        let found = refusals.store.find_audit(&AuditSight::All, &all, 10_000);
        let mut rows = found.await.unwrap();
        rows.sort_by_key(|row| row.number);
        rows
    }

    #[tokio::test]
    async fn the_first_is_written_at_once_and_the_rest_as_a_number() {
        let refusals = refusals().await;
        for _ in 0..1000 {
            refusals.tell(refused("ada", "/reviews/1", NOW)).await;
        }
        refusals.tell(refused("bob", "/reviews/1", NOW)).await;
        let rows = written(&refusals).await;
        assert_eq!(rows.len(), 2);
        refusals.flush(NOW.plus_millis(WINDOW_MS - 1)).await;
        assert_eq!(written(&refusals).await.len(), 2);
        refusals.flush(NOW.plus_millis(WINDOW_MS)).await;
        let rows = written(&refusals).await;
        assert_eq!(rows.len(), 3);
        let sum = &rows[2].entry;
        assert_eq!((&*sum.who.name, &*sum.object), ("ada", "/reviews/1"));
        assert_eq!(sum.reason, "999 more of the same");
        // A new window begins with the next.
        refusals
            .tell(refused("ada", "/reviews/1", NOW.plus_millis(WINDOW_MS + 1)))
            .await;
        assert_eq!(written(&refusals).await.len(), 4);
    }

    #[tokio::test]
    async fn a_flood_of_different_ones_writes_a_bounded_number_of_rows() {
        let refusals = refusals().await;
        for number in 0..5_000 {
            let name = format!("robot{number}");
            refusals
                .tell(refused(&name, &format!("/{number}"), NOW))
                .await;
        }
        refusals.flush(NOW.plus_millis(WINDOW_MS)).await;
        let rows = written(&refusals).await;
        assert_eq!(rows.len(), KINDS + 2);
        let others = rows.iter().find(|row| row.entry.object == "others");
        let more = 5_000 - KINDS - 1;
        assert_eq!(
            others.unwrap().entry.reason,
            format!("{more} more of the same")
        );
    }

    #[tokio::test]
    async fn what_was_counted_is_written_when_the_process_ends() {
        let refusals = refusals().await;
        refusals.tell(refused("ada", "/", NOW)).await;
        refusals.tell(refused("ada", "/", NOW)).await;
        let shutdown = CancellationToken::new();
        shutdown.cancel();
        let clock = crate::clock::Clock::default();
        refusals.keep_flushing(&clock, &shutdown).await;
        assert_eq!(written(&refusals).await.len(), 2);
    }

    #[tokio::test]
    async fn long_texts_are_cut() {
        let refusals = refusals().await;
        refusals.tell(refused("ada", &"ü".repeat(5000), NOW)).await;
        let rows = written(&refusals).await;
        assert!(rows[0].entry.object.len() <= LONGEST + 3);
    }
}
