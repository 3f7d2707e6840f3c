//! Berth's server.

pub mod assets;
pub mod caller;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
mod foretold;
pub mod http;
pub mod kept;
pub mod log;
pub mod metrics;
pub mod outside;
pub mod people;
pub mod portal;
mod quorum;
pub mod refusals;
pub mod run;
pub mod services;
pub mod store;
pub mod tokens;
pub mod vault;
pub mod worker;
