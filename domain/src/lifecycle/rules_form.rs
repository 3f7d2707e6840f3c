//! A policy as a form of rules has it: what was typed, whether AWS takes it or not. The judgement is [`super::lint`]'s, over the
//! JSON that comes of it, so that a form and a text are told the same.

use super::lint::{Member, Place, Problem};
use super::{ActionKind, CountType, LifecyclePolicy, Rule, StorageClass, TagStatus};
use serde_json::{Map, Value, json};

/// In the order of their priorities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesForm {
    pub rules: Vec<RuleTyped>,
}

/// AWS's words where it has some, and texts as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleTyped {
    pub priority: String,
    pub description: String,
    pub images: String,
    /// Patterns or prefixes, apart by spaces, commas or lines.
    pub tags: String,
    /// Empty: not said.
    pub class: String,
    pub count: String,
    pub number: String,
    pub action: String,
}

/// A field of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleField {
    Priority,
    Description,
    Images,
    Tags,
    Class,
    Count,
    Number,
    Action,
}

/// What a button of the form does to its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    Add,
    Remove(usize),
    Up(usize),
    Down(usize),
}

/// Which images a rule is about, as a choice of the form.
pub const PATTERNS: &str = "pattern";
pub const PREFIXES: &str = "prefix";

impl RuleField {
    pub const ALL: [Self; 8] = [
        Self::Priority,
        Self::Description,
        Self::Images,
        Self::Tags,
        Self::Class,
        Self::Count,
        Self::Number,
        Self::Action,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Priority => "priority",
            Self::Description => "description",
            Self::Images => "images",
            Self::Tags => "tags",
            Self::Class => "class",
            Self::Count => "count",
            Self::Number => "number",
            Self::Action => "action",
        }
    }

    /// Its name in a form, for example `r0-tags`.
    pub fn of(self, rule: usize) -> String {
        format!("r{rule}-{}", self.as_str())
    }

    /// Where it is shown what is wrong with a member of AWS's JSON.
    fn showing(member: Member) -> Self {
        match member {
            Member::RulePriority => Self::Priority,
            Member::Description => Self::Description,
            Member::Rule | Member::Selection | Member::TagStatus => Self::Images,
            Member::TagPatternList | Member::TagPrefixList => Self::Tags,
            Member::StorageClass => Self::Class,
            Member::CountType => Self::Count,
            Member::CountUnit | Member::CountNumber => Self::Number,
            Member::Action | Member::ActionType | Member::TargetStorageClass => Self::Action,
        }
    }
}

impl Edit {
    /// The value of a button: `add`, `remove-0`, `up-1`, `down-1`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "add" {
            return Some(Self::Add);
        }
        let (what, rule) = text.split_once('-')?;
        let rule = rule.parse().ok()?;
        Some(match what {
            "remove" => Self::Remove(rule),
            "up" => Self::Up(rule),
            "down" => Self::Down(rule),
            _ => return None,
        })
    }

    pub fn value(self) -> String {
        match self {
            Self::Add => "add".to_owned(),
            Self::Remove(rule) => format!("remove-{rule}"),
            Self::Up(rule) => format!("up-{rule}"),
            Self::Down(rule) => format!("down-{rule}"),
        }
    }
}

impl RuleTyped {
    fn of(rule: &Rule) -> Self {
        let selection = &rule.selection;
        let (images, tags) = match (&selection.tag_pattern_list, &selection.tag_prefix_list) {
            (Some(patterns), _) => (PATTERNS, patterns.join(" ")),
            (None, Some(prefixes)) => (PREFIXES, prefixes.join(" ")),
            (None, None) => (selection.tag_status.as_str(), String::new()),
        };
        Self {
            priority: rule.rule_priority.to_string(),
            description: rule.description.clone().unwrap_or_default(),
            images: images.to_owned(),
            tags,
            class: selection
                .storage_class
                .map(|class| class.as_str().to_owned())
                .unwrap_or_default(),
            count: selection.count_type.as_str().to_owned(),
            number: selection.count_number.to_string(),
            action: rule.action.kind.as_str().to_owned(),
        }
    }

    /// What most people want next: old untagged images go.
    fn fresh(priority: String) -> Self {
        Self {
            priority,
            images: TagStatus::Untagged.as_str().to_owned(),
            count: CountType::SinceImagePushed.as_str().to_owned(),
            number: "14".to_owned(),
            action: ActionKind::Expire.as_str().to_owned(),
            ..Self::default()
        }
    }

    fn value_mut(&mut self, field: RuleField) -> &mut String {
        match field {
            RuleField::Priority => &mut self.priority,
            RuleField::Description => &mut self.description,
            RuleField::Images => &mut self.images,
            RuleField::Tags => &mut self.tags,
            RuleField::Class => &mut self.class,
            RuleField::Count => &mut self.count,
            RuleField::Number => &mut self.number,
            RuleField::Action => &mut self.action,
        }
    }

    fn json(&self) -> Value {
        let mut selection = Map::new();
        let is_tagged = [PATTERNS, PREFIXES].contains(&self.images.as_str());
        let status = if is_tagged {
            TagStatus::Tagged.as_str()
        } else {
            &self.images
        };
        selection.insert("tagStatus".to_owned(), json!(status));
        let tags: Vec<&str> = self
            .tags
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|tag| !tag.is_empty())
            .collect();
        // What is typed beside a choice that takes no tags is not dropped in silence: AWS's rule about it is told.
        if is_tagged || !tags.is_empty() {
            let list = match self.images.as_str() {
                PREFIXES => "tagPrefixList",
                _ => "tagPatternList",
            };
            selection.insert(list.to_owned(), json!(tags));
        }
        if !self.class.is_empty() {
            selection.insert("storageClass".to_owned(), json!(self.class));
        }
        selection.insert("countType".to_owned(), json!(self.count));
        if self.count != CountType::ImageCountMoreThan.as_str() {
            selection.insert("countUnit".to_owned(), json!("days"));
        }
        if !self.number.trim().is_empty() {
            selection.insert("countNumber".to_owned(), number(&self.number));
        }
        let mut action = Map::new();
        action.insert("type".to_owned(), json!(self.action));
        if self.action == ActionKind::Transition.as_str() {
            let target = StorageClass::Archive.as_str();
            action.insert("targetStorageClass".to_owned(), json!(target));
        }
        let mut rule = Map::new();
        rule.insert("rulePriority".to_owned(), number(&self.priority));
        if !self.description.is_empty() {
            rule.insert("description".to_owned(), json!(self.description));
        }
        rule.insert("selection".to_owned(), Value::Object(selection));
        rule.insert("action".to_owned(), Value::Object(action));
        Value::Object(rule)
    }
}

/// A whole number where it is one; else the text, which is refused as AWS would refuse it.
fn number(typed: &str) -> Value {
    let typed = typed.trim();
    typed
        .parse::<i64>()
        .map_or_else(|_| json!(typed), |number| json!(number))
}

impl RulesForm {
    pub fn of(policy: &LifecyclePolicy) -> Self {
        let mut rules: Vec<&Rule> = policy.rules.iter().collect();
        rules.sort_by_key(|rule| rule.rule_priority);
        Self {
            rules: rules.into_iter().map(RuleTyped::of).collect(),
        }
    }

    /// `value`: what stands in a field, by its name; a rule ends the list whose fields are not there.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        /// More than AWS takes, so that the lint can say so, and an end to what anybody can send.
        const MOST: usize = super::lint::RULES_MAX + 10;
        let mut form = Self::default();
        for index in 0..MOST {
            let mut rule = RuleTyped::default();
            let mut is_there = false;
            for field in RuleField::ALL {
                if let Some(text) = value(&field.of(index)) {
                    is_there = true;
                    *rule.value_mut(field) = text;
                }
            }
            if !is_there {
                break;
            }
            form.rules.push(rule);
        }
        form
    }

    /// Places and numbers stay together: who is before whom decides, and a policy that was only looked at stays the same.
    pub fn edit(&mut self, edit: Edit) {
        let last = self.rules.len().saturating_sub(1);
        match edit {
            Edit::Add => self.add(),
            Edit::Remove(rule) if rule <= last && !self.rules.is_empty() => {
                self.rules.remove(rule);
            }
            Edit::Up(rule) if rule > 0 && rule <= last => self.swap(rule - 1, rule),
            Edit::Down(rule) if rule < last => self.swap(rule, rule + 1),
            Edit::Remove(_) | Edit::Up(_) | Edit::Down(_) => {}
        }
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.rules.swap(one, other);
        let number = std::mem::take(&mut self.rules[one].priority);
        self.rules[one].priority = std::mem::replace(&mut self.rules[other].priority, number);
    }

    /// AWS wants a rule for any images to be the last.
    fn add(&mut self) {
        let numbers = self
            .rules
            .iter()
            .filter_map(|rule| rule.priority.trim().parse::<u32>().ok());
        let next = numbers
            .max()
            .map_or(1, |most| most.saturating_add(1))
            .to_string();
        match self
            .rules
            .last_mut()
            .filter(|last| last.images == TagStatus::Any.as_str())
        {
            Some(last) => {
                let number = std::mem::replace(&mut last.priority, next);
                self.rules
                    .insert(self.rules.len() - 1, RuleTyped::fresh(number));
            }
            None => self.rules.push(RuleTyped::fresh(next)),
        }
    }

    /// AWS's JSON of what was typed.
    pub fn json(&self) -> String {
        let rules: Vec<Value> = self.rules.iter().map(RuleTyped::json).collect();
        serde_json::to_string_pretty(&json!({ "rules": rules })).unwrap_or_default()
    }
}

/// The field beside which a problem with the form's JSON is to stand; `None`: it is about the whole policy.
pub fn field_of(problem: &Problem) -> Option<(usize, RuleField)> {
    match problem.place {
        Place::Rule { index, member, .. } => Some((index, RuleField::showing(member))),
        Place::Text { .. } | Place::Policy => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::lint::Code;
    use super::super::{Preset, lint};
    use super::*;
    use std::collections::HashMap;

    fn sent(form: &RulesForm) -> RulesForm {
        let mut fields = HashMap::new();
        for (index, rule) in form.rules.iter().enumerate() {
            let mut rule = rule.clone();
            for field in RuleField::ALL {
                fields.insert(field.of(index), rule.value_mut(field).clone());
            }
        }
        RulesForm::read(|name| fields.get(name).cloned())
    }

    #[test]
    fn a_policy_comes_back_from_the_form_as_it_was() {
        for preset in Preset::ALL {
            let mut policy = preset.policy();
            for rule in &mut policy.rules {
                rule.rule_priority *= 10;
            }
            let form = sent(&RulesForm::of(&policy));
            assert_eq!(lint(&form.json()).policy, Some(policy.canonical()));
        }
    }

    #[test]
    fn rules_move_and_their_numbers_stay_in_order() {
        let mut form = RulesForm::of(&Preset::ALL[2].policy());
        let (first, second) = (form.rules[0].clone(), form.rules[1].clone());
        form.edit(Edit::Up(1));
        assert_eq!(form.rules[0].tags, second.tags);
        assert_eq!(form.rules[1].tags, first.tags);
        let numbers: Vec<_> = form
            .rules
            .iter()
            .map(|rule| rule.priority.as_str())
            .collect();
        assert_eq!(numbers, ["1", "2", "3", "4"]);
        form.edit(Edit::Down(0));
        assert_eq!(form.rules[0], first);
        let before = form.clone();
        for edit in [Edit::Up(0), Edit::Down(3), Edit::Remove(4), Edit::Up(9)] {
            form.edit(edit);
        }
        assert_eq!(form, before);
        for edit in [Edit::Add, Edit::Remove(7), Edit::Up(1), Edit::Down(2)] {
            assert_eq!(Edit::parse(&edit.value()), Some(edit));
        }
    }

    #[test]
    fn a_new_rule_comes_before_the_one_for_any_images() {
        let mut form = RulesForm::of(&LifecyclePolicy::keep_last(30));
        form.edit(Edit::Add);
        assert_eq!(form.rules[1].images, "any");
        assert!(lint(&form.json()).is_accepted(), "{}", form.json());
        let mut none = RulesForm::default();
        none.edit(Edit::Remove(0));
        none.edit(Edit::Add);
        assert!(lint(&none.json()).is_accepted(), "{}", none.json());
    }

    #[test]
    fn what_aws_would_refuse_stands_beside_its_field() {
        let wrong = |change: fn(&mut RuleTyped)| {
            let mut form = RulesForm::of(&Preset::ALL[1].policy());
            change(&mut form.rules[1]);
            let linted = lint(&form.json());
            let problem = linted.refusals().next().cloned();
            let problem = problem.unwrap_or_else(|| panic!("accepted: {}", form.json()));
            (field_of(&problem), problem.code)
        };
        let at = |field| Some((1, field));
        assert_eq!(
            wrong(|rule| rule.number = "many".into()),
            (at(RuleField::Number), Code::CountNumber)
        );
        assert_eq!(
            wrong(|rule| rule.number = "0".into()),
            (at(RuleField::Number), Code::CountNumber)
        );
        assert_eq!(
            wrong(|rule| rule.number.clear()),
            (at(RuleField::Number), Code::CountNumber)
        );
        assert_eq!(
            wrong(|rule| rule.tags.clear()),
            (at(RuleField::Tags), Code::TagsMissing)
        );
        assert_eq!(
            wrong(|rule| rule.tags = "a*b*c*d*e*".into()),
            (at(RuleField::Tags), Code::Wildcards)
        );
        assert_eq!(
            wrong(|rule| rule.images = "any".into()).1,
            Code::TagsNotWanted
        );
        assert_eq!(
            wrong(|rule| rule.class = "glacier".into()),
            (at(RuleField::Class), Code::StorageClass)
        );
        assert_eq!(
            wrong(|rule| rule.action = "burn".into()),
            (at(RuleField::Action), Code::ActionType)
        );
        assert_eq!(
            wrong(|rule| rule.priority = "1".into()),
            (at(RuleField::Priority), Code::PriorityTwice)
        );
    }
}
