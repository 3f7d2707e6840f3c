//! Judges repositories: scorecard, waste, and whose an unmanaged one probably is.
//!
//! Needs: cheap where nothing changed, right again on the next day although nobody touched anything, going on after a kill.
//! Design: what changed since the last look is judged at once, everything once a day or when the rules change; only
//! judgements that differ are written. A judgement changes its row, which is therefore looked at once more and found the same.

use super::{TEAM_DAYS, run};
use crate::services::{Judging, Services};
use crate::store::{Judgement, JudgingState, Stored, ToJudge};
use domain::access::Access;
use domain::cost::Wasted;
use domain::day::Day;
use domain::owner::{self, Clues, Guess, Neighbour};
use domain::portal::ChoiceList;
use domain::scorecard::{Facts, Last, Outcome, OwnerFact, Retention, TagRule, card};
use domain::text::TeamName;
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

pub(super) const JOB: &str = "judging";

/// Repositories at once, each with all its images.
const BATCH: u32 = 100;
const LOOK_EVERY_MS: i64 = 15 * 1000;
/// More teams than any company has.
const TEAMS_MOST: u32 = 100_000;

/// Apart from the other jobs, which would wait for the round through a large inventory.
pub async fn run_due_judging(services: &Services, worker: &str) {
    run(services, worker, JOB, judge(services)).await;
}

async fn judge(services: &Services) -> Stored<i64> {
    let store = &services.store;
    let now = services.clock.now();
    let rules = &services.settings.judging;
    let before = store.judging_state().await?;
    let after = JudgingState {
        changes: store.changes_mark().await?,
        day: Day::of(now).number(),
        rules: fingerprint(rules),
    };
    let is_round = (before.day, before.rules) != (after.day, after.rules);
    let since = if is_round { 0 } else { before.changes };
    let (mut last, mut seen, mut written) = (-1, 0, 0);
    let mut around = None;
    loop {
        let some = store.to_judge(since, last, BATCH, now).await?;
        let Some(latest) = some.last() else { break };
        last = latest.id;
        seen += some.len();
        let around = match &mut around {
            Some(around) => around,
            none => none.insert(Around::read(services).await?),
        };
        if some.iter().any(|one| !one.in_git) {
            around.meet_neighbours(services).await?;
        }
        let judged: Vec<(i64, Judgement)> = some
            .iter()
            .map(|one| (one, judgement(one, around, rules, now)))
            .filter(|(one, judgement)| one.differs(judgement))
            .map(|(one, judgement)| (one.id, judgement))
            .collect();
        store.judge(&judged, now).await?;
        written += judged.len();
    }
    if (seen > 0 || is_round) && before != after {
        store.set_judging_state(after).await?;
    }
    if written > 0 {
        store.hasten_job(TEAM_DAYS, now).await?;
        tracing::debug!(seen, written, "judged repositories");
    }
    Ok(LOOK_EVERY_MS)
}

/// Other rules make another round.
fn fingerprint(rules: &Judging) -> i64 {
    let text = serde_json::to_string(&(&rules.limits, &rules.waste)).unwrap_or_default();
    let mut mark = [0; 8];
    mark.copy_from_slice(&Sha256::digest(text)[..8]);
    i64::from_be_bytes(mark)
}

/// What a repository is held against besides its own facts.
struct Around {
    teams: Vec<TeamName>,
    /// Whether the catalog named the teams, so that one which is missing there doesn't exist.
    is_whole: bool,
    neighbours: Option<Neighbours>,
}

/// Names with their teams, by the beginning of the name.
struct Neighbours(HashMap<String, Vec<(String, String)>>);

impl Around {
    async fn read(services: &Services) -> Stored<Self> {
        let found = services
            .store
            .search_choices(ChoiceList::Teams, "", &[], TEAMS_MOST)
            .await?;
        Ok(Self {
            is_whole: services.backstage.is_some() && found.as_of.is_some_and(|at| at.0 > 0),
            teams: found
                .entries
                .iter()
                .filter_map(|entry| TeamName::parse(&entry.value).ok())
                .collect(),
            neighbours: None,
        })
    }

    async fn meet_neighbours(&mut self, services: &Services) -> Stored<()> {
        if self.neighbours.is_some() {
            return Ok(());
        }
        let mut by_prefix: HashMap<String, Vec<(String, String)>> = HashMap::new();
        for (name, team) in services.store.owned_names().await? {
            if let Some(prefix) = owner::prefix(&name) {
                let prefix = prefix.to_owned();
                by_prefix.entry(prefix).or_default().push((name, team));
            }
        }
        self.neighbours = Some(Neighbours(by_prefix));
        Ok(())
    }

    fn guess(&self, one: &ToJudge) -> Option<Guess> {
        let name = one.key.name.as_str();
        let alike = owner::prefix(name)
            .zip(self.neighbours.as_ref())
            .and_then(|(prefix, neighbours)| neighbours.0.get(prefix));
        let neighbours: Vec<Neighbour<'_>> = alike
            .into_iter()
            .flatten()
            .map(|(name, team)| Neighbour { name, team })
            .collect();
        let none = Default::default();
        owner::guess(&Clues {
            name,
            tags: one.seen.as_ref().map_or(&none, |seen| &seen.tags),
            teams: &self.teams,
            neighbours: &neighbours,
            // Events of ECR don't say who pushed.
            pushers: &[],
        })
    }

    fn owner(&self, team: Option<&str>) -> OwnerFact {
        match team.filter(|team| !team.trim().is_empty()) {
            None => OwnerFact::Nobody,
            Some(name) => OwnerFact::Team {
                name: name.to_owned(),
                exists: self
                    .is_whole
                    .then(|| self.teams.iter().any(|team| team.as_str() == name)),
                members: None,
            },
        }
    }
}

fn judgement(one: &ToJudge, around: &Around, rules: &Judging, now: Timestamp) -> Judgement {
    let card = card(&facts(one, around), &rules.limits, now);
    let named = |outcome: Outcome| {
        card.checks
            .iter()
            .filter(|check| check.outcome == outcome)
            .map(|check| check.id.as_str().to_owned())
            .collect()
    };
    let score = card.score();
    let lists = score.map(|_| (named(Outcome::Miss), named(Outcome::Unknown)));
    let (misses, unclear) = lists.unwrap_or_default();
    let has_policy = one
        .seen
        .as_ref()
        .map(|seen| seen.lifecycle_policy.is_some());
    let images = one.content.as_ref().map(|content| &content.images);
    Judgement {
        score,
        misses,
        unclear,
        archived_bytes: images.map(|images| {
            let archived = images.iter().filter(|image| image.archived);
            archived.map(|image| image.bytes).sum()
        }),
        wasted: images.map(|images| Wasted::of(images, has_policy, &rules.waste, now)),
        guess: (!one.in_git).then(|| around.guess(one)).flatten(),
    }
}

fn facts(one: &ToJudge, around: &Around) -> Facts {
    let seen = one.seen.as_ref();
    let content = one.content.as_ref();
    let last = |at: Option<Timestamp>| at.map_or(Last::Never, Last::At);
    Facts {
        name: one.key.name.to_string(),
        in_git: Some(one.in_git),
        created: one.created,
        scanning: content.and_then(|content| content.scanning.clone()),
        scan_rule: None,
        findings: content.and_then(|content| content.findings),
        tag_rule: seen.map(|seen| TagRule {
            value: seen.mutability.clone(),
            filters: seen.exclusion_filters.clone(),
        }),
        encryption: seen.map(|seen| seen.encryption.clone()),
        retention: seen.map(|seen| Retention::of(seen.lifecycle_policy.as_deref())),
        access: content.map(|content| {
            content
                .policy
                .as_deref()
                .map(|policy| Access::read(policy, &one.key.account))
                .unwrap_or_default()
        }),
        owner: Some(around.owner(one.team.as_deref())),
        // AWS has no place for one: what is kept in Git may have it there.
        description: one
            .description
            .clone()
            .or_else(|| (!one.in_git).then(String::new)),
        tags: seen.map(|seen| seen.tags.clone()),
        pushed: content.map(|content| last(content.last_push)),
        pulled: content.map(|content| last(content.last_pull)),
    }
}
