//! Made-up data for the tests of pages: one request in every stage, a queue, an inventory.

#![allow(clippy::unwrap_used)]

use domain::github::{Login, RepoSlug, Sha};
use domain::handover::snippets;
use domain::manifest;
use domain::observed::*;
use domain::people::Actor;
use domain::policy;
use domain::portal::*;
use domain::refusal::{Link, Problem};
use domain::request::*;
use domain::spec::{Field, RepositorySpec};
use domain::testing::{NOW, filled_form, standard};
use domain::time::Timestamp;
use domain::trouble::{System, Trouble, TroubleKind};

/// What nobody should be able to put into a page.
pub(crate) const HOSTILE: &str = "<script>alert('x')</script> {{7*7}} \"quoted\" & ' \u{1F600}";

pub(crate) fn ago(seconds: i64) -> Timestamp {
    NOW.plus_seconds(-seconds)
}

pub(crate) fn spec() -> RepositorySpec {
    filled_form().parse(&standard()).unwrap()
}

pub(crate) fn choices(names: &[&str]) -> Choices {
    Choices {
        entries: names
            .iter()
            .enumerate()
            .map(|(i, name)| Choice {
                value: (*name).into(),
                detail: format!("About {name}"),
                own: i == 0,
            })
            .collect(),
        total: names.len() as u64,
        caveat: None,
    }
}

pub(crate) fn form_page() -> FormPage {
    let form = filled_form();
    let spec = spec();
    let fact = |field, state, sentence: &str| Fact {
        field,
        state,
        sentence: sentence.into(),
        link: None,
    };
    FormPage {
        checks: FormChecks {
            problems: vec![],
            facts: vec![
                fact(
                    Field::Name,
                    FactState::Good,
                    "Free in AWS account 123456789012",
                ),
                fact(
                    Field::Name,
                    FactState::Unknown,
                    "Git could not be asked; Berth looks again after submission",
                ),
                Fact {
                    link: Some(Link {
                        text: "my-app".into(),
                        href: "/repositories/123456789012/us-east-1/my-app".into(),
                    }),
                    ..fact(Field::Name, FactState::Notice, "Similar name:")
                },
                fact(
                    Field::Source,
                    FactState::Good,
                    "Found. Berth may open pull requests there.",
                ),
            ],
            policy: policy::check(&spec, &standard()),
            files: manifest::render(&form.id, &spec, &standard()),
            image_uri: Some(spec.address.uri()),
        },
        form,
        answering: None,
        saved: Some(ago(600)),
        standard: standard(),
        my_teams: vec![spec.team.clone()],
        teams: choices(&["platform-engineering", "telemetry"]),
        systems: choices(&["spacetech", "groundlink"]),
        clusters: choices(&["eks-prod-use1", "eks-stage-use1"]),
        usual: Some(360_000),
    }
}

pub(crate) fn pull_request() -> PullRequest {
    PullRequest {
        repo: RepoSlug::parse("spacetech/my-app").unwrap(),
        number: 318,
        url: "https://github.com/spacetech/my-app/pull/318".into(),
        head: Sha("9f3c2e1d0b".into()),
    }
}

pub(crate) fn review(verdict: Verdict, comment: &str) -> Review {
    Review {
        by: Login::new("reviewer-m"),
        verdict,
        comment: comment.into(),
        head: pull_request().head,
        at: ago(300),
        via: Via::Berth,
    }
}

fn delivery() -> Delivery {
    Delivery {
        pr: pull_request(),
        merge: Merge {
            commit: Sha("51be07a1".into()),
            base: "main".into(),
            by: Some(Login::new("reviewer-m")),
            at: ago(40),
        },
        application: "ecr-spacetech-my-app-eks-prod-use1-1a2b3c4d".into(),
    }
}

/// One of each.
pub(crate) fn stages() -> Vec<Stage> {
    let pr = pull_request();
    let merge = delivery().merge;
    let by = Login::new("dev-a");
    let reason =
        || "AccessDeniedException: not authorized to perform ecr:CreateRepository".to_owned();
    vec![
        Stage::Checking,
        Stage::NeedsInput {
            problems: vec![
                Problem::on(Field::Name, "Taken in us-east-1").suggesting(Some("my-app-2".into())),
                Problem::general("Something about the whole"),
            ],
        },
        Stage::Publishing { pr: None },
        Stage::InReview { pr: pr.clone() },
        Stage::ChangesRequested {
            pr: pr.clone(),
            review: review(Verdict::RequestChanges, "Please use immutable tags."),
        },
        Stage::Approved {
            pr: pr.clone(),
            review: review(Verdict::Approve, ""),
        },
        Stage::Merged {
            pr: pr.clone(),
            merge: merge.clone(),
        },
        Stage::Syncing {
            delivery: delivery(),
        },
        Stage::Provisioning {
            delivery: delivery(),
        },
        Stage::Verifying {
            delivery: delivery(),
        },
        Stage::Completed {
            delivery: delivery(),
            arn: spec().address.arn(),
            uri: spec().address.uri(),
        },
        Stage::Rejected {
            pr: pr.clone(),
            review: review(Verdict::Reject, ""),
        },
        Stage::Cancelled {
            pr: Some(pr.clone()),
            by: by.clone(),
        },
        Stage::ClosedExternally {
            pr: pr.clone(),
            by: Some(by),
        },
        Stage::Superseded {
            pr: None,
            by: id(2),
        },
        Stage::RolledBack {
            pr: pr.clone(),
            merge,
            revert: Sha("0a1b2c3d4e".into()),
        },
        Stage::PublishFailed {
            pr: None,
            reason: reason(),
        },
        Stage::SyncFailed {
            delivery: delivery(),
            reason: reason(),
        },
        Stage::ProvisionFailed {
            delivery: delivery(),
            reason: reason(),
        },
    ]
}

pub(crate) fn id(n: u32) -> RequestId {
    RequestId::parse(&format!("0197c9d2-7c1a-7000-8000-{n:012}")).unwrap()
}

pub(crate) fn request(stage: Stage) -> Request {
    Request {
        id: id(1),
        number: 1482,
        change: Change::Create { spec: spec() },
        comment: "For the new checkout.".into(),
        revision: 1,
        requester: Login::new("dev-a"),
        created: ago(354),
        since: ago(28),
        stage,
        version: 9,
        reviews: vec![],
        waiting: None,
        catalog: Catalog::Listed {
            entity: "resource:default/payments-my-app-registry-7c3d4972".into(),
        },
        attempt: 0,
    }
}

fn steps(stage: StageName) -> Vec<Step> {
    let failed = matches!(
        stage,
        StageName::PublishFailed | StageName::SyncFailed | StageName::ProvisionFailed
    );
    let here = match stage {
        StageName::Completed => 7,
        StageName::ProvisionFailed => 5,
        _ => 4,
    };
    StepName::ALL
        .into_iter()
        .enumerate()
        .map(|(i, name)| Step {
            name,
            state: match i {
                i if i < here => StepState::Done,
                i if i == here && failed => StepState::Failed,
                i if i == here => StepState::Now,
                _ => StepState::ToCome,
            },
            actor: (i < here).then(|| "dev-a".to_owned()),
            detail: vec!["It did what it was asked to do.".into()],
            link: (i == 1).then(|| Link {
                text: "spacetech/my-app 318".into(),
                href: pull_request().url,
            }),
            at: (i <= here).then(|| ago(354 - 40 * i as i64)),
            took: (i <= here && i > 0).then_some(30_000 + 20_000 * i as i64),
            usual: Some(140_000),
            raw: (i == here).then(|| "User: arn:aws:sts::1 is not authorized".to_owned()),
        })
        .collect()
}

pub(crate) fn request_page(stage: Stage) -> RequestPage {
    let name = stage.name();
    let spec = spec();
    let files = manifest::render(id(1).as_str(), &spec, &standard());
    let condition = |kind: &str, status: &str| Condition {
        r#type: kind.into(),
        status: status.into(),
        reason: "Creating".into(),
        message: "AccessDeniedException: <b>no</b>".into(),
        observed_generation: Some(1),
        since: Some(ago(20)),
    };
    let failed = name == StageName::ProvisionFailed;
    RequestPage {
        events: vec![
            Event {
                version: 1,
                at: ago(354),
                actor: Actor::Person(Login::new("dev-a")),
                what: What::Submitted {
                    revision: 1,
                    change: Change::Create { spec: spec.clone() },
                    comment: String::new(),
                },
            },
            Event {
                version: 2,
                at: ago(300),
                actor: Actor::OnGitHub(Login::new("reviewer-m")),
                what: What::Reviewed {
                    review: review(Verdict::Approve, "Fine."),
                },
            },
            Event {
                version: 3,
                at: ago(28),
                actor: Actor::Berth,
                what: What::Entered {
                    stage: stage.clone(),
                },
            },
        ],
        timeline: steps(name),
        file_links: vec![
            Some("https://github.com/spacetech/my-app/blob/9f3c2e1/x".into()),
            None,
        ],
        files,
        source_url: "https://github.com/spacetech/my-app".into(),
        application: None,
        resources: vec![
            ResourceSeen {
                kind: "Repository".into(),
                name: "payments-my-app-registry-7c3d4972".into(),
                sync_error: None,
                live: Some(LiveObject {
                    generation: 1,
                    conditions: vec![
                        condition("Synced", if failed { "False" } else { "True" }),
                        condition("Ready", "Unknown"),
                    ],
                    ..LiveObject::default()
                }),
            },
            ResourceSeen {
                kind: "LifecyclePolicy".into(),
                name: "payments-my-app-registry-7c3d4972-lp-1".into(),
                sync_error: None,
                live: None,
            },
        ],
        seen: Some(ago(4)),
        expected_uri: spec.address.uri(),
        handover: if name == StageName::Completed {
            snippets(&spec, &standard())
        } else {
            vec![]
        },
        repository: (name == StageName::Completed).then(|| spec.address.clone()),
        may_withdraw: !name.is_final(),
        may_retry: matches!(
            name,
            StageName::PublishFailed | StageName::SyncFailed | StageName::ProvisionFailed
        ),
        may_answer: matches!(name, StageName::NeedsInput | StageName::ChangesRequested),
        may_review: name == StageName::InReview,
        expected_ready: Some(NOW.plus_seconds(62)),
        now: NOW,
        request: request(stage),
    }
}

pub(crate) fn waiting_page() -> RequestPage {
    let mut page = request_page(Stage::InReview { pr: pull_request() });
    page.request.waiting = Some(Waiting {
        trouble: Trouble::new(
            System::GitHub,
            TroubleKind::RateLimited,
            "403 secondary rate limit",
        ),
        since: ago(90),
        next_try: Some(NOW.plus_seconds(240)),
    });
    page.may_retry = true;
    page
}

pub(crate) fn row(n: u32, name: &str, stage: StageName) -> RequestRow {
    RequestRow {
        id: id(n),
        label: format!("REQ-{}", 1470 + n),
        name: name.into(),
        region: "us-east-1".into(),
        team: "platform-engineering".into(),
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
                mutability: Some(if n % 2 == 0 { "MUTABLE" } else { "IMMUTABLE" }.into()),
                scan_on_push: Some(true),
                lifecycle: known.then(|| "Keep the last 10".into()),
                created: Some(ago(86_400 * (i64::from(n) + 1))),
                request: matches!(state, RepositoryState::Coming | RepositoryState::Attention)
                    .then(|| row(n as u32 + 1, "payments/service", StageName::Syncing)),
            }
        })
        .collect()
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
            teams: vec![
                ("platform-engineering".into(), 741),
                ("telemetry".into(), 463),
            ],
            systems: vec![("spacetech".into(), 702)],
            regions: vec![("us-east-1".into(), 655), ("eu-west-1".into(), 231)],
            clusters: vec![("eks-prod-use1".into(), 512)],
            states: vec![(RepositoryState::Ready, 1171), (RepositoryState::Coming, 6)],
        },
        next: Some("n:23".into()),
        previous: None,
        as_of: vec![age(0, None), age(1, Some("AWS asked Berth to wait"))],
    }
}

pub(crate) fn repository_page() -> RepositoryPage {
    let spec = spec();
    RepositoryPage {
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
        checks: policy::check(&spec, &standard()),
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

pub(crate) fn review_page() -> ReviewPage {
    let spec = spec();
    let checks = policy::check(&spec, &standard());
    let files = manifest::render(id(1).as_str(), &spec, &standard());
    let before = files[0].text.replace("MUTABLE", "IMMUTABLE");
    ReviewPage {
        request: request(Stage::InReview { pr: pull_request() }),
        pull_request: Some(PullRequestSeen {
            repo: pull_request().repo,
            number: 318,
            url: pull_request().url,
            head: pull_request().head,
            base: "main".into(),
            is_current: true,
            foreign_commits: vec![Login::new("somebody")],
            state: PullRequestState::Open,
            reviews: vec![],
            mergeable: Mergeable::Yes,
            is_dressed: true,
        }),
        seen: Some(ago(600)),
        files: files
            .into_iter()
            .enumerate()
            .map(|(i, file)| FileChange {
                file,
                before: (i == 0).then(|| before.clone()),
                link: None,
            })
            .collect(),
        risk: policy::Risk::Medium,
        risk_reasons: policy::risk(&spec, &checks).reasons,
        consequences: policy::consequences(&spec),
        checks,
        hindrance: None,
        deciders: "Reviewers who neither asked for it nor pushed to its branch.".into(),
        previous: None,
        next: Some(row(2, "next/one", StageName::InReview)),
        position: Some((1, 4)),
        now: NOW,
    }
}
