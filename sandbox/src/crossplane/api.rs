//! The API server's side: validate, default, merge what is applied with what is there, delete with finalizers.
use jiff::Timestamp;
use serde_json::{Value, json};

use super::model::{
    Live, Memory, ObjectKey, State, TRACKING, annotation, generation, is_deleting,
    remove_annotation, rfc3339, set_annotation, stable_uuid,
};
use super::schema;
use crate::merge_patch::merge_patch;

pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
const BUILT_IN: [&str; 5] = [
    "",
    "apps",
    "batch",
    "networking.k8s.io",
    "rbac.authorization.k8s.io",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    Created,
    Configured,
    Unchanged,
}

impl Applied {
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Configured => "configured",
            Self::Unchanged => "unchanged",
        }
    }
}

impl State {
    /// Whether the cluster knows the kind at all: built in, or a CRD that is activated.
    pub fn serves(&self, key: &ObjectKey) -> bool {
        let known = BUILT_IN.contains(&key.group.as_str()) || key.group.ends_with(".m.upbound.io");
        known && !self.missing_crds.contains(&key.group_kind())
    }

    /// What an API server refuses before it looks at what is there.
    fn admit(&self, key: &ObjectKey, manifest: &Value) -> Result<(), String> {
        if !self.serves(key) {
            return Err(format!(
                "The Kubernetes API could not find {}/{} for requested resource {}/{}. Make sure the \"{}\" CRD is installed on the destination cluster.",
                key.group, key.kind, key.namespace, key.name, key.kind
            ));
        }
        if !self
            .namespaces
            .contains(&(key.cluster.clone(), key.namespace.clone()))
        {
            return Err(format!("namespaces \"{}\" not found", key.namespace));
        }
        dns_name(&key.name).map_err(|why| {
            format!(
                "{} \"{}\" is invalid: metadata.name: {why}",
                key.group_kind(),
                key.name
            )
        })?;
        schema::validate(&key.kind, &key.group, &key.name, manifest)
    }

    pub fn apply(
        &mut self,
        key: &ObjectKey,
        manifest: &Value,
        now: Timestamp,
    ) -> Result<Applied, String> {
        self.admit(key, manifest)?;
        let mut wanted = manifest.clone();
        wanted["metadata"]["namespace"] = json!(key.namespace);
        let said = wanted.to_string();
        let version = self.tick();
        match self.objects.get_mut(key) {
            None => {
                let doc = fresh(key, wanted, &said, version, now);
                self.objects.insert(
                    key.clone(),
                    Live {
                        doc,
                        memory: Memory::default(),
                        events: Vec::new(),
                    },
                );
                Ok(Applied::Created)
            }
            Some(live) => Ok(merge_into(&mut live.doc, &wanted, &said, version)),
        }
    }

    /// Like a PUT: whatever the manifest does not say is gone, but for what the server itself keeps and the status.
    pub fn replace(
        &mut self,
        key: &ObjectKey,
        manifest: &Value,
        now: Timestamp,
    ) -> Result<(), String> {
        self.admit(key, manifest)?;
        let mut wanted = manifest.clone();
        wanted["metadata"]["namespace"] = json!(key.namespace);
        let said = wanted.to_string();
        let version = self.tick();
        let Some(live) = self.objects.get_mut(key) else {
            return Err(format!("{} \"{}\" not found", key.group_kind(), key.name));
        };
        let mut next = fresh(key, wanted, &said, version, now);
        for name in [
            "uid",
            "creationTimestamp",
            "generation",
            "deletionTimestamp",
        ] {
            if let Some(kept) = live.doc["metadata"].get(name) {
                next["metadata"][name] = kept.clone();
            }
        }
        if let Some(status) = live.doc.get("status") {
            next["status"] = status.clone();
        }
        if next["spec"] != live.doc["spec"] {
            next["metadata"]["generation"] = json!(generation(&live.doc) + 1);
        }
        live.doc = next;
        Ok(())
    }

    /// Somebody with `kubectl`: a merge patch on the live object, status and all.
    pub fn edit(&mut self, key: &ObjectKey, patch: &Value) -> bool {
        let version = self.tick();
        let Some(live) = self.objects.get_mut(key) else {
            return false;
        };
        let spec = live.doc["spec"].clone();
        merge_patch(&mut live.doc, patch);
        if live.doc["spec"] != spec {
            live.doc["metadata"]["generation"] = json!(generation(&live.doc) + 1);
        }
        live.doc["metadata"]["resourceVersion"] = json!(version.to_string());
        if is_deleting(&live.doc) && !is_held(&live.doc) {
            self.objects.remove(key);
        }
        true
    }

    /// Asks for deletion: at once without a finalizer, otherwise when the provider lets go.
    pub fn delete(&mut self, key: &ObjectKey, now: Timestamp) -> bool {
        let Some(live) = self.objects.get_mut(key) else {
            return false;
        };
        if !is_held(&live.doc) {
            self.objects.remove(key);
            return true;
        }
        if is_deleting(&live.doc) {
            return false;
        }
        live.memory.deleted_at_generation = Some(generation(&live.doc));
        live.doc["metadata"]["deletionTimestamp"] = json!(rfc3339(now));
        live.doc["metadata"]["deletionGracePeriodSeconds"] = json!(0);
        true
    }
}

fn is_held(doc: &Value) -> bool {
    let finalizers = doc.pointer("/metadata/finalizers");
    finalizers
        .and_then(Value::as_array)
        .is_some_and(|f| !f.is_empty())
}

fn dns_name(name: &str) -> Result<(), &'static str> {
    let label = |l: &str| {
        let edge = |c: Option<u8>| c.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        edge(l.bytes().next())
            && edge(l.bytes().last())
            && l.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if name.len() <= 253 && name.split('.').all(label) {
        return Ok(());
    }
    Err(
        "Invalid value: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    )
}

fn fresh(key: &ObjectKey, mut doc: Value, said: &str, version: u64, now: Timestamp) -> Value {
    let id = format!(
        "{}/{}/{}/{}/{version}",
        key.cluster,
        key.group_kind(),
        key.namespace,
        key.name
    );
    doc["metadata"]["uid"] = json!(stable_uuid(&id));
    doc["metadata"]["generation"] = json!(1);
    doc["metadata"]["resourceVersion"] = json!(version.to_string());
    doc["metadata"]["creationTimestamp"] = json!(rfc3339(now));
    set_annotation(&mut doc, LAST_APPLIED, said);
    if key.managed_kind().is_some() {
        let defaults = [
            ("initProvider", json!({})),
            ("managementPolicies", json!(["*"])),
            (
                "providerConfigRef",
                json!({ "kind": "ClusterProviderConfig", "name": "default" }),
            ),
        ];
        for (name, value) in defaults {
            if doc["spec"].get(name).is_none() {
                doc["spec"][name] = value;
            }
        }
    }
    if let Some(map) = doc.as_object_mut() {
        map.remove("status");
    }
    doc
}

fn merge_into(live: &mut Value, wanted: &Value, said: &str, version: u64) -> Applied {
    let before: Value = annotation(live, LAST_APPLIED)
        .and_then(|t| serde_json::from_str(t).ok())
        .unwrap_or(Value::Null);
    let mut next = live.clone();
    for part in ["spec", "data"] {
        if let Some(new) = wanted.get(part) {
            merge(
                &mut next[part],
                new,
                before.get(part).unwrap_or(&Value::Null),
            );
        }
    }
    for part in ["labels", "annotations"] {
        let new = wanted
            .pointer(&format!("/metadata/{part}"))
            .cloned()
            .unwrap_or_else(|| json!({}));
        let old = before
            .pointer(&format!("/metadata/{part}"))
            .cloned()
            .unwrap_or(Value::Null);
        if new.as_object().is_some_and(|m| !m.is_empty()) || !old.is_null() {
            if next["metadata"].get(part).is_none() {
                next["metadata"][part] = json!({});
            }
            merge(&mut next["metadata"][part], &new, &old);
        }
    }
    set_annotation(&mut next, LAST_APPLIED, said);
    if next == *live {
        return Applied::Unchanged;
    }
    if next["spec"] != live["spec"] {
        next["metadata"]["generation"] = json!(generation(live) + 1);
    }
    next["metadata"]["resourceVersion"] = json!(version.to_string());
    *live = next;
    Applied::Configured
}

/// Three ways: what is wanted now wins, what was wanted before and no longer is goes, everything else stays. Lists are one value.
fn merge(live: &mut Value, wanted: &Value, before: &Value) {
    let (Some(target), Some(new)) = (live.as_object_mut(), wanted.as_object()) else {
        *live = wanted.clone();
        return;
    };
    for name in before.as_object().map(|m| m.keys()).into_iter().flatten() {
        if !new.contains_key(name) {
            target.remove(name);
        }
    }
    for (name, value) in new {
        match target.get_mut(name) {
            Some(there) if there.is_object() && value.is_object() => {
                merge(there, value, before.get(name).unwrap_or(&Value::Null))
            }
            _ => {
                target.insert(name.clone(), value.clone());
            }
        }
    }
}

/// Whether the live object holds all that the manifest states, and nothing that an earlier one stated and this one dropped.
pub fn holds(live: &Value, wanted: &Value) -> bool {
    let mut before: Value = annotation(live, LAST_APPLIED)
        .and_then(|t| serde_json::from_str(t).ok())
        .unwrap_or(Value::Null);
    // The applier's own mark is in what was applied and never in git.
    remove_annotation(&mut before, TRACKING);
    let part = |pointer: &str| {
        let get = |v: &Value| v.pointer(pointer).cloned().unwrap_or(Value::Null);
        covers(&get(live), &get(wanted)) && !dropped(&get(live), &get(wanted), &get(&before))
    };
    part("/spec") && part("/data") && part("/metadata/labels") && part("/metadata/annotations")
}

fn covers(live: &Value, wanted: &Value) -> bool {
    match (live, wanted) {
        (_, Value::Null) => true,
        (Value::Object(l), Value::Object(w)) => w
            .iter()
            .all(|(k, v)| l.get(k).is_some_and(|there| covers(there, v))),
        (Value::Array(l), Value::Array(w)) => {
            l.len() == w.len() && l.iter().zip(w).all(|(a, b)| covers(a, b))
        }
        (a, b) => a == b,
    }
}

fn dropped(live: &Value, wanted: &Value, before: &Value) -> bool {
    let Some(before) = before.as_object() else {
        return false;
    };
    before
        .iter()
        .any(|(name, old)| match (live.get(name), wanted.get(name)) {
            (Some(_), None) => true,
            (Some(l), Some(w)) => dropped(l, w, old),
            (None, _) => false,
        })
}
