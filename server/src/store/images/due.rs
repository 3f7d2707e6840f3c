//! Whose images to read next, and how far the reading has come.

use super::super::db::{Tx, statements, unreadable, values};
use super::super::query::Query;
use super::super::{Store, Stored};
use super::{DueRepository, ImagesAge, Unchanged};
use domain::aws::{AccountId, Address, Region};
use domain::image::Digest;
use domain::name::RepositoryName;
use domain::time::Timestamp;

statements! {
    DUE = "SELECT r.name, i.repository, i.due, i.digest FROM image_reads i JOIN repositories r ON r.id = i.repository \
        WHERE i.account = $1 AND i.region = $2 AND i.due <= $3 AND r.in_aws ORDER BY i.due LIMIT $4";

    /// The latest wake comes first; two in the same millisecond are one.
    WAKE = "UPDATE image_reads SET due = $4 WHERE due > $4 AND repository = \
        (SELECT id FROM repositories WHERE account = $1 AND region = $2 AND name = $3)";

    WAKE_SCAN = "UPDATE images SET scan_due = 0 WHERE digest = $4 AND scan_status IS NOT NULL AND repository = \
        (SELECT id FROM repositories WHERE account = $1 AND region = $2 AND name = $3)";

    FAILED = "UPDATE image_reads SET trouble = $3, due = CASE WHEN due = $2 THEN $4 ELSE due END WHERE repository = $1";

    ANSWERED = "UPDATE censuses SET images_answer = $3, images_trouble = NULL WHERE account = $1 AND region = $2 \
        AND (images_answer IS NULL OR images_answer <= $3)";
    PLACE_FAILED = "UPDATE censuses SET images_trouble = $3 WHERE account = $1 AND region = $2";

    AGES = "SELECT c.account, c.region, c.images_answer, c.images_trouble, COUNT(i.repository) AS repositories, \
        COUNT(i.repository) - COUNT(i.read) AS unread, MIN(i.read) AS oldest \
        FROM censuses c LEFT JOIN image_reads i ON i.account = c.account AND i.region = c.region \
        GROUP BY c.account, c.region, c.images_answer, c.images_trouble ORDER BY c.account, c.region";

    WAITING = "SELECT COUNT(*) AS total FROM image_reads WHERE due <= $1";

    ENLIST = "INSERT INTO image_reads (repository, account, region, due) SELECT id, account, region, 0 \
        FROM repositories WHERE account = $1 AND region = $2 AND in_aws ON CONFLICT (repository) DO NOTHING";

    STRIKE = "DELETE FROM image_reads WHERE account = $1 AND region = $2 AND repository IN \
        (SELECT id FROM repositories WHERE account = $1 AND region = $2 AND in_aws = FALSE)";
    EMPTY_IMAGES = "DELETE FROM images WHERE repository IN \
        (SELECT id FROM repositories WHERE account = $1 AND region = $2 AND in_aws = FALSE)";
    EMPTY_TAGS = "DELETE FROM image_tags WHERE repository IN \
        (SELECT id FROM repositories WHERE account = $1 AND region = $2 AND in_aws = FALSE)";
    EMPTY_FINDINGS = "DELETE FROM findings WHERE repository IN \
        (SELECT id FROM repositories WHERE account = $1 AND region = $2 AND in_aws = FALSE)";
    EMPTY = "UPDATE repositories SET image_count = NULL, bytes = NULL, untagged_count = NULL, untagged_bytes = NULL, \
        index_count = NULL, last_push = NULL, last_pull = NULL, findings_of = NULL, critical = NULL, high = NULL, \
        medium = NULL, low = NULL, other = NULL, policy_json = NULL, scanning = NULL, score = NULL, \
        checks_failed = NULL, failed_checks = NULL, unknown_checks = NULL, scored_at = NULL, archived_bytes = NULL, \
        untagged_waste = NULL, untagged_waste_bytes = NULL, untagged_waste_archived = NULL, unpulled_waste = NULL, \
        unpulled_waste_bytes = NULL, unpulled_waste_archived = NULL, policyless_waste = NULL, \
        policyless_waste_bytes = NULL, policyless_waste_archived = NULL, guess_team = NULL, guess_confidence = NULL, \
        guess_evidence = NULL WHERE account = $1 AND region = $2 AND in_aws = FALSE \
        AND (image_count IS NOT NULL OR scored_at IS NOT NULL)";
}

impl Store {
    /// Woken ones first, then those that were never read, then those that wait longest.
    pub async fn images_due(
        &self,
        account: &AccountId,
        region: Region,
        now: Timestamp,
        limit: u32,
    ) -> Stored<Vec<DueRepository>> {
        let rows = values![account.as_str(), region.as_str(), now, limit];
        let rows = self.db.all(DUE, rows).await?;
        rows.iter()
            .map(|row| {
                Ok(DueRepository {
                    id: row.int("repository")?,
                    name: row.parsed("name", RepositoryName::parse_existing)?,
                    due: row.int("due")?,
                    digest: row.maybe_text("digest")?,
                })
            })
            .collect()
    }

    /// Somebody saw it change. With a digest its scan is asked about again too. False: there is no such repository.
    pub async fn wake_images(
        &self,
        key: &Address,
        scanned: Option<&Digest>,
        now: Timestamp,
    ) -> Stored<bool> {
        let (account, region, name) =
            (key.account.as_str(), key.region.as_str(), key.name.as_str());
        if let Some(digest) = scanned {
            let row = values![account, region, name, digest.as_str()];
            self.db.execute(WAKE_SCAN, row).await?;
        }
        let row = values![account, region, name, now.0.saturating_neg()];
        Ok(self.db.execute(WAKE, row).await? > 0)
    }

    /// Readings that brought nothing new: one statement for all of them.
    pub async fn images_unchanged(&self, some: &[Unchanged], at: Timestamp) -> Stored<()> {
        if some.is_empty() {
            return Ok(());
        }
        let mut query = Query::new("UPDATE image_reads SET trouble = NULL, read = ");
        query.bind(at).push(", due = CASE");
        for one in some {
            query.push(" WHEN repository = ").bind(one.repository);
            query.push(" AND due = ").bind(one.due);
            query.push(" THEN ").bind(one.next);
        }
        query.push(" ELSE due END WHERE repository IN ");
        query.list(some.iter().map(|one| one.repository));
        let (sql, values) = query.into_parts();
        self.db.execute(sql, values).await.map(drop)
    }

    /// What was read before stays, and says how old it is and why.
    pub async fn images_failed(&self, which: Unchanged, trouble: &str) -> Stored<()> {
        let row = values![which.repository, which.due, trouble, which.next];
        self.db.execute(FAILED, row).await.map(drop)
    }

    /// Of a whole account and region; `Err` says what is wrong with it.
    pub async fn images_answered(
        &self,
        account: &AccountId,
        region: Region,
        outcome: Result<Timestamp, &str>,
    ) -> Stored<()> {
        let (account, region) = (account.as_str(), region.as_str());
        match outcome {
            Ok(at) => self.db.execute(ANSWERED, values![account, region, at]),
            Err(trouble) => self
                .db
                .execute(PLACE_FAILED, values![account, region, trouble]),
        }
        .await
        .map(drop)
    }

    pub async fn images_ages(&self) -> Stored<Vec<ImagesAge>> {
        let rows = self.db.all(AGES, vec![]).await?;
        rows.iter()
            .map(|row| {
                Ok(ImagesAge {
                    account: row.parsed("account", AccountId::parse)?,
                    region: row.parsed("region", Region::parse)?,
                    answer: row.maybe_time("images_answer")?,
                    trouble: row.maybe_text("images_trouble")?,
                    repositories: row.count("repositories")?,
                    unread: row.count("unread")?,
                    oldest: row.maybe_time("oldest")?,
                })
            })
            .collect()
    }

    /// How many repositories wait to be read.
    pub async fn images_waiting(&self, now: Timestamp) -> Stored<u64> {
        let row = self.db.optional(WAITING, values![now]).await?;
        row.ok_or_else(|| unreadable("total", "it is not there"))?
            .count("total")
    }
}

/// After a census: what is new is read soon.
pub(in crate::store) async fn keep_in_step(
    tx: &mut Tx,
    account: &AccountId,
    region: Region,
) -> Stored<()> {
    let place = values![account.as_str(), region.as_str()];
    tx.execute(ENLIST, place).await.map(drop)
}

/// After a census that missed some: what is gone holds nothing any more.
pub(in crate::store) async fn forget_vanished(
    tx: &mut Tx,
    account: &AccountId,
    region: Region,
) -> Stored<()> {
    for sql in [STRIKE, EMPTY_FINDINGS, EMPTY_TAGS, EMPTY_IMAGES, EMPTY] {
        let place = values![account.as_str(), region.as_str()];
        tx.execute(sql, place).await?;
    }
    Ok(())
}
