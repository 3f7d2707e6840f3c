//! What people and Apps do, apart from how they asked: REST routes, web pages and seeds all come through here.

use super::Mergeable;
use crate::git::{Change, Who};
use crate::world::World;

/// GitHub's no: the status and the body it is said with.
#[derive(Debug, Clone)]
pub struct Refusal {
    pub status: u16,
    pub message: String,
    pub errors: Vec<serde_json::Value>,
}

/// Somebody pushes one commit with these changes. Rules are not consulted: this is for seeds and for simulating what got past them.
pub fn push_files(world: &World, slug: &str, branch: &str, changes: &[Change], message: &str, login: &str) -> anyhow::Result<String> {
    let who = {
        let state = world.github.lock();
        let user = state.users.get(login).ok_or_else(|| anyhow::anyhow!("no such user: {login}"))?;
        anyhow::ensure!(state.repositories.contains_key(slug), "no such repository: {slug}");
        Who { name: user.name.clone(), email: user.email.clone(), at: world.clock.now() }
    };
    let sha = world.git.commit_files(slug, branch, changes, message, &who)?;
    world.changed();
    Ok(sha)
}

pub(super) fn settle_mergeability(world: &World) -> usize {
    let asked: Vec<(String, u64, String, String)> = {
        let state = world.github.lock();
        let open = state.repositories.values().flat_map(|r| r.pulls.values().map(move |p| (r.slug(), p)));
        open.filter(|(_, p)| p.mergeable == Mergeable::Asked)
            .map(|(slug, p)| (slug, p.number, p.base_ref.clone(), p.head_sha.clone()))
            .collect()
    };
    for (slug, number, base, head) in &asked {
        let clean = world.git.mergeable(slug, base, head).unwrap_or_default();
        let mut state = world.github.lock();
        let pull = state.repositories.get_mut(slug).and_then(|r| r.pulls.get_mut(number));
        if let Some(pull) = pull
            && pull.mergeable == Mergeable::Asked
        {
            pull.mergeable = if clean == Some(true) { Mergeable::Yes } else { Mergeable::No };
        }
    }
    asked.len()
}
