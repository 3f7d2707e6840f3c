//! The pages of one repository, one file a tab; here the overview: what AWS holds, held against good practice, with
//! the commands to use it.

mod deletion;
pub(in crate::portal) mod described;
mod facts;
mod findings;
mod images;
mod links;

use crate::portal::drift::Drifts;
use crate::services::Services;
use crate::store::{ContentKnown, RepositoryKnown};
use domain::drift::Loss;
use domain::github::Login;
use domain::handover;
use domain::lifecycle::LifecyclePolicy;
use domain::observed::RepositorySeen;
use domain::portal::{Asked, ClusterSeen, RepositoryPage, RequestRow};
use domain::request::{Request, Verdict};
use domain::scorecard::Card;
use domain::time::Timestamp;

pub(super) use described::form_like;

/// What the overview is made of, as far as the store has it.
pub(super) struct Known {
    pub(super) repository: RepositoryKnown,
    pub(super) content: Option<ContentKnown>,
    pub(super) card: Option<Card>,
    pub(super) requests: Vec<RequestRow>,
    /// The one that it came from.
    pub(super) request: Option<Request>,
    pub(super) drifts: Drifts,
    pub(super) cluster: Option<ClusterSeen>,
    pub(super) losses: Vec<Loss>,
}

pub(super) fn page(services: &Services, all: Known) -> RepositoryPage {
    let standard = &services.standard;
    let (known, request) = (all.repository, all.request.as_ref());
    let described = described::spec(&known, request);
    let is_there = known.is_there();
    let handover = match described {
        Some(described) if is_there && described.has_cluster => {
            handover::snippets(&described.spec, standard)
        }
        Some(described) if is_there => handover::to_use(&described.spec, standard),
        _ => Vec::new(),
    };
    let seen = known.seen.as_ref();
    let content = all.content.as_ref();
    RepositoryPage {
        arn: seen.map_or_else(|| known.row.key.arn(), |seen| seen.arn.clone()),
        encryption: seen.map(encryption),
        tags: seen.map(|seen| seen.tags.clone()).unwrap_or_default(),
        lifecycle: seen.map(lifecycle).unwrap_or_default(),
        card: all.card,
        asked: request.map(asked),
        findings: content
            .filter(|content| content.findings_of.is_some())
            .map(|content| content.findings),
        images_read: content.and_then(|content| content.read),
        applying: request
            .map(|request| services.settings.applying(&request.spec().cluster))
            .unwrap_or_default(),
        drift: all.drifts.0,
        cluster_drift: all.drifts.1,
        alone: all.drifts.2,
        cluster: all.cluster,
        losses: all.losses,
        links: links::of(services, &known, request),
        handover,
        requests: all.requests,
        as_of: known.as_of,
        now: services.clock.now(),
        description: known.description,
        source: known.source,
        row: known.row,
    }
}

/// A reviewer who approved again counts by the last time.
fn asked(request: &Request) -> Asked {
    let mut approved: Vec<(Login, Timestamp)> = Vec::new();
    for review in &request.reviews {
        approved.retain(|(by, _)| *by != review.by);
        if review.verdict == Verdict::Approve {
            approved.push((review.by.clone(), review.at));
        }
    }
    Asked {
        request: request.id.clone(),
        label: request.label(),
        by: request.requester.clone(),
        at: request.created,
        approved,
    }
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
