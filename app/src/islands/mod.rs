//! Everything of the pages that reaches the browser. Each island stays useful as plain markup when scripts are off, takes its
//! data as children or `data-` attributes, and has no props: props would pull a JSON parser into the wasm.

pub mod copying;
pub mod live_policy;
pub mod live_request;
pub mod request_form;
#[cfg(feature = "hydrate")]
mod words;

pub use copying::Copying;
pub use live_policy::LivePolicy;
pub use live_request::LiveRequest;
pub use request_form::RequestForm;

/// Called by the browser's entry, so that the linker sees this crate used and keeps the islands' exports.
pub fn keep() {}
