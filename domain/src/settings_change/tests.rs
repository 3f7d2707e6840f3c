//! From a form over what Git has to the lines that change, and to what AWS must show.

use super::*;
use crate::manifest::{File, object_name, render};
use crate::observed::RepositorySeen;
use crate::settings::ExclusionFilters;
use crate::spec::RepositorySpec;
use crate::testing::{filled_form, standard};

const HUMAN: &str = include_str!("../manifest/edit/tests/human.yaml");

fn spec() -> RepositorySpec {
    filled_form().parse(&standard()).unwrap()
}

fn rendered() -> Vec<File> {
    render(&filled_form().id, &spec(), &standard())
}

fn file(path: &str, text: &str) -> File {
    File {
        path: path.into(),
        text: text.into(),
    }
}

fn by_berth() -> InGit {
    let mut files = rendered();
    let catalog = files.pop();
    InGit::read(files.swap_remove(0), catalog, &standard()).unwrap()
}

fn by_people() -> InGit {
    InGit::read(file("repository.yaml", HUMAN), None, &standard()).unwrap()
}

fn asked(git: &InGit, form: &SettingsForm) -> Result<SettingsChange, Vec<SettingsProblem>> {
    let standard = standard();
    let own = OwnTags::under(&standard);
    let wanted = form.parse(git.values(), &own, git.other_tags())?;
    let spec = git.spec(&wanted, spec());
    Ok(git.change(&wanted, &spec, &standard).unwrap())
}

fn typed(git: &InGit, values: &[(&str, &str)]) -> SettingsForm {
    let mut form = SettingsForm::of(git.values());
    for (name, value) in values {
        let input = Input::ALL.into_iter().find(|input| input.as_str() == *name);
        form.set(input.unwrap(), value);
    }
    form
}

/// The lines that change in each file, as `git diff -U0` shows them.
fn diffs(change: &SettingsChange) -> String {
    let mut out = String::new();
    for file in &change.files {
        let (before, after) = (file.before.clone().unwrap(), file.after.clone().unwrap());
        let diff = similar::TextDiff::from_lines(&before, &after);
        let lines = diff.unified_diff().context_radius(0).to_string();
        out.push_str(&format!("{}\n", file.path));
        let changed = lines.lines().filter(|line| !line.starts_with("@@"));
        out.extend(changed.map(|line| format!("{line}\n")));
    }
    out
}

#[test]
fn the_form_starts_from_what_git_says_and_comes_back_to_it() {
    for git in [by_berth(), by_people()] {
        let form = SettingsForm::of(git.values());
        let change = asked(&git, &form).unwrap();
        assert_eq!(change.changed(), []);
        assert_eq!(change.files, []);
    }
    let form = SettingsForm::of(by_people().values());
    assert_eq!(
        (
            form.team.as_str(),
            form.exceptions.as_str(),
            form.tags.as_str()
        ),
        ("checkout", "latest dev-*", "budget=4711")
    );
}

#[test]
fn every_setting_changes_its_own_lines_in_both_files() {
    let git = by_berth();
    let form = typed(
        &git,
        &[
            ("description", "Images of the checkout: \"all\" of them"),
            ("team", "checkout"),
            ("system", "shop"),
            ("mutability", "immutable_except"),
            ("exceptions", "dev-* latest"),
            ("scan", ""),
            ("tags", "budget=4711\r\n stage = test / a:b \n\nempty="),
        ],
    );
    let change = asked(&git, &form).unwrap();
    assert_eq!(change.object, object_name(&spec().address));
    insta::assert_snapshot!(diffs(&change));
}

#[test]
fn in_a_file_of_people_only_what_was_asked_for_changes() {
    let git = by_people();
    let form = typed(&git, &[("mutability", "immutable"), ("tags", "stage=prod")]);
    insta::assert_snapshot!(diffs(&asked(&git, &form).unwrap()));
    let crlf = HUMAN.replace('\n', "\r\n");
    let git = InGit::read(file("repository.yaml", &crlf), None, &standard()).unwrap();
    let change = asked(&git, &typed(&git, &[("team", "payments")])).unwrap();
    let after = change.files[0].after.as_ref().unwrap();
    assert_eq!(*after, crlf.replace("team: checkout", "team: payments"));
}

#[test]
fn what_git_leaves_unsaid_may_stay_unsaid() {
    let bare = "apiVersion: ecr.aws.m.upbound.io/v1beta1\nkind: Repository\nmetadata:\n  name: payments-my-app\n  annotations:\n    crossplane.io/external-name: payments/my-app-registry\nspec:\n  forProvider:\n    region: us-east-1\n";
    let git = InGit::read(file("repository.yaml", bare), None, &standard()).unwrap();
    assert_eq!(*git.values(), Values::default());
    let change = asked(&git, &typed(&git, &[("scan", "on")])).unwrap();
    insta::assert_snapshot!(diffs(&change));
    assert_eq!(change.changed().len(), 1);
}

#[test]
fn a_file_that_is_not_understood_is_named_with_its_line() {
    let broken = HUMAN.replace("region: us-east-1", "region: {{ .Values.region }}");
    let unclear = InGit::read(file("a/repository.yaml", &broken), None, &standard()).unwrap_err();
    let said = unclear.to_string();
    assert!(
        said.starts_with("Berth does not understand a/repository.yaml any more. Line 39:"),
        "{said}"
    );
    let elsewhere = rendered()[0].text.replace("crossplane-system", "team-a");
    let unclear = InGit::read(file("r.yaml", &elsewhere), None, &standard()).unwrap_err();
    assert!(unclear.to_string().contains("namespace team-a"));
    // The catalog is in the way only of what it says too.
    let manifest = rendered().swap_remove(0);
    let catalog = file("catalog.yaml", "kind: [");
    let git = InGit::read(manifest, Some(catalog), &standard()).unwrap();
    assert!(asked(&git, &typed(&git, &[("scan", "")])).is_ok());
    let wanted = Values {
        team: Some("checkout".into()),
        ..git.values().clone()
    };
    let refused = git.change(&wanted, &spec(), &standard()).unwrap_err();
    assert!(refused.to_string().contains("catalog.yaml"), "{refused}");
}

#[test]
fn what_cannot_be_taken_comes_back_beside_its_input() {
    let git = by_berth();
    let refused = |values: &[(&str, &str)]| {
        let problems = asked(&git, &typed(&git, values)).unwrap_err();
        let said = problems.into_iter();
        said.map(|problem| format!("{}: {}", problem.input.as_str(), problem.message))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let long = format!("k={}", "v".repeat(257));
    let many: Vec<String> = (0..41).map(|n| format!("k{n}=v")).collect();
    let tags = [
        "no sign",
        "=v",
        "aws:x=1",
        "Team=a",
        "cost-center=1",
        "crossplane-name=x",
        "a=1\nb=2\na=3",
        "a=b#c",
        long.as_str(),
        many.join("\n").as_str(),
    ]
    .map(|text| refused(&[("tags", text)]));
    let others = refused(&[
        ("description", " "),
        ("team", "-"),
        ("system", "a b"),
        ("mutability", "mutable_except"),
        ("exceptions", "a/b"),
    ]);
    let choice = refused(&[("mutability", "sometimes")]);
    insta::assert_snapshot!(format!("{}\n{others}\n{choice}", tags.join("\n")));
    let most: Vec<String> = (0..40).map(|n| format!("k{n}=v")).collect();
    assert!(asked(&git, &typed(&git, &[("tags", &most.join("\n"))])).is_ok());
}

#[test]
fn tags_that_one_line_cannot_carry_are_left_alone() {
    let odd = HUMAN.replace("\"budget\": '4711'", "\"a=b\": 'x'");
    let git = InGit::read(file("r.yaml", &odd), None, &standard()).unwrap();
    assert_eq!(SettingsForm::of(git.values()).tags, "");
    let change = asked(&git, &typed(&git, &[("tags", "new=1")])).unwrap();
    let after = change.files[0].after.as_ref().unwrap();
    assert!(
        after.contains("\"a=b\": 'x'") && after.contains("new: \"1\""),
        "{after}"
    );
}

fn seen() -> RepositorySeen {
    RepositorySeen {
        arn: "arn".into(),
        uri: "uri".into(),
        created: None,
        mutability: "MUTABLE".into(),
        exclusion_filters: vec![],
        scan_on_push: true,
        encryption: "KMS".into(),
        kms_key: None,
        lifecycle_policy: None,
        tags: [("team".to_owned(), "platform-engineering".to_owned())].into(),
    }
}

#[test]
fn aws_has_to_show_what_changed_and_nothing_else() {
    let git = by_berth();
    let form = typed(
        &git,
        &[
            ("description", "Something else"),
            ("team", "checkout"),
            ("mutability", "immutable_except"),
            ("exceptions", "b a"),
            ("scan", ""),
            ("tags", "stage=prod"),
        ],
    );
    let change = asked(&git, &form).unwrap();
    insta::assert_snapshot!(change.differences(&seen()).join("\n"));
    let mut done = seen();
    done.mutability = "IMMUTABLE_WITH_EXCLUSION".into();
    done.exclusion_filters = vec!["c".into()];
    assert_eq!(
        change.differences(&done)[0],
        "tag team is platform-engineering, not checkout"
    );
    done.exclusion_filters = vec!["a".into(), "b".into()];
    done.scan_on_push = false;
    done.tags.insert("team".into(), "checkout".into());
    done.tags.insert("stage".into(), "prod".into());
    assert_eq!(change.differences(&done), [] as [String; 0]);
    let git = by_people();
    let removal = asked(&git, &typed(&git, &[("tags", "")])).unwrap();
    done.tags.insert("budget".into(), "4711".into());
    assert_eq!(removal.differences(&done), ["tag budget is still there"]);
}

#[test]
fn a_wish_is_laid_over_what_git_says_by_now() {
    let git = by_people();
    let change = asked(&git, &typed(&git, &[("team", "payments"), ("tags", "a=1")])).unwrap();
    let now = Values {
        team: Some("others".into()),
        system: Some("moved".into()),
        mutability: Some(TagMutability::ImmutableExcept(
            ExclusionFilters::parse("x").unwrap(),
        )),
        tags: [("budget", "9"), ("kept", "1")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        ..git.values().clone()
    };
    let again = change.over(&now);
    assert_eq!(again.team.as_deref(), Some("payments"));
    assert_eq!(again.system.as_deref(), Some("moved"));
    assert_eq!(again.mutability, now.mutability);
    let tags: Vec<_> = again.tags.keys().map(String::as_str).collect();
    assert_eq!(tags, ["a", "kept"]);
}
