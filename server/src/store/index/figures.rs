//! Figures over the rows that a view of the list shows: the same pass with the same filters, so that every figure is the
//! sum of the rows behind it.

use super::entry::{Entry, UNKNOWN};
use super::terms::{Term, TermSet};
use super::{Index, Shelf};
use crate::store::Stored;
use crate::store::db::Db;
use domain::aws::Region;
use domain::cost::{Prices, Waste};
use domain::portal::{InventoryQuery, RepositoryState, Sort, Sums, TeamSums, WasteSum};
use domain::scorecard::CheckId;
use std::collections::HashMap;

impl Index {
    /// Each team's rows that match, added up; empty text: what is nobody's. In no order.
    pub(in crate::store) async fn sums(
        &self,
        db: &Db,
        query: &InventoryQuery,
        prices: &Prices,
    ) -> Stored<Vec<TeamSums>> {
        let shelf = self.current(db, Sort::Name).await?;
        Ok(shelf.sums(query, prices))
    }

    /// How many of the rows that match are probably of which team, whatever team is chosen; the most first.
    pub(in crate::store) async fn guesses(
        &self,
        db: &Db,
        query: &InventoryQuery,
    ) -> Stored<Vec<(String, u64)>> {
        let mut query = query.clone();
        query.figures.guesses.clear();
        let shelf = self.current(db, Sort::Name).await?;
        let mut counts: HashMap<Term, u64> = HashMap::new();
        for entry in shelf.matching(&query) {
            *counts.entry(entry.guess).or_default() += 1;
        }
        let mut list: Vec<(String, u64)> = counts
            .into_iter()
            .map(|(term, count)| (shelf.terms.text(term).to_owned(), count))
            .collect();
        list.sort_by(|(left, more), (right, less)| less.cmp(more).then_with(|| left.cmp(right)));
        Ok(list)
    }

    /// Known teams with the repositories whose names begin alike: what the owner of another may be guessed from.
    pub(in crate::store) async fn owned(&self, db: &Db) -> Stored<Vec<(String, String)>> {
        let shelf = self.current(db, Sort::Name).await?;
        let owned = shelf.entries.iter().flatten().filter(|entry| {
            entry.state != RepositoryState::Unmanaged && !shelf.terms.text(entry.team).is_empty()
        });
        Ok(owned
            .map(|entry| {
                let team = shelf.terms.text(entry.team).to_owned();
                (entry.name.to_string(), team)
            })
            .collect())
    }
}

impl Shelf {
    fn sums(&self, query: &InventoryQuery, prices: &Prices) -> Vec<TeamSums> {
        let mut regions: HashMap<Term, Option<Region>> = HashMap::new();
        let checks: Vec<Option<CheckId>> = self
            .terms
            .members()
            .iter()
            .map(|term| CheckId::parse(self.terms.text(*term)))
            .collect();
        let known = |set: TermSet| set.bits().filter_map(|place| checks[place]);
        let mut teams: HashMap<Term, Sums> = HashMap::new();
        for entry in self.matching(query) {
            let text = |term| self.terms.text(term);
            let region = *regions
                .entry(entry.region)
                .or_insert_with(|| Region::parse(text(entry.region)).ok());
            let sums = teams.entry(entry.team).or_default();
            add(sums, entry, region, prices);
            for miss in known(entry.misses) {
                sums.checks.entry(miss).or_default().misses += 1;
            }
            for unclear in known(entry.unclear) {
                sums.checks.entry(unclear).or_default().unclear += 1;
            }
        }
        teams
            .into_iter()
            .map(|(team, sums)| TeamSums {
                team: self.terms.text(team).to_owned(),
                sums,
            })
            .collect()
    }
}

fn add(sums: &mut Sums, entry: &Entry, region: Option<Region>, prices: &Prices) {
    let known = |sort| u64::try_from(entry.number(sort)).unwrap_or(0);
    let bytes = known(Sort::Storage);
    let archived = entry.archived.min(bytes);
    sums.repositories += 1;
    sums.read += u64::from(entry.number(Sort::Images) != UNKNOWN);
    sums.unmanaged += u64::from(entry.state == RepositoryState::Unmanaged);
    sums.images += known(Sort::Images);
    sums.bytes += bytes;
    sums.archived_bytes += archived;
    let (critical, high) = (known(Sort::Critical), known(Sort::High));
    sums.critical += critical;
    sums.high += high;
    sums.with_critical += u64::from(critical > 0);
    sums.with_high += u64::from(high > 0);
    if entry.number(Sort::Score) != UNKNOWN {
        sums.scored += 1;
        sums.score_sum += known(Sort::Score);
        sums.clean += u64::from(entry.misses.is_empty());
    }
    if let Some(region) = region {
        sums.cost += prices.month(region, bytes - archived, archived);
    }
    let Some(wasted) = &entry.waste else { return };
    for (sum, waste) in sums.wastes.iter_mut().zip(Waste::ALL) {
        let pile = wasted.pile(waste);
        *sum += WasteSum {
            repositories: u64::from(pile.images > 0),
            images: pile.images,
            bytes: pile.bytes.saturating_add(pile.archived_bytes),
            cost: region.map_or_else(Default::default, |region| prices.of(region, &pile)),
        };
    }
}
