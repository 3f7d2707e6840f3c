//! What AWS asks of the rules of a policy together, each storage class by itself.

use super::shape::{Draft, Field};
use super::{Code, Member, Report};
use crate::lifecycle::{StorageClass, TagStatus};

pub(super) fn check(drafts: &[Draft<'_>], report: &mut Report) {
    for (at, draft) in drafts.iter().enumerate() {
        let before = drafts.get(..at).unwrap_or_default();
        priority(draft, before, report);
        let Some(class) = draft.class() else {
            continue;
        };
        let is_peer = |other: &&Draft<'_>| other.class() == Some(class);
        let before: Vec<&Draft<'_>> = before.iter().filter(is_peer).collect();
        match draft.tag_status.good() {
            Some(TagStatus::Any) => {
                let peers = drafts
                    .iter()
                    .filter(is_peer)
                    .filter(|other| other.index != draft.index);
                any(draft, class, peers, report);
            }
            Some(TagStatus::Untagged) => untagged(draft, class, &before, report),
            Some(TagStatus::Tagged) => tags(draft, class, &before, report),
            None => {}
        }
    }
}

fn name(class: StorageClass) -> &'static str {
    match class {
        StorageClass::Standard => "stored images",
        StorageClass::Archive => "archived images",
    }
}

fn which(draft: &Draft<'_>) -> String {
    match draft.priority.good() {
        Some(priority) => format!("rule {priority}"),
        None => "another rule".to_owned(),
    }
}

fn priority(draft: &Draft<'_>, before: &[Draft<'_>], report: &mut Report) {
    let Field::Good(priority) = draft.priority else {
        return;
    };
    let is_same = |other: &Draft<'_>| other.priority == draft.priority;
    if before.iter().any(is_same) {
        report.say(
            draft.place(Member::RulePriority),
            Code::PriorityTwice,
            format!("More than one rule has the priority {priority}."),
            "Give each rule its own number; gaps are allowed.",
        );
    }
}

fn any<'a>(
    draft: &Draft<'_>,
    class: StorageClass,
    peers: impl Iterator<Item = &'a Draft<'a>>,
    report: &mut Report,
) {
    let mut highest: Option<u32> = None;
    let mut is_second = false;
    for peer in peers {
        highest = highest.max(peer.priority.good().copied());
        is_second |= peer.tag_status == Field::Good(TagStatus::Any) && peer.index < draft.index;
    }
    if is_second {
        report.say(
            draft.place(Member::TagStatus),
            Code::AnyNotLast,
            format!("A second rule is about any {}.", name(class)),
            "Keep one of them.",
        );
    } else if let (Some(own), Some(highest)) = (draft.priority.good(), highest)
        && highest > *own
    {
        report.say(
            draft.place(Member::RulePriority),
            Code::AnyNotLast,
            format!(
                "The rule is about any {}, and rule {highest} comes after it.",
                name(class)
            ),
            match highest.checked_add(1) {
                Some(free) => {
                    format!("Give it the priority {free} or a higher one: it must come last.")
                }
                None => "Give the other rule a lower number: this one must come last.".to_owned(),
            },
        );
    }
}

fn untagged(draft: &Draft<'_>, class: StorageClass, before: &[&Draft<'_>], report: &mut Report) {
    let is_untagged = |other: &&&Draft<'_>| other.tag_status == Field::Good(TagStatus::Untagged);
    if let Some(other) = before.iter().find(is_untagged) {
        report.say(
            draft.place(Member::TagStatus),
            Code::UntaggedTwice,
            format!(
                "The rule is about untagged {}, and so is {}.",
                name(class),
                which(other)
            ),
            "Keep one of them.",
        );
    }
}

/// How exactly AWS compares two lists nobody has written down; the same entries in any order are taken for the same.
fn tags(draft: &Draft<'_>, class: StorageClass, before: &[&Draft<'_>], report: &mut Report) {
    for (member, list) in [
        (Member::TagPatternList, sorted(&draft.patterns)),
        (Member::TagPrefixList, sorted(&draft.prefixes)),
    ] {
        let Some(list) = list.filter(|list| !list.is_empty()) else {
            continue;
        };
        let other = before.iter().find(|other| {
            let theirs = match member {
                Member::TagPatternList => sorted(&other.patterns),
                _ => sorted(&other.prefixes),
            };
            other.tag_status == Field::Good(TagStatus::Tagged) && theirs.as_ref() == Some(&list)
        });
        if let Some(other) = other {
            report.say(
                draft.place(member),
                Code::TagsTwice,
                format!(
                    "The rule names the same tags of {} as {}.",
                    name(class),
                    which(other)
                ),
                "Join the two rules, or tell them apart by their tags.",
            );
        }
    }
}

fn sorted<'a>(list: &Field<Vec<&'a str>>) -> Option<Vec<&'a str>> {
    let mut list = list.good()?.clone();
    list.sort_unstable();
    list.dedup();
    Some(list)
}
