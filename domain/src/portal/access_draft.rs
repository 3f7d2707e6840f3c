//! Another repository policy before it is asked for.

use super::AskedBefore;
use crate::access::{Access, Flag};
use crate::access_change::{AccessForm, AccessProblem, Kept};
use crate::manifest::EditedFile;
use crate::refusal::Problem;
use crate::request::RequestId;

/// Where the form's values come from.
#[derive(Clone, Copy, Debug)]
pub enum AccessStart<'a> {
    /// From the policy that there is.
    Now,
    /// From the policy that AWS has, to bring it into Git.
    Aws,
    /// From what this request wanted.
    Again(&'a RequestId),
    /// They were typed.
    Typed(&'a AccessForm),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessDraft {
    pub source: AccessSource,
    pub form: AccessForm,
    /// The role that Berth's workflow takes on.
    pub usual_role: String,
    pub problems: Vec<AccessProblem>,
    /// `None`: nothing was asked about yet, or it can't be told.
    pub look: Option<AccessLook>,
    pub requests: AskedBefore,
}

/// Where the policy is that a change starts from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessSource {
    /// Nobody looks after the repository in Git.
    Nowhere,
    /// GitHub or AWS does not answer.
    Silent,
    /// A person changes it, for Berth can't.
    Unclear(Problem),
    /// `in_git`: Git has it, not AWS alone.
    Read { in_git: bool, kept: Vec<Kept> },
}

/// What would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLook {
    pub before: Access,
    pub after: Access,
    /// What lets in more than anybody named, once it is done.
    pub dangers: Vec<Flag>,
    pub consequences: Vec<String>,
    /// Empty: nothing changes.
    pub files: Vec<EditedFile>,
}
