//! Which tags a rule's entries cover. `*` stands for any run of characters, also none; nothing else is special, and the
//! entry must cover the whole tag. Compiled once, so that matching is linear in the tag whatever the pattern.

use super::{Selection, StorageClass, TagStatus};

/// One entry of a list of tags, cut at its wildcards.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Entry<'a> {
    pub(super) head: &'a [u8],
    middle: Vec<&'a [u8]>,
    tail: Tail<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Tail<'a> {
    /// The head is the whole tag.
    Nothing,
    /// After a wildcard the tag ends with this.
    Ends(&'a [u8]),
}

impl<'a> Entry<'a> {
    pub(super) fn pattern(text: &'a str) -> Self {
        let Some((head, rest)) = text.split_once('*') else {
            return Self {
                head: text.as_bytes(),
                middle: Vec::new(),
                tail: Tail::Nothing,
            };
        };
        let mut middle: Vec<&[u8]> = rest.split('*').map(str::as_bytes).collect();
        let tail = middle.pop().unwrap_or_default();
        middle.retain(|part| !part.is_empty());
        Self {
            head: head.as_bytes(),
            middle,
            tail: Tail::Ends(tail),
        }
    }

    /// A `*` in a prefix is an ordinary character.
    pub(super) fn prefix(text: &'a str) -> Self {
        Self {
            head: text.as_bytes(),
            middle: Vec::new(),
            tail: Tail::Ends(b""),
        }
    }

    pub(super) fn covers(&self, tag: &[u8]) -> bool {
        let Some(rest) = tag.strip_prefix(self.head) else {
            return false;
        };
        let Tail::Ends(tail) = self.tail else {
            return rest.is_empty();
        };
        let Some(mut rest) = rest.strip_suffix(tail) else {
            return false;
        };
        // The leftmost place is never worse for what follows.
        self.middle.iter().all(|part| match after(rest, part) {
            Some(left) => {
                rest = left;
                true
            }
            None => false,
        })
    }

    /// The bytes that a tag must have, whatever their places: most tags are turned away by that alone.
    pub(super) fn needs(&self) -> u128 {
        let Tail::Ends(tail) = self.tail else {
            return bytes_in(self.head);
        };
        let middle = self.middle.iter().fold(0, |set, part| set | bytes_in(part));
        bytes_in(self.head) | bytes_in(tail) | middle
    }
}

/// As a set; tags are ASCII, and other bytes share the places.
pub(super) fn bytes_in(text: &[u8]) -> u128 {
    text.iter().fold(0, |set, byte| set | 1 << (byte & 127))
}

/// What follows the first occurrence.
fn after<'t>(text: &'t [u8], part: &[u8]) -> Option<&'t [u8]> {
    let first = part.first()?;
    let mut rest = text;
    loop {
        let at = rest.iter().position(|byte| byte == first)?;
        rest = rest.get(at..)?;
        if let Some(after) = rest.strip_prefix(part) {
            return Some(after);
        }
        rest = rest.get(1..)?;
    }
}

impl Selection {
    /// The entries that an image's tags have to cover, all of them.
    pub(super) fn entries(&self) -> Vec<Entry<'_>> {
        let patterns = self.tag_pattern_list.iter().flatten();
        let prefixes = self.tag_prefix_list.iter().flatten();
        patterns
            .map(|text| Entry::pattern(text))
            .chain(prefixes.map(|text| Entry::prefix(text)))
            .collect()
    }

    pub fn class(&self) -> StorageClass {
        self.storage_class.unwrap_or(StorageClass::Standard)
    }

    /// Whether the rule looks at an image with these tags, its storage class aside.
    pub fn covers(&self, tags: &[String]) -> bool {
        match self.tag_status {
            TagStatus::Any => true,
            TagStatus::Untagged => tags.is_empty(),
            TagStatus::Tagged => {
                let has = |entry: &Entry<'_>| tags.iter().any(|tag| entry.covers(tag.as_bytes()));
                !tags.is_empty() && self.entries().iter().all(has)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The plainest reading of the rule, however slow.
    fn plainly(pattern: &str, tag: &str) -> bool {
        match pattern.split_once('*') {
            None => pattern == tag,
            Some((head, rest)) => tag.strip_prefix(head).is_some_and(|tail| {
                (0..=tail.len())
                    .filter_map(|at| tail.get(at..))
                    .any(|tail| plainly(rest, tail))
            }),
        }
    }

    #[test]
    fn patterns_cover_whole_tags() {
        for (pattern, tag, covers) in [
            ("prod*", "prod", true),
            ("prod*", "prod-1", true),
            ("prod*", "a-prod", false),
            ("*", "", true),
            ("*.1", "v1.1", true),
            ("*ab", "aab", true),
            ("ab*ba", "aba", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("v?", "v1", false),
            ("v[1]", "v1", false),
            ("V*", "v1", false),
            ("a.c", "abc", false),
        ] {
            assert_eq!(
                Entry::pattern(pattern).covers(tag.as_bytes()),
                covers,
                "{pattern} {tag}"
            );
        }
        assert!(Entry::prefix("v").covers(b"v1"));
        assert!(!Entry::prefix("v*").covers(b"v1"));
        assert!(Entry::prefix("v*").covers(b"v*1"));
    }

    proptest::proptest! {
        #[test]
        fn cut_patterns_say_what_plain_ones_say(pattern in "[ab*]{0,8}", tag in "[ab]{0,8}") {
            proptest::prop_assert_eq!(
                Entry::pattern(&pattern).covers(tag.as_bytes()),
                plainly(&pattern, &tag)
            );
        }
    }
}
