//! The form: its values, what can be said about them, and submitting.

mod choices;
mod facts;
mod name;
mod page;
mod submit;

use super::{BerthPortal, refused};
use async_trait::async_trait;
use domain::form::RequestForm;
use domain::people::{Action, Person};
use domain::portal::{
    Answer, ChoiceList, Choices, FormChecks, FormPage, FormPages, PortalError, Prefill,
};
use domain::refusal::Problem;
use domain::request::RequestId;

#[async_trait]
impl FormPages for BerthPortal {
    async fn new_form(&self, person: &Person, prefill: &Prefill) -> Answer<FormPage> {
        self.permit(person, Action::Request)?;
        let form = self.prefilled(person, prefill).await?;
        self.form_page(person, form).await
    }

    async fn form_again(&self, person: &Person, form: RequestForm) -> Answer<FormPage> {
        self.permit(person, Action::Request)?;
        self.form_page(person, form).await
    }

    async fn check(&self, person: &Person, form: &RequestForm) -> Answer<FormChecks> {
        self.permit(person, Action::Request)?;
        self.checks(person, form).await
    }

    async fn choices(
        &self,
        person: &Person,
        list: ChoiceList,
        typed: &str,
        limit: usize,
    ) -> Answer<Choices> {
        self.permit(person, Action::Browse)?;
        self.matching(person, list, typed, limit).await
    }

    async fn save_draft(&self, person: &Person, form: &RequestForm) -> Answer<RequestId> {
        self.permit(person, Action::Request)?;
        let id = form_id(form)?;
        let now = self.services.clock.now();
        match self
            .services
            .store
            .save_draft(&person.login, form, now)
            .await?
        {
            true => Ok(id),
            false => Err(foreign()),
        }
    }

    async fn discard_draft(&self, person: &Person, id: &RequestId) -> Answer<()> {
        self.permit(person, Action::Browse)?;
        match self
            .services
            .store
            .delete_draft(&person.login, id, self.services.clock.now())
            .await?
        {
            true => Ok(()),
            false => Err(PortalError::NotFound),
        }
    }

    async fn submit(&self, person: &Person, form: &RequestForm) -> Answer<RequestId> {
        self.permit(person, Action::Request)?;
        self.submit_form(person, form).await
    }
}

fn form_id(form: &RequestForm) -> Answer<RequestId> {
    RequestId::parse(&form.id).map_err(|_| {
        refused(
            Problem::general("The form has lost its number. Open a new one and fill it in again")
                .linking("New request", "/requests/new"),
        )
    })
}

fn foreign() -> PortalError {
    refused(
        Problem::general("This form belongs to somebody else. Open a new one")
            .linking("New request", "/requests/new"),
    )
}
