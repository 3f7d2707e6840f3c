//! Withdrawing and trying again. Each records the wish and wakes the worker, which does the rest.

use crate::portal::{BerthPortal, moved_on};
use crate::store::{Commit, Committed};
use domain::people::{Action, Actor, Person};
use domain::portal::{Answer, PortalError};
use domain::request::{Change, RemovalStep, Request, RequestId, Stage, What};
use domain::standing;
use domain::time::Timestamp;

/// The worker may move the request between reading and writing; a few looks settle that.
const TRIES: u32 = 5;

impl BerthPortal {
    pub(super) async fn withdraw_request(&self, person: &Person, id: &RequestId) -> Answer<()> {
        for _ in 0..TRIES {
            let request = self.load(id).await?;
            // The button pressed twice.
            if matches!(&request.stage, Stage::Cancelled { by, .. } if *by == person.login) {
                return Ok(());
            }
            self.permit(person, Action::Withdraw(&request))?;
            if let Stage::Cancelled { .. } = request.stage {
                return Ok(());
            }
            if !standing::may_withdraw(&request, person) {
                let message = "The request can’t be withdrawn any more";
                return Err(PortalError::Stale(message.to_owned()));
            }
            if standing::can_be_called_off(request.stage.name()) {
                if self.call_off(person, &request).await? {
                    return Ok(());
                }
                continue;
            }
            let stage = Stage::Cancelled {
                pr: request.stage.pull_request().cloned(),
                by: person.login.clone(),
            };
            let actor = Actor::Person(person.login.clone());
            let now = self.services.clock.now();
            let entered = (
                now,
                actor,
                What::Entered {
                    stage: stage.clone(),
                },
            );
            if self
                .record(&request, now, vec![entered], Some(stage))
                .await?
            {
                return Ok(());
            }
        }
        Err(moved_on())
    }

    /// False: the request has moved.
    async fn call_off(&self, person: &Person, request: &Request) -> Answer<bool> {
        let (change, stage) = standing::called_off(request, &person.login);
        let actor = Actor::Person(person.login.clone());
        let now = self.services.clock.now();
        let mut events = Vec::new();
        if let Change::Removal { removal, .. } = &change
            && matches!(removal.step, RemovalStep::TakeBack { .. })
        {
            let step = removal.step.clone();
            events.push((now, actor.clone(), What::RemovalStepped { step }));
        }
        events.push((
            now,
            actor,
            What::Entered {
                stage: stage.clone(),
            },
        ));
        let step = Commit {
            events,
            change: Some(change),
            stage: Some((stage, now)),
            waiting: Some(None),
            attempt: Some(0),
            wake_at: Some(now),
            ..Commit::on(request, None)
        };
        let committed = self.services.store.commit(step).await?;
        Ok(matches!(committed, Committed::Yes(_)))
    }

    pub(super) async fn retry_request(&self, person: &Person, id: &RequestId) -> Answer<()> {
        for _ in 0..TRIES {
            let request = self.load(id).await?;
            self.permit(person, Action::Retry(&request))?;
            if !standing::can_be_retried(&request) {
                // It goes on already: that is what was wanted.
                return Ok(());
            }
            let actor = Actor::Person(person.login.clone());
            let now = self.services.clock.now();
            let mut events = vec![(now, actor.clone(), What::RetryAsked)];
            let stage = standing::resumed(&request.stage);
            events.extend(
                stage
                    .clone()
                    .map(|stage| (now, actor, What::Entered { stage })),
            );
            if self.record(&request, now, events, stage).await? {
                return Ok(());
            }
        }
        Err(moved_on())
    }

    pub(in crate::portal) async fn load(&self, id: &RequestId) -> Answer<Request> {
        self.services
            .store
            .request(id)
            .await?
            .ok_or(PortalError::NotFound)
    }

    /// Whatever was in the way is forgotten: the next look says whether it still is. False: the request has moved.
    async fn record(
        &self,
        request: &Request,
        now: Timestamp,
        events: Vec<(Timestamp, Actor, What)>,
        stage: Option<Stage>,
    ) -> Answer<bool> {
        let step = Commit {
            events,
            stage: stage.map(|stage| (stage, now)),
            waiting: Some(None),
            attempt: Some(0),
            wake_at: Some(now),
            ..Commit::on(request, None)
        };
        Ok(matches!(
            self.services.store.commit(step).await?,
            Committed::Yes(_)
        ))
    }
}
