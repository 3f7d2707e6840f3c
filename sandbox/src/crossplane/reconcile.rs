//! One pass of the provider over one object, in the order of the real reconciler: pause, references, connect, observe, then create,
//! update or delete as an operation that runs until the next pass.
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::conditions::{self, failed, operation, ready, record, synced};
use super::external::{Seen, policy, repository};
use super::managed::{self, EXTERNAL_NAME, PENDING, permits};
use super::model::{Act, Live, ObjectKey, State, annotation, generation, is_deleting};
use super::operate::scripted;
use crate::aws::{self, RepoKey};

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
    pub(super) now: Timestamp,
}

/// Takes every object that wants attention one pass further; returns how many changed.
pub(super) fn all(state: &mut State, aws: &mut aws::State, now: Timestamp) -> usize {
    if state.provider_down {
        return 0;
    }
    let keys: Vec<ObjectKey> = state
        .objects
        .keys()
        .filter(|k| k.group == super::ECR_GROUP && super::schema::spec_shape(&k.kind).is_some())
        .cloned()
        .collect();
    let mut moved = 0;
    for key in keys {
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

    /// References, credentials, names: everything before AWS is asked.
    fn prepare(&mut self, live: &mut Live) -> Result<RepoKey, (&'static str, String)> {
        let connect = |why: String| ("CannotConnectToProvider", format!("connect failed: {why}"));
        if self.key.kind == "Repository" {
            managed::default_external_name(&mut live.doc, &self.key.name);
            if !is_deleting(&live.doc) && managed::policies(&live.doc) != ["Observe"] {
                self.default_tags(&mut live.doc);
            }
        } else if !is_deleting(&live.doc) {
            managed::resolve_repository(self.state, self.key, &mut live.doc)
                .map_err(|why| ("CannotResolveResourceReferences", why))?;
        }
        let account = managed::account(self.state, self.key, &live.doc).map_err(connect)?;
        if let Some((code, message)) =
            managed::trouble(self.state, self.key, &live.doc, Act::Connect)
        {
            let detail = message.unwrap_or_else(|| format!("failed to get AWS config: {code}"));
            let setup = "cannot initialize the Terraform plugin SDK async external client: cannot get terraform setup";
            return Err(connect(format!("{setup}: {detail}")));
        }
        let region = managed::text(&live.doc, "region").unwrap_or("").to_owned();
        if !known_region(&region) {
            return Err(connect(format!(
                "region \"{region}\" does not belong to a known partition"
            )));
        }
        let name = if self.key.kind == "Repository" {
            annotation(&live.doc, EXTERNAL_NAME)
        } else {
            managed::text(&live.doc, "repository").or_else(|| annotation(&live.doc, EXTERNAL_NAME))
        };
        Ok(RepoKey::new(&account, &region, name.unwrap_or("")))
    }

    fn default_tags(&self, doc: &mut Value) {
        let of = |field: &str| {
            doc.pointer(&format!("/spec/providerConfigRef/{field}"))
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned()
        };
        let ours = [
            (
                "crossplane-kind",
                format!("repository.{}", super::ECR_GROUP),
            ),
            ("crossplane-name", self.key.name.clone()),
            ("crossplane-namespace", self.key.namespace.clone()),
            ("crossplane-providerconfig", of("name")),
            ("crossplane-providerconfig-kind", of("kind").to_lowercase()),
        ];
        let mut tags = doc
            .pointer("/spec/forProvider/tags")
            .cloned()
            .unwrap_or_else(|| json!({}));
        for (name, value) in ours {
            tags[name] = json!(value);
        }
        managed::write_spec(doc, "tags", tags);
    }

    fn converge(&mut self, live: &mut Live, target: &RepoKey) -> After {
        if let Some(act) = live.memory.running
            && !self.finish(live, target, act)
        {
            return After::Kept;
        }
        if let Some((code, message)) =
            managed::trouble(self.state, self.key, &live.doc, Act::Observe)
        {
            let detail = scripted(&code, message, "DescribeRepositories")
                .error
                .in_provider("DescribeRepositories");
            let message = format!(
                "observe failed: failed to observe the resource: [{{0 reading ECR Repository ({}): {detail}  []}}]",
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
                self.refuse(live, target, &argument, &from, &to)
            }
            Seen::Differs | Seen::NeedsReplacement(..) => self.in_step(live, target),
        }
        After::Kept
    }

    fn observe(&self, live: &Live, target: &RepoKey) -> Seen {
        let memory = &live.memory;
        let argument = if self.key.kind == "Repository" {
            "name"
        } else {
            "repository"
        };
        for (argument, bound, now) in [
            (argument, &memory.bound_name, &target.name),
            ("region", &memory.bound_region, &target.region),
        ] {
            if let Some(bound) = bound.as_ref().filter(|b| *b != now) {
                return Seen::NeedsReplacement(argument.into(), bound.clone(), now.clone());
            }
        }
        let repo = self.aws.repos.get(target);
        if self.key.kind == "Repository" {
            return repository::observe(&live.doc, repo);
        }
        // Without an external name there is nothing to ask for: straight to creation.
        if annotation(&live.doc, EXTERNAL_NAME).is_none() {
            return Seen::Missing;
        }
        policy::observe(&self.key.kind, &live.doc, repo)
    }

    fn towards_created(&mut self, live: &mut Live, target: &RepoKey) {
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

    fn towards_gone(&mut self, live: &mut Live, target: &RepoKey, seen: &Seen) -> After {
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

    pub(super) fn in_step(&mut self, live: &mut Live, target: &RepoKey) {
        let kind = self.key.kind.as_str();
        live.memory.failed = None;
        live.memory.bound_name = Some(target.name.clone());
        live.memory.bound_region = Some(target.region.clone());
        managed::add_finalizer(&mut live.doc);
        if let Some(repo) = self.aws.repos.get(target) {
            if kind == "Repository" {
                live.memory.force_delete = force_delete(&live.doc);
                if permits(&live.doc, "LateInitialize") {
                    for (field, value) in repository::late_values(repo) {
                        if live.doc["spec"]["forProvider"].get(&field).is_none() {
                            managed::write_spec(&mut live.doc, &field, value);
                        }
                    }
                }
                live.doc["status"]["atProvider"] =
                    repository::at_provider(&live.doc, target, repo, live.memory.force_delete);
            } else {
                live.doc["status"]["atProvider"] = policy::at_provider(kind, target, repo);
            }
        }
        if !conditions::is(&live.doc, "LastAsyncOperation", "True")
            && conditions::condition(&live.doc, "LastAsyncOperation").is_some()
        {
            operation(&mut live.doc, "Success", None, self.now);
        }
        ready(&mut live.doc, "Available", self.now);
        synced(&mut live.doc, self.now);
    }

    fn refuse(&mut self, live: &mut Live, _target: &RepoKey, argument: &str, from: &str, to: &str) {
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

fn known_region(region: &str) -> bool {
    let mut parts = region.split('-');
    let area = parts.next().unwrap_or("");
    let ends_in_digit = region.bytes().last().is_some_and(|b| b.is_ascii_digit());
    matches!(
        area,
        "us" | "eu" | "ap" | "sa" | "ca" | "me" | "af" | "il" | "mx" | "cn" | "eusc"
    ) && region.matches('-').count() >= 2
        && ends_in_digit
}
