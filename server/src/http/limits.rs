//! How much one person may ask for: enough for every honest use, little enough that one stuck script does not slow all others.

use super::halt::Halt;
use domain::github::Login;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Sign-ins that one address may begin or end. Many people may stand behind one proxy, so it is far more than one of them needs.
const SIGN_INS_PER_MINUTE: i64 = 300;
const MINUTE_MS: i64 = 60_000;
/// Above this, those who have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

/// Pages that are made at the same time; live streams, once they have begun, are none.
const AT_ONCE: usize = 1024;
/// Live streams that one person has open: a tab needs one.
const STREAMS: usize = 50;

/// Of this process; several replicas allow as much each.
#[derive(Debug)]
pub struct Limits {
    under_way: Arc<Semaphore>,
    streams: Arc<Mutex<HashMap<Login, usize>>>,
    people: Buckets<(Login, bool)>,
    tokens: Buckets<(String, bool)>,
    /// By address; `None` is everybody whose address is not known.
    strangers: Buckets<Option<IpAddr>>,
    calls: CallLimits,
}

/// How often one may call in a minute: for people as it is here, for tokens by configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallLimits {
    pub reads: u32,
    pub changes: u32,
}

impl Default for CallLimits {
    fn default() -> Self {
        Self {
            reads: 600,
            changes: 60,
        }
    }
}

impl CallLimits {
    fn rate(self, changes: bool) -> i64 {
        i64::from(match changes {
            true => self.changes,
            false => self.reads,
        })
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(AT_ONCE)
    }
}

impl Limits {
    pub fn new(calls: CallLimits) -> Self {
        Self {
            calls,
            ..Self::default()
        }
    }

    /// So many pages at once.
    pub fn of(at_once: usize) -> Self {
        Self {
            under_way: Arc::new(Semaphore::new(at_once)),
            streams: Arc::default(),
            people: Buckets::default(),
            tokens: Buckets::default(),
            strangers: Buckets::default(),
            calls: CallLimits::default(),
        }
    }

    /// `None`: as many are under way as can be.
    pub(super) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.under_way).try_acquire_owned().ok()
    }

    pub(super) fn stream(&self, login: &Login) -> Result<Streaming, Halt> {
        let mut all = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(login.clone()).or_default();
        if *count >= STREAMS {
            return Err(Halt::TooMany { wait_ms: MINUTE_MS });
        }
        *count += 1;
        Ok(Streaming {
            login: login.clone(),
            all: Arc::clone(&self.streams),
        })
    }

    /// A call by a token, with how many it may make in a minute.
    pub(super) fn call(&self, token: &str, changes: bool, now: Timestamp) -> (i64, Left) {
        let rate = self.calls.rate(changes);
        let left = self.tokens.take((token.to_owned(), changes), rate, now);
        (rate, left)
    }

    pub(super) fn admit(&self, login: &Login, reads: bool, now: Timestamp) -> Result<(), Halt> {
        let rate = CallLimits::default().rate(!reads);
        self.people.take((login.clone(), reads), rate, now).admits()
    }

    /// For who is not signed in: beginning a sign-in writes to the database.
    pub(super) fn admit_stranger(&self, from: Option<IpAddr>, now: Timestamp) -> Result<(), Halt> {
        self.strangers.take(from, SIGN_INS_PER_MINUTE, now).admits()
    }
}

/// Each fills evenly and holds a minute's worth.
#[derive(Debug)]
pub(super) struct Buckets<K> {
    all: Mutex<HashMap<K, Bucket>>,
}

impl<K> Default for Buckets<K> {
    fn default() -> Self {
        Self {
            all: Mutex::default(),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Thousandths of what one call costs, times a minute: whole numbers all the way.
    level: i64,
    at: Timestamp,
}

/// What is left after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    /// Calls that could be made at once now.
    pub(super) calls: i64,
    /// Until the bucket is full again.
    pub(super) full_in_ms: i64,
    /// 0: the call was admitted.
    pub(super) wait_ms: i64,
}

/// A live stream that counts for its person until it ends.
#[derive(Debug)]
pub(super) struct Streaming {
    login: Login,
    all: Arc<Mutex<HashMap<Login, usize>>>,
}

impl Drop for Streaming {
    fn drop(&mut self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.login) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.login);
            }
        }
    }
}

impl Left {
    fn admits(self) -> Result<(), Halt> {
        match self.wait_ms {
            0 => Ok(()),
            wait_ms => Err(Halt::TooMany { wait_ms }),
        }
    }
}

impl<K: Eq + Hash> Buckets<K> {
    /// Takes one call out of a bucket that fills with so many a minute.
    pub(super) fn take(&self, key: K, rate: i64, now: Timestamp) -> Left {
        let rate = rate.max(1);
        let full = rate * MINUTE_MS;
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > REMEMBERED {
            all.retain(|_, bucket| now.since(bucket.at) < MINUTE_MS);
        }
        let bucket = all.entry(key).or_insert(Bucket {
            level: full,
            at: now,
        });
        bucket.level = (bucket.level + now.since(bucket.at).min(MINUTE_MS) * rate).min(full);
        bucket.at = now;
        let wait_ms = match bucket.level < MINUTE_MS {
            true => (MINUTE_MS - bucket.level).div_euclid(rate) + 1,
            false => {
                bucket.level -= MINUTE_MS;
                0
            }
        };
        Left {
            calls: bucket.level.div_euclid(MINUTE_MS),
            full_in_ms: (full - bucket.level).div_euclid(rate),
            wait_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_changes_wait_and_reading_goes_on() {
        let (limits, login) = (Limits::default(), Login::new("dev-a"));
        let start = Timestamp(1_000_000);
        for _ in 0..CallLimits::default().changes {
            assert!(limits.admit(&login, false, start).is_ok());
        }
        let Err(Halt::TooMany { wait_ms }) = limits.admit(&login, false, start) else {
            panic!("one too many was admitted")
        };
        assert!(limits.admit(&login, true, start).is_ok());
        assert!(limits.admit(&Login::new("dev-b"), false, start).is_ok());
        assert!(
            limits
                .admit(&login, false, start.plus_millis(wait_ms))
                .is_ok()
        );
    }

    #[test]
    fn streams_count_while_they_last() {
        let (limits, login) = (Limits::default(), Login::new("dev-a"));
        let open: Vec<_> = (0..STREAMS)
            .map(|_| limits.stream(&login).unwrap())
            .collect();
        assert!(limits.stream(&login).is_err());
        assert!(limits.stream(&Login::new("dev-b")).is_ok());
        drop(open);
        assert!(limits.stream(&login).is_ok());
    }

    #[test]
    fn one_address_cannot_keep_others_from_signing_in() {
        let limits = Limits::default();
        let (here, there) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        let start = Timestamp(1_000_000);
        for _ in 0..SIGN_INS_PER_MINUTE {
            assert!(limits.admit_stranger(Some(here), start).is_ok());
        }
        assert!(limits.admit_stranger(Some(here), start).is_err());
        assert!(limits.admit_stranger(Some(there), start).is_ok());
        assert!(
            limits
                .admit_stranger(Some(here), start.plus_millis(MINUTE_MS))
                .is_ok()
        );
    }
}
