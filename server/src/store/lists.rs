//! Lists of requests.

use super::db::{statements, values};
use super::query::{Query, words};
use super::rows::{request, request_columns, request_row, row_columns};
use super::{RequestFilter, Store, Stored};
use domain::day::Days;
use domain::github::Login;
use domain::portal::RequestRow;
use domain::request::{Request, StageName};

statements! {
    WAITING = concat!("SELECT ", request_columns!(), " FROM requests \
        WHERE stage = 'in_review' ORDER BY since, number LIMIT $1");
    /// Reviewed by somebody whose name is like this one.
    WAITING_REVIEWED = concat!("SELECT ", request_columns!(), " FROM requests \
        WHERE stage = 'in_review' AND requester <> $1 AND reviews_json LIKE $2");
    COUNT_WAITING = "SELECT COUNT(*) AS total FROM requests WHERE stage = 'in_review' AND requester <> $1";
    /// Left the review by a decision, in whichever direction.
    DECIDED = concat!("SELECT ", row_columns!(), " FROM requests WHERE stage IN \
        ('changes_requested', 'approved', 'merged', 'syncing', 'provisioning', 'verifying', 'completed', 'rejected', \
         'sync_failed', 'provision_failed') ORDER BY since DESC, number DESC LIMIT $1");
}

impl Store {
    /// Newest first, with how many match in all (`before` apart).
    pub async fn list_requests(&self, filter: &RequestFilter) -> Stored<(Vec<RequestRow>, u64)> {
        let mut page = Query::new(concat!(
            "SELECT ",
            row_columns!(),
            " FROM requests WHERE TRUE"
        ));
        and_filtered(&mut page, filter);
        if let Some(before) = filter.before {
            page.push(" AND number < ").bind(before);
        }
        page.push(" ORDER BY number DESC LIMIT ").bind(filter.limit);
        let mut count = Query::new("SELECT COUNT(*) AS total FROM requests WHERE TRUE");
        and_filtered(&mut count, filter);

        let (sql, values) = page.into_parts();
        let rows = self.db.all(sql, values).await?;
        let (sql, values) = count.into_parts();
        let total = self.db.optional(sql, values).await?;
        let rows = rows.iter().map(request_row).collect::<Stored<_>>()?;
        Ok((rows, total.map_or(Ok(0), |row| row.count("total"))?))
    }

    /// In review, the one that waits longest first.
    pub async fn waiting_for_review(&self, limit: u32) -> Stored<Vec<Request>> {
        self.db
            .all(WAITING, values![limit])
            .await?
            .iter()
            .map(request)
            .collect()
    }

    /// How many are in review that this person did not ask for.
    pub async fn count_waiting_for_review(&self, not_of: &Login) -> Stored<u64> {
        let row = self
            .db
            .optional(COUNT_WAITING, values![not_of.as_str()])
            .await?;
        row.map_or(Ok(0), |row| row.count("total"))
    }

    /// Those of them that this person has said something about.
    pub async fn waiting_reviewed_by(&self, person: &Login) -> Stored<Vec<Request>> {
        let mark = format!("%\"{}\"%", person.as_str());
        let rows = self
            .db
            .all(WAITING_REVIEWED, values![person.as_str(), &mark]);
        let requests = rows
            .await?
            .iter()
            .map(request)
            .collect::<Stored<Vec<_>>>()?;
        // The pattern takes some signs of a name for any.
        let is_its = |request: &Request| request.reviews.iter().any(|it| it.by == *person);
        Ok(requests.into_iter().filter(is_its).collect())
    }

    /// A person's requests in these stages (none given: all), newest first.
    pub async fn requests_of(
        &self,
        requester: &Login,
        stages: &[StageName],
        limit: u32,
    ) -> Stored<Vec<Request>> {
        let mut query = Query::new(concat!(
            "SELECT ",
            request_columns!(),
            " FROM requests WHERE requester = "
        ));
        query
            .bind(requester.as_str())
            .and_in("stage", stages.iter().map(|stage| stage.as_str()));
        query.push(" ORDER BY number DESC LIMIT ").bind(limit);
        let (sql, values) = query.into_parts();
        self.db
            .all(sql, values)
            .await?
            .iter()
            .map(request)
            .collect()
    }

    /// Requests whose review is over, latest first.
    pub async fn decided_lately(&self, limit: u32) -> Stored<Vec<RequestRow>> {
        self.db
            .all(DECIDED, values![limit])
            .await?
            .iter()
            .map(request_row)
            .collect()
    }
}

fn and_filtered(query: &mut Query, filter: &RequestFilter) {
    if let Some(requester) = &filter.requester {
        query.push(" AND requester = ").bind(requester.as_str());
    }
    if let Some(team) = &filter.team {
        query.push(" AND team = ").bind(team.as_str());
    }
    query.and_in("stage", filter.stages.iter().map(|stage| stage.as_str()));
    if let Some((from, to)) = filter.created.map(Days::span) {
        query.push(" AND created >= ").bind(from);
        query.push(" AND created < ").bind(to);
    }
    if let Some((from, to)) = filter.completed.map(Days::span) {
        query.push(" AND completed >= ").bind(from);
        query.push(" AND completed < ").bind(to);
    }
    if let Some(stage) = filter.through {
        query
            .push(" AND EXISTS (SELECT 1 FROM events e WHERE e.request_id = requests.id AND e.entered = ")
            .bind(stage.as_str())
            .push(" AND EXISTS (SELECT 1 FROM events n WHERE n.request_id = e.request_id AND n.version > e.version \
                 AND n.entered IS NOT NULL))");
    }
    let mut words = words(&filter.text).peekable();
    if words.peek().is_none() {
        return;
    }
    // Apart from the wide rows: each engine has an index of numbers and search texts alone.
    query.push(" AND number IN (SELECT number FROM requests WHERE TRUE");
    for word in words {
        query.and_contains("search", word);
    }
    query.push(")");
}
