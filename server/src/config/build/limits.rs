//! Limits of AWS and Kubernetes on what an operator chooses. Beyond them every request would fail, and only after its merge.

use crate::config::reader::Reader;
use std::collections::BTreeMap;

/// A resource carries at most 50 tags. Four are Berth's, five are Crossplane's.
const TAGS_MAX: usize = 41;
const TAG_KEY_MAX: usize = 128;
const TAG_VALUE_MAX: usize = 256;
/// Berth says these of each repository itself.
const OWN_TAGS: [&str; 4] = ["team", "system", "managed-by", "berth-request"];
const TAG_CHARACTERS: &str = " +-=._:/@";
const LABEL_MAX: usize = 63;

pub(super) fn tags(reader: &mut Reader<'_>, key: &str) -> Option<BTreeMap<String, String>> {
    let tags = reader.table(key);
    let mut right = true;
    if tags.len() > TAGS_MAX {
        right = false;
        reader.advise(
            key,
            format!("has {} tags", tags.len()),
            format!("Keep at most {TAGS_MAX}: AWS takes 50, and Berth and Crossplane add nine"),
        );
    }
    for (name, value) in &tags {
        if let Err((what, fix)) = name_fits(name).and_then(|()| value_fits(value)) {
            right = false;
            reader.advise(&format!("{key}.{name}"), what, fix);
        }
    }
    right.then_some(tags)
}

type Fit = Result<(), (String, String)>;

fn no(what: impl Into<String>, fix: impl Into<String>) -> Fit {
    Err((what.into(), fix.into()))
}

fn name_fits(name: &str) -> Fit {
    let lower = name.to_lowercase();
    let length = name.chars().count();
    if name.trim().is_empty() {
        no("is a tag without a name", "Name it, such as cost-center")
    } else if length > TAG_KEY_MAX {
        no(
            format!("the tag’s name has {length} characters"),
            format!("AWS takes at most {TAG_KEY_MAX}"),
        )
    } else if lower.starts_with("aws:") {
        no(
            "tags that begin with aws: are AWS’s own",
            "Choose another beginning",
        )
    } else if lower.starts_with("crossplane-") {
        no(
            "tags that begin with crossplane- are set by Crossplane",
            "Choose another beginning",
        )
    } else if OWN_TAGS.contains(&name) {
        no(
            "Berth sets this tag itself, from the request",
            "Remove it, or choose another name",
        )
    } else {
        characters_fit("the tag’s name", name)
    }
}

fn value_fits(value: &str) -> Fit {
    let length = value.chars().count();
    if length > TAG_VALUE_MAX {
        return no(
            format!("the tag’s value has {length} characters"),
            format!("AWS takes at most {TAG_VALUE_MAX}"),
        );
    }
    characters_fit("the tag’s value", value)
}

fn characters_fit(part: &str, text: &str) -> Fit {
    let strange = text
        .chars()
        .find(|letter| !letter.is_alphanumeric() && !TAG_CHARACTERS.contains(*letter));
    match strange {
        None => Ok(()),
        Some(letter) => no(
            format!("{part} contains {letter:?}"),
            "AWS takes letters, digits, spaces and + - = . _ : / @",
        ),
    }
}

/// The name of a namespace, in Kubernetes as in Backstage.
pub(super) fn dns_label(text: &str) -> Result<String, String> {
    let edge = |letter: Option<&u8>| {
        letter.is_some_and(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    let bytes = text.as_bytes();
    let fits = bytes.len() <= LABEL_MAX
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes
            .iter()
            .all(|letter| edge(Some(letter)) || *letter == b'-');
    if fits {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "a namespace is made of at most {LABEL_MAX} lowercase letters, digits and hyphens, and begins and ends with a letter or digit"
        ))
    }
}
