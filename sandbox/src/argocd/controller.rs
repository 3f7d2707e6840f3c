//! The application controller: look at git, compare with the cluster, start a sync when that is automated.
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

use super::model::{Application, Operation, OperationState, ResourceStatus, State, Target};
use super::{health, operation, source};
use crate::crossplane::{self, ObjectKey, holds, is_deleting, tracking_app};
use crate::git::GitStore;
use crate::world::World;

/// Everything one Application's turn needs besides itself.
pub(super) struct Turn<'a> {
    pub git: &'a GitStore,
    pub kube: &'a mut crossplane::State,
    pub cluster: Option<String>,
    pub window_closed: bool,
    pub poll: bool,
    pub now: Timestamp,
}

/// One turn for every Application; returns how many changed.
pub fn step(world: &World) -> usize {
    let now = world.clock.now();
    {
        let mut state = world.argocd.lock();
        if !crossplane::due(world, state.last_tick, now) {
            return 0;
        }
        state.last_tick = Some(now);
    }
    pass(world)
}

/// A turn at once, whatever the pace.
pub(crate) fn pass(world: &World) -> usize {
    let now = world.clock.now();
    let mut state = world.argocd.lock();
    let mut kube = world.crossplane.lock();
    let names: Vec<String> = state.applications.keys().cloned().collect();
    names
        .iter()
        .filter(|name| one(&mut state, &mut kube, &world.git, name, false, now))
        .count()
}

/// Compares one Application at once, as `refresh` makes a caller wait for.
pub(super) fn refresh(world: &World, name: &str) {
    let now = world.clock.now();
    let mut state = world.argocd.lock();
    let mut kube = world.crossplane.lock();
    if let Some(app) = state.applications.get_mut(name) {
        app.polled_at = None;
    }
    if one(&mut state, &mut kube, &world.git, name, true, now) {
        drop((state, kube));
        world.changed();
    }
}

fn one(
    state: &mut State,
    kube: &mut crossplane::State,
    git: &GitStore,
    name: &str,
    only_compare: bool,
    now: Timestamp,
) -> bool {
    let Some(before) = state.applications.get(name).cloned() else {
        return false;
    };
    let mut app = before.clone();
    let poll = app
        .polled_at
        .is_none_or(|at| now.duration_since(at) >= state.git_poll);
    let cluster = state.cluster_of(&app.spec).map(|c| c.name.clone());
    let mut turn = Turn {
        git,
        kube,
        cluster,
        window_closed: state.window_closed,
        poll,
        now,
    };
    if poll {
        app.polled_at = Some(now);
    }
    if app.deleting_since.is_some() {
        if turn.gone(&app) {
            state.applications.remove(name);
            return true;
        }
        turn.compare(&mut app);
    } else {
        if !only_compare {
            operation::advance(&mut app, &mut turn);
        }
        turn.compare(&mut app);
        if !only_compare {
            turn.automate(&mut app);
        }
    }
    let changed = !app.shows_the_same(&before);
    if changed {
        app.resource_version = state.next_version();
        app.status.reconciled_at = Some(now);
    }
    state.applications.insert(name.to_owned(), app);
    changed
}

impl Turn<'_> {
    /// Deletion with the resources' finalizer takes them along and waits for them.
    fn gone(&mut self, app: &Application) -> bool {
        let cascades = app
            .finalizers
            .iter()
            .any(|f| f.starts_with("resources-finalizer.argocd.argoproj.io"));
        let Some(cluster) = self.cluster.clone().filter(|_| cascades) else {
            return true;
        };
        let leaving: Vec<(ObjectKey, Value)> = self
            .kube
            .tracked(&cluster, &app.name)
            .filter(|(_, live)| !source::has_option(live, "Delete=false"))
            .map(|(key, live)| (key.clone(), live.clone()))
            .collect();
        let guarded = leaving
            .iter()
            .any(|(_, live)| source::has_option(live, "Delete=confirm"));
        // One guarded object holds up all of them.
        if guarded && !app.deletion_approved(app.deleting_since.unwrap_or(self.now)) {
            return false;
        }
        for (key, _) in &leaving {
            self.kube.delete(key, self.now);
        }
        !leaving
            .iter()
            .any(|(key, _)| self.kube.objects.contains_key(key))
    }

    /// The Application's objects in the cluster that git does not have any more.
    pub(super) fn surplus(
        &self,
        target: &Target,
        cluster: &str,
        application: &str,
    ) -> Vec<(ObjectKey, Value)> {
        let tracked = self.kube.tracked(cluster, application);
        tracked
            .filter(|(key, _)| !target.keys.contains(key))
            .map(|(key, live)| (key.clone(), live.clone()))
            .collect()
    }

    pub(super) fn compare(&mut self, app: &mut Application) {
        let Some(cluster) = self.cluster.clone() else {
            let message = "application destination spec is invalid: unable to find destination server: there are no clusters with this name".to_owned();
            app.set_condition("InvalidSpecError", Some(message), self.now);
            app.status.sync = Some("Unknown");
            app.status.health = Some("Unknown");
            return;
        };
        app.set_condition("InvalidSpecError", None, self.now);
        if let Err(message) = self.look_at_git(app, &cluster) {
            app.set_condition("ComparisonError", Some(message), self.now);
            app.status.sync = Some("Unknown");
            app.status.revision = None;
            app.status.compared_to =
                Some(json!({ "source": app.source(), "destination": app.spec["destination"] }));
            if app.status.health.is_none() {
                app.status.health = Some("Healthy");
            }
            return;
        }
        app.set_condition("ComparisonError", None, self.now);
        self.verdict(app, &cluster);
    }

    fn look_at_git(&mut self, app: &mut Application, cluster: &str) -> Result<(), String> {
        let fresh = app
            .target
            .as_ref()
            .is_some_and(|t| t.source == app.source());
        if fresh && !self.poll {
            return Ok(());
        }
        let url = app.text("/source/repoURL").unwrap_or("").to_owned();
        let revision = source::resolve(
            self.git,
            &url,
            app.text("/source/targetRevision").unwrap_or(""),
        )?;
        if fresh && app.target.as_ref().is_some_and(|t| t.revision == revision) {
            return Ok(());
        }
        app.target = None;
        app.target = Some(Arc::new(source::load(self.git, app, cluster, &revision)?));
        Ok(())
    }

    fn verdict(&mut self, app: &mut Application, cluster: &str) {
        let Some(target) = app.target.clone() else {
            return;
        };
        let mut resources = Vec::new();
        let mut shared = None;
        for (key, manifest) in &target.manifests {
            let live = self.kube.objects.get(key).map(|l| &l.doc);
            let owner = live.and_then(tracking_app);
            if owner.is_some_and(|o| o != app.name) {
                let owner = owner.unwrap_or_default();
                shared = Some(format!(
                    "{}/{} is part of applications argocd/{} and {owner}",
                    key.kind, key.name, app.name
                ));
            }
            let verdict = live.map_or(Some(("Missing", None)), health::of);
            resources.push(ResourceStatus {
                key: key.clone(),
                version: source::api_version(manifest),
                synced: live.is_some_and(|l| {
                    owner == Some(app.name.as_str()) && holds(l, manifest) && !is_deleting(l)
                }),
                health: verdict.as_ref().map(|v| v.0),
                message: verdict.and_then(|v| v.1),
                requires_pruning: false,
                wave: source::wave(manifest),
            });
        }
        for (key, live) in self.surplus(&target, cluster, &app.name) {
            let verdict = health::of(&live);
            resources.push(ResourceStatus {
                key,
                version: source::api_version(&live),
                synced: false,
                health: verdict.as_ref().map(|v| v.0),
                message: verdict.and_then(|v| v.1),
                requires_pruning: true,
                wave: source::wave(&live),
            });
        }
        resources.sort_by(|a, b| a.key.cmp(&b.key));
        let repeated = target.repeated.first().map(|k| {
            format!(
                "Resource {}/{}/{} appeared 2 times among application resources.",
                k.group_kind(),
                k.namespace,
                k.name
            )
        });
        app.set_condition("SharedResourceWarning", shared, self.now);
        app.set_condition("RepeatedResourceWarning", repeated, self.now);
        app.status.sync = Some(if resources.iter().all(|r| r.synced) {
            "Synced"
        } else {
            "OutOfSync"
        });
        app.status.revision = Some(target.revision.clone());
        app.status.compared_to =
            Some(json!({ "source": app.source(), "destination": app.spec["destination"] }));
        let present = resources
            .iter()
            .filter_map(|r| r.health)
            .filter(|h| *h != "Missing");
        let nothing_there =
            !resources.is_empty() && resources.iter().all(|r| r.health == Some("Missing"));
        let verdict = if nothing_there {
            "Missing"
        } else {
            health::worst(present)
        };
        if app.status.health != Some(verdict) {
            app.status.health = Some(verdict);
            app.status.health_since = Some(self.now);
        }
        app.status.resources = resources;
    }

    /// Automated sync tries a revision once; after a failure it waits for another revision.
    fn automate(&mut self, app: &mut Application) {
        let running = app.operation.is_some()
            || app
                .status
                .operation
                .as_ref()
                .is_some_and(OperationState::is_running);
        if app.automated().is_none()
            || running
            || app.status.sync != Some("OutOfSync")
            || self.window_closed
        {
            return;
        }
        let Some(revision) = app.status.revision.clone() else {
            return;
        };
        let prune = app.automated_flag("prune");
        let outdated: Vec<&ResourceStatus> =
            app.status.resources.iter().filter(|r| !r.synced).collect();
        if !prune && outdated.iter().all(|r| r.requires_pruning) {
            return;
        }
        let wiped = !app.status.resources.is_empty()
            && app.status.resources.iter().all(|r| r.requires_pruning);
        if wiped && !app.automated_flag("allowEmpty") {
            let message = format!(
                "Skipping sync attempt to {revision}: auto-sync will wipe out all resources"
            );
            app.set_condition("SyncError", Some(message), self.now);
            return;
        }
        let last = app
            .status
            .operation
            .as_ref()
            .filter(|o| o.operation.revision == revision && o.operation.resources.is_none());
        if let Some(last) = last {
            if last.phase != "Succeeded" {
                let message = format!("Failed last sync attempt to {revision}: {}", last.message);
                app.set_condition("SyncError", Some(message), self.now);
                return;
            }
            // Nothing but waiting helps an object that is on its way out.
            let leaving = outdated
                .iter()
                .all(|r| r.message.as_deref() == Some("Pending deletion"));
            if !app.automated_flag("selfHeal") || leaving {
                return;
            }
        }
        app.set_condition("SyncError", None, self.now);
        app.operation = Some(Operation {
            revision,
            prune,
            dry_run: false,
            automated: true,
            username: None,
            retry_limit: app
                .spec
                .pointer("/syncPolicy/retry/limit")
                .and_then(Value::as_i64)
                .unwrap_or(0),
            create_namespace: app.sync_option("CreateNamespace=true"),
            replace: app.sync_option("Replace=true"),
            force: false,
            only_out_of_sync: app.sync_option("ApplyOutOfSyncOnly=true"),
            resources: None,
        });
    }
}
