//! The store's promises, kept on both engines: SQLite always, PostgreSQL when `BERTH_TEST_POSTGRES_URL` names a server
//! on which databases may be made.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr
)]

mod store {
    mod api_tokens;
    mod audit;
    mod audit_command;
    mod audit_tampering;
    mod bench;
    mod drifts;
    mod figures;
    #[cfg(feature = "sample")]
    mod filled;
    mod findings;
    mod history;
    mod identities;
    mod images;
    mod inventory;
    mod judging;
    mod lists;
    mod notices;
    mod outside;
    mod people;
    mod queue;
    mod registry;
    mod requests;
    mod resettled;
    mod rollouts;
    mod samples;
    mod schema;
    mod search;
    mod selecting;
    mod shelf;
    mod tombstones;
}
