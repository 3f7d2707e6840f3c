//! Moves rollouts on, by looking at their rows again and again. A kill between the request and the row that tells of it
//! loses nothing: the id of the request was chosen before, and a look finds it.

use crate::portal::BerthPortal;
use crate::portal::changes::Rolled;
use crate::store::{NewRequest, Settled, Stored, Submitted};
use domain::chronicle::Deed;
use domain::people::{Action, Actor, may};
use domain::rollout::pace::{Next, budget, is_finished, next};
use domain::rollout::{Item, ItemState, OptOut, Rollout, RolloutState};
use domain::time::Timestamp;

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// What is in the way is looked at again after this.
const LATER_MS: i64 = 2 * MINUTE_MS;

const FINISHED: &str = "Every repository has come to an end";

impl BerthPortal {
    pub(in crate::portal) async fn advance_rollouts(&self) -> Stored<()> {
        let store = &self.services.store;
        let now = self.services.clock.now();
        let last_minute = store.rolled_since(now.plus_millis(-MINUTE_MS)).await?;
        let last_hour = store.rolled_since(now.plus_millis(-HOUR_MS)).await?;
        let mut budget = budget(last_minute, last_hour);
        let opt_outs = store.opt_outs(now).await?;
        for rollout in store.rollouts_in(RolloutState::Running).await? {
            budget -= self.advance(&rollout, &opt_outs, budget).await?;
        }
        Ok(())
    }

    /// How many requests it has made.
    async fn advance(
        &self,
        rollout: &Rollout,
        opt_outs: &[OptOut],
        budget: usize,
    ) -> Stored<usize> {
        let store = &self.services.store;
        let now = self.services.clock.now();
        let items = store.rollout_items(&rollout.id).await?;
        if is_finished(&items) {
            let done = RolloutState::Finished;
            store
                .move_rollout(rollout, done, None, FINISHED, now)
                .await?;
            return Ok(0);
        }
        if let Some(why) = self.must_rest(rollout).await? {
            let rest = RolloutState::Paused;
            store.move_rollout(rollout, rest, None, &why, now).await?;
            return Ok(0);
        }
        let mut begun = 0;
        for step in next(rollout, &items, opt_outs, now, budget) {
            let (Next::Ask { place } | Next::Wait { place, .. }) = &step;
            let Some(item) = items.iter().find(|item| item.place == *place) else {
                continue;
            };
            match step {
                Next::Wait { why, .. } => self.let_wait(rollout, item, why).await?,
                Next::Ask { .. } => {
                    let known = store.rollout(&rollout.id).await?;
                    if known.is_none_or(|known| known.state != RolloutState::Running) {
                        break;
                    }
                    begun += usize::from(self.ask_for(rollout, item, now).await?);
                }
            }
        }
        Ok(begun)
    }

    /// Requests are made in somebody's name, who must be allowed to make them still.
    async fn must_rest(&self, rollout: &Rollout) -> Stored<Option<String>> {
        let person = self.services.store.person(&rollout.by).await?;
        Ok(match person.map(|person| may(&person, Action::RollOut)) {
            Some(Ok(())) => None,
            Some(Err(_)) | None => Some(format!(
                "{} may not make requests for a rollout any more. Somebody else has to start another",
                rollout.by
            )),
        })
    }

    async fn let_wait(&self, rollout: &Rollout, item: &Item, why: String) -> Stored<()> {
        if item.why.as_ref() == Some(&why) {
            return Ok(());
        }
        let settled = Settled {
            state: ItemState::Waiting,
            why: Some(why),
            next_try: Timestamp(0),
        };
        self.services
            .store
            .settle_item(&rollout.id, item, &settled)
            .await
    }

    /// Whether there is a new request.
    async fn ask_for(&self, rollout: &Rollout, item: &Item, now: Timestamp) -> Stored<bool> {
        let store = &self.services.store;
        let rolled = self.rolled(&rollout.aim, item).await;
        let rolled = rolled.unwrap_or_else(|error| Rolled::Later(error.to_string()));
        let (state, why) = match rolled {
            Rolled::Already => (ItemState::Already, None),
            Rolled::LeftOut(why) => (ItemState::LeftOut, Some(why)),
            Rolled::Later(why) => (ItemState::Waiting, Some(why)),
            Rolled::Change(change) => {
                let new = NewRequest {
                    id: item.request.clone(),
                    change: *change,
                    comment: self.comment(rollout),
                    requester: rollout.by.clone(),
                    at: now,
                };
                match store.submit(&new).await? {
                    Submitted::Created(request) => {
                        let deed = Deed::RolloutAsked {
                            rollout: rollout.id.clone(),
                            title: rollout.aim.title(),
                            label: request.label(),
                        };
                        self.tell(rollout, item, &deed).await?;
                        (ItemState::Asked, None)
                    }
                    Submitted::Same(_) => (ItemState::Asked, None),
                    Submitted::NameTaken { by } => {
                        let why = format!("{} by {} is on its way already", by.label, by.requester);
                        (ItemState::Waiting, Some(why))
                    }
                    Submitted::Foreign => {
                        let why = "Its request could not be made; try it again";
                        (ItemState::LeftOut, Some(why.to_owned()))
                    }
                }
            }
        };
        if let (ItemState::LeftOut, Some(why)) = (state, &why) {
            let deed = Deed::RolloutLeftOut {
                rollout: rollout.id.clone(),
                title: rollout.aim.title(),
                why: why.clone(),
            };
            self.tell(rollout, item, &deed).await?;
        }
        let next_try = match state {
            ItemState::Waiting => now.plus_millis(LATER_MS),
            _ => Timestamp(0),
        };
        let settled = Settled {
            state,
            why,
            next_try,
        };
        store.settle_item(&rollout.id, item, &settled).await?;
        Ok(state == ItemState::Asked)
    }

    /// In the repository's own record, where its team looks.
    async fn tell(&self, rollout: &Rollout, item: &Item, deed: &Deed) -> Stored<()> {
        let (now, actor) = (self.services.clock.now(), Actor::Person(rollout.by.clone()));
        let store = &self.services.store;
        store
            .record_repository_event(&item.key, now, &actor, deed)
            .await
            .map(drop)
    }

    /// Goes into the pull request, so that its reviewers find the whole.
    fn comment(&self, rollout: &Rollout) -> String {
        format!(
            "{}\n\nPart of a rollout: {}/rollouts/{}",
            rollout.reason, self.services.settings.public_url, rollout.id
        )
    }
}
