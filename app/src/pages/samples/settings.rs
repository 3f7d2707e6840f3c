//! The settings of a repository, and a change of them.

use super::*;
use domain::request::StageName;
use domain::settings_change::{Input, SettingsForm};
use domain::testing::settings_in_git;

/// Git has what Berth wrote; `typed` is laid over it and looked at.
pub(crate) fn settings_page(typed: Option<&[(&str, &str)]>) -> SettingsPage {
    let form = typed.map(|typed| {
        let mut form = SettingsForm::of(settings_in_git(&spec()).values());
        for (name, value) in typed {
            let mut inputs = Input::ALL.into_iter();
            form.set(inputs.find(|input| input.as_str() == *name).unwrap(), value);
        }
        form
    });
    SettingsPage {
        systems: Choices {
            caveat: Some("Backstage does not answer.".into()),
            ..Choices::default()
        },
        requests: asked_before(StageName::InReview),
        ..domain::testing::settings_page(repository_page().row, form.as_ref())
    }
}
