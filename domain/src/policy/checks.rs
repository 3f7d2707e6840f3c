//! Each practice as one small function over a request.

use super::CheckId;
use crate::lifecycle::{ActionKind, CountType, LifecyclePolicy, TagStatus};
use crate::settings::{Encryption, TagMutability};
use crate::spec::RepositorySpec;
use crate::standard::Standard;

/// Fewer kept images than this leave nothing to roll back to.
const KEEP_FEW: u32 = 3;
/// More kept images than this is a bill rather than a choice.
const KEEP_MANY: u32 = 1000;
/// Images that expire by age this soon may still be running.
const DAYS_FEW: u32 = 14;
/// A name with more parts than this is hard to read and to grant access to.
const DEPTH: usize = 5;

pub(super) enum Finding {
    Good(String),
    Poor { detail: String, fix: String },
}

fn good(detail: impl Into<String>) -> Finding {
    Finding::Good(detail.into())
}

fn poor(detail: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding::Poor {
        detail: detail.into(),
        fix: fix.into(),
    }
}

/// `None`: the practice doesn't apply to this request.
pub(super) fn find(id: CheckId, spec: &RepositorySpec, standard: &Standard) -> Option<Finding> {
    let settings = &spec.settings;
    Some(match id {
        CheckId::ScanOnPush => scan(settings.scan_on_push),
        CheckId::Encryption => encryption(spec),
        CheckId::TagMutability => mutability(&settings.mutability),
        CheckId::ProductionTags => return production(spec, standard),
        CheckId::Lifecycle => lifecycle(settings.lifecycle.as_ref()),
        CheckId::LifecycleLimits => limits(settings.lifecycle.as_ref()?),
        CheckId::Name => name(spec.address.name.as_str()),
        CheckId::NameDepth => depth(spec.address.name.as_str()),
        CheckId::Description => description(spec),
        CheckId::Owner => owner(spec),
        CheckId::CostTags => cost_tags(spec, standard),
    })
}

fn scan(on: bool) -> Finding {
    if on {
        good("AWS looks for known vulnerabilities in every image that is pushed.")
    } else {
        poor(
            "Nobody learns of known vulnerabilities in pushed images.",
            "Turn on scan on push.",
        )
    }
}

fn encryption(spec: &RepositorySpec) -> Finding {
    let key = match &spec.settings.encryption {
        Encryption::Aes256 => {
            return good("AES-256 with keys that Amazon ECR keeps.");
        }
        Encryption::Kms { key } | Encryption::KmsDsse { key } => key,
    };
    if key.account() == spec.address.account.as_str() {
        good(format!("AWS KMS with the key {}.", key.as_str()))
    } else {
        poor(
            format!(
                "The key belongs to account {}, the repository to {}; without a grant there AWS can’t create the repository.",
                key.account(),
                spec.address.account
            ),
            "Use a key of the repository’s account, or make sure of the grant.",
        )
    }
}

/// Whether a pattern matches every tag.
fn matches_all(filters: &[String]) -> bool {
    filters
        .iter()
        .any(|filter| filter.bytes().all(|byte| byte == b'*'))
}

fn mutability(mutability: &TagMutability) -> Finding {
    match mutability {
        TagMutability::Immutable => good("A pushed tag means the same image for ever."),
        TagMutability::ImmutableExcept(filters) if matches_all(filters.as_slice()) => poor(
            "The pattern * excepts every tag, so none is protected.",
            "Name only the tags that have to move, such as latest.",
        ),
        TagMutability::ImmutableExcept(filters) => good(format!(
            "Pushed tags stay, except those that match {}.",
            filters.as_slice().join(", ")
        )),
        TagMutability::MutableExcept(filters) => good(format!(
            "Tags that match {} stay where they were pushed; others may move.",
            filters.as_slice().join(", ")
        )),
        TagMutability::Mutable => poor(
            "A tag can be pushed again with another image: what was tested and what runs may differ, and a rollback by tag may bring the wrong image.",
            "Make tags immutable, with exceptions for those that have to move, such as latest.",
        ),
    }
}

fn production(spec: &RepositorySpec, standard: &Standard) -> Option<Finding> {
    if !standard.rules.production.contains(&spec.cluster) {
        return None;
    }
    let cluster = &spec.cluster;
    Some(match &spec.settings.mutability {
        TagMutability::Mutable => poor(
            format!("{cluster} is a production cluster and every tag can move."),
            "Make tags immutable, or protect release tags with a pattern such as v*.",
        ),
        TagMutability::ImmutableExcept(filters) if matches_all(filters.as_slice()) => poor(
            format!("{cluster} is a production cluster and the pattern * lets every tag move."),
            "Name only the tags that have to move, such as latest.",
        ),
        _ => good(format!(
            "{cluster} is a production cluster and release tags can’t move."
        )),
    })
}

fn lifecycle(policy: Option<&LifecyclePolicy>) -> Finding {
    match policy {
        Some(policy) => good(format!("{}.", policy.sentences().join("; "))),
        None => poor(
            "Images stay until somebody deletes them, and storage is paid for all of them.",
            "Keep the newest 10 images, or as many as you may have to roll back to.",
        ),
    }
}

pub(super) fn limits(policy: &LifecyclePolicy) -> Finding {
    let expiring = policy.rules.iter().filter(|rule| {
        rule.action.kind == ActionKind::Expire && rule.selection.tag_status != TagStatus::Untagged
    });
    for rule in expiring {
        let number = rule.selection.count_number;
        match rule.selection.count_type {
            CountType::ImageCountMoreThan if number < KEEP_FEW => {
                let (images, pushes) = match number {
                    1 => ("image is", "one more push"),
                    _ => ("images are", "a few more pushes"),
                };
                return poor(
                    format!(
                        "Only the newest {number} {images} kept: an image that still runs may be gone after {pushes}, and there is little to roll back to."
                    ),
                    format!("Keep at least {KEEP_FEW} images; 10 is usual."),
                );
            }
            CountType::ImageCountMoreThan if number > KEEP_MANY => {
                return poor(
                    format!("Up to {number} images are kept and paid for."),
                    format!("Keep at most {KEEP_MANY} images unless you need more."),
                );
            }
            CountType::SinceImagePushed if number < DAYS_FEW => {
                return poor(
                    format!(
                        "Images expire {number} days after their push, even while they run and when no newer one exists."
                    ),
                    "Expire by count instead of by age, or after a longer time.",
                );
            }
            _ => {}
        }
    }
    good("Enough images remain to roll back to, and storage stays bounded.")
}

/// Words that say nobody meant to keep it.
const THROWAWAY: &[&str] = &[
    "asdf",
    "bar",
    "baz",
    "delete-me",
    "deleteme",
    "dummy",
    "foo",
    "foobar",
    "latest",
    "temp",
    "temporary",
    "test",
    "test1",
    "test123",
    "testing",
    "tests",
    "tmp",
    "todo",
    "untitled",
    "xxx",
];
/// Words that say nothing alone; beside a meaningful part they are fine.
const GENERIC: &[&str] = &[
    "app",
    "application",
    "backend",
    "container",
    "containers",
    "default",
    "demo",
    "docker",
    "ecr",
    "example",
    "frontend",
    "hello-world",
    "image",
    "images",
    "misc",
    "my-app",
    "new",
    "project",
    "registry",
    "repo",
    "repository",
    "sample",
    "service",
    "stuff",
];

fn name(name: &str) -> Finding {
    let parts: Vec<&str> = name.split('/').collect();
    let throwaway = parts.iter().find(|part| THROWAWAY.contains(part));
    let generic = parts.iter().all(|part| GENERIC.contains(part));
    match throwaway {
        Some(part) => poor(
            format!(
                "“{part}” sounds as if it weren’t meant to last, and a name can’t change later."
            ),
            "Name it after what the images contain, for example payments/invoice-worker.",
        ),
        None if generic || name.len() < 3 => poor(
            format!("“{name}” doesn’t say what the images contain, and a name can’t change later."),
            "Name it after what the images contain, for example payments/invoice-worker.",
        ),
        None => good(format!("“{name}” tells this repository from others.")),
    }
}

fn depth(name: &str) -> Finding {
    match name.split('/').count() {
        parts if parts > DEPTH => poor(
            format!("The name has {parts} parts between slashes."),
            format!("Use at most {DEPTH} parts; team and image are often enough."),
        ),
        1 => good("One part."),
        parts => good(format!("{parts} parts between slashes.")),
    }
}

/// Words that a description can hold without saying anything about the content.
const FILLER: &[&str] = &[
    "a",
    "an",
    "and",
    "aws",
    "container",
    "containers",
    "docker",
    "ecr",
    "for",
    "image",
    "images",
    "in",
    "my",
    "new",
    "of",
    "our",
    "registry",
    "repo",
    "repository",
    "test",
    "the",
    "this",
    "todo",
    "tbd",
    "with",
];

fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

pub(super) fn says_more(name: &str, description: &str) -> bool {
    let name = words(name);
    words(description)
        .iter()
        .any(|word| !name.contains(word) && !FILLER.contains(&word.as_str()))
}

fn description(spec: &RepositorySpec) -> Finding {
    if says_more(spec.address.name.as_str(), spec.description.as_str()) {
        good("It says more than the name.")
    } else {
        poor(
            "The description says nothing that the name doesn’t say.",
            "Say in a sentence what the images contain and who uses them.",
        )
    }
}

const PLACEHOLDERS: &[&str] = &[
    "admin", "anyone", "default", "everyone", "nobody", "none", "null", "other", "tbd", "todo",
    "unknown",
];

pub(super) fn is_placeholder(name: &str) -> bool {
    PLACEHOLDERS.contains(&name.to_ascii_lowercase().as_str())
}

fn owner(spec: &RepositorySpec) -> Finding {
    let (team, system) = (&spec.team, &spec.system);
    for (what, value) in [("team", team.as_str()), ("system", system.as_str())] {
        if is_placeholder(value) {
            return poor(
                format!("“{value}” isn’t a {what} that can be asked about the repository."),
                format!("Choose the {what} that is responsible."),
            );
        }
    }
    good(format!("Team {team} owns it, as part of {system}."))
}

fn cost_tags(spec: &RepositorySpec, standard: &Standard) -> Finding {
    let tags = crate::manifest::tags("", spec, standard);
    let missing: Vec<&str> = standard
        .rules
        .cost_tags
        .iter()
        .filter(|key| tags.get(*key).is_none_or(|value| value.trim().is_empty()))
        .map(String::as_str)
        .collect();
    if missing.is_empty() {
        let mut keys: Vec<&str> = vec!["team", "system"];
        let others = standard.tags.keys().map(String::as_str);
        keys.extend(others.filter(|key| !matches!(*key, "team" | "system")));
        good(format!("AWS tags: {}.", keys.join(", ")))
    } else {
        poor(
            format!("AWS tags without a value: {}.", missing.join(", ")),
            "An administrator adds them to the company’s tags in Berth’s configuration.",
        )
    }
}
