//! A request in every stage, and what its pages show.

use super::{ago, id, row, spec};
use domain::github::{Login, RepoSlug, Sha};
use domain::handover::snippets;
use domain::manifest;
use domain::observed::*;
use domain::people::Actor;
use domain::policy;
use domain::portal::*;
use domain::refusal::{Link, Problem};
use domain::request::*;
use domain::spec::Field;
use domain::testing::{NOW, standard};
use domain::trouble::{System, Trouble, TroubleKind};

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
        Stage::CoolingOff {
            delivery: Some(delivery()),
            until: ago(-3600),
        },
        Stage::Completed {
            outcome: Outcome::Repository {
                delivery: delivery(),
                arn: spec().address.arn(),
                uri: spec().address.uri(),
            },
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
                removed: false,
            },
            ResourceSeen {
                kind: "LifecyclePolicy".into(),
                name: "payments-my-app-registry-7c3d4972-lp-1".into(),
                sync_error: None,
                live: None,
                removed: false,
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
        why_not: vec![],
        approvals: None,
        leftover: None,
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
        others: Some(vec![
            OtherFile {
                path: ".github/workflows/ci.yml".into(),
                change: OtherChange::Changed,
                patch: Some("@@ -3,2 +3,2 @@ jobs:\n on: push\n-run: make\n+run: curl | sh".into()),
                link: None,
            },
            OtherFile {
                path: "logo.png".into(),
                change: OtherChange::Moved {
                    from: "old/logo.png".into(),
                },
                patch: None,
                link: Some("https://github.com/spacetech/my-app/blob/9f3c2e1/logo.png".into()),
            },
        ]),
        risk: policy::Risk::Medium,
        risk_reasons: policy::risk(&spec, &checks).reasons,
        consequences: policy::consequences(&spec),
        checks,
        hindrance: None,
        approvals: policy::Approvals {
            needed: 1,
            ..policy::Approvals::default()
        },
        deciders: "Reviewers who neither asked for it nor pushed to its branch.".into(),
        previous: None,
        next: Some(row(2, "next/one", StageName::InReview)),
        position: Some((1, 4)),
        now: NOW,
    }
}
