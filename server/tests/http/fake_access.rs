//! The fake portal's answers about access: AWS has one statement that lets everybody in.

use domain::access_change::AccessForm;
use domain::portal::*;
use domain::refusal::Problem;
use domain::request::RequestId;
use domain::testing::{access_draft, filled_form};

const OPEN: &str = r#"{"Statement":[{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"}]}"#;

pub(crate) fn draft(start: AccessStart<'_>) -> AccessDraft {
    match start {
        AccessStart::Typed(form) => access_draft(OPEN, Some(form)),
        AccessStart::Now | AccessStart::Aws | AccessStart::Again(_) => access_draft(OPEN, None),
    }
}

/// Takes only what is meant.
pub(crate) fn ask(form: &AccessForm) -> Answer<RequestId> {
    match form.sure {
        true => Ok(RequestId::parse(&filled_form().id).unwrap()),
        false => Err(PortalError::Refused(
            Problem::general("Say that it is meant").into(),
        )),
    }
}
