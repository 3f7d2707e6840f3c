//! Repositories with images and scans, for tests.

use super::bench::Bench;
use domain::aws::{AccountId, Address, Region};
use domain::image::*;
use domain::name::RepositoryName;
use domain::observed::RepositorySeen;
use domain::testing::NOW;
use server::store::*;
use std::collections::HashMap;

pub(super) fn account() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

pub(super) fn region() -> Region {
    Region::parse("us-east-1").unwrap()
}

pub(super) fn address_of(name: &str) -> Address {
    Address {
        account: account(),
        region: region(),
        name: RepositoryName::parse_existing(name).unwrap(),
    }
}

/// A census that found these.
pub(super) async fn census(bench: &Bench, names: &[&str], seconds: i64) -> CensusChanges {
    let found: Vec<RepositoryFound> = names.iter().map(|name| found(name)).collect();
    let at = NOW.plus_seconds(seconds);
    let store = &bench.store;
    store
        .census(&account(), region(), &found, at)
        .await
        .unwrap()
}

fn found(name: &str) -> RepositoryFound {
    let key = address_of(name);
    RepositoryFound {
        seen: RepositorySeen {
            arn: key.arn(),
            uri: key.uri(),
            created: Some(NOW),
            mutability: "IMMUTABLE".into(),
            exclusion_filters: vec![],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: None,
            tags: Default::default(),
        },
        key,
        team: Some("payments".into()),
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed: false,
    }
}

/// Its id; found by a census beside those that were there.
pub(super) async fn repository(bench: &Bench, name: &str) -> i64 {
    let mut names = vec![name.to_owned()];
    let query = domain::portal::InventoryQuery::default();
    let page = bench.store.inventory(&query, 100).await.unwrap();
    names.extend(page.rows.iter().map(|row| row.key.name.to_string()));
    names.sort();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    census(bench, &names, 120).await;
    content(bench, name).await.id
}

pub(super) async fn content(bench: &Bench, name: &str) -> ContentKnown {
    let known = bench.store.content(&address_of(name)).await.unwrap();
    known.unwrap()
}

pub(super) fn digest(number: u32) -> Digest {
    Digest::parse(&format!("sha256:{number:064x}")).unwrap()
}

/// Higher numbers are newer, and larger.
pub(super) fn image(number: u32, tags: &[&str]) -> ImageSeen {
    ImageSeen {
        digest: digest(number),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        pushed: NOW.plus_millis(i64::from(number)),
        pulled: None,
        bytes: u64::from(number),
        media_type: Some("application/vnd.oci.image.manifest.v1+json".into()),
        artifact_type: None,
        subject: None,
        archived: false,
    }
}

pub(super) fn finding(name: &str, severity: &str) -> FindingSeen {
    FindingSeen {
        name: name.into(),
        package: "zlib".into(),
        version: "1.2".into(),
        severity: Severity::parse(severity),
        fixed_in: None,
        score: Some(75),
        uri: None,
        first_seen: None,
    }
}

/// A finished scan that found these, all of them bad.
pub(super) fn scan(number: u32, names: &[&str]) -> ScanRead {
    let findings = names.iter().map(|name| finding(name, "HIGH"));
    scan_with(number, findings.collect())
}

pub(super) fn scan_with(number: u32, findings: Vec<FindingSeen>) -> ScanRead {
    ScanRead {
        digest: digest(number),
        seen: ScanSeen {
            status: ScanStatus::Complete,
            says: None,
            scanned: Some(NOW),
            findings,
        },
        next: NOW.plus_seconds(3600),
    }
}

pub(super) async fn take_in(
    bench: &Bench,
    id: i64,
    images: Vec<ImageSeen>,
    scans: &[ScanRead],
) -> ImageChanges {
    take_in_grouped(bench, id, &group(images, &HashMap::new()), scans).await
}

/// Every image is worth asking about.
pub(super) async fn take_in_grouped(
    bench: &Bench,
    id: i64,
    images: &[Image],
    scans: &[ScanRead],
) -> ImageChanges {
    let scanning = Scanning::OnPush;
    let digest = Store::digest_of(images, Some("{}"), Some(&scanning));
    let read = RepositoryRead {
        repository: id,
        due: 0,
        at: NOW,
        next: NOW.plus_seconds(3600),
        digest: &digest,
        images,
        policy: Some("{}"),
        scanning: Some(&scanning),
        worth: images.iter().map(|image| &image.seen.digest).collect(),
        scans,
    };
    bench.store.take_in_images(&read).await.unwrap()
}

/// Every row, page by page.
pub(super) async fn all(bench: &Bench, id: i64, text: &str) -> Vec<ImageRow> {
    let mut rows = Vec::new();
    let mut query = ImageQuery {
        text: text.into(),
        ..Default::default()
    };
    loop {
        let page = bench.store.images(id, &query, 100).await.unwrap();
        rows.extend(page.rows);
        query.after = page.next;
        if query.after.is_none() {
            return rows;
        }
    }
}
