//! One repository: everything about it, and its aspects.

use super::findings::Counts;
use super::inventory::RepositoryRow;
use super::request::RequestRow;
use super::words::{OutcomeWord, ScoreCheckWord};
use super::{Link, Time, time};
use domain::access::{Access, Flag};
use domain::drift::{Drift, Line};
use domain::portal::{
    AccessPage, LifecyclePage, LifecycleSeen, PolicySeen, RepositoryPage, SettingsInGit,
    SettingsPage,
};
use domain::scorecard::Card;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Everything about one repository.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Repository {
    repository: RepositoryRow,
    arn: String,
    description: Option<String>,
    /// The application’s repository, `owner/name`.
    source: Option<String>,
    encryption: Option<String>,
    tags: BTreeMap<String, String>,
    /// The lifecycle policy, a sentence each rule; empty: none.
    lifecycle: Vec<String>,
    /// Open findings of the newest scanned image.
    findings: Option<Counts>,
    /// What AWS has otherwise than what came there.
    drift: Option<DriftShown>,
    /// What the cluster has otherwise than Git.
    cluster_drift: Option<DriftShown>,
    /// Times that it was deleted past Git, newest first.
    losses: Vec<Loss>,
    /// Newest first.
    requests: Vec<RequestRow>,
    links: Vec<Link>,
    /// When AWS was read.
    as_of: Option<Time>,
    /// When the images were read.
    images_read: Option<Time>,
    /// Its page, as a path on this host.
    page: String,
}

/// A difference, and who lets it be.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct DriftShown {
    lines: Vec<String>,
    since: Time,
    ignored_by: Option<String>,
    ignored_until: Option<Time>,
    reason: Option<String>,
}

impl DriftShown {
    fn of<L: Line>(drift: &Drift<L>) -> Self {
        let ignored = drift.ignored.as_ref();
        Self {
            lines: drift.lines.iter().map(Line::sentence).collect(),
            since: drift.since.into(),
            ignored_by: ignored.map(|one| one.by.to_string()),
            ignored_until: time(ignored.map(|one| one.until)),
            reason: ignored.map(|one| one.reason.clone()),
        }
    }
}

/// A time that a repository was deleted past Git.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Loss {
    at: Time,
    /// The same in milliseconds since 1970, by which its images are asked for.
    #[schema(maximum = 9007199254740991_i64)]
    at_ms: i64,
    /// When its images were read last.
    read: Option<Time>,
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
}

impl Repository {
    pub(in crate::http) fn of(page: &RepositoryPage) -> Self {
        let key = &page.row.key;
        let losses = page.losses.iter().map(|loss| Loss {
            at: loss.at.into(),
            at_ms: loss.at.0,
            read: time(loss.read),
            images: loss.images,
            bytes: loss.bytes,
        });
        Self {
            repository: RepositoryRow::of(&page.row),
            arn: page.arn.clone(),
            description: page.description.clone(),
            source: page.source.clone(),
            encryption: page.encryption.clone(),
            tags: page.tags.clone(),
            lifecycle: page.lifecycle.clone(),
            findings: page.findings.map(Into::into),
            drift: page.drift.as_ref().map(DriftShown::of),
            cluster_drift: page.cluster_drift.as_ref().map(DriftShown::of),
            losses: losses.collect(),
            requests: page.requests.iter().map(RequestRow::of).collect(),
            links: page.links.iter().map(Link::of).collect(),
            as_of: time(page.as_of),
            images_read: time(page.images_read),
            page: app::pages::address::repository(key),
        }
    }
}

/// How well a repository is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Scorecard {
    /// 0 to 100; `null`: nothing is known yet.
    #[schema(maximum = 100)]
    score: Option<u8>,
    checks: Vec<ScoreCheck>,
    /// What no check can tell.
    not_judged: Vec<String>,
}

/// One check of a scorecard.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ScoreCheck {
    check: ScoreCheckWord,
    title: String,
    outcome: OutcomeWord,
    #[schema(maximum = 4294967295_i64)]
    weight: u32,
    /// The fact behind the outcome.
    evidence: String,
}

impl Scorecard {
    /// `None`: AWS does not have the repository.
    pub(in crate::http) fn of(card: Option<&Card>) -> Self {
        let checks = card.map(|card| card.checks.as_slice()).unwrap_or_default();
        let one = |check: &domain::scorecard::CheckResult| ScoreCheck {
            check: check.id.into(),
            title: check.id.title().to_owned(),
            outcome: check.outcome.into(),
            weight: check.weight,
            evidence: check.evidence.clone(),
        };
        Self {
            score: card.and_then(Card::score),
            checks: checks.iter().map(one).collect(),
            not_judged: domain::scorecard::NOT_JUDGED.map(str::to_owned).into(),
        }
    }
}

/// Who may do what with a repository, by its own policy.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct AccessShown {
    /// Whether AWS has a policy of its own for it; `null`: it was not read yet.
    has_policy: Option<bool>,
    /// The policy as AWS has it, JSON.
    policy: Option<String>,
    /// What each of its statements says.
    statements: Vec<Statement>,
    /// What somebody should look at.
    flags: Vec<String>,
    /// What the text of a policy can’t tell.
    not_judged: Vec<String>,
    read: Option<Time>,
    trouble: Option<String>,
}

/// What a statement of a policy says.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Statement {
    label: String,
    /// How far it reaches: own, service, accounts, organization, limited, unknown or everyone. Empty: it can’t be read.
    reach: String,
    sentence: String,
}

impl AccessShown {
    pub(in crate::http) fn of(page: &AccessPage) -> Self {
        let (has_policy, access, text) = match &page.policy {
            PolicySeen::NotRead => (None, None, None),
            PolicySeen::Nothing => (Some(false), None, None),
            PolicySeen::Read { access, text } => (Some(true), Some(access), Some(text.clone())),
        };
        let flags: Vec<Flag> = access.map(Access::flags).unwrap_or_default();
        Self {
            has_policy,
            policy: text,
            statements: access.map(statements).unwrap_or_default(),
            flags: flags.into_iter().map(|flag| flag.sentence).collect(),
            not_judged: domain::access::NOT_JUDGED.map(str::to_owned).into(),
            read: time(page.read),
            trouble: page.trouble.clone(),
        }
    }
}

pub(in crate::http) fn statements(access: &Access) -> Vec<Statement> {
    let read = access.statements.iter().map(|one| Statement {
        label: one.label.clone(),
        reach: one.reach.as_str().to_owned(),
        sentence: one.sentence.clone(),
    });
    let unread = access.unreadable.iter().map(|one| Statement {
        label: one.label.clone(),
        reach: String::new(),
        sentence: one.reason.clone(),
    });
    read.chain(unread).collect()
}

/// How long images stay.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct LifecycleShown {
    /// Whether AWS has a policy; `null`: it was not read yet.
    has_policy: Option<bool>,
    /// The policy as JSON.
    policy: Option<String>,
    /// In the order in which AWS applies them.
    rules: Vec<RuleShown>,
    /// The request that is on its way for another.
    on_its_way: Option<RequestRow>,
    as_of: Option<Time>,
}

/// A rule in words.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RuleShown {
    #[schema(maximum = 4294967295_i64)]
    priority: u32,
    sentence: String,
    description: Option<String>,
}

impl LifecycleShown {
    pub(in crate::http) fn of(page: &LifecyclePage) -> Self {
        let (has_policy, rules, policy) = match &page.policy {
            LifecycleSeen::NotRead => (None, [].as_slice(), None),
            LifecycleSeen::Nothing => (Some(false), [].as_slice(), None),
            LifecycleSeen::Read { rules, text } => (Some(true), rules.as_slice(), Some(text)),
        };
        let rules = rules.iter().map(|rule| RuleShown {
            priority: rule.priority,
            sentence: rule.sentence.clone(),
            description: rule.description.clone(),
        });
        Self {
            has_policy,
            policy: policy.cloned(),
            rules: rules.collect(),
            on_its_way: page.requests.at_work.as_ref().map(RequestRow::of),
            as_of: time(page.as_of),
        }
    }
}

/// The settings that Git has now, in the form in which others are asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct SettingsShown {
    /// `read`, `nowhere`, `silent`, `absent` or `unclear`: how far Git could be read.
    source: String,
    /// Why it could not.
    why: Option<String>,
    description: String,
    team: String,
    system: String,
    /// Empty: Git says nothing about it.
    mutability: String,
    exceptions: Vec<String>,
    scan: bool,
    tags: BTreeMap<String, String>,
    on_its_way: Option<RequestRow>,
}

impl SettingsShown {
    pub(in crate::http) fn of(page: &SettingsPage) -> Self {
        let (source, why) = match &page.git {
            SettingsInGit::Nowhere => ("nowhere", None),
            SettingsInGit::Silent => ("silent", None),
            SettingsInGit::Absent { path } => ("absent", Some(path.clone())),
            SettingsInGit::Unclear(problem) => ("unclear", Some(problem.message.clone())),
            SettingsInGit::Read(_) => ("read", None),
        };
        let form = &page.form;
        let exceptions = form.exceptions.split_whitespace().map(str::to_owned);
        let tags = form.tags.lines().filter_map(|line| line.split_once('='));
        Self {
            source: source.to_owned(),
            why,
            description: form.description.clone(),
            team: form.team.clone(),
            system: form.system.clone(),
            mutability: form.mutability.clone(),
            exceptions: exceptions.collect(),
            scan: form.scan == "on",
            tags: tags
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .collect(),
            on_its_way: page.requests.at_work.as_ref().map(RequestRow::of),
        }
    }
}
