//! The organisation, its people and its first repositories; and the functions with which a bigger world is built.

use std::collections::BTreeMap;

use super::{
    BranchRules, Label, Org, OrgRole, Permission, Repository, Team, TeamRole, Token, TokenKind,
    User, UserKind,
};
use crate::credentials;
use crate::git::{Change, Who};
use crate::world::World;

pub const ORG: &str = "spacetech";
pub const BOT: &str = "berth-bot[bot]";

/// Login, name, what the sign-in page says.
pub const PERSONAS: [(&str, &str, &str); 5] = [
    (
        "dev-a",
        "Devon Adler",
        "Developer in telemetry and payments: asks for repositories",
    ),
    (
        "dev-b",
        "Dana Brook",
        "Developer in ground-control and launch: asks for repositories",
    ),
    (
        "reviewer-m",
        "Mika Reyes",
        "Platform reviewer in platform-engineering: approves and merges",
    ),
    (
        "manager-k",
        "Kim Larsen",
        "Manager: looks on, approves for the teams",
    ),
    ("admin-z", "Zoe Admin", "Owner of the organisation"),
];

/// Slug, name, members.
const TEAMS: [(&str, &str, &[&str]); 7] = [
    (
        "platform-engineering",
        "Platform Engineering",
        &["reviewer-m", "admin-z"],
    ),
    (
        "developer-experience",
        "Developer Experience",
        &["reviewer-m", "dev-b"],
    ),
    ("telemetry", "Telemetry", &["dev-a"]),
    ("payments", "Payments", &["dev-a", "manager-k"]),
    ("ground-control", "Ground Control", &["dev-b", "manager-k"]),
    ("launch", "Launch", &["dev-b"]),
    (
        "engineering-managers",
        "Engineering Managers",
        &["manager-k"],
    ),
];

/// Name, description, private, App installed, owning team.
const REPOSITORIES: [(&str, &str, bool, bool, &str); 6] = [
    ("my-app", "A first application", false, true, "telemetry"),
    ("payments-api", "Takes the money", true, true, "payments"),
    (
        "telemetry-ingest",
        "Listens to the spacecraft",
        true,
        true,
        "telemetry",
    ),
    (
        "ground-station",
        "Points the antennas",
        true,
        true,
        "ground-control",
    ),
    (
        "registry-gitops",
        "Container registries as manifests",
        true,
        true,
        "platform-engineering",
    ),
    (
        "launch-codes",
        "Nobody's business, the App's included",
        true,
        false,
        "launch",
    ),
];

pub(crate) fn plant(world: &World) -> anyhow::Result<()> {
    for (login, name, about) in PERSONAS {
        add_user(world, login, name, about, UserKind::User);
    }
    add_user(world, BOT, "berth-bot", "", UserKind::Bot);
    add_org(world);
    for (slug, name, members) in TEAMS {
        add_team(world, slug, name, members);
    }
    for (name, description, private, app_access, team) in REPOSITORIES {
        let readme = format!("# {name}\n\n{description}.\n");
        let owners = format!("* @{ORG}/platform-engineering\n");
        add_repository(
            world,
            &NewRepository {
                name: name.to_owned(),
                description: description.to_owned(),
                private,
                app_access,
                team: Some(team.to_owned()),
                files: vec![
                    ("README.md".to_owned(), Some(readme.into_bytes())),
                    (".github/CODEOWNERS".to_owned(), Some(owners.into_bytes())),
                ],
                rules: BranchRules {
                    required_approvals: 1,
                    required_contexts: Vec::new(),
                    pull_request_only: true,
                },
            },
        )?;
    }
    let token = Token {
        kind: TokenKind::User {
            login: "admin-z".to_owned(),
            scopes: vec!["repo".to_owned(), "read:org".to_owned()],
            via_app: false,
        },
        expires_at: None,
    };
    world
        .github
        .lock()
        .tokens
        .insert(credentials::PERSONAL_TOKEN.to_owned(), token);
    Ok(())
}

pub fn add_user(world: &World, login: &str, name: &str, about: &str, kind: UserKind) {
    let mut state = world.github.lock();
    let id = state.fresh_id();
    let local = login.trim_end_matches("[bot]");
    let user = User {
        id,
        login: login.to_owned(),
        name: name.to_owned(),
        email: format!("{local}@example.com"),
        kind,
        about: about.to_owned(),
    };
    state.users.insert(login.to_owned(), user);
}

fn add_org(world: &World) {
    let mut state = world.github.lock();
    let id = state.fresh_id();
    let role = |login: &str| {
        if login == "admin-z" {
            OrgRole::Admin
        } else {
            OrgRole::Member
        }
    };
    let members = PERSONAS
        .iter()
        .map(|(login, ..)| ((*login).to_owned(), role(login)))
        .collect();
    let org = Org {
        id,
        login: ORG.to_owned(),
        name: "Spacetech".to_owned(),
        members,
    };
    state.orgs.insert(ORG.to_owned(), org);
}

/// A team of the organisation. Members have to be users already.
pub fn add_team(world: &World, slug: &str, name: &str, members: &[&str]) {
    let mut state = world.github.lock();
    let id = state.fresh_id();
    let team = Team {
        id,
        org: ORG.to_owned(),
        slug: slug.to_owned(),
        name: name.to_owned(),
        description: String::new(),
        members: members
            .iter()
            .map(|m| ((*m).to_owned(), TeamRole::Member))
            .collect(),
        repositories: BTreeMap::new(),
    };
    state.teams.push(team);
}

#[derive(Debug, Clone, Default)]
pub struct NewRepository {
    pub name: String,
    pub description: String,
    pub private: bool,
    pub app_access: bool,
    /// The team that may write; platform engineering always may maintain.
    pub team: Option<String>,
    /// The first commit on `main`; without files the repository is empty.
    pub files: Vec<Change>,
    pub rules: BranchRules,
}

/// A repository of the organisation; its slug comes back.
pub fn add_repository(world: &World, new: &NewRepository) -> anyhow::Result<String> {
    let slug = format!("{ORG}/{}", new.name);
    let now = world.clock.now();
    world.git.create(&slug, "main")?;
    if !new.files.is_empty() && world.git.is_empty(&slug)? {
        let who = Who {
            name: "Zoe Admin".to_owned(),
            email: "admin-z@example.com".to_owned(),
            at: now,
        };
        world
            .git
            .commit_files(&slug, "main", &new.files, "Start the repository", &who)?;
    }
    let known_branches = world.git.branches(&slug)?.into_iter().collect();
    let mut state = world.github.lock();
    let id = state.fresh_id();
    let label = Label {
        id: state.fresh_id(),
        name: "documentation".to_owned(),
        color: "0075ca".to_owned(),
        description: "Improvements or additions to documentation".to_owned(),
    };
    let repository = Repository {
        id,
        owner: ORG.to_owned(),
        name: new.name.clone(),
        description: new.description.clone(),
        private: new.private,
        archived: false,
        default_branch: "main".to_owned(),
        app_access: new.app_access,
        created_at: now,
        updated_at: now,
        pushed_at: now,
        rules: BTreeMap::from([("main".to_owned(), new.rules.clone())]),
        pulls: BTreeMap::new(),
        labels: BTreeMap::from([(label.name.clone(), label)]),
        statuses: std::collections::HashMap::new(),
        check_runs: Vec::new(),
        known_branches,
        next_number: 1,
    };
    state.repositories.insert(slug.clone(), repository);
    for team in &mut state.teams {
        if Some(&team.slug) == new.team.as_ref() {
            team.repositories.insert(slug.clone(), Permission::Write);
        }
        if team.slug == "platform-engineering" {
            team.repositories.insert(slug.clone(), Permission::Maintain);
        }
    }
    Ok(slug)
}
