//! Findings that somebody answers for, until a day. Rows are never changed but ended: they are a record.

use super::super::db::{Row, statements, values};
use super::super::{Store, Stored};
use super::FindingException;
use domain::github::Login;
use domain::time::Timestamp;

statements! {
    ADD = "INSERT INTO finding_exceptions (id, repository, finding, reason, owner, until, granted_by, created) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
    END = "UPDATE finding_exceptions SET ended = $3 WHERE id = $1 AND repository = $2 AND ended IS NULL";
    ONE = "SELECT id, repository, finding, reason, owner, until, granted_by, created, ended FROM finding_exceptions \
        WHERE repository = $1 AND id = $2";
    ALL = "SELECT id, repository, finding, reason, owner, until, granted_by, created, ended FROM finding_exceptions \
        WHERE repository = $1 ORDER BY until DESC, id DESC LIMIT $2";
}

impl Store {
    /// The same id again changes nothing.
    pub async fn add_exception(&self, exception: &FindingException) -> Stored<()> {
        let row = values![
            &exception.id,
            exception.repository,
            &exception.finding,
            &exception.reason,
            &exception.owner,
            exception.until,
            exception.granted_by.as_str(),
            exception.created,
        ];
        self.db.execute(ADD, row).await?;
        // It is held against nobody any more.
        self.judge_again(exception.repository).await
    }

    /// False: there is none, or it has ended.
    pub async fn end_exception(&self, repository: i64, id: &str, at: Timestamp) -> Stored<bool> {
        let ended = self.db.execute(END, values![id, repository, at]).await? > 0;
        if ended {
            self.judge_again(repository).await?;
        }
        Ok(ended)
    }

    pub async fn exception(&self, repository: i64, id: &str) -> Stored<Option<FindingException>> {
        let row = self.db.optional(ONE, values![repository, id]).await?;
        row.as_ref().map(exception).transpose()
    }

    /// The longest first, also those that are over.
    pub async fn exceptions(&self, repository: i64, limit: u32) -> Stored<Vec<FindingException>> {
        let rows = self.db.all(ALL, values![repository, limit]).await?;
        rows.iter().map(exception).collect()
    }
}

fn exception(row: &Row) -> Stored<FindingException> {
    Ok(FindingException {
        id: row.text("id")?,
        repository: row.int("repository")?,
        finding: row.text("finding")?,
        reason: row.text("reason")?,
        owner: row.text("owner")?,
        until: row.time("until")?,
        granted_by: Login::new(&row.text("granted_by")?),
        created: row.time("created")?,
        ended: row.maybe_time("ended")?,
    })
}
