//! Rows of images as the domain's types, and numbers on their way in.

use super::super::Stored;
use super::super::db::{Row, unreadable};
use super::words;
use domain::image::{Digest, ImageKind, ImageRow, ScanState, ScanStatus, SeverityCounts};

macro_rules! image_columns {
    () => {
        "CAST(id AS BIGINT) AS id, digest, tags, pushed, pulled, bytes, kind, media_type, artifact_type, subject, \
         platform, archived, scan_status, scan_says, scanned, scan_read, critical, high, medium, low, other"
    };
}
pub(super) use image_columns;

pub(super) fn image_row(row: &Row) -> Stored<ImageRow> {
    let kind = row.text("kind")?;
    let status = row.maybe_text("scan_status")?;
    let long = |column| -> Stored<Option<String>> {
        Ok(row
            .maybe_text(column)?
            .map(|stored| words::long(&stored).to_owned()))
    };
    Ok(ImageRow {
        id: row.int("id")?,
        digest: row.parsed("digest", Digest::parse)?,
        tags: row
            .text("tags")?
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        pushed: row.time("pushed")?,
        pulled: row.maybe_time("pulled")?,
        bytes: row.count("bytes")?,
        kind: ImageKind::parse(&kind)
            .ok_or_else(|| unreadable("kind", format!("there is no kind {kind}")))?,
        media_type: long("media_type")?,
        artifact_type: long("artifact_type")?,
        subject: maybe_digest(row, "subject")?,
        platform: row.maybe_text("platform")?,
        archived: row.flag("archived")?,
        scan: ScanState::of(
            status.as_deref().map(ScanStatus::parse),
            row.maybe_text("scan_says")?,
            severity_counts(row)?.unwrap_or_default(),
            row.maybe_time("scanned")?,
        ),
        scan_read: row.maybe_time("scan_read")?,
        attached: Vec::new(),
    })
}

pub(super) fn maybe_digest(row: &Row, column: &str) -> Stored<Option<Digest>> {
    row.maybe_text(column)?
        .map(|text| Digest::parse(&text).map_err(|error| unreadable(column, error)))
        .transpose()
}

/// `None`: nothing was counted.
pub(super) fn severity_counts(row: &Row) -> Stored<Option<SeverityCounts>> {
    if row.maybe_int("critical")?.is_none() {
        return Ok(None);
    }
    Ok(Some(SeverityCounts {
        critical: row.count("critical")?,
        high: row.count("high")?,
        medium: row.count("medium")?,
        low: row.count("low")?,
        other: row.count("other")?,
    }))
}

pub(super) fn maybe_count(row: &Row, column: &str) -> Stored<Option<u64>> {
    row.maybe_int(column)?
        .map(|_| row.count(column))
        .transpose()
}

/// Sizes and counts stay far below what a column holds; a vendor's nonsense is held at its end.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
