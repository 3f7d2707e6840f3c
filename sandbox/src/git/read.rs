//! Looking things up: revisions, files, history.

use git2::{ObjectType, Repository, Sort, TreeWalkMode, TreeWalkResult};
use jiff::Timestamp;

use super::{CommitInfo, Entry, GitStore, Who, oid};

impl GitStore {
    /// The commit that a branch points at.
    pub fn head(&self, slug: &str, branch: &str) -> anyhow::Result<Option<String>> {
        let repository = self.repository(slug)?;
        let found = repository.refname_to_id(&format!("refs/heads/{branch}"));
        Ok(found.ok().map(|oid| oid.to_string()))
    }

    /// The commit that a branch, tag, full ref name or sha stands for.
    pub fn resolve(&self, slug: &str, revision: &str) -> anyhow::Result<Option<String>> {
        let repository = self.repository(slug)?;
        Ok(find_commit(&repository, revision).map(|commit| commit.id().to_string()))
    }

    pub fn is_empty(&self, slug: &str) -> anyhow::Result<bool> {
        let repository = self.repository(slug)?;
        let any = repository.references()?.next().is_some();
        Ok(!any)
    }

    /// Every file below a directory (`""` for all), with its path from the root of the repository. Empty when there is no such revision.
    pub fn files(
        &self,
        slug: &str,
        revision: &str,
        dir: &str,
    ) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let repository = self.repository(slug)?;
        blobs(&repository, revision, dir)?
            .into_iter()
            .map(|(path, id)| Ok((path, repository.find_blob(id)?.content().to_vec())))
            .collect()
    }

    /// The same with the names of the blobs only.
    pub fn blobs(
        &self,
        slug: &str,
        revision: &str,
        dir: &str,
    ) -> anyhow::Result<Vec<(String, String)>> {
        let found = blobs(&self.repository(slug)?, revision, dir)?;
        Ok(found
            .into_iter()
            .map(|(path, id)| (path, id.to_string()))
            .collect())
    }

    pub fn read_file(
        &self,
        slug: &str,
        revision: &str,
        path: &str,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        match self.entry(slug, revision, path)? {
            Some(entry) if entry.kind == "blob" => self.blob(slug, &entry.sha),
            _ => Ok(None),
        }
    }

    /// What stands at a path: a file, a directory or nothing. The empty path is the root directory.
    pub fn entry(&self, slug: &str, revision: &str, path: &str) -> anyhow::Result<Option<Entry>> {
        let repository = self.repository(slug)?;
        let Some(commit) = find_commit(&repository, revision) else {
            return Ok(None);
        };
        let tree = commit.tree()?;
        let path = path.trim_matches('/');
        if path.is_empty() {
            return Ok(Some(Entry {
                path: String::new(),
                mode: "040000".to_owned(),
                kind: "tree",
                sha: tree.id().to_string(),
                size: None,
            }));
        }
        let Ok(entry) = tree.get_path(std::path::Path::new(path)) else {
            return Ok(None);
        };
        Ok(Some(describe(&repository, path.to_owned(), &entry)))
    }

    pub fn blob(&self, slug: &str, sha: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let repository = self.repository(slug)?;
        Ok(oid(sha)
            .and_then(|id| repository.find_blob(id).ok())
            .map(|blob| blob.content().to_vec()))
    }

    /// The entries of a tree, given by its own sha or by any revision; `None` when there is none.
    pub fn tree(
        &self,
        slug: &str,
        revision: &str,
        recursive: bool,
    ) -> anyhow::Result<Option<(String, Vec<Entry>)>> {
        let repository = self.repository(slug)?;
        let by_sha = oid(revision).and_then(|id| repository.find_tree(id).ok());
        let Some(tree) =
            by_sha.or_else(|| find_commit(&repository, revision).and_then(|c| c.tree().ok()))
        else {
            return Ok(None);
        };
        Ok(Some((
            tree.id().to_string(),
            list(&repository, &tree, recursive)?,
        )))
    }

    pub fn commit(&self, slug: &str, sha: &str) -> anyhow::Result<Option<CommitInfo>> {
        let repository = self.repository(slug)?;
        Ok(oid(sha)
            .and_then(|id| repository.find_commit(id).ok())
            .map(|commit| info(&commit)))
    }

    /// Commits reachable from a revision, newest first; `path` keeps those that touched it.
    pub fn log(
        &self,
        slug: &str,
        revision: &str,
        path: Option<&str>,
        at_most: usize,
    ) -> anyhow::Result<Vec<CommitInfo>> {
        let repository = self.repository(slug)?;
        let Some(head) = find_commit(&repository, revision) else {
            return Ok(Vec::new());
        };
        let mut walk = repository.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::TIME)?;
        walk.push(head.id())?;
        let mut found = Vec::new();
        for id in walk {
            let commit = repository.find_commit(id?)?;
            if path.is_none_or(|p| touched(&commit, p)) {
                found.push(info(&commit));
            }
            if found.len() == at_most {
                break;
            }
        }
        Ok(found)
    }

    /// Branch names and the commits they point at.
    pub fn branches(&self, slug: &str) -> anyhow::Result<Vec<(String, String)>> {
        let found = self.refs(slug, "refs/heads/")?;
        Ok(found
            .into_iter()
            .map(|(name, sha)| (name.trim_start_matches("refs/heads/").to_owned(), sha))
            .collect())
    }

    /// Every ref whose full name begins with `prefix`, in order.
    pub fn refs(&self, slug: &str, prefix: &str) -> anyhow::Result<Vec<(String, String)>> {
        let repository = self.repository(slug)?;
        let mut found = Vec::new();
        for reference in repository.references()? {
            let reference = reference?;
            let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
            if let Some(target) = reference.target()
                && name.starts_with(prefix)
            {
                found.push((name, target.to_string()));
            }
        }
        found.sort();
        Ok(found)
    }

    /// Is `ancestor` the commit itself or one of those it grew from?
    pub fn contains(&self, slug: &str, revision: &str, ancestor: &str) -> anyhow::Result<bool> {
        let repository = self.repository(slug)?;
        let (Some(head), Some(old)) = (
            find_commit(&repository, revision),
            find_commit(&repository, ancestor),
        ) else {
            return Ok(false);
        };
        Ok(head.id() == old.id() || repository.graph_descendant_of(head.id(), old.id())?)
    }
}

pub(super) fn find_commit<'r>(
    repository: &'r Repository,
    revision: &str,
) -> Option<git2::Commit<'r>> {
    if let Some(id) = oid(revision) {
        return repository.find_commit(id).ok();
    }
    let names = [
        revision.to_owned(),
        format!("refs/{revision}"),
        format!("refs/heads/{revision}"),
        format!("refs/tags/{revision}"),
    ];
    let named = names
        .iter()
        .filter(|n| *n == "HEAD" || n.starts_with("refs/"))
        .find_map(|n| {
            repository
                .find_reference(n)
                .ok()
                .and_then(|r| r.peel_to_commit().ok())
        });
    named.or_else(|| {
        let short = revision.len() >= 7 && revision.bytes().all(|b| b.is_ascii_hexdigit());
        short
            .then(|| repository.find_commit_by_prefix(revision).ok())
            .flatten()
    })
}

pub(super) fn info(commit: &git2::Commit<'_>) -> CommitInfo {
    CommitInfo {
        sha: commit.id().to_string(),
        tree: commit.tree_id().to_string(),
        parents: commit.parent_ids().map(|id| id.to_string()).collect(),
        message: String::from_utf8_lossy(commit.message_bytes())
            .trim_end()
            .to_owned(),
        author: who(&commit.author()),
        committer: who(&commit.committer()),
    }
}

fn who(signature: &git2::Signature<'_>) -> Who {
    Who {
        name: String::from_utf8_lossy(signature.name_bytes()).into_owned(),
        email: String::from_utf8_lossy(signature.email_bytes()).into_owned(),
        at: Timestamp::from_second(signature.when().seconds()).unwrap_or(Timestamp::UNIX_EPOCH),
    }
}

fn blobs(
    repository: &Repository,
    revision: &str,
    dir: &str,
) -> anyhow::Result<Vec<(String, git2::Oid)>> {
    let Some(commit) = find_commit(repository, revision) else {
        return Ok(Vec::new());
    };
    let prefix = dir.trim_matches('/');
    let root = commit.tree()?;
    let (tree, prefix) = match prefix {
        "" => (root, String::new()),
        _ => {
            let below = root
                .get_path(std::path::Path::new(prefix))
                .and_then(|entry| entry.to_object(repository))
                .and_then(|object| object.peel_to_tree());
            match below {
                Ok(tree) => (tree, format!("{prefix}/")),
                Err(_) => return Ok(Vec::new()),
            }
        }
    };
    let mut found = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |dir, entry| {
        if entry.kind() == Some(ObjectType::Blob) {
            let name = String::from_utf8_lossy(entry.name_bytes());
            found.push((format!("{prefix}{dir}{name}"), entry.id()));
        }
        TreeWalkResult::Ok
    })?;
    Ok(found)
}

fn list(
    repository: &Repository,
    tree: &git2::Tree<'_>,
    recursive: bool,
) -> anyhow::Result<Vec<Entry>> {
    if !recursive {
        let name = |e: &git2::TreeEntry<'_>| String::from_utf8_lossy(e.name_bytes()).into_owned();
        return Ok(tree
            .iter()
            .map(|e| describe(repository, name(&e), &e))
            .collect());
    }
    let mut found = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |dir, entry| {
        let path = format!("{}{}", dir, String::from_utf8_lossy(entry.name_bytes()));
        found.push(describe(repository, path, entry));
        TreeWalkResult::Ok
    })?;
    Ok(found)
}

fn describe(repository: &Repository, path: String, entry: &git2::TreeEntry<'_>) -> Entry {
    let kind = match entry.kind() {
        Some(ObjectType::Tree) => "tree",
        Some(ObjectType::Commit) => "commit",
        _ => "blob",
    };
    let size = (kind == "blob")
        .then(|| repository.find_blob(entry.id()).ok().map(|b| b.size()))
        .flatten();
    Entry {
        path,
        mode: format!("{:06o}", entry.filemode()),
        kind,
        sha: entry.id().to_string(),
        size,
    }
}

fn touched(commit: &git2::Commit<'_>, path: &str) -> bool {
    let at = |c: &git2::Commit<'_>| {
        c.tree()
            .ok()
            .and_then(|t| t.get_path(std::path::Path::new(path)).ok())
            .map(|e| e.id())
    };
    let now = at(commit);
    match commit.parent(0) {
        Ok(parent) => at(&parent) != now,
        Err(_) => now.is_some(),
    }
}
