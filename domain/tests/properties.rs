//! Promises of the domain's parsers for any text whatever.

#![allow(clippy::unwrap_used)]

#[path = "properties/edits.rs"]
mod edits;
#[path = "contracts/generate.rs"]
mod generate;

use domain::form::RequestForm;
use domain::github::RepoSlug;
use domain::handover::snippets;
use domain::lifecycle::LifecyclePolicy;
use domain::name::RepositoryName;
use domain::policy::{check, consequences, risk};
use domain::settings::{ExclusionFilters, KmsKey};
use domain::spec::Field;
use domain::text::{ClusterName, Description, TeamName};
use generate::{case, standard};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Any text, and texts made of the pieces that the parsers look for.
fn text() -> impl Strategy<Value = String> {
    let pieces = select(
        &[
            "/",
            ":",
            "@",
            "://",
            "git@",
            ".git",
            "arn",
            "aws",
            "kms",
            "us-east-1",
            "key/",
            "*",
            ",",
            "-",
            "_",
            ".",
            "a",
            "B",
            "0",
            " ",
            "\n",
            "é",
            "İ",
            "ß",
            "🎉",
            "123456789012",
            "github.com",
        ][..],
    );
    prop_oneof![
        any::<String>(),
        vec(pieces, 0..20).prop_map(|pieces| pieces.concat()),
        vec(any::<char>(), 250..260).prop_map(|characters| characters.into_iter().collect()),
    ]
}

/// JSON that looks like a policy, with some of its words exchanged.
fn policy_json() -> impl Strategy<Value = String> {
    let words = select(
        &[
            "tagged",
            "untagged",
            "any",
            "standard",
            "archive",
            "expire",
            "transition",
            "days",
            "imageCountMoreThan",
            "sinceImagePushed",
            "sinceImagePulled",
            "sinceImageTransitioned",
            "",
            "*",
        ][..],
    );
    let rule = (any::<i64>(), vec(words, 6), any::<bool>()).prop_map(|(number, words, lists)| {
        let [status, count, unit, kind, class, tag] = &words[..] else {
            return String::new();
        };
        let lists = match lists {
            true => format!(r#""tagPatternList":["{tag}"],"storageClass":"{class}","countUnit":"{unit}","#),
            false => String::new(),
        };
        format!(
            r#"{{"rulePriority":{number},"selection":{{{lists}"tagStatus":"{status}","countType":"{count}","countNumber":{}}},"action":{{"type":"{kind}"}}}}"#,
            number.unsigned_abs() % 3000
        )
    });
    prop_oneof![
        text(),
        vec(rule, 0..4).prop_map(|rules| format!(r#"{{"rules":[{}]}}"#, rules.join(","))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_form_of_a_request_leads_back_to_it(case in case()) {
        let spec = case.form.parse(&case.standard).unwrap();
        prop_assert_eq!(spec.source.to_string(), case.source);
        prop_assert_eq!(spec.settings.mutability.filters(), case.filters.as_slice());
        let again = RequestForm::from_spec(case.form.id.clone(), &spec);
        prop_assert_eq!(again.parse(&case.standard), Ok(spec));
    }

    #[test]
    fn what_is_stored_reads_back_the_same(case in case()) {
        let spec = case.form.parse(&case.standard).unwrap();
        let stored = serde_json::to_string(&spec).unwrap();
        prop_assert_eq!(serde_json::from_str::<domain::spec::RepositorySpec>(&stored).unwrap(), spec);
        let stored = serde_json::to_string(&case.standard).unwrap();
        prop_assert_eq!(serde_json::from_str::<domain::standard::Standard>(&stored).unwrap(), case.standard);
    }

    #[test]
    fn a_valid_request_can_be_judged_and_handed_over(case in case()) {
        let spec = case.form.parse(&case.standard).unwrap();
        let checks = check(&spec, &case.standard);
        prop_assert!(checks.iter().all(|check| !check.detail.is_empty()));
        prop_assert!(!risk(&spec, &checks).reasons.is_empty());
        prop_assert!(!consequences(&spec).is_empty());
        for snippet in snippets(&spec, &case.standard) {
            prop_assert!(!snippet.text.is_empty());
            prop_assert!(snippet.text.is_ascii(), "{}", snippet.text);
        }
    }

    #[test]
    fn a_suggested_name_is_valid_and_new(typed in text()) {
        if let Some(name) = RepositoryName::suggest(&typed) {
            prop_assert_eq!(RepositoryName::parse(name.as_str()), Ok(name.clone()));
            prop_assert!(RepositoryName::parse_existing(name.as_str()).is_ok());
            prop_assert_ne!(name.as_str(), typed);
        }
    }

    #[test]
    fn parsers_take_any_text_and_parsed_text_parses_again(typed in text()) {
        if let Ok(name) = RepositoryName::parse_existing(&typed) {
            prop_assert_eq!(name.as_str(), &typed);
        }
        if let Ok(slug) = RepoSlug::parse(&typed) {
            prop_assert_eq!(RepoSlug::parse(&slug.to_string()), Ok(slug));
        }
        if let Ok(filters) = ExclusionFilters::parse(&typed) {
            prop_assert_eq!(ExclusionFilters::parse(&filters.as_slice().join(" ")), Ok(filters));
        }
        if let Ok(key) = KmsKey::parse(&typed) {
            prop_assert_eq!(KmsKey::parse(key.as_str()), Ok(key));
        }
        if let Ok(description) = Description::parse(&typed) {
            prop_assert_eq!(Description::parse(description.as_str()), Ok(description));
        }
        if let Ok(team) = TeamName::parse(&typed) {
            prop_assert_eq!(TeamName::parse(team.as_str()), Ok(team));
        }
        if let Ok(cluster) = ClusterName::parse(&typed) {
            prop_assert!(!cluster.as_str().contains(['/', '\\']) && !cluster.as_str().contains(".."));
        }
    }

    #[test]
    fn any_text_is_a_policy_or_an_error(typed in policy_json()) {
        if let Ok(policy) = LifecyclePolicy::from_json(&typed) {
            let canonical = policy.canonical_json();
            let again = LifecyclePolicy::from_json(&canonical).unwrap();
            prop_assert_eq!(again.canonical_json(), canonical);
            prop_assert_eq!(policy.sentences().len(), policy.rules.len());
        }
    }

    #[test]
    fn any_answers_are_a_request_or_named_problems(
        answers in vec(text(), Field::ALL.len()),
        standard in standard(),
    ) {
        let mut form = RequestForm::default();
        for (field, answer) in Field::ALL.into_iter().zip(&answers) {
            form.set(field, answer.clone());
            prop_assert_eq!(form.value(field), answer);
        }
        if let Err(refusal) = form.parse(&standard) {
            prop_assert!(!refusal.is_empty());
            prop_assert!(refusal.problems.iter().all(|problem| !problem.message.is_empty()));
        }
    }
}
