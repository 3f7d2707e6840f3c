//! What a lifecycle policy would do to the images of a repository as Berth read them last.

use crate::services::Services;
use crate::store::{RepositoryKnown, Stored};
use domain::lifecycle::{Candidate, LifecyclePolicy};
use domain::portal::{PolicyPreview, RepositoryKey};
use domain::time::Timestamp;

/// `None`: its images were never read whole, and nobody can tell.
pub(crate) async fn preview(
    services: &Services,
    known: &RepositoryKnown,
    policy: &LifecyclePolicy,
) -> Stored<Option<PolicyPreview>> {
    let images = Images::read(services, &known.row.key).await?;
    Ok(images.map(|images| images.preview(services, known, policy)))
}

/// All images of a repository: one reading for whatever is to be told of them.
pub(crate) struct Images {
    candidates: Vec<Candidate>,
    as_of: Timestamp,
}

impl Images {
    /// `None`: AWS was never asked for all of them.
    pub(crate) async fn read(services: &Services, key: &RepositoryKey) -> Stored<Option<Self>> {
        let Some(content) = services.store.content(key).await? else {
            return Ok(None);
        };
        let Some(as_of) = content.read else {
            return Ok(None);
        };
        let images = services.store.every_image(content.id).await?;
        let candidates = images.iter().map(Candidate::from).collect();
        Ok(Some(Self { candidates, as_of }))
    }

    pub(crate) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    pub(crate) fn preview(
        &self,
        services: &Services,
        known: &RepositoryKnown,
        policy: &LifecyclePolicy,
    ) -> PolicyPreview {
        let prices = &services.settings.judging.prices;
        let region = known.row.key.region;
        PolicyPreview::of(
            policy,
            in_force(known).as_ref(),
            &self.candidates,
            self.as_of,
            services.clock.now(),
            |bytes| prices.about(prices.month(region, bytes, 0)),
        )
    }
}

/// As AWS was seen to have it; `None`: none, or one that is beyond the model.
pub(crate) fn in_force(known: &RepositoryKnown) -> Option<LifecyclePolicy> {
    let text = known.seen.as_ref()?.lifecycle_policy.as_deref()?;
    LifecyclePolicy::from_json(text).ok()
}
