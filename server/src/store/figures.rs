//! Numbers for metrics: how many requests stand where, and how the queue is.

use super::db::{statements, values};
use super::rows::stage_name;
use super::{Figures, Store, Stored};
use domain::time::Timestamp;

statements! {
    BY_STAGE = "SELECT stage, COUNT(*) AS total FROM requests GROUP BY stage";
    DUE = "SELECT COUNT(*) AS total, MIN(wake_at) AS oldest FROM requests \
        WHERE wake_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)";
    HELD = "SELECT COUNT(*) AS total FROM requests WHERE lease_until > $1";
}

impl Store {
    pub async fn figures(&self, now: Timestamp) -> Stored<Figures> {
        let rows = self.db.all(BY_STAGE, vec![]).await?;
        let by_stage = rows
            .iter()
            .map(|row| Ok((stage_name(row, "stage")?, row.count("total")?)))
            .collect::<Stored<_>>()?;
        let due = self.db.optional(DUE, values![now]).await?;
        let held = self.db.optional(HELD, values![now]).await?;
        Ok(Figures {
            by_stage,
            oldest_due: due
                .as_ref()
                .map(|row| row.maybe_time("oldest"))
                .transpose()?
                .flatten(),
            due: due.map_or(Ok(0), |row| row.count("total"))?,
            held: held.map_or(Ok(0), |row| row.count("total"))?,
        })
    }
}
