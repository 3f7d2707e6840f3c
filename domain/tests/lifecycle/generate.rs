//! Policies that AWS takes, images with everything that matters to them, and texts that are nearly policies.

use domain::image::Digest;
use domain::lifecycle::{
    Action, ActionKind, Candidate, CountType, LifecyclePolicy, Role, Rule, Selection, StorageClass,
    TagStatus,
};
use domain::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::collections::BTreeSet;

pub(crate) const NOW: Timestamp = Timestamp(1_768_386_000_000);

const PATTERNS: [&str; 10] = [
    "*", "v*", "v1*", "*b", "a*b", "a*b*", "*-rc*", "latest", "*a*b*a*", "v1",
];
const PREFIXES: [&str; 5] = ["v", "v1", "a", "latest", "ab"];
const TAGS: [&str; 9] = [
    "v1", "v1.2", "v2", "a", "ab", "aab", "abba", "v1-rc1", "latest",
];

pub(crate) fn digest(number: u32) -> Digest {
    Digest::parse(&format!("sha256:{number:064x}")).unwrap()
}

/// Few moments, so that images share them; half of them on the very millisecond of a day.
fn moment() -> impl Strategy<Value = Timestamp> {
    (0..120_i64, select(&[0, 0, 1, -1, 43_200_000][..]))
        .prop_map(|(days, rest)| (days, if days == 0 { 0 } else { rest }))
        .prop_map(|(days, rest)| NOW.plus_millis(-days * Timestamp::DAY_MS + rest))
}

fn role(count: u32) -> impl Strategy<Value = Role> {
    // Only to the first few, which refer to nothing: circles are no repository.
    let other = 0..count.min(4) + 1;
    prop_oneof![
        6 => Just(Role::Image),
        1 => Just(Role::Index),
        2 => vec(other.clone(), 1..3).prop_map(|of| Role::PartOf(of.into_iter().map(digest).collect())),
        2 => other.prop_map(|of| Role::Refers(digest(of))),
    ]
}

pub(crate) fn images() -> impl Strategy<Value = Vec<Candidate>> {
    (0..20_u32).prop_flat_map(|count| {
        let image = (
            subsequence(&TAGS[..], 0..4),
            moment(),
            (
                proptest::option::of(moment()),
                proptest::option::of(moment()),
                proptest::option::weighted(0.2, moment()),
            ),
            proptest::bool::weighted(0.3),
            role(count),
            0..100_u64,
        );
        vec(image, count as usize).prop_map(|images| {
            let made = (0..).zip(images).map(|(number, image)| {
                let (tags, pushed, (pulled, archived, restored), is_archived, role, bytes) = image;
                let tags = tags.into_iter().map(str::to_owned).collect();
                Candidate {
                    pulled,
                    archived,
                    restored,
                    class: if is_archived {
                        StorageClass::Archive
                    } else {
                        StorageClass::Standard
                    },
                    bytes,
                    role: if number < 4 { Role::Index } else { role },
                    ..Candidate::new(digest(number), tags, pushed)
                }
            });
            made.collect()
        })
    })
}

#[derive(Clone, Debug)]
struct Draft {
    selection: Selection,
    kind: ActionKind,
}

fn draft(status: TagStatus) -> impl Strategy<Value = Draft> {
    let count = select(
        &[
            CountType::ImageCountMoreThan,
            CountType::ImageCountMoreThan,
            CountType::SinceImagePushed,
            CountType::SinceImagePulled,
            CountType::SinceImageTransitioned,
        ][..],
    );
    let lists = (
        subsequence(&PATTERNS[..], 1..3),
        subsequence(&PREFIXES[..], 1..3),
        any::<bool>(),
    );
    (count, 1..30_u32, any::<bool>(), lists).prop_map(move |(count, number, archives, lists)| {
        let owned = |list: Vec<&str>| Some(list.into_iter().map(str::to_owned).collect());
        let mut selection = Selection::of(status, count, number);
        match lists {
            _ if status != TagStatus::Tagged => {}
            (patterns, _, true) => selection.tag_pattern_list = owned(patterns),
            (_, prefixes, false) => selection.tag_prefix_list = owned(prefixes),
        }
        let kind = match count {
            CountType::SinceImageTransitioned => {
                selection.storage_class = Some(StorageClass::Archive);
                selection.count_number += 89;
                ActionKind::Expire
            }
            CountType::SinceImagePulled => ActionKind::Transition,
            _ if archives => ActionKind::Transition,
            _ => ActionKind::Expire,
        };
        Draft { selection, kind }
    })
}

/// What AWS takes: lists, untagged rules and rules for any images once in each storage class, the latter last.
pub(crate) fn policy() -> impl Strategy<Value = LifecyclePolicy> {
    let some = |status, most| vec(draft(status), 0..=most);
    let drafts = (
        vec(draft(TagStatus::Tagged), 1..6),
        some(TagStatus::Untagged, 2),
        some(TagStatus::Any, 2),
        vec(1..9_u32, 10),
        any::<u64>(),
    );
    drafts.prop_map(|(tagged, untagged, any, gaps, turn)| {
        let mut inner: Vec<Draft> = tagged.into_iter().chain(untagged).collect();
        let turn = usize::try_from(turn % 7).unwrap_or_default() % inner.len();
        inner.rotate_left(turn);
        let mut taken = BTreeSet::new();
        let mut priority = 0;
        let rules = inner
            .into_iter()
            .chain(any)
            .filter(|draft| {
                let chosen = &draft.selection;
                taken.insert(format!(
                    "{:?} {:?} {:?} {:?}",
                    chosen.class(),
                    chosen.tag_status,
                    chosen.tag_pattern_list,
                    chosen.tag_prefix_list
                ))
            })
            .zip(gaps)
            .map(|(draft, gap)| {
                priority += gap;
                Rule {
                    rule_priority: priority,
                    description: None,
                    selection: draft.selection,
                    action: Action {
                        kind: draft.kind,
                        target_storage_class: (draft.kind == ActionKind::Transition)
                            .then_some(StorageClass::Archive),
                    },
                }
            });
        LifecyclePolicy {
            rules: rules.collect(),
        }
    })
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "90",
    "\"rules\"",
    "\"rulePriority\"",
    "\"selection\"",
    "\"action\"",
    "\"tagStatus\"",
    "\"countType\"",
    "\"countNumber\"",
    "\"countUnit\"",
    "\"tagPatternList\"",
    "\"tagPrefixList\"",
    "\"storageClass\"",
    "\"type\"",
    "\"targetStorageClass\"",
    "\"description\"",
    "\"any\"",
    "\"tagged\"",
    "\"untagged\"",
    "\"archive\"",
    "\"standard\"",
    "\"expire\"",
    "\"transition\"",
    "\"days\"",
    "\"imageCountMoreThan\"",
    "\"sinceImagePushed\"",
    "\"sinceImagePulled\"",
    "\"sinceImageTransitioned\"",
    "[\"*\"]",
    "[]",
    "{}",
    "[\"v*\",\"é\"]",
    "\u{0}",
    "\\u0000",
    "é",
    "🎉",
    "1e999",
    "4294967296",
];

/// Any text, pieces of policies in any order, and policies of which one piece is exchanged for another.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let pieces = PIECES;
    let exchanged = (
        policy(),
        vec((any::<prop::sample::Index>(), select(pieces)), 1..4),
    )
        .prop_map(|(policy, changes)| {
            let mut words = words(&policy.canonical_json());
            for (at, piece) in changes {
                let at = at.index(words.len());
                words[at] = piece.to_owned();
            }
            words.concat()
        });
    prop_oneof![
        1 => any::<String>(),
        1 => vec(select(pieces), 0..60).prop_map(|pieces| pieces.concat()),
        3 => exchanged,
        1 => policy().prop_map(|policy| policy.pretty_json()),
    ]
}

/// JSON cut into its words.
fn words(json: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |at| at + 2),
            '0'..='9' => rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        words.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    words
}
