//! Why an image stays or goes, in a sentence, and where AWS may well decide otherwise.

use super::super::sentence::days;
use super::super::{ActionKind, Candidate, CountType, Rule};
use super::{Act, Next, Outcome, Reason, Verdict, clock};
use crate::day::Day;
use crate::time::Timestamp;

/// Why AWS may decide otherwise than foretold; its own preview knows better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// AWS does not say whether being restored makes an image younger to a rule by age.
    Restored,
    /// The last pull is known to the day at best.
    PulledAbout,
    /// When it was archived is not known.
    ArchivedWhen,
    /// AWS promises to wait for the index; some users saw otherwise.
    HeldByIndex,
}

impl Doubt {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Restored => {
                "It was restored from the archive; AWS does not say whether its age counts from then."
            }
            Self::PulledAbout => {
                "AWS records pulls once a day at least, so the last one may be up to a day later than shown."
            }
            Self::ArchivedWhen => {
                "When it was archived is not known, so the rule’s days can’t be counted."
            }
            Self::HeldByIndex => {
                "AWS says that it keeps what an index refers to; some users have seen otherwise."
            }
        }
    }
}

impl Outcome<'_> {
    /// Why the image at this place stays or goes; empty where there is none.
    pub fn why(&self, place: usize) -> String {
        let (Some(image), Some(verdict)) = (self.images.get(place), self.verdicts.get(place))
        else {
            return String::new();
        };
        match verdict.reason {
            Reason::Unselected => "Kept: no rule selects it.".to_owned(),
            Reason::Rule { rule, rank } => self.by_rule_why(rule as usize, rank, image, *verdict),
            Reason::Held { rule, index } => self.held(rule as usize, index as usize),
            Reason::Follows { subject } => self.follows(subject as usize),
        }
    }

    fn by_rule_why(&self, place: usize, rank: u32, image: &Candidate, verdict: Verdict) -> String {
        let Some(rule) = self.rules.get(place) else {
            return String::new();
        };
        let priority = rule.rule_priority;
        let grounds = match rule.selection.count_type {
            CountType::ImageCountMoreThan => counted(rule, rank),
            kind => match clock(kind, image) {
                Some(since) => aged(rule, since, verdict.next, self.now),
                None => "it is not known since when it is archived".to_owned(),
            },
        };
        match verdict.act {
            Act::Expire => format!("Expires by rule {priority}: {grounds}."),
            Act::Archive => format!("Archived by rule {priority}: {grounds}."),
            Act::Keep if place + 1 < self.rules.len() => {
                format!("Kept by rule {priority}: {grounds}. Rules after it can’t touch it.")
            }
            Act::Keep => format!("Kept by rule {priority}: {grounds}."),
        }
    }

    fn held(&self, place: usize, index: usize) -> String {
        let priority = self.rules.get(place).map_or(0, |rule| rule.rule_priority);
        let would = match self.rules.get(place).map(|rule| rule.action.kind) {
            Some(ActionKind::Transition) => "archive",
            _ => "expire",
        };
        let index = self
            .images
            .get(index)
            .map_or("", |image| image.digest.short());
        format!(
            "Kept: an index that stays refers to it ({index}). Rule {priority} would {would} it otherwise."
        )
    }

    fn follows(&self, subject: usize) -> String {
        let name = self
            .images
            .get(subject)
            .map_or("", |image| image.digest.short());
        let goes = match self.verdicts.get(subject).map(|verdict| verdict.act) {
            Some(Act::Expire) => "expires",
            Some(Act::Archive) => "is archived",
            _ => "stays",
        };
        format!("Goes with the image that it speaks about ({name}), which {goes}.")
    }

    /// Where AWS may well decide otherwise.
    pub fn doubt(&self, place: usize) -> Option<Doubt> {
        let image = self.images.get(place)?;
        let verdict = self.verdicts.get(place)?;
        if matches!(verdict.reason, Reason::Held { .. }) {
            return Some(Doubt::HeldByIndex);
        }
        let Reason::Rule { rule, .. } = verdict.reason else {
            return None;
        };
        let rule = self.rules.get(rule as usize)?;
        match rule.selection.count_type {
            CountType::ImageCountMoreThan => None,
            CountType::SinceImagePushed => image.restored.map(|_| Doubt::Restored),
            CountType::SinceImageTransitioned => {
                image.archived.is_none().then_some(Doubt::ArchivedWhen)
            }
            CountType::SinceImagePulled => {
                let due = due(rule, image.pulled?);
                let is_near = due < self.now && self.now.since(due) < Timestamp::DAY_MS;
                is_near.then_some(Doubt::PulledAbout)
            }
        }
    }
}

fn due(rule: &Rule, since: Timestamp) -> Timestamp {
    since.plus_millis(i64::from(rule.selection.count_number) * Timestamp::DAY_MS)
}

fn counted(rule: &Rule, rank: u32) -> String {
    let which = rule.selection.images();
    match rule.selection.count_number {
        1 => format!("it keeps the newest of the {which}, and this is number {rank}"),
        number => format!("it keeps the newest {number} of the {which}, and this is number {rank}"),
    }
}

fn aged(rule: &Rule, since: Timestamp, next: Next, now: Timestamp) -> String {
    let happened = match rule.selection.count_type {
        CountType::SinceImagePulled => "last used",
        CountType::SinceImageTransitioned => "archived",
        CountType::SinceImagePushed | CountType::ImageCountMoreThan => "pushed",
    };
    let limit = days(rule.selection.count_number);
    match next {
        Next::Due(at) => format!(
            "{happened} on {}, and due {limit} later, on {}",
            Day::of(since),
            Day::of(at)
        ),
        Next::Nothing | Next::Pushes(_) => {
            let ago = days(now.since(since) / Timestamp::DAY_MS);
            format!("{happened} {ago} ago, and the limit is {limit}")
        }
    }
}
