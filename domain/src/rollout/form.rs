//! The form that plans and starts a rollout, as it was typed.

use super::Aim;
use crate::lifecycle::{LifecyclePolicy, Preset, lint};
use crate::settings_change::{Input, OwnTags, SettingsForm, Values};
use crate::spec::Field;
use crate::standard::Standard;

pub const PART_LIFECYCLE: &str = "lifecycle";
pub const PART_SETTINGS: &str = "settings";

/// The choice of a policy that is written out.
pub const OWN_POLICY: &str = "own";

const REASON_MIN: usize = 10;
const REASON_MAX: usize = 1000;
const WINDOW_MAX: u32 = 100;
const WINDOW_USUAL: u32 = 10;

/// One input of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RolloutField {
    Part,
    Policy,
    Json,
    Mutability,
    Exceptions,
    Scan,
    Tags,
    Reason,
    Window,
    Shown,
}

impl RolloutField {
    pub const ALL: [Self; 10] = [
        Self::Part,
        Self::Policy,
        Self::Json,
        Self::Mutability,
        Self::Exceptions,
        Self::Scan,
        Self::Tags,
        Self::Reason,
        Self::Window,
        Self::Shown,
    ];

    /// The name of the control.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Policy => "policy",
            Self::Json => "json",
            Self::Mutability => "mutability",
            Self::Exceptions => "exceptions",
            Self::Scan => "scan",
            Self::Tags => "tags",
            Self::Reason => "reason",
            Self::Window => "window",
            Self::Shown => "shown",
        }
    }
}

/// What a person can put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutProblem {
    /// `None`: about the whole.
    pub field: Option<RolloutField>,
    pub message: String,
}

impl RolloutProblem {
    pub fn on(field: RolloutField, message: impl ToString) -> Self {
        Self {
            field: Some(field),
            message: message.to_string(),
        }
    }

    pub fn general(message: impl ToString) -> Self {
        Self {
            field: None,
            message: message.to_string(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutForm {
    /// [`PART_LIFECYCLE`] or [`PART_SETTINGS`].
    pub part: String,
    /// A preset's word, or [`OWN_POLICY`].
    pub policy: String,
    pub json: String,
    pub mutability: String,
    pub exceptions: String,
    /// `on`, `off`; anything else leaves it as it is.
    pub scan: String,
    pub tags: String,
    pub reason: String,
    pub window: String,
    /// How many repositories the page named when the button was pressed.
    pub shown: String,
}

impl Default for RolloutForm {
    fn default() -> Self {
        Self {
            part: String::new(),
            policy: String::new(),
            json: String::new(),
            mutability: String::new(),
            exceptions: String::new(),
            scan: String::new(),
            tags: String::new(),
            reason: String::new(),
            window: WINDOW_USUAL.to_string(),
            shown: String::new(),
        }
    }
}

/// What starting needs beside the aim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolloutAsked {
    pub reason: String,
    pub window: u32,
}

impl RolloutForm {
    pub fn value(&self, field: RolloutField) -> &str {
        match field {
            RolloutField::Part => &self.part,
            RolloutField::Policy => &self.policy,
            RolloutField::Json => &self.json,
            RolloutField::Mutability => &self.mutability,
            RolloutField::Exceptions => &self.exceptions,
            RolloutField::Scan => &self.scan,
            RolloutField::Tags => &self.tags,
            RolloutField::Reason => &self.reason,
            RolloutField::Window => &self.window,
            RolloutField::Shown => &self.shown,
        }
    }

    pub fn set(&mut self, field: RolloutField, value: &str) {
        let slot = match field {
            RolloutField::Part => &mut self.part,
            RolloutField::Policy => &mut self.policy,
            RolloutField::Json => &mut self.json,
            RolloutField::Mutability => &mut self.mutability,
            RolloutField::Exceptions => &mut self.exceptions,
            RolloutField::Scan => &mut self.scan,
            RolloutField::Tags => &mut self.tags,
            RolloutField::Reason => &mut self.reason,
            RolloutField::Window => &mut self.window,
            RolloutField::Shown => &mut self.shown,
        };
        value.clone_into(slot);
    }

    /// # Errors
    /// All that can't be taken, each beside its field.
    pub fn aim(&self, standard: &Standard) -> Result<Aim, Vec<RolloutProblem>> {
        match self.part.as_str() {
            PART_LIFECYCLE => self.policy().map(|policy| Aim::Lifecycle { policy }),
            PART_SETTINGS => self.settings(standard),
            _ => Err(vec![RolloutProblem::on(
                RolloutField::Part,
                "Choose what is to be brought to the repositories",
            )]),
        }
    }

    fn policy(&self) -> Result<LifecyclePolicy, Vec<RolloutProblem>> {
        let preset = Preset::ALL
            .into_iter()
            .find(|preset| preset.as_str() == self.policy);
        if let Some(preset) = preset {
            return Ok(preset.policy());
        }
        if self.policy != OWN_POLICY {
            return Err(vec![RolloutProblem::on(
                RolloutField::Policy,
                "Choose a policy",
            )]);
        }
        let linted = lint(&self.json);
        match &linted.policy {
            Some(policy) if linted.is_accepted() => Ok(policy.clone()),
            _ => Err(linted
                .refusals()
                .map(|problem| {
                    let message = format!("{} {}", problem.sentence, problem.fix);
                    RolloutProblem::on(RolloutField::Json, message.trim())
                })
                .collect()),
        }
    }

    fn settings(&self, standard: &Standard) -> Result<Aim, Vec<RolloutProblem>> {
        let typed = SettingsForm {
            mutability: self.mutability.clone(),
            exceptions: self.exceptions.clone(),
            scan: self.scan.clone(),
            tags: self.tags.clone(),
            ..SettingsForm::default()
        };
        let own = OwnTags::under(standard);
        let parsed = typed.parse(&Values::default(), &own, 0);
        let values = parsed.map_err(|problems| {
            let beside = problems.into_iter().map(|problem| match problem.input {
                Input::Of(Field::Exceptions) => {
                    RolloutProblem::on(RolloutField::Exceptions, problem.message)
                }
                Input::Of(_) => RolloutProblem::on(RolloutField::Mutability, problem.message),
                Input::Tags => RolloutProblem::on(RolloutField::Tags, problem.message),
            });
            beside.collect::<Vec<_>>()
        })?;
        let scan_on_push = match self.scan.as_str() {
            "on" => Some(true),
            "off" => Some(false),
            _ => None,
        };
        if values.mutability.is_none() && scan_on_push.is_none() && values.tags.is_empty() {
            let message = "Choose at least one setting that is to change";
            return Err(vec![RolloutProblem::general(message)]);
        }
        Ok(Aim::Settings {
            mutability: values.mutability,
            scan_on_push,
            tags: values.tags,
        })
    }

    /// # Errors
    /// All that can't be taken, each beside its field.
    pub fn asked(&self) -> Result<RolloutAsked, Vec<RolloutProblem>> {
        let mut problems = Vec::new();
        let reason = self.reason.replace("\r\n", "\n").trim().to_owned();
        match reason.chars().count() {
            length if length < REASON_MIN => problems.push(RolloutProblem::on(
                RolloutField::Reason,
                "Say in a sentence why this is brought to the repositories; it goes into every pull request",
            )),
            length if length > REASON_MAX => problems.push(RolloutProblem::on(
                RolloutField::Reason,
                format!("Use at most {REASON_MAX} characters"),
            )),
            _ => {}
        }
        let window = self.window.trim().parse().ok();
        let window = window.filter(|window| (1..=WINDOW_MAX).contains(window));
        match window {
            Some(window) if problems.is_empty() => Ok(RolloutAsked { reason, window }),
            Some(_) => Err(problems),
            None => {
                let message = format!("Write a number from 1 to {WINDOW_MAX}");
                problems.push(RolloutProblem::on(RolloutField::Window, message));
                Err(problems)
            }
        }
    }
}
