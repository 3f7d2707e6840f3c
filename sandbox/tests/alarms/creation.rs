//! How each of them comes to life, and what keeps it from that.
use super::*;

#[tokio::test]
async fn all_five_come_to_life_and_say_where_they_are() {
    let bench = planted().await;
    for (_, kind, _) in ALL {
        let object = live(&bench, kind).await;
        assert_eq!(
            condition(&object, "Ready").unwrap().1,
            "Available",
            "{object:#}"
        );
        assert_eq!(condition(&object, "Synced").unwrap().1, "ReconcileSuccess");
        assert_eq!(
            condition(&object, "LastAsyncOperation").unwrap().1,
            "Success"
        );
        assert_eq!(
            object.pointer("/metadata/finalizers/0").unwrap(),
            "finalizer.managedresource.crossplane.io"
        );
    }
    let app = bench.app("orders").await;
    assert_eq!(app.pointer("/status/sync/status").unwrap(), "Synced");
    assert_eq!(app.pointer("/status/health/status").unwrap(), "Healthy");
    for (kind, at, value) in [
        ("Topic", "arn", TOPIC_ARN),
        ("Topic", "id", TOPIC_ARN),
        ("TopicPolicy", "id", TOPIC_ARN),
        (
            "Rule",
            "arn",
            "arn:aws:events:us-east-1:123456789012:rule/orders-scan",
        ),
        ("Rule", "id", "orders-scan"),
        ("Target", "id", "orders-scan-topic"),
        ("Target", "rule", "orders-scan"),
        (
            "MetricAlarm",
            "arn",
            "arn:aws:cloudwatch:us-east-1:123456789012:alarm:orders-no-pulls",
        ),
    ] {
        let object = live(&bench, kind).await;
        assert_eq!(object["status"]["atProvider"][at], value, "{kind}.{at}");
    }
    let name = |o: &Value| o["metadata"]["annotations"]["crossplane.io/external-name"].clone();
    assert_eq!(name(&live(&bench, "Topic").await), "orders-alerts");
    assert_eq!(name(&live(&bench, "TopicPolicy").await), TOPIC_ARN);
    assert_eq!(
        in_aws(&bench, "Rule").await.unwrap()["tags"]["crossplane-kind"],
        "rule.cloudwatchevents.aws.m.upbound.io"
    );
}

#[tokio::test]
async fn a_topic_policy_waits_for_its_topics_arn() {
    let bench = bench().await;
    commit(
        &bench,
        &[("TopicPolicy", manifest("TopicPolicy", &topic_policy()))],
    );
    bench.application("orders", automated()).await;
    bench.idle().await;
    let said = async || {
        condition(&live(&bench, "TopicPolicy").await, "Synced")
            .unwrap()
            .2
    };
    assert_eq!(
        said().await,
        "cannot resolve references: mg.Spec.ForProvider.Arn: cannot get referenced resource: Topic.sns.aws.m.upbound.io \"orders-alerts\" not found"
    );
    bench
        .control(
            "POST",
            "troubles",
            json!({ "kind": "Topic", "name": "*", "act": "create", "code": "hang" }),
        )
        .await;
    commit(&bench, &[("Topic", manifest("Topic", &topic()))]);
    bench.idle().await;
    assert_eq!(
        said().await,
        "cannot resolve references: mg.Spec.ForProvider.Arn: referenced field was empty (referenced resource may not yet be ready)"
    );
    bench.control("DELETE", "troubles", json!({})).await;
    bench.idle().await;
    let policy = live(&bench, "TopicPolicy").await;
    assert_eq!(condition(&policy, "Ready").unwrap().1, "Available");
    assert_eq!(policy["spec"]["forProvider"]["arn"], TOPIC_ARN);
}

#[tokio::test]
async fn a_target_waits_for_its_rule() {
    let bench = bench().await;
    commit(&bench, &[("Target", manifest("Target", &target()))]);
    bench.application("orders", automated()).await;
    bench.idle().await;
    let said = condition(&live(&bench, "Target").await, "Synced")
        .unwrap()
        .2;
    assert!(said.ends_with("mg.Spec.ForProvider.Rule: cannot get referenced resource: Rule.cloudwatchevents.aws.m.upbound.io \"orders-scan\" not found"), "{said}");
    bench
        .control("POST", "troubles", json!({ "kind": "Rule", "name": "*", "act": "create", "code": "AccessDeniedException" }))
        .await;
    commit(&bench, &[("Rule", manifest("Rule", &rule()))]);
    bench.idle().await;
    let said = condition(&live(&bench, "Target").await, "Synced")
        .unwrap()
        .2;
    assert!(
        said.contains("operation error EventBridge: PutTargets")
            && said.contains("ResourceNotFoundException: Rule orders-scan does not exist"),
        "the rule has a name and is not there yet: {said}"
    );
    bench.control("DELETE", "troubles", json!({})).await;
    bench.idle().await;
    assert_eq!(
        condition(&live(&bench, "Target").await, "Ready").unwrap().1,
        "Available"
    );
}

#[tokio::test]
async fn a_refused_creation_is_told_and_heals_for_every_kind() {
    for (kind, call) in [
        ("Topic", "SNS: CreateTopic"),
        ("TopicPolicy", "SNS: SetTopicAttributes"),
        ("Rule", "EventBridge: PutRule"),
        ("Target", "EventBridge: PutTargets"),
        ("MetricAlarm", "CloudWatch: PutMetricAlarm"),
    ] {
        let bench = bench().await;
        let trouble = json!({ "kind": kind, "name": "*", "act": "create", "code": "AccessDenied" });
        bench.control("POST", "troubles", trouble).await;
        commit(&bench, &everything());
        bench.application("orders", automated()).await;
        bench.idle().await;
        let object = live(&bench, kind).await;
        let (status, reason, message) = condition(&object, "Synced").unwrap();
        assert_eq!(
            (status.as_str(), reason.as_str()),
            ("False", "ReconcileError")
        );
        assert!(
            message.starts_with(
                "create failed: async create failed: failed to create the resource: [{0 creating "
            ) && message.contains(&format!("operation error {call}"))
                && message.contains("AccessDenied: User:"),
            "{message}"
        );
        assert_eq!(
            condition(&object, "LastAsyncOperation").unwrap().1,
            "AsyncCreateFailure"
        );
        assert_eq!(condition(&object, "Ready").unwrap().1, "Creating");
        let app = bench.app("orders").await;
        assert_eq!(app.pointer("/status/health/status").unwrap(), "Degraded");

        bench.control("DELETE", "troubles", json!({})).await;
        bench.idle().await;
        assert_eq!(
            condition(&live(&bench, kind).await, "Ready").unwrap().1,
            "Available"
        );
    }
}

#[tokio::test]
async fn what_a_crd_does_not_have_is_refused() {
    let mut wrong_type = alarm();
    wrong_type["period"] = json!("86400");
    let mut fraction = alarm();
    fraction["threshold"] = json!(0.5);
    let mut unknown = topic();
    unknown["name"] = json!("orders");
    let mut no_arn = target();
    no_arn.as_object_mut().unwrap().remove("arn");
    for (kind, parameters, said) in [
        (
            "Topic",
            unknown,
            "strict decoding error: unknown field \"spec.forProvider.name\"",
        ),
        (
            "Rule",
            json!({ "eventPattern": "{}" }),
            "spec.forProvider.region: Required value",
        ),
        (
            "Target",
            no_arn,
            "spec.forProvider.arn is a required parameter",
        ),
        (
            "TopicPolicy",
            json!({ "region": "us-east-1" }),
            "spec.forProvider.policy is a required parameter",
        ),
        (
            "MetricAlarm",
            wrong_type,
            "spec.forProvider.period in body must be of type number: \"string\"",
        ),
        ("MetricAlarm", fraction, ""),
    ] {
        let bench = bench().await;
        commit(&bench, &[(kind, manifest(kind, &parameters))]);
        bench.application("orders", automated()).await;
        bench.idle().await;
        let app = bench.app("orders").await;
        let result = app
            .pointer("/status/operationState/syncResult/resources/0")
            .unwrap();
        let refused = result["status"] == "SyncFailed";
        assert_eq!(refused, !said.is_empty(), "{kind}: {result}");
        assert!(
            result["message"].as_str().unwrap().contains(said),
            "{kind}: {result}"
        );
    }
}

#[tokio::test]
async fn what_aws_would_not_take_fails_in_the_provider() {
    let mut long = alarm();
    long["evaluationPeriods"] = json!(8);
    let mut pattern = rule();
    pattern["eventPattern"] = json!("{\"source\":\"aws.ecr\"}");
    for (kind, parameters, code) in [
        (
            "MetricAlarm",
            long,
            "ValidationError: Metrics cannot be checked across more than 604800",
        ),
        ("Rule", pattern, "InvalidEventPatternException"),
    ] {
        let bench = bench().await;
        commit(&bench, &[(kind, manifest(kind, &parameters))]);
        bench.application("orders", automated()).await;
        bench.idle().await;
        let said = condition(&live(&bench, kind).await, "Synced").unwrap().2;
        assert!(said.contains(code), "{said}");
    }
}

#[tokio::test]
async fn an_unknown_provider_config_stops_each_of_them_at_connect() {
    let bench = bench().await;
    let config =
        json!({ "providerConfigRef": { "kind": "ClusterProviderConfig", "name": "nowhere" } });
    commit(
        &bench,
        &[("Topic", manifest_with("Topic", &topic(), &config))],
    );
    bench.application("orders", automated()).await;
    bench.idle().await;
    let said = condition(&live(&bench, "Topic").await, "Synced").unwrap().2;
    assert!(
        said.starts_with("connect failed:") && said.contains("\"nowhere\" not found"),
        "{said}"
    );
}
