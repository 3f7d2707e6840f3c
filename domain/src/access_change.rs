//! Another repository policy: presets beside the statements that people made, which stay as they are.

mod denial;
mod form;
mod json;
mod plan;
mod statement;
#[cfg(test)]
mod tests;

pub use form::{AccessForm, AccessInput, AccessProblem};
pub use json::same_policy;
pub use plan::{Kept, PolicyInGit, Refused};

use crate::aws::AccountId;
use crate::manifest::EditedFile;
use serde::{Deserialize, Serialize};

/// A policy that lets nobody in, for statements to be put into.
const EMPTY: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": []\n}";

/// Who Berth's own statements let in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants {
    /// Accounts that may pull.
    pub pull_accounts: Vec<AccountId>,
    /// The organization, everybody of which may pull.
    pub organization: Option<String>,
    /// Accounts whose Lambda functions may be made of the images.
    pub lambda: Vec<AccountId>,
    /// The role of a pipeline that may push.
    pub push_role: Option<String>,
}

/// What a change of access does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessChange {
    /// `metadata.name` of the RepositoryPolicy object.
    pub object: String,
    /// The policy as JSON before and after; `None`: none.
    pub was: Option<String>,
    pub wanted: Option<String>,
    pub grants: Grants,
    pub files: Vec<EditedFile>,
}

impl AccessChange {
    /// Where AWS differs from what was asked for; empty: as wanted. `found`: the policy that AWS has.
    pub fn differences(&self, found: Option<&str>) -> Vec<String> {
        let says = match (&self.wanted, found) {
            (None, None) => return Vec::new(),
            (Some(wanted), Some(found)) if same_policy(wanted, found) => return Vec::new(),
            (Some(_), Some(_)) => "the repository policy differs",
            (Some(_), None) => "the repository policy is not there yet",
            (None, Some(_)) => "there is still a repository policy",
        };
        vec![says.to_owned()]
    }
}
