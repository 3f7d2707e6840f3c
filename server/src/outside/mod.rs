//! The systems Berth talks to, each behind a client that speaks the vendor's own protocol.
//!
//! Vendors' JSON stays in here: what leaves is `domain::observed` and, for every failure, `domain::trouble::Trouble`
//! out of one table per system (`trouble.rs` in each folder). No client repeats a call by itself: the worker decides
//! when to look again.

pub mod argocd;
pub mod aws;
pub mod backstage;
mod clock;
pub mod github;
mod report;
mod wire;

pub use report::Observer;

use domain::trouble::System;

/// A client could not be made from its configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {what}", system.title())]
pub struct SetupError {
    pub system: System,
    pub what: String,
}

impl SetupError {
    fn new(system: System, what: impl Into<String>) -> Self {
        Self {
            system,
            what: what.into(),
        }
    }
}
