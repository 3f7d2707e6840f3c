//! Whoever a provider vouches for becomes one person, whichever of their accounts they come with.

use crate::store::{Entered, Grants, Identity, Store, Stored};
use domain::github::Login;
use domain::people::{Person, Provider};
use domain::time::Timestamp;

/// What a provider says about somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    pub provider: Provider,
    pub subject: String,
    /// As the provider calls them.
    pub login: Login,
    pub full_name: String,
    pub grants: Grants,
}

impl Vouched {
    pub fn identity(&self, person: &Login, at: Timestamp) -> Identity {
        Identity {
            provider: self.provider,
            subject: self.subject.clone(),
            login: person.clone(),
            name: self.login.clone(),
            grants: self.grants.clone(),
            checked: at,
        }
    }
}

/// The person, kept with what all of their providers grant. `None`: the name belongs to somebody else.
///
/// # Errors
/// The database does not answer.
pub async fn enter(
    store: &Store,
    vouched: &Vouched,
    now: Timestamp,
    stale_ms: i64,
) -> Stored<Option<Person>> {
    let identity = vouched.identity(&vouched.login, now);
    let Entered::As(login) = store.enter(&identity).await? else {
        return Ok(None);
    };
    let identities = store.identities_of(&login).await?;
    let person = together(login, vouched, &identities, now, stale_ms);
    store.upsert_person(&person, now).await?;
    Ok(Some(person))
}

/// Roles and teams by every provider that said so lately: what one of them took away long ago does not last by the other.
fn together(
    login: Login,
    vouched: &Vouched,
    identities: &[Identity],
    now: Timestamp,
    stale_ms: i64,
) -> Person {
    let mut person = Person {
        login,
        name: vouched.full_name.clone(),
        roles: Vec::new(),
        teams: Vec::new(),
    };
    let fresh = identities
        .iter()
        .filter(|identity| now.since(identity.checked) <= stale_ms);
    for identity in fresh {
        person.roles.extend(&identity.grants.roles);
        person.teams.extend(identity.grants.teams.iter().cloned());
    }
    person.roles.sort_unstable();
    person.roles.dedup();
    let mut teams = Vec::new();
    for team in person.teams {
        if !teams.contains(&team) {
            teams.push(team);
        }
    }
    Person { teams, ..person }
}
