//! The findings of one repository, and the exceptions that people answer for.

use super::super::BerthPortal;
use async_trait::async_trait;
use domain::chronicle::Deed;
use domain::image::{
    ExceptionAsked, ExceptionField, ExceptionForm, ExceptionProblem, FindingException,
};
use domain::people::{Action, Actor, Person};
use domain::portal::{
    Answer, Excepted, FindingPages, FindingQuery, FindingRows, PortalError, RepositoryFindings,
    RepositoryKey,
};

const PAGE: u32 = 50;
/// Of an export.
const CHUNK: u32 = 1000;
const EXCEPTIONS: u32 = 200;

#[async_trait]
impl FindingPages for BerthPortal {
    async fn findings(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &FindingQuery,
    ) -> Answer<RepositoryFindings> {
        self.permit(person, Action::Browse)?;
        let (row, known) = self.shelf(key).await?;
        let (store, now) = (&self.services.store, self.services.clock.now());
        let id = known.as_ref().map_or(0, |known| known.id);
        let (page, ages, excepted, mut exceptions) = tokio::try_join!(
            store.findings(id, query, PAGE, now),
            store.finding_ages(id, now),
            store.findings_excepted(id, now),
            store.exceptions(id, EXCEPTIONS),
        )?;
        exceptions.sort_by_key(|one| !one.holds(now));
        let known = known.as_ref();
        Ok(RepositoryFindings {
            may_except: self.may_tend(person, &row),
            row,
            query: query.clone(),
            rows: page.rows,
            total: page.total,
            previous: page.previous,
            next: page.next,
            ages,
            counts: known.map(|known| known.findings).unwrap_or_default(),
            excepted,
            of: known.and_then(|known| known.findings_of.clone()),
            scanning: known.and_then(|known| known.scanning.clone()),
            read: known.and_then(|known| known.findings_read),
            trouble: known.and_then(|known| known.trouble.clone()),
            exceptions,
            now,
        })
    }

    async fn finding_rows(
        &self,
        person: &Person,
        key: &RepositoryKey,
        query: &FindingQuery,
    ) -> Answer<FindingRows> {
        self.permit(person, Action::Browse)?;
        let (_, known) = self.shelf(key).await?;
        let Some(known) = known else {
            return Ok(FindingRows::default());
        };
        let (store, now) = (&self.services.store, self.services.clock.now());
        let page = store.findings(known.id, query, CHUNK, now).await?;
        Ok(FindingRows {
            rows: page.rows,
            next: page.next,
        })
    }

    async fn except(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &ExceptionForm,
    ) -> Answer<Excepted> {
        self.permit(person, Action::Browse)?;
        let (row, known) = self.shelf(key).await?;
        self.tends(person, &row)?;
        let known = known.ok_or(PortalError::NotFound)?;
        let asked = match form.parse(self.services.clock.now()) {
            Ok(asked) => asked,
            Err(problems) => return Ok(Excepted::Refused(problems)),
        };
        let store = &self.services.store;
        if !store.has_finding(known.id, &asked.finding).await? {
            let message = format!("No image of this repository has {}", asked.finding);
            return Ok(Excepted::Refused(vec![ExceptionProblem {
                field: ExceptionField::Finding,
                message,
            }]));
        }
        self.grant(person, key, known.id, asked).await?;
        Ok(Excepted::Granted)
    }

    async fn end_exception(&self, person: &Person, key: &RepositoryKey, id: &str) -> Answer<()> {
        self.permit(person, Action::Browse)?;
        let (row, known) = self.shelf(key).await?;
        self.tends(person, &row)?;
        let known = known.ok_or(PortalError::NotFound)?;
        let (store, now) = (&self.services.store, self.services.clock.now());
        let exception = store.exception(known.id, id).await?;
        let exception = exception.ok_or(PortalError::NotFound)?;
        if store.end_exception(known.id, id, now).await? {
            let deed = Deed::ExceptionEnded {
                id: exception.id,
                finding: exception.finding,
            };
            let actor = Actor::Person(person.login.clone());
            store
                .record_repository_event(key, now, &actor, &deed)
                .await?;
        }
        Ok(())
    }
}

impl BerthPortal {
    async fn grant(
        &self,
        person: &Person,
        key: &RepositoryKey,
        repository: i64,
        asked: ExceptionAsked,
    ) -> Answer<()> {
        let (store, now) = (&self.services.store, self.services.clock.now());
        let exception = FindingException {
            id: uuid::Uuid::now_v7().to_string(),
            repository,
            finding: asked.finding,
            reason: asked.reason,
            owner: asked.owner,
            until: asked.until,
            granted_by: person.login.clone(),
            created: now,
            ended: None,
        };
        let deed = Deed::ExceptionGranted {
            id: exception.id.clone(),
            finding: exception.finding.clone(),
            reason: exception.reason.clone(),
            owner: exception.owner.clone(),
            until: exception.until,
        };
        // On record first: a crash in between leaves a word too many, never an exception that nobody granted.
        let actor = Actor::Person(person.login.clone());
        store
            .record_repository_event(key, now, &actor, &deed)
            .await?;
        Ok(store.add_exception(&exception).await?)
    }
}
