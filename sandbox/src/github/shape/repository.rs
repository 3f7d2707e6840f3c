//! Repositories, with all their links.

use serde_json::{Map, Value, json};

use super::super::{Permission, Repository, State};
use super::{node_id, time};

/// Link templates below the repository's own URL.
const LINKS: [(&str, &str); 37] = [
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    (
        "notifications_url",
        "/notifications{?since,all,participating}",
    ),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
    ("url", ""),
];

/// The short form: where a repository is only named.
pub(crate) fn minimal(state: &State, repository: &Repository) -> Value {
    let slug = repository.slug();
    let url = format!("{}/repos/{slug}", state.api);
    let mut body = Map::new();
    for (key, path) in LINKS {
        body.insert(key.to_owned(), json!(format!("{url}{path}")));
    }
    let own = json!({
        "id": repository.id, "node_id": node_id("R", repository.id), "name": repository.name, "full_name": slug,
        "private": repository.private, "owner": super::org::as_account(state, &repository.owner),
        "html_url": format!("{}/{slug}", state.web), "description": repository.description, "fork": false,
    });
    if let Value::Object(own) = own {
        body.extend(own);
    }
    Value::Object(body)
}

/// The long form. `permission` is what the asking person may do in it.
pub(crate) fn full(state: &State, repository: &Repository, permission: Permission) -> Value {
    let slug = repository.slug();
    let web = &state.web;
    let mut body = minimal(state, repository);
    let open = repository.pulls.values().filter(|p| p.open).count();
    let host = web.trim_start_matches("http://");
    super::user::extend(
        &mut body,
        json!({
            "clone_url": format!("{web}/{slug}.git"), "git_url": format!("git://{host}/{slug}.git"),
            "ssh_url": format!("git@{host}:{slug}.git"), "svn_url": format!("{web}/{slug}"),
            "mirror_url": null, "homepage": null, "language": null, "license": null,
            "default_branch": repository.default_branch, "visibility": if repository.private { "private" } else { "public" },
            "archived": repository.archived, "disabled": false, "is_template": false, "topics": [],
            "has_issues": true, "has_projects": false, "has_wiki": false, "has_pages": false, "has_downloads": true,
            "has_discussions": false, "allow_forking": true, "web_commit_signoff_required": false,
            "forks": 0, "forks_count": 0, "open_issues": open, "open_issues_count": open, "size": 16,
            "stargazers_count": 0, "watchers": 0, "watchers_count": 0, "network_count": 0, "subscribers_count": 0,
            "created_at": time(repository.created_at), "updated_at": time(repository.updated_at),
            "pushed_at": time(repository.pushed_at),
            "permissions": permissions(permission),
            "allow_rebase_merge": true, "allow_squash_merge": true, "allow_merge_commit": true, "allow_auto_merge": false,
            "delete_branch_on_merge": false,
        }),
    );
    body
}

fn permissions(level: Permission) -> Value {
    json!({
        "admin": level >= Permission::Admin, "maintain": level >= Permission::Maintain, "push": level >= Permission::Write,
        "triage": level >= Permission::Triage, "pull": level >= Permission::Read,
    })
}
