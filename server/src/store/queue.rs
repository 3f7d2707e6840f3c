//! The queue is the requests themselves: what is due, who holds it and until when.
//!
//! A lease only saves double work; what keeps writes right is the version and the lease's number on the row. A wake
//! while somebody holds the lease is kept in `woken_at` and counts when the lease is given back.

use super::db::{statements, values};
use super::rows::{number, request, request_columns};
use super::{Claimed, Lease, Store, Stored};
use domain::github::{Login, RepoSlug};
use domain::request::{RequestId, Stage};
use domain::time::Timestamp;

statements! {
    /// The inner choice may be the same for several claimers at once; the outer condition lets one of them have it.
    CLAIM = concat!("UPDATE requests SET lease_by = $1, lease_until = $3, lease_no = lease_no + 1, \
        woken_at = CASE WHEN woken_at > $2 THEN woken_at END \
        WHERE id = (SELECT id FROM requests WHERE wake_at <= $2 AND (lease_until IS NULL OR lease_until <= $2) \
            ORDER BY wake_at, number LIMIT 1) \
        AND wake_at <= $2 AND (lease_until IS NULL OR lease_until <= $2) RETURNING lease_no, ", request_columns!());

    ANY_DUE = "SELECT id FROM requests WHERE wake_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) LIMIT 1";

    RELEASE = "UPDATE requests SET lease_by = NULL, lease_until = NULL, woken_at = NULL, \
        wake_at = CASE WHEN woken_at IS NOT NULL AND (CAST($4 AS BIGINT) IS NULL OR woken_at < $4) THEN woken_at \
            ELSE $4 END \
        WHERE id = $1 AND lease_by = $2 AND lease_no = $3";

    EXTEND = "UPDATE requests SET lease_until = $4 WHERE id = $1 AND lease_by = $2 AND lease_no = $3";

    WAKE = "UPDATE requests SET \
        wake_at = CASE WHEN wake_at < $2 THEN wake_at ELSE $2 END, \
        woken_at = CASE WHEN lease_by IS NULL THEN NULL WHEN woken_at < $2 THEN woken_at ELSE $2 END WHERE id = $1";

    /// GitHub compares owners and names without regard to case.
    WAKE_PULL_REQUEST = "UPDATE requests SET \
        wake_at = CASE WHEN wake_at < $3 THEN wake_at ELSE $3 END, \
        woken_at = CASE WHEN lease_by IS NULL THEN NULL WHEN woken_at < $3 THEN woken_at ELSE $3 END \
        WHERE lower(pr_repo) = $1 AND pr_number = $2";

    WAKE_ALL_OPEN = "UPDATE requests SET \
        wake_at = CASE WHEN wake_at < $1 THEN wake_at ELSE $1 END, \
        woken_at = CASE WHEN lease_by IS NULL THEN NULL WHEN woken_at < $1 THEN woken_at ELSE $1 END WHERE is_open";

    APPROVED = concat!("SELECT ", request_columns!(), " FROM requests WHERE stage = 'approved'");

    NEXT_WAKE = "SELECT MIN(CASE WHEN lease_until > wake_at THEN lease_until ELSE wake_at END) AS due \
        FROM requests WHERE wake_at IS NOT NULL";
}

impl Store {
    /// The request that has been due longest, for this worker alone until the lease ends.
    pub async fn claim(
        &self,
        worker: &str,
        now: Timestamp,
        lease_for_ms: i64,
    ) -> Stored<Option<Claimed>> {
        let until = now.plus_millis(lease_for_ms);
        loop {
            let rows = self
                .db
                .returning(CLAIM, values![worker, now, until])
                .await?;
            if let Some(row) = rows.first() {
                let request = request(row)?;
                let lease = Lease {
                    request: request.id.clone(),
                    worker: worker.to_owned(),
                    number: row.int("lease_no")?,
                    until,
                };
                return Ok(Some(Claimed { request, lease }));
            }
            // Another worker was quicker with that one; there may be more.
            if self.db.optional(ANY_DUE, values![now]).await?.is_none() {
                return Ok(None);
            }
        }
    }

    /// Gives the request back, to be looked at next at `wake_at` (`None`: when woken) or at a wake that came
    /// meanwhile, whichever is earlier. False: the lease was not held any more.
    pub async fn release(&self, lease: &Lease, wake_at: Option<Timestamp>) -> Stored<bool> {
        let key = values![lease.request.as_str(), &lease.worker, lease.number, wake_at];
        Ok(self.db.execute(RELEASE, key).await? == 1)
    }

    /// `None`: the lease was not held any more.
    pub async fn extend(
        &self,
        lease: &Lease,
        now: Timestamp,
        lease_for_ms: i64,
    ) -> Stored<Option<Lease>> {
        let until = now.plus_millis(lease_for_ms);
        let key = values![lease.request.as_str(), &lease.worker, lease.number, until];
        let is_held = self.db.execute(EXTEND, key).await? == 1;
        Ok(is_held.then(|| Lease {
            until,
            ..lease.clone()
        }))
    }

    pub async fn wake(&self, id: &RequestId, at: Timestamp) -> Stored<()> {
        self.db
            .execute(WAKE, values![id.as_str(), at])
            .await
            .map(drop)
    }

    pub async fn wake_pull_request(
        &self,
        repo: &RepoSlug,
        pull_request: u64,
        at: Timestamp,
    ) -> Stored<u64> {
        let repo = repo.to_string().to_ascii_lowercase();
        self.db
            .execute(WAKE_PULL_REQUEST, values![repo, number(pull_request)?, at])
            .await
    }

    /// `berth/<id>` and `berth/<id>-<word>`; other branches wake nothing. The id says which request, wherever the repository moved to.
    pub async fn wake_branch(&self, _repo: &RepoSlug, branch: &str, at: Timestamp) -> Stored<u64> {
        let branch = branch.strip_prefix("refs/heads/").unwrap_or(branch);
        match RequestId::of_branch(branch) {
            Some(id) => self.db.execute(WAKE, values![id.as_str(), at]).await,
            None => Ok(0),
        }
    }

    pub async fn wake_all_open(&self, at: Timestamp) -> Stored<u64> {
        self.db.execute(WAKE_ALL_OPEN, values![at]).await
    }

    /// Somebody is there again in whose name Berth may carry on: what they have approved is looked at.
    pub async fn wake_approved_by(&self, reviewer: &Login, at: Timestamp) -> Stored<()> {
        for row in self.db.all(APPROVED, vec![]).await? {
            let request = request(&row)?;
            if let Stage::Approved { review, .. } = &request.stage
                && review.by == *reviewer
            {
                self.wake(&request.id, at).await?;
            }
        }
        Ok(())
    }

    /// When something is due next; for what is held, not before its lease ends.
    pub async fn next_wake(&self) -> Stored<Option<Timestamp>> {
        let row = self.db.optional(NEXT_WAKE, vec![]).await?;
        Ok(row.map(|row| row.maybe_time("due")).transpose()?.flatten())
    }
}
