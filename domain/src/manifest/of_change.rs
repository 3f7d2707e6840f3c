//! The files of a change and the Kubernetes objects in them, by the kind of the change.

use super::{
    EditedFile, File, REQUEST_ANNOTATION, adoption, crossplane, lifecycle_object_name,
    lifecycle_path, object_name, removal, render,
};
use crate::access_change::AccessChange;
use crate::alerts;
use crate::handover::{Pipeline, workflow};
use crate::request::{Applying, Change};
use crate::standard::Standard;

/// Where an object stands in the Kubernetes API, beside its namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub group: &'static str,
    pub version: &'static str,
    pub kind: &'static str,
    pub name: String,
}

impl Object {
    /// `api_version`: group and version as a manifest has them.
    pub(crate) fn new(api_version: &'static str, kind: &'static str, name: String) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self {
            group,
            version,
            kind,
            name,
        }
    }
}

/// All files of a request, in the order in which they are shown and committed.
pub fn files(request_id: &str, change: &Change, standard: &Standard) -> Vec<File> {
    match change {
        Change::Create { spec } => render(request_id, spec, standard),
        Change::Adopt { spec, adoption } => adoption::files(request_id, spec, adoption, standard),
        Change::Alarms { spec, plan } => alerts::render(request_id, spec, plan, standard),
        Change::Workflow { spec, branch } => {
            let file = workflow(&Pipeline {
                address: &spec.address,
                source: &spec.source,
                branch: branch.clone(),
                github_web: &standard.github_web,
                ids: None,
            });
            // A workflow has no annotations: the mark that lets Berth write the file again is a comment.
            vec![File {
                text: format!("# {REQUEST_ANNOTATION}: {request_id}\n{}", file.text),
                ..file
            }]
        }
        Change::Lifecycle { spec, applying, .. } => {
            let name = policy_object(change);
            let policies = spec.settings.lifecycle.iter().zip(name);
            let text = policies.map(|(policy, name)| {
                crossplane::changed_policy(request_id, spec, policy, &name, *applying, standard)
            });
            text.map(|text| File {
                path: lifecycle_path(spec, standard),
                text,
            })
            .collect()
        }
        Change::Settings { .. } | Change::Access { .. } => edited(change.edits()),
        Change::Removal { spec, removal } => removal::files(spec, removal, standard),
    }
}

pub(super) fn edited(files: &[EditedFile]) -> Vec<File> {
    let texts = files.iter().filter_map(|file| {
        let text = file.after.clone()?;
        let path = file.path.clone();
        Some(File { path, text })
    });
    texts.collect()
}

/// The name of the LifecyclePolicy object that a change leaves behind; `None`: it has none.
fn policy_object(change: &Change) -> Option<String> {
    let spec = change.spec();
    let policy = spec.settings.lifecycle.as_ref()?;
    let own = lifecycle_object_name(&spec.address, &policy.canonical_json());
    match change {
        Change::Lifecycle {
            object,
            applying: Applying::ArgoReplace | Applying::InPlace,
            ..
        } => Some(object.clone().unwrap_or(own)),
        Change::Create { .. } | Change::Lifecycle { .. } => Some(own),
        Change::Alarms { .. }
        | Change::Workflow { .. }
        | Change::Settings { .. }
        | Change::Access { .. }
        | Change::Removal { .. }
        | Change::Adopt { .. } => None,
    }
}

/// Objects that go: another takes their place in the same file, or the file goes.
pub fn replaced_objects(change: &Change, standard: &Standard) -> Vec<Object> {
    if let Change::Removal { spec, removal } = change {
        return removal::gone(spec, removal, standard);
    }
    if let Change::Access { change, .. } = change {
        let gone = change.wanted.is_none().then(|| policy_of(change));
        return gone.into_iter().collect();
    }
    let Change::Lifecycle {
        object: Some(object),
        ..
    } = change
    else {
        return Vec::new();
    };
    let is_replaced = policy_object(change).as_ref() != Some(object);
    let old = Object::new(
        super::crossplane::API_VERSION,
        "LifecyclePolicy",
        object.clone(),
    );
    is_replaced.then_some(old).into_iter().collect()
}

/// What Crossplane makes of the files, in their order.
pub fn objects(change: &Change, standard: &Standard) -> Vec<Object> {
    let ecr = |kind, name| Object::new(super::crossplane::API_VERSION, kind, name);
    match change {
        Change::Create { spec } => {
            let mut objects = vec![ecr("Repository", object_name(&spec.address))];
            objects.extend(policy_object(change).map(|name| ecr("LifecyclePolicy", name)));
            objects
        }
        Change::Adopt { spec, adoption } => adoption::objects(spec, adoption),
        Change::Lifecycle { .. } => policy_object(change)
            .map(|name| ecr("LifecyclePolicy", name))
            .into_iter()
            .collect(),
        Change::Alarms { spec, plan } => alerts::made_objects(spec, plan, standard),
        Change::Workflow { .. } => Vec::new(),
        Change::Removal { removal, .. } => removal::kept(removal),
        Change::Settings { change, .. } => vec![ecr("Repository", change.object.clone())],
        Change::Access { change, .. } => {
            let stays = change.wanted.is_some().then(|| policy_of(change));
            stays.into_iter().collect()
        }
    }
}

fn policy_of(change: &AccessChange) -> Object {
    let version = super::crossplane::API_VERSION;
    Object::new(version, "RepositoryPolicy", change.object.clone())
}
