//! What is said about a change: reviews, comments, labels, statuses, check runs.

use serde_json::{Value, json};

use super::super::{
    CheckRun, Comment, CommitStatus, Label, Pull, Repository, Review, ReviewState, State,
};
use super::{node_id, time, url_path, user};

/// REST's spelling; webhooks use the same in lower case.
pub(crate) fn review_state(state: ReviewState) -> &'static str {
    match state {
        ReviewState::Pending => "PENDING",
        ReviewState::Commented => "COMMENTED",
        ReviewState::Approved => "APPROVED",
        ReviewState::ChangesRequested => "CHANGES_REQUESTED",
        ReviewState::Dismissed => "DISMISSED",
    }
}

pub(crate) fn association(state: &State, repository: &Repository, login: &str) -> &'static str {
    if state
        .orgs
        .get(&repository.owner)
        .is_some_and(|org| org.members.contains_key(login))
    {
        "MEMBER"
    } else {
        "NONE"
    }
}

pub(crate) fn review(
    state: &State,
    repository: &Repository,
    pull: &Pull,
    review: &Review,
) -> Value {
    let slug = repository.slug();
    let html = format!(
        "{}/{slug}/pull/{}#pullrequestreview-{}",
        state.web, pull.number, review.id
    );
    let url = format!("{}/repos/{slug}/pulls/{}", state.api, pull.number);
    let mut body = json!({
        "id": review.id, "node_id": node_id("PRR", review.id), "user": user::simple(state, &review.author), "body": review.body,
        "state": review_state(review.state), "html_url": html, "pull_request_url": url,
        "author_association": association(state, repository, &review.author),
        "_links": { "html": { "href": html }, "pull_request": { "href": url } }, "commit_id": review.commit_id,
    });
    if review.state != ReviewState::Pending {
        body["submitted_at"] = json!(time(review.submitted_at));
    }
    body
}

pub(crate) fn label(state: &State, slug: &str, label: &Label) -> Value {
    json!({
        "id": label.id, "node_id": node_id("LA", label.id), "url": format!("{}/repos/{slug}/labels/{}", state.api, url_path(&label.name)),
        "name": label.name, "description": label.description, "color": label.color, "default": false,
    })
}

pub(crate) fn issue(state: &State, repository: &Repository, pull: &Pull) -> Value {
    let slug = repository.slug();
    let url = format!("{}/repos/{slug}/issues/{}", state.api, pull.number);
    let html = format!("{}/{slug}/pull/{}", state.web, pull.number);
    let labels: Vec<_> = pull
        .labels
        .iter()
        .filter_map(|name| repository.labels.get(name))
        .map(|l| label(state, &slug, l))
        .collect();
    json!({
        "id": pull.id, "node_id": node_id("PR", pull.id), "url": url, "html_url": html,
        "repository_url": format!("{}/repos/{slug}", state.api), "labels_url": format!("{url}/labels{{/name}}"),
        "comments_url": format!("{url}/comments"), "events_url": format!("{url}/events"), "number": pull.number,
        "state": if pull.open { "open" } else { "closed" }, "title": pull.title, "body": pull.body,
        "user": user::simple(state, &pull.author), "labels": labels, "assignee": null, "assignees": [], "milestone": null,
        "locked": false, "comments": pull.comments.len(), "closed_at": pull.closed_at.map(time),
        "closed_by": pull.closed_by.as_deref().map(|login| user::simple(state, login)),
        "created_at": time(pull.created_at), "updated_at": time(pull.updated_at), "draft": pull.draft,
        "author_association": association(state, repository, &pull.author),
        "pull_request": {
            "url": format!("{}/repos/{slug}/pulls/{}", state.api, pull.number), "html_url": html,
            "diff_url": format!("{html}.diff"), "patch_url": format!("{html}.patch"),
            "merged_at": pull.merged.as_ref().map(|m| time(m.at)),
        },
    })
}

pub(crate) fn comment(
    state: &State,
    repository: &Repository,
    number: u64,
    comment: &Comment,
) -> Value {
    let url = format!("{}/repos/{}/issues", state.api, repository.slug());
    json!({
        "id": comment.id, "node_id": node_id("IC", comment.id), "url": format!("{url}/comments/{}", comment.id),
        "html_url": format!("{}/{}/pull/{number}#issuecomment-{}", state.web, repository.slug(), comment.id),
        "issue_url": format!("{url}/{number}"), "user": user::simple(state, &comment.author), "body": comment.body,
        "created_at": time(comment.created_at), "updated_at": time(comment.updated_at),
        "author_association": association(state, repository, &comment.author), "performed_via_github_app": null,
    })
}

pub(crate) fn status(state: &State, slug: &str, sha: &str, status: &CommitStatus) -> Value {
    let creator = user::simple(state, &status.creator);
    json!({
        "url": format!("{}/repos/{slug}/statuses/{sha}", state.api), "avatar_url": creator["avatar_url"], "id": status.id,
        "node_id": node_id("SC", status.id), "state": status.state, "description": status.description,
        "target_url": status.target_url, "context": status.context, "created_at": time(status.created_at),
        "updated_at": time(status.created_at), "creator": creator,
    })
}

pub(crate) fn check_run(state: &State, slug: &str, run: &CheckRun) -> Value {
    let url = format!("{}/repos/{slug}", state.api);
    json!({
        "id": run.id, "node_id": node_id("CR", run.id), "head_sha": run.head_sha, "name": run.name,
        "url": format!("{url}/check-runs/{}", run.id), "html_url": format!("{}/{slug}/runs/{}", state.web, run.id),
        "details_url": run.details_url, "status": run.status, "conclusion": run.conclusion,
        "started_at": time(run.started_at), "completed_at": run.completed_at.map(time), "external_id": run.external_id,
        "check_suite": { "id": run.suite_id }, "app": null, "pull_requests": [],
        "output": {
            "title": run.title, "summary": run.summary, "text": null, "annotations_count": 0,
            "annotations_url": format!("{url}/check-runs/{}/annotations", run.id),
        },
    })
}
