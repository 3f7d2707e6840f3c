//! Pushes as they may come, for repositories that have no images yet: the same for the same question.

use super::Candidate;
use crate::image::Digest;
use crate::time::Timestamp;

/// Most images that are made up at once.
const IMAGES_MAX: u32 = 100_000;
/// Every so many pushes become a release where releases are tagged.
const PUSHES_A_RELEASE: u32 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagScheme {
    /// `v1.0.0`, `v1.0.1` …
    Releases,
    /// The commit that was built.
    Commits,
    /// The commit, and every tenth also a release.
    CommitsAndReleases,
    /// The commit, and `latest` on the newest.
    CommitsAndLatest,
    /// `latest` alone: whatever had it before has no tag any more.
    LatestAlone,
    /// Builds of pull requests, `pr-12-3f2a9c1`, four to each; every tenth push is a release.
    PullRequestsAndReleases,
}

impl TagScheme {
    pub const ALL: [Self; 6] = [
        Self::Releases,
        Self::Commits,
        Self::CommitsAndReleases,
        Self::CommitsAndLatest,
        Self::LatestAlone,
        Self::PullRequestsAndReleases,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Releases => "releases",
            Self::Commits => "commits",
            Self::CommitsAndReleases => "commits-and-releases",
            Self::CommitsAndLatest => "commits-and-latest",
            Self::LatestAlone => "latest-alone",
            Self::PullRequestsAndReleases => "pull-requests-and-releases",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Releases => "Releases, v1.0.3",
            Self::Commits => "Commits, 3f2a9c1",
            Self::CommitsAndReleases => "Commits, every tenth also a release",
            Self::CommitsAndLatest => "Commits, and latest on the newest",
            Self::LatestAlone => "Only latest, which moves",
            Self::PullRequestsAndReleases => "Pull requests, pr-12-3f2a9c1, and releases",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.as_str() == text)
    }

    /// Of the push with this number, counted from 0 and the oldest.
    fn tags(self, number: u32, is_newest: bool, commit: &str) -> Vec<String> {
        let release = || format!("v1.{}.0", number / PUSHES_A_RELEASE);
        let is_release = number.is_multiple_of(PUSHES_A_RELEASE);
        let latest = is_newest.then(|| "latest".to_owned());
        let commit = || commit.to_owned();
        match self {
            Self::Releases => vec![format!("v1.0.{number}")],
            Self::Commits => vec![commit()],
            Self::CommitsAndReleases if is_release => vec![commit(), release()],
            Self::CommitsAndReleases => vec![commit()],
            Self::CommitsAndLatest => std::iter::once(commit()).chain(latest).collect(),
            Self::LatestAlone => latest.into_iter().collect(),
            Self::PullRequestsAndReleases if is_release => vec![release()],
            Self::PullRequestsAndReleases => vec![format!("pr-{}-{}", number / 4 + 1, commit())],
        }
    }
}

/// How a team pushes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushPattern {
    pub per_week: u32,
    pub scheme: TagScheme,
}

impl Default for PushPattern {
    fn default() -> Self {
        Self {
            per_week: 10,
            scheme: TagScheme::CommitsAndReleases,
        }
    }
}

impl PushPattern {
    /// More than any team pushes into one repository.
    pub const PER_WEEK_MAX: u32 = 500;
    /// Half a year tells what a policy comes to.
    pub const WEEKS: u32 = 26;

    /// What can't be read stays as it is by default.
    pub fn read(per_week: &str, scheme: &str) -> Self {
        let default = Self::default();
        let per_week = per_week.trim().parse().unwrap_or(default.per_week);
        Self {
            per_week: per_week.clamp(1, Self::PER_WEEK_MAX),
            scheme: TagScheme::parse(scheme).unwrap_or(default.scheme),
        }
    }

    pub fn images(self, now: Timestamp) -> Vec<Candidate> {
        pushes(self.per_week, self.scheme, Self::WEEKS, now)
    }
}

/// So many pushes a week for so many weeks, evenly up to `now`, the oldest first. Newer images are pulled more often than
/// old ones.
pub fn pushes(per_week: u32, scheme: TagScheme, weeks: u32, now: Timestamp) -> Vec<Candidate> {
    let count = per_week.saturating_mul(weeks).min(IMAGES_MAX);
    let step = 7 * Timestamp::DAY_MS / i64::from(per_week.max(1));
    (0..count)
        .filter_map(|number| {
            let chance = mixed(u64::from(number));
            let hash: String = (0..4_u64)
                .map(|part| format!("{:016x}", mixed(chance ^ part)))
                .collect();
            let age = step.saturating_mul(i64::from(count - 1 - number));
            let pushed = now.plus_millis(-age);
            let digest = Digest::parse(&format!("sha256:{hash}")).ok()?;
            let tags = scheme.tags(
                number,
                number + 1 == count,
                hash.get(..7).unwrap_or_default(),
            );
            Some(Candidate {
                pulled: pulled(pushed, now, chance),
                bytes: 40_000_000 + chance % 60_000_000,
                ..Candidate::new(digest, tags, pushed)
            })
        })
        .collect()
}

/// One in four is never pulled, the others up to a month after their push.
fn pulled(pushed: Timestamp, now: Timestamp, chance: u64) -> Option<Timestamp> {
    const HOUR_MS: i64 = 60 * 60 * 1000;
    let hours = i64::try_from(chance % (30 * 24)).unwrap_or_default();
    let at = pushed.plus_millis(hours * HOUR_MS).min(now);
    (!chance.is_multiple_of(4)).then_some(at)
}

/// Scatters numbers evenly (splitmix64).
fn mixed(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::NOW;
    use std::collections::HashSet;

    #[test]
    fn the_same_question_has_the_same_answer() {
        for scheme in TagScheme::ALL {
            assert_eq!(TagScheme::parse(scheme.as_str()), Some(scheme));
            let images = pushes(10, scheme, 4, NOW);
            assert_eq!(images, pushes(10, scheme, 4, NOW));
            assert_eq!(images.len(), 40);
            let digests: HashSet<_> = images.iter().map(|image| &image.digest).collect();
            assert_eq!(digests.len(), 40);
            assert!(
                images
                    .windows(2)
                    .all(|pair| pair[0].pushed < pair[1].pushed)
            );
            assert_eq!(images[39].pushed, NOW);
            assert!(images[0].pushed > NOW.plus_millis(-28 * Timestamp::DAY_MS));
            assert!(images.iter().all(|image| {
                image
                    .pulled
                    .is_none_or(|at| at >= image.pushed && at <= NOW)
            }));
        }
    }

    #[test]
    fn tags_move_as_the_scheme_says() {
        let tags = |scheme| -> Vec<Vec<String>> {
            let images = pushes(3, scheme, 1, NOW);
            images.into_iter().map(|image| image.tags).collect()
        };
        assert_eq!(
            tags(TagScheme::LatestAlone),
            [vec![], vec![], vec!["latest".to_owned()]]
        );
        assert_eq!(
            tags(TagScheme::Releases).concat(),
            ["v1.0.0", "v1.0.1", "v1.0.2"]
        );
        assert_eq!(tags(TagScheme::CommitsAndLatest)[2].len(), 2);
        let builds = tags(TagScheme::PullRequestsAndReleases).concat();
        assert_eq!(builds[0], "v1.0.0");
        assert!(builds[1].starts_with("pr-1-"));
    }

    #[test]
    fn a_pattern_is_read_leniently() {
        let read = PushPattern::read("4", "releases");
        assert_eq!((read.per_week, read.scheme), (4, TagScheme::Releases));
        assert_eq!(read.images(NOW).len(), 4 * 26);
        assert_eq!(PushPattern::read("many", "none"), PushPattern::default());
        assert_eq!(PushPattern::read("9999999", "").per_week, 500);
    }

    #[test]
    fn no_number_is_too_big() {
        assert!(pushes(0, TagScheme::Commits, 9, NOW).is_empty());
        assert!(pushes(5, TagScheme::Commits, 0, NOW).is_empty());
        assert_eq!(
            pushes(u32::MAX, TagScheme::LatestAlone, u32::MAX, NOW).len(),
            100_000
        );
    }
}
