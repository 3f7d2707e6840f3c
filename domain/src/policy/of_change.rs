//! The same questions for every kind of change.

use super::{Check, Risk, RiskReport, check, consequences, risk};
use crate::alerts::{Plan, Topic};
use crate::handover::role_name;
use crate::request::Change;
use crate::spec::RepositorySpec;
use crate::standard::Standard;

/// Good practice is asked of what a change sets; alarms and workflows set nothing of the repository.
pub fn check_change(change: &Change, standard: &Standard) -> Vec<Check> {
    match change {
        Change::Create { spec } => check(spec, standard),
        Change::Alarms { .. } | Change::Workflow { .. } => Vec::new(),
    }
}

pub fn risk_of_change(change: &Change, checks: &[Check]) -> RiskReport {
    let (level, reason) = match change {
        Change::Create { spec } => return risk(spec, checks),
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
    }
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
