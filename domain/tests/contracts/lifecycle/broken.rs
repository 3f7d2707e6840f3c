//! Policies that break one constraint each.

use domain::lifecycle::lint::{Code, TEXT_MAX};
use serde_json::{Value, json};

/// A policy that AWS takes, to be spoilt.
pub(crate) fn good() -> Value {
    json!({"rules": [
        tagged(1, &["v*"]),
        rule(2, json!({"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14})),
        rule(3, json!({"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10})),
        rule(4, json!({"tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 90})),
    ]})
}

fn rule(priority: u32, selection: Value) -> Value {
    json!({"rulePriority": priority, "selection": selection, "action": {"type": "expire"}})
}

fn tagged(priority: u32, patterns: &[&str]) -> Value {
    let selection = json!({"tagStatus": "tagged", "tagPatternList": patterns, "countType": "imageCountMoreThan", "countNumber": 5});
    rule(priority, selection)
}

/// The good policy with one value put in, or taken out where it is `null`.
fn with(path: &str, value: Value) -> Value {
    let mut policy = good();
    let (parent, name) = path.rsplit_once('/').unwrap();
    let parent = policy.pointer_mut(&format!("/rules/{parent}")).unwrap();
    let members = parent.as_object_mut().unwrap();
    match value {
        Value::Null => members.remove(name),
        value => members.insert(name.to_owned(), value),
    };
    policy
}

/// The good policy with one more rule.
fn and(rule: Value) -> Value {
    let mut policy = good();
    policy["rules"].as_array_mut().unwrap().push(rule);
    policy
}

/// Ways to break each constraint, and what is said then.
pub(crate) fn broken(id: &str) -> (Code, Vec<Value>) {
    of_policy(id)
        .or_else(|| of_tags(id))
        .or_else(|| of_counts(id))
        .or_else(|| of_archive(id))
        .or_else(|| of_rules_together(id))
        .unwrap_or_else(|| panic!("nothing breaks {id} yet"))
}

fn of_policy(id: &str) -> Option<(Code, Vec<Value>)> {
    let none = Value::Null;
    let rules = |count: u32| {
        (1..=count)
            .map(|number| tagged(number, &[&format!("a{number}")]))
            .collect::<Vec<_>>()
    };
    Some(match id {
        "LCV-01" => (
            Code::NoRules,
            vec![json!({}), json!({"rules": {}}), json!({"rules": []})],
        ),
        "LCV-02" => (Code::TooManyRules, vec![json!({"rules": rules(51)})]),
        "LCV-03" => (
            Code::TooLong,
            vec![with("0/description", json!("x".repeat(TEXT_MAX)))],
        ),
        "LCV-04" => (
            Code::Priority,
            [none, json!("1"), json!(1.5), json!(0), json!(-1)]
                .map(|one| with("0/rulePriority", one))
                .into(),
        ),
        "LCV-18" => (Code::NullMember, nulls()),
        _ => return None,
    })
}

fn of_tags(id: &str) -> Option<(Code, Vec<Value>)> {
    let none = Value::Null;
    Some(match id {
        "LCV-06" => (
            Code::TagStatus,
            [none, json!("x"), json!("Any"), json!(1)]
                .map(|one| with("0/selection/tagStatus", one))
                .into(),
        ),
        "LCV-07" => (
            Code::TagsMissing,
            vec![
                with("0/selection/tagPatternList", none),
                with("0/selection/tagPatternList", json!([])),
            ],
        ),
        "LCV-08" => (
            Code::BothTagLists,
            vec![with("0/selection/tagPrefixList", json!(["v"]))],
        ),
        "LCV-09" => (
            Code::TagsNotWanted,
            vec![
                with("1/selection/tagPrefixList", json!(["v"])),
                with("2/selection/tagPatternList", json!(["v"])),
            ],
        ),
        "LCV-10" => (
            Code::Wildcards,
            vec![with("0/selection/tagPatternList", json!(["*a*b*c*d*"]))],
        ),
        _ => return None,
    })
}

fn of_counts(id: &str) -> Option<(Code, Vec<Value>)> {
    let none = Value::Null;
    Some(match id {
        "LCV-11" => (
            Code::CountType,
            [none, json!("x"), json!(3)]
                .map(|one| with("0/selection/countType", one))
                .into(),
        ),
        "LCV-12" => (
            Code::UnitNotWanted,
            vec![with("0/selection/countUnit", json!("days"))],
        ),
        "LCV-13" => (
            Code::Unit,
            [none, json!("hours"), json!(1)]
                .map(|one| with("1/selection/countUnit", one))
                .into(),
        ),
        "LCV-14" => (
            Code::CountNumber,
            [none, json!("5"), json!(5.5), json!(0)]
                .map(|one| with("0/selection/countNumber", one))
                .into(),
        ),
        "LCV-15" => (
            Code::ArchivedDays,
            vec![with("3/selection/countNumber", json!(89))],
        ),
        _ => return None,
    })
}

fn of_archive(id: &str) -> Option<(Code, Vec<Value>)> {
    let none = Value::Null;
    Some(match id {
        "LCV-16" => (
            Code::ArchiveOnly,
            vec![
                with("3/selection/storageClass", none),
                with(
                    "3/action",
                    json!({"type": "transition", "targetStorageClass": "archive"}),
                ),
                with("3/selection/countType", json!("sinceImagePushed")),
            ],
        ),
        "LCV-17" => (
            Code::PulledOnlyArchives,
            vec![with("1/selection/countType", json!("sinceImagePulled"))],
        ),
        "LCV-19" => (
            Code::Target,
            vec![
                with("0/action/type", json!("transition")),
                with(
                    "0/action",
                    json!({"type": "transition", "targetStorageClass": "standard"}),
                ),
                with("0/action/targetStorageClass", json!("archive")),
            ],
        ),
        "LCV-20" => (
            Code::ActionType,
            [none, json!("delete")]
                .map(|one| with("0/action/type", one))
                .into(),
        ),
        _ => return None,
    })
}

fn of_rules_together(id: &str) -> Option<(Code, Vec<Value>)> {
    Some(match id {
        "LCV-05" => (Code::PriorityTwice, vec![and(tagged(1, &["x"]))]),
        "LCV-21" => (
            Code::AnyNotLast,
            vec![
                and(tagged(9, &["x"])),
                and(rule(
                    9,
                    json!({"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 3}),
                )),
            ],
        ),
        "LCV-22" => {
            let mut policy = with("2/rulePriority", json!(10));
            let second = rule(
                7,
                json!({"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 3}),
            );
            policy["rules"].as_array_mut().unwrap().push(second);
            (Code::UntaggedTwice, vec![policy])
        }
        "LCV-23" => {
            let mut policy = with("2/rulePriority", json!(10));
            let second = [tagged(7, &["b", "a"]), tagged(8, &["a", "b"])];
            policy["rules"].as_array_mut().unwrap().extend(second);
            (Code::TagsTwice, vec![policy])
        }
        _ => return None,
    })
}

/// A null can't be put in by `with`.
fn nulls() -> Vec<Value> {
    let members = [
        "rulePriority",
        "description",
        "selection",
        "action",
        "selection/tagStatus",
        "selection/tagPatternList",
        "selection/tagPrefixList",
        "selection/storageClass",
        "selection/countType",
        "selection/countUnit",
        "selection/countNumber",
        "action/type",
        "action/targetStorageClass",
    ];
    members
        .into_iter()
        .map(|member| {
            let mut policy = good();
            let (parent, name) = member.rsplit_once('/').unwrap_or(("", member));
            let parent = if parent.is_empty() {
                "/rules/0".to_owned()
            } else {
                format!("/rules/0/{parent}")
            };
            policy.pointer_mut(&parent).unwrap()[name] = Value::Null;
            policy
        })
        .collect()
}
