//! The list of repositories: filtered, sorted, paged and counted by the database.

use super::cursor::Cursor;
use super::db::{Value, unreadable};
use super::query::Query;
use super::repositories::{repository_columns, with_requests};
use super::search::and_repositories_match;
use super::{Kind, Store, Stored};
use domain::portal::{Facets, InventoryPage, InventoryQuery, RepositoryRow, RepositoryState, Sort};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Facet {
    Team,
    System,
    Region,
    Cluster,
    State,
}

impl Facet {
    const ALL: [Self; 5] = [
        Self::Team,
        Self::System,
        Self::Region,
        Self::Cluster,
        Self::State,
    ];

    fn column(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::System => "system",
            Self::Region => "region",
            Self::Cluster => "cluster",
            Self::State => "state",
        }
    }

    fn chosen(self, query: &InventoryQuery) -> Vec<&str> {
        let texts = match self {
            Self::Team => &query.teams,
            Self::System => &query.systems,
            Self::Region => &query.regions,
            Self::Cluster => &query.clusters,
            Self::State => return query.states.iter().map(|state| state.as_str()).collect(),
        };
        texts.iter().map(String::as_str).collect()
    }
}

impl Store {
    /// Rows, total, facets, both cursors and how old each source is.
    pub async fn inventory(&self, query: &InventoryQuery, limit: u32) -> Stored<InventoryPage> {
        let mut cursor = Cursor::read(query);
        let (mut rows, mut more) = self.page(query, cursor.as_ref(), limit).await?;
        if !more && cursor.as_ref().is_some_and(|cursor| cursor.backward) {
            // Back at the beginning, where the page before may be a short one: show the first page whole.
            cursor = None;
            (rows, more) = self.page(query, None, limit).await?;
        }
        let backward = cursor.as_ref().is_some_and(|cursor| cursor.backward);
        let has_next = more || backward;
        let has_previous = cursor.is_some();
        let at = |row: &RepositoryRow, backward| Cursor::at(row, query, backward).write();
        let (facets, total) = self.facets(query).await?;
        Ok(InventoryPage {
            next: rows.last().filter(|_| has_next).map(|row| at(row, false)),
            previous: has_previous
                .then(|| rows.first().map_or_else(String::new, |row| at(row, true))),
            query: query.clone(),
            rows,
            total,
            facets,
            as_of: self.census_ages().await?,
        })
    }

    /// One page in the order of the list, and whether there is more in the direction that was read.
    async fn page(
        &self,
        query: &InventoryQuery,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Stored<(Vec<RepositoryRow>, bool)> {
        let backward = cursor.is_some_and(|cursor| cursor.backward);
        let falling = query.descending != backward;
        let mut sql = Query::new(concat!(
            "SELECT ",
            repository_columns!(),
            " FROM repositories WHERE "
        ));
        and_filtered(&mut sql, self.kind(), query, None);
        if let Some(cursor) = cursor {
            sql.push(" AND (").push(sorted_by(query.sort));
            sql.push(", name COLLATE \"C\", region COLLATE \"C\", account COLLATE \"C\") ");
            sql.push(if falling { "< " } else { "> " })
                .list(place(cursor, query.sort)?);
        }
        let columns = [
            sorted_by(query.sort),
            "name COLLATE \"C\"",
            "region COLLATE \"C\"",
            "account COLLATE \"C\"",
        ];
        for (index, column) in columns.into_iter().enumerate() {
            sql.push(if index == 0 { " ORDER BY " } else { ", " })
                .push(column);
            sql.push(if falling { " DESC" } else { "" });
        }
        sql.push(" LIMIT ").bind(limit.saturating_add(1));
        let (sql, values) = sql.into_parts();
        let mut rows = self.db.all(sql, values).await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        if backward {
            rows.reverse();
        }
        Ok((with_requests(&self.db, &rows).await?, more))
    }

    /// Each facet is counted with the other filters applied, so that its numbers say what choosing it would show.
    async fn facets(&self, query: &InventoryQuery) -> Stored<(Facets, u64)> {
        let mut sql = Query::new(
            "SELECT 'total' AS facet, CAST('' AS TEXT) AS value, COUNT(*) AS total FROM repositories WHERE ",
        );
        and_filtered(&mut sql, self.kind(), query, None);
        for facet in Facet::ALL {
            let column = facet.column();
            sql.push(" UNION ALL SELECT '")
                .push(column)
                .push("', ")
                .push(column);
            sql.push(", COUNT(*) FROM repositories WHERE ");
            and_filtered(&mut sql, self.kind(), query, Some(facet));
            sql.push(" AND ")
                .push(column)
                .push(" IS NOT NULL GROUP BY ")
                .push(column);
        }
        let (sql, values) = sql.into_parts();
        let mut facets = Facets::default();
        let mut total = 0;
        for row in self.db.all(sql, values).await? {
            let (value, count) = (row.text("value")?, row.count("total")?);
            match row.text("facet")?.as_str() {
                "team" => facets.teams.push((value, count)),
                "system" => facets.systems.push((value, count)),
                "region" => facets.regions.push((value, count)),
                "cluster" => facets.clusters.push((value, count)),
                "state" => facets
                    .states
                    .extend(RepositoryState::parse(&value).map(|state| (state, count))),
                _ => total = count,
            }
        }
        for list in [
            &mut facets.teams,
            &mut facets.systems,
            &mut facets.regions,
            &mut facets.clusters,
        ] {
            list.sort_by(|(left, more), (right, less)| {
                less.cmp(more).then_with(|| left.cmp(right))
            });
        }
        facets.states.sort();
        Ok((facets, total))
    }
}

fn and_filtered(sql: &mut Query, kind: Kind, query: &InventoryQuery, but: Option<Facet>) {
    sql.push("state IS NOT NULL");
    for facet in Facet::ALL {
        if Some(facet) != but {
            sql.and_in(facet.column(), facet.chosen(query));
        }
    }
    and_repositories_match(sql, kind, &query.text);
}

fn sorted_by(sort: Sort) -> &'static str {
    match sort {
        Sort::Name => "name COLLATE \"C\"",
        Sort::Team => "COALESCE(team, '') COLLATE \"C\"",
        Sort::System => "COALESCE(system, '') COLLATE \"C\"",
        Sort::Region => "region COLLATE \"C\"",
        Sort::Cluster => "COALESCE(cluster, '') COLLATE \"C\"",
        Sort::State => "COALESCE(state, '') COLLATE \"C\"",
        Sort::Created => "COALESCE(created, 0)",
    }
}

fn place(cursor: &Cursor, sort: Sort) -> Stored<Vec<Value>> {
    let value = match sort {
        Sort::Created => Value::from(
            cursor
                .value
                .parse::<i64>()
                .map_err(|error| unreadable("created", error))?,
        ),
        _ => Value::from(&cursor.value),
    };
    Ok(vec![
        value,
        Value::from(&cursor.name),
        Value::from(&cursor.region),
        Value::from(&cursor.account),
    ])
}
