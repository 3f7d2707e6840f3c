//! The pages of one repository.

use super::super::repository::{self, image, images, overview};
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
            || overview::view(&data),
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
    let alone = RepositoryImage {
        belonging: vec![],
        ..data
    };
    document("repository-image-alone", image::title(&alone), || {
        image::view(&alone)
    });
}
