//! Commands with real values, ready to copy.

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    pub title: String,
    /// `shell` or `yaml`.
    pub language: String,
    pub text: String,
}
