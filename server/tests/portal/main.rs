//! The use-cases against a real store, with every outside system down: what people ask for is taken, what needs an
//! answer says that there is none. The stories with the systems up run against the sandbox.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod acts;
mod adopting;
mod changes;
mod forms;
mod inventory;
mod jobs;
mod judging;
mod reviews;
mod search;
mod shelf;
mod support;
mod tokens;
mod usage;
