//! What is wrong with a record, and which row it is.

use std::fmt;

/// Where the record ends: how many rows there are, and the hash of the last. Whoever keeps one elsewhere can tell later that
/// everything up to there is still as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub number: i64,
    pub hash: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A head is the number of a row, a colon and its hash, as berth audit verify prints it")]
pub struct HeadError;

impl Head {
    /// # Errors
    /// It is no head.
    pub fn parse(text: &str) -> Result<Self, HeadError> {
        let (number, hash) = text.trim().split_once(':').ok_or(HeadError)?;
        let number: i64 = number.parse().map_err(|_| HeadError)?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        match number >= 1 && is_hash {
            true => Ok(Self {
                number,
                hash: hash.to_ascii_lowercase(),
            }),
            false => Err(HeadError),
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, self.hash)
    }
}

/// What a look at the record found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// That were read.
    pub rows: u64,
    /// How far it was read, to keep elsewhere.
    pub head: Head,
    /// Whether that is the end of the record.
    pub is_end: bool,
    /// Rows that tell of another secret: somebody must have changed it at that time.
    pub resealed: Vec<i64>,
    /// `None`: everything is as it was written.
    pub fault: Option<AuditFault>,
}

/// The first thing that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFault {
    /// The row, by its number.
    pub number: i64,
    pub kind: FaultKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Something in it is not what was written.
    Altered,
    Removed,
    /// What belongs here stands at another number.
    Moved {
        from: i64,
    },
    /// It was never written by Berth.
    Added,
    /// The note of where the record ends is gone, or not what Berth wrote.
    Head,
    /// The note of where the record ends was found altered when this row was written after it.
    HeadBefore,
    /// It is not the row that a head kept elsewhere names.
    NotAsKept,
    /// The row of a request's or repository's own history that it vouches for is another by now.
    SourceAltered {
        source: String,
    },
    /// A row of a request's or repository's own history stands nowhere in the record.
    SourceMissing {
        source: String,
    },
}

impl FaultKind {
    /// The word in the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Removed => "removed",
            Self::Moved { .. } => "moved",
            Self::Added => "added",
            Self::Head => "head",
            Self::HeadBefore => "head_before",
            Self::NotAsKept => "not_as_kept",
            Self::SourceAltered { .. } => "source_altered",
            Self::SourceMissing { .. } => "source_missing",
        }
    }
}

impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        match &self.kind {
            FaultKind::Altered => write!(f, "Row {number} was altered"),
            FaultKind::Removed => write!(f, "Row {number} was removed"),
            FaultKind::Moved { from } => {
                write!(f, "Row {number} was moved: it stands at number {from} now")
            }
            FaultKind::Added => write!(f, "Row {number} was added by somebody else than Berth"),
            FaultKind::Head => write!(
                f,
                "The sealed end of the record, behind row {number}, is not what Berth wrote"
            ),
            FaultKind::HeadBefore => write!(
                f,
                "The sealed end of the record had been altered before row {number} was written"
            ),
            FaultKind::NotAsKept => {
                write!(f, "Row {number} is not the one that the kept head names")
            }
            FaultKind::SourceAltered { source } => write!(
                f,
                "Row {number} vouches for {source}, which is not what was written"
            ),
            FaultKind::SourceMissing { source } => write!(
                f,
                "Row {number} or later was removed: {source} stands nowhere in the record"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = Head {
            number: 12,
            hash: "ab".repeat(32),
        };
        assert_eq!(Head::parse(&head.to_string()), Ok(head.clone()));
        assert_eq!(Head::parse(&format!(" {head}\n")), Ok(head));
        for wrong in ["", "12", "12:", "0:", "-1:ab", "12:zz", "a:b"] {
            assert_eq!(Head::parse(wrong), Err(HeadError), "{wrong}");
        }
    }
}
