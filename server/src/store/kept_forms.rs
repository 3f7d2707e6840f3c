//! Forms that were sent after a session had ended. They belong to nobody yet, so they are few and soon forgotten.

use super::db::{json, statements, values};
use super::{KeptForm, Store, Stored};
use domain::time::Timestamp;

statements! {
    FORGET_EXPIRED = "DELETE FROM kept_forms WHERE expires <= $1";
    /// Whoever floods it pushes out the oldest, and fills no disk.
    MAKE_ROOM = "DELETE FROM kept_forms WHERE hash NOT IN \
        (SELECT hash FROM kept_forms ORDER BY expires DESC, hash LIMIT $1)";
    KEEP = "INSERT INTO kept_forms (hash, path, fields_json, expires) VALUES ($1, $2, $3, $4)";
    ONE = "SELECT path, fields_json, expires FROM kept_forms WHERE hash = $1 AND expires > $2";
    DROP = "DELETE FROM kept_forms WHERE hash = $1";
}

impl Store {
    /// Keeps a form and at most `others` beside it.
    pub async fn keep_form(&self, form: &KeptForm, others: u32, now: Timestamp) -> Stored<()> {
        let row = values![&form.hash, &form.path, json(&form.fields)?, form.expires];
        let mut tx = self.db.begin().await?;
        tx.execute(FORGET_EXPIRED, values![now]).await?;
        tx.execute(MAKE_ROOM, values![others]).await?;
        tx.execute(KEEP, row).await?;
        tx.commit().await
    }

    pub async fn kept_form(&self, hash: &str, now: Timestamp) -> Stored<Option<KeptForm>> {
        let row = self.db.optional(ONE, values![hash, now]).await?;
        row.map(|row| {
            Ok(KeptForm {
                hash: hash.to_owned(),
                path: row.text("path")?,
                fields: row.json("fields_json")?,
                expires: row.time("expires")?,
            })
        })
        .transpose()
    }

    pub async fn drop_kept_form(&self, hash: &str) -> Stored<()> {
        self.db.execute(DROP, values![hash]).await.map(drop)
    }
}
