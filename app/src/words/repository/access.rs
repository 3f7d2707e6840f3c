//! Asking for another repository policy.

use domain::access_change::{AccessInput, Grants};

pub const TITLE: &str = "Change access";
pub const LEAD: &str = "Say who else may use the images. Statements that people made stay as they are unless you take them away; nothing changes before the pull request is merged.";
pub const NOWHERE: &str =
    "Nobody looks after this repository in Git, so Berth has no place for another policy.";
pub const SILENT: &str = "GitHub or AWS does not answer now";
pub const SILENT_MORE: &str = "Berth starts from the policy that there is, so it can’t show the form yet. Look again in a moment.";
pub const UNCLEAR: &str = "A person has to change this by hand";
pub const OPEN: &str = "Open it on GitHub:";
pub const IN_AWS: &str =
    "The policy is in AWS only. The first change brings it into Git, with all of its statements.";
pub const FROM_AWS: &str = "The statements below are those that AWS has. What you ask for puts them into Git, in the place of those that Git has.";
pub const KEPT: &str = "Statements that people made";
pub const TAKE_AWAY: &str = "Take away";
pub const LOOK: &str = "Look at the change";
pub const ASK: &str = "Ask for it";
pub const PROBLEMS: &str = "Not everything here can be taken";
pub const CHANGE: &str = "What would change";
pub const NOTHING: &str = "Nothing would change: the policy says all of this already.";
pub const DANGER: &str = "This lets in more than anybody named";
pub const SURE: &str = "I mean it: the policy may let in everybody whom it doesn’t name";
pub const SURE_NOTE: &str = "The reviewer sees this as a high risk.";
pub const CONSEQUENCES: &str = "What that brings about";
pub const BEFORE: &str = "Who may what now";
pub const AFTER: &str = "Who may what then";
pub const FILES: &str = "Lines that change";
pub const NOBODY: &str = "nobody beside the own account";

pub const fn label(input: AccessInput) -> &'static str {
    match input {
        AccessInput::PullAccounts => "Accounts that may pull",
        AccessInput::Organization => "Organization that may pull",
        AccessInput::Lambda => "Accounts whose Lambda functions use the images",
        AccessInput::PushRole => "Role of a GitHub repository that may push",
        AccessInput::Sure => "Confirmation",
        AccessInput::Policy => "The policy",
    }
}

pub fn hint(input: AccessInput, usual_role: &str) -> String {
    match input {
        AccessInput::PullAccounts => {
            "Twelve digits each, separated by spaces. They need a matching IAM policy of their own as well.".to_owned()
        }
        AccessInput::Organization => {
            "Its id, such as o-a1b2c3d4e5. Every principal of every account in it may pull.".to_owned()
        }
        AccessInput::Lambda => {
            "Twelve digits each. Any function of theirs in this region may be made of the images; functions of other accounts also need their account above.".to_owned()
        }
        AccessInput::PushRole => format!(
            "The ARN of the role that its workflow takes on by OpenID Connect; the role has to exist. The workflow that Berth writes uses {usual_role}."
        ),
        AccessInput::Sure | AccessInput::Policy => String::new(),
    }
}

/// Berth's own part of a policy, for the page of a request.
pub fn grants(grants: &Grants) -> Vec<(&'static str, String)> {
    let list = |accounts: &[domain::aws::AccountId]| {
        let ids: Vec<&str> = accounts.iter().map(|id| id.as_str()).collect();
        ids.join(", ")
    };
    let all = [
        (AccessInput::PullAccounts, list(&grants.pull_accounts)),
        (
            AccessInput::Organization,
            grants.organization.clone().unwrap_or_default(),
        ),
        (AccessInput::Lambda, list(&grants.lambda)),
        (
            AccessInput::PushRole,
            grants.push_role.clone().unwrap_or_default(),
        ),
    ];
    all.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(input, value)| (label(input), value))
        .collect()
}
