//! From presets beside people's statements to the policy that Git gets.

use super::*;
use crate::manifest::{File, repository_policy};
use crate::observed::Seen;
use crate::spec::RepositorySpec;
use crate::testing::{filled_form, standard};

/// As people write policies: a list of one as text, their own order and spaces, a comma in a text.
const BY_HAND: &str = r#"{
  "Version":"2008-10-17",
  "Statement":[
      {"Sid": "Pipelines, and [others]", "Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},
       "Action" : "ecr:*"},
      { "Effect":"Deny", "Principal":"*", "Action":["ecr:DeleteRepository"] }
  ],
  "Id": "ours \"}] here"
}"#;

fn spec() -> RepositorySpec {
    filled_form().parse(&standard()).unwrap()
}

fn account(id: &str) -> AccountId {
    AccountId::parse(id).unwrap()
}

fn grants() -> Grants {
    Grants {
        pull_accounts: vec![account("111122223333"), account("210987654321")],
        organization: Some("o-a1b2c3d4e5".into()),
        lambda: vec![account("123456789012")],
        push_role: Some("arn:aws:iam::123456789012:role/push-my-app".into()),
    }
}

fn read(file: Option<&str>, in_aws: Option<&str>) -> PolicyInGit {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    PolicyInGit::read(owned(file), owned(in_aws), &spec(), &standard()).unwrap()
}

fn changed(git: &PolicyInGit, grants: &Grants, drop: &[&str]) -> AccessChange {
    let drop: Vec<String> = drop.iter().map(|&mark| mark.to_owned()).collect();
    git.change(grants, &drop, &spec(), &standard()).unwrap()
}

fn manifest(policy: &str) -> String {
    let File { text, .. } = repository_policy(&spec(), "theirs", policy, &standard());
    text
}

#[test]
fn every_preset_is_a_statement_that_reads_back() {
    let change = changed(&read(None, None), &grants(), &[]);
    let file = &change.files[0];
    assert_eq!(file.before, None);
    let text = file.after.clone().unwrap();
    insta::assert_snapshot!(text);
    let again = read(Some(&text), None);
    assert_eq!((again.grants(), again.kept().len()), (&grants(), 0));
    assert_eq!(changed(&again, &grants(), &[]).files, [], "nothing changes");
    let access =
        crate::access::Access::read(change.wanted.as_ref().unwrap(), &spec().address.account);
    assert_eq!(
        access.flags(),
        [],
        "none of them opens the door to strangers"
    );
}

#[test]
fn statements_of_people_keep_their_bytes_in_git() {
    let text = manifest(BY_HAND).replace("spec:\n", "# Ours.\nspec:\n");
    let git = read(Some(&text), Some("{}"));
    assert_eq!(git.kept().len(), 2);
    let one = Grants {
        organization: Some("o-a1b2c3d4e5".into()),
        ..Grants::default()
    };
    let change = changed(&git, &one, &[]);
    assert_eq!(change.object, "theirs");
    let after = change.files[0].after.clone().unwrap();
    let diff = similar::TextDiff::from_lines(&text, &after);
    insta::assert_snapshot!(diff.unified_diff().context_radius(1).to_string());
    // And back: what Berth added goes without a trace.
    let again = changed(&read(Some(&after), None), &Grants::default(), &[]);
    assert_eq!(again.files[0].after.as_ref(), Some(&text));
}

#[test]
fn a_policy_of_aws_alone_comes_into_git_as_it_means() {
    let line = serde_json::from_str::<serde_json::Value>(BY_HAND)
        .unwrap()
        .to_string();
    let git = read(None, Some(&line));
    let change = changed(&git, &grants(), &[]);
    let text = change.files[0].after.clone().unwrap();
    let read = read(Some(&text), None);
    assert_eq!(read.kept().len(), 2);
    assert!(same_policy(
        read.policy().unwrap(),
        change.wanted.as_ref().unwrap()
    ));
    assert!(text.lines().count() > 30, "{text}");
    let nothing = git.change(&Grants::default(), &marks(&git), &spec(), &standard());
    assert_eq!(nothing, Err(Refused::NotInGit));
}

fn marks(git: &PolicyInGit) -> Vec<String> {
    git.kept().iter().map(|kept| kept.mark.clone()).collect()
}

#[test]
fn the_last_statement_takes_the_file_with_it() {
    let git = read(Some(&manifest(BY_HAND)), None);
    let half = changed(&git, &Grants::default(), &[&git.kept()[0].mark]);
    assert!(!half.wanted.unwrap().contains("Pipelines"));
    let gone = git
        .change(&Grants::default(), &marks(&git), &spec(), &standard())
        .unwrap();
    assert_eq!(
        (gone.wanted.as_ref(), gone.files[0].after.as_ref()),
        (None, None)
    );
    assert_eq!(
        gone.differences(Some(BY_HAND)),
        ["there is still a repository policy"]
    );
    assert!(gone.differences(None).is_empty());
    let change = crate::request::Change::Access {
        spec: spec(),
        change: Box::new(gone),
    };
    assert!(crate::manifest::objects(&change, &standard()).is_empty());
    assert_eq!(
        crate::manifest::replaced_objects(&change, &standard())[0].name,
        "theirs"
    );
}

#[test]
fn a_statement_of_berths_that_was_changed_by_hand_is_peoples() {
    let own = changed(&read(None, None), &grants(), &[]).wanted.unwrap();
    let touched = own.replace("ecr:PutImage", "ecr:*");
    let git = read(Some(&manifest(&touched)), None);
    assert_eq!(
        (git.kept().len(), git.grants().push_role.as_ref()),
        (1, None)
    );
    let again = git.change(&grants(), &[], &spec(), &standard());
    assert_eq!(again, Err(Refused::Taken("BerthPush")));
    let without = git
        .change(&grants(), &marks(&git), &spec(), &standard())
        .unwrap();
    assert!(same_policy(&own, without.wanted.as_ref().unwrap()));
}

#[test]
fn what_is_no_policy_or_too_long_is_refused() {
    for text in [
        "",
        "[]",
        "{\"Version\":\"2012-10-17\"}",
        "{\"Statement\":[}",
    ] {
        let read = PolicyInGit::read(None, Some(text.into()), &spec(), &standard());
        assert!(
            read.unwrap_err()
                .to_string()
                .contains("JSON with statements"),
            "{text}"
        );
    }
    let many = Grants {
        lambda: (0..400).map(|n| account(&format!("{n:012}"))).collect(),
        ..Grants::default()
    };
    let long = read(None, None).change(&many, &[], &spec(), &standard());
    assert!(matches!(long, Err(Refused::TooLong(_))));
    let other = manifest(BY_HAND).replace("RepositoryPolicy", "LifecyclePolicy");
    let read = PolicyInGit::read(Some(other), None, &spec(), &standard());
    assert!(read.unwrap_err().to_string().contains("Line "));
}

#[test]
fn what_was_typed_comes_back_beside_its_input() {
    let form = AccessForm {
        pull_accounts: "12345".into(),
        organization: "mine".into(),
        lambda: "123456789012, *".into(),
        push_role: "arn:aws:iam::123456789012:role/*".into(),
        ..AccessForm::default()
    };
    let problems = form.parse("aws").unwrap_err();
    let said: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.input.as_str(), problem.message))
        .collect();
    insta::assert_snapshot!(said.join("\n"));
    let back = AccessForm::of(&grants()).parse("aws").unwrap();
    assert_eq!(back, grants());
    assert!(AccessForm::of(&grants()).parse("aws-cn").is_err());
    assert_eq!(AccessForm::default().parse("aws"), Ok(Grants::default()));
}

#[test]
fn policies_are_compared_by_what_they_mean() {
    let wanted = changed(&read(None, None), &grants(), &[]);
    let in_aws: serde_json::Value = serde_json::from_str(wanted.wanted.as_ref().unwrap()).unwrap();
    assert!(wanted.differences(Some(&in_aws.to_string())).is_empty());
    let single = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"ecr:x"}}"#;
    let list = r#"{"Statement":[{"Action":["ecr:x"],"Effect":"Allow","Principal":["*"]}]}"#;
    assert!(same_policy(single, list));
    let other = single.replace("ecr:x", "ecr:y");
    assert!(!same_policy(single, &other));
    assert_eq!(
        wanted.differences(Some(single)),
        ["the repository policy differs"]
    );
    assert_eq!(
        wanted.differences(None),
        ["the repository policy is not there yet"]
    );
    assert_eq!(Seen::<String>::default(), Seen::NotAsked);
}

#[test]
fn pulls_are_denied_beside_what_people_wrote_and_allowed_again_without_a_trace() {
    let text = manifest(BY_HAND).replace("spec:\n", "# Ours.\nspec:\n");
    let git = read(Some(&text), None);
    let denial = git.denying_pulls(&spec(), &standard()).unwrap();
    let after = denial.files[0].after.clone().unwrap();
    let diff = similar::TextDiff::from_lines(&text, &after);
    insta::assert_snapshot!(diff.unified_diff().context_radius(1).to_string());
    let back = denial.undone();
    assert_eq!(back.files[0].after.as_ref(), Some(&text));
    assert_eq!(back.wanted, denial.was);
    let again = read(Some(&after), None).denying_pulls(&spec(), &standard());
    assert_eq!(again, Err(Refused::Denied));
}

#[test]
fn pulls_are_denied_in_a_policy_that_is_made_and_taken_away_again() {
    let git = read(None, None);
    let denial = git.denying_pulls(&spec(), &standard()).unwrap();
    assert_eq!(denial.was, None);
    let wanted = denial.wanted.clone().unwrap();
    let access = crate::access::Access::read(&wanted, &spec().address.account);
    assert_eq!(access.unreadable, []);
    assert_eq!(access.statements[0].effect, crate::access::Effect::Deny);
    let back = denial.undone();
    assert_eq!((back.wanted, back.files[0].after.clone()), (None, None));
}

#[test]
fn pulls_are_not_denied_where_it_could_not_be_taken_back() {
    let in_aws = read(None, Some(BY_HAND)).denying_pulls(&spec(), &standard());
    assert_eq!(in_aws, Err(Refused::OnlyInAws));
    let others = r#"{"Version":"2012-10-17","Statement":[{"Sid":"BerthDenyPull","Effect":"Deny","Principal":"*","Action":"ecr:*"}]}"#;
    let text = manifest(others);
    let taken = read(Some(&text), None).denying_pulls(&spec(), &standard());
    assert_eq!(taken, Err(Refused::Taken("BerthDenyPull")));
}
