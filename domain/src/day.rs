//! Days of the calendar, UTC: what figures are kept by and what people choose a range by.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// 1 January 9999: beyond it a date has no four digits.
const LAST: i64 = 2_932_532;

/// Days since the epoch.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Day(i64);

impl Day {
    /// Held within the years that are written with four digits.
    pub fn new(days: i64) -> Self {
        Self(days.clamp(0, LAST))
    }

    pub fn of(at: Timestamp) -> Self {
        Self::new(at.0.div_euclid(DAY_MS))
    }

    /// Reads `2026-01-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return None;
        }
        let digits = |part: &str| {
            part.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| part.parse::<i64>().ok())?
        };
        let found = Self::new(days_of(digits(year)?, digits(month)?, digits(day)?));
        // The 31st of a short month is another day, and no day at all.
        (found.to_string() == text).then_some(found)
    }

    pub fn number(self) -> i64 {
        self.0
    }

    pub fn plus(self, days: i64) -> Self {
        Self::new(self.0.saturating_add(days))
    }

    /// Its first millisecond.
    pub fn start(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(DAY_MS))
    }

    /// Weeks begin on Monday; the epoch was a Thursday.
    pub fn week(self) -> Week {
        Week((self.0 + 3).div_euclid(7))
    }
}

/// Weeks since the one of the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(pub i64);

impl Week {
    pub fn monday(self) -> Day {
        Day::new(self.0 * 7 - 3)
    }

    /// Its days, both included.
    pub fn days(self) -> Days {
        Days {
            from: self.monday(),
            to: Day::new(self.0 * 7 + 3),
        }
    }
}

/// From one day to another, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    pub from: Day,
    pub to: Day,
}

impl Days {
    /// The days of both.
    pub fn within(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        }
    }

    pub fn count(self) -> i64 {
        (self.to.0 - self.from.0 + 1).max(0)
    }

    /// From its first millisecond to the one after its last.
    pub fn span(self) -> (Timestamp, Timestamp) {
        (
            self.from.start(),
            Timestamp((self.to.0 + 1).saturating_mul(DAY_MS)),
        )
    }
}

/// Days of the civil calendar, counted in years that begin in March: the leap day comes last and disturbs no other.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_written_as_it_is_read() {
        let mut last = String::new();
        for number in (0..60_000).chain(LAST - 400..=LAST) {
            let day = Day::new(number);
            let text = day.to_string();
            assert_eq!(Day::parse(&text), Some(day), "{text}");
            assert!(text > last || number == LAST - 400, "{text} after {last}");
            last = text;
        }
        assert_eq!(Day::new(0).to_string(), "1970-01-01");
        assert_eq!(Day::new(19_782).to_string(), "2024-02-29");
        assert_eq!(Day::of(Timestamp(86_400_000 * 3 - 1)).number(), 2);
    }

    #[test]
    fn what_is_no_day_is_not_taken_for_one() {
        for text in [
            "",
            "2026",
            "2026-1-1",
            "2026-02-30",
            "2026-13-01",
            "2026-00-10",
            "1969-12-31",
            "9999-12-31",
            "+026-01-01",
            "2026-01-01T00",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_hold_seven_days() {
        let monday = Day::parse("2026-01-12").unwrap();
        for more in 0..7 {
            assert_eq!(monday.plus(more).week().monday(), monday);
        }
        assert_ne!(monday.plus(7).week(), monday.week());
        let days = monday.week().days();
        assert_eq!((days.count(), days.to), (7, monday.plus(6)));
        assert_eq!(days.span().1, monday.plus(7).start());
    }
}
