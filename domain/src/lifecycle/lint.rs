//! What is wrong with the text of a policy, all at once: what AWS would refuse, and what is allowed but surprises people.
//!
//! The text is read leniently and every part judged by itself, so that one mistake does not hide the next.

mod across;
mod advice;
mod code;
mod json;
mod reader;
mod rule;
mod shape;

pub use code::Code;

use super::LifecyclePolicy;
use json::Node;

pub const RULES_MAX: usize = 50;
pub const TEXT_MIN: usize = 100;
pub const TEXT_MAX: usize = 30_720;
pub const WILDCARDS_MAX: usize = 4;
pub const ENTRY_MAX: usize = 300;
pub const ARCHIVED_DAYS_MIN: u32 = 90;

/// Beyond so many bytes a text is not even read: it can't come near what AWS takes.
const READ_MAX: usize = 20 * TEXT_MAX;
/// So many problems help nobody any more.
const PROBLEMS_MAX: usize = 100;

/// A text and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linted {
    /// The policy, where the text is one in shape; AWS may still refuse it.
    pub policy: Option<LifecyclePolicy>,
    /// In the order of the text.
    pub problems: Vec<Problem>,
    /// There are more problems than are listed.
    pub has_more: bool,
    /// Characters of the text as Berth sends it: on one line, without spaces.
    pub length: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub place: Place,
    pub code: Code,
    /// What is wrong.
    pub sentence: String,
    /// What to do about it.
    pub fix: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// AWS would refuse the policy.
    Refused,
    /// AWS takes it; people may not expect what it does.
    Advice,
}

/// Where a problem is, so that a form can say it beside the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Both begin with 1.
    Text {
        line: usize,
        column: usize,
    },
    Policy,
    Rule {
        /// Its place in the text, beginning with 0.
        index: usize,
        /// Where it has a readable one.
        priority: Option<u32>,
        member: Member,
    },
}

/// A member of a rule; the text is AWS's name with the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Member {
    /// The rule itself.
    Rule,
    RulePriority,
    Description,
    Selection,
    TagStatus,
    TagPatternList,
    TagPrefixList,
    StorageClass,
    CountType,
    CountUnit,
    CountNumber,
    Action,
    ActionType,
    TargetStorageClass,
}

impl Member {
    pub const ALL: [Self; 14] = [
        Self::Rule,
        Self::RulePriority,
        Self::Description,
        Self::Selection,
        Self::TagStatus,
        Self::TagPatternList,
        Self::TagPrefixList,
        Self::StorageClass,
        Self::CountType,
        Self::CountUnit,
        Self::CountNumber,
        Self::Action,
        Self::ActionType,
        Self::TargetStorageClass,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::RulePriority => "rulePriority",
            Self::Description => "description",
            Self::Selection => "selection",
            Self::TagStatus => "selection.tagStatus",
            Self::TagPatternList => "selection.tagPatternList",
            Self::TagPrefixList => "selection.tagPrefixList",
            Self::StorageClass => "selection.storageClass",
            Self::CountType => "selection.countType",
            Self::CountUnit => "selection.countUnit",
            Self::CountNumber => "selection.countNumber",
            Self::Action => "action",
            Self::ActionType => "action.type",
            Self::TargetStorageClass => "action.targetStorageClass",
        }
    }

    /// Its name without the way to it.
    pub fn name(self) -> &'static str {
        let whole = self.as_str();
        whole.rsplit_once('.').map_or(whole, |(_, name)| name)
    }
}

impl Member {
    /// The member of this name inside an object of a rule, or of the rule itself.
    fn inside(self, name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|member| {
            let whole = member.as_str();
            match self {
                Self::Rule => whole == name && *member != Self::Rule,
                object => whole.split_once('.') == Some((object.as_str(), name)),
            }
        })
    }
}

impl Place {
    /// Where in the policy, for people.
    pub fn sentence(self) -> String {
        match self {
            Self::Text { line, column } => format!("Line {line}, column {column}"),
            Self::Policy => "The policy".to_owned(),
            Self::Rule {
                index,
                priority,
                member,
            } => {
                let rule = match priority {
                    Some(priority) => format!("Rule {priority}"),
                    None => format!("The {} rule of the list", ordinal(index + 1)),
                };
                match member {
                    Member::Rule => rule,
                    member => format!("{rule}, {}", member.as_str()),
                }
            }
        }
    }
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

impl Problem {
    pub fn gravity(&self) -> Gravity {
        self.code.gravity()
    }

    /// The limit that it breaks, where there is one.
    pub fn limit(&self) -> Option<&'static str> {
        self.code.limit()
    }
}

impl Linted {
    /// Whether AWS would take it, as far as anybody can tell without asking.
    pub fn is_accepted(&self) -> bool {
        self.refusals().next().is_none()
    }

    /// What AWS would refuse.
    pub fn refusals(&self) -> impl Iterator<Item = &Problem> {
        self.of(Gravity::Refused)
    }

    /// What people may not expect.
    pub fn advice(&self) -> impl Iterator<Item = &Problem> {
        self.of(Gravity::Advice)
    }

    fn of(&self, gravity: Gravity) -> impl Iterator<Item = &Problem> {
        self.problems
            .iter()
            .filter(move |problem| problem.gravity() == gravity)
    }
}

/// Problems as they are found.
#[derive(Default)]
struct Report {
    problems: Vec<Problem>,
    has_more: bool,
}

impl Report {
    fn say(
        &mut self,
        place: Place,
        code: Code,
        sentence: impl Into<String>,
        fix: impl Into<String>,
    ) {
        if self.problems.len() >= PROBLEMS_MAX {
            self.has_more = true;
            return;
        }
        self.problems.push(Problem {
            place,
            code,
            sentence: sentence.into(),
            fix: fix.into(),
        });
    }

    fn is_refused(&self) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| problem.gravity() == Gravity::Refused)
    }

    fn done(mut self, policy: Option<LifecyclePolicy>, length: usize) -> Linted {
        self.problems.sort_by_key(|problem| problem.place);
        Linted {
            policy,
            problems: self.problems,
            has_more: self.has_more,
            length,
        }
    }
}

/// Reads a policy's text as a person typed it or AWS holds it, and names all that is wrong with it.
pub fn lint(text: &str) -> Linted {
    let mut report = Report::default();
    if text.len() > READ_MAX {
        let length = text.chars().count();
        say_length(length, &mut report);
        return report.done(None, length);
    }
    let root = match json::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let place = Place::Text {
                line: error.line(),
                column: error.column(),
            };
            report.say(place, Code::NotJson, json::sentence(&error), json::FIX);
            return report.done(None, text.chars().count());
        }
    };
    let drafts = shape::read(&root, &mut report);
    for draft in &drafts {
        rule::check(draft, &mut report);
    }
    across::check(&drafts, &mut report);
    let policy = LifecyclePolicy::from_json(text);
    let length = length(&root, policy.as_ref().ok());
    say_length(length, &mut report);
    match &policy {
        Ok(policy) if !report.is_refused() => advice::give(policy, &drafts, &mut report),
        // Nothing that can't be read may pass for a policy, whatever the checks above missed.
        Err(error) if !report.is_refused() => report.say(
            Place::Policy,
            Code::WrongType,
            format!("Berth can’t read the policy: {error}."),
            "Write it as the AWS documentation shows.",
        ),
        _ => {}
    }
    report.done(policy.ok(), length)
}

fn length(root: &Node, policy: Option<&LifecyclePolicy>) -> usize {
    match policy {
        Some(policy) => policy.canonical_json().chars().count(),
        None => json::compact_length(root),
    }
}

fn say_length(length: usize, report: &mut Report) {
    if length > TEXT_MAX {
        report.say(
            Place::Policy,
            Code::TooLong,
            format!("Without spaces the text has {length} characters."),
            "Shorten descriptions, or join rules whose tags have a common beginning.",
        );
    } else if length < TEXT_MIN {
        report.say(
            Place::Policy,
            Code::TooShort,
            format!("Without spaces the text has only {length} characters."),
            "A complete rule is longer: write the rules out.",
        );
    }
}

#[cfg(test)]
mod tests;
