//! The form as it was typed, and its way to values.

use super::{OwnTags, Values, tags};
use crate::settings::{ExclusionFilters, TagMutability};
use crate::spec::Field;
use crate::text::{Description, SystemName, TeamName};

/// Every value as the browser sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsForm {
    pub description: String,
    pub team: String,
    pub system: String,
    /// As in [`crate::form::RequestForm`].
    pub mutability: String,
    pub exceptions: String,
    /// `on`, or anything else for off.
    pub scan: String,
    /// One a line, as key=value.
    pub tags: String,
}

/// One input of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Of(Field),
    Tags,
}

impl Input {
    pub const ALL: [Self; 7] = [
        Self::Of(Field::Description),
        Self::Of(Field::Team),
        Self::Of(Field::System),
        Self::Of(Field::Mutability),
        Self::Of(Field::Exceptions),
        Self::Of(Field::Scan),
        Self::Tags,
    ];

    /// The name of the control.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Of(field) => field.as_str(),
            Self::Tags => "tags",
        }
    }
}

/// What a person can put right, beside its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsProblem {
    pub input: Input,
    pub message: String,
}

impl SettingsForm {
    pub fn of(values: &Values) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let rule = values.mutability.as_ref();
        Self {
            description: text(&values.description),
            team: text(&values.team),
            system: text(&values.system),
            mutability: rule.map_or("", word).to_owned(),
            exceptions: rule
                .map(|rule| rule.filters().join(" "))
                .unwrap_or_default(),
            scan: match values.scan_on_push {
                Some(true) => "on".to_owned(),
                Some(false) | None => String::new(),
            },
            tags: tags::lines(&values.tags),
        }
    }

    pub fn value(&self, input: Input) -> &str {
        match input {
            Input::Of(Field::Description) => &self.description,
            Input::Of(Field::Team) => &self.team,
            Input::Of(Field::System) => &self.system,
            Input::Of(Field::Mutability) => &self.mutability,
            Input::Of(Field::Exceptions) => &self.exceptions,
            Input::Of(Field::Scan) => &self.scan,
            Input::Of(_) => "",
            Input::Tags => &self.tags,
        }
    }

    pub fn set(&mut self, input: Input, value: &str) {
        let slot = match input {
            Input::Of(Field::Description) => &mut self.description,
            Input::Of(Field::Team) => &mut self.team,
            Input::Of(Field::System) => &mut self.system,
            Input::Of(Field::Mutability) => &mut self.mutability,
            Input::Of(Field::Exceptions) => &mut self.exceptions,
            Input::Of(Field::Scan) => &mut self.scan,
            Input::Of(_) => return,
            Input::Tags => &mut self.tags,
        };
        value.clone_into(slot);
    }

    /// What is wanted, where `was` is what Git says now. What Git says nothing about may stay unsaid.
    /// `others`: how many tags the manifest has that this form doesn’t show.
    ///
    /// # Errors
    /// All that can't be taken, each beside its input.
    pub fn parse(
        &self,
        was: &Values,
        own: &OwnTags<'_>,
        others: usize,
    ) -> Result<Values, Vec<SettingsProblem>> {
        let mut problems = Vec::new();
        let mut found = |input: Input, message: String| {
            problems.push(SettingsProblem { input, message });
        };
        let mut text = |field: Field, was: &Option<String>, judge: Judge| {
            let typed = self.value(Input::Of(field)).replace("\r\n", "\n");
            let typed = typed.trim();
            if typed.is_empty() && was.is_none() || was.as_deref() == Some(typed) {
                return was.clone();
            }
            if let Err(why) = judge(typed) {
                found(Input::Of(field), why);
            }
            Some(typed.to_owned())
        };
        let description = text(Field::Description, &was.description, |typed| {
            judged(Description::parse(typed))
        });
        let team = text(Field::Team, &was.team, |typed| {
            judged(TeamName::parse(typed))
        });
        let system = text(Field::System, &was.system, |typed| {
            judged(SystemName::parse(typed))
        });
        let mutability = match self.mutability(was) {
            Ok(rule) => rule,
            Err((field, why)) => {
                found(Input::Of(field), why);
                None
            }
        };
        let tags = own.parse(&self.tags, others).unwrap_or_else(|why| {
            found(Input::Tags, why);
            Default::default()
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        let scan = self.scan == "on";
        Ok(Values {
            description,
            team,
            system,
            mutability,
            scan_on_push: match was.scan_on_push {
                None if !scan => None,
                _ => Some(scan),
            },
            tags,
        })
    }

    fn mutability(&self, was: &Values) -> Result<Option<TagMutability>, (Field, String)> {
        let filters = || {
            ExclusionFilters::parse(&self.exceptions)
                .map_err(|why| (Field::Exceptions, why.to_string()))
        };
        Ok(Some(match self.mutability.as_str() {
            "" if was.mutability.is_none() => return Ok(None),
            "mutable" => TagMutability::Mutable,
            "immutable" => TagMutability::Immutable,
            "mutable_except" => TagMutability::MutableExcept(filters()?),
            "immutable_except" => TagMutability::ImmutableExcept(filters()?),
            "" => return Err((Field::Mutability, "Choose one".to_owned())),
            other => {
                let why = format!("“{other}” is not one of the choices");
                return Err((Field::Mutability, why));
            }
        }))
    }
}

type Judge = fn(&str) -> Result<(), String>;

fn judged<T, E: ToString>(parsed: Result<T, E>) -> Result<(), String> {
    parsed.map(drop).map_err(|why| why.to_string())
}

/// As the form's choices are named.
fn word(rule: &TagMutability) -> &'static str {
    match rule {
        TagMutability::Mutable => "mutable",
        TagMutability::Immutable => "immutable",
        TagMutability::MutableExcept(_) => "mutable_except",
        TagMutability::ImmutableExcept(_) => "immutable_except",
    }
}
