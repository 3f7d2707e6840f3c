//! Each check as one small function over the facts.

use super::facts::{
    Facts, Last, Limits, OpenFindings, OwnerFact, Retention, SeverityLimit, TagRule,
};
use super::{CheckId, Outcome, Remedy};
use crate::image::Scanning;
use crate::policy;
use crate::spec::Field;
use crate::time::Timestamp;

const DAY: i64 = 24 * 60 * 60 * 1000;

pub(super) struct Found {
    pub(super) outcome: Outcome,
    pub(super) evidence: String,
    pub(super) remedy: Option<Remedy>,
}

fn found(outcome: Outcome, evidence: impl Into<String>) -> Found {
    Found {
        outcome,
        evidence: evidence.into(),
        remedy: None,
    }
}

fn pass(evidence: impl Into<String>) -> Found {
    found(Outcome::Pass, evidence)
}

fn excused(evidence: impl Into<String>) -> Found {
    found(Outcome::Excused, evidence)
}

fn unknown(evidence: impl Into<String>) -> Found {
    found(Outcome::Unknown, evidence)
}

fn miss(evidence: impl Into<String>, remedy: impl Into<Option<Remedy>>) -> Found {
    Found {
        outcome: Outcome::Miss,
        evidence: evidence.into(),
        remedy: remedy.into(),
    }
}

pub(super) fn find(id: CheckId, facts: &Facts, limits: &Limits, now: Timestamp) -> Found {
    let found = match id {
        CheckId::Scanning => facts
            .scanning
            .as_ref()
            .map(|how| scanning(how, facts.scan_rule.as_deref())),
        CheckId::Findings => facts
            .findings
            .map(|open| findings(open.critical, open.high, limits, now)),
        CheckId::Tags => facts.tag_rule.as_ref().map(tags),
        CheckId::Access => facts.access.as_ref().map(access),
        CheckId::Encryption => facts
            .encryption
            .as_deref()
            .map(|kind| encryption(kind, limits)),
        CheckId::Lifecycle => facts.retention.as_ref().map(lifecycle),
        CheckId::Owner => facts.owner.as_ref().map(owner),
        CheckId::Git => facts.in_git.map(git),
        CheckId::Description => facts
            .description
            .as_deref()
            .map(|text| description(&facts.name, text)),
        CheckId::CompanyTags => facts.tags.as_ref().map(|tags| company_tags(tags, limits)),
        CheckId::Pushed => facts.pushed.map(|last| pushed(last, facts, limits, now)),
        CheckId::Pulled => facts.pulled.map(|last| pulled(last, facts, limits, now)),
    };
    found.unwrap_or_else(|| unknown("Not read from AWS or the catalog yet."))
}

fn scanning(scanning: &Scanning, rule: Option<&str>) -> Found {
    let by = rule.map_or_else(String::new, |rule| {
        format!(", by the registry’s rule {rule}")
    });
    match scanning {
        Scanning::Continuous => pass(format!("Images are scanned continuously{by}.")),
        Scanning::OnPush => pass(format!("Images are scanned on push{by}.")),
        Scanning::Manual => miss(
            "Images are scanned only when somebody asks for it.",
            Remedy::Settings(Field::Scan),
        ),
        Scanning::Other(word) => unknown(format!("AWS calls the scanning {word}.")),
    }
}

fn days(now: Timestamp, at: Timestamp) -> i64 {
    now.since(at) / DAY
}

fn ago(now: Timestamp, at: Timestamp) -> String {
    match days(now, at) {
        0 => "today".into(),
        1 => "yesterday".into(),
        days => format!("{days} days ago"),
    }
}

fn findings(critical: OpenFindings, high: OpenFindings, limits: &Limits, now: Timestamp) -> Found {
    let mut late = Vec::new();
    for (word, open, limit) in [
        ("critical", critical, limits.critical),
        ("high", high, limits.high),
    ] {
        late.extend(over(word, open, limit, now));
    }
    if critical.count + high.count == 0 {
        pass("No critical or high finding is open.")
    } else if late.is_empty() {
        pass(format!(
            "{} critical and {} high findings are open, all within their time.",
            critical.count, high.count
        ))
    } else {
        miss(late.join(" "), None)
    }
}

fn over(word: &str, open: OpenFindings, limit: SeverityLimit, now: Timestamp) -> Option<String> {
    if open.count == 0 {
        return None;
    }
    let age = open.oldest.map(|oldest| days(now, oldest));
    if let (Some(age), Some(most)) = (age, limit.days)
        && age > i64::from(most)
    {
        let findings = if open.count == 1 {
            "finding is"
        } else {
            "findings are"
        };
        return Some(format!(
            "{} {word} {findings} open, the oldest for {age} days; {most} are allowed.",
            open.count
        ));
    }
    limit.most.filter(|most| open.count > *most).map(|most| {
        format!(
            "{} {word} findings are open; {most} are allowed.",
            open.count
        )
    })
}

fn plural(count: u64, one: &str, many: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    }
}

fn tags(rule: &TagRule) -> Found {
    let all = rule
        .filters
        .iter()
        .any(|filter| filter.bytes().all(|byte| byte == b'*'));
    let filters = rule.filters.join(", ");
    let change = Remedy::Settings(Field::Mutability);
    match (rule.value.as_str(), all) {
        ("IMMUTABLE", _) => pass("A pushed tag means the same image for ever."),
        ("IMMUTABLE_WITH_EXCLUSION", true) => miss(
            "The pattern * excepts every tag, so every tag can move.",
            change,
        ),
        ("IMMUTABLE_WITH_EXCLUSION", false) => {
            excused(format!("Tags stay, except those that match {filters}."))
        }
        ("MUTABLE_WITH_EXCLUSION", true) => pass("The pattern * keeps every tag in its place."),
        ("MUTABLE_WITH_EXCLUSION", false) => {
            excused(format!("Tags that match {filters} stay; others can move."))
        }
        ("MUTABLE", _) => miss("Every tag can be pushed again with another image.", change),
        (other, _) => unknown(format!("AWS calls the setting {other}.")),
    }
}

fn access(access: &crate::access::Access) -> Found {
    use crate::access::{FlagKind, Reach};
    let flags = access.flags();
    if let Some(public) = flags.iter().find(|flag| flag.kind == FlagKind::Public) {
        return miss(public.sentence.clone(), Remedy::Access);
    }
    // A pattern for the own account is habit; for others it hands out what nobody looked at.
    let wide = access.statements.iter().find(|statement| {
        statement.effect == crate::access::Effect::Allow
            && statement.actions.by_pattern
            && statement.reach > Reach::Own
    });
    if let Some(wide) = wide {
        return miss(format!("{}: {}", wide.label, wide.sentence), Remedy::Access);
    }
    if !access.unreadable.is_empty() {
        return unknown("A part of the repository policy can’t be read with certainty.");
    }
    if access.statements.is_empty() {
        return pass("There is no repository policy; only the own account’s IAM policies count.");
    }
    pass("Whoever the repository policy lets in is named.")
}

fn encryption(kind: &str, limits: &Limits) -> Found {
    match kind {
        "AES256" if limits.require_kms => miss(
            "AES-256 with Amazon ECR’s keys; the company demands AWS KMS, and encryption can’t change later.",
            None,
        ),
        "AES256" => pass("AES-256 with keys that Amazon ECR keeps."),
        "KMS" => pass("AWS KMS."),
        "KMS_DSSE" => pass("AWS KMS, in two layers."),
        other => unknown(format!("AWS calls the encryption {other}.")),
    }
}

fn lifecycle(retention: &Retention) -> Found {
    match retention {
        Retention::None => miss(
            "No lifecycle policy: images stay until somebody deletes them.",
            Remedy::Lifecycle,
        ),
        Retention::Unreadable => {
            unknown("There is a lifecycle policy of a form Berth doesn’t know.")
        }
        Retention::Policy(policy) => match policy::retention(policy) {
            Ok(()) => pass(format!("{}.", policy.sentences().join("; "))),
            Err(why) => miss(why, Remedy::Lifecycle),
        },
    }
}

fn owner(owner: &OwnerFact) -> Found {
    let change = Remedy::Settings(Field::Team);
    match owner {
        OwnerFact::Nobody => miss("No team is known.", change),
        OwnerFact::Team { name, .. } if policy::is_placeholder(name) => {
            miss(format!("“{name}” isn’t a team that can be asked."), change)
        }
        OwnerFact::Team {
            name,
            exists: Some(false),
            ..
        } => miss(
            format!("The catalog has no team “{name}” any more."),
            change,
        ),
        OwnerFact::Team {
            name,
            members: Some(0),
            ..
        } => miss(format!("The team {name} has no members."), change),
        OwnerFact::Team {
            name,
            members: Some(members),
            ..
        } => pass(format!(
            "Team {name}, {}.",
            plural(u64::from(*members), "member", "members")
        )),
        OwnerFact::Team { name, .. } => pass(format!("Team {name}.")),
    }
}

fn git(in_git: bool) -> Found {
    if in_git {
        pass("Its manifests are in Git.")
    } else {
        miss(
            "It is in AWS alone: no review, no history, no way back.",
            Remedy::Adopt,
        )
    }
}

fn description(name: &str, text: &str) -> Found {
    let change = Remedy::Settings(Field::Description);
    if text.trim().is_empty() {
        miss("It has no description.", change)
    } else if policy::says_more(name, text) {
        pass("It says more than the name.")
    } else {
        miss(
            "The description says nothing that the name doesn’t say.",
            change,
        )
    }
}

fn company_tags(tags: &std::collections::BTreeMap<String, String>, limits: &Limits) -> Found {
    let missing: Vec<&str> = limits
        .required_tags
        .iter()
        .filter(|key| tags.get(*key).is_none_or(|value| value.trim().is_empty()))
        .map(String::as_str)
        .collect();
    if missing.is_empty() {
        pass(format!("{} have values.", limits.required_tags.join(", ")))
    } else {
        miss(
            format!("Without a value: {}.", missing.join(", ")),
            Remedy::Settings(Field::Team),
        )
    }
}

fn is_young(at: Option<Timestamp>, limits: &Limits, now: Timestamp) -> Option<Timestamp> {
    at.filter(|at| days(now, *at) <= i64::from(limits.grace_days))
}

fn pushed(last: Last, facts: &Facts, limits: &Limits, now: Timestamp) -> Found {
    match last {
        Last::At(at) if days(now, at) <= i64::from(limits.pushed_days) => {
            pass(format!("Last push {}.", ago(now, at)))
        }
        Last::At(at) => miss(format!("Last push {}.", ago(now, at)), Remedy::Delete),
        Last::Never => match is_young(facts.created, limits, now) {
            Some(created) => excused(format!("No push yet; created {}.", ago(now, created))),
            None => miss("Nothing was ever pushed.", Remedy::Delete),
        },
    }
}

/// A young image may wait for its first pull.
fn pulled(last: Last, facts: &Facts, limits: &Limits, now: Timestamp) -> Found {
    let fresh = match facts.pushed {
        Some(Last::At(at)) => is_young(Some(at), limits, now).map(|at| ("pushed", at)),
        _ => is_young(facts.created, limits, now).map(|at| ("created", at)),
    };
    match (last, fresh) {
        (Last::At(at), _) if days(now, at) <= i64::from(limits.pulled_days) => {
            pass(format!("Last pull {}, as AWS records it.", ago(now, at)))
        }
        (Last::Never, Some((what, at))) => {
            excused(format!("No pull yet; {what} {}.", ago(now, at)))
        }
        (Last::At(at), _) => miss(
            format!("Last pull {}, as AWS records it.", ago(now, at)),
            Remedy::Delete,
        ),
        (Last::Never, None) => miss("AWS records no pull at all.", Remedy::Delete),
    }
}
