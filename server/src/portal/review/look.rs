//! A fresh look at a pull request, for a decision about it; what the worker saw last when GitHub does not answer.

use super::Look;
use crate::outside::github::{Looked, Wanted, Which};
use crate::people::Deciders;
use crate::portal::{BerthPortal, PATIENCE};
use crate::worker::wanted;
use domain::observed::{PullRequestSeen, Seen};
use domain::portal::Answer;
use domain::request::{PullRequest, Request};
use domain::standing;
use tokio::time::timeout;

impl BerthPortal {
    /// Where nothing is to be decided the note is good enough.
    pub(super) async fn look(&self, request: &Request) -> Answer<Look> {
        let is_open = standing::takes_decision(request.stage.name());
        if let Some(pr) = request.stage.pull_request().filter(|_| is_open)
            && let Some(found) = self.fresh_pull_request(request, pr).await?
        {
            return Ok(Look {
                pull_request: Some(found),
                at: Some(self.services.clock.now()),
                is_fresh: true,
            });
        }
        let note = self.pull_request_note(&request.id).await?;
        let (pull_request, at) = note.unzip();
        Ok(Look {
            pull_request,
            at,
            is_fresh: false,
        })
    }

    /// `None`: GitHub does not answer in time, or does not show it.
    async fn fresh_pull_request(
        &self,
        request: &Request,
        pr: &PullRequest,
    ) -> Answer<Option<PullRequestSeen>> {
        let files = wanted::files(&self.services, request);
        let wanted = Wanted {
            repo: pr.repo.clone(),
            base: wanted::base(&self.services, request),
            branch: request.branch(),
            edited: request.change.edits().to_vec(),
            removed: wanted::removed(&self.services, request, &files).await?,
            files,
            // Only files matter here: whether title and labels are as wanted is the worker's to see to.
            message: String::new(),
            title: String::new(),
            body: String::new(),
            labels: Vec::new(),
            reviewers: Vec::new(),
        };
        let looking = async {
            let deciders = match Deciders::now(&self.services).await {
                Ok(deciders) => deciders,
                Err(trouble) => return Seen::Unavailable(trouble),
            };
            let counts = |login: &domain::github::Login| deciders.count(login, &request.requester);
            let looked = Looked {
                which: Which::Number(pr.number),
                wanted: &wanted,
                status: None,
                counts: &counts,
            };
            let mut seen = self.services.github.pull_request(looked).await;
            if let Seen::Present(found) = &mut seen {
                deciders.name(found);
            }
            seen
        };
        Ok(match timeout(2 * PATIENCE, looking).await {
            Ok(Seen::Present(found)) => Some(found),
            Ok(Seen::Absent | Seen::NotAsked | Seen::Unavailable(_)) | Err(_) => None,
        })
    }
}
