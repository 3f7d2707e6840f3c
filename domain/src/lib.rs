//! Berth's words and rules: no I/O, no clock, no randomness. Compiled for the server and for the browser.
//!
//! Types are made by parsing and cannot be wrong afterwards; decisions are pure functions.

pub mod access;
pub mod access_change;
pub mod alerts;
pub mod audit;
pub mod aws;
pub mod chronicle;
pub mod compare;
pub mod cost;
pub mod csv;
pub mod day;
pub mod decide;
pub mod diagnosis;
pub mod drift;
pub mod form;
pub mod github;
pub mod handover;
pub mod image;
pub mod lifecycle;
pub mod manifest;
pub mod name;
pub mod observed;
pub mod owner;
pub mod people;
pub mod policy;
pub mod portal;
pub mod refusal;
pub mod request;
pub mod rollout;
pub mod scorecard;
pub mod search;
pub mod settings;
pub mod settings_change;
pub mod spec;
pub mod standard;
pub mod standing;
#[doc(hidden)]
pub mod testing;
pub mod text;
pub mod time;
pub mod timeline;
pub mod token;
pub mod trouble;
