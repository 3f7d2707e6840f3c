//! Promises of changes to files in Git, for any request and any standard.

use crate::generate::{Case, case};
use domain::manifest::edit::{
    CatalogWanted, ForceDelete, RepositoryWanted, change_catalog, change_repository, read_catalog,
    read_lifecycle_policy, read_repository,
};
use domain::manifest::{File, object_name, render, tags};
use domain::settings::Settings;
use domain::spec::RepositorySpec;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One request, and the same repository with the changeable answers of another.
fn before_and_after(one: &Case, other: &Case) -> (RepositorySpec, RepositorySpec) {
    let before = one.form.parse(&one.standard).unwrap();
    let other = other.form.parse(&other.standard).unwrap();
    let after = RepositorySpec {
        description: other.description,
        team: other.team,
        system: other.system,
        settings: Settings {
            encryption: before.settings.encryption.clone(),
            ..other.settings
        },
        ..before.clone()
    };
    (before, after)
}

fn file<'a>(files: &'a [File], end: &str) -> &'a str {
    let found = files.iter().find(|file| file.path.ends_with(end));
    found.map_or("", |file| &file.text)
}

fn catalog(spec: &RepositorySpec, namespace: &str) -> CatalogWanted {
    CatalogWanted {
        name: object_name(&spec.address),
        owner: Some(format!("group:{namespace}/{}", spec.team)),
        system: Some(spec.system.to_string()),
        description: Some(spec.description.clone()),
    }
}

const PIECES: &[&str] = &[
    "\n", "\r\n", " ", "    ", "\t", "#", " # x", ":", ": ", "-", "- ", "'", "\"", "|", ">", "{",
    "}", "[", "]", ",", "&a ", "*a", "!x ", "---\n", "...\n", "é", "\u{feff}", "\u{85}",
    "\u{2028}", "{{ x }}", "x: y\n", "? ", "<<: ", "%", "\\", "@", "~",
];

/// What people add to a line: nothing, a comment at its end, or lines above it.
fn additions() -> impl Strategy<Value = Vec<usize>> {
    vec(0..6usize, 60)
}

/// A rendered file, with comments, blank lines and line ends of people's own. Its values stay.
fn by_people(rendered: &str, additions: &[usize], crlf: bool) -> String {
    let mut text = String::new();
    for (number, line) in rendered.lines().enumerate() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let noted = match additions.get(number) {
            Some(0) => format!("{line}  # note {number}\n"),
            Some(1) => format!("{indent}# above: {number}\n{line}\n"),
            Some(2) => format!("\n{line}\n"),
            Some(3) => format!("{indent}# {{{{ set apart }}}}\n\n{line} #\n"),
            _ => format!("{line}\n"),
        };
        text.push_str(&noted);
    }
    if crlf {
        text.replace('\n', "\r\n")
    } else {
        text
    }
}

/// What is left of a manifest without what was wanted, and without the maps that held nothing else.
fn of_people(mut manifest: serde_json::Value, wanted: &RepositoryWanted) -> serde_json::Value {
    let tags: Vec<&str> = wanted.tags.keys().map(String::as_str).collect();
    let scanning = "imageScanningConfiguration";
    for (above, map, keys) in [
        ("/metadata", "annotations", &["berth.dev/description"][..]),
        ("/spec/forProvider", "tags", &tags),
        ("/spec/forProvider", scanning, &["scanOnPush"]),
        ("/spec", "forProvider", &OWN),
    ] {
        let above = manifest
            .pointer_mut(above)
            .and_then(|above| above.as_object_mut());
        let Some(above) = above else { continue };
        if let Some(map) = above.get_mut(map).and_then(|map| map.as_object_mut()) {
            map.retain(|key, _| !keys.contains(&key.as_str()));
        }
        above
            .retain(|key, value| key != map || value.as_object().is_none_or(|map| !map.is_empty()));
    }
    manifest
}

const OWN: [&str; 3] = [
    "imageTagMutability",
    "imageTagMutabilityExclusionFilter",
    "forceDelete",
];

fn parsed(text: &str) -> serde_json::Value {
    serde_saphyr::from_str(text).unwrap()
}

fn comments(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.rsplit_once("# ").map(|(_, note)| note))
        .filter(|note| note.starts_with("note ") || note.starts_with("above: "))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_file_is_the_one_berth_would_write_anew((one, other) in (case(), case())) {
        let (before, after) = before_and_after(&one, &other);
        let old = render(&one.form.id, &before, &one.standard);
        let new = render(&one.form.id, &after, &one.standard);

        let wanted = RepositoryWanted::of(&after);
        let changed = change_repository(file(&old, "/repository.yaml"), &wanted).unwrap();
        prop_assert_eq!(&changed, file(&new, "/repository.yaml"));
        prop_assert_eq!(&change_repository(&changed, &wanted).unwrap(), &changed);

        let (name, wanted) = (format!("/{}.yaml", object_name(&after.address)), catalog(&after, &one.standard.catalog_namespace));
        let changed = change_catalog(file(&old, &name), &wanted).unwrap();
        prop_assert_eq!(&changed, file(&new, &name));
        prop_assert_eq!(&change_catalog(&changed, &wanted).unwrap(), &changed);
    }

    #[test]
    fn a_rendered_file_reads_back(case in case()) {
        let spec = case.form.parse(&case.standard).unwrap();
        let files = render(&case.form.id, &spec, &case.standard);
        let read = read_repository(file(&files, "/repository.yaml")).unwrap();
        prop_assert_eq!(read.repository(), spec.address.name.as_str());
        prop_assert_eq!(read.region, spec.address.region);
        prop_assert_eq!(read.description.as_deref(), Some(spec.description.as_str()));
        prop_assert_eq!(read.mutability, Some(spec.settings.mutability));
        prop_assert_eq!(read.scan_on_push, Some(spec.settings.scan_on_push));
        let encryption = read.encryption.unwrap();
        prop_assert_eq!(encryption.key.as_deref(), spec.settings.encryption.key().map(|key| key.as_str()));
        if let Some(policy) = &spec.settings.lifecycle {
            let read = read_lifecycle_policy(file(&files, "/lifecycle-policy.yaml")).unwrap();
            let read = read.policy.unwrap();
            prop_assert_eq!(read.trim(), policy.pretty_json());
        }
    }

    #[test]
    fn what_people_added_survives(
        (one, other) in (case(), case()),
        additions in additions(),
        crlf: bool,
    ) {
        let (before, mut after) = before_and_after(&one, &other);
        let text = render(&one.form.id, &before, &one.standard);
        let text = by_people(file(&text, "/repository.yaml"), &additions, crlf);
        let new = render(&one.form.id, &after, &one.standard);
        let changed = change_repository(&text, &RepositoryWanted::of(&after)).unwrap();
        prop_assert_eq!(parsed(&changed), parsed(file(&new, "/repository.yaml")));

        // Without lists that come and go, no comment does either, and the way back leads to the same bytes.
        after.settings.mutability = before.settings.mutability.clone();
        let changed = change_repository(&text, &RepositoryWanted::of(&after)).unwrap();
        prop_assert_eq!(comments(&changed), comments(&text));
        prop_assert_eq!(changed.lines().count(), text.lines().count());
        let back = change_repository(&changed, &RepositoryWanted::of(&before)).unwrap();
        prop_assert_eq!(back, text);
    }

    #[test]
    fn a_damaged_file_is_refused_or_changed_to_what_was_wanted(
        case in case(),
        damage in vec((any::<Index>(), select(PIECES), any::<bool>()), 1..4),
    ) {
        let mut text = include_str!("../../src/manifest/edit/tests/human.yaml").to_owned();
        for (index, piece, instead) in damage {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = *index.get(&places);
            let end = at + text[at..].chars().next().filter(|_| instead).map_or(0, char::len_utf8);
            text.replace_range(at..end, piece);
        }
        let spec = case.form.parse(&case.standard).unwrap();
        let wanted = RepositoryWanted {
            name: "payments/my-app-registry".into(),
            region: domain::aws::Region::parse("us-east-1").unwrap(),
            tags: tags(&case.form.id, &spec, &case.standard),
            force_delete: ForceDelete::Unstated,
            ..RepositoryWanted::of(&spec)
        };
        if let Ok(changed) = change_repository(&text, &wanted) {
            let read = read_repository(&changed).unwrap();
            prop_assert_eq!(read.mutability, wanted.mutability.clone());
            prop_assert_eq!(read.force_delete, None);
            if let Ok(before) = serde_saphyr::from_str::<serde_json::Value>(&text) {
                prop_assert_eq!(of_people(parsed(&changed), &wanted), of_people(before, &wanted));
            }
            prop_assert_eq!(change_repository(&changed, &wanted), Ok(changed));
        }
        let _ = read_catalog(&text);
    }
}
