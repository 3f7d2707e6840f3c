//! New lines and where they go: written like Berth renders, indented like the file, in the order Berth writes.

use super::Value;
use super::lines::{Ending, Steps, column, is_first, line_start};
use super::reason::{NotUnderstood, Reason, named};
use super::scalar;
use super::splice::Splice;
use super::tree::{Document, Entry, Kind, Node};

/// The order of the keys that Berth knows, by the path of their map. Maps of people's own keys are not listed.
const ORDERS: &[(&[&str], &[&str])] = &[
    (&[], &["apiVersion", "kind", "metadata", "spec"]),
    (
        &["metadata"],
        &[
            "name",
            "namespace",
            "title",
            "description",
            "labels",
            "annotations",
            "tags",
            "links",
        ],
    ),
    (
        &["spec"],
        &[
            "type",
            "owner",
            "system",
            "forProvider",
            "managementPolicies",
            "providerConfigRef",
        ],
    ),
    (
        &["spec", "forProvider"],
        &[
            "region",
            "repositoryRef",
            "policy",
            "imageTagMutability",
            "imageTagMutabilityExclusionFilter",
            "imageScanningConfiguration",
            "encryptionConfiguration",
            "forceDelete",
            "tags",
        ],
    ),
];

/// Text of new lines, without the last line break.
#[derive(Clone, Copy)]
pub(super) struct Writer {
    pub(super) steps: Steps,
    pub(super) ending: Ending,
}

impl Writer {
    pub(super) fn of(document: &Document<'_>) -> Self {
        Self {
            steps: Steps::of(document),
            ending: Ending::of(document.text),
        }
    }

    pub(super) fn lines(self, lines: &[String]) -> String {
        lines.join(self.ending.as_str())
    }

    pub(super) fn entry(self, key: &str, value: &Value, indent: usize) -> Vec<String> {
        let key = match scalar::is_safe_plain(key) && !key.contains(' ') {
            true => key.to_owned(),
            false => scalar::double_quoted(key),
        };
        let head = format!("{}{key}:", " ".repeat(indent));
        let below = match value {
            Value::Map(entries) => self.entries(entries, indent + self.steps.map),
            Value::List(items) => items
                .iter()
                .flat_map(|item| self.item(item, indent + self.steps.list))
                .collect(),
            value => return vec![format!("{head} {}", one_line(value))],
        };
        [vec![head], below].concat()
    }

    fn entries(self, entries: &[(String, Value)], indent: usize) -> Vec<String> {
        entries
            .iter()
            .flat_map(|(key, value)| self.entry(key, value, indent))
            .collect()
    }

    /// An item of a list, its dash at `indent`.
    pub(super) fn item(self, item: &Value, indent: usize) -> Vec<String> {
        let dash = format!("{}- ", " ".repeat(indent));
        match item {
            Value::Map(entries) => {
                let mut lines = self.entries(entries, indent + 2);
                if let Some(first) = lines.first_mut() {
                    first.replace_range(..indent + 2, &dash);
                }
                lines
            }
            item => vec![format!("{dash}{}", one_line(item))],
        }
    }
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Text(text) => scalar::double_quoted(text),
        Value::Word(word) => (*word).to_owned(),
        Value::Truth(truth) => truth.to_string(),
        Value::Map(_) => "{}".to_owned(),
        Value::List(_) => "[]".to_owned(),
    }
}

/// Where a key that is missing in `map` goes, and its lines.
pub(super) fn insertion(
    document: &Document<'_>,
    map: &Node,
    path: &[String],
    key: &str,
    value: &Value,
) -> Result<Splice, NotUnderstood> {
    let entries = match &map.kind {
        Kind::Map { flow: true, .. } => return Err(Reason::Flow(named(path)).at(map.line)),
        Kind::Map { entries, .. } => entries,
        _ => return Err(super::walk::shape(path, "a map", map.line)),
    };
    let Some(first) = entries.first() else {
        return Err(super::walk::shape(path, "a map", map.line));
    };
    if !is_first(document.text, first.key_bytes.start) {
        return Err(Reason::Layout(named(path)).at(first.line));
    }
    let indent = column(document.text, first.key_bytes.start);
    let writer = Writer::of(document);
    let lines = writer.lines(&writer.entry(key, value, indent));
    Ok(match neighbour(entries, path, key) {
        Neighbour::After(entry) => {
            let content = entry.value.bytes.end.max(entry.key_bytes.end);
            let at = document.block_end(content, indent);
            Splice::lines_at(at, &lines, writer.ending)
        }
        Neighbour::Before(entry) => {
            let line = line_start(document.text, entry.key_bytes.start);
            let at = document.with_comments_above(line, indent);
            Splice::lines_at(at, &lines, writer.ending)
        }
    })
}

enum Neighbour<'t> {
    After(&'t Entry),
    Before(&'t Entry),
}

/// Behind the nearest key that Berth writes before it, else before the nearest that Berth writes after it, else last.
/// Among people's own keys the alphabet decides, where the file follows it.
fn neighbour<'t>(entries: &'t [Entry], path: &[String], key: &str) -> Neighbour<'t> {
    let (first, last) = (&entries[0], &entries[entries.len() - 1]);
    let order = ORDERS.iter().find(|(known, _)| known == &path);
    let Some((_, order)) = order else {
        let sorted = entries.windows(2).all(|pair| pair[0].key < pair[1].key);
        if !sorted {
            return Neighbour::After(last);
        }
        let before = entries.iter().rev().find(|entry| entry.key.as_str() < key);
        return before.map_or(Neighbour::Before(first), Neighbour::After);
    };
    let rank = |key: &str| order.iter().position(|known| *known == key);
    let Some(own) = rank(key) else {
        return Neighbour::After(last);
    };
    let ranked = || {
        let known = entries.iter();
        known.filter_map(|entry| rank(&entry.key).map(|rank| (rank, entry)))
    };
    let before = ranked()
        .filter(|(rank, _)| *rank < own)
        .max_by_key(|(rank, _)| *rank);
    let after = ranked()
        .filter(|(rank, _)| *rank > own)
        .min_by_key(|(rank, _)| *rank);
    match (before, after) {
        (Some((_, entry)), _) => Neighbour::After(entry),
        (None, Some((_, entry))) => Neighbour::Before(entry),
        (None, None) => Neighbour::After(last),
    }
}
