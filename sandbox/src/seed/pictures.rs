//! Images of the lived-in registries: multi-platform builds, what they left untagged, signatures, and what scans found.
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::files::scans;
use super::inventory::{Flavour, Row};
use crate::aws::{Finding, Image, Scan, ScanStatus};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const SIGNATURE: &str = "application/vnd.dev.cosign.artifact.sig.v1+json";

/// Made-up vulnerabilities in well-known packages.
const KNOWN: [(&str, &str, &str, &str, Option<&str>); 9] = [
    (
        "CVE-2026-21001",
        "CRITICAL",
        "openssl",
        "3.3.1",
        Some("3.3.4"),
    ),
    ("CVE-2026-20417", "HIGH", "curl", "8.9.0", Some("8.11.1")),
    ("CVE-2026-18830", "HIGH", "zlib", "1.3.0", Some("1.3.2")),
    (
        "CVE-2026-17712",
        "MEDIUM",
        "busybox",
        "1.36.1",
        Some("1.37.0"),
    ),
    ("CVE-2026-16550", "MEDIUM", "libxml2", "2.12.6", None),
    ("CVE-2025-48112", "MEDIUM", "expat", "2.6.2", Some("2.6.4")),
    ("CVE-2025-40207", "LOW", "ncurses", "6.4", None),
    ("CVE-2025-31198", "LOW", "tar", "1.35", None),
    ("CVE-2024-90011", "INFORMATIONAL", "coreutils", "9.4", None),
];

/// A number below `most` that follows from a text.
fn pick(text: &str, most: u64) -> u64 {
    let hash = Sha256::digest(text.as_bytes());
    let number = hash
        .iter()
        .take(8)
        .fold(0u64, |n, b| (n << 8) | u64::from(*b));
    number % most.max(1)
}

fn digest(text: &str) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(text.as_bytes())))
}

fn image(digest: String, size: u64, pushed_at: Timestamp) -> Image {
    Image {
        size,
        artifact_media_type: Some(CONFIG.into()),
        ..Image::new(digest, pushed_at)
    }
}

/// Everything that was pushed, oldest first.
pub(super) fn of(row: &Row, enhanced: bool, now: Timestamp) -> Vec<Image> {
    let place = format!("{}/{}/{}", row.account, row.region, row.name);
    let spacing = 4 + i64::try_from(pick(&place, 120)).unwrap_or(0);
    let mut out = Vec::new();
    for build in 0..row.builds {
        let seed = format!("{place}#{build}");
        let age = SignedDuration::from_hours(spacing * i64::from(row.builds - build))
            + SignedDuration::from_mins(i64::try_from(pick(&seed, 59)).unwrap_or(0));
        let pushed_at = now - age;
        let newest = build + 1 == row.builds;
        let platforms: Vec<Image> = ["amd64", "arm64"]
            .iter()
            .map(|platform| {
                let text = format!("{seed}/{platform}");
                let mut one = image(
                    digest(&text),
                    18_000_000 + pick(&text, 190_000_000),
                    pushed_at,
                );
                one.scan = scan(row, &seed, newest, enhanced, pushed_at);
                one.last_pull = (build + 4 > row.builds).then(|| {
                    now - SignedDuration::from_hours(i64::try_from(pick(&text, 30)).unwrap_or(1))
                });
                one
            })
            .collect();
        let mut index = image(digest(&seed), 1_609, pushed_at);
        index.manifest_media_type = INDEX.into();
        index.artifact_media_type = None;
        index.children = platforms.iter().map(|p| p.digest.clone()).collect();
        index.tags = tags(row, build, newest, &seed);
        index.last_pull = platforms.iter().filter_map(|p| p.last_pull).max();
        let signed = row.flavour.is_managed() && row.builds - build <= 3;
        let subject = index.digest.clone();
        out.extend(platforms);
        out.push(index);
        if signed {
            let mut signature = image(
                digest(&format!("{seed}/sig")),
                2_311,
                pushed_at + SignedDuration::from_secs(40),
            );
            signature.artifact_media_type = Some(SIGNATURE.into());
            signature.subject = Some(subject);
            out.push(signature);
        }
    }
    out
}

/// A build that nobody tagged again stays behind without a name.
fn tags(row: &Row, build: u32, newest: bool, seed: &str) -> Vec<String> {
    if !newest && build % 5 == 3 {
        return Vec::new();
    }
    let mut out = vec![format!("1.{}.{build}", row.name.len() % 7)];
    if build.is_multiple_of(2) {
        out.push(format!("git-{}", &digest(seed)[7..15]));
    }
    if newest {
        out.push("latest".into());
    }
    out
}

fn scan(row: &Row, seed: &str, newest: bool, enhanced: bool, pushed_at: Timestamp) -> Option<Scan> {
    if row.flavour == Flavour::Bare || !scans(row) {
        return None;
    }
    let done = Some(pushed_at + SignedDuration::from_secs(70));
    let status = match pick(&format!("{seed}/status"), 23) {
        0 if !newest => ScanStatus::Unsupported,
        1 if !newest => ScanStatus::Failed,
        _ if enhanced => ScanStatus::Active,
        _ => ScanStatus::Complete,
    };
    let reported = matches!(status, ScanStatus::Complete | ScanStatus::Active);
    // The older the build, the longer the list.
    let first = if newest {
        pick(row.name, 10)
    } else {
        pick(seed, 6)
    };
    let findings = KNOWN
        .iter()
        .skip(usize::try_from(first).unwrap_or(9))
        .map(|k| finding(*k))
        .collect();
    Some(Scan {
        status,
        started_at: pushed_at,
        completed_at: done.filter(|_| reported),
        findings: if reported { findings } else { Vec::new() },
    })
}

fn finding(
    (name, severity, package, version, fixed): (&str, &str, &str, &str, Option<&str>),
) -> Finding {
    Finding {
        name: name.into(),
        severity: severity.into(),
        description: format!(
            "A flaw in {package} before {} lets an attacker do what they should not.",
            fixed.unwrap_or("a fix that is still awaited")
        ),
        package: package.into(),
        version: version.into(),
        fixed_in: fixed.map(str::to_owned),
    }
}
