//! Two commits side by side: which has what the other lacks, and the files between them.

use git2::{Delta, DiffFindOptions, DiffOptions, Patch, Sort};

use super::read::{find_commit, info};
use super::{CommitInfo, GitStore};

#[derive(Debug, Clone)]
pub struct Comparison {
    pub base: CommitInfo,
    pub head: CommitInfo,
    pub merge_base: CommitInfo,
    pub ahead: usize,
    pub behind: usize,
    /// What the head has and the base lacks, oldest first.
    pub commits: Vec<CommitInfo>,
    pub files: Vec<FileDiff>,
}

impl Comparison {
    pub fn status(&self) -> &'static str {
        match (self.ahead, self.behind) {
            (0, 0) => "identical",
            (_, 0) => "ahead",
            (0, _) => "behind",
            _ => "diverged",
        }
    }
}

#[derive(Debug, Clone)]
pub struct FileDiff {
    pub path: String,
    pub previous: Option<String>,
    /// `added`, `removed`, `modified` or `renamed`.
    pub status: &'static str,
    pub additions: usize,
    pub deletions: usize,
    /// Hunks only, without file headers; absent for binary files.
    pub patch: Option<String>,
    pub sha: String,
}

impl GitStore {
    /// Three dots: the files are those between the merge base and the head. `None` when either side or a common past is missing.
    pub fn compare(
        &self,
        slug: &str,
        base: &str,
        head: &str,
    ) -> anyhow::Result<Option<Comparison>> {
        let repository = self.repository(slug)?;
        let (Some(base), Some(head)) = (
            find_commit(&repository, base),
            find_commit(&repository, head),
        ) else {
            return Ok(None);
        };
        let Ok(merge_base) = repository.merge_base(base.id(), head.id()) else {
            return Ok(None);
        };
        let merge_base = repository.find_commit(merge_base)?;
        let (ahead, behind) = repository.graph_ahead_behind(head.id(), base.id())?;
        let mut walk = repository.revwalk()?;
        walk.set_sorting(Sort::TOPOLOGICAL | Sort::REVERSE)?;
        walk.push(head.id())?;
        walk.hide(base.id())?;
        let mut commits = Vec::new();
        for id in walk {
            commits.push(info(&repository.find_commit(id?)?));
        }
        let files = diff_trees(&repository, Some(&merge_base.tree()?), &head.tree()?)?;
        Ok(Some(Comparison {
            base: info(&base),
            head: info(&head),
            merge_base: info(&merge_base),
            ahead,
            behind,
            commits,
            files,
        }))
    }

    /// What one commit changed against its first parent.
    pub fn changed_files(&self, slug: &str, sha: &str) -> anyhow::Result<Vec<FileDiff>> {
        let repository = self.repository(slug)?;
        let Some(commit) = find_commit(&repository, sha) else {
            return Ok(Vec::new());
        };
        let parent = commit.parent(0).ok().map(|p| p.tree()).transpose()?;
        diff_trees(&repository, parent.as_ref(), &commit.tree()?)
    }

    pub fn merge_base(&self, slug: &str, one: &str, two: &str) -> anyhow::Result<Option<String>> {
        let repository = self.repository(slug)?;
        let (Some(one), Some(two)) = (find_commit(&repository, one), find_commit(&repository, two))
        else {
            return Ok(None);
        };
        Ok(repository
            .merge_base(one.id(), two.id())
            .ok()
            .map(|id| id.to_string()))
    }
}

fn diff_trees(
    repository: &git2::Repository,
    old: Option<&git2::Tree<'_>>,
    new: &git2::Tree<'_>,
) -> anyhow::Result<Vec<FileDiff>> {
    let mut diff =
        repository.diff_tree_to_tree(old, Some(new), Some(DiffOptions::new().context_lines(3)))?;
    diff.find_similar(Some(DiffFindOptions::new().renames(true)))?;
    let mut files = Vec::new();
    for (index, delta) in diff.deltas().enumerate() {
        let name = |file: git2::DiffFile<'_>| {
            file.path_bytes()
                .map(|b| String::from_utf8_lossy(b).into_owned())
                .unwrap_or_default()
        };
        let (path, previous, status) = match delta.status() {
            Delta::Added => (name(delta.new_file()), None, "added"),
            Delta::Deleted => (name(delta.old_file()), None, "removed"),
            Delta::Renamed => (
                name(delta.new_file()),
                Some(name(delta.old_file())),
                "renamed",
            ),
            _ => (name(delta.new_file()), None, "modified"),
        };
        let blob = if status == "removed" {
            delta.old_file().id()
        } else {
            delta.new_file().id()
        };
        let (mut additions, mut deletions, mut text) = (0, 0, None);
        if let Some(mut patch) = Patch::from_diff(&diff, index)? {
            let (_, added, deleted) = patch.line_stats()?;
            (additions, deletions) = (added, deleted);
            text = hunks(&mut patch)?;
        }
        files.push(FileDiff {
            path,
            previous,
            status,
            additions,
            deletions,
            patch: text,
            sha: blob.to_string(),
        });
    }
    Ok(files)
}

/// A patch from its first hunk on, as GitHub prints it.
fn hunks(patch: &mut Patch<'_>) -> anyhow::Result<Option<String>> {
    let buffer = patch.to_buf()?;
    let text = String::from_utf8_lossy(&buffer).into_owned();
    Ok(text
        .find("\n@@ ")
        .map(|at| text[at + 1..].trim_end_matches('\n').to_owned()))
}
