//! What follows from a repository's rows: its figures, its history, and when to read it again. One transaction, so that
//! the figures and the rows they count never part.

use super::super::Stored;
use super::super::db::{Row, Tx, statements, values};
use super::RepositoryRead;
use super::columns::int;
use domain::image::{Digest, ScanStatus, Severity, SeverityCounts, Totals, figures_of};
use domain::time::Timestamp;
use std::collections::HashSet;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

statements! {
    STATUSES = "SELECT digest, scan_status FROM images WHERE repository = $1 AND scan_status IS NOT NULL";

    OPENED = "UPDATE findings SET is_open = TRUE WHERE repository = $1 AND NOT is_open AND id IN (SELECT f.finding \
        FROM image_findings f JOIN images i ON i.id = f.image WHERE i.repository = $1 AND (i.digest = $2 OR i.subject = $2))";
    CLOSED = "UPDATE findings SET is_open = FALSE WHERE repository = $1 AND is_open AND id NOT IN (SELECT f.finding \
        FROM image_findings f JOIN images i ON i.id = f.image WHERE i.repository = $1 AND (i.digest = $2 OR i.subject = $2))";
    /// No image has them any more.
    OVER = "DELETE FROM findings WHERE repository = $1 AND NOT EXISTS \
        (SELECT 1 FROM image_findings f WHERE f.finding = findings.id)";
    COUNTED = "SELECT severity, COUNT(*) AS total FROM findings WHERE repository = $1 AND is_open GROUP BY severity";

    FIGURES = "SELECT image_count, bytes, untagged_count, untagged_bytes, index_count, last_push, last_pull, findings_of, \
        critical, high, medium, low, other, policy_json, scanning FROM repositories WHERE id = $1";
    SET = "UPDATE repositories SET image_count = $2, bytes = $3, untagged_count = $4, untagged_bytes = $5, \
        index_count = $6, last_push = $7, last_pull = $8, findings_of = $9, critical = $10, high = $11, medium = $12, \
        low = $13, other = $14, policy_json = $15, scanning = $16 WHERE id = $1";

    LAST_DAY = "SELECT image_count, bytes, untagged_bytes, critical, high FROM repository_days \
        WHERE repository = $1 ORDER BY day DESC LIMIT 1";
    SET_DAY = "INSERT INTO repository_days (repository, day, image_count, bytes, untagged_bytes, critical, high) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (repository, day) DO UPDATE SET \
        image_count = excluded.image_count, bytes = excluded.bytes, untagged_bytes = excluded.untagged_bytes, \
        critical = excluded.critical, high = excluded.high";

    /// A wake that came during the reading has changed `due`, and stays.
    DONE = "UPDATE image_reads SET read = $3, findings_read = COALESCE($4, findings_read), trouble = NULL, digest = $5, \
        due = CASE WHEN due = $2 THEN $6 ELSE due END WHERE repository = $1";
}

/// As they stand in the row.
#[derive(PartialEq, Eq)]
struct Figures {
    /// In the order of [`FIGURES`]; every number of it.
    numbers: [Option<i64>; 12],
    findings_of: Option<String>,
    policy: Option<String>,
    scanning: Option<String>,
}

pub(super) async fn settle(tx: &mut Tx, read: &RepositoryRead<'_>) -> Stored<()> {
    let mut finished = HashSet::new();
    for row in tx.all(STATUSES, values![read.repository]).await? {
        if ScanStatus::parse(&row.text("scan_status")?).is_finished() {
            finished.insert(row.parsed("digest", Digest::parse)?);
        }
    }
    let findings_of = figures_of(read.images, |digest| finished.contains(digest));
    let counts = open_findings(tx, read.repository, findings_of).await?;
    let figures = Figures::of(read, findings_of, counts);
    let row = tx.optional(FIGURES, values![read.repository]).await?;
    let before = match row {
        Some(row) => Figures::read(&row)?,
        // Removed meanwhile, and all that belongs to it.
        None => return Ok(()),
    };
    if before != figures {
        set(tx, read.repository, &figures).await?;
    }
    keep_day(tx, read, counts).await?;
    let asked: Option<Timestamp> = (!read.scans.is_empty()).then_some(read.at);
    let row = values![
        read.repository,
        read.due,
        read.at,
        asked,
        read.digest,
        read.next
    ];
    tx.execute(DONE, row).await.map(drop)
}

async fn open_findings(
    tx: &mut Tx,
    repository: i64,
    findings_of: Option<&Digest>,
) -> Stored<Option<SeverityCounts>> {
    let digest = findings_of.map_or("", Digest::as_str);
    tx.execute(OVER, values![repository]).await?;
    tx.execute(CLOSED, values![repository, digest]).await?;
    if findings_of.is_none() {
        return Ok(None);
    }
    tx.execute(OPENED, values![repository, digest]).await?;
    let mut counts = SeverityCounts::default();
    for row in tx.all(COUNTED, values![repository]).await? {
        counts.add(
            &Severity::parse(&row.text("severity")?),
            row.count("total")?,
        );
    }
    Ok(Some(counts))
}

impl Figures {
    fn of(
        read: &RepositoryRead<'_>,
        findings_of: Option<&Digest>,
        counts: Option<SeverityCounts>,
    ) -> Self {
        let totals = Totals::of(read.images);
        let found = |of: fn(SeverityCounts) -> u64| counts.map(|counts| int(of(counts)));
        Self {
            numbers: [
                Some(int(totals.image_count)),
                Some(int(totals.bytes)),
                Some(int(totals.untagged_count)),
                Some(int(totals.untagged_bytes)),
                Some(int(totals.index_count)),
                totals.last_push.map(|at| at.0),
                totals.last_pull.map(|at| at.0),
                found(|counts| counts.critical),
                found(|counts| counts.high),
                found(|counts| counts.medium),
                found(|counts| counts.low),
                found(|counts| counts.other),
            ],
            findings_of: findings_of.map(ToString::to_string),
            policy: read.policy.map(str::to_owned),
            scanning: read.scanning.map(|scanning| scanning.as_str().to_owned()),
        }
    }

    fn read(row: &Row) -> Stored<Self> {
        const NUMBERS: [&str; 12] = [
            "image_count",
            "bytes",
            "untagged_count",
            "untagged_bytes",
            "index_count",
            "last_push",
            "last_pull",
            "critical",
            "high",
            "medium",
            "low",
            "other",
        ];
        let mut numbers = [None; 12];
        for (number, column) in numbers.iter_mut().zip(NUMBERS) {
            *number = row.maybe_int(column)?;
        }
        Ok(Self {
            numbers,
            findings_of: row.maybe_text("findings_of")?,
            policy: row.maybe_text("policy_json")?,
            scanning: row.maybe_text("scanning")?,
        })
    }
}

async fn set(tx: &mut Tx, repository: i64, figures: &Figures) -> Stored<()> {
    let [
        images,
        bytes,
        untagged,
        untagged_bytes,
        indexes,
        push,
        pull,
        critical,
        high,
        medium,
        low,
        other,
    ] = figures.numbers;
    let row = values![
        repository,
        images,
        bytes,
        untagged,
        untagged_bytes,
        indexes,
        push,
        pull,
        figures.findings_of.as_deref(),
        critical,
        high,
        medium,
        low,
        other,
        figures.policy.as_deref(),
        figures.scanning.as_deref(),
    ];
    tx.execute(SET, row).await.map(drop)
}

/// Only a day that differs from the one before gets a row.
async fn keep_day(
    tx: &mut Tx,
    read: &RepositoryRead<'_>,
    counts: Option<SeverityCounts>,
) -> Stored<()> {
    let totals = Totals::of(read.images);
    let now = [
        Some(int(totals.image_count)),
        Some(int(totals.bytes)),
        Some(int(totals.untagged_bytes)),
        counts.map(|counts| int(counts.critical)),
        counts.map(|counts| int(counts.high)),
    ];
    if let Some(row) = tx.optional(LAST_DAY, values![read.repository]).await? {
        let columns = ["image_count", "bytes", "untagged_bytes", "critical", "high"];
        let mut before = [None; 5];
        for (number, column) in before.iter_mut().zip(columns) {
            *number = row.maybe_int(column)?;
        }
        if before == now {
            return Ok(());
        }
    }
    let [images, bytes, untagged, critical, high] = now;
    let day = read.at.0.div_euclid(DAY_MS);
    let row = values![
        read.repository,
        day,
        images,
        bytes,
        untagged,
        critical,
        high
    ];
    tx.execute(SET_DAY, row).await.map(drop)
}
