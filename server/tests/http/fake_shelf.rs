//! The part of the made-up portal that answers for the tabs of a repository.

use crate::fake::FakePortal;
use async_trait::async_trait;
use domain::image::*;
use domain::people::Person;
use domain::portal::*;
use domain::testing::NOW;
use domain::trouble::System;

fn row(key: &RepositoryKey) -> RepositoryRow {
    RepositoryRow {
        uri: key.uri(),
        key: key.clone(),
        team: None,
        system: None,
        cluster: None,
        state: RepositoryState::Ready,
        drift: Default::default(),
        mutability: None,
        scan_on_push: None,
        lifecycle: None,
        created: None,
        figures: None,
        score: None,
        misses: vec![],
        wasted: None,
        request: None,
    }
}

fn image(digest: &Digest) -> ImageRow {
    ImageRow {
        id: 1,
        digest: digest.clone(),
        tags: vec!["v1".into()],
        pushed: NOW,
        pulled: None,
        bytes: 1,
        kind: ImageKind::Image,
        media_type: None,
        artifact_type: None,
        subject: None,
        platform: None,
        archived: false,
        scan: ScanState::NotAsked,
        scan_read: None,
        attached: vec![],
    }
}

/// Two for each page of an export; the last has a name that a spreadsheet would run.
pub(crate) const EXPORTED: i64 = 5;

fn finding(number: i64) -> Finding {
    Finding {
        id: number,
        name: match number {
            EXPORTED => "=HYPERLINK(\"x\")".into(),
            number => format!("CVE-{number}"),
        },
        package: "zlib, small".into(),
        version: "1.2".into(),
        severity: Severity::High,
        fixed_in: None,
        score: Some(75),
        uri: None,
        first_seen: NOW,
        is_open: true,
        images: 1,
        excepted_until: None,
    }
}

#[async_trait]
impl ImagePages for FakePortal {
    async fn images(
        &self,
        _: &Person,
        _: &RepositoryKey,
        _: &ImageQuery,
    ) -> Answer<RepositoryImages> {
        Err(PortalError::Unavailable(System::Database))
    }

    async fn image(
        &self,
        _: &Person,
        key: &RepositoryKey,
        digest: &Digest,
    ) -> Answer<RepositoryImage> {
        Ok(RepositoryImage {
            row: row(key),
            image: image(digest),
            belonging: vec![],
            read: None,
            now: NOW,
        })
    }

    async fn deletion(
        &self,
        _: &Person,
        key: &RepositoryKey,
        digests: &[Digest],
    ) -> Answer<DeletionPage> {
        let chosen = Default::default();
        let around = Around {
            chosen: &chosen,
            has_indexes: false,
            policy: None,
            now: NOW,
        };
        let impact = |digest| Impact::of(image(digest), Newer::default(), &around);
        Ok(DeletionPage {
            row: row(key),
            impacts: digests.iter().map(impact).collect(),
            gone: vec![],
            policy_is_known: None,
            may_delete: Ok(()),
            read: None,
            now: NOW,
        })
    }

    /// AWS keeps those that begin with an f.
    async fn delete_images(
        &self,
        _: &Person,
        key: &RepositoryKey,
        digests: &[Digest],
        typed: &str,
    ) -> Answer<Deletion> {
        if typed != key.name.as_str() {
            return Ok(Deletion::Unconfirmed);
        }
        let is_kept = |digest: &&Digest| digest.short().starts_with('f');
        let kept = digests.iter().filter(is_kept).map(|digest| ImageKept {
            digest: digest.clone(),
            code: "ImageReferencedByManifestList".into(),
            reason: "Requested image referenced by manifest list".into(),
        });
        let deleted = digests.iter().filter(|digest| !is_kept(digest));
        let deleted = deleted.map(|digest| ImageNamed {
            digest: digest.clone(),
            tags: vec![],
        });
        Ok(Deletion::Done {
            row: Box::new(row(key)),
            deleted: deleted.collect(),
            kept: kept.collect(),
        })
    }
}

#[async_trait]
impl FindingPages for FakePortal {
    async fn findings(
        &self,
        _: &Person,
        key: &RepositoryKey,
        query: &FindingQuery,
    ) -> Answer<RepositoryFindings> {
        Ok(RepositoryFindings {
            row: row(key),
            query: query.clone(),
            rows: vec![finding(1)],
            total: 1,
            previous: None,
            next: None,
            ages: vec![],
            counts: Default::default(),
            excepted: 0,
            of: None,
            scanning: None,
            read: None,
            trouble: None,
            exceptions: vec![],
            may_except: Ok(()),
            now: NOW,
        })
    }

    async fn finding_rows(
        &self,
        _: &Person,
        _: &RepositoryKey,
        query: &FindingQuery,
    ) -> Answer<FindingRows> {
        let after: i64 = query
            .after
            .as_deref()
            .map_or(0, |text| text.parse().unwrap());
        let last = (after + 2).min(EXPORTED);
        Ok(FindingRows {
            rows: (after + 1..=last).map(finding).collect(),
            next: (last < EXPORTED).then(|| last.to_string()),
        })
    }

    async fn except(
        &self,
        _: &Person,
        _: &RepositoryKey,
        form: &ExceptionForm,
    ) -> Answer<Excepted> {
        Ok(match form.parse(NOW) {
            Ok(_) => Excepted::Granted,
            Err(problems) => Excepted::Refused(problems),
        })
    }

    async fn end_exception(&self, _: &Person, _: &RepositoryKey, id: &str) -> Answer<()> {
        match id {
            "known" => Ok(()),
            _ => Err(PortalError::NotFound),
        }
    }
}
