//! The wall clock, read only to turn "in 60 seconds" of an answer into a moment, and text into moments.

use domain::time::Timestamp;

pub(super) fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond())
}

/// An RFC 3339 time as vendors write it; what cannot be read is no time.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>()
        .ok()
        .map(|time| Timestamp(time.as_millisecond()))
}
