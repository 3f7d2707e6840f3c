//! Good practice as pure checks: what a reviewer would say about a request, said before the review.
//!
//! A check never refuses what the grammar accepts. It advises, and a company turns single advices into blocks by
//! naming them in [`Rules::require`]. The form, the pull request's text and the review page show the same list.

mod adopting;
mod approvals;
mod checks;
mod of_access;
mod of_change;
mod of_settings;
mod outlook;
mod quorum;
mod removing;

pub use approvals::{Approvals, needed as approvals_needed};
pub use of_access::dangers;
pub use of_change::{check_change, consequences_of_change, risk_of_change};
pub use outlook::{Risk, RiskReport, consequences, risk};
pub use quorum::{Owners, OwnersWord, Quorum, Voices, asks_owners, speaks_for_owners};

use crate::lifecycle::{ActionKind, LifecyclePolicy, Rule};
use crate::spec::{Field, RepositorySpec};
use crate::standard::Standard;
use crate::text::ClusterName;
use serde::{Deserialize, Serialize};

/// What a company demands beyond the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Checks whose advice is a block here.
    pub require: Vec<CheckId>,
    /// Keys of the AWS tags by which costs are split; every repository has to carry them.
    pub cost_tags: Vec<String>,
    /// Clusters that serve customers: tags that move are advised against there.
    pub production: Vec<ClusterName>,
}

/// One practice that a request is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckId {
    ScanOnPush,
    Encryption,
    TagMutability,
    ProductionTags,
    Lifecycle,
    LifecycleLimits,
    Name,
    NameDepth,
    Description,
    Owner,
    CostTags,
}

impl CheckId {
    pub const ALL: [Self; 11] = [
        Self::ScanOnPush,
        Self::Encryption,
        Self::TagMutability,
        Self::ProductionTags,
        Self::Lifecycle,
        Self::LifecycleLimits,
        Self::Name,
        Self::NameDepth,
        Self::Description,
        Self::Owner,
        Self::CostTags,
    ];

    /// The word in configuration and in the page's anchors.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ScanOnPush => "scan_on_push",
            Self::Encryption => "encryption",
            Self::TagMutability => "tag_mutability",
            Self::ProductionTags => "production_tags",
            Self::Lifecycle => "lifecycle",
            Self::LifecycleLimits => "lifecycle_limits",
            Self::Name => "name",
            Self::NameDepth => "name_depth",
            Self::Description => "description",
            Self::Owner => "owner",
            Self::CostTags => "cost_tags",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::ScanOnPush => "Images are scanned on push",
            Self::Encryption => "Images are encrypted at rest",
            Self::TagMutability => "Tags stay where they were pushed",
            Self::ProductionTags => "Production runs tags that can’t move",
            Self::Lifecycle => "Old images expire",
            Self::LifecycleLimits => "Retention is neither short nor endless",
            Self::Name => "The name is meaningful",
            Self::NameDepth => "The name is short enough to read",
            Self::Description => "The description says what the images contain",
            Self::Owner => "Team and system are known",
            Self::CostTags => "Costs can be told apart",
        }
    }

    /// The field whose answer the check is about.
    pub fn field(self) -> Option<Field> {
        match self {
            Self::ScanOnPush => Some(Field::Scan),
            Self::Encryption => Some(Field::Encryption),
            Self::TagMutability | Self::ProductionTags => Some(Field::Mutability),
            Self::Lifecycle => Some(Field::Lifecycle),
            Self::LifecycleLimits => Some(Field::Keep),
            Self::Name | Self::NameDepth => Some(Field::Name),
            Self::Description => Some(Field::Description),
            Self::Owner => Some(Field::Team),
            Self::CostTags => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    Advice,
    Block,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Advice => "advice",
            Self::Block => "block",
        }
    }
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub id: CheckId,
    pub verdict: Verdict,
    pub title: String,
    pub detail: String,
    /// What to do about it; absent when it passed.
    pub fix: Option<String>,
    pub field: Option<Field>,
}

/// Holds a request to create a repository against every practice that applies to it, in [`CheckId::ALL`]'s order.
pub fn check(spec: &RepositorySpec, standard: &Standard) -> Vec<Check> {
    CheckId::ALL
        .into_iter()
        .filter_map(|id| {
            let finding = checks::find(id, spec, standard)?;
            let required = standard.rules.require.contains(&id);
            let (verdict, detail, fix) = match finding {
                checks::Finding::Good(detail) => (Verdict::Pass, detail, None),
                checks::Finding::Poor { detail, fix } if required => {
                    (Verdict::Block, detail, Some(fix))
                }
                checks::Finding::Poor { detail, fix } => (Verdict::Advice, detail, Some(fix)),
            };
            Some(Check {
                id,
                verdict,
                title: id.title().to_owned(),
                detail,
                fix,
                field: id.field(),
            })
        })
        .collect()
}

/// The gravest verdict of all.
pub fn worst(checks: &[Check]) -> Verdict {
    checks
        .iter()
        .map(|check| check.verdict)
        .max()
        .unwrap_or(Verdict::Pass)
}

/// Whether a lifecycle policy lets images go, and neither too soon nor too late.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn retention(policy: &LifecyclePolicy) -> Result<(), String> {
    let expires = |rule: &Rule| rule.action.kind == ActionKind::Expire;
    if !policy.rules.iter().any(expires) {
        return Err("No rule of the lifecycle policy expires images.".into());
    }
    match checks::limits(policy) {
        checks::Finding::Good(_) => Ok(()),
        checks::Finding::Poor { detail, .. } => Err(detail),
    }
}

/// Whether a description says anything that the name doesn’t.
pub fn says_more(name: &str, description: &str) -> bool {
    checks::says_more(name, description)
}

/// Whether a name stands for nobody in particular.
pub fn is_placeholder(name: &str) -> bool {
    checks::is_placeholder(name)
}

#[cfg(test)]
mod tests;
