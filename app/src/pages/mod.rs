//! One file a page. A page maps what the portal answered to parts; it decides nothing.
//!
//! Each page has `title` for the frame and `view` for its content, both pure. How addresses are read and written stands in
//! [`address`], so that links and the server agree.

pub mod account;
pub mod address;
pub mod adopt;
mod approvals;
pub mod audit;
pub mod errors;
pub mod home;
pub mod insights;
pub mod inventory;
pub mod reader;
pub mod repository;
pub mod request;
pub mod request_new;
pub mod requests;
pub mod review;
pub mod reviews;
pub mod rollouts;
pub mod search;
pub mod sign_in;
mod stage;
pub mod tokens;
pub mod unmanaged;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

use leptos::prelude::*;

/// A link to another system. Anything but an address of the web stays text, whatever the source says.
fn external(href: &str, text: String) -> AnyView {
    if href.starts_with("https://") || href.starts_with("http://") {
        let href = href.to_owned();
        view! { <a href=href>{text}</a> }.into_any()
    } else {
        text.into_any()
    }
}
