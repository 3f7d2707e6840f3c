//! Images of one repository, newest first, at any size: a page is a place in an index, never a count of rows.

use super::super::db::{Value, statements, values};
use super::super::query::{Query, escaped};
use super::super::{Store, Stored};
use super::columns::{image_columns, image_row};
use super::{ImageQuery, ImagesOnly, ImagesPage};
use domain::image::{AttachedCount, Digest, ImageKind, ImageRow, digest_prefix};
use std::collections::HashMap;

/// A search that finds more than this is answered by reading from the newest on: it soon fills a page.
const FEW: u32 = 500;
/// Behind every character that a digest or a tag may have.
pub(super) const LAST: char = '\u{10FFFF}';

statements! {
    ONE = concat!("SELECT ", image_columns!(), " FROM images WHERE digest = $1 AND repository = $2");
    TAGGED = concat!("SELECT ", image_columns!(), " FROM images WHERE id = \
        (SELECT image FROM image_tags WHERE repository = $2 AND tag = $1)");
    BELONGING = concat!("SELECT ", image_columns!(), " FROM images WHERE repository = $1 AND subject = $2 \
        ORDER BY kind, platform, pushed, id LIMIT $3");
}

/// A place between two images.
struct Place {
    backward: bool,
    pushed: i64,
    id: i64,
}

impl Place {
    fn at(row: &ImageRow, backward: bool) -> String {
        let side = if backward { "b" } else { "a" };
        format!("{side}{}.{}", row.pushed.0, row.id)
    }

    /// `None`: the first page, also for a cursor that is none.
    fn read(cursor: Option<&str>) -> Option<Self> {
        let cursor = cursor?;
        let (rest, backward) = match cursor.strip_prefix('b') {
            Some(rest) => (rest, true),
            None => (cursor.strip_prefix('a')?, false),
        };
        let (pushed, id) = rest.split_once('.')?;
        Some(Self {
            backward,
            pushed: pushed.parse().ok()?,
            id: id.parse().ok()?,
        })
    }
}

impl Store {
    pub async fn images(
        &self,
        repository: i64,
        query: &ImageQuery,
        limit: u32,
    ) -> Stored<ImagesPage> {
        let mut place = Place::read(query.after.as_deref());
        let (mut rows, mut more) = self
            .images_at(repository, query, place.as_ref(), limit)
            .await?;
        if !more && place.as_ref().is_some_and(|place| place.backward) {
            // Back at the beginning, where the page before may be a short one: show the first page whole.
            place = None;
            (rows, more) = self.images_at(repository, query, None, limit).await?;
        }
        let backward = place.as_ref().is_some_and(|place| place.backward);
        self.with_attached(repository, &mut rows).await?;
        Ok(ImagesPage {
            next: rows
                .last()
                .filter(|_| more || backward)
                .map(|row| Place::at(row, false)),
            previous: place.map(|_| {
                rows.first()
                    .map_or_else(String::new, |row| Place::at(row, true))
            }),
            rows,
        })
    }

    /// All of them, newest first, read in pieces.
    pub async fn every_image(&self, repository: i64) -> Stored<Vec<ImageRow>> {
        const PIECE: u32 = 5_000;
        let all = ImageQuery {
            only: ImagesOnly::All,
            ..ImageQuery::default()
        };
        let mut images: Vec<ImageRow> = Vec::new();
        loop {
            let place = images.last().map(|row| Place {
                backward: false,
                pushed: row.pushed.0,
                id: row.id,
            });
            let (rows, more) = self
                .images_at(repository, &all, place.as_ref(), PIECE)
                .await?;
            images.extend(rows);
            if !more {
                return Ok(images);
            }
        }
    }

    /// One image by digest or by tag.
    pub async fn image(&self, repository: i64, named: &str) -> Stored<Option<ImageRow>> {
        let sql = if Digest::parse(named).is_ok() {
            ONE
        } else {
            TAGGED
        };
        let Some(row) = self.db.optional(sql, values![named, repository]).await? else {
            return Ok(None);
        };
        let mut rows = vec![image_row(&row)?];
        self.with_attached(repository, &mut rows).await?;
        Ok(rows.pop())
    }

    /// Platforms, signatures, attestations: what belongs to an image.
    pub async fn images_of(
        &self,
        repository: i64,
        subject: &Digest,
        limit: u32,
    ) -> Stored<Vec<ImageRow>> {
        let key = values![repository, subject.as_str(), limit];
        self.db
            .all(BELONGING, key)
            .await?
            .iter()
            .map(image_row)
            .collect()
    }

    async fn images_at(
        &self,
        repository: i64,
        query: &ImageQuery,
        place: Option<&Place>,
        limit: u32,
    ) -> Stored<(Vec<ImageRow>, bool)> {
        let mut sql = Query::new(concat!(
            "SELECT ",
            image_columns!(),
            " FROM images WHERE repository = "
        ));
        sql.bind(repository);
        and_only(&mut sql, query.only);
        self.and_found(&mut sql, repository, query.text.trim())
            .await?;
        let backward = place.is_some_and(|place| place.backward);
        if let Some(place) = place {
            sql.push(" AND (pushed, id) ")
                .push(if backward { "> " } else { "< " })
                .list([place.pushed, place.id]);
        }
        sql.push(if backward {
            " ORDER BY pushed, id LIMIT "
        } else {
            " ORDER BY pushed DESC, id DESC LIMIT "
        });
        sql.bind(limit.saturating_add(1));
        let (sql, values) = sql.into_parts();
        let found = self.db.all(sql, values).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > most;
        let mut rows: Vec<ImageRow> = found
            .iter()
            .take(most)
            .map(image_row)
            .collect::<Stored<_>>()?;
        if backward {
            rows.reverse();
        }
        Ok((rows, more))
    }

    /// Few hits are named one by one; of many, the condition itself is asked from the newest on.
    async fn and_found(&self, sql: &mut Query, repository: i64, text: &str) -> Stored<()> {
        if text.is_empty() {
            return Ok(());
        }
        let piece = format!("%{}%", escaped(text));
        let digest = digest_prefix(text);
        let mut hits = Query::new("SELECT image FROM image_tags WHERE repository = ");
        hits.bind(repository).push(" AND lower(tag) LIKE ");
        hits.bind(&piece).push(" ESCAPE '!'");
        if let Some(prefix) = &digest {
            hits.push(" UNION SELECT id FROM images WHERE digest >= ");
            hits.bind(prefix).push(" AND digest < ");
            hits.bind(format!("{prefix}{LAST}"))
                .push(" AND repository = ");
            hits.bind(repository);
        }
        hits.push(" LIMIT ").bind(FEW + 1);
        let (hits, values) = hits.into_parts();
        let mut ids = Vec::new();
        for row in self.db.all(hits, values).await? {
            ids.push(row.int("image")?);
        }
        if ids.len() > usize::try_from(FEW).unwrap_or(usize::MAX) {
            sql.push(" AND (lower(tags) LIKE ")
                .bind(&piece)
                .push(" ESCAPE '!'");
            if let Some(prefix) = &digest {
                sql.push(" OR digest LIKE ").bind(format!("{prefix}%"));
            }
            sql.push(")");
        } else if ids.is_empty() {
            sql.push(" AND FALSE");
        } else {
            sql.push(" AND id IN ").list(ids);
        }
        Ok(())
    }

    pub(super) async fn with_attached(&self, repository: i64, rows: &mut [ImageRow]) -> Stored<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut sql =
            Query::new("SELECT subject, kind, COUNT(*) AS total FROM images WHERE repository = ");
        sql.bind(repository).push(" AND subject IN ");
        sql.list(rows.iter().map(|row| Value::from(row.digest.as_str())));
        sql.push(" GROUP BY subject, kind ORDER BY subject, kind");
        let (sql, values) = sql.into_parts();
        let mut found: HashMap<String, Vec<AttachedCount>> = HashMap::new();
        for row in self.db.all(sql, values).await? {
            if let Some(kind) = ImageKind::parse(&row.text("kind")?) {
                let count = row.count("total")?;
                let of = found.entry(row.text("subject")?).or_default();
                of.push(AttachedCount { kind, count });
            }
        }
        for row in rows {
            row.attached = found.remove(row.digest.as_str()).unwrap_or_default();
        }
        Ok(())
    }
}

fn and_only(sql: &mut Query, only: ImagesOnly) {
    match only {
        ImagesOnly::Apart => sql.push(" AND subject IS NULL"),
        ImagesOnly::Tagged => sql.push(" AND subject IS NULL AND tag_count > 0"),
        ImagesOnly::Untagged => sql.push(" AND subject IS NULL AND tag_count = 0"),
        ImagesOnly::Archived => sql.push(" AND archived"),
        ImagesOnly::Kind(kind) => sql.push(" AND kind = ").bind(kind.as_str()),
        ImagesOnly::All => sql,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_that_is_none_is_the_first_page() {
        for cursor in ["", "a", "a1", "x1.2", "a1.x", "b.", "a1.2.3"] {
            assert!(Place::read(Some(cursor)).is_none(), "{cursor}");
        }
        let place = Place::read(Some("b-5.7")).unwrap();
        assert_eq!((place.backward, place.pushed, place.id), (true, -5, 7));
    }
}
