//! The bytes of a row that its hash covers. Two rows that differ anywhere never have the same bytes.

const HEADING: &str = "berth audit 1\n";

/// Each part with its length before it, and a mark of its own for what is not there: so no text can be moved from one part to
/// the next, and nothing is not the same as an empty text.
pub fn canonical<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> Vec<u8> {
    let mut bytes = HEADING.as_bytes().to_vec();
    for part in parts {
        match part {
            None => bytes.push(b'-'),
            Some(text) => {
                bytes.extend_from_slice(text.len().to_string().as_bytes());
                bytes.push(b':');
                bytes.extend_from_slice(text.as_bytes());
            }
        }
        bytes.push(b'\n');
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the bytes say, read back by the rules above alone.
    fn read(bytes: &[u8]) -> Option<Vec<Option<String>>> {
        let mut rest = bytes.strip_prefix(HEADING.as_bytes())?;
        let mut parts = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(b"-\n") {
                parts.push(None);
                rest = after;
                continue;
            }
            let colon = rest.iter().position(|byte| *byte == b':')?;
            let length: usize = std::str::from_utf8(&rest[..colon]).ok()?.parse().ok()?;
            let (text, after) = rest[colon + 1..].split_at_checked(length)?;
            parts.push(Some(String::from_utf8(text.to_vec()).ok()?));
            rest = after.strip_prefix(b"\n")?;
        }
        Some(parts)
    }

    fn bytes(parts: &[Option<String>]) -> Vec<u8> {
        canonical(parts.iter().map(Option::as_deref))
    }

    /// Texts that look like the encoding itself come up often.
    fn part() -> impl Strategy<Value = Option<String>> {
        prop_oneof![
            Just(None),
            Just(Some(String::new())),
            r"[0-9:\n-]{0,8}".prop_map(Some),
            r"\PC{0,20}".prop_map(Some),
        ]
    }

    proptest! {
        #[test]
        fn a_row_is_read_back_as_it_was(parts in proptest::collection::vec(part(), 0..20)) {
            prop_assert_eq!(read(&bytes(&parts)), Some(parts));
        }

        #[test]
        fn different_rows_have_different_bytes(
            one in proptest::collection::vec(part(), 0..8),
            other in proptest::collection::vec(part(), 0..8),
        ) {
            prop_assert_eq!(bytes(&one) == bytes(&other), one == other);
        }

        #[test]
        fn nothing_moves_from_one_part_to_the_next(text in r"\PC{1,20}", at in 0_usize..20) {
            let cut = text.char_indices().map(|(at, _)| at).nth(at % text.chars().count()).unwrap_or(0);
            let whole = [Some(text.clone()), Some(String::new())];
            let moved = [Some(text[..cut].to_owned()), Some(text[cut..].to_owned())];
            prop_assert_ne!(bytes(&whole), bytes(&moved));
        }
    }

    #[test]
    fn the_bytes_are_those_that_were_always_hashed() {
        let row = canonical([Some("ada"), None, Some(""), Some("zürich")]);
        assert_eq!(
            String::from_utf8(row).unwrap(),
            "berth audit 1\n3:ada\n-\n0:\n7:zürich\n"
        );
    }
}
