//! A file as a tree that knows its bytes: the parser's events, put together.

use super::reason::{NotUnderstood, Reason};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StructureStyle, options};
use std::ops::Range;

#[derive(Clone, Debug)]
pub(super) struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) root: Node,
    /// Where comments stand, from `#` to before the line break, in order.
    pub(super) comments: Vec<Range<usize>>,
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Of a scalar: its source with quotes; of a block scalar: its lines without the header. Of a block collection:
    /// from its first to its last child.
    pub(super) bytes: Range<usize>,
    /// Counts from 1.
    pub(super) line: usize,
    /// The line of its anchor (`&`).
    pub(super) anchor: Option<usize>,
    /// The line of its tag (`!`).
    pub(super) tag: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Scalar { text: String, style: ScalarStyle },
    Map { entries: Vec<Entry>, flow: bool },
    List { items: Vec<Node>, flow: bool },
    Alias(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_bytes: Range<usize>,
    pub(super) line: usize,
    pub(super) value: Node,
}

impl Node {
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map { entries, .. } => entries,
            _ => &[],
        }
    }
}

/// An event, and where.
struct Seen<'a> {
    event: Event<'a>,
    bytes: Range<usize>,
    line: usize,
    anchor: Option<usize>,
    tag: Option<usize>,
}

pub(super) fn parse(text: &str) -> Result<Document<'_>, NotUnderstood> {
    // Comments are kept back while the parser looks ahead; no file is refused for a long one.
    let options = options! { max_buffered_comment_events: usize::MAX, emit_anchor_events: true };
    let mut comments = Vec::new();
    let mut events: Vec<Seen<'_>> = Vec::new();
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.map_err(|error| scan_error(text, &error))?;
        let bytes = span_bytes(&span);
        match event {
            Event::Comment(..) => comments.push(bytes),
            Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            Event::Anchor(..) => {
                if let Some(node) = events.last_mut() {
                    node.anchor = Some(span.start.line());
                }
            }
            event => events.push(Seen {
                event,
                bytes,
                line: span.start.line(),
                anchor: None,
                tag: span.tag_start().map(|start| start.line()),
            }),
        }
    }
    comments.sort_by_key(|bytes| bytes.start);
    let mut builder = Builder {
        text,
        events: events.into_iter(),
    };
    // The first event begins the document.
    let root = match builder.events.nth(1) {
        Some(seen) => builder.node(seen)?,
        None => return Err(Reason::Nothing.at(1)),
    };
    if let Some(seen) = builder.events.next() {
        return Err(Reason::SecondDocument.at(seen.line));
    }
    Ok(Document {
        text,
        root,
        comments,
    })
}

/// The parser promises bytes for every span of a string.
fn span_bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or(0..0)
}

fn scan_error(text: &str, error: &ScanError) -> NotUnderstood {
    let line = error.marker().line();
    let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let indentation = &source[..source.len() - source.trim_start().len()];
    let reason = if is_template(source) {
        Reason::Template
    } else if indentation.contains('\t') {
        Reason::Tab
    } else {
        Reason::Yaml(error.info())
    };
    reason.at(line)
}

/// What Helm, Jinja and the like replace before YAML is read.
pub(super) fn is_template(text: &str) -> bool {
    ["{{", "{%", "${", "<%"]
        .iter()
        .any(|mark| text.contains(mark))
}

pub(super) fn is_block(style: ScalarStyle) -> bool {
    matches!(style, ScalarStyle::Literal | ScalarStyle::Folded)
}

struct Builder<'a> {
    text: &'a str,
    events: std::vec::IntoIter<Seen<'a>>,
}

impl<'a> Builder<'a> {
    fn node(&mut self, seen: Seen<'a>) -> Result<Node, NotUnderstood> {
        let Seen {
            event,
            bytes,
            line,
            anchor,
            tag,
        } = seen;
        let (kind, bytes) = match event {
            Event::Scalar(text, style, ..) => {
                let bytes = match is_block(style) {
                    true => self.without_blank_end(bytes),
                    false => bytes,
                };
                let text = text.into_owned();
                (Kind::Scalar { text, style }, bytes)
            }
            Event::Alias(id) => (Kind::Alias(id), bytes),
            Event::MappingStart(style, ..) => self.map(style == StructureStyle::Flow, bytes)?,
            Event::SequenceStart(style, ..) => self.list(style == StructureStyle::Flow, bytes)?,
            _ => return Err(Reason::Nothing.at(line)),
        };
        Ok(Node {
            kind,
            bytes,
            line,
            anchor,
            tag,
        })
    }

    /// The parser counts the blanks that follow a block scalar as part of it.
    fn without_blank_end(&self, bytes: Range<usize>) -> Range<usize> {
        let content = self.text[bytes.clone()].trim_end();
        bytes.start..bytes.start + content.len()
    }

    fn map(
        &mut self,
        flow: bool,
        start: Range<usize>,
    ) -> Result<(Kind, Range<usize>), NotUnderstood> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut end = start.end;
        while let Some(seen) = self.events.next() {
            if matches!(seen.event, Event::MappingEnd) {
                end = if flow { seen.bytes.end } else { end };
                break;
            }
            let (key, key_bytes, line) = self.key(seen)?;
            if entries.iter().any(|entry| entry.key == key) {
                return Err(Reason::Twice(key).at(line));
            }
            let Some(seen) = self.events.next() else {
                break;
            };
            let value = self.node(seen)?;
            end = value.bytes.end.max(key_bytes.end);
            entries.push(Entry {
                key,
                key_bytes,
                line,
                value,
            });
        }
        Ok((Kind::Map { entries, flow }, start.start..end))
    }

    fn key(
        &mut self,
        Seen {
            event, bytes, line, ..
        }: Seen<'a>,
    ) -> Result<(String, Range<usize>, usize), NotUnderstood> {
        match event {
            Event::Scalar(text, _, 0, None) => Ok((text.into_owned(), bytes, line)),
            _ if bytes.start > 0 && self.text[bytes.start - 1..].starts_with("{{") => {
                Err(Reason::Template.at(line))
            }
            _ => Err(Reason::Key.at(line)),
        }
    }

    fn list(
        &mut self,
        flow: bool,
        start: Range<usize>,
    ) -> Result<(Kind, Range<usize>), NotUnderstood> {
        let mut items: Vec<Node> = Vec::new();
        let mut end = start.end;
        while let Some(seen) = self.events.next() {
            if matches!(seen.event, Event::SequenceEnd) {
                end = if flow { seen.bytes.end } else { end };
                break;
            }
            let item = self.node(seen)?;
            end = item.bytes.end;
            items.push(item);
        }
        Ok((Kind::List { items, flow }, start.start..end))
    }
}
