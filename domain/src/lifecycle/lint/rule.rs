//! What AWS asks of each rule by itself.

use super::shape::{Draft, Field};
use super::{ARCHIVED_DAYS_MIN, Code, Member, Report};
use crate::lifecycle::{ActionKind, CountType, StorageClass, TagStatus};

pub(super) fn check(draft: &Draft<'_>, report: &mut Report) {
    tags(draft, report);
    unit(draft, report);
    archive(draft, report);
    action(draft, report);
}

fn tags(draft: &Draft<'_>, report: &mut Report) {
    let lists = [
        (Member::TagPatternList, &draft.patterns),
        (Member::TagPrefixList, &draft.prefixes),
    ];
    match draft.tag_status.good() {
        None => {}
        Some(TagStatus::Tagged) => {
            let is_empty = |list: &Field<Vec<&str>>| list.good().is_some_and(Vec::is_empty);
            for (member, list) in lists {
                if is_empty(list) {
                    say_tags_missing(draft, member, report);
                }
            }
            if draft.patterns.is_absent() && draft.prefixes.is_absent() {
                say_tags_missing(draft, Member::TagPatternList, report);
            } else if !draft.patterns.is_absent() && !draft.prefixes.is_absent() {
                report.say(
                    draft.place(Member::TagPrefixList),
                    Code::BothTagLists,
                    "The rule has both tagPatternList and tagPrefixList.",
                    "Keep one of them: the prefix v is the same as the pattern v*.",
                );
            }
        }
        Some(TagStatus::Untagged | TagStatus::Any) => {
            for (member, list) in lists {
                if !list.is_absent() {
                    report.say(
                        draft.place(member),
                        Code::TagsNotWanted,
                        format!(
                            "{} has no place in a rule that is not about tagged images.",
                            member.name()
                        ),
                        "Leave the list out, or set tagStatus to tagged.",
                    );
                }
            }
        }
    }
}

fn say_tags_missing(draft: &Draft<'_>, member: Member, report: &mut Report) {
    report.say(
        draft.place(member),
        Code::TagsMissing,
        "The rule is about tagged images and does not say which tags.",
        "Add tagPatternList with a pattern such as v*; * alone means every tag.",
    );
}

fn unit(draft: &Draft<'_>, report: &mut Report) {
    match draft.count_type.good() {
        Some(CountType::ImageCountMoreThan) if !draft.unit.is_absent() => report.say(
            draft.place(Member::CountUnit),
            Code::UnitNotWanted,
            "countUnit has no place in a rule that counts images.",
            "Leave countUnit out.",
        ),
        Some(
            CountType::SinceImagePushed
            | CountType::SinceImagePulled
            | CountType::SinceImageTransitioned,
        ) if draft.unit.is_absent() => report.say(
            draft.place(Member::CountUnit),
            Code::Unit,
            "The rule counts time and has no countUnit.",
            "Add countUnit with the value days.",
        ),
        _ => {}
    }
}

/// What concerns archived images, and which actions go with which clock.
fn archive(draft: &Draft<'_>, report: &mut Report) {
    let (kind, class) = (draft.kind.good(), draft.class());
    let is_archive = class == Some(StorageClass::Archive);
    match draft.count_type.good() {
        Some(CountType::SinceImageTransitioned) => {
            if class == Some(StorageClass::Standard) {
                report.say(
                    draft.place(Member::StorageClass),
                    Code::ArchiveOnly,
                    "sinceImageTransitioned counts the days in the archive, and the rule is not about archived images.",
                    "Add storageClass with the value archive.",
                );
            }
            if kind == Some(&ActionKind::Transition) {
                report.say(
                    draft.place(Member::ActionType),
                    Code::ArchiveOnly,
                    "sinceImageTransitioned is about archived images, which can only expire.",
                    "Set the action’s type to expire and leave targetStorageClass out.",
                );
            }
            if let Some(days) = draft
                .number
                .good()
                .filter(|days| **days < ARCHIVED_DAYS_MIN)
            {
                report.say(
                    draft.place(Member::CountNumber),
                    Code::ArchivedDays,
                    format!("The rule expires images after {days} days in the archive."),
                    "Set countNumber to 90 or more: AWS bills at least 90 days of the archive anyway.",
                );
            }
        }
        Some(other) if is_archive => report.say(
            draft.place(Member::CountType),
            Code::ArchiveOnly,
            format!("A rule about archived images can’t use {}.", other.as_str()),
            "Use sinceImageTransitioned, or leave storageClass out.",
        ),
        _ => {}
    }
    if draft.count_type == Field::Good(CountType::SinceImagePulled)
        && kind == Some(&ActionKind::Expire)
    {
        report.say(
            draft.place(Member::ActionType),
            Code::PulledOnlyArchives,
            "sinceImagePulled can only archive images, not expire them.",
            "Set the action’s type to transition with the target archive, or count from the push.",
        );
    }
}

fn action(draft: &Draft<'_>, report: &mut Report) {
    let (sentence, fix) = match (draft.kind.good(), &draft.target) {
        (Some(ActionKind::Transition), Field::Absent) => (
            "The rule moves images and does not say where to.",
            "Add targetStorageClass with the value archive.",
        ),
        (Some(ActionKind::Transition), Field::Good(StorageClass::Standard)) => (
            "The rule moves images to standard, where they are already.",
            "Set targetStorageClass to archive.",
        ),
        (Some(ActionKind::Expire), Field::Good(_)) => (
            "targetStorageClass has no meaning where images expire.",
            "Leave targetStorageClass out.",
        ),
        _ => return,
    };
    report.say(
        draft.place(Member::TargetStorageClass),
        Code::Target,
        sentence,
        fix,
    );
}
