//! Images of a repository, one in every state of its scan.

use super::*;
use domain::image::*;

pub(crate) fn digest(n: u32) -> Digest {
    Digest::parse(&format!("sha256:{n:064x}")).unwrap()
}

pub(crate) fn image_row(n: u32, tags: &[&str], kind: ImageKind, scan: ScanState) -> ImageRow {
    ImageRow {
        id: i64::from(n),
        digest: digest(n),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        pushed: ago(i64::from(n) * 3_000),
        pulled: n.is_multiple_of(2).then(|| ago(120)),
        bytes: u64::from(n) * 120_000_000,
        kind,
        media_type: Some("application/vnd.oci.image.manifest.v1+json".into()),
        artifact_type: None,
        subject: None,
        platform: None,
        archived: false,
        scan,
        scan_read: Some(ago(60)),
        attached: vec![],
    }
}

pub(crate) fn repository_images() -> RepositoryImages {
    let counts = SeverityCounts {
        critical: 2,
        high: 5,
        ..SeverityCounts::default()
    };
    let at = Some(ago(90));
    let mut index = image_row(
        1,
        &["v1.8.3", "latest"],
        ImageKind::Index,
        ScanState::NotAsked,
    );
    index.platform = Some("linux/amd64 linux/arm64".into());
    index.attached = vec![
        AttachedCount {
            kind: ImageKind::Platform,
            count: 2,
        },
        AttachedCount {
            kind: ImageKind::Signature,
            count: 1,
        },
    ];
    let one = |n, tags: &[&str], scan| image_row(n, tags, ImageKind::Image, scan);
    let failed = ScanState::Failed {
        status: ScanStatus::Failed,
        says: HOSTILE.into(),
    };
    let unsupported = ScanState::Unsupported {
        says: "The operating system is not supported.".into(),
    };
    let mut archived = one(7, &["v0"], ScanState::NotAsked);
    archived.archived = true;
    RepositoryImages {
        row: repository_page().row,
        query: ImageQuery::default(),
        images: vec![
            index,
            one(2, &["v1.8.2"], ScanState::Found { counts, at }),
            one(3, &["v1.8.1"], ScanState::Clean { at }),
            one(4, &[], ScanState::Never),
            one(5, &["odd"], unsupported),
            one(6, &["broken"], failed),
            archived,
            one(8, &["fresh"], ScanState::Running),
        ],
        next: Some("a1.2".into()),
        previous: None,
        totals: Some(Totals {
            image_count: 42,
            bytes: 15_100_000_000,
            untagged_count: 13,
            untagged_bytes: 1,
            index_count: 3,
            last_push: None,
            last_pull: None,
        }),
        scanning: Some(Scanning::OnPush),
        read: Some(ago(120)),
        trouble: Some("AWS asked Berth to wait".into()),
        may_delete: Ok(()),
        now: NOW,
    }
}

pub(crate) fn repository_image() -> RepositoryImage {
    let list = repository_images();
    let mut platform = image_row(11, &[], ImageKind::Platform, ScanState::Never);
    platform.platform = Some("linux/arm64".into());
    platform.subject = Some(digest(1));
    let signature = image_row(12, &[], ImageKind::Signature, ScanState::NotAsked);
    RepositoryImage {
        row: list.row,
        image: list.images[0].clone(),
        belonging: vec![platform, signature],
        read: list.read,
        now: NOW,
    }
}
