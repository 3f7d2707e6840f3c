//! Changes of files that people write too, through every layer but the pages: nothing of theirs is lost.
#![recursion_limit = "256"]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod settings;

use domain::aws::Address;
use domain::form::RequestForm;
use domain::observed::{RepositorySeen, Seen};
use domain::people::{Person, Role};
use domain::portal::{Decision, FormPages as _, ReviewPages as _};
use domain::request::{Request, RequestId, Stage, StageName, Verdict};
use domain::testing::filled_form;
use serde_json::{Value, json};
use stories::{Portal, person};

fn developer() -> Person {
    person("dev-a", &[Role::Developer])
}

fn reviewer() -> Person {
    person("reviewer-m", &[Role::Developer, Role::Reviewer])
}

fn at(stage: StageName) -> impl Fn(&Request) -> bool {
    move |request| request.stage.name() == stage
}

/// A repository that was made through Berth.
struct Story {
    portal: Portal,
    key: Address,
    /// The request that made it.
    first: Request,
}

impl Story {
    async fn start() -> Self {
        let portal = Portal::start().await.unwrap();
        portal.sign_in("reviewer-m").await.unwrap();
        let form = RequestForm {
            cluster: "eks-stage-use1".into(),
            ..filled_form()
        };
        let id = portal.portal.submit(&developer(), &form).await.unwrap();
        let mut story = Self {
            key: form.address(&portal.services.standard).unwrap(),
            first: portal.services.store.request(&id).await.unwrap().unwrap(),
            portal,
        };
        story.first = story.approved(&id).await;
        story
    }

    async fn until(&self, id: &RequestId, stage: StageName) -> Request {
        self.portal.until(id, at(stage)).await.unwrap()
    }

    async fn approved(&self, id: &RequestId) -> Request {
        self.decided(id, StageName::Completed).await
    }

    /// Approved, and followed to a stage.
    async fn decided(&self, id: &RequestId, end: StageName) -> Request {
        let waiting = self.until(id, StageName::InReview).await;
        self.approve(&waiting).await;
        self.until(id, end).await
    }

    async fn approve(&self, waiting: &Request) {
        let decision = Decision {
            verdict: Verdict::Approve,
            comment: String::new(),
            head: waiting.stage.pull_request().unwrap().head.clone(),
        };
        let portal = &self.portal.portal;
        let decided = portal.decide(&reviewer(), &waiting.id, &decision).await;
        decided.unwrap();
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
        let body = json!({
            "branch": "main", "message": "By hand", "author": "dev-a", "files": { path: text },
        });
        self.handle(&format!("git/{slug}/commits"), &body).await;
    }

    /// A POST to one of the sandbox's handles.
    async fn handle(&self, path: &str, body: &Value) {
        let sent = self.portal.bench.handle("POST", path, body.to_string());
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
