//! Topics, rules, targets and metric alarms: no more than their attributes and the rules that AWS holds against each. Nothing here
//! ever fires.
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::errors::AwsError;
use super::model::{Aws, partition};

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum ResourceKind {
    Topic,
    TopicPolicy,
    Rule,
    Target,
    MetricAlarm,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct ResourceKey {
    pub account: String,
    pub region: String,
    pub kind: ResourceKind,
    /// A topic policy's is its topic's ARN, a target's is `<rule>-<target id>`.
    pub name: String,
}

impl ResourceKey {
    /// A target has no ARN of its own.
    pub fn arn(&self) -> Option<String> {
        let Self {
            account,
            region,
            name,
            ..
        } = self;
        let partition = partition(region);
        match self.kind {
            ResourceKind::Topic => Some(format!("arn:{partition}:sns:{region}:{account}:{name}")),
            ResourceKind::TopicPolicy => Some(name.clone()),
            ResourceKind::Rule => Some(format!(
                "arn:{partition}:events:{region}:{account}:rule/{name}"
            )),
            ResourceKind::MetricAlarm => Some(format!(
                "arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}"
            )),
            ResourceKind::Target => None,
        }
    }

    fn other(&self, kind: ResourceKind, name: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            ..self.clone()
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Resource {
    /// Under the names that the provider's manifests use.
    #[serde(default)]
    pub attributes: Map<String, Value>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

impl Resource {
    pub fn text(&self, name: &str) -> &str {
        self.attributes
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or("")
    }

    fn number(&self, name: &str) -> f64 {
        self.attributes
            .get(name)
            .and_then(Value::as_f64)
            .unwrap_or(0.0)
    }
}

const SEVEN_DAYS: f64 = 604_800.0;
const DAY: f64 = 86_400.0;
const HOUR: f64 = 3_600.0;
const TARGETS_OF_A_RULE: usize = 5;

impl Aws {
    /// Creates or overwrites, as each of the services' own Put does.
    pub fn put_resource(&mut self, key: &ResourceKey, wanted: Resource) -> Result<(), AwsError> {
        match key.kind {
            ResourceKind::Topic => check_topic(&key.name, &wanted)?,
            ResourceKind::TopicPolicy => self.check_topic_policy(key, &wanted)?,
            ResourceKind::Rule => check_rule(&key.name, &wanted)?,
            ResourceKind::Target => self.check_target(key, &wanted)?,
            ResourceKind::MetricAlarm => check_alarm(&key.name, &wanted)?,
        }
        self.resources.insert(key.clone(), wanted);
        Ok(())
    }

    /// What is gone already is no error.
    pub fn delete_resource(&mut self, key: &ResourceKey) -> Result<(), AwsError> {
        match key.kind {
            ResourceKind::Rule if self.targets_of(key, &key.name).next().is_some() => {
                return Err(AwsError::new(
                    "ValidationException",
                    "Rule can't be deleted since it has targets.",
                ));
            }
            ResourceKind::Topic => {
                let arn = key.arn().unwrap_or_default();
                self.resources
                    .remove(&key.other(ResourceKind::TopicPolicy, &arn));
            }
            _ => {}
        }
        self.resources.remove(key);
        Ok(())
    }

    fn targets_of<'a>(
        &'a self,
        beside: &'a ResourceKey,
        rule: &'a str,
    ) -> impl Iterator<Item = &'a ResourceKey> {
        let here = move |k: &ResourceKey| {
            k.kind == ResourceKind::Target
                && k.account == beside.account
                && k.region == beside.region
        };
        self.resources
            .iter()
            .filter(move |(k, r)| here(k) && r.text("rule") == rule)
            .map(|(k, _)| k)
    }

    fn check_topic_policy(&self, key: &ResourceKey, wanted: &Resource) -> Result<(), AwsError> {
        let topic = key.name.rsplit(':').next().unwrap_or("");
        let there = self
            .resources
            .contains_key(&key.other(ResourceKind::Topic, topic));
        if !there {
            return Err(AwsError {
                status: 404,
                ..AwsError::new("NotFound", "Topic does not exist")
            });
        }
        let policy: Option<Value> = serde_json::from_str(wanted.text("policy")).ok();
        if policy.is_none_or(|p| !p["Statement"].is_array() && !p["Statement"].is_object()) {
            return Err(AwsError::new(
                "InvalidParameter",
                "Invalid parameter: Policy Error: null",
            ));
        }
        Ok(())
    }

    fn check_target(&self, key: &ResourceKey, wanted: &Resource) -> Result<(), AwsError> {
        let rule = wanted.text("rule");
        if !self
            .resources
            .contains_key(&key.other(ResourceKind::Rule, rule))
        {
            return Err(AwsError::new(
                "ResourceNotFoundException",
                format!("Rule {rule} does not exist on EventBus default."),
            ));
        }
        if !named(wanted.text("targetId"), 64, ".-_") {
            return Err(constraint("targets.1.member.id"));
        }
        if !wanted.text("arn").starts_with("arn:") {
            return Err(AwsError::new(
                "ValidationException",
                format!(
                    "Parameter {} is not valid. Reason: Provided Arn is not in correct format.",
                    wanted.text("arn")
                ),
            ));
        }
        let others = self.targets_of(key, rule).filter(|k| *k != key).count();
        if others >= TARGETS_OF_A_RULE {
            return Err(AwsError::new(
                "LimitExceededException",
                "The requested resource exceeds the maximum number allowed.",
            ));
        }
        Ok(())
    }
}

fn named(name: &str, longest: usize, more: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || more.contains(c);
    (1..=longest).contains(&name.len()) && name.chars().all(fits)
}

fn constraint(at: &str) -> AwsError {
    AwsError::new(
        "ValidationException",
        format!("1 validation error detected: Value at '{at}' failed to satisfy constraint"),
    )
}

fn check_topic(name: &str, wanted: &Resource) -> Result<(), AwsError> {
    let refused =
        |what: &str| AwsError::new("InvalidParameter", format!("Invalid parameter: {what}"));
    if !named(name, 256, "-_") {
        return Err(refused("Topic Name"));
    }
    if wanted.text("displayName").chars().count() > 100 {
        return Err(refused(
            "Attributes Reason: DisplayName must be at most 100 characters long",
        ));
    }
    Ok(())
}

fn check_rule(name: &str, wanted: &Resource) -> Result<(), AwsError> {
    if !named(name, 64, ".-_") {
        return Err(constraint("name"));
    }
    if wanted.text("description").chars().count() > 512 {
        return Err(constraint("description"));
    }
    let pattern = wanted.text("eventPattern");
    if pattern.is_empty() && wanted.text("scheduleExpression").is_empty() {
        return Err(AwsError::new(
            "ValidationException",
            "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        ));
    }
    let parsed: Option<Value> = serde_json::from_str(pattern).ok();
    let shaped = |p: &Value| p.as_object().is_some_and(|m| !m.is_empty()) && ends_in_lists(p);
    if !pattern.is_empty() && !parsed.as_ref().is_some_and(shaped) {
        return Err(AwsError::new(
            "InvalidEventPatternException",
            "Event pattern is not valid. Reason: a match value must be an array or an object",
        ));
    }
    Ok(())
}

/// In an event pattern every leaf is a list of what may match.
fn ends_in_lists(pattern: &Value) -> bool {
    match pattern {
        Value::Object(fields) => fields.values().all(ends_in_lists),
        Value::Array(values) => !values.is_empty(),
        _ => false,
    }
}

fn check_alarm(name: &str, wanted: &Resource) -> Result<(), AwsError> {
    let refused = |what: &str| AwsError::new("ValidationError", what);
    let has = |field: &str| wanted.attributes.contains_key(field);
    if !(1..=255).contains(&name.chars().count()) {
        return Err(constraint("alarmName"));
    }
    if !has("comparisonOperator") || wanted.number("evaluationPeriods") < 1.0 {
        return Err(refused(
            "The parameters ComparisonOperator and EvaluationPeriods are required.",
        ));
    }
    if has("metricName") == has("metricQuery") {
        return Err(refused(
            "Exactly one of the parameters MetricName and Metrics must be specified.",
        ));
    }
    if wanted.number("datapointsToAlarm") > wanted.number("evaluationPeriods") {
        return Err(refused(
            "DatapointsToAlarm must be lower than or equal to EvaluationPeriods",
        ));
    }
    let period = wanted.number("period");
    let longest = if period >= HOUR { SEVEN_DAYS } else { DAY };
    if period * wanted.number("evaluationPeriods") > longest {
        return Err(refused(&format!(
            "Metrics cannot be checked across more than {longest} seconds (EvaluationPeriods * Period)"
        )));
    }
    Ok(())
}
