//! Groups, systems and people as the software catalog knows them.
use serde_json::{Value, json};

use crate::github::seed::ORG;
use crate::world::World;

/// Name, title, owning team.
pub(super) const SYSTEMS: [(&str, &str, &str); 8] = [
    ("spacetech", "Spacetech", "platform-engineering"),
    ("groundlink", "Groundlink", "ground-control"),
    ("launchpad", "Launchpad", "launch"),
    ("starchart", "Starchart", "telemetry"),
    ("checkout", "Checkout", "payments"),
    ("telemetry-lake", "Telemetry Lake", "telemetry"),
    ("portal", "Developer Portal", "developer-experience"),
    ("registry", "Registry", "platform-engineering"),
];

/// The teams and people that GitHub has, and the systems.
pub(super) fn plant(world: &World) {
    let (teams, users): (Vec<_>, Vec<_>) = {
        let github = world.github.lock();
        let teams = github
            .teams
            .iter()
            .map(|t| {
                (
                    t.slug.clone(),
                    t.name.clone(),
                    t.members.keys().cloned().collect::<Vec<_>>(),
                )
            })
            .collect();
        let users = github
            .users
            .values()
            .filter(|u| !u.login.ends_with("[bot]"))
            .map(|u| (u.login.clone(), u.name.clone(), u.email.clone()))
            .collect();
        (teams, users)
    };
    let managed_by = format!(
        "url:{}/{ORG}/.github/blob/main/catalog/org.yaml",
        world.urls.github_web
    );
    let mut catalog = world.backstage.lock();
    let mut store = |entity: Value| {
        catalog.store(entity, &managed_by);
    };
    for (slug, title, members) in &teams {
        store(entity(
            "Group",
            slug,
            title,
            json!({ "type": "team", "children": [], "profile": { "displayName": title }, "members": members }),
        ));
    }
    for (login, name, email) in &users {
        let groups: Vec<&String> = teams
            .iter()
            .filter(|(_, _, members)| members.contains(login))
            .map(|(slug, ..)| slug)
            .collect();
        store(entity(
            "User",
            login,
            name,
            json!({ "profile": { "displayName": name, "email": email }, "memberOf": groups }),
        ));
    }
    for (name, title, owner) in SYSTEMS {
        store(entity(
            "System",
            name,
            title,
            json!({ "owner": format!("group:default/{owner}") }),
        ));
    }
}

fn entity(kind: &str, name: &str, title: &str, spec: Value) -> Value {
    json!({
        "apiVersion": "backstage.io/v1alpha1",
        "kind": kind,
        "metadata": { "name": name, "namespace": "default", "title": title, "annotations": {} },
        "spec": spec,
    })
}
