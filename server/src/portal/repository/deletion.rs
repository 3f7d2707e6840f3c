//! Deleting images that somebody chose: what it would do, and doing it on the record.

use super::super::BerthPortal;
use crate::store::ContentKnown;
use domain::aws::Address;
use domain::chronicle::Deed;
use domain::image::{
    Around, DELETED_AT_ONCE, Digest, ImageKind, ImageNamed, ImageRow, Impact, Newer,
};
use domain::lifecycle::{CountType, LifecyclePolicy};
use domain::people::{Action, Actor, Person};
use domain::portal::{Answer, Deletion, DeletionPage, PortalError, RepositoryRow};
use domain::refusal::{Problem, Refusal};
use domain::trouble::Trouble;
use std::collections::BTreeSet;

impl BerthPortal {
    pub(super) async fn deletion_page(
        &self,
        person: &Person,
        key: &Address,
        digests: &[Digest],
    ) -> Answer<DeletionPage> {
        self.permit(person, Action::Browse)?;
        let digests = chosen(digests)?;
        let store = &self.services.store;
        let known = store.repository(key).await?.ok_or(PortalError::NotFound)?;
        let content = store.content(key).await?.ok_or(PortalError::NotFound)?;
        let wanted: Vec<Digest> = digests.iter().cloned().collect();
        let images = store.images_named(content.id, &wanted).await?;
        let gone = left(&digests, &images);
        let text = known
            .seen
            .as_ref()
            .and_then(|seen| seen.lifecycle_policy.as_deref());
        let policy = text.map(|text| LifecyclePolicy::from_json(text).ok());
        let around = Around {
            chosen: &digests,
            has_indexes: content.totals.is_some_and(|totals| totals.index_count > 0),
            policy: policy.as_ref().and_then(Option::as_ref),
            now: self.services.clock.now(),
        };
        let mut impacts = Vec::with_capacity(images.len());
        for image in images {
            let newer = self.newer(content.id, &image, around.policy).await?;
            impacts.push(Impact::of(image, newer, &around));
        }
        Ok(DeletionPage {
            may_delete: self.may_tend(person, &known.row),
            row: known.row,
            policy_is_known: policy.as_ref().map(Option::is_some),
            read: content.read,
            now: around.now,
            impacts,
            gone,
        })
    }

    /// Only rules that keep a number of images ask how many are newer, and only up to their number.
    async fn newer(
        &self,
        repository: i64,
        image: &ImageRow,
        policy: Option<&LifecyclePolicy>,
    ) -> Answer<Newer> {
        let rules = policy.map_or(&[][..], |policy| &policy.rules);
        let most = rules
            .iter()
            .filter(|rule| rule.selection.count_type == CountType::ImageCountMoreThan)
            .map(|rule| rule.selection.count_number)
            .max()
            .unwrap_or_default();
        let store = &self.services.store;
        Ok(store.newer_images(repository, image, most).await?)
    }

    /// Said on pages; [`Self::tends`] decides.
    pub(in crate::portal) fn may_tend(
        &self,
        person: &Person,
        row: &RepositoryRow,
    ) -> Result<(), String> {
        self.permitted(person, tend(row))
    }

    pub(in crate::portal) fn tends(&self, person: &Person, row: &RepositoryRow) -> Answer<()> {
        self.permit(person, tend(row))
    }

    pub(super) async fn delete(
        &self,
        person: &Person,
        key: &Address,
        digests: &[Digest],
        typed: &str,
    ) -> Answer<Deletion> {
        self.permit(person, Action::Browse)?;
        let digests = chosen(digests)?;
        let (row, content) = self.shelf(key).await?;
        self.tends(person, &row)?;
        let content = content.ok_or(PortalError::NotFound)?;
        if typed.trim() != key.name.as_str() {
            return Ok(Deletion::Unconfirmed);
        }
        let wanted: Vec<Digest> = digests.iter().cloned().collect();
        let mut images = self
            .services
            .store
            .images_named(content.id, &wanted)
            .await?;
        if images.is_empty() {
            return Err(PortalError::Stale(
                "None of these images is there any more. Look at the list again".to_owned(),
            ));
        }
        // AWS goes through them in this order: an index before the platforms that it names.
        images.sort_by_key(|image| image.kind != ImageKind::Index);
        let row = Box::new(row);
        self.delete_on_record(person, row, &content, &images).await
    }

    async fn delete_on_record(
        &self,
        person: &Person,
        row: Box<RepositoryRow>,
        content: &ContentKnown,
        images: &[ImageRow],
    ) -> Answer<Deletion> {
        let (store, clock, key) = (&self.services.store, &self.services.clock, &row.key);
        let actor = Actor::Person(person.login.clone());
        let named: Vec<ImageNamed> = images.iter().map(named).collect();
        let record = async |deed: Deed| {
            let at = clock.now();
            store.record_repository_event(key, at, &actor, &deed).await
        };
        record(Deed::DeletionAsked {
            images: named.clone(),
        })
        .await?;
        let digests: Vec<Digest> = named.iter().map(|image| image.digest.clone()).collect();
        let answer = self.services.aws.delete_images(key, &digests).await;
        // Whatever came of it, the next reading tells.
        let woken = store.wake_images(key, None, clock.now());
        let kept = match answer {
            Ok(kept) => kept,
            Err(trouble) => {
                let why = trouble.message.clone();
                record(Deed::DeletionUnanswered { why }).await?;
                woken.await?;
                return Err(unanswered(&trouble));
            }
        };
        let is_kept = |image: &ImageNamed| kept.iter().any(|one| one.digest == image.digest);
        let deleted: Vec<ImageNamed> = named.into_iter().filter(|one| !is_kept(one)).collect();
        record(Deed::ImagesDeleted {
            images: deleted.clone(),
            kept: kept.clone(),
        })
        .await?;
        let digests: Vec<Digest> = deleted.iter().map(|image| image.digest.clone()).collect();
        store.strike_images(content.id, &digests).await?;
        woken.await?;
        Ok(Deletion::Done { row, deleted, kept })
    }
}

fn tend(row: &RepositoryRow) -> Action<'_> {
    Action::Tend {
        owner: row.team.as_deref(),
    }
}

fn unanswered(trouble: &Trouble) -> PortalError {
    PortalError::Refused(Refusal::of(Problem::general(format!(
        "{} Berth reads the repository again and shows what is left",
        sentence(&trouble.sentence())
    ))))
}

/// With its full stop.
fn sentence(text: &str) -> String {
    let text = text.trim_end_matches('.');
    format!("{text}.")
}

fn named(image: &ImageRow) -> ImageNamed {
    ImageNamed {
        digest: image.digest.clone(),
        tags: image.tags.clone(),
    }
}

fn left(wanted: &BTreeSet<Digest>, found: &[ImageRow]) -> Vec<Digest> {
    let is_there = |digest: &Digest| found.iter().any(|image| image.digest == *digest);
    wanted
        .iter()
        .filter(|digest| !is_there(digest))
        .cloned()
        .collect()
}

/// Each once, some, and not more than AWS takes.
fn chosen(digests: &[Digest]) -> Answer<BTreeSet<Digest>> {
    let digests: BTreeSet<Digest> = digests.iter().cloned().collect();
    let problem = match digests.len() {
        0 => "Choose at least one image to delete".to_owned(),
        n if n > DELETED_AT_ONCE => format!(
            "Choose at most {DELETED_AT_ONCE} images at once: AWS deletes no more in one call"
        ),
        _ => return Ok(digests),
    };
    Err(PortalError::Refused(Refusal::of(Problem::general(problem))))
}
