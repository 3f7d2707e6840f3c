//! What a removal changes in Git and which objects it is about.

use super::edit::{
    Edit, ForceDelete, RepositoryWanted, Value, apply, change_repository, path, read_repository,
};
use super::{EditedFile, File, Object, crossplane};
use crate::access_change::AccessChange;
use crate::alerts;
use crate::request::{Removal, RemovedObjects, Way};
use crate::settings_change::Unclear;
use crate::spec::RepositorySpec;
use crate::standard::Standard;

/// Argo CD can't compare a folder that isn't there, so the last file of a cluster's folder would never be pruned.
const KEPT_FOLDER: &str = "about-this-folder.md";

/// Beside the manifests of all repositories of a cluster: it stays when the last of them goes.
pub(super) fn keeper(spec: &RepositorySpec, standard: &Standard) -> File {
    File {
        path: format!(
            "{}/{KEPT_FOLDER}",
            standard.cluster_folder(&spec.cluster)
        ),
        text: "Berth keeps the manifests of ECR repositories in this folder. Argo CD reads it, also while it holds none: leave this file here.\n".to_owned(),
    }
}

/// The lines by which a manifest makes ready for the way. Nothing: it is ready as it is.
///
/// # Errors
/// A file that can't be changed for sure; the line is named.
pub fn made_ready(
    way: Way,
    file: &File,
    spec: &RepositorySpec,
) -> Result<Option<EditedFile>, Unclear> {
    let unclear = |error| Unclear::File {
        path: file.path.clone(),
        error,
    };
    let policies = |words: &[&'static str]| {
        let list = words.iter().map(|word| Value::Word(word)).collect();
        let at = path(["spec", "managementPolicies"]);
        apply(&file.text, &Edit::set(at, Value::List(list)))
    };
    let after = match way {
        Way::DeleteEmpty => return Ok(None),
        Way::DeleteWithImages => {
            let address = &spec.address;
            let unchanged = RepositoryWanted::unchanged(address.name.as_str(), address.region);
            let wanted = RepositoryWanted {
                force_delete: ForceDelete::Stated(true),
                ..unchanged
            };
            change_repository(&file.text, &wanted).map_err(unclear)?
        }
        Way::Detach => policies(crossplane::NO_DELETE).map_err(unclear)?,
        Way::Policy => policies(crossplane::WITH_DELETE).map_err(unclear)?,
    };
    Ok((after != file.text).then(|| EditedFile {
        path: file.path.clone(),
        before: Some(file.text.clone()),
        after: Some(after),
    }))
}

/// The name of the Repository object, if the file is about this repository.
///
/// # Errors
/// A file that Berth does not understand, or that is about something else.
pub fn repository_object(file: &File, spec: &RepositorySpec) -> Result<String, String> {
    let read = read_repository(&file.text).map_err(|error| {
        Unclear::File {
            path: file.path.clone(),
            error,
        }
        .to_string()
    })?;
    if read.repository() == spec.address.name.as_str() && read.region == spec.address.region {
        return Ok(read.name);
    }
    Err(format!(
        "{} is about {} in {}, not about this repository, so Berth takes nothing away",
        file.path,
        read.repository(),
        read.region
    ))
}

pub(super) fn files(spec: &RepositorySpec, removal: &Removal, standard: &Standard) -> Vec<File> {
    if removal.removes() {
        let kept = removal.way.lets_go().then(|| keeper(spec, standard));
        return kept.into_iter().collect();
    }
    super::of_change::edited(removal.edits_now())
}

/// Those that have to say what the first pull request says, or, taken back, what they said before.
pub(super) fn kept(removal: &Removal) -> Vec<Object> {
    let all = &removal.objects;
    if removal.removes() {
        return Vec::new();
    }
    match removal.way {
        Way::DeleteWithImages | Way::DeleteEmpty => {
            let denied = removal.denial.as_deref().filter(|it| it.wanted.is_some());
            repository(all)
                .into_iter()
                .chain(denied.map(policy_of))
                .collect()
        }
        Way::Detach => repository(all).into_iter().chain(policies(all)).collect(),
        Way::Policy => policies(all).collect(),
    }
}

/// Those whose files go; called off, what was there for the time being alone.
pub(super) fn gone(spec: &RepositorySpec, removal: &Removal, standard: &Standard) -> Vec<Object> {
    let all = &removal.objects;
    if !removal.removes() {
        // Made for the time in which pulls were denied, and for nothing else.
        let made = removal.denial.as_deref().filter(|it| it.wanted.is_none());
        return made.map(policy_of).into_iter().collect();
    }
    let alarms = all
        .alarms
        .iter()
        .flat_map(|plan| alerts::made_objects(spec, plan, standard));
    let mut objects: Vec<Object> = repository(all).into_iter().chain(policies(all)).collect();
    objects.extend(alarms);
    objects
}

fn object(kind: &'static str, name: &str) -> Object {
    Object::new(crossplane::API_VERSION, kind, name.to_owned())
}

fn policy_of(denial: &AccessChange) -> Object {
    object("RepositoryPolicy", &denial.object)
}

fn repository(all: &RemovedObjects) -> Option<Object> {
    let name = all.repository.as_deref();
    name.map(|name| object("Repository", name))
}

fn policies(all: &RemovedObjects) -> impl Iterator<Item = Object> {
    let lifecycle = all.lifecycle.as_deref();
    let lifecycle = lifecycle.map(|name| object("LifecyclePolicy", name));
    let access = all.access.as_deref();
    let access = access.map(|name| object("RepositoryPolicy", name));
    lifecycle.into_iter().chain(access)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{filled_form, standard};

    fn written() -> (RepositorySpec, Vec<File>) {
        let spec = filled_form().parse(&standard()).unwrap();
        let files = crate::manifest::render(&filled_form().id, &spec, &standard());
        (spec, files)
    }

    fn lines(edit: &EditedFile) -> Vec<String> {
        let before = edit.before.clone().unwrap();
        let after = edit.after.clone().unwrap();
        let added = after
            .lines()
            .filter(|line| !before.lines().any(|it| it == *line));
        added.map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn only_the_lines_that_make_ready_change() {
        let (spec, files) = written();
        let edit = |way, at: usize| made_ready(way, &files[at], &spec).unwrap();
        assert_eq!(
            lines(&edit(Way::DeleteWithImages, 0).unwrap()),
            ["forceDelete: true"]
        );
        assert_eq!(edit(Way::DeleteEmpty, 0), None);
        let detached = edit(Way::Detach, 0).unwrap().after.unwrap();
        assert_eq!(
            read_repository(&detached).unwrap().management_policies,
            Some(
                crossplane::NO_DELETE
                    .iter()
                    .map(|it| (*it).to_owned())
                    .collect()
            )
        );
        assert_eq!(
            edit(Way::Detach, 1),
            None,
            "a lifecycle policy never has Delete"
        );
        assert_eq!(lines(&edit(Way::Policy, 1).unwrap()), ["- Delete"]);
    }

    #[test]
    fn a_file_about_another_repository_is_not_taken_away() {
        let (mut spec, files) = written();
        assert!(repository_object(&files[0], &spec).is_ok());
        spec.address.name = crate::name::RepositoryName::parse_existing("other/one").unwrap();
        let refused = repository_object(&files[0], &spec).unwrap_err();
        assert!(refused.contains("payments/my-app-registry"), "{refused}");
    }
}
