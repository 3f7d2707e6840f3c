//! The world at the end of a tale, as lines that are the same however it went.

use domain::request::{RequestId, What};
use sandbox::World;
use sandbox::github::{Pull, Repository};
use std::collections::BTreeMap;
use stories::Portal;

/// More than any branch of a tale has.
const COMMITS: usize = 100;

pub(crate) async fn of(portal: &Portal, ids: &[RequestId]) -> Vec<String> {
    portal.rest().await.unwrap();
    let world = &portal.bench.world;
    let mut lines = Vec::new();
    github(world, &mut lines);
    behind_git(world, &mut lines);
    let whole = portal.services.store.verify_all().await.unwrap();
    lines.push(format!("fault of the histories: {:?}", whole.fault));
    for id in ids {
        history(portal, id, &mut lines).await;
    }
    // Each world has ports of its own.
    let urls = &world.urls;
    let hosts = [&urls.github_web, &urls.argocd, &urls.aws, &urls.backstage];
    let plain = |line: String| {
        let line = hosts
            .iter()
            .fold(line, |line, host| line.replace(*host, "<host>"));
        let line = ids.iter().enumerate().fold(line, |line, (number, id)| {
            line.replace(id.as_str(), &format!("<request {number}>"))
        });
        without_chance(&line)
    };
    lines.into_iter().map(plain).collect()
}

/// What one of them has and the other lacks.
pub(crate) fn differences(wanted: &[String], found: &[String]) -> Vec<String> {
    let mut found: Vec<&String> = found.iter().collect();
    let mut lines = Vec::new();
    for line in wanted {
        match found.iter().position(|one| *one == line) {
            Some(place) => drop(found.remove(place)),
            None => lines.push(format!("  - {line}")),
        }
    }
    lines.extend(found.iter().map(|line| format!("  + {line}")));
    lines
}

fn github(world: &World, lines: &mut Vec<String>) {
    let state = world.github.lock();
    for (slug, repository) in &state.repositories {
        for (branch, _) in world.git.branches(slug).unwrap() {
            lines.push(format!("{slug}: branch {branch}"));
        }
        for pull in repository.pulls.values() {
            pull_request(world, slug, repository, pull, lines);
        }
        let main = &repository.default_branch;
        for commit in world.git.log(slug, main, None, COMMITS).unwrap() {
            lines.push(format!("{slug}: commit {}", commit.message));
        }
        for (path, text) in world.git.files(slug, main, "").unwrap() {
            let text = String::from_utf8_lossy(&text).into_owned();
            lines.push(format!("{slug}: {path} = {text}"));
        }
    }
}

fn pull_request(
    world: &World,
    slug: &str,
    repository: &Repository,
    pull: &Pull,
    lines: &mut Vec<String>,
) {
    let commits = world.git.log(slug, &pull.head_sha, None, COMMITS).unwrap();
    let own = commits
        .iter()
        .take_while(|commit| commit.sha != pull.base_sha);
    lines.push(format!(
        "{slug}: #{} {} by {}, {} to {}, open {}, merged by {:?}, {} commits, labels {:?}, asked {:?} {:?}: {:?}",
        pull.number,
        pull.title,
        pull.author,
        pull.head_ref,
        pull.base_ref,
        pull.open,
        pull.merged.as_ref().map(|merged| &merged.by),
        own.count(),
        pull.labels,
        pull.requested_reviewers,
        pull.requested_teams,
        pull.body,
    ));
    for review in &pull.reviews {
        let (by, state) = (&review.author, review.state);
        lines.push(format!("{slug}: #{} {state:?} by {by}", pull.number));
    }
    for comment in &pull.comments {
        let (by, text) = (&comment.author, &comment.body);
        lines.push(format!("{slug}: #{} {by} says {text}", pull.number));
    }
    let all = repository.statuses.get(&pull.head_sha);
    let newest: BTreeMap<_, _> = all
        .into_iter()
        .flatten()
        .map(|status| (&status.context, (&status.state, &status.description)))
        .collect();
    lines.push(format!("{slug}: #{} {newest:?}", pull.number));
}

fn behind_git(world: &World, lines: &mut Vec<String>) {
    for (name, application) in &world.argocd.lock().applications {
        let (spec, sync) = (&application.spec, application.status.sync);
        let health = application.status.health;
        lines.push(format!("application {name}: {sync:?} {health:?} {spec}"));
    }
    for (key, live) in &world.crossplane.lock().objects {
        lines.push(format!("object {key:?}: {}", live.doc["spec"]));
    }
    for (key, repository) in &world.aws.lock().repos {
        lines.push(format!("repository {key:?}: {repository:?}"));
    }
    for location in world.backstage.lock().locations.values() {
        let (target, made) = (&location.target, &location.made);
        lines.push(format!("location {target} makes {made:?}"));
    }
}

/// Trouble is told as often as there was some, and of what Backstage has come to that which Berth came to see; everything
/// else happens once, and in this order.
async fn history(portal: &Portal, id: &RequestId, lines: &mut Vec<String>) {
    let request = portal.request(id).await.unwrap();
    let (stage, revision) = (request.stage.name(), request.revision);
    lines.push(format!("request {id}: {stage:?}, revision {revision}"));
    lines.push(format!("request {id}: catalog {:?}", request.catalog));
    lines.push(format!("request {id}: waits for {:?}", request.waiting));
    let events = portal.services.store.events(id).await.unwrap();
    let told = events.iter().filter_map(|event| match &event.what {
        What::Stuck { .. } | What::Recovered | What::CatalogChanged { .. } => None,
        What::Entered { stage } => Some(format!("{:?} enters {:?}", event.actor, stage.name())),
        other => Some(format!("{:?} {other:?}", event.actor)),
    });
    lines.extend(
        told.enumerate()
            .map(|(number, what)| format!("request {id}: {number} {what}")),
    );
}

/// Hashes, times and the ids that others give are each run's own.
fn without_chance(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let starts = !plain.ends_with(|last: char| last.is_ascii_alphanumeric());
        let found = starts.then(|| chance(rest)).flatten();
        let (length, word) = match found {
            Some((length, word)) => (length, word),
            None => (first.len_utf8(), &rest[..first.len_utf8()]),
        };
        plain.push_str(word);
        rest = &rest[length..];
    }
    plain
}

/// The length of what stands at the beginning by chance, and its name.
fn chance(text: &str) -> Option<(usize, &'static str)> {
    let run = |is: fn(&u8) -> bool| text.bytes().take_while(is).count();
    let hex = run(u8::is_ascii_hexdigit);
    let digits = run(u8::is_ascii_digit);
    let time = run(|byte| byte.is_ascii_digit() || b"-:.TZ".contains(byte));
    let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
    let uuid = run(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    match (hex, digits, time) {
        (8, _, _) if uuid == 36 && dash(8) && dash(13) => Some((36, "<id>")),
        (40 | 64, _, _) => Some((hex, "<hash>")),
        (_, 13, _) => Some((13, "<time>")),
        (_, 4, 20..) if dash(4) && dash(7) => Some((time, "<time>")),
        _ => None,
    }
}
