//! The clients against the sandbox: what is promised about repeating, losing answers and looking again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

use domain::github::{Login, RepoSlug, Sha};
use domain::manifest::{self, File};
use domain::observed::{
    CatalogSeen, Mergeable, PullRequestSeen, PullRequestState, Seen, SyncStatus,
};
use domain::request::{PullRequest, Verdict};
use domain::spec::RepositorySpec;
use domain::testing::{filled_form, standard};
use domain::trouble::{Retry, TroubleKind};
use sandbox::{Fault, FaultKind, System, github::push_files};
use secrecy::SecretString;
use server::outside::argocd::{Destination, ObjectRef, SyncAsked, WantedApplication};
use server::outside::backstage::EntityRef;
use server::outside::github::{
    APPROVAL_CONTEXT, Ensured, GitHub, Looked, MergeOutcome, Reviewer, Status, StatusState, Wanted,
    Which,
};
use std::collections::BTreeMap;
use stories::{Bench, github_by_token};

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

#[tokio::test]
async fn ensuring_twice_changes_nothing() {
    let mut bench = Bench::start().await.unwrap();
    let first = bench.github.ensure_pull_request(&wanted()).await.unwrap();
    assert_eq!(first.base, "main");
    let so_far = writes(&bench);
    assert_eq!(
        bench
            .github
            .ensure_pull_request(&wanted())
            .await
            .unwrap()
            .pull_request,
        first.pull_request
    );
    assert_eq!(writes(&bench), so_far);
    bench.restart_github().unwrap();
    bench.github.ensure_pull_request(&wanted()).await.unwrap();
    assert_eq!(writes(&bench), so_far);
    let seen = look(&bench.github, &wanted(), None).await;
    assert!(seen.is_current && seen.is_dressed && seen.foreign_commits.is_empty());
    assert_eq!(
        (seen.head, seen.state),
        (first.pull_request.head, PullRequestState::Open)
    );
}

#[tokio::test]
async fn a_lost_answer_is_made_good_by_asking_again() {
    for place in ["git/trees", "git/commits", "git/refs", "/pulls", "/labels"] {
        let bench = Bench::start().await.unwrap();
        let lost = Fault::new(System::Github, FaultKind::AnswerLost)
            .method("POST")
            .contains(place)
            .once();
        bench.world.faults.add(lost);
        let trouble = bench
            .github
            .ensure_pull_request(&wanted())
            .await
            .unwrap_err();
        assert_eq!(
            (trouble.kind, trouble.retry),
            (TroubleKind::Unreachable, Retry::Backoff),
            "{place}"
        );
        bench.github.ensure_pull_request(&wanted()).await.unwrap();
        assert_eq!(
            (pulls(&bench), commits_of_branch(&bench)),
            (1, 1),
            "{place}"
        );
        assert!(
            look(&bench.github, &wanted(), None).await.is_current,
            "{place}"
        );
    }
}

#[tokio::test]
async fn what_somebody_else_pushed_is_never_overwritten() {
    let bench = Bench::start().await.unwrap();
    bench.github.ensure_pull_request(&wanted()).await.unwrap();
    let edit = [(files()[0].path.clone(), Some(b"edited by hand".to_vec()))];
    push_files(&bench.world, REPO, &wanted().branch, &edit, "Edit", "dev-a").unwrap();
    let trouble = bench
        .github
        .ensure_pull_request(&wanted())
        .await
        .unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Conflict);
    assert!(trouble.message.contains("dev-a"), "{}", trouble.message);
    let seen = look(&bench.github, &wanted(), None).await;
    assert_eq!(
        (seen.is_current, seen.foreign_commits),
        (false, vec![Login::new("dev-a")])
    );
}

#[tokio::test]
async fn a_file_that_berth_did_not_write_stays() {
    let bench = Bench::start().await.unwrap();
    let by_hand = [(
        files()[0].path.clone(),
        Some(b"kind: Repository\n".to_vec()),
    )];
    push_files(&bench.world, REPO, "main", &by_hand, "By hand", "dev-a").unwrap();
    let trouble = bench
        .github
        .ensure_pull_request(&wanted())
        .await
        .unwrap_err();
    assert_eq!(
        (trouble.kind, trouble.retry),
        (TroubleKind::Refused, Retry::Never)
    );
    assert!(
        trouble.message.contains(&files()[0].path),
        "{}",
        trouble.message
    );
    assert_eq!(pulls(&bench), 0);
}

#[tokio::test]
async fn a_new_revision_is_one_more_commit_without_the_old_files() {
    let bench = Bench::start().await.unwrap();
    let first = bench.github.ensure_pull_request(&wanted()).await.unwrap();
    let mut next = wanted();
    let gone = next.files.remove(1);
    next.removed.push(gone.path.clone());
    next.title = "Another title".into();
    assert!(!look(&bench.github, &next, None).await.is_current);
    let second = bench.github.ensure_pull_request(&next).await.unwrap();
    assert_eq!(second.pull_request.number, first.pull_request.number);
    assert_ne!(second.pull_request.head, first.pull_request.head);
    assert_eq!(commits_of_branch(&bench), 2);
    let seen = look(&bench.github, &next, None).await;
    assert!(seen.is_current && seen.is_dressed && seen.foreign_commits.is_empty());
    let texts = bench
        .github
        .files_at(
            &repo(),
            &[gone.path.clone(), next.files[0].path.clone()],
            &next.branch,
        )
        .await;
    let texts = texts.unwrap();
    assert_eq!(texts[&gone.path], None);
    assert_eq!(
        texts[&next.files[0].path].as_ref(),
        Some(&next.files[0].text)
    );
}

#[tokio::test]
async fn a_reviewers_approval_is_theirs_and_given_once() {
    let bench = Bench::start().await.unwrap();
    let ensured = bench.github.ensure_pull_request(&wanted()).await.unwrap();
    let pr = &ensured.pull_request;
    let token = reviewed(&bench, pr).await;
    let so_far = writes(&bench);
    bench
        .github
        .ensure_review(&token, pr, Verdict::Approve, "Good.", &pr.head)
        .await
        .unwrap();
    assert_eq!(writes(&bench), so_far);
    let seen = look(&bench.github, &wanted(), None).await;
    let review = &seen.reviews[0];
    assert_eq!(
        (review.by.as_str(), review.verdict, review.counts),
        ("reviewer-m", Verdict::Approve, true)
    );
    assert_eq!(review.head, pr.head);
    let me = bench.github.me(&token).await.unwrap();
    assert_eq!(
        (me.login.as_str(), me.name.as_deref()),
        ("reviewer-m", Some("Mika Reyes"))
    );
}

#[tokio::test]
async fn nobody_approves_their_own_pull_request() {
    let bench = Bench::start().await.unwrap();
    let by_token = github_by_token(&bench.sandbox).unwrap();
    let ensured = by_token.ensure_pull_request(&wanted()).await.unwrap();
    let pr = &ensured.pull_request;
    let own = SecretString::from(bench.sandbox.credentials().personal_token);
    let refused = by_token
        .ensure_review(&own, pr, Verdict::Approve, "", &pr.head)
        .await
        .unwrap_err();
    assert_eq!(
        (refused.kind, refused.retry),
        (TroubleKind::Refused, Retry::Never)
    );
}

#[tokio::test]
async fn the_merge_waits_for_the_rules_and_takes_the_reviewed_commit_only() {
    let bench = Bench::start().await.unwrap();
    let ensured = bench.github.ensure_pull_request(&wanted()).await.unwrap();
    let pr = &ensured.pull_request;
    assert_eq!(
        look(&bench.github, &wanted(), None).await.mergeable,
        Mergeable::Unknown
    );
    bench.settle().await.unwrap();
    let blocked = look(&bench.github, &wanted(), None).await.mergeable;
    assert!(
        matches!(&blocked, Mergeable::No { reason } if reason.contains("0 of 1 required approvals")),
        "{blocked:?}"
    );
    let early = bench.github.ensure_merged(pr, &pr.head).await.unwrap();
    assert!(matches!(early, MergeOutcome::NotYet { .. }), "{early:?}");
    reviewed(&bench, pr).await;
    bench.settle().await.unwrap();
    assert_eq!(
        look(&bench.github, &wanted(), None).await.mergeable,
        Mergeable::Yes
    );
    let other = Sha("0".repeat(40));
    assert_eq!(
        bench.github.ensure_merged(pr, &other).await,
        Ok(MergeOutcome::HeadMoved)
    );

    let lost = Fault::new(System::Github, FaultKind::AnswerLost)
        .method("PUT")
        .once();
    bench.world.faults.add(lost);
    bench.github.ensure_merged(pr, &pr.head).await.unwrap_err();
    let MergeOutcome::Merged { commit } = bench.github.ensure_merged(pr, &pr.head).await.unwrap()
    else {
        panic!("merged before");
    };
    let seen = look(&bench.github, &wanted(), None).await;
    let PullRequestState::Merged {
        commit: same, by, ..
    } = seen.state
    else {
        panic!("{:?}", seen.state)
    };
    assert_eq!(
        (same, by),
        (commit.clone(), Some(Login::new("berth-bot[bot]")))
    );
    assert_eq!(
        bench
            .github
            .compare_contains(&repo(), &pr.head, &commit)
            .await,
        Ok(true)
    );
    assert_eq!(
        bench
            .github
            .compare_contains(&repo(), &commit, &pr.head)
            .await,
        Ok(false)
    );
    assert_eq!(
        bench
            .github
            .compare_contains(&repo(), &other, &commit)
            .await,
        Ok(false)
    );
    let again = bench.github.ensure_pull_request(&wanted()).await.unwrap();
    assert_eq!((again.pull_request.number, pulls(&bench)), (pr.number, 1));
}

#[tokio::test]
async fn a_clone_holds_the_files_byte_for_byte() {
    let bench = Bench::start().await.unwrap();
    let (_, commit) = merged(&bench).await;
    let folder = tempfile::tempdir().unwrap();
    let cloned = tokio::process::Command::new("git")
        .args(["clone", "--quiet", &bench.github.clone_url(&repo()), "here"])
        .current_dir(folder.path())
        .status()
        .await;
    let Ok(cloned) = cloned else {
        eprintln!("skipped: no git");
        return;
    };
    assert!(cloned.success());
    for file in files() {
        let text = std::fs::read_to_string(folder.path().join("here").join(&file.path)).unwrap();
        assert_eq!(text, file.text, "{}", file.path);
        let seen = bench.github.file_at(&repo(), &file.path, &commit.0).await;
        assert_eq!(seen, Seen::Present(file.text));
    }
}

#[tokio::test]
async fn a_merge_that_is_taken_back_is_noticed() {
    let bench = Bench::start().await.unwrap();
    let (_, commit) = merged(&bench).await;
    let paths: Vec<String> = files().into_iter().map(|file| file.path).collect();
    assert_eq!(
        bench
            .github
            .find_revert(&repo(), "main", &commit, &paths)
            .await,
        Seen::Absent
    );
    let edit = [(paths[0].clone(), Some(b"edited later".to_vec()))];
    push_files(&bench.world, REPO, "main", &edit, "Edit", "dev-a").unwrap();
    assert_eq!(
        bench
            .github
            .find_revert(&repo(), "main", &commit, &paths)
            .await,
        Seen::Absent
    );
    let gone: Vec<_> = paths.iter().map(|path| (path.clone(), None)).collect();
    let sha = push_files(&bench.world, REPO, "main", &gone, "Revert", "dev-a").unwrap();
    let seen = bench
        .github
        .find_revert(&repo(), "main", &commit, &paths)
        .await;
    assert_eq!(seen, Seen::Present(Sha(sha)));
}

#[tokio::test]
async fn the_status_is_set_when_it_differs() {
    let bench = Bench::start().await.unwrap();
    let pr = bench
        .github
        .ensure_pull_request(&wanted())
        .await
        .unwrap()
        .pull_request;
    let pending = status(StatusState::Pending);
    assert!(
        !look(&bench.github, &wanted(), Some(&pending))
            .await
            .is_dressed
    );
    bench
        .github
        .ensure_status(&repo(), &pr.head, &pending)
        .await
        .unwrap();
    assert!(
        look(&bench.github, &wanted(), Some(&pending))
            .await
            .is_dressed
    );
    let so_far = writes(&bench);
    bench
        .github
        .ensure_status(&repo(), &pr.head, &pending)
        .await
        .unwrap();
    assert_eq!(writes(&bench), so_far);
    assert!(
        !look(
            &bench.github,
            &wanted(),
            Some(&status(StatusState::Success))
        )
        .await
        .is_dressed
    );
}

#[tokio::test]
async fn closing_says_why_once_and_takes_the_branch_away() {
    let bench = Bench::start().await.unwrap();
    let pr = bench
        .github
        .ensure_pull_request(&wanted())
        .await
        .unwrap()
        .pull_request;
    let lost = Fault::new(System::Github, FaultKind::AnswerLost)
        .method("PATCH")
        .once();
    bench.world.faults.add(lost);
    bench
        .github
        .ensure_closed(&pr, "Withdrawn.")
        .await
        .unwrap_err();
    bench.github.ensure_closed(&pr, "Withdrawn.").await.unwrap();
    bench.github.ensure_closed(&pr, "Withdrawn.").await.unwrap();
    assert_eq!(bench.world.git.head(REPO, &wanted().branch).unwrap(), None);
    let comments = bench.world.github.lock().repository(REPO).unwrap().pulls[&pr.number]
        .comments
        .len();
    assert_eq!(comments, 1);
    let seen = look(&bench.github, &wanted(), None).await;
    assert_eq!(
        seen.state,
        PullRequestState::Closed {
            by: Some(Login::new("berth-bot[bot]"))
        }
    );
}

#[tokio::test]
async fn wishes_that_are_not_granted_become_notes() {
    let bench = Bench::start().await.unwrap();
    let mut wanted = wanted();
    wanted
        .reviewers
        .push(Reviewer::Person(Login::new("nobody-here")));
    let ensured = bench.github.ensure_pull_request(&wanted).await.unwrap();
    assert!(
        ensured
            .notes
            .iter()
            .any(|note| note.contains("nobody-here")),
        "{:?}",
        ensured.notes
    );
    assert!(look(&bench.github, &wanted, None).await.is_dressed);
    let so_far = writes(&bench);
    bench.github.ensure_pull_request(&wanted).await.unwrap();
    assert_eq!(writes(&bench), so_far);
}

#[tokio::test]
async fn looking_again_costs_nothing_while_nothing_moved() {
    let bench = Bench::start().await.unwrap();
    bench.github.ensure_pull_request(&wanted()).await.unwrap();
    look(&bench.github, &wanted(), None).await;
    bench.settle().await.unwrap();
    look(&bench.github, &wanted(), None).await;
    let before = bench.github.budget("spacetech").unwrap();
    let after = bench.world.journal.exchanges_of(System::Github).len();
    look(&bench.github, &wanted(), None).await;
    let all = bench.world.journal.exchanges_of(System::Github);
    assert!(
        all[after..]
            .iter()
            .all(|exchange| exchange.status == Some(304))
    );
    assert_eq!(
        bench.github.budget("spacetech").unwrap().remaining,
        before.remaining
    );
}

#[tokio::test]
async fn outages_and_limits_say_when_to_come_back() {
    let bench = Bench::start().await.unwrap();
    let struck = async |kind: FaultKind| {
        bench.world.faults.clear();
        bench.world.faults.add(Fault::new(System::Github, kind));
        let seen = bench.github.repository(&repo()).await;
        seen.trouble().cloned().expect("trouble")
    };
    assert_eq!(struck(FaultKind::Html502).await.kind, TroubleKind::Failing);
    assert_eq!(struck(FaultKind::Dark).await.kind, TroubleKind::Unreachable);
    for (retry_after, primary) in [(Some(7), false), (None, false), (None, true)] {
        let trouble = struck(FaultKind::RateLimited {
            retry_after,
            primary,
        })
        .await;
        assert_eq!(trouble.kind, TroubleKind::RateLimited);
        assert!(matches!(trouble.retry, Retry::At(_)), "{trouble:?}");
    }
    bench.world.faults.clear();
    assert!(bench.github.repository(&repo()).await.present().is_some());
}

#[tokio::test]
async fn only_repositories_of_the_app_are_seen() {
    let bench = Bench::start().await.unwrap();
    let access = bench.github.repository(&repo()).await;
    let access = access.present().unwrap();
    assert_eq!(
        (
            access.default_branch.as_str(),
            access.can_push,
            access.archived
        ),
        ("main", true, false)
    );
    for hidden in [
        "spacetech/launch-codes",
        "spacetech/no-such",
        "elsewhere/my-app",
    ] {
        let seen = bench
            .github
            .repository(&RepoSlug::parse(hidden).unwrap())
            .await;
        assert_eq!(seen, Seen::Absent, "{hidden}");
    }
}

#[tokio::test]
async fn people_and_their_teams_are_known() {
    let bench = Bench::start().await.unwrap();
    let token = bench.sign_in("dev-a").await.unwrap().token;
    let teams = bench.github.teams_of(&token).await.unwrap();
    let names: Vec<&str> = teams.iter().map(|team| team.slug.as_str()).collect();
    assert!(
        names.contains(&"telemetry") && names.contains(&"payments"),
        "{names:?}"
    );
    let members = bench
        .github
        .team_members("spacetech", "platform-engineering")
        .await
        .unwrap();
    assert!(members.contains(&Login::new("reviewer-m")));
    let is_member = async |login| {
        bench
            .github
            .is_member("spacetech", "platform-engineering", &Login::new(login))
            .await
    };
    assert_eq!(
        (is_member("reviewer-m").await, is_member("dev-a").await),
        (Ok(true), Ok(false))
    );
    let stale = bench
        .github
        .exchange(
            "no-such-code",
            "x",
            "http://127.0.0.1:3000/auth/github/callback",
        )
        .await;
    assert_eq!(stale.unwrap_err().kind, TroubleKind::SignIn);
    assert_eq!(
        bench.github.me(&"wrong".into()).await.unwrap_err().kind,
        TroubleKind::SignIn
    );
    assert_eq!(bench.github.app_slug().await.unwrap(), "berth-bot");
}

#[tokio::test]
async fn webhooks_that_nobody_took_are_found_and_sent_again() {
    let bench = Bench::start().await.unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    bench
        .world
        .set_webhook_url(Some(format!("http://{free}/webhooks/github")));
    bench.github.ensure_pull_request(&wanted()).await.unwrap();
    bench.settle().await.unwrap();
    let missed = bench.github.hook_deliveries(100).await.unwrap();
    let opened = missed
        .iter()
        .find(|delivery| delivery.action.as_deref() == Some("opened"))
        .unwrap();
    assert!(!opened.arrived() && !opened.redelivery);
    bench.github.redeliver(opened.id).await.unwrap();
    bench.settle().await.unwrap();
    let again = bench.github.hook_deliveries(100).await.unwrap();
    assert!(
        again
            .iter()
            .any(|delivery| delivery.guid == opened.guid && delivery.redelivery)
    );
}

fn application(bench: &Bench) -> WantedApplication {
    WantedApplication {
        name: manifest::application_name(&repo(), &spec().cluster),
        repo_url: bench.github.clone_url(&repo()),
        path: standard().cluster_folder(&spec().cluster),
        target_revision: "main".into(),
        destination: Destination::Name(spec().cluster.to_string()),
        namespace: standard().namespace,
        auto_sync: false,
        labels: BTreeMap::from([(
            "app.kubernetes.io/managed-by".to_owned(),
            "berth".to_owned(),
        )]),
        annotations: BTreeMap::new(),
    }
}

#[tokio::test]
async fn a_merged_request_becomes_a_repository() {
    let bench = Bench::start().await.unwrap();
    let (_, commit) = merged(&bench).await;
    let wanted = application(&bench);
    let address = spec().address;
    let name = manifest::object_name(&address);
    let object = ObjectRef::ecr("Repository", &name, &wanted.namespace);
    let contains = |revision: Sha| {
        let (github, commit) = (bench.github.clone(), commit.clone());
        async move { github.compare_contains(&repo(), &commit, &revision).await }
    };
    assert_eq!(bench.aws.exists(&address).await, Ok(false));
    assert_eq!(
        bench.argocd.application(&wanted, contains).await,
        Seen::Absent
    );
    bench.argocd.ensure_application(&wanted).await.unwrap();
    bench.argocd.ensure_application(&wanted).await.unwrap();
    bench.argocd.refresh(&wanted.name).await.unwrap();
    bench.settle().await.unwrap();
    let look = bench.argocd.application(&wanted, contains).await;
    let seen = &look.present().unwrap().seen;
    assert_eq!(
        (seen.sync, seen.is_as_wanted, seen.contains_merge),
        (SyncStatus::OutOfSync, true, true)
    );
    assert_eq!(
        bench.argocd.resource(&wanted.name, object).await,
        Seen::Absent
    );

    let started = bench.argocd.sync(&wanted.name, &commit).await;
    assert_eq!(
        started,
        Ok(SyncAsked::Started {
            revision: commit.clone()
        })
    );
    assert_eq!(
        bench.argocd.sync(&wanted.name, &commit).await,
        Ok(SyncAsked::Busy)
    );
    bench.settle().await.unwrap();
    let look = bench.argocd.application(&wanted, contains).await;
    let seen = &look.present().unwrap().seen;
    assert_eq!(
        (seen.sync, seen.contains_merge, seen.errors.len()),
        (SyncStatus::Synced, true, 0)
    );
    assert!(seen.operation.as_ref().unwrap().contains_merge);
    let live = bench.argocd.resource(&wanted.name, object).await;
    let live = live.present().unwrap();
    let ready = live
        .conditions
        .iter()
        .find(|condition| condition.r#type == "Ready")
        .unwrap();
    assert_eq!(
        (ready.status.as_str(), live.arn.as_deref()),
        ("True", Some(address.arn().as_str()))
    );

    let repository = bench.aws.repository(&address).await;
    let repository = repository.present().unwrap();
    assert_eq!(
        (&repository.uri, &repository.arn),
        (&address.uri(), &address.arn())
    );
    assert_eq!(repository.tags["berth-request"], filled_form().id);
    assert!(repository.lifecycle_policy.is_some());
    let census = bench
        .aws
        .census(&address.account, address.region)
        .await
        .unwrap();
    assert!(census.iter().any(|counted| counted.name == address.name));
}

#[tokio::test]
async fn the_catalog_lists_the_entity_in_its_own_time() {
    let bench = Bench::start().await.unwrap();
    merged(&bench).await;
    let name = manifest::object_name(&spec().address);
    let entity = EntityRef {
        kind: "resource",
        namespace: "default",
        name: &name,
    };
    let target = bench.github.blob_url(
        &repo(),
        "main",
        &manifest::catalog_path(&spec(), &standard()),
    );
    assert_eq!(
        bench.backstage.catalog_state(&target, entity).await,
        Seen::Absent
    );
    let location = bench.backstage.ensure_location(&target).await.unwrap();
    assert_eq!(
        bench.backstage.ensure_location(&target).await,
        Ok(location.clone())
    );
    let early = bench.backstage.catalog_state(&target, entity).await;
    assert_eq!(early, Seen::Present(CatalogSeen::Registered { location }));
    bench
        .world
        .clock
        .advance(std::time::Duration::from_secs(600));
    bench.settle().await.unwrap();
    let late = bench.backstage.catalog_state(&target, entity).await;
    assert!(
        matches!(late, Seen::Present(CatalogSeen::Listed { .. })),
        "{late:?}"
    );
}

#[tokio::test]
async fn clusters_come_from_argo_cd() {
    let bench = Bench::start().await.unwrap();
    let clusters = bench.argocd.clusters().await.unwrap();
    assert!(
        clusters
            .iter()
            .any(|cluster| cluster.name == "eks-prod-use1" && cluster.connected == Some(true))
    );
    assert!(!bench.argocd.version().await.unwrap().is_empty());
}
