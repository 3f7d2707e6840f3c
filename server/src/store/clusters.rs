//! What is known of clusters: which repositories live in which, what their objects say, and when somebody looked.

use super::db::{json, statements, values};
use super::drifts::{about, key};
use super::{Store, Stored};
use domain::aws::Address;
use domain::drift::InCluster;
use domain::github::RepoSlug;
use domain::text::ClusterName;
use domain::time::Timestamp;

statements! {
    PLACES = "SELECT DISTINCT req_cluster, req_source FROM repositories WHERE request_id IS NOT NULL \
        AND request_stage = 'completed' AND req_cluster IS NOT NULL AND req_source IS NOT NULL";

    /// Not those that a merge is on its way to: Git and the cluster differ then, and rightly so.
    HELD = "SELECT CAST(r.id AS BIGINT) AS id, r.account, r.region, r.name FROM repositories r WHERE r.request_id IS NOT NULL \
        AND r.request_stage = 'completed' AND r.req_cluster = $1 AND r.req_source = $2 AND r.id > $3 AND NOT EXISTS \
        (SELECT 1 FROM requests q WHERE q.account = r.account AND q.region = r.region AND q.name = r.name AND q.is_open \
        AND q.stage IN ('merged', 'syncing', 'provisioning', 'verifying', 'sync_failed', 'provision_failed')) \
        ORDER BY r.id LIMIT $4";

    SAYS = "SELECT says_json FROM cluster_objects WHERE account = $1 AND region = $2 AND name = $3";
    KEEP = "INSERT INTO cluster_objects (account, region, name, says_json) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (account, region, name) DO UPDATE SET says_json = excluded.says_json";
    FORGET = "DELETE FROM cluster_objects WHERE account = $1 AND region = $2 AND name = $3";

    LOOK = "SELECT tried, seen, trouble FROM cluster_looks WHERE application = $1";
    LOOKED = "INSERT INTO cluster_looks (application, tried, seen) VALUES ($1, $2, $2) \
        ON CONFLICT (application) DO UPDATE SET tried = excluded.tried, seen = excluded.seen, trouble = NULL";
    STALE = "UPDATE cluster_looks SET tried = 0 WHERE application = $1";
    BLIND = "INSERT INTO cluster_looks (application, tried, trouble) VALUES ($1, $2, $3) \
        ON CONFLICT (application) DO UPDATE SET tried = excluded.tried, trouble = excluded.trouble";
}

/// When an application was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterLook {
    pub tried: Timestamp,
    /// `None`: no look has come to an end.
    pub seen: Option<Timestamp>,
    pub trouble: Option<String>,
}

impl Store {
    /// Clusters, each with a source repository whose registries live there.
    pub async fn cluster_places(&self) -> Stored<Vec<(ClusterName, RepoSlug)>> {
        let rows = self.db.all(PLACES, vec![]).await?;
        rows.iter()
            .map(|row| {
                Ok((
                    row.parsed("req_cluster", ClusterName::parse)?,
                    row.parsed("req_source", RepoSlug::parse)?,
                ))
            })
            .collect()
    }

    /// Repositories of one of these places that nothing is on its way to, from the one after `after` on, with their ids.
    pub async fn held_in(
        &self,
        (cluster, source): &(ClusterName, RepoSlug),
        after: i64,
        limit: u32,
    ) -> Stored<Vec<(i64, Address)>> {
        let asked = values![cluster.as_str(), source.to_string(), after, limit];
        let rows = self.db.all(HELD, asked).await?;
        rows.iter()
            .map(|row| Ok((row.int("id")?, key(row)?)))
            .collect()
    }

    /// What its objects said when they were seen last.
    pub async fn in_cluster(&self, key: &Address) -> Stored<Option<InCluster>> {
        let row = self.db.optional(SAYS, about(key)).await?;
        row.map_or(Ok(None), |row| row.maybe_json("says_json"))
    }

    /// `None`: the cluster has none of them.
    pub async fn keep_in_cluster(&self, key: &Address, says: Option<&InCluster>) -> Stored<()> {
        let mut row = about(key);
        let sql = match says {
            None => FORGET,
            Some(says) => {
                row.push(json(says)?.into());
                KEEP
            }
        };
        self.db.execute(sql, row).await.map(drop)
    }

    pub async fn cluster_look(&self, application: &str) -> Stored<Option<ClusterLook>> {
        let row = self.db.optional(LOOK, values![application]).await?;
        row.map(|row| {
            Ok(ClusterLook {
                tried: row.time("tried")?,
                seen: row.maybe_time("seen")?,
                trouble: row.maybe_text("trouble")?,
            })
        })
        .transpose()
    }

    pub async fn cluster_looked(&self, application: &str, at: Timestamp) -> Stored<()> {
        let row = values![application, at];
        self.db.execute(LOOKED, row).await.map(drop)
    }

    /// The next look does not wait until this one is old.
    pub async fn cluster_stale(&self, application: &str) -> Stored<()> {
        self.db.execute(STALE, values![application]).await.map(drop)
    }

    /// What was seen before stays as it is.
    pub async fn cluster_unseen(
        &self,
        application: &str,
        at: Timestamp,
        trouble: &str,
    ) -> Stored<()> {
        let row = values![application, at, trouble];
        self.db.execute(BLIND, row).await.map(drop)
    }
}
