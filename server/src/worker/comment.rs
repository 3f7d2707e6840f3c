//! Keeps a comment under the pull request of another lifecycle policy that says what it does to the images, as long as
//! somebody has to decide about it. It is beside the request's way: without it nothing waits.

use super::wanted::words::foretold;
use crate::foretold::preview;
use crate::services::Services;
use crate::store::Stored;
use domain::request::{Change, Request, StageName};
use domain::time::Timestamp;

/// Under which name it is noted what the comment was made of.
const NOTE: &str = "policy_comment";

/// Makes or renews it when the images were read anew or other rules are asked for.
pub(super) async fn keep(services: &Services, request: &Request, now: Timestamp) -> Stored<()> {
    let is_open = matches!(
        request.stage.name(),
        StageName::InReview | StageName::ChangesRequested | StageName::Approved
    );
    let (Change::Lifecycle { spec, .. }, Some(pr), true) =
        (&request.change, request.stage.pull_request(), is_open)
    else {
        return Ok(());
    };
    let (Some(policy), Some(known)) = (
        &spec.settings.lifecycle,
        services.store.repository(&spec.address).await?,
    ) else {
        return Ok(());
    };
    let content = services.store.content(&spec.address).await?;
    let read = content.and_then(|content| content.read);
    let basis = format!("{} {}", request.revision, read.map_or(0, |read| read.0));
    let before = services.store.seen(&request.id, NOTE).await?;
    if before.is_some_and(|(made_of, _)| made_of == basis) {
        return Ok(());
    }
    let url = services.settings.request_url(&request.id);
    let body = foretold::comment(preview(services, &known, policy).await?.as_ref(), &url);
    match services
        .github
        .ensure_kept_comment(pr, foretold::MARK, &body)
        .await
    {
        Ok(()) => {
            services
                .store
                .save_seen(&request.id, NOTE, &basis, now)
                .await
        }
        Err(trouble) => {
            tracing::warn!(
                message = trouble.message,
                "The comment about a policy has to wait"
            );
            Ok(())
        }
    }
}
