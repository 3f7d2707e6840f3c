//! Pulls that are stopped for a while, to see who notices: one statement more in the policy that there is, and without a
//! trace afterwards.

use super::json;
use super::plan::{PolicyInGit, Refused};
use super::statement::PULL_ACTIONS;
use super::{AccessChange, EMPTY};
use crate::manifest::EditedFile;
use crate::settings_change::Unclear;
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde::Serialize;
use serde_json::Value;

/// By this Berth knows its statement again.
const SID: &str = "BerthDenyPull";

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Denial {
    sid: &'static str,
    effect: &'static str,
    principal: &'static str,
    action: [&'static str; 2],
}

impl PolicyInGit {
    /// The policy with pulls denied to everybody, beside the statements that there are.
    ///
    /// # Errors
    /// Where it could not be taken back byte for byte, or not be written for sure.
    pub fn denying_pulls(
        &self,
        spec: &RepositorySpec,
        standard: &Standard,
    ) -> Result<AccessChange, Refused> {
        if !self.is_in_git() && self.policy().is_some() {
            return Err(Refused::OnlyInAws);
        }
        let text = self.policy().unwrap_or(EMPTY);
        let unclear = || Refused::from(Unclear::Policy(self.path().to_owned()));
        let places = json::places(text).ok_or_else(unclear)?;
        let denial = serde_json::to_string_pretty(&Denial {
            sid: SID,
            effect: "Deny",
            principal: "*",
            action: PULL_ACTIONS,
        });
        let denial = denial.map_err(|_| unclear())?;
        let same: Value = serde_json::from_str(&denial).map_err(|_| unclear())?;
        for place in &places.each {
            let found: Value = serde_json::from_str(&text[place.clone()]).map_err(|_| unclear())?;
            if json::same_statement(&found, &same) {
                return Err(Refused::Denied);
            }
            if found.get("Sid").and_then(Value::as_str) == Some(SID) {
                return Err(Refused::Taken(SID));
            }
        }
        let wanted = json::rewritten(text, &places, |_| true, &[denial]);
        self.changed_to(wanted, self.grants(), spec, standard)
    }
}

impl AccessChange {
    /// From what it led to back to what there was.
    #[must_use]
    pub fn undone(&self) -> Self {
        Self {
            was: self.wanted.clone(),
            wanted: self.was.clone(),
            files: self.files.iter().map(EditedFile::undone).collect(),
            ..self.clone()
        }
    }
}
