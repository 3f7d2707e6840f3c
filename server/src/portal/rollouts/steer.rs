//! What people do to a rollout that is there: pause it, try again, take it back, approve what it asks for, stay out of it.

use super::{fresh, fresh_request, fresh_rollout, item};
use crate::portal::error::sentence;
use crate::portal::{BerthPortal, refused};
use crate::store::NewRollout;
use domain::github::Sha;
use domain::image::ExceptionProblem;
use domain::people::{Action, Person};
use domain::policy::{self, Risk};
use domain::portal::{
    Answer, Approved, Decision, PortalError, RequestPages as _, ReviewPages as _,
};
use domain::refusal::Problem;
use domain::request::{Request, RequestId, Verdict};
use domain::rollout::{
    Aim, Item, OptOut, OptOutForm, Rollout, RolloutId, RolloutState, Standing, Steer, alike,
};

impl BerthPortal {
    pub(super) async fn steered(
        &self,
        person: &Person,
        id: &RolloutId,
        steer: Steer,
    ) -> Answer<()> {
        self.permit(person, Action::RollOut)?;
        let store = &self.services.store;
        let rollout = self.known_rollout(id).await?;
        let Some(to) = steer.from(rollout.state) else {
            return Err(moved());
        };
        if steer == Steer::Retry {
            self.tried_again(person, &rollout).await?;
        }
        let said = match steer {
            Steer::Pause => "Paused",
            Steer::Resume => "Resumed",
            Steer::Stop => "Stopped for good",
            Steer::Retry => "Tried again what did not come about",
        };
        let now = self.services.clock.now();
        let by = Some(&person.login);
        if !store.move_rollout(&rollout, to, by, said, now).await? {
            return Err(moved());
        }
        self.hasten_rollouts().await
    }

    async fn tried_again(&self, person: &Person, rollout: &Rollout) -> Answer<()> {
        let store = &self.services.store;
        for item in store.rollout_items(&rollout.id).await? {
            match item.standing() {
                Standing::Ended | Standing::LeftOut => {
                    let request = fresh_request()?;
                    let now = self.services.clock.now();
                    store.renew_item(&rollout.id, &item, &request, now).await?;
                }
                // Some wait for answers, which trying again does not give.
                Standing::Stuck => match self.retry(person, &item.request).await {
                    Ok(()) | Err(PortalError::Denied(_) | PortalError::Stale(_)) => {}
                    Err(error) => return Err(error),
                },
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) async fn undone(&self, person: &Person, id: &RolloutId) -> Answer<RolloutId> {
        self.permit(person, Action::RollOut)?;
        let store = &self.services.store;
        if let Some(known) = store.undoing(id).await? {
            return Ok(known);
        }
        let rollout = self.known_rollout(id).await?;
        let items = store.rollout_items(id).await?;
        if let Some(why) = not_yet(&rollout, &items) {
            return Err(refused(Problem::general(why)));
        }
        let done = items
            .into_iter()
            .filter(|item| item.standing() == Standing::Done);
        let items = done.zip(0..).map(|(was, place)| {
            Ok(Item {
                team: was.team,
                ..item(place, was.key, Some(was.request))?
            })
        });
        let items = items.collect::<Answer<Vec<Item>>>()?;
        let new = NewRollout {
            rollout: Rollout {
                id: fresh_rollout()?,
                aim: Aim::Undo {
                    rollout: id.clone(),
                    kind: rollout.aim.kind(),
                },
                reason: format!("Takes back: {}. {}", rollout.aim.title(), rollout.reason),
                by: person.login.clone(),
                started: self.services.clock.now(),
                window: rollout.window,
                state: RolloutState::Running,
                why: None,
            },
            items,
            undoes: Some(id.clone()),
        };
        if !store.start_rollout(&new).await? {
            return store.undoing(id).await?.ok_or_else(moved);
        }
        let (by, now) = (Some(&person.login), new.rollout.started);
        let said = "Being taken back by another rollout";
        store.record_rollout(id, by, said, now).await?;
        self.hasten_rollouts().await?;
        Ok(new.rollout.id)
    }

    pub(super) async fn approved_together(
        &self,
        person: &Person,
        id: &RolloutId,
        chosen: &[(RequestId, Sha)],
    ) -> Answer<Approved> {
        self.permit(person, Action::Review)?;
        let items = self.services.store.rollout_items(id).await?;
        let mut all = Approved::default();
        let mut first: Option<Request> = None;
        for (request, head) in chosen {
            if !items.iter().any(|item| item.request == *request) {
                continue;
            }
            let known = self.load(request).await?;
            let checks = policy::check_change(&known.change, &self.services.standard);
            let risk = policy::risk_of_change(&known.change, &checks);
            if risk.level != Risk::Low {
                let why = "its risk is not low, so it is decided on its own page";
                all.left.push(format!("{}: {why}", known.label()));
                continue;
            }
            // One look was at one change; another wants a look of its own.
            let pattern = first.get_or_insert_with(|| known.clone());
            if !alike(&pattern.change, &known.change) {
                let why = format!(
                    "it does not change the same as {}, so it is decided on its own page",
                    pattern.label()
                );
                all.left.push(format!("{}: {why}", known.label()));
                continue;
            }
            let decision = Decision {
                verdict: Verdict::Approve,
                comment: String::new(),
                head: head.clone(),
            };
            match self.decide(person, request, &decision).await {
                Ok(()) => all.done += 1,
                Err(error @ (PortalError::Unavailable(_) | PortalError::Bug(_))) => {
                    return Err(error);
                }
                Err(error) => all
                    .left
                    .push(format!("{}: {}", known.label(), sentence(error))),
            }
        }
        Ok(all)
    }

    pub(super) async fn opted_out(
        &self,
        person: &Person,
        form: &OptOutForm,
    ) -> Answer<Vec<ExceptionProblem>> {
        self.permit(person, Action::Browse)?;
        let now = self.services.clock.now();
        let asked = match form.parse(now) {
            Ok(asked) => asked,
            Err(problems) => return Ok(problems),
        };
        let owner = Some(&*asked.team);
        self.permit(person, Action::Tend { owner })?;
        let store = &self.services.store;
        if let Some(id) = &form.rollout {
            self.known_rollout(id).await?;
        }
        let out = OptOut {
            id: fresh(),
            team: asked.team,
            rollout: form.rollout.clone(),
            reason: asked.reason,
            until: asked.until,
            by: person.login.clone(),
            created: now,
            ended: None,
        };
        store.add_opt_out(&out).await?;
        if let Some(id) = &out.rollout {
            let said = format!("{} opted out: {}", out.team, out.reason);
            let by = Some(&person.login);
            store.record_rollout(id, by, &said, now).await?;
        }
        Ok(Vec::new())
    }

    pub(super) async fn opted_in(&self, person: &Person, id: &str) -> Answer<()> {
        self.permit(person, Action::Browse)?;
        let store = &self.services.store;
        let out = store.opt_out(id).await?.ok_or(PortalError::NotFound)?;
        let owner = Some(&*out.team);
        self.permit(person, Action::Tend { owner })?;
        let now = self.services.clock.now();
        if store.end_opt_out(id, now).await?
            && let Some(rollout) = &out.rollout
        {
            let said = format!("{} takes part again", out.team);
            let by = Some(&person.login);
            store.record_rollout(rollout, by, &said, now).await?;
        }
        self.hasten_rollouts().await
    }

    async fn known_rollout(&self, id: &RolloutId) -> Answer<Rollout> {
        let known = self.services.store.rollout(id).await?;
        known.ok_or(PortalError::NotFound)
    }
}

/// Why it can't be taken back now.
fn not_yet(rollout: &Rollout, items: &[Item]) -> Option<String> {
    let count = |is: fn(Standing) -> bool| items.iter().filter(|it| is(it.standing())).count();
    if matches!(rollout.aim, Aim::Undo { .. }) {
        return Some("It takes another back itself. Start a new rollout instead".to_owned());
    }
    if matches!(rollout.state, RolloutState::Running | RolloutState::Paused) {
        return Some("Stop it first, or wait until it is finished".to_owned());
    }
    let open = count(Standing::is_open);
    if open > 0 {
        return Some(format!(
            "{open} of its requests are still on their way. Wait for them, or withdraw them"
        ));
    }
    let done = count(|standing| standing == Standing::Done);
    (done == 0).then(|| "It has changed nothing, so there is nothing to take back".to_owned())
}

fn moved() -> PortalError {
    PortalError::Stale("The rollout has moved on. Look at it again".to_owned())
}
