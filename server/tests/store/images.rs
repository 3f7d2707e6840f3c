use super::bench::{Bench, promises};
use super::registry::*;
use domain::image::{Digest, ImageKind, ScanState};
use domain::testing::NOW;
use server::store::*;
use std::time::{Duration, Instant};

promises! {
    a_reading_is_taken_in_and_the_same_again_writes_nothing,
    tags_follow_the_image_they_move_to,
    newest_first_is_right_among_a_hundred_thousand,
    a_repository_is_searched_by_tag_and_digest,
    images_are_found_in_every_repository,
    what_belongs_to_an_image_stands_under_it,
    a_wake_during_the_reading_is_not_lost,
    what_vanished_holds_nothing,
    a_place_says_how_far_it_was_read,
    platforms_are_remembered,
}

async fn a_reading_is_taken_in_and_the_same_again_writes_nothing(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    assert_eq!(content(bench, "a/one").await.totals, None);
    let mut images = vec![
        image(1, &["v1", "latest"]),
        image(2, &[]),
        image(3, &["v3"]),
    ];
    let first = take_in(bench, id, images.clone(), &[]).await;
    assert_eq!((first.written, first.removed), (3, 0));
    let known = content(bench, "a/one").await;
    let totals = known.totals.unwrap();
    assert_eq!((totals.image_count, totals.bytes), (3, 6));
    assert_eq!((totals.untagged_count, totals.untagged_bytes), (1, 2));
    assert_eq!(totals.last_push, Some(image(3, &[]).pushed));
    assert_eq!(known.policy.as_deref(), Some("{}"));
    assert_eq!(known.read, Some(NOW));

    assert_eq!(
        take_in(bench, id, images.clone(), &[]).await,
        ImageChanges::default()
    );
    images.remove(0);
    images[0].tags.push("v2".into());
    let second = take_in(bench, id, images, &[]).await;
    assert_eq!((second.written, second.removed), (1, 1));
    let rows = all(bench, id, "").await;
    let tags: Vec<_> = rows.iter().map(|row| row.tags.join(" ")).collect();
    assert_eq!(tags, ["v3", "v2"]);
    let totals = content(bench, "a/one").await.totals.unwrap();
    assert_eq!((totals.image_count, totals.untagged_count), (2, 0));
    let days = bench.store.repository_days(id, 0, i64::MAX).await.unwrap();
    assert_eq!(days.len(), 1, "one row a day");
    assert_eq!((days[0].image_count, days[0].bytes), (2, 5));
}

async fn tags_follow_the_image_they_move_to(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    for (left, right) in [
        (&["latest", "v1"][..], &["v2"][..]),
        (&["v1"], &["latest", "v2"]),
        (&["latest", "v1"], &["v2"]),
        (&[], &["latest"]),
    ] {
        take_in(bench, id, vec![image(1, left), image(2, right)], &[]).await;
        for (number, tags) in [(1, left), (2, right)] {
            for tag in tags {
                let found = bench.store.image(id, tag).await.unwrap().unwrap();
                assert_eq!(found.digest, digest(number), "{tag}");
            }
        }
    }
    assert_eq!(bench.store.image(id, "v1").await.unwrap(), None);
    let by_digest = bench.store.image(id, digest(2).as_str()).await.unwrap();
    assert_eq!(by_digest.unwrap().tags, ["latest"]);
}

async fn newest_first_is_right_among_a_hundred_thousand(bench: &Bench) {
    const MANY: u32 = 100_000;
    let id = repository(bench, "a/large").await;
    // In an order that is neither theirs nor the reverse.
    let images = (0..MANY).map(|number| image(number * 7919 % MANY, &[]));
    take_in(bench, id, images.collect(), &[]).await;
    let page = async |after: Option<String>| {
        let query = ImageQuery {
            after,
            ..Default::default()
        };
        bench.store.images(id, &query, 50).await.unwrap()
    };
    let numbers = |page: &ImagesPage| -> Vec<i64> {
        page.rows.iter().map(|row| row.pushed.0 - NOW.0).collect()
    };
    let began = Instant::now();
    let first = page(None).await;
    assert!(first.previous.is_none());
    let newest: Vec<i64> = (0..50).map(|back| i64::from(MANY) - 1 - back).collect();
    assert_eq!(numbers(&first), newest);
    let second = page(first.next.clone()).await;
    assert_eq!(numbers(&second)[0], i64::from(MANY) - 51);
    let back = page(second.previous.clone()).await;
    assert_eq!(numbers(&back), newest);
    assert_eq!(back.previous, None, "the first page whole");
    let deep = page(Some(format!("a{}.0", NOW.0 + 25))).await;
    assert_eq!(numbers(&deep), (0..25).rev().collect::<Vec<_>>());
    assert_eq!(deep.next, None);
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    let totals = content(bench, "a/large").await.totals.unwrap();
    assert_eq!(totals.image_count, u64::from(MANY));
}

async fn a_repository_is_searched_by_tag_and_digest(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let other = repository(bench, "a/two").await;
    let images: Vec<_> = (0..1200)
        .map(|number| image(number, &[&format!("Build-{number:04}_x"), "same"][..1]))
        .collect();
    take_in(bench, id, images, &[]).await;
    take_in(bench, other, vec![image(9_999, &["build-0007_x"])], &[]).await;
    let tags = async |text: &str| -> Vec<String> {
        let found = all(bench, id, text).await;
        found.into_iter().map(|row| row.tags.join(" ")).collect()
    };
    assert_eq!(tags("0007_").await, ["Build-0007_x"]);
    assert_eq!(tags("build-119").await.len(), 10);
    assert_eq!(tags("7%x").await, [""; 0], "nothing typed is a wildcard");
    // More hits than are named one by one.
    let many = tags("build").await;
    assert_eq!((many.len(), many[0].as_str()), (1200, "Build-1199_x"));
    let hash = digest(77).as_str()[..71].to_owned();
    assert_eq!(tags(&hash).await, ["Build-0077_x"]);
    assert_eq!(tags("000000000000").await.len(), 1200);
    assert_eq!(tags("ffffff").await, [""; 0]);
}

async fn images_are_found_in_every_repository(bench: &Bench) {
    for (name, number, tag) in [
        ("a/one", 1, "v1.0"),
        ("a/two", 2, "v1.0-rc"),
        ("b/x", 1, "v2"),
    ] {
        let id = repository(bench, name).await;
        take_in(bench, id, vec![image(number, &[tag])], &[]).await;
    }
    let found = async |typed: &str| -> Vec<(String, Option<String>)> {
        let found = bench.store.images_anywhere(typed, 10).await.unwrap();
        found
            .into_iter()
            .map(|one| (one.repository.name.to_string(), one.tag))
            .collect()
    };
    let hit = |name: &str, tag: Option<&str>| (name.to_owned(), tag.map(str::to_owned));
    assert_eq!(
        found("v1.0").await,
        [hit("a/one", Some("v1.0")), hit("a/two", Some("v1.0-rc"))]
    );
    let digest = digest(1).to_string();
    assert_eq!(found(&digest).await, [hit("a/one", None), hit("b/x", None)]);
    assert_eq!(found("").await, []);
    assert_eq!(found("V1").await, [], "tags tell upper from lower case");
}

async fn what_belongs_to_an_image_stands_under_it(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let hash = digest(1).as_str().replace(':', "-");
    let images = vec![
        image(1, &["v1"]),
        image(2, &[&format!("{hash}.sig")]),
        image(3, &[&format!("{hash}.att")]),
        image(4, &["v2"]),
    ];
    take_in(bench, id, images, &[]).await;
    let rows = all(bench, id, "").await;
    assert_eq!(rows.len(), 2);
    let attached: Vec<_> = rows[1]
        .attached
        .iter()
        .map(|one| (one.kind, one.count))
        .collect();
    assert_eq!(
        attached,
        [(ImageKind::Attestation, 1), (ImageKind::Signature, 1)]
    );
    let under = bench.store.images_of(id, &digest(1), 10).await.unwrap();
    assert_eq!(under.len(), 2);
    let totals = content(bench, "a/one").await.totals.unwrap();
    assert_eq!((totals.image_count, totals.bytes), (2, 10));
    assert_eq!(rows[0].scan, ScanState::NotAsked);
}

async fn a_wake_during_the_reading_is_not_lost(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let key = address_of("a/one");
    let due = async || {
        let due = bench.store.images_due(&account(), region(), NOW, 5).await;
        due.unwrap().first().map(|one| (one.id, one.due))
    };
    assert_eq!(due().await, Some((id, 0)));
    take_in(bench, id, vec![image(1, &[])], &[]).await;
    assert_eq!(due().await, None);
    assert!(bench.store.wake_images(&key, None, NOW).await.unwrap());
    let (_, woken) = due().await.unwrap();
    assert_eq!(woken, -NOW.0);
    // Read once for the wake, and woken again meanwhile.
    let later = NOW.plus_seconds(1);
    assert!(bench.store.wake_images(&key, None, later).await.unwrap());
    let done = Unchanged {
        repository: id,
        due: woken,
        next: NOW.plus_seconds(60),
    };
    bench.store.images_unchanged(&[done], NOW).await.unwrap();
    let (_, again) = due().await.unwrap();
    assert_eq!(again, -later.0);
    let done = Unchanged { due: again, ..done };
    bench.store.images_failed(done, "no answer").await.unwrap();
    assert_eq!(due().await, None);
    let known = content(bench, "a/one").await;
    assert_eq!(known.trouble.as_deref(), Some("no answer"));
    let nowhere = address_of("a/nowhere");
    assert!(!bench.store.wake_images(&nowhere, None, NOW).await.unwrap());
}

async fn what_vanished_holds_nothing(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    take_in(bench, id, vec![image(1, &["v1"])], &[scan(1, &["CVE-1"])]).await;
    repository(bench, "a/two").await;
    census(bench, &["a/two"], 240).await;
    assert_eq!(bench.store.images_anywhere("v1", 5).await.unwrap(), []);
    let due = bench.store.images_due(&account(), region(), NOW, 5).await;
    assert_eq!(due.unwrap().len(), 1);
    census(bench, &["a/one", "a/two"], 360).await;
    let back = content(bench, "a/one").await.id;
    assert_eq!(all(bench, back, "").await, []);
    assert_eq!(content(bench, "a/one").await.totals, None);
}

async fn a_place_says_how_far_it_was_read(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    repository(bench, "a/two").await;
    take_in(bench, id, vec![], &[]).await;
    let age = async || bench.store.images_ages().await.unwrap().remove(0);
    assert_eq!((age().await.repositories, age().await.unread), (2, 1));
    assert_eq!((age().await.oldest, age().await.answer), (Some(NOW), None));
    let (account, region) = (account(), region());
    let answered = async |outcome| {
        let said = bench.store.images_answered(&account, region, outcome);
        said.await.unwrap();
    };
    answered(Err("AWS asked Berth to wait")).await;
    assert!(age().await.trouble.unwrap().contains("wait"));
    answered(Ok(NOW)).await;
    assert_eq!((age().await.trouble, age().await.answer), (None, Some(NOW)));
    assert_eq!(bench.store.images_waiting(NOW).await.unwrap(), 1);
}

async fn platforms_are_remembered(bench: &Bench) {
    let id = repository(bench, "a/one").await;
    let index = domain::image::ImageSeen {
        media_type: Some("application/vnd.oci.image.index.v1+json".into()),
        ..image(1, &["v1"])
    };
    let place = domain::image::PlatformOf {
        index: digest(1),
        platform: "linux/arm64".into(),
    };
    let platforms = [(digest(2), place)].into();
    let images = domain::image::group(vec![index, image(2, &[])], &platforms);
    take_in_grouped(bench, id, &images, &[]).await;
    let known = bench.store.image_memory(id).await.unwrap();
    assert_eq!(known.platforms, platforms);
    assert!(known.indexes.contains(&digest(1)));
    let rows = all(bench, id, "").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].platform.as_deref(), Some("linux/arm64"));
    assert_eq!(
        rows[0].media_type.as_deref(),
        Some("application/vnd.oci.image.index.v1+json")
    );
    assert!(Digest::parse("sha256:0").is_err());
}
