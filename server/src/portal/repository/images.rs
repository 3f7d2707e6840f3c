//! The images of one repository, out of the copy that the reading job keeps.

use super::super::BerthPortal;
use crate::store::ContentKnown;
use async_trait::async_trait;
use domain::image::Digest;
use domain::people::{Action, Person};
use domain::portal::{
    Answer, Deletion, DeletionPage, ImagePages, ImageQuery, PortalError, RepositoryImage,
    RepositoryImages, RepositoryKey, RepositoryRow,
};

const PAGE: u32 = 50;
/// Of one image: an index of more platforms, or with more signatures, is no longer read by people.
const BELONGING: u32 = 200;

#[async_trait]
impl ImagePages for BerthPortal {
    async fn images(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &ImageQuery,
    ) -> Answer<RepositoryImages> {
        self.permit(person, Action::Browse)?;
        let (row, known) = self.shelf(key).await?;
        let store = &self.services.store;
        let page = match &known {
            Some(known) => store.images(known.id, query, PAGE).await?,
            None => Default::default(),
        };
        let totals = known.as_ref().and_then(|known| known.totals);
        Ok(RepositoryImages {
            may_delete: self.may_tend(person, &row),
            row,
            query: query.clone(),
            images: page.rows,
            next: page.next,
            previous: page.previous,
            totals,
            read: known.as_ref().and_then(|known| known.read),
            trouble: known.as_ref().and_then(|known| known.trouble.clone()),
            scanning: known.and_then(|known| known.scanning),
            now: self.services.clock.now(),
        })
    }

    async fn image(
        &self,
        person: &Person,
        key: &RepositoryKey,
        digest: &Digest,
    ) -> Answer<RepositoryImage> {
        self.permit(person, Action::Browse)?;
        let (row, known) = self.shelf(key).await?;
        let known = known.ok_or(PortalError::NotFound)?;
        let store = &self.services.store;
        let (image, belonging) = tokio::try_join!(
            store.image(known.id, digest.as_str()),
            store.images_of(known.id, digest, BELONGING),
        )?;
        Ok(RepositoryImage {
            row,
            image: image.ok_or(PortalError::NotFound)?,
            belonging,
            read: known.read,
            now: self.services.clock.now(),
        })
    }

    async fn deletion(
        &self,
        person: &Person,
        key: &RepositoryKey,
        digests: &[Digest],
    ) -> Answer<DeletionPage> {
        self.deletion_page(person, key, digests).await
    }

    async fn delete_images(
        &self,
        person: &Person,
        key: &RepositoryKey,
        digests: &[Digest],
        typed: &str,
    ) -> Answer<Deletion> {
        self.delete(person, key, digests, typed).await
    }
}

impl BerthPortal {
    /// A repository, and what is known of its content; `None`: AWS does not have it (yet).
    pub(in crate::portal) async fn shelf(
        &self,
        key: &RepositoryKey,
    ) -> Answer<(RepositoryRow, Option<ContentKnown>)> {
        let store = &self.services.store;
        let (known, content) = tokio::try_join!(store.repository(key), store.content(key))?;
        let known = known.ok_or(PortalError::NotFound)?;
        Ok((known.row, content))
    }
}
