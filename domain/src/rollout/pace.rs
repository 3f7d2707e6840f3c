//! Which repositories come next.
//!
//! Two limits hold. GitHub counts what makes content and answers bursts with a secondary limit, so that only so many
//! requests begin in a minute; and a team's reviewers can take only so many pull requests at once.

use super::{Item, OptOut, Rollout, RolloutState, Standing};
use crate::time::Timestamp;
use std::collections::HashMap;

/// Requests that rollouts begin in a minute, all together. GitHub allows 80 calls that make content in a minute and
/// 500 in an hour, and a request makes nine of them on its way.
pub const PER_MINUTE: usize = 8;
/// Leaves room for people's own requests in each hour.
pub const PER_HOUR: usize = 48;

/// How many may begin now, after so many began within the last minute and the last hour.
pub fn budget(last_minute: u64, last_hour: u64) -> usize {
    let left =
        |most: usize, begun: u64| most.saturating_sub(usize::try_from(begun).unwrap_or(most));
    left(PER_MINUTE, last_minute).min(left(PER_HOUR, last_hour))
}

/// What to do with one repository now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    Ask {
        place: i64,
    },
    /// It goes on waiting, and this is why.
    Wait {
        place: i64,
        why: String,
    },
}

/// `budget`: how many may be asked for now.
pub fn next(
    rollout: &Rollout,
    items: &[Item],
    opt_outs: &[OptOut],
    now: Timestamp,
    budget: usize,
) -> Vec<Next> {
    if rollout.state != RolloutState::Running {
        return Vec::new();
    }
    let mut open: HashMap<Option<&str>, u32> = HashMap::new();
    for item in items.iter().filter(|item| item.standing().is_open()) {
        *open.entry(item.team.as_deref()).or_default() += 1;
    }
    let mut left = budget;
    let mut all = Vec::new();
    let waiting = items
        .iter()
        .filter(|item| item.standing() == Standing::Waiting && item.next_try <= now);
    for item in waiting {
        let team = item.team.as_deref();
        let out = opt_outs
            .iter()
            .filter(|out| out.keeps_out(&rollout.id, team, now))
            .max_by_key(|out| out.until);
        let place = item.place;
        if let Some(out) = out {
            all.push(Next::Wait {
                place,
                why: format!("{} has opted out: {}", out.team, out.reason),
            });
            continue;
        }
        let of_team = open.entry(team).or_default();
        if *of_team >= rollout.window || left == 0 {
            continue;
        }
        *of_team += 1;
        left -= 1;
        all.push(Next::Ask { place });
    }
    all
}

/// Whether nothing is left that could still come about.
pub fn is_finished(items: &[Item]) -> bool {
    items.iter().all(|item| item.standing().is_over())
}
