//! Rows of the lists: requests, repositories, the review queue.

use super::{ago, id, spec};
use domain::drift::DriftState;
use domain::github::Login;
use domain::handover::snippets;
use domain::policy;
use domain::portal::*;
use domain::refusal::Link;
use domain::request::{ChangeKind, StageName};
use domain::scorecard;
use domain::testing::{NOW, filled_form, standard};

pub(crate) fn row(n: u32, name: &str, stage: StageName) -> RequestRow {
    RequestRow {
        id: id(n),
        label: format!("REQ-{}", 1470 + n),
        name: name.into(),
        region: "us-east-1".into(),
        team: "platform-engineering".into(),
        kind: match n % 5 {
            3 => ChangeKind::Alarms,
            4 => ChangeKind::Workflow,
            _ => ChangeKind::Create,
        },
        requester: Login::new("dev-a"),
        stage,
        since: ago(60 * i64::from(n)),
        created: ago(600 * i64::from(n)),
        stuck: n == 3,
    }
}

pub(crate) fn rows() -> Vec<RequestRow> {
    StageName::ALL
        .into_iter()
        .zip(1..)
        .filter(|(stage, _)| *stage != StageName::Draft)
        .map(|(stage, n)| row(n, &format!("team-{n}/service"), stage))
        .collect()
}

pub(crate) fn repositories() -> Vec<RepositoryRow> {
    RepositoryState::ALL
        .into_iter()
        .cycle()
        .take(23)
        .zip(0..)
        .map(|(state, n)| {
            let form = domain::form::RequestForm {
                name: format!("payments/service-{n}"),
                ..filled_form()
            };
            let key = form.parse(&standard()).unwrap().address;
            let known = state != RepositoryState::Unmanaged;
            RepositoryRow {
                uri: key.uri(),
                key,
                team: known.then(|| "platform-engineering".into()),
                system: known.then(|| "spacetech".into()),
                cluster: known.then(|| "eks-prod-use1".into()),
                state,
                drift: Default::default(),
                mutability: Some(if n % 2 == 0 { "MUTABLE" } else { "IMMUTABLE" }.into()),
                scan_on_push: Some(true),
                lifecycle: known.then(|| "Keep the last 10".into()),
                created: Some(ago(86_400 * (i64::from(n) + 1))),
                figures: known.then(|| RepositoryFigures {
                    images: 30 + n as u64,
                    bytes: 1_280_000_000 * (n as u64 + 1),
                    untagged: n as u64 % 3,
                    untagged_bytes: 64_000_000 * (n as u64 % 3),
                    last_push: Some(ago(3600 * (i64::from(n) + 1))),
                    last_pull: (n % 4 != 0).then(|| ago(1800 * (i64::from(n) + 1))),
                    critical: (n % 5 != 0).then_some(n as u64 % 2),
                    high: (n % 5 != 0).then_some(n as u64),
                }),
                score: known.then_some(if n % 2 == 0 { 72 } else { 100 }),
                misses: if n % 2 == 0 {
                    vec!["tags-immutable".into()]
                } else {
                    Vec::new()
                },
                wasted: None,
                request: matches!(state, RepositoryState::Coming | RepositoryState::Attention)
                    .then(|| row(n as u32 + 1, "payments/service", StageName::Syncing)),
            }
        })
        .collect()
}

fn values(values: &[(&str, u64)]) -> FacetValues {
    FacetValues {
        values: values
            .iter()
            .map(|(value, count)| ((*value).to_owned(), *count))
            .collect(),
        more: 0,
    }
}

pub(crate) fn inventory() -> InventoryPage {
    let account = standard().accounts[0].clone();
    let age = |i: usize, trouble: Option<&str>| CensusAge {
        account: account.id.clone(),
        region: account.regions[i],
        read: Some(ago(120 + 3600 * i as i64)),
        trouble: trouble.map(str::to_owned),
    };
    InventoryPage {
        query: InventoryQuery {
            text: "pay".into(),
            teams: vec!["platform-engineering".into(), "gone".into()],
            states: vec![RepositoryState::Ready],
            sort: Sort::Region,
            ..InventoryQuery::default()
        },
        rows: repositories(),
        total: 1204,
        facets: Facets {
            teams: FacetValues {
                more: 1988,
                ..values(&[("platform-engineering", 741), ("telemetry", 463)])
            },
            systems: values(&[("spacetech", 702)]),
            regions: values(&[("us-east-1", 655), ("eu-west-1", 231)]),
            clusters: values(&[("eks-prod-use1", 512)]),
            states: vec![(RepositoryState::Ready, 1171), (RepositoryState::Coming, 6)],
            accounts: values(&[("123456789012", 1204)]),
            misses: values(&[("tags", 602), ("a-check-that-is-gone", 1)]),
            drifts: vec![(DriftState::None, 1200), (DriftState::Lost, 4)],
            managed: vec![(false, 27), (true, 1177)],
            scores: vec![(ScoreBand::Good, 602), (ScoreBand::Unjudged, 602)],
        },
        next: Some("n:23".into()),
        previous: None,
        as_of: vec![age(0, None), age(1, Some("AWS asked Berth to wait"))],
    }
}

pub(crate) fn repository_page() -> RepositoryPage {
    let spec = spec();
    RepositoryPage {
        drift: None,
        cluster_drift: None,
        alone: None,
        cluster: None,
        applying: domain::request::Applying::default(),
        losses: Vec::new(),
        row: RepositoryRow {
            key: spec.address.clone(),
            uri: spec.address.uri(),
            ..repositories().remove(0)
        },
        arn: spec.address.arn(),
        description: Some(spec.description.to_string()),
        source: Some(spec.source.to_string()),
        encryption: Some("AES256".into()),
        tags: standard().tags,
        lifecycle: spec.settings.lifecycle.as_ref().unwrap().sentences(),
        card: Some(scorecard::card(
            &scorecard::Facts {
                name: spec.address.name.to_string(),
                in_git: Some(true),
                encryption: Some("AES256".into()),
                tag_rule: Some(scorecard::TagRule {
                    value: "MUTABLE".into(),
                    filters: vec![],
                }),
                ..scorecard::Facts::default()
            },
            &scorecard::Limits::default(),
            NOW,
        )),
        asked: Some(Asked {
            request: id(1),
            label: "REQ-1482".into(),
            by: Login::new("dev-a"),
            at: ago(90_000),
            approved: vec![(Login::new("reviewer-m"), ago(80_000))],
        }),
        findings: Some(domain::image::SeverityCounts {
            critical: 2,
            high: 5,
            ..Default::default()
        }),
        images_read: Some(ago(90)),
        handover: snippets(&spec, &standard()),
        requests: vec![row(1, "payments/my-app-registry", StageName::Completed)],
        links: vec![Link {
            text: "Open in the AWS console".into(),
            href: "https://us-east-1.console.aws.amazon.com/x".into(),
        }],
        as_of: Some(ago(120)),
        now: NOW,
    }
}

pub(crate) fn home() -> Home {
    Home {
        needs_you: vec![
            Task::Look {
                request: row(1, "telemetry/ingest", StageName::ProvisionFailed),
                reason: "Berth’s AWS role may not create repositories there".into(),
            },
            Task::Answer {
                request: row(2, "orbit/cache", StageName::ChangesRequested),
                by: "reviewer-m".into(),
                comment: "Please use immutable tags.".into(),
            },
            Task::Correct {
                request: row(4, "star/tracker", StageName::NeedsInput),
                problem: "The name is taken".into(),
            },
            Task::Review(row(5, "payments/api", StageName::InReview)),
        ],
        my_requests: rows().into_iter().take(10).collect(),
        my_requests_total: 14,
        drafts: vec![
            DraftRow {
                id: id(30),
                name: String::new(),
                saved: ago(600),
            },
            DraftRow {
                id: id(31),
                name: "payments/half".into(),
                saved: ago(86_400),
            },
        ],
        team_repositories: repositories().into_iter().take(5).collect(),
        team_repositories_total: 38,
        lead_time: Some(LeadTime {
            count: 164,
            p50: 368_000,
            p95: 2_460_000,
        }),
    }
}

pub(crate) fn review_queue() -> ReviewQueue {
    ReviewQueue {
        waiting: [
            (policy::Risk::High, None),
            (policy::Risk::Low, None),
            (
                policy::Risk::Medium,
                Some("Someone else decides: you asked for it"),
            ),
        ]
        .into_iter()
        .zip(1..)
        .map(|((risk, hindrance), n)| ReviewRow {
            request: row(n, "payments/api", StageName::InReview),
            risk,
            advice: n - 1,
            hindrance: hindrance.map(str::to_owned),
        })
        .collect(),
        decided: rows()
            .into_iter()
            .filter(|row| row.stage.is_final())
            .collect(),
    }
}
