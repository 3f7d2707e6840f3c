//! Moments, always in UTC: how long ago for the eye, the exact second for the record.

use super::text::duration;
use crate::words::time as words;
use jiff::{Timestamp, civil::DateTime, tz::Offset};
use leptos::prelude::*;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A moment in epoch milliseconds as a `<time>`: near moments relative, far ones as a date, the exact second in the title.
#[component]
pub fn Time(at: i64, now: i64) -> AnyView {
    view! { <time datetime=machine(at) title=absolute(at)>{relative(at, now)}</time> }.into_any()
}

/// A moment in a list whose head names the zone: `10:22:10`, with its date in front where the day is another than that
/// of the moment `after` which it comes.
#[component]
pub fn Clock(at: i64, after: Option<i64>) -> AnyView {
    let same_day = after.is_some_and(|after| utc(after).date() == utc(at).date());
    let text = if same_day {
        clock(at)
    } else {
        format!("{}, {}", date(at, at), clock(at))
    };
    view! { <time datetime=machine(at) title=absolute(at)>{text}</time> }.into_any()
}

/// `4 s ago`, `in 12 min`, `yesterday`, `9 Jan`, `9 Jan 2025`.
pub fn relative(at: i64, now: i64) -> String {
    let past = now.saturating_sub(at);
    match past {
        p if p.unsigned_abs() < 1_000 => words::NOW.to_owned(),
        p if p < 0 && p > -DAY => words::ahead(&coarse(-p)),
        p if p > 0 && p < DAY => words::ago(&coarse(p)),
        p if p > 0 && p < 2 * DAY => words::YESTERDAY.to_owned(),
        p if p > 0 && p < 7 * DAY => words::ago(&duration(p)),
        _ => date(at, now),
    }
}

/// `2026-01-14 10:22:10 UTC`.
pub fn absolute(at: i64) -> String {
    utc(at).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `10:22:10`, in UTC.
pub fn clock(at: i64) -> String {
    utc(at).strftime("%H:%M:%S").to_string()
}

/// `10:22 UTC`, for sentences.
pub fn clock_short(at: i64) -> String {
    utc(at).strftime("%H:%M UTC").to_string()
}

/// The form that `datetime` and logs use.
pub fn machine(at: i64) -> String {
    utc(at).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `9 Jan`, with the year when it is another one.
pub fn date(at: i64, now: i64) -> String {
    let (at, now) = (utc(at), utc(now));
    let format = if at.year() == now.year() {
        "%-d %b"
    } else {
        "%-d %b %Y"
    };
    at.strftime(format).to_string()
}

/// One unit is enough beside "ago": `4 s`, `12 min`, `3 h`.
fn coarse(ms: i64) -> String {
    let floor = match ms {
        ms if ms < MINUTE => ms - ms % 1_000,
        ms if ms < HOUR => ms - ms % MINUTE,
        ms => ms - ms % HOUR,
    };
    duration(floor)
}

/// A moment outside the calendar is a bug elsewhere; the epoch shows it without taking the page down.
fn utc(at: i64) -> DateTime {
    Offset::UTC.to_datetime(Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_768_386_130_000; // 2026-01-14 10:22:10 UTC

    #[test]
    fn near_moments_are_relative_and_far_ones_are_dates() {
        let shown: Vec<_> = [
            0,
            4_000,
            125_000,
            3 * HOUR + 5,
            30 * HOUR,
            3 * DAY,
            8 * DAY,
            400 * DAY,
            -90_000,
        ]
        .into_iter()
        .map(|back| relative(NOW - back, NOW))
        .collect();
        assert_eq!(
            shown,
            [
                "now",
                "4 s ago",
                "2 min ago",
                "3 h ago",
                "yesterday",
                "3 days ago",
                "6 Jan",
                "10 Dec 2024",
                "in 1 min"
            ]
        );
    }

    #[test]
    fn exact_moments_name_their_zone() {
        assert_eq!(absolute(NOW), "2026-01-14 10:22:10 UTC");
        assert_eq!(machine(NOW), "2026-01-14T10:22:10Z");
        assert_eq!(clock(NOW), "10:22:10");
        let shown = |after| view! { <Clock at=NOW after=after/> }.to_html();
        assert!(shown(Some(NOW - HOUR)).contains(">10:22:10<"));
        assert!(shown(Some(NOW - DAY)).contains(">14 Jan, 10:22:10<"));
        assert!(shown(None).contains(">14 Jan, 10:22:10<"));
    }

    #[test]
    fn a_moment_outside_the_calendar_takes_no_page_down() {
        assert_eq!(machine(i64::MAX), "1970-01-01T00:00:00Z");
    }
}
