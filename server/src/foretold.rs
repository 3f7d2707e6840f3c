//! What a lifecycle policy would do to the images of a repository as Berth read them last.

use crate::services::Services;
use crate::store::{RepositoryKnown, Stored};
use domain::lifecycle::{Candidate, LifecyclePolicy};
use domain::portal::PolicyPreview;

/// `None`: its images were never read whole, and nobody can tell.
pub(crate) async fn preview(
    services: &Services,
    known: &RepositoryKnown,
    policy: &LifecyclePolicy,
) -> Stored<Option<PolicyPreview>> {
    let key = &known.row.key;
    let Some(content) = services.store.content(key).await? else {
        return Ok(None);
    };
    let Some(read) = content.read else {
        return Ok(None);
    };
    let images = services.store.every_image(content.id).await?;
    let images: Vec<Candidate> = images.iter().map(Candidate::from).collect();
    let prices = &services.settings.judging.prices;
    Ok(Some(PolicyPreview::of(
        policy,
        in_force(known).as_ref(),
        &images,
        read,
        services.clock.now(),
        |bytes| prices.about(prices.month(key.region, bytes, 0)),
    )))
}

/// As AWS was seen to have it; `None`: none, or one that is beyond the model.
pub(crate) fn in_force(known: &RepositoryKnown) -> Option<LifecyclePolicy> {
    let text = known.seen.as_ref()?.lifecycle_policy.as_deref()?;
    LifecyclePolicy::from_json(text).ok()
}
