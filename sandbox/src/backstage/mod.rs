//! Backstage's software catalog: locations are registered at once, entities come later.
mod errors;
mod filter;
mod http;
mod ingest;
mod model;
mod policy;

pub use http::{add as add_location, router};
pub(crate) use ingest::pass;
pub use ingest::step;
pub use model::{EntityRef, State};
