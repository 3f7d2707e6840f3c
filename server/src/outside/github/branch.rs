//! The branch of a pull request: one commit with all files, repeatable at every step.

use super::api::As;
use super::content::{Blob, blob_sha};
use super::json::{Comparison, GitCommit, ListedCommit, Object, Ref};
use super::{GitHub, Wanted, names, trouble};
use crate::outside::wire::path_text;
use domain::github::{Login, RepoSlug, Sha};
use domain::manifest::REQUEST_ANNOTATION;
use domain::trouble::{Trouble, TroubleKind};
use http::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// GitHub lists no more files than this in a comparison; Berth's own are a handful.
const COMPARED_MAX: usize = 300;

/// The commit that the branch's files are laid upon.
struct Foundation {
    commit: String,
    tree: String,
}

impl GitHub {
    /// Brings the branch to hold exactly the wanted files over its base; returns its head.
    pub(super) async fn ensure_branch(
        &self,
        repo: &RepoSlug,
        base: &str,
        wanted: &Wanted,
    ) -> Result<Sha, Trouble> {
        names::check(wanted)?;
        match self.head_of(repo, &wanted.branch).await? {
            None => self.create_branch(repo, base, wanted).await,
            Some(head) => self.update_branch(repo, base, head, wanted).await,
        }
    }

    async fn head_of(&self, repo: &RepoSlug, branch: &str) -> Result<Option<String>, Trouble> {
        let path = format!("ref/heads/{}", path_text(branch));
        let found: Option<Ref> = self.git_object(repo, &path).await?;
        Ok(found.map(|found| found.object.sha))
    }

    async fn create_branch(
        &self,
        repo: &RepoSlug,
        base: &str,
        wanted: &Wanted,
    ) -> Result<Sha, Trouble> {
        let commit = self.head_of(repo, base).await?.ok_or_else(|| {
            trouble::new(TroubleKind::Missing, format!("{repo} has no branch {base}"))
        })?;
        let tree = self.tree_of(repo, &commit).await?;
        let foundation = Foundation { commit, tree };
        let parents = [foundation.commit.clone()];
        let sha = self
            .commit(repo, base, &foundation, &parents, wanted)
            .await?;
        let body = json!({ "ref": format!("refs/heads/{}", wanted.branch), "sha": sha });
        let path = format!("/repos/{repo}/git/refs");
        let made: Ref = self
            .api()
            .write(As::Repo(repo), Method::POST, &path, &body)
            .await?;
        Ok(Sha(made.object.sha))
    }

    async fn update_branch(
        &self,
        repo: &RepoSlug,
        base: &str,
        head: String,
        wanted: &Wanted,
    ) -> Result<Sha, Trouble> {
        let compared = self.compare(repo, base, &head).await?.ok_or_else(|| {
            trouble::new(TroubleKind::Missing, format!("{repo} has no branch {base}"))
        })?;
        if self.holds(repo, &head, &compared, wanted).await? {
            return Ok(Sha(head));
        }
        let others = self.foreign(&compared).await?;
        if !others.is_empty() {
            let names: Vec<&str> = others.iter().map(Login::as_str).collect();
            return Err(trouble::new(
                TroubleKind::Conflict,
                format!(
                    "{} pushed to {}: Berth does not overwrite it",
                    names.join(", "),
                    wanted.branch
                ),
            ));
        }
        let foundation = self
            .foundation(repo, base, compared.merge_base_commit)
            .await?;
        let (foundation, parents) = match wanted.edited.is_empty() {
            true => (foundation, vec![head]),
            false => self.renewed(repo, base, foundation, head).await?,
        };
        let sha = self
            .commit(repo, base, &foundation, &parents, wanted)
            .await?;
        let path = format!("/repos/{repo}/git/refs/heads/{}", path_text(&wanted.branch));
        let body = json!({ "sha": sha, "force": false });
        let moved: Ref = self
            .api()
            .write(As::Repo(repo), Method::PATCH, &path, &body)
            .await?;
        Ok(Sha(moved.object.sha))
    }

    async fn foundation(
        &self,
        repo: &RepoSlug,
        base: &str,
        merge_base: Option<ListedCommit>,
    ) -> Result<Foundation, Trouble> {
        let Some(found) = merge_base else {
            return Err(trouble::new(
                TroubleKind::Conflict,
                format!("the branch shares no history with {base}"),
            ));
        };
        let known = found.commit.and_then(|commit| commit.tree);
        let tree = match known {
            Some(Object { sha }) => sha,
            None => self.tree_of(repo, &found.sha).await?,
        };
        Ok(Foundation {
            commit: found.sha,
            tree,
        })
    }

    /// Lines that change are laid upon the base as it is now, which the branch then takes in: over the point where it
    /// once left the base, they would stand beside what others changed since.
    async fn renewed(
        &self,
        repo: &RepoSlug,
        base: &str,
        left: Foundation,
        head: String,
    ) -> Result<(Foundation, Vec<String>), Trouble> {
        let commit = self.head_of(repo, base).await?.ok_or_else(|| {
            trouble::new(TroubleKind::Missing, format!("{repo} has no branch {base}"))
        })?;
        if commit == left.commit {
            return Ok((left, vec![head]));
        }
        let tree = self.tree_of(repo, &commit).await?;
        let parents = vec![head, commit.clone()];
        Ok((Foundation { commit, tree }, parents))
    }

    async fn tree_of(&self, repo: &RepoSlug, commit: &str) -> Result<String, Trouble> {
        let found: Option<GitCommit> = self.git_object(repo, &format!("commits/{commit}")).await?;
        found.map(|found| found.tree.sha).ok_or_else(|| {
            trouble::new(
                TroubleKind::Missing,
                format!("{repo} has no commit {commit}"),
            )
        })
    }

    /// A commit with the wanted files over the foundation. No author is given: GitHub then signs in Berth's name.
    async fn commit(
        &self,
        repo: &RepoSlug,
        base: &str,
        foundation: &Foundation,
        parents: &[String],
        wanted: &Wanted,
    ) -> Result<String, Trouble> {
        let mut present = BTreeMap::new();
        for path in wanted.paths() {
            let blob = self.blob_at(repo, path, &foundation.commit).await?;
            present.insert(path, blob);
        }
        let changes = changes(&present, wanted)?;
        if changes.is_empty() {
            return Err(trouble::new(
                TroubleKind::Refused,
                format!("{base} of {repo} holds exactly these files already"),
            ));
        }
        let body = json!({ "base_tree": foundation.tree, "tree": changes });
        let path = format!("/repos/{repo}/git/trees");
        let tree: Object = self
            .api()
            .write(As::Repo(repo), Method::POST, &path, &body)
            .await?;
        let body = json!({ "message": wanted.message, "tree": tree.sha, "parents": parents });
        let path = format!("/repos/{repo}/git/commits");
        let made: Object = self
            .api()
            .write(As::Repo(repo), Method::POST, &path, &body)
            .await?;
        Ok(made.sha)
    }

    /// Whether the head differs from its base by exactly the wanted files.
    pub(super) async fn holds(
        &self,
        repo: &RepoSlug,
        head: &str,
        compared: &Comparison,
        wanted: &Wanted,
    ) -> Result<bool, Trouble> {
        let Some(silent) = silent_paths(compared, wanted) else {
            return Ok(false);
        };
        // What the comparison does not name is as on the base; it may be as wanted there already.
        for path in silent {
            let blob = self.blob_at(repo, path, head).await?;
            let should = wanted.text_of(path).map(blob_sha);
            if blob.map(|blob| blob.sha) != should {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Who else committed on the branch. Taking the base in (a merge) changes nothing of the request.
    pub(super) async fn foreign(&self, compared: &Comparison) -> Result<Vec<Login>, Trouble> {
        let own = self.own_login().await?;
        let mut others: Vec<Login> = compared
            .commits
            .iter()
            .filter(|commit| commit.parents.len() < 2)
            .map(author)
            .filter(|login| *login != own)
            .collect();
        others.sort();
        others.dedup();
        Ok(others)
    }
}

impl Wanted {
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter().map(|file| file.path.as_str());
        files.chain(self.removed.iter().map(String::as_str))
    }

    fn text_of(&self, path: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|file| file.path == path)
            .map(|file| file.text.as_str())
    }
}

fn author(commit: &ListedCommit) -> Login {
    if let Some(user) = &commit.author {
        return Login::new(&user.login);
    }
    // Nobody on GitHub has this address: the name in the commit is all there is.
    let name = commit
        .commit
        .as_ref()
        .and_then(|body| body.author.as_ref())
        .and_then(|author| author.name.as_deref());
    Login::new(name.unwrap_or("somebody unknown"))
}

/// The wanted paths that the comparison does not name; `None` when it names anything that is not wanted.
fn silent_paths<'w>(compared: &Comparison, wanted: &'w Wanted) -> Option<Vec<&'w str>> {
    if compared.files.len() >= COMPARED_MAX {
        return None;
    }
    let mut named: Vec<&str> = Vec::new();
    for file in &compared.files {
        let path = file.filename.as_str();
        named.push(path);
        if file.status == "removed" {
            if !wanted.removed.iter().any(|gone| gone == path) {
                return None;
            }
            continue;
        }
        if file.sha != wanted.text_of(path).map(blob_sha) {
            return None;
        }
        if file.status == "renamed"
            && let Some(previous) = &file.previous_filename
        {
            if !wanted.removed.contains(previous) {
                return None;
            }
            named.push(previous);
        }
    }
    Some(
        wanted
            .paths()
            .filter(|path| !named.contains(path))
            .collect(),
    )
}

/// Entries of the new tree over the foundation's; refuses to touch what Berth did not write.
fn changes(present: &BTreeMap<&str, Option<Blob>>, wanted: &Wanted) -> Result<Vec<Value>, Trouble> {
    let mut entries = Vec::new();
    for path in wanted.paths() {
        let blob = present.get(path).and_then(Option::as_ref);
        let text = wanted.text_of(path);
        if blob.map(|blob| &blob.sha) == text.map(blob_sha).as_ref() {
            continue;
        }
        if let Some(edit) = wanted.edited.iter().find(|edit| edit.path == path) {
            if blob.map(|blob| blob.text.as_str()) != edit.before.as_deref() {
                return Err(trouble::new(
                    TroubleKind::Conflict,
                    format!("{path} changed after the change of it was asked for"),
                ));
            }
        } else if blob.is_some_and(|blob| !blob.text.contains(REQUEST_ANNOTATION)) {
            return Err(trouble::new(
                TroubleKind::Refused,
                format!(
                    "{path} exists and was not written by Berth: it carries no {REQUEST_ANNOTATION}"
                ),
            ));
        }
        let mut entry = json!({ "path": path, "mode": "100644", "type": "blob" });
        match text {
            Some(text) => entry["content"] = json!(text),
            None => entry["sha"] = Value::Null,
        }
        entries.push(entry);
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::manifest::File;

    fn wanted() -> Wanted {
        let file = |path: &str, text: &str| File {
            path: path.into(),
            text: text.into(),
        };
        Wanted {
            repo: RepoSlug::parse("o/n").unwrap(),
            base: None,
            branch: "berth/x".into(),
            files: vec![file("a.yaml", "A"), file("b.yaml", "B")],
            removed: vec!["old.yaml".into()],
            edited: vec![],
            message: String::new(),
            title: String::new(),
            body: String::new(),
            labels: vec![],
            reviewers: vec![],
        }
    }

    fn compared(files: Value) -> Comparison {
        serde_json::from_value(json!({ "status": "ahead", "files": files })).unwrap()
    }

    #[test]
    fn only_the_wanted_difference_is_current() {
        let wanted = wanted();
        let exact = json!([
            {"filename": "a.yaml", "status": "added", "sha": blob_sha("A")},
            {"filename": "b.yaml", "status": "renamed", "sha": blob_sha("B"), "previous_filename": "old.yaml"}]);
        assert_eq!(silent_paths(&compared(exact), &wanted), Some(vec![]));
        let partly = json!([{"filename": "a.yaml", "status": "added", "sha": blob_sha("A")}]);
        assert_eq!(
            silent_paths(&compared(partly), &wanted),
            Some(vec!["b.yaml", "old.yaml"])
        );
        for wrong in [
            json!([{"filename": "a.yaml", "status": "added", "sha": blob_sha("other")}]),
            json!([{"filename": "README.md", "status": "added", "sha": blob_sha("A")}]),
            json!([{"filename": "README.md", "status": "removed", "sha": blob_sha("A")}]),
            json!([{"filename": "a.yaml", "status": "renamed", "sha": blob_sha("A"), "previous_filename": "x"}]),
        ] {
            assert_eq!(silent_paths(&compared(wrong), &wanted), None);
        }
    }

    #[test]
    fn lines_change_only_in_a_file_that_is_as_it_was() {
        let edit = |before: Option<&str>| domain::manifest::EditedFile {
            path: "a.yaml".into(),
            before: before.map(str::to_owned),
            after: Some("A".into()),
        };
        let blob = |text: &str| {
            Some(Blob {
                sha: blob_sha(text),
                text: text.into(),
            })
        };
        let wanted = |before| Wanted {
            files: vec![File {
                path: "a.yaml".into(),
                text: "A".into(),
            }],
            removed: vec![],
            edited: vec![edit(before)],
            ..wanted()
        };
        let by_hand = BTreeMap::from([("a.yaml", blob("by hand"))]);
        assert_eq!(
            changes(&by_hand, &wanted(Some("by hand"))).unwrap().len(),
            1
        );
        for before in [Some("other"), None] {
            let refused = changes(&by_hand, &wanted(before)).unwrap_err();
            assert_eq!(refused.kind, TroubleKind::Conflict);
        }
        let gone = BTreeMap::from([("a.yaml", None)]);
        assert!(changes(&gone, &wanted(Some("by hand"))).is_err());
        assert_eq!(changes(&gone, &wanted(None)).unwrap().len(), 1);
    }

    #[test]
    fn files_of_others_are_never_overwritten() {
        let wanted = wanted();
        let blob = |text: &str| {
            Some(Blob {
                sha: blob_sha(text),
                text: text.into(),
            })
        };
        let ours = "annotations: {berth.dev/request: x}";
        let all = BTreeMap::from([
            ("a.yaml", blob(ours)),
            ("b.yaml", None),
            ("old.yaml", blob(ours)),
        ]);
        let entries = changes(&all, &wanted).unwrap();
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[2]["sha"], Value::Null);
        let same = BTreeMap::from([("a.yaml", blob("A")), ("b.yaml", blob("B"))]);
        assert!(changes(&same, &wanted).unwrap().is_empty());
        let foreign = BTreeMap::from([("a.yaml", blob("by hand"))]);
        assert_eq!(
            changes(&foreign, &wanted).unwrap_err().kind,
            TroubleKind::Refused
        );
    }
}
