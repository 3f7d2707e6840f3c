//! How a command ends, so that scripts can tell.

use super::Stop;
use crate::outside::berth::{FieldError, Refused};
use std::io::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    /// What was waited for ended otherwise, or something went wrong here.
    Failed = 1,
    /// What was typed can't be.
    Usage = 2,
    /// Berth said no: something has to be put right, or it is not there.
    Refused = 3,
    /// Not with this token.
    Denied = 4,
    /// Berth does not answer, or asks to wait.
    Unavailable = 5,
}

impl Exit {
    pub fn code(self) -> u8 {
        self as u8
    }
}

/// Says what went wrong.
pub(super) fn tell(stop: Stop, json: bool, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    // Nothing can be told of a terminal that is gone.
    match stop {
        Stop::Usage(text) => {
            let _ = writeln!(err, "berth: {text}");
            Exit::Usage
        }
        Stop::Write(error) => {
            let _ = writeln!(err, "berth: {error}");
            Exit::Failed
        }
        Stop::Failed(text) => {
            let _ = writeln!(err, "berth: {text}");
            Exit::Failed
        }
        Stop::Refused(Refused::Silent(text)) => {
            let _ = writeln!(err, "berth: {text}");
            Exit::Unavailable
        }
        Stop::Refused(Refused::Problem {
            status,
            detail,
            errors,
            raw,
        }) => {
            if json {
                let _ = writeln!(out, "{raw}");
            }
            let _ = problem(err, &detail, &errors);
            match status {
                401 | 403 => Exit::Denied,
                429 | 500.. => Exit::Unavailable,
                _ => Exit::Refused,
            }
        }
    }
}

fn problem(err: &mut dyn Write, detail: &str, errors: &[FieldError]) -> std::io::Result<()> {
    if errors.is_empty() {
        return writeln!(err, "berth: {detail}");
    }
    writeln!(err, "berth: not accepted")?;
    for one in errors {
        let field = match one.field.as_str() {
            "" => String::new(),
            field => format!("{field}: "),
        };
        writeln!(err, "  {field}{}", one.detail)?;
        if let Some(suggestion) = &one.suggestion {
            writeln!(err, "    Try {suggestion}")?;
        }
    }
    Ok(())
}
