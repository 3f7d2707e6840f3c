//! Berth's server.

pub mod assets;
pub mod outside;
pub mod store;
