//! Who has to approve a request. Where the owning team has a say, its members are those whom Berth knows of: they signed
//! in at least once.

use crate::services::Services;
use crate::store::Stored;
use domain::policy::{Owners, Quorum, Voices, asks_owners};
use domain::request::Request;

pub(crate) async fn quorum(services: &Services, request: &Request) -> Stored<Quorum> {
    let settings = &services.settings;
    let people = settings.approvals_needed(&request.change);
    if !asks_owners(&request.change) {
        return Ok(Quorum::of(people));
    }
    let known = services.store.people().await?;
    // While GitHub does not say who they are, those count whom it named at their last sign-in.
    let reviewers = services.directory.reviewers().await.unwrap_or_default();
    let team = request.spec().team.clone();
    let voices = Voices::among(&known, &team, reviewers);
    Ok(Quorum {
        people,
        owners: Some(Owners {
            asked: voices.team.contains(&request.requester),
            asking_counts: settings.asking_counts,
            team,
            voices,
        }),
    })
}
