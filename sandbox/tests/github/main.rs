//! GitHub's stand-in, asked over HTTP as a client would.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod app;
mod contract;
mod faults;
mod git;
mod pulls;
mod sign_in;
mod support;
mod webhooks;
mod workflows;
