//! As much XML as AWS's query protocol answers with: elements and text, no attributes that matter but the namespace.

use serde_json::{Value, json};

#[derive(Debug, Default)]
pub(crate) struct Element {
    pub name: String,
    pub namespace: Option<String>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The element as a value of a shape: XML itself has neither lists nor numbers.
    pub(crate) fn value(&self, shape: &Value, shapes: &Value) -> Value {
        let inner = |shape: &Value| &shapes[shape["shape"].as_str().unwrap()];
        match shape["type"].as_str().unwrap() {
            "structure" => self
                .children
                .iter()
                .map(|child| {
                    let value = match shape["members"].get(&child.name) {
                        Some(member) => child.value(inner(member), shapes),
                        None => json!(child.text),
                    };
                    (child.name.clone(), value)
                })
                .collect(),
            "list" => self
                .children
                .iter()
                .map(|child| child.value(inner(&shape["member"]), shapes))
                .collect(),
            "integer" => self
                .text
                .parse::<i64>()
                .map_or_else(|_| json!(self.text), Value::from),
            "boolean" => self
                .text
                .parse::<bool>()
                .map_or_else(|_| json!(self.text), Value::from),
            _ => json!(self.text),
        }
    }
}

/// The document's root.
pub(crate) fn parse(text: &str) -> Result<Element, String> {
    let mut open = vec![Element::default()];
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tag) = rest.split_at(start);
        let end = tag.find('>').ok_or("a tag does not end")?;
        let (tag, after) = (&tag[1..end], &tag[end + 1..]);
        rest = after;
        open.last_mut()
            .ok_or("more ends than beginnings")?
            .text
            .push_str(&unescaped(before.trim()));
        if tag.starts_with('?') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            close(&mut open, name.trim())?;
            continue;
        }
        let (tag, is_empty) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let name = tag.split_whitespace().next().ok_or("a tag has no name")?;
        let namespace = tag
            .split_once("xmlns=\"")
            .and_then(|(_, rest)| rest.split_once('"'));
        open.push(Element {
            name: name.to_owned(),
            namespace: namespace.map(|(namespace, _)| namespace.to_owned()),
            ..Element::default()
        });
        if is_empty {
            close(&mut open, name)?;
        }
    }
    let document = open.pop().filter(|_| open.is_empty());
    let mut roots = document.ok_or("an element does not end")?.children;
    match (roots.pop(), roots.is_empty()) {
        (Some(root), true) => Ok(root),
        _ => Err("there is not one root".into()),
    }
}

fn close(open: &mut Vec<Element>, name: &str) -> Result<(), String> {
    let done = open.pop().ok_or("more ends than beginnings")?;
    let parent = open.last_mut().ok_or("more ends than beginnings")?;
    if done.name != name {
        return Err(format!("{} ends as {name}", done.name));
    }
    parent.children.push(done);
    Ok(())
}

fn unescaped(text: &str) -> String {
    let named = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    named.iter().fold(text.to_owned(), |text, (name, sign)| {
        text.replace(name, sign)
    })
}
