//! Where a cluster has something else than Git, and what its objects want of AWS.

use super::Line;
use crate::compare::Wanted;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One object of a repository that is not in the cluster as it is in Git.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectDrift {
    pub group: String,
    pub kind: String,
    pub name: String,
    pub namespace: String,
    pub differs: Differs,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "differs", rename_all = "snake_case")]
pub enum Differs {
    /// Git has its file, the cluster does not have it.
    Missing,
    /// The cluster has it, and no file in Git says so.
    NoFile,
    /// Never empty.
    Fields { fields: Vec<FieldDrift> },
}

/// What Git says of a field, and what the cluster has there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDrift {
    /// For example `spec.forProvider.imageTagMutability`.
    pub path: String,
    pub git: String,
    /// `None`: it is not set there.
    pub cluster: Option<String>,
}

impl ObjectDrift {
    /// Whether Berth asks Argo CD to make it as Git says. An object that Crossplane deletes together with what it stands
    /// for is never taken away in passing.
    pub fn can_be_reverted(&self) -> bool {
        self.differs != Differs::NoFile || self.kind != "Repository"
    }
}

impl Line for ObjectDrift {
    const KIND: &'static str = "git";

    fn sentence(&self) -> String {
        let (kind, name) = (&self.kind, &self.name);
        match &self.differs {
            Differs::Missing => format!("{kind} {name} is not in the cluster"),
            Differs::NoFile => {
                format!("{kind} {name} is in the cluster, and Git has no file of it")
            }
            Differs::Fields { fields } => {
                let paths: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
                format!("{kind} {name} differs in {}", paths.join(", "))
            }
        }
    }
}

/// What the objects in the cluster want of AWS. `None`: they say nothing about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InCluster {
    pub mutability: Option<String>,
    pub filters: Option<Vec<String>>,
    pub scan_on_push: Option<bool>,
    pub tags: BTreeMap<String, String>,
    pub lifecycle: Option<String>,
    pub access: Option<String>,
    /// Crossplane is told to leave AWS alone: paused, or it only observes.
    pub hands_off: bool,
}

impl InCluster {
    /// Together with what another object of the repository says.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let mut tags = self.tags;
        tags.extend(other.tags);
        Self {
            mutability: self.mutability.or(other.mutability),
            filters: self.filters.or(other.filters),
            scan_on_push: self.scan_on_push.or(other.scan_on_push),
            tags,
            lifecycle: self.lifecycle.or(other.lifecycle),
            access: self.access.or(other.access),
            hands_off: self.hands_off || other.hands_off,
        }
    }

    /// What Crossplane makes of AWS is what the cluster says, also where that is not what Git says.
    pub(super) fn overrides(&self, wanted: &mut Wanted) {
        if let Some(mutability) = &self.mutability {
            wanted.mutability.clone_from(mutability);
            wanted.filters = self.filters.clone().unwrap_or_default();
        }
        wanted.scan_on_push = self.scan_on_push.unwrap_or(wanted.scan_on_push);
        for (key, value) in &mut wanted.tags {
            if let Some(other) = self.tags.get(key) {
                value.clone_from(other);
            }
        }
        if self.lifecycle.is_some() {
            wanted.lifecycle.clone_from(&self.lifecycle);
        }
        if let (Some(access), Some(_)) = (&self.access, &wanted.access) {
            wanted.access = Some(Some(access.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: &str, differs: Differs) -> ObjectDrift {
        ObjectDrift {
            group: "ecr.aws.m.upbound.io".into(),
            kind: kind.into(),
            name: "x".into(),
            namespace: "n".into(),
            differs,
        }
    }

    #[test]
    fn a_repository_is_never_taken_away_in_passing() {
        assert!(!object("Repository", Differs::NoFile).can_be_reverted());
        assert!(object("Repository", Differs::Missing).can_be_reverted());
        assert!(object("LifecyclePolicy", Differs::NoFile).can_be_reverted());
    }

    #[test]
    fn several_objects_of_a_repository_speak_together() {
        let one = InCluster {
            mutability: Some("IMMUTABLE".into()),
            ..InCluster::default()
        };
        let other = InCluster {
            lifecycle: Some("{}".into()),
            hands_off: true,
            ..InCluster::default()
        };
        let both = one.and(other);
        assert_eq!(both.mutability.as_deref(), Some("IMMUTABLE"));
        assert_eq!(both.lifecycle.as_deref(), Some("{}"));
        assert!(both.hands_off);
    }
}
