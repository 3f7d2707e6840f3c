//! The parameters of the kinds that alarms are made of.
use super::{CONFIG_REF, POLICIES, REFERENCE, SECRET_REF, SELECTOR, Shape, may, must, spec};

pub(super) const TOPIC: Shape = spec![
    may("applicationFailureFeedbackRoleArn", Shape::Text),
    may("applicationFailureFeedbackRoleArnRef", REFERENCE),
    may("applicationFailureFeedbackRoleArnSelector", SELECTOR),
    may("applicationSuccessFeedbackRoleArn", Shape::Text),
    may("applicationSuccessFeedbackRoleArnRef", REFERENCE),
    may("applicationSuccessFeedbackRoleArnSelector", SELECTOR),
    may("applicationSuccessFeedbackSampleRate", Shape::Number),
    may("archivePolicy", Shape::Text),
    may("contentBasedDeduplication", Shape::Flag),
    may("deliveryPolicy", Shape::Text),
    may("displayName", Shape::Text),
    may("fifoThroughputScope", Shape::Text),
    may("fifoTopic", Shape::Flag),
    may("firehoseFailureFeedbackRoleArn", Shape::Text),
    may("firehoseFailureFeedbackRoleArnRef", REFERENCE),
    may("firehoseFailureFeedbackRoleArnSelector", SELECTOR),
    may("firehoseSuccessFeedbackRoleArn", Shape::Text),
    may("firehoseSuccessFeedbackRoleArnRef", REFERENCE),
    may("firehoseSuccessFeedbackRoleArnSelector", SELECTOR),
    may("firehoseSuccessFeedbackSampleRate", Shape::Number),
    may("httpFailureFeedbackRoleArn", Shape::Text),
    may("httpFailureFeedbackRoleArnRef", REFERENCE),
    may("httpFailureFeedbackRoleArnSelector", SELECTOR),
    may("httpSuccessFeedbackRoleArn", Shape::Text),
    may("httpSuccessFeedbackRoleArnRef", REFERENCE),
    may("httpSuccessFeedbackRoleArnSelector", SELECTOR),
    may("httpSuccessFeedbackSampleRate", Shape::Number),
    may("kmsMasterKeyId", Shape::Text),
    may("lambdaFailureFeedbackRoleArn", Shape::Text),
    may("lambdaFailureFeedbackRoleArnRef", REFERENCE),
    may("lambdaFailureFeedbackRoleArnSelector", SELECTOR),
    may("lambdaSuccessFeedbackRoleArn", Shape::Text),
    may("lambdaSuccessFeedbackRoleArnRef", REFERENCE),
    may("lambdaSuccessFeedbackRoleArnSelector", SELECTOR),
    may("lambdaSuccessFeedbackSampleRate", Shape::Number),
    may("policy", Shape::Text),
    may("signatureVersion", Shape::Number),
    may("sqsFailureFeedbackRoleArn", Shape::Text),
    may("sqsFailureFeedbackRoleArnRef", REFERENCE),
    may("sqsFailureFeedbackRoleArnSelector", SELECTOR),
    may("sqsSuccessFeedbackRoleArn", Shape::Text),
    may("sqsSuccessFeedbackRoleArnRef", REFERENCE),
    may("sqsSuccessFeedbackRoleArnSelector", SELECTOR),
    may("sqsSuccessFeedbackSampleRate", Shape::Number),
    may("tags", Shape::Labels),
    may("tracingConfig", Shape::Text),
];

pub(super) const TOPIC_POLICY: Shape = spec![
    may("arn", Shape::Text),
    may("arnRef", REFERENCE),
    may("arnSelector", SELECTOR),
    may("policy", Shape::Text),
];

pub(super) const RULE: Shape = spec![
    may("description", Shape::Text),
    may("eventBusName", Shape::Text),
    may("eventBusNameRef", REFERENCE),
    may("eventBusNameSelector", SELECTOR),
    may("eventPattern", Shape::Text),
    may("forceDestroy", Shape::Flag),
    may("isEnabled", Shape::Flag),
    may("roleArn", Shape::Text),
    may("roleArnRef", REFERENCE),
    may("roleArnSelector", SELECTOR),
    may("scheduleExpression", Shape::Text),
    may("state", Shape::Text),
    may("tags", Shape::Labels),
];

pub(super) const TARGET: Shape = spec![
    may(
        "appsyncTarget",
        Shape::Object(&[may("graphqlOperation", Shape::Text)])
    ),
    may("arn", Shape::Text),
    may(
        "batchTarget",
        Shape::Object(&[
            may("arraySize", Shape::Number),
            may("jobAttempts", Shape::Number),
            may("jobDefinition", Shape::Text),
            may("jobName", Shape::Text)
        ])
    ),
    may(
        "deadLetterConfig",
        Shape::Object(&[may("arn", Shape::Text)])
    ),
    may(
        "ecsTarget",
        Shape::Object(&[
            may(
                "capacityProviderStrategy",
                Shape::List(&Shape::Object(&[
                    may("base", Shape::Number),
                    may("capacityProvider", Shape::Text),
                    may("weight", Shape::Number)
                ]))
            ),
            may("enableEcsManagedTags", Shape::Flag),
            may("enableExecuteCommand", Shape::Flag),
            may("group", Shape::Text),
            may("launchType", Shape::Text),
            may(
                "networkConfiguration",
                Shape::Object(&[
                    may("assignPublicIp", Shape::Flag),
                    may("securityGroups", Shape::List(&Shape::Text)),
                    may("subnets", Shape::List(&Shape::Text))
                ])
            ),
            may(
                "orderedPlacementStrategy",
                Shape::List(&Shape::Object(&[
                    may("field", Shape::Text),
                    may("type", Shape::Text)
                ]))
            ),
            may(
                "placementConstraint",
                Shape::List(&Shape::Object(&[
                    may("expression", Shape::Text),
                    may("type", Shape::Text)
                ]))
            ),
            may("platformVersion", Shape::Text),
            may("propagateTags", Shape::Text),
            may("tags", Shape::Labels),
            may("taskCount", Shape::Number),
            may("taskDefinitionArn", Shape::Text),
            may("taskDefinitionArnRef", REFERENCE),
            may("taskDefinitionArnSelector", SELECTOR)
        ])
    ),
    may("eventBusName", Shape::Text),
    may("eventBusNameRef", REFERENCE),
    may("eventBusNameSelector", SELECTOR),
    may("forceDestroy", Shape::Flag),
    may(
        "httpTarget",
        Shape::Object(&[
            may("headerParameters", Shape::Labels),
            may("pathParameterValues", Shape::List(&Shape::Text)),
            may("queryStringParameters", Shape::Labels)
        ])
    ),
    may("input", Shape::Text),
    may("inputPath", Shape::Text),
    may(
        "inputTransformer",
        Shape::Object(&[
            may("inputPaths", Shape::Labels),
            may("inputTemplate", Shape::Text)
        ])
    ),
    may(
        "kinesisTarget",
        Shape::Object(&[may("partitionKeyPath", Shape::Text)])
    ),
    may(
        "redshiftTarget",
        Shape::Object(&[
            may("database", Shape::Text),
            may("dbUser", Shape::Text),
            may("secretsManagerArn", Shape::Text),
            may("sql", Shape::Text),
            may("statementName", Shape::Text),
            may("withEvent", Shape::Flag)
        ])
    ),
    may(
        "retryPolicy",
        Shape::Object(&[
            may("maximumEventAgeInSeconds", Shape::Number),
            may("maximumRetryAttempts", Shape::Number)
        ])
    ),
    may("roleArn", Shape::Text),
    may("roleArnRef", REFERENCE),
    may("roleArnSelector", SELECTOR),
    may("rule", Shape::Text),
    may("ruleRef", REFERENCE),
    may("ruleSelector", SELECTOR),
    may(
        "runCommandTargets",
        Shape::List(&Shape::Object(&[
            may("key", Shape::Text),
            may("values", Shape::List(&Shape::Text))
        ]))
    ),
    may(
        "sagemakerPipelineTarget",
        Shape::Object(&[may(
            "pipelineParameterList",
            Shape::List(&Shape::Object(&[
                may("name", Shape::Text),
                may("value", Shape::Text)
            ]))
        )])
    ),
    may(
        "sqsTarget",
        Shape::Object(&[may("messageGroupId", Shape::Text)])
    ),
    may("targetId", Shape::Text),
];

pub(super) const METRIC_ALARM: Shape = spec![
    may("actionsEnabled", Shape::Flag),
    may("alarmActions", Shape::List(&Shape::Text)),
    may("alarmActionsRefs", Shape::List(&REFERENCE)),
    may("alarmActionsSelector", SELECTOR),
    may("alarmDescription", Shape::Text),
    may("comparisonOperator", Shape::Text),
    may("datapointsToAlarm", Shape::Number),
    may("dimensions", Shape::Labels),
    may("evaluateLowSampleCountPercentiles", Shape::Text),
    may(
        "evaluationCriteria",
        Shape::Object(&[may(
            "promqlCriteria",
            Shape::Object(&[
                may("pendingPeriod", Shape::Number),
                may("query", Shape::Text),
                may("recoveryPeriod", Shape::Number)
            ])
        )])
    ),
    may("evaluationInterval", Shape::Number),
    may("evaluationPeriods", Shape::Number),
    may("extendedStatistic", Shape::Text),
    may("insufficientDataActions", Shape::List(&Shape::Text)),
    may("metricName", Shape::Text),
    may(
        "metricQuery",
        Shape::List(&Shape::Object(&[
            may("accountId", Shape::Text),
            may("expression", Shape::Text),
            may("id", Shape::Text),
            may("label", Shape::Text),
            may(
                "metric",
                Shape::Object(&[
                    may("dimensions", Shape::Labels),
                    may("metricName", Shape::Text),
                    may("namespace", Shape::Text),
                    may("period", Shape::Number),
                    may("stat", Shape::Text),
                    may("unit", Shape::Text)
                ])
            ),
            may("period", Shape::Number),
            may("returnData", Shape::Flag)
        ]))
    ),
    may("namespace", Shape::Text),
    may("okActions", Shape::List(&Shape::Text)),
    may("okActionsRefs", Shape::List(&REFERENCE)),
    may("okActionsSelector", SELECTOR),
    may("period", Shape::Number),
    may("statistic", Shape::Text),
    may("tags", Shape::Labels),
    may("threshold", Shape::Number),
    may("thresholdMetricId", Shape::Text),
    may("treatMissingData", Shape::Text),
    may("unit", Shape::Text),
];
