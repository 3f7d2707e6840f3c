//! Why the store has no answer: the database is away, or it holds what it must not.

use sqlx::Error;

pub type Stored<T> = Result<T, StoreError>;

/// There is no third kind: whatever a caller can put right is an outcome, not an error.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not reachable, busy for too long, out of space: trying again later makes sense.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A row that cannot be read, or a statement that the schema refuses: a bug or a foreign hand.
    #[error("the database holds something unexpected: {0}")]
    Corrupt(String),
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let text = chain(&error);
        match &error {
            Error::Database(refusal) if !is_passing(refusal.code().as_deref()) => {
                Self::Corrupt(text)
            }
            Error::Database(_)
            | Error::Io(_)
            | Error::Tls(_)
            | Error::Protocol(_)
            | Error::PoolTimedOut
            | Error::PoolClosed
            | Error::WorkerCrashed
            | Error::BeginFailed
            | Error::Configuration(_) => Self::Unavailable(text),
            _ => Self::Corrupt(text),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(inner) => Self::from(inner),
            other => Self::Corrupt(chain(&other)),
        }
    }
}

/// Whether the same statement may succeed later: SQLSTATE classes of PostgreSQL, primary result codes of SQLite.
fn is_passing(code: Option<&str>) -> bool {
    const BUSY_LOCKED_READONLY_IOERR_FULL_CANTOPEN: [i32; 6] = [5, 6, 8, 10, 13, 14];
    let Some(code) = code else { return false };
    // Connection, resources, operator, deadlock and lock time-out.
    if code.len() == 5 {
        return ["08", "53", "57", "40", "55"]
            .iter()
            .any(|class| code.starts_with(class));
    }
    code.parse::<i32>()
        .is_ok_and(|number| BUSY_LOCKED_READONLY_IOERR_FULL_CANTOPEN.contains(&(number & 0xff)))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::is_passing;

    #[test]
    fn passing_troubles_are_told_from_bugs() {
        for code in ["5", "517", "14", "08006", "57P01", "53300", "40P01"] {
            assert!(is_passing(Some(code)), "{code}");
        }
        for code in ["1", "19", "2067", "42601", "23505"] {
            assert!(!is_passing(Some(code)), "{code}");
        }
    }
}
