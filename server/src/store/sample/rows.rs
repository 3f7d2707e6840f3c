//! Repositories, their owners and their past.

use super::{Filled, Sample};
use crate::store::db::{Db, json, values};
use crate::store::{StoreError, Stored};
use domain::observed::RepositorySeen;
use std::collections::BTreeMap;
use std::ops::Range;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const TEAMS: i64 = 400;
const TEAM_DAYS: i64 = 180;

/// Accounts that no configuration names: nothing reads them from AWS and finds them empty. One repository in ten was made by
/// hand, one in thirteen is nobody's.
const MAKE: &str = "WITH RECURSIVE numbers (n) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < $2), \
    made AS (SELECT n, \
        CAST(300000000000 + ((n + $3) * 7919) % 3 AS TEXT) AS account, \
        CASE ((n + $3) * 104729) % 3 WHEN 0 THEN 'us-east-1' WHEN 1 THEN 'eu-west-1' ELSE 'ap-southeast-2' END AS region, \
        'system-' || CAST(1000 + ((n + $3) * 31) % 1500 AS TEXT) AS system, \
        'team-' || CAST(1000 + ((n + $3) * 7907) % 400 AS TEXT) AS team, \
        'service-' || CAST(1000000 + n AS TEXT) || '-' || \
            CASE n % 5 WHEN 0 THEN 'api' WHEN 1 THEN 'worker' WHEN 2 THEN 'web' WHEN 3 THEN 'gateway' ELSE 'migrations' END AS service, \
        $4 - (((n + $3) * 48611) % 63072000) * 1000 AS created \
        FROM numbers) \
    INSERT INTO repositories (account, region, name, in_aws, present_since, managed, digest, seen_json, created, aws_team, aws_system, \
        aws_cluster, aws_description, aws_source) \
    SELECT account, region, system || '/' || service, TRUE, created, n % 10 <> 0, '', \
        REPLACE(REPLACE(REPLACE(CASE WHEN n % 7 = 0 THEN $5 ELSE $6 END, '@account', account), '@region', region), \
            '@name', system || '/' || service), \
        created, CASE WHEN n % 13 <> 0 THEN team END, system, \
        CASE n % 4 WHEN 0 THEN 'eks-prod-use1' WHEN 1 THEN 'eks-prod-euw1' WHEN 2 THEN 'eks-dev-use1' ELSE NULL END, \
        CASE WHEN n % 11 <> 0 THEN 'Images of ' || service || ', deployed by ' || team END, \
        CASE WHEN n % 9 <> 0 THEN 'spacetech/' || service END FROM made";

const POLICY: &str = r#"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":50},"action":{"type":"expire"}}]}"#;

pub(super) async fn make(db: &Db, sample: Sample, batch: Range<i64>) -> Stored<()> {
    let row = values![
        batch.start,
        batch.end,
        sample.seed,
        sample.now,
        json(&seen(None, false))?,
        json(&seen(Some(POLICY), true))?,
    ];
    db.execute(MAKE, row).await.map(drop)
}

/// With marks where each repository has its own.
fn seen(policy: Option<&str>, scan_on_push: bool) -> RepositorySeen {
    RepositorySeen {
        arn: "arn:aws:ecr:@region:@account:repository/@name".to_owned(),
        uri: "@account.dkr.ecr.@region.amazonaws.com/@name".to_owned(),
        created: None,
        mutability: "MUTABLE".to_owned(),
        exclusion_filters: Vec::new(),
        scan_on_push,
        encryption: "AES256".to_owned(),
        kms_key: None,
        lifecycle_policy: policy.map(str::to_owned),
        tags: BTreeMap::from([("managed-by".to_owned(), "crossplane".to_owned())]),
    }
}

const MAKE_DAYS: &str = "WITH RECURSIVE teams (t) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT t + 1 FROM teams WHERE t + 1 < $1), \
    days (d) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT d + 1 FROM days WHERE d < $2) \
    INSERT INTO team_days (team, day, repositories, image_count, bytes, untagged_bytes, critical, high, score_sum, scored) \
    SELECT 'team-' || CAST(1000 + t AS TEXT), $3 - d, 250 - d / 4, (250 - d / 4) * 20, (250 - d / 4) * CAST(2000000000 AS BIGINT), \
        (250 - d / 4) * CAST(500000000 AS BIGINT), (t * 7 + d) % 90, (t * 11 + d) % 200, (250 - d / 4) * (60 + (t + d) % 30), 250 - d / 4 \
    FROM teams CROSS JOIN days";

pub(super) async fn make_days(db: &Db, sample: Sample) -> Stored<()> {
    let today = sample.now.0.div_euclid(DAY_MS);
    db.execute(MAKE_DAYS, values![TEAMS, TEAM_DAYS, today])
        .await
        .map(drop)
}

/// The first and the last.
pub(super) async fn ids(db: &Db) -> Stored<(i64, i64)> {
    let row = db
        .optional(
            "SELECT CAST(MIN(id) AS BIGINT) AS least, CAST(MAX(id) AS BIGINT) AS most FROM repositories",
            vec![],
        )
        .await?;
    let row = row.ok_or_else(|| StoreError::Corrupt("no repositories".to_owned()))?;
    Ok((row.int("least")?, row.int("most")?))
}

pub(super) async fn count(db: &Db) -> Stored<Filled> {
    let count = async |sql: &'static str| -> Stored<u64> {
        let row = db.optional(sql, vec![]).await?;
        row.map_or(Ok(0), |row| row.count("total"))
    };
    Ok(Filled {
        repositories: count("SELECT COUNT(*) AS total FROM repositories").await?,
        images: count("SELECT COUNT(*) AS total FROM images").await?,
        findings: count("SELECT COUNT(*) AS total FROM findings").await?,
    })
}

pub(super) async fn bare_page(db: &Db, after: &str, rows: u32) -> Stored<usize> {
    let rows = db
        .all(
            concat!(
                "SELECT ",
                super::super::repositories::repository_columns!(),
                " FROM repositories WHERE name > $1 ORDER BY name LIMIT $2"
            ),
            values![after, rows],
        )
        .await?;
    Ok(rows.len())
}
