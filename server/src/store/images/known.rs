//! What earlier readings left that the next one needs, and what is known about a repository's content.

use super::super::db::{statements, values};
use super::super::{Store, Stored};
use super::ContentKnown;
use super::columns::{maybe_count, maybe_digest, severity_counts};
use super::words;
use domain::aws::Address;
use domain::image::{Digest, ImageKind, NO_PLATFORM, PlatformOf, Scanning, Totals};
use domain::time::Timestamp;
use std::collections::{HashMap, HashSet};

statements! {
    MEMORY = "SELECT digest, kind, subject, platform, artifact_type FROM images WHERE repository = $1 \
        AND (platform IS NOT NULL OR subject IS NOT NULL)";

    SCANS = "SELECT digest, scan_due FROM images WHERE repository = $1 AND scan_status IS NOT NULL";

    CONTENT = "SELECT CAST(r.id AS BIGINT) AS id, r.image_count, r.bytes, r.untagged_count, r.untagged_bytes, \
        r.index_count, r.last_push, r.last_pull, r.findings_of, r.critical, r.high, r.medium, r.low, r.other, \
        r.policy_json, r.scanning, i.read, i.findings_read, i.trouble \
        FROM repositories r LEFT JOIN image_reads i ON i.repository = r.id \
        WHERE r.account = $1 AND r.region = $2 AND r.name = $3 AND r.state IS NOT NULL";
}

/// What a digest stands for never changes, so each is asked about once.
#[derive(Clone, Debug, Default)]
pub struct ImageMemory {
    /// Of what belongs to an image.
    pub artifact_types: HashMap<Digest, String>,
    pub platforms: HashMap<Digest, PlatformOf>,
    /// Indexes whose manifest was read.
    pub indexes: HashSet<Digest>,
}

impl Store {
    pub async fn image_memory(&self, repository: i64) -> Stored<ImageMemory> {
        let mut known = ImageMemory::default();
        for row in self.db.all(MEMORY, values![repository]).await? {
            let digest = row.parsed("digest", Digest::parse)?;
            let kind = row.text("kind")?;
            let platform = row.maybe_text("platform")?;
            if kind == ImageKind::Index.as_str() {
                known.indexes.insert(digest);
                continue;
            }
            if let Some(short) = row.maybe_text("artifact_type")? {
                let long = words::long(&short).to_owned();
                known.artifact_types.insert(digest.clone(), long);
            }
            let platform = match platform {
                // Attestations of builders stand in the index too.
                None if kind == ImageKind::Attestation.as_str() => NO_PLATFORM.to_owned(),
                None => continue,
                Some(platform) => platform,
            };
            if let Some(index) = maybe_digest(&row, "subject")? {
                known
                    .platforms
                    .insert(digest, PlatformOf { index, platform });
            }
        }
        Ok(known)
    }

    /// Images that were asked about, and when to ask again.
    pub async fn image_scans(&self, repository: i64) -> Stored<HashMap<Digest, Timestamp>> {
        let rows = self.db.all(SCANS, values![repository]).await?;
        rows.iter()
            .map(|row| {
                let due = row.maybe_time("scan_due")?.unwrap_or_default();
                Ok((row.parsed("digest", Digest::parse)?, due))
            })
            .collect()
    }

    pub async fn content(&self, key: &Address) -> Stored<Option<ContentKnown>> {
        let place = values![key.account.as_str(), key.region.as_str(), key.name.as_str()];
        let Some(row) = self.db.optional(CONTENT, place).await? else {
            return Ok(None);
        };
        let count = |column| maybe_count(&row, column).map(Option::unwrap_or_default);
        let totals = Totals {
            image_count: count("image_count")?,
            bytes: count("bytes")?,
            untagged_count: count("untagged_count")?,
            untagged_bytes: count("untagged_bytes")?,
            index_count: count("index_count")?,
            last_push: row.maybe_time("last_push")?,
            last_pull: row.maybe_time("last_pull")?,
        };
        Ok(Some(ContentKnown {
            id: row.int("id")?,
            totals: row.maybe_int("image_count")?.map(|_| totals),
            findings_of: maybe_digest(&row, "findings_of")?,
            findings: severity_counts(&row)?.unwrap_or_default(),
            policy: row.maybe_text("policy_json")?,
            scanning: row
                .maybe_text("scanning")?
                .map(|text| Scanning::parse(&text)),
            read: row.maybe_time("read")?,
            findings_read: row.maybe_time("findings_read")?,
            trouble: row.maybe_text("trouble")?,
        }))
    }
}
