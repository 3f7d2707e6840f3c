//! How bad and how old the open findings of a repository are.

use super::super::db::{statements, values};
use super::super::{Store, Stored};
use domain::image::Severity;
use domain::portal::{FINDING_AGES, SeverityAges};
use domain::scorecard;
use domain::time::Timestamp;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

statements! {
    AGES = "SELECT severity, MIN(first_seen) AS oldest, \
        SUM(CASE WHEN first_seen <= $2 THEN 1 ELSE 0 END) AS age_0, \
        SUM(CASE WHEN first_seen <= $3 THEN 1 ELSE 0 END) AS age_1, \
        SUM(CASE WHEN first_seen <= $4 THEN 1 ELSE 0 END) AS age_2, \
        SUM(CASE WHEN first_seen <= $5 THEN 1 ELSE 0 END) AS age_3 \
        FROM findings WHERE repository = $1 AND is_open GROUP BY severity, severity_rank ORDER BY severity_rank, severity";

    PRESSING = "SELECT f.severity, COUNT(*) AS total, MIN(f.first_seen) AS oldest FROM findings f \
        WHERE f.repository = $1 AND f.is_open AND f.severity IN ('CRITICAL', 'HIGH') AND NOT EXISTS \
        (SELECT 1 FROM finding_exceptions e WHERE e.repository = f.repository AND e.finding = f.name \
         AND e.ended IS NULL AND e.until > $2) GROUP BY f.severity";
}

/// What was first seen at this moment or before is so many days old.
pub(super) fn known_since(now: Timestamp, days: u32) -> Timestamp {
    match days {
        // A scanner's clock may be ahead: what is there is never left out.
        0 => Timestamp(i64::MAX),
        days => now.plus_millis(-i64::from(days) * DAY_MS),
    }
}

impl Store {
    /// Of the open findings, the worst first.
    pub async fn finding_ages(&self, repository: i64, now: Timestamp) -> Stored<Vec<SeverityAges>> {
        let [a, b, c, d] = FINDING_AGES.map(|days| known_since(now, days));
        let rows = self.db.all(AGES, values![repository, a, b, c, d]).await?;
        rows.iter()
            .map(|row| {
                Ok(SeverityAges {
                    severity: Severity::parse(&row.text("severity")?),
                    counts: [
                        row.count("age_0")?,
                        row.count("age_1")?,
                        row.count("age_2")?,
                        row.count("age_3")?,
                    ],
                    oldest: row.maybe_time("oldest")?,
                })
            })
            .collect()
    }

    /// Open critical and high findings that nobody answers for.
    pub async fn pressing_findings(
        &self,
        repository: i64,
        now: Timestamp,
    ) -> Stored<scorecard::Findings> {
        let mut found = scorecard::Findings::default();
        for row in self.db.all(PRESSING, values![repository, now]).await? {
            let open = scorecard::OpenFindings {
                count: row.count("total")?,
                oldest: row.maybe_time("oldest")?,
            };
            match Severity::parse(&row.text("severity")?) {
                Severity::Critical => found.critical = open,
                _ => found.high = open,
            }
        }
        Ok(found)
    }
}
