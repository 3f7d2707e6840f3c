//! The fake portal's answers about settings: Git has what Berth wrote.

use domain::portal::*;
use domain::refusal::Problem;
use domain::request::RequestId;
use domain::testing::{filled_form, settings_page};

pub(crate) fn page(row: RepositoryRow, start: SettingsStart<'_>) -> SettingsPage {
    match start {
        SettingsStart::Typed(form) => settings_page(row, Some(form)),
        SettingsStart::Git | SettingsStart::Aws | SettingsStart::Again(_) => {
            settings_page(row, None)
        }
    }
}

/// Takes every wish but one whose comment says `taken`.
pub(crate) fn ask(comment: &str) -> Answer<RequestId> {
    if comment == "taken" {
        let problem = Problem::general("REQ-7 is on its way already");
        return Err(PortalError::Refused(problem.into()));
    }
    Ok(RequestId::parse(&filled_form().id).unwrap())
}
