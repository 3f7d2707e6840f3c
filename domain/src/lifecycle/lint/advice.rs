//! What AWS takes and people may not expect.

use super::shape::Draft;
use super::{Code, Member, Place, Report, TEXT_MAX};
use crate::lifecycle::tag::Entry;
use crate::lifecycle::{
    ActionKind, CountType, LifecyclePolicy, Rule, Selection, StorageClass, TagStatus,
};

/// A rule with its place in the text.
type Placed<'a> = (&'a Rule, &'a Draft<'a>);

/// `drafts` are the rules of the policy, in the same order.
pub(super) fn give(policy: &LifecyclePolicy, drafts: &[Draft<'_>], report: &mut Report) {
    let mut rules: Vec<Placed<'_>> = policy.rules.iter().zip(drafts).collect();
    rules.sort_by_key(|(rule, _)| rule.rule_priority);
    for (at, placed) in rules.iter().enumerate() {
        let class = placed.0.selection.class();
        let is_before = |(rule, _): &&Placed<'_>| rule.selection.class() == class;
        let before: Vec<&Rule> = rules
            .get(..at)
            .unwrap_or_default()
            .iter()
            .filter(is_before)
            .map(|(rule, _)| *rule)
            .collect();
        tags(*placed, report);
        by_itself(*placed, &before, report);
        among_others(*placed, &before, report);
    }
    whole(policy, report);
}

fn tags((rule, draft): Placed<'_>, report: &mut Report) {
    for (member, list) in [
        (Member::TagPatternList, &rule.selection.tag_pattern_list),
        (Member::TagPrefixList, &rule.selection.tag_prefix_list),
    ] {
        let list = list.as_deref().unwrap_or_default();
        if list.len() > 1 {
            report.say(
                draft.place(member),
                Code::AllTags,
                format!(
                    "An image must have tags for all {} entries, not for any of them.",
                    list.len()
                ),
                "Write a rule for each entry where any of them should do.",
            );
        }
        for entry in list {
            let odd = entry.chars().find(|c| {
                let is_wild = *c == '*' && member == Member::TagPatternList;
                !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-') || is_wild)
            });
            if let Some(odd) = odd {
                report.say(
                    draft.place(member),
                    Code::NeverMatches,
                    format!("“{odd}” stands for itself here, and no tag can contain it: tags are made of letters, digits and . _ -"),
                    match odd {
                        '*' => "Leave the * out, a prefix needs none; or use tagPatternList.",
                        _ => "In a pattern * is the only wildcard.",
                    },
                );
            }
        }
    }
}

fn by_itself((rule, draft): Placed<'_>, before: &[&Rule], report: &mut Report) {
    let selection = &rule.selection;
    if rule.action.kind != ActionKind::Expire {
        return;
    }
    match selection.count_type {
        // A tag without a wildcard is on one image at a time: there is nothing to keep beside it.
        CountType::ImageCountMoreThan if selection.count_number == 1 && !names_one_tag(rule) => {
            report.say(
                draft.place(Member::CountNumber),
                Code::KeepsOne,
                format!(
                    "Of the {} only the newest stays: a bad push leaves nothing to go back to.",
                    selection.images()
                ),
                "Keep a few more.",
            )
        }
        CountType::SinceImagePushed
            if takes_latest(rule) && !before.iter().any(|rule| takes_latest(rule)) =>
        {
            report.say(
                draft.place(Member::CountType),
                Code::NewestExpires,
                "Age alone decides: without a new push the newest image expires too, with all its tags, latest among them.",
                "Count images instead of days, or put a rule before it that keeps the newest image tagged latest.",
            );
        }
        _ => {}
    }
}

fn among_others((rule, draft): Placed<'_>, before: &[&Rule], report: &mut Report) {
    let selection = &rule.selection;
    let shield = before.iter().find(|other| includes(other, rule));
    let all_tagged = before.iter().find(|other| takes_all_tagged(other));
    let untagged = before
        .iter()
        .find(|other| other.selection.tag_status == TagStatus::Untagged);
    let closed = match (selection.tag_status, shield, all_tagged, untagged) {
        (_, Some(shield), _, _) => Some(format!("Rule {} decides", shield.rule_priority)),
        (TagStatus::Any, _, Some(one), Some(other)) => Some(format!(
            "Rules {} and {} decide",
            one.rule_priority.min(other.rule_priority),
            one.rule_priority.max(other.rule_priority)
        )),
        _ => None,
    };
    if let Some(decides) = closed {
        report.say(
            draft.place(Member::RulePriority),
            Code::NeverActs,
            format!(
                "The rule never acts: {decides} about all its images, also about those that stay."
            ),
            "Give it a lower number, or leave it out.",
        );
        return;
    }
    let inner = before.iter().find(|other| includes(rule, other));
    if let Some(inner) = inner.filter(|_| selection.count_type == CountType::ImageCountMoreThan) {
        report.say(
            draft.place(Member::CountNumber),
            Code::CountsClosed,
            format!(
                "The newest {} include images that rule {} has decided about: they fill up its number without being touched.",
                selection.count_number, inner.rule_priority
            ),
            "Choose a higher number, or pick the images by tags so that the rules don’t share any.",
        );
    }
}

fn whole(policy: &LifecyclePolicy, report: &mut Report) {
    let of = |class| {
        policy
            .rules
            .iter()
            .filter(move |rule| rule.selection.class() == class)
    };
    let archives = policy
        .rules
        .iter()
        .any(|rule| rule.action.kind == ActionKind::Transition);
    let mut stored = of(StorageClass::Standard).peekable();
    if stored.peek().is_some() && stored.all(|rule| rule.selection.tag_status == TagStatus::Tagged)
    {
        report.say(
            Place::Policy,
            Code::UntaggedStay,
            "No rule is about untagged images: they stay and are paid for.",
            "Add a rule that expires untagged images after some days.",
        );
    }
    let has_archived = of(StorageClass::Archive).next().is_some();
    if archives && !has_archived {
        report.say(
            Place::Policy,
            Code::ArchivedStay,
            "No rule expires archived images: they stay in the archive and are paid for.",
            "Add a rule for archived images with sinceImageTransitioned, of 90 days or more.",
        );
    } else if has_archived && !archives {
        report.say(
            Place::Policy,
            Code::NothingArchived,
            "A rule is about archived images and none archives any: it finds only what people archive by hand.",
            "Add a rule with a transition to the archive, or leave this one out.",
        );
    }
    let length = policy.pretty_json().chars().count();
    if length > TEXT_MAX {
        report.say(
            Place::Policy,
            Code::LongInFile,
            format!("Over several lines, as in the manifest, the text has {length} characters; AWS takes it only where the spaces are left out on the way."),
            "Shorten descriptions, or join rules.",
        );
    }
}

fn names_one_tag(rule: &Rule) -> bool {
    let patterns = rule.selection.tag_pattern_list.iter().flatten();
    patterns.clone().any(|pattern| !pattern.contains('*'))
}

/// Whether an image is selected for being tagged `latest`.
fn takes_latest(rule: &Rule) -> bool {
    rule.selection.tag_status != TagStatus::Untagged
        && rule.selection.covers(&["latest".to_owned()])
}

fn takes_all_tagged(rule: &Rule) -> bool {
    let patterns = rule
        .selection
        .tag_pattern_list
        .as_deref()
        .unwrap_or_default();
    !patterns.is_empty()
        && patterns
            .iter()
            .all(|pattern| pattern.bytes().all(|byte| byte == b'*'))
}

/// Whether every image that the second selects is selected by the first too. Says no where it can't tell.
fn includes(outer: &Rule, inner: &Rule) -> bool {
    let (outer, inner) = (&outer.selection, &inner.selection);
    match (outer.tag_status, inner.tag_status) {
        (TagStatus::Any, _) | (TagStatus::Untagged, TagStatus::Untagged) => true,
        (TagStatus::Tagged, TagStatus::Tagged) => {
            let inner = shapes(inner);
            let prefixes = outer.tag_prefix_list.iter().flatten();
            // Such a prefix begins no tag.
            let is_void = prefixes.clone().any(|prefix| prefix.contains('*'));
            // What the inner's wildcards stand for is covered when the outer takes the wildcard itself for a character.
            let covers =
                |entry: &Entry<'_>| inner.iter().any(|shape| entry.covers(shape.as_bytes()));
            !is_void && outer.entries().iter().all(covers)
        }
        _ => false,
    }
}

/// The entries of both lists as patterns.
fn shapes(selection: &Selection) -> Vec<String> {
    let patterns = selection.tag_pattern_list.iter().flatten().cloned();
    let prefixes = selection.tag_prefix_list.iter().flatten();
    patterns
        .chain(prefixes.map(|prefix| format!("{prefix}*")))
        .collect()
}
