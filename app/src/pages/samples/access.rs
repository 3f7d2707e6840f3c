//! A change of access, looked at.

use super::*;
use domain::access_change::AccessForm;
use domain::request::StageName;

/// The policy of [`POLICY`] in AWS alone, with what was typed laid over it.
pub(crate) fn access_draft(typed: Option<&AccessForm>) -> AccessDraft {
    AccessDraft {
        requests: asked_before(StageName::InReview),
        ..domain::testing::access_draft(POLICY, typed)
    }
}
