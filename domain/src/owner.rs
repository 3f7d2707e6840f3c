//! Whose a repository probably is, when nobody wrote it down: a guess with its evidence, never a fact.

use crate::text::TeamName;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Points for a tag that names a team; alone enough for a strong guess.
const TAG: u32 = 60;
/// For a tag's value when no list of teams is known to hold it against.
const TAG_UNCHECKED: u32 = 40;
/// For a name that begins with a team.
const NAME: u32 = 30;
/// For whole agreement of the repositories of the same prefix.
const NEIGHBOURS: u32 = 30;
/// For whole agreement of those who push.
const PUSHERS: u32 = 35;
/// AWS tag keys by which companies name an owner, in lower case.
const TAG_KEYS: [&str; 9] = [
    "team",
    "owner",
    "owning-team",
    "owner-team",
    "squad",
    "group",
    "maintainer",
    "contact",
    "backstage.io/owner",
];

/// Everything that may tell.
#[derive(Clone, Copy, Debug)]
pub struct Clues<'a> {
    /// The repository's name.
    pub name: &'a str,
    pub tags: &'a BTreeMap<String, String>,
    /// The teams that exist; empty when no list is known.
    pub teams: &'a [TeamName],
    /// Repositories whose team is known.
    pub neighbours: &'a [Neighbour<'a>],
    /// Who pushed, where that is known.
    pub pushers: &'a [Pusher<'a>],
}

#[derive(Clone, Copy, Debug)]
pub struct Neighbour<'a> {
    pub name: &'a str,
    pub team: &'a str,
}

#[derive(Clone, Copy, Debug)]
pub struct Pusher<'a> {
    /// A role's or a person's name.
    pub who: &'a str,
    pub team: &'a str,
}

/// One team that it may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guess {
    pub team: String,
    pub confidence: Confidence,
    /// Why, strongest first.
    pub evidence: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    Weak,
    Fair,
    Strong,
}

impl Confidence {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Fair => "fair",
            Self::Strong => "strong",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Weak, Self::Fair, Self::Strong]
            .into_iter()
            .find(|confidence| confidence.as_str() == text)
    }
}

/// A team, its points, and why.
type Votes = BTreeMap<String, Vec<(u32, String)>>;

/// The teams it may be, likeliest first. Empty: nothing points anywhere.
pub fn guesses(clues: &Clues<'_>) -> Vec<Guess> {
    let mut votes = Votes::new();
    from_tags(clues, &mut votes);
    from_name(clues, &mut votes);
    from_neighbours(clues, &mut votes);
    from_pushers(clues, &mut votes);
    let sum = |votes: &[(u32, String)]| votes.iter().map(|(points, _)| points).sum::<u32>();
    let mut ranked: Vec<_> = votes
        .into_iter()
        .map(|(team, votes)| (sum(&votes), team, votes))
        .collect();
    ranked.sort_by(|one, other| (other.0, &one.1).cmp(&(one.0, &other.1)));
    let points: Vec<u32> = ranked.iter().map(|(points, ..)| *points).collect();
    // Everybody's rival is the first, and the first's is the second.
    let rival = |place: usize| points.get(usize::from(place == 0)).copied();
    ranked
        .into_iter()
        .enumerate()
        .map(|(place, (own, team, mut votes))| {
            votes.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
            Guess {
                team,
                confidence: confidence(own, rival(place).unwrap_or_default()),
                evidence: votes.into_iter().map(|(_, why)| why).collect(),
            }
        })
        .collect()
}

/// The likeliest, unless another is about as likely.
pub fn guess(clues: &Clues<'_>) -> Option<Guess> {
    let mut all = guesses(clues);
    let tied = matches!(all.as_slice(), [first, second, ..]
        if first.confidence == Confidence::Weak && second.confidence == Confidence::Weak);
    (!tied && !all.is_empty()).then(|| all.swap_remove(0))
}

/// A strong guess needs points and distance: two teams with the same claim are a question, not an answer.
fn confidence(own: u32, rival: u32) -> Confidence {
    match own.saturating_sub(rival) {
        lead if own >= TAG && lead >= 30 => Confidence::Strong,
        lead if own >= 25 && lead >= 10 => Confidence::Fair,
        _ => Confidence::Weak,
    }
}

fn vote(votes: &mut Votes, team: &str, points: u32, why: String) {
    if points > 0 {
        votes
            .entry(team.to_owned())
            .or_default()
            .push((points, why));
    }
}

/// A team as catalogs, mail addresses and people write it: `group:default/payments`, `@acme/payments`, `Payments Team`.
fn plain(text: &str) -> String {
    let text = text.trim();
    let text = text.split_once(':').map_or(text, |(_, rest)| rest);
    let mail = text.split_once('@').filter(|(user, _)| !user.is_empty());
    let text = mail.map_or(text, |(user, _)| user);
    let text = text.rsplit('/').next().unwrap_or(text);
    let words: Vec<String> = text
        .to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty() && !matches!(*word, "team" | "squad"))
        .map(str::to_owned)
        .collect();
    words.join("-")
}

fn known<'a>(clues: &Clues<'a>, text: &str) -> Option<&'a str> {
    let exact = clues.teams.iter().find(|team| team.as_str() == text.trim());
    let wanted = plain(text);
    let alike = || {
        let mut found = clues
            .teams
            .iter()
            .filter(|team| plain(team.as_str()) == wanted);
        found
            .next()
            .filter(|_| !wanted.is_empty() && found.next().is_none())
    };
    exact.or_else(alike).map(TeamName::as_str)
}

fn from_tags(clues: &Clues<'_>, votes: &mut Votes) {
    for (key, value) in clues.tags {
        if !TAG_KEYS.contains(&key.to_lowercase().as_str()) || value.trim().is_empty() {
            continue;
        }
        let why = format!("The AWS tag {key} is “{value}”.");
        match known(clues, value) {
            Some(team) => vote(votes, team, TAG, why),
            None if clues.teams.is_empty() && !plain(value).is_empty() => {
                vote(votes, &plain(value), TAG_UNCHECKED, why);
            }
            None => {}
        }
    }
}

/// What a name begins with, and how it is written: the first part before a slash, or before a hyphen.
pub fn prefix(name: &str) -> Option<&str> {
    let end = name.find('/').or_else(|| name.find('-'))?;
    (end > 0).then(|| &name[..=end])
}

fn from_name(clues: &Clues<'_>, votes: &mut Votes) {
    let begins = |team: &str| {
        let rest = clues.name.strip_prefix(team)?;
        (rest.is_empty() || rest.starts_with(['/', '-', '_', '.'])).then_some(team.len())
    };
    let longest = clues
        .teams
        .iter()
        .filter_map(|team| begins(team.as_str()).map(|length| (length, team.as_str())))
        .max();
    if let Some((_, team)) = longest {
        vote(votes, team, NAME, format!("The name begins with {team}."));
        return;
    }
    let Some(prefix) = prefix(clues.name) else {
        return;
    };
    let word = prefix.trim_end_matches(['/', '-']);
    if let Some(team) = known(clues, word) {
        let why = format!("The name begins with {word}, much like the team {team}.");
        vote(votes, team, NAME - 5, why);
    }
}

fn from_neighbours(clues: &Clues<'_>, votes: &mut Votes) {
    let Some(prefix) = prefix(clues.name) else {
        return;
    };
    let teams: Vec<&str> = clues
        .neighbours
        .iter()
        .filter(|other| other.name != clues.name && other.name.starts_with(prefix))
        .map(|other| other.team)
        .collect();
    // One repository alone, or a prefix that is only a word, says half as much.
    let most = if teams.len() == 1 || prefix.ends_with('-') {
        NEIGHBOURS / 2
    } else {
        NEIGHBOURS
    };
    for (team, count) in counted(&teams) {
        let all = teams.len();
        let why = match all {
            1 => format!("The other repository under {prefix} belongs to {team}."),
            _ => format!("{count} of {all} repositories under {prefix} belong to {team}."),
        };
        vote(votes, team, share(most, count, all), why);
    }
}

fn from_pushers(clues: &Clues<'_>, votes: &mut Votes) {
    let teams: Vec<&str> = clues.pushers.iter().map(|pusher| pusher.team).collect();
    for (team, count) in counted(&teams) {
        let mut names: Vec<&str> = clues
            .pushers
            .iter()
            .filter(|pusher| pusher.team == team)
            .map(|pusher| pusher.who)
            .collect();
        names.sort_unstable();
        names.dedup();
        let why = format!("{} of team {team} pushed to it.", names.join(", "));
        vote(votes, team, share(PUSHERS, count, teams.len()), why);
    }
}

fn counted<'a>(teams: &[&'a str]) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for team in teams {
        *counts.entry(*team).or_default() += 1;
    }
    counts
}

fn share(most: u32, count: usize, all: usize) -> u32 {
    let part = u64::from(most) * count as u64 / all.max(1) as u64;
    u32::try_from(part).unwrap_or(most)
}

#[cfg(test)]
mod tests;
