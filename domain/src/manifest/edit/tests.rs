//! Files as Berth writes them and as people leave them, changed and refused.

mod diffs;
mod edits;
mod net;
mod refusals;
mod values;

use super::*;
use crate::aws::Region;
use crate::manifest::{File, object_name, render};
use crate::settings::{ExclusionFilters, TagMutability};
use crate::spec::RepositorySpec;
use crate::testing::{filled_form, standard};
use crate::text::{Description, SystemName, TeamName};

/// A manifest that people have made their own.
const HUMAN: &str = include_str!("tests/human.yaml");

fn spec() -> RepositorySpec {
    filled_form().parse(&standard()).unwrap()
}

fn rendered() -> Vec<File> {
    render(&filled_form().id, &spec(), &standard())
}

/// Nothing wanted of the repository of [`HUMAN`] and of the form's.
fn unchanged() -> RepositoryWanted {
    RepositoryWanted::unchanged(
        "payments/my-app-registry",
        Region::parse("us-east-1").unwrap(),
    )
}

fn filters(patterns: &str) -> ExclusionFilters {
    ExclusionFilters::parse(patterns).unwrap()
}

fn described(text: &str) -> RepositoryWanted {
    RepositoryWanted {
        description: Some(Description::parse(text).unwrap()),
        ..unchanged()
    }
}

/// The lines that changed, as `git diff -U1` shows them, without the headings.
fn diff(before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    let lines = diff.unified_diff().context_radius(1).to_string();
    lines
        .lines()
        .filter(|line| !line.starts_with("@@"))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn a_rendered_file_reads_back_into_the_forms_words() {
    let (spec, files) = (spec(), rendered());
    let file = read_repository(&files[0].text).unwrap();
    assert_eq!(file.name, object_name(&spec.address));
    assert_eq!(file.repository(), spec.address.name.as_str());
    assert_eq!(file.namespace.as_deref(), Some("crossplane-system"));
    assert_eq!(file.description.as_deref(), Some(spec.description.as_str()));
    assert_eq!(file.request, Some(filled_form().id));
    assert_eq!(file.source, Some(spec.source.to_string()));
    assert_eq!(file.cluster, Some(spec.cluster.to_string()));
    assert_eq!(file.region, spec.address.region);
    assert_eq!(file.mutability, Some(TagMutability::Mutable));
    assert_eq!(file.scan_on_push, Some(true));
    assert_eq!(file.encryption.unwrap().kind.as_deref(), Some("AES256"));
    assert_eq!(
        file.tags,
        crate::manifest::tags(&filled_form().id, &spec, &standard())
    );
    assert_eq!((file.force_delete, file.management_policies), (None, None));
    assert_eq!(file.provider_config.unwrap().name, "default");
}

#[test]
fn the_other_files_read_back_too() {
    let (spec, files) = (spec(), rendered());
    let policy = read_lifecycle_policy(&files[1].text).unwrap();
    let wanted = spec.settings.lifecycle.unwrap();
    let read = crate::lifecycle::LifecyclePolicy::from_json(&policy.policy.unwrap()).unwrap();
    assert_eq!(read, wanted);
    assert_eq!(policy.repository, Some(object_name(&spec.address)));
    assert_eq!(policy.management_policies.unwrap().len(), 4);
    let entity = read_catalog(&files[2].text).unwrap();
    assert_eq!(entity.name, object_name(&spec.address));
    assert_eq!(
        entity.owner.as_deref(),
        Some("group:default/platform-engineering")
    );
    assert_eq!(entity.system.as_deref(), Some("spacetech"));
    assert_eq!(entity.title.as_deref(), Some("payments/my-app-registry"));
}

#[test]
fn what_people_wrote_in_their_own_way_reads_the_same() {
    let file = read_repository(HUMAN).unwrap();
    assert_eq!(file.repository(), "payments/my-app-registry");
    assert_eq!(
        file.description.as_deref(),
        Some("Images of the checkout.\nAsk in #payments.")
    );
    assert_eq!(
        file.mutability,
        Some(TagMutability::ImmutableExcept(filters("latest dev-*")))
    );
    assert_eq!(file.scan_on_push, Some(true));
    assert_eq!(file.force_delete, Some(false));
    assert_eq!(file.tags["budget"], "4711");
}

#[test]
fn nothing_wanted_or_all_said_already_leaves_every_byte() {
    let all_said = RepositoryWanted {
        tags: crate::manifest::tags(&filled_form().id, &spec(), &standard()),
        ..RepositoryWanted::of(&spec())
    };
    let text = &rendered()[0].text;
    assert_eq!(change_repository(text, &all_said).as_ref(), Ok(text));
    for text in [HUMAN.to_owned(), HUMAN.replace('\n', "\r\n")] {
        assert_eq!(change_repository(&text, &unchanged()), Ok(text.clone()));
        let said = RepositoryWanted {
            mutability: Some(TagMutability::ImmutableExcept(filters("latest dev-*"))),
            scan_on_push: Some(true),
            team: Some(TeamName::parse("checkout").unwrap()),
            system: Some(SystemName::parse("payments").unwrap()),
            ..described("Images of the checkout.\nAsk in #payments.")
        };
        assert_eq!(change_repository(&text, &said), Ok(text));
    }
}
