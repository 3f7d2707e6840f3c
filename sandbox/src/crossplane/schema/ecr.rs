//! The parameters of the three ECR kinds.
use super::{CONFIG_REF, POLICIES, REFERENCE, SECRET_REF, SELECTOR, Shape, may, must, spec};

const ENCRYPTION: Shape = Shape::List(&Shape::Object(&[
    may("encryptionType", Shape::Text),
    may("kmsKey", Shape::Text),
    may("kmsKeyRef", REFERENCE),
    may("kmsKeySelector", SELECTOR),
]));
const SCANNING: Shape = Shape::Object(&[may("scanOnPush", Shape::Flag)]);
const FILTERS: Shape = Shape::List(&Shape::Object(&[
    may("filter", Shape::Text),
    may("filterType", Shape::Text),
]));

pub(super) const REPOSITORY: Shape = spec![
    may("encryptionConfiguration", ENCRYPTION),
    may("forceDelete", Shape::Flag),
    may("imageScanningConfiguration", SCANNING),
    may("imageTagMutability", Shape::Text),
    may("imageTagMutabilityExclusionFilter", FILTERS),
    may("tags", Shape::Labels),
];

/// LifecyclePolicy and RepositoryPolicy have one shape.
pub(super) const POLICY: Shape = spec![
    may("policy", Shape::Text),
    may("repository", Shape::Text),
    may("repositoryRef", REFERENCE),
    may("repositorySelector", SELECTOR),
];
