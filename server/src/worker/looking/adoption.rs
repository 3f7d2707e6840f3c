//! What an adoption needs to see: whether AWS still has what was asked for, and the repository's policy.

use crate::services::Services;
use domain::decide::adoption_problems;
use domain::manifest::is_observing;
use domain::observed::{RepositorySeen, Seen};
use domain::refusal::Problem;
use domain::request::{Change, Request};
use domain::trouble::Trouble;

/// A repository as AWS has it, with its policy; `None`: AWS does not have it.
pub(crate) async fn held(
    services: &Services,
    address: &domain::aws::Address,
) -> Result<Option<(RepositorySeen, Option<String>)>, Trouble> {
    let (seen, policy) = tokio::join!(
        services.aws.repository(address),
        services.aws.policy(address)
    );
    match seen {
        Seen::Unavailable(trouble) => Err(trouble),
        Seen::Absent | Seen::NotAsked => Ok(None),
        Seen::Present(found) => Ok(Some((found, policy?))),
    }
}

/// Adopting another state than the one that was shown would change AWS.
pub(super) async fn in_aws(
    services: &Services,
    request: &Request,
) -> Result<Option<Problem>, Trouble> {
    let Change::Adopt { spec, adoption } = &request.change else {
        return Ok(None);
    };
    let held = held(services, &spec.address).await?;
    let found = held
        .as_ref()
        .map(|(found, policy)| (found, policy.as_deref()));
    let mut problems = adoption_problems(spec, adoption, found);
    if problems.len() < 2 {
        return Ok(problems.pop());
    }
    let said: Vec<String> = problems.into_iter().map(|one| one.message).collect();
    Ok(Some(Problem::general(said.join("; "))))
}

/// Whether a manifest that Berth wrote lets the provider do more than look.
pub(super) fn has_say(text: &str) -> bool {
    text.contains("apiVersion: ecr.aws.m.upbound.io/") && !is_observing(text)
}
