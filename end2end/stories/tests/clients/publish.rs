//! Making a pull request, again and again, and looking at it.

use super::*;
use domain::github::{Login, RepoSlug};
use domain::observed::{PullRequestState, Seen};
use domain::trouble::{Retry, TroubleKind};
use sandbox::github::push_files;
use sandbox::{Fault, FaultKind, System};
use server::outside::github::Reviewer;
use stories::Bench;

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
