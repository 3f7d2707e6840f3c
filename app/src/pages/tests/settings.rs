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

fn accessible(name: &str, draft: &AccessDraft) -> Element {
    let data = access_page(Some(POLICY));
    let title = repository::title(&data.row, Tab::Access);
    document(name, title, || repository::access::view(&data, draft, None)).0
}

#[test]
fn another_policy_is_shown_before_and_after_and_what_is_open_wants_a_tick() {
    use domain::access_change::AccessForm;
    let now = accessible("repository-access-now", &access_draft(None));
    assert!(now.text().contains("The policy is in AWS only"));
    assert!(now.text().contains("Take away Statement “Open”"));
    assert!(!now.text().contains("Ask for it"));
    let form = AccessForm {
        pull_accounts: "111122223333".into(),
        ..AccessForm::default()
    };
    let page = accessible("repository-access-looked", &access_draft(Some(&form)));
    let text = page.text();
    for part in [
        "New: Account 111122223333 may pull",
        "Who may what now",
        "Who may what then",
        "This lets in more than anybody named",
        "repository-policy.yaml",
        "Ask for it",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let sure = page.by_id("sure").unwrap();
    assert!(sure.attribute("required").is_some() && sure.attribute("checked").is_none());
    let typed = AccessForm {
        push_role: HOSTILE.into(),
        ..AccessForm::default()
    };
    let refused = accessible("repository-access-refused", &access_draft(Some(&typed)));
    let input = refused.by_id("push_role").unwrap();
    assert_eq!(input.attribute("aria-invalid"), Some("true"));
    for (name, source, says) in [
        (
            "nowhere",
            AccessSource::Nowhere,
            "no place for another policy",
        ),
        (
            "silent",
            AccessSource::Silent,
            "GitHub or AWS does not answer",
        ),
        (
            "unclear",
            AccessSource::Unclear(Problem::general(HOSTILE)),
            "A person has to change this by hand",
        ),
    ] {
        let draft = AccessDraft {
            source,
            ..access_draft(None)
        };
        let page = accessible(&format!("repository-access-{name}"), &draft);
        assert!(page.text().contains(says), "{}", page.text());
    }
}
