//! What Berth counts about itself, as Prometheus reads it. Calls and answers are counted by the process as they happen; how
//! many requests there are and how the queue stands is the database's to say, asked when somebody reads.
//!
//! Counters belong to the process like its log, so that no client or handler has to be handed a counter.

use crate::store::Figures;
use domain::request::StageName;
use domain::time::Timestamp;
use domain::trouble::{System, TroubleKind};
use prometheus_client::encoding::text;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

/// What [`page`] writes.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// From an answer out of memory to a system that is as good as dark.
const SECONDS: [f64; 11] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0,
];

type Label<V> = (&'static str, V);
type Calls = [Label<&'static str>; 2];
type Answers = [Label<String>; 3];

struct Counted {
    calls: Family<Calls, Histogram>,
    answers: Family<Answers, Histogram>,
    policies: Family<[Label<&'static str>; 1], Counter>,
}

static COUNTED: LazyLock<Counted> = LazyLock::new(|| Counted {
    calls: Family::new_with_constructor(|| Histogram::new(SECONDS)),
    answers: Family::new_with_constructor(|| Histogram::new(SECONDS)),
    policies: Family::default(),
});

/// A call to another system came to its end; `None`: with an answer.
pub fn called(system: System, trouble: Option<TroubleKind>, took: Duration) {
    let labels = [
        ("system", system_label(system)),
        ("outcome", trouble.map_or("ok", outcome_label)),
    ];
    COUNTED
        .calls
        .get_or_create(&labels)
        .observe(took.as_secs_f64());
}

/// Somebody got an answer. `route` is the pattern, never the path: paths are without number.
pub fn answered(method: &http::Method, route: &str, status: http::StatusCode, took: Duration) {
    let method = match *method {
        http::Method::GET | http::Method::HEAD | http::Method::POST => method.as_str(),
        _ => "other",
    };
    let labels = [
        ("method", method.to_owned()),
        ("route", route.to_owned()),
        ("status", status.as_str().to_owned()),
    ];
    COUNTED
        .answers
        .get_or_create(&labels)
        .observe(took.as_secs_f64());
}

/// AWS's preview of a lifecycle policy was held against Berth's own; `differences`: images of which they say something else.
pub fn policy_compared(differences: usize) {
    let outcome = if differences == 0 {
        "same"
    } else {
        "different"
    };
    COUNTED
        .policies
        .get_or_create(&[("outcome", outcome)])
        .inc();
}

/// Everything, in Prometheus' text. `figures` are missing while the database is away.
///
/// # Errors
/// None in practice: text is written to memory.
pub fn page(figures: Option<&Figures>, now: Timestamp) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("berth");
    registry.register(
        "build",
        "Which Berth this is",
        Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]),
    );
    registry.register_with_unit(
        "outside_call_duration",
        "Calls to other systems by outcome, with the wait for their turn",
        Unit::Seconds,
        COUNTED.calls.clone(),
    );
    registry.register_with_unit(
        "http_request_duration",
        "Answers to browsers and machines, until they begin",
        Unit::Seconds,
        COUNTED.answers.clone(),
    );
    registry.register(
        "policy_previews",
        "Lifecycle policies of which AWS's own preview was held against Berth's",
        COUNTED.policies.clone(),
    );
    registry.register(
        "database_up",
        "1 while the database answers",
        gauge(u64::from(figures.is_some())),
    );
    if let Some(figures) = figures {
        register(&mut registry, figures, now);
    }
    let mut out = String::new();
    text::encode(&mut out, &registry)?;
    Ok(out)
}

fn register(registry: &mut Registry, figures: &Figures, now: Timestamp) {
    let requests = Family::<[Label<&'static str>; 1], Gauge>::default();
    for stage in StageName::ALL {
        let count = figures
            .by_stage
            .iter()
            .find(|(found, _)| *found == stage)
            .map_or(0, |(_, count)| *count);
        requests
            .get_or_create(&[("stage", stage.as_str())])
            .set(count.cast_signed());
    }
    let oldest = figures.oldest_due.map_or(0, |at| now.since(at).max(0));
    registry.register("requests", "Requests by stage", requests);
    registry.register(
        "queue_due",
        "Requests that wait for the worker",
        gauge(figures.due),
    );
    registry.register(
        "queue_held",
        "Requests that the worker is moving",
        gauge(figures.held),
    );
    registry.register_with_unit(
        "queue_oldest_due",
        "How long the request that is due longest has been so",
        Unit::Seconds,
        gauge(oldest.div_euclid(1_000).cast_unsigned()),
    );
}

fn gauge(value: u64) -> Gauge {
    let gauge = Gauge::default();
    gauge.set(value.cast_signed());
    gauge
}

fn system_label(system: System) -> &'static str {
    match system {
        System::GitHub => "github",
        System::ArgoCd => "argocd",
        System::Crossplane => "crossplane",
        System::Aws => "aws",
        System::Backstage => "backstage",
        System::Database => "database",
        System::IdentityProvider => "identity_provider",
    }
}

fn outcome_label(kind: TroubleKind) -> &'static str {
    match kind {
        TroubleKind::Unreachable => "unreachable",
        TroubleKind::Failing => "failing",
        TroubleKind::Nonsense => "nonsense",
        TroubleKind::SignIn => "sign_in",
        TroubleKind::Permission => "permission",
        TroubleKind::RateLimited => "rate_limited",
        TroubleKind::Conflict => "conflict",
        TroubleKind::Missing => "missing",
        TroubleKind::Refused => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_system_and_outcome_and_the_queue_as_it_stands() {
        called(System::Aws, None, Duration::from_millis(30));
        called(
            System::Aws,
            Some(TroubleKind::RateLimited),
            Duration::from_secs(60),
        );
        let figures = Figures {
            by_stage: vec![(StageName::InReview, 3)],
            due: 2,
            oldest_due: Some(Timestamp(1_000)),
            held: 1,
        };
        let page = page(Some(&figures), Timestamp(8_500)).unwrap();
        for line in [
            concat!(
                "berth_build_info{version=\"",
                env!("CARGO_PKG_VERSION"),
                "\"} 1"
            ),
            "berth_database_up 1",
            "berth_requests{stage=\"in_review\"} 3",
            "berth_requests{stage=\"completed\"} 0",
            "berth_queue_due 2",
            "berth_queue_held 1",
            "berth_queue_oldest_due_seconds 7",
        ] {
            assert!(page.lines().any(|found| found == line), "{line}:\n{page}");
        }
        let bucket = |le: &str, outcome: &str| {
            format!(
                "berth_outside_call_duration_seconds_bucket{{le=\"{le}\",system=\"aws\",outcome=\"{outcome}\"}} 1"
            )
        };
        assert!(page.contains(&bucket("0.05", "ok")), "{page}");
        assert!(page.contains(&bucket("+Inf", "rate_limited")), "{page}");
        assert!(page.ends_with("# EOF\n"));
    }

    #[test]
    fn without_the_database_the_rest_is_still_told() {
        let page = page(None, Timestamp(0)).unwrap();
        assert!(page.contains("berth_database_up 0") && page.contains("berth_build_info"));
        assert!(!page.contains("berth_requests"));
    }
}
