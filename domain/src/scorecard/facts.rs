//! What a card is made from, and what a company holds it against.

use super::CheckId;
use crate::access::Access;
use crate::image::Scanning;
use crate::lifecycle::LifecyclePolicy;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything a card looks at. `None` always means: not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub name: String,
    /// Whether its manifests are in Git.
    pub in_git: Option<bool>,
    pub created: Option<Timestamp>,
    /// The scanning that is in effect, whatever the repository's own flag says.
    pub scanning: Option<Scanning>,
    /// The filter of the registry's rule that decides it, when one does.
    pub scan_rule: Option<String>,
    /// Open findings without those that are excepted.
    pub findings: Option<Findings>,
    pub tag_rule: Option<TagRule>,
    /// AWS's value, for example `AES256`.
    pub encryption: Option<String>,
    pub retention: Option<Retention>,
    /// The repository policy; one without statements where there is none.
    pub access: Option<Access>,
    pub owner: Option<OwnerFact>,
    /// Empty: there is none.
    pub description: Option<String>,
    pub tags: Option<BTreeMap<String, String>>,
    pub pushed: Option<Last>,
    /// As AWS records it, which is roughly.
    pub pulled: Option<Last>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub critical: OpenFindings,
    pub high: OpenFindings,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenFindings {
    pub count: u64,
    /// When the oldest was first seen.
    pub oldest: Option<Timestamp>,
}

/// AWS's `imageTagMutability` with its filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagRule {
    pub value: String,
    pub filters: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Retention {
    None,
    Policy(LifecyclePolicy),
    /// A policy that is there but of no form that Berth knows.
    Unreadable,
}

impl Retention {
    /// From the JSON text that AWS holds; `None`: there is no policy.
    pub fn of(policy: Option<&str>) -> Self {
        match policy {
            None => Self::None,
            Some(text) => LifecyclePolicy::from_json(text).map_or(Self::Unreadable, Self::Policy),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerFact {
    Nobody,
    Team {
        name: String,
        /// Whether the catalog has it; `None` where it wasn't asked.
        exists: Option<bool>,
        members: Option<u32>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    Never,
    At(Timestamp),
}

/// What a company demands. Configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Weights in the place of [`CheckId::weight`]; 0 leaves a check out of the score.
    pub weights: BTreeMap<CheckId, u32>,
    /// Checks whose misses are accepted in the whole company, each with the reason.
    pub excused: BTreeMap<CheckId, String>,
    /// Keys of AWS tags that need a value.
    pub required_tags: Vec<String>,
    /// Encryption with keys of AWS KMS instead of Amazon ECR's own.
    pub require_kms: bool,
    pub critical: SeverityLimit,
    pub high: SeverityLimit,
    pub pushed_days: u32,
    pub pulled_days: u32,
    /// Days that a new repository, or a new image, has before its use is judged.
    pub grace_days: u32,
}

/// How much of one severity may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeverityLimit {
    /// Days to mend one; absent: no limit.
    pub days: Option<u32>,
    /// Most that may be open at once; absent: no limit.
    pub most: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        let within = |days| SeverityLimit {
            days: Some(days),
            most: None,
        };
        Self {
            weights: BTreeMap::new(),
            excused: BTreeMap::new(),
            required_tags: vec!["team".into(), "system".into()],
            require_kms: false,
            critical: within(7),
            high: within(30),
            pushed_days: 90,
            pulled_days: 90,
            grace_days: 30,
        }
    }
}
