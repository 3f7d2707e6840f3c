//! A policy's JSON: where its statements stand, so that those that stay keep their bytes.

use serde_json::{Map, Value};
use std::ops::Range;

/// Whether two policies say the same: AWS takes one text for a list of one, and lists in any order.
pub fn same_policy(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str(text).ok().map(plain);
    match (read(one), read(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

/// The same for single statements.
pub(super) fn same_statement(one: &Value, other: &Value) -> bool {
    plain(one.clone()) == plain(other.clone())
}

/// Every list sorted, every text in a list of one.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("Version" | "Id" | "Sid" | "Effect", value) => value,
                    (_, value @ (Value::String(_) | Value::Bool(_) | Value::Number(_))) => {
                        Value::Array(vec![value])
                    }
                    ("Statement", one @ Value::Object(_)) => plain(Value::Array(vec![one])),
                    (_, value) => plain(value),
                };
                (key, value)
            });
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(plain).collect();
            items.sort_by_key(Value::to_string);
            items.dedup();
            Value::Array(items)
        }
        other => other,
    }
}

/// The statements of a policy by their place in its text.
pub(super) struct Places {
    /// The value of `Statement`.
    whole: Range<usize>,
    pub(super) each: Vec<Range<usize>>,
}

/// `None`: this is no policy.
pub(super) fn places(text: &str) -> Option<Places> {
    let value: Value = serde_json::from_str(text).ok()?;
    let bytes = text.as_bytes();
    let mut at = blank(bytes, 0);
    value.get("Statement")?;
    let whole = loop {
        // The opening brace, or the comma between two members.
        at = blank(bytes, at + 1);
        let key = at..end(bytes, at)?;
        at = blank(bytes, blank(bytes, key.end) + 1);
        let found = at..end(bytes, at)?;
        if &text[key] == "\"Statement\"" {
            break found;
        }
        at = blank(bytes, found.end);
    };
    let mut each = Vec::new();
    if bytes[whole.start] == b'{' {
        each.push(whole.clone());
        return Some(Places { whole, each });
    }
    at = blank(bytes, whole.start + 1);
    while at + 1 < whole.end {
        let item = at..end(bytes, at)?;
        at = blank(bytes, blank(bytes, item.end) + 1);
        each.push(item);
    }
    Some(Places { whole, each })
}

fn blank(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}

/// The byte after the value that begins at `from`.
fn end(bytes: &[u8], from: usize) -> Option<usize> {
    let (mut at, mut depth) = (from, 0_usize);
    loop {
        match *bytes.get(at)? {
            b'"' => at = text_end(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth == 0 => return Some(at),
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            b',' | b':' if depth == 0 => return Some(at),
            byte if depth == 0 && byte.is_ascii_whitespace() => return Some(at),
            _ => at += 1,
        }
        if depth == 0 && matches!(bytes.get(at - 1), Some(b'"' | b'}' | b']')) {
            return Some(at);
        }
    }
}

fn text_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The policy with some of its statements and new ones behind them; `None`: with no statement at all.
pub(super) fn rewritten(
    text: &str,
    places: &Places,
    keeps: impl Fn(usize) -> bool,
    new: &[String],
) -> Option<String> {
    let whole = &text[places.whole.clone()];
    let is_list = whole.starts_with('[');
    let lead = match (is_list, places.each.first()) {
        (true, Some(first)) => &text[places.whole.start + 1..first.start],
        _ => "\n    ",
    };
    let tail = match (is_list, places.each.last()) {
        (true, Some(last)) => &text[last.end..places.whole.end - 1],
        _ => "\n  ",
    };
    // Over several lines where the others are.
    let indent = lead.rsplit_once('\n').map(|(_, indent)| indent);
    let set = |statement: &String| match indent {
        Some(indent) => statement.replace('\n', &format!("\n{indent}")),
        None => {
            let value: Option<Value> = serde_json::from_str(statement).ok();
            value.map_or_else(|| statement.clone(), |value| value.to_string())
        }
    };
    let kept = places.each.iter().enumerate();
    let kept = kept
        .filter(|(index, _)| keeps(*index))
        .map(|(_, place)| text[place.clone()].to_owned());
    let all: Vec<String> = kept.chain(new.iter().map(set)).collect();
    if all.is_empty() {
        return None;
    }
    let between = format!(",{lead}");
    Some(format!(
        "{}[{lead}{}{tail}]{}",
        &text[..places.whole.start],
        all.join(&between),
        &text[places.whole.end..]
    ))
}
