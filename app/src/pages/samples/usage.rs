//! A repository that is used, watched and audited.

use super::*;
use domain::access::Access;
use domain::alerts::{AlertForm, needs, render};
use domain::chronicle::Deed;
use domain::handover::{
    self, Branch, GitHubIds, Pipeline, Reference, Tool, push_policy, role_name, trust_policy,
};
use domain::lifecycle::{Candidate, LifecyclePolicy, lint};
use domain::people::Actor;
use domain::request::{Applying, Stage, StageName, What};

fn repository_row() -> RepositoryRow {
    repository_page().row
}

pub(crate) fn use_page(client: Tool) -> UsePage {
    let spec = spec();
    let pipeline = Pipeline {
        address: &spec.address,
        source: &spec.source,
        branch: Branch::default(),
        github_web: "https://github.com",
        ids: Some(GitHubIds {
            owner: 11,
            repository: 42,
        }),
    };
    UsePage {
        row: repository_row(),
        query: UseQuery {
            client,
            branch: String::new(),
        },
        is_there: true,
        commands: handover::commands(&spec.address, client),
        references: vec![
            handover::example(&spec.address),
            handover::kubernetes(&spec.address, &Reference::Digest(digest(7))),
        ],
        pipeline: Some(PipelineHelp {
            source: spec.source.clone(),
            is_other_branch: false,
            workflow: handover::workflow(&pipeline),
            role: role_name(&spec.address),
            provider_arn: pipeline.provider_arn(),
            audience: pipeline.audience().to_owned(),
            subjects: pipeline.subjects(),
            push_policy: push_policy(&spec.address),
            trust_policy: trust_policy(&pipeline),
            notes: pipeline.notes(),
            branch: Branch::default(),
        }),
        care: handover::care(&spec, &standard(), true),
        asked: asked_before(StageName::InReview),
        now: NOW,
    }
}

/// One that lets strangers in, one that names an account, and one that nobody can read.
pub(crate) const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[
{"Sid":"Open","Effect":"Allow","Principal":"*","Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"]},
{"Sid":"Pipelines","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::210987654321:root"},"Action":"ecr:*"},
{"Sid":"Odd","Effect":"Maybe","Principal":"*","Action":"ecr:PutImage"}]}"#;

pub(crate) fn access_page(policy: Option<&str>) -> AccessPage {
    let row = repository_row();
    AccessPage {
        policy: match policy {
            Some(text) => PolicySeen::Read {
                access: Access::read(text, &row.key.account),
                text: text.into(),
            },
            None => PolicySeen::Nothing,
        },
        row,
        read: Some(ago(300)),
        trouble: Some("AWS asked Berth to wait".into()),
        now: NOW,
    }
}

pub(crate) fn lifecycle_page(policy: Option<&LifecyclePolicy>) -> LifecyclePage {
    let text = policy.map(LifecyclePolicy::canonical_json);
    LifecyclePage {
        row: RepositoryRow {
            figures: Some(RepositoryFigures {
                untagged: 13,
                untagged_bytes: 640_000_000,
                ..RepositoryFigures::default()
            }),
            ..repository_row()
        },
        policy: LifecycleSeen::of(text.as_deref(), true),
        asked: Some(LifecycleAsked {
            request: id(1),
            label: "REQ-1482".into(),
            sentences: vec!["Expire images beyond the newest 10".into()],
            is_in_force: policy.is_some(),
        }),
        requests: asked_before(StageName::InReview),
        as_of: Some(ago(90)),
        now: NOW,
    }
}

/// A policy that was typed, tried on a few images.
pub(crate) fn policy_draft(text: Option<&str>) -> PolicyDraft {
    let linted = text.map(lint);
    let policy = linted.as_ref().and_then(|linted| {
        let policy = linted.policy.as_ref()?;
        linted.is_accepted().then_some(policy)
    });
    let images: Vec<Candidate> = (0..9)
        .map(|n| Candidate {
            pulled: Some(ago(9_000)),
            bytes: 40_000_000,
            ..Candidate::new(digest(n), vec![HOSTILE.into()], ago(90_000 * i64::from(n)))
        })
        .collect();
    let in_force = LifecyclePolicy::keep_last(8);
    PolicyDraft {
        text: text.unwrap_or(HOSTILE).to_owned(),
        preview: policy.map(|policy| {
            let price = |_: u64| "$0.42".to_owned();
            PolicyPreview::of(policy, Some(&in_force), &images, ago(300), NOW, price)
        }),
        linted,
        applying: Applying::NewObject,
        nowhere: false,
        aws: None,
        pushes: Default::default(),
    }
}

pub(crate) fn monitoring_page(span: Span, form: Option<AlertForm>) -> MonitoringPage {
    let spec = spec();
    let first = NOW.day() - i64::from(span.days()) + 1;
    let days: Vec<DayKnown> = (first..=NOW.day())
        .zip(0_u64..)
        .map(|(day, n)| DayKnown {
            day,
            images: (n > 2).then_some(30 + n),
            bytes: (n > 2).then_some(n * 1_280_000_000),
            untagged_bytes: (n > 2).then_some(n * 64_000_000),
            critical: (n > 4).then_some(n % 3),
            high: (n > 4).then_some(9 - n % 5),
            pushed: Some(n % 4),
        })
        .collect();
    let alerts = match &form {
        None => AlertsOffer::Ask {
            form: AlertForm::default(),
            problems: vec![],
        },
        Some(form) => match form.parse(&spec.address, true) {
            Err(problems) => AlertsOffer::Ask {
                form: form.clone(),
                problems,
            },
            Ok(plan) => AlertsOffer::Shown {
                alerts: plan
                    .alerts()
                    .into_iter()
                    .map(|alert| AlertSaid {
                        sees: alert.sees(),
                        misses: alert.misses().into_iter().map(str::to_owned).collect(),
                    })
                    .collect(),
                files: render(id(1).as_str(), &spec, &plan, &standard()),
                needs: needs(&plan, &spec.address),
                form: form.clone(),
            },
        },
    };
    MonitoringPage {
        row: repository_row(),
        query: MonitoringQuery { span, alerts: form },
        pulls: PullsSeen::Known {
            days: (0..days.len() as u64).map(|n| Some(n * 40)).collect(),
            at: ago(200),
            trouble: Some("AWS does not answer".into()),
        },
        days,
        alerts,
        asked: asked_before(StageName::Checking),
        in_force: vec![HOSTILE.into()],
        read: Some(ago(300)),
        trouble: None,
        now: NOW,
    }
}

pub(super) fn asked_before(stage: StageName) -> AskedBefore {
    AskedBefore {
        done: Some(lists::row(3, "payments/api", StageName::Completed)),
        at_work: Some(lists::row(4, "payments/api", stage)),
        removal: None,
        hindrance: None,
    }
}

pub(crate) fn history_page() -> HistoryPage {
    let stages = stages();
    let link = |text: &str| Link {
        text: text.into(),
        href: "https://github.com/spacetech/my-app/pull/318".into(),
    };
    let entry = |n: i64, what| HistoryEntry {
        at: ago(60 * n),
        actor: Actor::Berth,
        what: Happened::Request {
            id: id(1),
            label: "REQ-1482".into(),
            what,
        },
        link: None,
    };
    let mut entries: Vec<HistoryEntry> = stages
        .into_iter()
        .zip(1..)
        .map(|(stage, n)| entry(n, What::Entered { stage }))
        .collect();
    entries.push(entry(
        90,
        What::Submitted {
            revision: 1,
            change: request(Stage::Checking).change,
            comment: HOSTILE.into(),
        },
    ));
    entries.push(HistoryEntry {
        at: ago(9_000),
        actor: Actor::Person(domain::github::Login::new("dev-b")),
        what: Happened::Repository(Deed::ExceptionGranted {
            id: "1".into(),
            finding: "CVE-2026-1".into(),
            reason: HOSTILE.into(),
            owner: "platform-engineering".into(),
            until: NOW.plus_seconds(86_400),
        }),
        link: None,
    });
    entries[0].link = Some(link("spacetech/my-app 318"));
    entries[1].link = Some(Link {
        text: "trap".into(),
        href: "javascript:alert(1)".into(),
    });
    HistoryPage {
        row: repository_row(),
        requests: vec![Carried {
            id: id(1),
            label: "REQ-1482".into(),
            asked_by: "dev-a".into(),
            asked: ago(6_000),
            reason: HOSTILE.into(),
            values: format!("{{\n  \"kind\": \"create\"\n}} {HOSTILE}"),
            files: vec![
                ("deploy/ecr/a.yaml".into(), Some("0a1b".repeat(16))),
                ("deploy/ecr/b.yaml".into(), None),
            ],
            merge_commit: Some("beef".repeat(10)),
            stage: StageName::Completed,
            pull_request: Some(link("spacetech/my-app 318")),
            approved_by: vec!["reviewer-m".into(), "lead-k, on GitHub".into()],
            merge: Some(link("9f3c2e1")),
            synced: Some(ago(4_000)),
            ready: Some(ago(3_900)),
        }],
        entries,
        is_first: true,
        next: Some("1.2.3.4".into()),
        chain: ChainSaid {
            requests: 1,
            events: 24,
            broken: None,
        },
        now: NOW,
    }
}
