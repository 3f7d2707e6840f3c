//! The three ways in which a pull request's commits come into its base.

use git2::{Commit, Oid, Repository};

use super::{GitStore, Who, oid, signature};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Merge,
    Squash,
    Rebase,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The commit that the base branch now points at.
    Merged(String),
    Conflict,
    /// A branch or commit of the two is not there.
    Missing,
}

impl GitStore {
    /// Would the head go into the base without a conflict? `None` when one of the two is not there.
    pub fn mergeable(&self, slug: &str, base: &str, head: &str) -> anyhow::Result<Option<bool>> {
        let repository = self.repository(slug)?;
        let (Some(base), Some(head)) = (
            super::read::find_commit(&repository, base),
            super::read::find_commit(&repository, head),
        ) else {
            return Ok(None);
        };
        Ok(Some(merged_tree(&repository, &base, &head)?.is_some()))
    }

    /// Brings `head` into the branch `base`.
    pub fn merge(
        &self,
        slug: &str,
        base: &str,
        head: &str,
        method: Method,
        message: &str,
        who: &Who,
    ) -> anyhow::Result<Outcome> {
        let _turn = self.writing.lock();
        let repository = self.repository(slug)?;
        let reference = format!("refs/heads/{base}");
        let Some(head) = oid(head).and_then(|id| repository.find_commit(id).ok()) else {
            return Ok(Outcome::Missing);
        };
        let Ok(base) = repository
            .find_reference(&reference)
            .and_then(|r| r.peel_to_commit())
        else {
            return Ok(Outcome::Missing);
        };
        let merged = match method {
            Method::Merge => join(&repository, &base, &head, &[&base, &head], message, who)?,
            Method::Squash => join(&repository, &base, &head, &[&base], message, who)?,
            Method::Rebase => replay(&repository, &base, &head, who)?,
        };
        let Some(id) = merged else {
            return Ok(Outcome::Conflict);
        };
        repository.reference(&reference, id, true, "merged")?;
        Ok(Outcome::Merged(id.to_string()))
    }
}

fn merged_tree(
    repository: &Repository,
    ours: &Commit<'_>,
    theirs: &Commit<'_>,
) -> anyhow::Result<Option<Oid>> {
    let mut index = repository.merge_commits(ours, theirs, None)?;
    if index.has_conflicts() {
        return Ok(None);
    }
    Ok(Some(index.write_tree_to(repository)?))
}

fn join(
    repository: &Repository,
    base: &Commit<'_>,
    head: &Commit<'_>,
    parents: &[&Commit<'_>],
    message: &str,
    who: &Who,
) -> anyhow::Result<Option<Oid>> {
    let Some(tree) = merged_tree(repository, base, head)? else {
        return Ok(None);
    };
    let tree = repository.find_tree(tree)?;
    let signature = signature(who)?;
    Ok(Some(repository.commit(
        None, &signature, &signature, message, &tree, parents,
    )?))
}

/// Each commit again on top of the base, by its own author.
fn replay(
    repository: &Repository,
    base: &Commit<'_>,
    head: &Commit<'_>,
    who: &Who,
) -> anyhow::Result<Option<Oid>> {
    let mut walk = repository.revwalk()?;
    walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE)?;
    walk.push(head.id())?;
    walk.hide(base.id())?;
    let mut top = base.id();
    for id in walk {
        let commit = repository.find_commit(id?)?;
        if commit.parent_count() != 1 {
            return Ok(None);
        }
        let onto = repository.find_commit(top)?;
        let mut index = repository.cherrypick_commit(&commit, &onto, 0, None)?;
        if index.has_conflicts() {
            return Ok(None);
        }
        let tree = repository.find_tree(index.write_tree_to(repository)?)?;
        let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
        top = repository.commit(
            None,
            &commit.author(),
            &signature(who)?,
            &message,
            &tree,
            &[&onto],
        )?;
    }
    Ok(Some(top))
}
