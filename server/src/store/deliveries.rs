//! Webhook deliveries by their id, so that one that is sent again is not handled again.

use super::db::{statements, values};
use super::{Store, Stored};
use domain::time::Timestamp;

statements! {
    /// Returns nothing for one that was finished.
    REMEMBER = "INSERT INTO deliveries (id, event, received) VALUES ($1, $2, $3) \
        ON CONFLICT (id) DO UPDATE SET received = excluded.received WHERE deliveries.finished IS NULL RETURNING id";
    FINISH = "UPDATE deliveries SET finished = $2 WHERE id = $1";
    FORGET = "DELETE FROM deliveries WHERE received < $1";
}

impl Store {
    /// False: it was finished before. One that was begun and not finished is done again.
    pub async fn remember_delivery(&self, id: &str, event: &str, at: Timestamp) -> Stored<bool> {
        Ok(!self
            .db
            .returning(REMEMBER, values![id, event, at])
            .await?
            .is_empty())
    }

    pub async fn finish_delivery(&self, id: &str, at: Timestamp) -> Stored<()> {
        self.db.execute(FINISH, values![id, at]).await.map(drop)
    }

    pub async fn forget_deliveries(&self, before: Timestamp) -> Stored<u64> {
        self.db.execute(FORGET, values![before]).await
    }
}
