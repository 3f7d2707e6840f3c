//! The sentences that islands speak. Apart from the pages' own, for these travel to the browser.

pub(super) fn copied(what: &str) -> String {
    format!("Copied {what}")
}

pub(super) fn selected(what: &str) -> String {
    format!("The browser didn’t allow copying. The {what} is selected: press Ctrl+C")
}

pub(super) fn not_copied(what: &str, text: &str) -> String {
    format!("The browser didn’t allow copying. The {what}: {text}")
}
