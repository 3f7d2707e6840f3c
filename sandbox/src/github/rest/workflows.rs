//! Files that GitHub Actions runs: an App needs a permission of its own to write them, beside the one for contents.

use crate::github::Refusal;
use crate::github::auth::Caller;
use crate::world::World;

const FOLDER: &str = ".github/workflows";
const NEEDED: &str = "contents=write; contents=write,workflows=write";

/// Whether the caller is an App, or somebody who came through it, without the permission.
fn is_kept_out(world: &World, caller: &Caller) -> bool {
    let lacks = |level: Option<&String>| level.map(String::as_str) != Some("write");
    match caller {
        Caller::Installation { permissions, .. } => lacks(permissions.get("workflows")),
        Caller::Person { via_app: true, .. } => {
            lacks(world.github.lock().app_permissions.get("workflows"))
        }
        Caller::Person { .. } | Caller::App | Caller::Nobody => false,
    }
}

/// A file that stands under the same path with the same content on any branch may be carried to another one.
fn stands_elsewhere(world: &World, slug: &str, path: &str, blob: &str) -> Result<bool, Refusal> {
    for (_, head) in world.git.refs(slug, "refs/heads/")? {
        let there = world.git.entry(slug, &head, path)?;
        if there.is_some_and(|e| e.sha == blob) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Refuses a caller without the permission to write one of these files; a file without a blob is one to delete.
pub(super) fn may_write<'a>(
    world: &World,
    caller: &Caller,
    slug: &str,
    files: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
) -> Result<(), Refusal> {
    let is_workflow = |path: &str| path == FOLDER || path.starts_with(&format!("{FOLDER}/"));
    for (path, blob) in files {
        if !is_workflow(path) || !is_kept_out(world, caller) {
            continue;
        }
        let harmless = match blob {
            Some(blob) => stands_elsewhere(world, slug, path, blob)?,
            None => false,
        };
        if !harmless {
            return Err(Refusal::no_permission(NEEDED));
        }
    }
    Ok(())
}

/// The same for a commit that a branch is to point at.
pub(super) fn may_point_at(
    world: &World,
    caller: &Caller,
    slug: &str,
    commit: &str,
) -> Result<(), Refusal> {
    let Some(folder) = world.git.entry(slug, commit, FOLDER)? else {
        return Ok(());
    };
    let files = world.git.tree(slug, &folder.sha, true)?;
    let files: Vec<(String, String)> = files
        .into_iter()
        .flat_map(|(_, entries)| entries)
        .filter(|e| e.kind == "blob")
        .map(|e| (format!("{FOLDER}/{}", e.path), e.sha))
        .collect();
    let files = files.iter().map(|(p, s)| (p.as_str(), Some(s.as_str())));
    may_write(world, caller, slug, files)
}
