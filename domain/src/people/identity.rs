//! Who vouches for a person, and under which names the same person goes elsewhere.

use crate::github::Login;
use crate::observed::PullRequestSeen;
use std::collections::BTreeMap;

/// Says who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    GitHub,
    /// The company's own, by OpenID Connect.
    Oidc,
}

impl Provider {
    pub const ALL: [Self; 2] = [Self::GitHub, Self::Oidc];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::Oidc => "oidc",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// GitHub accounts of people whom Berth knows by another name. What is seen on GitHub is told of the person: so nobody
/// decides on what is theirs by changing the account, and nobody counts twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aliases(BTreeMap<Login, Login>);

impl Aliases {
    /// Pairs of a GitHub login and the person's name in Berth.
    pub fn new(pairs: impl IntoIterator<Item = (Login, Login)>) -> Self {
        Self(
            pairs
                .into_iter()
                .filter(|(one, other)| one != other)
                .collect(),
        )
    }

    pub fn person_of(&self, on_github: &Login) -> Login {
        self.0.get(on_github).unwrap_or(on_github).clone()
    }

    /// The reviews and commits of a pull request as those of people.
    pub fn apply(&self, seen: &mut PullRequestSeen) {
        if self.0.is_empty() {
            return;
        }
        for review in &mut seen.reviews {
            review.by = self.person_of(&review.by);
        }
        for author in &mut seen.foreign_commits {
            *author = self.person_of(author);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::approvals_at;
    use crate::github::Sha;
    use crate::observed::{Mergeable, PullRequestState, ReviewSeen};
    use crate::people::{Action, Person, Role, may};
    use crate::request::{Review, Stage, Verdict, Via};
    use crate::testing::{NOW, pull_request, request};

    fn aliases() -> Aliases {
        Aliases::new([(Login::new("octo-ada"), Login::new("ada@acme.example"))])
    }

    fn seen(reviewers: &[&str], authors: &[&str]) -> PullRequestSeen {
        let pr = pull_request();
        let review = |by: &&str| ReviewSeen {
            by: Login::new(by),
            verdict: Verdict::Approve,
            comment: String::new(),
            head: pr.head.clone(),
            at: NOW,
            counts: true,
        };
        PullRequestSeen {
            reviews: reviewers.iter().map(review).collect(),
            foreign_commits: authors.iter().map(|login| Login::new(login)).collect(),
            repo: pr.repo,
            number: pr.number,
            url: pr.url,
            head: pr.head,
            base: "main".into(),
            is_current: true,
            state: PullRequestState::Open,
            mergeable: Mergeable::Yes,
            is_dressed: true,
        }
    }

    fn approving(requester: &str, reviews: Vec<Review>, on_github: &[&str]) -> Vec<String> {
        let mut request = request(Stage::InReview { pr: pull_request() });
        request.requester = Login::new(requester);
        request.reviews = reviews;
        let mut found = seen(on_github, &[]);
        aliases().apply(&mut found);
        let all = approvals_at(&request, &Sha(found.head.0.clone()), &found.reviews);
        all.iter().map(|review| review.by.to_string()).collect()
    }

    #[test]
    fn a_linked_account_does_not_approve_what_its_person_asked_for() {
        assert!(approving("ada@acme.example", vec![], &["octo-ada"]).is_empty());
        assert_eq!(
            approving("ada@acme.example", vec![], &["octo-ada", "bob"]),
            ["bob"]
        );
        assert_eq!(
            approving("bob", vec![], &["octo-ada"]),
            ["ada@acme.example"]
        );
    }

    #[test]
    fn nobody_counts_twice_by_approving_here_and_there() {
        let here = Review {
            by: Login::new("ada@acme.example"),
            verdict: Verdict::Approve,
            comment: String::new(),
            head: pull_request().head,
            at: NOW,
            via: Via::Berth,
        };
        assert_eq!(
            approving("bob", vec![here], &["octo-ada"]),
            ["ada@acme.example"]
        );
    }

    #[test]
    fn commits_by_a_linked_account_are_the_persons_own() {
        let mut found = seen(&[], &["octo-ada"]);
        aliases().apply(&mut found);
        let ada = Person {
            login: Login::new("ada@acme.example"),
            name: "Ada".into(),
            roles: vec![Role::Reviewer],
            teams: vec![],
        };
        let request = request(Stage::InReview { pr: pull_request() });
        let decide = Action::Decide {
            request: &request,
            foreign_authors: &found.foreign_commits,
        };
        assert!(may(&ada, decide).is_err());
        assert_eq!(aliases().person_of(&Login::new("bob")), Login::new("bob"));
    }
}
