//! The comment under the pull request of another lifecycle policy.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![recursion_limit = "256"]

use domain::aws::Address;
use domain::lifecycle::LifecyclePolicy;
use domain::portal::{ChangePages, PolicyStart};
use domain::request::{Request, RequestId, StageName};
use sandbox::aws::{Image, PreviewStatus};
use sandbox::github::{Comment, acts};
use stories::Portal;
use stories::people::{developer, form, started};
use stories::registry::place;

stories::on_both_engines! {
    one_comment_says_what_a_policy_does_and_is_renewed_when_images_change,
    aws_says_of_a_policy_what_berth_says_and_where_it_does_not_it_is_shown,
}

const MARK: &str = "<!-- berth: what this lifecycle policy does -->";

async fn made() -> (Portal, Address) {
    let portal = started().await.unwrap();
    let made = portal.made(&form()).await.unwrap();
    (portal, made.spec().address.clone())
}

fn push(portal: &Portal, key: &Address, numbers: std::ops::Range<u32>) {
    let pushed_at = portal.bench.world.clock.now();
    let images = numbers.map(|number| Image {
        pushed_at,
        size: u64::from(number) * 1_000_000,
        ..portal.image(number, &[&format!("build-{number}")])
    });
    portal.put_images(key, images).unwrap();
}

async fn read(portal: &Portal) {
    portal.read_after(7 * 3_600_000).await;
}

fn comments(portal: &Portal, request: &Request) -> Vec<Comment> {
    let pr = request.stage.pull_request().unwrap();
    let state = portal.bench.world.github.lock();
    let repository = state.repository(&pr.repo.to_string()).unwrap();
    let comments = &repository.pulls[&pr.number].comments;
    let marked = comments.iter().filter(|one| one.body.starts_with(MARK));
    marked.cloned().collect()
}

/// Lets the worker look until the one comment of Berth's says this.
async fn until_said(portal: &Portal, id: &RequestId, words: &str) -> Comment {
    let said = |request: &Request| {
        request.stage.name() == StageName::InReview
            && comments(portal, request)
                .iter()
                .any(|one| one.body.contains(words))
    };
    let request = portal.until(id, said).await.unwrap();
    let ours = comments(portal, &request);
    ours.into_iter()
        .find(|one| one.author.ends_with("[bot]"))
        .unwrap()
}

async fn one_comment_says_what_a_policy_does_and_is_renewed_when_images_change() {
    let (portal, key) = made().await;
    push(&portal, &key, 0..9);
    read(&portal).await;
    let text = LifecyclePolicy::keep_last(3).pretty_json();
    let id = portal
        .portal
        .ask_for_policy(&developer(), &key, &text, "")
        .await
        .unwrap();
    let first = until_said(&portal, &id, "6 of 9 images would go").await;
    assert!(first.body.contains("build-"), "{}", first.body);

    // Somebody else's words are theirs, whatever they begin with.
    let request = portal.services.store.request(&id).await.unwrap().unwrap();
    let pr = request.stage.pull_request().unwrap().clone();
    let forged = format!("{MARK}\nNothing would go.");
    acts::comment(
        &portal.bench.world,
        &pr.repo.to_string(),
        pr.number,
        "dev-b",
        &forged,
    )
    .unwrap();

    push(&portal, &key, 9..11);
    read(&portal).await;
    portal
        .services
        .store
        .wake(&id, portal.services.clock.now())
        .await
        .unwrap();
    let renewed = until_said(&portal, &id, "8 of 11 images would go").await;
    assert_eq!(renewed.id, first.id);
    let all = comments(&portal, &request);
    assert_eq!(all.len(), 2, "Berth’s and the stranger’s");
    assert!(all.iter().any(|one| one.body == forged));
}

/// AWS is done with a preview once the world has moved on.
async fn steps_while_in_progress(portal: &Portal, key: &Address) {
    let name = place(key);
    loop {
        let is_working = {
            let aws = portal.bench.world.aws.lock();
            let preview = &aws.repo(&name).unwrap().preview;
            preview
                .as_ref()
                .is_some_and(|preview| preview.status == PreviewStatus::InProgress)
        };
        if is_working {
            portal.bench.world.step().await;
        }
        tokio::task::yield_now().await;
    }
}

async fn aws_says_of_a_policy_what_berth_says_and_where_it_does_not_it_is_shown() {
    use domain::lifecycle::{Act, Preset};
    use domain::portal::AwsSays;
    let (portal, key) = made().await;
    push(&portal, &key, 0..150);
    read(&portal).await;
    let asked = async |text: &str| {
        let developer = developer();
        let start = PolicyStart::HeldAgainstAws(text);
        let asking = portal.portal.lifecycle(&developer, &key, start);
        tokio::select! {
            tab = asking => tab.unwrap().draft.aws,
            () = steps_while_in_progress(&portal, &key) => unreachable!(),
        }
    };
    for policy in [LifecyclePolicy::keep_last(3), Preset::ALL[2].policy()] {
        let Some(AwsSays::Compared(agreement)) = asked(&policy.pretty_json()).await else {
            panic!("no comparison")
        };
        assert_eq!((agreement.images, agreement.unread), (150, 0));
        assert_eq!(agreement.differences, []);
    }
    // Pushed since Berth looked: AWS speaks of what Berth does not know, and counts on from there.
    push(&portal, &key, 150..152);
    let Some(AwsSays::Compared(agreement)) =
        asked(&LifecyclePolicy::keep_last(3).pretty_json()).await
    else {
        panic!("no comparison")
    };
    let ends: Vec<_> = agreement
        .differences
        .iter()
        .map(|one| (one.berth, one.aws))
        .collect();
    assert_eq!(ends, [(Act::Keep, Act::Expire); 2]);
    assert!(asked("{}").await.is_none(), "AWS would not take it");
}
