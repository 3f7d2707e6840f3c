//! What the worker saw last about a request, as it was noted down for pages.

use super::BerthPortal;
use domain::observed::PullRequestSeen;
use domain::portal::Answer;
use domain::request::RequestId;
use domain::time::Timestamp;
use serde::de::DeserializeOwned;

/// The names under which the worker keeps its looks.
pub(crate) const APPLICATION: &str = "application";
pub(crate) const RESOURCES: &str = "resources";
pub(crate) const PULL_REQUEST: &str = "pull_request";

impl BerthPortal {
    /// A note that cannot be read (written by another version) counts as none: the next look writes a new one.
    pub(super) async fn note<T: DeserializeOwned>(
        &self,
        id: &RequestId,
        kind: &str,
    ) -> Answer<Option<(T, Timestamp)>> {
        let Some((json, at)) = self.services.store.seen(id, kind).await? else {
            return Ok(None);
        };
        match serde_json::from_str(&json) {
            Ok(note) => Ok(Some((note, at))),
            Err(error) => {
                tracing::warn!(request.id = %id, kind, "a note of what was seen can't be read: {error}");
                Ok(None)
            }
        }
    }

    pub(super) async fn pull_request_note(
        &self,
        id: &RequestId,
    ) -> Answer<Option<(PullRequestSeen, Timestamp)>> {
        self.note(id, PULL_REQUEST).await
    }
}
