//! What Berth says under a pull request.

use super::GitHub;
use super::api::As;
use super::json::Comment;
use domain::github::Login;
use domain::request::PullRequest;
use domain::trouble::Trouble;
use http::Method;
use serde_json::json;

/// Comments that are looked through for Berth's own.
const LOOKED_AT: usize = 300;

impl GitHub {
    /// One comment that is kept true: the one of Berth's that begins with the mark says this, or a new one does.
    ///
    /// # Errors
    /// Trouble with GitHub.
    pub async fn ensure_kept_comment(
        &self,
        pr: &PullRequest,
        mark: &str,
        body: &str,
    ) -> Result<(), Trouble> {
        let own = self.own_login().await?;
        let is_own = |found: &&Comment| {
            let author = found
                .user
                .as_ref()
                .is_some_and(|user| Login::new(&user.login) == own);
            author
                && found
                    .body
                    .as_deref()
                    .is_some_and(|body| body.starts_with(mark))
        };
        let there = self.comments(pr).await?;
        let Some(kept) = there.iter().find(is_own) else {
            return self.comment(pr, body).await;
        };
        if kept.body.as_deref().map(str::trim) == Some(body.trim()) {
            return Ok(());
        }
        let path = format!("/repos/{}/issues/comments/{}", pr.repo, kept.id);
        let body = json!({ "body": body });
        let answer = self
            .api()
            .attempt(As::Repo(&pr.repo), Method::PATCH, &path, &body)
            .await?;
        self.api().ok(answer, &format!("PATCH {path}")).map(|_| ())
    }

    /// Says it once, whoever else said the same; nothing, where there is nothing to say.
    pub(super) async fn ensure_comment(&self, pr: &PullRequest, body: &str) -> Result<(), Trouble> {
        if body.trim().is_empty() {
            return Ok(());
        }
        let there = self.comments(pr).await?;
        let same = |found: &Comment| found.body.as_deref().map(str::trim) == Some(body.trim());
        match there.iter().any(same) {
            true => Ok(()),
            false => self.comment(pr, body).await,
        }
    }

    async fn comments(&self, pr: &PullRequest) -> Result<Vec<Comment>, Trouble> {
        let path = format!("/repos/{}/issues/{}/comments", pr.repo, pr.number);
        self.api().list(As::Repo(&pr.repo), &path, LOOKED_AT).await
    }

    async fn comment(&self, pr: &PullRequest, body: &str) -> Result<(), Trouble> {
        let path = format!("/repos/{}/issues/{}/comments", pr.repo, pr.number);
        let body = json!({ "body": body });
        let answer = self
            .api()
            .attempt(As::Repo(&pr.repo), Method::POST, &path, &body)
            .await?;
        self.api().ok(answer, &format!("POST {path}")).map(|_| ())
    }
}
