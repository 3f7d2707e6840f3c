//! Taking in one reading of a repository: only what differs is written, in transactions of bounded size, and the last of
//! them holds everything that follows from the rows. Dying in between leaves the old figures; the next reading goes on.

use super::super::db::{Tx, Value, statements, values};
use super::super::query::Query;
use super::super::{Store, Stored};
use super::columns::int;
use super::mark::mark;
use super::{ImageChanges, RepositoryRead, scans, settle, words};
use domain::image::Image;
use std::collections::HashMap;

/// Rows in one statement, and about so many in one transaction.
const ROWS_AT_ONCE: usize = 400;

statements! {
    MARKS = "SELECT CAST(id AS BIGINT) AS id, digest, mark FROM images WHERE repository = $1";
}

const INSERT: &str = "INSERT INTO images (repository, digest, tags, tag_count, pushed, pulled, bytes, kind, media_type, \
    artifact_type, subject, platform, archived, mark) VALUES ";

const OR_UPDATE: &str = " ON CONFLICT (digest, repository) DO UPDATE SET tags = excluded.tags, \
    tag_count = excluded.tag_count, pushed = excluded.pushed, pulled = excluded.pulled, bytes = excluded.bytes, \
    kind = excluded.kind, media_type = excluded.media_type, artifact_type = excluded.artifact_type, \
    subject = excluded.subject, platform = excluded.platform, archived = excluded.archived, mark = excluded.mark \
    RETURNING CAST(id AS BIGINT) AS id, digest";

/// Transactions that end and begin anew when they have grown enough.
pub(super) struct Writing<'a> {
    store: &'a Store,
    tx: Option<Tx>,
    rows: usize,
}

impl Writing<'_> {
    /// The transaction to write `rows` more in.
    pub(super) async fn more(&mut self, rows: usize) -> Stored<&mut Tx> {
        if self.rows > 0
            && self.rows + rows > ROWS_AT_ONCE
            && let Some(grown) = self.tx.take()
        {
            grown.commit().await?;
            self.rows = 0;
        }
        self.rows += rows;
        let tx = match self.tx.take() {
            Some(tx) => tx,
            None => self.store.db.begin().await?,
        };
        Ok(self.tx.insert(tx))
    }

    async fn commit(self) -> Stored<()> {
        match self.tx {
            Some(tx) => tx.commit().await,
            None => Ok(()),
        }
    }
}

impl Store {
    /// Takes in everything that a reading brought.
    pub async fn take_in_images(&self, read: &RepositoryRead<'_>) -> Stored<ImageChanges> {
        let mut known = self.marks(read.repository).await?;
        let mut changed: Vec<(&Image, i64)> = Vec::new();
        let mut old: Vec<(i64, &Image)> = Vec::new();
        for image in read.images {
            let mark = mark(image);
            match known.remove(image.seen.digest.as_str()) {
                Some((_, same)) if same == mark => {}
                Some((id, _)) => {
                    old.push((id, image));
                    changed.push((image, mark));
                }
                None => changed.push((image, mark)),
            }
        }
        let gone: Vec<i64> = known.into_values().map(|(id, _)| id).collect();
        let mut writing = Writing {
            store: self,
            tx: None,
            rows: 0,
        };
        for some in old.chunks(ROWS_AT_ONCE) {
            let tx = writing.more(some.len()).await?;
            let some = some.iter().map(|(id, image)| (*id, Some(*image)));
            drop_tags(tx, read.repository, &some.collect()).await?;
        }
        for some in gone.chunks(ROWS_AT_ONCE) {
            let tx = writing.more(some.len()).await?;
            let ids = some.iter().map(|id| (*id, None));
            drop_tags(tx, read.repository, &ids.collect()).await?;
            drop_images(tx, some).await?;
        }
        for some in changed.chunks(ROWS_AT_ONCE) {
            let tx = writing.more(some.len()).await?;
            write(tx, read.repository, some).await?;
        }
        scans::write(&mut writing, read).await?;
        settle::settle(writing.more(1).await?, read).await?;
        writing.commit().await?;
        Ok(ImageChanges {
            written: changed.len() as u64,
            removed: gone.len() as u64,
        })
    }

    async fn marks(&self, repository: i64) -> Stored<HashMap<String, (i64, i64)>> {
        let rows = self.db.all(MARKS, values![repository]).await?;
        rows.iter()
            .map(|row| Ok((row.text("digest")?, (row.int("id")?, row.int("mark")?))))
            .collect()
    }
}

/// Tags that these images had and have no more (`None`: the image is gone). One that has moved on already belongs to the
/// other image and stays.
async fn drop_tags(
    tx: &mut Tx,
    repository: i64,
    images: &HashMap<i64, Option<&Image>>,
) -> Stored<()> {
    let mut query = Query::new(
        "SELECT CAST(id AS BIGINT) AS id, tags FROM images WHERE tag_count > 0 AND id IN ",
    );
    query.list(images.keys().copied());
    let (sql, values) = query.into_parts();
    let mut lost: Vec<String> = Vec::new();
    for row in tx.all(sql, values).await? {
        let now = images.get(&row.int("id")?).copied().flatten();
        let has = |tag: &str| now.is_some_and(|image| image.seen.tags.iter().any(|own| own == tag));
        let tags = row.text("tags")?;
        lost.extend(
            tags.split_whitespace()
                .filter(|tag| !has(tag))
                .map(str::to_owned),
        );
    }
    for some in lost.chunks(ROWS_AT_ONCE) {
        let mut query = Query::new("DELETE FROM image_tags WHERE repository = ");
        query.bind(repository).push(" AND tag IN ").list(some);
        query.push(" AND image IN ").list(images.keys().copied());
        let (sql, values) = query.into_parts();
        tx.execute(sql, values).await?;
    }
    Ok(())
}

async fn drop_images(tx: &mut Tx, images: &[i64]) -> Stored<()> {
    let mut query = Query::new("DELETE FROM images WHERE id IN ");
    query.list(images.iter().copied());
    let (sql, values) = query.into_parts();
    tx.execute(sql, values).await.map(drop)
}

async fn write(tx: &mut Tx, repository: i64, some: &[(&Image, i64)]) -> Stored<()> {
    let mut query = Query::new(INSERT);
    for (index, (image, mark)) in some.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        query.list(row(repository, image, *mark));
    }
    query.push(OR_UPDATE);
    let (sql, values) = query.into_parts();
    let mut ids: HashMap<String, i64> = HashMap::new();
    for row in tx.all(sql, values).await? {
        ids.insert(row.text("digest")?, row.int("id")?);
    }
    let mut tags: Vec<(&str, i64)> = Vec::new();
    for (image, _) in some {
        if let Some(id) = ids.get(image.seen.digest.as_str()) {
            tags.extend(image.seen.tags.iter().map(|tag| (tag.as_str(), *id)));
        }
    }
    // A registry has each tag once; a page read before a push and one read after it may show it twice.
    tags.sort_unstable();
    tags.dedup_by_key(|(tag, _)| *tag);
    for some in tags.chunks(ROWS_AT_ONCE) {
        write_tags(tx, repository, some).await?;
    }
    Ok(())
}

fn row(repository: i64, image: &Image, mark: i64) -> Vec<Value> {
    let seen = &image.seen;
    let mut tags = seen.tags.clone();
    tags.sort_unstable();
    values![
        repository,
        seen.digest.as_str(),
        tags.join(" "),
        int(tags.len() as u64),
        seen.pushed,
        seen.pulled,
        int(seen.bytes),
        image.kind.as_str(),
        seen.media_type.as_deref().map(words::short),
        seen.artifact_type.as_deref().map(words::short),
        image.subject.as_ref().map(|subject| subject.as_str()),
        image.platform.as_deref(),
        seen.archived,
        mark,
    ]
}

async fn write_tags(tx: &mut Tx, repository: i64, some: &[(&str, i64)]) -> Stored<()> {
    let mut query = Query::new("INSERT INTO image_tags (repository, tag, image) VALUES ");
    for (index, (tag, image)) in some.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        query.list(values![repository, *tag, *image]);
    }
    query.push(
        " ON CONFLICT (repository, tag) DO UPDATE SET image = excluded.image \
        WHERE image_tags.image <> excluded.image",
    );
    let (sql, values) = query.into_parts();
    tx.execute(sql, values).await.map(drop)
}
