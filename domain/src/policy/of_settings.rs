//! Other settings: what they bring about, and how much they put at stake.

use super::{Check, Risk, RiskReport, check, outlook::weight};
use crate::settings::TagMutability;
use crate::settings_change::{Changed, Setting, SettingsChange, in_words};
use crate::spec::{Field, RepositorySpec};
use crate::standard::Standard;

/// Only of what the change sets: the rest is not its business.
pub(super) fn checks(
    spec: &RepositorySpec,
    change: &SettingsChange,
    standard: &Standard,
) -> Vec<Check> {
    let all = check(spec, standard).into_iter();
    all.filter(|check| check.field.is_some_and(|field| change.changes(field)))
        .collect()
}

pub(super) fn risk(change: &SettingsChange, checks: &[Check]) -> RiskReport {
    let mut found: Vec<(Risk, String)> = Vec::new();
    if let Some(team) = change.new_owner() {
        found.push((
            Risk::Medium,
            format!(
                "Waits for a word of team {team}: the repository becomes theirs. Approve only if somebody of that team has agreed."
            ),
        ));
    }
    if change.changes(Field::Mutability) && loosens(change) {
        let reason = "Tags that were fixed may move to another image from then on.";
        found.push((Risk::Medium, reason.to_owned()));
    }
    let advice = checks
        .iter()
        .filter_map(|check| Some((weight(check)?, check.detail.clone())));
    found.extend(advice);
    let level = found.iter().map(|(level, _)| *level).max();
    let mut reasons: Vec<String> = found.into_iter().map(|(_, reason)| reason).collect();
    if reasons.is_empty() {
        reasons.push("Everything changes in place; no image is touched.".to_owned());
    }
    RiskReport {
        level: level.unwrap_or(Risk::Low),
        reasons,
    }
}

/// Whether something that could not move before can now, as far as the rules alone tell.
fn loosens(change: &SettingsChange) -> bool {
    let was_fixed = !matches!(change.was.mutability, Some(TagMutability::Mutable) | None);
    let is_fixed = matches!(
        change.wanted.mutability,
        Some(TagMutability::Immutable) | None
    );
    was_fixed && !is_fixed
}

pub(super) fn consequences(spec: &RepositorySpec, change: &SettingsChange) -> Vec<String> {
    let mut lines: Vec<String> = change.changed().iter().map(|it| line(it, change)).collect();
    if let Some(team) = change.new_owner() {
        lines.push(format!(
            "Team {team} has to accept the repository. Berth does not ask them: whoever approves has made sure of it."
        ));
    }
    let files: Vec<&str> = change.files.iter().map(|file| file.path.as_str()).collect();
    lines.push(format!(
        "Only the lines that say so change in {}; comments and everything else keep their bytes.",
        files.join(" and ")
    ));
    lines.push(format!(
        "It all changes in place: no image is touched, and the address stays {}.",
        spec.address.uri()
    ));
    lines
}

fn line(changed: &Changed, change: &SettingsChange) -> String {
    let said = |text: &Option<String>| match text {
        Some(text) => format!("“{text}”"),
        None => "nothing".to_owned(),
    };
    let (was, will) = (said(&changed.was), said(&changed.will));
    match &changed.setting {
        Setting::Of(Field::Mutability) => rule_line(change),
        Setting::Of(Field::Scan) => match change.wanted.scan_on_push {
            Some(true) => "Every image that is pushed from then on is scanned for known vulnerabilities.".to_owned(),
            _ => "Images that are pushed from then on aren’t scanned, unless a scanning rule of the registry says so.".to_owned(),
        },
        Setting::Of(Field::Team) => format!(
            "The owner changes from {was} to {will}, in AWS’s tags and in the catalog."
        ),
        Setting::Of(Field::System) => format!(
            "The system changes from {was} to {will}, in AWS’s tags and in the catalog."
        ),
        Setting::Of(_) => format!("The description {was} becomes {will}."),
        Setting::Tag(key) => match (&changed.was, &changed.will) {
            (None, _) => format!("The AWS tag “{key}” is added as {will}."),
            (_, None) => format!("The AWS tag “{key}” with {was} is removed."),
            _ => format!("The AWS tag “{key}” changes from {was} to {will}."),
        },
    }
}

fn rule_line(change: &SettingsChange) -> String {
    let said =
        |rule: &Option<TagMutability>| rule.as_ref().map_or("AWS’s default".to_owned(), in_words);
    let effect = match &change.wanted.mutability {
        Some(TagMutability::Immutable) => "A push of a tag that is there is refused from then on",
        Some(TagMutability::ImmutableExcept(_)) => {
            "A push of a tag that is there is refused from then on, unless the tag matches"
        }
        Some(TagMutability::MutableExcept(_)) => {
            "A tag may be pushed again with another image, unless it matches"
        }
        Some(TagMutability::Mutable) | None => "A tag may be pushed again with another image",
    };
    format!(
        "Tags: {} becomes {}. {effect}; tags that are there stay where they are.",
        said(&change.was.mutability),
        said(&change.wanted.mutability)
    )
}
