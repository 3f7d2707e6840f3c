//! How much one person may ask for: enough for every honest use, little enough that one stuck script does not slow all others.

use super::halt::Halt;
use domain::github::Login;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Sign-ins that one address may begin or end. Many people may stand behind one proxy, so it is far more than one of them needs.
const SIGN_INS_PER_MINUTE: i64 = 300;
const MINUTE_MS: i64 = 60_000;
/// Above this, those who have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

/// Of this process; several replicas allow as much each.
#[derive(Debug, Default)]
pub struct Limits {
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

impl Limits {
    pub fn new(calls: CallLimits) -> Self {
        Self {
            calls,
            ..Self::default()
        }
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
