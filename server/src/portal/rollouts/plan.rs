//! What a rollout would touch, as AWS was read last. Git is read when a repository's turn comes.

use crate::foretold;
use crate::portal::BerthPortal;
use crate::portal::changes::being_removed;
use crate::store::RepositoryKnown;
use domain::cost::Money;
use domain::lifecycle::LifecyclePolicy;
use domain::portal::{
    Answer, Effects, InventoryQuery, Plan, PlanRow, ROLLED_AT_ONCE, RepositoryKey, RepositoryState,
};
use domain::refusal::Link;
use domain::request::ChangeKind;
use domain::rollout::{Aim, OptOut};

impl BerthPortal {
    pub(super) async fn planned(&self, aim: &Aim, query: &InventoryQuery) -> Answer<Plan> {
        let store = &self.services.store;
        let now = self.services.clock.now();
        let query = InventoryQuery {
            after: None,
            finding: None,
            ..query.clone()
        };
        let ids = store.inventory_ids(&query).await?;
        let some = &ids[..ids.len().min(ROLLED_AT_ONCE)];
        let opt_outs = store.opt_outs(now).await?;
        let mut plan = Plan {
            title: aim.title(),
            beyond: (ids.len() - some.len()) as u64,
            ..Plan::default()
        };
        let mut sum = Sum::default();
        for row in store.inventory_rows(some).await? {
            let Some(known) = store.repository(&row.key).await? else {
                continue;
            };
            let Some(seen) = known.seen.as_ref().filter(|_| why_not(&known).is_none()) else {
                let why = why_not(&known).unwrap_or("AWS was not read yet");
                plan.left_out.push((row.key, why.to_owned()));
                continue;
            };
            let changes = aim.differences(seen);
            if changes.is_empty() {
                plan.alike += 1;
                continue;
            }
            let removal = store.request_at_work(&row.key, ChangeKind::Removal).await?;
            if let Some(removal) = removal {
                plan.left_out.push((row.key, being_removed(&removal)));
                continue;
            }
            if let Aim::Lifecycle { policy } = aim {
                self.add_effects(&mut sum, &known, policy).await?;
            }
            plan.touched.push(PlanRow {
                waits: self.waits(aim, &known, &opt_outs).await?,
                team: row.team,
                key: row.key,
                changes,
            });
        }
        if matches!(aim, Aim::Lifecycle { .. }) {
            let prices = &self.services.settings.judging.prices;
            sum.effects.saved = prices.about(sum.cost);
            plan.effects = Some(sum.effects);
        }
        Ok(plan)
    }

    /// What keeps it back at first: its team, or another request.
    async fn waits(
        &self,
        aim: &Aim,
        known: &RepositoryKnown,
        opt_outs: &[OptOut],
    ) -> Answer<Option<(String, Option<Link>)>> {
        let team = known.row.team.as_deref();
        let now = self.services.clock.now();
        let of_all = |out: &&OptOut| {
            out.rollout.is_none() && out.is_in_force(now) && team == Some(out.team.as_str())
        };
        if let Some(out) = opt_outs.iter().find(of_all) {
            let why = format!("{} has opted out: {}", out.team, out.reason);
            return Ok(Some((why, None)));
        }
        let key: &RepositoryKey = &known.row.key;
        let other = self.services.store.request_at_work(key, aim.kind()).await?;
        Ok(other.map(|row| {
            let link = Link {
                text: row.label.clone(),
                href: format!("/requests/{}", row.id),
            };
            let why = format!("{} by {} is on its way already", row.label, row.requester);
            (why, Some(link))
        }))
    }

    async fn add_effects(
        &self,
        sum: &mut Sum,
        known: &RepositoryKnown,
        policy: &LifecyclePolicy,
    ) -> Answer<()> {
        let preview = foretold::preview(&self.services, known, policy).await?;
        let effects = &mut sum.effects;
        let Some(impact) = preview.map(|preview| preview.impact()) else {
            effects.unread += 1;
            return Ok(());
        };
        effects.images += impact.images;
        effects.expires += impact.expires;
        effects.archives += impact.archives;
        effects.bytes += impact.bytes;
        effects.pulled_lately += impact.pulled_lately;
        let prices = &self.services.settings.judging.prices;
        let month = prices.month(known.row.key.region, impact.bytes, 0);
        sum.cost += month;
        Ok(())
    }
}

#[derive(Default)]
struct Sum {
    effects: Effects,
    cost: Money,
}

fn why_not(known: &RepositoryKnown) -> Option<&'static str> {
    match known.row.state {
        RepositoryState::Unmanaged => Some("Nobody looks after it in Git. Adopt it first"),
        RepositoryState::Missing => Some("AWS does not have it any more"),
        RepositoryState::Coming => Some("It is being made, and gets what its request says"),
        RepositoryState::Ready | RepositoryState::Attention => None,
    }
}
