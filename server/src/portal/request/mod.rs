//! The page of one request, the list of all, and what people do to a request of theirs.

mod acts;
mod page;

pub(super) use page::home;

use super::BerthPortal;
use crate::store::RequestFilter;
use async_trait::async_trait;
use domain::people::{Action, Person};
use domain::portal::{Answer, RequestList, RequestPage, RequestPages, RequestQuery, RequestRow};
use domain::request::RequestId;

const PAGE: u32 = 50;

#[async_trait]
impl RequestPages for BerthPortal {
    async fn request(&self, person: &Person, id: &RequestId) -> Answer<RequestPage> {
        self.permit(person, Action::Browse)?;
        self.request_page(person, id).await
    }

    async fn requests(&self, person: &Person, query: &RequestQuery) -> Answer<RequestList> {
        self.permit(person, Action::Browse)?;
        let filter = RequestFilter {
            requester: query.mine.then(|| person.login.clone()),
            team: query.team.clone(),
            stages: query.stage.into_iter().collect(),
            text: query.text.clone(),
            created: query.created,
            completed: query.completed,
            through: query.through,
            before: query.before,
            // One more tells whether there is a next page.
            limit: PAGE + 1,
        };
        let (mut rows, total) = self.services.store.list_requests(&filter).await?;
        let has_more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let next = rows.last().filter(|_| has_more).and_then(number);
        Ok(RequestList { rows, total, next })
    }

    async fn withdraw(&self, person: &Person, id: &RequestId) -> Answer<()> {
        self.withdraw_request(person, id).await
    }

    async fn retry(&self, person: &Person, id: &RequestId) -> Answer<()> {
        self.retry_request(person, id).await
    }

    async fn take_back(&self, person: &Person, id: &RequestId) -> Answer<RequestId> {
        self.permit(person, Action::Request)?;
        self.take_back_leftover(person, id).await
    }
}

fn number(row: &RequestRow) -> Option<i64> {
    row.label.strip_prefix("REQ-")?.parse().ok()
}
