//! Whose reviews on GitHub count, and as whom.

use crate::services::Services;
use domain::github::Login;
use domain::observed::PullRequestSeen;
use domain::people::{Action, Aliases, Person, may};
use domain::trouble::{System, Trouble, TroubleKind};
use std::collections::HashSet;

#[derive(Clone, Debug, Default)]
pub struct Deciders {
    logins: HashSet<Login>,
    aliases: Aliases,
}

impl Deciders {
    /// # Errors
    /// GitHub or the database does not say who they are.
    pub async fn now(services: &Services) -> Result<Self, Trouble> {
        let lost = |error: crate::store::StoreError| {
            Trouble::new(
                System::Database,
                TroubleKind::Unreachable,
                error.to_string(),
            )
        };
        let aliases = services.store.aliases().await.map_err(lost)?;
        let on_github = services.directory.reviewers().await?;
        let mut logins: HashSet<Login> = on_github.iter().map(|it| aliases.person_of(it)).collect();
        let linked = services.store.linked_people().await.map_err(lost)?;
        let decides = |person: &Person| may(person, Action::Review).is_ok();
        logins.extend(
            linked
                .into_iter()
                .filter(decides)
                .map(|person| person.login),
        );
        Ok(Self { logins, aliases })
    }

    /// Whether a review by this GitHub account decides about what `requester` asked for.
    pub fn count(&self, on_github: &Login, requester: &Login) -> bool {
        let person = self.aliases.person_of(on_github);
        self.logins.contains(&person) && person != *requester
    }

    pub fn person_of(&self, on_github: &Login) -> Login {
        self.aliases.person_of(on_github)
    }

    pub fn name(&self, seen: &mut PullRequestSeen) {
        self.aliases.apply(seen);
    }
}
