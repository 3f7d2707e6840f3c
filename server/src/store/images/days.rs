//! How repositories and teams stood day by day. AWS keeps no such history.

use super::super::db::{statements, values};
use super::super::{Store, Stored};
use super::columns::maybe_count;
use super::{RepositoryDay, TeamDay};
use domain::time::Timestamp;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

statements! {
    /// With the row before the first day, which holds on until the next.
    OF_REPOSITORY = "SELECT day, image_count, bytes, untagged_bytes, critical, high FROM repository_days \
        WHERE repository = $1 AND day <= $3 AND day >= COALESCE((SELECT MAX(day) FROM repository_days \
        WHERE repository = $1 AND day <= $2), $2) ORDER BY day";

    /// Images that stand for themselves, by the day of their push.
    PUSHED = "SELECT pushed / 86400000 AS day, COUNT(*) AS pushes FROM images WHERE repository = $1 AND pushed >= $2 \
        AND subject IS NULL GROUP BY pushed / 86400000 ORDER BY pushed / 86400000";

    OF_TEAMS = "SELECT team, day, repositories, image_count, bytes, untagged_bytes, critical, high, score_sum, scored \
        FROM team_days WHERE day >= $1 AND day <= $2 ORDER BY day, team";

    /// A team that has nothing any more keeps no row of an earlier hour of this day.
    FORGET_DAY = "DELETE FROM team_days WHERE day = $1";
    KEEP_DAY = "INSERT INTO team_days (team, day, repositories, image_count, bytes, untagged_bytes, critical, high, \
        score_sum, scored) SELECT COALESCE(team, ''), $1, COUNT(*), CAST(COALESCE(SUM(image_count), 0) AS BIGINT), \
        CAST(COALESCE(SUM(bytes), 0) AS BIGINT), CAST(COALESCE(SUM(untagged_bytes), 0) AS BIGINT), \
        CAST(COALESCE(SUM(critical), 0) AS BIGINT), CAST(COALESCE(SUM(high), 0) AS BIGINT), \
        CAST(COALESCE(SUM(score), 0) AS BIGINT), COUNT(score) FROM repositories WHERE in_aws GROUP BY COALESCE(team, '')";
}

impl Store {
    /// Days with a change, from the one that holds on `from` to `to`, both days since the epoch.
    pub async fn repository_days(
        &self,
        repository: i64,
        from: i64,
        to: i64,
    ) -> Stored<Vec<RepositoryDay>> {
        let range = values![repository, from, to];
        let rows = self.db.all(OF_REPOSITORY, range).await?;
        rows.iter()
            .map(|row| {
                Ok(RepositoryDay {
                    day: row.int("day")?,
                    image_count: row.count("image_count")?,
                    bytes: row.count("bytes")?,
                    untagged_bytes: row.count("untagged_bytes")?,
                    critical: maybe_count(row, "critical")?,
                    high: maybe_count(row, "high")?,
                })
            })
            .collect()
    }

    /// Days since the epoch on which images were pushed that are still there, from the day `from` on, with how many.
    pub async fn pushed_days(&self, repository: i64, from: i64) -> Stored<Vec<(i64, u64)>> {
        let since = from.saturating_mul(DAY_MS);
        let rows = self.db.all(PUSHED, values![repository, since]).await?;
        rows.iter()
            .map(|row| Ok((row.int("day")?, row.count("pushes")?)))
            .collect()
    }

    pub async fn team_days(&self, from: i64, to: i64) -> Stored<Vec<TeamDay>> {
        let rows = self.db.all(OF_TEAMS, values![from, to]).await?;
        rows.iter()
            .map(|row| {
                Ok(TeamDay {
                    team: row.text("team")?,
                    day: row.int("day")?,
                    repositories: row.count("repositories")?,
                    image_count: row.count("image_count")?,
                    bytes: row.count("bytes")?,
                    untagged_bytes: row.count("untagged_bytes")?,
                    critical: row.count("critical")?,
                    high: row.count("high")?,
                    score_sum: row.count("score_sum")?,
                    scored: row.count("scored")?,
                })
            })
            .collect()
    }

    /// Writes down how every team stands today; again on the same day replaces it.
    pub async fn keep_team_day(&self, now: Timestamp) -> Stored<u64> {
        let day = now.0.div_euclid(DAY_MS);
        let mut tx = self.db.begin().await?;
        tx.execute(FORGET_DAY, values![day]).await?;
        let written = tx.execute(KEEP_DAY, values![day]).await?;
        tx.commit().await?;
        Ok(written)
    }
}
