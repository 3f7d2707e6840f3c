//! How a repository fares: its days from Berth's own memory, its pulls from CloudWatch.

use super::BerthPortal;
use super::alerts::{self, Present};
use crate::store::{RepositoryDay, RepositoryKnown};
use domain::people::Person;
use domain::portal::{Answer, DayKnown, MonitoringPage, MonitoringQuery, Span};
use domain::request::ChangeKind;
use domain::time::Timestamp;
use std::collections::BTreeMap;

impl BerthPortal {
    pub(super) async fn monitoring_page(
        &self,
        person: &Person,
        known: RepositoryKnown,
        query: &MonitoringQuery,
    ) -> Answer<MonitoringPage> {
        let (store, now) = (&self.services.store, self.services.clock.now());
        let key = &known.row.key;
        let (content, request, last, asked) = tokio::try_join!(
            async { Ok(store.content(key).await?) },
            self.its_request(&known),
            async {
                Ok(store
                    .last_completed(key, ChangeKind::Alarms, i64::MAX)
                    .await?)
            },
            self.asked(person, key, ChangeKind::Alarms),
        )?;
        let in_force = last.as_ref().and_then(alerts::plan_of);
        let first = first_day(query.span, now);
        let (kept, pushed) = match &content {
            Some(content) => tokio::try_join!(
                store.repository_days(content.id, first, now.day()),
                store.pushed_days(content.id, first),
            )?,
            None => Default::default(),
        };
        // Images that were never read were not pushed on no day: nobody knows.
        let pushed = content
            .as_ref()
            .is_some_and(|content| content.read.is_some())
            .then(|| pushed.into_iter().collect());
        let scanning = content
            .as_ref()
            .and_then(|content| content.scanning.as_ref());
        let alerts = alerts::offer(
            &self.services,
            &known,
            request.as_ref(),
            Present { scanning, in_force },
            query,
        );
        Ok(MonitoringPage {
            query: query.clone(),
            days: days(first, now.day(), &kept, pushed.as_ref()),
            pulls: self.pulls_of(&known, query.span).await,
            alerts,
            asked,
            in_force: in_force.map(alerts::sees).unwrap_or_default(),
            read: content.as_ref().and_then(|content| content.read),
            trouble: content.and_then(|content| content.trouble),
            now,
            row: known.row,
        })
    }
}

/// Today is a day of the span.
pub(super) fn first_day(span: Span, now: Timestamp) -> i64 {
    now.day() - i64::from(span.days()) + 1
}

/// Every day from the first to the last. A day without a row is like the one before it.
fn days(
    first: i64,
    last: i64,
    kept: &[RepositoryDay],
    pushed: Option<&BTreeMap<i64, u64>>,
) -> Vec<DayKnown> {
    let mut kept = kept.iter().peekable();
    let mut holds: Option<&RepositoryDay> = None;
    (first..=last)
        .map(|day| {
            while let Some(next) = kept.next_if(|next| next.day <= day) {
                holds = Some(next);
            }
            DayKnown {
                day,
                images: holds.map(|holds| holds.image_count),
                bytes: holds.map(|holds| holds.bytes),
                untagged_bytes: holds.map(|holds| holds.untagged_bytes),
                critical: holds.and_then(|holds| holds.critical),
                high: holds.and_then(|holds| holds.high),
                pushed: pushed.map(|pushed| pushed.get(&day).copied().unwrap_or_default()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::NOW;

    fn kept(day: i64, bytes: u64) -> RepositoryDay {
        RepositoryDay {
            day,
            image_count: 1,
            bytes,
            untagged_bytes: 0,
            critical: None,
            high: None,
        }
    }

    #[test]
    fn a_day_without_a_change_is_like_the_one_before_and_days_before_the_first_are_not_known() {
        let shown = days(10, 14, &[kept(11, 5), kept(13, 9)], None);
        let bytes: Vec<Option<u64>> = shown.iter().map(|day| day.bytes).collect();
        assert_eq!(bytes, [None, Some(5), Some(5), Some(9), Some(9)]);
        let shown = days(10, 11, &[kept(3, 2)], None);
        assert!(shown.iter().all(|day| day.bytes == Some(2)));
    }

    #[test]
    fn a_day_without_a_push_has_none_once_images_were_read() {
        let pushed = BTreeMap::from([(11, 4)]);
        let shown = days(10, 12, &[], Some(&pushed));
        let counts: Vec<Option<u64>> = shown.iter().map(|day| day.pushed).collect();
        assert_eq!(counts, [Some(0), Some(4), Some(0)]);
        assert_eq!(days(10, 10, &[], None)[0].pushed, None);
    }

    #[test]
    fn a_week_is_today_and_the_six_days_before() {
        assert_eq!(NOW.day() - first_day(Span::Week, NOW), 6);
    }
}
