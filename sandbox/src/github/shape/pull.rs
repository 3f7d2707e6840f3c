//! Pull requests, short and long.

use serde_json::{Value, json};

use super::super::{Mergeable, Permission, Pull, Repository, State};
use super::{node_id, talk, time, user};

/// What only git knows about a pull request.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Size {
    pub commits: usize,
    pub additions: usize,
    pub deletions: usize,
    pub changed_files: usize,
}

pub(crate) fn simple(state: &State, repository: &Repository, pull: &Pull) -> Value {
    let slug = repository.slug();
    let url = format!("{}/repos/{slug}/pulls/{}", state.api, pull.number);
    let issue = format!("{}/repos/{slug}/issues/{}", state.api, pull.number);
    let html = format!("{}/{slug}/pull/{}", state.web, pull.number);
    let statuses = format!("{}/repos/{slug}/statuses/{}", state.api, pull.head_sha);
    let labels: Vec<_> = pull
        .labels
        .iter()
        .filter_map(|name| repository.labels.get(name))
        .map(|l| talk::label(state, &slug, l))
        .collect();
    let reviewers: Vec<_> = pull
        .requested_reviewers
        .iter()
        .map(|login| user::simple(state, login))
        .collect();
    let teams: Vec<_> = state
        .teams
        .iter()
        .filter(|t| pull.requested_teams.contains(&t.slug))
        .map(|t| super::org::team(state, t))
        .collect();
    json!({
        "url": url, "id": pull.id, "node_id": node_id("PR", pull.id), "html_url": html,
        "diff_url": format!("{html}.diff"), "patch_url": format!("{html}.patch"), "issue_url": issue,
        "number": pull.number, "state": if pull.open { "open" } else { "closed" }, "locked": false,
        "active_lock_reason": null, "title": pull.title, "user": user::simple(state, &pull.author), "body": pull.body,
        "created_at": time(pull.created_at), "updated_at": time(pull.updated_at), "closed_at": pull.closed_at.map(time),
        "merged_at": pull.merged.as_ref().map(|m| time(m.at)), "merge_commit_sha": pull.merged.as_ref().map(|m| m.sha.clone()),
        "assignee": null, "assignees": [], "requested_reviewers": reviewers, "requested_teams": teams, "labels": labels,
        "milestone": null, "draft": pull.draft, "commits_url": format!("{url}/commits"),
        "review_comments_url": format!("{url}/comments"),
        "review_comment_url": format!("{}/repos/{slug}/pulls/comments{{/number}}", state.api),
        "comments_url": format!("{issue}/comments"), "statuses_url": statuses,
        "head": end(state, repository, &pull.head_ref, &pull.head_sha),
        "base": end(state, repository, &pull.base_ref, &pull.base_sha),
        "author_association": talk::association(state, repository, &pull.author), "auto_merge": null,
        "_links": {
            "self": { "href": url }, "html": { "href": html }, "issue": { "href": issue },
            "comments": { "href": format!("{issue}/comments") }, "review_comments": { "href": format!("{url}/comments") },
            "review_comment": { "href": format!("{}/repos/{slug}/pulls/comments{{/number}}", state.api) },
            "commits": { "href": format!("{url}/commits") }, "statuses": { "href": statuses },
        },
    })
}

fn end(state: &State, repository: &Repository, branch: &str, sha: &str) -> Value {
    json!({
        "label": format!("{}:{branch}", repository.owner), "ref": branch, "sha": sha,
        "user": super::org::as_account(state, &repository.owner),
        "repo": super::repository::full(state, repository, Permission::Read),
    })
}

/// `mergeable` is `null` until the background job has looked; `mergeable_state` is what GitHub would put on the button.
pub(crate) fn full(state: &State, repository: &Repository, pull: &Pull, size: Size) -> Value {
    let mut body = simple(state, repository, pull);
    let mergeable = match (pull.open, pull.mergeable) {
        (true, Mergeable::Yes) => json!(true),
        (true, Mergeable::No) => json!(false),
        _ => Value::Null,
    };
    user::extend(
        &mut body,
        json!({
            "merged": pull.merged.is_some(), "mergeable": mergeable, "rebaseable": mergeable,
            "mergeable_state": super::super::acts::rules::mergeable_state(state, repository, pull),
            "merged_by": pull.merged.as_ref().map_or(Value::Null, |m| user::simple(state, &m.by)),
            "comments": pull.comments.len(), "review_comments": 0, "maintainer_can_modify": false,
            "commits": size.commits, "additions": size.additions, "deletions": size.deletions, "changed_files": size.changed_files,
        }),
    );
    body
}
