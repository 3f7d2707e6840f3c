//! What must hold for any lifecycle policy and any images. `PROPTEST_CASES` says how many are tried.

#![allow(clippy::unwrap_used)]

mod generate;
mod oracle;

use domain::lifecycle::evaluate::Reason;
use domain::lifecycle::lint::Code;
use domain::lifecycle::{Act, Candidate, CountType, LifecyclePolicy, compare, evaluate, lint};
use domain::time::Timestamp;
use generate::{NOW, images, policy, text};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Few where nobody asks for more: the suite stays quick.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 128;
    }
    config
}

fn by_digest(policy: &LifecyclePolicy, images: &[Candidate]) -> BTreeMap<String, (Act, String)> {
    let outcome = evaluate(policy, images, NOW);
    let of = |place: usize| (outcome.verdicts()[place].act, outcome.why(place));
    (0..images.len())
        .map(|place| (images[place].digest.to_string(), of(place)))
        .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_plainest_reading_of_the_rules_comes_to_the_same(policy in policy(), images in images()) {
        let outcome = evaluate(&policy, &images, NOW);
        let acts: Vec<Act> = outcome.verdicts().iter().map(|verdict| verdict.act).collect();
        prop_assert_eq!(acts, oracle::acts(&policy, &images, NOW));
    }

    #[test]
    fn an_image_has_one_end_and_one_reason(policy in policy(), images in images()) {
        let outcome = evaluate(&policy, &images, NOW);
        let totals = outcome.totals();
        let count = totals.kept.count + totals.expired.count + totals.archived.count;
        prop_assert_eq!(count, images.len() as u64);
        let bytes: u64 = images.iter().map(|image| image.bytes).sum();
        prop_assert_eq!(totals.kept.bytes + totals.expired.bytes + totals.archived.bytes, bytes);
        for place in 0..images.len() {
            prop_assert!(outcome.why(place).ends_with('.'));
        }
    }

    #[test]
    fn the_first_rule_that_selects_an_image_closes_it_to_the_others(policy in policy(), images in images()) {
        let outcome = evaluate(&policy, &images, NOW);
        for (place, (image, verdict)) in outcome.iter().enumerate() {
            if !matches!(verdict.reason, Reason::Rule { .. } | Reason::Held { .. }) {
                continue;
            }
            let decider = outcome.rule(place).unwrap();
            prop_assert!(oracle::selects(decider, image));
            for rule in &policy.rules {
                let is_before = rule.rule_priority < decider.rule_priority;
                prop_assert!(!(is_before && oracle::selects(rule, image)));
            }
        }
    }

    #[test]
    fn keeping_more_never_ends_more(policy in policy(), images in images(), more in 1..5_u32, days in any::<bool>()) {
        let mut wider = policy.clone();
        for rule in &mut wider.rules {
            if days || rule.selection.count_type == CountType::ImageCountMoreThan {
                rule.selection.count_number += more;
            }
        }
        let (before, after) = (evaluate(&policy, &images, NOW), evaluate(&wider, &images, NOW));
        let changes = compare(&before, &after);
        prop_assert!(changes.expired.is_empty() && changes.archived.is_empty());
        prop_assert_eq!(compare(&after, &before).kept.len(), 0);
    }

    #[test]
    fn the_order_of_images_and_rules_does_not_matter(
        (policy, turned) in policy().prop_flat_map(|policy| {
            let rules = Just(policy.rules.clone()).prop_shuffle();
            (Just(policy), rules.prop_map(|rules| LifecyclePolicy { rules }))
        }),
        (images, mixed) in images().prop_flat_map(|images| (Just(images.clone()), Just(images).prop_shuffle())),
    ) {
        prop_assert_eq!(by_digest(&policy, &images), by_digest(&turned, &mixed));
        let codes = |policy: &LifecyclePolicy| {
            let text = serde_json::to_string(policy).unwrap();
            let mut codes: Vec<Code> = lint(&text).problems.iter().map(|problem| problem.code).collect();
            codes.sort();
            codes
        };
        prop_assert_eq!(codes(&policy), codes(&turned));
    }

    #[test]
    fn an_image_goes_when_it_falls_due_and_not_before(policy in policy(), images in images()) {
        let outcome = evaluate(&policy, &images, NOW);
        for (place, due) in outcome.next_due(usize::MAX) {
            prop_assert!(due >= NOW);
            let until = evaluate(&policy, &images, due);
            prop_assert_eq!(until.verdicts()[place].act, Act::Keep);
            let after = evaluate(&policy, &images, due.plus_millis(1));
            let verdict = after.verdicts()[place];
            let is_held = matches!(verdict.reason, Reason::Held { .. });
            prop_assert!(is_held || verdict.act != Act::Keep);
        }
    }

    #[test]
    fn whoever_is_next_in_line_goes_after_as_many_pushes(policy in policy(), images in images()) {
        let outcome = evaluate(&policy, &images, NOW);
        for rule in &policy.rules {
            for (place, pushes) in outcome.next_in_line(rule.rule_priority, 3) {
                let later = |count: u32| {
                    let alike = Candidate { restored: None, role: Default::default(), ..images[place].clone() };
                    let more = (0..count).map(|number| Candidate {
                        digest: generate::digest(1000 + number),
                        pushed: Timestamp(NOW.0 + 1),
                        ..alike.clone()
                    });
                    let all: Vec<Candidate> = images.iter().cloned().chain(more).collect();
                    evaluate(&policy, &all, NOW).verdicts()[place]
                };
                prop_assert_eq!(later(pushes - 1).act, Act::Keep);
                let verdict = later(pushes);
                let is_held = matches!(verdict.reason, Reason::Held { .. });
                prop_assert!(is_held || verdict.act != Act::Keep);
            }
        }
    }

    #[test]
    fn made_policies_are_taken_and_come_back_the_same(policy in policy()) {
        let text = policy.canonical_json();
        let linted = lint(&text);
        prop_assert!(linted.is_accepted(), "{:?}\n{}", linted.problems, text);
        let read = linted.policy.unwrap();
        prop_assert_eq!(read.canonical_json(), text.clone());
        prop_assert_eq!(lint(&policy.pretty_json()).policy, Some(read));
        prop_assert_eq!(linted.length, text.chars().count());
    }

    #[test]
    fn any_text_is_judged(text in text()) {
        let linted = lint(&text);
        for problem in &linted.problems {
            prop_assert!(!problem.sentence.is_empty() && !problem.fix.is_empty());
            prop_assert!(!problem.place.sentence().is_empty());
        }
        if linted.is_accepted() {
            let policy = linted.policy.unwrap();
            let again = lint(&policy.canonical_json());
            prop_assert!(again.is_accepted(), "{:?}", again.problems);
            prop_assert_eq!(again.policy.map(|policy| policy.canonical_json()), Some(policy.canonical_json()));
        }
    }

    #[test]
    fn policies_that_aws_refuses_are_evaluated_all_the_same(text in text(), images in images()) {
        if let Ok(policy) = LifecyclePolicy::from_json(&text) {
            let outcome = evaluate(&policy, &images, NOW);
            prop_assert_eq!(outcome.verdicts().len(), images.len());
            prop_assert!(policy.sentences().iter().all(|sentence| !sentence.is_empty()));
        }
    }
}
