//! The form as it was typed, and its way to grants.

use super::Grants;
use crate::aws::AccountId;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessForm {
    /// Account numbers, separated by spaces, commas or line breaks.
    pub pull_accounts: String,
    pub organization: String,
    pub lambda: String,
    pub push_role: String,
    /// Marks of statements that go.
    pub drop: Vec<String>,
    /// What lets everybody in is meant.
    pub sure: bool,
    /// The statements are those that AWS has, whatever Git says.
    pub from_aws: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessInput {
    PullAccounts,
    Organization,
    Lambda,
    PushRole,
    Sure,
    /// The policy as a whole.
    Policy,
}

impl AccessInput {
    /// Those in which people type.
    pub const TYPED: [Self; 4] = [
        Self::PullAccounts,
        Self::Organization,
        Self::Lambda,
        Self::PushRole,
    ];

    /// The name of the control, or what stands for it on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PullAccounts => "pull_accounts",
            Self::Organization => "organization",
            Self::Lambda => "lambda",
            Self::PushRole => "push_role",
            Self::Sure => "sure",
            Self::Policy => "change-h",
        }
    }
}

/// What a person can put right, beside its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessProblem {
    pub input: AccessInput,
    pub message: String,
}

impl AccessForm {
    pub fn of(grants: &Grants) -> Self {
        let list = |accounts: &[AccountId]| {
            let ids: Vec<&str> = accounts.iter().map(AccountId::as_str).collect();
            ids.join(" ")
        };
        Self {
            pull_accounts: list(&grants.pull_accounts),
            organization: grants.organization.clone().unwrap_or_default(),
            lambda: list(&grants.lambda),
            push_role: grants.push_role.clone().unwrap_or_default(),
            drop: Vec::new(),
            sure: false,
            from_aws: false,
        }
    }

    pub fn value(&self, input: AccessInput) -> &str {
        match input {
            AccessInput::PullAccounts => &self.pull_accounts,
            AccessInput::Organization => &self.organization,
            AccessInput::Lambda => &self.lambda,
            AccessInput::PushRole => &self.push_role,
            AccessInput::Sure | AccessInput::Policy => "",
        }
    }

    pub fn set(&mut self, input: AccessInput, value: &str) {
        let slot = match input {
            AccessInput::PullAccounts => &mut self.pull_accounts,
            AccessInput::Organization => &mut self.organization,
            AccessInput::Lambda => &mut self.lambda,
            AccessInput::PushRole => &mut self.push_role,
            AccessInput::Sure | AccessInput::Policy => return,
        };
        value.clone_into(slot);
    }

    /// # Errors
    /// All that can't be taken, each beside its input.
    pub fn parse(&self, partition: &str) -> Result<Grants, Vec<AccessProblem>> {
        let mut problems = Vec::new();
        let mut take = |input: AccessInput, why: String| {
            problems.push(AccessProblem {
                input,
                message: why,
            });
        };
        let pull_accounts = accounts(&self.pull_accounts).unwrap_or_else(|why| {
            take(AccessInput::PullAccounts, why);
            Vec::new()
        });
        let lambda = accounts(&self.lambda).unwrap_or_else(|why| {
            take(AccessInput::Lambda, why);
            Vec::new()
        });
        let organization = some(&self.organization);
        if organization
            .as_deref()
            .is_some_and(|id| !is_organization(id))
        {
            let why = "Write the organization’s id, such as o-a1b2c3d4e5";
            take(AccessInput::Organization, why.to_owned());
        }
        let push_role = some(&self.push_role);
        if push_role
            .as_deref()
            .is_some_and(|arn| !is_role(arn, partition))
        {
            let why = format!(
                "Write the role’s ARN, such as arn:{partition}:iam::123456789012:role/push; patterns name nobody"
            );
            take(AccessInput::PushRole, why);
        }
        match problems.is_empty() {
            true => Ok(Grants {
                pull_accounts,
                organization,
                lambda,
                push_role,
            }),
            false => Err(problems),
        }
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn accounts(text: &str) -> Result<Vec<AccountId>, String> {
    let separators = |character: char| character.is_whitespace() || character == ',';
    let mut found: Vec<AccountId> = Vec::new();
    for part in text.split(separators).filter(|part| !part.is_empty()) {
        let account = AccountId::parse(part)
            .map_err(|_| format!("“{part}” is no AWS account: write its twelve digits"))?;
        if !found.contains(&account) {
            found.push(account);
        }
    }
    Ok(found)
}

/// AWS Organizations: `o-` and 10 to 32 lower-case letters or digits.
fn is_organization(id: &str) -> bool {
    id.strip_prefix("o-").is_some_and(|rest| {
        (10..=32).contains(&rest.len())
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn is_role(arn: &str, partition: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", found, "iam", "", account, resource] = parts.as_slice() else {
        return false;
    };
    let name = resource.strip_prefix("role/").unwrap_or_default();
    *found == partition
        && AccountId::parse(account).is_ok()
        && !name.is_empty()
        && !name.ends_with('/')
        && name.len() <= 576
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@_-/".contains(&byte))
}
