//! Berth's server.

pub mod assets;
