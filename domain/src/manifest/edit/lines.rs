//! Lines of a file: where they begin and end, how they are indented, and which of them are comments.

use super::tree::{Document, Kind, Node};
use std::ops::Range;

/// How the file ends its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Lf,
    CrLf,
}

impl Ending {
    /// The first line decides: where both are mixed, neither is more right.
    pub(super) fn of(text: &str) -> Self {
        match text.split_once('\n') {
            Some((first, _)) if first.ends_with('\r') => Self::CrLf,
            _ => Self::Lf,
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// The byte at which the line of `at` begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The byte after the line of `at`, its line break included.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |newline| at + newline + 1)
}

/// How far `at` stands from the beginning of its line. A byte order mark is no column.
pub(super) fn column(text: &str, at: usize) -> usize {
    let line = &text[line_start(text, at)..at];
    line.trim_start_matches('\u{feff}').len()
}

/// Whether nothing but spaces stands before `at` in its line.
pub(super) fn is_first(text: &str, at: usize) -> bool {
    let line = &text[line_start(text, at)..at];
    line.trim_start_matches('\u{feff}')
        .bytes()
        .all(|byte| byte == b' ')
}

impl Document<'_> {
    /// The column of the comment that a line consists of.
    fn comment_column(&self, line: &Range<usize>) -> Option<usize> {
        let source = &self.text[line.clone()];
        let at = line.start + source.len() - source.trim_start().len();
        self.comments
            .binary_search_by_key(&at, |comment| comment.start)
            .is_ok()
            .then(|| column(self.text, at))
    }

    fn line_at(&self, at: usize) -> Range<usize> {
        at..line_end(self.text, at)
    }

    /// Where the comments begin that stand directly above a line, in its column.
    pub(super) fn with_comments_above(&self, line: usize, own_column: usize) -> usize {
        let mut start = line;
        while start > 0 {
            let above = line_start(self.text, start - 1)..start;
            if self.comment_column(&above) != Some(own_column) {
                break;
            }
            start = above.start;
        }
        start
    }

    /// The byte after the last line of a value that ends at `content`: its line, and the comments further down that
    /// are indented deeper than its key, thus belong to it.
    pub(super) fn block_end(&self, content: usize, key_column: usize) -> usize {
        let mut end = line_end(self.text, content);
        let mut at = end;
        while at < self.text.len() {
            let line = self.line_at(at);
            match self.comment_column(&line) {
                Some(column) if column > key_column => end = line.end,
                None if self.text[line.clone()].trim().is_empty() => {}
                _ => break,
            }
            at = line.end;
        }
        end
    }
}

/// How deep this file indents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Steps {
    pub(super) map: usize,
    /// From a key to the dashes of its list; many people use none.
    pub(super) list: usize,
}

impl Steps {
    pub(super) fn of(document: &Document<'_>) -> Self {
        let text = document.text;
        let map = first_below(
            &document.root,
            &|entry_column, node| match &node.kind {
                Kind::Map { flow: false, .. } => {
                    column(text, node.bytes.start).checked_sub(entry_column)
                }
                _ => None,
            },
            text,
        );
        let list = first_below(
            &document.root,
            &|entry_column, node| match &node.kind {
                Kind::List { flow: false, items } => items
                    .first()
                    .and_then(|item| dash(text, item))
                    .and_then(|dash| column(text, dash).checked_sub(entry_column)),
                _ => None,
            },
            text,
        );
        let map = map.filter(|step| *step > 0).unwrap_or(2);
        Self {
            map,
            list: list.unwrap_or(2),
        }
    }
}

/// The first answer that any value of a block map gives, with its key's column.
fn first_below(
    node: &Node,
    ask: &dyn Fn(usize, &Node) -> Option<usize>,
    text: &str,
) -> Option<usize> {
    node.entries().iter().find_map(|entry| {
        let key_column = column(text, entry.key_bytes.start);
        let own = is_first(text, entry.key_bytes.start)
            .then(|| ask(key_column, &entry.value))
            .flatten();
        own.or_else(|| first_below(&entry.value, ask, text))
    })
}

/// The dash of a list's item, when it is the first thing in the line where the item begins.
pub(super) fn dash(text: &str, item: &Node) -> Option<usize> {
    let start = line_start(text, item.bytes.start);
    let before = &text[start..item.bytes.start];
    let at = start + before.find('-')?;
    (is_first(text, at) && text[at + 1..item.bytes.start].trim().is_empty()).then_some(at)
}
