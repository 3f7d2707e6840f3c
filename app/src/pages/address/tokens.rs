//! Addresses of tokens and services, and what their forms send.

use super::{Pairs, encode, value};
use domain::token::{ServiceForm, ServiceName, TokenForm};

pub const TOKENS: &str = "/settings/tokens";
pub const SERVICES: &str = "/settings/services";
pub const API: &str = "/api";

pub fn revoke_token(id: &str) -> String {
    format!("{TOKENS}/{}/revoke", encode(id))
}

pub fn end_service(name: &ServiceName) -> String {
    format!("{SERVICES}/{name}/end")
}

pub fn service_tokens(name: &ServiceName) -> String {
    format!("{SERVICES}/{name}/tokens")
}

fn all(pairs: &Pairs, key: &str) -> Vec<String> {
    let found = pairs
        .iter()
        .filter(|(name, value)| name == key && !value.is_empty());
    found.map(|(_, value)| value.clone()).collect()
}

pub fn token_form(pairs: &Pairs) -> TokenForm {
    TokenForm {
        name: value(pairs, "name").unwrap_or_default().to_owned(),
        scopes: all(pairs, "scopes"),
        days: value(pairs, "days").unwrap_or_default().to_owned(),
    }
}

pub fn service_form(pairs: &Pairs) -> ServiceForm {
    ServiceForm {
        name: value(pairs, "name").unwrap_or_default().to_owned(),
        about: value(pairs, "about").unwrap_or_default().to_owned(),
        roles: all(pairs, "roles"),
        teams: value(pairs, "teams").unwrap_or_default().to_owned(),
    }
}

/// The reader page, at one operation.
pub fn operation(id: &str) -> String {
    format!("{API}#{id}")
}
