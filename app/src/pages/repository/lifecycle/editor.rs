//! Where a policy is written: rule by rule, or as AWS's JSON. Both are sent to the same address and judged alike.

use crate::pages::address;
use crate::parts::{
    Button, ButtonKind, Described, Icon, IconName, SelectField, SelectOption, TextAreaField,
    TextField,
};
use crate::words::repository::policy as words;
use crate::words::repository::policy::rules as says;
use domain::lifecycle::lint::{Gravity, Linted};
use domain::lifecycle::rules_form::{Edit, PATTERNS, PREFIXES, RuleField, RuleTyped, field_of};
use domain::lifecycle::{
    ActionKind, CountType, LifecyclePolicy, RulesForm, StorageClass, TagStatus,
};
use domain::portal::{LifecyclePage, PolicyDraft, Tab};
use leptos::prelude::*;

/// What AWS takes, with room for the spaces that people write.
const TEXT_LENGTH: u32 = 60_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Editing {
    Rules(RulesForm),
    Json,
}

impl Editing {
    /// Rules, where the text can be told as such.
    pub fn of(text: &str) -> Self {
        LifecyclePolicy::from_json(text)
            .map_or(Self::Json, |policy| Self::Rules(RulesForm::of(&policy)))
    }
}

pub(super) fn view(data: &LifecyclePage, draft: &PolicyDraft, editing: &Editing) -> AnyView {
    let action = format!("{}#change-h", address::tab(&data.row.key, Tab::Lifecycle));
    let (fields, other, label) = match editing {
        Editing::Rules(form) => (rules(form, draft.linted.as_ref()), "json", words::AS_JSON),
        Editing::Json => (json(draft), "rules", words::AS_RULES),
    };
    // A browser presses the first button when somebody ends a field with Enter.
    view! {
        <form class="stack md" method="post" action=action novalidate=true>
            <button class="sr" type="submit" tabindex="-1" aria-hidden="true">{words::CHECK}</button>
            {fields}
            <div class="row">
                <Button kind=ButtonKind::Plain>{words::CHECK}</Button>
                <Button kind=ButtonKind::Quiet name="edit" value=other>{label}</Button>
            </div>
        </form>
    }
    .into_any()
}

fn json(draft: &PolicyDraft) -> AnyView {
    let refused = draft.linted.as_ref().filter(|linted| !linted.is_accepted());
    let says = Described::new(words::TEXT)
        .hint(words::TEXT_HINT)
        .error(refused.map(|_| words::PROBLEMS));
    view! {
        <TextAreaField name="policy" says=says value=draft.text.clone() required=true rows=16 max_length=TEXT_LENGTH/>
    }
    .into_any()
}

fn rules(form: &RulesForm, linted: Option<&Linted>) -> AnyView {
    let last = form.rules.len().saturating_sub(1);
    let rows: Vec<_> = form
        .rules
        .iter()
        .enumerate()
        .map(|(index, rule)| one(rule, index, last, linted))
        .collect();
    view! {
        <input type="hidden" name="rules" value="1"/>
        <ol class="stack md">{rows}</ol>
        <div class="row"><Button icon=IconName::Plus name="act" value=Edit::Add.value()>{says::ADD}</Button></div>
    }
    .into_any()
}

fn one(rule: &RuleTyped, index: usize, last: usize, linted: Option<&Linted>) -> AnyView {
    let at = Place { index, linted };
    let number = index + 1;
    view! {
        <li class="panel">
            <fieldset class="stack md pad">
                <legend class="sr">{says::rule(number)}</legend>
                <div class="row btw">
                    <b aria-hidden="true">{says::rule(number)}</b>
                    <div class="row">
                        {act(Edit::Up(index), says::up(number), index == 0)}
                        {act(Edit::Down(index), says::down(number), index == last)}
                        {act(Edit::Remove(index), says::remove(number), false)}
                    </div>
                </div>
                <input type="hidden" name=RuleField::Priority.of(index) value=rule.priority.clone()/>
                {at.refused_priority()}
                <div class="field two">
                    {at.choice(RuleField::Images, &rule.images, &IMAGES)}
                    {at.text(RuleField::Tags, &rule.tags, true, 2000)}
                    {at.choice(RuleField::Count, &rule.count, &COUNTS)}
                    {at.text(RuleField::Number, &rule.number, true, 9)}
                    {at.choice(RuleField::Action, &rule.action, &ACTIONS)}
                    {at.choice(RuleField::Class, &rule.class, &CLASSES)}
                </div>
                {at.text(RuleField::Description, &rule.description, false, 256)}
            </fieldset>
        </li>
    }
    .into_any()
}

const IMAGES: [&str; 4] = [
    TagStatus::Any.as_str(),
    TagStatus::Untagged.as_str(),
    PATTERNS,
    PREFIXES,
];
const COUNTS: [&str; 4] = [
    CountType::ImageCountMoreThan.as_str(),
    CountType::SinceImagePushed.as_str(),
    CountType::SinceImagePulled.as_str(),
    CountType::SinceImageTransitioned.as_str(),
];
const ACTIONS: [&str; 2] = [ActionKind::Expire.as_str(), ActionKind::Transition.as_str()];
const CLASSES: [&str; 3] = [
    "",
    StorageClass::Standard.as_str(),
    StorageClass::Archive.as_str(),
];

/// A button that changes the form's rules; without scripts as well.
fn act(edit: Edit, label: String, ends: bool) -> AnyView {
    let icon = match edit {
        Edit::Up(_) => IconName::Ascending,
        Edit::Down(_) => IconName::Descending,
        Edit::Add => IconName::Plus,
        Edit::Remove(_) => IconName::Close,
    };
    view! {
        <button class="btn icon" type="submit" name="act" value=edit.value() aria-label=label disabled=ends>
            <Icon name=icon/>
        </button>
    }
    .into_any()
}

/// One rule of the form, and what is wrong in it.
struct Place<'a> {
    index: usize,
    linted: Option<&'a Linted>,
}

impl Place<'_> {
    fn wrong(&self, field: RuleField) -> Option<String> {
        let problems = self.linted?.problems.iter();
        problems
            .filter(|problem| problem.gravity() == Gravity::Refused)
            .find(|problem| field_of(problem) == Some((self.index, field)))
            .map(|problem| format!("{} {}", problem.sentence, problem.fix))
    }

    fn said(&self, field: RuleField) -> Described {
        let says = Described::new(says::label(field)).error(self.wrong(field));
        match says::hint(field) {
            Some(hint) => says.hint(hint),
            None => says,
        }
    }

    fn refused_priority(&self) -> Option<AnyView> {
        let why = self.wrong(RuleField::Priority)?;
        Some(view! { <p class="error say">{why}</p> }.into_any())
    }

    fn text(&self, field: RuleField, value: &str, mono: bool, most: u32) -> AnyView {
        view! {
            <TextField name=field.of(self.index) says=self.said(field) value=value.to_owned() mono=mono max_length=most/>
        }
        .into_any()
    }

    /// What was sent and is none of the choices stays, so that its refusal can be understood.
    fn choice(&self, field: RuleField, chosen: &str, values: &[&'static str]) -> AnyView {
        let mut options: Vec<SelectOption> = values
            .iter()
            .map(|value| SelectOption::new(*value, says::choice(field, value)))
            .collect();
        if !values.contains(&chosen) {
            options.push(SelectOption::new(chosen, chosen));
        }
        let name = field.of(self.index);
        view! { <SelectField name=name says=self.said(field) options=options selected=chosen.to_owned() required=true/> }
            .into_any()
    }
}
