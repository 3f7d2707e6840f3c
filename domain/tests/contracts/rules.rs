//! Rules that no schema holds: Kubernetes metadata, AWS tags, paths, and plain YAML words.

use serde_json::Value;

/// An RFC 1123 label.
pub(crate) fn is_dns_label(text: &str) -> bool {
    text.len() <= 63 && is_dns_part(text)
}

/// An RFC 1123 subdomain as Kubernetes understands it: no limit for the single part.
pub(crate) fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_dns_part)
}

fn is_dns_part(text: &str) -> bool {
    let edge = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    bytes.first().is_some_and(edge)
        && bytes.last().is_some_and(edge)
        && bytes.iter().all(|byte| edge(byte) || *byte == b'-')
}

/// `[prefix/]name`: what Kubernetes and Backstage take as the key of an annotation or a label.
pub(crate) fn is_annotation_key(key: &str) -> bool {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    let edge = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = name.as_bytes();
    prefix.is_none_or(is_dns_subdomain)
        && (1..=63).contains(&bytes.len())
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// Kubernetes' rules for the metadata of a new object; only the members that Berth writes may stand there.
pub(crate) fn check_metadata(object: &Value) {
    let metadata = object["metadata"].as_object().expect("metadata");
    for key in metadata.keys() {
        let known = matches!(key.as_str(), "name" | "namespace" | "annotations");
        assert!(known, "metadata.{key}");
    }
    let name = metadata["name"].as_str().expect("a name that is text");
    assert!(is_dns_subdomain(name), "metadata.name is {name}");
    let namespace = metadata["namespace"]
        .as_str()
        .expect("a namespace that is text");
    assert!(is_dns_label(namespace), "namespace {namespace}");
    let annotations = metadata["annotations"].as_object().expect("annotations");
    let mut size = 0;
    for (key, value) in annotations {
        assert!(is_annotation_key(key), "annotation {key}");
        size += key.len() + value.as_str().expect("an annotation that is text").len();
    }
    assert!(size <= 256 * 1024);
}

/// AWS's rules for tags, with room for the five that the provider adds.
pub(crate) fn check_tags(tags: &Value, limits: &Value) {
    let tags = tags.as_object().expect("tags");
    let limit = |key: &str| limits[key].as_u64().unwrap() as usize;
    let reserved = limits["reservedByCrossplaneProvider"].as_array().unwrap();
    assert!(tags.len() + reserved.len() <= limit("maxPerResource"));
    let allowed = |text: &str| {
        text.chars()
            .all(|character| character.is_alphanumeric() || " +-=._:/@".contains(character))
    };
    for (key, value) in tags {
        let value = value
            .as_str()
            .unwrap_or_else(|| panic!("tag {key} is {value}"));
        assert!(
            (1..=limit("keyMaxLength")).contains(&key.chars().count()),
            "{key}"
        );
        assert!(value.chars().count() <= limit("valueMaxLength"), "{value}");
        assert!(!key.to_lowercase().starts_with("aws:"), "{key}");
        assert!(!reserved.contains(&Value::from(key.as_str())), "{key}");
        assert!(allowed(key) && allowed(value), "{key} = {value}");
    }
}

/// A path that stays inside the repository on every system.
pub(crate) fn check_path(path: &str) {
    assert!(path.len() <= 400, "{path}");
    for part in path.split('/') {
        let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let first = part.strip_prefix('.').unwrap_or(part).chars().next();
        assert!(edge(first) && edge(part.chars().last()), "{path}");
        assert!(!part.contains(".."), "{path}");
        assert!(!part.eq_ignore_ascii_case(".git"), "{path}");
        let safe = part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        assert!(safe, "{path}");
    }
}

/// Kubernetes and Argo CD read YAML 1.1, others 1.2: every word without quotes has to mean the same to both.
/// What isn't text are switches, an alarm's numbers, and the numbers inside a policy's text.
pub(crate) fn check_plain_words(text: &str) {
    let mut literal: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if literal.is_some_and(|depth| indent > depth) {
            continue;
        }
        literal = None;
        assert!(
            !line.starts_with("---") && !line.starts_with("..."),
            "{line}"
        );
        assert!(!line.contains('\t') && line.trim_end() == line, "{line:?}");
        let mut rest = line.trim_start();
        while let Some(item) = rest.strip_prefix("- ") {
            rest = item.trim_start();
        }
        let (key, value) = split_key(rest);
        if let Some(key) = key {
            assert!(is_quoted(key) || reads_as_text(key), "key {key}");
        }
        match value {
            "" => {}
            "|" => literal = Some(indent),
            "true" | "false" if matches!(key, Some("scanOnPush" | "returnData")) => {}
            number if is_alarm_number(key) && is_number(number) => {}
            value => assert!(is_quoted(value) || reads_as_text(value), "value {value}"),
        }
    }
}

fn is_alarm_number(key: Option<&str>) -> bool {
    matches!(
        key,
        Some("period" | "threshold" | "evaluationPeriods" | "datapointsToAlarm")
    )
}

/// The key, if the line has one, and what follows it.
fn split_key(text: &str) -> (Option<&str>, &str) {
    let quoted = text.starts_with('"').then(|| closing_quote(text)).flatten();
    let from = quoted.map_or(0, |end| end + 1);
    match text[from..].find(':') {
        Some(at) if quoted.is_none() || at == 0 => {
            let at = from + at;
            (Some(&text[..at]), text[at + 1..].trim_start())
        }
        _ => (None, text),
    }
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().skip(1).find_map(|(at, character)| {
        let end = character == '"' && !escaped;
        escaped = character == '\\' && !escaped;
        end.then_some(at)
    })
}

fn is_quoted(text: &str) -> bool {
    let single = text.len() >= 2 && text.starts_with('\'') && text.ends_with('\'');
    single || (text.starts_with('"') && closing_quote(text) == Some(text.len() - 1))
}

/// Whether a plain word is text in YAML 1.1 and 1.2: not a word for a truth value or nothing, not a number in any
/// base, not a date.
fn reads_as_text(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let special = matches!(
        lower.as_str(),
        "y" | "n"
            | "yes"
            | "no"
            | "on"
            | "off"
            | "true"
            | "false"
            | "null"
            | "~"
            | ""
            | "<<"
            | "="
            | "-"
    );
    let start = word.starts_with(|first: char| first.is_alphanumeric() || "_./+-=".contains(first));
    let safe = word
        .chars()
        .all(|character| character.is_alphanumeric() || "-_./=+@ ".contains(character))
        && !word.ends_with(' ');
    start && safe && !special && !is_number(&lower) && !is_date(word)
}

/// Integers of any base, with underscores as YAML 1.1 allows them, and floating point numbers.
fn is_number(lower: &str) -> bool {
    let digits = lower
        .strip_prefix(['-', '+'])
        .unwrap_or(lower)
        .replace('_', "");
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = digits.strip_prefix(prefix) {
            return !rest.is_empty() && rest.chars().all(|digit| digit.is_digit(radix));
        }
    }
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
    let decimal = |text: &str| {
        text.bytes().any(|byte| byte.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let named = matches!(digits.as_str(), ".inf" | ".nan");
    named || (decimal(mantissa) && decimal(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
}

/// Year, month and day; a time may follow.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.splitn(3, '-').collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts.as_slice(), [year, month, day]
        if year.len() == 4 && digits(year) && (1..=2).contains(&month.len()) && digits(month)
            && day.starts_with(|first: char| first.is_ascii_digit()))
}
