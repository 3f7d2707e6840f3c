//! Manifests that adopt a repository: first such that only observe, then the whole of what AWS has.

use super::crossplane::{
    self, API_VERSION, EXTERNAL_NAME, Managed, Manifest, Metadata, annotations,
    provider_config_ref, repository_with, text,
};
use super::{
    File, Object, catalog, catalog_path, lifecycle_object_name, lifecycle_path, manifest_folder,
    object_name, yaml,
};
use crate::lifecycle::LifecyclePolicy;
use crate::request::{Adoption, AdoptionStep};
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde::Serialize;
use serde_saphyr::LitString;

const OBSERVE: &[&str] = &["Observe"];
const ALL: &[&str] = &["*"];

#[derive(Serialize)]
struct Place {
    region: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Policy {
    region: &'static str,
    repository_ref: crossplane::RepositoryRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<LitString>,
}

pub(super) fn files(
    request_id: &str,
    spec: &RepositorySpec,
    adoption: &Adoption,
    standard: &Standard,
) -> Vec<File> {
    let folder = manifest_folder(spec, standard);
    let making = Making {
        request_id,
        spec,
        observes: adoption.step == AdoptionStep::Observe,
        standard,
    };
    let mut files = vec![File {
        path: format!("{folder}/repository.yaml"),
        text: making.repository(adoption),
    }];
    if let Some(policy) = &adoption.found.lifecycle {
        files.push(File {
            path: lifecycle_path(spec, standard),
            text: making.policy(
                "LifecyclePolicy",
                lifecycle_name(spec, policy),
                policy,
                // Without Delete: a later policy replaces this object, and its end must not take the newer rules away.
                crossplane::NO_DELETE,
            ),
        });
    }
    if let Some(policy) = &adoption.found.access {
        files.push(File {
            path: format!("{folder}/repository-policy.yaml"),
            text: making.policy("RepositoryPolicy", object_name(&spec.address), policy, ALL),
        });
    }
    files.push(File {
        path: catalog_path(spec, standard),
        text: catalog::resource(request_id, spec, standard),
    });
    files
}

pub(super) fn objects(spec: &RepositorySpec, adoption: &Adoption) -> Vec<Object> {
    let ecr = |kind, name| Object::new(API_VERSION, kind, name);
    let found = &adoption.found;
    let lifecycle = found.lifecycle.as_deref();
    let mut objects = vec![ecr("Repository", object_name(&spec.address))];
    objects.extend(lifecycle.map(|policy| ecr("LifecyclePolicy", lifecycle_name(spec, policy))));
    objects.extend(
        found
            .access
            .iter()
            .map(|_| ecr("RepositoryPolicy", object_name(&spec.address))),
    );
    objects
}

/// Whether a manifest only observes, so that nothing is lost when another takes its place.
pub fn is_observing(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    if !lines.any(|line| line == "managementPolicies:") {
        return false;
    }
    let listed: Vec<&str> = lines
        .map_while(|line| line.strip_prefix("- "))
        .map(|word| word.trim_matches('"'))
        .collect();
    listed == OBSERVE
}

struct Making<'a> {
    request_id: &'a str,
    spec: &'a RepositorySpec,
    observes: bool,
    standard: &'a Standard,
}

impl Making<'_> {
    fn repository(&self, adoption: &Adoption) -> String {
        if self.observes {
            let metadata = self.metadata(object_name(&self.spec.address));
            let place = Place {
                region: self.spec.address.region.as_str(),
            };
            return self.manifest("Repository", metadata, place, OBSERVE);
        }
        let tags = adoption.found.tags.clone();
        repository_with(
            self.request_id,
            self.spec,
            tags,
            Some(ALL.to_vec()),
            self.standard,
        )
    }

    fn policy(
        &self,
        kind: &'static str,
        name: String,
        json: &str,
        may: &'static [&'static str],
    ) -> String {
        let fields = Policy {
            region: self.spec.address.region.as_str(),
            repository_ref: crossplane::RepositoryRef {
                name: object_name(&self.spec.address),
            },
            policy: (!self.observes).then(|| LitString(format!("{}\n", pretty(json)))),
        };
        let may = if self.observes { OBSERVE } else { may };
        self.manifest(kind, self.metadata(name), fields, may)
    }

    fn metadata(&self, name: String) -> Metadata {
        let mut annotations = annotations(self.request_id, self.spec);
        // By this name the provider finds what is there already, a policy by its repository's.
        annotations.insert(EXTERNAL_NAME.into(), text(&self.spec.address.name));
        Metadata {
            name,
            namespace: self.standard.namespace.clone(),
            annotations,
        }
    }

    fn manifest<Fields: Serialize>(
        &self,
        kind: &'static str,
        metadata: Metadata,
        for_provider: Fields,
        may: &[&'static str],
    ) -> String {
        yaml(&Manifest {
            api_version: API_VERSION,
            kind,
            metadata,
            spec: Managed {
                for_provider,
                management_policies: Some(may.to_vec()),
                provider_config_ref: provider_config_ref(self.spec, self.standard),
            },
        })
    }
}

/// The name that a policy of these words gets in whatever way it comes to Git.
fn lifecycle_name(spec: &RepositorySpec, json: &str) -> String {
    let canonical = LifecyclePolicy::from_json(json)
        .map_or_else(|_| pretty(json), |policy| policy.canonical_json());
    lifecycle_object_name(&spec.address, &canonical)
}

fn pretty(json: &str) -> String {
    if let Ok(policy) = LifecyclePolicy::from_json(json) {
        return policy.pretty_json();
    }
    serde_json::from_str::<serde_json::Value>(json)
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok())
        .unwrap_or_else(|| json.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest;
    use crate::request::Change;
    use crate::testing::{adoption, standard};

    fn shown(change: &Change) -> String {
        manifest::files("0197c9d2-7c1a-7000-8000-000000000001", change, &standard())
            .iter()
            .filter(|file| !file.path.starts_with("catalog"))
            .map(|file| format!("# {}\n{}", file.path, file.text))
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn the_first_pull_request_only_observes() {
        insta::assert_snapshot!(shown(&adoption(true)));
    }

    #[test]
    fn the_second_says_what_aws_has() {
        insta::assert_snapshot!(shown(&adoption(false)));
    }

    #[test]
    fn both_are_about_the_same_objects_and_files() {
        let (first, second) = (adoption(true), adoption(false));
        let standard = standard();
        assert_eq!(
            manifest::objects(&first, &standard),
            manifest::objects(&second, &standard)
        );
        let files = |change| manifest::files("id", change, &standard);
        let paths =
            |change| -> Vec<String> { files(change).into_iter().map(|file| file.path).collect() };
        assert_eq!(paths(&first), paths(&second));
        let observing = |change| {
            let manifests = files(change);
            manifests
                .iter()
                .filter(|file| is_observing(&file.text))
                .count()
        };
        assert_eq!((observing(&first), observing(&second)), (3, 0));
    }
}
