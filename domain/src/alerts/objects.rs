//! The kinds of the provider that alarms are made of, with the fields that Berth writes.

use serde::Serialize;
use serde_saphyr::{DoubleQuoted, LitString};
use std::collections::BTreeMap;

pub(super) type Text = DoubleQuoted<String>;

pub(super) fn text(value: impl ToString) -> Text {
    DoubleQuoted(value.to_string())
}

#[derive(Serialize)]
pub(super) struct NameRef {
    pub(super) name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) region: &'static str,
    pub(super) description: Text,
    pub(super) event_pattern: LitString,
    pub(super) state: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    pub(super) region: &'static str,
    pub(super) rule_ref: NameRef,
    pub(super) target_id: &'static str,
    pub(super) arn: Text,
    pub(super) input_transformer: Transformer,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transformer {
    pub(super) input_paths: BTreeMap<String, Text>,
    pub(super) input_template: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MetricAlarm {
    pub(super) region: &'static str,
    pub(super) alarm_description: Text,
    #[serde(flatten)]
    pub(super) measure: Measure,
    pub(super) comparison_operator: &'static str,
    pub(super) evaluation_periods: u32,
    pub(super) datapoints_to_alarm: u32,
    pub(super) treat_missing_data: &'static str,
    pub(super) alarm_actions: Vec<Text>,
    pub(super) ok_actions: Vec<Text>,
}

#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub(super) enum Measure {
    Threshold {
        #[serde(flatten)]
        metric: Metric,
        statistic: &'static str,
        period: u32,
        threshold: u32,
    },
    Band {
        metric_query: Vec<Query>,
        threshold_metric_id: &'static str,
    },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metric {
    pub(super) namespace: &'static str,
    pub(super) metric_name: &'static str,
    pub(super) dimensions: BTreeMap<String, Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Query {
    pub(super) id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expression: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metric: Option<QueryMetric>,
    pub(super) return_data: bool,
}

#[derive(Serialize)]
pub(super) struct QueryMetric {
    #[serde(flatten)]
    pub(super) metric: Metric,
    pub(super) period: u32,
    pub(super) stat: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TopicParameters {
    pub(super) region: &'static str,
    pub(super) display_name: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TopicPolicy {
    pub(super) region: &'static str,
    pub(super) arn_ref: NameRef,
    pub(super) policy: LitString,
}
