//! Rollouts as the fake portal answers about them.

use crate::fake::FakePortal;
use async_trait::async_trait;
use domain::github::{Login, Sha};
use domain::image::ExceptionProblem;
use domain::people::{Action, Person, may};
use domain::portal::*;
use domain::request::RequestId;
use domain::rollout::*;
use domain::testing::{NOW, standard};
use std::collections::BTreeMap;

pub(crate) const ID: &str = "0197c9d2-7c1a-7000-8000-0000000000bb";

fn rollout_id() -> RolloutId {
    RolloutId::parse(ID).unwrap()
}

fn known() -> Rollout {
    Rollout {
        id: rollout_id(),
        aim: Aim::Settings {
            mutability: None,
            scan_on_push: Some(true),
            tags: BTreeMap::new(),
        },
        reason: "Security asks for it".into(),
        by: Login::new("reviewer-m"),
        started: NOW,
        window: 10,
        state: RolloutState::Running,
        why: None,
    }
}

#[async_trait]
impl RolloutPages for FakePortal {
    async fn rollouts(&self, _: &Person) -> Answer<RolloutList> {
        Ok(RolloutList {
            rollouts: vec![(known(), Tally::default())],
            teams: vec!["payments".into()],
            now: NOW,
            ..RolloutList::default()
        })
    }

    async fn plan_rollout(
        &self,
        _: &Person,
        form: &RolloutForm,
        query: &InventoryQuery,
    ) -> Answer<PlanPage> {
        let aim = (!form.part.is_empty()).then(|| form.aim(&standard()));
        let (plan, problems) = match aim {
            None => (None, Vec::new()),
            Some(Err(problems)) => (None, problems),
            Some(Ok(aim)) => {
                let row = PlanRow {
                    key: domain::portal::parse_repository("123456789012/us-east-1/old/a").unwrap(),
                    team: None,
                    changes: vec![],
                    waits: None,
                };
                let plan = Plan {
                    title: aim.title(),
                    touched: vec![row],
                    ..Plan::default()
                };
                (Some(plan), Vec::new())
            }
        };
        Ok(PlanPage {
            form: form.clone(),
            query: query.clone(),
            problems,
            plan,
            ..PlanPage::default()
        })
    }

    async fn start_rollout(
        &self,
        person: &Person,
        form: &RolloutForm,
        _: &InventoryQuery,
    ) -> Answer<Started> {
        may(person, Action::RollOut).map_err(PortalError::Denied)?;
        Ok(match form.asked() {
            Ok(_) => Started::Yes(rollout_id()),
            Err(problems) => Started::Refused(problems),
        })
    }

    async fn rollout(
        &self,
        _: &Person,
        id: &RolloutId,
        only: Option<Standing>,
    ) -> Answer<RolloutPage> {
        if *id != rollout_id() {
            return Err(PortalError::NotFound);
        }
        Ok(RolloutPage {
            rollout: known(),
            tally: Tally::default(),
            items: vec![],
            only,
            events: vec![],
            opt_outs: vec![],
            undone_by: None,
            teams: vec!["payments".into()],
            may_steer: true,
            may_approve: true,
            why_not: vec![],
            now: NOW,
        })
    }

    async fn steer_rollout(&self, person: &Person, _: &RolloutId, _: Steer) -> Answer<()> {
        may(person, Action::RollOut).map_err(PortalError::Denied)
    }

    async fn undo_rollout(&self, _: &Person, id: &RolloutId) -> Answer<RolloutId> {
        Ok(id.clone())
    }

    async fn approve_rolled(
        &self,
        _: &Person,
        _: &RolloutId,
        chosen: &[(RequestId, Sha)],
    ) -> Answer<Approved> {
        Ok(Approved {
            done: 1,
            left: chosen
                .iter()
                .map(|_| "REQ-7: its risk".to_owned())
                .collect(),
        })
    }

    async fn opt_out(&self, _: &Person, form: &OptOutForm) -> Answer<Vec<ExceptionProblem>> {
        Ok(form.parse(NOW).err().unwrap_or_default())
    }

    async fn end_opt_out(&self, _: &Person, _: &str) -> Answer<()> {
        Ok(())
    }
}
