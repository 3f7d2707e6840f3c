//! What each half of an adoption means.

use super::Risk;
use crate::request::{Adoption, AdoptionStep};
use crate::spec::RepositorySpec;

pub(super) fn risk(adoption: &Adoption) -> (Risk, &'static str) {
    match adoption.step {
        AdoptionStep::Observe => (
            Risk::Low,
            "Crossplane may only look; nothing in AWS changes.",
        ),
        AdoptionStep::TakeControl { .. } => (
            Risk::Medium,
            "From the merge on Crossplane puts back what is changed in AWS, and deletes the repository when its manifest is removed and no image is left in it.",
        ),
    }
}

pub(super) fn consequences(spec: &RepositorySpec, adoption: &Adoption) -> Vec<String> {
    let address = &spec.address;
    let place = format!(
        "{} in {} of account {}",
        address.name, address.region, address.account
    );
    match adoption.step {
        AdoptionStep::Observe => vec![
            format!("Crossplane looks at {place}, which is there already, and may change nothing."),
            "When it has, Berth compares AWS with the manifests field by field and opens a second pull request, which takes control.".to_owned(),
        ],
        AdoptionStep::TakeControl { .. } => vec![
            format!("Git has the say about {place}, with the values that AWS has now."),
            "Nothing in AWS changes but for five tags whose keys begin with crossplane-, which the provider adds.".to_owned(),
            format!(
                "It belongs to team {} and system {}; later changes go through Berth or Git.",
                spec.team, spec.system
            ),
        ],
    }
}
