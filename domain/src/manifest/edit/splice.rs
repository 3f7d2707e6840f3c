//! One edit: find the bytes, put others there, look at the result.

use super::lines::{Ending, column, dash, is_first, line_start};
use super::place::{Writer, insertion};
use super::reason::{NotUnderstood, Reason, named};
use super::scalar::{Block, in_style};
use super::tree::{Document, Kind, Node, is_block, parse};
use super::walk::{Place, expect_clear_within, shape, walk};
use super::{Edit, Value, same};
use granit_parser::ScalarStyle;
use std::ops::Range;

/// Bytes that go, and what comes in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    pub(super) bytes: Range<usize>,
    pub(super) text: String,
}

impl Splice {
    /// Whole lines, before the line that begins at `at`.
    pub(super) fn lines_at(at: usize, lines: &str, ending: Ending) -> Self {
        Self {
            bytes: at..at,
            text: format!("{lines}{}", ending.as_str()),
        }
    }

    fn without(bytes: Range<usize>) -> Self {
        let text = String::new();
        Self { bytes, text }
    }
}

/// The text after the edit. It reads as before but for the edit, and says what the edit wants.
pub fn apply(text: &str, edit: &Edit) -> Result<String, NotUnderstood> {
    if text.is_empty() || text.ends_with('\n') {
        return applied(text, edit);
    }
    // An open last line is closed meanwhile, so that lines can be put behind it.
    let ending = Ending::of(text).as_str();
    let changed = applied(&format!("{text}{ending}"), edit)?;
    Ok(changed.strip_suffix(ending).unwrap_or(&changed).to_owned())
}

fn applied(text: &str, edit: &Edit) -> Result<String, NotUnderstood> {
    let document = parse(text)?;
    match edit {
        Edit::Set { path, value } => set(&document, path, value),
        Edit::Remove { path } => remove(&document, path),
    }
}

fn set(document: &Document<'_>, path: &[String], value: &Value) -> Result<String, NotUnderstood> {
    let entry = match walk(&document.root, path)? {
        Place::Found { entry, .. } => entry,
        Place::Missing { map, depth } => return insert(document, map, path, depth, value),
    };
    if same::says(&entry.value, value) {
        return Ok(document.text.to_owned());
    }
    match (&entry.value.kind, value) {
        (Kind::Scalar { style, .. }, Value::Text(_) | Value::Word(_) | Value::Truth(_)) => {
            if entry.value.bytes.is_empty() && !is_block(*style) {
                return Err(shape(path, "filled in", entry.line));
            }
            set_scalar(
                document,
                &entry.value,
                entry.key_bytes.end,
                *style,
                path,
                value,
            )
        }
        (Kind::Map { .. }, Value::Map(entries)) => {
            let mut text = document.text.to_owned();
            for (key, value) in entries {
                let path = [path, std::slice::from_ref(key)].concat();
                text = set(&parse(&text)?, &path, value)?;
            }
            Ok(text)
        }
        (Kind::List { flow: true, .. }, Value::List(_)) => {
            Err(Reason::Flow(named(path)).at(entry.line))
        }
        (Kind::List { items, .. }, Value::List(wanted)) => {
            expect_clear_within(&entry.value, path)?;
            set_list(document, items, wanted, path, value)
        }
        (_, Value::Map(_)) => Err(shape(path, "a map", entry.line)),
        (_, Value::List(_)) => Err(shape(path, "a list", entry.line)),
        _ => Err(shape(path, "text", entry.line)),
    }
}

fn insert(
    document: &Document<'_>,
    map: &Node,
    path: &[String],
    depth: usize,
    value: &Value,
) -> Result<String, NotUnderstood> {
    let Some((key, below)) = path.get(depth).zip(path.get(depth + 1..)) else {
        return Err(shape(path, "a key", map.line));
    };
    let nested = below.iter().rev().fold(value.clone(), |inner, key| {
        Value::Map(vec![(key.clone(), inner)])
    });
    let splice = insertion(document, map, &path[..depth], key, &nested)?;
    let line = map.line;
    finish(document, vec![splice], path, Some(value))
        .ok_or_else(|| Reason::Unsafe(named(path)).at(line))
}

/// Tries the style that stands there, then double quotes: the first that reads back right.
fn set_scalar(
    document: &Document<'_>,
    node: &Node,
    key_end: usize,
    style: ScalarStyle,
    path: &[String],
    value: &Value,
) -> Result<String, NotUnderstood> {
    let text = document.text;
    let first_line = line_start(text, node.bytes.start);
    let block = Block {
        indent: &text[first_line..node.bytes.start],
        ending: Ending::of(text),
    };
    let in_place = |written: String| Splice {
        bytes: node.bytes.clone(),
        text: written,
    };
    let mut tries = Vec::new();
    match value {
        Value::Text(wanted) => {
            if !node.bytes.is_empty() {
                tries.extend(in_style(wanted, style, block).map(in_place));
            }
            let quoted = in_style(wanted, ScalarStyle::DoubleQuoted, block);
            tries.extend(quoted.and_then(|quoted| match is_block(style) {
                true => instead_of_block(document, node, key_end, &quoted),
                false => Some(in_place(quoted)),
            }));
        }
        Value::Word(word) => tries.extend(in_style(word, style, block).map(in_place)),
        Value::Truth(truth) => tries.push(in_place(truth.to_string())),
        Value::Map(_) | Value::List(_) => {}
    }
    tries
        .into_iter()
        .find_map(|splice| finish(document, vec![splice], path, Some(value)))
        .ok_or_else(|| Reason::Unsafe(named(path)).at(node.line))
}

/// A quoted scalar in place of a block scalar and its header; a comment at the header's end stays.
fn instead_of_block(
    document: &Document<'_>,
    node: &Node,
    key_end: usize,
    quoted: &str,
) -> Option<Splice> {
    let text = document.text;
    let after_colon = key_end + text[key_end..].find(':')? + 1;
    let start = after_colon + text[after_colon..].find(|character| character != ' ')?;
    let header = text[start..].lines().next()?;
    let rest = header.strip_prefix(['|', '>'])?;
    let comment =
        rest.trim_start_matches(|sign: char| sign.is_ascii_digit() || "+-".contains(sign));
    Some(Splice {
        bytes: start..node.bytes.end.max(start + header.len()),
        text: format!("{quoted}{}", comment.trim_end()),
    })
}

/// Items that are wanted again, in the same order, keep their lines; the others go, and new ones come between.
fn set_list(
    document: &Document<'_>,
    items: &[Node],
    wanted: &[Value],
    path: &[String],
    value: &Value,
) -> Result<String, NotUnderstood> {
    let Some(first) = items.first().filter(|_| !wanted.is_empty()) else {
        return Err(shape(path, "a list with an item", document.root.line));
    };
    let odd = |item: &Node| Reason::Layout(named(path)).at(item.line);
    let dashes = items
        .iter()
        .map(|item| dash(document.text, item).ok_or_else(|| odd(item)))
        .collect::<Result<Vec<_>, _>>()?;
    let indent = column(document.text, dashes[0]);
    let start =
        |item: usize| document.with_comments_above(line_start(document.text, dashes[item]), indent);
    let end = |item: usize| document.block_end(items[item].bytes.end, indent);
    let writer = Writer::of(document);
    let kept = same::kept(items, wanted);
    let mut splices: Vec<Splice> = (0..items.len())
        .filter(|item| !kept.iter().any(|(kept, _)| kept == item))
        .map(|item| Splice::without(start(item)..end(item)))
        .collect();
    let mut at = start(0);
    for (index, item) in wanted.iter().enumerate() {
        if let Some((old, _)) = kept.iter().find(|(_, new)| *new == index) {
            at = end(*old);
            continue;
        }
        let lines = writer.lines(&writer.item(item, indent));
        splices.push(Splice::lines_at(at, &lines, writer.ending));
    }
    finish(document, splices, path, Some(value))
        .ok_or_else(|| Reason::Unsafe(named(path)).at(first.line))
}

fn remove(document: &Document<'_>, path: &[String]) -> Result<String, NotUnderstood> {
    let Place::Found { map, entry } = walk(&document.root, path)? else {
        return Ok(document.text.to_owned());
    };
    expect_clear_within(&entry.value, path)?;
    match &map.kind {
        Kind::Map { flow: true, .. } => return Err(Reason::Flow(named(path)).at(entry.line)),
        Kind::Map { entries, .. } if entries.len() == 1 => {
            return Err(Reason::LastEntry(named(path)).at(entry.line));
        }
        _ => {}
    }
    let at = entry.key_bytes.start;
    if !is_first(document.text, at) {
        return Err(Reason::Layout(named(path)).at(entry.line));
    }
    let own_column = column(document.text, at);
    let start = document.with_comments_above(line_start(document.text, at), own_column);
    let content = entry.value.bytes.end.max(entry.key_bytes.end);
    let splice = Splice::without(start..document.block_end(content, own_column));
    finish(document, vec![splice], path, None)
        .ok_or_else(|| Reason::Unsafe(named(path)).at(entry.line))
}

/// The spliced text, if it reads as it should: `path` says `value` or is gone, all else is as it was, and no comment
/// is lost but in lines that went.
fn finish(
    document: &Document<'_>,
    mut splices: Vec<Splice>,
    path: &[String],
    value: Option<&Value>,
) -> Option<String> {
    splices.sort_by_key(|splice| (splice.bytes.start, splice.bytes.end));
    let mut text = document.text.to_owned();
    for splice in splices.iter().rev() {
        text.replace_range(splice.bytes.clone(), &splice.text);
    }
    let after = parse(&text).ok()?;
    let found = walk(&after.root, path).ok()?;
    let says = match (value, found) {
        (Some(value), Place::Found { entry, .. }) => same::says(&entry.value, value),
        (None, Place::Missing { .. }) => true,
        _ => false,
    };
    let elsewhere = same::differences(&document.root, &after.root)
        .iter()
        .any(|difference| !difference.starts_with(path));
    let comments = same::comments_stay(document, &after, &splices);
    (says && !elsewhere && comments).then_some(text)
}
