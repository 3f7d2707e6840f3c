//! Berth's memory: requests with their history and queue, what was seen outside, people and their sessions.
//!
//! One portable SQL text runs on SQLite and on PostgreSQL. No SQL stands outside this folder, and no clock inside it.

mod api_tokens;
mod audit;
mod census;
mod chain;
mod choices;
mod chronicle;
mod clusters;
mod commit;
mod cursor;
mod db;
mod deliveries;
mod drafts;
mod drifts;
mod durations;
mod error;
mod events;
mod figures;
mod history;
mod identities;
mod images;
mod index;
mod insights;
mod inventory;
mod jobs;
mod judging;
mod kept_forms;
mod lists;
mod losses;
mod notices;
mod open;
mod opt_outs;
mod people;
mod query;
mod queue;
mod replays;
mod repositories;
mod requests;
mod rollouts;
mod rows;
#[cfg(feature = "sample")]
mod sample;
mod search;
mod seen;
mod sessions;
mod similar;
mod sources;
mod submit;
mod tombstones;
mod types;
mod unmanaged;

pub use api_tokens::Bearer;
pub use audit::{AuditPlace, AuditSearch, AuditSight, SealKey};
pub use clusters::ClusterLook;
pub use drifts::{Kept, ToCompare};
pub use error::{StoreError, Stored};
pub use history::{RecordPlace, Recorded};
pub use images::*;
pub use judging::{Content, Judgement, JudgingState, ToJudge};
pub use replays::{Begun, KeptAnswer, KeyTimes, KeyedCall};
pub use rollouts::{NewRollout, Settled};
#[cfg(feature = "sample")]
pub use sample::{Filled, Sample};
pub use search::{COUNTED, InventoryFound};
pub use sessions::session_handle;
pub use types::*;

use db::Db;
use index::Index;
use notices::Notices;
use std::sync::Arc;

/// A handle; clones share the same connections.
#[derive(Clone)]
pub struct Store {
    db: Db,
    notices: Arc<Notices>,
    index: Index,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

impl Store {
    pub fn kind(&self) -> Kind {
        self.db.kind()
    }

    /// A number that grows with everything that this process writes: what was read while it was the same still holds, as
    /// far as this process knows. What another replica writes does not change it.
    pub fn writes(&self) -> u64 {
        self.db.writes()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Stored<()> {
        self.db
            .all("SELECT CAST(1 AS BIGINT) AS one", vec![])
            .await
            .map(drop)
    }

    /// Every fixed statement, for the test that prepares each on both engines.
    #[doc(hidden)]
    pub fn statements() -> Vec<&'static str> {
        [
            api_tokens::STATEMENTS,
            census::STATEMENTS,
            chain::STATEMENTS,
            choices::STATEMENTS,
            chronicle::STATEMENTS,
            commit::STATEMENTS,
            deliveries::STATEMENTS,
            drafts::STATEMENTS,
            durations::STATEMENTS,
            events::STATEMENTS,
            figures::STATEMENTS,
            history::STATEMENTS,
            identities::STATEMENTS,
            index::STATEMENTS,
            insights::STATEMENTS,
            jobs::STATEMENTS,
            &audit::statements(),
            &drifts::all_statements(),
            clusters::STATEMENTS,
            judging::STATEMENTS,
            losses::STATEMENTS,
            tombstones::STATEMENTS,
            kept_forms::STATEMENTS,
            lists::STATEMENTS,
            notices::STATEMENTS,
            opt_outs::STATEMENTS,
            people::STATEMENTS,
            queue::STATEMENTS,
            replays::STATEMENTS,
            repositories::STATEMENTS,
            requests::STATEMENTS,
            rollouts::STATEMENTS,
            search::STATEMENTS,
            seen::STATEMENTS,
            sessions::STATEMENTS,
            sources::STATEMENTS,
            submit::STATEMENTS,
            &images::statements(),
        ]
        .concat()
    }

    /// Prepares a statement without running it.
    #[doc(hidden)]
    pub async fn prepare(&self, sql: &'static str) -> Stored<()> {
        self.db.prepare(sql).await
    }
}
