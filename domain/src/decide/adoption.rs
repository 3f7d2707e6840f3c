//! Where an adoption parts from the way of a new repository: it goes through it twice, and AWS is compared in between and
//! before control is taken.

use super::delivery::not_yet;
use super::{Context, Ensure, Next, blocked, enter, wait};
use crate::compare::{Compared, Item, differing};
use crate::observed::{Observed, RepositorySeen, Seen};
use crate::people::Actor;
use crate::refusal::Problem;
use crate::request::{
    Adoption, AdoptionStep, Change, Delivery, Outcome, Request, Stage, StageName,
};
use crate::spec::{Field, RepositorySpec};

/// Whether the repository and its policy have to be seen in AWS.
pub(super) fn looks(request: &Request) -> bool {
    let Change::Adopt { adoption, .. } = &request.change else {
        return false;
    };
    let takes_control = matches!(adoption.step, AdoptionStep::TakeControl { .. });
    match request.stage.name() {
        StageName::Verifying | StageName::ProvisionFailed => true,
        StageName::Approved => takes_control,
        _ => false,
    }
}

/// What AWS has of it; `Err`: what comes first.
fn found(seen: &Observed) -> Result<Option<(&RepositorySeen, Option<&str>)>, Next> {
    let access = match &seen.policy {
        Seen::NotAsked => return Err(wait(1)),
        Seen::Unavailable(trouble) => return Err(blocked(trouble)),
        Seen::Absent => None,
        Seen::Present(text) => Some(text.as_str()),
    };
    match &seen.repository {
        Seen::NotAsked => Err(wait(1)),
        Seen::Unavailable(trouble) => Err(blocked(trouble)),
        Seen::Absent => Ok(None),
        Seen::Present(repository) => Ok(Some((repository, access))),
    }
}

pub(super) fn verifying(
    request: &Request,
    spec: &RepositorySpec,
    adoption: &Adoption,
    delivery: &Delivery,
    seen: &Observed,
    context: Context<'_>,
) -> Next {
    let found = match found(seen) {
        Ok(found) => found,
        Err(next) => return next,
    };
    let problems = problems(spec, adoption, found);
    match (&adoption.step, found) {
        (AdoptionStep::Observe, _) => {
            let adoption = adoption.taking_control(delivery.clone());
            Next::Step {
                change: Box::new(Change::Adopt {
                    spec: spec.clone(),
                    adoption,
                }),
                stage: match problems.is_empty() {
                    true => Stage::Publishing { pr: None },
                    false => Stage::NeedsInput { problems },
                },
                actor: Actor::Aws,
            }
        }
        (AdoptionStep::TakeControl { .. }, Some((repository, _))) if problems.is_empty() => {
            let outcome = Outcome::Repository {
                delivery: delivery.clone(),
                arn: repository.arn.clone(),
                uri: repository.uri.clone(),
            };
            enter(Stage::Completed { outcome }, Actor::Aws)
        }
        (AdoptionStep::TakeControl { .. }, _) => {
            let said: Vec<String> = problems.into_iter().map(|one| one.message).collect();
            not_yet(request, delivery, context, said.join("; "))
        }
    }
}

/// What the provider can't observe may have changed in AWS since it was asked for.
pub(super) fn provision_failed(
    request: &Request,
    delivery: &Delivery,
    seen: &Observed,
) -> Option<Next> {
    let Change::Adopt { spec, adoption } = &request.change else {
        return None;
    };
    if adoption.step != AdoptionStep::Observe {
        return None;
    }
    let problems = problems(spec, adoption, found(seen).ok()?);
    (!problems.is_empty()).then(|| {
        let adoption = adoption.taking_control(delivery.clone());
        Next::Step {
            change: Box::new(Change::Adopt {
                spec: spec.clone(),
                adoption,
            }),
            stage: Stage::NeedsInput { problems },
            actor: Actor::Aws,
        }
    })
}

/// The merge of the second pull request makes AWS what Git says: not when AWS has something else by now.
pub(super) fn before_merge(request: &Request, seen: &Observed, next: Next) -> Next {
    let Change::Adopt { spec, adoption } = &request.change else {
        return next;
    };
    if next != Next::Do(Ensure::Merge) || adoption.step == AdoptionStep::Observe {
        return next;
    }
    let problems = match found(seen) {
        Ok(found) => problems(spec, adoption, found),
        Err(next) => return next,
    };
    if problems.is_empty() {
        return next;
    }
    enter(Stage::NeedsInput { problems }, Actor::Aws)
}

/// Why the manifests are not what AWS has, one problem a field; empty: they are.
pub fn problems(
    spec: &RepositorySpec,
    adoption: &Adoption,
    found: Option<(&RepositorySeen, Option<&str>)>,
) -> Vec<Problem> {
    let address = &spec.address;
    let Some((repository, access)) = found else {
        let message = format!("AWS has no {} in {}", address.name, address.region);
        return vec![Problem::on(Field::Name, message)];
    };
    differing(adoption.compared(spec, repository, Some(access)))
        .iter()
        .map(problem)
        .collect()
}

fn problem(one: &Compared) -> Problem {
    let message = format!("Changed in AWS since it was asked for: {}", one.sentence());
    match &one.item {
        Item::Mutability => Problem::on(Field::Mutability, message),
        Item::Exceptions => Problem::on(Field::Exceptions, message),
        Item::Scan => Problem::on(Field::Scan, message),
        Item::Encryption => Problem::on(Field::Encryption, message),
        Item::Key => Problem::on(Field::KmsKey, message),
        Item::Lifecycle => Problem::on(Field::Lifecycle, message),
        Item::Tag(_) | Item::Access => Problem::general(message),
    }
}
