//! Short names of the media types that nearly every image has: two million rows would hold each in full.

const WELL_KNOWN: [(&str, &str); 8] = [
    ("oci", "application/vnd.oci.image.manifest.v1+json"),
    ("oci-index", "application/vnd.oci.image.index.v1+json"),
    (
        "docker",
        "application/vnd.docker.distribution.manifest.v2+json",
    ),
    (
        "docker-list",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    ),
    (
        "docker-image",
        "application/vnd.docker.container.image.v1+json",
    ),
    ("oci-image", "application/vnd.oci.image.config.v1+json"),
    ("sigstore", "application/vnd.dev.sigstore.bundle.v0.3+json"),
    ("cosign", "application/vnd.dev.cosign.simplesigning.v1+json"),
];

/// Types that are not well known stand in full, and always have a slash.
pub(super) fn short(media_type: &str) -> &str {
    WELL_KNOWN
        .iter()
        .find(|(_, long)| *long == media_type)
        .map_or(media_type, |(short, _)| short)
}

pub(super) fn long(stored: &str) -> &str {
    WELL_KNOWN
        .iter()
        .find(|(short, _)| *short == stored)
        .map_or(stored, |(_, long)| long)
}
