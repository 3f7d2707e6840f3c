//! Berth's memory: requests with their history and queue, what was seen outside, people and their sessions.
//!
//! One portable SQL text runs on SQLite and on PostgreSQL. No SQL stands outside this folder, and no clock inside it.

#![allow(clippy::unimplemented, unused, clippy::unused_async)] // until every body stands

mod api;
mod error;
mod types;

pub use error::StoreError;
pub use types::*;

/// A handle; clones share the same connections.
#[derive(Clone, Debug)]
pub struct Store {
    changes: tokio::sync::broadcast::Sender<ChangeNotice>,
}

pub type Stored<T> = Result<T, StoreError>;
