//! The primitives of the git data API: blobs, trees, commits, refs.

use std::path::Path;

use git2::{FileMode, Oid, Repository, Tree};

use super::{GitStore, Who, oid, signature};

/// One entry of a tree to be made; without a sha the path is removed.
#[derive(Debug, Clone)]
pub struct NewEntry {
    pub path: String,
    pub mode: String,
    pub sha: Option<String>,
}

/// What became of an attempt to move a ref.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefUpdate {
    Done,
    Missing,
    /// The ref is already there.
    Exists,
    NotFastForward,
    NoSuchObject,
}

impl GitStore {
    pub fn write_blob(&self, slug: &str, content: &[u8]) -> anyhow::Result<String> {
        Ok(self.repository(slug)?.blob(content)?.to_string())
    }

    /// Builds a tree on top of another; `Err` inside names the entry or base that does not exist.
    pub fn write_tree(
        &self,
        slug: &str,
        base: Option<&str>,
        entries: &[NewEntry],
    ) -> anyhow::Result<Result<String, String>> {
        let repository = self.repository(slug)?;
        let base_tree = match base {
            None => empty_tree(&repository)?,
            Some(sha) => match base_tree(&repository, sha) {
                Some(tree) => tree,
                None => return Ok(Err(sha.to_owned())),
            },
        };
        let mut update = git2::build::TreeUpdateBuilder::new();
        for entry in entries {
            match &entry.sha {
                Some(sha) => {
                    match oid(sha).filter(|id| repository.find_object(*id, None).is_ok()) {
                        Some(id) => {
                            update.upsert(entry.path.as_str(), id, mode(&entry.mode));
                        }
                        None => return Ok(Err(sha.clone())),
                    }
                }
                None if base_tree.get_path(Path::new(&entry.path)).is_ok() => {
                    update.remove(entry.path.as_str());
                }
                None => return Ok(Err(entry.path.clone())),
            }
        }
        Ok(Ok(update
            .create_updated(&repository, &base_tree)?
            .to_string()))
    }

    /// Writes a commit that no ref points at yet; `None` when the tree or a parent does not exist.
    pub fn write_commit(
        &self,
        slug: &str,
        message: &str,
        tree: &str,
        parents: &[String],
        author: &Who,
        committer: &Who,
    ) -> anyhow::Result<Option<String>> {
        let repository = self.repository(slug)?;
        let Some(tree) = oid(tree).and_then(|id| repository.find_tree(id).ok()) else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for parent in parents {
            match oid(parent).and_then(|id| repository.find_commit(id).ok()) {
                Some(commit) => found.push(commit),
                None => return Ok(None),
            }
        }
        let parents: Vec<_> = found.iter().collect();
        let id = repository.commit(
            None,
            &signature(author)?,
            &signature(committer)?,
            message,
            &tree,
            &parents,
        )?;
        Ok(Some(id.to_string()))
    }

    /// `name` is full: `refs/heads/…`.
    pub fn create_ref(&self, slug: &str, name: &str, sha: &str) -> anyhow::Result<RefUpdate> {
        let _turn = self.writing.lock();
        let repository = self.repository(slug)?;
        let Some(target) = commit_id(&repository, sha) else {
            return Ok(RefUpdate::NoSuchObject);
        };
        if repository.find_reference(name).is_ok() {
            return Ok(RefUpdate::Exists);
        }
        repository.reference(name, target, false, "created")?;
        Ok(RefUpdate::Done)
    }

    pub fn update_ref(
        &self,
        slug: &str,
        name: &str,
        sha: &str,
        force: bool,
    ) -> anyhow::Result<RefUpdate> {
        let _turn = self.writing.lock();
        let repository = self.repository(slug)?;
        let Ok(current) = repository.refname_to_id(name) else {
            return Ok(RefUpdate::Missing);
        };
        let Some(target) = commit_id(&repository, sha) else {
            return Ok(RefUpdate::NoSuchObject);
        };
        let forward = current == target || repository.graph_descendant_of(target, current)?;
        if !forward && !force {
            return Ok(RefUpdate::NotFastForward);
        }
        repository.reference(name, target, true, "updated")?;
        Ok(RefUpdate::Done)
    }

    pub fn delete_ref(&self, slug: &str, name: &str) -> anyhow::Result<RefUpdate> {
        let _turn = self.writing.lock();
        let repository = self.repository(slug)?;
        match repository.find_reference(name) {
            Ok(mut reference) => {
                reference.delete()?;
                Ok(RefUpdate::Done)
            }
            Err(_) => Ok(RefUpdate::Missing),
        }
    }
}

pub(super) fn empty_tree(repository: &Repository) -> anyhow::Result<Tree<'_>> {
    let id = repository.treebuilder(None)?.write()?;
    Ok(repository.find_tree(id)?)
}

/// GitHub takes a commit's sha for its tree here.
fn base_tree<'r>(repository: &'r Repository, sha: &str) -> Option<Tree<'r>> {
    let id = oid(sha)?;
    repository
        .find_tree(id)
        .ok()
        .or_else(|| repository.find_commit(id).ok().and_then(|c| c.tree().ok()))
}

fn commit_id(repository: &Repository, sha: &str) -> Option<Oid> {
    oid(sha).filter(|id| repository.find_commit(*id).is_ok())
}

fn mode(text: &str) -> FileMode {
    match text {
        "100755" => FileMode::BlobExecutable,
        "120000" => FileMode::Link,
        "040000" => FileMode::Tree,
        "160000" => FileMode::Commit,
        _ => FileMode::Blob,
    }
}
