//! How to use a repository, who else may, and how long its images stay.

use domain::access::{Capability, FlagKind, Reach};

pub const CLIENTS: &str = "Client";
pub const COMMANDS: &str = "Push and pull";
pub const NOT_THERE: &str = "AWS doesn’t have this repository";
pub const NOT_THERE_MORE: &str = "The values are those it will have; nothing can be pushed yet.";
pub const ACTIONS: &str = "GitHub Actions";
pub const WORKFLOW: &str = "workflow";
pub const DOWNLOAD_WORKFLOW: &str = "Download the workflow";
pub const DOWNLOAD_POLICY: &str = "Download the policy";
pub const DOWNLOAD_TRUST: &str = "Download the trust policy";
pub const BRANCH: &str = "Branch that publishes";
pub const SHOW: &str = "Show";
pub const NO_BRANCH: &str =
    "Write a branch by its name. Patterns can’t be bound to a role one by one.";
pub const NO_SOURCE: &str = "Nobody told Berth which GitHub repository builds these images, so there is no workflow to show. A request in Berth says it, or the annotation github.com/project-slug in the catalog.";
pub const PULL_REQUEST: &str = "As a pull request";
pub const PULL_REQUEST_MORE: &str =
    "Berth opens it in the application’s repository; it is done with its merge.";
pub const ASK: &str = "Ask for the pull request";
pub const ROLE: &str = "AWS role";
pub const ROLE_NAME: &str = "Role";
pub const PROVIDER: &str = "Identity provider";
pub const AUDIENCE: &str = "Audience";
pub const SUBJECT: &str = "Token’s subject";
pub const MAY_DO: &str = "What the role may do";
pub const MAY_DO_MORE: &str = "The least that a push needs. Signing in belongs to the whole registry, so AWS takes no narrower resource for it.";
pub const MAY_TAKE: &str = "Who may take it on";
pub const PUSH_POLICY: &str = "push policy";
pub const TRUST_POLICY: &str = "trust policy";
pub const KUBERNETES: &str = "Kubernetes";
pub const CARE: &str = "Look after it";

pub fn workflow_of(branch: &str, source: &str, path: &str) -> String {
    format!(
        "Builds every commit on {branch} of {source} and pushes it, without a stored key. It belongs into that repository as {path}."
    )
}

/// Who may do what.
pub mod access {
    use super::{Capability, FlagKind, Reach};

    pub const NOT_READ: &str = "The policy has not been read yet";
    pub const NOT_READ_MORE: &str = "It is read together with the images.";
    pub const NONE: &str = "There is no repository policy";
    pub const NONE_MORE: &str = "Only principals of the repository’s own account have access, as far as their IAM policies allow. No other account can pull or push.";
    pub const BEHIND: &str = "This may be old";
    pub const LOOK: &str = "Look at these";
    pub const WHO: &str = "Who may do what";
    pub const GRANTS: &str = "What the repository policy grants";
    pub const MAY: &str = "May";
    pub const GRANTED: &str = "Granted";
    pub const REACH: &str = "Reaches";
    pub const BY: &str = "By";
    pub const NOBODY: &str = "Nobody by this policy";
    pub const STATEMENTS: &str = "Statement by statement";
    pub const RAW: &str = "The policy as AWS has it";
    pub const POLICY: &str = "repository policy";
    pub const LIMITS: &str = "What this can’t tell";

    pub const fn capability(capability: Capability) -> &'static str {
        match capability {
            Capability::Pull => "Pull images",
            Capability::Push => "Push images",
            Capability::Delete => "Delete images",
            Capability::Administer => "Administer",
            Capability::Look => "Look around",
        }
    }

    pub const fn reach(reach: Reach) -> &'static str {
        match reach {
            Reach::Own => "This account",
            Reach::Service => "AWS services",
            Reach::Accounts => "Other accounts",
            Reach::Organization => "An organization",
            Reach::Limited => "Everyone from named places",
            Reach::Unknown => "Not known",
            Reach::Everyone => "Everyone with an AWS account",
        }
    }

    pub const fn flag(kind: FlagKind) -> &'static str {
        match kind {
            FlagKind::Public => "Open to everyone with an AWS account",
            FlagKind::WildcardActions => "Grants actions by a pattern",
            FlagKind::UnguardedService => "Lets a service in for any of its customers",
            FlagKind::GonePrincipal => "Names somebody who is gone",
            FlagKind::Unreadable => "Can’t be read with certainty",
        }
    }

    pub fn by(evidence: &[String], limited_by: &[String]) -> String {
        let by = evidence.join(", ");
        match limited_by {
            [] => by,
            limits => format!("{by}; limited by {}", limits.join(", ")),
        }
    }

    pub fn source_of(label: &str) -> String {
        format!("source of {label}")
    }
}

/// How long images stay.
pub mod lifecycle {
    pub const NOT_READ: &str = "AWS has not been asked yet";
    pub const NOT_READ_MORE: &str = "The policy is read together with the repository.";
    pub const NONE: &str = "There is no lifecycle policy";
    pub const NONE_MORE: &str = "Images stay until somebody deletes them, and each costs storage every month. A policy that keeps the newest tagged images and expires untagged ones after some days suits most teams.";
    pub const RULES: &str = "What happens to images";
    pub const BY_PRIORITY: &str = "Rules in the order in which AWS applies them";
    pub const PRIORITY: &str = "Priority";
    pub const RULE: &str = "Rule";
    pub const WORDS: &str = "In its author’s words";
    pub const RULES_MORE: &str = "Rules apply by priority, the lowest number first; an image that one rule decides on is left alone by the rules after it. AWS acts within 24 hours of an image meeting a rule.";
    pub const BEYOND: &str =
        "This policy uses what Berth has no words for, so it is shown as AWS has it.";
    pub const RAW: &str = "The policy as AWS has it";
    pub const POLICY: &str = "lifecycle policy";
    pub const ASKED: &str = "What was asked for";
    pub const NONE_ASKED: &str = "No policy was asked for.";
    pub const IN_FORCE: &str = "In force as asked for";
    pub const DIFFERS: &str = "AWS holds something else";
    pub const DIFFERS_MORE: &str = "The provider can’t change a lifecycle policy in place: after an edit of the manifest the old rules stay in force. Somebody may also have changed it by hand.";

    pub fn asked_by(label: &str) -> String {
        format!("By {label}.")
    }

    pub fn untagged(images: &str, size: &str) -> String {
        format!("{images} untagged images hold up to {size} now.")
    }
}

pub fn read(when: &str) -> String {
    format!("Read from AWS {when}.")
}

pub fn trouble(why: &str) -> String {
    format!("The last reading failed: {why}")
}
