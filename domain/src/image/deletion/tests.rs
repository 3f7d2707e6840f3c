use super::*;
use crate::image::ScanState;
use crate::testing::NOW;

fn digest(n: u8) -> Digest {
    Digest::parse(&format!("sha256:{}", format!("{n:02x}").repeat(32))).unwrap()
}

fn image(n: u8, tags: &[&str]) -> ImageRow {
    ImageRow {
        id: i64::from(n),
        digest: digest(n),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        pushed: NOW.plus_millis(-10 * DAY_MS),
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

fn around<'a>(chosen: &'a BTreeSet<Digest>, policy: Option<&'a LifecyclePolicy>) -> Around<'a> {
    Around {
        chosen,
        has_indexes: true,
        policy,
        now: NOW,
    }
}

fn concerns_of(image: ImageRow, chosen: &[u8]) -> Vec<Concern> {
    let chosen = chosen.iter().map(|n| digest(*n)).collect();
    Impact::of(image, Newer::default(), &around(&chosen, None)).concerns
}

#[test]
fn a_platform_is_refused_unless_its_index_goes_too() {
    let mut platform = image(2, &[]);
    platform.kind = ImageKind::Platform;
    platform.subject = Some(digest(1));
    let alone = concerns_of(platform.clone(), &[2]);
    assert_eq!(alone, [Concern::InIndex { index: digest(1) }]);
    assert!(alone[0].is_refused());
    assert_eq!(concerns_of(platform, &[1, 2]), []);
}

#[test]
fn what_speaks_of_an_image_and_what_an_image_carries_is_said() {
    let mut signature = image(2, &[]);
    signature.kind = ImageKind::Signature;
    signature.subject = Some(digest(1));
    let found = concerns_of(signature, &[2]);
    assert!(matches!(&found[..], [Concern::SpeaksOf { .. }]));
    let mut signed = image(1, &["v1"]);
    signed.attached = vec![AttachedCount {
        kind: ImageKind::Signature,
        count: 2,
    }];
    let found = concerns_of(signed, &[1]);
    assert!(matches!(&found[..], [Concern::Carries(_)]) && !found[0].is_refused());
}

#[test]
fn an_untagged_image_beside_indexes_may_be_a_platform() {
    assert_eq!(concerns_of(image(1, &[]), &[1]), [Concern::MaybePlatform]);
    assert_eq!(concerns_of(image(1, &["v1"]), &[1]), []);
    let chosen = BTreeSet::new();
    let without = Around {
        has_indexes: false,
        ..around(&chosen, None)
    };
    let impact = Impact::of(image(1, &[]), Newer::default(), &without);
    assert_eq!(impact.concerns, []);
}

#[test]
fn a_pull_within_thirty_days_is_a_concern() {
    let pulled = |days: i64| {
        let mut one = image(1, &["v1"]);
        one.pulled = Some(NOW.plus_millis(-days * DAY_MS));
        concerns_of(one, &[1]).len()
    };
    assert_eq!((pulled(29), pulled(30), pulled(31)), (1, 1, 0));
}

fn fate_of(image: ImageRow, newer: u64, rules: &str) -> Option<When> {
    let policy = LifecyclePolicy::from_json(&format!("{{\"rules\":[{rules}]}}")).unwrap();
    let chosen = BTreeSet::new();
    let newer = Newer {
        all: newer,
        untagged: newer,
    };
    let impact = Impact::of(image, newer, &around(&chosen, Some(&policy)));
    impact.fate.map(|fate| fate.when)
}

fn rule(priority: u32, selection: &str) -> String {
    format!(
        r#"{{"rulePriority":{priority},"selection":{{{selection}}},"action":{{"type":"expire"}}}}"#
    )
}

#[test]
fn the_first_rule_that_selects_an_image_decides() {
    let keep = rule(
        2,
        r#""tagStatus":"any","countType":"imageCountMoreThan","countNumber":5"#,
    );
    assert_eq!(fate_of(image(1, &["v1"]), 5, &keep), Some(When::Soon));
    assert_eq!(fate_of(image(1, &["v1"]), 4, &keep), Some(When::Later));
    let releases = rule(
        1,
        r#""tagStatus":"tagged","tagPatternList":["v*"],"countType":"imageCountMoreThan","countNumber":5"#,
    );
    let both = format!("{keep},{releases}");
    assert_eq!(fate_of(image(1, &["v1"]), 5, &both), Some(When::Unknown));
    assert_eq!(fate_of(image(1, &["x"]), 5, &both), Some(When::Soon));
}

#[test]
fn age_is_counted_from_the_push_or_the_pull() {
    let pushed = |days| {
        rule(
            1,
            &format!(
                r#""tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":{days}"#
            ),
        )
    };
    assert_eq!(fate_of(image(1, &[]), 0, &pushed(10)), Some(When::Soon));
    let due = NOW.plus_millis(DAY_MS);
    assert_eq!(fate_of(image(1, &[]), 0, &pushed(11)), Some(When::At(due)));
    assert_eq!(fate_of(image(1, &["v1"]), 0, &pushed(1)), None);
}

#[test]
fn every_pattern_has_to_fit_some_tag() {
    let both = rule(
        1,
        r#""tagStatus":"tagged","tagPatternList":["v*","*prod"],"countType":"sinceImagePushed","countUnit":"days","countNumber":1"#,
    );
    assert_eq!(fate_of(image(1, &["v1"]), 0, &both), None);
    let tagged = image(1, &["v1", "in-prod"]);
    assert_eq!(fate_of(tagged, 0, &both), Some(When::Soon));
}
