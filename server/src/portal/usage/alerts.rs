//! Which alarms a repository could have: the form's answers made into the very manifests that a request would carry.

use crate::portal::repository::described;
use crate::services::Services;
use crate::store::RepositoryKnown;
use domain::alerts::{AlertForm, needs, render};
use domain::image::Scanning;
use domain::portal::{AlertSaid, AlertsOffer, MonitoringQuery};
use domain::request::Request;

pub(super) fn offer(
    services: &Services,
    known: &RepositoryKnown,
    request: Option<&Request>,
    scanning: Option<&Scanning>,
    query: &MonitoringQuery,
) -> AlertsOffer {
    let described = described::spec(known, request).filter(|described| described.has_cluster);
    let (Some(request), Some(described)) = (request, described) else {
        return AlertsOffer::NotHere;
    };
    let Some(form) = query.alerts.clone() else {
        return AlertsOffer::Ask {
            form: suggested(scanning),
            problems: Vec::new(),
        };
    };
    let address = &described.spec.address;
    match form.parse(address) {
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
