//! The clients against the sandbox: what is promised about repeating, losing answers and looking again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod delivery;
mod people;
mod publish;
mod review;

use domain::github::{RepoSlug, Sha};
use domain::manifest::{self, File};
use domain::observed::{PullRequestSeen, Seen};
use domain::request::{PullRequest, Verdict};
use domain::spec::RepositorySpec;
use domain::testing::{filled_form, standard};
use sandbox::System;
use secrecy::SecretString;
use server::outside::github::{
    APPROVAL_CONTEXT, Ensured, GitHub, Looked, MergeOutcome, Reviewer, Status, StatusState, Wanted,
    Which,
};
use stories::Bench;

const REPO: &str = "spacetech/my-app";

fn repo() -> RepoSlug {
    RepoSlug::parse(REPO).unwrap()
}

fn spec() -> RepositorySpec {
    filled_form().parse(&standard()).unwrap()
}

fn files() -> Vec<File> {
    manifest::render(&filled_form().id, &spec(), &standard())
}

fn wanted() -> Wanted {
    Wanted {
        repo: repo(),
        base: None,
        branch: format!("berth/{}", filled_form().id),
        files: files(),
        edited: vec![],
        removed: vec![],
        message: "Add the container registry payments/my-app-registry".into(),
        title: "Container registry payments/my-app-registry".into(),
        body: "Asked for in Berth.\n\nREQ-1482".into(),
        labels: vec!["container-registry".into()],
        reviewers: vec![Reviewer::Team("platform-engineering".into())],
    }
}

fn status(state: StatusState) -> Status {
    Status {
        context: APPROVAL_CONTEXT.into(),
        state,
        description: "Waits for a reviewer".into(),
        target_url: Some("https://berth.example/requests/1".into()),
    }
}

async fn look(github: &GitHub, wanted: &Wanted, status: Option<&Status>) -> PullRequestSeen {
    let looked = Looked {
        which: Which::Branch(&wanted.branch),
        wanted,
        status,
        counts: &|login| login.as_str() == "reviewer-m",
    };
    match github.pull_request(looked).await {
        Seen::Present(seen) => seen,
        other => panic!("{other:?}"),
    }
}

/// How often the client wrote so far.
fn writes(bench: &Bench) -> usize {
    let all = bench.world.journal.exchanges_of(System::Github);
    all.iter()
        .filter(|exchange| exchange.method != "GET" && !exchange.path.ends_with("access_tokens"))
        .count()
}

fn commits_of_branch(bench: &Bench) -> usize {
    let branch = wanted().branch;
    bench
        .world
        .git
        .compare(REPO, "main", &branch)
        .unwrap()
        .unwrap()
        .commits
        .len()
}

fn pulls(bench: &Bench) -> usize {
    bench
        .world
        .github
        .lock()
        .repository(REPO)
        .unwrap()
        .pulls
        .len()
}

async fn reviewed(bench: &Bench, pr: &PullRequest) -> SecretString {
    let token = bench.sign_in("reviewer-m").await.unwrap().token;
    bench
        .github
        .ensure_review(&token, pr, Verdict::Approve, "Good.", &pr.head)
        .await
        .unwrap();
    token
}

async fn merged(bench: &Bench) -> (Ensured, Sha) {
    let ensured = bench.github.ensure_pull_request(&wanted()).await.unwrap();
    let pr = &ensured.pull_request;
    reviewed(bench, pr).await;
    look(&bench.github, &wanted(), None).await;
    bench.settle().await.unwrap();
    match bench.github.ensure_merged(pr, &pr.head).await.unwrap() {
        MergeOutcome::Merged { commit } => (ensured, commit),
        other => panic!("{other:?}"),
    }
}
