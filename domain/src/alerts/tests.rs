use super::*;
use crate::manifest::File;
use crate::testing::{filled_form, standard};

fn plan() -> Plan {
    Plan {
        failed_pushes: true,
        findings: Some(FindingsAlert {
            scanner: Scanner::Basic,
            from: FindingSeverity::High,
        }),
        many_pulls: NonZeroU32::new(500),
        unusual_pulls: Some(Width::try_from(3).unwrap()),
        no_pulls: Some(QuietDays::try_from(2).unwrap()),
        topic: Topic::Own,
    }
}

fn files(name: &str, plan: &Plan) -> Vec<File> {
    let form = crate::form::RequestForm {
        name: name.into(),
        ..filled_form()
    };
    let spec = form.parse(&standard()).unwrap();
    render(&form.id, &spec, plan, &standard())
}

#[test]
fn a_whole_plan_gives_these_files() {
    let files = files("payments/api", &plan());
    assert_eq!(files, self::files("payments/api", &plan()));
    let shown: Vec<String> = files
        .iter()
        .map(|file| format!("# {}\n{}", file.path, file.text))
        .collect();
    insta::assert_snapshot!(shown.join("\n"));
}

#[test]
fn every_alarm_says_what_it_sees_and_what_it_does_not() {
    let inspector = Alert::Findings(FindingsAlert {
        scanner: Scanner::Inspector,
        from: FindingSeverity::Critical,
    });
    let said: Vec<String> = plan()
        .alerts()
        .into_iter()
        .chain([inspector])
        .map(|alert| {
            format!(
                "{}\n  not: {}",
                alert.sees(),
                alert.misses().join("\n  not: ")
            )
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn nothing_wanted_is_nothing_written() {
    let nothing = Plan {
        failed_pushes: false,
        findings: None,
        many_pulls: None,
        unusual_pulls: None,
        no_pulls: None,
        topic: Topic::Own,
    };
    assert_eq!(files("payments/api", &nothing), []);
    let one = Plan {
        many_pulls: NonZeroU32::new(1),
        topic: Topic::Existing(TopicArn::parse("arn:aws:sns:us-east-1:123456789012:team").unwrap()),
        ..nothing
    };
    let one = files("payments/api", &one);
    assert_eq!(one.len(), 1);
    assert!(
        one[0]
            .text
            .contains("arn:aws:sns:us-east-1:123456789012:team")
    );
}

#[test]
fn patterns_keep_within_aws_s_length_and_order() {
    let longest = crate::form::RequestForm {
        name: "x".repeat(256),
        ..filled_form()
    };
    let address = longest.parse(&standard()).unwrap().address;
    let inspector = FindingsAlert {
        scanner: Scanner::Inspector,
        from: FindingSeverity::Medium,
    };
    let alerts = [
        Alert::FailedPushes,
        Alert::Findings(plan().findings.unwrap()),
        Alert::Findings(inspector),
    ];
    for alert in alerts {
        let text = pattern(alert, &address).unwrap();
        assert!(text.len() <= 2048, "{} {}", alert.id(), text.len());
        let sorted: std::collections::BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string_pretty(&sorted).unwrap(), text);
        assert!(alert.name(&address).len() <= 64);
    }
    assert!(alerts.iter().all(|alert| alert.sees().len() + 258 <= 512));
}

#[test]
fn topics_are_named_by_arn_and_near() {
    let arn = TopicArn::parse(" arn:aws:sns:eu-west-1:123456789012:team_alerts ").unwrap();
    let address = filled_form().parse(&standard()).unwrap().address;
    assert_eq!(
        arn.serving(&address),
        Err(AlertError::OtherRegion(
            "eu-west-1".into(),
            "us-east-1".into()
        ))
    );
    for wrong in [
        "",
        "team-alerts",
        "arn:aws:sqs:eu-west-1:123456789012:team",
        "arn:aws-cn:sns:eu-west-1:123456789012:team",
        "arn:aws:sns:eu-west-1:1:team",
        "arn:aws:sns:eu-west-1:123456789012:team.fifo",
        "arn:aws:sns:eu-west-1:123456789012:team:subscription",
    ] {
        assert_eq!(TopicArn::parse(wrong), Err(AlertError::Topic), "{wrong}");
    }
    assert_eq!(Width::try_from(0), Err(AlertError::Width));
    assert_eq!(QuietDays::try_from(8), Err(AlertError::Days));
}
