//! What may be seen after the merge: in Git, Argo CD, the cluster, AWS and Backstage.

use super::*;
use crate::observed::{
    ApplicationSeen, Condition, LiveObject, OperationPhase, OperationSeen, RepositorySeen,
    ResourceSeen, SyncStatus,
};

pub(super) fn sights(since: Timestamp) -> Vec<Sight> {
    let mut all = reverts();
    all.extend(applications(since));
    all.extend(objects());
    all.extend(repositories());
    all.extend(catalogs());
    all
}

/// Argo CD at work, the objects being created, AWS without the repository: nothing to decide yet.
fn quiet() -> Observed {
    let running = operation(OperationPhase::Running, true, None);
    Observed {
        revert: Seen::Absent,
        application: Seen::Present(with_operation(running)),
        resources: Seen::Present(vec![object(vec![
            condition("Synced", "True", "ReconcileSuccess", ""),
            condition("Ready", "False", "Creating", ""),
        ])]),
        repository: Seen::Absent,
        ..Observed::default()
    }
}

fn reverts() -> Vec<Sight> {
    let sight = |name, revert| Sight::new(Part::Revert, name, Observed { revert, ..quiet() });
    vec![
        sight("GitHub is away", unreachable(System::GitHub)),
        sight("none", Seen::Absent),
        sight("reverted", Seen::Present(Sha("4e4e4e".into()))),
    ]
}

fn application() -> ApplicationSeen {
    ApplicationSeen {
        name: "ecr-app".into(),
        url: String::new(),
        sync: SyncStatus::OutOfSync,
        health: "Missing".into(),
        revision: Some(Sha("0ld".into())),
        contains_merge: false,
        operation: None,
        errors: vec![],
        auto_sync: false,
        is_as_wanted: true,
    }
}

fn operation(
    phase: OperationPhase,
    contains_merge: bool,
    finished: Option<Timestamp>,
) -> OperationSeen {
    OperationSeen {
        phase,
        message: "one or more objects failed to apply".into(),
        revision: None,
        contains_merge,
        finished,
    }
}

fn with_operation(operation: OperationSeen) -> ApplicationSeen {
    ApplicationSeen {
        operation: Some(operation),
        ..application()
    }
}

fn applications(since: Timestamp) -> Vec<Sight> {
    use OperationPhase::{Error, Failed, Running, Succeeded, Terminating};
    let sight = |name, application| {
        let seen = Observed {
            application,
            ..quiet()
        };
        Sight::new(Part::Application, name, seen)
    };
    let present = |name, found| sight(name, Seen::Present(found));
    let after = |name, phase, contains_merge| {
        let finished = Some(since.plus_seconds(5));
        present(
            name,
            with_operation(operation(phase, contains_merge, finished)),
        )
    };
    let before = operation(Failed, true, Some(since.plus_seconds(-5)));
    let mut with_object = after("sync failed on our object", Failed, true);
    with_object.seen.resources = Seen::Present(vec![ResourceSeen {
        sync_error: Some("denied by a policy".into()),
        live: None,
        ..object(vec![])
    }]);
    vec![
        sight("not asked", Seen::NotAsked),
        sight("Argo CD is away", unreachable(System::ArgoCd)),
        sight("there is none", Seen::Absent),
        present(
            "other source or destination than wanted",
            ApplicationSeen {
                is_as_wanted: false,
                ..application()
            },
        ),
        present("out of sync, never synced", application()),
        present(
            "cannot compare",
            ApplicationSeen {
                errors: vec!["repository not accessible".into()],
                ..application()
            },
        ),
        present("sync runs", with_operation(operation(Running, true, None))),
        present(
            "sync is being stopped",
            with_operation(operation(Terminating, true, None)),
        ),
        after("sync of an older commit succeeded", Succeeded, false),
        after("sync of an older commit failed", Failed, false),
        present("sync failed before this stage", with_operation(before)),
        after("sync failed", Failed, true),
        after("sync ended in an error", Error, true),
        with_object,
        after("sync of the merge commit succeeded", Succeeded, true),
        present(
            "synced at an older commit",
            ApplicationSeen {
                sync: SyncStatus::Synced,
                ..application()
            },
        ),
        present(
            "synced at the merge commit by somebody else",
            ApplicationSeen {
                sync: SyncStatus::Synced,
                contains_merge: true,
                ..application()
            },
        ),
    ]
}

fn condition(r#type: &str, status: &str, reason: &str, message: &str) -> Condition {
    Condition {
        r#type: r#type.into(),
        status: status.into(),
        reason: reason.into(),
        message: message.into(),
        observed_generation: Some(2),
        since: None,
    }
}

fn object(conditions: Vec<Condition>) -> ResourceSeen {
    ResourceSeen {
        kind: "Repository".into(),
        name: "payments-my-app-registry".into(),
        sync_error: None,
        live: Some(LiveObject {
            generation: 2,
            conditions,
            ..LiveObject::default()
        }),
        removed: false,
    }
}

fn ready() -> ResourceSeen {
    object(vec![
        condition("Synced", "True", "ReconcileSuccess", ""),
        condition("LastAsyncOperation", "True", "Success", ""),
        condition("Ready", "True", "Available", ""),
    ])
}

fn live(change: impl FnOnce(&mut LiveObject)) -> ResourceSeen {
    let mut object = ready();
    if let Some(live) = object.live.as_mut() {
        change(live);
    }
    object
}

fn objects() -> Vec<Sight> {
    let sight = |name, resources| {
        let seen = Observed {
            resources,
            ..quiet()
        };
        Sight::new(Part::Resources, name, seen)
    };
    let one = |name, object| sight(name, Seen::Present(vec![object]));
    let refused = |message| {
        live(|live| live.conditions[0] = condition("Synced", "False", "ReconcileError", message))
    };
    let absent = ResourceSeen {
        live: None,
        ..ready()
    };
    let policy = ResourceSeen {
        kind: "LifecyclePolicy".into(),
        ..object(vec![condition("Ready", "False", "Creating", "")])
    };
    let gone = |object: ResourceSeen| ResourceSeen {
        removed: true,
        ..object
    };
    let leaving = |condition| {
        gone(live(|live| {
            live.deleting = true;
            live.conditions[0] = condition;
        }))
    };
    vec![
        sight("not asked", Seen::NotAsked),
        sight("Argo CD is away", unreachable(System::ArgoCd)),
        sight("there are none", Seen::Absent),
        sight("the list is empty", Seen::Present(vec![])),
        one("its file is gone, and so is it", gone(absent.clone())),
        one("its file is gone, it is still there", gone(ready())),
        one(
            "its file is gone, it is being deleted",
            leaving(condition("Synced", "True", "ReconcileSuccess", "")),
        ),
        one(
            "its file is gone, AWS refuses the deletion",
            leaving(condition(
                "Synced",
                "False",
                "ReconcileError",
                "delete failed: RepositoryNotEmptyException",
            )),
        ),
        one("not in the cluster", absent),
        one("without any condition", object(vec![])),
        one(
            "being created",
            live(|live| live.conditions[2] = condition("Ready", "False", "Creating", "")),
        ),
        one(
            "ready, though for an older generation",
            live(|live| live.generation = 3),
        ),
        one("ready, last change refused for now", refused("throttled")),
        one(
            "ready, last change refused for good",
            refused("api error AccessDeniedException"),
        ),
        one(
            "ready, last operation failed",
            live(|live| {
                live.conditions[1] = condition(
                    "LastAsyncOperation",
                    "False",
                    "AsyncCreateFailure",
                    "throttled",
                );
            }),
        ),
        one("ready, being deleted", live(|live| live.deleting = true)),
        one("ready, paused", live(|live| live.paused = true)),
        sight(
            "the repository ready, its policy not",
            Seen::Present(vec![ready(), policy]),
        ),
        one("all ready, AWS without it", ready()),
        as_wanted("all ready, AWS as wanted", as_wanted_repository()),
        as_wanted(
            "all ready, AWS with other values",
            RepositorySeen {
                scan_on_push: false,
                ..as_wanted_repository()
            },
        ),
    ]
}

fn as_wanted(name: &'static str, repository: RepositorySeen) -> Sight {
    let seen = Observed {
        resources: Seen::Present(vec![ready()]),
        repository: Seen::Present(repository),
        ..quiet()
    };
    Sight::new(Part::Resources, name, seen)
}

fn as_wanted_repository() -> RepositorySeen {
    let request = request(Stage::Draft);
    let settings = &request.spec().settings;
    RepositorySeen {
        arn: "arn:aws:ecr:us-east-1:123456789012:repository/payments/my-app-registry".into(),
        uri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments/my-app-registry".into(),
        created: None,
        mutability: settings.mutability.aws_value().into(),
        exclusion_filters: settings.mutability.filters().to_vec(),
        scan_on_push: settings.scan_on_push,
        encryption: settings.encryption.aws_value().into(),
        kms_key: None,
        lifecycle_policy: settings
            .lifecycle
            .as_ref()
            .map(|policy| policy.canonical_json()),
        tags: tags(),
    }
}

fn repositories() -> Vec<Sight> {
    let sight = |name, repository| {
        let seen = Observed {
            repository,
            resources: Seen::Present(vec![ready()]),
            ..quiet()
        };
        Sight::new(Part::Repository, name, seen)
    };
    let present = |name, found| sight(name, Seen::Present(found));
    vec![
        sight("not asked", Seen::NotAsked),
        sight("AWS is away", unreachable(System::Aws)),
        sight("there is none", Seen::Absent),
        present(
            "other settings",
            RepositorySeen {
                scan_on_push: false,
                ..as_wanted_repository()
            },
        ),
        present(
            "without our tags",
            RepositorySeen {
                tags: BTreeMap::new(),
                ..as_wanted_repository()
            },
        ),
        present(
            "without its lifecycle policy",
            RepositorySeen {
                lifecycle_policy: None,
                ..as_wanted_repository()
            },
        ),
        present("as wanted", as_wanted_repository()),
    ]
}

fn catalogs() -> Vec<Sight> {
    let sight = |name, known: &Catalog, catalog| Sight {
        catalog: known.clone(),
        ..Sight::new(Part::Catalog, name, Observed { catalog, ..quiet() })
    };
    let location = "https://github.com/spacetech/my-app/blob/main/catalog.yaml".to_owned();
    let there = || {
        Seen::Present(CatalogSeen::Registered {
            location: location.clone(),
        })
    };
    let listed = Seen::Present(CatalogSeen::Listed {
        entity: "resource:default/my-app".into(),
    });
    let registered = Catalog::Registered {
        location: location.clone(),
    };
    let failing = Catalog::Failing {
        trouble: Trouble::new(System::Backstage, TroubleKind::Unreachable, "no route"),
    };
    let not_yet = Catalog::NotYet;
    let mut both_away = sight("registered, Argo CD is away", &registered, there());
    both_away.seen.application = unreachable(System::ArgoCd);
    both_away.seen.resources = unreachable(System::ArgoCd);
    let mut first = sight("not registered, Argo CD is away", &not_yet, Seen::Absent);
    first.seen.application = unreachable(System::ArgoCd);
    first.seen.resources = unreachable(System::ArgoCd);
    vec![
        sight("not asked", &not_yet, Seen::NotAsked),
        sight(
            "Backstage is away",
            &not_yet,
            unreachable(System::Backstage),
        ),
        sight(
            "Backstage is still away",
            &failing,
            unreachable(System::Backstage),
        ),
        sight("not registered", &not_yet, Seen::Absent),
        sight("registered", &not_yet, there()),
        sight("registered, as known", &registered, there()),
        sight("back, and registered", &failing, there()),
        sight("listed", &registered, listed),
        both_away,
        first,
    ]
}
