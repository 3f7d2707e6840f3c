//! Addresses to come back to arrive from outside; only those on this site are followed.

/// The text when it is a path on this site that a person can be sent to, otherwise the first page.
pub(super) fn local_path(text: &str) -> &str {
    let local = text.starts_with('/')
        && !text.starts_with("//")
        // Browsers read a backslash as a slash.
        && !text.contains('\\')
        && !text.chars().any(char::is_control)
        && text.is_ascii()
        && !text.starts_with("/sign-");
    if local { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// As a browser reads it, whatever it is made of.
        #[test]
        fn no_text_leads_off_this_site(text in r"[/\\:.@?#%a-z0-9\s\PC]{0,60}", slashes in "[/\\\\]{0,3}") {
            let here = url::Url::parse("https://berth.acme.example/sign-in").unwrap();
            for text in [text.clone(), format!("{slashes}{text}"), format!("/{slashes}{text}")] {
                let there = here.join(local_path(&text)).unwrap();
                prop_assert_eq!(there.host_str(), Some("berth.acme.example"), "{}", text);
                prop_assert_eq!(there.scheme(), "https");
            }
        }
    }

    #[test]
    fn only_paths_on_this_site_are_followed() {
        for path in ["/", "/requests/new?name=a%2Fb", "/inventory?q=x#top"] {
            assert_eq!(local_path(path), path);
        }
        for text in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\/evil",
            "/a\r\nb",
            "javascript:alert(1)",
            "/sign-out",
            "/sign-in",
        ] {
            assert_eq!(local_path(text), "/", "{text:?}");
        }
    }
}
