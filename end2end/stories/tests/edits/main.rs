//! Changes of files that people write too, through every layer but the pages: nothing of theirs is lost.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod settings;

use domain::aws::Address;
use domain::observed::{RepositorySeen, Seen};
use domain::portal::FormPages as _;
use domain::request::{Request, RequestId, Stage, StageName, Verdict};
use serde_json::Value;
use stories::Portal;
use stories::people::{developer, form, reviewer, started};

/// A repository that was made through Berth.
struct Story {
    portal: Portal,
    key: Address,
    /// The request that made it.
    first: Request,
}

impl Story {
    async fn start() -> Self {
        let portal = started().await.unwrap();
        let id = portal.portal.submit(&developer(), &form()).await.unwrap();
        let mut story = Self {
            key: form().address(&portal.services.standard).unwrap(),
            first: portal.request(&id).await.unwrap(),
            portal,
        };
        story.first = story.approved(&id).await;
        story
    }

    async fn until(&self, id: &RequestId, stage: StageName) -> Request {
        self.portal.until_at(id, stage).await.unwrap()
    }

    async fn approved(&self, id: &RequestId) -> Request {
        self.portal.approved(id).await.unwrap()
    }

    /// Approved, and followed to a stage.
    async fn decided(&self, id: &RequestId, end: StageName) -> Request {
        self.portal.approved_until(id, end).await.unwrap()
    }

    async fn approve(&self, waiting: &Request) {
        let approved = self.portal.decide(&waiting.id, Verdict::Approve, "").await;
        approved.unwrap();
    }

    /// What the main branch has; `None`: no such file.
    async fn text(&self, path: &str) -> Option<String> {
        let services = &self.portal.services;
        let repo = services.standard.home(&self.first.spec().source);
        match services.github.file_at(repo, path, "main").await {
            Seen::Present(text) => Some(text),
            Seen::Absent => None,
            other => panic!("{other:?}"),
        }
    }

    /// Somebody pushes to the main branch, past every portal.
    async fn pushed(&self, path: &str, text: &str) {
        let slug = self.first.spec().source.to_string();
        let file = (path.to_owned(), Some(text.to_owned()));
        self.portal.pushed(&slug, [file]).await.unwrap();
    }

    /// A POST to one of the sandbox's handles.
    async fn handle(&self, path: &str, body: &Value) {
        let sent = self.portal.handle("POST", path, body.clone());
        sent.await.unwrap();
    }

    async fn in_aws(&self) -> RepositorySeen {
        match self.portal.services.aws.repository(&self.key).await {
            Seen::Present(found) => found,
            other => panic!("{other:?}"),
        }
    }
}

fn problems(request: &Request) -> String {
    match &request.stage {
        Stage::NeedsInput { problems } => problems[0].message.clone(),
        other => panic!("{other:?}"),
    }
}
