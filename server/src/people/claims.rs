//! From what a company's identity provider says about somebody to a person of Berth.

use super::{Directory, Vouched};
use crate::outside::oidc::Claims;
use crate::store::Grants;
use domain::github::Login;
use domain::people::Provider;
use domain::text::TeamName;
use std::collections::BTreeMap;

const NAME_MAX: usize = 64;

/// Where in the claims things stand, and what groups mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRules {
    /// What people call the provider.
    pub title: String,
    pub login: String,
    pub name: String,
    pub groups: String,
    /// Teams by group. Empty: groups whose names fit are teams.
    pub teams: BTreeMap<String, TeamName>,
    /// Behind the names of people who have none with an @, so that nobody is taken for a GitHub login.
    pub domain: String,
}

/// Why nobody can be made of the claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Nameless {
    #[error("the claim that names people is missing or empty")]
    Missing,
    #[error("the claim that names people has characters or a length that a name can’t have")]
    Unfit,
    #[error("the provider has not verified the e-mail address")]
    Unverified,
}

impl ClaimRules {
    /// # Errors
    /// See [`Nameless`].
    pub fn vouched(&self, claims: &Claims, directory: &Directory) -> Result<Vouched, Nameless> {
        let login = self.login(claims)?;
        let groups = claims.list(&self.groups);
        Ok(Vouched {
            provider: Provider::Oidc,
            subject: claims.subject.clone(),
            full_name: claims.text(&self.name).unwrap_or(login.as_str()).to_owned(),
            grants: Grants {
                roles: directory.roles_of_groups(&login, groups),
                teams: self.teams_of(groups),
            },
            login,
        })
    }

    /// Claims that have to be there.
    pub fn wanted(&self) -> Vec<String> {
        vec![self.login.clone(), self.groups.clone()]
    }

    fn login(&self, claims: &Claims) -> Result<Login, Nameless> {
        let text = claims.text(&self.login).ok_or(Nameless::Missing)?;
        if self.login == "email" && claims.email_verified == Some(false) {
            return Err(Nameless::Unverified);
        }
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "._-+@".contains(letter);
        if text.len() > NAME_MAX || !text.chars().all(fits) || text.starts_with('@') {
            return Err(Nameless::Unfit);
        }
        Ok(match text.contains('@') {
            true => Login::new(text),
            false => Login::new(&format!("{text}@{}", self.domain)),
        })
    }

    fn teams_of(&self, groups: &[String]) -> Vec<TeamName> {
        let named = |group: &String| match self.teams.is_empty() {
            true => TeamName::parse(group).ok(),
            false => self.teams.get(group).cloned(),
        };
        groups.iter().filter_map(named).collect()
    }
}
