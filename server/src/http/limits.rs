//! How much one person may ask for: enough for every honest use, little enough that one stuck script does not slow all others.

use super::halt::Halt;
use domain::github::Login;
use domain::time::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

const READS_PER_MINUTE: i64 = 600;
const CHANGES_PER_MINUTE: i64 = 60;
/// Sign-ins that one address may begin or end. Many people may stand behind one proxy, so it is far more than one of them needs.
const SIGN_INS_PER_MINUTE: i64 = 300;
const MINUTE_MS: i64 = 60_000;
/// Above this, those who have been quiet are forgotten.
const REMEMBERED: usize = 10_000;

/// Of this process; several replicas allow as much each.
#[derive(Debug, Default)]
pub struct Limits {
    people: Mutex<HashMap<(Login, bool), Bucket>>,
    /// By address; `None` is everybody whose address is not known.
    strangers: Mutex<HashMap<Option<IpAddr>, Bucket>>,
}

/// Fills evenly, holds a minute's worth.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Thousandths of what one call costs, times a minute: whole numbers all the way.
    level: i64,
    at: Timestamp,
}

impl Limits {
    pub(super) fn admit(&self, login: &Login, reads: bool, now: Timestamp) -> Result<(), Halt> {
        let rate = if reads {
            READS_PER_MINUTE
        } else {
            CHANGES_PER_MINUTE
        };
        take(&self.people, (login.clone(), reads), rate, now)
    }

    /// For who is not signed in: beginning a sign-in writes to the database.
    pub(super) fn admit_stranger(&self, from: Option<IpAddr>, now: Timestamp) -> Result<(), Halt> {
        take(&self.strangers, from, SIGN_INS_PER_MINUTE, now)
    }
}

fn take<K: Eq + Hash>(
    buckets: &Mutex<HashMap<K, Bucket>>,
    key: K,
    rate: i64,
    now: Timestamp,
) -> Result<(), Halt> {
    let full = rate * MINUTE_MS;
    let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
    if buckets.len() > REMEMBERED {
        buckets.retain(|_, bucket| now.since(bucket.at) < MINUTE_MS);
    }
    let bucket = buckets.entry(key).or_insert(Bucket {
        level: full,
        at: now,
    });
    bucket.level = (bucket.level + now.since(bucket.at).min(MINUTE_MS) * rate).min(full);
    bucket.at = now;
    if bucket.level < MINUTE_MS {
        return Err(Halt::TooMany {
            wait_ms: (MINUTE_MS - bucket.level).div_euclid(rate) + 1,
        });
    }
    bucket.level -= MINUTE_MS;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_changes_wait_and_reading_goes_on() {
        let (limits, login) = (Limits::default(), Login::new("dev-a"));
        let start = Timestamp(1_000_000);
        for _ in 0..CHANGES_PER_MINUTE {
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
