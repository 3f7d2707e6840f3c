//! Lifecycle policies: ECR's whole rule model, its canonical JSON and its sentences; what is wrong with a policy, and
//! what one does to images.

mod candidate;
pub mod evaluate;
pub mod lint;
mod model;
mod preset;
pub mod rules_form;
pub mod second_opinion;
mod sentence;
pub mod simulate;
mod tag;

pub use candidate::{Candidate, Role, as_of};
pub use evaluate::{Act, Outcome, Verdict, compare, evaluate};
pub use lint::{Linted, Problem, lint};
pub use model::{
    Action, ActionKind, CountType, CountUnit, DEFAULT_KEEP, KEEP_MAX, LifecyclePolicy, Rule,
    Selection, StorageClass, TagStatus,
};
pub use preset::Preset;
pub use rules_form::RulesForm;

#[cfg(test)]
mod tests;
