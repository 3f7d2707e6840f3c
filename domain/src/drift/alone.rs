//! What AWS has and Git does not. It differs in nothing but that, so there is one thing to say about it.

use super::Line;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsAlone;

impl Line for AwsAlone {
    const KIND: &'static str = "unmanaged";

    fn sentence(&self) -> String {
        "AWS has it, and nobody looks after it in Git".to_owned()
    }
}
