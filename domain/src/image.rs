//! Images as a registry holds them: what each is, which belong together, and what a repository amounts to.

mod deletion;
mod exception;
mod finding;
mod group;
mod listed;
mod scan;
mod totals;

pub use deletion::{
    Around, Concern, DELETED_AT_ONCE, Fate, ImageKept, ImageNamed, Impact, Newer,
    PULLED_LATELY_DAYS, When,
};
pub use exception::{
    EXCEPTION_DAYS, ExceptionAsked, ExceptionField, ExceptionForm, ExceptionProblem,
    ExceptionWords, FindingException,
};
pub use finding::{Finding, FindingSeen, Severity, SeverityCounts};
pub use group::{NO_PLATFORM, PlatformOf, group};
pub use listed::{AttachedCount, ImageRow};
pub use scan::{
    ScanSeen, ScanState, ScanStatus, Scanning, figures_of, next_scan_look, worth_scanning,
};
pub use totals::Totals;

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The hash of a manifest, for example `sha256:9f3c…`: the one name of an image that never moves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(Box<str>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not the digest of an image")]
pub struct DigestError(String);

impl Digest {
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let is_digest = text.split_once(':').is_some_and(|(algorithm, hash)| {
            let length = match algorithm {
                "sha256" => 64,
                "sha512" => 128,
                _ => return false,
            };
            hash.len() == length && hash.bytes().all(is_lower_hex)
        });
        if is_digest {
            Ok(Self(text.into()))
        } else {
            Err(DigestError(text.to_owned()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough of the hash for people to tell images apart.
    pub fn short(&self) -> &str {
        let hash = self.0.split_once(':').map_or("", |(_, hash)| hash);
        hash.get(..12).unwrap_or(hash)
    }
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;
    fn try_from(text: String) -> Result<Self, DigestError> {
        Self::parse(&text)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0.into()
    }
}

/// What somebody typed to find a digest: its beginning, with or without the algorithm.
pub fn digest_prefix(typed: &str) -> Option<String> {
    const LEAST: usize = 6;
    let typed = typed.to_ascii_lowercase();
    let hash = typed.strip_prefix("sha256:").unwrap_or(&typed);
    let fits = (LEAST..=64).contains(&hash.len()) && hash.bytes().all(is_lower_hex);
    fits.then(|| format!("sha256:{hash}"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageKind {
    /// For one platform.
    Image,
    /// Names images of several platforms.
    Index,
    /// An image that an index names.
    Platform,
    Signature,
    Attestation,
    Sbom,
    /// A Helm chart.
    Chart,
    Other,
}

impl ImageKind {
    pub const ALL: [Self; 8] = [
        Self::Image,
        Self::Index,
        Self::Platform,
        Self::Signature,
        Self::Attestation,
        Self::Sbom,
        Self::Chart,
        Self::Other,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Index => "index",
            Self::Platform => "platform",
            Self::Signature => "signature",
            Self::Attestation => "attestation",
            Self::Sbom => "sbom",
            Self::Chart => "chart",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether it holds software that a scanner looks into.
    pub fn is_scannable(self) -> bool {
        matches!(self, Self::Image | Self::Platform)
    }
}

/// An image as the registry describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSeen {
    pub digest: Digest,
    pub tags: Vec<String>,
    pub pushed: Timestamp,
    /// About when it was pulled last, where the registry says so.
    pub pulled: Option<Timestamp>,
    pub bytes: u64,
    pub media_type: Option<String>,
    /// Of what is no container image: signature, bill of materials, chart …
    pub artifact_type: Option<String>,
    /// The image that it speaks about, by its own word.
    pub subject: Option<Digest>,
    pub archived: bool,
}

/// An image in its place among the others of its repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    pub seen: ImageSeen,
    pub kind: ImageKind,
    /// The image of the same repository that it belongs to. Such images stand under that one, not beside it.
    pub subject: Option<Digest>,
    /// For example `linux/arm64`; of an index all of them, where they are known.
    pub platform: Option<String>,
}

impl Image {
    pub fn is_tagged(&self) -> bool {
        !self.seen.tags.is_empty()
    }

    /// Whether it stands for itself in a list.
    pub fn is_apart(&self) -> bool {
        self.subject.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_parsed_whole() {
        let text = format!("sha256:{}", "0a".repeat(32));
        assert_eq!(Digest::parse(&text).unwrap().short(), "0a0a0a0a0a0a");
        assert!(Digest::parse(&format!("sha512:{}", "0a".repeat(64))).is_ok());
        for wrong in [
            "",
            "sha256:",
            "sha256:0a",
            "0a",
            &text.to_uppercase(),
            &text.replace("256", "1"),
        ] {
            assert!(Digest::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_beginning_of_a_digest_is_told_from_a_tag() {
        assert_eq!(digest_prefix("9F3C2e"), Some("sha256:9f3c2e".into()));
        assert_eq!(
            digest_prefix("sha256:9f3c2e1"),
            Some("sha256:9f3c2e1".into())
        );
        for tag in ["v1.2.3", "9f3c", "latest", ""] {
            assert_eq!(digest_prefix(tag), None, "{tag}");
        }
    }
}
