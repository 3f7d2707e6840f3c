//! What the provider's role in AWS must be allowed before a plan's objects come to be.

use super::{Alert, Plan, Topic, pattern, topic_name};
use crate::aws::Address;
use crate::manifest::object_name;
use serde::Serialize;

/// Making, reading, changing and removing a rule with its target.
/// Source: the calls of provider-upjet-aws's Rule, Target, MetricAlarm, Topic and TopicPolicy.
const RULES: [&str; 9] = [
    "events:DeleteRule",
    "events:DescribeRule",
    "events:ListTagsForResource",
    "events:ListTargetsByRule",
    "events:PutRule",
    "events:PutTargets",
    "events:RemoveTargets",
    "events:TagResource",
    "events:UntagResource",
];
const ALARMS: [&str; 6] = [
    "cloudwatch:DeleteAlarms",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:ListTagsForResource",
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
];
const TOPIC: [&str; 7] = [
    "sns:CreateTopic",
    "sns:DeleteTopic",
    "sns:GetTopicAttributes",
    "sns:ListTagsForResource",
    "sns:SetTopicAttributes",
    "sns:TagResource",
    "sns:UntagResource",
];

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Policy<'a> {
    version: &'static str,
    statement: Vec<Statement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'a> {
    sid: &'static str,
    effect: &'static str,
    action: &'a [&'static str],
    resource: String,
}

/// The IAM policy that the provider's role needs for this plan, and nothing beyond it.
pub fn needs(plan: &Plan, address: &Address) -> String {
    let at = |service: &str, rest: String| {
        format!(
            "arn:{}:{service}:{}:{}:{rest}",
            address.region.partition().id(),
            address.region,
            address.account
        )
    };
    let object = object_name(address);
    let alerts = plan.alerts();
    let rings_by_event = |alert: &&Alert| pattern(**alert, address).is_some();
    let rules = alerts.iter().filter(rings_by_event).count();
    let mut statement = Vec::new();
    let mut allow = |sid, action, resource| {
        statement.push(Statement {
            sid,
            effect: "Allow",
            action,
            resource,
        });
    };
    if rules > 0 {
        allow(
            "Rules",
            &RULES[..],
            at("events", format!("rule/{object}-*")),
        );
    }
    if rules < alerts.len() {
        let resource = at("cloudwatch", format!("alarm:{object}-*"));
        allow("Alarms", &ALARMS[..], resource);
    }
    if plan.topic == Topic::Own && !alerts.is_empty() {
        allow("Topic", &TOPIC[..], at("sns", topic_name(address)));
    }
    let policy = Policy {
        version: "2012-10-17",
        statement,
    };
    serde_json::to_string_pretty(&policy).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::AlertForm;
    use crate::testing::{filled_form, standard};

    fn needed(form: AlertForm) -> String {
        let address = filled_form().parse(&standard()).unwrap().address;
        needs(&form.parse(&address, false).unwrap(), &address)
    }

    #[test]
    fn the_role_gets_no_more_than_the_plan_makes() {
        let all = needed(AlertForm {
            failed_pushes: true,
            many_pulls: "500".into(),
            ..AlertForm::default()
        });
        insta::assert_snapshot!(all);
        let few = needed(AlertForm {
            many_pulls: "500".into(),
            topic: "arn:aws:sns:us-east-1:123456789012:team".into(),
            ..AlertForm::default()
        });
        assert!(
            few.contains("\"Alarms\"") && !few.contains("\"Rules\""),
            "{few}"
        );
        assert!(!few.contains("sns:") && !few.contains("\"*\""), "{few}");
    }
}
