//! Alarms for hundreds of generated repositories against the CRDs, and their patterns against the events of AWS.

use crate::crd::Crds;
use crate::events::rings;
use crate::generate::{Case, case};
use crate::{rules, shared};
use domain::alerts::{
    Alert, FindingSeverity, FindingsAlert, Plan, QuietDays, Scanner, Topic, TopicArn, Width,
    pattern, render,
};
use domain::aws::{AccountId, Address, Region};
use domain::name::RepositoryName;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngAlgorithm, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::num::NonZeroU32;

const CASES: u32 = 400;

fn plan() -> impl Strategy<Value = (Plan, bool)> {
    let severities = vec![
        FindingSeverity::Critical,
        FindingSeverity::High,
        FindingSeverity::Medium,
    ];
    let findings = (
        select(vec![Scanner::Basic, Scanner::Inspector]),
        select(severities),
    )
        .prop_map(|(scanner, from)| FindingsAlert { scanner, from });
    (
        any::<bool>(),
        proptest::option::of(findings),
        proptest::option::of(1..u32::MAX),
        proptest::option::of(1..=10u8),
        proptest::option::of(1..=7u8),
        any::<bool>(),
    )
        .prop_map(|(failed_pushes, findings, many, width, days, own)| {
            let plan = Plan {
                failed_pushes,
                findings,
                many_pulls: many.and_then(NonZeroU32::new),
                unusual_pulls: width.map(|width| Width::try_from(width).unwrap()),
                no_pulls: days.map(|days| QuietDays::try_from(days).unwrap()),
                topic: Topic::Own,
            };
            (plan, own)
        })
}

#[test]
fn every_alarm_is_admitted_with_the_repository_that_it_watches() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let crds = Crds::load(&contracts);
    let mut runner = TestRunner::new(Config {
        cases: CASES,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::default()
    });
    let outcome = runner.run(&(case(), plan()), |(case, (plan, own))| {
        check(&case, plan, own, &crds);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn check(case: &Case, mut plan: Plan, own: bool, crds: &Crds) {
    let spec = case.form.parse(&case.standard).unwrap();
    let address = &spec.address;
    let partition = address.region.partition().id();
    let prefix = format!(
        "arn:{partition}:sns:{}:{}:",
        address.region, address.account
    );
    if !own {
        plan.topic = Topic::Existing(TopicArn::parse(&format!("{prefix}team")).unwrap());
    }
    let files = render(&case.form.id, &spec, &plan, &case.standard);
    assert_eq!(files, render(&case.form.id, &spec, &plan, &case.standard));
    let rules = usize::from(plan.failed_pushes) + usize::from(plan.findings.is_some());
    let topic = if own && !plan.alerts().is_empty() {
        2
    } else {
        0
    };
    assert_eq!(files.len(), plan.alerts().len() + rules + topic);

    let mut paths = BTreeSet::new();
    let mut names = BTreeSet::new();
    for file in &files {
        rules::check_path(&file.path);
        rules::check_plain_words(&file.text);
        assert!(paths.insert(file.path.clone()), "{}", file.path);
        let objects = shared::documents(&file.text);
        let [object] = objects.as_slice() else {
            panic!("{}: {} documents", file.path, objects.len());
        };
        assert_eq!(crds.admit(object), Ok(()), "{}", file.text);
        rules::check_metadata(object);
        let name = object["metadata"]["name"].as_str().unwrap();
        assert!(names.insert((object["kind"].to_string(), name.to_owned())));
        assert_eq!(
            object["spec"]["forProvider"]["region"],
            address.region.as_str()
        );
        check_object(object, name, &prefix, &names, address);
    }
}

/// What no schema says: AWS's lengths, and that objects fit together.
fn check_object(
    object: &Value,
    name: &str,
    topics: &str,
    names: &BTreeSet<(String, String)>,
    address: &Address,
) {
    let fields = &object["spec"]["forProvider"];
    let topic_is_ours = |arn: &Value| {
        let topic = arn.as_str().unwrap().strip_prefix(topics).unwrap();
        topic == "team" || names.contains(&("\"Topic\"".to_owned(), topic.to_owned()))
    };
    match object["kind"].as_str().unwrap() {
        "Rule" => {
            assert!(name.len() <= 64, "{name}");
            assert!(fields["description"].as_str().unwrap().chars().count() <= 512);
            let pattern = fields["eventPattern"].as_str().unwrap();
            assert!(pattern.len() <= 2048);
            assert!(serde_json::from_str::<Value>(pattern).unwrap().is_object());
        }
        "Target" => {
            let rule = fields["ruleRef"]["name"].as_str().unwrap();
            assert!(names.contains(&("\"Rule\"".to_owned(), rule.to_owned())));
            assert!(topic_is_ours(&fields["arn"]));
            let template = fields["inputTransformer"]["inputTemplate"]
                .as_str()
                .unwrap();
            assert!(
                serde_json::from_str::<String>(template).is_ok(),
                "{template}"
            );
            for path in fields["inputTransformer"]["inputPaths"]
                .as_object()
                .unwrap()
                .keys()
            {
                assert!(template.contains(&format!("<{path}>")), "{path}");
            }
        }
        "MetricAlarm" => {
            assert!(name.len() <= 255);
            assert!(fields["alarmDescription"].as_str().unwrap().chars().count() <= 1024);
            assert!(topic_is_ours(&fields["alarmActions"][0]));
            check_alarm(fields, address);
        }
        "Topic" => assert!(fields["displayName"].as_str().unwrap().len() <= 100),
        "TopicPolicy" => {
            let policy: Value = serde_json::from_str(fields["policy"].as_str().unwrap()).unwrap();
            for statement in policy["Statement"].as_array().unwrap() {
                assert!(topic_is_ours(&statement["Resource"]));
            }
        }
        other => panic!("a {other} wasn't expected"),
    }
}

/// An alarm is by threshold or by band, never both, and says what it makes of hours without pulls.
fn check_alarm(fields: &Value, address: &Address) {
    let band = fields["metricQuery"].is_array();
    let metric = if band {
        &fields["metricQuery"][0]["metric"]
    } else {
        fields
    };
    assert_eq!(metric["metricName"], "RepositoryPullCount");
    assert_eq!(
        metric["dimensions"]["RepositoryName"],
        address.name.as_str()
    );
    assert_eq!(fields["threshold"].is_number(), !band);
    assert_eq!(fields["thresholdMetricId"].is_string(), band);
    let operator = fields["comparisonOperator"].as_str().unwrap();
    assert_eq!(operator.ends_with("UpperThreshold"), band);
    let wanted = match operator {
        "LessThanThreshold" => "breaching",
        _ => "notBreaching",
    };
    assert_eq!(fields["treatMissingData"], wanted);
    let period = metric["period"].as_u64().unwrap();
    let window = period * fields["evaluationPeriods"].as_u64().unwrap();
    assert!(period.is_multiple_of(60) && window <= 7 * 86_400);
}

fn address(name: &str) -> Address {
    Address {
        account: AccountId::parse("123456789012").unwrap(),
        region: Region::parse("us-east-1").unwrap(),
        name: RepositoryName::parse(name).unwrap(),
    }
}

fn rule(alert: Alert, name: &str) -> Value {
    serde_json::from_str(&pattern(alert, &address(name)).unwrap()).unwrap()
}

fn findings(scanner: Scanner, from: FindingSeverity) -> Alert {
    Alert::Findings(FindingsAlert { scanner, from })
}

#[test]
fn scans_with_grave_findings_ring_and_clean_ones_do_not() {
    let Some(contracts) = shared::contracts() else {
        return;
    };
    let event = |name: &str| shared::json(&contracts.join("aws/events").join(name));
    let found = event("ecr-image-scan-basic-complete-findings.json");
    let basic = |from, name| rule(findings(Scanner::Basic, from), name);
    assert!(rings(
        &basic(FindingSeverity::Critical, "team-a/app"),
        &found
    ));
    assert!(!rings(
        &basic(FindingSeverity::Critical, "team-a/app2"),
        &found
    ));
    let mut medium = found.clone();
    medium["detail"]["finding-severity-counts"] = json!({ "MEDIUM": 9 });
    assert!(!rings(&basic(FindingSeverity::High, "team-a/app"), &medium));
    assert!(rings(
        &basic(FindingSeverity::Medium, "team-a/app"),
        &medium
    ));
    for other in [
        "ecr-image-scan-basic-complete-no-findings.json",
        "ecr-image-action-push-success.json",
        "ecr-scan-resource-change-enhanced.json",
    ] {
        assert!(!rings(
            &basic(FindingSeverity::Medium, "team-a/app"),
            &event(other)
        ));
    }
}

#[test]
fn findings_of_inspector_ring_for_their_repository_and_account() {
    let event = |severity: &str, status: &str, account: &str| {
        json!({
            "source": "aws.inspector2",
            "detail-type": "Inspector2 Finding",
            "detail": {
                "awsAccountId": account,
                "severity": severity,
                "status": status,
                "resources": [{
                    "type": "AWS_ECR_CONTAINER_IMAGE",
                    "details": { "awsEcrContainerImage": { "repositoryName": "team-a/app" } },
                }],
            },
        })
    };
    let rule = rule(
        findings(Scanner::Inspector, FindingSeverity::High),
        "team-a/app",
    );
    assert!(rings(&rule, &event("HIGH", "ACTIVE", "123456789012")));
    assert!(!rings(&rule, &event("MEDIUM", "ACTIVE", "123456789012")));
    assert!(!rings(&rule, &event("HIGH", "CLOSED", "123456789012")));
    assert!(!rings(&rule, &event("HIGH", "ACTIVE", "210987654321")));
}

#[test]
fn refused_pushes_ring_also_when_cloudtrail_hides_the_parameters() {
    let event = |error: Option<&str>, parameters: Value, message: &str| {
        let mut event = json!({
            "source": "aws.ecr",
            "detail-type": "AWS API Call via CloudTrail",
            "detail": {
                "eventSource": "ecr.amazonaws.com",
                "eventName": "PutImage",
                "requestParameters": parameters,
                "errorMessage": message,
            },
        });
        if let Some(error) = error {
            event["detail"]["errorCode"] = error.into();
        }
        event
    };
    let rule = rule(Alert::FailedPushes, "team-a/app");
    let ours = || json!({ "repositoryName": "team-a/app" });
    let denied = |name: &str, end: &str| {
        let on = format!(
            "not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:us-east-1:123456789012:repository/{name}{end}"
        );
        event(Some("AccessDenied"), Value::Null, &on)
    };
    assert!(rings(
        &rule,
        &event(Some("ImageTagAlreadyExistsException"), ours(), "")
    ));
    assert!(rings(&rule, &denied("team-a/app", "")));
    assert!(rings(
        &rule,
        &denied("team-a/app", " because no policy allows it")
    ));
    assert!(!rings(
        &rule,
        &denied("team-a/app-two", " because no policy allows it")
    ));
    assert!(!rings(&rule, &event(None, ours(), "")));
    assert!(!rings(
        &rule,
        &event(Some("ImageAlreadyExistsException"), ours(), "")
    ));
    let other = json!({ "repositoryName": "team-b/app" });
    assert!(!rings(&rule, &event(Some("AccessDenied"), other, "")));
}
