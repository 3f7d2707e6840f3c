//! The pages of one repository.

use super::super::repository::{self, deletion, findings, image, images, overview};
use super::super::samples::*;
use super::document;
use domain::image::*;
use domain::portal::*;

#[test]
fn a_repository_in_every_state_is_a_page() {
    for state in RepositoryState::ALL {
        let mut data = repository_page();
        data.row.state = state;
        data.tags.insert("note".into(), HOSTILE.into());
        data.links.push(domain::refusal::Link {
            text: "trap".into(),
            href: "javascript:alert(1)".into(),
        });
        let (page, text) = document(
            &format!("repository-{}", state.as_str()),
            repository::title(&data.row, Tab::Overview),
            || overview::view(&data, None),
        );
        assert!(!text.contains("javascript:"));
        let here: Vec<_> = page
            .all("a")
            .into_iter()
            .filter(|a| a.attribute("aria-current") == Some("page"))
            .map(|a| a.text())
            .collect();
        assert!(here.contains(&"Overview".to_owned()), "{here:?}");
    }
}

#[test]
fn images_say_what_is_known_of_their_scans() {
    let data = repository_images();
    let title = repository::title(&data.row, Tab::Images);
    let (page, _) = document("repository-images", title, || images::view(&data));
    let text = page.text();
    for part in [
        "2 critical, 5 high",
        "Not scanned",
        "Can’t be scanned",
        "None found",
        "Scanned by platform",
        "2 platforms, 1 signature",
        "linux/amd64 linux/arm64",
        "Untagged images may be platforms",
        "The last reading failed: AWS asked Berth to wait",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let next = page
        .all("a")
        .into_iter()
        .find(|a| a.attribute("aria-label") == Some("Next page"))
        .unwrap();
    assert!(
        next.attribute("href")
            .unwrap()
            .ends_with("/-/images?after=a1.2")
    );
}

#[test]
fn a_repository_without_images_says_why() {
    let read = RepositoryImages {
        images: vec![],
        next: None,
        ..repository_images()
    };
    let title = || repository::title(&read.row, Tab::Images);
    let (page, _) = document("repository-images-none", title(), || images::view(&read));
    assert!(page.text().contains("Nothing has been pushed"));
    let searched = RepositoryImages {
        query: ImageQuery {
            text: HOSTILE.into(),
            only: ImagesOnly::Kind(ImageKind::Signature),
            ..ImageQuery::default()
        },
        ..read.clone()
    };
    let (page, _) = document("repository-images-no-match", title(), || {
        images::view(&searched)
    });
    assert!(page.text().contains("No image matches"));
    let unread = RepositoryImages {
        totals: None,
        ..read.clone()
    };
    let (page, _) = document("repository-images-unread", title(), || {
        images::view(&unread)
    });
    assert!(page.text().contains("have not been read yet"));
}

#[test]
fn one_image_shows_what_belongs_to_it() {
    let data = repository_image();
    let (page, _) = document("repository-image", image::title(&data), || {
        image::view(&data)
    });
    let text = page.text();
    assert!(text.contains(data.image.digest.as_str()), "{text}");
    assert!(text.contains("linux/arm64") && text.contains("Signature"));
    let mut alone = RepositoryImage {
        belonging: vec![],
        ..data
    };
    alone.image = repository_images().images.remove(1);
    let (page, _) = document("repository-image-alone", image::title(&alone), || {
        image::view(&alone)
    });
    let findings = format!("-/findings?all=1&image=sha256%3A{:064x}", 2);
    let links = page.all("a");
    let mut links = links.iter().filter_map(|a| a.attribute("href"));
    assert!(links.any(|href| href.ends_with(&findings)));
}

fn named<'a>(page: &'a crate::testing::Element, tag: &str, name: &str) -> Vec<&'a str> {
    page.all(tag)
        .into_iter()
        .filter(|element| element.attribute("name") == Some(name))
        .filter_map(|element| element.attribute("value"))
        .collect()
}

#[test]
fn images_are_chosen_by_those_who_may_delete_them() {
    let data = repository_images();
    let title = || repository::title(&data.row, Tab::Images);
    let (page, _) = document("repository-images", title(), || images::view(&data));
    assert_eq!(named(&page, "input", "d").len(), data.images.len());
    let denied = RepositoryImages {
        may_delete: Err("Only members of payments may do this here; ask acme/platform.".into()),
        ..data.clone()
    };
    let (page, _) = document("repository-images-denied", title(), || {
        images::view(&denied)
    });
    assert!(named(&page, "input", "d").is_empty());
    assert!(page.text().contains("Only members of payments"));
}

#[test]
fn a_deletion_says_what_it_would_do_and_asks_for_the_name() {
    let data = deletion_page();
    let (page, _) = document("repository-deletion", deletion::title(&data), || {
        deletion::view(&data, true)
    });
    let text = page.text();
    for part in [
        "Delete 10 images?",
        "This can’t be undone",
        "An index that stays needs some of them",
        "Berth doesn’t see what your clusters run",
        "which stays: AWS will refuse",
        "Signature of image",
        "Loses 2 platforms, 1 signature",
        "may be a platform of an index",
        "Pulled 2 min ago",
        "Removed within a day: Expire images beyond the newest 3",
        "1 image of the chosen can’t be found any more",
        "This isn’t the name of the repository",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(named(&page, "input", "d").len(), 10);
    assert_eq!(
        page.by_id("confirm").unwrap().attribute("aria-invalid"),
        Some("true")
    );
    let denied = DeletionPage {
        may_delete: Err("Ask somebody.".into()),
        policy_is_known: None,
        ..data.clone()
    };
    let (page, _) = document("repository-deletion-denied", deletion::title(&data), || {
        deletion::view(&denied, false)
    });
    assert!(page.by_id("confirm").is_none());
    let mut loose = data.clone();
    loose
        .impacts
        .retain(|impact| !impact.concerns.iter().any(Concern::is_refused));
    let (page, _) = document("repository-deletion-loose", deletion::title(&loose), || {
        deletion::view(&loose, false)
    });
    assert!(page.text().contains("An index may need some of them"));
    let nothing = DeletionPage {
        impacts: vec![],
        ..data
    };
    let (page, _) = document("repository-deletion-none", "None".into(), || {
        deletion::view(&nothing, false)
    });
    assert!(page.text().contains("None of the chosen images"));
}

#[test]
fn a_deletion_that_was_not_done_whole_says_what_stays() {
    let row = repository_page().row;
    let deleted = [ImageNamed {
        digest: digest(1),
        tags: vec!["v1".into()],
    }];
    let kept = [ImageKept {
        digest: digest(2),
        code: "SomethingNew".into(),
        reason: HOSTILE.into(),
    }];
    let (page, _) = document("repository-deleted", "Deleted".into(), || {
        deletion::result(&row, &deleted, &kept)
    });
    assert!(page.text().contains("1 image deleted, 1 image not"));
    assert!(page.text().contains("alert('x')"));
}

#[test]
fn findings_lead_to_what_they_count_and_to_nothing_else() {
    let data = repository_findings();
    let title = repository::title(&data.row, Tab::Findings);
    let (page, text) = document("repository-findings", title, || {
        findings::view(&data, &findings::Typed::default())
    });
    assert!(!text.contains("javascript:"));
    let links: Vec<&str> = page
        .all("a")
        .into_iter()
        .filter_map(|a| a.attribute("href"))
        .collect();
    for end in [
        "?severity=CRITICAL",
        "?severity=CRITICAL&days=7",
        "?severity=DIRE",
        "?format=csv",
        "?after=x",
        "?except=CVE-2026-0001#except",
    ] {
        assert!(
            links.iter().any(|href| href.ends_with(end)),
            "{end} in {links:?}"
        );
    }
    assert_eq!(
        named(&page, "input", "end"),
        ["a"],
        "only what holds can end"
    );
    assert!(page.text().contains("4 of 1,000"));
    assert_eq!(page.by_id("except").unwrap().attribute("open"), None);
}

#[test]
fn a_refused_exception_keeps_what_was_typed() {
    let data = repository_findings();
    let form = ExceptionForm {
        finding: "CVE-2026-0001".into(),
        reason: HOSTILE.into(),
        owner: String::new(),
        until: "2020-01-01".into(),
    };
    let problems = form.parse(data.now).unwrap_err();
    let typed = findings::Typed { form, problems };
    let title = repository::title(&data.row, Tab::Findings);
    let (page, _) = document("repository-findings-refused", title, || {
        findings::view(&data, &typed)
    });
    assert!(page.text().contains("2 answers need attention."));
    assert!(page.by_id("reason").unwrap().text().contains("alert('x')"));
    for (field, wrong) in [("owner", true), ("until", true), ("finding", false)] {
        let input = page.by_id(field).unwrap();
        assert_eq!(input.attribute("aria-invalid").is_some(), wrong, "{field}");
    }
    assert!(page.by_id("except").unwrap().attribute("open").is_some());
}

#[test]
fn no_scan_is_not_the_same_as_no_finding() {
    let unscanned = RepositoryFindings {
        rows: vec![],
        ages: vec![],
        of: None,
        scanning: Some(Scanning::Manual),
        exceptions: vec![],
        may_except: Err("Ask somebody.".into()),
        ..repository_findings()
    };
    let typed = findings::Typed::default();
    let title = || repository::title(&unscanned.row, Tab::Findings);
    let (page, _) = document("repository-findings-unscanned", title(), || {
        findings::view(&unscanned, &typed)
    });
    assert!(page.text().contains("No scan has come to an end"));
    assert!(!page.text().contains("No findings"));
    let clean = RepositoryFindings {
        of: Some(digest(1)),
        ..unscanned.clone()
    };
    let (page, _) = document("repository-findings-clean", title(), || {
        findings::view(&clean, &typed)
    });
    assert!(page.text().contains("No findings"));
    let searched = RepositoryFindings {
        query: FindingQuery {
            text: HOSTILE.into(),
            open: true,
            min_days: Some(7),
            image: Some(digest(1)),
            severities: vec![Severity::Other(HOSTILE.into())],
            ..FindingQuery::default()
        },
        ..clean.clone()
    };
    let (page, _) = document("repository-findings-no-match", title(), || {
        findings::view(&searched, &typed)
    });
    assert!(page.text().contains("No finding matches"));
}
