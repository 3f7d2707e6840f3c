//! From JSON to drafts of rules: each member read by itself, and what can't be read named and left out.

use super::json::{Node, shown};
use super::reader::Reader;
use super::{Code, Member, Place, RULES_MAX, Report};
use crate::lifecycle::{ActionKind, CountType, StorageClass, TagStatus};

/// Rules beyond so many are not looked at; that they are too many is said.
const READ_MAX: usize = 2 * RULES_MAX;

/// A member as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field<T> {
    Absent,
    /// There, but not as it should be, which has been said.
    Bad,
    Good(T),
}

#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) index: usize,
    pub(super) priority: Field<u32>,
    pub(super) tag_status: Field<TagStatus>,
    pub(super) patterns: Field<Vec<&'a str>>,
    pub(super) prefixes: Field<Vec<&'a str>>,
    pub(super) storage_class: Field<StorageClass>,
    pub(super) count_type: Field<CountType>,
    pub(super) unit: Field<()>,
    pub(super) number: Field<u32>,
    pub(super) kind: Field<ActionKind>,
    pub(super) target: Field<StorageClass>,
}

impl<T> Field<T> {
    pub(super) fn good(&self) -> Option<&T> {
        match self {
            Self::Good(value) => Some(value),
            Self::Absent | Self::Bad => None,
        }
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl Draft<'_> {
    pub(super) fn place(&self, member: Member) -> Place {
        Place::Rule {
            index: self.index,
            priority: self.priority.good().copied(),
            member,
        }
    }

    /// `None`: it can't be read.
    pub(super) fn class(&self) -> Option<StorageClass> {
        match self.storage_class {
            Field::Absent => Some(StorageClass::Standard),
            Field::Good(class) => Some(class),
            Field::Bad => None,
        }
    }
}

/// An object of a policy that may have some members and no others.
struct Object<'a> {
    members: &'a [(String, Node)],
}

const POLICY: [&str; 1] = ["rules"];
const RULE: [&str; 4] = ["rulePriority", "description", "selection", "action"];
const SELECTION: [&str; 7] = [
    "tagStatus",
    "tagPatternList",
    "tagPrefixList",
    "storageClass",
    "countType",
    "countUnit",
    "countNumber",
];
const ACTION: [&str; 2] = ["type", "targetStorageClass"];

impl<'a> Object<'a> {
    /// Looks through the names of the members, and says what is wrong with them.
    fn of(
        node: &'a Node,
        known: &[&str],
        place: impl Fn(Option<&str>) -> Place,
        report: &mut Report,
    ) -> Option<Self> {
        let Node::Object(members) = node else {
            report.say(
                place(None),
                Code::WrongType,
                format!("Here stands {} where an object belongs.", node.says()),
                format!("Write an object with {}.", known.join(", ")),
            );
            return None;
        };
        for (at, (name, _)) in members.iter().enumerate() {
            let is_known = known.contains(&name.as_str());
            let before = members.get(..at).unwrap_or_default();
            if !is_known {
                unknown(name, known, place(None), report);
            } else if before.iter().any(|(earlier, _)| earlier == name) {
                report.say(
                    place(Some(name)),
                    Code::MemberTwice,
                    format!("{name} stands in the same object more than once; only the last would count."),
                    "Keep one of them.",
                );
            }
        }
        Some(Self { members })
    }

    /// The last of that name is the one that counts.
    fn get(&self, name: &str) -> Option<&'a Node> {
        let mut members = self.members.iter().rev();
        members
            .find(|(member, _)| member == name)
            .map(|(_, node)| node)
    }
}

fn unknown(name: &str, known: &[&str], place: Place, report: &mut Report) {
    let alike = known.iter().find(|one| one.eq_ignore_ascii_case(name));
    let home = [
        ("rule", &RULE[..]),
        ("selection", &SELECTION),
        ("action", &ACTION),
    ]
    .into_iter()
    .find(|(_, names)| names.contains(&name));
    let fix = match (alike, home) {
        (Some(alike), _) => format!("Write {alike}."),
        (None, Some((home, _))) => format!("Move it into {home}."),
        (None, None) => format!("Leave it out; {} can stand here.", known.join(", ")),
    };
    let sentence = format!("AWS knows no member {} here.", shown(name, 40));
    report.say(place, Code::UnknownMember, sentence, fix);
}

pub(super) fn read<'a>(root: &'a Node, report: &mut Report) -> Vec<Draft<'a>> {
    let Some(policy) = Object::of(root, &POLICY, |_| Place::Policy, report) else {
        return Vec::new();
    };
    let rules = match policy.get("rules") {
        Some(Node::List(rules)) if !rules.is_empty() => rules,
        other => {
            let sentence = match other {
                None => "The policy has no rules.".to_owned(),
                Some(Node::List(_)) => "The list of rules is empty.".to_owned(),
                Some(node) => format!("rules is {}, not a list.", node.says()),
            };
            let fix = "Write at least one rule into the list.";
            report.say(Place::Policy, Code::NoRules, sentence, fix);
            return Vec::new();
        }
    };
    if rules.len() > RULES_MAX {
        report.say(
            Place::Policy,
            Code::TooManyRules,
            format!("The policy has {} rules.", rules.len()),
            "Join rules whose tags have a common beginning.",
        );
    }
    rules
        .iter()
        .take(READ_MAX)
        .enumerate()
        .map(|(index, node)| draft(index, node, report))
        .collect()
}

fn draft<'a>(index: usize, node: &'a Node, report: &mut Report) -> Draft<'a> {
    use Member as M;
    let priority = named_priority(node);
    let at = |own: Member| {
        move |name: Option<&str>| Place::Rule {
            index,
            priority,
            member: name.and_then(|name| own.inside(name)).unwrap_or(own),
        }
    };
    let rule = Object::of(node, &RULE, at(M::Rule), report);
    let inside = |name| rule.as_ref().map(|rule| rule.get(name));
    let mut reader = Reader {
        index,
        priority,
        report,
    };
    reader.description(inside("description").flatten());
    let selection = reader
        .part(inside("selection"), M::Selection)
        .and_then(|node| Object::of(node, &SELECTION, at(M::Selection), reader.report));
    let action = reader
        .part(inside("action"), M::Action)
        .and_then(|node| Object::of(node, &ACTION, at(M::Action), reader.report));
    let chosen = |name| selection.as_ref().map(|selection| selection.get(name));
    let done = |name| action.as_ref().map(|action| action.get(name));
    Draft {
        index,
        priority: reader.priority(inside("rulePriority")),
        tag_status: reader.tag_status(chosen("tagStatus")),
        patterns: reader.tags(chosen("tagPatternList").flatten(), M::TagPatternList),
        prefixes: reader.tags(chosen("tagPrefixList").flatten(), M::TagPrefixList),
        storage_class: reader.class(chosen("storageClass").flatten(), M::StorageClass),
        count_type: reader.count_type(chosen("countType")),
        unit: reader.unit(chosen("countUnit").flatten()),
        number: reader.number(chosen("countNumber")),
        kind: reader.kind(done("type")),
        target: reader.class(done("targetStorageClass").flatten(), M::TargetStorageClass),
    }
}

/// Read first and in silence, so that everything that is said about the rule can name it by its priority.
fn named_priority(node: &Node) -> Option<u32> {
    let Node::Object(members) = node else {
        return None;
    };
    let last = members
        .iter()
        .rev()
        .find(|(name, _)| name == "rulePriority");
    last.and_then(|(_, node)| super::reader::whole(node))
}
