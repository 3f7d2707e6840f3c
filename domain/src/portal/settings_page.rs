//! Other settings before they are asked for: what Git says now, and what would change in it.

use super::{AskedBefore, Choices, RepositoryRow};
use crate::manifest::EditedFile;
use crate::policy::Check;
use crate::refusal::Problem;
use crate::request::RequestId;
use crate::settings_change::{Changed, SettingsForm, SettingsProblem};
use crate::spec::RepositorySpec;
use crate::time::Timestamp;

/// Where the form's values come from.
#[derive(Clone, Copy, Debug)]
pub enum SettingsStart<'a> {
    /// From Git.
    Git,
    /// From Git, with what AWS has otherwise.
    Aws,
    /// From Git, with what this request wanted to change.
    Again(&'a RequestId),
    /// They were typed.
    Typed(&'a SettingsForm),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsPage {
    pub row: RepositoryRow,
    pub git: SettingsInGit,
    pub form: SettingsForm,
    /// What is wrong with what was typed.
    pub problems: Vec<SettingsProblem>,
    /// `None`: nothing was asked about yet, or it can't be told.
    pub draft: Option<SettingsDraft>,
    pub teams: Choices,
    pub systems: Choices,
    pub requests: AskedBefore,
    pub now: Timestamp,
}

/// What Git has of a repository's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsInGit {
    /// Nobody looks after the repository in Git.
    Nowhere,
    /// GitHub does not answer.
    Silent,
    /// There is no manifest where Berth keeps it.
    Absent { path: String },
    /// A person changes the file, for Berth can't.
    Unclear(Problem),
    /// Read just now; the specification says what can't be changed.
    Read(Box<RepositorySpec>),
}

/// What would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsDraft {
    /// Empty: nothing.
    pub changed: Vec<Changed>,
    pub consequences: Vec<String>,
    /// Good practice that it would go against.
    pub advice: Vec<Check>,
    pub files: Vec<EditedFile>,
}
