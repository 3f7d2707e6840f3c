//! Berth's pages. Pages and parts render on the server only; islands are all that reaches the browser.

#![recursion_limit = "256"]

pub mod fragments;
pub mod islands;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(any(feature = "hydrate", all(test, feature = "ssr")))]
mod reading;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod words;

#[cfg(all(test, feature = "ssr"))]
mod gallery;
#[cfg(all(test, feature = "ssr"))]
pub(crate) mod testing;
