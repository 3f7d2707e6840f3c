//! A pull request made or brought up to date: looked for before it is opened, every step repeatable.

use super::api::{As, lock};
use super::json::Pull;
use super::{Ensured, GitHub, Reviewer, Wanted, trouble};
use crate::outside::wire::segment;
use domain::github::{RepoSlug, Sha};
use domain::request::PullRequest;
use domain::trouble::{Trouble, TroubleKind};
use http::{Method, StatusCode};
use serde_json::{Value, json};

impl GitHub {
    /// Idempotent: a second call with the same wish changes nothing. A pull request that is closed or merged is
    /// returned as it is.
    ///
    /// # Errors
    /// `Conflict` when somebody else pushed to the branch, `Refused` when a file on the base is not Berth's.
    pub async fn ensure_pull_request(&self, wanted: &Wanted) -> Result<Ensured, Trouble> {
        let (access, _) = self.must_see(&wanted.repo).await?;
        let repo = access.slug;
        let base = wanted.base.clone().unwrap_or(access.default_branch);
        if access.archived {
            return Err(trouble::new(
                TroubleKind::Refused,
                format!("{repo} is archived: nothing can be changed in it"),
            ));
        }
        let existing = self.pull_of_branch(&repo, &wanted.branch).await?;
        if let Some(pull) = existing.as_ref().filter(|pull| !pull.is_open()) {
            return Ok(ensured(&repo, pull, Sha(pull.head.sha.clone()), vec![]));
        }
        let head = self.ensure_branch(&repo, &base, wanted).await?;
        let pull = match existing {
            Some(pull) => self.ensure_words(&repo, pull, wanted).await?,
            None => self.open(&repo, &base, wanted).await?,
        };
        let mut notes = self.ensure_labels(&repo, &pull, wanted).await?;
        notes.extend(self.ensure_reviewers(&repo, &pull, wanted).await?);
        Ok(ensured(&repo, &pull, head, notes))
    }

    /// The pull request of a branch of the repository itself: the open one, else the newest.
    pub(super) async fn pull_of_branch(
        &self,
        repo: &RepoSlug,
        branch: &str,
    ) -> Result<Option<Pull>, Trouble> {
        let head = format!("{}:{branch}", repo.owner());
        let path = format!("/repos/{repo}/pulls?state=all&head={}", segment(&head));
        let mut found: Vec<Pull> = self.api().list(As::Repo(repo), &path, 100).await?;
        // GitHub ignores a filter that it does not understand.
        found.retain(|pull| pull.head.branch == branch);
        found.sort_by_key(|pull| (pull.is_open(), pull.number));
        Ok(found.pop())
    }

    /// The same, as a request names it.
    pub async fn of_branch(
        &self,
        repo: &RepoSlug,
        branch: &str,
    ) -> Result<Option<PullRequest>, Trouble> {
        let found = self.pull_of_branch(repo, branch).await?;
        Ok(found.map(|pull| PullRequest {
            repo: repo.clone(),
            number: pull.number,
            url: pull.html_url.clone(),
            head: Sha(pull.head.sha.clone()),
        }))
    }

    async fn open(&self, repo: &RepoSlug, base: &str, wanted: &Wanted) -> Result<Pull, Trouble> {
        let path = format!("/repos/{repo}/pulls");
        let body = json!({
            "title": wanted.title, "body": wanted.body,
            "head": wanted.branch, "base": base, "maintainer_can_modify": false,
        });
        let answer = self
            .api()
            .attempt(As::Repo(repo), Method::POST, &path, &body)
            .await?;
        if answer.status == StatusCode::UNPROCESSABLE_ENTITY
            && let Some(pull) = self.pull_of_branch(repo, &wanted.branch).await?
        {
            // Opened by an earlier try whose answer was lost.
            return self.ensure_words(repo, pull, wanted).await;
        }
        let answer = self.api().ok(answer, &format!("POST {path}"))?;
        answer.json(domain::trouble::System::GitHub)
    }

    async fn ensure_words(
        &self,
        repo: &RepoSlug,
        pull: Pull,
        wanted: &Wanted,
    ) -> Result<Pull, Trouble> {
        if says(&pull, wanted) {
            return Ok(pull);
        }
        let path = format!("/repos/{repo}/pulls/{}", pull.number);
        let body = json!({ "title": wanted.title, "body": wanted.body });
        self.api()
            .write(As::Repo(repo), Method::PATCH, &path, &body)
            .await
    }

    async fn ensure_labels(
        &self,
        repo: &RepoSlug,
        pull: &Pull,
        wanted: &Wanted,
    ) -> Result<Vec<String>, Trouble> {
        let missing = missing_labels(pull, wanted);
        if missing.is_empty() {
            return Ok(vec![]);
        }
        let path = format!("/repos/{repo}/issues/{}/labels", pull.number);
        let wish = missing.join(", ");
        self.wish(
            repo,
            pull,
            &path,
            &json!({ "labels": missing }),
            format!("label {wish}"),
        )
        .await
    }

    /// Each is asked for by itself: GitHub refuses all when it refuses one.
    async fn ensure_reviewers(
        &self,
        repo: &RepoSlug,
        pull: &Pull,
        wanted: &Wanted,
    ) -> Result<Vec<String>, Trouble> {
        let path = format!("/repos/{repo}/pulls/{}/requested_reviewers", pull.number);
        let mut notes = Vec::new();
        for reviewer in &wanted.reviewers {
            if is_asked(pull, reviewer) || self.is_settled(repo, pull.number, &name_of(reviewer)) {
                continue;
            }
            let body = match reviewer {
                Reviewer::Person(login) => json!({ "reviewers": [login] }),
                Reviewer::Team(team) => json!({ "team_reviewers": [team] }),
            };
            notes.extend(
                self.wish(repo, pull, &path, &body, name_of(reviewer))
                    .await?,
            );
            // Asked once: who is taken off again by a person, or has reviewed, is not asked again.
            self.settle(repo, pull.number, name_of(reviewer));
        }
        Ok(notes)
    }

    /// Something nice to have: what GitHub refuses becomes a note and is not asked for again.
    async fn wish(
        &self,
        repo: &RepoSlug,
        pull: &Pull,
        path: &str,
        body: &Value,
        what: String,
    ) -> Result<Vec<String>, Trouble> {
        let sent = self
            .api()
            .attempt(As::Repo(repo), Method::POST, path, body)
            .await
            .and_then(|answer| self.api().ok(answer, &format!("POST {path}")));
        match sent {
            Ok(_) => Ok(vec![]),
            Err(trouble) if is_refusal(trouble.kind) => {
                self.settle(repo, pull.number, what.clone());
                Ok(vec![format!("{what}: {}", trouble.message)])
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// Whether title, text, labels and reviewers need nothing more.
    pub(super) fn is_dressed(&self, repo: &RepoSlug, pull: &Pull, wanted: &Wanted) -> bool {
        let missing = missing_labels(pull, wanted);
        let labelled = missing.is_empty()
            || self.is_settled(repo, pull.number, &format!("label {}", missing.join(", ")));
        let asked = wanted.reviewers.iter().all(|reviewer| {
            is_asked(pull, reviewer) || self.is_settled(repo, pull.number, &name_of(reviewer))
        });
        says(pull, wanted) && labelled && asked
    }

    fn is_settled(&self, repo: &RepoSlug, number: u64, wish: &str) -> bool {
        lock(self.settled()).contains(&(repo.to_string(), number, wish.to_owned()))
    }

    fn settle(&self, repo: &RepoSlug, number: u64, wish: String) {
        lock(self.settled()).insert((repo.to_string(), number, wish));
    }
}

fn ensured(repo: &RepoSlug, pull: &Pull, head: Sha, notes: Vec<String>) -> Ensured {
    Ensured {
        pull_request: PullRequest {
            repo: repo.clone(),
            number: pull.number,
            url: pull.html_url.clone(),
            head,
        },
        base: pull.base.branch.clone(),
        notes,
    }
}

fn is_refusal(kind: TroubleKind) -> bool {
    matches!(
        kind,
        TroubleKind::Permission
            | TroubleKind::Missing
            | TroubleKind::Conflict
            | TroubleKind::Refused
    )
}

/// GitHub may change line ends and trailing space.
fn says(pull: &Pull, wanted: &Wanted) -> bool {
    let same = |a: &str, b: &str| a.trim().lines().eq(b.trim().lines());
    same(&pull.title, &wanted.title) && same(pull.body.as_deref().unwrap_or_default(), &wanted.body)
}

fn missing_labels<'w>(pull: &Pull, wanted: &'w Wanted) -> Vec<&'w str> {
    wanted
        .labels
        .iter()
        .map(String::as_str)
        .filter(|label| {
            !pull
                .labels
                .iter()
                .any(|had| had.name.eq_ignore_ascii_case(label))
        })
        .collect()
}

fn is_asked(pull: &Pull, reviewer: &Reviewer) -> bool {
    match reviewer {
        Reviewer::Person(login) => pull
            .requested_reviewers
            .iter()
            .any(|user| user.login.eq_ignore_ascii_case(login.as_str())),
        Reviewer::Team(slug) => pull.requested_teams.iter().any(|team| team.slug == *slug),
    }
}

fn name_of(reviewer: &Reviewer) -> String {
    match reviewer {
        Reviewer::Person(login) => format!("reviewer {login}"),
        Reviewer::Team(team) => format!("reviewing team {team}"),
    }
}
