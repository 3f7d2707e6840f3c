//! Every sentence a person reads, by page. Plain words, "can’t" not "cannot", no blame, no exclamation marks.
//! A sentence that needs a value is a function; whoever renames a thing changes it here and nowhere else.

pub mod account;
pub mod adopt;
pub mod audit;
pub mod form;
pub mod handover;
pub mod home;
pub mod insights;
pub mod inventory;
pub mod repository;
pub mod request;
pub mod review;
pub mod rollouts;
pub mod search;
pub mod stage;
pub mod tokens;

/// The product.
pub const BERTH: &str = "Berth";

/// Moments.
pub mod time {
    pub const NOW: &str = "now";
    pub const YESTERDAY: &str = "yesterday";

    pub fn ago(span: &str) -> String {
        format!("{span} ago")
    }

    pub fn ahead(span: &str) -> String {
        format!("in {span}")
    }
}

/// Words of the parts, the same on every page.
pub mod parts {
    use crate::parts::{Tone, text::count};

    pub const FIXED: &str = "Can’t change later";
    pub const OPTIONAL: &str = "Optional";
    pub const CHOOSE: &str = "Choose …";
    pub const ERROR: &str = "Error: ";
    pub const AHEAD: &str = "Still to come: ";
    pub const CAUSE: &str = "Cause";
    pub const EVIDENCE: &str = "Evidence";
    pub const FIX: &str = "Fix";
    pub const GAP: &str = "⋯";
    pub const CHANGED_LINES: &str = "Changed lines";
    pub const OLD_LINE: &str = "Old line";
    pub const NEW_LINE: &str = "New line";
    pub const TEXT: &str = "Text";
    pub const APPLY: &str = "Apply";
    pub const CLEAR: &str = "Clear";
    pub const BREADCRUMB: &str = "Breadcrumb";
    pub const PAGES: &str = "Pages";
    pub const PREVIOUS: &str = "Previous page";
    pub const NEXT: &str = "Next page";
    pub const NO_PREVIOUS: &str = "Previous page, you are on the first";
    pub const NO_NEXT: &str = "Next page, you are on the last";
    pub const NO_ROWS: &str = "Nothing to show";
    pub const WHY_NOT: &str = "What you can’t do here, and why";
    pub const FIND: &str = "Find";
    pub const SEARCH: &str = "Search";
    pub const SEARCH_KEYS: &str = "Ctrl K";

    pub fn more_values(n: u64) -> String {
        format!("{} more. Type to find them.", count(n))
    }

    pub fn copy(what: &str) -> String {
        format!("Copy {what}")
    }

    pub fn diff_of(path: &str) -> String {
        format!("Changes of {path}")
    }

    pub fn chosen(legend: &str, n: usize) -> String {
        format!("{legend}: {n}")
    }

    pub fn more_checks(n: usize) -> String {
        format!("{n} more")
    }

    pub fn rows_of(first: u64, last: u64, total: u64) -> String {
        format!("{} to {} of {}", count(first), count(last), count(total))
    }

    pub fn some_rows_of(rows: u64, total: u64) -> String {
        format!("{} of {}", count(rows), count(total))
    }

    pub fn rows(shown: &str, n: u64) -> String {
        if n == 1 {
            "1 row".to_owned()
        } else {
            format!("{shown} rows")
        }
    }

    pub mod chart {
        pub const SHOW_TABLE: &str = "Show as table";
        pub const UNKNOWN: &str = "not known";
        pub const EMPTY: &str = "There are no figures for this time.";

        pub fn table_of(title: &str) -> String {
            format!("{title}, as a table")
        }

        /// What stands at the beginning and at the end: value and label of each.
        pub fn from_to(series: &str, first: (&str, &str), last: (&str, &str)) -> String {
            let ((from, on), (to, until)) = (first, last);
            format!("{series}: from {from} on {on} to {to} on {until}")
        }

        /// A plot that has the name of its only series needs it once.
        pub fn spoken(title: &str, said: &str) -> String {
            match said.strip_prefix(&format!("{title}: from")) {
                Some(rest) => format!("{title}. From{rest}."),
                None => format!("{title}. {said}."),
            }
        }
    }

    /// Said before a check, for those who do not see its icon.
    pub const fn verdict(tone: Tone) -> &'static str {
        match tone {
            Tone::Ok => "Pass: ",
            Tone::Warn => "Warning: ",
            Tone::Bad => "Fail: ",
            Tone::Now => "Checking: ",
            Tone::Off => "Not checked: ",
        }
    }
}

/// The frame round every page.
pub mod shell {
    pub const SKIP: &str = "Skip to content";
    pub const MAIN: &str = "Main";
    pub const OPEN_MENU: &str = "Open menu";
    pub const CLOSE_MENU: &str = "Close menu";
    pub const FIND: &str = "Search everything";
    pub const SEARCH: &str = "Search";
    pub const NEW_REQUEST: &str = "New request";
    pub const HOME: &str = "Home";
    pub const REVIEWS: &str = "Reviews";
    pub const INVENTORY: &str = "Inventory";
    pub const INSIGHTS: &str = "Insights";
    pub const ROLLOUTS: &str = "Rollouts";
    pub const AUDIT: &str = "Audit";
    pub const SAVED_VIEWS: &str = "Saved views";
    pub const ALL_VIEWS: &str = "All saved views";
    pub const WAITING: &str = " waiting for review";
    pub const ALL_CURRENT: &str = "All sources current";
    pub const NEVER_READ: &str = "not read yet";
    pub const THEME: &str = "Theme";
    pub const THEME_SYSTEM: &str = "Match system";
    pub const THEME_LIGHT: &str = "Light";
    pub const THEME_DARK: &str = "Dark";
    pub const KEEP_THEME: &str = "Keep this theme";
    pub const TOKENS: &str = "Tokens";
    pub const API: &str = "API";
    pub const ACCOUNT: &str = "Your account";
    pub const SIGN_OUT: &str = "Sign out";

    pub fn title(page: &str) -> String {
        format!("{page} · {}", super::BERTH)
    }

    /// One source is in trouble, or several are.
    pub fn troubled(names: &[&str]) -> String {
        match names {
            [one] => format!("{one} is behind"),
            many => format!("{} sources are behind", many.len()),
        }
    }

    pub fn as_of(when: &str) -> String {
        format!("as of {when}")
    }
}

/// Signing in.
pub mod sign_in {
    pub const TITLE: &str = "Sign in to Berth";
    pub const PAGE: &str = "Sign in";
    pub const LEAD: &str = "Request container registries, follow them to ready, and look after them. Every change is a pull request.";
    pub const WHY: &str = "Berth reads your teams to know what you own. It never asks for AWS keys and never acts without a pull request.";
    pub const EXPIRED: &str = "You were signed out.";
    pub const EXPIRED_MORE: &str = "Sign in again to go back to where you were.";
    pub const INTERRUPTED: &str = "The sign-in didn’t finish.";
    pub const INTERRUPTED_MORE: &str =
        "It took longer than ten minutes or was started in another window. Start again from here.";
    pub const SIGNED_OUT: &str = "You are signed out of Berth.";
    pub const SIGNED_OUT_MORE: &str =
        "Your identity provider still knows this browser. On a shared computer, ";
    pub const LEAVE: &str = "sign out there, too";

    pub fn with(provider: &str) -> String {
        format!("Continue with {provider}")
    }

    pub fn try_again(provider: &str) -> String {
        format!("Try again with {provider}")
    }

    pub fn denied(provider: &str) -> (String, String) {
        (
            format!("{provider} didn’t let you in."),
            "You stopped the sign-in there, or your organisation hasn’t approved Berth. Nothing was changed.".to_owned(),
        )
    }

    pub fn not_member(provider: &str) -> (String, String) {
        (
            format!("Your {provider} account has no role in Berth."),
            "Berth is open to members of its organisation. Ask the administrators of Berth for a role, then sign in again."
                .to_owned(),
        )
    }

    pub fn provider_down(provider: &str) -> (String, String) {
        (
            format!("{provider} doesn’t answer."),
            format!(
                "Signing in needs {provider}. People who are signed in can go on, and requests under way continue by themselves."
            ),
        )
    }

    pub fn not_believed(provider: &str) -> (String, String) {
        (
            format!("The answer of {provider} could not be verified."),
            "Start again from here. If it happens again, tell the administrators of Berth when it was: the log says more."
                .to_owned(),
        )
    }

    pub fn nameless(provider: &str) -> (String, String) {
        (
            format!("{provider} gave no name that Berth can use."),
            "Ask the people who run it to give you a verified user name, then sign in again."
                .to_owned(),
        )
    }

    pub fn taken(provider: &str) -> (String, String) {
        (
            format!("Your name at {provider} belongs to another account in Berth."),
            "It was used by somebody else before. The administrators of Berth can tell by whom."
                .to_owned(),
        )
    }

    pub const HOW: &str = "From request to registry";
    pub const MEDIANS: &str = "Median times over the last 30 days.";

    /// The six stages: title and what happens.
    pub const STAGES: [(&str, &str); 6] = [
        ("Submitted", "A short form, checked while you type."),
        ("Pull request", "Crossplane manifests, written for you."),
        (
            "Approved",
            "A platform reviewer judges the real difference.",
        ),
        ("Merged", "After the required checks pass."),
        ("Argo CD synced", "The exact merge commit, on your cluster."),
        ("Crossplane ready", "Your image URI, ready to push to."),
    ];
}

/// Pages that say why there is no page.
pub mod errors {
    pub const HOME: &str = "Go to Home";
    pub const INVENTORY: &str = "Search the inventory";
    pub const BACK: &str = "Go back and correct it";
    pub const TRY_AGAIN: &str = "Try again";

    pub const FORBIDDEN: &str = "You can’t do this";

    pub fn known_as(name: &str, roles: &[String]) -> String {
        match roles {
            [] => format!("You are signed in as {name}, without any role or team."),
            roles => format!("You are signed in as {name}: {}.", roles.join(", ")),
        }
    }

    pub const FORBIDDEN_REST: &str = "You can still read everything you could before.";

    pub const NOT_FOUND: &str = "There is nothing at this address";

    pub fn not_found(what: &str) -> String {
        format!("There is no {what}")
    }

    pub const NOT_FOUND_MORE: &str =
        "It may have been renamed or removed, or the link may have lost a part on its way.";
    pub const DID_YOU_MEAN: &str = "Did you mean ";

    pub const TOO_LARGE: &str = "That was too much at once";

    pub fn too_large(limit: &str) -> String {
        format!(
            "Berth takes at most {limit} in one form. Nothing was saved. Shorten the longest answer and send it again."
        )
    }

    pub const UNPROCESSABLE: &str = "Berth couldn’t use these answers";
    pub const UNPROCESSABLE_MORE: &str = "Nothing was saved or sent.";

    pub const TOO_MANY: &str = "Too many requests from you";

    pub fn too_many(wait: &str) -> String {
        format!("Nothing was changed. You can go on in {wait}.")
    }

    pub const BUG: &str = "Berth made a mistake";
    pub const BUG_MORE: &str = "It is not your fault, and the details are in the log. Requests under way continue by themselves.";
    pub const BUG_ID: &str = "Give this number to the people who run Berth: ";

    pub fn unavailable(system: &str) -> String {
        format!("{system} doesn’t answer")
    }

    pub fn unavailable_since(clock: &str) -> String {
        format!("Without it this page can’t be shown. It was last reached at {clock}.")
    }

    pub const UNAVAILABLE_NEVER: &str =
        "Without it this page can’t be shown. It has not been reached since Berth started.";
    pub const UNAVAILABLE_REST: &str =
        "Nothing was changed. Berth keeps trying, and requests under way continue once it answers.";
}
