//! Lifecycle policies: which texts ECR refuses, and which images a policy would act on.
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeSet;

use super::images::wildcard;
use super::model::{Image, PreviewResult};

#[derive(Debug, Clone)]
pub struct Rule {
    priority: i64,
    tag_status: String,
    prefixes: Vec<String>,
    patterns: Vec<String>,
    archive: bool,
    count_type: String,
    count: i64,
    expires: bool,
}

/// The policy's rules, or the sentence that ECR puts behind "Lifecycle policy validation failure:".
pub fn parse(text: &str) -> Result<Vec<Rule>, String> {
    if !(100..=30_720).contains(&text.chars().count()) {
        return Err("length must be between 100 and 30720".into());
    }
    let policy: Value =
        serde_json::from_str(text).map_err(|_| "string is not valid JSON".to_owned())?;
    only(&policy, &["rules"])?;
    let rules = policy
        .get("rules")
        .and_then(Value::as_array)
        .filter(|r| !r.is_empty())
        .ok_or("object has missing required properties ([\"rules\"])")?;
    if rules.len() > 50 {
        return Err("array is too long: must have at most 50 elements".into());
    }
    let mut parsed = rules.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
    parsed.sort_by_key(|r| r.priority);
    across(&parsed)?;
    Ok(parsed)
}

fn rule(value: &Value) -> Result<Rule, String> {
    let selection = value
        .get("selection")
        .ok_or("object has missing required properties ([\"selection\"])")?;
    if has_null(value) {
        return Err("instance failed to match exactly one schema (matched 0 out of 2)".into());
    }
    strictly_shaped(value, selection)?;
    let text = |from: &Value, name: &str| {
        from.get(name)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let list = |name: &str| -> Vec<String> {
        selection
            .get(name)
            .and_then(Value::as_array)
            .map(|l| {
                l.iter()
                    .filter_map(|v| v.as_str().map(str::to_owned))
                    .collect()
            })
            .unwrap_or_default()
    };
    let action = value
        .get("action")
        .ok_or("object has missing required properties ([\"action\"])")?;
    only(action, &["type", "targetStorageClass"])?;
    let class = selection
        .get("storageClass")
        .map_or("standard", |c| c.as_str().unwrap_or(""));
    let rule = Rule {
        priority: at_least_one(value.get("rulePriority"))?,
        tag_status: among(text(selection, "tagStatus"), &["tagged", "untagged", "any"])?,
        prefixes: list("tagPrefixList"),
        patterns: list("tagPatternList"),
        archive: among(class.to_owned(), &["standard", "archive"])? == "archive",
        count_type: among(
            text(selection, "countType"),
            &[
                "imageCountMoreThan",
                "sinceImagePushed",
                "sinceImagePulled",
                "sinceImageTransitioned",
            ],
        )?,
        count: at_least_one(selection.get("countNumber"))?,
        expires: among(text(action, "type"), &["expire", "transition"])? == "expire",
    };
    let unit = selection.get("countUnit").and_then(Value::as_str);
    within(&rule, unit, action)?;
    Ok(rule)
}

/// No member of another name, and tag lists of texts.
fn strictly_shaped(rule: &Value, selection: &Value) -> Result<(), String> {
    only(
        rule,
        &["rulePriority", "description", "selection", "action"],
    )?;
    only(selection, &SELECTION)?;
    for name in ["tagPrefixList", "tagPatternList"] {
        let texts = |l: &Vec<Value>| !l.is_empty() && l.iter().all(Value::is_string);
        let given = selection.get(name);
        if given.is_some_and(|l| !l.as_array().is_some_and(texts)) {
            return Err(format!("{name} must be a list of texts with at least one"));
        }
    }
    Ok(())
}

fn within(rule: &Rule, unit: Option<&str>, action: &Value) -> Result<(), String> {
    let lists = usize::from(!rule.prefixes.is_empty()) + usize::from(!rule.patterns.is_empty());
    let by_count = rule.count_type == "imageCountMoreThan";
    let by_move = rule.count_type == "sinceImageTransitioned";
    let checks = [
        (
            rule.tag_status == "tagged" && lists == 0,
            "Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED.",
        ),
        (
            lists == 2,
            "tagPrefixList and tagPatternList cannot be used together",
        ),
        (
            rule.tag_status != "tagged" && lists > 0,
            "tag lists need tagStatus=TAGGED",
        ),
        (
            rule.patterns.iter().any(|p| p.matches('*').count() > 4),
            "a tag pattern holds at most four wildcards",
        ),
        (
            by_count && unit.is_some(),
            "countUnit must be absent for imageCountMoreThan",
        ),
        (
            !by_count && unit != Some("days"),
            "instance value not found in enum (possible values: [\"days\"])",
        ),
        (
            by_move && rule.count < 90,
            "numeric instance is lower than the required minimum (minimum: 90)",
        ),
        (
            by_move != rule.archive || (by_move && !rule.expires),
            "storageClass ARCHIVE goes with sinceImageTransitioned and EXPIRE",
        ),
        (
            rule.count_type == "sinceImagePulled" && rule.expires,
            "sinceImagePulled goes with TRANSITION",
        ),
        (
            !rule.expires
                && action.get("targetStorageClass").and_then(Value::as_str) != Some("archive"),
            "transition needs targetStorageClass archive",
        ),
    ];
    checks
        .into_iter()
        .find(|(broken, _)| *broken)
        .map_or(Ok(()), |(_, why)| Err(why.into()))
}

fn across(sorted: &[Rule]) -> Result<(), String> {
    let priorities: BTreeSet<i64> = sorted.iter().map(|r| r.priority).collect();
    if priorities.len() < sorted.len() {
        return Err("rulePriority must be unique".into());
    }
    for class in [false, true] {
        let of_class: Vec<&Rule> = sorted.iter().filter(|r| r.archive == class).collect();
        let early_any = of_class.iter().rev().skip(1).any(|r| r.tag_status == "any");
        if early_any {
            return Err(
                "Rule for tagStatus=ANY must have the lowest priority per storage class".into(),
            );
        }
        if of_class
            .iter()
            .filter(|r| r.tag_status == "untagged")
            .count()
            > 1
        {
            return Err("Only one rule can select Untagged images per storage class".into());
        }
        let lists = |r: &&Rule| {
            let set = |l: &[String]| l.iter().cloned().collect::<BTreeSet<_>>();
            (set(&r.prefixes), set(&r.patterns))
        };
        let tagged = of_class.iter().filter(|r| r.tag_status == "tagged");
        let distinct: BTreeSet<_> = tagged.clone().map(lists).collect();
        if distinct.len() < tagged.count() {
            return Err("Tag lists must be distinct between rules".into());
        }
    }
    Ok(())
}

const SELECTION: [&str; 7] = [
    "tagStatus",
    "tagPatternList",
    "tagPrefixList",
    "storageClass",
    "countType",
    "countUnit",
    "countNumber",
];

/// The schema allows no member of another name.
fn only(value: &Value, known: &[&str]) -> Result<(), String> {
    let members = value.as_object().ok_or("instance is not an object")?;
    let others: Vec<&String> = members
        .keys()
        .filter(|k| !known.contains(&k.as_str()))
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(format!(
        "object instance has properties which are not allowed by the schema: {others:?}"
    ))
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(map) => map.values().any(has_null),
        _ => false,
    }
}

fn at_least_one(value: Option<&Value>) -> Result<i64, String> {
    match value.and_then(Value::as_i64) {
        Some(n) if n >= 1 => Ok(n),
        found => Err(format!(
            "numeric instance is lower than the required minimum (minimum: 1, found: {})",
            found.unwrap_or(0)
        )),
    }
}

fn among(text: String, known: &[&str]) -> Result<String, String> {
    if known.contains(&text.as_str()) {
        Ok(text)
    } else {
        Err(format!(
            "instance value (\"{text}\") not found in enum (possible values: {known:?})"
        ))
    }
}

impl Rule {
    fn selects(&self, image: &Image) -> bool {
        let tags = &image.tags;
        let each = |entries: &[String], fits: &dyn Fn(&str, &str) -> bool| {
            entries.iter().all(|e| tags.iter().any(|t| fits(e, t)))
        };
        let by_tag = match self.tag_status.as_str() {
            "any" => true,
            "untagged" => tags.is_empty(),
            _ => {
                !tags.is_empty()
                    && each(&self.prefixes, &|p, t| t.starts_with(p))
                    && each(&self.patterns, &wildcard)
            }
        };
        by_tag && self.archive == image.archived_at.is_some()
    }

    /// The images this rule would act on, if no other rule stood in the way.
    fn picks<'a>(&self, selected: &[&'a Image], now: Timestamp) -> Vec<&'a Image> {
        let older =
            |at: Timestamp| now.duration_since(at) > SignedDuration::from_hours(24 * self.count);
        match self.count_type.as_str() {
            "imageCountMoreThan" => selected
                .iter()
                .skip(usize::try_from(self.count).unwrap_or(usize::MAX))
                .copied()
                .collect(),
            "sinceImagePushed" => selected
                .iter()
                .filter(|i| older(i.pushed_at))
                .copied()
                .collect(),
            "sinceImagePulled" => selected
                .iter()
                .filter(|i| older(i.last_pull.unwrap_or(i.pushed_at)))
                .copied()
                .collect(),
            _ => selected
                .iter()
                .filter(|i| i.archived_at.is_some_and(older))
                .copied()
                .collect(),
        }
    }
}

/// Every rule looks at all images it selects; then, from the lowest number up, an image belongs to the first rule that selected it.
pub fn evaluate(rules: &[Rule], images: &[Image], now: Timestamp) -> Vec<PreviewResult> {
    let mut closed: BTreeSet<&str> = BTreeSet::new();
    let mut results = Vec::new();
    for rule in rules {
        let mut selected: Vec<&Image> = images
            .iter()
            .filter(|i| i.subject.is_none() && rule.selects(i))
            .collect();
        selected.sort_by(|a, b| {
            b.pushed_at
                .cmp(&a.pushed_at)
                .then_with(|| a.digest.cmp(&b.digest))
        });
        for image in rule.picks(&selected, now) {
            if closed.contains(image.digest.as_str()) {
                continue;
            }
            results.push(PreviewResult {
                digest: image.digest.clone(),
                tags: image.tags.clone(),
                pushed_at: image.pushed_at,
                action: if rule.expires { "EXPIRE" } else { "TRANSITION" },
                priority: rule.priority,
            });
        }
        closed.extend(selected.iter().map(|i| i.digest.as_str()));
    }
    guard_children(results, images)
}

/// A platform image stays as long as an index that names it stays.
fn guard_children(results: Vec<PreviewResult>, images: &[Image]) -> Vec<PreviewResult> {
    let gone: BTreeSet<String> = results.iter().map(|r| r.digest.clone()).collect();
    let held = |digest: &str| {
        images
            .iter()
            .any(|i| i.children.iter().any(|c| c == digest) && !gone.contains(&i.digest))
    };
    results.into_iter().filter(|r| !held(&r.digest)).collect()
}
