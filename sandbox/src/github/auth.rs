//! Who is asking, and what they may see and change.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Deserialize;

use super::seed::BOT;
use super::{Permission, Refusal, Repository, State, TokenKind};
use crate::credentials;

#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// `via_app`: signed in through the App, so that both the person and the App need the right.
    Person {
        login: String,
        scopes: Vec<String>,
        via_app: bool,
    },
    Installation {
        repositories: Option<BTreeSet<String>>,
        permissions: BTreeMap<String, String>,
    },
    /// Holds the App's key: may ask about the App itself, not about repositories.
    App,
    Nobody,
}

#[derive(Debug, Deserialize)]
struct Claims {
    iat: i64,
    exp: i64,
    iss: serde_json::Value,
}

/// What the App was granted when it was installed.
pub(super) fn granted_at_first() -> BTreeMap<String, String> {
    let granted = [
        ("metadata", "read"),
        ("contents", "write"),
        ("pull_requests", "write"),
        ("statuses", "write"),
        ("checks", "read"),
        ("members", "read"),
        ("workflows", "write"),
    ];
    granted
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect()
}

pub(crate) fn caller(
    state: &State,
    authorization: Option<&str>,
    now: Timestamp,
) -> Result<Caller, Refusal> {
    let Some(header) = authorization else {
        return Ok(Caller::Nobody);
    };
    let (scheme, secret) = header.split_once(' ').unwrap_or_default();
    let secret = secret.trim();
    if scheme.eq_ignore_ascii_case("basic") {
        return basic(state, secret, now);
    }
    if !scheme.eq_ignore_ascii_case("bearer") && !scheme.eq_ignore_ascii_case("token") {
        return Err(Refusal::new(401, "Bad credentials"));
    }
    if scheme.eq_ignore_ascii_case("bearer")
        && secret.matches('.').count() == 2
        && !state.tokens.contains_key(secret)
    {
        return app(state, secret, now);
    }
    by_token(state, secret, now)
}

fn by_token(state: &State, secret: &str, now: Timestamp) -> Result<Caller, Refusal> {
    let token = state
        .tokens
        .get(secret)
        .filter(|t| t.expires_at.is_none_or(|at| at > now));
    match token.map(|t| &t.kind) {
        None => Err(Refusal::new(401, "Bad credentials")),
        Some(TokenKind::User {
            login,
            scopes,
            via_app,
        }) => Ok(Caller::Person {
            login: login.clone(),
            scopes: scopes.clone(),
            via_app: *via_app,
        }),
        Some(TokenKind::Installation { .. }) if state.suspended => {
            Err(Refusal::new(403, "This installation has been suspended"))
        }
        Some(TokenKind::Installation {
            repositories,
            permissions,
        }) => Ok(Caller::Installation {
            repositories: repositories.clone(),
            permissions: still_granted(state, permissions),
        }),
    }
}

/// A token holds what it was made with, as long as the installation has it.
fn still_granted(state: &State, made_with: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let has = |area: &String| state.app_permissions.contains_key(area);
    let kept = made_with.iter().filter(|(area, _)| has(area));
    kept.map(|(area, level)| (area.clone(), level.clone()))
        .collect()
}

/// git sends tokens as a password; any user name does.
fn basic(state: &State, encoded: &str, now: Timestamp) -> Result<Caller, Refusal> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(encoded)
        .unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    by_token(state, text.split_once(':').unwrap_or_default().1, now)
}

/// The App's own JWT, held to GitHub's rules: signed with its key, alive, no longer than ten minutes.
fn app(state: &State, jwt: &str, now: Timestamp) -> Result<Caller, Refusal> {
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    // The world's clock decides, not the machine's.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.set_required_spec_claims::<&str>(&[]);
    let claims = jsonwebtoken::decode::<Claims>(jwt, &state.app_public_key, &rules)
        .map_err(|_| Refusal::new(401, "A JSON web token could not be decoded"))?
        .claims;
    let now = now.as_second();
    let issuer = claims
        .iss
        .as_str()
        .map_or_else(|| claims.iss.to_string(), str::to_owned);
    if issuer != credentials::APP_ID.to_string() && issuer != credentials::CLIENT_ID {
        return Err(Refusal::new(401, "A JSON web token could not be decoded"));
    }
    if claims.exp <= now {
        return Err(Refusal::new(
            401,
            "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
        ));
    }
    if claims.exp - now > 600 {
        return Err(Refusal::new(
            401,
            "'Expiration time' claim ('exp') is too far in the future",
        ));
    }
    if claims.iat > now + 5 {
        return Err(Refusal::new(
            401,
            "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
        ));
    }
    Ok(Caller::App)
}

impl Caller {
    /// The account in whose name things are done.
    pub(crate) fn login(&self) -> Option<&str> {
        match self {
            Self::Person { login, .. } => Some(login),
            Self::Installation { .. } => Some(BOT),
            Self::App | Self::Nobody => None,
        }
    }

    pub(crate) fn actor(&self) -> Result<String, Refusal> {
        self.login()
            .map(str::to_owned)
            .ok_or_else(|| Refusal::new(401, "Requires authentication"))
    }

    fn sees(&self, state: &State, repository: &Repository) -> bool {
        match self {
            Self::Person { login, via_app, .. } => {
                state.permission(login, repository) >= Permission::Read
                    && (!via_app || repository.app_access || !repository.private)
            }
            Self::Installation { repositories, .. } => {
                !repository.private
                    || repository.app_access
                        && repositories
                            .as_ref()
                            .is_none_or(|r| r.contains(&repository.slug()))
            }
            Self::App => false,
            Self::Nobody => !repository.private,
        }
    }

    /// The repository, or the 404 with which GitHub hides what a token cannot see.
    pub(crate) fn repository<'s>(
        &self,
        state: &'s State,
        owner: &str,
        name: &str,
    ) -> Result<&'s Repository, Refusal> {
        state
            .repository(&format!("{owner}/{name}"))
            .filter(|r| self.sees(state, r))
            .ok_or_else(Refusal::not_found)
    }

    /// Like `repository`, for somebody who wants to look into one area of it.
    pub(crate) fn reads<'s>(
        &self,
        state: &'s State,
        owner: &str,
        name: &str,
        areas: &[&str],
    ) -> Result<&'s Repository, Refusal> {
        let repository = self.repository(state, owner, name)?;
        if let Self::Installation { permissions, .. } = self
            && repository.private
        {
            granted(permissions, areas, "read")?;
        }
        Ok(repository)
    }

    /// Like `repository`, for somebody who wants to change one area of it.
    pub(crate) fn writes<'s>(
        &self,
        state: &'s State,
        owner: &str,
        name: &str,
        areas: &[&str],
    ) -> Result<&'s Repository, Refusal> {
        let repository = self.repository(state, owner, name)?;
        match self {
            Self::Person { login, via_app, .. } => {
                if *via_app {
                    granted(&state.app_permissions, areas, "write")?;
                }
                if state.permission(login, repository) < Permission::Write {
                    return Err(Refusal::new(403, "Must have push access to repository."));
                }
            }
            Self::Installation {
                repositories,
                permissions,
            } => {
                let chosen = repositories
                    .as_ref()
                    .is_none_or(|r| r.contains(&repository.slug()));
                if !repository.app_access || !chosen {
                    return Err(Refusal::no_permission(needed(areas, "write")));
                }
                granted(permissions, areas, "write")?;
            }
            Self::App | Self::Nobody => return Err(Refusal::new(401, "Requires authentication")),
        }
        if repository.archived {
            return Err(Refusal::new(
                403,
                "Repository was archived so is read-only.",
            ));
        }
        Ok(repository)
    }

    /// Teams and members are for people of the organisation and for Apps that may read members.
    pub(crate) fn knows_members(&self, state: &State, org: &str) -> Result<(), Refusal> {
        let org = state.orgs.get(org).ok_or_else(Refusal::not_found)?;
        match self {
            Self::Person { login, .. } if org.members.contains_key(login) => Ok(()),
            Self::Installation { permissions, .. } => granted(permissions, &["members"], "read"),
            _ => Err(Refusal::not_found()),
        }
    }
}

fn granted(
    permissions: &BTreeMap<String, String>,
    areas: &[&str],
    level: &str,
) -> Result<(), Refusal> {
    let enough = |area: &&str| {
        permissions
            .get(*area)
            .is_some_and(|has| level == "read" || has == "write" || has == "admin")
    };
    if areas.iter().any(enough) {
        return Ok(());
    }
    Err(Refusal::no_permission(needed(areas, level)))
}

fn needed(areas: &[&str], level: &str) -> String {
    areas
        .iter()
        .map(|area| format!("{area}={level}"))
        .collect::<Vec<_>>()
        .join("; ")
}
