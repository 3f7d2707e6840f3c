//! From a policy's JSON to statements. Whatever isn't plainly understood stays as it is.

use super::condition::reach;
use super::{Access, Actions, Condition, Effect, Principal, Statement, Unreadable, Who, says};
use crate::aws::AccountId;
use serde_json::{Map, Value};

pub(super) fn policy(text: &str, own: &AccountId) -> Access {
    let whole = |reason: &str| Access {
        statements: Vec::new(),
        unreadable: vec![Unreadable {
            label: "The policy".into(),
            reason: reason.into(),
            source: text.to_owned(),
        }],
    };
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return whole("it isn’t JSON");
    };
    let statements = match value.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(one @ Value::Object(_)) => vec![one.clone()],
        _ => return whole("it has no statements"),
    };
    let mut access = Access::default();
    for (index, value) in statements.iter().enumerate() {
        let label = match value.get("Sid").and_then(Value::as_str) {
            Some(sid) if !sid.is_empty() => format!("Statement “{sid}”"),
            _ => format!("Statement {}", index + 1),
        };
        let source = serde_json::to_string_pretty(value).unwrap_or_default();
        match statement(value, own, label.clone(), source.clone()) {
            Ok(statement) => access.statements.push(statement),
            Err(reason) => access.unreadable.push(Unreadable {
                label,
                reason,
                source,
            }),
        }
    }
    access
}

const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

fn statement(
    value: &Value,
    own: &AccountId,
    label: String,
    source: String,
) -> Result<Statement, String> {
    let members = value.as_object().ok_or("it isn’t an object")?;
    if let Some(other) = members.keys().find(|key| !ELEMENTS.contains(&key.as_str())) {
        return Err(format!("Berth doesn’t know the element {other}"));
    }
    if members.contains_key("NotResource") {
        return Err("it uses NotResource, which ECR gives no meaning here".into());
    }
    let effect = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err("its Effect is neither Allow nor Deny".into()),
    };
    let who = who(members, own)?;
    let actions = match (members.get("Action"), members.get("NotAction")) {
        (Some(actions), None) => Actions::matching(&texts(actions, "Action")?),
        (None, Some(actions)) => Actions::except(&texts(actions, "NotAction")?),
        _ => return Err("it needs one of Action and NotAction".into()),
    };
    let conditions = conditions(members.get("Condition"))?;
    Ok(Statement {
        reach: reach(&who, &conditions, own),
        sentence: says::statement(effect, &who, &actions, &conditions),
        label,
        effect,
        who,
        actions,
        conditions,
        source,
    })
}

fn who(members: &Map<String, Value>, own: &AccountId) -> Result<Who, String> {
    let (value, except) = match (members.get("Principal"), members.get("NotPrincipal")) {
        (Some(value), None) => (value, false),
        (None, Some(value)) => (value, true),
        _ => return Err("it needs one of Principal and NotPrincipal".into()),
    };
    let mut principals = Vec::new();
    match value {
        Value::String(text) if text == "*" => principals.push(Principal::Everyone),
        Value::Object(kinds) => {
            for (kind, named) in kinds {
                let parse: fn(&str) -> Principal = match kind.as_str() {
                    "AWS" => Principal::aws,
                    "Service" => |text| Principal::Service(text.to_owned()),
                    "Federated" => |text| Principal::Federated(text.to_owned()),
                    "CanonicalUser" => |text| Principal::Other(text.to_owned()),
                    other => {
                        return Err(format!("Berth doesn’t know principals of the kind {other}"));
                    }
                };
                principals.extend(texts(named, "Principal")?.iter().map(|text| parse(text)));
            }
        }
        _ => return Err("its Principal is neither * nor an object".into()),
    }
    if principals.is_empty() {
        return Err("it names no principal".into());
    }
    principals.sort();
    principals.dedup();
    Ok(Who {
        principals,
        except,
        own: own.clone(),
    })
}

/// AWS takes one text for a list of one.
fn texts(value: &Value, element: &str) -> Result<Vec<String>, String> {
    let not_text = || format!("its {element} holds something that isn’t text");
    let list: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    let texts: Option<Vec<String>> = list
        .into_iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect();
    match texts {
        Some(texts) if !texts.is_empty() => Ok(texts),
        Some(_) => Err(format!("its {element} is empty")),
        None => Err(not_text()),
    }
}

fn conditions(value: Option<&Value>) -> Result<Vec<Condition>, String> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let operators = value.as_object().ok_or("its Condition isn’t an object")?;
    let mut conditions = Vec::new();
    for (operator, keys) in operators {
        let keys = keys
            .as_object()
            .ok_or("a Condition’s operator holds no keys")?;
        for (key, values) in keys {
            let list: Vec<&Value> = match values {
                Value::Array(items) => items.iter().collect(),
                one => vec![one],
            };
            let values: Option<Vec<String>> = list.into_iter().map(scalar).collect();
            conditions.push(Condition {
                operator: operator.clone(),
                key: key.clone(),
                values: values.ok_or("a Condition’s value isn’t plain")?,
            });
        }
    }
    conditions.sort_by(|one, other| (&one.operator, &one.key).cmp(&(&other.operator, &other.key)));
    Ok(conditions)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
