//! What is written down about what happens to requests, repositories and rollouts.

use super::super::Stored;
use super::super::db::{Tx, json, statements, values};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::aws::Address;
use domain::chronicle::Deed;
use domain::github::Login;
use domain::people::Actor;
use domain::request::{Request, RequestId, Review, Stage, StageName, Verdict, Via, What};
use domain::time::Timestamp;

statements! {
    OWNER = "SELECT team FROM repositories WHERE account = $1 AND region = $2 AND name = $3";
}

/// A row of a request's history.
pub(in super::super) struct Happened<'a> {
    pub(in super::super) version: i64,
    pub(in super::super) at: Timestamp,
    pub(in super::super) actor: &'a Actor,
    pub(in super::super) what: &'a What,
    pub(in super::super) hash: &'a str,
}

/// How a request was before: what its next events change.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Before {
    pub(in super::super) stage: Option<StageName>,
    /// As JSON.
    pub(in super::super) change: Option<String>,
}

impl Before {
    pub(in super::super) fn of(request: &Request) -> Stored<Self> {
        Ok(Self {
            stage: Some(request.stage.name()),
            change: Some(json(&request.change)?),
        })
    }
}

/// The request that it is about, as far as it goes into the record.
#[derive(Clone, Debug)]
pub(in super::super) struct Subject {
    pub(in super::super) id: RequestId,
    pub(in super::super) number: i64,
    pub(in super::super) address: Address,
    pub(in super::super) team: String,
    pub(in super::super) pull_request: Option<String>,
}

impl Subject {
    pub(in super::super) fn of(request: &Request) -> Self {
        let spec = request.spec();
        Self {
            id: request.id.clone(),
            number: request.number,
            address: spec.address.clone(),
            team: spec.team.to_string(),
            pull_request: request.stage.pull_request().map(|pr| pr.url.clone()),
        }
    }

    pub(super) fn entry(&self, at: Timestamp, who: Who, action: AuditAction) -> AuditEntry {
        let label = format!("REQ-{}", self.number);
        let mut entry = AuditEntry::new(at, who, action, label)
            .about(self.address.clone(), Some(self.team.clone()));
        entry.request = Some(self.id.clone());
        entry
    }
}

/// `before` moves on to what is true after the event.
pub(in super::super) fn of_event(
    subject: &Subject,
    before: &mut Before,
    event: &Happened<'_>,
) -> Stored<AuditEntry> {
    let (who, action) = (Who::of(event.actor), AuditAction::of_event(event.what));
    let mut entry = subject.entry(event.at, who, action);
    entry.source = Some(source_of_event(&subject.id, event.version));
    entry.source_hash = Some(event.hash.to_owned());
    let stage = |name: &StageName| format!("\"{}\"", name.as_str());
    match event.what {
        What::Submitted {
            change, comment, ..
        } => {
            let after = json(change)?;
            entry.reason.clone_from(comment);
            entry.before = before.change.replace(after.clone());
            entry.after = Some(after);
        }
        What::Entered { stage: entered } => {
            entry.before = before.stage.replace(entered.name()).as_ref().map(stage);
            entry.after = Some(json(entered)?);
            entry.reason = reason_of(entered);
            links(&mut entry, entered);
        }
        What::Reviewed { review } => {
            entry.after = Some(json(review)?);
            entry.reason.clone_from(&review.comment);
            entry.commit = Some(review.head.to_string());
            entry.review = Some(said(review));
            entry.pull_request.clone_from(&subject.pull_request);
        }
        What::Stuck { waiting } => {
            entry.after = Some(json(waiting)?);
            entry.reason = waiting.trouble.sentence();
        }
        What::AdoptionStepped { step } => entry.after = Some(json(step)?),
        What::RemovalStepped { step } => entry.after = Some(json(step)?),
        What::CatalogChanged { catalog } => entry.after = Some(json(catalog)?),
        What::Recovered | What::RetryAsked => {}
    }
    Ok(entry)
}

fn links(entry: &mut AuditEntry, stage: &Stage) {
    let pr = stage.pull_request();
    entry.pull_request = pr.map(|pr| pr.url.clone());
    entry.commit = match stage {
        Stage::RolledBack { revert, .. } => Some(revert.to_string()),
        _ => stage
            .merge()
            .map(|merge| merge.commit.to_string())
            .or_else(|| pr.map(|pr| pr.head.to_string())),
    };
    entry.review = match stage {
        Stage::ChangesRequested { review, .. }
        | Stage::Approved { review, .. }
        | Stage::Rejected { review, .. } => Some(said(review)),
        _ => None,
    };
}

fn reason_of(stage: &Stage) -> String {
    match stage {
        Stage::NeedsInput { problems } => {
            let all: Vec<&str> = problems.iter().map(|it| it.message.as_str()).collect();
            all.join(". ")
        }
        Stage::PublishFailed { reason, .. }
        | Stage::SyncFailed { reason, .. }
        | Stage::ProvisionFailed { reason, .. } => reason.clone(),
        Stage::ChangesRequested { review, .. }
        | Stage::Approved { review, .. }
        | Stage::Rejected { review, .. } => review.comment.clone(),
        _ => String::new(),
    }
}

/// `approve by ada in berth at 0a1b…`
fn said(review: &Review) -> String {
    let verdict = match review.verdict {
        Verdict::Approve => "approve",
        Verdict::RequestChanges => "request changes",
        Verdict::Reject => "reject",
    };
    let place = match review.via {
        Via::Berth => "in Berth",
        Via::GitHub => "on GitHub",
    };
    format!("{verdict} by {} {place} at {}", review.by, review.head)
}

/// The files that a pull request was opened with, each with its hash; those without one are taken away.
pub(in super::super) fn of_files(
    request: &Request,
    files: &[(String, Option<String>)],
    at: Timestamp,
) -> Stored<AuditEntry> {
    let action = AuditAction::FilesRendered;
    let mut entry = Subject::of(request).entry(at, Who::berth(), action);
    links(&mut entry, &request.stage);
    let sums: std::collections::BTreeMap<&str, Option<&str>> = files
        .iter()
        .map(|(path, sum)| (path.as_str(), sum.as_deref()))
        .collect();
    entry.after = Some(json(&sums)?);
    Ok(entry)
}

pub(in super::super) fn of_deed(
    key: &Address,
    team: Option<String>,
    at: Timestamp,
    actor: &Actor,
    deed: &Deed,
) -> Stored<AuditEntry> {
    let (who, action) = (Who::of(actor), AuditAction::of_deed(deed));
    let reason = match deed {
        Deed::ExceptionGranted { reason, .. } | Deed::DriftIgnored { reason, .. } => reason.clone(),
        Deed::DeletionUnanswered { why } | Deed::RolloutLeftOut { why, .. } => why.clone(),
        _ => String::new(),
    };
    Ok(AuditEntry::new(at, who, action, key.name.to_string())
        .about(key.clone(), team)
        .because(reason)
        .changed(None, Some(json(deed)?)))
}

/// Whose a repository is now.
pub(in super::super) async fn owner(tx: &mut Tx, key: &Address) -> Stored<Option<String>> {
    let place = values![key.account.as_str(), key.region.as_str(), key.name.as_str()];
    match tx.optional(OWNER, place).await? {
        Some(row) => row.maybe_text("team"),
        None => Ok(None),
    }
}

pub(in super::super) fn source_of_event(id: &RequestId, version: i64) -> String {
    format!("event {id} {version}")
}

pub(in super::super) fn source_of_deed(key: &Address, version: i64) -> String {
    format!("deed {} {} {} {version}", key.account, key.region, key.name)
}

pub(in super::super) fn source_of_rollout(id: &str, version: i64) -> String {
    format!("rollout {id} {version}")
}

/// The sentence of its record is the reason.
pub(in super::super) fn of_rollout(
    id: &str,
    at: Timestamp,
    by: Option<&Login>,
    sentence: &str,
    action: AuditAction,
) -> AuditEntry {
    let who = by.map_or_else(Who::berth, Who::person);
    AuditEntry::new(at, who, action, id).because(sentence)
}
