//! Tokens and services.

use super::words::{RoleWord, ScopeWord, TokenStateWord};
use super::{Time, time};
use domain::portal::ServiceRow;
use domain::time::Timestamp;
use domain::token::{self, Holder, Minted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A token as it is known afterwards.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Token {
    pub(in crate::http) id: String,
    /// What its holder calls it.
    name: String,
    /// The first letters of the secret, to know it again.
    hint: String,
    scopes: Vec<ScopeWord>,
    state: TokenStateWord,
    /// The service that it belongs to; `null`: it is a person’s.
    service: Option<String>,
    created: Time,
    created_by: String,
    expires: Time,
    /// To the minute.
    last_used: Option<Time>,
    revoked: Option<Time>,
}

impl Token {
    pub(in crate::http) fn of(token: &token::Token, now: Timestamp) -> Self {
        Self {
            id: token.id.clone(),
            name: token.name.clone(),
            hint: token.hint.clone(),
            scopes: token.scopes.iter().map(|scope| (*scope).into()).collect(),
            state: token.state(now).into(),
            service: match &token.holder {
                Holder::Person(_) => None,
                Holder::Service(name) => Some(name.to_string()),
            },
            created: token.created.into(),
            created_by: token.by.to_string(),
            expires: token.expires.into(),
            last_used: time(token.last_used),
            revoked: time(token.revoked),
        }
    }
}

/// A token that was just made, with its secret. The secret is told this once.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct NewToken {
    token: Token,
    /// What is sent as `Authorization: Bearer …`. Keep it like a password.
    secret: String,
}

impl NewToken {
    pub(in crate::http) fn of(minted: &Minted) -> Self {
        Self {
            token: Token::of(&minted.token, minted.token.created),
            secret: minted.secret.expose().to_owned(),
        }
    }
}

/// The wish for a token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct TokenWish {
    /// Where the token is used, in a line.
    #[schema(
        min_length = 1,
        max_length = 60,
        example = "Release pipeline of payments"
    )]
    name: String,
    #[schema(min_items = 1, max_items = 4)]
    scopes: Vec<ScopeWord>,
    /// How many days it lasts.
    #[serde(deserialize_with = "super::whole")]
    #[schema(minimum = 1, maximum = 366, example = 90)]
    days: u16,
}

impl From<TokenWish> for token::TokenForm {
    fn from(wish: TokenWish) -> Self {
        let word = |scope: &ScopeWord| token::Scope::from(*scope).as_str().to_owned();
        Self {
            name: wish.name,
            scopes: wish.scopes.iter().map(word).collect(),
            days: wish.days.to_string(),
        }
    }
}

/// A program that acts by itself.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Service {
    name: String,
    /// The name that stands where a person’s login stands.
    login: String,
    about: String,
    roles: Vec<RoleWord>,
    teams: Vec<String>,
    created: Time,
    created_by: String,
    /// From then on none of its tokens work.
    ended: Option<Time>,
    tokens: Vec<Token>,
}

impl Service {
    pub(in crate::http) fn of(row: &ServiceRow, now: Timestamp) -> Self {
        let service = &row.service;
        Self {
            name: service.name.to_string(),
            login: service.name.login().to_string(),
            about: service.about.clone(),
            roles: service.roles.iter().map(|role| (*role).into()).collect(),
            teams: service.teams.iter().map(ToString::to_string).collect(),
            created: service.created.into(),
            created_by: service.by.to_string(),
            ended: time(service.ended),
            tokens: row
                .tokens
                .iter()
                .map(|token| Token::of(token, now))
                .collect(),
        }
    }
}

/// The wish for a service.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct ServiceWish {
    #[schema(
        min_length = 2,
        max_length = 30,
        pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        example = "release-bot"
    )]
    name: String,
    /// What it does and who answers for it.
    #[schema(min_length = 10, max_length = 300)]
    about: String,
    /// `developer` or `manager`: decisions are made by people.
    #[schema(min_items = 1, max_items = 4)]
    roles: Vec<RoleWord>,
    /// Teams whose repositories it may tend.
    #[serde(default)]
    #[schema(max_items = 50)]
    teams: Vec<String>,
}

impl From<ServiceWish> for token::ServiceForm {
    fn from(wish: ServiceWish) -> Self {
        let word = |role: &RoleWord| domain::people::Role::from(*role).as_str().to_owned();
        Self {
            name: wish.name,
            about: wish.about,
            roles: wish.roles.iter().map(word).collect(),
            teams: wish.teams.join("\n"),
        }
    }
}

/// The address of a service.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Says in the document what the extractor reads.
pub(in crate::http) struct ServicePath {
    /// The service’s name.
    #[param(pattern = "^[a-z][a-z0-9-]*$")]
    name: String,
}
