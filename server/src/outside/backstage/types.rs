//! What callers hand to the Backstage client and what they get back.

use secrecy::SecretString;
use std::fmt;

#[derive(Clone, Debug)]
pub struct BackstageConfig {
    /// For example `https://backstage.acme.example`; `/api/catalog` is added.
    pub url: String,
    pub token: Option<SecretString>,
}

/// A group or a system of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CatalogEntry {
    pub namespace: String,
    pub name: String,
    /// As people call it; the name when there is nothing else.
    pub title: String,
    /// `spec.type` of a group, for example `team`.
    pub kind_of: Option<String>,
}

/// `kind:namespace/name` in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityRef<'a> {
    pub kind: &'a str,
    pub namespace: &'a str,
    pub name: &'a str,
}

impl fmt::Display for EntityRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.to_lowercase();
        write!(f, "{kind}:{}/{}", self.namespace, self.name)
    }
}
