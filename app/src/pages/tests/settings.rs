//! Other settings: the form, what a change would do, and why there may be none.

use super::super::repository::{self, settings};
use super::super::samples::*;
use super::document;
use crate::testing::Element;
use domain::portal::*;
use domain::refusal::Problem;

fn shown(name: &str, data: &SettingsPage) -> Element {
    let title = repository::title(&data.row, Tab::Settings);
    document(name, title, || settings::view(data, None)).0
}

#[test]
fn the_form_starts_from_git_and_says_what_cannot_be_changed() {
    let page = shown("repository-settings", &settings_page(None));
    let team = page.by_id("team").unwrap();
    assert_eq!(team.attribute("value"), Some("platform-engineering"));
    let text = page.text();
    for part in [
        "What stands here is what Git has now",
        "Impossible: it is part of the address",
        "AES256",
        "Backstage does not answer.",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("Ask for it"));
}

#[test]
fn a_change_is_shown_setting_by_setting_and_line_by_line() {
    let typed = [
        ("team", "checkout"),
        ("mutability", "immutable"),
        ("tags", "stage=prod"),
        ("description", HOSTILE),
    ];
    let page = shown("repository-settings-changed", &settings_page(Some(&typed)));
    let text = page.text();
    for part in [
        "Ask for it",
        "Team checkout has to accept the repository",
        "AWS tag stage",
        "In place",
        "- imageTagMutability: MUTABLE",
        "+ imageTagMutability: IMMUTABLE",
        "+ owner: \"group:default/checkout\"",
        HOSTILE,
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let same = shown("repository-settings-same", &settings_page(Some(&[])));
    assert!(same.text().contains("Nothing would change"));
    assert!(!same.text().contains("Ask for it"));
}

#[test]
fn what_cannot_be_taken_stands_beside_its_input() {
    let typed = [("team", HOSTILE), ("tags", "no sign")];
    let page = shown("repository-settings-refused", &settings_page(Some(&typed)));
    for (id, why) in [("team", "is not a team"), ("tags", "as key=value")] {
        let input = page.by_id(id).unwrap();
        assert_eq!(input.attribute("aria-invalid"), Some("true"));
        let note = page.by_id(&format!("{id}-error")).unwrap();
        assert!(note.text().contains(why));
    }
    assert!(!page.text().contains("Ask for it"));
}

#[test]
fn why_nothing_can_be_changed_here_is_said() {
    let problem = Problem::general("Line 39: a template").linking("repository.yaml", "https://x");
    let absent = SettingsInGit::Absent {
        path: "deploy/repository.yaml".into(),
    };
    for (name, git, says) in [
        (
            "nowhere",
            SettingsInGit::Nowhere,
            "once its manifests are in Git",
        ),
        ("silent", SettingsInGit::Silent, "What you typed is below"),
        ("absent", absent, "Git has no deploy/repository.yaml"),
        (
            "unclear",
            SettingsInGit::Unclear(problem),
            "Line 39: a template",
        ),
    ] {
        let data = SettingsPage {
            git,
            draft: None,
            ..settings_page(Some(&[("team", "typed")]))
        };
        let page = shown(&format!("repository-settings-{name}"), &data);
        assert!(page.text().contains(says), "{}", page.text());
        let typed = page.by_id("team").is_some();
        assert_eq!(typed, name == "silent", "only that passes by itself");
    }
}
