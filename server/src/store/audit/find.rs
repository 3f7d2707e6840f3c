//! Pages of the record, newest first. Each page is read from an index that holds the order of time behind one of the filters, so
//! that it costs the same however long the record is.

use super::super::db::{statements, unreadable, values};
use super::super::query::Query;
use super::super::{Store, Stored};
use super::rows::{audit_columns, read};
use domain::audit::{AuditAction, AuditRow};
use domain::aws::Address;
use domain::github::Login;
use domain::request::Request;
use domain::time::Timestamp;
use std::collections::BTreeMap;

statements! {
    ONE = concat!("SELECT ", audit_columns!(), " FROM audit WHERE number = $1");
}

/// What somebody may see of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditSight {
    All,
    /// What touches these teams, and what this person did.
    Own {
        teams: Vec<String>,
        login: Login,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditSearch {
    pub who: Option<String>,
    /// Any of them; none: all.
    pub actions: Vec<AuditAction>,
    pub object: Option<String>,
    /// A repository's name, wherever it is.
    pub name: Option<String>,
    /// One repository.
    pub key: Option<Address>,
    pub team: Option<String>,
    pub from: Option<Timestamp>,
    /// Without it.
    pub to: Option<Timestamp>,
    pub behind: AuditPlace,
}

/// A place behind a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPlace {
    pub at: i64,
    pub number: i64,
}

impl Default for AuditPlace {
    /// Before everything.
    fn default() -> Self {
        Self {
            at: i64::MAX,
            number: i64::MAX,
        }
    }
}

impl AuditPlace {
    pub fn behind(row: &AuditRow) -> Self {
        Self {
            at: row.entry.at.0,
            number: row.number,
        }
    }
}

/// A condition that has an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Object,
    Name,
    Who,
    Action,
    Team,
}

impl Column {
    /// As it is compared where its index leads.
    fn led(self) -> &'static str {
        match self {
            Self::Object => "object = ",
            Self::Name => "name = ",
            Self::Who => "who = ",
            Self::Action => "action = ",
            Self::Team => "team = ",
        }
    }

    /// As it is compared beside another that leads: no engine takes its index by mistake.
    fn beside(self) -> &'static str {
        match self {
            Self::Object => "(object || '') IN ",
            Self::Name => "(name || '') IN ",
            Self::Who => "(who || '') IN ",
            Self::Action => "(action || '') IN ",
            Self::Team => "(team || '') IN ",
        }
    }
}

/// Each filter with its values, the one that leads first: the one that leaves the fewest rows as a rule.
fn filters(search: &AuditSearch) -> Vec<(Column, Vec<String>)> {
    let name = search.key.as_ref().map(|key| key.name.to_string());
    let name = name.or_else(|| search.name.clone());
    let actions = search.actions.iter().map(|it| it.as_str().to_owned());
    // Systems act far more often than people.
    let is_system = matches!(
        search.who.as_deref(),
        Some("berth" | "github" | "argo_cd" | "crossplane" | "aws" | "")
    );
    let one = |text: &Option<String>| text.iter().cloned().collect::<Vec<_>>();
    let who = (Column::Who, one(&search.who));
    let mut all = vec![
        (Column::Object, one(&search.object)),
        (Column::Name, one(&name)),
    ];
    if !is_system {
        all.push(who.clone());
    }
    all.push((Column::Action, actions.collect()));
    all.push((Column::Team, one(&search.team)));
    if is_system {
        all.push(who);
    }
    all.retain(|(_, values)| !values.is_empty());
    all
}

impl Store {
    pub async fn find_audit(
        &self,
        sight: &AuditSight,
        search: &AuditSearch,
        limit: u32,
    ) -> Stored<Vec<AuditRow>> {
        let mut filters = filters(search);
        let lead = match filters.is_empty() {
            true => None,
            false => Some(filters.remove(0)),
        };
        let branches: Vec<Option<(Column, String)>> = match (lead, sight) {
            (Some((column, values)), _) => values
                .into_iter()
                .map(|value| Some((column, value)))
                .collect(),
            (None, AuditSight::All) => vec![None],
            (None, AuditSight::Own { teams, login }) => teams
                .iter()
                .map(|team| Some((Column::Team, team.clone())))
                .chain([Some((Column::Who, login.to_string()))])
                .collect(),
        };
        let mut query = Query::new("");
        let mut separator = "SELECT * FROM (";
        for branch in &branches {
            query.push(separator);
            part(&mut query, branch.as_ref(), &filters, sight, search, limit);
            query.push(") AS part");
            separator = " UNION SELECT * FROM (";
        }
        query
            .push(" ORDER BY at DESC, number DESC LIMIT ")
            .bind(limit);
        let (sql, values) = query.into_parts();
        self.db.all(sql, values).await?.iter().map(read).collect()
    }

    /// The files that the newest pull request of a request was opened with.
    pub async fn files_of(&self, request: &Request) -> Stored<Vec<(String, Option<String>)>> {
        let search = AuditSearch {
            object: Some(request.label()),
            actions: vec![AuditAction::FilesRendered],
            ..AuditSearch::default()
        };
        let found = self.find_audit(&AuditSight::All, &search, 1).await?;
        let after = found.first().and_then(|row| row.entry.after.as_deref());
        let files: BTreeMap<String, Option<String>> = match after {
            Some(text) => {
                serde_json::from_str(text).map_err(|error| unreadable("after_json", error))?
            }
            None => BTreeMap::new(),
        };
        Ok(files.into_iter().collect())
    }

    pub async fn audit_row(&self, number: i64) -> Stored<Option<AuditRow>> {
        let row = self.db.optional(ONE, values![number]).await?;
        row.as_ref().map(read).transpose()
    }
}

fn part(
    query: &mut Query,
    lead: Option<&(Column, String)>,
    beside: &[(Column, Vec<String>)],
    sight: &AuditSight,
    search: &AuditSearch,
    limit: u32,
) {
    query.push(concat!(
        "SELECT ",
        audit_columns!(),
        " FROM audit WHERE at <= "
    ));
    query.bind(search.behind.at);
    query.push(" AND (at < ").bind(search.behind.at);
    query
        .push(" OR number < ")
        .bind(search.behind.number)
        .push(")");
    if let Some((column, value)) = lead {
        query.push(" AND ").push(column.led()).bind(value.as_str());
    }
    for (column, values) in beside {
        query.push(" AND ").push(column.beside());
        query.list(values.iter().map(String::as_str));
    }
    if let Some(key) = &search.key {
        query.push(" AND account = ").bind(key.account.as_str());
        query.push(" AND region = ").bind(key.region.as_str());
    }
    if let Some(from) = search.from {
        query.push(" AND at >= ").bind(from);
    }
    if let Some(to) = search.to {
        query.push(" AND at < ").bind(to);
    }
    if let AuditSight::Own { teams, login } = sight {
        query.push(" AND ((who || '') = ").bind(login.as_str());
        if !teams.is_empty() {
            query.push(" OR (team || '') IN ");
            query.list(teams.iter().map(String::as_str));
        }
        query.push(")");
    }
    query
        .push(" ORDER BY at DESC, number DESC LIMIT ")
        .bind(limit);
}
