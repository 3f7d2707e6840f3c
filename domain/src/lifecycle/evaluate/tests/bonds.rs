use super::*;
use crate::lifecycle::Role;

#[test]
fn what_an_index_refers_to_waits_for_it() {
    let part = |days: u8, of: &[u8]| Candidate {
        role: Role::PartOf(of.iter().map(|byte| digest(*byte)).collect()),
        ..image(days, &[])
    };
    let index = |days, tags: &[&str]| Candidate {
        role: Role::Index,
        ..image(days, tags)
    };
    let images = [
        index(50, &["v1"]),
        part(51, &[50]),
        // Of an index that goes, of one that is gone, and of both of them and one that stays.
        index(60, &[]),
        part(61, &[60]),
        part(62, &[99]),
        part(63, &[99, 60, 50]),
        // A part that has parts itself.
        part(70, &[51]),
    ];
    let policy = policy(&[(1, &aged("\"untagged\"", "sinceImagePushed", 14), "expire")]);
    let outcome = evaluate(&policy, &images, NOW);
    assert_eq!(acts(&outcome), [K, K, E, E, E, K, K]);
    assert_eq!(
        outcome.why(5),
        "Kept: an index that stays refers to it (323232323232). Rule 1 would expire it otherwise."
    );
    assert_eq!(outcome.doubt(5), Some(Doubt::HeldByIndex));
}

#[test]
fn what_speaks_about_an_image_goes_and_stays_with_it() {
    let refers = |days: u8, to: u8| Candidate {
        role: Role::Refers(digest(to)),
        ..image(days, &[])
    };
    let images = [
        image(1, &["v2"]),
        refers(2, 1),
        image(3, &["v1"]),
        refers(4, 3),
        refers(5, 4),
        refers(6, 99),
        refers(7, 7),
    ];
    let outcome_of = keep_any(1);
    let policy = policy(&[(1, &outcome_of, "expire")]);
    let outcome = evaluate(&policy, &images, NOW);
    // The one whose image is gone, and the one of itself, count as images.
    assert_eq!(acts(&outcome), [K, K, E, E, E, E, E]);
    assert_eq!(
        outcome.why(3),
        "Goes with the image that it speaks about (030303030303), which expires."
    );
    assert_eq!(outcome.rule(3).map(|rule| rule.rule_priority), Some(1));
}

#[test]
fn circles_come_to_an_end() {
    let bound = |days: u8, role: Role| Candidate {
        role,
        ..image(days, &[])
    };
    let images = [
        bound(1, Role::Refers(digest(2))),
        bound(2, Role::Refers(digest(1))),
        bound(30, Role::PartOf(vec![digest(40)])),
        bound(40, Role::PartOf(vec![digest(30)])),
    ];
    let policy = policy(&[(1, &aged("\"any\"", "sinceImagePushed", 14), "expire")]);
    assert_eq!(acts(&evaluate(&policy, &images, NOW)), [K, K, E, E]);
}

#[test]
fn parts_may_go_to_the_archive_with_their_index_but_not_expire_there() {
    let part = Candidate {
        role: Role::PartOf(vec![digest(50)]),
        ..image(51, &[])
    };
    let images = [image(50, &["v1"]), part.clone()];
    let policy_of = |tags: &str, action| {
        let archive = aged(
            r#""tagged","tagPatternList":["v*"]"#,
            "sinceImagePulled",
            30,
        );
        let rest = aged(tags, "sinceImagePushed", 30);
        policy(&[(1, &archive, "transition"), (2, &rest, action)])
    };
    let together = policy_of("\"untagged\"", "transition");
    assert_eq!(acts(&evaluate(&together, &images, NOW)), [A, A]);
    let apart = policy_of("\"untagged\"", "expire");
    assert_eq!(acts(&evaluate(&apart, &images, NOW)), [A, K]);
    // The same with an index that has been archived before.
    let images = [archived(image(50, &["v1"]), Some(1)), part];
    assert_eq!(acts(&evaluate(&together, &images, NOW)), [K, A]);
    assert_eq!(acts(&evaluate(&apart, &images, NOW)), [K, K]);
}
