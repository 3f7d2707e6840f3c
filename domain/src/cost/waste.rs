//! Storage that probably nobody would miss. Each image counts once, under the first reason that fits, so the piles add up.

use crate::image::Image;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// A platform's image is pushed so shortly before its index.
const BEFORE_INDEX: i64 = 5 * 60 * 1000;

/// Why storage is counted as waste.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waste {
    /// No tag points at it and no other image needs it.
    Untagged,
    /// Tagged, but nobody ever pulled it.
    NeverPulled,
    /// Beyond what a lifecycle policy would have kept, where there is none.
    NoPolicy,
}

impl Waste {
    pub const ALL: [Self; 3] = [Self::Untagged, Self::NeverPulled, Self::NoPolicy];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Untagged => "untagged",
            Self::NeverPulled => "never_pulled",
            Self::NoPolicy => "no_policy",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|waste| waste.as_str() == text)
    }
}

/// From when on storage counts as waste. Configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WasteRules {
    /// Days after the push for images without a tag.
    pub untagged_days: u32,
    /// Days after the push for images that nobody pulled.
    pub never_pulled_days: u32,
    /// Newest images that a policy would keep.
    pub keep: u32,
}

impl Default for WasteRules {
    fn default() -> Self {
        Self {
            untagged_days: 14,
            never_pulled_days: 90,
            keep: crate::lifecycle::DEFAULT_KEEP,
        }
    }
}

impl WasteRules {
    /// What counts as waste and what doesn't, for people.
    pub fn sentence(&self, waste: Waste) -> String {
        match waste {
            Waste::Untagged => format!(
                "No tag for {} days since the push, and in no index.",
                self.untagged_days
            ),
            Waste::NeverPulled => format!(
                "Tagged, pushed more than {} days ago, and no pull that AWS recorded.",
                self.never_pulled_days
            ),
            Waste::NoPolicy => format!(
                "Older than the newest {} in a repository without a lifecycle policy.",
                self.keep
            ),
        }
    }
}

/// What matters of one image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredImage {
    pub bytes: u64,
    pub archived: bool,
    pub tagged: bool,
    /// A part of an index, or a signature or an attestation of another image: it goes when that goes.
    pub belongs_to_another: bool,
    pub pushed: Timestamp,
    pub pulled: Option<Timestamp>,
}

impl From<&Image> for StoredImage {
    fn from(image: &Image) -> Self {
        Self {
            bytes: image.seen.bytes,
            archived: image.seen.archived,
            tagged: image.is_tagged(),
            belongs_to_another: !image.is_apart(),
            pushed: image.seen.pushed,
            pulled: image.seen.pulled,
        }
    }
}

/// An image without a tag that was pushed shortly before an index may be one of its platforms: without it the index breaks.
/// `indexes`: when those were pushed whose platforms nobody has read.
pub fn spare_platforms(images: &mut [StoredImage], indexes: &mut [Timestamp]) {
    indexes.sort_unstable();
    for image in images.iter_mut().filter(|image| !image.tagged) {
        let next = indexes.partition_point(|index| *index < image.pushed);
        image.belongs_to_another |= indexes
            .get(next)
            .is_some_and(|index| index.since(image.pushed) <= BEFORE_INDEX);
    }
}

/// Some images together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pile {
    pub images: u64,
    /// In the standard storage class.
    pub bytes: u64,
    pub archived_bytes: u64,
}

impl AddAssign for Pile {
    fn add_assign(&mut self, other: Self) {
        self.images = self.images.saturating_add(other.images);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.archived_bytes = self.archived_bytes.saturating_add(other.archived_bytes);
    }
}

impl Pile {
    fn put(&mut self, image: &StoredImage) {
        let (bytes, archived_bytes) = match image.archived {
            true => (0, image.bytes),
            false => (image.bytes, 0),
        };
        *self += Self {
            images: 1,
            bytes,
            archived_bytes,
        };
    }
}

/// The waste of one repository, or of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wasted {
    pub untagged: Pile,
    pub never_pulled: Pile,
    pub no_policy: Pile,
}

impl AddAssign for Wasted {
    fn add_assign(&mut self, other: Self) {
        for waste in Waste::ALL {
            *self.pile_mut(waste) += other.pile(waste);
        }
    }
}

impl Wasted {
    /// Sorts a repository's images. `has_policy` is `None` while that isn't known: nothing is held against it then.
    pub fn of(
        images: &[StoredImage],
        has_policy: Option<bool>,
        rules: &WasteRules,
        now: Timestamp,
    ) -> Self {
        let mut standing: Vec<&StoredImage> = images
            .iter()
            .filter(|image| !image.belongs_to_another)
            .collect();
        standing.sort_by_key(|image| std::cmp::Reverse(image.pushed));
        let keep = usize::try_from(rules.keep).unwrap_or(usize::MAX);
        let mut wasted = Self::default();
        for (position, image) in standing.into_iter().enumerate() {
            let older = |days: u32| now.since(image.pushed) > i64::from(days) * DAY;
            let waste = if !image.tagged && older(rules.untagged_days) {
                Some(Waste::Untagged)
            } else if image.tagged && image.pulled.is_none() && older(rules.never_pulled_days) {
                Some(Waste::NeverPulled)
            } else if has_policy == Some(false) && position >= keep {
                Some(Waste::NoPolicy)
            } else {
                None
            };
            if let Some(waste) = waste {
                wasted.pile_mut(waste).put(image);
            }
        }
        wasted
    }

    pub fn pile(&self, waste: Waste) -> Pile {
        match waste {
            Waste::Untagged => self.untagged,
            Waste::NeverPulled => self.never_pulled,
            Waste::NoPolicy => self.no_policy,
        }
    }

    fn pile_mut(&mut self, waste: Waste) -> &mut Pile {
        match waste {
            Waste::Untagged => &mut self.untagged,
            Waste::NeverPulled => &mut self.never_pulled,
            Waste::NoPolicy => &mut self.no_policy,
        }
    }

    /// All of it.
    pub fn total(&self) -> Pile {
        let mut all = Pile::default();
        for waste in Waste::ALL {
            all += self.pile(waste);
        }
        all
    }
}
