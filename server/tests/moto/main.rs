//! Berth against moto, an imitation of AWS that was written without Berth in mind. Started by `tools/with-moto`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod client;
mod images;
mod removal;
mod support;
#[path = "../store/watch.rs"]
mod watch;
