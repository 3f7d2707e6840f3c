//! Reads the members of one rule, and says of each that can't be read what belongs there.

use super::json::{Node, shown};
use super::shape::Field;
use super::{Code, ENTRY_MAX, Member, Place, Report, WILDCARDS_MAX};
use crate::lifecycle::{ActionKind, CountType, StorageClass, TagStatus};

pub(super) struct Reader<'r> {
    pub(super) index: usize,
    pub(super) priority: Option<u32>,
    pub(super) report: &'r mut Report,
}

/// A member of an object; the outer `None`: there is no such object, which has been said.
type Wanted<'a> = Option<Option<&'a Node>>;

/// A number that can be a priority or a count.
pub(super) fn whole(node: &Node) -> Option<u32> {
    match node {
        Node::Whole(number) => u32::try_from(*number).ok().filter(|number| *number >= 1),
        _ => None,
    }
}

impl Reader<'_> {
    fn say(&mut self, member: Member, code: Code, sentence: String, fix: impl Into<String>) {
        let place = Place::Rule {
            index: self.index,
            priority: self.priority,
            member,
        };
        self.report.say(place, code, sentence, fix);
    }

    fn null(&mut self, member: Member) {
        self.say(
            member,
            Code::NullMember,
            format!("{} is null, which AWS refuses.", member.name()),
            "Leave the member out.",
        );
    }

    /// An object that a rule must have.
    pub(super) fn part<'a>(&mut self, node: Wanted<'a>, member: Member) -> Option<&'a Node> {
        match node? {
            Some(Node::Null) => self.null(member),
            Some(node) => return Some(node),
            None => self.say(
                member,
                Code::Missing,
                format!("The rule has no {}.", member.name()),
                match member {
                    Member::Selection => "Say which images the rule is about, and when it acts.",
                    _ => "Say what the rule does: expire, or transition to the archive.",
                },
            ),
        }
        None
    }

    /// A member that a rule must have.
    fn must<'a, T>(
        &mut self,
        node: Wanted<'a>,
        member: Member,
        code: Code,
        read: impl Fn(&'a Node) -> Option<T>,
    ) -> Field<T> {
        let fix = code
            .limit()
            .map_or_else(String::new, |limit| format!("Write {limit}."));
        let Some(node) = node else {
            return Field::Bad;
        };
        match node.map(|node| (node, read(node))) {
            Some((_, Some(value))) => return Field::Good(value),
            Some((Node::Null, _)) => self.null(member),
            Some((node, None)) => {
                let sentence = format!("{} is {}.", member.name(), node.says());
                self.say(member, code, sentence, fix);
            }
            None => self.say(member, code, format!("{} is missing.", member.name()), fix),
        }
        Field::Bad
    }

    /// A member that may be left out.
    fn may<'a, T>(
        &mut self,
        node: Option<&'a Node>,
        member: Member,
        code: Code,
        read: impl Fn(&'a Node) -> Option<T>,
    ) -> Field<T> {
        match node {
            None => Field::Absent,
            some => self.must(Some(some), member, code, read),
        }
    }

    fn count(&mut self, node: Wanted<'_>, member: Member, code: Code) -> Field<u32> {
        match node {
            Some(Some(Node::Whole(number))) if *number > u64::from(u32::MAX) => {
                let name = member.name();
                self.say(
                    member,
                    code,
                    format!("{name} is {number}, which is more than Berth can hold."),
                    format!("Use at most {}.", u32::MAX),
                );
                Field::Bad
            }
            node => self.must(node, member, code, whole),
        }
    }

    pub(super) fn priority(&mut self, node: Wanted<'_>) -> Field<u32> {
        self.count(node, Member::RulePriority, Code::Priority)
    }

    pub(super) fn number(&mut self, node: Wanted<'_>) -> Field<u32> {
        self.count(node, Member::CountNumber, Code::CountNumber)
    }

    pub(super) fn description(&mut self, node: Option<&Node>) {
        let is_text = |node: &Node| matches!(node, Node::Text(_)).then_some(());
        let member = Member::Description;
        if node.is_some_and(|node| *node != Node::Null && is_text(node).is_none()) {
            let says = node.map(Node::says).unwrap_or_default();
            self.say(
                member,
                Code::WrongType,
                format!("description is {says}, not a text."),
                "Write it between quotation marks.",
            );
        } else if node == Some(&Node::Null) {
            self.null(member);
        }
    }

    pub(super) fn tag_status(&mut self, node: Wanted<'_>) -> Field<TagStatus> {
        self.must(
            node,
            Member::TagStatus,
            Code::TagStatus,
            word(TagStatus::parse),
        )
    }

    pub(super) fn count_type(&mut self, node: Wanted<'_>) -> Field<CountType> {
        self.must(
            node,
            Member::CountType,
            Code::CountType,
            word(CountType::parse),
        )
    }

    pub(super) fn kind(&mut self, node: Wanted<'_>) -> Field<ActionKind> {
        self.must(
            node,
            Member::ActionType,
            Code::ActionType,
            word(ActionKind::parse),
        )
    }

    pub(super) fn class(&mut self, node: Option<&Node>, member: Member) -> Field<StorageClass> {
        let code = match member {
            Member::TargetStorageClass => Code::Target,
            _ => Code::StorageClass,
        };
        self.may(node, member, code, word(StorageClass::parse))
    }

    pub(super) fn unit(&mut self, node: Option<&Node>) -> Field<()> {
        let days = |text: &str| (text == "days").then_some(());
        self.may(node, Member::CountUnit, Code::Unit, word(days))
    }

    pub(super) fn tags<'a>(
        &mut self,
        node: Option<&'a Node>,
        member: Member,
    ) -> Field<Vec<&'a str>> {
        let Some(node) = node else {
            return Field::Absent;
        };
        let name = member.name();
        let items = match node {
            Node::List(items) => items,
            Node::Null => {
                self.null(member);
                return Field::Bad;
            }
            other => {
                let sentence = format!("{name} is {}, not a list.", other.says());
                self.say(
                    member,
                    Code::WrongType,
                    sentence,
                    "Write a list of texts, [\"v*\"].",
                );
                return Field::Bad;
            }
        };
        let texts: Option<Vec<&str>> = items
            .iter()
            .map(|item| match item {
                Node::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let Some(texts) = texts else {
            let wrong = items.iter().find(|item| !matches!(item, Node::Text(_)));
            let says = wrong.map(Node::says).unwrap_or_default();
            let sentence = format!("{name} holds {says}, which is not a text.");
            self.say(
                member,
                Code::WrongType,
                sentence,
                "Write each entry between quotation marks.",
            );
            return Field::Bad;
        };
        for text in &texts {
            self.entry(text, member);
        }
        Field::Good(texts)
    }

    fn entry(&mut self, text: &str, member: Member) {
        let name = member.name();
        let length = text.chars().count();
        if length == 0 {
            let fix = match member {
                Member::TagPatternList => "Leave the entry out, or write * for any tag.",
                _ => "Leave the entry out, or write how the tags begin.",
            };
            self.say(
                member,
                Code::TagEntry,
                format!("{name} has an empty entry."),
                fix,
            );
        } else if length > ENTRY_MAX {
            let sentence = format!("{name} has an entry of {length} characters.");
            self.say(
                member,
                Code::TagEntry,
                sentence,
                "Shorten it: no tag is that long.",
            );
        }
        let stars = text.bytes().filter(|byte| *byte == b'*').count();
        if member == Member::TagPatternList && stars > WILDCARDS_MAX {
            self.say(
                member,
                Code::Wildcards,
                format!("The pattern “{}” has {stars} wildcards.", shown(text, 40)),
                "Leave some out; two in a row mean the same as one.",
            );
        }
    }
}

fn word<T>(parse: impl Fn(&str) -> Option<T>) -> impl Fn(&Node) -> Option<T> {
    move |node| match node {
        Node::Text(text) => parse(text),
        _ => None,
    }
}
