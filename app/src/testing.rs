//! Renders views in tests and holds every page to the same promises: HTML that a browser reads as it was written,
//! names for everything a person can use, and ids that lead somewhere.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use html5ever::{ParseOpts, parse_document, tendril::TendrilSink};
use leptos::prelude::*;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Every class that a stylesheet names, so that a misspelt one does not pass for design.
static STYLED: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../style");
    let sheets = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let css: String = sheets
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    css.split('.')
        .skip(1)
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|rest| {
            rest.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
                .collect()
        })
        .collect()
});

pub(crate) use crate::render::html;

/// Renders a part inside a minimal document, so that the promises of documents can be checked on it.
pub(crate) fn page_of<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    let frame = crate::shell::Frame {
        title: "Test".to_owned(),
        ..Default::default()
    };
    html(|| crate::shell::render(frame, (view! { <h1>"Test"</h1> }, view())))
}

/// Checks everything below on a whole document. Panics with all that is wrong, not only the first.
pub(crate) fn check_document(html: &str) -> Element {
    let root = parse(html);
    let mut wrong = Vec::new();
    let (written, read) = (outline_of_source(html), root.outline());
    if let Some(at) = written.bytes().zip(read.bytes()).position(|(a, b)| a != b) {
        let part = |s: &str| s[at.saturating_sub(80)..(at + 40).min(s.len())].to_owned();
        wrong.push(format!(
            "a browser reads other elements than were written:\n  {}\n  {}",
            part(&written),
            part(&read)
        ));
    } else if written.len() != read.len() {
        wrong.push("a browser reads more or fewer elements than were written".to_owned());
    }
    landmarks(&root, &mut wrong);
    let known = known(&root, &mut wrong);
    sections(&root, &known, &mut wrong);
    for (element, inside_label) in root.walk() {
        references(element, &known, &mut wrong);
        names(element, inside_label, &known, &mut wrong);
        tables(element, &mut wrong);
        for class in element
            .attribute("class")
            .unwrap_or_default()
            .split_whitespace()
        {
            if !STYLED.contains(class) {
                wrong.push(format!(
                    "no stylesheet knows the class {class} of {}",
                    element.describe()
                ));
            }
        }
        if element.attribute("style").is_some() {
            wrong.push(format!(
                "the CSP forbids inline styles: {}",
                element.describe()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}\n\nin\n{html}", wrong.join("\n"));
    root
}

/// An element as a browser would hold it.
#[derive(Debug, PartialEq)]
pub(crate) struct Element {
    pub(crate) tag: String,
    attributes: BTreeMap<String, String>,
    own_text: String,
    pub(crate) children: Vec<Self>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// All text below, spaces collapsed.
    pub(crate) fn text(&self) -> String {
        let below = self
            .children
            .iter()
            .map(Self::text)
            .collect::<Vec<_>>()
            .join(" ");
        format!("{} {below}", self.own_text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Every element with that tag, in document order.
    pub(crate) fn all(&self, tag: &str) -> Vec<&Self> {
        self.walk()
            .into_iter()
            .map(|(element, _)| element)
            .filter(|element| element.tag == tag)
            .collect()
    }

    /// The element with that id.
    pub(crate) fn by_id(&self, id: &str) -> Option<&Self> {
        self.walk()
            .into_iter()
            .map(|(element, _)| element)
            .find(|element| element.attribute("id") == Some(id))
    }

    fn walk(&self) -> Vec<(&Self, bool)> {
        fn go<'a>(element: &'a Element, inside_label: bool, out: &mut Vec<(&'a Element, bool)>) {
            out.push((element, inside_label));
            let inside_label = inside_label || element.tag == "label";
            for child in &element.children {
                go(child, inside_label, out);
            }
        }
        let mut out = Vec::new();
        go(self, false, &mut out);
        out
    }

    fn outline(&self) -> String {
        let below: String = self.children.iter().map(Self::outline).collect();
        format!("({}{below})", self.tag)
    }

    fn describe(&self) -> String {
        format!("<{}> {:?} \"{}\"", self.tag, self.attributes, self.text())
    }
}

pub(crate) fn parse(html: &str) -> Element {
    let mut options = ParseOpts::default();
    // A browser without scripts looks into <noscript>, and so do we.
    options.tree_builder.scripting_enabled = false;
    let dom = parse_document(RcDom::default(), options).one(html);
    let document = dom.document.children.borrow();
    document
        .iter()
        .find_map(element)
        .expect("a document has an element")
}

fn element(node: &Handle) -> Option<Element> {
    let NodeData::Element { name, attrs, .. } = &node.data else {
        return None;
    };
    let attributes = attrs
        .borrow()
        .iter()
        .map(|attr| (attr.name.local.to_string(), attr.value.to_string()))
        .collect();
    let children = node.children.borrow();
    let own_text = children
        .iter()
        .filter_map(|child| match &child.data {
            NodeData::Text { contents } => Some(contents.borrow().to_string()),
            _ => None,
        })
        .collect();
    Some(Element {
        tag: name.local.to_string(),
        attributes,
        own_text,
        children: children.iter().filter_map(element).collect(),
    })
}

/// The elements as the source nests them, without any of a browser's repairs.
fn outline_of_source(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = end_of_tag(rest);
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        if tag.starts_with('!') {
            continue;
        }
        if tag.starts_with('/') {
            out.push(')');
            continue;
        }
        let name: String = tag
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '/')
            .collect();
        out.push('(');
        out.push_str(&name);
        if VOID.contains(&name.as_str()) {
            out.push(')');
        }
        if ["textarea", "script", "title"].contains(&name.as_str()) {
            rest = &rest[rest.find(&format!("</{name}")).expect("closed")..];
        }
    }
    out
}

fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    tag.char_indices()
        .find(|(_, c)| {
            quoted ^= *c == '"';
            *c == '>' && !quoted
        })
        .map_or(tag.len() - 1, |(i, _)| i)
}

fn landmarks(root: &Element, wrong: &mut Vec<String>) {
    let mut one = |tag: &str| {
        let found = root.all(tag);
        if found.len() != 1 || found[0].text().is_empty() {
            wrong.push(format!(
                "a page has one {tag} with words, not {}",
                found.len()
            ));
        }
    };
    one("title");
    one("h1");
    one("main");
    if root.attribute("lang").is_none() {
        wrong.push("a page says its language".to_owned());
    }
}

/// Sections and regions are landmarks: people jump from one to the next by name, so no two share one.
fn sections(root: &Element, known: &Known<'_>, wrong: &mut Vec<String>) {
    let mut names = BTreeSet::new();
    for (element, _) in root.walk() {
        if element.tag != "section" && element.attribute("role") != Some("region") {
            continue;
        }
        let by_id = |id: &str| known.ids.get(id).map(|element| element.text());
        let name = match element.attribute("aria-labelledby") {
            Some(id) => by_id(id),
            None => element.attribute("aria-label").map(str::to_owned),
        };
        if let Some(name) = name
            && !names.insert(name.clone())
        {
            wrong.push(format!("two landmarks are called “{name}”"));
        }
    }
}

/// What leads where in one document.
struct Known<'a> {
    ids: BTreeMap<&'a str, &'a Element>,
    /// The ids that a label is for.
    labelled: BTreeSet<&'a str>,
}

fn known<'a>(root: &'a Element, wrong: &mut Vec<String>) -> Known<'a> {
    let mut ids = BTreeMap::new();
    let mut labelled = BTreeSet::new();
    for (element, _) in root.walk() {
        if let Some(id) = element.attribute("id")
            && ids.insert(id, element).is_some()
        {
            wrong.push(format!("two elements have the id {id}"));
        }
        if element.tag == "label" && !element.text().is_empty() {
            labelled.extend(element.attribute("for"));
        }
    }
    Known { ids, labelled }
}

fn references(element: &Element, known: &Known<'_>, wrong: &mut Vec<String>) {
    let lists = [
        "aria-describedby",
        "aria-labelledby",
        "aria-controls",
        "for",
        "list",
        "popovertarget",
        "commandfor",
        "form",
    ];
    let mut targets: BTreeSet<&str> = lists
        .iter()
        .filter_map(|name| element.attribute(name))
        .flat_map(str::split_whitespace)
        .collect();
    targets.extend(
        element
            .attribute("href")
            .and_then(|href| href.strip_prefix('#')),
    );
    for target in targets
        .into_iter()
        .filter(|target| !known.ids.contains_key(target))
    {
        wrong.push(format!(
            "no element has the id {target} that {} leads to",
            element.describe()
        ));
    }
}

fn names(element: &Element, inside_label: bool, known: &Known<'_>, wrong: &mut Vec<String>) {
    let labelled = element
        .attribute("aria-label")
        .is_some_and(|label| !label.trim().is_empty())
        || element
            .attribute("aria-labelledby")
            .is_some_and(|id| known.ids.get(id).is_some_and(|e| !e.text().is_empty()));
    let named = match element.tag.as_str() {
        "input" if element.attribute("type") == Some("hidden") => true,
        "button" | "a" | "summary" | "legend" | "th" | "option" | "label" | "caption" => {
            labelled || !element.text().is_empty()
        }
        "input" | "select" | "textarea" => {
            labelled
                || inside_label
                || element
                    .attribute("id")
                    .is_some_and(|id| known.labelled.contains(id))
        }
        "svg" => {
            element.attribute("aria-hidden") == Some("true")
                || element.attribute("role") == Some("img") && labelled
        }
        "nav" | "section" => labelled,
        _ => labelled || element.attribute("tabindex") != Some("0"),
    };
    if !named {
        wrong.push(format!("nothing names {}", element.describe()));
    }
}

fn tables(element: &Element, wrong: &mut Vec<String>) {
    if element.tag == "table" && element.all("caption").is_empty() {
        wrong.push(format!("a table has a caption: {}", element.describe()));
    }
    if element.tag == "th" && element.attribute("scope").is_none() {
        wrong.push(format!(
            "a header says what it heads: {}",
            element.describe()
        ));
    }
    if element.tag == "form" && element.attribute("method").is_none() {
        wrong.push(format!(
            "a form says how it is sent: {}",
            element.describe()
        ));
    }
}

#[test]
fn a_repaired_nesting_is_noticed() {
    let source = "<p><div>x</div></p>";
    assert_ne!(outline_of_source(source), parse(source).outline());
}

#[test]
#[should_panic(expected = "nothing names <input>")]
fn an_input_without_a_label_is_noticed() {
    check_document(&page_of(|| view! { <input id="x" name="x"/> }));
}

#[test]
#[should_panic(expected = "no element has the id gone")]
fn a_description_that_leads_nowhere_is_noticed() {
    check_document(&page_of(|| view! { <p aria-describedby="gone">"x"</p> }));
}

#[test]
#[should_panic(expected = "no stylesheet knows the class")]
fn a_misspelt_class_is_noticed() {
    check_document(&page_of(|| view! { <p class="stakc">"x"</p> }));
}
