//! A change of settings in a repository's manifest.

use super::read::{DESCRIPTION, RepositoryFile, read_repository};
use super::reason::{NotUnderstood, Reason};
use super::tree::parse;
use super::{Edit, Path, Value, apply, path, same};
use crate::aws::Region;
use crate::settings::TagMutability;
use crate::spec::RepositorySpec;
use crate::text::{Description, SystemName, TeamName};
use std::collections::{BTreeMap, BTreeSet};

/// What the manifest shall say. `None`: what it says now, if anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryWanted {
    /// Which repository the file must be about: its name in AWS, as AWS has it, and its region.
    pub name: String,
    pub region: Region,
    pub description: Option<Description>,
    pub team: Option<TeamName>,
    pub system: Option<SystemName>,
    pub mutability: Option<TagMutability>,
    pub scan_on_push: Option<bool>,
    /// Berth's further tags and the company's. Tags not named here are people's own and stay.
    pub tags: BTreeMap<String, String>,
    /// Keys of tags that go.
    pub dropped_tags: BTreeSet<String>,
    pub force_delete: ForceDelete,
}

/// Whether images may go with the repository when it is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForceDelete {
    #[default]
    AsItIs,
    Stated(bool),
    /// The key is taken away; AWS then keeps a repository that holds images.
    Unstated,
}

impl RepositoryWanted {
    /// Nothing but what is there already.
    pub fn unchanged(name: impl Into<String>, region: Region) -> Self {
        Self {
            name: name.into(),
            region,
            description: None,
            team: None,
            system: None,
            mutability: None,
            scan_on_push: None,
            tags: BTreeMap::new(),
            dropped_tags: BTreeSet::new(),
            force_delete: ForceDelete::AsItIs,
        }
    }

    /// All that may change after creation.
    pub fn of(spec: &RepositorySpec) -> Self {
        Self {
            description: Some(spec.description.clone()),
            team: Some(spec.team.clone()),
            system: Some(spec.system.clone()),
            mutability: Some(spec.settings.mutability.clone()),
            scan_on_push: Some(spec.settings.scan_on_push),
            ..Self::unchanged(spec.address.name.as_str(), spec.address.region)
        }
    }

    /// The file that says all this and is otherwise as it was.
    fn over(&self, mut file: RepositoryFile) -> RepositoryFile {
        if let Some(description) = &self.description {
            file.description = Some(description.to_string());
        }
        file.mutability = self.mutability.clone().or(file.mutability);
        file.scan_on_push = self.scan_on_push.or(file.scan_on_push);
        file.tags.retain(|key, _| !self.dropped_tags.contains(key));
        file.tags.extend(self.all_tags());
        match self.force_delete {
            ForceDelete::AsItIs => {}
            ForceDelete::Stated(force) => file.force_delete = Some(force),
            ForceDelete::Unstated => file.force_delete = None,
        }
        file
    }

    fn all_tags(&self) -> BTreeMap<String, String> {
        let mut tags = self.tags.clone();
        let team = self.team.as_ref().map(TeamName::to_string);
        let system = self.system.as_ref().map(SystemName::to_string);
        for (key, value) in [("team", team), ("system", system)] {
            tags.extend(value.map(|value| (key.to_owned(), value)));
        }
        tags
    }
}

/// The manifest, saying what is wanted. Where it says so already, its bytes stay.
pub fn change_repository(text: &str, wanted: &RepositoryWanted) -> Result<String, NotUnderstood> {
    let now = read_repository(text)?;
    expect_same_repository(text, &now, wanted)?;
    let then = wanted.over(now.clone());
    let edits = edits(&now, &then);
    let changed = apply_all(text, &edits)?;
    if read_repository(&changed)? == then {
        Ok(changed)
    } else {
        Err(Reason::Unsafe("spec.forProvider".into()).at(1))
    }
}

fn expect_same_repository(
    text: &str,
    now: &RepositoryFile,
    wanted: &RepositoryWanted,
) -> Result<(), NotUnderstood> {
    let document = parse(text)?;
    let root = super::walk::At::root(&document.root);
    let name = match now.external_name {
        Some(_) => root.need(&["metadata", "annotations", "crossplane.io/external-name"])?,
        None => root.need(&["metadata", "name"])?,
    };
    super::read::expect_text(&name, &wanted.name)?;
    let region = root.need(&["spec", "forProvider", "region"])?;
    super::read::expect_text(&region, wanted.region.as_str())
}

/// All edits one after the other, and a last look: nothing may differ but what they are about.
pub(super) fn apply_all(text: &str, edits: &[Edit]) -> Result<String, NotUnderstood> {
    let mut changed = text.to_owned();
    for edit in edits {
        changed = apply(&changed, edit)?;
    }
    let (before, after) = (parse(text)?, parse(&changed)?);
    for difference in same::differences(&before.root, &after.root) {
        if !edits.iter().any(|edit| difference.starts_with(edit.path())) {
            return Err(Reason::Unsafe(super::reason::named(&difference)).at(1));
        }
    }
    Ok(changed)
}

fn parameter(key: &str) -> Path {
    path(["spec", "forProvider", key])
}

fn edits(now: &RepositoryFile, then: &RepositoryFile) -> Vec<Edit> {
    let mut edits = Vec::new();
    if let Some(description) = then
        .description
        .as_ref()
        .filter(|_| now.description != then.description)
    {
        let path = path(["metadata", "annotations", DESCRIPTION]);
        edits.push(Edit::set(path, Value::text(description)));
    }
    if let Some(mutability) = then
        .mutability
        .as_ref()
        .filter(|_| now.mutability != then.mutability)
    {
        edits.extend(mutability_edits(mutability));
    }
    if let Some(scan) = then
        .scan_on_push
        .filter(|_| now.scan_on_push != then.scan_on_push)
    {
        let path = path([
            "spec",
            "forProvider",
            "imageScanningConfiguration",
            "scanOnPush",
        ]);
        edits.push(Edit::set(path, Value::Truth(scan)));
    }
    match then.force_delete {
        same if same == now.force_delete => {}
        Some(force) => edits.push(Edit::set(parameter("forceDelete"), Value::Truth(force))),
        None => edits.push(Edit::remove(parameter("forceDelete"))),
    }
    for (key, value) in &then.tags {
        if now.tags.get(key) != Some(value) {
            let path = path(["spec", "forProvider", "tags", key.as_str()]);
            edits.push(Edit::set(path, Value::text(value)));
        }
    }
    let dropped = now.tags.keys().filter(|key| !then.tags.contains_key(*key));
    edits.extend(dropped.map(|key| {
        let path = path(["spec", "forProvider", "tags", key.as_str()]);
        Edit::remove(path)
    }));
    edits
}

fn mutability_edits(mutability: &TagMutability) -> [Edit; 2] {
    let word = Edit::set(
        parameter("imageTagMutability"),
        Value::Word(mutability.aws_value()),
    );
    let list = parameter("imageTagMutabilityExclusionFilter");
    let items: Vec<Value> = mutability
        .filters()
        .iter()
        .map(|filter| {
            Value::map([
                ("filter", Value::text(filter)),
                ("filterType", Value::Word("WILDCARD")),
            ])
        })
        .collect();
    match items.is_empty() {
        true => [word, Edit::remove(list)],
        false => [word, Edit::set(list, Value::List(items))],
    }
}
