//! What the repositories hold, and the figures that follow from it.

use super::Sample;
use crate::store::Stored;
use crate::store::db::{Db, values};
use std::ops::Range;

/// About twenty on average: most have up to 27, one in a hundred 660. The newest has number 0; three of four have tags. Digests
/// are products with large primes, cut to size: all different, and as scattered as hashes.
macro_rules! images {
    ($most:literal, $how_many:literal) => {
        concat!(
            "WITH RECURSIVE numbers (i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < ",
            $most,
            ") INSERT INTO images (repository, digest, tags, tag_count, pushed, pulled, bytes, kind, media_type, archived, mark, \
             scan_status, scanned, scan_read, critical, high, medium, low, other) \
             SELECT r.id, 'sha256:' || CAST(1000000000000000 + ((r.id * 1000 + i) * 89999999977) % 8999999999999999 AS TEXT) \
                || CAST(1000000000000000 + ((r.id * 1000 + i) * 79999999987) % 8999999999999999 AS TEXT) \
                || CAST(1000000000000000 + ((r.id * 1000 + i) * 69999999943) % 8999999999999999 AS TEXT) \
                || CAST(1000000000000000 + ((r.id * 1000 + i) * 59999999983) % 8999999999999999 AS TEXT), \
                CASE WHEN i % 4 < 3 THEN 'build-' || CAST(100000000 + r.id * 1000 + i AS TEXT) ELSE '' END, \
                CASE WHEN i % 4 < 3 THEN 1 ELSE 0 END, \
                $3 - i * 43200000 - (CAST(r.id AS BIGINT) * 7907) % 43200000, \
                CASE WHEN i % 3 = 0 THEN $3 - i * 21600000 - (CAST(r.id AS BIGINT) * 3571) % 21600000 END, \
                20000000 + ((r.id * 1000 + i) * 7919) % 400000000, 'image', 'oci', FALSE, i, \
                CASE WHEN i = 0 THEN 'COMPLETE' END, CASE WHEN i = 0 THEN $3 END, CASE WHEN i = 0 THEN $3 END, \
                CASE WHEN i = 0 THEN 0 END, CASE WHEN i = 0 THEN 0 END, CASE WHEN i = 0 THEN 0 END, \
                CASE WHEN i = 0 THEN 0 END, CASE WHEN i = 0 THEN 0 END \
             FROM repositories r CROSS JOIN numbers WHERE r.id >= $1 AND r.id < $2 AND i < ",
            $how_many
        )
    };
}

const MAKE_SMALL: &str = images!("28", "r.id % 28 AND r.id % 100 <> 0");
const MAKE_LARGE: &str = images!("660", "660 AND r.id % 100 = 0");

const MAKE_TAGS: &str = "INSERT INTO image_tags (repository, tag, image) SELECT repository, tags, id FROM images \
    WHERE repository >= $1 AND repository < $2 AND tag_count = 1";

/// Up to ten of each fifth repository, in its newest image.
const MAKE_FINDINGS: &str = "WITH RECURSIVE numbers (j) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT j + 1 FROM numbers WHERE j < 9) \
    INSERT INTO findings (repository, name, package, version, severity, severity_rank, fixed_in, score, first_seen, is_open) \
    SELECT r.id, 'CVE-2026-' || CAST(10000 + (CAST(r.id AS BIGINT) * 13 + j) % 900 AS TEXT), 'package-' || CAST((r.id + j) % 60 AS TEXT), '1.' || CAST(j AS TEXT), \
        CASE WHEN j = 0 THEN 'CRITICAL' WHEN j < 3 THEN 'HIGH' WHEN j < 6 THEN 'MEDIUM' ELSE 'LOW' END, \
        CASE WHEN j = 0 THEN 0 WHEN j < 3 THEN 1 WHEN j < 6 THEN 2 ELSE 3 END, \
        CASE WHEN j % 2 = 0 THEN '1.' || CAST(j + 1 AS TEXT) END, 95 - j * 8, $3 - CAST(r.id % 200 AS BIGINT) * 86400000, TRUE \
    FROM repositories r CROSS JOIN numbers WHERE r.id >= $1 AND r.id < $2 AND r.id % 5 = 0 AND j < 1 + (r.id / 5) % 10 \
        AND (r.id % 28 > 0 OR r.id % 100 = 0)";

const LINK_FINDINGS: &str = "INSERT INTO image_findings (image, finding) SELECT i.id, f.id FROM findings f \
    JOIN images i ON i.repository = f.repository AND i.mark = 0 WHERE f.repository >= $1 AND f.repository < $2";

const FIGURES: &str = "UPDATE repositories SET image_count = COALESCE(held.image_count, 0), bytes = COALESCE(held.bytes, 0), \
    untagged_count = COALESCE(held.untagged_count, 0), untagged_bytes = COALESCE(held.untagged_bytes, 0), index_count = 0, \
    last_push = held.last_push, last_pull = held.last_pull, findings_of = held.newest, \
    critical = held.critical, high = held.high, medium = held.medium, low = held.low, \
    other = CASE WHEN held.newest IS NOT NULL THEN 0 END, scanning = 'SCAN_ON_PUSH' \
    FROM (SELECT r.id AS repository, COUNT(i.id) AS image_count, CAST(SUM(i.bytes) AS BIGINT) AS bytes, \
        SUM(CASE WHEN i.tag_count = 0 THEN 1 ELSE 0 END) AS untagged_count, \
        CAST(SUM(CASE WHEN i.tag_count = 0 THEN i.bytes ELSE 0 END) AS BIGINT) AS untagged_bytes, \
        MAX(i.pushed) AS last_push, MAX(i.pulled) AS last_pull, MAX(CASE WHEN i.mark = 0 THEN i.digest END) AS newest, \
        CASE WHEN COUNT(i.id) > 0 THEN (SELECT COUNT(*) FROM findings f WHERE f.repository = r.id AND f.severity_rank = 0) END AS critical, \
        CASE WHEN COUNT(i.id) > 0 THEN (SELECT COUNT(*) FROM findings f WHERE f.repository = r.id AND f.severity_rank = 1) END AS high, \
        CASE WHEN COUNT(i.id) > 0 THEN (SELECT COUNT(*) FROM findings f WHERE f.repository = r.id AND f.severity_rank = 2) END AS medium, \
        CASE WHEN COUNT(i.id) > 0 THEN (SELECT COUNT(*) FROM findings f WHERE f.repository = r.id AND f.severity_rank = 3) END AS low \
        FROM repositories r LEFT JOIN images i ON i.repository = r.id WHERE r.id >= $1 AND r.id < $2 GROUP BY r.id) AS held \
    WHERE held.repository = repositories.id";

/// The numbers of the image whose scan is done, as the reading of scans leaves them.
const COUNTS: &str = "UPDATE images SET critical = r.critical, high = r.high, medium = r.medium, low = r.low FROM repositories r \
    WHERE r.id = images.repository AND r.id >= $1 AND r.id < $2 AND images.repository >= $1 AND images.repository < $2 AND images.mark = 0";

const MAKE_DAYS: &str = "WITH RECURSIVE days (d) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT d + 1 FROM days WHERE d < 5) \
    INSERT INTO repository_days (repository, day, image_count, bytes, untagged_bytes, critical, high) \
    SELECT id, $3 / 86400000 - d * 30, image_count, bytes - d * bytes / 8, untagged_bytes - d * untagged_bytes / 8, critical, high \
    FROM repositories CROSS JOIN days WHERE id >= $1 AND id < $2 AND image_count > 0";

pub(super) async fn make(db: &Db, sample: Sample, batch: Range<i64>) -> Stored<()> {
    let mut tx = db.begin().await?;
    for timed in [MAKE_SMALL, MAKE_LARGE] {
        tx.execute(timed, values![batch.start, batch.end, sample.now])
            .await?;
    }
    tx.execute(MAKE_TAGS, values![batch.start, batch.end])
        .await?;
    tx.execute(MAKE_FINDINGS, values![batch.start, batch.end, sample.now])
        .await?;
    for statement in [LINK_FINDINGS, FIGURES, COUNTS] {
        tx.execute(statement, values![batch.start, batch.end])
            .await?;
    }
    tx.execute(MAKE_DAYS, values![batch.start, batch.end, sample.now])
        .await?;
    tx.commit().await
}
