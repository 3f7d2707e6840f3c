//! Why a file is left alone, in words for the person who will edit it instead.

/// Where Berth stops understanding a file, and why. Nothing has been changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Line {line}: {reason}")]
pub struct NotUnderstood {
    /// Counts from 1.
    pub line: usize,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("this is not valid YAML: {0}")]
    Yaml(String),
    #[error("the indentation has a tab; YAML indents with spaces")]
    Tab,
    #[error("this looks like a template, which Berth doesn’t fill in")]
    Template,
    #[error("a second document begins here; Berth changes files that hold one object")]
    SecondDocument,
    #[error("the file holds nothing")]
    Nothing,
    #[error("“{0}” stands there twice")]
    Twice(String),
    #[error("a key that is not a single word or text")]
    Key,
    #[error("“{0}” has an anchor (&), so that another place may follow it")]
    Anchor(String),
    #[error("“{0}” is an alias (*) of another place")]
    Alias(String),
    #[error("“{0}” takes in another map by a merge key (<<)")]
    Merge(String),
    #[error("“{0}” has a YAML tag (!)")]
    Tag(String),
    #[error(
        "“{0}” is written in one line with braces or brackets; Berth changes it when it is written as a block"
    )]
    Flow(String),
    #[error("“{path}” should be {expected}")]
    Shape {
        path: String,
        expected: &'static str,
    },
    #[error("“{0}” may be read as something other than text; put it in quotes")]
    NotText(String),
    #[error("“{0}” is missing")]
    Missing(String),
    #[error("“{0}” is the only entry of its map; Berth won’t leave an empty map behind")]
    LastEntry(String),
    #[error("“{path}” is “{found}” and not “{expected}”: the file is about something else")]
    Other {
        path: String,
        found: String,
        expected: String,
    },
    #[error("“{path}” is “{found}”, which Berth doesn’t know")]
    Unknown { path: String, found: String },
    #[error("“{0}” is laid out in an unusual way")]
    Layout(String),
    #[error("“{path}” doesn’t go with “{found}”")]
    Unfitting { path: String, found: String },
    #[error("changing “{0}” here would change something else as well")]
    Unsafe(String),
}

impl Reason {
    pub(super) fn at(self, line: usize) -> NotUnderstood {
        NotUnderstood { line, reason: self }
    }
}

/// How a path is named to people; the whole file has no name of its own.
pub(super) fn named<S: AsRef<str>>(path: &[S]) -> String {
    if path.is_empty() {
        return "the file".to_owned();
    }
    path.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(".")
}
