use super::*;
use crate::image::{ImageSeen, PlatformOf, Severity, group};
use std::collections::HashMap;

const NOW: Timestamp = Timestamp(100 * DAY_MS);

fn digest(number: u32) -> Digest {
    Digest::parse(&format!("sha256:{number:064x}")).unwrap()
}

fn seen(number: u32, pushed: i64) -> ImageSeen {
    ImageSeen {
        digest: digest(number),
        tags: vec![format!("v{number}")],
        pushed: Timestamp(pushed),
        pulled: None,
        bytes: 1,
        media_type: None,
        artifact_type: None,
        subject: None,
        archived: false,
    }
}

fn chosen(images: &[Image], most: usize) -> Vec<Digest> {
    worth_scanning(images, most, NOW.plus_millis(-DAY_MS))
        .into_iter()
        .map(|image| image.seen.digest.clone())
        .collect()
}

#[test]
fn the_newest_tagged_and_the_lately_pulled_are_asked_about() {
    let mut all: Vec<ImageSeen> = (0..20).map(|n| seen(n, i64::from(n))).collect();
    all[19].archived = true;
    all[18].tags.clear();
    all[2].pulled = Some(NOW);
    all[1].pulled = Some(NOW.plus_millis(-2 * DAY_MS));
    all[17].pulled = Some(NOW);
    let images = group(all, &HashMap::new());
    assert_eq!(chosen(&images, 3), [17, 16, 15, 2].map(digest));
    assert_eq!(chosen(&images, 0), []);
}

#[test]
fn platforms_are_asked_about_in_place_of_their_index() {
    let index = ImageSeen {
        media_type: Some("application/vnd.oci.image.index.v1+json".into()),
        ..seen(9, 10 * MINUTE_MS)
    };
    let platform = |number, pushed| ImageSeen {
        tags: vec![],
        ..seen(number, pushed)
    };
    let all = || {
        vec![
            index.clone(),
            platform(1, 9 * MINUTE_MS),
            platform(2, 9 * MINUTE_MS + 1),
            platform(3, 0),
        ]
    };
    let guessed = group(all(), &HashMap::new());
    assert_eq!(chosen(&guessed, 5), [2, 1].map(digest));
    let place = PlatformOf {
        index: digest(9),
        platform: "linux/amd64".into(),
    };
    let known = group(all(), &HashMap::from([(digest(3), place)]));
    assert_eq!(chosen(&known, 5), [digest(3)]);
}

#[test]
fn no_findings_are_clean_after_a_finished_scan_alone() {
    let state = |status: &str, findings: &[&str]| {
        let found: Vec<Severity> = findings.iter().map(|word| Severity::parse(word)).collect();
        let status = Some(ScanStatus::parse(status));
        ScanState::of(status, None, found.iter().collect(), Some(NOW))
    };
    assert_eq!(state("COMPLETE", &[]), ScanState::Clean { at: Some(NOW) });
    assert_eq!(state("ACTIVE", &[]), ScanState::Clean { at: Some(NOW) });
    assert!(
        matches!(state("COMPLETE", &["DIRE"]), ScanState::Found { counts, .. } if counts.other == 1)
    );
    assert_eq!(state("NEVER", &[]), ScanState::Never);
    assert_eq!(state("PENDING", &[]), ScanState::Running);
    assert!(matches!(
        state("UNSUPPORTED_IMAGE", &[]),
        ScanState::Unsupported { .. }
    ));
    for word in [
        "FAILED",
        "SCAN_ELIGIBILITY_EXPIRED",
        "FINDINGS_UNAVAILABLE",
        "LIMIT_EXCEEDED",
        "NEW_WORD",
    ] {
        let ScanState::Failed { status, .. } = state(word, &[]) else {
            panic!("{word}");
        };
        assert_eq!(status.as_str(), word);
    }
    let nothing = ScanState::of(None, None, SeverityCounts::default(), None);
    assert_eq!(nothing, ScanState::NotAsked);
}

#[test]
fn a_scan_is_looked_at_again_when_it_may_have_changed() {
    let hours = |status: &str, scanning: &str, age: i64| {
        let (status, scanning) = (ScanStatus::parse(status), Scanning::parse(scanning));
        let pushed = NOW.plus_millis(-age);
        next_scan_look(&status, Some(&scanning), pushed, NOW).since(NOW) as f64 / HOUR_MS as f64
    };
    assert!(hours("IN_PROGRESS", "SCAN_ON_PUSH", 0) < 1.0);
    assert!(hours("NEVER", "SCAN_ON_PUSH", 0) < 1.0);
    assert_eq!(hours("NEVER", "MANUAL", 0), 7.0 * 24.0);
    assert_eq!(hours("NEVER", "SCAN_ON_PUSH", 2 * DAY_MS), 24.0);
    assert_eq!(hours("COMPLETE", "SCAN_ON_PUSH", 0), 7.0 * 24.0);
    assert_eq!(hours("ACTIVE", "CONTINUOUS_SCAN", 0), 24.0);
    assert_eq!(hours("COMPLETE", "CONTINUOUS_SCAN", 0), 24.0);
}

#[test]
fn figures_speak_of_the_newest_image_with_a_finished_scan() {
    let index = ImageSeen {
        media_type: Some("application/vnd.oci.image.index.v1+json".into()),
        ..seen(9, 100)
    };
    let all = || {
        vec![
            seen(1, 10),
            seen(2, 20),
            seen(3, 30),
            seen(4, 5),
            index.clone(),
        ]
    };
    let images = group(all(), &HashMap::new());
    let finished = |which: &'static [u32]| {
        move |asked: &Digest| which.iter().any(|number| digest(*number) == *asked)
    };
    assert_eq!(figures_of(&images, finished(&[1, 2])), Some(&digest(2)));
    assert_eq!(
        figures_of(&images, finished(&[9])),
        None,
        "an index has no scan of its own"
    );
    assert_eq!(figures_of(&images, finished(&[])), None);
    let place = PlatformOf {
        index: digest(9),
        platform: "linux/amd64".into(),
    };
    let images = group(all(), &HashMap::from([(digest(4), place)]));
    assert_eq!(figures_of(&images, finished(&[3, 4])), Some(&digest(9)));
}
