//! What Git says of each object beside what the cluster has, as Argo CD answers `managed-resources`.
//!
//! Only what Git states is compared, as Argo CD itself does: the provider fills in the rest (late initialisation), and
//! Kubernetes and Argo CD add their own marks.

use super::json::ManagedResource;
use domain::compare::says_the_same;
use domain::drift::{Differs, FieldDrift, InCluster, ObjectDrift};
use domain::observed::ManagedSeen;
use serde_json::{Map, Value};

/// More than any object of ours has.
const FIELDS_MOST: usize = 50;
/// Annotations that Argo CD and kubectl write by themselves.
const MARKS: [&str; 2] = ["argocd.argoproj.io/", "kubectl.kubernetes.io/"];
const PAUSED: &str = "crossplane.io/paused";

pub(super) fn seen(found: ManagedResource) -> ManagedSeen {
    let git = parsed(&found.target_state);
    let cluster = parsed(&found.live_state);
    let about = git.as_ref().or(cluster.as_ref()).and_then(about);
    let differs = match (&git, &cluster) {
        (None, None) => None,
        (Some(_), None) => Some(Differs::Missing),
        (None, Some(_)) => Some(Differs::NoFile),
        (Some(git), Some(cluster)) => {
            let fields = differences(git, cluster);
            (!fields.is_empty()).then_some(Differs::Fields { fields })
        }
    };
    ManagedSeen {
        about,
        says: cluster.as_ref().map(says),
        drift: differs.map(|differs| ObjectDrift {
            group: found.group,
            kind: found.kind,
            name: found.name.clone(),
            namespace: found.namespace,
            differs,
        }),
        name: found.name,
    }
}

/// Argo CD writes the word `null` for a side that has no such object.
fn parsed(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    value.is_object().then_some(value)
}

fn about(object: &Value) -> Option<String> {
    let name = match object["kind"].as_str() {
        Some("Repository") => &object["metadata"]["name"],
        _ => &object["spec"]["forProvider"]["repositoryRef"]["name"],
    };
    name.as_str().map(str::to_owned)
}

fn differences(git: &Value, cluster: &Value) -> Vec<FieldDrift> {
    let mut fields = Vec::new();
    for part in ["labels", "annotations"] {
        let path = format!("metadata.{part}");
        let none = Value::Object(Map::new());
        let has = match &cluster["metadata"][part] {
            Value::Null => &none,
            has => has,
        };
        if let Value::Object(wanted) = &git["metadata"][part] {
            each(wanted, has, &path, &mut fields);
        }
    }
    if let Value::Object(wanted) = &git["spec"] {
        each(wanted, &cluster["spec"], "spec", &mut fields);
    }
    fields.truncate(FIELDS_MOST);
    fields
}

fn each(wanted: &Map<String, Value>, has: &Value, path: &str, fields: &mut Vec<FieldDrift>) {
    for (key, wanted) in wanted {
        if MARKS.iter().any(|mark| key.starts_with(mark)) {
            continue;
        }
        field(wanted, &has[key], &format!("{path}.{key}"), fields);
    }
}

fn field(wanted: &Value, has: &Value, path: &str, fields: &mut Vec<FieldDrift>) {
    match (wanted, has) {
        (Value::Null, _) => {}
        (Value::Object(wanted), Value::Object(_)) => each(wanted, has, path, fields),
        (wanted, Value::Null) if is_empty(wanted) => {}
        (Value::String(wanted), Value::String(has)) if says_the_same(wanted, has) => {}
        (wanted, has) if wanted == has => {}
        (wanted, has) => fields.push(FieldDrift {
            path: path.to_owned(),
            git: text(wanted),
            cluster: (!has.is_null()).then(|| text(has)),
        }),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What Crossplane is to make of AWS, of the kinds that say something about a repository.
fn says(object: &Value) -> InCluster {
    let wanted = &object["spec"]["forProvider"];
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let hands_off = hands_off(object);
    match object["kind"].as_str() {
        Some("Repository") => InCluster {
            mutability: word(&wanted["imageTagMutability"]),
            filters: wanted["imageTagMutabilityExclusionFilter"]
                .as_array()
                .map(|all| all.iter().filter_map(|one| word(&one["filter"])).collect()),
            scan_on_push: wanted["imageScanningConfiguration"]["scanOnPush"].as_bool(),
            tags: wanted["tags"]
                .as_object()
                .map_or_else(Default::default, |tags| {
                    let tags = tags.iter();
                    tags.filter_map(|(key, value)| Some((key.clone(), word(value)?)))
                        .collect()
                }),
            hands_off,
            ..InCluster::default()
        },
        Some("LifecyclePolicy") => InCluster {
            lifecycle: word(&wanted["policy"]),
            hands_off,
            ..InCluster::default()
        },
        Some("RepositoryPolicy") => InCluster {
            access: word(&wanted["policy"]),
            hands_off,
            ..InCluster::default()
        },
        _ => InCluster::default(),
    }
}

/// Paused, or without the right to update.
fn hands_off(object: &Value) -> bool {
    let paused = object["metadata"]["annotations"][PAUSED] == "true";
    let may = object["spec"]["managementPolicies"].as_array();
    let is_barred = may.is_some_and(|may| !may.iter().any(|it| it == "*" || it == "Update"));
    paused || is_barred
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn repository(change: impl Fn(&mut Value)) -> Value {
        let mut object = json!({
            "kind": "Repository",
            "metadata": { "name": "x", "annotations": { "berth/a": "1" } },
            "spec": { "forProvider": {
                "region": "us-east-1", "imageTagMutability": "IMMUTABLE",
                "imageScanningConfiguration": { "scanOnPush": true }, "tags": { "team": "a" },
            } },
        });
        change(&mut object);
        object
    }

    fn pair(git: Option<Value>, cluster: Option<Value>) -> ManagedSeen {
        let shown = |side: Option<Value>| side.unwrap_or(Value::Null).to_string();
        seen(ManagedResource {
            group: "ecr.aws.m.upbound.io".into(),
            kind: "Repository".into(),
            namespace: "n".into(),
            name: "x".into(),
            target_state: shown(git),
            live_state: shown(cluster),
        })
    }

    fn paths(git: Value, cluster: Value) -> Vec<String> {
        match pair(Some(git), Some(cluster))
            .drift
            .map(|drift| drift.differs)
        {
            Some(Differs::Fields { fields }) => fields.into_iter().map(|one| one.path).collect(),
            None => vec![],
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_others_fill_in_is_no_difference() {
        let live = repository(|object| {
            object["metadata"]["uid"] = json!("u");
            object["metadata"]["annotations"]["argocd.argoproj.io/tracking-id"] = json!("t");
            object["spec"]["forProvider"]["tags"]["crossplane-name"] = json!("x");
            object["spec"]["forProvider"]["forceDelete"] = json!(false);
            object["spec"]["managementPolicies"] = json!(["*"]);
            object["status"] = json!({});
        });
        assert_eq!(paths(repository(|_| {}), live), Vec::<String>::new());
    }

    #[test]
    fn each_field_that_git_states_is_compared() {
        let live = repository(|object| {
            object["metadata"]["annotations"] = Value::Null;
            let wanted = &mut object["spec"]["forProvider"];
            wanted["imageTagMutability"] = json!("MUTABLE");
            wanted["imageScanningConfiguration"]["scanOnPush"] = json!(false);
            wanted["tags"] = Value::Null;
        });
        assert_eq!(
            paths(repository(|_| {}), live),
            [
                "metadata.annotations.berth/a",
                "spec.forProvider.imageScanningConfiguration.scanOnPush",
                "spec.forProvider.imageTagMutability",
                "spec.forProvider.tags",
            ]
        );
    }

    #[test]
    fn the_text_of_a_policy_may_be_written_otherwise() {
        let policy = |text: &str| json!({ "kind": "LifecyclePolicy", "spec": { "forProvider": { "policy": text } } });
        let git = policy("{\"rules\": []}");
        assert_eq!(
            paths(git.clone(), policy("{ \"rules\":[]}")),
            Vec::<String>::new()
        );
        assert_eq!(
            paths(git, policy("{\"rules\":[1]}")),
            ["spec.forProvider.policy"]
        );
    }

    #[test]
    fn one_side_may_have_no_such_object() {
        let differs = |seen: ManagedSeen| seen.drift.map(|drift| drift.differs);
        let one = || Some(repository(|_| {}));
        assert_eq!(differs(pair(one(), None)), Some(Differs::Missing));
        assert_eq!(differs(pair(None, one())), Some(Differs::NoFile));
        assert_eq!(differs(pair(None, None)), None);
        assert_eq!(pair(one(), None).about.as_deref(), Some("x"));
        assert_eq!(pair(one(), None).says, None);
    }

    #[test]
    fn crossplane_that_is_paused_or_only_observes_leaves_aws_alone() {
        let off = |change: &dyn Fn(&mut Value)| {
            pair(None, Some(repository(change))).says.unwrap().hands_off
        };
        assert!(!off(&|_| {}));
        assert!(!off(&|it| it["spec"]["managementPolicies"] = json!(["*"])));
        assert!(off(
            &|it| it["spec"]["managementPolicies"] = json!(["Observe"])
        ));
        assert!(off(
            &|it| it["metadata"]["annotations"][PAUSED] = json!("true")
        ));
        let says = pair(None, Some(repository(|_| {}))).says.unwrap();
        assert_eq!(says.mutability.as_deref(), Some("IMMUTABLE"));
        assert_eq!((says.scan_on_push, says.tags.len()), (Some(true), 1));
    }
}
