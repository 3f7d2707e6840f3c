//! How long things take, from the history: by stage, and from submission to ready.

use super::db::{statements, values};
use super::rows::stage_name;
use super::{StageTime, Store, Stored};
use domain::portal::LeadTime;
use domain::time::Timestamp;

statements! {
    /// From entering a stage to entering the next. A percentile is the first value with that share at or below it.
    BY_STAGE = "WITH spans AS ( \
            SELECT entered, LEAD(at) OVER (PARTITION BY request_id ORDER BY version) - at AS took \
            FROM events WHERE entered IS NOT NULL AND at >= $1), \
        placed AS ( \
            SELECT entered, took, ROW_NUMBER() OVER (PARTITION BY entered ORDER BY took) AS place, \
                COUNT(*) OVER (PARTITION BY entered) AS total \
            FROM spans WHERE took IS NOT NULL) \
        SELECT entered, MAX(total) AS total, MIN(CASE WHEN place * 100 >= total * 50 THEN took END) AS p50, \
            MIN(CASE WHEN place * 100 >= total * 95 THEN took END) AS p95 \
        FROM placed GROUP BY entered";

    WHOLE = "WITH placed AS ( \
            SELECT completed - created AS took, ROW_NUMBER() OVER (ORDER BY completed - created) AS place, \
                COUNT(*) OVER () AS total \
            FROM requests WHERE completed >= $1) \
        SELECT COALESCE(MAX(total), 0) AS total, \
            COALESCE(MIN(CASE WHEN place * 100 >= total * 50 THEN took END), 0) AS p50, \
            COALESCE(MIN(CASE WHEN place * 100 >= total * 95 THEN took END), 0) AS p95 \
        FROM placed";
}

impl Store {
    /// Stages that were left since then.
    pub async fn lead_times(&self, since: Timestamp) -> Stored<Vec<StageTime>> {
        let rows = self.db.all(BY_STAGE, values![since]).await?;
        rows.iter()
            .map(|row| {
                Ok(StageTime {
                    stage: stage_name(row, "entered")?,
                    count: row.count("total")?,
                    p50: row.int("p50")?,
                    p95: row.int("p95")?,
                })
            })
            .collect()
    }

    /// Requests that were completed since then; `None` when there are none.
    pub async fn lead_time(&self, since: Timestamp) -> Stored<Option<LeadTime>> {
        let Some(row) = self.db.optional(WHOLE, values![since]).await? else {
            return Ok(None);
        };
        let count = row.count("total")?;
        Ok((count > 0).then_some(LeadTime {
            count,
            p50: row.int("p50")?,
            p95: row.int("p95")?,
        }))
    }
}
