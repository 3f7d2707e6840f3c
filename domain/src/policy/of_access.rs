//! Another repository policy: what it brings about, and how much it puts at stake.

use super::{Risk, RiskReport};
use crate::access::{Access, Flag, FlagKind};
use crate::access_change::AccessChange;
use crate::spec::RepositorySpec;

/// What lets in more than anybody wrote down by name, once the change is made.
pub fn dangers(spec: &RepositorySpec, change: &AccessChange) -> Vec<Flag> {
    let flags = after(spec, change).flags();
    let is_danger = |flag: &Flag| flag.kind.is_wildcard() || flag.kind == FlagKind::Unreadable;
    flags.into_iter().filter(is_danger).collect()
}

fn after(spec: &RepositorySpec, change: &AccessChange) -> Access {
    let read = |text: &String| Access::read(text, &spec.address.account);
    change.wanted.as_ref().map(read).unwrap_or_default()
}

pub(super) fn risk(spec: &RepositorySpec, change: &AccessChange) -> RiskReport {
    let dangers = dangers(spec, change);
    if !dangers.is_empty() {
        return RiskReport {
            level: Risk::High,
            reasons: dangers.into_iter().map(|flag| flag.sentence).collect(),
        };
    }
    let mut reasons = Vec::new();
    if change.grants.push_role.is_some() {
        reasons.push("Whoever takes on the role may push images that others run.");
    }
    reasons.push("It changes who may use the images; who was let in before may be shut out.");
    RiskReport {
        level: Risk::Medium,
        reasons: reasons.into_iter().map(str::to_owned).collect(),
    }
}

pub(super) fn consequences(spec: &RepositorySpec, change: &AccessChange) -> Vec<String> {
    let before = change.was.as_ref();
    let before = before
        .map(|text| Access::read(text, &spec.address.account))
        .unwrap_or_default();
    let after = after(spec, change);
    let said = |access: &Access| -> Vec<String> {
        let sentences = access.statements.iter().map(|it| it.sentence.clone());
        sentences.collect()
    };
    let (before, now) = (said(&before), said(&after));
    let added = now.iter().filter(|line| !before.contains(line));
    let gone = before.iter().filter(|line| !now.contains(line));
    let mut lines: Vec<String> = added.map(|line| format!("New: {line}")).collect();
    lines.extend(gone.map(|line| format!("No longer: {line}")));
    let stays = now.iter().filter(|line| before.contains(line)).count();
    if stays > 0 {
        lines.push(match stays {
            1 => "One statement stays as it is.".to_owned(),
            n => format!("{n} statements stay as they are."),
        });
    }
    lines.push(match &change.wanted {
        Some(_) => format!(
            "Crossplane puts the policy on {} in place; it holds from that moment on.",
            spec.address.name
        ),
        None => format!(
            "The RepositoryPolicy object goes, and AWS has no policy for {}: only the own account’s IAM policies count.",
            spec.address.name
        ),
    });
    lines
}
