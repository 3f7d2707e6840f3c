//! The systems Berth talks to, each behind a client that speaks the vendor's own protocol.
//!
//! Vendors' JSON stays in here: what leaves is `domain::observed` and, for every failure, `domain::trouble::Trouble`
//! out of one table per system (`trouble.rs` in each folder). No client repeats a call by itself: the worker decides
//! when to look again.

pub mod argocd;
pub mod aws;
pub mod backstage;
pub mod berth;
mod clock;
pub mod github;
pub mod oidc;
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

/// A file of the facts beside this repository; says so and gives nothing when it is not there.
#[cfg(test)]
#[allow(clippy::print_stderr)]
fn shared_text(path: &str) -> Option<String> {
    let start = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let told = std::env::var_os("BERTH_SHARED").map(std::path::PathBuf::from);
    let found = told
        .into_iter()
        .chain(start.ancestors().map(|folder| folder.join("../shared")))
        .map(|folder| folder.join(path))
        .find(|file| file.exists());
    if found.is_none() {
        eprintln!("skipped: no ../shared");
    }
    std::fs::read_to_string(found?).ok()
}

#[cfg(test)]
fn shared_json(path: &str) -> Option<serde_json::Value> {
    serde_json::from_str(&shared_text(path)?).ok()
}
