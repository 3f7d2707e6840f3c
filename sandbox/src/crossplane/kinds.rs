//! The kinds that the provider reconciles: where each one's name comes from, what it refers to, and which calls AWS sees for it.
use super::model::Act;

pub const ECR_GROUP: &str = "ecr.aws.m.upbound.io";
pub const SNS_GROUP: &str = "sns.aws.m.upbound.io";
pub const EVENTS_GROUP: &str = "cloudwatchevents.aws.m.upbound.io";
pub const CLOUDWATCH_GROUP: &str = "cloudwatch.aws.m.upbound.io";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Repository,
    LifecyclePolicy,
    RepositoryPolicy,
    Topic,
    TopicPolicy,
    Rule,
    Target,
    MetricAlarm,
}

/// What of the referenced object the provider writes into the referring one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extract {
    ExternalName,
    Arn,
}

/// A field that may be filled from another object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reference {
    pub(super) field: &'static str,
    /// The field as Go spells it in messages.
    pub(super) go_field: &'static str,
    pub(super) by_name: &'static str,
    pub(super) by_labels: &'static str,
    pub(super) to: Kind,
    pub(super) extract: Extract,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Repository,
        Self::LifecyclePolicy,
        Self::RepositoryPolicy,
        Self::Topic,
        Self::TopicPolicy,
        Self::Rule,
        Self::Target,
        Self::MetricAlarm,
    ];

    pub fn of(group: &str, kind: &str) -> Option<Self> {
        let fits = |k: &Self| k.group() == group && k.name() == kind;
        Self::ALL.into_iter().find(fits)
    }

    pub fn group(self) -> &'static str {
        match self {
            Self::Repository | Self::LifecyclePolicy | Self::RepositoryPolicy => ECR_GROUP,
            Self::Topic | Self::TopicPolicy => SNS_GROUP,
            Self::Rule | Self::Target => EVENTS_GROUP,
            Self::MetricAlarm => CLOUDWATCH_GROUP,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Repository => "Repository",
            Self::LifecyclePolicy => "LifecyclePolicy",
            Self::RepositoryPolicy => "RepositoryPolicy",
            Self::Topic => "Topic",
            Self::TopicPolicy => "TopicPolicy",
            Self::Rule => "Rule",
            Self::Target => "Target",
            Self::MetricAlarm => "MetricAlarm",
        }
    }

    /// Things with a name of their own have tags too; the others hang on one of these and get their external name from the provider.
    pub(super) fn is_named_by_people(self) -> bool {
        matches!(
            self,
            Self::Repository | Self::Topic | Self::Rule | Self::MetricAlarm
        )
    }

    /// Terraform's argument for the external name, which cannot be changed.
    pub(super) fn name_argument(self) -> &'static str {
        match self {
            Self::LifecyclePolicy | Self::RepositoryPolicy => "repository",
            Self::TopicPolicy => "arn",
            Self::Target => "target_id",
            Self::MetricAlarm => "alarm_name",
            Self::Repository | Self::Topic | Self::Rule => "name",
        }
    }

    /// The parameter that the CRD's own rule asks of whoever may create or update.
    pub(super) fn needed_to_write(self) -> Option<&'static str> {
        match self {
            Self::LifecyclePolicy | Self::RepositoryPolicy | Self::TopicPolicy => Some("policy"),
            Self::Target => Some("arn"),
            Self::Repository | Self::Topic | Self::Rule | Self::MetricAlarm => None,
        }
    }

    pub(super) fn reference(self) -> Option<Reference> {
        match self {
            Self::LifecyclePolicy | Self::RepositoryPolicy => Some(Reference {
                field: "repository",
                go_field: "Repository",
                by_name: "repositoryRef",
                by_labels: "repositorySelector",
                to: Self::Repository,
                extract: Extract::ExternalName,
            }),
            Self::TopicPolicy => Some(Reference {
                field: "arn",
                go_field: "Arn",
                by_name: "arnRef",
                by_labels: "arnSelector",
                to: Self::Topic,
                extract: Extract::Arn,
            }),
            Self::Target => Some(Reference {
                field: "rule",
                go_field: "Rule",
                by_name: "ruleRef",
                by_labels: "ruleSelector",
                to: Self::Rule,
                extract: Extract::ExternalName,
            }),
            Self::Repository | Self::Topic | Self::Rule | Self::MetricAlarm => None,
        }
    }

    /// The service as the SDK names it in errors, and as IAM prefixes its actions.
    pub(super) fn service(self) -> (&'static str, &'static str) {
        match self.group() {
            SNS_GROUP => ("SNS", "sns"),
            EVENTS_GROUP => ("EventBridge", "events"),
            CLOUDWATCH_GROUP => ("CloudWatch", "cloudwatch"),
            _ => ("ECR", "ecr"),
        }
    }

    /// What Terraform calls it in its summaries.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Repository => "ECR Repository",
            Self::LifecyclePolicy => "ECR Lifecycle Policy",
            Self::RepositoryPolicy => "ECR Repository Policy",
            Self::Topic => "SNS Topic",
            Self::TopicPolicy => "SNS Topic Policy",
            Self::Rule => "EventBridge Rule",
            Self::Target => "EventBridge Target",
            Self::MetricAlarm => "CloudWatch Metric Alarm",
        }
    }

    /// The AWS call that an act comes down to.
    pub(super) fn call(self, act: Act) -> &'static str {
        use Act::{Connect, Create, Delete, Observe, Update};
        match (self, act) {
            (_, Connect) => "GetCallerIdentity",
            (Self::Repository, Observe) => "DescribeRepositories",
            (Self::Repository, Create) => "CreateRepository",
            (Self::Repository, Update) => "TagResource",
            (Self::Repository, Delete) => "DeleteRepository",
            (Self::LifecyclePolicy, Observe) => "GetLifecyclePolicy",
            (Self::LifecyclePolicy, Create | Update) => "PutLifecyclePolicy",
            (Self::LifecyclePolicy, Delete) => "DeleteLifecyclePolicy",
            (Self::RepositoryPolicy, Observe) => "GetRepositoryPolicy",
            (Self::RepositoryPolicy, Create | Update) => "SetRepositoryPolicy",
            (Self::RepositoryPolicy, Delete) => "DeleteRepositoryPolicy",
            (Self::Topic | Self::TopicPolicy, Observe) => "GetTopicAttributes",
            (Self::Topic, Create) => "CreateTopic",
            (Self::Topic, Delete) => "DeleteTopic",
            (Self::Topic, Update) | (Self::TopicPolicy, _) => "SetTopicAttributes",
            (Self::Rule, Observe) => "DescribeRule",
            (Self::Rule, Create | Update) => "PutRule",
            (Self::Rule, Delete) => "DeleteRule",
            (Self::Target, Observe) => "ListTargetsByRule",
            (Self::Target, Create | Update) => "PutTargets",
            (Self::Target, Delete) => "RemoveTargets",
            (Self::MetricAlarm, Observe) => "DescribeAlarms",
            (Self::MetricAlarm, Create | Update) => "PutMetricAlarm",
            (Self::MetricAlarm, Delete) => "DeleteAlarms",
        }
    }
}
