//! Images that somebody chose to delete: looked up together, and struck out once AWS has deleted them.

use super::super::db::{statements, values};
use super::super::query::Query;
use super::super::{Store, Stored};
use super::columns::{image_columns, image_row};
use domain::image::{Digest, ImageRow, Newer};

statements! {
    NEWER = "SELECT COUNT(*) AS total FROM (SELECT id FROM images WHERE repository = $1 AND subject IS NULL \
        AND archived = FALSE AND (pushed, id) > ($2, $3) ORDER BY pushed, id LIMIT $4) newer";
    NEWER_UNTAGGED = "SELECT COUNT(*) AS total FROM (SELECT id FROM images WHERE repository = $1 AND subject IS NULL \
        AND archived = FALSE AND tag_count = 0 AND (pushed, id) > ($2, $3) ORDER BY pushed, id LIMIT $4) newer";
}

impl Store {
    /// Those that are there, newest first.
    pub async fn images_named(&self, repository: i64, digests: &[Digest]) -> Stored<Vec<ImageRow>> {
        if digests.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = Query::new(concat!(
            "SELECT ",
            image_columns!(),
            " FROM images WHERE repository = "
        ));
        query.bind(repository).push(" AND digest IN ");
        query.list(digests.iter().map(Digest::as_str));
        query.push(" ORDER BY pushed DESC, id DESC");
        let (sql, values) = query.into_parts();
        let found = self.db.all(sql, values).await?;
        let mut rows = found.iter().map(image_row).collect::<Stored<Vec<_>>>()?;
        self.with_attached(repository, &mut rows).await?;
        Ok(rows)
    }

    /// How many images that stand for themselves were pushed after this one; counted up to `most`.
    pub async fn newer_images(
        &self,
        repository: i64,
        image: &ImageRow,
        most: u32,
    ) -> Stored<Newer> {
        if most == 0 {
            return Ok(Newer::default());
        }
        let count = async |sql| {
            let place = values![repository, image.pushed, image.id, most];
            let row = self.db.optional(sql, place).await?;
            row.map_or(Ok(0), |row| row.count("total"))
        };
        Ok(Newer {
            all: count(NEWER).await?,
            untagged: count(NEWER_UNTAGGED).await?,
        })
    }

    /// AWS has deleted them. The figures follow at the next reading.
    pub async fn strike_images(&self, repository: i64, digests: &[Digest]) -> Stored<u64> {
        if digests.is_empty() {
            return Ok(0);
        }
        let mut tags = Query::new("DELETE FROM image_tags WHERE repository = ");
        tags.bind(repository)
            .push(" AND image IN (SELECT id FROM images WHERE repository = ");
        tags.bind(repository).push(" AND digest IN ");
        tags.list(digests.iter().map(Digest::as_str)).push(")");
        let mut images = Query::new("DELETE FROM images WHERE repository = ");
        images.bind(repository).push(" AND digest IN ");
        images.list(digests.iter().map(Digest::as_str));
        let mut tx = self.db.begin().await?;
        let (sql, values) = tags.into_parts();
        tx.execute(sql, values).await?;
        let (sql, values) = images.into_parts();
        let struck = tx.execute(sql, values).await?;
        tx.commit().await?;
        Ok(struck)
    }
}
