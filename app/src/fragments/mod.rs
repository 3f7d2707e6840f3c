//! The parts of the form page that change while a person types, as escaped HTML text.
//!
//! Compiled for the server and for the browser, so that both write the same markup from the same values. Everything
//! that people typed goes through [`escape`]; nothing else here may put a value into HTML.

mod code;
mod facts;
mod preview;
mod words;

pub use code::{files, split_key};
pub use facts::{error, facts, name_tests, offer, options, policy, policy_summary, problem_text};
pub use preview::{Preview, advanced_summary, counter, image_uri, preview, preview_note};
pub use words::answers_wrong;
#[cfg(feature = "ssr")]
pub(crate) use words::field;

/// Appends text so that it stays text between tags and inside double quotes.
pub fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
}

/// How a line came out: the tone, the icon of the sprite, and the word for those who see neither.
#[derive(Clone, Copy)]
pub(crate) enum Mark {
    Pass,
    Advice,
    Fail,
    Running,
    Unknown,
}

impl Mark {
    fn tone(self) -> &'static str {
        match self {
            Self::Pass => "ok",
            Self::Advice => "warn",
            Self::Fail => "bad",
            Self::Running => "now",
            Self::Unknown => "off",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Pass => "ok",
            Self::Advice => "warn",
            Self::Fail => "bad",
            Self::Running => "wait",
            Self::Unknown => "off",
        }
    }

    /// Under a field, where a plain tick is enough.
    fn small_icon(self) -> &'static str {
        match self {
            Self::Pass => "check",
            other => other.icon(),
        }
    }

    fn spoken(self) -> &'static str {
        match self {
            Self::Pass => words::PASS,
            Self::Advice => words::WARNING,
            Self::Fail => words::FAIL,
            Self::Running => words::CHECKING,
            Self::Unknown => words::NOT_CHECKED,
        }
    }
}

fn icon(out: &mut String, name: &str) {
    out.push_str("<svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-");
    out.push_str(name);
    out.push_str("\"></use></svg>");
}

#[cfg(all(test, feature = "ssr"))]
mod tests;
