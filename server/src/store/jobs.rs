//! Periodic work that one replica does for all.

use super::db::{statements, values};
use super::{Store, Stored};
use domain::time::Timestamp;

statements! {
    TAKE = "INSERT INTO jobs (name, due, held_by) VALUES ($1, $4, $2) ON CONFLICT (name) DO UPDATE SET \
        due = excluded.due, held_by = excluded.held_by WHERE jobs.due <= $3 RETURNING name";
    FINISH = "UPDATE jobs SET due = $3, held_by = NULL WHERE name = $1 AND held_by = $2";
    HASTEN = "UPDATE jobs SET due = $2 WHERE name = $1 AND held_by IS NULL AND due > $2";
}

impl Store {
    /// True: this worker alone of all replicas runs the job now. It comes due again at the time given to
    /// `finish_job`, or after `lease_for_ms` when the worker died.
    pub async fn try_job(
        &self,
        name: &str,
        worker: &str,
        now: Timestamp,
        lease_for_ms: i64,
    ) -> Stored<bool> {
        let row = values![name, worker, now, now.plus_millis(lease_for_ms)];
        Ok(!self.db.returning(TAKE, row).await?.is_empty())
    }

    pub async fn finish_job(&self, name: &str, worker: &str, next: Timestamp) -> Stored<()> {
        self.db
            .execute(FINISH, values![name, worker, next])
            .await
            .map(drop)
    }

    /// Makes a job due now that nobody is at, for example after a webhook.
    pub async fn hasten_job(&self, name: &str, now: Timestamp) -> Stored<()> {
        self.db.execute(HASTEN, values![name, now]).await.map(drop)
    }
}
