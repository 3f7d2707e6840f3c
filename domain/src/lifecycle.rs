//! Lifecycle policies: ECR's whole rule model, its canonical JSON and its sentences.

mod model;
mod sentence;
mod tag;

pub use model::{
    Action, ActionKind, CountType, CountUnit, DEFAULT_KEEP, KEEP_MAX, LifecyclePolicy, Rule,
    Selection, StorageClass, TagStatus,
};

#[cfg(test)]
mod tests;
