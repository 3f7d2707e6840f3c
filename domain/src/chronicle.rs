//! What people did to a repository beside requests: the rest of its audit record.

use crate::image::{ImageKept, ImageNamed};
use crate::people::Actor;
use crate::rollout::RolloutId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Deed {
    /// Written before AWS is asked, so that a deletion whose answer was lost is on record too.
    DeletionAsked {
        images: Vec<ImageNamed>,
    },
    /// What AWS answered.
    ImagesDeleted {
        images: Vec<ImageNamed>,
        kept: Vec<ImageKept>,
    },
    /// AWS gave no answer: what became of the images shows at the next reading.
    DeletionUnanswered {
        why: String,
    },
    ExceptionGranted {
        id: String,
        finding: String,
        reason: String,
        owner: String,
        until: Timestamp,
    },
    ExceptionEnded {
        id: String,
        finding: String,
    },
    /// AWS was seen to have something else than Git, each field in a sentence.
    Drifted {
        lines: Vec<String>,
    },
    /// AWS is as Git says again.
    DriftEnded,
    /// The cluster was seen to have something else than Git, each object in a sentence.
    ClusterDrifted {
        lines: Vec<String>,
    },
    /// The cluster is as Git says again.
    ClusterDriftEnded,
    /// Argo CD was asked to make these objects as Git says.
    ClusterRevertAsked {
        lines: Vec<String>,
    },
    /// Somebody lets a difference be until a day.
    DriftIgnored {
        lines: Vec<String>,
        reason: String,
        until: Timestamp,
    },
    /// A rollout asked for a change of it.
    RolloutAsked {
        rollout: RolloutId,
        title: String,
        /// Of the request.
        label: String,
    },
    /// A rollout passed it over.
    RolloutLeftOut {
        rollout: RolloutId,
        title: String,
        why: String,
    },
    /// It was deleted in AWS past Git. Its images as last known are kept under this time.
    RepositoryLost {
        at: Timestamp,
        images: u64,
        bytes: u64,
    },
}

impl Deed {
    /// Whether images are gone that nobody meant to lose.
    pub fn is_critical(&self) -> bool {
        matches!(self, Self::RepositoryLost { .. })
    }

    /// The word in the database and in exports.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::DeletionAsked { .. } => "deletion_asked",
            Self::ImagesDeleted { .. } => "images_deleted",
            Self::DeletionUnanswered { .. } => "deletion_unanswered",
            Self::ExceptionGranted { .. } => "exception_granted",
            Self::ExceptionEnded { .. } => "exception_ended",
            Self::Drifted { .. } => "drifted",
            Self::DriftEnded => "drift_ended",
            Self::DriftIgnored { .. } => "drift_ignored",
            Self::ClusterDrifted { .. } => "cluster_drifted",
            Self::ClusterDriftEnded => "cluster_drift_ended",
            Self::ClusterRevertAsked { .. } => "cluster_revert_asked",
            Self::RolloutAsked { .. } => "rollout_asked",
            Self::RolloutLeftOut { .. } => "rollout_left_out",
            Self::RepositoryLost { .. } => "repository_lost",
        }
    }
}

/// An entry of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryEvent {
    /// Numbers of one repository, from 1 on and without gaps.
    pub version: i64,
    pub at: Timestamp,
    pub actor: Actor,
    pub deed: Deed,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rollout() -> RolloutId {
        RolloutId::parse("0197c9d2-7c1a-7000-8000-0000000000bb").unwrap()
    }

    #[test]
    fn the_word_in_the_database_is_the_one_in_the_json() {
        let deeds = [
            Deed::DeletionAsked { images: vec![] },
            Deed::ImagesDeleted {
                images: vec![],
                kept: vec![],
            },
            Deed::DeletionUnanswered { why: "x".into() },
            Deed::ExceptionGranted {
                id: "1".into(),
                finding: "CVE-1".into(),
                reason: "x".into(),
                owner: "x".into(),
                until: Timestamp(1),
            },
            Deed::ExceptionEnded {
                id: "1".into(),
                finding: "CVE-1".into(),
            },
            Deed::Drifted { lines: vec![] },
            Deed::DriftEnded,
            Deed::ClusterDrifted { lines: vec![] },
            Deed::ClusterDriftEnded,
            Deed::ClusterRevertAsked { lines: vec![] },
            Deed::DriftIgnored {
                lines: vec![],
                reason: "x".into(),
                until: Timestamp(1),
            },
            Deed::RolloutAsked {
                rollout: rollout(),
                title: "x".into(),
                label: "REQ-1".into(),
            },
            Deed::RolloutLeftOut {
                rollout: rollout(),
                title: "x".into(),
                why: "x".into(),
            },
            Deed::RepositoryLost {
                at: Timestamp(1),
                images: 1,
                bytes: 1,
            },
        ];
        for deed in deeds {
            let json = serde_json::to_value(&deed).unwrap();
            assert_eq!(json["kind"], deed.kind());
            assert_eq!(serde_json::from_value::<Deed>(json).unwrap(), deed);
        }
    }
}
