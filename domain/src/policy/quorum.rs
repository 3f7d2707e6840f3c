//! Whose approvals are enough. What takes a repository away is the owning team's to allow and the platform's: it needs the
//! word of both.

use crate::github::Login;
use crate::people::{Person, Role, may};
use crate::request::{Change, Removal, RemovalStep, Request};
use crate::text::TeamName;
use std::collections::BTreeSet;

/// How many have to approve, and for whom they speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// So many different people.
    pub people: u32,
    /// `None`: whoever may decide speaks for all.
    pub owners: Option<Owners>,
}

/// The part of the team that owns what goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owners {
    pub team: TeamName,
    /// Whether the one who asked is of the team.
    pub asked: bool,
    /// Whether asking is the team's word already.
    pub asking_counts: bool,
    pub voices: Voices,
}

/// Who speaks for whom, of all that Berth knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voices {
    pub team: BTreeSet<Login>,
    /// May speak for a team that has nobody else.
    pub admins: BTreeSet<Login>,
    /// Reviewers.
    pub platform: BTreeSet<Login>,
}

/// How the team's part stands, for the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnersWord {
    /// By having asked.
    Asked {
        team: TeamName,
    },
    Given {
        team: TeamName,
        by: Login,
    },
    /// `second`: the one who asked is of the team, and somebody else of it has to approve.
    Missing {
        team: TeamName,
        second: bool,
    },
}

impl Quorum {
    /// So many of those who may decide, whoever they are.
    pub fn of(people: u32) -> Self {
        Self {
            people,
            owners: None,
        }
    }

    /// `approving`: everybody who approves, each once, without the one who asked.
    pub fn is_met(&self, approving: &[Login]) -> bool {
        let counted = self.counted(approving).count();
        let is_said = self
            .word(approving)
            .is_none_or(|word| !matches!(word, OwnersWord::Missing { .. }));
        counted >= self.people as usize && is_said
    }

    /// Those who count among the people that it needs. A member of the team who is no reviewer speaks for the team alone.
    pub fn counted<'a>(&'a self, approving: &'a [Login]) -> impl Iterator<Item = &'a Login> {
        approving.iter().filter(|login| {
            let owners = self.owners.as_ref();
            owners.is_none_or(|owners| owners.voices.platform.contains(login))
        })
    }

    /// `None`: the team is not asked.
    pub fn word(&self, approving: &[Login]) -> Option<OwnersWord> {
        let owners = self.owners.as_ref()?;
        let team = owners.team.clone();
        let among = |some: &BTreeSet<Login>| approving.iter().find(|it| some.contains(it)).cloned();
        let voices = &owners.voices;
        Some(
            match among(&voices.team).or_else(|| among(&voices.admins)) {
                Some(by) => OwnersWord::Given { team, by },
                None if owners.asked && owners.asking_counts => OwnersWord::Asked { team },
                None => OwnersWord::Missing {
                    team,
                    second: owners.asked,
                },
            },
        )
    }
}

/// Whether the team that owns the repository has a say in the pull request that is next: in the one that takes it away or
/// lets go of it, and in the one that stops its pulls.
pub fn asks_owners(change: &Change) -> bool {
    let Change::Removal { removal, .. } = change else {
        return false;
    };
    let removal: &Removal = removal;
    removal.way.lets_go()
        && match removal.step {
            RemovalStep::Prepare => removal.denies_pulls(),
            RemovalStep::Remove { .. } => true,
            RemovalStep::TakeBack { .. } => false,
        }
}

/// Whether somebody who decides on nothing else decides on this: it takes away what is their team's.
pub fn speaks_for_owners(request: &Request, person: &Person) -> bool {
    asks_owners(&request.change)
        && person.teams.contains(&request.spec().team)
        && may(person, crate::people::Action::Request).is_ok()
}

impl Voices {
    /// `reviewers`: those whom the configuration makes so, also who never came.
    pub fn among(
        people: &[Person],
        team: &TeamName,
        reviewers: impl IntoIterator<Item = Login>,
    ) -> Self {
        let those = |is: &dyn Fn(&Person) -> bool| -> BTreeSet<Login> {
            let all = people.iter().filter(|person| is(person));
            all.map(|person| person.login.clone()).collect()
        };
        let mut platform = those(&|it| it.has(Role::Reviewer) || it.has(Role::Admin));
        platform.extend(reviewers);
        Self {
            team: those(&|it| it.teams.contains(team)),
            admins: those(&|it| it.has(Role::Admin)),
            platform,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Way;
    use crate::testing::{filled_form, removal, request, standard};

    fn person(login: &str, roles: &[Role], team: &str) -> Person {
        Person {
            login: Login::new(login),
            name: login.into(),
            roles: roles.to_vec(),
            teams: TeamName::parse(team).into_iter().collect(),
        }
    }

    fn quorum(asked: bool, asking_counts: bool) -> Quorum {
        use Role::{Admin, Developer, Reviewer};
        let people = [
            person("owner", &[Developer], "payments"),
            person("second", &[Developer], "payments"),
            person("both", &[Developer, Reviewer], "payments"),
            person("platform", &[Developer, Reviewer], "platform"),
            person("admin", &[Admin], "platform"),
        ];
        let team = TeamName::parse("payments").unwrap();
        Quorum {
            people: 1,
            owners: Some(Owners {
                voices: Voices::among(&people, &team, [Login::new("never-came")]),
                team,
                asked,
                asking_counts,
            }),
        }
    }

    fn is_met(quorum: &Quorum, approving: &[&str]) -> bool {
        let approving: Vec<Login> = approving.iter().map(|name| Login::new(name)).collect();
        quorum.is_met(&approving)
    }

    #[test]
    fn a_removal_needs_the_team_and_the_platform() {
        let second = quorum(true, false);
        assert!(!is_met(&second, &["platform"]), "nobody of the team");
        assert!(!is_met(&second, &["second"]), "nobody of the platform");
        assert!(is_met(&second, &["second", "platform"]));
        assert!(is_met(&second, &["second", "never-came"]));
        assert!(is_met(&second, &["both"]), "of both");
        assert!(
            is_met(&second, &["admin"]),
            "where the team has nobody else"
        );
        assert!(!is_met(&second, &["stranger", "platform"]));
        let foreign = quorum(false, true);
        assert!(!is_met(&foreign, &["platform"]), "the asker is not of it");
        assert!(is_met(&foreign, &["owner", "platform"]));
    }

    #[test]
    fn asking_is_the_teams_word_where_the_company_says_so() {
        let counts = quorum(true, true);
        assert!(is_met(&counts, &["platform"]));
        assert!(!is_met(&counts, &[]));
        let team = TeamName::parse("payments").unwrap();
        assert_eq!(
            counts.word(&[]),
            Some(OwnersWord::Asked { team: team.clone() })
        );
        let by = Login::new("second");
        assert_eq!(
            counts.word(std::slice::from_ref(&by)),
            Some(OwnersWord::Given {
                team: team.clone(),
                by
            })
        );
        let word = quorum(true, false).word(&[Login::new("platform")]);
        assert_eq!(word, Some(OwnersWord::Missing { team, second: true }));
    }

    #[test]
    fn the_team_is_asked_about_what_takes_something_away() {
        let spec = filled_form().parse(&standard()).unwrap();
        let asks = |way, step: fn(&Removal) -> Removal| {
            let Change::Removal { spec, removal } = removal(spec.clone(), way) else {
                panic!()
            };
            asks_owners(&Change::Removal {
                spec,
                removal: Box::new(step(&removal)),
            })
        };
        let prepare = |removal: &Removal| removal.clone();
        let remove = |removal: &Removal| removal.removing(None);
        let keep = |removal: &Removal| removal.taken_back(Login::new("x"));
        assert!(asks(Way::DeleteWithImages, remove) && asks(Way::Detach, remove));
        assert!(!asks(Way::DeleteWithImages, prepare), "takes nothing away");
        assert!(!asks(Way::DeleteWithImages, keep));
        assert!(!asks(Way::Policy, remove), "the repository stays");
        assert!(!asks_owners(&Change::Create { spec }));
    }

    #[test]
    fn a_member_decides_on_the_removal_of_what_is_theirs_and_on_nothing_else() {
        use crate::request::Stage;
        let mut going = request(Stage::Checking);
        let own = person("own", &[Role::Developer], going.spec().team.as_str());
        assert!(!speaks_for_owners(&going, &own));
        let Change::Removal { spec, removal } = removal(going.spec().clone(), Way::Detach) else {
            panic!()
        };
        going.change = Change::Removal {
            spec,
            removal: Box::new(removal.removing(None)),
        };
        assert!(speaks_for_owners(&going, &own));
        let stranger = person("stranger", &[Role::Developer], "telemetry");
        assert!(!speaks_for_owners(&going, &stranger));
        let manager = person("boss", &[Role::Manager], going.spec().team.as_str());
        assert!(!speaks_for_owners(&going, &manager));
    }
}
