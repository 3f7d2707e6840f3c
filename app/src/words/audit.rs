//! The audit record.

use domain::audit::{AuditAction, Who, WhoKind};

pub const TITLE: &str = "Audit";
pub const LEAD: &str = "What was done or refused, by whom, with which session or token, and what it was before and after. Nothing here is ever changed or deleted, and each row is chained to the one before it.";
pub const OWN_LEAD: &str = "You see what touches your teams, and what you did. Reviewers, managers and admins see everything.";
pub const FILTERS: &str = "Filter the record";
pub const WHO: &str = "Who";
pub const ACTION: &str = "Action";
pub const EVERY_ACTION: &str = "Every action";
pub const OBJECT: &str = "Object";
pub const OBJECT_HINT: &str = "Such as REQ-12";
pub const REPOSITORY: &str = "Repository";
pub const TEAM: &str = "Team";
pub const FROM: &str = "From (UTC)";
pub const TO: &str = "To (UTC)";
pub const SHOW: &str = "Show";
pub const CLEAR: &str = "Clear the filters";
pub const CSV: &str = "Download CSV";
pub const JSONL: &str = "Download JSON Lines";
pub const TABLE: &str = "Rows of the record, newest first";
pub const WHEN: &str = "When (UTC)";
pub const WHAT: &str = "What";
pub const MORE: &str = "More";
pub const NONE: &str = "Nothing in the record fits";
pub const NONE_MORE: &str = "Choose fewer filters, or another time.";
pub const OLDER: &str = "Older rows";
pub const NEWEST: &str = "Newest rows";
pub const CANT: &str = "The record can’t be searched like this";
pub const HELD: &str = "With";
pub const BEFORE: &str = "Before";
pub const AFTER: &str = "After";
pub const PULL_REQUEST: &str = "Pull request";
pub const COMMIT: &str = "Commit";
pub const REVIEW: &str = "Review";
pub const SOURCE: &str = "Vouches for";
pub const NUMBER: &str = "Number";
pub const HASH: &str = "Hash";
pub const NOBODY: &str = "Somebody unknown";

pub fn group(word: &str) -> String {
    let name = match word {
        "request" => "Requests",
        "repository" => "Repositories",
        "rollout" => "Rollouts",
        "opt_out" => "Opt-outs",
        "token" => "Tokens",
        "service" => "Services",
        "session" => "Sessions",
        "person" => "People",
        "account" => "Accounts",
        "draft" => "Drafts",
        "view" => "Views",
        "refused" => "Refusals",
        _ => "This record",
    };
    format!("{name}, all")
}

pub fn who(who: &Who) -> String {
    match who.kind {
        WhoKind::Person => who.name.clone(),
        WhoKind::OnGitHub => format!("{}, on GitHub", who.name),
        WhoKind::Nobody => NOBODY.to_owned(),
        WhoKind::System => match who.name.as_str() {
            "github" => "GitHub",
            "argo_cd" => "Argo CD",
            "crossplane" => "Crossplane",
            "aws" => "AWS",
            _ => super::BERTH,
        }
        .to_owned(),
    }
}

pub const fn action(action: AuditAction) -> &'static str {
    use AuditAction as A;
    match action {
        A::RequestSubmitted => "Asked for a change",
        A::RequestAnswered => "Gave new answers",
        A::RequestEntered => "Entered a stage",
        A::RequestReviewed => "Decided on a request",
        A::RequestStuck => "Something got in the way",
        A::RequestRecovered => "It is out of the way",
        A::RequestRetried => "Asked to try again",
        A::RequestStepped => "Went on to its next step",
        A::CatalogChanged => "The catalog entry changed",
        A::FilesRendered => "Files of the pull request",
        A::DeletionAsked => "Asked AWS to delete images",
        A::ImagesDeleted => "AWS deleted images",
        A::DeletionUnanswered => "AWS gave no answer to a deletion",
        A::ExceptionGranted => "Answered for a finding",
        A::ExceptionEnded => "Ended an exception",
        A::Drifted => "AWS differs from Git",
        A::DriftEnded => "AWS is as Git says again",
        A::DriftIgnored => "Let a difference be",
        A::ClusterDrifted => "The cluster differs from Git",
        A::ClusterDriftEnded => "The cluster is as Git says again",
        A::ClusterRevertAsked => "Asked Argo CD to make it as Git says",
        A::RolloutAsked => "A rollout asked for a change",
        A::RolloutLeftOut => "A rollout passed it over",
        A::RepositoryLost => "The repository was deleted past Git",
        A::RolloutStarted => "Started a rollout",
        A::RolloutMoved => "Moved a rollout",
        A::RolloutNoted => "Something happened to a rollout",
        A::OptOutGranted => "Kept a team out of rollouts",
        A::OptOutEnded => "Let a team take part again",
        A::TokenMade => "Made a token",
        A::TokenRevoked => "Revoked a token",
        A::ServiceMade => "Made a service",
        A::ServiceEnded => "Ended a service",
        A::SessionBegun => "Signed in",
        A::SessionEnded => "Ended a session",
        A::SessionsExpired => "Sessions ended by themselves",
        A::PersonChanged => "Roles or teams changed",
        A::AccountEntered => "An account came for the first time",
        A::AccountLinked => "Linked an account",
        A::DraftSaved => "Kept a draft",
        A::DraftDiscarded => "Discarded a draft",
        A::ViewKept => "Kept a view",
        A::ViewChanged => "Changed a view",
        A::ViewDropped => "Deleted a view",
        A::RefusedPermission => "Refused: no permission",
        A::RefusedSession => "Refused: no session",
        A::RefusedToken => "Refused: no valid token",
        A::RefusedScope => "Refused: the token’s scope",
        A::RefusedCrossSite => "Refused: a form of another site",
        A::RefusedWebhook => "Refused: a webhook’s secret",
        A::RefusedSignIn => "Refused: a sign-in",
        A::RefusedTooMany => "Refused: too many at once",
        A::AuditExported => "Exported this record",
        A::AuditTakenIn => "Took in what was recorded before",
        A::AuditUnread => "Took in a record that can’t be read",
        A::AuditResealed => "Another secret seals this record",
    }
}

pub fn downloads(is_blank: bool) -> &'static str {
    match is_blank {
        true => "The whole record as a file",
        false => "These rows as a file",
    }
}
