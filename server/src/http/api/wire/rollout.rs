//! Rollouts, and teams that stay out.

use super::plan::SettingChange;
use super::words::{ChangeWord, RolloutStateWord, StageWord, StandingWord};
use super::{RepositoryRef, Time};
use crate::http::api::problem::FieldProblem;
use domain::portal::{self, PlanPage, RolloutList, RolloutPage};
use domain::rollout::{self, Item, OptOut, RolloutForm, RolloutProblem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A rollout in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RolloutRow {
    #[schema(format = "uuid")]
    id: String,
    /// What it brings, in a line.
    title: String,
    kind: ChangeWord,
    reason: String,
    by: String,
    started: Time,
    state: RolloutStateWord,
    /// What stopped it by itself.
    why: Option<String>,
    /// Open requests of one team at the same time.
    #[schema(maximum = 4294967295_i64)]
    window: u32,
    /// How many repositories stand how.
    tally: Vec<TallyRow>,
}

/// How many repositories stand so.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct TallyRow {
    standing: StandingWord,
    #[schema(maximum = 9007199254740991_i64)]
    count: u64,
}

impl RolloutRow {
    fn of(rollout: &rollout::Rollout, tally: &portal::Tally) -> Self {
        let tally = tally.0.iter().map(|(standing, count)| TallyRow {
            standing: (*standing).into(),
            count: *count,
        });
        Self {
            id: rollout.id.to_string(),
            title: rollout.aim.title(),
            kind: rollout.aim.kind().into(),
            reason: rollout.reason.clone(),
            by: rollout.by.to_string(),
            started: rollout.started.into(),
            state: rollout.state.into(),
            why: rollout.why.clone(),
            window: rollout.window,
            tally: tally.collect(),
        }
    }
}

/// Rollouts, newest first, and teams that stay out of all.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Rollouts {
    items: Vec<RolloutRow>,
    opt_outs: Vec<OptOutRow>,
    /// Why the caller can’t start one; `null`: can.
    hindrance: Option<String>,
}

impl Rollouts {
    pub(in crate::http) fn of(list: &RolloutList) -> Self {
        let rows = list.rollouts.iter();
        Self {
            items: rows
                .map(|(rollout, tally)| RolloutRow::of(rollout, tally))
                .collect(),
            opt_outs: list.opt_outs.iter().map(OptOutRow::of).collect(),
            hindrance: list.hindrance.clone(),
        }
    }
}

/// A team stays out for a while.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct OptOutRow {
    id: String,
    team: String,
    /// `null`: out of every rollout.
    rollout: Option<String>,
    reason: String,
    /// The end of the last day.
    until: Time,
    by: String,
    created: Time,
}

impl OptOutRow {
    fn of(out: &OptOut) -> Self {
        Self {
            id: out.id.clone(),
            team: out.team.clone(),
            rollout: out.rollout.as_ref().map(ToString::to_string),
            reason: out.reason.clone(),
            until: out.until.into(),
            by: out.by.to_string(),
            created: out.created.into(),
        }
    }
}

/// Everything about one rollout.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RolloutShown {
    rollout: RolloutRow,
    repositories: Vec<ItemRow>,
    /// Newest first.
    events: Vec<RolloutEventRow>,
    opt_outs: Vec<OptOutRow>,
    /// The rollout that takes it back.
    undone_by: Option<String>,
    may_steer: bool,
    may_approve: bool,
}

/// A repository of a rollout.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ItemRow {
    repository: RepositoryRef,
    team: Option<String>,
    standing: StandingWord,
    /// Why it waits or was left out.
    why: Option<String>,
    /// Its request, once there is one.
    request: Option<String>,
    stage: Option<StageWord>,
    /// The commit of its pull request, to approve it by.
    commit: Option<String>,
}

impl ItemRow {
    fn of(item: &Item) -> Self {
        let row = item.row.as_ref();
        Self {
            repository: RepositoryRef::of(&item.key),
            team: item.team.clone(),
            standing: item.standing().into(),
            why: item.why.clone(),
            request: row.map(|row| row.id.to_string()),
            stage: row.map(|row| row.stage.into()),
            commit: item.head.as_ref().map(|sha| sha.0.clone()),
        }
    }
}

/// An entry of a rollout’s record.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RolloutEventRow {
    at: Time,
    /// `null`: Berth itself.
    by: Option<String>,
    sentence: String,
}

impl RolloutShown {
    pub(in crate::http) fn of(page: &RolloutPage) -> Self {
        let events = page.events.iter().map(|event| RolloutEventRow {
            at: event.at.into(),
            by: event.by.as_ref().map(ToString::to_string),
            sentence: event.sentence.clone(),
        });
        Self {
            rollout: RolloutRow::of(&page.rollout, &page.tally),
            repositories: page.items.iter().map(ItemRow::of).collect(),
            events: events.collect(),
            opt_outs: page.opt_outs.iter().map(OptOutRow::of).collect(),
            undone_by: page.undone_by.as_ref().map(ToString::to_string),
            may_steer: page.may_steer,
            may_approve: page.may_approve,
        }
    }
}

/// The part of the standard that is brought.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::http) enum PartWord {
    Lifecycle,
    Settings,
}

/// A changed standard, to be brought to the repositories that the query finds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct RolloutWish {
    part: PartWord,
    /// Of a lifecycle policy: a preset’s word, or `own` with a policy in `json`.
    #[serde(default)]
    policy: String,
    #[serde(default)]
    json: String,
    /// Of settings: `mutable`, `immutable`, `mutable_except` or `immutable_except`; empty: as each repository has it.
    #[serde(default)]
    mutability: String,
    #[serde(default)]
    exceptions: Vec<String>,
    /// `null`: as each repository has it.
    #[serde(default)]
    scan: Option<bool>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    /// Why; every request of the rollout says so.
    #[serde(default)]
    reason: String,
    /// Open requests of one team at the same time, 1 to 100.
    #[serde(default = "usual_window", deserialize_with = "super::whole")]
    #[schema(maximum = 255)]
    window: u8,
    /// How many repositories the plan named. Starting takes it, so that nothing is touched that nobody saw.
    #[serde(default, deserialize_with = "super::maybe_whole")]
    #[schema(maximum = 65535)]
    shown: Option<u16>,
}

fn usual_window() -> u8 {
    10
}

impl From<RolloutWish> for RolloutForm {
    fn from(wish: RolloutWish) -> Self {
        let tags = wish
            .tags
            .iter()
            .map(|(key, value)| format!("{key}={value}"));
        Self {
            part: match wish.part {
                PartWord::Lifecycle => rollout::PART_LIFECYCLE,
                PartWord::Settings => rollout::PART_SETTINGS,
            }
            .to_owned(),
            policy: wish.policy,
            json: wish.json,
            mutability: wish.mutability,
            exceptions: wish.exceptions.join("\n"),
            scan: match wish.scan {
                None => "",
                Some(true) => "on",
                Some(false) => "off",
            }
            .to_owned(),
            tags: tags.collect::<Vec<_>>().join("\n"),
            reason: wish.reason,
            window: wish.window.to_string(),
            shown: wish
                .shown
                .map(|shown| shown.to_string())
                .unwrap_or_default(),
        }
    }
}

/// What a rollout would bring. Nothing was written.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RolloutPlan {
    problems: Vec<FieldProblem>,
    /// What it brings, in a line; `null`: the wish does not say yet.
    title: Option<String>,
    touched: Vec<Touched>,
    /// Why nothing will be asked for some.
    left_out: Vec<LeftOut>,
    /// How many are as the standard says already.
    #[schema(maximum = 9007199254740991_i64)]
    alike: u64,
    /// How many more the query finds than one rollout takes.
    #[schema(maximum = 9007199254740991_i64)]
    beyond: u64,
    /// Why the caller can’t start one; `null`: can.
    hindrance: Option<String>,
}

/// A repository that would be changed.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Touched {
    repository: RepositoryRef,
    team: Option<String>,
    changes: Vec<SettingChange>,
    /// Why it waits at first.
    waits: Option<String>,
}

/// A repository for which nothing will be asked.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct LeftOut {
    repository: RepositoryRef,
    why: String,
}

pub(in crate::http) fn rollout_problems(problems: &[RolloutProblem]) -> Vec<FieldProblem> {
    let one = |problem: &RolloutProblem| match problem.field {
        Some(field) => FieldProblem::on(field.as_str(), problem.message.as_str()),
        None => FieldProblem::whole(problem.message.as_str()),
    };
    problems.iter().map(one).collect()
}

impl RolloutPlan {
    pub(in crate::http) fn of(page: &PlanPage) -> Self {
        let plan = page.plan.as_ref();
        let touched = plan.map(|plan| plan.touched.as_slice()).unwrap_or_default();
        let left_out = plan
            .map(|plan| plan.left_out.as_slice())
            .unwrap_or_default();
        let row = |row: &portal::PlanRow| Touched {
            repository: RepositoryRef::of(&row.key),
            team: row.team.clone(),
            changes: row.changes.iter().map(SettingChange::of).collect(),
            waits: row.waits.as_ref().map(|(why, _)| why.clone()),
        };
        Self {
            problems: rollout_problems(&page.problems),
            title: plan.map(|plan| plan.title.clone()),
            touched: touched.iter().map(row).collect(),
            left_out: left_out
                .iter()
                .map(|(key, why)| LeftOut {
                    repository: RepositoryRef::of(key),
                    why: why.clone(),
                })
                .collect(),
            alike: plan.map_or(0, |plan| plan.alike),
            beyond: plan.map_or(0, |plan| plan.beyond),
            hindrance: page.hindrance.clone(),
        }
    }
}

/// The wish to keep a team out for a while.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct OptOutWish {
    #[schema(min_length = 1, max_length = 100)]
    pub(in crate::http) team: String,
    /// One rollout; `null`: every one.
    #[serde(default)]
    #[schema(format = "uuid")]
    pub(in crate::http) rollout: Option<String>,
    #[schema(min_length = 10, max_length = 500)]
    pub(in crate::http) reason: String,
    /// The last day, at most a year ahead.
    #[schema(format = Date)]
    pub(in crate::http) until: String,
}
