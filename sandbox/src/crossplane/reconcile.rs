//! One pass of the provider over one object, in the order of the real reconciler: pause, references, connect, observe, then create,
//! update or delete as an operation that runs until the next pass.
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::conditions::{self, failed, operation, ready, record, synced};
use super::external::{self, Place, Seen};
use super::kinds::Kind;
use super::managed::{self, EXTERNAL_NAME, PENDING, permits};
use super::model::{Act, Live, ObjectKey, State, annotation, generation, is_deleting};
use super::operate::scripted;
use crate::aws;

/// How often a settled object is looked at again.
const POLL: SignedDuration = SignedDuration::from_mins(10);
const REQUESTED: &str = "crossplane.io/reconcile-requested-at";

/// Where an object stands after a pass.
enum After {
    Kept,
    Gone,
}

pub(super) struct Pass<'a> {
    pub(super) state: &'a mut State,
    pub(super) aws: &'a mut aws::State,
    pub(super) key: &'a ObjectKey,
    pub(super) kind: Kind,
    pub(super) now: Timestamp,
}

/// Takes every object that wants attention one pass further; returns how many changed.
pub(super) fn all(state: &mut State, aws: &mut aws::State, now: Timestamp) -> usize {
    if state.provider_down {
        return 0;
    }
    let keys: Vec<(ObjectKey, Kind)> = state
        .objects
        .keys()
        .filter_map(|k| Some((k.clone(), k.managed_kind()?)))
        .collect();
    let mut moved = 0;
    for (key, kind) in keys {
        let Some(mut live) = state.objects.get(&key).cloned() else {
            continue;
        };
        if settled(&live, now) {
            continue;
        }
        let before = (live.doc.clone(), live.memory.running);
        live.memory.last_pass = Some(now);
        live.memory.handled_request = annotation(&live.doc, REQUESTED).map(str::to_owned);
        let after = Pass {
            state: &mut *state,
            aws: &mut *aws,
            key: &key,
            kind,
            now,
        }
        .run(&mut live);
        if (&before.0, before.1) != (&live.doc, live.memory.running) {
            moved += 1;
            live.doc["metadata"]["resourceVersion"] = json!(state.tick().to_string());
        }
        match after {
            After::Kept => state.objects.insert(key, live),
            After::Gone => {
                moved += 1;
                state.objects.remove(&key)
            }
        };
    }
    moved
}

fn settled(live: &Live, now: Timestamp) -> bool {
    let doc = &live.doc;
    let quiet = live.memory.running.is_none() && live.memory.failed.is_none() && !is_deleting(doc);
    let current = conditions::condition(doc, "Synced")
        .is_some_and(|c| c["observedGeneration"] == json!(generation(doc)));
    let healthy = conditions::is(doc, "Synced", "True") && !managed::is_paused(doc);
    let polled = live
        .memory
        .last_pass
        .is_some_and(|at| now.duration_since(at) < POLL);
    let asked = annotation(doc, REQUESTED).map(str::to_owned) != live.memory.handled_request;
    quiet && current && healthy && polled && !asked
}

impl Pass<'_> {
    fn run(&mut self, live: &mut Live) -> After {
        let now = self.now;
        if managed::is_paused(&live.doc) {
            conditions::set(&mut live.doc, "Synced", false, "ReconcilePaused", None, now);
            record(
                live,
                "ReconciliationPaused",
                "Reconciliation is paused",
                false,
                now,
            );
            return After::Kept;
        }
        let policies = managed::policies(&live.doc);
        if !managed::supported(&policies) {
            let message = format!(
                "`spec.managementPolicies` is set to a value({policies:?}) which is not supported. Check docs for supported policies"
            );
            failed(live, "CannotUseInvalidManagementPolicy", &message, now);
            return After::Kept;
        }
        if annotation(&live.doc, PENDING).is_some() && live.memory.running.is_none() {
            self.creation_unknown(live);
            return After::Kept;
        }
        // Whoever put another finalizer there may still need what is in AWS.
        if is_deleting(&live.doc) && managed::is_held_by_others(&live.doc) {
            return After::Kept;
        }
        if is_deleting(&live.doc) && !permits(&live.doc, "Delete") {
            return After::Gone;
        }
        match self.prepare(live) {
            Ok(target) => self.converge(live, &target),
            Err((event, message)) => {
                failed(live, event, &message, now);
                After::Kept
            }
        }
    }

    fn converge(&mut self, live: &mut Live, target: &Place) -> After {
        if let Some(act) = live.memory.running
            && !self.finish(live, target, act)
        {
            return After::Kept;
        }
        if let Some((code, message)) =
            managed::trouble(self.state, self.key, &live.doc, Act::Observe)
        {
            let detail = scripted(self.kind, Act::Observe, &code, message)
                .error
                .in_provider(self.kind.service().0, self.kind.call(Act::Observe));
            let message = format!(
                "observe failed: failed to observe the resource: [{{0 reading {} ({}): {detail}  []}}]",
                self.kind.noun(),
                target.name
            );
            failed(live, "CannotObserveExternalResource", &message, self.now);
            return After::Kept;
        }
        let seen = self.observe(live, target);
        if is_deleting(&live.doc) {
            return self.towards_gone(live, target, &seen);
        }
        match seen {
            Seen::Missing => self.towards_created(live, target),
            Seen::Same => self.in_step(live, target),
            Seen::Differs if permits(&live.doc, "Update") => self.begin(live, target, Act::Update),
            Seen::NeedsReplacement(argument, from, to) if permits(&live.doc, "Update") => {
                self.refuse(live, &argument, &from, &to)
            }
            Seen::Differs | Seen::NeedsReplacement(..) => self.in_step(live, target),
        }
        After::Kept
    }

    fn observe(&self, live: &Live, target: &Place) -> Seen {
        let memory = &live.memory;
        for (argument, bound, now) in [
            (self.kind.name_argument(), &memory.bound_name, &target.name),
            ("region", &memory.bound_region, &target.region),
        ] {
            if let Some(bound) = bound.as_ref().filter(|b| *b != now) {
                return Seen::NeedsReplacement(argument.into(), bound.clone(), now.clone());
            }
        }
        // Without an external name there is nothing to ask for: straight to creation.
        if annotation(&live.doc, EXTERNAL_NAME).is_none() {
            return Seen::Missing;
        }
        let in_place = self.state.updates_lifecycle_policies;
        external::observe(self.kind, &live.doc, target, in_place, self.aws)
    }

    fn towards_created(&mut self, live: &mut Live, target: &Place) {
        if !permits(&live.doc, "Create") {
            failed(
                live,
                "CannotObserveExternalResource",
                "observe failed: external resource does not exist",
                self.now,
            );
            return;
        }
        managed::add_finalizer(&mut live.doc);
        ready(&mut live.doc, "Creating", self.now);
        self.begin(live, target, Act::Create);
    }

    fn towards_gone(&mut self, live: &mut Live, target: &Place, seen: &Seen) -> After {
        if *seen == Seen::Missing {
            return After::Gone;
        }
        ready(&mut live.doc, "Deleting", self.now);
        let edited = live
            .memory
            .deleted_at_generation
            .is_some_and(|g| generation(&live.doc) > g);
        if edited {
            live.memory.force_delete = force_delete(&live.doc);
        }
        self.begin(live, target, Act::Delete);
        After::Kept
    }

    pub(super) fn in_step(&mut self, live: &mut Live, target: &Place) {
        live.memory.failed = None;
        live.memory.bound_name = Some(target.name.clone());
        live.memory.bound_region = Some(target.region.clone());
        live.memory.force_delete = force_delete(&live.doc);
        managed::add_finalizer(&mut live.doc);
        if permits(&live.doc, "LateInitialize") {
            for (field, value) in external::late_values(self.kind, target, self.aws) {
                if live.doc["spec"]["forProvider"].get(&field).is_none() {
                    managed::write_spec(&mut live.doc, &field, value);
                }
            }
        }
        if let Some(seen) = external::at_provider(self.kind, live, target, self.aws) {
            live.doc["status"]["atProvider"] = seen;
        }
        if !conditions::is(&live.doc, "LastAsyncOperation", "True")
            && conditions::condition(&live.doc, "LastAsyncOperation").is_some()
        {
            operation(&mut live.doc, "Success", None, self.now);
        }
        ready(&mut live.doc, "Available", self.now);
        synced(&mut live.doc, self.now);
    }

    fn refuse(&mut self, live: &mut Live, argument: &str, from: &str, to: &str) {
        live.memory.failed = Some(Act::Update);
        let inner = format!(
            "async update failed: refuse to update the external resource because the following update requires replacing it: cannot change the value of the argument \"{argument}\" from \"{from}\" to \"{to}\""
        );
        operation(&mut live.doc, "AsyncUpdateFailure", Some(&inner), self.now);
        failed(
            live,
            "CannotUpdateExternalResource",
            &format!("update failed: {inner}"),
            self.now,
        );
    }
}

fn force_delete(doc: &Value) -> bool {
    doc.pointer("/spec/forProvider/forceDelete")
        .and_then(Value::as_bool)
        .unwrap_or(false)
}
