//! Why the store has no answer: the database is away, or it holds what it must not.

/// There is no third kind: whatever a caller can put right is an outcome, not an error.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not reachable, busy for too long, out of space: trying again later makes sense.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// A row that cannot be read, or a statement that the schema refuses: a bug or a foreign hand.
    #[error("the database holds something unexpected: {0}")]
    Corrupt(String),
}
