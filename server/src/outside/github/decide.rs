//! Decisions carried to GitHub: a person's review, Berth's status, the merge, the closing.

use super::api::As;
use super::json::{Merged, Pull, Repository};
use super::look::shows;
use super::{GitHub, MergeOutcome, Status, trouble};
use crate::outside::wire::path_text;
use domain::github::{Login, RepoSlug, Sha};
use domain::request::{PullRequest, Verdict};
use domain::trouble::{System, Trouble, TroubleKind};
use http::{Method, StatusCode};
use secrecy::SecretString;
use serde_json::json;

/// GitHub cuts longer descriptions of a status off with an error.
const STATUS_MAX: usize = 140;

impl Status {
    /// The description as GitHub takes it.
    pub(super) fn short_description(&self) -> String {
        match self.description.char_indices().nth(STATUS_MAX) {
            None => self.description.clone(),
            Some(_) => {
                let head: String = self.description.chars().take(STATUS_MAX - 1).collect();
                format!("{head}…")
            }
        }
    }
}

impl GitHub {
    /// A review in the person's own name, on the commit that was looked at. A rejection asks for changes on GitHub,
    /// which knows nothing stronger.
    ///
    /// # Errors
    /// `Refused` when GitHub does not let this person review, for example their own pull request.
    pub async fn ensure_review(
        &self,
        user_token: &SecretString,
        pr: &PullRequest,
        verdict: Verdict,
        comment: &str,
        head: &Sha,
    ) -> Result<(), Trouble> {
        let who = As::Person(user_token);
        let me = self.me(user_token).await?;
        let (event, state) = match verdict {
            Verdict::Approve => ("APPROVE", "APPROVED"),
            Verdict::RequestChanges | Verdict::Reject => ("REQUEST_CHANGES", "CHANGES_REQUESTED"),
        };
        let all = self.reviews(who, &pr.repo, pr.number).await?;
        let newest = all.iter().rev().find(|review| {
            let author = review.user.as_ref().map(|user| Login::new(&user.login));
            author.as_ref() == Some(&me.login) && !review.state.eq_ignore_ascii_case("COMMENTED")
        });
        let is_there = newest.is_some_and(|review| {
            review.state.eq_ignore_ascii_case(state) && review.commit_id.as_deref() == Some(&head.0)
        });
        if is_there {
            return Ok(());
        }
        if newest.is_some_and(|review| {
            review.state.eq_ignore_ascii_case("DISMISSED")
                && review.commit_id.as_deref() == Some(&head.0)
        }) {
            let message = format!("the review of {} was dismissed on GitHub", me.login);
            return Err(trouble::new(TroubleKind::Refused, message));
        }
        let path = format!("/repos/{}/pulls/{}/reviews", pr.repo, pr.number);
        let body = json!({ "commit_id": head, "event": event, "body": comment });
        let answer = self.api().attempt(who, Method::POST, &path, &body).await?;
        if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
            return Err(trouble::new(TroubleKind::Refused, trouble::words(&answer)));
        }
        self.api().ok(answer, &format!("POST {path}")).map(|_| ())
    }

    /// # Errors
    /// Trouble with GitHub.
    pub async fn ensure_status(
        &self,
        repo: &RepoSlug,
        head: &Sha,
        status: &Status,
    ) -> Result<(), Trouble> {
        if shows(&self.statuses(repo, &head.0).await?, status) {
            return Ok(());
        }
        let path = format!("/repos/{repo}/statuses/{head}");
        let mut body = json!({
            "context": status.context, "state": status.state.as_str(),
            "description": status.short_description(),
        });
        if let Some(url) = &status.target_url {
            body["target_url"] = json!(url);
        }
        let answer = self
            .api()
            .attempt(As::Repo(repo), Method::POST, &path, &body)
            .await?;
        self.api().ok(answer, &format!("POST {path}")).map(|_| ())
    }

    /// Merges exactly the reviewed head, in a way that the repository allows.
    ///
    /// # Errors
    /// Trouble with GitHub; that it does not merge yet is an outcome.
    pub async fn ensure_merged(
        &self,
        pr: &PullRequest,
        head: &Sha,
    ) -> Result<MergeOutcome, Trouble> {
        let pull = self.must_have(pr).await?;
        if let Some(done) = merged(&pull) {
            return Ok(done);
        }
        if pull.head.sha != head.0 {
            return Ok(MergeOutcome::HeadMoved);
        }
        let (_, repository) = self.must_see(&pr.repo).await?;
        let path = format!("/repos/{}/pulls/{}/merge", pr.repo, pr.number);
        let body = json!({ "sha": head, "merge_method": method(&repository) });
        let answer = self
            .api()
            .attempt(As::Repo(&pr.repo), Method::PUT, &path, &body)
            .await?;
        match answer.status {
            StatusCode::METHOD_NOT_ALLOWED => {
                // Also what GitHub says to a second merge.
                let again = self.must_have(pr).await?;
                let reason = trouble::words(&answer);
                Ok(merged(&again).unwrap_or(MergeOutcome::NotYet { reason }))
            }
            StatusCode::CONFLICT => Ok(MergeOutcome::HeadMoved),
            _ => {
                let answer = self.api().ok(answer, &format!("PUT {path}"))?;
                let made: Merged = answer.json(System::GitHub)?;
                Ok(MergeOutcome::Merged {
                    commit: Sha(made.sha),
                })
            }
        }
    }

    async fn must_have(&self, pr: &PullRequest) -> Result<Pull, Trouble> {
        self.pull(&pr.repo, pr.number).await?.ok_or_else(|| {
            trouble::new(
                TroubleKind::Missing,
                format!("{} has no pull request {}", pr.repo, pr.number),
            )
        })
    }

    /// Closes the pull request, says why when `comment` is not empty, and deletes its branch. Closing comes last: a pull
    /// request that is closed is done, whatever happened on the way there.
    ///
    /// # Errors
    /// `Refused` when it is merged.
    pub async fn ensure_closed(&self, pr: &PullRequest, comment: &str) -> Result<(), Trouble> {
        let Some(pull) = self.pull(&pr.repo, pr.number).await? else {
            return Ok(());
        };
        if pull.is_merged() {
            return Err(trouble::new(
                TroubleKind::Refused,
                format!("pull request {} is merged", pr.number),
            ));
        }
        if pull.is_open() {
            self.ensure_comment(pr, comment).await?;
        }
        self.ensure_no_branch(pr, &pull).await?;
        if pull.is_open() {
            let path = format!("/repos/{}/pulls/{}", pr.repo, pr.number);
            let body = json!({ "state": "closed" });
            let who = As::Repo(&pr.repo);
            let answer = self.api().attempt(who, Method::PATCH, &path, &body).await?;
            self.api().ok(answer, &format!("PATCH {path}"))?;
        }
        Ok(())
    }

    /// Leaves branches of other repositories, and the one that would have been merged into, alone.
    async fn ensure_no_branch(&self, pr: &PullRequest, pull: &Pull) -> Result<(), Trouble> {
        let is_own = pull.head.repo.as_ref().is_none_or(|head| {
            let base = pull.base.repo.as_ref();
            base.is_none_or(|base| base.full_name == head.full_name)
        });
        if !is_own || pull.head.branch == pull.base.branch {
            return Ok(());
        }
        let path = format!(
            "/repos/{}/git/refs/heads/{}",
            pr.repo,
            path_text(&pull.head.branch)
        );
        let who = As::Repo(&pr.repo);
        let answer = self.api().command(who, Method::DELETE, &path).await?;
        match answer.status {
            // GitHub's words for a branch that is gone.
            StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY => Ok(()),
            _ => self.api().ok(answer, &format!("DELETE {path}")).map(|_| ()),
        }
    }
}

fn merged(pull: &Pull) -> Option<MergeOutcome> {
    let commit = pull.is_merged().then(|| pull.merge_commit_sha.clone())??;
    Some(MergeOutcome::Merged {
        commit: Sha(commit),
    })
}

/// A merge commit where it is allowed: it keeps the reviewed commit in the history.
fn method(repository: &Repository) -> &'static str {
    let allowed = |switch: Option<bool>| switch.unwrap_or(false);
    if repository.allow_merge_commit.unwrap_or(true) {
        "merge"
    } else if allowed(repository.allow_squash_merge) {
        "squash"
    } else if allowed(repository.allow_rebase_merge) {
        "rebase"
    } else {
        "merge"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::github::StatusState;

    #[test]
    fn the_merge_follows_what_the_repository_allows() {
        let repository = |switches: [bool; 3]| -> Repository {
            serde_json::from_value(json!({
                "id": 1, "full_name": "o/n", "default_branch": "main", "allow_merge_commit": switches[0],
                "allow_squash_merge": switches[1], "allow_rebase_merge": switches[2],
            }))
            .unwrap()
        };
        assert_eq!(method(&repository([true, true, true])), "merge");
        assert_eq!(method(&repository([false, true, true])), "squash");
        assert_eq!(method(&repository([false, false, true])), "rebase");
    }

    #[test]
    fn descriptions_of_statuses_fit() {
        let status = |text: &str| Status {
            context: "berth/approval".into(),
            state: StatusState::Pending,
            description: text.into(),
            target_url: None,
        };
        assert_eq!(status("é").short_description(), "é");
        assert_eq!(
            status(&"é".repeat(200)).short_description().chars().count(),
            140
        );
    }
}
