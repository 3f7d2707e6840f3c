//! What people type to make a token, or a service that has tokens.

use super::{Scope, Scopes, Service, ServiceName};
use crate::people::Role;
use crate::text::TeamName;

const NAME_MAX: usize = 60;
const ABOUT_MAX: usize = 300;
const ABOUT_MIN: usize = 10;
/// Longer than a year nobody remembers what a token is for.
pub const DAYS_MAX: u32 = 366;
const TEAMS_MAX: usize = 50;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenForm {
    pub name: String,
    pub scopes: Vec<String>,
    /// How many days it lasts.
    pub days: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenField {
    Name,
    Scopes,
    Days,
}

impl TokenField {
    /// The name of the control.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Scopes => "scopes",
            Self::Days => "days",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenProblem {
    pub field: TokenField,
    pub message: String,
}

/// What may become a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenAsked {
    pub name: String,
    pub scopes: Scopes,
    pub days: u32,
}

impl TokenForm {
    /// # Errors
    /// One sentence for each field that has to change.
    pub fn parse(&self) -> Result<TokenAsked, Vec<TokenProblem>> {
        let mut problems = Vec::new();
        let mut say = |field, message: String| problems.push(TokenProblem { field, message });
        let name = self.name.trim();
        if let Err(why) = one_line(name, NAME_MAX) {
            say(
                TokenField::Name,
                format!("{why}: say where the token is used"),
            );
        }
        let scopes: Scopes = self
            .scopes
            .iter()
            .filter_map(|one| Scope::parse(one))
            .collect();
        let unknown = self.scopes.iter().find(|one| Scope::parse(one).is_none());
        match unknown {
            Some(word) => say(
                TokenField::Scopes,
                format!("“{word}” is no scope: there are read, request, review and admin"),
            ),
            None if scopes.is_empty() => {
                say(TokenField::Scopes, "Choose at least one scope".to_owned())
            }
            None => {}
        }
        let days = self.days.trim().parse::<u32>().ok();
        let days = days.filter(|days| (1..=DAYS_MAX).contains(days));
        if days.is_none() {
            say(
                TokenField::Days,
                format!("Enter a whole number of days from 1 to {DAYS_MAX}"),
            );
        }
        match days {
            Some(days) if problems.is_empty() => Ok(TokenAsked {
                name: name.to_owned(),
                scopes,
                days,
            }),
            _ => Err(problems),
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceForm {
    pub name: String,
    pub about: String,
    pub roles: Vec<String>,
    /// Separated by spaces, commas or line breaks.
    pub teams: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceField {
    Name,
    About,
    Roles,
    Teams,
}

impl ServiceField {
    /// The name of the control.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::About => "about",
            Self::Roles => "roles",
            Self::Teams => "teams",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProblem {
    pub field: ServiceField,
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAsked {
    pub name: ServiceName,
    pub about: String,
    pub roles: Vec<Role>,
    pub teams: Vec<TeamName>,
}

impl ServiceForm {
    /// # Errors
    /// One sentence for each field that has to change.
    pub fn parse(&self) -> Result<ServiceAsked, Vec<ServiceProblem>> {
        let mut problems = Vec::new();
        let mut say = |field, message: String| problems.push(ServiceProblem { field, message });
        let name = ServiceName::parse(&self.name)
            .map_err(|why| say(ServiceField::Name, why.to_string()))
            .ok();
        let about = self.about.trim();
        match about.chars().count() {
            length if length < ABOUT_MIN => say(
                ServiceField::About,
                "Say in a sentence what it does and who answers for it".to_owned(),
            ),
            length if length > ABOUT_MAX => {
                say(
                    ServiceField::About,
                    format!("Use at most {ABOUT_MAX} characters"),
                );
            }
            _ if about
                .chars()
                .any(|c| c.is_control() && c != '\n' && c != '\r') =>
            {
                say(
                    ServiceField::About,
                    "Use letters that can be printed".to_owned(),
                );
            }
            _ => {}
        }
        let roles = roles(&self.roles)
            .map_err(|why| say(ServiceField::Roles, why))
            .ok();
        let teams = teams(&self.teams)
            .map_err(|why| say(ServiceField::Teams, why))
            .ok();
        match (name, roles, teams) {
            (Some(name), Some(roles), Some(teams)) if problems.is_empty() => Ok(ServiceAsked {
                name,
                about: about.to_owned(),
                roles,
                teams,
            }),
            _ => Err(problems),
        }
    }
}

fn roles(words: &[String]) -> Result<Vec<Role>, String> {
    let mut roles = Vec::new();
    for word in words {
        let found = Service::ROLES
            .into_iter()
            .find(|role| role.as_str() == word);
        match found {
            Some(role) if roles.contains(&role) => {}
            Some(role) => roles.push(role),
            None => {
                return Err(format!(
                    "A service can be developer or manager, not “{word}”: decisions are made by people"
                ));
            }
        }
    }
    if roles.is_empty() {
        return Err("Choose at least one role".to_owned());
    }
    Ok(roles)
}

fn teams(text: &str) -> Result<Vec<TeamName>, String> {
    let mut teams: Vec<TeamName> = Vec::new();
    for word in text.split([' ', ',', '\n', '\r', '\t']) {
        if word.is_empty() {
            continue;
        }
        let team = TeamName::parse(word).map_err(|why| why.to_string())?;
        if !teams.contains(&team) {
            teams.push(team);
        }
    }
    if teams.len() > TEAMS_MAX {
        return Err(format!("Name at most {TEAMS_MAX} teams"));
    }
    Ok(teams)
}

fn one_line(text: &str, most: usize) -> Result<(), String> {
    match text.chars().count() {
        0 => Err("Give it a name".to_owned()),
        length if length > most => Err(format!("Use at most {most} characters")),
        _ if text.chars().any(char::is_control) => Err("Use one line".to_owned()),
        _ => Ok(()),
    }
}
