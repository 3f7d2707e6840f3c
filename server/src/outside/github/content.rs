//! Repositories, files and history, read only.

use super::api::{As, lock};
use super::json::{ChangedFile, Comparison, Content, GitCommit, ListedCommit, Repository};
use super::{GitHub, RepositoryAccess, trouble};
use crate::outside::wire::{path_text, segment};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::github::{RepoSlug, Sha};
use domain::observed::Seen;
use domain::portal::{OtherChange, OtherFile};
use domain::trouble::{System, Trouble, TroubleKind};
use http::{Method, StatusCode};
use serde::Deserialize;
use sha1::{Digest as _, Sha1};
use std::collections::BTreeMap;

/// Pairs of commits that are remembered; a look at them costs a call.
const LINEAGE_KEPT: usize = 10_000;

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    File(Content),
    Folder(Vec<Listed>),
}

/// What a folder holds directly.
#[derive(Deserialize)]
struct Listed {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

/// A file with the name that Git gives its bytes.
pub(super) struct Blob {
    pub sha: String,
    pub text: String,
}

/// The name Git gives to a blob of this text.
pub(super) fn blob_sha(text: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", text.len()));
    hash.update(text);
    hex::encode(hash.finalize())
}

/// GitHub lists no more.
const FILES_MAX: usize = 3_000;

fn touched(file: ChangedFile) -> OtherFile {
    OtherFile {
        change: match (file.status.as_str(), file.previous_filename) {
            ("added" | "copied", _) => OtherChange::Added,
            ("removed", _) => OtherChange::Removed,
            ("renamed", Some(from)) => OtherChange::Moved { from },
            _ => OtherChange::Changed,
        },
        path: file.filename,
        patch: file.patch,
        link: None,
    }
}

fn contents(repo: &RepoSlug, path: &str, reference: &str) -> String {
    format!(
        "/repos/{repo}/contents/{}?ref={}",
        path_text(path),
        segment(reference)
    )
}

impl GitHub {
    /// `Absent`: not there, or not visible to Berth; GitHub does not say which.
    pub async fn repository(&self, slug: &RepoSlug) -> Seen<RepositoryAccess> {
        match self.look_up(slug).await {
            Ok(Some((access, _))) => Seen::Present(access),
            Ok(None) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        }
    }

    pub(super) async fn look_up(
        &self,
        slug: &RepoSlug,
    ) -> Result<Option<(RepositoryAccess, Repository)>, Trouble> {
        if !self.api().is_installed(slug).await? {
            return Ok(None);
        }
        let path = format!("/repos/{slug}");
        let Some(found) = self.api().find::<Repository>(As::Repo(slug), &path).await? else {
            return Ok(None);
        };
        let present = RepoSlug::try_from(found.full_name.clone())
            .map_err(|error| trouble::new(TroubleKind::Nonsense, error.to_string()))?;
        let access = RepositoryAccess {
            id: found.id,
            owner_id: found.owner.as_ref().map(|owner| owner.id),
            default_branch: found.default_branch.clone(),
            private: found.private,
            archived: found.archived,
            // An installation's permissions come with its token, not with the repository.
            can_push: found
                .permissions
                .as_ref()
                .map_or(self.api().is_app(), |permissions| permissions.push),
            html_url: found
                .html_url
                .clone()
                .unwrap_or_else(|| self.repo_url(&present)),
            slug: present,
        };
        Ok(Some((access, found)))
    }

    /// The same where Berth cannot go on without it.
    pub(super) async fn must_see(
        &self,
        slug: &RepoSlug,
    ) -> Result<(RepositoryAccess, Repository), Trouble> {
        self.look_up(slug).await?.ok_or_else(|| {
            trouble::new(
                TroubleKind::Permission,
                format!("{slug} does not exist or Berth may not see it"),
            )
        })
    }

    pub async fn file_at(&self, repo: &RepoSlug, path: &str, reference: &str) -> Seen<String> {
        match self.blob_at(repo, path, reference).await {
            Ok(Some(blob)) => Seen::Present(blob.text),
            Ok(None) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        }
    }

    /// Every file that merging the pull request would touch.
    ///
    /// # Errors
    /// Trouble with GitHub.
    pub async fn pull_files(
        &self,
        repo: &RepoSlug,
        number: u64,
    ) -> Result<Vec<OtherFile>, Trouble> {
        let path = format!("/repos/{repo}/pulls/{number}/files");
        let files: Vec<ChangedFile> = self.api().list(As::Repo(repo), &path, FILES_MAX).await?;
        Ok(files.into_iter().map(touched).collect())
    }

    /// Texts by path; `None`: no such file there.
    ///
    /// # Errors
    /// Trouble with GitHub.
    pub async fn files_at(
        &self,
        repo: &RepoSlug,
        paths: &[String],
        reference: &str,
    ) -> Result<BTreeMap<String, Option<String>>, Trouble> {
        let mut texts = BTreeMap::new();
        for path in paths {
            let blob = self.blob_at(repo, path, reference).await?;
            texts.insert(path.clone(), blob.map(|blob| blob.text));
        }
        Ok(texts)
    }

    /// What a folder holds directly; names of folders in it end in a stroke. Empty: no such folder.
    ///
    /// # Errors
    /// Trouble with GitHub.
    pub async fn folder_at(
        &self,
        repo: &RepoSlug,
        path: &str,
        reference: &str,
    ) -> Result<Vec<String>, Trouble> {
        let address = contents(repo, path, reference);
        Ok(
            match self.api().find::<Entry>(As::Repo(repo), &address).await? {
                None | Some(Entry::File(_)) => Vec::new(),
                Some(Entry::Folder(all)) => {
                    let named = all.into_iter().map(|one| match one.kind.as_str() {
                        "dir" => format!("{}/", one.path),
                        _ => one.path,
                    });
                    named.collect()
                }
            },
        )
    }

    pub(super) async fn blob_at(
        &self,
        repo: &RepoSlug,
        path: &str,
        reference: &str,
    ) -> Result<Option<Blob>, Trouble> {
        let address = contents(repo, path, reference);
        let nonsense = |what: &str| trouble::new(TroubleKind::Nonsense, format!("{path} {what}"));
        let content = match self.api().find::<Entry>(As::Repo(repo), &address).await? {
            None => return Ok(None),
            Some(Entry::Folder(_)) => {
                return Err(trouble::new(
                    TroubleKind::Refused,
                    format!("{path} is a folder in {repo}"),
                ));
            }
            Some(Entry::File(content)) => content,
        };
        if content.kind.as_deref().is_some_and(|kind| kind != "file")
            || content.encoding != "base64"
        {
            return Err(nonsense("is not a file of text"));
        }
        let packed: String = content.content.split_whitespace().collect();
        let bytes = BASE64
            .decode(packed)
            .map_err(|_| nonsense("is not in base64"))?;
        let text = String::from_utf8(bytes).map_err(|_| nonsense("is not text"))?;
        Ok(Some(Blob {
            sha: content.sha,
            text,
        }))
    }

    /// What `head` has beyond the point where it left `base`.
    pub(super) async fn compare(
        &self,
        repo: &RepoSlug,
        base: &str,
        head: &str,
    ) -> Result<Option<Comparison>, Trouble> {
        let path = format!(
            "/repos/{repo}/compare/{}...{}",
            path_text(base),
            path_text(head)
        );
        self.api().find(As::Repo(repo), &path).await
    }

    /// Whether `ancestor` is `descendant` or lies before it. A commit that the repository does not have: no.
    ///
    /// # Errors
    /// Trouble with GitHub.
    pub async fn compare_contains(
        &self,
        repo: &RepoSlug,
        ancestor: &Sha,
        descendant: &Sha,
    ) -> Result<bool, Trouble> {
        let pair = (ancestor.clone(), descendant.clone());
        if ancestor == descendant || lock(self.lineage()).contains(&pair) {
            return Ok(true);
        }
        let found = self.compare(repo, &ancestor.0, &descendant.0).await?;
        let contains =
            found.is_some_and(|found| matches!(found.status.as_str(), "identical" | "ahead"));
        if contains {
            let mut known = lock(self.lineage());
            if known.len() >= LINEAGE_KEPT {
                known.clear();
            }
            known.insert(pair);
        }
        Ok(contains)
    }

    /// The commit on `base` that took the merge back: every path that differs from the merge is again as it was
    /// before it. `Absent`: the merge stands, or the files went on to something newer.
    pub async fn find_revert(
        &self,
        repo: &RepoSlug,
        base: &str,
        merge_commit: &Sha,
        paths: &[String],
    ) -> Seen<Sha> {
        match self.revert(repo, base, merge_commit, paths).await {
            Ok(Some(sha)) => Seen::Present(sha),
            Ok(None) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        }
    }

    async fn revert(
        &self,
        repo: &RepoSlug,
        base: &str,
        merge_commit: &Sha,
        paths: &[String],
    ) -> Result<Option<Sha>, Trouble> {
        let commit_path = format!("/repos/{repo}/git/commits/{merge_commit}");
        let Some(merge) = self
            .api()
            .find::<GitCommit>(As::Repo(repo), &commit_path)
            .await?
        else {
            return Ok(None);
        };
        let mut taken_back = None;
        for path in paths {
            let sha = |blob: Option<Blob>| blob.map(|blob| blob.sha);
            let now = sha(self.blob_at(repo, path, base).await?);
            let merged = sha(self.blob_at(repo, path, &merge_commit.0).await?);
            if now == merged {
                continue;
            }
            let before = match merge.parents.first() {
                Some(parent) => sha(self.blob_at(repo, path, &parent.sha).await?),
                None => None,
            };
            if now != before {
                return Ok(None);
            }
            taken_back.get_or_insert(path);
        }
        let Some(path) = taken_back else {
            return Ok(None);
        };
        let history = format!(
            "/repos/{repo}/commits?path={}&sha={}",
            segment(path),
            segment(base)
        );
        let commits: Vec<ListedCommit> = self.api().list(As::Repo(repo), &history, 1).await?;
        Ok(commits.into_iter().next().map(|commit| Sha(commit.sha)))
    }

    pub fn repo_url(&self, repo: &RepoSlug) -> String {
        format!("{}/{repo}", self.web())
    }

    pub fn blob_url(&self, repo: &RepoSlug, reference: &str, path: &str) -> String {
        let (reference, path) = (path_text(reference), path_text(path));
        format!("{}/{repo}/blob/{reference}/{path}", self.web())
    }

    pub fn pull_request_url(&self, repo: &RepoSlug, number: u64) -> String {
        format!("{}/{repo}/pull/{number}", self.web())
    }

    pub fn commit_url(&self, repo: &RepoSlug, sha: &Sha) -> String {
        format!("{}/{repo}/commit/{sha}", self.web())
    }

    /// What to clone from, as Argo CD is told.
    pub fn clone_url(&self, repo: &RepoSlug) -> String {
        format!("{}/{repo}.git", self.web())
    }

    /// Reads a Git object or reference where an empty repository answers 409.
    pub(super) async fn git_object<T: serde::de::DeserializeOwned>(
        &self,
        repo: &RepoSlug,
        path: &str,
    ) -> Result<Option<T>, Trouble> {
        let path = format!("/repos/{repo}/git/{path}");
        let answer = self.api().read(As::Repo(repo), &path).await?;
        match answer.status {
            StatusCode::NOT_FOUND => Ok(None),
            StatusCode::CONFLICT => Err(trouble::new(
                TroubleKind::Refused,
                format!("{repo} is empty: it needs a first commit"),
            )),
            _ => self
                .api()
                .ok(answer, &format!("{} {path}", Method::GET))?
                .json(System::GitHub)
                .map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blobs_are_named_as_git_names_them() {
        assert_eq!(blob_sha(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(
            blob_sha("hello\n"),
            "ce013625030ba8dba906f756967f9e9ca394464a"
        );
    }
}
