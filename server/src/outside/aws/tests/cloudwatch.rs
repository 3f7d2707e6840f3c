//! Pulls, asked of CloudWatch as its service model describes it.

use super::*;

const TARGET: &str = "GraniteServiceVersion20100801.GetMetricData";
const DAY: i64 = 86_400;

async fn says(server: &MockServer, status: u16, body: &Value) {
    Mock::given(header("x-amz-target", TARGET))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(server)
        .await;
}

fn series(status: &str, points: &[(i64, f64)]) -> Value {
    json!({
        "Id": "pulls",
        "Label": "RepositoryPullCount",
        "Timestamps": points.iter().map(|(at, _)| at).collect::<Vec<_>>(),
        "Values": points.iter().map(|(_, value)| value).collect::<Vec<_>>(),
        "StatusCode": status,
    })
}

#[tokio::test]
async fn pulls_are_summed_by_day_and_the_call_is_signed() {
    let server = MockServer::start().await;
    let points = [(20_000 * DAY, 4.0), (20_001 * DAY, 7.0)];
    let body = json!({ "MetricDataResults": [series("Complete", &points)], "Messages": [] });
    says(&server, 200, &body).await;
    let aws = client(&server.uri(), None);
    let days = aws.pulls(&address(), 19_999, 20_001).await;
    assert_eq!(days, Ok(vec![(20_000, 4), (20_001, 7)]));
    let asked = &server.received_requests().await.unwrap()[0];
    let of = |name: &str| asked.headers.get(name).unwrap().to_str().unwrap();
    assert_eq!(of("content-type"), "application/x-amz-json-1.0");
    let signature = of("authorization");
    assert!(
        signature.starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
            && signature.contains("/eu-west-1/monitoring/aws4_request")
            && signature.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-target"),
        "{signature}"
    );
    let question: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(question["StartTime"], 19_999 * DAY);
    assert_eq!(question["EndTime"], 20_002 * DAY);
    let metric = &question["MetricDataQueries"][0]["MetricStat"];
    assert_eq!(metric["Period"], DAY);
    assert_eq!(metric["Metric"]["MetricName"], "RepositoryPullCount");
    assert_eq!(metric["Metric"]["Dimensions"][0]["Value"], "payments/api");
}

#[tokio::test]
async fn every_page_is_read_and_one_that_repeats_itself_is_nonsense() {
    let server = MockServer::start().await;
    let page = |token: Option<&str>, points: &[(i64, f64)]| {
        let mut body = json!({ "MetricDataResults": [series("PartialData", points)] });
        body["NextToken"] = token.map_or(Value::Null, Value::from);
        ResponseTemplate::new(200).set_body_json(body)
    };
    Mock::given(body_string_contains("NextToken"))
        .respond_with(page(None, &[(20_001 * DAY, 2.0)]))
        .mount(&server)
        .await;
    Mock::given(header_exists("x-amz-target"))
        .respond_with(page(Some("more"), &[(20_000 * DAY, 1.0)]))
        .mount(&server)
        .await;
    let days = client(&server.uri(), None)
        .pulls(&address(), 20_000, 20_001)
        .await;
    assert_eq!(days, Ok(vec![(20_000, 1), (20_001, 2)]));

    let stuck = MockServer::start().await;
    Mock::given(header_exists("x-amz-target"))
        .respond_with(page(Some("more"), &[]))
        .mount(&stuck)
        .await;
    let trouble = client(&stuck.uri(), None).pulls(&address(), 1, 2).await;
    assert_eq!(trouble.unwrap_err().kind, TroubleKind::Nonsense);
}

#[tokio::test]
async fn what_cloudwatch_refuses_has_its_place_in_the_table() {
    let cases = [
        (400, "AccessDeniedException", TroubleKind::Permission),
        (
            400,
            "com.amazonaws.cloudwatch#ThrottlingException",
            TroubleKind::RateLimited,
        ),
        (400, "ExpiredTokenException", TroubleKind::SignIn),
        (500, "InternalServiceFault", TroubleKind::Failing),
        (400, "ValidationError", TroubleKind::Refused),
    ];
    for (status, code, kind) in cases {
        let server = MockServer::start().await;
        let body = json!({ "__type": code, "message": "no" });
        says(&server, status, &body).await;
        let trouble = client(&server.uri(), None).pulls(&address(), 1, 2).await;
        assert_eq!(trouble.unwrap_err().kind, kind, "{code}");
    }
    let server = MockServer::start().await;
    let body = json!({ "MetricDataResults": [series("Forbidden", &[])] });
    says(&server, 200, &body).await;
    let trouble = client(&server.uri(), None).pulls(&address(), 1, 2).await;
    assert_eq!(trouble.unwrap_err().kind, TroubleKind::Permission);
}

#[tokio::test]
async fn every_region_has_its_own_address() {
    let of = |region: &str| super::super::cloudwatch::address(Region::parse(region).unwrap());
    assert_eq!(
        of("us-east-1"),
        "https://monitoring.us-east-1.amazonaws.com"
    );
    assert_eq!(
        of("cn-north-1"),
        "https://monitoring.cn-north-1.amazonaws.com.cn"
    );
}
