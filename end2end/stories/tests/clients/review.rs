//! From the review to the merge and back.

use super::*;
use domain::github::{Login, Sha};
use domain::observed::{Mergeable, PullRequestState, Seen};
use domain::request::Verdict;
use domain::trouble::{Retry, TroubleKind};
use sandbox::github::push_files;
use sandbox::{Fault, FaultKind, System};
use secrecy::SecretString;
use server::outside::github::{MergeOutcome, StatusState};
use stories::{Bench, github_by_token};

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
        matches!(&blocked, Mergeable::Unreviewed { reason } if reason.contains("0 of 1 required approvals")),
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
