//! Where the cluster has left Git, and AWS what came there, as last compared.

use super::db::{Row, json, statements, values};
use super::rows::{request, request_columns};
use super::{Store, Stored};
use domain::aws::{AccountId, Address, Region};
use domain::compare::Compared;
use domain::drift::{
    AwsAlone, Drift, DriftKind, DriftMarks, DriftState, Ignored, InCluster, LOSS_SHOWN_MS, Line,
    ObjectDrift,
};
use domain::name::RepositoryName;
use domain::observed::RepositorySeen;
use domain::request::Request;
use domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A kind of difference, each in a table of its own.
macro_rules! of_table {
    ($table:literal) => {
        pub(super) const OF: &str = concat!(
            "SELECT lines_json, since, ignored_json FROM ",
            $table,
            " WHERE account = $1 AND region = $2 AND name = $3"
        );
        pub(super) const KEEP: &str = concat!(
            "INSERT INTO ",
            $table,
            " (account, region, name, lines_json, since) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (account, region, name) DO UPDATE SET lines_json = excluded.lines_json, since = excluded.since, \
             ignored_json = NULL, ignored_until = NULL"
        );
        pub(super) const END: &str = concat!(
            "DELETE FROM ",
            $table,
            " WHERE account = $1 AND region = $2 AND name = $3"
        );
        pub(super) const IGNORE: &str = concat!(
            "UPDATE ",
            $table,
            " SET ignored_json = $4, ignored_until = $6 \
             WHERE account = $1 AND region = $2 AND name = $3 AND lines_json = $5"
        );
        pub(super) const LAPSE: &str = concat!(
            "UPDATE ",
            $table,
            " SET ignored_json = NULL, ignored_until = NULL WHERE ignored_until <= $1 RETURNING account, region, name"
        );
    };
}

mod aws {
    of_table!("drifts");
    pub(super) const ALL: [&str; 5] = [OF, KEEP, END, IGNORE, LAPSE];
}

mod git {
    of_table!("cluster_drifts");
    pub(super) const ALL: [&str; 5] = [OF, KEEP, END, IGNORE, LAPSE];
}

mod alone {
    of_table!("unmanaged_drifts");
    pub(super) const ALL: [&str; 5] = [OF, KEEP, END, IGNORE, LAPSE];
}

macro_rules! to_compare {
    () => {
        "SELECT CAST(r.id AS BIGINT) AS repository, r.request_id, r.seen_json, r.policy_json, \
         CAST(CASE WHEN r.image_count IS NULL THEN 0 ELSE 1 END AS BIGINT) AS is_read, \
         (SELECT says_json FROM cluster_objects o WHERE o.account = r.account AND o.region = r.region AND o.name = r.name) \
         AS says_json FROM repositories r \
         WHERE r.in_aws AND r.request_id IS NOT NULL AND r.request_stage = 'completed' AND r.seen_json IS NOT NULL"
    };
}

statements! {
    /// Repositories in AWS that a carried out request holds and that changed since, or differed: what else was carried
    /// out meanwhile may have ended that.
    CHANGED = concat!(to_compare!(), " AND (r.changed >= $1 OR EXISTS (SELECT 1 FROM drifts d WHERE d.account = r.account \
        AND d.region = r.region AND d.name = r.name)) AND r.id > $2 ORDER BY r.id LIMIT $3");
    ONE = concat!(to_compare!(), " AND r.account = $1 AND r.region = $2 AND r.name = $3");
    MARK = "SELECT value FROM counters WHERE name = 'drift_changes'";
    SET_MARK = "UPDATE counters SET value = $1 WHERE name = 'drift_changes'";
    BY_ID = concat!("SELECT ", request_columns!(), " FROM requests WHERE id = $1");

    /// What is known when marks are set, one row a fact.
    FACTS = "SELECT 'git-cluster' AS fact, ignored_until FROM cluster_drifts WHERE account = $1 AND region = $2 AND name = $3 \
        UNION ALL SELECT 'cluster-aws', ignored_until FROM drifts WHERE account = $1 AND region = $2 AND name = $3 \
        UNION ALL SELECT 'ignored', ignored_until FROM unmanaged_drifts WHERE account = $1 AND region = $2 AND name = $3 \
        AND ignored_until IS NOT NULL \
        UNION ALL SELECT 'lost', NULL FROM losses WHERE account = $1 AND region = $2 AND name = $3 AND at > $4";
    SET_MARKS = "UPDATE repositories SET drift = $4 WHERE account = $1 AND region = $2 AND name = $3 AND drift <> $4";
    PAST = "UPDATE losses SET past = TRUE WHERE past = FALSE AND at <= $1 RETURNING account, region, name";
}

/// A repository to compare with the request that holds its name.
#[derive(Clone, Debug)]
pub struct ToCompare {
    pub id: i64,
    pub made: Request,
    pub seen: RepositorySeen,
    /// The repository's policy; the outer `None`: it was not read.
    pub access: Option<Option<String>>,
    /// What its objects in the cluster say; `None`: they have not been seen.
    pub cluster: Option<InCluster>,
}

/// A kind of difference that has a table.
pub trait Kept: Line + Serialize + DeserializeOwned {
    const WHICH: DriftKind;
}

impl Kept for Compared {
    const WHICH: DriftKind = DriftKind::ClusterAws;
}

impl Kept for ObjectDrift {
    const WHICH: DriftKind = DriftKind::GitCluster;
}

impl Kept for AwsAlone {
    const WHICH: DriftKind = DriftKind::AwsAlone;
}

/// The statements of a kind, in the order of [`of_table`].
fn sql(kind: DriftKind) -> [&'static str; 5] {
    match kind {
        DriftKind::ClusterAws => aws::ALL,
        DriftKind::GitCluster => git::ALL,
        DriftKind::AwsAlone => alone::ALL,
    }
}

/// With those of each kind.
pub(super) fn all_statements() -> Vec<&'static str> {
    [STATEMENTS, &aws::ALL, &git::ALL, &alone::ALL].concat()
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
        let rows = self.db.all(CHANGED, values![since, after, limit]).await?;
        self.compared(&rows).await
    }

    /// `None`: it is not in AWS, or nobody has brought it there through Git.
    pub async fn to_compare_one(&self, key: &Address) -> Stored<Option<ToCompare>> {
        let rows = self.db.all(ONE, about(key)).await?;
        Ok(self.compared(&rows).await?.pop())
    }

    async fn compared(&self, rows: &[Row]) -> Stored<Vec<ToCompare>> {
        let mut all = Vec::new();
        for row in rows {
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
                cluster: row.maybe_json("says_json")?,
            });
        }
        Ok(all)
    }

    pub async fn drift<L: Kept>(&self, key: &Address) -> Stored<Option<Drift<L>>> {
        let [of, ..] = sql(L::WHICH);
        let row = self.db.optional(of, about(key)).await?;
        row.as_ref().map(drift).transpose()
    }

    /// In the place of what was known: an ignored difference that is another now is none any more.
    pub async fn keep_drift<L: Kept>(&self, key: &Address, drift: &Drift<L>) -> Stored<()> {
        let [_, keep, ..] = sql(L::WHICH);
        let mut row = about(key);
        row.extend(values![json(&drift.lines)?, drift.since]);
        self.db.execute(keep, row).await.map(drop)
    }

    pub async fn end_drift(&self, key: &Address, kind: DriftKind) -> Stored<()> {
        let [_, _, end, ..] = sql(kind);
        self.db.execute(end, about(key)).await.map(drop)
    }

    /// False: it is another difference by now, or none.
    pub async fn ignore_drift<L: Kept>(
        &self,
        key: &Address,
        drift: &Drift<L>,
        ignored: &Ignored,
    ) -> Stored<bool> {
        let [_, _, _, ignore, _] = sql(L::WHICH);
        let mut row = about(key);
        row.extend(values![json(ignored)?, json(&drift.lines)?, ignored.until]);
        Ok(self.db.execute(ignore, row).await? > 0)
    }

    /// Repositories of which the list tells something that is over by now: a difference was let be until then, or a loss
    /// was long ago. Each is told once.
    pub async fn drift_lapses(&self, now: Timestamp) -> Stored<Vec<Address>> {
        let long_ago = now.plus_millis(-LOSS_SHOWN_MS);
        let mut all = Vec::new();
        let lapses = [aws::LAPSE, git::LAPSE, alone::LAPSE].map(|sql| (sql, now));
        for (sql, until) in lapses.into_iter().chain([(PAST, long_ago)]) {
            for row in self.db.returning(sql, values![until]).await? {
                all.push(key(&row)?);
            }
        }
        Ok(all)
    }

    /// The list tells what is known now.
    pub async fn mark_drift(&self, key: &Address, now: Timestamp) -> Stored<()> {
        let mut asked = about(key);
        asked.push(now.plus_millis(-LOSS_SHOWN_MS).into());
        let mut marks = DriftMarks::default();
        for row in self.db.all(FACTS, asked).await? {
            let is_ignored = row.maybe_time("ignored_until")?.is_some_and(|it| it > now);
            let fact = DriftState::parse(&row.text("fact")?);
            marks.add(match fact {
                Some(_) if is_ignored => DriftState::Ignored,
                fact => fact.unwrap_or(DriftState::None),
            });
        }
        let mut row = about(key);
        row.push(marks.words().into());
        self.db.execute(SET_MARKS, row).await.map(drop)
    }
}

pub(super) fn about(key: &Address) -> Vec<super::db::Value> {
    values![key.account.as_str(), key.region.as_str(), key.name.as_str()]
}

pub(super) fn key(row: &Row) -> Stored<Address> {
    Ok(Address {
        account: row.parsed("account", AccountId::parse)?,
        region: row.parsed("region", Region::parse)?,
        name: row.parsed("name", RepositoryName::parse_existing)?,
    })
}

fn drift<L: DeserializeOwned>(row: &Row) -> Stored<Drift<L>> {
    let since: Timestamp = row.time("since")?;
    Ok(Drift {
        lines: row.json("lines_json")?,
        since,
        ignored: row.maybe_json("ignored_json")?,
    })
}
