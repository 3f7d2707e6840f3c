//! Manifests in which settings were changed, held against the vendors' rules like those that Berth writes whole.

use crate::backstage::Backstage;
use crate::crd::Crds;
use crate::generate::{Case, case};
use crate::shared;
use domain::manifest::{File, render};
use domain::settings_change::{InGit, Input, OwnTags, SettingsForm};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRunner};
use serde_json::Value;

const CASES: u32 = 600;

#[test]
fn every_change_of_settings_leaves_files_that_the_vendors_accept() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let (crds, backstage) = (Crds::load(&contracts), Backstage::load(&contracts));
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    });
    let both = (case(), case(), any::<[bool; 7]>());
    let outcome = runner.run(&both, |(before, after, which)| {
        check(&before, &after, which, &crds, &backstage);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// The repository of `before`, with those answers of `after` that are chosen.
fn check(before: &Case, after: &Case, which: [bool; 7], crds: &Crds, backstage: &Backstage) {
    let standard = &before.standard;
    let spec = before.form.parse(standard).unwrap();
    let mut files = render(&before.form.id, &spec, standard);
    let catalog = files.pop();
    let git = InGit::read(files.swap_remove(0), catalog, standard).unwrap();
    let form = typed(&git, after, which);
    let own = OwnTags::under(standard);
    let wanted = match form.parse(git.values(), &own, git.other_tags()) {
        Ok(wanted) => wanted,
        Err(problems) => panic!("a valid change was refused: {problems:?}"),
    };
    let changed = git.spec(&wanted, spec);
    let change = git.change(&wanted, &changed, standard).unwrap();
    for file in &change.files {
        let text = file.after.clone().unwrap();
        let mut objects = shared::documents(&text);
        assert_eq!(objects.len(), 1, "{text}");
        let object: Value = objects.remove(0);
        let verdict = match file.path.starts_with(&standard.layout.catalog) {
            true => backstage.admit(&object).map_err(|why| format!("{why:?}")),
            false => crds.admit(&object).map_err(|why| format!("{why:?}")),
        };
        assert_eq!(verdict, Ok(()), "{text}");
        again(file.path.clone(), text, &form, &before.standard);
    }
}

fn typed(git: &InGit, after: &Case, which: [bool; 7]) -> SettingsForm {
    // A company with as many tags as AWS takes leaves no room for others.
    let has_room = git.other_tags() + 2 <= 45;
    let tags = if has_room {
        "stage=test\nbudget=4711 / a:b"
    } else {
        ""
    };
    let answers = SettingsForm {
        description: after.form.description.clone(),
        team: after.form.team.clone(),
        system: after.form.system.clone(),
        mutability: after.form.mutability.clone(),
        exceptions: after.form.exceptions.clone(),
        scan: after.form.scan.clone(),
        tags: tags.into(),
    };
    let mut form = SettingsForm::of(git.values());
    for (input, chosen) in Input::ALL.into_iter().zip(which) {
        if chosen {
            form.set(input, answers.value(input));
        }
    }
    // A rule and its patterns are one answer.
    if which[3] || which[4] {
        form.mutability.clone_from(&answers.mutability);
        form.exceptions.clone_from(&answers.exceptions);
    }
    form
}

/// The changed manifest says what was typed.
fn again(path: String, text: String, form: &SettingsForm, standard: &domain::standard::Standard) {
    if path.starts_with(&standard.layout.catalog) {
        return;
    }
    let git = InGit::read(File { path, text }, None, standard).unwrap();
    let read = SettingsForm::of(git.values());
    assert_eq!(
        (read.team, read.system),
        (form.team.trim().to_owned(), form.system.trim().to_owned())
    );
    assert_eq!(read.mutability, form.mutability);
    assert_eq!(read.scan == "on", form.scan == "on");
}
