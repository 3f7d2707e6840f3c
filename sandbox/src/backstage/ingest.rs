//! Processing: the catalog reads the registered files from the world's GitHub, again and again, some time after it was asked to.
use serde_json::Value;

use super::model::{EntityRef, Location, State};
use super::policy;
use crate::git::{Documents, NoYaml};
use crate::world::World;

/// A file in a repository, as a browser's or a raw URL names it.
struct FileUrl {
    slug: String,
    revision: String,
    path: String,
}

impl FileUrl {
    /// `…/owner/repo/{blob,tree,raw}/<branch>/<path>`, whatever the host.
    fn parse(target: &str) -> Option<Self> {
        let url = url::Url::parse(target).ok()?;
        let parts: Vec<String> = url.path_segments()?.map(percent).collect();
        match &parts[..] {
            [owner, repo, view, revision, path @ ..]
                if matches!(view.as_str(), "blob" | "tree" | "raw") && !path.is_empty() =>
            {
                Some(Self {
                    slug: format!("{owner}/{repo}"),
                    revision: revision.clone(),
                    path: path.join("/"),
                })
            }
            _ => None,
        }
    }
}

fn percent(segment: &str) -> String {
    // A form decoder would also turn "+" into a space.
    let escaped = segment.replace('+', "%2B");
    url::form_urlencoded::parse(escaped.as_bytes())
        .next()
        .map_or_else(String::new, |(k, _)| k.into_owned())
}

/// The entities in the file, or why the location cannot be used.
pub(super) fn read(world: &World, target: &str, admitted: &[String]) -> Result<Vec<Value>, String> {
    let unreadable =
        |why: &str| format!("Unable to read url, Error: {target} could not be read, {why}");
    let file = FileUrl::parse(target)
        .ok_or_else(|| unreadable("not a blob, tree or raw URL of a known integration"))?;
    let documents = documents(world, &file).ok_or_else(|| unreadable("404 Not Found"))?;
    let entities = match documents.as_ref() {
        Ok(entities) => entities,
        Err(NoYaml::NotText) => return Err(unreadable("invalid UTF-8")),
        Err(NoYaml::Malformed(e)) => return Err(format!("YAML error at {target}, {e}")),
    };
    for entity in entities {
        policy::check(entity, admitted).map_err(|why| format!("Processor BuiltinKindsEntityProcessor threw an error while validating the entity {}; caused by: {why}", EntityRef::of(entity).text()))?;
    }
    Ok(entities.clone())
}

fn documents(world: &World, file: &FileUrl) -> Option<Documents> {
    let entry = world.git.entry(&file.slug, &file.revision, &file.path);
    let entry = entry.ok()?.filter(|entry| entry.kind == "blob")?;
    world.git.documents(&file.slug, &entry.sha).ok()
}

/// One pass of processing; returns how many things changed.
pub fn step(world: &World) -> usize {
    let now = world.clock.now();
    {
        let mut state = world.backstage.lock();
        if !crate::crossplane::due(world, state.last_tick, now) {
            return 0;
        }
        state.last_tick = Some(now);
    }
    pass(world)
}

/// A pass at once, whatever the pace.
pub(crate) fn pass(world: &World) -> usize {
    let (due, waiting, admitted) = {
        let mut state = world.backstage.lock();
        let mut due = Vec::new();
        let mut waiting = 0;
        for location in state.locations.values_mut() {
            if location.wait > 1 {
                location.wait -= 1;
                waiting += 1;
            } else {
                due.push(location.clone());
            }
        }
        (due, waiting, state.admitted.clone())
    };
    let read: Vec<(Location, Result<Vec<Value>, String>)> = due
        .into_iter()
        .map(|location| {
            let entities = read(world, &location.target, &admitted);
            (location, entities)
        })
        .collect();
    let mut state = world.backstage.lock();
    waiting
        + read
            .into_iter()
            .filter(|(location, entities)| settle(&mut state, location, entities))
            .count()
}

fn settle(state: &mut State, location: &Location, entities: &Result<Vec<Value>, String>) -> bool {
    let mut next = location.clone();
    next.wait = 0;
    let mut changed = location.wait != 0;
    match entities {
        Err(why) => {
            next.error = Some(why.clone());
            // Orphans are deleted, which is the default in current versions.
            for gone in next.made.drain(..) {
                changed |= state.entities.remove(&gone).is_some();
            }
        }
        Ok(found) => {
            next.error = None;
            let managed_by = format!("url:{}", location.target);
            let mut made = Vec::new();
            for entity in found {
                let key = EntityRef::of(entity);
                let owner = state.entities.get(&key).and_then(|e| {
                    e.pointer("/metadata/annotations/backstage.io~1managed-by-origin-location")?
                        .as_str()
                });
                if owner.is_some_and(|o| o != managed_by) {
                    next.error = Some(format!(
                        "Detected conflicting entityRef {} already referenced by {}",
                        key.text(),
                        owner.unwrap_or("")
                    ));
                    continue;
                }
                let before = state.entities.get(&key).cloned();
                made.push(state.store(entity.clone(), &managed_by));
                changed |= before.as_ref() != state.entities.get(&key);
            }
            for gone in next.made.iter().filter(|m| !made.contains(m)) {
                changed |= state.entities.remove(gone).is_some();
            }
            next.made = made;
        }
    }
    changed |= next.error != location.error;
    if let Some(slot) = state.locations.get_mut(&location.id) {
        *slot = next;
    }
    changed
}
