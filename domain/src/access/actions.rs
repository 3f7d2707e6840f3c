//! ECR's actions, what each is needed for, and AWS's patterns over them.

use std::collections::BTreeSet;

/// What people ask about a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    Pull,
    Push,
    /// Delete images.
    Delete,
    /// Change settings or policies, or delete the repository.
    Administer,
    /// List images, read policies and findings.
    Look,
}

/// What one action belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Pull,
    Push,
    Delete,
    Administer,
    Look,
    /// Belongs to the whole registry: a repository policy can't grant it.
    Registry,
}

/// Every action of ECR by the name it has in a policy without `ecr:`.
/// Source: the operations of botocore's model ecr/2015-09-21, and the two of a registry policy that are no operations.
pub const ACTIONS: &[(&str, Kind)] = &[
    ("BatchCheckLayerAvailability", Kind::Push),
    ("BatchDeleteImage", Kind::Delete),
    ("BatchGetImage", Kind::Pull),
    ("BatchGetRepositoryScanningConfiguration", Kind::Look),
    ("BatchImportUpstreamImage", Kind::Registry),
    ("CompleteLayerUpload", Kind::Push),
    ("CreatePullThroughCacheRule", Kind::Registry),
    ("CreateRepository", Kind::Registry),
    ("CreateRepositoryCreationTemplate", Kind::Registry),
    ("DeleteLifecyclePolicy", Kind::Administer),
    ("DeletePullThroughCacheRule", Kind::Registry),
    ("DeleteRegistryPolicy", Kind::Registry),
    ("DeleteRepository", Kind::Administer),
    ("DeleteRepositoryCreationTemplate", Kind::Registry),
    ("DeleteRepositoryPolicy", Kind::Administer),
    ("DeleteSigningConfiguration", Kind::Registry),
    ("DeregisterPullTimeUpdateExclusion", Kind::Registry),
    ("DescribeImageReplicationStatus", Kind::Look),
    ("DescribeImageScanFindings", Kind::Look),
    ("DescribeImageSigningStatus", Kind::Look),
    ("DescribeImages", Kind::Look),
    ("DescribePullThroughCacheRules", Kind::Registry),
    ("DescribeRegistry", Kind::Registry),
    ("DescribeReplicationBackfillResults", Kind::Registry),
    ("DescribeRepositories", Kind::Look),
    ("DescribeRepositoryCreationTemplates", Kind::Registry),
    ("GetAccountSetting", Kind::Registry),
    ("GetAuthorizationToken", Kind::Registry),
    ("GetDownloadUrlForLayer", Kind::Pull),
    ("GetLifecyclePolicy", Kind::Look),
    ("GetLifecyclePolicyPreview", Kind::Look),
    ("GetRegistryPolicy", Kind::Registry),
    ("GetRegistryScanningConfiguration", Kind::Registry),
    ("GetRepositoryPolicy", Kind::Look),
    ("GetSigningConfiguration", Kind::Registry),
    ("InitiateLayerUpload", Kind::Push),
    ("ListImageReferrers", Kind::Look),
    ("ListImages", Kind::Look),
    ("ListPullTimeUpdateExclusions", Kind::Registry),
    ("ListReplicationBackfills", Kind::Registry),
    ("ListTagsForResource", Kind::Look),
    ("PutAccountSetting", Kind::Registry),
    ("PutImage", Kind::Push),
    ("PutImageScanningConfiguration", Kind::Administer),
    ("PutImageTagMutability", Kind::Administer),
    ("PutLifecyclePolicy", Kind::Administer),
    ("PutRegistryPolicy", Kind::Registry),
    ("PutRegistryScanningConfiguration", Kind::Registry),
    ("PutReplicationConfiguration", Kind::Registry),
    ("PutSigningConfiguration", Kind::Registry),
    ("RegisterPullTimeUpdateExclusion", Kind::Registry),
    ("ReplicateImage", Kind::Registry),
    ("SetRepositoryPolicy", Kind::Administer),
    ("StartImageScan", Kind::Look),
    ("StartLifecyclePolicyPreview", Kind::Look),
    ("StartReplicationBackfill", Kind::Registry),
    ("StopReplicationBackfill", Kind::Registry),
    ("TagResource", Kind::Administer),
    ("UntagResource", Kind::Administer),
    ("UpdateImageStorageClass", Kind::Administer),
    ("UpdatePullThroughCacheRule", Kind::Registry),
    ("UpdateRepositoryCreationTemplate", Kind::Registry),
    ("UploadLayerPart", Kind::Push),
    ("ValidatePullThroughCacheRule", Kind::Registry),
];

impl Capability {
    pub const ALL: [Self; 5] = [
        Self::Pull,
        Self::Push,
        Self::Delete,
        Self::Administer,
        Self::Look,
    ];

    /// After “may”.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Push => "push",
            Self::Delete => "delete images",
            Self::Administer => "administer",
            Self::Look => "look around",
        }
    }

    /// As a thing, for parts of it.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Pull => "a pull",
            Self::Push => "a push",
            Self::Delete => "deleting images",
            Self::Administer => "administering",
            Self::Look => "looking around",
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Pull => Kind::Pull,
            Self::Push => Kind::Push,
            Self::Delete => Kind::Delete,
            Self::Administer => Kind::Administer,
            Self::Look => Kind::Look,
        }
    }

    /// The actions that belong to it.
    pub fn actions(self) -> impl Iterator<Item = &'static str> {
        let kind = self.kind();
        ACTIONS
            .iter()
            .filter(move |(_, belongs)| *belongs == kind)
            .map(|(name, _)| *name)
    }

    /// A pull or a push needs all of its actions; for the rest each action counts by itself.
    pub(super) fn is_held(self, actions: &BTreeSet<&'static str>) -> bool {
        match self {
            Self::Pull | Self::Push => self.actions().all(|action| actions.contains(action)),
            _ => self.is_hurt(actions),
        }
    }

    /// Whether any of its actions is among these: enough to spoil it when they are denied.
    pub(super) fn is_hurt(self, actions: &BTreeSet<&'static str>) -> bool {
        self.actions().any(|action| actions.contains(action))
    }
}

/// What a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actions {
    /// Actions of ECR, without `ecr:`.
    pub known: BTreeSet<&'static str>,
    /// What matches no action that Berth knows, as it is written.
    pub unknown: Vec<String>,
    /// Whether a pattern was used, or everything but some.
    pub by_pattern: bool,
}

impl Actions {
    pub(super) fn matching(patterns: &[String]) -> Self {
        let mut actions = Self::default();
        for pattern in patterns {
            let before = actions.known.len();
            let found = ACTIONS
                .iter()
                .map(|(name, _)| *name)
                .filter(|name| glob(pattern, &format!("ecr:{name}")));
            let mut any = false;
            for name in found {
                any = true;
                actions.known.insert(name);
            }
            actions.by_pattern |= pattern.contains(['*', '?']);
            if !any && actions.known.len() == before {
                actions.unknown.push(pattern.clone());
            }
        }
        actions
    }

    /// `NotAction`: everything else.
    pub(super) fn except(patterns: &[String]) -> Self {
        let spared = Self::matching(patterns);
        let all = ACTIONS.iter().map(|(name, _)| *name);
        Self {
            known: all.filter(|name| !spared.known.contains(name)).collect(),
            unknown: Vec::new(),
            by_pattern: true,
        }
    }
}

/// AWS's patterns: `*` for any text, `?` for one character, without regard to case.
pub(super) fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut in_text) = (0, 0);
    // Where the last star stood, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_text));
                at += 1;
            }
            Some(one) if *one == '?' || *one == text[in_text] => {
                at += 1;
                in_text += 1;
            }
            _ => {
                let Some((back, taken)) = star else {
                    return false;
                };
                star = Some((back, taken + 1));
                at = back + 1;
                in_text = taken + 1;
            }
        }
    }
    pattern[at..].iter().all(|rest| *rest == '*')
}
