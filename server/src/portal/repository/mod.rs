//! The pages of one repository, one file a tab; here the overview: what AWS holds, held against good practice, with
//! the commands to use it.

mod described;
mod images;
mod links;

use crate::services::Services;
use crate::store::RepositoryKnown;
use domain::handover;
use domain::lifecycle::LifecyclePolicy;
use domain::observed::RepositorySeen;
use domain::policy::{self, Check};
use domain::portal::{RepositoryPage, RepositoryState, RequestRow};
use domain::request::Request;
use domain::standard::Standard;

use described::Described;
pub(super) use described::form_like;

pub(super) fn page(
    services: &Services,
    known: RepositoryKnown,
    requests: Vec<RequestRow>,
    request: Option<&Request>,
) -> RepositoryPage {
    let standard = &services.standard;
    let described = described::spec(&known, request);
    let is_there = matches!(
        known.row.state,
        RepositoryState::Ready | RepositoryState::Unmanaged
    ) || known.seen.is_some() && known.row.state != RepositoryState::Missing;
    let (checks, handover) = described.map_or_else(Default::default, |described| {
        let handover = match (is_there, described.has_cluster) {
            (false, _) => Vec::new(),
            (true, true) => handover::snippets(&described.spec, standard),
            (true, false) => handover::to_use(&described.spec, standard),
        };
        (judged(&described, standard), handover)
    });
    let seen = known.seen.as_ref();
    RepositoryPage {
        arn: seen.map_or_else(|| known.row.key.arn(), |seen| seen.arn.clone()),
        encryption: seen.map(encryption),
        tags: seen.map(|seen| seen.tags.clone()).unwrap_or_default(),
        lifecycle: seen.map(lifecycle).unwrap_or_default(),
        // Without AWS's values and without a request there is nothing to judge.
        checks: if seen.is_some() || request.is_some() {
            checks
        } else {
            Vec::new()
        },
        links: links::of(services, &known, request),
        handover,
        requests,
        as_of: known.as_of,
        now: services.clock.now(),
        description: known.description,
        source: known.source,
        row: known.row,
    }
}

fn judged(described: &Described, standard: &Standard) -> Vec<Check> {
    let mut checks = policy::check(&described.spec, standard);
    checks.retain(|check| described.can_judge(check.id));
    checks
}

fn encryption(seen: &RepositorySeen) -> String {
    match &seen.kms_key {
        Some(key) => format!("{}, {key}", seen.encryption),
        None => seen.encryption.clone(),
    }
}

/// A policy that uses rules unknown to Berth is shown as it is.
fn lifecycle(seen: &RepositorySeen) -> Vec<String> {
    match seen.lifecycle_policy.as_deref() {
        None => Vec::new(),
        Some(text) => LifecyclePolicy::from_json(text)
            .map_or_else(|_| vec![text.to_owned()], |policy| policy.sentences()),
    }
}
