//! Bringing a changed standard to the repositories that are there.

mod advance;
mod plan;
mod steer;

use super::{BerthPortal, jobs};
use crate::store::NewRollout;
use async_trait::async_trait;
use domain::github::Sha;
use domain::image::ExceptionProblem;
use domain::people::{Action, Person, may};
use domain::portal::{
    Answer, Approved, ChoiceList, InventoryQuery, Plan, PlanPage, PortalError, RolloutList,
    RolloutPage, RolloutPages, Started, Tally,
};
use domain::request::RequestId;
use domain::rollout::{
    Aim, Item, ItemState, OptOutForm, Rollout, RolloutForm, RolloutId, RolloutProblem,
    RolloutState, Standing, Steer,
};
use domain::time::Timestamp;
use std::collections::BTreeSet;

const TEAMS: usize = 200;
const EVENTS: u32 = 50;
/// Who sends the same form again within this time has pressed the button twice.
const AGAIN_MS: i64 = 60 * 1000;

#[async_trait]
impl RolloutPages for BerthPortal {
    async fn rollouts(&self, person: &Person) -> Answer<RolloutList> {
        self.permit(person, Action::Browse)?;
        let store = &self.services.store;
        let now = self.services.clock.now();
        let (rollouts, mut tallies, opt_outs) = tokio::try_join!(
            store.rollouts(),
            store.rollout_tallies(),
            store.opt_outs(now)
        )?;
        let with_tally = |rollout: Rollout| {
            let tally = tallies.remove(&rollout.id).unwrap_or_default();
            (rollout, tally)
        };
        Ok(RolloutList {
            rollouts: rollouts.into_iter().map(with_tally).collect(),
            opt_outs,
            teams: person.teams.iter().map(ToString::to_string).collect(),
            hindrance: self.no_rollouts_by(person),
            now,
        })
    }

    async fn plan_rollout(
        &self,
        person: &Person,
        form: &RolloutForm,
        query: &InventoryQuery,
    ) -> Answer<PlanPage> {
        self.permit(person, Action::Browse)?;
        let teams = self.matching(person, ChoiceList::Teams, "", TEAMS).await?;
        let accounts = self.services.standard.accounts.iter();
        let regions: BTreeSet<String> = accounts
            .flat_map(|account| account.regions.iter().map(ToString::to_string))
            .collect();
        let mut page = PlanPage {
            form: form.clone(),
            query: query.clone(),
            hindrance: self.no_rollouts_by(person),
            teams: teams.entries.into_iter().map(|one| one.value).collect(),
            regions: regions.into_iter().collect(),
            now: self.services.clock.now(),
            ..PlanPage::default()
        };
        if form.part.is_empty() {
            return Ok(page);
        }
        match form.aim(&self.services.standard) {
            Ok(aim) => page.plan = Some(self.planned(&aim, query).await?),
            Err(problems) => page.problems = problems,
        }
        Ok(page)
    }

    async fn start_rollout(
        &self,
        person: &Person,
        form: &RolloutForm,
        query: &InventoryQuery,
    ) -> Answer<Started> {
        self.permit(person, Action::RollOut)?;
        let (aim, asked) = match (form.aim(&self.services.standard), form.asked()) {
            (Ok(aim), Ok(asked)) => (aim, asked),
            (aim, asked) => {
                let both = [aim.err(), asked.err()];
                return Ok(Started::Refused(
                    both.into_iter().flatten().flatten().collect(),
                ));
            }
        };
        let plan = self.planned(&aim, query).await?;
        if let Some(problem) = otherwise(form, &plan) {
            return Ok(Started::Refused(vec![problem]));
        }
        if let Some(known) = self.begun_before(person, &aim, &plan).await? {
            return Ok(Started::Yes(known));
        }
        let rollout = Rollout {
            id: fresh_rollout()?,
            aim,
            reason: asked.reason,
            by: person.login.clone(),
            started: self.services.clock.now(),
            window: asked.window,
            state: RolloutState::Running,
            why: None,
        };
        let rows = plan.touched.into_iter().zip(0..);
        let items = rows.map(|(row, place)| {
            Ok(Item {
                team: row.team,
                ..item(place, row.key, None)?
            })
        });
        let new = NewRollout {
            items: items.collect::<Answer<_>>()?,
            undoes: None,
            rollout,
        };
        self.services.store.start_rollout(&new).await?;
        self.hasten_rollouts().await?;
        Ok(Started::Yes(new.rollout.id))
    }

    async fn rollout(
        &self,
        person: &Person,
        id: &RolloutId,
        only: Option<Standing>,
    ) -> Answer<RolloutPage> {
        self.permit(person, Action::Browse)?;
        let store = &self.services.store;
        let now = self.services.clock.now();
        let rollout = store.rollout(id).await?.ok_or(PortalError::NotFound)?;
        let (mut items, events, undone_by, mut opt_outs) = tokio::try_join!(
            store.rollout_items(id),
            store.rollout_events(id, EVENTS),
            store.undoing(id),
            store.opt_outs(now)
        )?;
        let tally = Tally::of(&items);
        let teams: BTreeSet<String> = items.iter().filter_map(|it| it.team.clone()).collect();
        opt_outs.retain(|out| {
            let is_its = out.rollout.as_ref().is_none_or(|only| only == id);
            is_its && teams.contains(&out.team)
        });
        if let Some(only) = only {
            items.retain(|item| item.standing() == only);
        }
        let is_theirs = |team: &String| {
            let owner = Some(team.as_str());
            may(person, Action::Tend { owner }).is_ok()
        };
        let steer = self.permitted(person, Action::RollOut);
        let decide = self.permitted(
            person,
            Action::DecideTogether {
                started_by: &rollout.by,
            },
        );
        Ok(RolloutPage {
            tally,
            items,
            only,
            events,
            opt_outs,
            undone_by,
            teams: teams.into_iter().filter(is_theirs).collect(),
            may_steer: steer.is_ok(),
            may_approve: decide.is_ok(),
            why_not: [steer, decide]
                .into_iter()
                .filter_map(Result::err)
                .collect(),
            now,
            rollout,
        })
    }

    async fn steer_rollout(&self, person: &Person, id: &RolloutId, steer: Steer) -> Answer<()> {
        self.steered(person, id, steer).await
    }

    async fn undo_rollout(&self, person: &Person, id: &RolloutId) -> Answer<RolloutId> {
        self.undone(person, id).await
    }

    async fn approve_rolled(
        &self,
        person: &Person,
        id: &RolloutId,
        chosen: &[(RequestId, Sha)],
    ) -> Answer<Approved> {
        self.approved_together(person, id, chosen).await
    }

    async fn opt_out(&self, person: &Person, form: &OptOutForm) -> Answer<Vec<ExceptionProblem>> {
        self.opted_out(person, form).await
    }

    async fn end_opt_out(&self, person: &Person, id: &str) -> Answer<()> {
        self.opted_in(person, id).await
    }
}

impl BerthPortal {
    fn no_rollouts_by(&self, person: &Person) -> Option<String> {
        self.permitted(person, Action::RollOut).err()
    }

    /// The same form again, as by a double click: the first time stands.
    async fn begun_before(
        &self,
        person: &Person,
        aim: &Aim,
        plan: &Plan,
    ) -> Answer<Option<RolloutId>> {
        let store = &self.services.store;
        let now = self.services.clock.now();
        for known in store.rollouts_in(RolloutState::Running).await? {
            let is_fresh = now.since(known.started) < AGAIN_MS;
            if !is_fresh || known.by != person.login || known.aim != *aim {
                continue;
            }
            let items = store.rollout_items(&known.id).await?;
            let keys = items.iter().map(|item| &item.key);
            if keys.eq(plan.touched.iter().map(|row| &row.key)) {
                return Ok(Some(known.id));
            }
        }
        Ok(None)
    }

    /// Nobody waits for the job's next turn.
    async fn hasten_rollouts(&self) -> Answer<()> {
        let now = self.services.clock.now();
        let job = jobs::ROLLOUTS;
        Ok(self.services.store.hasten_job(job, now).await?)
    }
}

/// Since the page was shown, it has come to touch others.
fn otherwise(form: &RolloutForm, plan: &Plan) -> Option<RolloutProblem> {
    let count = plan.touched.len();
    if count == 0 {
        let message = "No repository differs, so there is nothing to bring to any";
        return Some(RolloutProblem::general(message));
    }
    (form.shown != count.to_string()).then(|| {
        RolloutProblem::general(format!(
            "By now it touches {count} repositories. Look at the list again, then start it"
        ))
    })
}

fn fresh() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn fresh_rollout() -> Answer<RolloutId> {
    RolloutId::parse(&fresh()).map_err(|error| PortalError::Bug(error.to_string()))
}

fn fresh_request() -> Answer<RequestId> {
    RequestId::parse(&fresh()).map_err(|error| PortalError::Bug(error.to_string()))
}

fn item(place: i64, key: domain::portal::RepositoryKey, undoes: Option<RequestId>) -> Answer<Item> {
    Ok(Item {
        place,
        key,
        team: None,
        request: fresh_request()?,
        undoes,
        state: ItemState::Waiting,
        why: None,
        next_try: Timestamp(0),
        row: None,
        head: None,
    })
}
