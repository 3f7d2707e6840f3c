//! A specification out of what is known about a repository: what AWS holds first, then what a request asked for.
//! What nobody knows gets a placeholder.

use crate::store::RepositoryKnown;
use domain::form::RequestForm;
use domain::github::RepoSlug;
use domain::lifecycle::LifecyclePolicy;
use domain::observed::RepositorySeen;
use domain::request::Request;
use domain::settings::{Encryption, ExclusionFilters, KmsKey, Settings, TagMutability};
use domain::spec::RepositorySpec;
use domain::standard::Standard;
use domain::text::{ClusterName, Description, SystemName, TeamName};

pub(in crate::portal) struct Described {
    pub(in crate::portal) spec: RepositorySpec,
    pub(in crate::portal) has_cluster: bool,
}

impl Described {
    /// The application's repository; `None`: nobody knows it.
    pub(in crate::portal) fn source(&self) -> Option<&RepoSlug> {
        let source = &self.spec.source;
        (source.owner() != UNKNOWN || source.name() != UNKNOWN).then_some(source)
    }
}

/// `None` only if a placeholder were no word of its kind.
pub(in crate::portal) fn spec(
    known: &RepositoryKnown,
    request: Option<&Request>,
) -> Option<Described> {
    let asked = request.map(Request::spec);
    let row = &known.row;
    let team = read(&row.team, TeamName::parse).or(asked.map(|spec| spec.team.clone()));
    let system = read(&row.system, SystemName::parse).or(asked.map(|spec| spec.system.clone()));
    let cluster = read(&row.cluster, ClusterName::parse).or(asked.map(|spec| spec.cluster.clone()));
    let description =
        read(&known.description, Description::parse).or(asked.map(|spec| spec.description.clone()));
    let source = read(&known.source, RepoSlug::parse).or(asked.map(|spec| spec.source.clone()));
    let settings = match (&known.seen, asked) {
        (Some(seen), _) => settings(seen),
        (None, Some(spec)) => spec.settings.clone(),
        (None, None) => defaults(),
    };
    Some(Described {
        has_cluster: cluster.is_some(),
        spec: RepositorySpec {
            address: row.key.clone(),
            description: description.or_else(|| Description::parse(UNKNOWN).ok())?,
            team: team.or_else(|| TeamName::parse(UNKNOWN).ok())?,
            system: system.or_else(|| SystemName::parse(UNKNOWN).ok())?,
            source: source.or_else(|| RepoSlug::new(UNKNOWN, UNKNOWN).ok())?,
            cluster: cluster.or_else(|| ClusterName::parse(UNKNOWN).ok())?,
            settings,
        },
    })
}

const UNKNOWN: &str = "unknown";

fn read<T, E>(text: &Option<String>, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
    text.as_deref().and_then(|text| parse(text).ok())
}

/// AWS's values in the domain's words; values unknown to Berth read as AWS's defaults.
fn settings(seen: &RepositorySeen) -> Settings {
    let filters = || ExclusionFilters::new(seen.exclusion_filters.clone()).ok();
    let mutability = match seen.mutability.as_str() {
        "IMMUTABLE" => TagMutability::Immutable,
        "MUTABLE_WITH_EXCLUSION" => {
            filters().map_or(TagMutability::Mutable, TagMutability::MutableExcept)
        }
        "IMMUTABLE_WITH_EXCLUSION" => {
            filters().map_or(TagMutability::Immutable, TagMutability::ImmutableExcept)
        }
        _ => TagMutability::Mutable,
    };
    let key = || {
        seen.kms_key
            .as_deref()
            .and_then(|key| KmsKey::parse(key).ok())
    };
    let encryption = match (seen.encryption.as_str(), key()) {
        ("KMS", Some(key)) => Encryption::Kms { key },
        ("KMS_DSSE", Some(key)) => Encryption::KmsDsse { key },
        _ => Encryption::Aes256,
    };
    let lifecycle = seen
        .lifecycle_policy
        .as_deref()
        .and_then(|text| LifecyclePolicy::from_json(text).ok());
    Settings {
        mutability,
        scan_on_push: seen.scan_on_push,
        encryption,
        lifecycle,
    }
}

/// AWS's own defaults.
fn defaults() -> Settings {
    Settings {
        mutability: TagMutability::Mutable,
        scan_on_push: false,
        encryption: Encryption::Aes256,
        lifecycle: None,
    }
}

/// The form that asks for another repository like this one: everything but the name, and nothing that is not known.
pub(in crate::portal) fn form_like(
    id: &str,
    known: &RepositoryKnown,
    request: Option<&Request>,
    standard: &Standard,
) -> RequestForm {
    let Some(described) = spec(known, request) else {
        return RequestForm::blank(id, standard);
    };
    let mut form = RequestForm::from_spec(id, &described.spec);
    form.name = String::new();
    for value in [
        &mut form.team,
        &mut form.system,
        &mut form.cluster,
        &mut form.description,
    ] {
        if value == UNKNOWN {
            value.clear();
        }
    }
    if form.source == format!("{UNKNOWN}/{UNKNOWN}") {
        form.source.clear();
    }
    if known.seen.is_none() && request.is_none() {
        let blank = RequestForm::blank(id, standard);
        form.scan = blank.scan;
        form.lifecycle = blank.lifecycle;
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::portal::{RepositoryRow, RepositoryState};
    use domain::testing::{filled_form, standard};

    fn known(seen: Option<RepositorySeen>) -> RepositoryKnown {
        let key = filled_form().parse(&standard()).unwrap().address;
        RepositoryKnown {
            row: RepositoryRow {
                uri: key.uri(),
                key,
                team: None,
                system: None,
                cluster: None,
                state: RepositoryState::Unmanaged,
                drift: Default::default(),
                mutability: None,
                scan_on_push: None,
                lifecycle: None,
                created: None,
                figures: None,
                score: None,
                misses: Vec::new(),
                wasted: None,
                request: None,
            },
            description: None,
            source: None,
            managed: false,
            seen,
            as_of: None,
        }
    }

    fn seen() -> RepositorySeen {
        RepositorySeen {
            arn: "arn".into(),
            uri: "uri".into(),
            created: None,
            mutability: "IMMUTABLE_WITH_EXCLUSION".into(),
            exclusion_filters: vec!["dev-*".into()],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: Some(LifecyclePolicy::keep_last(7).canonical_json()),
            tags: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn another_like_it_takes_the_settings_but_neither_the_name_nor_placeholders() {
        let form = form_like("id", &known(Some(seen())), None, &standard());
        assert_eq!(
            (form.name.as_str(), form.team.as_str(), form.source.as_str()),
            ("", "", "")
        );
        assert_eq!(
            (
                form.mutability.as_str(),
                form.exceptions.as_str(),
                form.keep.as_str()
            ),
            ("immutable_except", "dev-*", "7")
        );
        assert_eq!(form.region, "us-east-1");
    }
}
