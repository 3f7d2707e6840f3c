//! Real bare repositories on disk: what GitHub's routes, Argo CD's controller and a plain `git clone` all look at.

mod compare;
mod documents;
mod merge;
mod objects;
mod read;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use git2::{Oid, Repository};
use jiff::Timestamp;

pub use compare::{Comparison, FileDiff};
pub use documents::{Documents, NoYaml};
pub use merge::{Method, Outcome};
pub use objects::{NewEntry, RefUpdate};

use crate::shared::Shared;

/// All repositories, by slug (`owner/name`).
#[derive(Debug)]
pub struct GitStore {
    root: PathBuf,
    /// Two requests that move one branch at the same moment are served one after the other, as GitHub does.
    writing: Shared<()>,
    parsed: documents::Parsed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    pub name: String,
    pub email: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct CommitInfo {
    pub sha: String,
    pub tree: String,
    pub parents: Vec<String>,
    pub message: String,
    pub author: Who,
    pub committer: Who,
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub path: String,
    /// As git writes it: `100644`, `100755`, `040000`.
    pub mode: String,
    /// `blob`, `tree` or `commit`.
    pub kind: &'static str,
    pub sha: String,
    pub size: Option<usize>,
}

/// A path and its new content; `None` deletes it.
pub type Change = (String, Option<Vec<u8>>);

impl GitStore {
    pub(crate) fn open(root: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(root).with_context(|| format!("create {}", root.display()))?;
        Ok(Self {
            root: root.to_owned(),
            writing: Shared::default(),
            parsed: documents::Parsed::default(),
        })
    }

    /// The directory that holds every repository, as `git http-backend` wants it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn path(&self, slug: &str) -> PathBuf {
        self.root.join(format!("{slug}.git"))
    }

    pub fn exists(&self, slug: &str) -> bool {
        self.path(slug).join("HEAD").is_file()
    }

    /// Creates an empty repository; one that is already there stays as it is.
    pub fn create(&self, slug: &str, default_branch: &str) -> anyhow::Result<()> {
        if slug.split('/').count() != 2
            || slug
                .split('/')
                .any(|part| part.is_empty() || part.starts_with('.'))
        {
            bail!("not a repository name: {slug}");
        }
        if self.exists(slug) {
            return Ok(());
        }
        let mut options = git2::RepositoryInitOptions::new();
        options
            .bare(true)
            .mkpath(true)
            .initial_head(default_branch)
            .external_template(false);
        let repository = Repository::init_opts(self.path(slug), &options)
            .with_context(|| format!("create {slug}"))?;
        // People may push to their sandbox as they may clone from it.
        repository.config()?.set_bool("http.receivepack", true)?;
        Ok(())
    }

    /// Forgets a repository for good.
    pub fn delete(&self, slug: &str) -> anyhow::Result<()> {
        std::fs::remove_dir_all(self.path(slug)).with_context(|| format!("delete {slug}"))
    }

    pub(crate) fn repository(&self, slug: &str) -> anyhow::Result<Repository> {
        Repository::open_bare(self.path(slug)).with_context(|| format!("open {slug}"))
    }

    /// Puts one commit with these changes on top of a branch and returns its sha; the branch is created when it is not there.
    pub fn commit_files(
        &self,
        slug: &str,
        branch: &str,
        changes: &[Change],
        message: &str,
        who: &Who,
    ) -> anyhow::Result<String> {
        let _turn = self.writing.lock();
        let repository = self.repository(slug)?;
        let reference = format!("refs/heads/{branch}");
        let parent = match repository.find_reference(&reference) {
            Ok(found) => Some(found.peel_to_commit()?),
            Err(_) => repository
                .head()
                .ok()
                .and_then(|head| head.peel_to_commit().ok()),
        };
        let base = match &parent {
            Some(commit) => commit.tree()?,
            None => objects::empty_tree(&repository)?,
        };
        let mut update = git2::build::TreeUpdateBuilder::new();
        for (path, content) in changes {
            match content {
                Some(bytes) => {
                    update.upsert(path.as_str(), repository.blob(bytes)?, git2::FileMode::Blob);
                }
                None if base.get_path(Path::new(path)).is_ok() => {
                    update.remove(path.as_str());
                }
                None => {}
            }
        }
        let tree = repository.find_tree(update.create_updated(&repository, &base)?)?;
        let signature = signature(who)?;
        let parents: Vec<_> = parent.iter().collect();
        let oid = repository.commit(None, &signature, &signature, message, &tree, &parents)?;
        repository.reference(&reference, oid, true, "commit")?;
        Ok(oid.to_string())
    }
}

pub(crate) fn signature(who: &Who) -> anyhow::Result<git2::Signature<'static>> {
    Ok(git2::Signature::new(
        &who.name,
        &who.email,
        &git2::Time::new(who.at.as_second(), 0),
    )?)
}

pub(crate) fn oid(sha: &str) -> Option<Oid> {
    (sha.len() == 40).then(|| Oid::from_str(sha).ok()).flatten()
}
