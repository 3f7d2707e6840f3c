//! Changes to files that people edit too: only the lines that change are touched, the rest stays byte for byte.
//!
//! A YAML parser says at which bytes things stand; new text is spliced in there, and the result is read again.
//! It must say what was wanted and differ in nothing else. A file that cannot be told apart for sure is refused,
//! with its line and the reason: better a person edits it than that Berth guesses.
//!
//! A removed key takes along the comments at its end, inside its value, and directly above it in the same column.
//! A comment that a blank line or another column sets apart is about something else, and stays.

mod catalog;
mod change;
mod lines;
mod place;
mod policy;
mod read;
mod reason;
mod same;
mod scalar;
mod splice;
mod tree;
mod walk;

pub use catalog::{CatalogFile, CatalogWanted, change_catalog, read_catalog};
pub use change::{ForceDelete, RepositoryWanted, change_repository};
pub use policy::{RepositoryPolicyFile, read_repository_policy};
pub use read::{
    EncryptionWords, LifecycleFile, ProviderConfigWords, RepositoryFile, read_lifecycle_policy,
    read_repository,
};
pub use reason::{NotUnderstood, Reason};
pub use splice::apply;

/// Keys from the top of the file. A list, for keys have dots in them.
pub type Path = Vec<String>;

pub fn path<'a>(keys: impl IntoIterator<Item = &'a str>) -> Path {
    keys.into_iter().map(str::to_owned).collect()
}

/// One thing that a file shall say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Keys that are missing on the way are inserted where Berth would write them. Other entries of a map and
    /// items of a list that are wanted again keep their lines.
    Set { path: Path, value: Value },
    /// The key goes, with its value. Nothing happens when it isn't there.
    Remove { path: Path },
}

impl Edit {
    pub fn set(path: Path, value: Value) -> Self {
        Self::Set { path, value }
    }

    pub fn remove(path: Path) -> Self {
        Self::Remove { path }
    }

    pub fn path(&self) -> &Path {
        match self {
            Self::Set { path, .. } | Self::Remove { path } => path,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// What people typed: keeps the style that stood there where that is safe, and is double-quoted otherwise.
    Text(String),
    /// A word of the vendor's, safe without quotes.
    Word(&'static str),
    Truth(bool),
    Map(Vec<(String, Value)>),
    List(Vec<Value>),
}

impl Value {
    pub fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }

    pub fn map(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        Self::Map(
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests;
