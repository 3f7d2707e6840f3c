//! One file a page. A page maps what the portal answered to parts; it decides nothing.

pub mod errors;
pub mod sign_in;
