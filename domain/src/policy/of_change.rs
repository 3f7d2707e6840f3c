//! The same questions for every kind of change.

use super::{Check, Risk, RiskReport, adopting, check, consequences, risk};
use super::{of_access, of_settings, removing};
use crate::alerts::{Plan, Topic};
use crate::handover::role_name;
use crate::image::PULLED_LATELY_DAYS;
use crate::lifecycle::LifecyclePolicy;
use crate::request::{Applying, Change, PolicyImpact};
use crate::spec::RepositorySpec;
use crate::standard::Standard;

/// Good practice is asked of what a change sets; alarms and workflows set nothing of the repository.
pub fn check_change(change: &Change, standard: &Standard) -> Vec<Check> {
    match change {
        Change::Create { spec } => check(spec, standard),
        Change::Settings { spec, change } => of_settings::checks(spec, change, standard),
        Change::Adopt { .. }
        | Change::Alarms { .. }
        | Change::Workflow { .. }
        | Change::Lifecycle { .. }
        | Change::Access { .. }
        | Change::Removal { .. } => Vec::new(),
    }
}

pub fn risk_of_change(change: &Change, checks: &[Check]) -> RiskReport {
    let (level, reason) = match change {
        Change::Create { spec } => return risk(spec, checks),
        Change::Adopt { adoption, .. } => adopting::risk(adoption),
        Change::Lifecycle { impact, .. } => return of_policy(impact),
        Change::Settings { change, .. } => return of_settings::risk(change, checks),
        Change::Access { spec, change } => return of_access::risk(spec, change),
        Change::Removal { removal, .. } => return removing::risk(removal),
        Change::Alarms { .. } => (
            Risk::Low,
            "It only watches; nothing that is pushed or pulled changes.",
        ),
        Change::Workflow { .. } => (
            Risk::Medium,
            "A workflow is code: it runs on every push to its branch, with a role that may push images.",
        ),
    };
    RiskReport {
        level,
        reasons: vec![reason.to_owned()],
    }
}

/// What happens if it is approved, for the one who decides.
pub fn consequences_of_change(change: &Change) -> Vec<String> {
    match change {
        Change::Create { spec } => consequences(spec),
        Change::Adopt { spec, adoption } => adopting::consequences(spec, adoption),
        Change::Alarms { spec, plan } => of_alarms(spec, plan),
        Change::Workflow { spec, branch } => vec![
            format!(
                "Every push to {} of {} builds an image and pushes it to {}, tagged with the commit.",
                branch.as_str(),
                spec.source,
                spec.address.uri()
            ),
            format!(
                "It takes on the role {} in account {}, which has to exist; no key is stored.",
                role_name(&spec.address),
                spec.address.account
            ),
            "The merge is the end: nothing is applied to a cluster.".to_owned(),
        ],
        Change::Lifecycle {
            spec,
            was,
            applying,
            impact,
            ..
        } => lines_of_policy(spec, was.as_ref(), *applying, impact),
        Change::Settings { spec, change } => of_settings::consequences(spec, change),
        Change::Access { spec, change } => of_access::consequences(spec, change),
        Change::Removal { spec, removal } => removing::consequences(spec, removal),
    }
}

/// What expires is gone for good, and what somebody pulls is probably used.
fn of_policy(impact: &PolicyImpact) -> RiskReport {
    let (level, reason) = match impact {
        PolicyImpact { as_of: None, .. } => (
            Risk::Medium,
            "Berth has not read the repository’s images, so nobody knows which would expire."
                .to_owned(),
        ),
        PolicyImpact {
            pulled_lately: 1.., ..
        } => (
            Risk::High,
            format!(
                "{} that would go were pulled within the last {PULLED_LATELY_DAYS} days.",
                images(impact.pulled_lately)
            ),
        ),
        PolicyImpact {
            expires: 0,
            archives: 0,
            ..
        } => (
            Risk::Low,
            "No image that is there now would expire or be archived.".to_owned(),
        ),
        _ => (
            Risk::Medium,
            "Images expire within a day of the change, and what has expired can’t be brought back."
                .to_owned(),
        ),
    };
    RiskReport {
        level,
        reasons: vec![reason],
    }
}

fn images(count: u64) -> String {
    match count {
        1 => "One image".to_owned(),
        n => format!("{n} images"),
    }
}

fn lines_of_policy(
    spec: &RepositorySpec,
    was: Option<&LifecyclePolicy>,
    applying: Applying,
    impact: &PolicyImpact,
) -> Vec<String> {
    let said = |policy: Option<&LifecyclePolicy>| {
        policy.map_or_else(|| "none".to_owned(), |policy| policy.sentences().join("; "))
    };
    let mut lines = vec![
        format!(
            "{} in {} gets other lifecycle rules: {}.",
            spec.address.name,
            spec.address.region,
            said(spec.settings.lifecycle.as_ref())
        ),
        format!("In force when it was asked for: {}.", said(was)),
    ];
    if impact.as_of.is_some() {
        lines.push(format!(
            "Of the {} that Berth knew, {} would expire and {} go to the archive; up to {} MB are freed.",
            images(impact.images).to_lowercase(),
            impact.expires,
            impact.archives,
            impact.bytes / 1_000_000
        ));
    }
    lines.push(
        match applying {
            Applying::NewObject => "The old LifecyclePolicy object is released without touching AWS, and a new one puts the new rules; the old rules stay in force until then.",
            Applying::ArgoReplace => "Argo CD replaces the LifecyclePolicy object under its name; AWS keeps the old rules until the new ones are put.",
            Applying::InPlace => "The provider of this cluster changes the rules in place.",
        }
        .to_owned(),
    );
    lines
}

fn of_alarms(spec: &RepositorySpec, plan: &Plan) -> Vec<String> {
    let address = &spec.address;
    let alerts = plan.alerts();
    if alerts.is_empty() {
        return vec![format!(
            "Removes all alarms of {} that Berth has made.",
            address.name
        )];
    }
    let mut lines = vec![format!(
        "Watches {} in {} of account {}, and replaces the alarms that Berth has made for it before.",
        address.name, address.region, address.account
    )];
    lines.extend(alerts.iter().map(|alert| alert.sees()));
    lines.push(match &plan.topic {
        Topic::Existing(arn) => format!("Messages go to the topic {}.", arn.as_str()),
        Topic::Own => "Messages go to a topic made for this repository, which reaches nobody until somebody subscribes to it.".to_owned(),
    });
    lines.push(format!(
        "Crossplane on {} needs rights for CloudWatch, EventBridge and SNS in the account.",
        spec.cluster
    ));
    lines
}
