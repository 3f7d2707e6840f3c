//! From the files of a repository to the same files with other settings in them.

use super::{OwnTags, SettingsChange, Values};
use crate::manifest::edit::{
    CatalogFile, CatalogWanted, NotUnderstood, RepositoryFile, RepositoryWanted, change_catalog,
    change_repository, read_catalog, read_repository,
};
use crate::manifest::{EditedFile, File, object_name};
use crate::settings::Settings;
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use crate::text::{Description, SystemName, TeamName};

/// A repository's files as Git has them now, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InGit {
    manifest: File,
    /// `None`: there is none.
    catalog: Option<File>,
    file: RepositoryFile,
    values: Values,
}

/// A file or a policy that Berth leaves alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unclear {
    #[error(
        "Berth does not understand {path} any more. {error}. Change the file by hand, or bring it back to a form that Berth knows"
    )]
    File { path: String, error: NotUnderstood },
    #[error(
        "{path} is about an object in the namespace {found}; Berth follows objects in {expected} only"
    )]
    Namespace {
        path: String,
        found: String,
        expected: String,
    },
    #[error(
        "The policy of {0} is not one that Berth understands: it should be JSON with statements"
    )]
    Policy(String),
}

impl InGit {
    /// # Errors
    /// The manifest is no longer one that Berth can change; the line is named.
    pub fn read(
        manifest: File,
        catalog: Option<File>,
        standard: &Standard,
    ) -> Result<Self, Unclear> {
        let file = read_repository(&manifest.text).map_err(|error| Unclear::File {
            path: manifest.path.clone(),
            error,
        })?;
        if let Some(found) = file
            .namespace
            .as_ref()
            .filter(|it| **it != standard.namespace)
        {
            return Err(Unclear::Namespace {
                path: manifest.path,
                found: found.clone(),
                expected: standard.namespace.clone(),
            });
        }
        // What the catalog says matters only where the manifest is silent; whether it can be changed is asked then.
        let said = catalog
            .as_ref()
            .and_then(|catalog| read_catalog(&catalog.text).ok());
        let values = values(&file, said.as_ref(), standard);
        Ok(Self {
            manifest,
            catalog,
            file,
            values,
        })
    }

    pub fn values(&self) -> &Values {
        &self.values
    }

    /// How many tags the manifest has that are not people's own.
    pub fn other_tags(&self) -> usize {
        self.file.tags.len() - self.values.tags.len()
    }

    /// The repository as the change leaves it: `spec` is what is known of it beside the settings.
    pub fn spec(&self, wanted: &Values, spec: RepositorySpec) -> RepositorySpec {
        let parsed = |text: &Option<String>| text.clone();
        let description = parsed(&wanted.description).and_then(|it| Description::parse(&it).ok());
        let team = parsed(&wanted.team).and_then(|it| TeamName::parse(&it).ok());
        let system = parsed(&wanted.system).and_then(|it| SystemName::parse(&it).ok());
        RepositorySpec {
            description: description.unwrap_or(spec.description),
            team: team.unwrap_or(spec.team),
            system: system.unwrap_or(spec.system),
            settings: Settings {
                mutability: wanted
                    .mutability
                    .clone()
                    .unwrap_or(spec.settings.mutability),
                scan_on_push: wanted.scan_on_push.unwrap_or(spec.settings.scan_on_push),
                ..spec.settings
            },
            ..spec
        }
    }

    /// The lines that have to change so that Git says what is wanted; no file at all when it does already.
    ///
    /// # Errors
    /// A file that can't be changed for sure; the line is named.
    pub fn change(
        &self,
        wanted: &Values,
        spec: &RepositorySpec,
        standard: &Standard,
    ) -> Result<SettingsChange, Unclear> {
        let was = &self.values;
        let mut files = Vec::new();
        let manifest = edited(&self.manifest, |text| {
            change_repository(text, &self.wanted(wanted, spec))
        })?;
        files.extend(manifest);
        let said_there = was.description != wanted.description
            || was.team != wanted.team
            || was.system != wanted.system;
        if let Some(catalog) = self.catalog.as_ref().filter(|_| said_there) {
            let entity = entity(was, wanted, spec, standard);
            files.extend(edited(catalog, |text| change_catalog(text, &entity))?);
        }
        Ok(SettingsChange {
            object: self.file.name.clone(),
            was: was.clone(),
            wanted: wanted.clone(),
            files,
        })
    }

    /// Only what differs: all else keeps its bytes, whether Berth would have written them so or not.
    fn wanted(&self, wanted: &Values, spec: &RepositorySpec) -> RepositoryWanted {
        let was = &self.values;
        let differs = |one: &Option<String>, other: &Option<String>| one != other;
        let address = &spec.address;
        let tags = wanted.tags.clone().into_iter();
        RepositoryWanted {
            description: differs(&was.description, &wanted.description)
                .then(|| spec.description.clone()),
            team: differs(&was.team, &wanted.team).then(|| spec.team.clone()),
            system: differs(&was.system, &wanted.system).then(|| spec.system.clone()),
            mutability: wanted
                .mutability
                .clone()
                .filter(|_| was.mutability != wanted.mutability),
            scan_on_push: wanted
                .scan_on_push
                .filter(|_| was.scan_on_push != wanted.scan_on_push),
            tags: tags
                .filter(|(key, value)| was.tags.get(key) != Some(value))
                .collect(),
            dropped_tags: was
                .tags
                .keys()
                .filter(|key| !wanted.tags.contains_key(*key))
                .cloned()
                .collect(),
            ..RepositoryWanted::unchanged(address.name.as_str(), address.region)
        }
    }
}

fn edited(
    file: &File,
    change: impl Fn(&str) -> Result<String, NotUnderstood>,
) -> Result<Option<EditedFile>, Unclear> {
    let after = change(&file.text).map_err(|error| Unclear::File {
        path: file.path.clone(),
        error,
    })?;
    Ok((after != file.text).then(|| EditedFile {
        path: file.path.clone(),
        before: Some(file.text.clone()),
        after: Some(after),
    }))
}

fn values(file: &RepositoryFile, catalog: Option<&CatalogFile>, standard: &Standard) -> Values {
    let tag = |key: &str| file.tags.get(key).cloned();
    let said = |of: fn(&CatalogFile) -> Option<String>| catalog.and_then(of);
    let owner = said(|catalog| catalog.owner.clone());
    let owner = owner.map(|owner| owner.rsplit(['/', ':']).next().unwrap_or(&owner).to_owned());
    Values {
        description: file
            .description
            .clone()
            .or(said(|catalog| catalog.description.clone())),
        team: tag("team").or(owner),
        system: tag("system").or(said(|catalog| catalog.system.clone())),
        mutability: file.mutability.clone(),
        scan_on_push: file.scan_on_push,
        tags: OwnTags::under(standard).among(&file.tags),
    }
}

fn entity(
    was: &Values,
    wanted: &Values,
    spec: &RepositorySpec,
    standard: &Standard,
) -> CatalogWanted {
    let owner = || format!("group:{}/{}", standard.catalog_namespace, spec.team);
    CatalogWanted {
        name: object_name(&spec.address),
        owner: (was.team != wanted.team).then(owner),
        system: (was.system != wanted.system).then(|| spec.system.to_string()),
        description: (was.description != wanted.description).then(|| spec.description.clone()),
    }
}
