//! What a repository amounts to.

use super::{Image, ImageKind};
use crate::time::Timestamp;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Images that stand for themselves; what belongs to one is not counted again.
    pub image_count: u64,
    /// Of everything. Layers that images share count each time: an upper bound.
    pub bytes: u64,
    /// Without a tag and belonging to nothing that is known. With an index among the images they may be its platforms.
    pub untagged_count: u64,
    pub untagged_bytes: u64,
    pub index_count: u64,
    pub last_push: Option<Timestamp>,
    pub last_pull: Option<Timestamp>,
}

impl Totals {
    pub fn of(images: &[Image]) -> Self {
        let mut totals = Self::default();
        for image in images {
            totals.bytes += image.seen.bytes;
            totals.last_pull = totals.last_pull.max(image.seen.pulled);
            totals.index_count += u64::from(image.kind == ImageKind::Index);
            if !image.is_apart() {
                continue;
            }
            totals.image_count += 1;
            totals.last_push = totals.last_push.max(Some(image.seen.pushed));
            if !image.is_tagged() {
                totals.untagged_count += 1;
                totals.untagged_bytes += image.seen.bytes;
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{Digest, ImageSeen, group};
    use std::collections::HashMap;

    #[test]
    fn what_belongs_to_an_image_counts_with_its_size_alone() {
        let image = |byte: u8, tags: &[&str], pushed, pulled: Option<i64>| ImageSeen {
            digest: Digest::parse(&format!("sha256:{}", format!("{byte:02x}").repeat(32))).unwrap(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            pushed: Timestamp(pushed),
            pulled: pulled.map(Timestamp),
            bytes: u64::from(byte),
            media_type: None,
            artifact_type: None,
            subject: None,
            archived: false,
        };
        let signature = format!("sha256-{}.sig", "01".repeat(32));
        let all = vec![
            image(1, &["v1"], 10, None),
            image(2, &[], 20, Some(70)),
            image(4, &[&signature], 90, Some(60)),
        ];
        let totals = Totals::of(&group(all, &HashMap::new()));
        let wanted = Totals {
            image_count: 2,
            bytes: 7,
            untagged_count: 1,
            untagged_bytes: 2,
            index_count: 0,
            last_push: Some(Timestamp(20)),
            last_pull: Some(Timestamp(70)),
        };
        assert_eq!(totals, wanted);
        assert_eq!(Totals::of(&[]), Totals::default());
    }
}
