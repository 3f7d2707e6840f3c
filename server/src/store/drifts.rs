//! Where AWS has left what came there through Git, as last compared.

use super::db::{Row, json, statements, values};
use super::rows::{request, request_columns};
use super::{Store, Stored};
use domain::aws::Address;
use domain::drift::{Drift, Ignored};
use domain::observed::RepositorySeen;
use domain::request::Request;
use domain::time::Timestamp;

statements! {
    /// Repositories in AWS that a carried out request holds and that changed since, or differed: what else was carried
    /// out meanwhile may have ended that.
    CHANGED = "SELECT CAST(r.id AS BIGINT) AS repository, r.request_id, r.seen_json, r.policy_json, \
        CAST(CASE WHEN r.image_count IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_read FROM repositories r \
        WHERE r.in_aws AND r.request_id IS NOT NULL AND r.request_stage = 'completed' AND r.seen_json IS NOT NULL \
        AND (r.changed >= $1 OR EXISTS (SELECT 1 FROM drifts d WHERE d.account = r.account AND d.region = r.region \
        AND d.name = r.name)) AND r.id > $2 ORDER BY r.id LIMIT $3";
    MARK = "SELECT value FROM counters WHERE name = 'drift_changes'";
    SET_MARK = "UPDATE counters SET value = $1 WHERE name = 'drift_changes'";

    OF = "SELECT lines_json, since, ignored_json FROM drifts WHERE account = $1 AND region = $2 AND name = $3";
    KEEP = "INSERT INTO drifts (account, region, name, lines_json, since) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (account, region, name) DO UPDATE SET lines_json = excluded.lines_json, since = excluded.since, \
        ignored_json = NULL";
    END = "DELETE FROM drifts WHERE account = $1 AND region = $2 AND name = $3";
    IGNORE = "UPDATE drifts SET ignored_json = $4 WHERE account = $1 AND region = $2 AND name = $3 AND lines_json = $5";
    BY_ID = concat!("SELECT ", request_columns!(), " FROM requests WHERE id = $1");
}

/// A repository to compare with the request that holds its name.
#[derive(Clone, Debug)]
pub struct ToCompare {
    pub id: i64,
    pub made: Request,
    pub seen: RepositorySeen,
    /// The repository's policy; the outer `None`: it was not read.
    pub access: Option<Option<String>>,
}

impl Store {
    /// How far comparing has come among the changes of repositories.
    pub async fn drift_mark(&self) -> Stored<i64> {
        let row = self.db.optional(MARK, vec![]).await?;
        row.map_or(Ok(0), |row| row.int("value"))
    }

    pub async fn set_drift_mark(&self, mark: i64) -> Stored<()> {
        self.db.execute(SET_MARK, values![mark]).await.map(drop)
    }

    /// Those that changed since, from the one after `after` on.
    pub async fn to_compare(&self, since: i64, after: i64, limit: u32) -> Stored<Vec<ToCompare>> {
        let mut all = Vec::new();
        for row in self.db.all(CHANGED, values![since, after, limit]).await? {
            let id = row.text("request_id")?;
            let made = self.db.optional(BY_ID, values![id]).await?;
            let (Some(made), Some(seen)) = (
                made.as_ref().map(request).transpose()?,
                row.maybe_json("seen_json")?,
            ) else {
                continue;
            };
            let is_read = row.int("is_read")? > 0;
            all.push(ToCompare {
                id: row.int("repository")?,
                made,
                seen,
                access: is_read.then(|| row.maybe_text("policy_json")).transpose()?,
            });
        }
        Ok(all)
    }

    pub async fn drift(&self, key: &Address) -> Stored<Option<Drift>> {
        let row = self.db.optional(OF, about(key)).await?;
        row.as_ref().map(drift).transpose()
    }

    /// In the place of what was known: an ignored difference that is another now is none any more.
    pub async fn keep_drift(&self, key: &Address, drift: &Drift) -> Stored<()> {
        let mut row = about(key);
        row.extend(values![json(&drift.lines)?, drift.since]);
        self.db.execute(KEEP, row).await.map(drop)
    }

    pub async fn end_drift(&self, key: &Address) -> Stored<()> {
        self.db.execute(END, about(key)).await.map(drop)
    }

    /// False: it is another difference by now, or none.
    pub async fn ignore_drift(
        &self,
        key: &Address,
        drift: &Drift,
        ignored: &Ignored,
    ) -> Stored<bool> {
        let mut row = about(key);
        row.extend(values![json(ignored)?, json(&drift.lines)?]);
        Ok(self.db.execute(IGNORE, row).await? > 0)
    }
}

fn about(key: &Address) -> Vec<super::db::Value> {
    values![key.account.as_str(), key.region.as_str(), key.name.as_str()]
}

fn drift(row: &Row) -> Stored<Drift> {
    let since: Timestamp = row.time("since")?;
    Ok(Drift {
        lines: row.json("lines_json")?,
        since,
        ignored: row.maybe_json("ignored_json")?,
    })
}
