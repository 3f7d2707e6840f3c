//! Exceptions: somebody answers for a finding until a day.

use crate::github::Login;
use crate::time::Timestamp;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// An exception is looked at anew at least once a year.
pub const EXCEPTION_DAYS: i64 = 366;
const REASON_MIN: usize = 10;
const REASON_MAX: usize = 500;
const OWNER_MAX: usize = 100;
const FINDING_MAX: usize = 200;

/// Somebody answers for a finding until a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingException {
    pub id: String,
    pub repository: i64,
    /// The finding's name, in whichever package.
    pub finding: String,
    pub reason: String,
    pub owner: String,
    pub until: Timestamp,
    pub granted_by: Login,
    pub created: Timestamp,
    pub ended: Option<Timestamp>,
}

impl FindingException {
    pub fn holds(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.until > now
    }
}

/// As a browser sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExceptionForm {
    pub finding: String,
    pub reason: String,
    pub owner: String,
    /// The last day, `2026-03-31`.
    pub until: String,
}

/// A field of [`ExceptionForm`]; the text is the name of the form's control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExceptionField {
    Finding,
    Reason,
    Owner,
    Until,
}

impl ExceptionField {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Finding => "finding",
            Self::Reason => "reason",
            Self::Owner => "owner",
            Self::Until => "until",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionProblem {
    pub field: ExceptionField,
    pub message: String,
}

/// What may become an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionAsked {
    pub finding: String,
    pub reason: String,
    pub owner: String,
    /// The end of the last day, UTC.
    pub until: Timestamp,
}

/// What is asked for where an answer is missing, in the words of what is let be.
#[derive(Clone, Copy, Debug)]
pub struct ExceptionWords {
    pub reason: &'static str,
    pub owner: &'static str,
    /// Of a day that is over.
    pub over: &'static str,
}

const OF_FINDINGS: ExceptionWords = ExceptionWords {
    reason: "Say in a sentence why this finding may stay",
    owner: "Name the person or team that answers for it",
    over: "Choose a day that is not over: the exception ends with it",
};

impl ExceptionForm {
    /// # Errors
    /// One sentence for each field that has to change.
    pub fn parse(&self, now: Timestamp) -> Result<ExceptionAsked, Vec<ExceptionProblem>> {
        self.parse_in(OF_FINDINGS, now)
    }

    /// The same for something else that is let be for a while.
    ///
    /// # Errors
    /// One sentence for each field that has to change.
    pub fn parse_in(
        &self,
        words: ExceptionWords,
        now: Timestamp,
    ) -> Result<ExceptionAsked, Vec<ExceptionProblem>> {
        let mut problems = Vec::new();
        let mut say = |field, message: &str| {
            problems.push(ExceptionProblem {
                field,
                message: message.to_owned(),
            });
        };
        let (finding, reason, owner) = (
            self.finding.trim(),
            self.reason.replace("\r\n", "\n").trim().to_owned(),
            self.owner.trim(),
        );
        if finding.is_empty() || finding.chars().count() > FINDING_MAX {
            say(
                ExceptionField::Finding,
                "Name a finding of this repository, for example CVE-2026-1234",
            );
        }
        match reason.chars().count() {
            length if length < REASON_MIN => say(ExceptionField::Reason, words.reason),
            length if length > REASON_MAX => {
                say(ExceptionField::Reason, "Use at most 500 characters");
            }
            _ => {}
        }
        if owner.is_empty() || owner.chars().count() > OWNER_MAX {
            say(ExceptionField::Owner, words.owner);
        }
        let until = day(self.until.trim()).map(|day| Timestamp((day + 1) * DAY_MS - 1));
        match until {
            None => say(ExceptionField::Until, "Choose the last day, as 2026-03-31"),
            Some(until) if until <= now => say(ExceptionField::Until, words.over),
            Some(until) if until > now.plus_millis(EXCEPTION_DAYS * DAY_MS) => say(
                ExceptionField::Until,
                "Choose a day within a year: then somebody looks at it anew",
            ),
            Some(_) => {}
        }
        match until {
            Some(until) if problems.is_empty() => Ok(ExceptionAsked {
                finding: finding.to_owned(),
                reason,
                owner: owner.to_owned(),
                until,
            }),
            _ => Err(problems),
        }
    }
}

/// Days since the epoch of `2026-03-31`; `None`: there is no such day.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let mut part = |digits: usize| {
        let part = parts.next()?;
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() {
        return None;
    }
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=days).contains(&day) || year < 1970 {
        return None;
    }
    // Years that begin in March put the leap day last; 400 of them are a round number of days.
    let (y, m) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let of_year = (153 * m + 2) / 5 + day - 1;
    Some(y * 365 + y / 4 - y / 100 + y / 400 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NOW;

    fn form() -> ExceptionForm {
        ExceptionForm {
            finding: " CVE-2026-1 ".into(),
            reason: "The code is not reachable".into(),
            owner: "payments".into(),
            until: "2026-03-31".into(),
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (text, days) in [
            ("1970-01-01", Some(0)),
            ("1970-03-01", Some(59)),
            ("2000-02-29", Some(11_016)),
            ("2026-01-14", Some(20_467)),
            ("2100-02-29", None),
            ("2026-02-30", None),
            ("2026-13-01", None),
            ("2026-1-1", None),
            ("2026-01-01-01", None),
            ("31.03.2026", None),
            ("", None),
        ] {
            assert_eq!(day(text), days, "{text}");
        }
    }

    #[test]
    fn an_exception_lasts_to_the_end_of_its_last_day() {
        let asked = form().parse(NOW).unwrap();
        assert_eq!(asked.finding, "CVE-2026-1");
        assert_eq!(asked.until, Timestamp(1_775_001_599_999));
        let today = ExceptionForm {
            until: "2026-01-14".into(),
            ..form()
        };
        assert!(today.parse(NOW).is_ok());
    }

    #[test]
    fn each_wrong_answer_is_said_at_its_field() {
        let wrong = |form: ExceptionForm| -> Vec<&'static str> {
            let problems = form.parse(NOW).unwrap_err();
            problems.iter().map(|one| one.field.as_str()).collect()
        };
        assert_eq!(
            wrong(ExceptionForm::default()),
            ["finding", "reason", "owner", "until"]
        );
        for until in ["2026-01-13", "2027-03-31", "soon"] {
            let until = until.into();
            assert_eq!(wrong(ExceptionForm { until, ..form() }), ["until"]);
        }
        let reason = "x".repeat(501);
        assert_eq!(wrong(ExceptionForm { reason, ..form() }), ["reason"]);
    }
}
