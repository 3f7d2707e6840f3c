//! Images by tag or digest through all repositories: by the beginning alone, so that an index answers.

use super::super::db::{Row, statements, unreadable, values};
use super::super::{Store, Stored};
use super::ImageFound;
use super::pages::LAST;
use domain::aws::{AccountId, Address, Region};
use domain::image::{Digest, digest_prefix};
use domain::name::RepositoryName;

statements! {
    BY_TAG = "SELECT r.account, r.region, r.name, i.digest, t.tag, i.pushed FROM image_tags t \
        JOIN images i ON i.id = t.image JOIN repositories r ON r.id = t.repository \
        WHERE t.tag >= $1 AND t.tag < $2 ORDER BY t.tag, t.repository LIMIT $3";

    BY_DIGEST = "SELECT r.account, r.region, r.name, i.digest, i.pushed FROM images i \
        JOIN repositories r ON r.id = i.repository \
        WHERE i.digest >= $1 AND i.digest < $2 ORDER BY i.digest, i.repository LIMIT $3";

    COUNT_TAGS = "SELECT COUNT(*) AS total FROM \
        (SELECT repository FROM image_tags WHERE tag >= $1 AND tag < $2 LIMIT $3) AS some_of_them";
    COUNT_DIGESTS = "SELECT COUNT(*) AS total FROM \
        (SELECT repository FROM images WHERE digest >= $1 AND digest < $2 LIMIT $3) AS some_of_them";
}

impl Store {
    /// How many [`Store::images_anywhere`] would find, counted no further than `most`.
    pub async fn count_images_anywhere(&self, typed: &str, most: u32) -> Stored<u64> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(0);
        }
        let mut counts = vec![(COUNT_TAGS, typed.to_owned())];
        counts.extend(digest_prefix(typed).map(|prefix| (COUNT_DIGESTS, prefix)));
        let mut total = 0;
        for (sql, prefix) in counts {
            let range = values![&prefix, format!("{prefix}{LAST}"), most];
            let row = self.db.optional(sql, range).await?;
            total += row.map_or(Ok(0), |row| row.count("total"))?;
        }
        Ok(total.min(u64::from(most)))
    }

    /// Images whose tag or digest begins so. The exact tag comes first. Ask for one more than is shown to know of more.
    pub async fn images_anywhere(&self, typed: &str, limit: u32) -> Stored<Vec<ImageFound>> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        if let Some(prefix) = digest_prefix(typed) {
            let range = values![&prefix, format!("{prefix}{LAST}"), limit];
            for row in self.db.all(BY_DIGEST, range).await? {
                found.push(image_found(&row, None)?);
            }
        }
        let range = values![typed, format!("{typed}{LAST}"), limit];
        for row in self.db.all(BY_TAG, range).await? {
            found.push(image_found(&row, Some(row.text("tag")?))?);
        }
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }
}

fn image_found(row: &Row, tag: Option<String>) -> Stored<ImageFound> {
    Ok(ImageFound {
        repository: Address {
            account: row.parsed("account", AccountId::parse)?,
            region: row.parsed("region", Region::parse)?,
            name: row.parsed("name", RepositoryName::parse_existing)?,
        },
        digest: Digest::parse(&row.text("digest")?).map_err(|error| unreadable("digest", error))?,
        tag,
        pushed: row.time("pushed")?,
    })
}
