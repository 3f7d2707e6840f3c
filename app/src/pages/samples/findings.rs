//! Findings of a repository with exceptions in every state, and a deletion with every concern.

use super::*;
use domain::github::Login;
use domain::image::*;
use domain::lifecycle::LifecyclePolicy;
use std::collections::BTreeSet;

fn finding(n: i64, severity: Severity) -> Finding {
    Finding {
        id: n,
        name: format!("CVE-2026-{n:04}"),
        package: "openssl".into(),
        version: "3.0.1".into(),
        severity,
        fixed_in: (n % 2 == 0).then(|| "3.0.2".into()),
        score: Some(98),
        uri: Some(format!("https://nvd.nist.gov/vuln/detail/CVE-2026-{n:04}")),
        first_seen: ago(n * 86_400),
        is_open: n != 3,
        images: 2,
        excepted_until: (n == 2).then(|| NOW.plus_seconds(86_400)),
    }
}

fn exception(id: &str, days: i64, ended: bool) -> FindingException {
    FindingException {
        id: id.into(),
        repository: 1,
        finding: "CVE-2026-0002".into(),
        reason: HOSTILE.into(),
        owner: "payments".into(),
        until: NOW.plus_seconds(days * 86_400),
        granted_by: Login::new("dev-a"),
        created: ago(86_400),
        ended: ended.then(|| ago(60)),
    }
}

pub(crate) fn repository_findings() -> RepositoryFindings {
    let mut trap = finding(4, Severity::Other("DIRE".into()));
    trap.name = HOSTILE.into();
    trap.uri = Some("javascript:alert(1)".into());
    RepositoryFindings {
        row: repository_page().row,
        query: FindingQuery {
            open: true,
            ..FindingQuery::default()
        },
        rows: vec![
            finding(1, Severity::Critical),
            finding(2, Severity::High),
            finding(3, Severity::Low),
            trap,
        ],
        total: 1000,
        previous: None,
        next: Some("x".into()),
        ages: vec![
            SeverityAges {
                severity: Severity::Critical,
                counts: [2, 1, 1, 0],
                oldest: Some(ago(40 * 86_400)),
            },
            SeverityAges {
                severity: Severity::Other("DIRE".into()),
                counts: [1, 0, 0, 0],
                oldest: Some(ago(60)),
            },
        ],
        counts: SeverityCounts {
            critical: 2,
            other: 1,
            ..SeverityCounts::default()
        },
        excepted: 1,
        of: Some(digest(2)),
        scanning: Some(Scanning::OnPush),
        read: Some(ago(90)),
        trouble: None,
        exceptions: vec![
            exception("a", 30, false),
            exception("b", 30, true),
            exception("c", -1, false),
        ],
        may_except: Ok(()),
        now: NOW,
    }
}

pub(crate) fn deletion_page() -> DeletionPage {
    let list = repository_images();
    let chosen: BTreeSet<Digest> = list.images.iter().map(|one| one.digest.clone()).collect();
    let policy = LifecyclePolicy::keep_last(3);
    let around = Around {
        chosen: &chosen,
        has_indexes: true,
        policy: Some(&policy),
        now: NOW,
    };
    let mut part = image_row(21, &[], ImageKind::Platform, ScanState::NotAsked);
    part.subject = Some(digest(99));
    let mut signature = image_row(23, &[], ImageKind::Signature, ScanState::NotAsked);
    signature.subject = Some(digest(99));
    let images = list.images.into_iter().chain([part, signature]);
    let impacts = images.zip(0..).map(|(image, all)| {
        let newer = Newer { all, untagged: all };
        Impact::of(image, newer, &around)
    });
    DeletionPage {
        impacts: impacts.collect(),
        row: list.row,
        gone: vec![digest(50)],
        policy_is_known: Some(true),
        may_delete: Ok(()),
        read: list.read,
        now: NOW,
    }
}
