//! Rule, Target, MetricAlarm, Topic and TopicPolicy of provider-upjet-aws v2, one object a file.

use super::objects::{
    Measure, Metric, MetricAlarm, NameRef, Query, QueryMetric, Rule, Target, TopicParameters,
    TopicPolicy, Transformer, text,
};
use super::{Alert, Plan, Topic, pattern, topic_name};
use crate::aws::Address;
use crate::manifest::crossplane::{Managed, Manifest, Metadata, annotations, provider_config_ref};
use crate::manifest::{File, Object, manifest_folder, object_name, texts, yaml};
use crate::spec::RepositorySpec;
use crate::standard::Standard;
use serde::Serialize;
use serde_json::json;
use serde_saphyr::LitString;

const EVENTS: &str = "cloudwatchevents.aws.m.upbound.io/v1beta1";
const CLOUDWATCH: &str = "cloudwatch.aws.m.upbound.io/v1beta1";
const SNS: &str = "sns.aws.m.upbound.io/v1beta1";

/// An object with the file that describes it.
type Made = (Object, File);

const HOUR: u32 = 3600;
const DAY: u32 = 86_400;

/// Where one plan's objects are written.
struct Writer<'a> {
    request_id: &'a str,
    spec: &'a RepositorySpec,
    standard: &'a Standard,
    folder: String,
    made: Vec<Made>,
}

impl Writer<'_> {
    fn write<T: Serialize>(
        &mut self,
        file: &str,
        (api_version, kind): (&'static str, &'static str),
        name: String,
        for_provider: T,
    ) {
        let object = Object::new(api_version, kind, name);
        let manifest = Manifest {
            api_version,
            kind,
            metadata: Metadata {
                name: object.name.clone(),
                namespace: self.standard.namespace.clone(),
                annotations: annotations(self.request_id, self.spec),
            },
            spec: Managed {
                for_provider,
                management_policies: None,
                provider_config_ref: provider_config_ref(self.spec, self.standard),
            },
        };
        let file = File {
            path: format!("{}/{file}.yaml", self.folder),
            text: yaml(&manifest),
        };
        self.made.push((object, file));
    }
}

/// The files of a plan, in the folder of the repository's manifests. An empty plan has none.
pub fn render(
    request_id: &str,
    spec: &RepositorySpec,
    plan: &Plan,
    standard: &Standard,
) -> Vec<File> {
    let made = make(request_id, spec, plan, standard);
    made.into_iter().map(|(_, file)| file).collect()
}

/// What the files of a plan describe, in the same order.
pub fn objects(spec: &RepositorySpec, plan: &Plan, standard: &Standard) -> Vec<Object> {
    let made = make("", spec, plan, standard);
    made.into_iter().map(|(object, _)| object).collect()
}

fn make(request_id: &str, spec: &RepositorySpec, plan: &Plan, standard: &Standard) -> Vec<Made> {
    let address = &spec.address;
    let alerts = plan.alerts();
    let mut writer = Writer {
        request_id,
        spec,
        standard,
        folder: manifest_folder(spec, standard),
        made: Vec::new(),
    };
    if plan.topic == Topic::Own && !alerts.is_empty() {
        write_topic(&mut writer, address);
    }
    let topic = plan.topic.arn(address);
    for alert in alerts {
        match pattern(alert, address) {
            Some(pattern) => write_rule(&mut writer, alert, pattern, &topic, address),
            None => write_alarm(&mut writer, alert, &topic, address),
        }
    }
    writer.made
}

fn write_topic(writer: &mut Writer<'_>, address: &Address) {
    let name = topic_name(address);
    let region = address.region.as_str();
    // SNS takes at most 100 characters here.
    let display_name: String = format!("ECR {}", address.name).chars().take(100).collect();
    let topic = TopicParameters {
        region,
        display_name: text(display_name),
    };
    writer.write("alerts-topic", (SNS, "Topic"), name.clone(), topic);
    let policy = TopicPolicy {
        region,
        arn_ref: NameRef { name: name.clone() },
        policy: LitString(format!("{}\n", publishers(address))),
    };
    writer.write(
        "alerts-topic-policy",
        (SNS, "TopicPolicy"),
        format!("{name}-policy"),
        policy,
    );
}

/// Only this repository's rules and alarms may publish.
fn publishers(address: &Address) -> String {
    let partition = address.region.partition().id();
    let (region, account) = (address.region, &address.account);
    let object = object_name(address);
    let topic = Topic::Own.arn(address);
    let statement = |sid: &str, service: &str, source: String| {
        json!({
            "Action": "sns:Publish",
            "Condition": { "ArnLike": { "aws:SourceArn": source } },
            "Effect": "Allow",
            "Principal": { "Service": service },
            "Resource": topic,
            "Sid": sid,
        })
    };
    let policy = json!({
        "Statement": [
            statement(
                "Rules",
                "events.amazonaws.com",
                format!("arn:{partition}:events:{region}:{account}:rule/{object}-*"),
            ),
            statement(
                "Alarms",
                "cloudwatch.amazonaws.com",
                format!("arn:{partition}:cloudwatch:{region}:{account}:alarm:{object}-*"),
            ),
        ],
        "Version": "2012-10-17",
    });
    serde_json::to_string_pretty(&policy).unwrap_or_default()
}

fn write_rule(
    writer: &mut Writer<'_>,
    alert: Alert,
    pattern: String,
    topic: &str,
    address: &Address,
) {
    let name = alert.name(address);
    let region = address.region.as_str();
    let rule = Rule {
        region,
        description: text(description(alert, address)),
        event_pattern: LitString(format!("{pattern}\n")),
        state: "ENABLED",
    };
    let file = format!("alert-{}-rule", alert.id());
    writer.write(&file, (EVENTS, "Rule"), name.clone(), rule);
    let target = Target {
        region,
        rule_ref: NameRef { name: name.clone() },
        target_id: "topic",
        arn: text(topic),
        input_transformer: transformer(alert, address),
    };
    let file = format!("alert-{}-target", alert.id());
    writer.write(&file, (EVENTS, "Target"), format!("{name}-topic"), target);
}

/// AWS cuts nothing off: a rule's description has at most 512 characters.
fn description(alert: Alert, address: &Address) -> String {
    format!("{}: {}", address.name, alert.sees())
}

/// An event as a line that a person reads.
fn transformer(alert: Alert, address: &Address) -> Transformer {
    let name = &address.name;
    let (paths, template): (&[(&str, &str)], String) = match alert {
        Alert::Findings(findings) if findings.scanner == super::Scanner::Inspector => (
            &[
                ("severity", "$.detail.severity"),
                ("title", "$.detail.title"),
            ],
            format!("Amazon Inspector found in {name}: <title> (<severity>)."),
        ),
        Alert::Findings(_) => (
            &[
                ("counts", "$.detail.finding-severity-counts"),
                ("digest", "$.detail.image-digest"),
                ("tags", "$.detail.image-tags"),
            ],
            format!("The scan of {name}@<digest>, tagged <tags>, found <counts>."),
        ),
        _ => (
            &[
                ("call", "$.detail.eventName"),
                ("error", "$.detail.errorCode"),
                ("time", "$.detail.eventTime"),
                ("who", "$.detail.userIdentity.arn"),
            ],
            format!("A push to {name} failed at <time>: AWS answered <error> to <call> of <who>."),
        ),
    };
    let paths = paths
        .iter()
        .map(|(key, path)| ((*key).to_owned(), (*path).to_owned()));
    Transformer {
        input_paths: texts(paths),
        // A template that is one text has its quotes as a part of it.
        input_template: text(format!("\"{template}\"")),
    }
}

fn metric(address: &Address) -> Metric {
    Metric {
        namespace: "AWS/ECR",
        metric_name: "RepositoryPullCount",
        dimensions: texts([("RepositoryName".to_owned(), address.name.to_string())]),
    }
}

/// No pull means no datum. That is fine where many pulls are feared, and the very thing to tell where none are.
fn write_alarm(writer: &mut Writer<'_>, alert: Alert, topic: &str, address: &Address) {
    let threshold = |period, threshold| Measure::Threshold {
        metric: metric(address),
        statistic: "Sum",
        period,
        threshold,
    };
    let (measure, comparison_operator, periods, treat_missing_data) = match alert {
        Alert::ManyPulls(most) => (
            threshold(HOUR, most.get()),
            "GreaterThanThreshold",
            1,
            "notBreaching",
        ),
        Alert::NoPulls(days) => (
            threshold(DAY, 1),
            "LessThanThreshold",
            u32::from(days.0),
            "breaching",
        ),
        Alert::UnusualPulls(width) => (
            band(width.0, address),
            "GreaterThanUpperThreshold",
            1,
            "notBreaching",
        ),
        Alert::FailedPushes | Alert::Findings(_) => return,
    };
    let alarm = MetricAlarm {
        region: address.region.as_str(),
        alarm_description: text(description(alert, address)),
        measure,
        comparison_operator,
        evaluation_periods: periods,
        datapoints_to_alarm: periods,
        treat_missing_data,
        alarm_actions: vec![text(topic)],
        ok_actions: vec![text(topic)],
    };
    let file = format!("alert-{}", alert.id());
    writer.write(
        &file,
        (CLOUDWATCH, "MetricAlarm"),
        alert.name(address),
        alarm,
    );
}

fn band(width: u8, address: &Address) -> Measure {
    let pulls = Query {
        id: "pulls",
        expression: None,
        metric: Some(QueryMetric {
            metric: metric(address),
            period: HOUR,
            stat: "Sum",
        }),
        return_data: true,
    };
    let usual = Query {
        id: "usual",
        expression: Some(text(format!("ANOMALY_DETECTION_BAND(pulls, {width})"))),
        metric: None,
        return_data: true,
    };
    Measure::Band {
        metric_query: vec![pulls, usual],
        threshold_metric_id: "usual",
    }
}
