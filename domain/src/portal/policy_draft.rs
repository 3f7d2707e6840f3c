//! Another lifecycle policy before it is asked for: what is wrong with it, and what it would do to the images.

use super::LifecyclePage;
use crate::image::{Digest, PULLED_LATELY_DAYS};
use crate::lifecycle::evaluate::{Act, Outcome, Sum, Totals, compare, evaluate};
use crate::lifecycle::lint::Linted;
use crate::lifecycle::second_opinion::Agreement;
use crate::lifecycle::simulate::PushPattern;
use crate::lifecycle::{Candidate, LifecyclePolicy, as_of};
use crate::request::{Applying, PolicyImpact};
use crate::time::Timestamp;
use std::cmp::Reverse;
use std::collections::HashSet;

/// Where the policy in the making comes from.
#[derive(Clone, Copy, Debug)]
pub enum PolicyStart<'a> {
    /// From the one in force. Nothing is asked about it yet.
    InForce,
    /// It was typed.
    Typed(&'a str),
    /// It was typed, and AWS's own preview is wanted beside Berth's.
    HeldAgainstAws(&'a str),
}

impl<'a> PolicyStart<'a> {
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::InForce => None,
            Self::Typed(text) | Self::HeldAgainstAws(text) => Some(text),
        }
    }
}

/// How long images stay, and how long they would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleTab {
    pub page: LifecyclePage,
    pub draft: PolicyDraft,
}

/// The policy in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDraft {
    /// As it was typed, or as a preset has it.
    pub text: String,
    /// `None`: nothing was asked about it yet.
    pub linted: Option<Linted>,
    /// `None`: it can't be told, because AWS would refuse the policy or no image was ever read.
    pub preview: Option<PolicyPreview>,
    pub applying: Applying,
    /// Why it can't be changed through Berth at all.
    pub nowhere: bool,
    /// `None`: AWS was not asked.
    pub aws: Option<AwsSays>,
    /// What it is tried on where there are no images.
    pub pushes: PushPattern,
}

/// What AWS's own preview says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AwsSays {
    Compared(Agreement),
    /// It is at another preview, or takes longer than somebody waits.
    Busy,
    /// In AWS's words.
    Failed(String),
    /// It can't be asked now.
    Silent,
}

/// As many rows as a person looks through. The totals count all images.
const ROWS: usize = 60;
/// Bars of the strip.
const BARS: usize = 240;

/// What a policy would do to the images as they were read last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPreview {
    pub totals: Totals,
    /// The same of the policy in force, where there is one that can be told about.
    pub in_force: Option<Totals>,
    /// Images that go now and would have stayed under the policy in force.
    pub newly_gone: Sum,
    /// Images that stay now and would have gone.
    pub newly_kept: Sum,
    pub rules: Vec<RuleEffect>,
    /// From newest to oldest; each bar may stand for several images, and shows the gravest.
    pub strip: Vec<Act>,
    /// What goes, those pulled lately first; then what is next in line.
    pub rows: Vec<PreviewRow>,
    pub more: u64,
    pub pulled_lately: u64,
    /// `None`: no image is as old as that.
    pub quarter: Option<Quarter>,
    pub as_of: Timestamp,
    /// What is freed costs at most this in a month, as the price list writes it; layers are shared.
    pub saves: String,
}

/// The policy tried on the images as they were a quarter ago, as far as those that are left tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quarter {
    /// Images of then that are still there.
    pub images: u64,
    pub gone: u64,
    /// Of those that would have gone, pulled since.
    pub missed: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleEffect {
    pub priority: u32,
    pub sentence: String,
    pub acts: Sum,
    pub keeps: Sum,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewRow {
    pub digest: Digest,
    pub tags: Vec<String>,
    pub pushed: Timestamp,
    pub pulled: Option<Timestamp>,
    pub bytes: u64,
    pub act: Act,
    pub why: String,
    /// What makes it uncertain.
    pub doubt: Option<&'static str>,
    pub pulled_lately: bool,
    pub due: Option<Timestamp>,
}

impl PolicyPreview {
    /// `images` as of `read`; `price`: what so many bytes cost in a month, in words.
    pub fn of(
        policy: &LifecyclePolicy,
        in_force: Option<&LifecyclePolicy>,
        images: &[Candidate],
        read: Timestamp,
        now: Timestamp,
        price: impl Fn(u64) -> String,
    ) -> Self {
        let outcome = evaluate(policy, images, now);
        let before = in_force.map(|policy| evaluate(policy, images, now));
        let changes = before.as_ref().map(|before| compare(before, &outcome));
        let order = newest_first(images);
        let mut rows = rows(&outcome, &order, now);
        let going = rows.len();
        let more = going.saturating_sub(ROWS) as u64;
        rows.truncate(ROWS);
        rows.extend(next(&outcome, now, ROWS - rows.len().min(ROWS)));
        let totals = outcome.totals();
        Self {
            in_force: before.as_ref().map(Outcome::totals),
            newly_gone: changes.as_ref().map_or_else(
                || sum(totals.expired, totals.archived),
                |changes| sum(changes.sum(Act::Expire), changes.sum(Act::Archive)),
            ),
            newly_kept: changes
                .map(|changes| changes.sum(Act::Keep))
                .unwrap_or_default(),
            rules: effects(&outcome),
            strip: strip(&outcome, &order),
            pulled_lately: lately(&outcome, now),
            quarter: Quarter::of(policy, images, now),
            saves: price(totals.expired.bytes),
            totals,
            rows,
            more,
            as_of: read,
        }
    }

    /// Whether it could be tried on anything.
    pub fn has_images(&self) -> bool {
        !self.strip.is_empty()
    }

    /// What stands in the request.
    pub fn impact(&self) -> PolicyImpact {
        let Totals {
            kept,
            expired,
            archived,
        } = self.totals;
        PolicyImpact {
            images: kept.count + expired.count + archived.count,
            expires: expired.count,
            archives: archived.count,
            bytes: expired.bytes,
            pulled_lately: self.pulled_lately,
            as_of: Some(self.as_of),
        }
    }
}

impl Quarter {
    const DAYS: i64 = 90;

    fn of(policy: &LifecyclePolicy, images: &[Candidate], now: Timestamp) -> Option<Self> {
        let then = now.plus_millis(-Self::DAYS * Timestamp::DAY_MS);
        let past = as_of(images, then);
        if past.is_empty() {
            return None;
        }
        let outcome = evaluate(policy, &past, then);
        let gone: HashSet<&Digest> = outcome
            .iter()
            .filter(|(_, verdict)| verdict.act != Act::Keep)
            .map(|(image, _)| &image.digest)
            .collect();
        let missed = images
            .iter()
            .filter(|image| image.pulled > Some(then) && gone.contains(&image.digest));
        Some(Self {
            images: past.len() as u64,
            gone: gone.len() as u64,
            missed: missed.count() as u64,
        })
    }
}

fn sum(one: Sum, other: Sum) -> Sum {
    Sum {
        count: one.count + other.count,
        bytes: one.bytes.saturating_add(other.bytes),
    }
}

fn newest_first(images: &[Candidate]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..images.len()).collect();
    order.sort_unstable_by_key(|place| Reverse((images[*place].youth(), &images[*place].digest)));
    order
}

fn is_lately(image: &Candidate, now: Timestamp) -> bool {
    let since = now.plus_millis(-PULLED_LATELY_DAYS * Timestamp::DAY_MS);
    image.pulled.is_some_and(|pulled| pulled >= since)
}

fn lately(outcome: &Outcome<'_>, now: Timestamp) -> u64 {
    let goes = outcome
        .iter()
        .filter(|(_, verdict)| verdict.act != Act::Keep);
    goes.filter(|(image, _)| is_lately(image, now)).count() as u64
}

fn row(outcome: &Outcome<'_>, place: usize, now: Timestamp) -> Option<PreviewRow> {
    let image = outcome.images().get(place)?;
    let verdict = outcome.verdicts().get(place)?;
    Some(PreviewRow {
        digest: image.digest.clone(),
        tags: image.tags.clone(),
        pushed: image.pushed,
        pulled: image.pulled,
        bytes: image.bytes,
        act: verdict.act,
        why: outcome.why(place),
        doubt: outcome.doubt(place).map(|doubt| doubt.sentence()),
        pulled_lately: is_lately(image, now),
        due: verdict.due(),
    })
}

/// All that goes: what somebody pulled lately first, then the newest.
fn rows(outcome: &Outcome<'_>, order: &[usize], now: Timestamp) -> Vec<PreviewRow> {
    let goes = |place: &&usize| outcome.verdicts()[**place].act != Act::Keep;
    let going = order.iter().filter(goes);
    let mut rows: Vec<PreviewRow> = going
        .filter_map(|place| row(outcome, *place, now))
        .collect();
    rows.sort_by_key(|row| !row.pulled_lately);
    rows
}

/// What goes next if nothing is pushed, and what the next push of each rule that counts would end.
fn next(outcome: &Outcome<'_>, now: Timestamp, most: usize) -> Vec<PreviewRow> {
    const OF_EACH: usize = 5;
    let due = outcome
        .next_due(OF_EACH)
        .into_iter()
        .map(|(place, _)| place);
    let rules: Vec<u32> = outcome
        .by_rule()
        .iter()
        .map(|of| of.rule.rule_priority)
        .collect();
    let in_line = rules.into_iter().flat_map(|priority| {
        let line = outcome.next_in_line(priority, 2);
        line.into_iter().map(|(place, _)| place)
    });
    let mut places: Vec<usize> = Vec::new();
    for place in due.chain(in_line) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let rows = places.into_iter().take(most);
    rows.filter_map(|place| row(outcome, place, now)).collect()
}

fn effects(outcome: &Outcome<'_>) -> Vec<RuleEffect> {
    let of_rules = outcome.by_rule().into_iter();
    of_rules
        .map(|of| RuleEffect {
            priority: of.rule.rule_priority,
            sentence: of.rule.sentence(),
            acts: of.acted,
            keeps: of.kept,
        })
        .collect()
}

fn strip(outcome: &Outcome<'_>, order: &[usize]) -> Vec<Act> {
    let gravity = |act: &Act| match act {
        Act::Keep => 0,
        Act::Archive => 1,
        Act::Expire => 2,
    };
    let width = order.len().div_ceil(BARS).max(1);
    let bars = order.chunks(width);
    bars.filter_map(|places| {
        let acts = places.iter().map(|place| outcome.verdicts()[*place].act);
        acts.max_by_key(gravity)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::LifecyclePolicy;
    use crate::testing::NOW;

    fn image(number: u32, days: i64, pulled: Option<i64>) -> Candidate {
        let digest = Digest::parse(&format!("sha256:{number:064x}")).unwrap();
        let ago = |days: i64| NOW.plus_millis(-days * Timestamp::DAY_MS);
        Candidate {
            pulled: pulled.map(ago),
            bytes: 1_000,
            ..Candidate::new(digest, vec![format!("v{number}")], ago(days))
        }
    }

    fn preview(images: &[Candidate], keep: u32, was: Option<u32>) -> PolicyPreview {
        let was = was.map(LifecyclePolicy::keep_last);
        let price = |bytes: u64| format!("${bytes}");
        let policy = LifecyclePolicy::keep_last(keep);
        PolicyPreview::of(&policy, was.as_ref(), images, NOW, NOW, price)
    }

    #[test]
    fn a_quarter_ago_it_would_have_taken_what_was_pulled_since() {
        // Two were there a quarter ago and would have gone; one of them is pulled to this day, one was pulled before.
        let images = [
            image(1, 95, None),
            image(2, 200, Some(2)),
            image(3, 300, Some(250)),
            image(4, 5, Some(1)),
        ];
        let quarter = preview(&images, 1, None).quarter.unwrap();
        assert_eq!((quarter.images, quarter.gone, quarter.missed), (3, 2, 1));
        assert_eq!(preview(&images[3..], 1, None).quarter, None);
    }

    #[test]
    fn what_goes_and_was_pulled_lately_stands_first() {
        let images: Vec<Candidate> = (0..6)
            .map(|n| image(n, i64::from(n), (n == 5).then_some(3)))
            .collect();
        let shown = preview(&images, 3, Some(5));
        assert_eq!(
            (shown.totals.kept.count, shown.totals.expired.count),
            (3, 3)
        );
        assert_eq!(shown.in_force.unwrap().expired.count, 1);
        assert_eq!((shown.newly_gone.count, shown.newly_kept.count), (2, 0));
        assert_eq!(shown.rows[0].tags, ["v5"]);
        assert!(shown.rows[0].pulled_lately && !shown.rows[1].pulled_lately);
        assert_eq!(shown.saves, "$3000");
        assert_eq!(
            shown.strip,
            [
                Act::Keep,
                Act::Keep,
                Act::Keep,
                Act::Expire,
                Act::Expire,
                Act::Expire
            ]
        );
        let impact = shown.impact();
        assert_eq!(
            (impact.images, impact.expires, impact.pulled_lately),
            (6, 3, 1)
        );
        let next: Vec<_> = shown.rows[3..].iter().map(|row| &row.tags[0]).collect();
        assert_eq!(next, ["v2", "v1"], "the next pushes end these");
    }

    #[test]
    fn many_images_are_a_strip_of_few_bars_and_a_page_of_rows() {
        let images: Vec<Candidate> = (0..5_000).map(|n| image(n, i64::from(n), None)).collect();
        let shown = preview(&images, 10, None);
        assert!(shown.strip.len() <= BARS);
        assert_eq!((shown.rows.len(), shown.more), (ROWS, 4_990 - ROWS as u64));
        assert_eq!(shown.newly_gone.count, 4_990, "nothing is in force");
    }
}
