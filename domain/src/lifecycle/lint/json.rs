//! JSON with everything that the text says: members in their order, and each as often as it stands there.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Null,
    Flag(bool),
    Whole(u64),
    Negative(i64),
    /// With a fraction or an exponent.
    Fraction(f64),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

pub(super) const FIX: &str =
    "Look at that place for a missing or superfluous comma, quotation mark or bracket.";

pub(super) fn parse(text: &str) -> Result<Node, serde_json::Error> {
    serde_json::from_str(text)
}

/// What the parser says, without the place, which is told by itself.
pub(super) fn sentence(error: &serde_json::Error) -> String {
    let says = error.to_string();
    let says = says.split(" at line ").next().unwrap_or_default();
    if error.is_eof() {
        "The text is not JSON: it ends too early.".to_owned()
    } else {
        format!("The text is not JSON: {says}.")
    }
}

impl Node {
    /// What stands there, for a sentence.
    pub(super) fn says(&self) -> String {
        const SHOWN: usize = 40;
        match self {
            Self::Null => "null".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Negative(number) => number.to_string(),
            // With its point, so that 1.0 is told from 1.
            Self::Fraction(number) => format!("{number:?}"),
            Self::Text(text) if text.is_empty() => "an empty text".to_owned(),
            Self::Text(text) => format!("“{}”", shown(text, SHOWN)),
            Self::List(_) => "a list".to_owned(),
            Self::Object(_) => "an object".to_owned(),
        }
    }
}

pub(super) fn shown(text: &str, most: usize) -> String {
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(most).collect();
    match characters.next() {
        Some(_) => start + "…",
        None => start,
    }
}

/// Characters of the shortest text that says the same.
pub(super) fn compact_length(node: &Node) -> usize {
    let quoted = |text: &str| serde_json::to_string(text).map_or(0, |text| text.chars().count());
    let separated = |count: usize| 2 + count.saturating_sub(1);
    match node {
        Node::Null => 4,
        Node::Flag(flag) => flag.to_string().len(),
        Node::Whole(number) => number.to_string().len(),
        Node::Negative(number) => number.to_string().len(),
        Node::Fraction(number) => format!("{number:?}").len(),
        Node::Text(text) => quoted(text),
        Node::List(items) => {
            separated(items.len()) + items.iter().map(compact_length).sum::<usize>()
        }
        Node::Object(members) => {
            let inside = members
                .iter()
                .map(|(name, node)| quoted(name) + 1 + compact_length(node));
            separated(members.len()) + inside.sum::<usize>()
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node, E> {
        Ok(Node::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(u64::try_from(number).map_or(Node::Negative(number), Node::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Fraction(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Node::Object(object))
    }
}
