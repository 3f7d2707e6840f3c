//! Figures over time: how teams stood day by day, and how requests fared week by week.

use super::db::{Row, statements, values};
use super::rows::stage_name;
use super::{Store, Stored};
use domain::cost::Prices;
use domain::day::{Day, Days, Week};
use domain::portal::{DaySums, InventoryQuery, LeadTime, StageTook, TeamSums, WeekCounts};
use std::collections::BTreeMap;

statements! {
    SINCE = "SELECT MIN(day) AS day FROM team_days";

    /// All teams together, or one.
    HISTORY = "SELECT day, CAST(SUM(repositories) AS BIGINT) AS repositories, CAST(SUM(image_count) AS BIGINT) AS image_count, \
        CAST(SUM(bytes) AS BIGINT) AS bytes, CAST(SUM(critical) AS BIGINT) AS critical, CAST(SUM(high) AS BIGINT) AS high, \
        CAST(SUM(score_sum) AS BIGINT) AS score_sum, CAST(SUM(scored) AS BIGINT) AS scored FROM team_days \
        WHERE day >= $1 AND day <= $2 AND (CAST($3 AS TEXT) IS NULL OR team = $3) GROUP BY day ORDER BY day";

    OF_DAY = "SELECT team, day, repositories, image_count, bytes, critical, high, score_sum, scored FROM team_days \
        WHERE day = $1 ORDER BY team";

    FIRST_OF = "SELECT team, day, repositories, image_count, bytes, critical, high, score_sum, scored FROM team_days \
        WHERE day = (SELECT MIN(day) FROM team_days WHERE day >= $1 AND day <= $2) ORDER BY team";

    /// Weeks begin on Monday; the epoch was a Thursday.
    REQUESTED = "SELECT (created / 86400000 + 3) / 7 AS week, COUNT(*) AS total FROM requests \
        WHERE created >= $1 AND created < $2 AND (CAST($3 AS TEXT) IS NULL OR team = $3) GROUP BY (created / 86400000 + 3) / 7";
    READY = "SELECT (completed / 86400000 + 3) / 7 AS week, COUNT(*) AS total FROM requests \
        WHERE completed >= $1 AND completed < $2 AND (CAST($3 AS TEXT) IS NULL OR team = $3) \
        GROUP BY (completed / 86400000 + 3) / 7";

    /// A percentile is the first value with that share at or below it.
    WHOLE = "WITH placed AS ( \
            SELECT completed - created AS took, ROW_NUMBER() OVER (ORDER BY completed - created) AS place, \
                COUNT(*) OVER () AS total \
            FROM requests WHERE completed >= $1 AND completed < $2 AND (CAST($3 AS TEXT) IS NULL OR team = $3)) \
        SELECT COALESCE(MAX(total), 0) AS total, \
            COALESCE(MIN(CASE WHEN place * 100 >= total * 50 THEN took END), 0) AS p50, \
            COALESCE(MIN(CASE WHEN place * 100 >= total * 95 THEN took END), 0) AS p95 \
        FROM placed";

    /// Of requests that were ready: all stays of one in a stage together, so that each counts once.
    STAGES = "WITH spans AS ( \
            SELECT e.request_id, e.entered, \
                LEAD(e.at) OVER (PARTITION BY e.request_id ORDER BY e.version) - e.at AS took \
            FROM events e JOIN requests r ON r.id = e.request_id \
            WHERE e.entered IS NOT NULL AND r.completed >= $1 AND r.completed < $2 \
                AND (CAST($3 AS TEXT) IS NULL OR r.team = $3)), \
        stays AS ( \
            SELECT request_id, entered, CAST(SUM(took) AS BIGINT) AS took FROM spans WHERE took IS NOT NULL \
            GROUP BY request_id, entered), \
        placed AS ( \
            SELECT entered, took, ROW_NUMBER() OVER (PARTITION BY entered ORDER BY took) AS place, \
                COUNT(*) OVER (PARTITION BY entered) AS total FROM stays) \
        SELECT entered, MAX(total) AS total, MIN(CASE WHEN place * 100 >= total * 50 THEN took END) AS p50, \
            MIN(CASE WHEN place * 100 >= total * 95 THEN took END) AS p95 \
        FROM placed GROUP BY entered";
}

impl Store {
    /// Rows of the inventory added up by team, as they stand now.
    pub async fn sums(&self, query: &InventoryQuery, prices: &Prices) -> Stored<Vec<TeamSums>> {
        self.index.sums(&self.db, query, prices).await
    }

    /// Names of repositories whose team is known, with it.
    pub async fn owned_names(&self) -> Stored<Vec<(String, String)>> {
        self.index.owned(&self.db).await
    }

    /// When the history by day begins.
    pub async fn history_since(&self) -> Stored<Option<Day>> {
        let row = self.db.optional(SINCE, vec![]).await?;
        let day = row.map(|row| row.maybe_int("day")).transpose()?.flatten();
        Ok(day.map(Day::new))
    }

    /// The days that were kept, of one team or of all together.
    pub async fn history(&self, days: Days, team: Option<&str>) -> Stored<Vec<DaySums>> {
        let range = values![days.from.number(), days.to.number(), team];
        let rows = self.db.all(HISTORY, range).await?;
        rows.iter().map(|row| day_sums(row, None)).collect()
    }

    /// Every team on one day; none: the day was not kept.
    pub async fn teams_on(&self, day: Day) -> Stored<Vec<DaySums>> {
        let rows = self.db.all(OF_DAY, values![day.number()]).await?;
        rows.iter()
            .map(|row| day_sums(row, Some(row.text("team")?)))
            .collect()
    }

    /// Every team on the first of these days that was kept.
    pub async fn teams_at_first(&self, days: Days) -> Stored<Vec<DaySums>> {
        let range = values![days.from.number(), days.to.number()];
        let rows = self.db.all(FIRST_OF, range).await?;
        rows.iter()
            .map(|row| day_sums(row, Some(row.text("team")?)))
            .collect()
    }

    /// Every week that has one of these days; at the edges only those days count.
    pub async fn weeks(&self, days: Days, team: Option<&str>) -> Stored<Vec<WeekCounts>> {
        let (from, to) = days.span();
        let mut weeks: BTreeMap<Week, WeekCounts> = (days.from.week().0..=days.to.week().0)
            .map(|week| {
                let counts = WeekCounts {
                    week: Week(week),
                    requested: 0,
                    ready: 0,
                };
                (Week(week), counts)
            })
            .collect();
        for row in self.db.all(REQUESTED, values![from, to, team]).await? {
            if let Some(week) = weeks.get_mut(&Week(row.int("week")?)) {
                week.requested = row.count("total")?;
            }
        }
        for row in self.db.all(READY, values![from, to, team]).await? {
            if let Some(week) = weeks.get_mut(&Week(row.int("week")?)) {
                week.ready = row.count("total")?;
            }
        }
        Ok(weeks.into_values().collect())
    }

    /// From submission to ready, of requests that were ready in these days; `None`: there were none.
    pub async fn ready_times(&self, days: Days, team: Option<&str>) -> Stored<Option<LeadTime>> {
        let (from, to) = days.span();
        let Some(row) = self.db.optional(WHOLE, values![from, to, team]).await? else {
            return Ok(None);
        };
        let count = row.count("total")?;
        Ok((count > 0).then_some(LeadTime {
            count,
            p50: row.int("p50")?,
            p95: row.int("p95")?,
        }))
    }

    /// The same requests by stage, in no order.
    pub async fn stage_times(&self, days: Days, team: Option<&str>) -> Stored<Vec<StageTook>> {
        let (from, to) = days.span();
        let rows = self.db.all(STAGES, values![from, to, team]).await?;
        rows.iter()
            .map(|row| {
                Ok(StageTook {
                    stage: stage_name(row, "entered")?,
                    count: row.count("total")?,
                    p50: row.int("p50")?,
                    p95: row.int("p95")?,
                })
            })
            .collect()
    }
}

fn day_sums(row: &Row, team: Option<String>) -> Stored<DaySums> {
    Ok(DaySums {
        day: Day::new(row.int("day")?),
        team,
        repositories: row.count("repositories")?,
        images: row.count("image_count")?,
        bytes: row.count("bytes")?,
        critical: row.count("critical")?,
        high: row.count("high")?,
        score_sum: row.count("score_sum")?,
        scored: row.count("scored")?,
    })
}
