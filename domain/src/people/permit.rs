//! The one place that says who may do what. Pages, forms, streams and downloads all ask it, and tell in its words why not.
//!
//! Whether a thing can be done at all just now is another question: [`crate::standing`] answers it for requests.

use super::{Person, Role};
use crate::github::Login;
use crate::policy::speaks_for_owners;
use crate::request::{Request, StageName};
use crate::standing::{
    can_be_called_off, can_be_retried, can_be_withdrawn, takes_answers, takes_decision,
};

/// What a person wants to do, and to what.
#[derive(Clone, Copy, Debug)]
pub enum Action<'a> {
    /// Look at what there is.
    Browse,
    /// Ask for something.
    Request,
    /// Decide on requests at all; on one of them, [`Action::Decide`].
    Review,
    /// Bring a changed standard to repositories that are there.
    RollOut,
    /// Delete images of a repository, answer for its findings, ask for its removal, keep its team out of rollouts.
    Tend {
        owner: Option<&'a str>,
    },
    /// Be told that a repository with its images was lost.
    HearOfLoss {
        owner: Option<&'a str>,
    },
    Decide {
        request: &'a Request,
        /// Who pushed to its pull request.
        foreign_authors: &'a [Login],
    },
    /// Approve several requests of a rollout at once.
    DecideTogether {
        started_by: &'a Login,
    },
    Withdraw(&'a Request),
    Retry(&'a Request),
    /// Read all of the audit record, and hold it against its hashes. What touches their teams everybody reads.
    Audit,
    /// Look after services and their tokens.
    Serve,
    /// Take back what a removal that came to nothing has left in Git.
    TakeBack(&'a Request),
    /// Give new answers, or ask for something else in its place.
    Answer(&'a Request),
}

/// What would have to be granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    Role(Role),
    /// Membership of a team; the role admin does as well.
    Team(String),
    /// Nothing that anybody could grant: another person has to do it.
    AnotherPerson,
}

/// Why somebody may not do a thing. Who grants what is missing stands in the configuration and is added where it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    pub lacks: Lack,
    /// Without a full stop.
    pub sentence: String,
}

impl Denial {
    fn new(lacks: Lack, sentence: impl Into<String>) -> Self {
        Self {
            lacks,
            sentence: sentence.into(),
        }
    }

    fn role(role: Role, what: &str) -> Self {
        let sentence = format!("You need the role {} to {what}", role.as_str());
        Self::new(Lack::Role(role), sentence)
    }
}

/// Whether this person may do this.
///
/// # Errors
/// The denial names what is missing.
pub fn may(person: &Person, action: Action<'_>) -> Result<(), Denial> {
    // Somebody whose last role was taken away may be signed in still.
    if person.roles.is_empty() {
        return Err(Denial::role(Role::Developer, "use Berth"));
    }
    match action {
        Action::Browse => Ok(()),
        Action::Request => requests(person, "ask for something"),
        Action::Review => decides(person, "decide on requests"),
        Action::RollOut => decides(person, "start or steer a rollout"),
        Action::Tend { owner } => tends(person, owner),
        Action::HearOfLoss { owner } => {
            tends(person, owner).or_else(|denial| decides(person, "hear of it").map_err(|_| denial))
        }
        Action::Decide {
            request,
            foreign_authors,
        } => decides_on(person, request, foreign_authors),
        Action::DecideTogether { started_by } => {
            decides(person, "decide on requests")?;
            another(
                person.login != *started_by,
                "You started the rollout yourself, so somebody else decides on what it asks for",
            )
        }
        Action::Audit => one_of(
            person,
            &[Role::Reviewer, Role::Manager, Role::Admin],
            "read the whole audit record",
        ),
        Action::Serve => one_of(
            person,
            &[Role::Admin],
            "look after services and their tokens",
        ),
        Action::Withdraw(request) => withdraws(person, request),
        Action::Retry(request) => retries(person, request),
        Action::TakeBack(request) => takes_back(person, request),
        Action::Answer(request) => {
            another(
                request.requester == person.login,
                format!(
                    "Only {}, who asked for it, can change the answers",
                    request.requester
                ),
            )?;
            requests(person, "change the answers")
        }
    }
}

/// Everything that could be done to a request in its stage, and that this person may not do.
pub fn denials(person: &Person, request: &Request, foreign_authors: &[Login]) -> Vec<Denial> {
    let stage = request.stage.name();
    let decide = Action::Decide {
        request,
        foreign_authors,
    };
    let can_be_stopped = can_be_withdrawn(stage) || can_be_called_off(stage);
    [
        (takes_decision(stage), decide),
        (takes_answers(stage), Action::Answer(request)),
        (can_be_retried(request), Action::Retry(request)),
        (can_be_stopped, Action::Withdraw(request)),
    ]
    .into_iter()
    .filter(|(is_open, _)| *is_open)
    .filter_map(|(_, action)| may(person, action).err())
    .collect()
}

fn requests(person: &Person, what: &str) -> Result<(), Denial> {
    let accepted = [Role::Developer, Role::Reviewer, Role::Admin];
    one_of(person, &accepted, what)
}

fn decides(person: &Person, what: &str) -> Result<(), Denial> {
    one_of(person, &[Role::Reviewer, Role::Admin], what)
}

/// The first of them is the one to ask for.
fn one_of(person: &Person, accepted: &[Role], what: &str) -> Result<(), Denial> {
    if accepted.iter().any(|role| person.has(*role)) {
        return Ok(());
    }
    let wanted = accepted.first().copied().unwrap_or(Role::Admin);
    Err(Denial::role(wanted, what))
}

fn another(is_right: bool, sentence: impl Into<String>) -> Result<(), Denial> {
    match is_right {
        true => Ok(()),
        false => Err(Denial::new(Lack::AnotherPerson, sentence)),
    }
}

fn tends(person: &Person, owner: Option<&str>) -> Result<(), Denial> {
    if person.has(Role::Admin) || owner.is_some_and(|owner| person.is_of(owner)) {
        return Ok(());
    }
    Err(match owner {
        Some(team) => Denial::new(
            Lack::Team(team.to_owned()),
            format!("Only members of {team} and those with the role admin may do this here"),
        ),
        None => Denial::new(
            Lack::Role(Role::Admin),
            "Nobody owns this repository, so only those with the role admin may do this here",
        ),
    })
}

fn decides_on(person: &Person, request: &Request, authors: &[Login]) -> Result<(), Denial> {
    if !speaks_for_owners(request, person) {
        decides(person, "decide on requests")?;
    }
    another(
        request.requester != person.login,
        "You asked for it yourself, so somebody else decides",
    )?;
    another(
        !authors.contains(&person.login),
        "Commits of yours are part of the pull request, so somebody else decides",
    )
}

fn withdraws(person: &Person, request: &Request) -> Result<(), Denial> {
    if request.requester == person.login || person.has(Role::Admin) {
        return Ok(());
    }
    let requester = &request.requester;
    // A deletion that is about to happen is everybody's business who decides.
    if request.stage.name() == StageName::CoolingOff {
        return decides(person, "call it off").map_err(|denial| Denial {
            sentence: format!(
                "Only {requester}, who asked for it, and those with the role reviewer or admin may call it off"
            ),
            ..denial
        });
    }
    Err(Denial::new(
        Lack::Role(Role::Admin),
        format!(
            "Only {requester}, who asked for it, and those with the role admin may withdraw it"
        ),
    ))
}

fn takes_back(person: &Person, request: &Request) -> Result<(), Denial> {
    let team = &request.spec().team;
    let looks_after = request.requester == person.login
        || person.teams.contains(team)
        || decides(person, "take it back").is_ok();
    if !looks_after {
        return Err(Denial::new(
            Lack::Team(team.to_string()),
            format!(
                "Only {}, who asked for it, members of {team} and those with the role reviewer or admin may take it back",
                request.requester
            ),
        ));
    }
    requests(person, "take it back")
}

/// Trying again harms nothing, so everybody who looks after the request may.
fn retries(person: &Person, request: &Request) -> Result<(), Denial> {
    if request.requester == person.login {
        return Ok(());
    }
    decides(person, "try it again").map_err(|denial| Denial {
        sentence: format!(
            "Only {}, who asked for it, and those with the role reviewer or admin may try it again",
            request.requester
        ),
        ..denial
    })
}

#[cfg(test)]
mod tests;
