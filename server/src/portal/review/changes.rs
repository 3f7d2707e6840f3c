//! The files that a merge would bring, beside what stands there now.

use super::Look;
use crate::portal::{BerthPortal, PATIENCE, request::home};
use crate::worker::wanted;
use domain::github::RepoSlug;
use domain::manifest::File;
use domain::observed::PullRequestState;
use domain::portal::{Answer, FileChange, OtherChange, OtherFile};
use domain::request::Request;
use std::collections::BTreeMap;
use tokio::time::timeout;

type Texts = BTreeMap<String, Option<String>>;

impl BerthPortal {
    /// What Berth wrote, or what is at the head when somebody else pushed: if that can't be read, nothing, for
    /// the files would not be those that are merged. A base that can't be read shows every file as new.
    pub(super) async fn changes(&self, request: &Request, look: &Look) -> Answer<Vec<FileChange>> {
        let rendered = self.own_files(request).await?;
        let repo = home(&self.services, request);
        let found = look.pull_request.as_ref();
        // GitHub that was silent a moment ago is not asked again: the page has waited long enough.
        let open = found.filter(|found| look.is_fresh && found.state == PullRequestState::Open);
        let pushed = open.filter(|found| !found.is_current || !found.foreign_commits.is_empty());
        let read = async |reference: Option<&str>| match reference {
            Some(reference) => self.texts(repo, &rendered, reference).await,
            None => None,
        };
        let (head, base) = tokio::join!(
            read(pushed.map(|found| found.head.0.as_str())),
            read(open.map(|found| found.base.as_str())),
        );
        let is_over = found.is_some_and(|found| found.state != PullRequestState::Open);
        if head.is_none() && !look.foreign_authors().is_empty() && !is_over {
            return Ok(Vec::new());
        }
        let base = base.unwrap_or_default();
        let reference = found.map(|found| found.head.0.clone());
        let link = |path: &str| {
            let reference = reference.as_deref()?;
            Some(self.services.github.blob_url(repo, reference, path))
        };
        Ok(compare(rendered, head.as_ref(), &base)
            .into_iter()
            .map(|(file, before)| FileChange {
                link: link(&file.path),
                file,
                before,
            })
            .collect())
    }

    /// What Berth wrote, and as empty what it takes away.
    async fn own_files(&self, request: &Request) -> Answer<Vec<File>> {
        let mut files = wanted::files(&self.services, request);
        let removed = wanted::removed(&self.services, request, &files).await?;
        files.extend(removed.into_iter().map(|path| File {
            path,
            text: String::new(),
        }));
        Ok(files)
    }

    /// What others put into the pull request beside Berth's files, as GitHub lists it.
    pub(super) async fn others(
        &self,
        request: &Request,
        look: &Look,
    ) -> Answer<Option<Vec<OtherFile>>> {
        if look.foreign_authors().is_empty() {
            return Ok(Some(Vec::new()));
        }
        let own = self.own_files(request).await?;
        Ok(self.others_beside(&own, look).await)
    }

    async fn others_beside(&self, own: &[File], look: &Look) -> Option<Vec<OtherFile>> {
        let found = look.pull_request.as_ref().filter(|_| look.is_fresh)?;
        let listed = self.services.github.pull_files(&found.repo, found.number);
        let listed = timeout(PATIENCE, listed).await.ok()?.ok()?;
        let is_own = |path: &str| own.iter().any(|file| file.path == path);
        let link = |path: &str| {
            self.services
                .github
                .blob_url(&found.repo, &found.head.0, path)
        };
        let others = listed.into_iter().filter(|file| !is_own(&file.path));
        Some(
            others
                .map(|file| OtherFile {
                    link: (file.change != OtherChange::Removed).then(|| link(&file.path)),
                    ..file
                })
                .collect(),
        )
    }

    async fn texts(&self, repo: &RepoSlug, files: &[File], reference: &str) -> Option<Texts> {
        let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        timeout(
            PATIENCE,
            self.services.github.files_at(repo, &paths, reference),
        )
        .await
        .ok()?
        .ok()
    }
}

/// `head`: the texts on the branch, when they may differ from those that Berth wrote. A file that was removed
/// there is shown as empty.
fn compare(rendered: Vec<File>, head: Option<&Texts>, base: &Texts) -> Vec<(File, Option<String>)> {
    rendered
        .into_iter()
        .map(|file| {
            let before = base.get(&file.path).cloned().flatten();
            let text = match head.and_then(|head| head.get(&file.path)) {
                Some(text) => text.clone().unwrap_or_default(),
                None => file.text,
            };
            (
                File {
                    path: file.path,
                    text,
                },
                before,
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_pushed_is_what_is_shown() {
        let file = |path: &str| File {
            path: path.into(),
            text: "berth".into(),
        };
        let rendered = vec![file("a"), file("b"), file("c")];
        let head = Texts::from([("a".into(), Some("pushed".into())), ("b".into(), None)]);
        let base = Texts::from([("a".into(), Some("old".into())), ("c".into(), None)]);
        let shown: Vec<_> = compare(rendered, Some(&head), &base)
            .into_iter()
            .map(|(file, before)| (file.path, file.text, before))
            .collect();
        assert_eq!(
            shown,
            [
                ("a".into(), "pushed".into(), Some("old".into())),
                ("b".into(), String::new(), None),
                ("c".into(), "berth".into(), None),
            ] as [(String, String, Option<String>); 3]
        );
    }
}
