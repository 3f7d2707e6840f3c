//! The way to a place in a file, and what stands there; each step says why it cannot be taken.

use super::reason::{NotUnderstood, Reason, named};
use super::scalar;
use super::tree::{Entry, Kind, Node, is_template};
use granit_parser::ScalarStyle;

/// Where a path leads.
pub(super) enum Place<'t> {
    Found {
        map: &'t Node,
        entry: &'t Entry,
    },
    /// `map` is the deepest that exists; `depth` keys lead to it.
    Missing {
        map: &'t Node,
        depth: usize,
    },
}

pub(super) fn walk<'t>(root: &'t Node, path: &[String]) -> Result<Place<'t>, NotUnderstood> {
    walk_on(root, path, 0)
}

/// The rest of the way from the map that the first `from` keys lead to.
fn walk_on<'t>(start: &'t Node, path: &[String], from: usize) -> Result<Place<'t>, NotUnderstood> {
    let mut map = start;
    for (depth, key) in path.iter().enumerate().skip(from) {
        let Kind::Map { entries, .. } = &expect_clear(map, &path[..depth])?.kind else {
            return Err(shape(&path[..depth], "a map", map.line));
        };
        if let Some(merge) = entries.iter().find(|entry| entry.key == "<<") {
            return Err(Reason::Merge(named(&path[..depth])).at(merge.line));
        }
        let Some(entry) = entries.iter().find(|entry| entry.key == *key) else {
            return Ok(Place::Missing { map, depth });
        };
        expect_clear(&entry.value, &path[..=depth])?;
        if depth + 1 == path.len() {
            return Ok(Place::Found { map, entry });
        }
        map = &entry.value;
    }
    Ok(Place::Missing { map, depth: from })
}

/// Refuses what ties a node to another place, or gives it a meaning that only its reader knows.
pub(super) fn expect_clear<'t>(node: &'t Node, path: &[String]) -> Result<&'t Node, NotUnderstood> {
    let (reason, line) = match (&node.kind, node.anchor, node.tag) {
        (Kind::Alias(_), ..) => (Reason::Alias(named(path)), node.line),
        (_, Some(line), _) => (Reason::Anchor(named(path)), line),
        (_, _, Some(line)) => (Reason::Tag(named(path)), line),
        _ => return Ok(node),
    };
    Err(reason.at(line))
}

/// The same for everything within.
pub(super) fn expect_clear_within(node: &Node, path: &[String]) -> Result<(), NotUnderstood> {
    expect_clear(node, path)?;
    let (entries, items): (&[Entry], &[Node]) = match &node.kind {
        Kind::Map { entries, .. } => (entries, &[]),
        Kind::List { items, .. } => (&[], items),
        _ => (&[], &[]),
    };
    let values = entries.iter().map(|entry| &entry.value);
    values
        .chain(items)
        .try_for_each(|node| expect_clear_within(node, path))
}

pub(super) fn shape(path: &[String], expected: &'static str, line: usize) -> NotUnderstood {
    let path = named(path);
    Reason::Shape { path, expected }.at(line)
}

/// A node with its place, for reading.
#[derive(Clone, Debug)]
pub(super) struct At<'t> {
    pub(super) node: &'t Node,
    pub(super) path: Vec<String>,
}

impl<'t> At<'t> {
    pub(super) fn root(node: &'t Node) -> Self {
        Self { node, path: vec![] }
    }

    /// What stands at a path below, if anything.
    pub(super) fn find(&self, keys: &[&str]) -> Result<Option<At<'t>>, NotUnderstood> {
        let below = keys.iter().map(|&key| key.to_owned());
        let path: Vec<String> = self.path.iter().cloned().chain(below).collect();
        match walk_on(self.node, &path, self.path.len())? {
            Place::Found { entry, .. } => Ok(Some(At {
                node: &entry.value,
                path,
            })),
            Place::Missing { .. } => Ok(None),
        }
    }

    pub(super) fn need(&self, keys: &[&str]) -> Result<At<'t>, NotUnderstood> {
        self.find(keys)?.ok_or_else(|| {
            let own = self.path.iter().map(String::as_str);
            let path: Vec<&str> = own.chain(keys.iter().copied()).collect();
            Reason::Missing(named(&path)).at(self.node.line)
        })
    }

    /// Text that people typed, whatever it looks like.
    pub(super) fn free_text(&self) -> Result<String, NotUnderstood> {
        match &self.node.kind {
            Kind::Scalar { text, style } => {
                if *style == ScalarStyle::Plain && !scalar::is_text(text) {
                    return Err(self.trouble(Reason::NotText));
                }
                Ok(text.clone())
            }
            _ => Err(shape(&self.path, "text", self.node.line)),
        }
    }

    /// Text that a machine reads: a template in it would be lost.
    pub(super) fn text(&self) -> Result<String, NotUnderstood> {
        let text = self.free_text()?;
        match is_template(&text) {
            true => Err(Reason::Template.at(self.node.line)),
            false => Ok(text),
        }
    }

    pub(super) fn truth(&self) -> Result<bool, NotUnderstood> {
        match &self.node.kind {
            Kind::Scalar { text, style } if *style == ScalarStyle::Plain => match text.as_str() {
                "true" | "True" | "TRUE" => Ok(true),
                "false" | "False" | "FALSE" => Ok(false),
                _ => Err(shape(&self.path, "true or false", self.node.line)),
            },
            Kind::Scalar { text, .. } if is_template(text) => {
                Err(Reason::Template.at(self.node.line))
            }
            _ => Err(shape(&self.path, "true or false", self.node.line)),
        }
    }

    pub(super) fn items(&self) -> Result<Vec<At<'t>>, NotUnderstood> {
        let Kind::List { items, .. } = &self.node.kind else {
            return Err(shape(&self.path, "a list", self.node.line));
        };
        let numbered = items.iter().enumerate().map(|(index, node)| {
            let mut path = self.path.clone();
            path.push(index.to_string());
            expect_clear(node, &path)?;
            Ok(At { node, path })
        });
        numbered.collect()
    }

    pub(super) fn entries(&self) -> Result<Vec<(String, At<'t>)>, NotUnderstood> {
        let Kind::Map { entries, .. } = &self.node.kind else {
            return Err(shape(&self.path, "a map", self.node.line));
        };
        let placed = entries.iter().map(|entry| {
            let mut path = self.path.clone();
            path.push(entry.key.clone());
            if entry.key == "<<" {
                return Err(Reason::Merge(named(&self.path)).at(entry.line));
            }
            expect_clear(&entry.value, &path)?;
            let node = &entry.value;
            Ok((entry.key.clone(), At { node, path }))
        });
        placed.collect()
    }

    pub(super) fn trouble(&self, reason: impl Fn(String) -> Reason) -> NotUnderstood {
        reason(named(&self.path)).at(self.node.line)
    }
}
