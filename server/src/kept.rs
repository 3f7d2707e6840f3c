//! Remembers for a moment what costs much to make and is asked for again and again.
//!
//! A value holds until this process writes anything to the database, and never longer than a second: that long may pass until
//! what another replica wrote is seen here (also that somebody signed out there), and until an age in words moves on. Those who
//! ask while it is being made wait for the one who makes it.

use crate::store::Store;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

const AT_MOST_MS: i64 = 1000;

#[derive(Debug)]
pub struct Kept<K, V> {
    entries: Mutex<HashMap<K, Entry<V>>>,
    most: usize,
}

#[derive(Debug)]
struct Entry<V> {
    value: Arc<OnceCell<V>>,
    since: Moment,
}

/// When something was read. Taken before reading: what is written meanwhile makes the value an old one.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    writes: u64,
    at: Timestamp,
}

impl Moment {
    pub fn of(store: &Store, now: Timestamp) -> Self {
        Self {
            writes: store.writes(),
            at: now,
        }
    }

    fn still_counts(self, now: Self) -> bool {
        // A clock that was set back makes nothing fresh.
        self.writes == now.writes && now.at >= self.at && now.at.since(self.at) < AT_MOST_MS
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// `most`: how many values at a time.
    pub fn new(most: usize) -> Self {
        Self {
            entries: Mutex::default(),
            most,
        }
    }

    /// The value that is kept, or the one that is made now. A failure is nobody's but the asker's.
    pub async fn or_make<E, F>(&self, key: K, now: Moment, make: impl FnOnce() -> F) -> Result<V, E>
    where
        F: Future<Output = Result<V, E>>,
    {
        let value = self.value(key, now);
        value.get_or_try_init(make).await.cloned()
    }

    fn value(&self, key: K, now: Moment) -> Arc<OnceCell<V>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get(&key)
            && entry.since.still_counts(now)
        {
            return Arc::clone(&entry.value);
        }
        // A full memory is emptied: what is asked for often is soon back.
        if entries.len() >= self.most && !entries.contains_key(&key) {
            entries.clear();
        }
        let value = Arc::default();
        let entry = Entry {
            value: Arc::clone(&value),
            since: now,
        };
        entries.insert(key, entry);
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::NOW;
    use std::convert::Infallible;
    use std::future::ready;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn moment(writes: u64, after_ms: i64) -> Moment {
        Moment {
            writes,
            at: NOW.plus_millis(after_ms),
        }
    }

    #[tokio::test]
    async fn a_value_holds_until_something_is_written_and_at_most_a_second() {
        let kept = Kept::new(2);
        let made = AtomicUsize::new(0);
        let ask = async |key: &'static str, now: Moment| {
            let make = || ready(Ok::<_, Infallible>(made.fetch_add(1, Ordering::Relaxed)));
            kept.or_make(key, now, make).await.unwrap()
        };
        assert_eq!(ask("page", moment(7, 0)).await, 0);
        assert_eq!(ask("page", moment(7, 999)).await, 0);
        assert_eq!(ask("other", moment(7, 0)).await, 1);
        assert_eq!(ask("page", moment(7, 1000)).await, 2);
        assert_eq!(ask("page", moment(8, 1000)).await, 3);
        assert_eq!(ask("page", moment(8, 999)).await, 4, "the clock went back");
    }

    #[tokio::test]
    async fn those_who_come_meanwhile_wait_for_the_one_who_makes_it() {
        let kept = Kept::new(1);
        let (done, until_done) = tokio::sync::oneshot::channel::<u8>();
        let first = kept.or_make("page", moment(0, 0), || until_done);
        let second = kept.or_make("page", moment(0, 0), || async {
            Ok::<u8, tokio::sync::oneshot::error::RecvError>(2)
        });
        let finish = async { done.send(1).unwrap() };
        let (first, second, ()) = tokio::join!(first, second, finish);
        assert_eq!((first.unwrap(), second.unwrap()), (1, 1));
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let kept = Kept::new(1);
        let failed = kept.or_make("page", moment(0, 0), || ready(Err::<u8, _>("away")));
        assert_eq!(failed.await, Err("away"));
        let next = kept.or_make("page", moment(0, 0), || ready(Ok::<_, &str>(1)));
        assert_eq!(next.await, Ok(1));
    }

    #[tokio::test]
    async fn it_never_grows_beyond_its_bound() {
        let kept = Kept::new(64);
        for key in 0..1000 {
            let made = kept.or_make(key, moment(0, 0), || ready(Ok::<_, Infallible>(())));
            made.await.unwrap();
        }
        assert!(kept.entries.lock().unwrap().len() <= 64);
    }
}
