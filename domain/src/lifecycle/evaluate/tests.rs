mod bonds;

use super::*;
use crate::image::Digest;
use crate::lifecycle::{Selection, StorageClass, as_of};
use crate::testing::NOW;

const DAY: i64 = Timestamp::DAY_MS;

fn digest(byte: u8) -> Digest {
    Digest::parse(&format!("sha256:{}", format!("{byte:02x}").repeat(32))).unwrap()
}

fn days_ago(days: i64) -> Timestamp {
    NOW.plus_millis(-days * DAY)
}

/// An image pushed so many days ago, whose digest is that number.
fn image(days: u8, tags: &[&str]) -> Candidate {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    Candidate {
        bytes: 10,
        ..Candidate::new(digest(days), tags, days_ago(i64::from(days)))
    }
}

fn archived(image: Candidate, days: Option<i64>) -> Candidate {
    Candidate {
        class: StorageClass::Archive,
        archived: days.map(days_ago),
        ..image
    }
}

/// Rules as `priority selection action`, the selection without its braces.
fn policy(rules: &[(u32, &str, &str)]) -> LifecyclePolicy {
    let rules: Vec<String> = rules
        .iter()
        .map(|(priority, selection, action)| {
            format!(r#"{{"rulePriority":{priority},"selection":{{{selection}}},"action":{{"type":"{action}"}}}}"#)
        })
        .collect();
    LifecyclePolicy::from_json(&format!(r#"{{"rules":[{}]}}"#, rules.join(","))).unwrap()
}

const ANY: &str = r#""tagStatus":"any","countType":"#;

fn keep_any(count: u32) -> String {
    format!(r#"{ANY}"imageCountMoreThan","countNumber":{count}"#)
}

fn aged(tags: &str, kind: &str, days: u32) -> String {
    format!(r#""tagStatus":{tags},"countType":"{kind}","countUnit":"days","countNumber":{days}"#)
}

fn acts(outcome: &Outcome<'_>) -> Vec<Act> {
    outcome
        .verdicts()
        .iter()
        .map(|verdict| verdict.act)
        .collect()
}

use Act::{Archive as A, Expire as E, Keep as K};

#[test]
fn every_fate_has_its_sentence() {
    let images = [
        image(1, &["v2"]),
        image(2, &["v1"]),
        image(3, &[]),
        image(30, &[]),
        image(40, &["x"]),
    ];
    let versions = r#""tagStatus":"tagged","tagPatternList":["v*"],"countType":"imageCountMoreThan","countNumber":1"#;
    let policy = policy(&[
        (5, versions, "expire"),
        (9, &aged("\"untagged\"", "sinceImagePushed", 14), "expire"),
    ]);
    let outcome = evaluate(&policy, &images, NOW);
    assert_eq!(acts(&outcome), [K, E, K, E, K]);
    let said: Vec<String> = (0..6).map(|place| outcome.why(place)).collect();
    assert_eq!(
        said,
        [
            "Kept by rule 5: it keeps the newest of the images tagged v*, and this is number 1. Rules after it can’t touch it.",
            "Expires by rule 5: it keeps the newest of the images tagged v*, and this is number 2.",
            "Kept by rule 9: pushed on 2026-01-11, and due 14 days later, on 2026-01-25.",
            "Expires by rule 9: pushed 30 days ago, and the limit is 14 days.",
            "Kept: no rule selects it.",
            "",
        ]
    );
    let sum = |count| Sum {
        count,
        bytes: count * 10,
    };
    assert_eq!(
        outcome.totals(),
        Totals {
            kept: sum(3),
            expired: sum(2),
            archived: sum(0)
        }
    );
    assert_eq!(outcome.totals().of(E), sum(2));
    let by_rule: Vec<(u32, Sum, Sum)> = outcome
        .by_rule()
        .iter()
        .map(|of| (of.rule.rule_priority, of.acted, of.kept))
        .collect();
    assert_eq!(by_rule, [(5, sum(1), sum(1)), (9, sum(1), sum(1))]);
    assert_eq!(outcome.rule(1).map(|rule| rule.rule_priority), Some(5));
    assert_eq!(outcome.rule(4), None);
}

#[test]
fn the_next_to_go_come_first() {
    let images = [
        image(1, &[]),
        image(2, &["b"]),
        image(3, &["a"]),
        image(4, &[]),
    ];
    let policy = policy(&[
        (1, &aged("\"untagged\"", "sinceImagePushed", 10), "expire"),
        (2, &keep_any(6), "expire"),
    ]);
    let outcome = evaluate(&policy, &images, NOW);
    let due = |pushed: i64| days_ago(pushed).plus_millis(10 * DAY);
    assert_eq!(outcome.next_due(9), [(3, due(4)), (0, due(1))]);
    assert_eq!(outcome.next_due(1).len(), 1);
    // Both untagged ones count, though the rule can't touch them.
    assert_eq!(outcome.next_in_line(2, 9), [(2, 4), (1, 5)]);
    assert_eq!(outcome.next_in_line(1, 9), []);
}

#[test]
fn days_are_over_only_after_the_last_moment() {
    let images = [image(14, &[])];
    let policy = policy(&[(1, &aged("\"any\"", "sinceImagePushed", 14), "expire")]);
    let at = |now| evaluate(&policy, &images, now).verdicts()[0];
    assert_eq!((at(NOW).act, at(NOW).due()), (K, Some(NOW)));
    let after = NOW.plus_millis(1);
    assert_eq!((at(after).act, at(after).due()), (E, None));
}

#[test]
fn clocks_begin_where_aws_says() {
    let pulls = aged("\"any\"", "sinceImagePulled", 30);
    let policy = policy(&[(1, &pulls, "transition")]);
    let with = |pulled: Option<i64>, restored: Option<i64>| Candidate {
        pulled: pulled.map(days_ago),
        restored: restored.map(days_ago),
        ..image(90, &["v1"])
    };
    let images = [
        with(None, None),
        with(Some(20), None),
        with(Some(40), None),
        with(Some(40), Some(10)),
        with(None, Some(10)),
        with(Some(20), Some(40)),
        archived(image(90, &[]), Some(1)),
    ];
    assert_eq!(
        acts(&evaluate(&policy, &images, NOW)),
        [A, K, A, K, K, K, K]
    );
}

#[test]
fn archived_images_are_another_matter() {
    let gone = format!(
        "{},\"storageClass\":\"archive\"",
        aged("\"any\"", "sinceImageTransitioned", 90)
    );
    let policy = policy(&[(1, &keep_any(1), "expire"), (2, &gone, "expire")]);
    let images = [
        image(5, &[]),
        image(6, &[]),
        archived(image(200, &[]), Some(91)),
        archived(image(201, &[]), Some(89)),
        archived(image(202, &[]), None),
    ];
    let outcome = evaluate(&policy, &images, NOW);
    assert_eq!(acts(&outcome), [K, E, E, K, K]);
    assert_eq!(outcome.doubt(4), Some(Doubt::ArchivedWhen));
    assert_eq!(
        outcome.why(4),
        "Kept by rule 2: it is not known since when it is archived."
    );
}

#[test]
fn a_restored_image_is_young_again() {
    let policy = policy(&[(1, &keep_any(1), "expire")]);
    let restored = Candidate {
        restored: Some(NOW),
        ..image(9, &[])
    };
    let images = [image(1, &[]), restored];
    assert_eq!(acts(&evaluate(&policy, &images, NOW)), [E, K]);
}

#[test]
fn policies_that_aws_refuses_do_no_harm() {
    let images = [image(1, &["v1"]), archived(image(2, &[]), None)];
    let rules = [
        (
            1,
            r#""tagStatus":"tagged","tagPatternList":[],"countType":"imageCountMoreThan","countNumber":0"#,
            "expire",
        ),
        (
            1,
            r#""tagStatus":"any","storageClass":"archive","countType":"imageCountMoreThan","countNumber":0"#,
            "transition",
        ),
    ];
    assert_eq!(acts(&evaluate(&policy(&rules), &images, NOW)), [E, K]);
    assert_eq!(acts(&evaluate(&policy(&[]), &images, NOW)), [K, K]);
    assert!(evaluate(&policy(&rules), &[], NOW).verdicts().is_empty());
}

#[test]
fn doubts_are_named_where_aws_is_vague() {
    let policy = policy(&[
        (1, &aged("\"untagged\"", "sinceImagePushed", 14), "expire"),
        (2, &aged("\"any\"", "sinceImagePulled", 30), "transition"),
    ]);
    let pulled = |hours: i64| Candidate {
        pulled: Some(days_ago(30).plus_millis(-hours * DAY / 24)),
        ..image(99, &["v1"])
    };
    let restored = Candidate {
        restored: Some(days_ago(1)),
        ..image(20, &[])
    };
    let images = [restored, pulled(5), pulled(30), image(99, &["v1"])];
    let outcome = evaluate(&policy, &images, NOW);
    let doubts: Vec<Option<Doubt>> = (0..4).map(|place| outcome.doubt(place)).collect();
    assert_eq!(
        doubts,
        [Some(Doubt::Restored), Some(Doubt::PulledAbout), None, None]
    );
}

#[test]
fn outcomes_are_compared_image_by_image() {
    let images = [image(1, &["b"]), image(2, &["a"]), image(3, &[])];
    let (few, many) = (LifecyclePolicy::keep_last(1), LifecyclePolicy::keep_last(2));
    let (few, many) = (evaluate(&few, &images, NOW), evaluate(&many, &images, NOW));
    let changes = compare(&few, &many);
    assert_eq!(changes.kept, [&images[1]]);
    assert_eq!(
        changes.sum(K),
        Sum {
            count: 1,
            bytes: 10
        }
    );
    assert!(changes.expired.is_empty());
    assert!(compare(&few, &few).is_empty());
    let back = compare(&many, &few);
    assert_eq!((back.expired, back.kept.len()), (vec![&images[1]], 0));
    // Of other images only those that both know.
    let fewer = [images[1].clone(), image(9, &[])];
    let policy = LifecyclePolicy::keep_last(1);
    let other = evaluate(&policy, &fewer, NOW);
    assert_eq!(compare(&few, &other).kept, [&fewer[0]]);
}

#[test]
fn the_past_is_what_had_been_pushed_by_then() {
    let moved = Candidate {
        pulled: Some(days_ago(2)),
        ..image(30, &["v1"])
    };
    let back = Candidate {
        archived: Some(days_ago(40)),
        restored: Some(days_ago(5)),
        ..image(90, &["v0"])
    };
    let images = [
        image(1, &["v2"]),
        moved,
        archived(image(80, &[]), Some(3)),
        back,
    ];
    let then = as_of(&images, days_ago(10));
    assert_eq!(then.len(), 3);
    assert_eq!(
        (then[0].pulled, then[0].class),
        (None, StorageClass::Standard)
    );
    assert_eq!(
        (then[1].archived, then[1].class),
        (None, StorageClass::Standard)
    );
    assert_eq!(
        (then[2].restored, then[2].class),
        (None, StorageClass::Archive)
    );
    assert_eq!(as_of(&images, NOW), images);
}

#[test]
fn entries_are_shared_between_rules_and_storage_classes() {
    let tagged = |list: &str, count: u32| {
        format!(
            r#""tagStatus":"tagged","tagPatternList":[{list}],"countType":"imageCountMoreThan","countNumber":{count}"#
        )
    };
    let (both, twice, open) = (
        tagged(r#""a*","*1""#, 1),
        tagged(r#""a*","a*""#, 1),
        tagged(r#""*1""#, 1),
    );
    let policy = policy(&[
        (1, &both, "expire"),
        (2, &twice, "expire"),
        (3, &open, "expire"),
    ]);
    let images = [
        image(1, &["a1"]),
        image(2, &["a2"]),
        image(3, &["b1"]),
        image(4, &["a3", "b1"]),
        image(5, &["c"]),
    ];
    let outcome = evaluate(&policy, &images, NOW);
    assert_eq!(acts(&outcome), [K, E, E, E, K]);
    let rules: Vec<Option<u32>> = (0..5)
        .map(|at| outcome.rule(at).map(|rule| rule.rule_priority))
        .collect();
    assert_eq!(rules, [Some(1), Some(2), Some(3), Some(1), None]);
    let covered = |rule: usize, at: usize| {
        let selection: &Selection = &policy.rules[rule].selection;
        selection.covers(&images[at].tags)
    };
    assert!(covered(0, 3) && !covered(0, 1) && covered(1, 1) && !covered(2, 4));
}
