//! The shape of the house: which crate may know which, what must stay inside its folder, and whether the papers say
//! what is there. Here rather than in a crate it is about, because it reads all of them and is part of none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crates;
mod papers;
mod rust;
mod seams;
mod tree;
