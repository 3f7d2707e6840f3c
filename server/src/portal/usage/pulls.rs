//! Pulls as CloudWatch counts them, remembered for some minutes: each question costs money, and people reload pages.
//!
//! What CloudWatch said last is kept beyond that, to be shown with its age while it doesn't answer.

use super::BerthPortal;
use super::monitoring::first_day;
use crate::portal::PATIENCE;
use crate::store::RepositoryKnown;
use domain::aws::Address;
use domain::portal::{PullsSeen, Span};
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use tokio::time::timeout;

const FRESH_MS: i64 = 5 * 60 * 1000;
/// Repositories and spans; a full memory is emptied.
const AT_MOST: usize = 512;

/// Days since the epoch with the pulls of each; days without any are not in it.
type Days = Vec<(i64, u64)>;

#[derive(Debug, Default)]
pub(in crate::portal) struct Pulls {
    known: Mutex<HashMap<(Address, Span), (Timestamp, Days)>>,
}

impl Pulls {
    fn last(&self, key: &(Address, Span)) -> Option<(Timestamp, Days)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).cloned()
    }

    fn keep(&self, key: (Address, Span), at: Timestamp, days: Days) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= AT_MOST && !known.contains_key(&key) {
            known.clear();
        }
        known.insert(key, (at, days));
    }
}

impl BerthPortal {
    pub(super) async fn pulls_of(&self, known: &RepositoryKnown, span: Span) -> PullsSeen {
        let now = self.services.clock.now();
        let key = (known.row.key.clone(), span);
        let last = self.pulls.last(&key);
        let shown = |at, days: &Days, trouble| PullsSeen::Known {
            days: spread(span, now, known.row.created, days),
            at,
            trouble,
        };
        if let Some((at, days)) = &last
            && now.since(*at) < FRESH_MS
        {
            return shown(*at, days, None);
        }
        let (first, last_day) = (first_day(span, now), now.day());
        let asked = self.services.aws.pulls(&key.0, first, last_day);
        let answer = match timeout(PATIENCE, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Trouble::new(
                System::Aws,
                TroubleKind::Unreachable,
                "CloudWatch did not answer in time",
            )),
        };
        match (answer, last) {
            (Ok(days), _) => {
                self.pulls.keep(key, now, days.clone());
                shown(now, &days, None)
            }
            (Err(trouble), Some((at, days))) => shown(at, &days, Some(trouble.sentence())),
            (Err(trouble), None) => PullsSeen::Unknown(trouble.sentence()),
        }
    }
}

/// No datum is no pull, from the day on which the repository was made; before it there was nothing to pull from.
fn spread(span: Span, now: Timestamp, made: Option<Timestamp>, days: &Days) -> Vec<Option<u64>> {
    let counted: HashMap<i64, u64> = days.iter().copied().collect();
    let made = made.map(Timestamp::day);
    (first_day(span, now)..=now.day())
        .map(|day| match counted.get(&day) {
            Some(pulls) => Some(*pulls),
            None if made.is_some_and(|made| day < made) => None,
            None => Some(0),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::NOW;

    #[test]
    fn a_day_without_a_datum_has_no_pulls_but_only_since_the_repository_is_there() {
        let made = Some(NOW.plus_millis(-3 * Timestamp::DAY_MS));
        let today = NOW.day();
        let shown = spread(Span::Week, NOW, made, &vec![(today - 1, 12)]);
        assert_eq!(
            shown,
            [None, None, None, Some(0), Some(0), Some(12), Some(0)]
        );
        let shown = spread(Span::Week, NOW, None, &vec![]);
        assert_eq!(shown, [Some(0); 7]);
    }
}
