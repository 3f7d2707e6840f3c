//! How long it takes to foretell what 50 rules do to 100,000 images, on this machine.

#![allow(clippy::print_stdout)]

use domain::lifecycle::simulate::{TagScheme, pushes};
use domain::lifecycle::{
    Candidate, CountType, LifecyclePolicy, Preset, Rule, Selection, TagStatus, evaluate, lint,
};
use domain::time::Timestamp;
use std::hint::black_box;
use std::time::Instant;

const RULES: u32 = 50;
const RUNS: usize = 15;
const NOW: Timestamp = Timestamp(1_768_386_000_000);

fn main() {
    let images = images();
    let count = images.len();
    println!("{count} images, {RULES} rules; median and best of {RUNS} runs");
    for (title, policy) in [
        ("prefixes and patterns, by first letter", policy(begun)),
        ("every pattern begins with a wildcard", policy(ended)),
        ("two patterns that share their beginning", policy(alike)),
    ] {
        let acted = evaluate(&policy, &images, NOW).totals();
        let (median, best) = timed(|| {
            black_box(evaluate(&policy, &images, NOW));
        });
        println!(
            "{median:>8.1} {best:>8.1} ms  {title} (kept {}, expired {})",
            acted.kept.count, acted.expired.count
        );
    }
    let text = policy(begun).pretty_json();
    let (median, best) = timed(|| {
        black_box(lint(&text));
    });
    println!("{median:>8.1} {best:>8.1} ms  naming what is wrong with such a policy");
}

/// Milliseconds: the median, and the best, which others on the machine disturbed least.
fn timed(mut run: impl FnMut()) -> (f64, f64) {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    (at(RUNS / 2), at(0))
}

/// Three tags on most, none on some, in no order.
fn images() -> Vec<Candidate> {
    let mut images = pushes(1000, TagScheme::CommitsAndReleases, 100, NOW);
    for (number, image) in images.iter_mut().enumerate() {
        if number % 7 == 0 {
            image.tags.clear();
        } else {
            let (app, build) = (number % 61, number / 61);
            image.tags.push(format!("svc{app}-main-{build}"));
            image.tags.push(format!("{build}-rc{app}"));
        }
    }
    images.sort_by(|one, other| one.digest.cmp(&other.digest));
    images
}

fn begun(number: u32) -> Vec<String> {
    let letter = char::from(b'a' + u8::try_from(number % 26).unwrap_or_default());
    vec![match number % 3 {
        0 => format!("svc{number}-*"),
        1 => format!("{letter}{number}*-main-*"),
        _ => format!("{number}*"),
    }]
}

fn ended(number: u32) -> Vec<String> {
    vec![format!("*-rc{number}")]
}

fn alike(number: u32) -> Vec<String> {
    vec![format!("svc{number}*-main-*"), format!("*-rc{number}*")]
}

fn policy(tags: fn(u32) -> Vec<String>) -> LifecyclePolicy {
    let tagged = |number| Selection {
        tag_pattern_list: Some(tags(number)),
        ..Selection::of(TagStatus::Tagged, count_type(number), 20 + number)
    };
    let selections = (1..RULES - 1).map(tagged).chain([
        Selection::of(TagStatus::Untagged, CountType::SinceImagePushed, 14),
        Selection::of(TagStatus::Any, CountType::ImageCountMoreThan, 50_000),
    ]);
    let mut policy = Preset::KeepLast { count: 1 }.policy();
    let action = policy.rules.remove(0).action;
    let rules = (1..)
        .zip(selections)
        .map(|(rule_priority, selection)| Rule {
            rule_priority,
            description: None,
            selection,
            action: action.clone(),
        });
    LifecyclePolicy {
        rules: rules.collect(),
    }
}

fn count_type(number: u32) -> CountType {
    match number % 4 {
        0 => CountType::SinceImagePushed,
        _ => CountType::ImageCountMoreThan,
    }
}
