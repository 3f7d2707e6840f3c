//! Findings, and exceptions from them.

use super::{Time, time};
use crate::http::api::problem::FieldProblem;
use domain::image::{ExceptionForm, ExceptionProblem, FindingException};
use domain::portal::RepositoryFindings;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A known vulnerability of a repository’s images.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Finding {
    /// For example `CVE-2026-1234`.
    name: String,
    /// AWS’s word, such as `CRITICAL`.
    severity: String,
    package: String,
    version: String,
    /// The package’s version without it.
    fixed_in: Option<String>,
    /// CVSS.
    #[schema(minimum = 0, maximum = 10)]
    cvss: Option<f64>,
    link: Option<String>,
    /// When it was first found in any image of this repository.
    first_seen: Time,
    /// Whether the newest scanned image has it.
    open: bool,
    /// In how many of the images that were asked about.
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    /// Until when somebody answers for it.
    excepted_until: Option<Time>,
}

impl Finding {
    pub(in crate::http) fn of(finding: &domain::image::Finding) -> Self {
        Self {
            name: finding.name.clone(),
            severity: finding.severity.to_string(),
            package: finding.package.clone(),
            version: finding.version.clone(),
            fixed_in: finding.fixed_in.clone(),
            cvss: finding.score.map(|tenths| f64::from(tenths) / 10.0),
            link: finding.uri.clone(),
            first_seen: finding.first_seen.into(),
            open: finding.is_open,
            images: finding.images,
            excepted_until: time(finding.excepted_until),
        }
    }
}

/// How many open findings of each severity.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Counts {
    #[schema(maximum = 9007199254740991_i64)]
    critical: u64,
    #[schema(maximum = 9007199254740991_i64)]
    high: u64,
    #[schema(maximum = 9007199254740991_i64)]
    medium: u64,
    #[schema(maximum = 9007199254740991_i64)]
    low: u64,
    #[schema(maximum = 9007199254740991_i64)]
    other: u64,
}

impl From<domain::image::SeverityCounts> for Counts {
    fn from(counts: domain::image::SeverityCounts) -> Self {
        Self {
            critical: counts.critical,
            high: counts.high,
            medium: counts.medium,
            low: counts.low,
            other: counts.other,
        }
    }
}

/// Findings of a repository.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Findings {
    items: Vec<Finding>,
    #[schema(maximum = 9007199254740991_i64)]
    total: u64,
    /// Where the next page is, as a path on this host; `null`: this is the last.
    next: Option<String>,
    /// Of the open ones.
    counts: Counts,
    /// How many of the open ones somebody answers for.
    #[schema(maximum = 9007199254740991_i64)]
    excepted: u64,
    /// The image that the open ones are of; `null`: no scan has come to an end.
    image: Option<String>,
    /// When they were read.
    read: Option<Time>,
    /// What went wrong since.
    trouble: Option<String>,
    /// Those that hold first.
    exceptions: Vec<Exception>,
    /// Why the caller may not except any; `null`: may.
    hindrance: Option<String>,
}

impl Findings {
    pub(in crate::http) fn of(data: &RepositoryFindings, next: Option<String>) -> Self {
        let exceptions = data.exceptions.iter();
        Self {
            items: data.rows.iter().map(Finding::of).collect(),
            total: data.total,
            next,
            counts: data.counts.into(),
            excepted: data.excepted,
            image: data.of.as_ref().map(ToString::to_string),
            read: time(data.read),
            trouble: data.trouble.clone(),
            exceptions: exceptions.map(|one| Exception::of(one, data.now)).collect(),
            hindrance: data.may_except.clone().err(),
        }
    }
}

/// Somebody answers for a finding until a day.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Exception {
    id: String,
    finding: String,
    reason: String,
    owner: String,
    /// The end of its last day.
    until: Time,
    granted_by: String,
    created: Time,
    holds: bool,
}

impl Exception {
    fn of(exception: &FindingException, now: Timestamp) -> Self {
        Self {
            id: exception.id.clone(),
            finding: exception.finding.clone(),
            reason: exception.reason.clone(),
            owner: exception.owner.clone(),
            until: exception.until.into(),
            granted_by: exception.granted_by.to_string(),
            created: exception.created.into(),
            holds: exception.holds(now),
        }
    }
}

/// The wish to answer for a finding for a while.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ExceptionWish {
    /// Its name, such as `CVE-2026-1234`.
    #[schema(min_length = 1, max_length = 200)]
    finding: String,
    /// Why it may stay.
    #[schema(min_length = 10, max_length = 500)]
    reason: String,
    /// Who answers for it.
    #[schema(min_length = 1, max_length = 100)]
    owner: String,
    /// The last day, at most a year ahead.
    #[schema(format = Date)]
    until: String,
}

impl From<ExceptionWish> for ExceptionForm {
    fn from(wish: ExceptionWish) -> Self {
        Self {
            finding: wish.finding,
            reason: wish.reason,
            owner: wish.owner,
            until: wish.until,
        }
    }
}

pub(in crate::http) fn exception_problems(problems: &[ExceptionProblem]) -> Vec<FieldProblem> {
    let one = |problem: &ExceptionProblem| {
        FieldProblem::on(problem.field.as_str(), problem.message.as_str())
    };
    problems.iter().map(one).collect()
}
