//! Taking a repository that is in AWS alone under Git, as it stands, in two pull requests: the first only observes, the
//! second takes control with manifests that say what AWS has. What is beyond Berth's words is carried as it is.

use super::Delivery;
use crate::compare::{Compared, Wanted, is_providers};
use crate::lifecycle::LifecyclePolicy;
use crate::observed::RepositorySeen;
use crate::refusal::{Problem, Refusal};
use crate::settings::{Encryption, ExclusionFilters, KmsKey, Settings, TagMutability};
use crate::spec::{Field, RepositorySpec};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// AWS takes fifty, and the provider adds five of its own.
pub const TAGS_MAX: usize = 45;

/// How far the adoption has come, and what the manifests hold beside the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    pub found: Found,
    pub step: AdoptionStep,
}

/// What AWS had when it was asked for, where the settings of a specification have no place for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Without those of the provider and of AWS itself.
    pub tags: BTreeMap<String, String>,
    /// The lifecycle policy's JSON, as AWS has it.
    pub lifecycle: Option<String>,
    /// The repository policy's JSON, as AWS has it.
    pub access: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum AdoptionStep {
    /// The manifests let the provider look and do nothing.
    Observe,
    /// They say what AWS has, and from their merge on the provider keeps it so.
    TakeControl {
        /// How the observing manifests came to the cluster.
        observed: Box<Delivery>,
    },
}

impl Found {
    /// What manifests of these settings ask AWS for.
    pub fn wanted(&self, settings: &Settings) -> Wanted {
        Wanted {
            lifecycle: self.lifecycle.clone(),
            access: Some(self.access.clone()),
            ..Wanted::of(settings, self.tags.clone())
        }
    }
}

impl AdoptionStep {
    /// The end of the branch's name; `None`: the request's own branch.
    pub fn branch(&self) -> Option<&'static str> {
        match self {
            Self::Observe => None,
            Self::TakeControl { .. } => Some("control"),
        }
    }
}

impl Adoption {
    /// What the manifests of the second pull request ask AWS for.
    pub fn wanted(&self, spec: &RepositorySpec) -> Wanted {
        self.found.wanted(&spec.settings)
    }

    /// Every field as the second pull request has it beside what AWS has. `access`: the repository's policy; the outer
    /// `None`: nobody looked.
    pub fn compared(
        &self,
        spec: &RepositorySpec,
        seen: &RepositorySeen,
        access: Option<Option<&str>>,
    ) -> Vec<Compared> {
        self.wanted(spec).compare(seen, access)
    }

    #[must_use]
    pub fn taking_control(&self, observed: Delivery) -> Self {
        Self {
            step: AdoptionStep::TakeControl {
                observed: Box::new(observed),
            },
            ..self.clone()
        }
    }
}

/// What AWS has, in words that a manifest can say again. `access`: the repository's policy.
///
/// # Errors
/// What Berth could not write down without changing it, one problem each.
pub fn read(seen: &RepositorySeen, access: Option<&str>) -> Result<(Settings, Found), Refusal> {
    let mut problems = Vec::new();
    let mutability = mutability(seen).map_err(|problem| problems.push(problem));
    let encryption = encryption(seen).map_err(|problem| problems.push(problem));
    let tags: BTreeMap<String, String> = seen
        .tags
        .iter()
        .filter(|(key, _)| !is_providers(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if tags.len() > TAGS_MAX {
        problems.push(Problem::general(format!(
            "It has {} tags. Crossplane adds five, and AWS takes fifty in all: take {} away in AWS first",
            tags.len(),
            tags.len() - TAGS_MAX
        )));
    }
    let found = Found {
        tags,
        lifecycle: seen.lifecycle_policy.clone(),
        access: access.map(str::to_owned),
    };
    match (mutability, encryption) {
        (Ok(mutability), Ok(encryption)) if problems.is_empty() => {
            let settings = Settings {
                mutability,
                scan_on_push: seen.scan_on_push,
                encryption,
                lifecycle: seen
                    .lifecycle_policy
                    .as_deref()
                    .and_then(|text| LifecyclePolicy::from_json(text).ok()),
            };
            Ok((settings, found))
        }
        _ => Err(Refusal { problems }),
    }
}

/// # Errors
/// What Berth can't write down, and why.
pub fn mutability(seen: &RepositorySeen) -> Result<TagMutability, Problem> {
    let filters = || {
        ExclusionFilters::new(seen.exclusion_filters.clone()).map_err(|why| {
            Problem::on(
                Field::Exceptions,
                format!("Berth can’t write down the exceptions that AWS has. {why}"),
            )
        })
    };
    match seen.mutability.as_str() {
        "MUTABLE" => Ok(TagMutability::Mutable),
        "IMMUTABLE" => Ok(TagMutability::Immutable),
        "MUTABLE_WITH_EXCLUSION" => filters().map(TagMutability::MutableExcept),
        "IMMUTABLE_WITH_EXCLUSION" => filters().map(TagMutability::ImmutableExcept),
        other => Err(Problem::on(
            Field::Mutability,
            format!("Berth does not know the tag mutability {other} that AWS has"),
        )),
    }
}

fn encryption(seen: &RepositorySeen) -> Result<Encryption, Problem> {
    let key = || match seen.kms_key.as_deref() {
        None => Err(Problem::on(
            Field::KmsKey,
            "AWS does not say which KMS key encrypts it",
        )),
        Some(text) => KmsKey::parse(text).map_err(|_| {
            Problem::on(
                Field::KmsKey,
                format!("AWS names the KMS key as “{text}”, which is no ARN of a key"),
            )
        }),
    };
    match seen.encryption.as_str() {
        "AES256" => Ok(Encryption::Aes256),
        "KMS" => key().map(|key| Encryption::Kms { key }),
        "KMS_DSSE" => key().map(|key| Encryption::KmsDsse { key }),
        other => Err(Problem::on(
            Field::Encryption,
            format!("Berth does not know the encryption {other} that AWS has"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::differing;
    use crate::testing::{filled_form, seen_repository, standard};

    fn spec() -> RepositorySpec {
        filled_form().parse(&standard()).unwrap()
    }

    fn seen() -> RepositorySeen {
        seen_repository(&spec())
    }

    #[test]
    fn what_is_read_differs_in_nothing_from_what_aws_has() {
        const BEYOND: &str = r#"{"rules":[{"rulePriority":1,"selection":{"future":true}}]}"#;
        let access = r#"{"Version":"2012-10-17","Statement":[]}"#;
        let key = "arn:aws:kms:us-east-1:123456789012:key/1";
        let cases = [
            ("MUTABLE", vec![], "AES256", None, None),
            (
                "IMMUTABLE",
                vec![],
                "KMS",
                Some(key),
                Some(BEYOND.to_owned()),
            ),
            (
                "IMMUTABLE_WITH_EXCLUSION",
                vec!["z*", "a*"],
                "KMS_DSSE",
                Some(key),
                None,
            ),
        ];
        for (mutability, filters, encryption, key, policy) in cases {
            let seen = RepositorySeen {
                mutability: mutability.into(),
                exclusion_filters: filters.iter().map(ToString::to_string).collect(),
                encryption: encryption.into(),
                kms_key: key.map(Into::into),
                lifecycle_policy: policy,
                tags: BTreeMap::from([
                    ("owner".into(), "x".into()),
                    ("aws:stack".into(), "y".into()),
                    ("crossplane-name".into(), "z".into()),
                ]),
                ..seen()
            };
            let (settings, found) = read(&seen, Some(access)).unwrap();
            assert_eq!(settings.mutability.filters(), filters, "in AWS’s order");
            assert_eq!(found.tags.len(), 1);
            let adoption = Adoption {
                found,
                step: AdoptionStep::Observe,
            };
            let spec = RepositorySpec { settings, ..spec() };
            let all = adoption.compared(&spec, &seen, Some(Some(access)));
            assert!(all.len() > 6);
            assert_eq!(differing(all), []);
        }
    }

    #[test]
    fn what_can_not_be_said_again_is_refused_and_never_lost() {
        let refused = |seen: RepositorySeen| {
            let problems = read(&seen, None).unwrap_err().problems;
            problems
                .into_iter()
                .map(|one| one.field)
                .collect::<Vec<_>>()
        };
        let many = |n: usize| (0..n).map(|n| (format!("t{n}"), String::new())).collect();
        assert_eq!(
            refused(RepositorySeen {
                mutability: "SOMETIMES".into(),
                encryption: "ROT13".into(),
                tags: many(46),
                ..seen()
            }),
            [Some(Field::Mutability), Some(Field::Encryption), None]
        );
        assert_eq!(
            refused(RepositorySeen {
                mutability: "MUTABLE_WITH_EXCLUSION".into(),
                encryption: "KMS".into(),
                ..seen()
            }),
            [Some(Field::Exceptions), Some(Field::KmsKey)]
        );
        let fits = RepositorySeen {
            tags: many(45),
            ..seen()
        };
        assert!(read(&fits, None).is_ok());
    }
}
