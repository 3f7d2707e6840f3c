//! What becomes of the store's errors: told to people in one sentence, logged once with the cause.

use crate::store::StoreError;
use domain::portal::PortalError;
use domain::trouble::System;

impl From<StoreError> for PortalError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Unavailable(_) => {
                tracing::error!("{error}");
                Self::Unavailable(System::Database)
            }
            StoreError::Corrupt(_) => {
                let id = uuid::Uuid::new_v4().simple().to_string();
                tracing::error!(error.id = id, "{error}");
                Self::Bug(id)
            }
        }
    }
}

/// What went wrong with one of several, in a line.
pub(super) fn sentence(error: PortalError) -> String {
    match error {
        PortalError::Refused(refusal) => {
            let all = refusal.problems.into_iter().map(|one| one.message);
            all.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}
