//! Lifecycle policies: what AWS refuses is refused, and AWS's worked examples come out as AWS says.

mod broken;
#[allow(dead_code)] // Made for the properties; the texts are all that is wanted here.
#[path = "../lifecycle/generate.rs"]
mod generate;

use crate::shared;
use broken::{broken, good};
use domain::day::Day;
use domain::image::Digest;
use domain::lifecycle::lint::{
    ARCHIVED_DAYS_MIN, Code, Gravity, RULES_MAX, TEXT_MAX, TEXT_MIN, WILDCARDS_MAX,
};
use domain::lifecycle::{Act, Candidate, LifecyclePolicy, Role, StorageClass, evaluate, lint};
use domain::time::Timestamp;
use jsonschema::Validator;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

fn folder() -> Option<PathBuf> {
    Some(shared::contracts()?.join("ecr-lifecycle"))
}

fn schema(folder: &std::path::Path) -> Validator {
    jsonschema::validator_for(&shared::json(&folder.join("lifecycle-policy.schema.json"))).unwrap()
}

#[test]
fn worked_examples_come_out_as_aws_says() {
    let Some(folder) = folder() else {
        return;
    };
    let vectors = shared::json(&folder.join("public-vectors.json"));
    let vectors = vectors["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 12);
    for vector in vectors {
        check(vector);
    }
}

fn check(vector: &Value) {
    let id = &vector["id"];
    let linted = lint(&vector["policy"].to_string());
    let expected = &vector["expected"];
    assert_eq!(
        linted.is_accepted(),
        expected["valid"] == true,
        "{id}: {:?}",
        linted.problems
    );
    let policy = LifecyclePolicy::from_json(&vector["policy"].to_string()).unwrap();
    let images = images(vector);
    let outcome = evaluate(&policy, &images, moment(&vector["now"]).unwrap());
    let of = |wanted: Act| -> BTreeSet<String> {
        let ended = outcome.iter().filter(|(_, verdict)| verdict.act == wanted);
        ended.map(|(image, _)| image.digest.to_string()).collect()
    };
    let texts = |list: &Value| -> BTreeSet<String> {
        let list = list.as_array().unwrap();
        list.iter()
            .map(|one| one.as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(of(Act::Expire), texts(&expected["expired"]), "{id}");
    assert_eq!(of(Act::Archive), texts(&expected["transitioned"]), "{id}");
    let applied: BTreeMap<String, u64> = outcome
        .iter()
        .enumerate()
        .filter(|(_, (_, verdict))| verdict.act != Act::Keep)
        .map(|(place, (image, _))| {
            let priority = outcome.rule(place).unwrap().rule_priority;
            (image.digest.to_string(), u64::from(priority))
        })
        .collect();
    let wanted: BTreeMap<String, u64> =
        serde_json::from_value(expected["appliedRulePriority"].clone()).unwrap();
    assert_eq!(applied, wanted, "{id}");
}

fn images(vector: &Value) -> Vec<Candidate> {
    let images = vector["images"].as_array().unwrap();
    let digest = |image: &Value| Digest::parse(image["digest"].as_str().unwrap()).unwrap();
    let mut indexes: HashMap<&str, Vec<Digest>> = HashMap::new();
    for image in images {
        for name in image["references"].as_array().into_iter().flatten() {
            let parts = indexes.entry(name.as_str().unwrap()).or_default();
            parts.push(digest(image));
        }
    }
    images
        .iter()
        .map(|image| {
            let name = image["name"].as_str().unwrap();
            let tags = image["tags"].as_array().unwrap();
            let tags = tags
                .iter()
                .map(|tag| tag.as_str().unwrap().to_owned())
                .collect();
            Candidate {
                pulled: moment(&image["lastPulledAt"]),
                archived: moment(&image["archivedAt"]),
                restored: moment(&image["activatedAt"]),
                class: StorageClass::parse(image["storageClass"].as_str().unwrap()).unwrap(),
                role: match indexes.remove(name) {
                    Some(indexes) => Role::PartOf(indexes),
                    None if image["type"] == "manifestList" => Role::Index,
                    None => Role::Image,
                },
                ..Candidate::new(digest(image), tags, moment(&image["pushedAt"]).unwrap())
            }
        })
        .collect()
}

/// `2026-03-01T12:00:00Z`
fn moment(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?;
    let (day, time) = text.strip_suffix('Z').unwrap().split_once('T').unwrap();
    let seconds = time
        .split(':')
        .fold(0, |sum, part| sum * 60 + part.parse::<i64>().unwrap());
    Some(Day::parse(day).unwrap().start().plus_seconds(seconds))
}

fn refusals(text: &str) -> BTreeSet<Code> {
    lint(text).refusals().map(|problem| problem.code).collect()
}

#[test]
fn every_constraint_is_held_and_told() {
    let Some(folder) = folder() else {
        return;
    };
    let schema = schema(&folder);
    assert_eq!(refusals(&good().to_string()), BTreeSet::new());
    assert!(schema.is_valid(&good()));
    let constraints = shared::json(&folder.join("constraints.json"));
    let list = constraints["constraints"].as_array().unwrap();
    assert!(list.len() >= 23);
    for constraint in list {
        let id = constraint["id"].as_str().unwrap();
        let (code, policies) = broken(id);
        assert_eq!(code.gravity(), Gravity::Refused);
        for policy in policies {
            let found = refusals(&policy.to_string());
            assert!(found.contains(&code), "{id}: {found:?}\n{policy}");
            let alone = !matches!(id, "LCV-01" | "LCV-11" | "LCV-16" | "LCV-18" | "LCV-21");
            assert!(!alone || found.len() == 1, "{id}: {found:?}\n{policy}");
            let by_schema = constraint["checkedBy"] == "schema";
            assert_eq!(schema.is_valid(&policy), !by_schema, "{id}: {policy}");
        }
    }
    assert!(refusals(r#"{"rules":[{}]}"#).contains(&Code::TooShort));
}

#[test]
fn limits_and_words_are_those_of_aws() {
    let Some(folder) = folder() else {
        return;
    };
    let constraints = shared::json(&folder.join("constraints.json"));
    let limits = &constraints["limits"];
    assert_eq!(limits["maxRules"], RULES_MAX);
    assert_eq!(limits["minTextLength"], TEXT_MIN);
    assert_eq!(limits["maxTextLength"], TEXT_MAX);
    assert_eq!(limits["maxWildcardsPerPattern"], WILDCARDS_MAX);
    assert_eq!(limits["minDaysSinceTransitioned"], ARCHIVED_DAYS_MIN);
    for (of, parses) in [
        (
            "tagStatus",
            (|text| domain::lifecycle::TagStatus::parse(text).is_some()) as fn(&str) -> bool,
        ),
        ("storageClass", |text| StorageClass::parse(text).is_some()),
        ("countType", |text| {
            domain::lifecycle::CountType::parse(text).is_some()
        }),
        ("actionType", |text| {
            domain::lifecycle::ActionKind::parse(text).is_some()
        }),
    ] {
        for word in constraints["enums"][of].as_array().unwrap() {
            assert!(parses(word.as_str().unwrap()), "{of} {word}");
        }
    }
}

/// What no schema can tell, or Berth refuses by itself.
const BEYOND_SCHEMA: [Code; 7] = [
    Code::MemberTwice,
    Code::TooLong,
    Code::TooShort,
    Code::PriorityTwice,
    Code::AnyNotLast,
    Code::UntaggedTwice,
    Code::TagsTwice,
];

#[test]
fn texts_are_refused_exactly_where_the_schema_refuses_them() {
    let Some(folder) = folder() else {
        return;
    };
    let schema = schema(&folder);
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&generate::text(), |text| {
        let Ok(value) = serde_json::from_str::<Value>(&text) else {
            assert!(refusals(&text).contains(&Code::NotJson));
            return Ok(());
        };
        let found = refusals(&text);
        // Of members that stand twice each reader sees another; numbers beyond 32 bits Berth can't hold.
        if found.contains(&Code::MemberTwice) || text.contains("4294967296") {
            return Ok(());
        }
        let by_shape = found.iter().any(|code| !BEYOND_SCHEMA.contains(code));
        assert_eq!(schema.is_valid(&value), !by_shape, "{found:?}\n{text}");
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
