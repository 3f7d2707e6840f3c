//! What the pages show on which people look up how to use a repository, who else may, and how long its images stay.

use super::{AskedBefore, RepositoryRow};
use crate::access::Access;
use crate::github::RepoSlug;
use crate::handover::{Branch, Snippet, Tool};
use crate::lifecycle::LifecyclePolicy;
use crate::manifest::File;
use crate::request::RequestId;
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UseQuery {
    pub client: Tool,
    /// The branch that publishes, as it was typed; empty: the usual one.
    pub branch: String,
}

/// How to use a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsePage {
    pub row: RepositoryRow,
    pub query: UseQuery,
    /// Whether AWS has it: without it nothing can be pushed.
    pub is_there: bool,
    /// From signing in to pulling, with the chosen client.
    pub commands: Vec<Snippet>,
    /// The image in a Kubernetes manifest, by tag and by digest.
    pub references: Vec<Snippet>,
    /// `None`: nobody knows the application's repository.
    pub pipeline: Option<PipelineHelp>,
    pub care: Vec<Snippet>,
    /// How it stands with pull requests for the workflow.
    pub asked: AskedBefore,
    pub now: Timestamp,
}

/// Pushing from GitHub Actions without a stored key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineHelp {
    pub source: RepoSlug,
    pub branch: Branch,
    /// What was typed is no name of a branch that a workflow can be bound to.
    pub is_other_branch: bool,
    pub workflow: File,
    pub role: String,
    pub provider_arn: String,
    pub audience: String,
    /// Of the tokens that may take on the role.
    pub subjects: Vec<String>,
    pub push_policy: String,
    pub trust_policy: String,
    /// What a person has to know before the first run.
    pub notes: Vec<String>,
}

/// What can be taken along as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UseFile {
    Workflow,
    PushPolicy,
    TrustPolicy,
}

impl UseFile {
    pub const ALL: [Self; 3] = [Self::Workflow, Self::PushPolicy, Self::TrustPolicy];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Workflow => "workflow",
            Self::PushPolicy => "iam-policy",
            Self::TrustPolicy => "trust-policy",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.as_str() == text)
    }
}

impl PipelineHelp {
    pub fn file(&self, file: UseFile) -> File {
        let json = |word: &str, text: &str| File {
            path: format!("{}-{word}.json", self.role),
            text: format!("{text}\n"),
        };
        match file {
            UseFile::Workflow => self.workflow.clone(),
            UseFile::PushPolicy => json("policy", &self.push_policy),
            UseFile::TrustPolicy => json("trust", &self.trust_policy),
        }
    }
}

/// Who may do what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessPage {
    pub row: RepositoryRow,
    pub policy: PolicySeen,
    /// When it was read, and what went wrong since.
    pub read: Option<Timestamp>,
    pub trouble: Option<String>,
    pub now: Timestamp,
}

/// A repository's own policy, as AWS has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicySeen {
    NotRead,
    /// There is none.
    Nothing,
    Read {
        access: Access,
        text: String,
    },
}

/// How long images stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecyclePage {
    pub row: RepositoryRow,
    pub policy: LifecycleSeen,
    /// What was asked for in Berth last, where that was carried out.
    pub asked: Option<LifecycleAsked>,
    /// How it stands with requests for another one.
    pub requests: AskedBefore,
    pub as_of: Option<Timestamp>,
    pub now: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LifecycleSeen {
    NotRead,
    Nothing,
    Read {
        /// In the order in which AWS applies them; empty where the policy is beyond Berth's model.
        rules: Vec<RuleSaid>,
        text: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSaid {
    pub priority: u32,
    pub sentence: String,
    /// In the words of whoever wrote the rule.
    pub description: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleAsked {
    pub request: RequestId,
    pub label: String,
    /// Empty: none was asked for.
    pub sentences: Vec<String>,
    /// AWS means the same.
    pub is_in_force: bool,
}

impl LifecycleSeen {
    /// `read`: AWS has answered about the repository at all.
    pub fn of(text: Option<&str>, read: bool) -> Self {
        let Some(text) = text else {
            return if read { Self::Nothing } else { Self::NotRead };
        };
        let policy = LifecyclePolicy::from_json(text);
        Self::Read {
            rules: policy
                .as_ref()
                .map(|policy| policy.canonical().rules)
                .unwrap_or_default()
                .iter()
                .map(|rule| RuleSaid {
                    priority: rule.rule_priority,
                    sentence: rule.sentence(),
                    description: rule.description.clone(),
                })
                .collect(),
            text: policy.map_or_else(|_| text.to_owned(), |policy| policy.pretty_json()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_beyond_the_model_is_shown_as_it_is() {
        let odd = r#"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"new"}}]}"#;
        assert_eq!(
            LifecycleSeen::of(Some(odd), true),
            LifecycleSeen::Read {
                rules: vec![],
                text: odd.into()
            }
        );
        assert_eq!(LifecycleSeen::of(None, true), LifecycleSeen::Nothing);
        assert_eq!(LifecycleSeen::of(None, false), LifecycleSeen::NotRead);
    }

    #[test]
    fn rules_stand_in_the_order_in_which_aws_applies_them() {
        let mut policy = LifecyclePolicy::keep_last(5);
        policy.rules[0].rule_priority = 9;
        let mut first = LifecyclePolicy::keep_last(50).rules.remove(0);
        first.rule_priority = 2;
        policy.rules.push(first);
        let text = serde_json::to_string(&policy).unwrap();
        let LifecycleSeen::Read { rules, .. } = LifecycleSeen::of(Some(&text), true) else {
            panic!("a policy");
        };
        let order: Vec<u32> = rules.iter().map(|rule| rule.priority).collect();
        assert_eq!(order, [2, 9]);
        assert_eq!(rules[1].description.as_deref(), Some("Keep last 5 images"));
    }

    #[test]
    fn every_file_has_its_word() {
        for file in UseFile::ALL {
            assert_eq!(UseFile::parse(file.as_str()), Some(file));
        }
        assert_eq!(UseFile::parse(""), None);
    }
}
