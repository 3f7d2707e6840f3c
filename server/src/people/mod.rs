//! Who has which role: by login, by membership in a GitHub team or in a group of the company's identity provider, as the
//! configuration says.

mod claims;
mod deciders;
mod enter;

pub use claims::{ClaimRules, Nameless};
pub use deciders::Deciders;
pub use enter::{Vouched, enter};

use crate::clock::Clock;
use crate::outside::github::{GitHub, TeamSlug};
use domain::github::Login;
use domain::people::{Lack, Person, Role};
use domain::time::Timestamp;
use domain::trouble::Trouble;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Memberships are asked for again after this long.
const FRESH_MS: i64 = 5 * 60 * 1000;

/// Who gets a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// Everybody who can sign in.
    pub everyone: bool,
    pub logins: Vec<Login>,
    pub teams: Vec<TeamSlug>,
    /// Of the identity provider.
    pub groups: Vec<String>,
}

/// Members of a team, and when GitHub said so.
type Remembered = BTreeMap<TeamSlug, (Timestamp, Vec<Login>)>;

#[derive(Clone)]
pub struct Directory {
    roles: Arc<BTreeMap<Role, Members>>,
    github: GitHub,
    clock: Clock,
    teams: Arc<Mutex<Remembered>>,
}

impl Directory {
    pub fn new(roles: BTreeMap<Role, Members>, github: GitHub, clock: Clock) -> Self {
        Self {
            roles: Arc::new(roles),
            github,
            clock,
            teams: Arc::default(),
        }
    }

    /// Roles of somebody whose teams are known, as at sign-in.
    pub fn roles_of(&self, login: &Login, teams: &[TeamSlug]) -> Vec<Role> {
        let has = |members: &Members| {
            members.everyone
                || members.logins.contains(login)
                || members
                    .teams
                    .iter()
                    .any(|wanted| teams.iter().any(|team| same(team, wanted)))
        };
        self.roles
            .iter()
            .filter(|(_, members)| has(members))
            .map(|(role, _)| *role)
            .collect()
    }

    /// Roles of somebody who signed in a while ago. Where GitHub does not say who is in a team, and nothing is remembered
    /// of it, what was true at the sign-in holds: an outage turns nobody into a stranger.
    pub async fn roles_now(&self, person: &Person) -> Vec<Role> {
        let mut roles = Vec::new();
        for (role, members) in self.roles.iter() {
            if members.everyone || members.logins.contains(&person.login) {
                roles.push(*role);
                continue;
            }
            for team in &members.teams {
                let has = match self.members(team).await {
                    Ok(logins) => logins.contains(&person.login),
                    Err(_) => person.has(*role),
                };
                if has {
                    roles.push(*role);
                    break;
                }
            }
        }
        roles
    }

    /// The same of somebody whom the company's identity provider vouches for.
    pub fn roles_of_groups(&self, login: &Login, groups: &[String]) -> Vec<Role> {
        let has = |members: &Members| {
            members.everyone
                || members.logins.contains(login)
                || members.groups.iter().any(|wanted| groups.contains(wanted))
        };
        self.roles
            .iter()
            .filter(|(_, members)| has(members))
            .map(|(role, _)| *role)
            .collect()
    }

    /// Everybody on GitHub who may decide on requests.
    ///
    /// # Errors
    /// GitHub does not say who is in a team and nothing is remembered of it.
    pub async fn reviewers(&self) -> Result<HashSet<Login>, Trouble> {
        let mut all = HashSet::new();
        for role in [Role::Reviewer, Role::Admin] {
            let Some(members) = self.roles.get(&role) else {
                continue;
            };
            all.extend(members.logins.iter().cloned());
            for team in &members.teams {
                all.extend(self.members(team).await?);
            }
        }
        Ok(all)
    }

    /// In words: who grants what somebody lacks. `None`: nobody can.
    pub fn granted_by(&self, lack: &Lack) -> Option<String> {
        match lack {
            Lack::Role(role) => Some(self.grants(*role)),
            Lack::Team(team) => Some(format!("whoever looks after the team {team} to add you")),
            Lack::AnotherPerson => None,
        }
    }

    fn grants(&self, role: Role) -> String {
        let Some(members) = self.roles.get(&role) else {
            return "the administrators of Berth".to_owned();
        };
        let teams: Vec<String> = members
            .teams
            .iter()
            .map(|team| format!("{}/{}", team.org, team.slug))
            .collect();
        let owners = |what: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("the owners of the {what} {}", names.join(" or ")))
        };
        let ways = [
            owners("GitHub team", &teams),
            owners("group", &members.groups),
        ];
        let ways: Vec<String> = ways.into_iter().flatten().collect();
        match ways.is_empty() {
            true => "the administrators of Berth".to_owned(),
            false => ways.join(", or "),
        }
    }

    /// In words: who has a role, for people who wait for one of them.
    pub fn holders(&self, role: Role) -> String {
        let of = |members: &Members| {
            let teams = members
                .teams
                .iter()
                .map(|team| format!("the GitHub team {}/{}", team.org, team.slug));
            let groups = members
                .groups
                .iter()
                .map(|group| format!("the group {group}"));
            let all: Vec<String> = teams
                .chain(groups)
                .chain(members.logins.iter().map(ToString::to_string))
                .collect();
            if members.everyone {
                "everybody".to_owned()
            } else {
                all.join(", ")
            }
        };
        let holders = self
            .roles
            .get(&role)
            .map(of)
            .filter(|text| !text.is_empty());
        holders.unwrap_or_else(|| "the administrators of Berth".to_owned())
    }

    async fn members(&self, team: &TeamSlug) -> Result<Vec<Login>, Trouble> {
        let now = self.clock.now();
        let known = self
            .teams
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(team)
            .cloned();
        if let Some((at, members)) = &known
            && now.since(*at) < FRESH_MS
        {
            return Ok(members.clone());
        }
        match self.github.team_members(&team.org, &team.slug).await {
            Ok(members) => {
                let mut teams = self.teams.lock().unwrap_or_else(PoisonError::into_inner);
                teams.insert(team.clone(), (now, members.clone()));
                Ok(members)
            }
            // An outage must not turn reviewers into strangers.
            Err(trouble) => known.map(|(_, members)| members).ok_or(trouble),
        }
    }
}

fn same(one: &TeamSlug, other: &TeamSlug) -> bool {
    one.org.eq_ignore_ascii_case(&other.org) && one.slug.eq_ignore_ascii_case(&other.slug)
}
