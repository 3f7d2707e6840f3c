//! Checks and files, as plans and reviews both show them.

use super::table::{plain, words};
use super::{Done, Session};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct CheckShown {
    verdict: String,
    title: String,
    detail: String,
}

#[derive(Deserialize)]
pub(super) struct FileShown {
    diff: String,
}

impl Session<'_> {
    /// Those that were not passed.
    pub(super) fn say_checks(&mut self, checks: &[CheckShown]) -> Done {
        for check in checks.iter().filter(|check| check.verdict != "pass") {
            let (title, detail) = (plain(&check.title), plain(&check.detail));
            self.say(format!("{} {title}: {detail}", words(&check.verdict)))?;
        }
        Ok(())
    }

    pub(super) fn say_files(&mut self, files: &[FileShown]) -> Done {
        for line in files.iter().flat_map(|file| file.diff.lines()) {
            self.say(plain(line))?;
        }
        Ok(())
    }
}
