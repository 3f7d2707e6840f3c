//! The fake portal's answers about settings: Git has what Berth wrote.

use domain::manifest::render;
use domain::policy::consequences_of_change;
use domain::portal::*;
use domain::refusal::Problem;
use domain::request::{Change, RequestId};
use domain::settings_change::{InGit, OwnTags, SettingsForm};
use domain::spec::RepositorySpec;
use domain::testing::{NOW, filled_form, standard};

fn in_git() -> (RepositorySpec, InGit) {
    let spec = filled_form().parse(&standard()).unwrap();
    let mut files = render(&filled_form().id, &spec, &standard());
    let catalog = files.pop();
    let git = InGit::read(files.swap_remove(0), catalog, &standard()).unwrap();
    (spec, git)
}

pub(crate) fn page(row: RepositoryRow, start: SettingsStart<'_>) -> SettingsPage {
    let (spec, git) = in_git();
    let form = match start {
        SettingsStart::Typed(form) => form.clone(),
        SettingsStart::Git | SettingsStart::Aws | SettingsStart::Again(_) => {
            SettingsForm::of(git.values())
        }
    };
    let standard = standard();
    let own = OwnTags::under(&standard);
    let parsed = form.parse(git.values(), &own, git.other_tags());
    let (problems, draft) = match (parsed, start) {
        (_, SettingsStart::Git) => (vec![], None),
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
                advice: vec![],
            };
            (vec![], Some(draft))
        }
    };
    SettingsPage {
        row,
        git: SettingsInGit::Read(Box::new(spec)),
        form,
        problems,
        draft,
        teams: Choices::default(),
        systems: Choices::default(),
        requests: AskedBefore::default(),
        now: NOW,
    }
}

/// Takes every wish but one whose comment says `taken`.
pub(crate) fn ask(comment: &str) -> Answer<RequestId> {
    if comment == "taken" {
        let problem = Problem::general("REQ-7 is on its way already");
        return Err(PortalError::Refused(problem.into()));
    }
    Ok(RequestId::parse(&filled_form().id).unwrap())
}
