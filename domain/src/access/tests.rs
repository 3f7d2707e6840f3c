use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn own() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

fn read(statements: Value) -> Access {
    Access::read(
        &json!({ "Version": "2012-10-17", "Statement": statements }).to_string(),
        &own(),
    )
}

fn sentences(statements: Value) -> Vec<String> {
    let access = read(statements);
    assert_eq!(access.unreadable, []);
    access
        .statements
        .into_iter()
        .map(|one| one.sentence)
        .collect()
}

fn granted(access: &Access, capability: Capability) -> Vec<String> {
    let grants = access.who_may(capability);
    grants.into_iter().map(|grant| grant.sentence).collect()
}

const PULL: [&str; 3] = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
];

#[test]
fn the_usual_policies_are_said_in_a_sentence() {
    let push_and_pull = [&crate::handover::PUSH_ACTIONS[..], &PULL[..]].concat();
    assert_eq!(
        sentences(json!([
            { "Sid": "pull", "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::210987654321:root" }, "Action": PULL },
            { "Effect": "Allow", "Principal": { "AWS": ["123456789012", "arn:aws:iam::210987654321:role/ci/deploy"] },
              "Action": push_and_pull },
            { "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": PULL,
              "Condition": { "StringLike": { "aws:sourceArn": "arn:aws:lambda:us-east-1:123456789012:function:*" } } },
            { "Effect": "Allow", "Principal": "*", "Action": PULL,
              "Condition": { "StringEquals": { "aws:PrincipalOrgID": ["o-abc", "o-def"] } } },
            { "Effect": "Deny", "NotPrincipal": { "AWS": "arn:aws:iam::123456789012:role/cleaner" }, "Action": "ecr:BatchDeleteImage" },
            { "Effect": "Deny", "Principal": "*", "Action": "ecr:*", "Condition": { "Bool": { "aws:SecureTransport": "false" } } },
            { "Effect": "Deny", "Principal": "*", "Action": "ecr:PutImage",
              "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-abc" } } },
            { "Effect": "Allow", "Principal": { "AWS": "AIDACKCEVSQ6C2EXAMPLE" }, "Action": ["ecr:BatchGetImage", "ecr:PutLifecyclePolicy"] },
            { "Effect": "Allow", "Principal": { "Federated": "cognito-identity.amazonaws.com" }, "Action": "ecr:Describe*" },
            { "Effect": "Allow", "Principal": { "AWS": "arn:aws:sts::210987654321:assumed-role/ci/run-7" }, "NotAction": "ecr:Delete*",
              "Condition": { "NumericLessThan": { "aws:MultiFactorAuthAge": 3600 } } },
        ])),
        [
            "Account 210987654321 may pull.",
            "This account and the role deploy of account 210987654321 may pull and push.",
            "The service lambda.amazonaws.com may pull, only on behalf of arn:aws:lambda:us-east-1:123456789012:function:*.",
            "Everyone with an AWS account may pull, only in the organization o-abc or o-def.",
            "Everyone but the role cleaner of this account may not delete images.",
            "Everyone with an AWS account may not do everything, when without TLS.",
            "Everyone with an AWS account may not do a part of a push (ecr:PutImage), unless in the organization o-abc.",
            "A deleted principal (AIDACKCEVSQ6C2EXAMPLE) may do a part of a pull (ecr:BatchGetImage) and administer (ecr:PutLifecyclePolicy).",
            "Whoever signs in through cognito-identity.amazonaws.com may look around.",
            "The session run-7 of the role ci of account 210987654321 may pull, push, delete images, administer (ecr:PutImageScanningConfiguration, ecr:PutImageTagMutability, ecr:PutLifecyclePolicy, ecr:SetRepositoryPolicy, ecr:TagResource, ecr:UntagResource and ecr:UpdateImageStorageClass) and look around, only with aws:MultiFactorAuthAge NumericLessThan 3600.",
        ]
    );
}

#[test]
fn a_pull_may_be_allowed_in_two_halves_and_taken_away_again() {
    let half = |action: &str| json!({ "Sid": action.split_at(4).1, "Effect": "Allow", "Principal": { "AWS": "210987654321" }, "Action": action });
    let halves = [
        half("ecr:BatchGetImage"),
        half("ecr:GetDownloadUrlForLayer"),
    ];
    assert_eq!(
        granted(&read(json!([halves[0]])), Capability::Pull),
        Vec::<String>::new()
    );
    let grants = read(json!(halves)).who_may(Capability::Pull);
    assert_eq!(grants[0].sentence, "Account 210987654321 may pull.");
    assert_eq!(
        grants[0].evidence,
        [
            "Statement “BatchGetImage”",
            "Statement “GetDownloadUrlForLayer”"
        ]
    );
    assert_eq!(grants[0].reach, Reach::Accounts);

    let deny = |principal: Value| json!({ "Sid": "no", "Effect": "Deny", "Principal": principal, "Action": "ecr:BatchGetImage" });
    let with = |deny: Value| granted(&read(json!([halves[0], halves[1], deny])), Capability::Pull);
    assert_eq!(with(deny(json!("*"))), Vec::<String>::new());
    assert_eq!(
        with(deny(json!({ "AWS": "arn:aws:iam::210987654321:role/x" }))),
        ["Account 210987654321 may pull; statement “no” takes it away in some cases."]
    );
    assert_eq!(
        with(deny(json!({ "AWS": "arn:aws:iam::333333333333:role/x" }))),
        ["Account 210987654321 may pull."]
    );
}

#[test]
fn wildcards_and_strangers_are_flagged() {
    let kinds = |statement: Value| -> Vec<FlagKind> {
        read(json!([statement]))
            .flags()
            .iter()
            .map(|flag| flag.kind)
            .collect()
    };
    let everyone = |condition: Value| json!({ "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": PULL, "Condition": condition });
    assert_eq!(kinds(everyone(json!({}))), [FlagKind::Public]);
    // None of these keeps a stranger out for certain.
    for loose in [
        json!({ "StringLike": { "aws:PrincipalOrgID": "*" } }),
        json!({ "StringEqualsIfExists": { "aws:PrincipalOrgID": "o-abc" } }),
        json!({ "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-abc" } }),
        json!({ "StringNotEquals": { "aws:PrincipalOrgID": "o-abc" } }),
        json!({ "StringEquals": { "aws:PrincipalTag/team": "payments" } }),
        json!({ "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::*:role/ci" } }),
        json!({ "IpAddress": { "aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"] } }),
        json!({ "Bool": { "aws:SecureTransport": true } }),
    ] {
        assert_eq!(
            kinds(everyone(loose.clone())),
            [FlagKind::Public],
            "{loose}"
        );
    }
    for (narrow, reach) in [
        (
            json!({ "StringEquals": { "aws:PrincipalOrgID": "o-abc" } }),
            Reach::Organization,
        ),
        (
            json!({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-abc/r-1/*" } }),
            Reach::Organization,
        ),
        (
            json!({ "StringEquals": { "aws:PrincipalAccount": "123456789012" } }),
            Reach::Own,
        ),
        (
            json!({ "ArnLike": { "aws:PrincipalArn": "arn:aws:iam::210987654321:role/*" } }),
            Reach::Accounts,
        ),
        (
            json!({ "IpAddress": { "aws:SourceIp": "203.0.113.0/24" } }),
            Reach::Limited,
        ),
        (
            json!({ "StringEquals": { "aws:SourceVpce": "vpce-1" } }),
            Reach::Limited,
        ),
    ] {
        let access = read(json!([everyone(narrow.clone())]));
        assert_eq!(access.flags(), [], "{narrow}");
        assert_eq!(access.statements[0].reach, reach, "{narrow}");
    }
    assert_eq!(
        kinds(
            json!({ "Effect": "Allow", "NotPrincipal": { "AWS": "210987654321" }, "Action": "ecr:*" })
        ),
        [FlagKind::Public, FlagKind::WildcardActions]
    );
    assert_eq!(
        kinds(
            json!({ "Effect": "Allow", "Principal": { "Service": "codebuild.amazonaws.com" }, "Action": PULL })
        ),
        [FlagKind::UnguardedService]
    );
    assert_eq!(
        kinds(json!({ "Effect": "Deny", "Principal": "*", "Action": "*" })),
        []
    );
}

#[test]
fn what_cant_be_read_stays_as_it_is() {
    let access = read(json!([
        { "Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Mode": "x" },
        { "Effect": "Maybe", "Principal": "*", "Action": "ecr:*" },
        { "Effect": "Allow", "Action": "ecr:*" },
        { "Effect": "Allow", "Principal": { "Alien": "x" }, "Action": "ecr:*" },
        { "Effect": "Allow", "Principal": "*", "Action": 7 },
        "x",
        { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::210987654321:group/x" }, "Action": PULL },
    ]));
    let reasons: Vec<String> = access
        .flags()
        .into_iter()
        .map(|flag| flag.sentence)
        .collect();
    assert_eq!(
        reasons,
        [
            "Statement “a”: Berth doesn’t know the element Mode.",
            "Statement 2: its Effect is neither Allow nor Deny.",
            "Statement 3: it needs one of Principal and NotPrincipal.",
            "Statement 4: Berth doesn’t know principals of the kind Alien.",
            "Statement 5: its Action holds something that isn’t text.",
            "Statement 6: it isn’t an object.",
        ]
    );
    assert!(access.unreadable[0].source.contains("\"Mode\""));
    assert_eq!(
        access.statements[0].sentence,
        "“arn:aws:iam::210987654321:group/x” may pull."
    );
    assert_eq!(access.statements[0].reach, Reach::Unknown);
    for text in ["", "{", "[]", "{}", r#"{"Statement":7}"#] {
        assert_eq!(Access::read(text, &own()).unreadable.len(), 1, "{text}");
    }
    assert_eq!(
        read(json!({ "Effect": "Allow", "Principal": "*", "Action": "ecr:*" }))
            .statements
            .len(),
        1
    );
}

#[test]
fn patterns_match_as_aws_matches() {
    use super::actions::glob;
    for (pattern, text) in [
        ("*", ""),
        ("ecr:*", "ecr:PutImage"),
        ("ECR:put*", "ecr:PutImage"),
        ("ecr:?utImage", "ecr:PutImage"),
        ("*Image", "ecr:BatchGetImage"),
        ("*e*e", "ecr:PutImage"),
    ] {
        assert!(glob(pattern, text), "{pattern} {text}");
    }
    for (pattern, text) in [
        ("", "x"),
        ("ecr:Put", "ecr:PutImage"),
        ("?", ""),
        ("*x", "ecr:PutImage"),
    ] {
        assert!(!glob(pattern, text), "{pattern} {text}");
    }
}

fn element() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!("*")),
        Just(json!("ecr:*")),
        Just(json!("Allow")),
        Just(json!("Deny")),
        Just(json!("210987654321")),
        Just(json!({ "AWS": "*" })),
        Just(json!({ "AWS": ["arn:aws:iam::123456789012:role/x", "210987654321"] })),
        Just(json!(PULL)),
        Just(json!({ "StringEquals": { "aws:PrincipalOrgID": "o-abc" } })),
        any::<String>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("[A-Za-z:]{0,8}", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_statement() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        Just("Effect"),
        Just("Principal"),
        Just("NotPrincipal"),
        Just("Action"),
        Just("NotAction"),
        Just("Condition"),
        Just("Sid"),
        Just("Resource"),
    ];
    proptest::collection::btree_map(key, element(), 0..6).prop_map(|members| {
        let members = members
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        Value::Object(members.collect())
    })
}

proptest! {
    #[test]
    fn every_statement_is_said_or_shown_and_a_refusal_never_opens_anything(
        statements in proptest::collection::vec(any_statement(), 0..5),
        action in prop_oneof![Just("ecr:*"), Just("ecr:PutImage"), Just("ecr:BatchGetImage")],
    ) {
        let access = read(json!(statements));
        prop_assert_eq!(access.statements.len() + access.unreadable.len(), statements.len());
        for statement in &access.statements {
            prop_assert!(statement.sentence.ends_with('.'));
        }
        let mut more = statements;
        more.push(json!({ "Effect": "Deny", "Principal": { "AWS": "210987654321" }, "Action": action }));
        let stricter = read(json!(more));
        for capability in Capability::ALL {
            prop_assert!(stricter.who_may(capability).len() <= access.who_may(capability).len());
        }
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        let access = Access::read(&text, &own());
        prop_assert!(access.statements.is_empty());
    }
}
