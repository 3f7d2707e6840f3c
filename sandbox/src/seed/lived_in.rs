//! The lived-in world: the inventory's files are committed, its Applications synced and its provider run, so that every state a
//! newcomer sees came about the way it would have; then the clock is turned back on it all.
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

use super::estate::{ACCOUNTS, NAMESPACE, PROJECT};
use super::files;
use super::inventory::{Flavour, ROWS, Row};
use super::pictures;
use crate::aws::{EcrRepo, RegistryScanning, RepoKey};
use crate::crossplane::{Act, Trouble, rfc3339};
use crate::git::{Change, Who};
use crate::github::BranchRules;
use crate::github::seed::{NewRepository, ORG, add_repository};
use crate::world::World;
use crate::{argocd, backstage, crossplane};

/// Applications beside those that every world has.
const MORE_SOURCES: [(&str, &str, &str); 5] = [
    ("starchart-tiles", "Draws the sky", "telemetry"),
    (
        "groundlink-proxy",
        "Keeps the uplink alive",
        "ground-control",
    ),
    ("launchpad-web", "The countdown for everybody", "launch"),
    (
        "developer-portal",
        "Where developers start",
        "developer-experience",
    ),
    (
        "ci-images",
        "Images that pipelines run in",
        "platform-engineering",
    ),
];
const PASSES_AT_MOST: usize = 60;

pub(super) fn plant(world: &World) -> anyhow::Result<()> {
    for (name, description, team) in MORE_SOURCES {
        let readme = format!("# {name}\n\n{description}.\n");
        add_repository(
            world,
            &NewRepository {
                name: name.into(),
                description: description.into(),
                private: true,
                app_access: true,
                team: Some(team.into()),
                files: vec![("README.md".into(), Some(readme.into_bytes()))],
                rules: BranchRules {
                    required_approvals: 1,
                    required_contexts: Vec::new(),
                    pull_request_only: true,
                },
            },
        )?;
    }
    by_hand(world);
    script(world);
    let managed = ROWS.iter().filter(|r| r.flavour.is_managed());
    for (source, rows) in grouped(managed) {
        commit(
            world,
            source,
            &rows,
            "Add container registries",
            90,
            |row| written(row, 30),
        )?;
    }
    applications(world);
    settle(world);
    push_images(world);
    second_thoughts(world)?;
    settle(world);
    turn_back(world);
    Ok(())
}

fn grouped<'a>(rows: impl Iterator<Item = &'a Row>) -> BTreeMap<&'static str, Vec<&'a Row>> {
    let mut out: BTreeMap<&'static str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        out.entry(row.source).or_default().push(row);
    }
    out
}

fn key(row: &Row) -> RepoKey {
    RepoKey::new(ACCOUNTS[row.account].0, row.region, row.name)
}

/// Made on the console or by a script that nobody remembers; and the one that git only takes note of.
fn by_hand(world: &World) {
    let now = world.clock.now();
    let mut aws = world.aws.lock();
    let continuous = RegistryScanning {
        enhanced: true,
        rules: vec![("CONTINUOUS_SCAN".into(), "*".into())],
    };
    aws.scanning
        .insert((ACCOUNTS[1].0.into(), "eu-west-1".into()), continuous);
    for row in ROWS
        .iter()
        .filter(|r| !r.flavour.is_managed() || r.flavour == Flavour::Observed)
    {
        let mut repo = EcrRepo::new(now - SignedDuration::from_hours(24 * 600));
        if row.flavour != Flavour::Bare {
            repo.tags = [
                ("team", row.team),
                ("system", row.system),
                ("managed-by", "terraform"),
            ]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into();
            repo.scan_on_push = true;
        }
        aws.repos.insert(key(row), repo);
    }
}

fn script(world: &World) {
    let mut kube = world.crossplane.lock();
    for row in &ROWS {
        let (code, times) = match row.flavour {
            Flavour::Denied => ("AccessDeniedException", None),
            // A minute or so at the pace of people.
            Flavour::Creating => ("hang", Some(120)),
            _ => continue,
        };
        let name = files::object_name(row);
        kube.add_trouble(Trouble {
            id: 0,
            kind: Some("Repository".into()),
            name,
            act: Act::Create,
            code: code.into(),
            message: None,
            times,
        });
    }
}

fn written(row: &Row, keep: u32) -> Vec<Change> {
    let directory = files::directory(row);
    // A pause from the first day would leave nothing to pause.
    let repository = if row.flavour == Flavour::Paused {
        files::repository(&Row {
            flavour: Flavour::Ready,
            ..*row
        })
    } else {
        files::repository(row)
    };
    let mut out = vec![(
        format!("{directory}/repository.yaml"),
        Some(repository.into_bytes()),
    )];
    if let Some(policy) = files::lifecycle(row, keep) {
        out.push((
            format!("{directory}/lifecycle-policy.yaml"),
            Some(policy.into_bytes()),
        ));
    }
    out.push((
        files::catalog_path(row),
        Some(files::catalog(row).into_bytes()),
    ));
    out
}

fn commit(
    world: &World,
    source: &str,
    rows: &[&Row],
    message: &str,
    days: i64,
    changes: impl Fn(&Row) -> Vec<Change>,
) -> anyhow::Result<()> {
    let at = world.clock.now() - SignedDuration::from_hours(24 * days);
    let who = Who {
        name: "berth-bot".into(),
        email: "berth-bot@example.com".into(),
        at,
    };
    let files: Vec<Change> = rows.iter().flat_map(|row| changes(row)).collect();
    world
        .git
        .commit_files(&format!("{ORG}/{source}"), "main", &files, message, &who)?;
    Ok(())
}

fn applications(world: &World) {
    let now = world.clock.now();
    let pairs: BTreeSet<(&str, &str)> = ROWS
        .iter()
        .filter(|r| r.flavour.is_managed())
        .map(|r| (r.source, r.cluster))
        .collect();
    let mut argocd = world.argocd.lock();
    for (source, cluster) in pairs {
        let spec = json!({
            "project": PROJECT,
            "source": {
                "repoURL": format!("{}/{ORG}/{source}.git", world.urls.github_web),
                "path": format!("deploy/ecr/{cluster}"),
                "targetRevision": "main",
                "directory": { "recurse": true },
            },
            "destination": { "name": cluster, "namespace": NAMESPACE },
            "syncPolicy": { "automated": { "prune": true } },
        });
        argocd.insert(
            &files::application_name(source, cluster),
            Map::new(),
            Map::new(),
            spec,
            now,
        );
    }
    drop(argocd);
    let mut catalog = world.backstage.lock();
    for row in ROWS.iter().filter(|r| r.flavour.is_managed()) {
        let target = format!(
            "{}/{ORG}/{}/blob/main/{}",
            world.urls.github_web,
            row.source,
            files::catalog_path(row)
        );
        backstage::add_location(&mut catalog, &target);
    }
}

/// Runs the controllers until nothing moves but what hangs on purpose.
fn settle(world: &World) {
    for _ in 0..PASSES_AT_MOST {
        if crossplane::pass(world) + argocd::pass(world) + backstage::pass(world) == 0 {
            return;
        }
    }
}

fn push_images(world: &World) {
    let now = world.clock.now();
    let mut aws = world.aws.lock();
    for row in &ROWS {
        let key = key(row);
        let enhanced = aws.scanning_of(&key.account, &key.region).enhanced;
        if let Ok(repo) = aws.repo_mut(&key) {
            repo.images = pictures::of(row, enhanced, now);
        }
    }
}

/// What was done later: a policy edited in place, a pause, a removal.
fn second_thoughts(world: &World) -> anyhow::Result<()> {
    for row in &ROWS {
        let directory = files::directory(row);
        match row.flavour {
            Flavour::Refused => commit(
                world,
                row.source,
                &[row],
                "Keep more images of the ledger",
                6,
                |row| written(row, 60),
            )?,
            Flavour::Paused => commit(
                world,
                row.source,
                &[row],
                "Pause while the account moves",
                12,
                |row| {
                    vec![(
                        format!("{directory}/repository.yaml"),
                        Some(files::repository(row).into_bytes()),
                    )]
                },
            )?,
            Flavour::Stuck => commit(
                world,
                row.source,
                &[row],
                "Remove the importer's registry",
                2,
                |row| {
                    let names = [
                        format!("{directory}/repository.yaml"),
                        format!("{directory}/lifecycle-policy.yaml"),
                        files::catalog_path(row),
                    ];
                    // The folder of the cluster has to stay, or Argo CD finds no path.
                    let keep = (
                        format!("deploy/ecr/{}/README.md", row.cluster),
                        Some(b"Container registries.\n".to_vec()),
                    );
                    names.into_iter().map(|n| (n, None)).chain([keep]).collect()
                },
            )?,
            _ => {}
        }
    }
    // The last object of an Application is only pruned when somebody insists.
    let mut argocd = world.argocd.lock();
    for app in argocd.applications.values_mut() {
        app.spec["syncPolicy"]["automated"]["allowEmpty"] = Value::Bool(true);
    }
    Ok(())
}

/// Nothing of this happened a moment ago.
fn turn_back(world: &World) {
    let now = world.clock.now();
    let past = |days: i64| now - SignedDuration::from_hours(24 * days);
    let mut argocd = world.argocd.lock();
    for app in argocd.applications.values_mut() {
        app.created_at = past(90);
        app.status.health_since = Some(past(2));
        if let Some(operation) = &mut app.status.operation {
            operation.started_at = past(3);
            operation.finished_at = operation
                .finished_at
                .map(|_| past(3) + SignedDuration::from_secs(4));
        }
    }
    drop(argocd);
    let mut kube = world.crossplane.lock();
    for live in kube.objects.values_mut() {
        backdate(&mut live.doc, past(90));
    }
    drop(kube);
    let mut aws = world.aws.lock();
    for row in ROWS
        .iter()
        .filter(|r| r.flavour.is_managed() && r.flavour != Flavour::Observed)
    {
        if let Ok(repo) = aws.repo_mut(&key(row)) {
            repo.created_at = past(90);
            if let Some(policy) = &mut repo.lifecycle {
                policy.last_evaluated_at = Some(now - SignedDuration::from_hours(7));
            }
        }
    }
}

fn backdate(doc: &mut Value, at: Timestamp) {
    doc["metadata"]["creationTimestamp"] = json!(rfc3339(at));
    let settled = doc.pointer("/metadata/deletionTimestamp").is_none();
    let since = rfc3339(at + SignedDuration::from_secs(12));
    for condition in doc
        .pointer_mut("/status/conditions")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        if settled && condition["status"] == "True" {
            condition["lastTransitionTime"] = json!(since);
        }
    }
}
