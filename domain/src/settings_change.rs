//! Other settings for a repository that is there: from what Git says now to the lines that have to change.

mod form;
mod plan;
mod tags;
#[cfg(test)]
mod tests;
mod verify;

pub use form::{Input, SettingsForm, SettingsProblem};
pub use plan::{InGit, Unclear};
pub use tags::OwnTags;

use crate::manifest::EditedFile;
use crate::observed::RepositorySeen;
use crate::request::adopt::mutability;
use crate::settings::TagMutability;
use crate::spec::Field;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a change of settings does, and to which lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsChange {
    /// `metadata.name` of the Repository object that the manifest is about.
    pub object: String,
    /// What Git said when it was asked for.
    pub was: Values,
    pub wanted: Values,
    pub files: Vec<EditedFile>,
}

/// What can be changed, as Git has it. `None`: Git says nothing about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    pub description: Option<String>,
    pub team: Option<String>,
    pub system: Option<String>,
    pub mutability: Option<TagMutability>,
    pub scan_on_push: Option<bool>,
    /// AWS tags that are neither Berth's nor the company's.
    pub tags: BTreeMap<String, String>,
}

impl Values {
    /// With what AWS has; what it does not tell of, or Berth can't write down, stays as it is.
    #[must_use]
    pub fn taking(self, seen: &RepositorySeen, own: &OwnTags<'_>) -> Self {
        let of = |key: &str, was: Option<String>| {
            let has = seen.tags.get(key).cloned();
            was.map(|was| has.unwrap_or(was))
        };
        Self {
            description: self.description,
            team: of("team", self.team),
            system: of("system", self.system),
            mutability: mutability(seen).ok().or(self.mutability),
            scan_on_push: Some(seen.scan_on_push),
            tags: own.among(&seen.tags),
        }
    }
}

/// One thing that becomes another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub setting: Setting,
    /// `None`: nothing was said about it.
    pub was: Option<String>,
    /// `None`: it goes.
    pub will: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    Of(Field),
    /// An AWS tag by its key.
    Tag(String),
}

impl SettingsChange {
    /// In the order of the form.
    pub fn changed(&self) -> Vec<Changed> {
        let (was, wanted) = (&self.was, &self.wanted);
        let mutability = |rule: &Option<TagMutability>| rule.as_ref().map(in_words);
        let scan = |on: Option<bool>| on.map(|on| if on { "on" } else { "off" }.to_owned());
        let settings = [
            (
                Field::Description,
                was.description.clone(),
                wanted.description.clone(),
            ),
            (Field::Team, was.team.clone(), wanted.team.clone()),
            (Field::System, was.system.clone(), wanted.system.clone()),
            (
                Field::Mutability,
                mutability(&was.mutability),
                mutability(&wanted.mutability),
            ),
            (
                Field::Scan,
                scan(was.scan_on_push),
                scan(wanted.scan_on_push),
            ),
        ]
        .map(|(field, was, will)| (Setting::Of(field), was, will));
        let keys: BTreeSet<&String> = was.tags.keys().chain(wanted.tags.keys()).collect();
        let tags = keys.into_iter().map(|key| {
            let value = |tags: &BTreeMap<String, String>| tags.get(key).cloned();
            (
                Setting::Tag(key.clone()),
                value(&was.tags),
                value(&wanted.tags),
            )
        });
        settings
            .into_iter()
            .chain(tags)
            .filter(|(_, was, will)| was != will)
            .map(|(setting, was, will)| Changed { setting, was, will })
            .collect()
    }

    /// The same wish over what Git says by now.
    pub fn over(&self, now: &Values) -> Values {
        let (was, wanted) = (&self.was, &self.wanted);
        fn other<T: Clone + PartialEq>(was: &T, wanted: &T, now: &T) -> T {
            if was == wanted { now } else { wanted }.clone()
        }
        let mut tags = now.tags.clone();
        for (key, value) in &wanted.tags {
            if was.tags.get(key) != Some(value) {
                tags.insert(key.clone(), value.clone());
            }
        }
        tags.retain(|key, _| wanted.tags.contains_key(key) || !was.tags.contains_key(key));
        Values {
            description: other(&was.description, &wanted.description, &now.description),
            team: other(&was.team, &wanted.team, &now.team),
            system: other(&was.system, &wanted.system, &now.system),
            mutability: other(&was.mutability, &wanted.mutability, &now.mutability),
            scan_on_push: other(&was.scan_on_push, &wanted.scan_on_push, &now.scan_on_push),
            tags,
        }
    }

    /// What Git said before, over what it says by now; `None`: somebody has changed one of these again since.
    pub fn undone(&self, now: &Values) -> Option<Values> {
        let touched = self.changed();
        let since = Self {
            was: self.wanted.clone(),
            wanted: now.clone(),
            ..self.clone()
        };
        let is_touched = |one: &Changed| touched.iter().any(|it| it.setting == one.setting);
        if since.changed().iter().any(is_touched) {
            return None;
        }
        let back = Self {
            was: self.wanted.clone(),
            wanted: self.was.clone(),
            ..self.clone()
        };
        let mut values = back.over(now);
        // A line is never taken out: where nothing was said before, what AWS takes then is said now.
        if now.mutability.is_some() {
            values.mutability.get_or_insert(TagMutability::Mutable);
        }
        if now.scan_on_push.is_some() {
            values.scan_on_push.get_or_insert(false);
        }
        Some(values)
    }

    pub fn changes(&self, field: Field) -> bool {
        self.changed()
            .iter()
            .any(|changed| changed.setting == Setting::Of(field))
    }

    /// The team that is to own the repository from now on; `None`: the owner stays.
    pub fn new_owner(&self) -> Option<&str> {
        let team = self.wanted.team.as_deref();
        team.filter(|team| self.was.team.as_deref() != Some(team))
    }
}

/// A rule about tags in a few words.
pub fn in_words(rule: &TagMutability) -> String {
    let except = || rule.filters().join(" ");
    match rule {
        TagMutability::Mutable => "mutable".to_owned(),
        TagMutability::Immutable => "immutable".to_owned(),
        TagMutability::MutableExcept(_) => format!("mutable, except {}", except()),
        TagMutability::ImmutableExcept(_) => format!("immutable, except {}", except()),
    }
}
