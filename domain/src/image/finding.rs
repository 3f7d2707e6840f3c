//! What a scan found, and how bad it is.

use crate::time::Timestamp;
use std::fmt;

/// How bad a finding is. Scanners add words of their own: those are kept, never dropped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    Critical,
    High,
    Medium,
    Low,
    Informational,
    Undefined,
    Untriaged,
    Other(String),
}

impl Severity {
    pub fn parse(text: &str) -> Self {
        match text {
            "CRITICAL" => Self::Critical,
            "HIGH" => Self::High,
            "MEDIUM" => Self::Medium,
            "LOW" => Self::Low,
            "INFORMATIONAL" => Self::Informational,
            "UNDEFINED" => Self::Undefined,
            "UNTRIAGED" => Self::Untriaged,
            other => Self::Other(other.to_owned()),
        }
    }

    /// AWS's value.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Critical => "CRITICAL",
            Self::High => "HIGH",
            Self::Medium => "MEDIUM",
            Self::Low => "LOW",
            Self::Informational => "INFORMATIONAL",
            Self::Undefined => "UNDEFINED",
            Self::Untriaged => "UNTRIAGED",
            Self::Other(other) => other,
        }
    }

    /// The worst is 0. An unknown word comes after the known grades: it is not known to be harmless.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Critical => 0,
            Self::High => 1,
            Self::Medium => 2,
            Self::Low => 3,
            Self::Other(_) => 4,
            Self::Untriaged => 5,
            Self::Undefined => 6,
            Self::Informational => 7,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Findings by severity; `other` is all that is none of the four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeverityCounts {
    pub critical: u64,
    pub high: u64,
    pub medium: u64,
    pub low: u64,
    pub other: u64,
}

impl SeverityCounts {
    pub fn add(&mut self, severity: &Severity, count: u64) {
        *match severity {
            Severity::Critical => &mut self.critical,
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
            _ => &mut self.other,
        } += count;
    }

    pub fn total(self) -> u64 {
        self.critical + self.high + self.medium + self.low + self.other
    }
}

impl<'a> FromIterator<&'a Severity> for SeverityCounts {
    fn from_iter<I: IntoIterator<Item = &'a Severity>>(severities: I) -> Self {
        let mut counts = Self::default();
        for severity in severities {
            counts.add(severity, 1);
        }
        counts
    }
}

/// A finding as a scanner tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingSeen {
    /// For example `CVE-2026-1234`.
    pub name: String,
    /// Empty where the scanner names none.
    pub package: String,
    pub version: String,
    pub severity: Severity,
    /// The package's version without it; `None`: there is none yet, or the scanner does not say.
    pub fixed_in: Option<String>,
    /// CVSS, in tenths.
    pub score: Option<u32>,
    pub uri: Option<String>,
    /// Where the scanner remembers.
    pub first_seen: Option<Timestamp>,
}

/// A finding of a repository, with what Berth remembers about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub id: i64,
    pub name: String,
    pub package: String,
    pub version: String,
    pub severity: Severity,
    pub fixed_in: Option<String>,
    pub score: Option<u32>,
    pub uri: Option<String>,
    /// When it was first found in any image of this repository.
    pub first_seen: Timestamp,
    /// Whether the image has it that the repository's figures speak of.
    pub is_open: bool,
    /// In how many of the images that were asked about.
    pub images: u64,
    /// Until when somebody answers for it.
    pub excepted_until: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_severities_are_kept_and_counted() {
        let words = [
            "CRITICAL",
            "HIGH",
            "MEDIUM",
            "LOW",
            "INFORMATIONAL",
            "UNDEFINED",
            "UNTRIAGED",
            "DIRE",
        ];
        let all: Vec<Severity> = words.into_iter().map(Severity::parse).collect();
        for (severity, word) in all.iter().zip(words) {
            assert_eq!(severity.as_str(), word);
        }
        let counts: SeverityCounts = all.iter().collect();
        assert_eq!((counts.critical, counts.low, counts.other), (1, 1, 4));
        assert_eq!(counts.total(), 8);
        let mut ranks: Vec<u8> = all.iter().map(Severity::rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        assert_eq!(ranks.len(), 8);
    }
}
