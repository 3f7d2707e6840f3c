//! Changes of a repository in the making, as its pages show them.

use super::{NOW, filled_form, standard};
use crate::access::Access;
use crate::access_change::{AccessForm, PolicyInGit};
use crate::handover::role_arn;
use crate::manifest::render;
use crate::policy::{check_change, consequences_of_change, dangers};
use crate::portal::{
    AccessDraft, AccessLook, AccessSource, AskedBefore, Choices, RepositoryRow, SettingsDraft,
    SettingsInGit, SettingsPage,
};
use crate::request::Change;
use crate::settings_change::{InGit, OwnTags, SettingsForm};
use crate::spec::RepositorySpec;

/// Who may use [`filled_form`]'s repository, which has `policy` in AWS alone. What was typed is looked at.
#[allow(clippy::expect_used)]
pub fn access_draft(policy: &str, typed: Option<&AccessForm>) -> AccessDraft {
    let spec = filled_form().parse(&standard()).expect("a spec");
    let git = PolicyInGit::read(None, Some(policy.to_owned()), &spec, &standard());
    let git = git.expect("a policy");
    let form = typed
        .cloned()
        .unwrap_or_else(|| AccessForm::of(git.grants()));
    let (problems, look) = match (form.parse("aws"), typed) {
        (_, None) => (vec![], None),
        (Err(problems), Some(_)) => (problems, None),
        (Ok(grants), Some(_)) => {
            let change = git.change(&grants, &form.drop, &spec, &standard());
            let change = change.expect("a change");
            let read = |text: &Option<String>| {
                let text = text.as_deref();
                text.map(|text| Access::read(text, &spec.address.account))
                    .unwrap_or_default()
            };
            let look = AccessLook {
                before: read(&change.was),
                after: read(&change.wanted),
                dangers: dangers(&spec, &change),
                files: change.files.clone(),
                consequences: consequences_of_change(&Change::Access {
                    spec: spec.clone(),
                    change: Box::new(change),
                }),
            };
            (vec![], Some(look))
        }
    };
    AccessDraft {
        source: AccessSource::Read {
            in_git: false,
            kept: git.kept().to_vec(),
        },
        form,
        usual_role: role_arn(&spec.address),
        problems,
        look,
        requests: AskedBefore::default(),
    }
}

/// Git with what Berth wrote about `spec`'s repository.
#[allow(clippy::expect_used)]
pub fn settings_in_git(spec: &RepositorySpec) -> InGit {
    let standard = standard();
    let mut files = render(&filled_form().id, spec, &standard);
    let catalog = files.pop();
    InGit::read(files.swap_remove(0), catalog, &standard).expect("a manifest")
}

/// The settings of [`filled_form`]'s repository as Git has them. What was typed is looked at.
#[allow(clippy::expect_used)]
pub fn settings_page(row: RepositoryRow, typed: Option<&SettingsForm>) -> SettingsPage {
    let standard = standard();
    let spec = filled_form().parse(&standard).expect("a spec");
    let git = settings_in_git(&spec);
    let form = typed
        .cloned()
        .unwrap_or_else(|| SettingsForm::of(git.values()));
    let own = OwnTags::under(&standard);
    let parsed = form.parse(git.values(), &own, git.other_tags());
    let (problems, draft) = match (parsed, typed) {
        (_, None) => (vec![], None),
        (Err(problems), Some(_)) => (problems, None),
        (Ok(wanted), Some(_)) => {
            let spec = git.spec(&wanted, spec.clone());
            let change = git.change(&wanted, &spec, &standard).expect("a change");
            let (changed, files) = (change.changed(), change.files.clone());
            let change = Change::Settings {
                spec,
                change: Box::new(change),
            };
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
