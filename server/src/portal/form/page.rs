//! Where a form's values come from, and the page around them.

use crate::portal::{BerthPortal, repository};
use domain::form::RequestForm;
use domain::manifest;
use domain::people::Person;
use domain::policy;
use domain::portal::{
    Answer, Answering, ChoiceList, FormChecks, FormPage, PortalError, Prefill, RepositoryKey,
};
use domain::request::{ChangeKind, Request, RequestId, Stage};
use domain::standing;

/// Typing asks for more.
const FIRST_CHOICES: usize = 20;
const MONTH_MS: i64 = 30 * 24 * 3600 * 1000;

impl BerthPortal {
    pub(super) async fn prefilled(
        &self,
        person: &Person,
        prefill: &Prefill,
    ) -> Answer<RequestForm> {
        let mut form = match &prefill.draft {
            Some(id) => self.continued(person, id).await?,
            None => self.fresh(person, prefill).await?,
        };
        for (field, value) in &prefill.values {
            form.set(*field, value);
        }
        Ok(form)
    }

    /// A draft, or the answers of the person's own request that awaits new ones.
    async fn continued(&self, person: &Person, id: &RequestId) -> Answer<RequestForm> {
        let store = &self.services.store;
        let (draft, request) = tokio::try_join!(store.draft(&person.login, id), store.request(id))?;
        match (
            draft,
            request.filter(|request| request.requester == person.login),
        ) {
            (_, Some(request))
                if request.change.kind() != ChangeKind::Create
                    || !standing::may_answer(&request, person) =>
            {
                Err(PortalError::Stale(
                    "The request takes no new answers now".to_owned(),
                ))
            }
            (Some(draft), _) => Ok(draft.form),
            (None, Some(request)) => Ok(answers(&request)),
            (None, None) => Err(PortalError::NotFound),
        }
    }

    async fn fresh(&self, person: &Person, prefill: &Prefill) -> Answer<RequestForm> {
        let id = uuid::Uuid::now_v7().to_string();
        let standard = &self.services.standard;
        let like = match (&prefill.like_request, &prefill.like_repository) {
            (Some(like), _) => {
                self.services
                    .store
                    .request(like)
                    .await?
                    .map(|request| RequestForm {
                        name: String::new(),
                        ..RequestForm::from_spec(&id, request.spec())
                    })
            }
            (None, Some(key)) => self.like_repository(&id, key).await?,
            (None, None) => None,
        };
        let mut form = like.unwrap_or_else(|| RequestForm::blank(&id, standard));
        if let ([team], true) = (person.teams.as_slice(), form.team.is_empty()) {
            form.team = team.to_string();
        }
        Ok(form)
    }

    async fn like_repository(&self, id: &str, key: &RepositoryKey) -> Answer<Option<RequestForm>> {
        let store = &self.services.store;
        let Some(known) = store.repository(key).await? else {
            return Ok(None);
        };
        let request = match &known.row.request {
            Some(row) => store.request(&row.id).await?,
            None => None,
        };
        Ok(Some(repository::form_like(
            id,
            &known,
            request.as_ref(),
            &self.services.standard,
        )))
    }

    pub(super) async fn form_page(&self, person: &Person, form: RequestForm) -> Answer<FormPage> {
        let store = &self.services.store;
        let month = self.services.clock.now().plus_millis(-MONTH_MS);
        let (checks, teams, systems, clusters, lead_time, (saved, answering)) = tokio::try_join!(
            self.checks(person, &form),
            self.matching(person, ChoiceList::Teams, "", FIRST_CHOICES),
            self.matching(person, ChoiceList::Systems, "", FIRST_CHOICES),
            self.matching(person, ChoiceList::Clusters, "", FIRST_CHOICES),
            async { Ok(store.lead_time(month).await?) },
            self.kept(person, &form),
        )?;
        Ok(FormPage {
            answering,
            saved,
            standard: self.services.standard.as_ref().clone(),
            my_teams: person.teams.clone(),
            teams,
            systems,
            clusters,
            checks,
            usual: lead_time.map(|time| time.p50),
            form,
        })
    }

    /// When the draft was saved, and the request it answers.
    async fn kept(
        &self,
        person: &Person,
        form: &RequestForm,
    ) -> Answer<(Option<domain::time::Timestamp>, Option<Answering>)> {
        let Ok(id) = RequestId::parse(&form.id) else {
            return Ok((None, None));
        };
        let store = &self.services.store;
        let (draft, request) =
            tokio::try_join!(store.draft(&person.login, &id), store.request(&id))?;
        let answering = request.filter(|request| {
            request.change.kind() == ChangeKind::Create && standing::may_answer(request, person)
        });
        Ok((
            draft.map(|draft| draft.saved),
            answering.as_ref().map(answering_of),
        ))
    }

    pub(super) async fn checks(&self, person: &Person, form: &RequestForm) -> Answer<FormChecks> {
        let standard = &self.services.standard;
        let mut checks = FormChecks {
            facts: self.facts(person, form).await?,
            ..FormChecks::default()
        };
        match form.parse(standard) {
            Err(refusal) => checks.problems = refusal.problems,
            Ok(spec) => {
                checks.policy = policy::check(&spec, standard);
                checks.image_uri = Some(spec.address.uri());
                // The manifests carry the request's id: without one there is nothing true to show.
                if RequestId::parse(&form.id).is_ok() {
                    checks.files = manifest::render(&form.id, &spec, standard);
                }
            }
        }
        Ok(checks)
    }
}

fn answers(request: &Request) -> RequestForm {
    RequestForm {
        comment: request.comment.clone(),
        ..RequestForm::from_spec(request.id.as_str(), request.spec())
    }
}

fn answering_of(request: &Request) -> Answering {
    let review = match &request.stage {
        Stage::ChangesRequested { review, .. } => Some(review),
        _ => None,
    };
    Answering {
        label: request.label(),
        comment: review
            .map(|review| review.comment.clone())
            .filter(|text| !text.is_empty()),
        by: review.map(|review| review.by.to_string()),
    }
}
