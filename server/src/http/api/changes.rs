//! Asking for a change of a repository that is there: each kind with its plan.

use super::extract::{Parted, Sent};
use super::ok;
use super::problem::{Answered, Fault, FieldProblem};
use super::requests::asked;
use super::wire::RepositoryPath;
use super::wire::plan::{Check, FilePlan, MutabilityWord, Plan, SettingChange};
use super::wire::request::Request;
use super::wire::words::WayWord;
use crate::http::Web;
use crate::http::bearer::Caller;
use axum::extract::State;
use domain::access_change::AccessForm;
use domain::alerts::{AlertField, AlertForm};
use domain::lifecycle::lint::Linted;
use domain::manifest::EditedFile;
use domain::portal::{
    AccessDraft, AccessSource, AccessStart, Adopted, AdoptForm, AdoptRow, AlertsOffer, LifecycleTab,
    MonitoringPage, MonitoringQuery, PolicyStart, Reading, RemovalForm, RepositoryKey,
    SettingsInGit, SettingsPage, SettingsStart, Span, UsePage, UseQuery, parse_repository,
};
use domain::settings_change::SettingsForm;
use domain::spec::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn operations() -> OpenApiRouter<Arc<Web>> {
    OpenApiRouter::new()
        .routes(routes!(plan_lifecycle))
        .routes(routes!(ask_for_lifecycle))
        .routes(routes!(plan_settings))
        .routes(routes!(ask_for_settings))
        .routes(routes!(plan_access))
        .routes(routes!(ask_for_access))
        .routes(routes!(plan_alarms))
        .routes(routes!(ask_for_alarms))
        .routes(routes!(plan_workflow))
        .routes(routes!(ask_for_workflow))
        .routes(routes!(plan_removal))
        .routes(routes!(ask_for_removal))
        .routes(routes!(plan_adoption))
        .routes(routes!(ask_for_adoption))
}

/// Another lifecycle policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LifecycleWish {
    /// The policy as AWS takes it, JSON in a text.
    #[schema(max_length = 40000, example = "{\"rules\":[]}")]
    policy: String,
    /// Hold it against AWS’s own preview too. For a plan only.
    #[serde(default)]
    ask_aws: bool,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
}

/// What another lifecycle policy would do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LifecyclePlan {
    plan: Plan,
    /// Images that would stay.
    #[schema(maximum = 9007199254740991_i64)]
    kept: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    expired: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    archived: Option<u64>,
    /// Of those that expire; layers that images share count each time.
    #[schema(maximum = 9007199254740991_i64)]
    expired_bytes: Option<u64>,
    /// Of those that go, pulled within the last thirty days.
    #[schema(maximum = 9007199254740991_i64)]
    pulled_lately: Option<u64>,
    /// What freed storage costs in a month, at most.
    saves: Option<String>,
}

fn lifecycle_plan(tab: &LifecycleTab) -> LifecyclePlan {
    let draft = &tab.draft;
    let linted = draft.linted.as_ref();
    let problems = linted.map(|linted| linted.problems.as_slice()).unwrap_or_default();
    let told = |problem: &domain::lifecycle::lint::Problem| FieldProblem {
        pointer: Some("#/policy".to_owned()),
        detail: problem.sentence.clone(),
        suggestion: Some(problem.fix.clone()),
        see: None,
    };
    let preview = draft.preview.as_ref();
    let totals = preview.map(|preview| preview.totals);
    let mut plan = Plan {
        problems: problems.iter().map(told).collect(),
        ..Plan::default()
    };
    if draft.nowhere {
        let why = "Nobody looks after this repository in Git, so it can’t be changed here. Adopt it first";
        plan.problems.push(FieldProblem::whole(why));
    }
    let mut plan = plan.beside(&tab.page.requests);
    plan.ready = linted.is_some_and(Linted::is_accepted)
        && !draft.nowhere
        && tab.page.requests.hindrance.is_none();
    LifecyclePlan {
        plan,
        kept: totals.map(|totals| totals.kept.count),
        expired: totals.map(|totals| totals.expired.count),
        archived: totals.map(|totals| totals.archived.count),
        expired_bytes: totals.map(|totals| totals.expired.bytes),
        pulled_lately: preview.map(|preview| preview.pulled_lately),
        saves: preview.map(|preview| preview.saves.clone()),
    }
}

/// Plan another lifecycle policy
///
/// What AWS would refuse in it, and what it would do to the images that Berth knows.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/lifecycle/plan", tag = "Changes", params(RepositoryPath),
    request_body = LifecycleWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = LifecyclePlan))
)]
pub(super) async fn plan_lifecycle(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<LifecycleWish>,
) -> Answered {
    let start = match wish.ask_aws {
        true => PolicyStart::HeldAgainstAws(&wish.policy),
        false => PolicyStart::Typed(&wish.policy),
    };
    let tab = web.portal.lifecycle(&caller.person, &parts.repository()?, start).await?;
    ok(&lifecycle_plan(&tab))
}

/// Ask for another lifecycle policy
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/lifecycle/requests", tag = "Changes", params(RepositoryPath),
    request_body = LifecycleWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(super) async fn ask_for_lifecycle(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<LifecycleWish>,
) -> Answered {
    let key = parts.repository()?;
    let id = web
        .portal
        .ask_for_policy(&caller.person, &key, &wish.policy, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}

/// Other settings, all of them: what is left out is empty, or off. Take those that there are from the settings of the
/// repository.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsWish {
    #[serde(default)]
    #[schema(max_length = 2000)]
    description: String,
    #[serde(default)]
    #[schema(max_length = 100)]
    team: String,
    #[serde(default)]
    #[schema(max_length = 100)]
    system: String,
    /// `null`: what Git says nothing about stays unsaid.
    #[serde(default)]
    mutability: Option<MutabilityWord>,
    #[serde(default)]
    #[schema(max_items = 20)]
    exceptions: Vec<String>,
    #[serde(default)]
    scan: bool,
    /// AWS tags of the company’s own.
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
}

impl SettingsWish {
    fn form(&self) -> SettingsForm {
        let tags = self.tags.iter().map(|(key, value)| format!("{key}={value}"));
        SettingsForm {
            description: self.description.clone(),
            team: self.team.clone(),
            system: self.system.clone(),
            mutability: self.mutability.map_or("", MutabilityWord::as_str).to_owned(),
            exceptions: self.exceptions.join("\n"),
            scan: if self.scan { "on" } else { "" }.to_owned(),
            tags: tags.collect::<Vec<_>>().join("\n"),
        }
    }
}

fn settings_plan(page: &SettingsPage) -> Plan {
    let mut problems: Vec<FieldProblem> = page
        .problems
        .iter()
        .map(|problem| FieldProblem::on(problem.input.as_str(), problem.message.as_str()))
        .collect();
    problems.extend(unread(&page.git));
    let draft = page.draft.as_ref();
    let plan = Plan {
        problems,
        checks: draft.map(|draft| draft.advice.iter().map(Check::of).collect()).unwrap_or_default(),
        changed: draft
            .map(|draft| draft.changed.iter().map(SettingChange::of).collect())
            .unwrap_or_default(),
        consequences: draft.map(|draft| draft.consequences.clone()).unwrap_or_default(),
        files: draft.map(|draft| edited(&draft.files)).unwrap_or_default(),
        ..Plan::default()
    };
    plan.beside(&page.requests)
}

fn edited(files: &[EditedFile]) -> Vec<FilePlan> {
    files.iter().map(FilePlan::edited).collect()
}

/// Why Git can't be changed.
fn unread(git: &SettingsInGit) -> Option<FieldProblem> {
    let why = match git {
        SettingsInGit::Read(_) => return None,
        SettingsInGit::Nowhere => NOWHERE.to_owned(),
        SettingsInGit::Silent => SILENT.to_owned(),
        SettingsInGit::Absent { path } => format!("There is no {path} in Git, so there is nothing to change"),
        SettingsInGit::Unclear(problem) => problem.message.clone(),
    };
    Some(FieldProblem::whole(why))
}

const NOWHERE: &str = "Nobody looks after this repository in Git, so it can’t be changed here. Adopt it first";
const SILENT: &str = "GitHub does not answer now. Try again in a moment";

/// Plan other settings
///
/// Which lines of Git would change, and what follows for those who use the repository.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/settings/plan", tag = "Changes", params(RepositoryPath),
    request_body = SettingsWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = Plan))
)]
pub(super) async fn plan_settings(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<SettingsWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let page = web.portal.settings(&caller.person, &key, SettingsStart::Typed(&form)).await?;
    ok(&settings_plan(&page))
}

/// Ask for other settings
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/settings/requests", tag = "Changes", params(RepositoryPath),
    request_body = SettingsWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(super) async fn ask_for_settings(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<SettingsWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let id = web
        .portal
        .ask_for_settings(&caller.person, &key, &form, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}

/// Other access, all of it: what is left out is taken away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessWish {
    /// Accounts that may pull.
    #[serde(default)]
    #[schema(max_items = 200)]
    pull_accounts: Vec<String>,
    /// An AWS organization that may pull, such as `o-a1b2c3d4e5`.
    #[serde(default)]
    #[schema(max_length = 40)]
    organization: String,
    /// Accounts whose Lambda functions may use images.
    #[serde(default)]
    #[schema(max_items = 200)]
    lambda: Vec<String>,
    /// The ARN of the role that may push.
    #[serde(default)]
    #[schema(max_length = 300)]
    push_role: String,
    /// Marks of other people’s statements that go, as the plan has them.
    #[serde(default)]
    #[schema(max_items = 200)]
    drop: Vec<String>,
    /// What lets everybody in is meant.
    #[serde(default)]
    sure: bool,
    /// Start from the policy that AWS has, whatever Git says.
    #[serde(default)]
    from_aws: bool,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
}

impl AccessWish {
    fn form(&self) -> AccessForm {
        AccessForm {
            pull_accounts: self.pull_accounts.join(" "),
            organization: self.organization.clone(),
            lambda: self.lambda.join(" "),
            push_role: self.push_role.clone(),
            drop: self.drop.clone(),
            sure: self.sure,
            from_aws: self.from_aws,
        }
    }
}

/// What other access would change.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccessPlan {
    plan: Plan,
    /// Other people’s statements, which stay unless they are dropped.
    statements: Vec<KeptStatement>,
    /// What lets in more than anybody named.
    dangers: Vec<String>,
}

/// A statement that Berth did not write.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct KeptStatement {
    mark: String,
    label: String,
    sentence: String,
}

fn access_plan(draft: &AccessDraft) -> AccessPlan {
    let mut problems: Vec<FieldProblem> = draft
        .problems
        .iter()
        .map(|problem| match problem.input {
            domain::access_change::AccessInput::Policy => FieldProblem::whole(problem.message.as_str()),
            input => FieldProblem::on(input.as_str(), problem.message.as_str()),
        })
        .collect();
    let mut statements = Vec::new();
    match &draft.source {
        AccessSource::Nowhere => problems.push(FieldProblem::whole(NOWHERE)),
        AccessSource::Silent => problems.push(FieldProblem::whole(SILENT)),
        AccessSource::Unclear(problem) => problems.push(FieldProblem::of(problem)),
        AccessSource::Read { kept, .. } => statements.extend(kept.iter().map(|one| KeptStatement {
            mark: one.mark.clone(),
            label: one.label.clone(),
            sentence: one.sentence.clone(),
        })),
    }
    let look = draft.look.as_ref();
    let plan = Plan {
        problems,
        consequences: look.map(|look| look.consequences.clone()).unwrap_or_default(),
        files: look.map(|look| edited(&look.files)).unwrap_or_default(),
        ..Plan::default()
    };
    let dangers = look.map(|look| look.dangers.as_slice()).unwrap_or_default();
    AccessPlan {
        plan: plan.beside(&draft.requests),
        statements,
        dangers: dangers.iter().map(|flag| flag.sentence.clone()).collect(),
    }
}

/// Plan other access
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/access/plan", tag = "Changes", params(RepositoryPath),
    request_body = AccessWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = AccessPlan))
)]
pub(super) async fn plan_access(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<AccessWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let draft = web.portal.draft_access(&caller.person, &key, AccessStart::Typed(&form)).await?;
    ok(&access_plan(&draft))
}

/// Ask for other access
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/access/requests", tag = "Changes", params(RepositoryPath),
    request_body = AccessWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(super) async fn ask_for_access(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<AccessWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let id = web
        .portal
        .ask_for_access(&caller.person, &key, &form, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}

/// The least severity that an alarm tells of.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AlarmSeverityWord {
    Critical,
    High,
    Medium,
}

/// Alarms about a repository, all of them: what is left out is not wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlarmsWish {
    #[serde(default)]
    failed_pushes: bool,
    /// Findings of at least this severity.
    #[serde(default)]
    findings: Option<AlarmSeverityWord>,
    /// Amazon Inspector scans the registry.
    #[serde(default)]
    inspector: bool,
    /// More pulls in an hour than this.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000000000)]
    many_pulls: Option<u32>,
    /// More pulls than usual, by so many standard deviations.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    unusual_pulls: Option<u32>,
    /// Days without a pull.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3650)]
    no_pulls: Option<u32>,
    /// The ARN of a topic; empty: one is made.
    #[serde(default)]
    #[schema(max_length = 300)]
    topic: String,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
}

impl AlarmsWish {
    fn form(&self) -> AlertForm {
        let number = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
        AlertForm {
            failed_pushes: self.failed_pushes,
            findings: match self.findings {
                None => "",
                Some(AlarmSeverityWord::Critical) => "critical",
                Some(AlarmSeverityWord::High) => "high",
                Some(AlarmSeverityWord::Medium) => "medium",
            }
            .to_owned(),
            by_inspector: self.inspector,
            many_pulls: number(self.many_pulls),
            unusual_pulls: number(self.unusual_pulls),
            no_pulls: number(self.no_pulls),
            topic: self.topic.clone(),
        }
    }
}

/// What alarms would be made of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlarmsPlan {
    plan: Plan,
    alarms: Vec<AlarmSaid>,
    /// What the provider’s role needs beyond what repositories need, as an IAM policy.
    needs: Option<String>,
}

/// What an alarm tells of, and what it does not.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AlarmSaid {
    sees: String,
    misses: Vec<String>,
}

fn alarms_plan(page: &MonitoringPage) -> AlarmsPlan {
    let mut plan = Plan::default();
    let mut alarms = Vec::new();
    let mut needs = None;
    match &page.alerts {
        AlertsOffer::NotHere => plan.problems.push(FieldProblem::whole(NOWHERE)),
        AlertsOffer::Ask { problems, .. } => {
            let told = |(field, why): &(AlertField, String)| {
                FieldProblem::on(&field.as_str().replace('-', "_"), why.as_str())
            };
            plan.problems.extend(problems.iter().map(told));
        }
        AlertsOffer::Shown {
            alerts,
            files,
            needs: role,
            ..
        } => {
            plan.files = files.iter().map(FilePlan::made).collect();
            alarms.extend(alerts.iter().map(|alert| AlarmSaid {
                sees: alert.sees.clone(),
                misses: alert.misses.clone(),
            }));
            needs = Some(role.clone());
        }
    }
    AlarmsPlan {
        plan: plan.beside(&page.asked),
        alarms,
        needs,
    }
}

/// Plan alarms
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/alarms/plan", tag = "Changes", params(RepositoryPath),
    request_body = AlarmsWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = AlarmsPlan))
)]
pub(super) async fn plan_alarms(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<AlarmsWish>,
) -> Answered {
    let query = MonitoringQuery {
        span: Span::Week,
        alerts: Some(wish.form()),
    };
    let page = web.portal.monitoring(&caller.person, &parts.repository()?, &query).await?;
    ok(&alarms_plan(&page))
}

/// Ask for alarms
///
/// They replace those that were asked for before.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/alarms/requests", tag = "Changes", params(RepositoryPath),
    request_body = AlarmsWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(super) async fn ask_for_alarms(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<AlarmsWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let id = web
        .portal
        .ask_for_alarms(&caller.person, &key, &form, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}

/// The workflow that publishes from a branch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkflowWish {
    /// The branch that publishes; empty: the usual one.
    #[serde(default)]
    #[schema(max_length = 250)]
    branch: String,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
}

impl WorkflowWish {
    fn query(&self) -> UseQuery {
        UseQuery {
            branch: self.branch.clone(),
            ..UseQuery::default()
        }
    }
}

fn workflow_plan(page: &UsePage) -> Plan {
    let mut plan = Plan::default();
    match &page.pipeline {
        None => plan.problems.push(FieldProblem::whole(
            "Nobody knows the application’s repository on GitHub, so there is nowhere to put a workflow",
        )),
        Some(help) if help.is_other_branch => plan.problems.push(FieldProblem::on(
            "branch",
            "This is no branch that a workflow can be bound to",
        )),
        Some(help) => {
            plan.files = vec![FilePlan::made(&help.workflow)];
            plan.consequences.clone_from(&help.notes);
        }
    }
    plan.beside(&page.asked)
}

/// Plan the workflow that publishes
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/workflow/plan", tag = "Changes", params(RepositoryPath),
    request_body = WorkflowWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = Plan))
)]
pub(super) async fn plan_workflow(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<WorkflowWish>,
) -> Answered {
    let page = web.portal.use_it(&caller.person, &parts.repository()?, &wish.query()).await?;
    ok(&workflow_plan(&page))
}

/// Ask for the workflow that publishes
///
/// As a pull request into the application’s repository.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/workflow/requests", tag = "Changes", params(RepositoryPath),
    request_body = WorkflowWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(super) async fn ask_for_workflow(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<WorkflowWish>,
) -> Answered {
    let (key, query) = (parts.repository()?, wish.query());
    let id = web
        .portal
        .ask_for_workflow(&caller.person, &key, &query, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}

/// The repository goes, is let go of, or loses its lifecycle policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemovalWish {
    way: WayWord,
    /// The repository’s name, to be sure. A plan does without.
    #[serde(default)]
    #[schema(max_length = 256)]
    confirm: String,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
}

impl RemovalWish {
    fn form(&self) -> RemovalForm {
        RemovalForm {
            way: Some(self.way.into()),
            typed: self.confirm.clone(),
        }
    }
}

/// What taking a repository away would touch.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RemovalPlan {
    /// Why nothing can be asked for now; `null`: it can.
    obstacle: Option<String>,
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    /// Who may use the repository by its policy, a sentence each; `null`: AWS does not say now.
    access: Option<Vec<String>>,
    /// Files of Git that go.
    files: Vec<String>,
    /// Whether there are alarms, which go too.
    alarms: bool,
    /// How long a deletion waits for somebody to object.
    #[schema(maximum = 9007199254740991_i64)]
    waits_ms: i64,
    /// How long nobody gets the name afterwards.
    #[schema(maximum = 9007199254740991_i64)]
    locked_ms: i64,
}

/// Plan to take a repository away
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/removal/plan", tag = "Changes", params(RepositoryPath),
    request_body = RemovalWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = RemovalPlan))
)]
pub(super) async fn plan_removal(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<RemovalWish>,
) -> Answered {
    let page = web.portal.removal(&caller.person, &parts.repository()?, &wish.form()).await?;
    ok(&RemovalPlan {
        obstacle: page.obstacle.or(page.requests.hindrance),
        images: page.held.images,
        bytes: page.held.bytes,
        access: page.access,
        files: page.files,
        alarms: page.has_alarms,
        waits_ms: page.cooling_ms,
        locked_ms: page.lock_ms,
    })
}

/// Ask to take a repository away
///
/// In two pull requests; a deletion waits between them for somebody to object. `confirm` is the repository’s name.
#[utoipa::path(
    post, path = "/repositories/{account}/{region}/{name}/removal/requests", tag = "Changes", params(RepositoryPath),
    request_body = RemovalWish, security(("token" = ["request"])),
    responses((status = 201, description = "The request", body = Request))
)]
pub(super) async fn ask_for_removal(
    State(web): State<Arc<Web>>,
    caller: Caller,
    parts: Parted,
    Sent(wish): Sent<RemovalWish>,
) -> Answered {
    let (key, form) = (parts.repository()?, wish.form());
    let id = web
        .portal
        .ask_for_removal(&caller.person, &key, &form, &wish.comment)
        .await?;
    asked(&web, &caller, &id).await
}

/// Repositories that are to come under Git.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AdoptionWish {
    #[schema(min_items = 1, max_items = 25)]
    repositories: Vec<AdoptedWish>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    comment: String,
}

/// A repository that is to come under Git. What is left out is what Berth guesses; for asking all has to be said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AdoptedWish {
    /// `account/region/name`.
    #[schema(max_length = 300, example = "123456789012/us-east-1/payments/api")]
    repository: String,
    #[schema(max_length = 100)]
    team: Option<String>,
    #[schema(max_length = 100)]
    system: Option<String>,
    #[schema(max_length = 300)]
    source: Option<String>,
    #[schema(max_length = 100)]
    cluster: Option<String>,
    #[schema(max_length = 2000)]
    description: Option<String>,
}

fn adopt_form(wish: &AdoptionWish) -> Result<AdoptForm, Fault> {
    let row = |(place, one): (usize, &AdoptedWish)| {
        let key: RepositoryKey = parse_repository(&one.repository).ok_or_else(|| {
            let field = format!("repositories/{place}/repository");
            let detail = "Write the repository as account/region/name";
            Fault::Refused(vec![FieldProblem::on(&field, detail)])
        })?;
        let values = [
            (Field::Team, &one.team),
            (Field::System, &one.system),
            (Field::Source, &one.source),
            (Field::Cluster, &one.cluster),
            (Field::Description, &one.description),
        ];
        let said = values.into_iter().filter_map(|(field, value)| Some((field, value.clone()?)));
        Ok(AdoptRow {
            key,
            values: said.collect(),
        })
    };
    let rows: Result<Vec<AdoptRow>, Fault> = wish.repositories.iter().enumerate().map(row).collect();
    Ok(AdoptForm {
        rows: rows?,
        comment: wish.comment.clone(),
    })
}

/// What AWS has of a repository, and what Berth would answer about it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AdoptionOffer {
    repository: String,
    /// `fits`, `refused`, `taken`, `gone` or `unknown`.
    reading: String,
    /// Why it can’t be adopted.
    problems: Vec<FieldProblem>,
    team: Option<String>,
    system: Option<String>,
    source: Option<String>,
    cluster: Option<String>,
    description: Option<String>,
    /// Why Berth thinks that it is this team’s.
    evidence: Vec<String>,
}

impl AdoptionOffer {
    fn of(offer: &domain::portal::AdoptionOffer) -> Self {
        let (reading, problems) = match &offer.reading {
            Reading::Fits(_) => ("fits", Vec::new()),
            Reading::Refused(problems) => ("refused", problems.iter().map(FieldProblem::of).collect()),
            Reading::Taken { sentence, .. } => ("taken", vec![FieldProblem::whole(sentence.as_str())]),
            Reading::Gone => ("gone", Vec::new()),
            Reading::Unknown(why) => ("unknown", vec![FieldProblem::whole(why.as_str())]),
        };
        let value = |field| offer.row.value(field).map(str::to_owned);
        let guess = offer.guess.as_ref();
        Self {
            repository: domain::portal::repository_text(&offer.row.key),
            reading: reading.to_owned(),
            problems,
            team: value(Field::Team),
            system: value(Field::System),
            source: value(Field::Source),
            cluster: value(Field::Cluster),
            description: value(Field::Description),
            evidence: guess.map(|guess| guess.evidence.clone()).unwrap_or_default(),
        }
    }
}

/// What adopting would start from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AdoptionPlan {
    offers: Vec<AdoptionOffer>,
}

/// The requests that were made, in the order of what was asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AdoptionAsked {
    requests: Vec<String>,
}

/// Plan to adopt repositories
///
/// Reads them from AWS, and fills in what Berth guesses.
#[utoipa::path(
    post, path = "/adoptions/plan", tag = "Changes", request_body = AdoptionWish, security(("token" = ["read"])),
    responses((status = 200, description = "What would come of it", body = AdoptionPlan))
)]
pub(super) async fn plan_adoption(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<AdoptionWish>,
) -> Answered {
    let page = web.portal.adoption(&caller.person, &adopt_form(&wish)?).await?;
    ok(&AdoptionPlan {
        offers: page.offers.iter().map(AdoptionOffer::of).collect(),
    })
}

/// Ask to adopt repositories
///
/// One request for each, or none at all.
#[utoipa::path(
    post, path = "/adoptions", tag = "Changes", request_body = AdoptionWish, security(("token" = ["request"])),
    responses((status = 200, description = "The ids of the requests", body = AdoptionAsked))
)]
pub(super) async fn ask_for_adoption(
    State(web): State<Arc<Web>>,
    caller: Caller,
    Sent(wish): Sent<AdoptionWish>,
) -> Answered {
    match web.portal.adopt(&caller.person, &adopt_form(&wish)?).await? {
        Adopted::Asked(ids) => ok(&AdoptionAsked {
            requests: ids.iter().map(ToString::to_string).collect(),
        }),
        Adopted::Refused(problems) => {
            let told = problems.iter().map(|(place, problem)| {
                let told = FieldProblem::of(problem);
                let pointer = match (place, problem.field) {
                    (Some(place), Some(field)) => {
                        Some(format!("#/repositories/{place}/{}", field.as_str()))
                    }
                    (Some(place), None) => Some(format!("#/repositories/{place}")),
                    (None, _) => told.pointer.clone(),
                };
                FieldProblem { pointer, ..told }
            });
            Err(Fault::Refused(told.collect()))
        }
    }
}
