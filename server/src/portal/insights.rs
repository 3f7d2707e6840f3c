//! Figures over all repositories and requests, and the list of those that nobody looks after.

use super::BerthPortal;
use async_trait::async_trait;
use domain::day::Day;
use domain::people::{Action, Person};
use domain::portal::{
    Answer, DayPage, DaySums, InsightsPage, InsightsPages, InsightsQuery, InventoryQuery,
    PortalError, StageTook, Sums, TeamSums, UnmanagedPage,
};
use domain::request::StageName;

#[async_trait]
impl InsightsPages for BerthPortal {
    async fn insights(&self, person: &Person, query: &InsightsQuery) -> Answer<InsightsPage> {
        self.permit(person, Action::Browse)?;
        let store = &self.services.store;
        let judging = &self.services.settings.judging;
        let now = self.services.clock.now();
        let days = query.days(Day::of(now));
        let team = query.team.as_deref();
        let rows = rows_of(query);
        let (teams, history, before, since, whole, stages, weeks, ages) = tokio::try_join!(
            store.sums(&rows, &judging.prices),
            store.history(days, team),
            store.teams_at_first(days),
            store.history_since(),
            store.ready_times(days, team),
            store.stage_times(days, team),
            store.weeks(days, team),
            store.census_ages(),
        )?;
        Ok(InsightsPage {
            days,
            all: together(&teams),
            teams: costliest_first(teams),
            history,
            before,
            since,
            whole,
            stages: in_order(stages),
            weeks,
            prices: judging.prices.clone(),
            waste_rules: judging.waste,
            limits: judging.limits.clone(),
            as_of: ages.iter().map(|age| age.read).min().flatten(),
            now,
            query: query.clone(),
        })
    }

    async fn insights_day(&self, person: &Person, day: Day) -> Answer<DayPage> {
        self.permit(person, Action::Browse)?;
        let teams = self.services.store.teams_on(day).await?;
        if teams.is_empty() {
            return Err(PortalError::NotFound);
        }
        let mut all = DaySums {
            day,
            ..DaySums::default()
        };
        for team in &teams {
            all.repositories += team.repositories;
            all.images += team.images;
            all.bytes += team.bytes;
            all.critical += team.critical;
            all.high += team.high;
            all.score_sum += team.score_sum;
            all.scored += team.scored;
        }
        Ok(DayPage { day, teams, all })
    }

    async fn unmanaged(
        &self,
        person: &Person,
        query: &InventoryQuery,
        limit: u32,
    ) -> Answer<UnmanagedPage> {
        self.permit(person, Action::Browse)?;
        Ok(self.services.store.unmanaged(query, limit).await?)
    }
}

/// The rows of the inventory that the figures add up.
fn rows_of(query: &InsightsQuery) -> InventoryQuery {
    InventoryQuery {
        teams: query.team.clone().into_iter().collect(),
        ..InventoryQuery::default()
    }
}

fn together(teams: &[TeamSums]) -> Sums {
    let mut all = Sums::default();
    for team in teams {
        all += &team.sums;
    }
    all
}

fn costliest_first(mut teams: Vec<TeamSums>) -> Vec<TeamSums> {
    teams.sort_by(|left, right| {
        let weight = |one: &TeamSums| (one.sums.cost, one.sums.bytes, one.sums.repositories);
        weight(right)
            .cmp(&weight(left))
            .then_with(|| left.team.cmp(&right.team))
    });
    teams
}

/// In the order in which a request goes through them.
fn in_order(mut stages: Vec<StageTook>) -> Vec<StageTook> {
    let place = |stage: StageName| StageName::ALL.iter().position(|other| *other == stage);
    stages.sort_by_key(|one| place(one.stage));
    stages
}
