//! Which images belong together: signatures, attestations and bills of materials under what they speak about, platforms
//! under their index. Nothing here needs a manifest: reading one may count as a pull.

use super::{Digest, Image, ImageKind, ImageSeen};
use std::collections::{HashMap, HashSet};

/// Where an index names an image, known from the index's manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformOf {
    pub index: Digest,
    /// For example `linux/arm64`.
    pub platform: String,
}

/// How an index names the attestations that builders put into it beside the images.
pub const NO_PLATFORM: &str = "unknown/unknown";

/// All images of one repository, each in its place, in the order of their digests. `platforms` by the digest of the
/// platform's image.
pub fn group(seen: Vec<ImageSeen>, platforms: &HashMap<Digest, PlatformOf>) -> Vec<Image> {
    let there: HashSet<Digest> = seen.iter().map(|image| image.digest.clone()).collect();
    let mut of_index: HashMap<&Digest, Vec<&str>> = HashMap::new();
    for (child, place) in platforms {
        if there.contains(child) && place.platform != NO_PLATFORM {
            of_index
                .entry(&place.index)
                .or_default()
                .push(&place.platform);
        }
    }
    let mut images: Vec<Image> = seen
        .into_iter()
        .map(|seen| {
            let mut image = placed(seen, &there);
            if let Some(place) = platforms.get(&image.seen.digest)
                && there.contains(&place.index)
                && image.kind == ImageKind::Image
            {
                image.subject = Some(place.index.clone());
                if place.platform == NO_PLATFORM {
                    image.kind = ImageKind::Attestation;
                } else {
                    image.kind = ImageKind::Platform;
                    image.platform = Some(place.platform.clone());
                }
            } else if let Some(found) = of_index.get(&image.seen.digest) {
                let mut found = found.clone();
                found.sort_unstable();
                image.platform = Some(found.join(" "));
            }
            image
        })
        .collect();
    images.sort_by(|left, right| left.seen.digest.cmp(&right.seen.digest));
    images
}

fn placed(seen: ImageSeen, there: &HashSet<Digest>) -> Image {
    let by_tag = seen.tags.iter().find_map(|tag| attached_by_tag(tag));
    let (kind, subject) = match by_tag {
        Some((kind, subject)) => (kind, Some(subject)),
        None => (kind_of(&seen), seen.subject.clone()),
    };
    // What speaks about an image that is gone stands for itself.
    let subject = subject.filter(|digest| *digest != seen.digest && there.contains(digest));
    Image {
        seen,
        kind,
        subject,
        platform: None,
    }
}

/// Before registries knew subjects, cosign named the image in a tag: `sha256-<hash>.sig`. A tag without an ending is an
/// index of what refers to the image.
fn attached_by_tag(tag: &str) -> Option<(ImageKind, Digest)> {
    let rest = tag.strip_prefix("sha256-")?;
    let (hash, ending) = rest.split_at_checked(64)?;
    let kind = match ending {
        ".sig" => ImageKind::Signature,
        ".att" => ImageKind::Attestation,
        ".sbom" => ImageKind::Sbom,
        "" => ImageKind::Other,
        _ => return None,
    };
    Some((kind, Digest::parse(&format!("sha256:{hash}")).ok()?))
}

fn kind_of(seen: &ImageSeen) -> ImageKind {
    if let Some(kind) = seen.artifact_type.as_deref().and_then(kind_of_artifact) {
        return kind;
    }
    match seen.media_type.as_deref() {
        Some(
            "application/vnd.oci.image.index.v1+json"
            | "application/vnd.docker.distribution.manifest.list.v2+json",
        ) => ImageKind::Index,
        _ if seen.subject.is_some() => ImageKind::Other,
        Some(
            "application/vnd.oci.image.manifest.v1+json"
            | "application/vnd.docker.distribution.manifest.v2+json"
            | "application/vnd.docker.distribution.manifest.v1+json"
            | "application/vnd.docker.distribution.manifest.v1+prettyjws",
        )
        | None => ImageKind::Image,
        Some(_) => ImageKind::Other,
    }
}

/// `None`: the type says nothing about what it is.
fn kind_of_artifact(artifact_type: &str) -> Option<ImageKind> {
    let has = |part: &str| artifact_type.contains(part);
    Some(match artifact_type {
        "application/vnd.docker.container.image.v1+json"
        | "application/vnd.oci.image.config.v1+json"
        | "application/vnd.oci.empty.v1+json"
        | "" => return None,
        "application/vnd.cncf.helm.config.v1+json" => ImageKind::Chart,
        "application/vnd.cncf.notary.signature"
        | "application/vnd.dev.cosign.artifact.sig.v1+json"
        | "application/vnd.dev.cosign.simplesigning.v1+json" => ImageKind::Signature,
        "application/vnd.dev.cosign.artifact.att.v1+json" | "application/vnd.in-toto+json" => {
            ImageKind::Attestation
        }
        "application/vnd.dev.cosign.artifact.sbom.v1+json" => ImageKind::Sbom,
        _ if has("spdx") || has("cyclonedx") || has("syft") => ImageKind::Sbom,
        _ if has("sigstore.bundle") => ImageKind::Signature,
        _ if has("in-toto") || has("provenance") => ImageKind::Attestation,
        _ => ImageKind::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn digest(byte: u8) -> Digest {
        Digest::parse(&format!("sha256:{}", hex(byte))).unwrap()
    }

    fn hex(byte: u8) -> String {
        format!("{byte:02x}").repeat(32)
    }

    fn seen(byte: u8) -> ImageSeen {
        ImageSeen {
            digest: digest(byte),
            tags: vec![],
            pushed: Timestamp(1),
            pulled: None,
            bytes: 1,
            media_type: Some("application/vnd.oci.image.manifest.v1+json".into()),
            artifact_type: None,
            subject: None,
            archived: false,
        }
    }

    fn places(images: &[Image]) -> Vec<(ImageKind, Option<&Digest>)> {
        images
            .iter()
            .map(|image| (image.kind, image.subject.as_ref()))
            .collect()
    }

    #[test]
    fn signatures_and_attestations_stand_under_their_image() {
        let one = digest(1);
        let tagged = |byte, ending: &str| ImageSeen {
            tags: vec![format!("sha256-{}{ending}", hex(1))],
            ..seen(byte)
        };
        let refers = |byte, kind: &str| ImageSeen {
            artifact_type: Some(kind.into()),
            subject: Some(one.clone()),
            ..seen(byte)
        };
        let images = vec![
            refers(8, "application/unheard-of"),
            refers(7, "application/spdx+json"),
            refers(6, "application/vnd.in-toto+json"),
            refers(5, "application/vnd.dev.sigstore.bundle.v0.3+json"),
            tagged(4, ".sbom"),
            tagged(3, ".att"),
            tagged(2, ".sig"),
            seen(1),
        ];
        let images = group(images, &HashMap::new());
        use ImageKind::*;
        let wanted = [
            (Image, None),
            (Signature, Some(&one)),
            (Attestation, Some(&one)),
            (Sbom, Some(&one)),
            (Signature, Some(&one)),
            (Attestation, Some(&one)),
            (Sbom, Some(&one)),
            (Other, Some(&one)),
        ];
        assert_eq!(places(&images), wanted);
    }

    #[test]
    fn what_speaks_about_a_missing_image_stands_for_itself() {
        let lonely = ImageSeen {
            tags: vec![format!("sha256-{}.sig", hex(9))],
            ..seen(2)
        };
        let itself = ImageSeen {
            subject: Some(digest(3)),
            ..seen(3)
        };
        let images = group(vec![lonely, itself], &HashMap::new());
        assert_eq!(
            places(&images),
            [(ImageKind::Signature, None), (ImageKind::Other, None)]
        );
    }

    #[test]
    fn platforms_stand_under_their_index_once_it_was_read() {
        let index = ImageSeen {
            media_type: Some("application/vnd.oci.image.index.v1+json".into()),
            ..seen(1)
        };
        let all = || vec![index.clone(), seen(2), seen(3), seen(4), seen(5)];
        let place = |platform: &str, index| PlatformOf {
            index,
            platform: platform.into(),
        };
        let unread = group(all(), &HashMap::new());
        assert!(unread.iter().all(Image::is_apart));
        assert_eq!(unread[0].kind, ImageKind::Index);
        let read = HashMap::from([
            (digest(2), place("linux/arm64", digest(1))),
            (digest(3), place("linux/amd64", digest(1))),
            (digest(5), place("unknown/unknown", digest(1))),
            // Its index is gone.
            (digest(4), place("linux/amd64", digest(9))),
        ]);
        let read = group(all(), &read);
        assert_eq!(read[0].platform.as_deref(), Some("linux/amd64 linux/arm64"));
        assert_eq!(read[1].kind, ImageKind::Platform);
        assert_eq!(read[1].subject, Some(digest(1)));
        assert_eq!(read[3].kind, ImageKind::Image);
        assert_eq!(read[4].kind, ImageKind::Attestation);
        assert_eq!(read[4].subject, Some(digest(1)));
    }

    #[test]
    fn charts_and_foreign_artifacts_are_no_images() {
        let of = |artifact: &str| {
            kind_of(&ImageSeen {
                artifact_type: Some(artifact.into()),
                ..seen(1)
            })
        };
        assert_eq!(
            of("application/vnd.cncf.helm.config.v1+json"),
            ImageKind::Chart
        );
        assert_eq!(
            of("application/vnd.oci.image.config.v1+json"),
            ImageKind::Image
        );
        assert_eq!(of("application/vnd.wasm.config.v0+json"), ImageKind::Other);
    }
}
