//! Fingerprints: what was read before needs no write.

use super::super::Store;
use domain::image::{Image, Scanning};
use sha2::{Digest as _, Sha256};

/// Of everything about one image that its row holds from the registry.
pub(super) fn mark(image: &Image) -> i64 {
    let mut hash = Sha256::new();
    let seen = &image.seen;
    let mut part = |bytes: &[u8]| {
        hash.update(bytes);
        hash.update([0]);
    };
    for tag in &seen.tags {
        part(tag.as_bytes());
    }
    for text in [
        Some(image.kind.as_str()),
        seen.media_type.as_deref(),
        seen.artifact_type.as_deref(),
        image.subject.as_ref().map(|subject| subject.as_str()),
        image.platform.as_deref(),
    ] {
        part(text.unwrap_or("\u{1}").as_bytes());
    }
    for number in [seen.pushed.0, seen.pulled.map_or(i64::MIN, |at| at.0)] {
        part(&number.to_be_bytes());
    }
    part(&seen.bytes.to_be_bytes());
    part(&[u8::from(seen.archived)]);
    let mut mark = [0; 8];
    mark.copy_from_slice(&hash.finalize()[..8]);
    i64::from_be_bytes(mark)
}

impl Store {
    /// Of a whole reading; `images` in the order of their digests.
    pub fn digest_of(
        images: &[Image],
        policy: Option<&str>,
        scanning: Option<&Scanning>,
    ) -> String {
        let mut hash = Sha256::new();
        for text in [policy, scanning.map(Scanning::as_str)] {
            hash.update(text.unwrap_or("\u{1}"));
            hash.update([0]);
        }
        for image in images {
            hash.update(image.seen.digest.as_str());
            hash.update(mark(image).to_be_bytes());
        }
        hex::encode(&hash.finalize()[..16])
    }
}
