//! Which alarms a repository could have: the form's answers made into the very manifests that a request would carry.

use crate::portal::repository::described;
use crate::services::Services;
use crate::store::RepositoryKnown;
use domain::alerts::{Alert, AlertForm, Plan, needs, render};
use domain::image::Scanning;
use domain::portal::{AlertSaid, AlertsOffer, MonitoringQuery};
use domain::request::{Change, Request};

/// What there is already.
#[derive(Clone, Copy)]
pub(super) struct Present<'a> {
    pub(super) scanning: Option<&'a Scanning>,
    /// Asked for last, and carried out.
    pub(super) in_force: Option<&'a Plan>,
}

/// `None`: it removed them.
pub(in crate::portal) fn plan_of(request: &Request) -> Option<&Plan> {
    match &request.change {
        Change::Alarms { plan, .. } if !plan.alerts().is_empty() => Some(plan),
        _ => None,
    }
}

pub(super) fn sees(plan: &Plan) -> Vec<String> {
    plan.alerts().into_iter().map(Alert::sees).collect()
}

pub(super) fn offer(
    services: &Services,
    known: &RepositoryKnown,
    request: Option<&Request>,
    present: Present<'_>,
    query: &MonitoringQuery,
) -> AlertsOffer {
    let described = described::spec(known, request).filter(|described| described.has_cluster);
    let (Some(request), Some(described)) = (request, described) else {
        return AlertsOffer::NotHere;
    };
    let Some(form) = query.alerts.clone() else {
        return AlertsOffer::Ask {
            form: present
                .in_force
                .map_or_else(|| suggested(present.scanning), AlertForm::of),
            problems: Vec::new(),
        };
    };
    let address = &described.spec.address;
    match form.parse(address, present.in_force.is_some()) {
        Err(problems) => AlertsOffer::Ask { form, problems },
        Ok(plan) => AlertsOffer::Shown {
            alerts: plan
                .alerts()
                .into_iter()
                .map(|alert| AlertSaid {
                    sees: alert.sees(),
                    misses: alert.misses().into_iter().map(str::to_owned).collect(),
                })
                .collect(),
            files: render(
                request.id.as_str(),
                &described.spec,
                &plan,
                &services.standard,
            ),
            needs: needs(&plan, address),
            form,
        },
    }
}

/// What most teams want; only enhanced scanning watches images continuously.
fn suggested(scanning: Option<&Scanning>) -> AlertForm {
    AlertForm {
        failed_pushes: true,
        findings: "high".to_owned(),
        by_inspector: scanning == Some(&Scanning::Continuous),
        unusual_pulls: "3".to_owned(),
        ..AlertForm::default()
    }
}
