//! Images as lists and pages show them.

use super::{Digest, ImageKind, ScanState};
use crate::time::Timestamp;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageRow {
    pub id: i64,
    pub digest: Digest,
    pub tags: Vec<String>,
    pub pushed: Timestamp,
    pub pulled: Option<Timestamp>,
    pub bytes: u64,
    pub kind: ImageKind,
    pub media_type: Option<String>,
    pub artifact_type: Option<String>,
    /// The image that it belongs to.
    pub subject: Option<Digest>,
    pub platform: Option<String>,
    pub archived: bool,
    pub scan: ScanState,
    /// When the scan was asked about.
    pub scan_read: Option<Timestamp>,
    /// What belongs to it.
    pub attached: Vec<AttachedCount>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttachedCount {
    pub kind: ImageKind,
    pub count: u64,
}
