//! Scalars as YAML writes them, and which words mean the same to every reader.

use super::lines::Ending;
use crate::manifest::yaml;
use granit_parser::ScalarStyle;
use serde_saphyr::DoubleQuoted;

/// Words that YAML 1.1, YAML 1.2 or a reader in between takes for a truth, nothing or a number.
const OTHER_THAN_TEXT: &[&str] = &[
    "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf", "infinity", "~", "",
    ".nan", ".inf", "+.inf", "-.inf", "=", "<<",
];

/// Whether a plain scalar is text to every reader: no word of the above, and nothing like a number or a date.
pub(super) fn is_text(plain: &str) -> bool {
    !is_number(plain)
        && !is_date(plain)
        && !OTHER_THAN_TEXT.contains(&plain.to_ascii_lowercase().as_str())
}

/// Wider than any reader: also `1_000`, `1:30` and `0777`, and what only begins like a hexadecimal number.
fn is_number(plain: &str) -> bool {
    let number = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    let with = |text: &str, others: &[u8]| {
        text.bytes().any(|byte| byte.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || others.contains(&byte))
    };
    let based = ["0x", "0X", "0o", "0O", "0b", "0B"];
    if let Some(digits) = based.iter().find_map(|base| number.strip_prefix(base)) {
        return digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'_');
    }
    match number.split_once(['e', 'E']) {
        Some((number, exponent)) => with(number, b"._") && with(exponent, b"+-_"),
        None => with(number, b"._:"),
    }
}

/// `2026-01-01`, with or without a time.
fn is_date(plain: &str) -> bool {
    let mut parts = plain.splitn(3, '-');
    let digits = |part: Option<&str>, count: std::ops::RangeInclusive<usize>| {
        part.is_some_and(|part| {
            count.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    digits(parts.next(), 4..=4)
        && digits(parts.next(), 1..=2)
        && parts
            .next()
            .is_some_and(|day| day.starts_with(|first: char| first.is_ascii_digit()))
}

/// Whether text may be written without quotes. Stricter than YAML, for its rules differ by place and by reader.
pub(super) fn is_safe_plain(text: &str) -> bool {
    let colon_ends_key = text.ends_with(':') || text.contains(": ");
    is_text(text)
        && text.starts_with(char::is_alphabetic)
        && !text.ends_with(' ')
        && !colon_ends_key
        && text
            .chars()
            .all(|character| character.is_alphanumeric() || " ./_-:@+".contains(character))
}

/// As Berth renders what people typed; line breaks are escaped, so it is always one line.
pub(super) fn double_quoted(text: &str) -> String {
    yaml(&DoubleQuoted(text)).trim_end().to_owned()
}

/// Text in a style, if it can be written so. Whether it reads back the same is for the caller to look at.
pub(super) fn in_style(text: &str, style: ScalarStyle, block: Block<'_>) -> Option<String> {
    match style {
        ScalarStyle::Plain => is_safe_plain(text).then(|| text.to_owned()),
        ScalarStyle::SingleQuoted => text
            .chars()
            .all(|character| !character.is_control())
            .then(|| format!("'{}'", text.replace('\'', "''"))),
        ScalarStyle::DoubleQuoted => Some(double_quoted(text)),
        ScalarStyle::Literal => Some(block.lines(text, "\n")),
        ScalarStyle::Folded => Some(block.lines(text, "\n\n")),
    }
}

/// How the lines of a block scalar are set.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) indent: &'a str,
    pub(super) ending: Ending,
}

impl Block<'_> {
    /// All but the first line, whose indentation already stands there, are indented.
    fn lines(self, text: &str, between: &str) -> String {
        let mut out = String::new();
        for (index, line) in text.replace('\n', between).split('\n').enumerate() {
            if index > 0 {
                out.push_str(self.ending.as_str());
                out.push_str(if line.is_empty() { "" } else { self.indent });
            }
            out.push_str(line);
        }
        out
    }
}
