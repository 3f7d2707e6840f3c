//! The first page and what surrounds every page.

use super::BerthPortal;
use crate::kept::Moment;
use crate::store::Stored;
use async_trait::async_trait;
use domain::drift::LOSS_SHOWN_MS;
use domain::people::{Action, Person, may};
use domain::portal::{
    Answer, DraftRow, Home, HomePages, InventoryQuery, RequestRow, Right, Source, Surroundings,
    Task, ViewRow,
};
use domain::request::{Request, Stage, StageName};
use domain::standing;
use domain::timeline::Usual;
use domain::trouble::System;

const AT_MOST: u32 = 10;
/// On every page; the others have a page of their own.
const VIEWS: u32 = 8;
const MONTH_MS: i64 = 30 * 24 * 3600 * 1000;

#[async_trait]
impl HomePages for BerthPortal {
    async fn surroundings(&self, person: &Person) -> Answer<Surroundings> {
        if may(person, Action::Browse).is_err() {
            return Ok(Surroundings::default());
        }
        let waiting = async {
            if may(person, Action::Review).is_err() {
                return Ok(0);
            }
            let store = &self.services.store;
            let (all, reviewed) = tokio::try_join!(
                store.count_waiting_for_review(&person.login),
                store.waiting_reviewed_by(&person.login)
            )?;
            let approved = reviewed
                .iter()
                .filter(|request| standing::has_approved(request, person));
            Ok(all.saturating_sub(approved.count() as u64))
        };
        let (waiting_reviews, sources) = tokio::try_join!(waiting, self.sources())?;
        Ok(Surroundings {
            waiting_reviews,
            sources,
            views: self.views_beside(person).await?,
        })
    }

    async fn rights(&self, person: &Person) -> Answer<Vec<Right>> {
        self.permit(person, Action::Browse)?;
        let all = [
            ("Look at everything", Action::Browse),
            ("Ask for repositories and changes of them", Action::Request),
            ("Decide on what others ask for", Action::Review),
            (
                "Bring a changed standard to many repositories",
                Action::RollOut,
            ),
        ];
        let right = |(what, action): (&str, Action<'_>)| Right {
            what: what.to_owned(),
            may: self.permitted(person, action),
        };
        Ok(all.into_iter().map(right).collect())
    }

    async fn usual(&self) -> Answer<Usual> {
        self.usual_times().await
    }

    async fn home(&self, person: &Person) -> Answer<Home> {
        self.permit(person, Action::Browse)?;
        let store = &self.services.store;
        let month = self.services.clock.now().plus_millis(-MONTH_MS);
        let (requests, drafts, lead_time, lost, mine, reviews, repositories) = tokio::try_join!(
            async { Ok(store.list_requests(&mine(person)).await?) },
            async { Ok(store.drafts(&person.login, AT_MOST).await?) },
            async { Ok(store.lead_time(month).await?) },
            self.lost(person),
            self.own_tasks(person),
            self.review_tasks(person),
            self.team_repositories(person),
        )?;
        let (my_requests, my_requests_total) = requests;
        let (team_repositories, team_repositories_total) = repositories;
        Ok(Home {
            needs_you: lost.into_iter().chain(mine).chain(reviews).collect(),
            my_requests,
            my_requests_total,
            drafts: drafts
                .into_iter()
                .map(|draft| DraftRow {
                    id: draft.id,
                    name: draft.form.name,
                    saved: draft.saved,
                })
                .collect(),
            team_repositories,
            team_repositories_total,
            lead_time,
        })
    }
}

fn mine(person: &Person) -> crate::store::RequestFilter {
    crate::store::RequestFilter {
        requester: Some(person.login.clone()),
        limit: AT_MOST,
        ..crate::store::RequestFilter::default()
    }
}

impl BerthPortal {
    /// Every system that is configured, also one that has not been asked yet.
    async fn sources(&self) -> Stored<Vec<Source>> {
        let moment = Moment::of(&self.services.store, self.services.clock.now());
        let read = || async {
            let known = self.services.store.sources().await?;
            let asked = System::OUTSIDE
                .into_iter()
                .filter(|system| *system != System::Backstage || self.services.backstage.is_some());
            let source = |system| {
                let found = known.iter().find(|source| source.system == system).cloned();
                found.unwrap_or(Source {
                    system,
                    last_answer: None,
                    trouble: None,
                })
            };
            Ok(asked.map(source).collect())
        };
        self.sources.or_make((), moment, read).await
    }

    async fn views_beside(&self, person: &Person) -> Answer<Vec<ViewRow>> {
        let moment = Moment::of(&self.services.store, self.services.clock.now());
        let read = || self.views_for(person, VIEWS);
        self.views.or_make(person.login.clone(), moment, read).await
    }

    /// Told to the team that it was of, and to those who run Berth or decide on requests.
    async fn lost(&self, person: &Person) -> Answer<Vec<Task>> {
        let since = self.services.clock.now().plus_millis(-LOSS_SHOWN_MS);
        let is_told = |team: &Option<String>| {
            let owner = team.as_deref();
            may(person, Action::HearOfLoss { owner }).is_ok()
        };
        let lost = self.services.store.lost_since(since).await?.into_iter();
        Ok(lost
            .filter(|(_, _, team)| is_told(team))
            .take(AT_MOST as usize)
            .map(|(key, loss, _)| Task::Lost { key, loss })
            .collect())
    }

    /// The person's own requests that don't go on without them.
    async fn own_tasks(&self, person: &Person) -> Answer<Vec<Task>> {
        let open: Vec<StageName> = StageName::ALL
            .into_iter()
            .filter(|stage| !stage.is_final())
            .collect();
        let requests = self
            .services
            .store
            .requests_of(&person.login, &open, 100)
            .await?;
        Ok(requests.iter().filter_map(task).collect())
    }

    /// Longest waiting first.
    async fn review_tasks(&self, person: &Person) -> Answer<Vec<Task>> {
        // Whoever is of a team may have to say something for it.
        if may(person, Action::Review).is_err() && person.teams.is_empty() {
            return Ok(Vec::new());
        }
        let waiting = self.services.store.waiting_for_review(50).await?;
        let mut tasks = Vec::new();
        for request in &waiting {
            if tasks.len() >= AT_MOST as usize {
                break;
            }
            if standing::has_approved(request, person) {
                continue;
            }
            let authors = self.foreign_authors(&request.id).await?;
            let decide = Action::Decide {
                request,
                foreign_authors: &authors,
            };
            if may(person, decide).is_ok() {
                tasks.push(Task::Review(RequestRow::of(request)));
            }
        }
        Ok(tasks)
    }

    async fn team_repositories(
        &self,
        person: &Person,
    ) -> Answer<(Vec<domain::portal::RepositoryRow>, u64)> {
        if person.teams.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let query = InventoryQuery {
            teams: person.teams.iter().map(ToString::to_string).collect(),
            ..InventoryQuery::default()
        };
        let page = self.services.store.inventory(&query, AT_MOST).await?;
        Ok((page.rows, page.total))
    }
}

fn task(request: &Request) -> Option<Task> {
    let row = RequestRow::of(request);
    Some(match &request.stage {
        Stage::ChangesRequested { review, .. } => Task::Answer {
            request: row,
            by: review.by.to_string(),
            comment: review.comment.clone(),
        },
        Stage::NeedsInput { problems } => Task::Correct {
            request: row,
            problem: problems
                .first()
                .map(|problem| problem.message.clone())
                .unwrap_or_default(),
        },
        Stage::PublishFailed { reason, .. }
        | Stage::SyncFailed { reason, .. }
        | Stage::ProvisionFailed { reason, .. } => Task::Look {
            request: row,
            reason: first_line(reason),
        },
        _ => {
            let waiting = request
                .waiting
                .as_ref()
                .filter(|waiting| waiting.next_try.is_none())?;
            Task::Look {
                request: row,
                reason: waiting.trouble.sentence(),
            }
        }
    })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
