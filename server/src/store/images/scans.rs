//! Findings: one row a repository however many images have it, and which image has which.

use super::super::Stored;
use super::super::db::{Tx, statements, values};
use super::super::query::Query;
use super::columns::int;
use super::take_in::Writing;
use super::{RepositoryRead, ScanRead};
use domain::image::{FindingSeen, SeverityCounts};
use domain::time::Timestamp;
use std::collections::HashSet;

const ROWS_AT_ONCE: usize = 400;

statements! {
    ASKED = "SELECT CAST(id AS BIGINT) AS id, digest FROM images WHERE repository = $1 AND scan_status IS NOT NULL";

    IMAGE = "SELECT CAST(id AS BIGINT) AS id FROM images WHERE digest = $1 AND repository = $2";

    SCAN = "UPDATE images SET scan_status = $2, scan_says = $3, scanned = $4, scan_read = $5, scan_due = $6, \
        critical = $7, high = $8, medium = $9, low = $10, other = $11 WHERE id = $1";

    LINKS = "SELECT finding FROM image_findings WHERE image = $1";
}

const INSERT: &str = "INSERT INTO findings (repository, name, package, version, severity, severity_rank, fixed_in, score, \
    uri, first_seen, is_open) VALUES ";

/// It stays as old as it is.
const OR_UPDATE: &str = " ON CONFLICT (name, package, version, repository) DO UPDATE SET severity = excluded.severity, \
    severity_rank = excluded.severity_rank, fixed_in = excluded.fixed_in, score = excluded.score, uri = excluded.uri \
    RETURNING CAST(id AS BIGINT) AS id";

pub(super) async fn write(writing: &mut Writing<'_>, read: &RepositoryRead<'_>) -> Stored<()> {
    forget(writing.more(1).await?, read).await?;
    for scan in read.scans {
        let findings = once_each(&scan.seen.findings);
        let tx = writing.more(1).await?;
        let key = values![scan.digest.as_str(), read.repository];
        let Some(row) = tx.optional(IMAGE, key).await? else {
            continue;
        };
        let image = row.int("id")?;
        let mut had: HashSet<i64> = HashSet::new();
        for row in tx.all(LINKS, values![image]).await? {
            had.insert(row.int("finding")?);
        }
        for some in findings.chunks(ROWS_AT_ONCE) {
            let tx = writing.more(some.len()).await?;
            let ids = write_findings(tx, read, some).await?;
            let new: Vec<i64> = ids.into_iter().filter(|id| !had.remove(id)).collect();
            link(tx, image, &new).await?;
        }
        let over: Vec<i64> = had.into_iter().collect();
        for some in over.chunks(ROWS_AT_ONCE) {
            unlink(writing.more(some.len()).await?, image, some).await?;
        }
        write_scan(writing.more(1).await?, image, scan, &findings, read.at).await?;
    }
    Ok(())
}

/// Scanners name a package once for each place where it lies.
fn once_each(findings: &[FindingSeen]) -> Vec<&FindingSeen> {
    let mut seen = HashSet::new();
    findings
        .iter()
        .filter(|one| seen.insert((&one.name, &one.package, &one.version)))
        .collect()
}

/// What is not worth asking about any more would only grow old.
async fn forget(tx: &mut Tx, read: &RepositoryRead<'_>) -> Stored<()> {
    let worth: HashSet<&str> = read.worth.iter().map(|digest| digest.as_str()).collect();
    let mut over = Vec::new();
    for row in tx.all(ASKED, values![read.repository]).await? {
        if !worth.contains(row.text("digest")?.as_str()) {
            over.push(row.int("id")?);
        }
    }
    for some in over.chunks(ROWS_AT_ONCE) {
        let mut links = Query::new("DELETE FROM image_findings WHERE image IN ");
        links.list(some.iter().copied());
        let mut images = Query::new(
            "UPDATE images SET scan_status = NULL, scan_says = NULL, scanned = NULL, scan_read = NULL, \
             scan_due = NULL, critical = NULL, high = NULL, medium = NULL, low = NULL, other = NULL WHERE id IN ",
        );
        images.list(some.iter().copied());
        for query in [links, images] {
            let (sql, values) = query.into_parts();
            tx.execute(sql, values).await?;
        }
    }
    Ok(())
}

async fn write_findings(
    tx: &mut Tx,
    read: &RepositoryRead<'_>,
    some: &[&FindingSeen],
) -> Stored<Vec<i64>> {
    let mut query = Query::new(INSERT);
    for (index, finding) in some.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        query.list(values![
            read.repository,
            &finding.name,
            &finding.package,
            &finding.version,
            finding.severity.as_str(),
            i64::from(finding.severity.rank()),
            finding.fixed_in.as_deref(),
            finding.score,
            finding.uri.as_deref(),
            finding.first_seen.unwrap_or(read.at),
            false,
        ]);
    }
    query.push(OR_UPDATE);
    let (sql, values) = query.into_parts();
    tx.all(sql, values)
        .await?
        .iter()
        .map(|row| row.int("id"))
        .collect()
}

async fn link(tx: &mut Tx, image: i64, findings: &[i64]) -> Stored<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let mut query = Query::new("INSERT INTO image_findings (image, finding) VALUES ");
    for (index, finding) in findings.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        query.list([image, *finding]);
    }
    query.push(" ON CONFLICT (image, finding) DO NOTHING");
    let (sql, values) = query.into_parts();
    tx.execute(sql, values).await.map(drop)
}

async fn unlink(tx: &mut Tx, image: i64, findings: &[i64]) -> Stored<()> {
    let mut query = Query::new("DELETE FROM image_findings WHERE image = ");
    query.bind(image).push(" AND finding IN ");
    query.list(findings.iter().copied());
    let (sql, values) = query.into_parts();
    tx.execute(sql, values).await.map(drop)
}

async fn write_scan(
    tx: &mut Tx,
    image: i64,
    scan: &ScanRead,
    findings: &[&FindingSeen],
    at: Timestamp,
) -> Stored<()> {
    let seen = &scan.seen;
    let counts: SeverityCounts = findings.iter().map(|one| &one.severity).collect();
    let row = values![
        image,
        seen.status.as_str(),
        seen.says.as_deref(),
        seen.scanned,
        at,
        scan.next,
        int(counts.critical),
        int(counts.high),
        int(counts.medium),
        int(counts.low),
        int(counts.other),
    ];
    tx.execute(SCAN, row).await.map(drop)
}
