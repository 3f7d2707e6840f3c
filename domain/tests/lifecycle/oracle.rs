//! AWS's description of lifecycle policies followed word by word, with no thought for speed. Shares nothing with the
//! evaluator that it is held against.

use domain::lifecycle::{
    Act, ActionKind, Candidate, CountType, LifecyclePolicy, Role, Rule, StorageClass, TagStatus,
};
use domain::time::Timestamp;
use std::cmp::Reverse;

pub(crate) fn acts(policy: &LifecyclePolicy, images: &[Candidate], now: Timestamp) -> Vec<Act> {
    let mut rules: Vec<&Rule> = policy.rules.iter().collect();
    rules.sort_by_key(|rule| rule.rule_priority);
    let touched: Vec<Vec<usize>> = rules
        .iter()
        .map(|rule| evaluated(rule, images, now))
        .collect();
    let first = |image: &Candidate| rules.iter().position(|rule| selects(rule, image));
    let base: Vec<Act> = images
        .iter()
        .enumerate()
        .map(|(place, image)| match first(image) {
            Some(rule) if touched[rule].contains(&place) => match rules[rule].action.kind {
                ActionKind::Expire => Act::Expire,
                ActionKind::Transition => Act::Archive,
            },
            _ => Act::Keep,
        })
        .collect();
    let mut acts = base.clone();
    for _ in 0..images.len() {
        acts = (0..images.len())
            .map(|place| bound(images, place, base[place], &acts))
            .collect();
    }
    acts
}

fn bound(images: &[Candidate], place: usize, base: Act, acts: &[Act]) -> Act {
    if let Some(subject) = subject(images, place) {
        let is_there = images[place].class == StorageClass::Archive;
        return match acts[subject] {
            Act::Archive if is_there => Act::Keep,
            act => act,
        };
    }
    let Role::PartOf(indexes) = &images[place].role else {
        return base;
    };
    let held = indexes.iter().any(|digest| {
        let index = images.iter().position(|image| image.digest == *digest);
        index.is_some_and(|index| match (base, acts[index]) {
            (Act::Keep, _) | (_, Act::Expire) => false,
            (Act::Expire, _) => true,
            (Act::Archive, Act::Archive) => false,
            (Act::Archive, Act::Keep) => images[index].class == StorageClass::Standard,
        })
    });
    if held { Act::Keep } else { base }
}

fn subject(images: &[Candidate], place: usize) -> Option<usize> {
    match &images[place].role {
        Role::Refers(digest) => {
            let found = images.iter().position(|image| image.digest == *digest);
            found.filter(|found| *found != place)
        }
        _ => None,
    }
}

/// The places of the images that the rule would act on if it were alone.
fn evaluated(rule: &Rule, images: &[Candidate], now: Timestamp) -> Vec<usize> {
    let mut mine: Vec<usize> = (0..images.len())
        .filter(|place| subject(images, *place).is_none() && selects(rule, &images[*place]))
        .collect();
    let number = rule.selection.count_number;
    mine.sort_by_key(|place| {
        let image = &images[*place];
        (
            Reverse(image.restored.unwrap_or(image.pushed)),
            image.digest.clone(),
        )
    });
    let older = |since: Option<Timestamp>| {
        since.is_some_and(|since| now.0 - since.0 > i64::from(number) * Timestamp::DAY_MS)
    };
    match rule.selection.count_type {
        CountType::ImageCountMoreThan => mine.split_off((number as usize).min(mine.len())),
        CountType::SinceImagePushed => {
            mine.retain(|place| older(Some(images[*place].pushed)));
            mine
        }
        CountType::SinceImagePulled => {
            mine.retain(|place| older(Some(last_use(&images[*place]))));
            mine
        }
        CountType::SinceImageTransitioned => {
            mine.retain(|place| older(images[*place].archived));
            mine
        }
    }
}

fn last_use(image: &Candidate) -> Timestamp {
    match (image.pulled, image.restored) {
        (Some(pulled), Some(restored)) if restored > pulled => restored,
        (Some(pulled), _) => pulled,
        (None, Some(restored)) => restored,
        (None, None) => image.pushed,
    }
}

pub(crate) fn selects(rule: &Rule, image: &Candidate) -> bool {
    let selection = &rule.selection;
    let class = selection.storage_class.unwrap_or(StorageClass::Standard);
    let patterns = selection.tag_pattern_list.iter().flatten();
    let prefixes = selection.tag_prefix_list.iter().flatten();
    let tagged = match selection.tag_status {
        TagStatus::Any => true,
        TagStatus::Untagged => image.tags.is_empty(),
        TagStatus::Tagged => {
            !image.tags.is_empty()
                && patterns
                    .clone()
                    .all(|entry| image.tags.iter().any(|tag| covers(entry, tag)))
                && prefixes
                    .clone()
                    .all(|entry| image.tags.iter().any(|tag| tag.starts_with(entry)))
        }
    };
    class == image.class && tagged
}

fn covers(pattern: &str, tag: &str) -> bool {
    match pattern.chars().next() {
        None => tag.is_empty(),
        Some('*') => (0..=tag.len()).any(|at| covers(&pattern[1..], &tag[at..])),
        Some(first) => tag.starts_with(first) && covers(&pattern[1..], &tag[1..]),
    }
}
