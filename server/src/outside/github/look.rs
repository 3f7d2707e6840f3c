//! One look at a pull request: its state, reviews, files, and whether GitHub would merge it.

use super::api::As;
use super::json::{CheckRuns, CombinedStatus, CommitStatus, Issue, Pull, Review, Rule};
use super::mergeable::{self, Blockers};
use super::{GitHub, Looked, Status, Which, trouble};
use crate::outside::clock;
use crate::outside::wire::path_text;
use domain::github::{Login, RepoSlug, Sha};
use domain::observed::{Mergeable, PullRequestSeen, PullRequestState, ReviewSeen, Seen};
use domain::request::Verdict;
use domain::trouble::{Trouble, TroubleKind};

/// More reviews than any request of this kind has.
const REVIEWS_MAX: usize = 1_000;

impl GitHub {
    pub async fn pull_request(&self, looked: Looked<'_>) -> Seen<PullRequestSeen> {
        match self.look(looked).await {
            Ok(Some(seen)) => Seen::Present(seen),
            Ok(None) => Seen::Absent,
            Err(trouble) => Seen::Unavailable(trouble),
        }
    }

    async fn look(&self, looked: Looked<'_>) -> Result<Option<PullRequestSeen>, Trouble> {
        let repo = &looked.wanted.repo;
        let number = match looked.which {
            Which::Number(number) => number,
            Which::Branch(branch) => match self.pull_of_branch(repo, branch).await? {
                Some(pull) => pull.number,
                None => return Ok(None),
            },
        };
        let Some(pull) = self.pull(repo, number).await? else {
            return Ok(None);
        };
        let reviews = self.decisive_reviews(repo, number, looked.counts).await?;
        let state = self.state_of(repo, &pull).await?;
        let present = pull.base.repo.as_ref();
        let mut seen = PullRequestSeen {
            // After a rename the answer tells the new name.
            repo: present
                .and_then(|present| RepoSlug::try_from(present.full_name.clone()).ok())
                .unwrap_or_else(|| repo.clone()),
            number,
            url: pull.html_url.clone(),
            head: Sha(pull.head.sha.clone()),
            base: pull.base.branch.clone(),
            // A pull request that is over is not brought up to date any more.
            is_current: true,
            foreign_commits: vec![],
            state,
            reviews,
            mergeable: Mergeable::Unknown,
            is_dressed: true,
        };
        if seen.state != PullRequestState::Open {
            return Ok(Some(seen));
        }
        let compared = self
            .compare(repo, &pull.base.branch, &pull.head.sha)
            .await?
            .ok_or_else(|| trouble::new(TroubleKind::Conflict, "the branch has moved meanwhile"))?;
        let holds = self.holds(repo, &pull.head.sha, &compared, looked.wanted);
        seen.is_current = holds.await?;
        seen.foreign_commits = self.foreign(&compared).await?;
        let statuses = self.statuses(repo, &pull.head.sha).await?;
        seen.is_dressed = self.is_dressed(repo, &pull, looked.wanted)
            && looked.status.is_none_or(|status| shows(&statuses, status));
        let blockers = match mergeable::needs_reasons(&pull) {
            true => self.blockers(repo, &pull, &seen.reviews, statuses).await,
            false => Blockers::default(),
        };
        seen.mergeable = mergeable::mergeable(&pull, &blockers);
        Ok(Some(seen))
    }

    pub(super) async fn pull(&self, repo: &RepoSlug, number: u64) -> Result<Option<Pull>, Trouble> {
        let path = format!("/repos/{repo}/pulls/{number}");
        self.api().find(As::Repo(repo), &path).await
    }

    async fn state_of(&self, repo: &RepoSlug, pull: &Pull) -> Result<PullRequestState, Trouble> {
        if let Some(at) = &pull.merged_at {
            let commit = pull.merge_commit_sha.clone().map(Sha);
            let facts = commit.zip(clock::parse(at));
            let (commit, at) = facts.ok_or_else(|| {
                trouble::new(
                    TroubleKind::Nonsense,
                    "a merged pull request without its commit",
                )
            })?;
            return Ok(PullRequestState::Merged {
                commit,
                by: pull.merged_by.as_ref().map(|user| Login::new(&user.login)),
                at,
            });
        }
        if pull.is_open() {
            return Ok(PullRequestState::Open);
        }
        // Who closed it is known to the issue behind the pull request only, and is not worth a failure.
        let path = format!("/repos/{repo}/issues/{}", pull.number);
        let issue: Option<Issue> = self.api().find(As::Repo(repo), &path).await.unwrap_or(None);
        let by = issue.and_then(|issue| issue.closed_by);
        Ok(PullRequestState::Closed {
            by: by.map(|user| Login::new(&user.login)),
        })
    }

    pub(super) async fn reviews(
        &self,
        who: As<'_>,
        repo: &RepoSlug,
        number: u64,
    ) -> Result<Vec<Review>, Trouble> {
        let path = format!("/repos/{repo}/pulls/{number}/reviews");
        self.api().list(who, &path, REVIEWS_MAX).await
    }

    async fn decisive_reviews(
        &self,
        repo: &RepoSlug,
        number: u64,
        counts: &(dyn Fn(&Login) -> bool + Send + Sync),
    ) -> Result<Vec<ReviewSeen>, Trouble> {
        let all = self.reviews(As::Repo(repo), repo, number).await?;
        Ok(newest_decisive(&all, counts))
    }

    pub(super) async fn statuses(
        &self,
        repo: &RepoSlug,
        sha: &str,
    ) -> Result<Vec<CommitStatus>, Trouble> {
        let path = format!("/repos/{repo}/commits/{sha}/status?per_page=100");
        let found: CombinedStatus = self.api().get(As::Repo(repo), &path).await?;
        Ok(found.statuses)
    }

    /// Why GitHub blocks, as far as it lets itself be asked: a missing permission leaves a reason out.
    async fn blockers(
        &self,
        repo: &RepoSlug,
        pull: &Pull,
        reviews: &[ReviewSeen],
        statuses: Vec<CommitStatus>,
    ) -> Blockers {
        let path = format!(
            "/repos/{repo}/rules/branches/{}",
            path_text(&pull.base.branch)
        );
        let rules: Vec<Rule> = self
            .api()
            .list(As::Repo(repo), &path, 100)
            .await
            .unwrap_or_default();
        let path = format!(
            "/repos/{repo}/commits/{}/check-runs?per_page=100",
            pull.head.sha
        );
        let runs: Option<CheckRuns> = self.api().find(As::Repo(repo), &path).await.unwrap_or(None);
        Blockers::new(
            &rules,
            reviews,
            &statuses,
            &runs.map(|runs| runs.check_runs).unwrap_or_default(),
        )
    }
}

/// Per person the newest review that decides something; comments decide nothing, a dismissal takes back.
fn newest_decisive(
    all: &[Review],
    counts: &(dyn Fn(&Login) -> bool + Send + Sync),
) -> Vec<ReviewSeen> {
    let mut newest: Vec<ReviewSeen> = Vec::new();
    for review in all {
        let Some(user) = &review.user else { continue };
        let by = Login::new(&user.login);
        let verdict = match review.state.to_ascii_uppercase().as_str() {
            "APPROVED" => Some(Verdict::Approve),
            "CHANGES_REQUESTED" => Some(Verdict::RequestChanges),
            "DISMISSED" => None,
            _ => continue,
        };
        newest.retain(|seen| seen.by != by);
        let when = review.submitted_at.as_deref().and_then(clock::parse);
        if let (Some(verdict), Some(head), Some(at)) = (verdict, &review.commit_id, when) {
            newest.push(ReviewSeen {
                counts: counts(&by),
                by,
                verdict,
                comment: review.body.clone().unwrap_or_default(),
                head: Sha(head.clone()),
                at,
            });
        }
    }
    newest
}

/// Whether the newest status of this context is as wanted.
pub(super) fn shows(statuses: &[CommitStatus], wanted: &Status) -> bool {
    statuses
        .iter()
        .find(|status| status.context == wanted.context)
        .is_some_and(|status| {
            status.state == wanted.state.as_str()
                && status.description.as_deref().unwrap_or_default() == wanted.short_description()
                && status.target_url == wanted.target_url
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_newest_decisive_review_of_each_person_counts() {
        let review = |login: &str, state: &str, minute: u32| {
            serde_json::from_value::<Review>(json!({
                "user": {"login": login}, "state": state, "body": null, "commit_id": "c1",
                "submitted_at": format!("2026-01-10T09:{minute:02}:00Z"),
            }))
            .unwrap()
        };
        let mut all = vec![
            review("ann", "CHANGES_REQUESTED", 1),
            review("Ann", "APPROVED", 2),
            review("ann", "COMMENTED", 3),
            review("bob", "APPROVED", 4),
            review("bob", "DISMISSED", 5),
            review("cyd", "approved", 6),
        ];
        all[0].user = None;
        let seen = newest_decisive(&all, &|login| login.as_str() == "ann");
        let short: Vec<_> = seen
            .iter()
            .map(|review| (review.by.as_str(), review.verdict, review.counts))
            .collect();
        assert_eq!(
            short,
            [
                ("ann", Verdict::Approve, true),
                ("cyd", Verdict::Approve, false)
            ]
        );
    }
}
