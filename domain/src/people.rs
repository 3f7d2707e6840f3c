//! Who acts: people with roles, and the systems that act by themselves.

use crate::github::Login;
use crate::text::TeamName;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May request repositories.
    Developer,
    /// May approve, ask for changes and reject.
    Reviewer,
    /// Reads figures and the whole inventory.
    Manager,
    /// Runs Berth.
    Admin,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Developer, Self::Reviewer, Self::Manager, Self::Admin];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Developer => "developer",
            Self::Reviewer => "reviewer",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }
}

/// A person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub login: Login,
    pub name: String,
    pub roles: Vec<Role>,
    pub teams: Vec<TeamName>,
}

impl Person {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// What a person wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Request,
    Review,
    Browse,
    /// Bring a changed standard to repositories that are there.
    RollOut,
}

/// Why somebody may not do a thing, and who can change that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    pub missing: Role,
    pub sentence: String,
}

/// The one place that says who may do what. Everybody who is signed in may browse.
///
/// # Errors
/// The denial names the role that is missing.
pub fn may(person: &Person, action: Action) -> Result<(), Denial> {
    let (needed, accepted): (Role, &[Role]) = match action {
        Action::Browse => return Ok(()),
        Action::Request => (
            Role::Developer,
            &[Role::Developer, Role::Reviewer, Role::Admin],
        ),
        Action::Review | Action::RollOut => (Role::Reviewer, &[Role::Reviewer, Role::Admin]),
    };
    if accepted.iter().any(|role| person.has(*role)) {
        return Ok(());
    }
    let what = match action {
        Action::Request => "request a repository",
        Action::Review => "decide on requests",
        Action::Browse => "look around",
        Action::RollOut => "start or steer a rollout",
    };
    Err(Denial {
        missing: needed,
        sentence: format!("You need the role {} to {what}", needed.as_str()),
    })
}

/// Who may delete images of a repository and answer for its findings: members of the team that owns it, and those who
/// run Berth.
///
/// # Errors
/// The denial names the team, where there is one.
pub fn may_tend(person: &Person, owner: Option<&str>) -> Result<(), Denial> {
    let is_own = owner.is_some_and(|owner| person.teams.iter().any(|team| team.as_str() == owner));
    if is_own || person.has(Role::Admin) {
        return Ok(());
    }
    Err(Denial {
        missing: Role::Admin,
        sentence: match owner {
            Some(team) => {
                format!("Only members of {team} and those with the role admin may do this here")
            }
            None => {
                "Nobody owns this repository, so only those with the role admin may do this here"
                    .to_owned()
            }
        },
    })
}

/// Who moved a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "login", rename_all = "snake_case")]
pub enum Actor {
    Person(Login),
    /// Somebody on GitHub, seen there.
    OnGitHub(Login),
    Berth,
    GitHub,
    ArgoCd,
    Crossplane,
    Aws,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_tended_by_its_team_and_by_admins() {
        let person = |roles: &[Role], team: &str| Person {
            login: Login::new("x"),
            name: "x".into(),
            roles: roles.to_vec(),
            teams: TeamName::parse(team).into_iter().collect(),
        };
        let own = person(&[Role::Developer], "payments");
        assert!(may_tend(&own, Some("payments")).is_ok());
        let denial = may_tend(&own, Some("telemetry")).unwrap_err();
        assert!(denial.sentence.contains("members of telemetry"));
        assert!(may_tend(&own, None).is_err());
        let reviewer = person(&[Role::Reviewer], "platform");
        assert!(may_tend(&reviewer, Some("payments")).is_err());
        assert!(may_tend(&person(&[Role::Admin], "platform"), None).is_ok());
    }

    #[test]
    fn roles_decide_who_may_do_what() {
        let person = |roles: &[Role]| Person {
            login: Login::new("x"),
            name: "x".into(),
            roles: roles.to_vec(),
            teams: vec![],
        };
        assert!(may(&person(&[]), Action::Browse).is_ok());
        assert!(may(&person(&[Role::Developer]), Action::Request).is_ok());
        assert!(may(&person(&[Role::Manager]), Action::Request).is_err());
        assert_eq!(
            may(&person(&[Role::Developer]), Action::Review).map_err(|d| d.missing),
            Err(Role::Reviewer)
        );
        assert!(may(&person(&[Role::Admin]), Action::Review).is_ok());
    }
}
