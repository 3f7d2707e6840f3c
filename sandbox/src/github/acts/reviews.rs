//! Reviews: saying yes, no or something, and having a word taken back.

use super::super::{Refusal, Review, ReviewState, hooks};
use super::pull_mut;
use crate::world::World;

#[derive(Debug, Clone, Default)]
pub struct NewReview {
    pub body: String,
    /// `APPROVE`, `REQUEST_CHANGES`, `COMMENT`; without it the review stays pending.
    pub event: Option<String>,
    /// The commit that was looked at; the head when not given.
    pub commit_id: Option<String>,
}

/// Submits a review and returns its id.
pub fn review(
    world: &World,
    slug: &str,
    number: u64,
    author: &str,
    new: &NewReview,
) -> Result<u64, Refusal> {
    super::settle(world, slug, None)?;
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let id = state.fresh_id();
    let now = world.clock.now();
    let pull = pull_mut(state, slug, number)?;
    let verdict = match new.event.as_deref() {
        None | Some("PENDING") => ReviewState::Pending,
        Some("COMMENT") => ReviewState::Commented,
        Some("APPROVE") => ReviewState::Approved,
        Some("REQUEST_CHANGES") => ReviewState::ChangesRequested,
        Some(_) => return Err(Refusal::field("PullRequestReview", "event", "invalid")),
    };
    if author == pull.author {
        match verdict {
            ReviewState::Approved => {
                return Err(Refusal::sentence("Can not approve your own pull request"));
            }
            ReviewState::ChangesRequested => {
                return Err(Refusal::sentence(
                    "Can not request changes on your own pull request",
                ));
            }
            _ => {}
        }
    }
    let needs_words = matches!(
        verdict,
        ReviewState::Commented | ReviewState::ChangesRequested
    );
    if needs_words && new.body.trim().is_empty() {
        return Err(Refusal::field("PullRequestReview", "body", "missing_field"));
    }
    let commit_id = new
        .commit_id
        .clone()
        .unwrap_or_else(|| pull.head_sha.clone());
    let (base, head) = (pull.base_sha.clone(), pull.head_sha.clone());
    let known = world
        .git
        .compare(slug, &base, &head)?
        .is_some_and(|c| c.commits.iter().any(|one| one.sha == commit_id));
    if !known {
        return Err(Refusal::sentence(
            "The commit_id is not part of the pull request",
        ));
    }
    let review = Review {
        id,
        author: author.to_owned(),
        body: new.body.clone(),
        state: verdict,
        commit_id,
        submitted_at: now,
    };
    pull.reviews.push(review);
    pull.updated_at = now;
    if verdict != ReviewState::Pending {
        pull.requested_reviewers.remove(author);
        hooks::review(world, state, slug, number, id, "submitted", author);
    }
    Ok(id)
}

pub fn dismiss(
    world: &World,
    slug: &str,
    number: u64,
    review: u64,
    actor: &str,
) -> Result<(), Refusal> {
    let mut guard = world.github.lock();
    let state = &mut *guard;
    let now = world.clock.now();
    let pull = pull_mut(state, slug, number)?;
    let found = pull
        .reviews
        .iter_mut()
        .find(|r| r.id == review)
        .ok_or_else(Refusal::not_found)?;
    if !matches!(
        found.state,
        ReviewState::Approved | ReviewState::ChangesRequested
    ) {
        return Err(Refusal::sentence(
            "Can not dismiss a commented pull request review",
        ));
    }
    found.state = ReviewState::Dismissed;
    pull.updated_at = now;
    hooks::review(world, state, slug, number, review, "dismissed", actor);
    Ok(())
}
