//! GitHub's words: a repository's slug, a commit, a login.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `owner/name` of a GitHub repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepoSlug {
    owner: String,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    #[error("Enter the GitHub repository as owner/name")]
    Empty,
    #[error("Write the repository as owner/name, for example spacetech/my-app")]
    Shape,
    #[error("“{0}” is not on GitHub: use a repository of the company’s GitHub")]
    Host(String),
    #[error("“{0}” is not a GitHub owner: letters, digits and single hyphens, at most 39")]
    Owner(String),
    #[error("“{0}” is not a GitHub repository name: letters, digits and . _ -, at most 100")]
    Name(String),
}

impl RepoSlug {
    /// Accepts `owner/name`, `github.com/owner/name`, https, http, `git@github.com:` and `ssh://` forms,
    /// each with or without `.git`, a trailing slash or a path below the repository.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        Self::parse_on(text, "github.com")
    }

    /// The same on a company's own GitHub host.
    pub fn parse_on(text: &str, host: &str) -> Result<Self, SlugError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        let path = strip_host(text, host)?;
        let mut parts = path.trim_end_matches('/').split('/');
        let (Some(owner), Some(name)) = (parts.next(), parts.next()) else {
            return Err(SlugError::Shape);
        };
        let rest = parts.next();
        if rest.is_some_and(|part| {
            !matches!(
                part,
                "tree" | "blob" | "pull" | "pulls" | "issues" | "actions"
            )
        }) {
            return Err(SlugError::Shape);
        }
        Self::new(owner, name.strip_suffix(".git").unwrap_or(name))
    }

    pub fn new(owner: &str, name: &str) -> Result<Self, SlugError> {
        let owner_ok = (1..=39).contains(&owner.len())
            && owner
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !owner.starts_with('-')
            && !owner.ends_with('-')
            && !owner.contains("--");
        if !owner_ok {
            return Err(SlugError::Owner(owner.to_owned()));
        }
        let name_ok = (1..=100).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
            && !matches!(name, "." | "..");
        if !name_ok {
            return Err(SlugError::Name(name.to_owned()));
        }
        Ok(Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
        })
    }

    pub fn owner(&self) -> &str {
        &self.owner
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What follows the host, whichever of GitHub's address forms was typed.
fn strip_host<'a>(text: &'a str, host: &str) -> Result<&'a str, SlugError> {
    if let Some((_, rest)) = text.split_once("://") {
        let (authority, path) = rest.split_once('/').ok_or(SlugError::Shape)?;
        let found = authority.rsplit('@').next().unwrap_or(authority);
        let bare = found.split(':').next().unwrap_or(found);
        return same_host(bare, host)
            .then_some(path)
            .ok_or_else(|| SlugError::Host(found.to_owned()));
    }
    if let Some((user_host, path)) = text.split_once(':') {
        let found = user_host.rsplit('@').next().unwrap_or(user_host);
        return same_host(found, host)
            .then_some(path)
            .ok_or_else(|| SlugError::Host(found.to_owned()));
    }
    match text.split_once('/') {
        Some((first, rest)) if same_host(first, host) => Ok(rest),
        Some((first, rest)) if first.contains('.') && rest.contains('/') => {
            Err(SlugError::Host(first.to_owned()))
        }
        _ => Ok(text),
    }
}

fn same_host(found: &str, host: &str) -> bool {
    let found = found.strip_prefix("www.").unwrap_or(found);
    found.eq_ignore_ascii_case(host)
}

impl fmt::Display for RepoSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl TryFrom<String> for RepoSlug {
    type Error = SlugError;
    fn try_from(text: String) -> Result<Self, SlugError> {
        let (owner, name) = text.split_once('/').ok_or(SlugError::Shape)?;
        Self::new(owner, name)
    }
}

impl From<RepoSlug> for String {
    fn from(slug: RepoSlug) -> Self {
        slug.to_string()
    }
}

/// A commit's object id in hex.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sha(pub String);

impl Sha {
    /// The first seven digits, as people write it.
    pub fn short(&self) -> &str {
        self.0.get(..7).unwrap_or(&self.0)
    }
}

impl fmt::Display for Sha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A GitHub login; GitHub compares logins without regard to case, so it is held in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Login(String);

impl Login {
    pub fn new(text: &str) -> Self {
        Self(text.to_ascii_lowercase())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Apps act on GitHub under a name of their own; no person can have one like it.
    pub fn is_app(&self) -> bool {
        self.0.ends_with("[bot]")
    }
}

impl From<String> for Login {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<Login> for String {
    fn from(login: Login) -> Self {
        login.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_repository_is_one_slug() {
        for text in [
            "spacetech/my-app",
            " spacetech/my-app ",
            "github.com/spacetech/my-app",
            "www.github.com/spacetech/my-app/",
            "https://github.com/spacetech/my-app",
            "https://github.com/spacetech/my-app.git",
            "http://GitHub.com/spacetech/my-app/tree/main/src",
            "git@github.com:spacetech/my-app.git",
            "ssh://git@github.com/spacetech/my-app.git",
            "ssh://git@github.com:22/spacetech/my-app",
        ] {
            assert_eq!(
                RepoSlug::parse(text).map(|slug| slug.to_string()),
                Ok("spacetech/my-app".into()),
                "{text}"
            );
        }
    }

    #[test]
    fn wrong_addresses_say_what_is_wrong() {
        assert_eq!(RepoSlug::parse(""), Err(SlugError::Empty));
        assert_eq!(RepoSlug::parse("my-app"), Err(SlugError::Shape));
        assert_eq!(
            RepoSlug::parse("https://gitlab.com/a/b"),
            Err(SlugError::Host("gitlab.com".into()))
        );
        assert_eq!(
            RepoSlug::parse("gitlab.com/a/b"),
            Err(SlugError::Host("gitlab.com".into()))
        );
        assert_eq!(
            RepoSlug::parse("git@evil.example:a/b"),
            Err(SlugError::Host("evil.example".into()))
        );
        assert_eq!(RepoSlug::parse("-a/b"), Err(SlugError::Owner("-a".into())));
        assert_eq!(RepoSlug::parse("a/b c"), Err(SlugError::Name("b c".into())));
        assert_eq!(RepoSlug::parse("a/.."), Err(SlugError::Name("..".into())));
        assert_eq!(RepoSlug::parse("a/b/../../c"), Err(SlugError::Shape));
        assert!(RepoSlug::parse_on("github.acme.example/a/b", "github.acme.example").is_ok());
    }
}
