//! What the outside world said last about a request, kept for its page.

use super::db::{statements, values};
use super::{Store, Stored};
use domain::request::RequestId;
use domain::time::Timestamp;

statements! {
    /// An older look that arrives late does not replace a newer one.
    SAVE = "INSERT INTO seen (request_id, kind, json, at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (request_id, kind) DO UPDATE SET json = excluded.json, at = excluded.at \
        WHERE seen.at <= excluded.at";
    LAST = "SELECT json, at FROM seen WHERE request_id = $1 AND kind = $2";
}

impl Store {
    pub async fn save_seen(
        &self,
        id: &RequestId,
        kind: &str,
        json: &str,
        at: Timestamp,
    ) -> Stored<()> {
        self.db
            .execute(SAVE, values![id.as_str(), kind, json, at])
            .await
            .map(drop)
    }

    pub async fn seen(&self, id: &RequestId, kind: &str) -> Stored<Option<(String, Timestamp)>> {
        let row = self.db.optional(LAST, values![id.as_str(), kind]).await?;
        row.map(|row| Ok((row.text("json")?, row.time("at")?)))
            .transpose()
    }
}
