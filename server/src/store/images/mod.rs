//! What the registries hold: taken in repository by repository, read page by page.

mod anywhere;
mod chosen;
mod columns;
mod days;
mod due;
mod exceptions;
mod findings;
mod known;
mod mark;
mod pages;
mod pressing;
mod scans;
mod settle;
mod take_in;
mod types;
mod views;
mod words;

pub(super) use due::{forget_vanished, keep_in_step};
pub use known::ImageMemory;
pub use types::*;

pub(super) fn statements() -> Vec<&'static str> {
    [
        anywhere::STATEMENTS,
        chosen::STATEMENTS,
        days::STATEMENTS,
        due::STATEMENTS,
        exceptions::STATEMENTS,
        findings::STATEMENTS,
        known::STATEMENTS,
        pages::STATEMENTS,
        pressing::STATEMENTS,
        scans::STATEMENTS,
        settle::STATEMENTS,
        take_in::STATEMENTS,
        views::STATEMENTS,
    ]
    .concat()
}
