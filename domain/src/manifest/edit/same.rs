//! Comparing a file before and after: the net under the splicing.

use super::Value;
use super::scalar;
use super::splice::Splice;
use super::tree::{Document, Entry, Kind, Node, is_block};
use granit_parser::ScalarStyle;
use std::collections::BTreeSet;

/// Whether a node says just this. A block scalar's last line breaks are layout.
pub(super) fn says(node: &Node, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Scalar { text, style }, Value::Text(wanted)) => match style {
            ScalarStyle::Plain => text == wanted && scalar::is_text(text),
            style if is_block(*style) => {
                text.trim_end_matches('\n') == wanted.trim_end_matches('\n')
            }
            _ => text == wanted,
        },
        (Kind::Scalar { text, .. }, Value::Word(wanted)) => text == wanted,
        (Kind::Scalar { text, style }, Value::Truth(wanted)) => {
            *style == ScalarStyle::Plain && text.eq_ignore_ascii_case(&wanted.to_string())
        }
        (Kind::Map { entries, .. }, Value::Map(wanted)) => {
            entries.len() == wanted.len()
                && wanted.iter().all(|(key, value)| {
                    let entry = entries.iter().find(|entry| entry.key == *key);
                    entry.is_some_and(|entry| says(&entry.value, value))
                })
        }
        (Kind::List { items, .. }, Value::List(wanted)) => {
            items.len() == wanted.len()
                && items
                    .iter()
                    .zip(wanted)
                    .all(|(item, value)| says(item, value))
        }
        _ => false,
    }
}

/// Which items (left) are wanted ones (right): as many as possible in the order of both.
pub(super) fn kept(items: &[Node], wanted: &[Value]) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0usize; wanted.len() + 1]; items.len() + 1];
    for old in (0..items.len()).rev() {
        for new in (0..wanted.len()).rev() {
            longest[old][new] = match says(&items[old], &wanted[new]) {
                true => longest[old + 1][new + 1] + 1,
                false => longest[old + 1][new].max(longest[old][new + 1]),
            };
        }
    }
    let (mut old, mut new, mut pairs) = (0, 0, Vec::new());
    while old < items.len() && new < wanted.len() {
        if says(&items[old], &wanted[new]) {
            pairs.push((old, new));
            (old, new) = (old + 1, new + 1);
        } else if longest[old + 1][new] >= longest[old][new + 1] {
            old += 1;
        } else {
            new += 1;
        }
    }
    pairs
}

/// The deepest paths at which two trees differ, in what they say or in how scalars are quoted.
pub(super) fn differences(before: &Node, after: &Node) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    compare(Some(before), Some(after), &mut Vec::new(), &mut found);
    found
}

fn compare(
    before: Option<&Node>,
    after: Option<&Node>,
    path: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) {
    let map =
        |node: Option<&Node>| matches!(node.map(|node| &node.kind), None | Some(Kind::Map { .. }));
    let same = match (before, after) {
        _ if map(before) && map(after) => return compare_maps(before, after, path, found),
        (Some(before), Some(after)) => same_node(before, after),
        (before, after) => before.is_none() && after.is_none(),
    };
    if !same {
        found.push(path.clone());
    }
}

/// A map that is missing is compared as an empty one, so that what is new in it is told by its own path.
fn compare_maps(
    before: Option<&Node>,
    after: Option<&Node>,
    path: &mut Vec<String>,
    found: &mut Vec<Vec<String>>,
) {
    let old = before.map(Node::entries).unwrap_or_default();
    let new = after.map(Node::entries).unwrap_or_default();
    let value = |entries: &'_ [Entry], key: &str| entries.iter().position(|entry| entry.key == key);
    let shared = |entries: &'_ [Entry], others: &[Entry]| -> Vec<String> {
        let keys = entries.iter().map(|entry| entry.key.clone());
        keys.filter(|key| value(others, key).is_some()).collect()
    };
    let remade = match (before, after) {
        (Some(before), Some(after)) => !same_marks(before, after),
        // An empty map has nothing to tell it by.
        _ => old.is_empty() && new.is_empty(),
    };
    if remade || shared(old, new) != shared(new, old) {
        found.push(path.clone());
    }
    let keys = old.iter().chain(new).map(|entry| entry.key.as_str());
    for key in keys.collect::<BTreeSet<_>>() {
        let of = |entries: &'_ [Entry]| value(entries, key);
        let (one, other) = (
            of(old).map(|at| &old[at].value),
            of(new).map(|at| &new[at].value),
        );
        path.push(key.to_owned());
        compare(one, other, path, found);
        path.pop();
    }
}

fn same_marks(before: &Node, after: &Node) -> bool {
    (before.anchor.is_some(), before.tag.is_some()) == (after.anchor.is_some(), after.tag.is_some())
}

fn same_node(before: &Node, after: &Node) -> bool {
    let kind = match (&before.kind, &after.kind) {
        (
            Kind::Scalar { text, style },
            Kind::Scalar {
                text: other,
                style: other_style,
            },
        ) => text == other && style == other_style,
        (Kind::List { items, .. }, Kind::List { items: others, .. }) => {
            items.len() == others.len()
                && items
                    .iter()
                    .zip(others)
                    .all(|(item, other)| same_node(item, other))
        }
        (Kind::Map { .. }, Kind::Map { .. }) => differences(before, after).is_empty(),
        (Kind::Alias(id), Kind::Alias(other)) => id == other,
        _ => false,
    };
    kind && same_marks(before, after)
}

/// Whether the comments are those of before, but for the lines that went.
pub(super) fn comments_stay(
    before: &Document<'_>,
    after: &Document<'_>,
    splices: &[Splice],
) -> bool {
    let went = |start: usize| {
        let mut whole_lines = splices.iter().filter(|splice| splice.text.is_empty());
        whole_lines.any(|splice| splice.bytes.contains(&start))
    };
    let old = before
        .comments
        .iter()
        .filter(|comment| !went(comment.start))
        .map(|comment| &before.text[comment.clone()]);
    let new = after
        .comments
        .iter()
        .map(|comment| &after.text[comment.clone()]);
    old.eq(new)
}
