//! The audit record for people and programs: who sees how much of it, pages, exports and verification.

use super::BerthPortal;
use crate::store::{AuditPlace, AuditSearch, AuditSight, Store};
use async_trait::async_trait;
use domain::audit::{AuditAction, AuditEntry, AuditReport, AuditRow, Head, Who};
use domain::people::{Action, Person, may};
use domain::portal::{
    Answer, AuditAsked, AuditPage, AuditPages, AuditProblem, AuditQuery, AuditRows, PortalError,
};
use domain::refusal::{Problem, Refusal};
use tokio::sync::Mutex;

const PAGE: u32 = 50;
/// Rows of an export that are read at once.
const SOME: u32 = 1_000;
/// Rows that one call verifies: what a slow machine reads long before anybody's patience ends.
const VERIFIED: u64 = 200_000;

/// It reads much: one at a time.
static VERIFYING: Mutex<()> = Mutex::const_new(());

#[async_trait]
impl AuditPages for BerthPortal {
    async fn audit(&self, person: &Person, query: &AuditQuery) -> Answer<AuditPage> {
        self.permit(person, Action::Browse)?;
        let sight = sight(person);
        let mut page = AuditPage {
            rows: Vec::new(),
            next: None,
            sees_all: sight == AuditSight::All,
            problems: Vec::new(),
        };
        let asked = match query.parse() {
            Ok(asked) => asked,
            Err(problems) => return Ok(AuditPage { problems, ..page }),
        };
        let search = search(asked, place(query.after.as_deref()));
        // One more tells whether there is a next page.
        let found = self.services.store.find_audit(&sight, &search, PAGE + 1);
        page.rows = found.await?;
        if page.rows.len() > PAGE as usize {
            page.rows.truncate(PAGE as usize);
            page.next = page.rows.last().map(cursor);
        }
        Ok(page)
    }

    async fn audit_rows(&self, person: &Person, query: &AuditQuery) -> Answer<Box<dyn AuditRows>> {
        self.permit(person, Action::Browse)?;
        let asked = query.parse().map_err(refused)?;
        let now = self.services.clock.now();
        let who = Who::person(&person.login);
        let what = said(query);
        let entry = AuditEntry::new(now, who, AuditAction::AuditExported, what);
        self.services.store.audit(vec![entry]).await?;
        Ok(Box::new(Rows {
            store: self.services.store.clone(),
            sight: sight(person),
            search: Some(search(asked, AuditPlace::default())),
        }))
    }

    async fn verify_audit(
        &self,
        person: &Person,
        from: &Head,
        kept: &[Head],
    ) -> Answer<AuditReport> {
        self.permit(person, Action::Audit)?;
        let Ok(_turn) = VERIFYING.try_lock() else {
            let why = "Somebody is verifying the record already. Try again in a minute";
            return Err(PortalError::Stale(why.to_owned()));
        };
        let store = &self.services.store;
        Ok(store.verify_audit_from(from, VERIFIED, kept).await?)
    }
}

/// How much of the record somebody sees.
fn sight(person: &Person) -> AuditSight {
    match may(person, Action::Audit) {
        Ok(()) => AuditSight::All,
        Err(_) => AuditSight::Own {
            teams: person.teams.iter().map(ToString::to_string).collect(),
            login: person.login.clone(),
        },
    }
}

fn search(asked: AuditAsked, behind: AuditPlace) -> AuditSearch {
    AuditSearch {
        who: asked.who,
        actions: asked.actions,
        object: asked.object,
        name: asked.name,
        key: asked.key,
        team: asked.team,
        from: asked.from,
        to: asked.to,
        behind,
    }
}

fn cursor(row: &AuditRow) -> String {
    let place = AuditPlace::behind(row);
    format!("{}.{}", place.at, place.number)
}

/// The top for a cursor that is none.
fn place(cursor: Option<&str>) -> AuditPlace {
    let read = |text: &str| {
        let (at, number) = text.split_once('.')?;
        Some(AuditPlace {
            at: at.parse().ok()?,
            number: number.parse().ok()?,
        })
    };
    cursor.and_then(read).unwrap_or_default()
}

/// What was asked for, as the record says it.
fn said(query: &AuditQuery) -> String {
    let parts = [
        ("who", &query.who),
        ("action", &query.action),
        ("object", &query.object),
        ("repository", &query.repository),
        ("team", &query.team),
        ("from", &query.from),
        ("to", &query.to),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    match parts.is_empty() {
        true => "everything".to_owned(),
        false => parts.join(", "),
    }
}

fn refused(problems: Vec<AuditProblem>) -> PortalError {
    let problems = problems.into_iter().map(|it| Problem::general(it.message));
    PortalError::Refused(Refusal {
        problems: problems.collect(),
    })
}

struct Rows {
    store: Store,
    sight: AuditSight,
    /// `None`: it is over.
    search: Option<AuditSearch>,
}

#[async_trait]
impl AuditRows for Rows {
    async fn next(&mut self) -> Answer<Option<Vec<AuditRow>>> {
        let Some(search) = &mut self.search else {
            return Ok(None);
        };
        let rows = self.store.find_audit(&self.sight, search, SOME).await?;
        match rows.last() {
            Some(last) if rows.len() == SOME as usize => search.behind = AuditPlace::behind(last),
            _ => self.search = None,
        }
        Ok((!rows.is_empty()).then_some(rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place_and_nonsense_to_the_top() {
        let place_at = AuditPlace { at: 12, number: 3 };
        assert_eq!(place(Some("12.3")), place_at);
        for wrong in [None, Some(""), Some("1"), Some("a.b"), Some("1.2.3")] {
            assert_eq!(place(wrong), AuditPlace::default());
        }
    }
}
