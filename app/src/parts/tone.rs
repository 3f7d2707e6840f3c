//! The five tones a status can have. A tone brings its own icon, so that no status is told by colour alone.

use super::icons::IconName;

/// How a thing fares. Rendered as `data-s`, which the stylesheet turns into a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    /// Done, healthy, allowed.
    Ok,
    /// Happening at this moment.
    Now,
    /// Needs a look, stops nothing.
    Warn,
    /// Stopped, refused, broken.
    Bad,
    /// Neither good nor bad: not begun, not known, not applicable.
    #[default]
    Off,
}

impl Tone {
    /// The value of `data-s`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Now => "now",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Off => "off",
        }
    }

    /// The shape that says the same as the colour.
    pub const fn icon(self) -> IconName {
        match self {
            Self::Ok => IconName::Ok,
            Self::Now => IconName::Wait,
            Self::Warn => IconName::Warn,
            Self::Bad => IconName::Bad,
            Self::Off => IconName::Off,
        }
    }
}
