//! The settings of a repository, and a change of them.

use super::*;
use domain::manifest::render;
use domain::policy::{check_change, consequences_of_change};
use domain::request::{Change, StageName};
use domain::settings_change::{InGit, OwnTags, SettingsForm};

/// Git has what Berth wrote; `typed` is laid over it and looked at.
pub(crate) fn settings_page(typed: Option<&[(&str, &str)]>) -> SettingsPage {
    let (spec, standard) = (spec(), standard());
    let mut files = render(&filled_form().id, &spec, &standard);
    let catalog = files.pop();
    let git = InGit::read(files.swap_remove(0), catalog, &standard).unwrap();
    let mut form = SettingsForm::of(git.values());
    for (name, value) in typed.unwrap_or_default() {
        let input = domain::settings_change::Input::ALL
            .into_iter()
            .find(|input| input.as_str() == *name);
        form.set(input.unwrap(), value);
    }
    let own = OwnTags::under(&standard);
    let parsed = form.parse(git.values(), &own, git.other_tags());
    let (problems, draft) = match (parsed, typed) {
        (_, None) => (vec![], None),
        (Err(problems), _) => (problems, None),
        (Ok(wanted), _) => {
            let spec = git.spec(&wanted, spec.clone());
            let change = Box::new(git.change(&wanted, &spec, &standard).unwrap());
            let (changed, files) = (change.changed(), change.files.clone());
            let change = Change::Settings { spec, change };
            let draft = SettingsDraft {
                changed,
                files,
                consequences: consequences_of_change(&change),
                advice: check_change(&change, &standard),
            };
            (vec![], Some(draft))
        }
    };
    SettingsPage {
        row: repository_page().row,
        git: SettingsInGit::Read(Box::new(spec)),
        form,
        problems,
        draft,
        teams: Choices::default(),
        systems: Choices {
            caveat: Some("Backstage does not answer.".into()),
            ..Choices::default()
        },
        requests: asked_before(StageName::InReview),
        now: NOW,
    }
}
