//! What a lifecycle policy would do to the images of a repository as Berth read them last.

use crate::services::Services;
use crate::store::{RepositoryKnown, Stored};
use domain::lifecycle::second_opinion::{Agreement, AwsVerdict};
use domain::lifecycle::{Candidate, LifecyclePolicy, evaluate};
use domain::portal::{PolicyPreview, RepositoryKey};
use domain::time::Timestamp;

/// `None`: its images were never read whole, and nobody can tell.
pub(crate) async fn preview(
    services: &Services,
    known: &RepositoryKnown,
    policy: &LifecyclePolicy,
) -> Stored<Option<PolicyPreview>> {
    let key = &known.row.key;
    let Some((images, read)) = images(services, key).await? else {
        return Ok(None);
    };
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

/// Berth's opinion beside AWS's.
pub(crate) async fn held_against(
    services: &Services,
    key: &RepositoryKey,
    policy: &LifecyclePolicy,
    verdicts: &[AwsVerdict],
) -> Stored<Agreement> {
    let images = images(services, key).await?.map(|(images, _)| images);
    let images = images.unwrap_or_default();
    let outcome = evaluate(policy, &images, services.clock.now());
    Ok(Agreement::of(&outcome, verdicts))
}

/// All of them, and when they were read.
async fn images(
    services: &Services,
    key: &RepositoryKey,
) -> Stored<Option<(Vec<Candidate>, Timestamp)>> {
    let Some(content) = services.store.content(key).await? else {
        return Ok(None);
    };
    let Some(read) = content.read else {
        return Ok(None);
    };
    let images = services.store.every_image(content.id).await?;
    Ok(Some((images.iter().map(Candidate::from).collect(), read)))
}

/// As AWS was seen to have it; `None`: none, or one that is beyond the model.
pub(crate) fn in_force(known: &RepositoryKnown) -> Option<LifecyclePolicy> {
    let text = known.seen.as_ref()?.lifecycle_policy.as_deref()?;
    LifecyclePolicy::from_json(text).ok()
}
