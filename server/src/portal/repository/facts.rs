//! The scorecard of one repository with its evidence, out of Berth's own copy.

use super::super::BerthPortal;
use crate::store::{ContentKnown, RepositoryKnown};
use domain::access::Access;
use domain::portal::{Answer, ChoiceList, RepositoryState};
use domain::scorecard::{Card, Facts, Findings, Last, OwnerFact, Retention, TagRule, card};
use domain::time::Timestamp;

impl BerthPortal {
    /// `None`: AWS does not have it, so that there is nothing to judge.
    pub(in crate::portal) async fn card(
        &self,
        known: &RepositoryKnown,
        content: Option<&ContentKnown>,
    ) -> Answer<Option<Card>> {
        if known.seen.is_none() {
            return Ok(None);
        }
        let now = self.services.clock.now();
        let findings = match content.filter(|content| content.findings_of.is_some()) {
            Some(content) => {
                let store = &self.services.store;
                Some(store.pressing_findings(content.id, now).await?)
            }
            None => None,
        };
        let owner = self.owner(known.row.team.as_deref()).await?;
        let facts = facts(known, content, findings, owner);
        let limits = &self.services.settings.judging.limits;
        Ok(Some(card(&facts, limits, now)))
    }

    async fn owner(&self, team: Option<&str>) -> Answer<OwnerFact> {
        let Some(name) = team.filter(|team| !team.trim().is_empty()) else {
            return Ok(OwnerFact::Nobody);
        };
        let store = &self.services.store;
        let own = [name.to_owned()];
        let found = store
            .search_choices(ChoiceList::Teams, name, &own, 1)
            .await?;
        // Without a catalog nobody can say that a team does not exist.
        let is_whole = self.services.backstage.is_some() && found.as_of.is_some_and(|at| at.0 > 0);
        let is_there = found.entries.iter().any(|entry| entry.value == name);
        Ok(OwnerFact::Team {
            name: name.to_owned(),
            exists: is_whole.then_some(is_there),
            members: None,
        })
    }
}

fn facts(
    known: &RepositoryKnown,
    content: Option<&ContentKnown>,
    findings: Option<Findings>,
    owner: OwnerFact,
) -> Facts {
    let seen = known.seen.as_ref();
    // A reading brings policy, scanning and images together: before the first nothing is known.
    let read = content.filter(|content| content.totals.is_some());
    let last = |at: Option<Timestamp>| at.map_or(Last::Never, Last::At);
    let totals = read.and_then(|content| content.totals);
    Facts {
        name: known.row.key.name.to_string(),
        in_git: Some(known.row.state != RepositoryState::Unmanaged),
        created: known.row.created,
        scanning: read.and_then(|content| content.scanning.clone()),
        scan_rule: None,
        findings,
        tag_rule: seen.map(|seen| TagRule {
            value: seen.mutability.clone(),
            filters: seen.exclusion_filters.clone(),
        }),
        encryption: seen.map(|seen| seen.encryption.clone()),
        retention: seen.map(|seen| Retention::of(seen.lifecycle_policy.as_deref())),
        access: read.map(|content| {
            let policy = content.policy.as_deref();
            policy
                .map(|text| Access::read(text, &known.row.key.account))
                .unwrap_or_default()
        }),
        owner: Some(owner),
        // AWS has no place for one: what is kept in Git may have it there.
        description: known
            .description
            .clone()
            .or_else(|| (known.row.state == RepositoryState::Unmanaged).then(String::new)),
        tags: seen.map(|seen| seen.tags.clone()),
        pushed: totals.map(|totals| last(totals.last_push)),
        pulled: totals.map(|totals| last(totals.last_pull)),
    }
}
