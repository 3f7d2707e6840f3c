//! What stands between a pull request and its base.

use std::collections::BTreeMap;

use super::super::{
    CommitStatus, Mergeable, Permission, Pull, Repository, Review, ReviewState, State,
};

/// Each person's newest word that is not a mere comment.
pub(crate) fn opinions(pull: &Pull) -> BTreeMap<&str, &Review> {
    let said = pull
        .reviews
        .iter()
        .filter(|r| !matches!(r.state, ReviewState::Pending | ReviewState::Commented));
    said.map(|review| (review.author.as_str(), review))
        .collect()
}

/// The newest status of each context, in the order of first appearance by name.
pub(crate) fn newest_statuses<'r>(
    repository: &'r Repository,
    sha: &str,
) -> BTreeMap<&'r str, &'r CommitStatus> {
    repository
        .statuses
        .get(sha)
        .into_iter()
        .flatten()
        .map(|s| (s.context.as_str(), s))
        .collect()
}

/// The sentences that GitHub lists when a rule of the base branch is not met.
pub(crate) fn violations(state: &State, repository: &Repository, pull: &Pull) -> Vec<String> {
    let Some(rules) = repository.rules.get(&pull.base_ref) else {
        return Vec::new();
    };
    let mut missing = Vec::new();
    let counts = |r: &&Review| state.permission(&r.author, repository) >= Permission::Write;
    let opinions = opinions(pull);
    let said: Vec<_> = opinions.values().copied().filter(counts).collect();
    let approvals = said
        .iter()
        .filter(|r| r.state == ReviewState::Approved)
        .count();
    let needed = usize::try_from(rules.required_approvals).unwrap_or(usize::MAX);
    if needed > 0
        && said
            .iter()
            .any(|r| r.state == ReviewState::ChangesRequested)
    {
        missing.push("Changes have been requested by reviewers with write access.".to_owned());
    } else if approvals < needed {
        let noun = if needed == 1 {
            "approving review is"
        } else {
            "approving reviews are"
        };
        missing.push(format!(
            "At least {needed} {noun} required by reviewers with write access."
        ));
    }
    let statuses = newest_statuses(repository, &pull.head_sha);
    for context in &rules.required_contexts {
        let run = repository
            .check_runs
            .iter()
            .rev()
            .find(|c| c.head_sha == pull.head_sha && &c.name == context);
        let verdict = statuses
            .get(context.as_str())
            .map(|s| s.state.as_str())
            .or_else(|| run.map(|r| r.conclusion.as_deref().unwrap_or("pending")));
        match verdict {
            Some("success" | "neutral" | "skipped") => {}
            Some("pending") | None => {
                missing.push(format!("Required status check \"{context}\" is expected."))
            }
            Some(_) => missing.push(format!("Required status check \"{context}\" is failing.")),
        }
    }
    missing
}

/// What GitHub would write on the merge button.
pub(crate) fn mergeable_state(state: &State, repository: &Repository, pull: &Pull) -> &'static str {
    if !pull.open {
        return "unknown";
    }
    match pull.mergeable {
        Mergeable::Unknown | Mergeable::Asked => "unknown",
        Mergeable::No => "dirty",
        Mergeable::Yes if pull.draft => "draft",
        Mergeable::Yes if !violations(state, repository, pull).is_empty() => "blocked",
        Mergeable::Yes
            if newest_statuses(repository, &pull.head_sha)
                .values()
                .any(|s| s.state != "success") =>
        {
            "unstable"
        }
        Mergeable::Yes => "clean",
    }
}
