//! What each half of a removal means.

use super::{Risk, RiskReport};
use crate::day::Day;
use crate::request::{Held, Removal, RemovalStep, Way};
use crate::spec::RepositorySpec;

pub(super) fn risk(removal: &Removal) -> RiskReport {
    let (level, reason) = match (&removal.step, removal.way) {
        (RemovalStep::Prepare, _) if removal.denies_pulls() => (
            Risk::Medium,
            "Whoever still pulls gets an error from then on. Nothing is taken away, and it can be called off."
                .to_owned(),
        ),
        (RemovalStep::Prepare | RemovalStep::TakeBack { .. }, _) => (
            Risk::Low,
            "Nothing is taken away by this pull request.".to_owned(),
        ),
        (RemovalStep::Remove { .. }, Way::DeleteWithImages) => (
            Risk::High,
            format!("{}. Nothing brings them back.", gone(&removal.held)),
        ),
        (RemovalStep::Remove { .. }, Way::DeleteEmpty) => (
            Risk::Medium,
            "The repository goes. AWS refuses while an image is left in it.".to_owned(),
        ),
        (RemovalStep::Remove { .. }, Way::Detach) => (
            Risk::Medium,
            "Nobody looks after the repository in Git afterwards; its images stay.".to_owned(),
        ),
        (RemovalStep::Remove { .. }, Way::Policy) => (
            Risk::Medium,
            "Images pile up from then on, and so does what they cost.".to_owned(),
        ),
    };
    RiskReport {
        level,
        reasons: vec![reason],
    }
}

pub(super) fn consequences(spec: &RepositorySpec, removal: &Removal) -> Vec<String> {
    let address = &spec.address;
    let place = format!(
        "{} in {} of account {}",
        address.name, address.region, address.account
    );
    let mut lines = match (&removal.step, removal.way) {
        (RemovalStep::TakeBack { .. }, _) => {
            let mut lines = vec![format!(
                "The removal of {place} was called off: the manifests say again what they said before it."
            )];
            lines.extend(removal.denies_pulls().then(|| {
                "The statement that denies pulls goes, so they work as before.".to_owned()
            }));
            return lines;
        }
        (RemovalStep::Prepare, way) => vec![prepares(&place, way)],
        (RemovalStep::Remove { .. }, way) => {
            let mut lines = removes(&place, way, removal);
            lines.extend(stays(removal));
            lines
        }
    };
    if removal.step == RemovalStep::Prepare {
        lines.extend(removal.denies_pulls().then(|| {
            "From then on AWS denies every pull from it, by a statement of the repository policy, to see who still needs it. Called off, the statement goes again.".to_owned()
        }));
        lines.push(match removal.way.deletes() {
            true => format!(
                "When the cluster has it, Berth waits {} hours, in which the requester, reviewers and administrators can call it off. Then it opens a second pull request, which needs an approval of its own.",
                removal.cooling_ms / 3_600_000
            ),
            false => "When the cluster has it, Berth opens a second pull request, which needs an approval of its own.".to_owned(),
        });
    }
    lines
}

fn prepares(place: &str, way: Way) -> String {
    match way {
        Way::DeleteWithImages => format!(
            "{place} is allowed to be deleted with its images (forceDelete). This alone deletes nothing."
        ),
        Way::DeleteEmpty => format!("{place} is to be deleted. This alone deletes nothing."),
        Way::Detach => {
            format!(
                "Crossplane may not delete anything of {place} any more, so AWS keeps all of it."
            )
        }
        Way::Policy => format!(
            "Crossplane may delete the lifecycle policy of {place}. It stays in force until its file goes."
        ),
    }
}

fn removes(place: &str, way: Way, removal: &Removal) -> Vec<String> {
    match way {
        Way::DeleteWithImages => vec![
            format!("{place} is deleted in AWS. {}.", gone(&removal.held)),
            "Its manifests, alarms and catalog entry go too. Whoever pulls from it gets an error."
                .to_owned(),
            format!(
                "Nobody gets its name for {} days.",
                removal.lock_ms / 86_400_000
            ),
        ],
        Way::DeleteEmpty => vec![
            format!("{place} is deleted in AWS if it is empty; with an image in it, AWS refuses."),
            "Its manifests, alarms and catalog entry go too.".to_owned(),
            format!(
                "Nobody gets its name for {} days.",
                removal.lock_ms / 86_400_000
            ),
        ],
        Way::Detach => vec![
            format!(
                "{place} stays in AWS with its images, its policies and its tags, and nobody looks after it in Git."
            ),
            "Its alarms and its catalog entry go.".to_owned(),
        ],
        Way::Policy => vec![format!(
            "{place} has no lifecycle policy any more: AWS keeps every image until somebody deletes it."
        )],
    }
}

/// What lies in the folder and is not Berth's to take away.
fn stays(removal: &Removal) -> Option<String> {
    let known: Vec<&str> = removal.unknown.iter().map(String::as_str).collect();
    (removal.way.lets_go() && !known.is_empty()).then(|| {
        format!(
            "Berth does not know these files of its folder, so they stay, and Argo CD goes on applying what is a manifest: {}.",
            known.join(", ")
        )
    })
}

fn gone(held: &Held) -> String {
    let Some(as_of) = held.as_of else {
        return "Berth has not read its images, so nobody knows what goes with it".to_owned();
    };
    let images = match held.images {
        1 => "One image goes".to_owned(),
        n => format!("{n} images go"),
    };
    let pulled = match held.last_pull {
        Some(at) => format!("last pulled on {}", Day::of(at)),
        None => "never pulled as far as AWS knows".to_owned(),
    };
    format!(
        "{images} with it ({} MB, {pulled}; read on {})",
        held.bytes / 1_000_000,
        Day::of(as_of)
    )
}
