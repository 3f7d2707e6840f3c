//! What people and Apps do, apart from how they asked: REST routes, web pages and seeds all come through here.

mod merge;
mod pulls;
mod reviews;
pub(crate) mod rules;
mod settle;
mod talk;

pub use merge::{MergeWanted, merge};
pub use pulls::{NewPull, PullEdit, edit, open, request_reviewers, unrequest_reviewers};
pub use reviews::{NewReview, dismiss, review};
pub(crate) use settle::{Moved, background};
pub use settle::{push_files, settle};
pub use talk::{
    NewCheckRun, NewStatus, add_labels, check_run, comment, edit_comment, remove_label, status,
};

use super::shape::pull::Size;
use super::{Pull, Refusal, Repository, State};
use crate::git::Who;
use crate::world::World;

/// The author line of a login, at this moment.
pub(crate) fn who(world: &World, state: &State, login: &str) -> Who {
    let (name, email) = state.users.get(login).map_or_else(
        || (login.to_owned(), format!("{login}@example.com")),
        |u| (u.name.clone(), u.email.clone()),
    );
    Who {
        name,
        email,
        at: world.clock.now(),
    }
}

pub(crate) fn pull_of(repository: &Repository, number: u64) -> Result<&Pull, Refusal> {
    repository.pulls.get(&number).ok_or_else(Refusal::not_found)
}

fn pull_mut<'s>(state: &'s mut State, slug: &str, number: u64) -> Result<&'s mut Pull, Refusal> {
    state
        .repository_mut(slug)
        .and_then(|r| r.pulls.get_mut(&number))
        .ok_or_else(Refusal::not_found)
}

/// What only git knows about a pull request; nothing when its commits are gone.
pub(crate) fn size(world: &World, slug: &str, pull: &Pull) -> Size {
    let Ok(Some(compared)) = world.git.compare(slug, &pull.base_sha, &pull.head_sha) else {
        return Size::default();
    };
    Size {
        commits: compared.commits.len(),
        additions: compared.files.iter().map(|f| f.additions).sum(),
        deletions: compared.files.iter().map(|f| f.deletions).sum(),
        changed_files: compared.files.len(),
    }
}
