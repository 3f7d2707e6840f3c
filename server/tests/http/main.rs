//! The web server's promises, with a small portal behind it and a real store for sessions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod accounts;
mod adopt;
mod api;
mod api_table;
mod aws_events;
mod fake;
mod fake_access;
mod fake_audit;
mod fake_rollouts;
mod fake_settings;
mod fake_shelf;
mod fake_tokens;
mod fake_usage;
mod forms;
mod guards;
mod insights;
mod inventory;
mod kept;
mod metrics;
mod outgoing;
mod pages;
mod permissions;
mod removal;
mod rollouts;
mod settings;
mod shelf;
mod sign_in;
mod stream;
mod support;
mod usage;
mod webhooks;
