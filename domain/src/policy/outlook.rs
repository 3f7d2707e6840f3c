//! What an approval brings about, and how much it puts at stake.

use super::{Check, CheckId, Verdict};
use crate::lifecycle::{ActionKind, Rule};
use crate::settings::{Encryption, TagMutability};
use crate::spec::RepositorySpec;
use serde::{Deserialize, Serialize};

/// How closely a reviewer should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    Low,
    Medium,
    High,
}

impl Risk {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A level and why, one sentence each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskReport {
    pub level: Risk,
    pub reasons: Vec<String>,
}

/// Rates a request to create. A new repository harms nothing that exists, so only what loses images, hides
/// vulnerabilities or can't be put right later raises the level.
pub fn risk(spec: &RepositorySpec, checks: &[Check]) -> RiskReport {
    let mut found: Vec<(Risk, String)> = checks
        .iter()
        .filter_map(|check| {
            let level = weight(check)?;
            Some((level, check.detail.clone()))
        })
        .collect();
    if spec.settings.encryption != Encryption::Aes256 {
        found.push((
            Risk::Medium,
            "Without its KMS key no image can be read, and the key can’t be changed later.".into(),
        ));
    }
    let level = found
        .iter()
        .map(|(level, _)| *level)
        .max()
        .unwrap_or(Risk::Low);
    let mut reasons: Vec<String> = found.into_iter().map(|(_, reason)| reason).collect();
    if reasons.is_empty() {
        reasons.push("It creates a new repository; nothing that exists changes.".into());
    }
    RiskReport { level, reasons }
}

pub(super) fn weight(check: &Check) -> Option<Risk> {
    match (check.verdict, check.id) {
        (Verdict::Pass, _) => None,
        (Verdict::Block, _) => Some(Risk::High),
        (
            Verdict::Advice,
            CheckId::ScanOnPush
            | CheckId::Encryption
            | CheckId::ProductionTags
            | CheckId::LifecycleLimits,
        ) => Some(Risk::Medium),
        (Verdict::Advice, _) => None,
    }
}

/// What happens if a request to create is approved, for the one who decides.
pub fn consequences(spec: &RepositorySpec) -> Vec<String> {
    let address = &spec.address;
    let settings = &spec.settings;
    let mut lines = vec![
        format!(
            "Creates the repository {} in {} ({}) of account {}.",
            address.name,
            address.region,
            address.region.description(),
            address.account
        ),
        "Nothing that exists changes.".to_owned(),
        format!("Images are pushed to and pulled from {}.", address.uri()),
        tags_line(&settings.mutability),
    ];
    lines.push(if settings.scan_on_push {
        "Every pushed image is scanned for known vulnerabilities.".to_owned()
    } else {
        "Pushed images aren’t scanned.".to_owned()
    });
    match &settings.lifecycle {
        Some(policy) => lines.extend(policy.canonical().rules.iter().map(fate_line)),
        None => lines.push("Images stay until somebody deletes them.".to_owned()),
    }
    if let Some(key) = settings.encryption.key() {
        lines.push(format!("Images are encrypted with {}.", key.as_str()));
    }
    lines.push(format!(
        "Argo CD applies the manifests to {}; team {} owns the repository.",
        spec.cluster, spec.team
    ));
    lines.push(
        "Name, account, region and encryption can’t change later; tags, scanning and retention can."
            .to_owned(),
    );
    lines
}

fn tags_line(mutability: &TagMutability) -> String {
    let list = || mutability.filters().join(", ");
    match mutability {
        TagMutability::Mutable => "A tag may be pushed again with another image.".to_owned(),
        TagMutability::Immutable => "A pushed tag can’t move to another image.".to_owned(),
        TagMutability::MutableExcept(_) => format!(
            "A tag may be pushed again with another image, except those that match {}.",
            list()
        ),
        TagMutability::ImmutableExcept(_) => format!(
            "A pushed tag can’t move to another image, except those that match {}.",
            list()
        ),
    }
}

fn fate_line(rule: &Rule) -> String {
    let undone = match rule.action.kind {
        ActionKind::Expire => ", and what has expired can’t be brought back",
        ActionKind::Transition => "",
    };
    format!("{}; AWS does so within a day{undone}.", rule.sentence())
}
