//! Findings of one repository: filtered, sorted and counted by the database, page by page.

use super::super::db::{Row, Value, statements, values};
use super::super::query::{Query, words};
use super::super::{Store, Stored};
use super::pressing::known_since;
use super::{FindingQuery, FindingSort, FindingsPage};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::image::{Finding, Severity};
use domain::time::Timestamp;

statements! {
    COUNT_EXCEPTED = "SELECT COUNT(*) AS total FROM findings f WHERE f.repository = $1 AND f.is_open AND EXISTS \
        (SELECT 1 FROM finding_exceptions e WHERE e.repository = f.repository AND e.finding = f.name \
         AND e.ended IS NULL AND e.until > $2)";

    HAS = "SELECT 1 AS one FROM findings WHERE repository = $1 AND name = $2 LIMIT 1";
}

const COLUMNS: &str = "SELECT CAST(f.id AS BIGINT) AS id, f.name, f.package, f.version, f.severity, f.severity_rank, \
    f.fixed_in, f.score, f.uri, f.first_seen, f.is_open, \
    (SELECT COUNT(*) FROM image_findings l WHERE l.finding = f.id) AS images, \
    (SELECT MAX(e.until) FROM finding_exceptions e WHERE e.repository = f.repository AND e.finding = f.name \
        AND e.ended IS NULL AND e.until > ";

impl Store {
    /// `now` tells exceptions that hold from those that are over.
    pub async fn findings(
        &self,
        repository: i64,
        query: &FindingQuery,
        limit: u32,
        now: Timestamp,
    ) -> Stored<FindingsPage> {
        let mut place = Place::read(query);
        let (mut rows, mut more) = self
            .findings_at(repository, query, place.as_ref(), limit, now)
            .await?;
        if !more && place.as_ref().is_some_and(|place| place.backward) {
            // Back at the beginning, where the page before may be a short one: show the first page whole.
            place = None;
            (rows, more) = self
                .findings_at(repository, query, None, limit, now)
                .await?;
        }
        let backward = place.as_ref().is_some_and(|place| place.backward);
        let mut count = Query::new("SELECT COUNT(*) AS total FROM findings f");
        and_filtered(&mut count, repository, query, now);
        let (sql, values) = count.into_parts();
        let total = self.db.optional(sql, values).await?;
        Ok(FindingsPage {
            next: rows
                .last()
                .filter(|_| more || backward)
                .map(|row| Place::at(row, query.sort, false)),
            previous: place
                .and(rows.first())
                .map(|row| Place::at(row, query.sort, true)),
            rows,
            total: total.map_or(Ok(0), |row| row.count("total"))?,
        })
    }

    /// In the order of the list, whichever way it was read, and whether there are more that way.
    async fn findings_at(
        &self,
        repository: i64,
        query: &FindingQuery,
        place: Option<&Place>,
        limit: u32,
        now: Timestamp,
    ) -> Stored<(Vec<Finding>, bool)> {
        let mut page = Query::new(COLUMNS);
        page.bind(now).push(") AS excepted_until FROM findings f");
        and_filtered(&mut page, repository, query, now);
        let (column, falls) = sorted_by(query.sort);
        let backward = place.is_some_and(|place| place.backward);
        let falling = falls != backward;
        if let Some(place) = place {
            page.push(" AND (").push(column).push(", f.id) ");
            page.push(if falling { "< " } else { "> " });
            page.list([place.value.clone(), Value::from(place.id)]);
        }
        let order = if falling { " DESC" } else { "" };
        page.push(" ORDER BY ").push(column).push(order);
        page.push(", f.id").push(order).push(" LIMIT ");
        page.bind(limit.saturating_add(1));
        let (sql, values) = page.into_parts();
        let found = self.db.all(sql, values).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let rows = found.iter().take(most).map(finding);
        let mut rows = rows.collect::<Stored<Vec<_>>>()?;
        if backward {
            rows.reverse();
        }
        Ok((rows, found.len() > most))
    }

    /// How many of the open findings somebody answers for.
    pub async fn findings_excepted(&self, repository: i64, now: Timestamp) -> Stored<u64> {
        let row = self.db.optional(COUNT_EXCEPTED, values![repository, now]);
        row.await?.map_or(Ok(0), |row| row.count("total"))
    }

    /// Whether any image that was asked about has it.
    pub async fn has_finding(&self, repository: i64, name: &str) -> Stored<bool> {
        let row = self.db.optional(HAS, values![repository, name]).await?;
        Ok(row.is_some())
    }
}

fn and_filtered(sql: &mut Query, repository: i64, query: &FindingQuery, now: Timestamp) {
    if let Some(image) = &query.image {
        sql.push(" JOIN image_findings link ON link.finding = f.id JOIN images i ON i.id = link.image AND i.digest = ");
        sql.bind(image.as_str());
    }
    sql.push(" WHERE f.repository = ").bind(repository);
    sql.and_in("f.severity", query.severities.iter().map(Severity::as_str));
    if query.open {
        sql.push(" AND f.is_open");
    }
    match query.fixable {
        Some(true) => _ = sql.push(" AND f.fixed_in IS NOT NULL"),
        Some(false) => _ = sql.push(" AND f.fixed_in IS NULL"),
        None => {}
    }
    if let Some(days) = query.min_days {
        sql.push(" AND f.first_seen <= ")
            .bind(known_since(now, days));
    }
    for word in words(&query.text) {
        sql.and_contains("lower(f.name || ' ' || f.package)", word);
    }
}

fn sorted_by(sort: FindingSort) -> (&'static str, bool) {
    match sort {
        FindingSort::Severity => ("f.severity_rank", false),
        FindingSort::Oldest => ("f.first_seen", false),
        FindingSort::Newest => ("f.first_seen", true),
        FindingSort::Package => ("f.package", false),
        FindingSort::Name => ("f.name", false),
    }
}

/// Where a page begins: after this row of an order, or before it.
struct Place {
    backward: bool,
    value: Value,
    id: i64,
}

impl Place {
    fn at(row: &Finding, sort: FindingSort, backward: bool) -> String {
        let value = match sort {
            FindingSort::Severity => row.severity.rank().to_string(),
            FindingSort::Oldest | FindingSort::Newest => row.first_seen.0.to_string(),
            FindingSort::Package => row.package.clone(),
            FindingSort::Name => row.name.clone(),
        };
        let side = if backward { "before" } else { "after" };
        URL_SAFE_NO_PAD.encode(format!("{} {side} {} {value}", sort.as_str(), row.id))
    }

    /// `None`: the first page, also for a cursor of another order.
    fn read(query: &FindingQuery) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(query.after.as_deref()?).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let mut parts = text.splitn(4, ' ');
        let (sort, side) = (parts.next()?, parts.next()?);
        let (id, value) = (parts.next()?, parts.next()?);
        Some(Self {
            backward: match side {
                "before" => true,
                "after" => false,
                _ => return None,
            },
            value: match query.sort {
                _ if sort != query.sort.as_str() => return None,
                FindingSort::Package | FindingSort::Name => Value::from(value),
                _ => Value::from(value.parse::<i64>().ok()?),
            },
            id: id.parse().ok()?,
        })
    }
}

fn finding(row: &Row) -> Stored<Finding> {
    Ok(Finding {
        id: row.int("id")?,
        name: row.text("name")?,
        package: row.text("package")?,
        version: row.text("version")?,
        severity: Severity::parse(&row.text("severity")?),
        fixed_in: row.maybe_text("fixed_in")?,
        score: row
            .maybe_int("score")?
            .and_then(|score| u32::try_from(score).ok()),
        uri: row.maybe_text("uri")?,
        first_seen: row.time("first_seen")?,
        is_open: row.flag("is_open")?,
        images: row.count("images")?,
        excepted_until: row.maybe_time("excepted_until")?,
    })
}
