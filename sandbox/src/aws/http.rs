//! One endpoint for two protocols: AWS JSON 1.1 when a target is named, the query protocol for a form.
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use serde_json::Value;
use std::sync::Arc;

use super::auth::Caller;
use super::errors::{AwsError, request_id};
use super::input::Input;
use super::model::{Aws, RepoKey};
use super::{access, images, lifecycle, metrics, pushes, repositories, scans, sts};
use crate::world::World;

const ECR: &str = "AmazonEC2ContainerRegistry_V20150921.";

pub fn router() -> Router<Arc<World>> {
    Router::new().route("/", post(call))
}

async fn call(State(world): State<Arc<World>>, headers: HeaderMap, body: Bytes) -> Response {
    let now = world.clock.now();
    let text = |name: http::HeaderName| {
        headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or("")
            .to_owned()
    };
    let target = text(http::HeaderName::from_static("x-amz-target"));
    let mut aws = world.aws.lock();
    if let Some(operation) = target.strip_prefix(ECR) {
        return json_answer(&mut aws, operation, &headers, &body, now);
    }
    if let Some(operation) = target.strip_prefix(metrics::TARGET) {
        let answered = metric_answer(&mut aws, operation, &headers, &body, now);
        return sent(&mut aws, answered, "application/x-amz-json-1.0");
    }
    if target.is_empty() && text(CONTENT_TYPE).starts_with("application/x-www-form-urlencoded") {
        let (status, xml) = sts::answer(&mut aws, &headers, &body, now);
        return (status, [(CONTENT_TYPE, "text/xml")], xml).into_response();
    }
    tracing::error!(%target, "the sandbox has no such AWS service");
    let refused = AwsError {
        status: 501,
        code: "NotImplemented".into(),
        message: format!("no such service here: {target}"),
    };
    refused.into_response()
}

fn json_answer(
    aws: &mut Aws,
    operation: &str,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Response {
    let answered = aws
        .credentials
        .caller(headers, "ecr", now)
        .and_then(|caller| {
            let input = parsed(body)?;
            let resource = input
                .get("repositoryName")
                .and_then(Value::as_str)
                .map_or_else(
                    || "*".to_owned(),
                    |name| RepoKey::new(&caller.principal.account, &caller.region, name).arn(),
                );
            caller.must_be_allowed("ecr", operation, &resource)?;
            run(aws, operation, &caller, Input(&input), now)
        });
    sent(aws, answered, "application/x-amz-json-1.1")
}

fn parsed(body: &[u8]) -> Result<Value, AwsError> {
    if body.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(body)
        .map_err(|_| AwsError::new("SerializationException", "the body is not JSON"))
}

fn metric_answer(
    aws: &mut Aws,
    operation: &str,
    headers: &HeaderMap,
    body: &[u8],
    now: Timestamp,
) -> Result<Value, AwsError> {
    let caller = aws.credentials.caller(headers, metrics::SERVICE, now)?;
    let input = parsed(body)?;
    caller.must_be_allowed("cloudwatch", operation, "*")?;
    metrics::answer(aws, &caller, operation, &input)
}

fn sent(aws: &mut Aws, answered: Result<Value, AwsError>, media: &'static str) -> Response {
    aws.requests += 1;
    let id = request_id(aws.requests);
    let mut response = match answered {
        Ok(body) => (StatusCode::OK, Json(body)).into_response(),
        Err(e) => e.into_response(),
    };
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(media));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-amzn-requestid", id);
    }
    response
}

fn run(
    aws: &mut Aws,
    operation: &str,
    caller: &Caller,
    input: Input<'_>,
    now: Timestamp,
) -> Result<Value, AwsError> {
    match operation {
        "DescribeRepositories" => repositories::describe_repositories(aws, caller, input),
        "CreateRepository" => repositories::create(aws, caller, input, now),
        "DeleteRepository" => repositories::delete(aws, caller, input),
        "PutImageTagMutability" => repositories::put_tag_mutability(aws, caller, input),
        "PutImageScanningConfiguration" => repositories::put_scanning(aws, caller, input),
        "ListTagsForResource" => repositories::list_tags(aws, caller, input),
        "TagResource" => repositories::tag(aws, caller, input),
        "UntagResource" => repositories::untag(aws, caller, input),
        "GetRepositoryPolicy" => access::get_policy(aws, caller, input),
        "SetRepositoryPolicy" => access::set_policy(aws, caller, input),
        "DeleteRepositoryPolicy" => access::delete_policy(aws, caller, input),
        "DescribeImages" => images::describe_images(aws, caller, input),
        "ListImages" => images::list_images(aws, caller, input),
        "ListImageReferrers" => images::list_referrers(aws, caller, input),
        "PutImage" => pushes::put_image(aws, caller, input, now),
        "BatchDeleteImage" => pushes::batch_delete(aws, caller, input),
        "DescribeImageScanFindings" => scans::describe_findings(aws, caller, input),
        "StartImageScan" => scans::start(aws, caller, input, now),
        "GetRegistryScanningConfiguration" => Ok(scans::registry_configuration(aws, caller)),
        "BatchGetRepositoryScanningConfiguration" => {
            scans::repository_configurations(aws, caller, input)
        }
        "GetLifecyclePolicy" => lifecycle::get(aws, caller, input),
        "PutLifecyclePolicy" => lifecycle::put(aws, caller, input),
        "DeleteLifecyclePolicy" => lifecycle::delete(aws, caller, input),
        "StartLifecyclePolicyPreview" => lifecycle::start_preview(aws, caller, input, now),
        "GetLifecyclePolicyPreview" => lifecycle::get_preview(aws, caller, input),
        other => {
            tracing::error!(operation = other, "the sandbox has no such ECR operation");
            Err(AwsError {
                status: 501,
                code: "UnknownOperationException".into(),
                message: format!("the sandbox does not know {other}"),
            })
        }
    }
}
