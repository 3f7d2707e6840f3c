//! Answers and rules held against the vendors' own descriptions, where those are at hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
mod support;

use sandbox::aws::{Image, evaluate_lifecycle_policy, parse_lifecycle_policy};
use serde_json::{Value, json};
use support::contracts::{shared, shared_json, valid};
use support::*;

/// Go's swagger leaves embedded members out and types times as objects elsewhere: what it does describe must fit.
#[tokio::test]
async fn argo_cds_answers_fit_its_swagger_and_crd() {
    let Some(swagger) = shared_json("contracts/argocd/swagger.v3.5.1.json") else {
        return;
    };
    let bench = bench_with(true).await;
    let against = |definition: &str| json!({ "$ref": format!("#/definitions/{definition}"), "definitions": swagger["definitions"] });
    let (_, list) = bench.argo("GET", "/api/v1/applications", None).await;
    valid(&against("v1alpha1ApplicationList"), &list, "list");
    for (path, definition) in [
        ("clusters", "v1alpha1ClusterList"),
        ("projects", "v1alpha1AppProjectList"),
        ("session/userinfo", "sessionGetUserInfoResponse"),
    ] {
        let (_, body) = bench.argo("GET", &format!("/api/v1/{path}"), None).await;
        valid(&against(definition), &body, path);
    }
    let name = list["items"][0]["metadata"]["name"]
        .as_str()
        .unwrap()
        .to_owned();
    for (path, definition) in [
        ("resource-tree", "v1alpha1ApplicationTree"),
        ("managed-resources", "applicationManagedResourcesResponse"),
    ] {
        let (_, body) = bench
            .argo("GET", &format!("/api/v1/applications/{name}/{path}"), None)
            .await;
        valid(&against(definition), &body, path);
    }
    let (_, refused) = bench.argo("GET", "/api/v1/applications/nope", None).await;
    valid(&against("runtimeError"), &refused, "refusal");

    let Some(text) = shared("contracts/argocd/application-crd.yaml") else {
        return;
    };
    let crd: Value = serde_saphyr::from_str(&text).unwrap();
    let schema = crd
        .pointer("/spec/versions/0/schema/openAPIV3Schema")
        .unwrap();
    for app in list["items"].as_array().unwrap() {
        valid(schema, app, "application");
    }
}

#[tokio::test]
async fn the_catalogs_answers_fit_its_openapi() {
    let Some(openapi) = shared_json("contracts/backstage/catalog-openapi.json") else {
        return;
    };
    let bench = bench_with(true).await;
    let url = |path: &str| format!("{}/api/catalog{path}", bench.sandbox.urls().backstage);
    let get = async |path: &str| {
        answer(
            bench
                .http
                .get(url(path))
                .bearer_auth("sandbox-backstage-token"),
        )
        .await
        .1
    };
    let schema = |inner: Value| {
        let mut out = inner;
        out["components"] = openapi["components"].clone();
        out
    };
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    valid(
        &schema(json!({ "type": "array", "items": reference("Entity") })),
        &get("/entities").await,
        "entities",
    );
    valid(
        &schema(reference("EntitiesQueryResponse")),
        &get("/entities/by-query?limit=5").await,
        "by-query",
    );
    valid(
        &schema(reference("Error")),
        &get("/entities/by-name/resource/default/none").await,
        "error",
    );
    let locations = get("/locations").await;
    assert!(!locations.as_array().unwrap().is_empty());
    let inner = openapi
        .pointer("/paths/~1locations/get/responses/200/content/application~1json/schema")
        .unwrap()
        .clone();
    valid(&schema(inner), &locations, "locations");
}

/// A JSON schema for one shape of the botocore model; recursion ends where the answers end.
fn of_botocore(model: &Value, shape: &str, depth: u32) -> Value {
    let s = &model["shapes"][shape];
    if depth > 12 {
        return json!({});
    }
    match s["type"].as_str().unwrap() {
        "structure" => {
            let members = s["members"].as_object().unwrap();
            let properties: serde_json::Map<String, Value> = members
                .iter()
                .map(|(k, v)| {
                    (
                        k.clone(),
                        of_botocore(model, v["shape"].as_str().unwrap(), depth + 1),
                    )
                })
                .collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false, "required": s.get("required").cloned().unwrap_or(json!([])) })
        }
        "list" => {
            json!({ "type": "array", "items": of_botocore(model, s["member"]["shape"].as_str().unwrap(), depth + 1) })
        }
        "map" => {
            json!({ "type": "object", "additionalProperties": of_botocore(model, s["value"]["shape"].as_str().unwrap(), depth + 1) })
        }
        "string" => s.get("enum").map_or_else(
            || json!({ "type": "string" }),
            |e| json!({ "type": "string", "enum": e }),
        ),
        "boolean" => json!({ "type": "boolean" }),
        _ => json!({ "type": "number" }),
    }
}

#[tokio::test]
async fn ecrs_answers_fit_the_service_model() {
    let Some(model) = shared_json("contracts/aws/ecr-2015-09-21.service-2.json") else {
        return;
    };
    let bench = bench_with(true).await;
    let (_, all) = bench.ecr("DescribeRepositories", json!({})).await;
    let names: Vec<String> = all["repositories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["repositoryName"].as_str().unwrap().to_owned())
        .collect();
    let check = |operation: &str, status: u16, body: &Value| {
        if status == 200 {
            let output = model["operations"][operation]["output"]["shape"]
                .as_str()
                .unwrap();
            valid(&of_botocore(&model, output, 0), body, operation);
        } else {
            let known = model["operations"][operation]["errors"].as_array().unwrap();
            assert!(
                known.iter().any(|e| e["shape"] == body["__type"]),
                "{operation}: {body}"
            );
        }
    };
    check("DescribeRepositories", 200, &all);
    for operation in [
        "GetRegistryScanningConfiguration",
        "BatchGetRepositoryScanningConfiguration",
    ] {
        let (status, body) = bench
            .ecr(
                operation,
                json!({ "repositoryNames": names.iter().take(20).collect::<Vec<_>>() }),
            )
            .await;
        check(operation, status, &body);
    }
    for name in &names {
        for operation in [
            "DescribeImages",
            "ListImages",
            "GetLifecyclePolicy",
            "GetRepositoryPolicy",
            "StartLifecyclePolicyPreview",
            "GetLifecyclePolicyPreview",
        ] {
            let (status, body) = bench
                .ecr(operation, json!({ "repositoryName": name }))
                .await;
            check(operation, status, &body);
        }
        let (_, images) = bench
            .ecr(
                "DescribeImages",
                json!({ "repositoryName": name, "maxResults": 4 }),
            )
            .await;
        for image in images["imageDetails"].as_array().unwrap() {
            let (status, body) = bench.ecr("DescribeImageScanFindings", json!({ "repositoryName": name, "imageId": { "imageDigest": image["imageDigest"] } })).await;
            check("DescribeImageScanFindings", status, &body);
        }
    }
    bench.idle().await;
    for name in &names {
        let (status, body) = bench
            .ecr(
                "GetLifecyclePolicyPreview",
                json!({ "repositoryName": name }),
            )
            .await;
        check("GetLifecyclePolicyPreview", status, &body);
    }
}

/// The evaluator behind the preview against worked cases; it shares no code with anybody's simulator.
#[test]
fn previews_come_out_as_the_worked_cases_say() {
    let Some(cases) = shared_json("contracts/ecr-lifecycle/public-vectors.json") else {
        return;
    };
    for case in cases["vectors"].as_array().unwrap() {
        let id = &case["id"];
        let now = case["now"].as_str().unwrap().parse().unwrap();
        let images: Vec<Image> = case["images"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| image(i, case))
            .collect();
        // ECR measures the text; white space is as good as any.
        let text = format!("{:200}", case["policy"].to_string());
        let rules = parse_lifecycle_policy(&text).unwrap_or_else(|why| panic!("{id}: {why}"));
        let results = evaluate_lifecycle_policy(&rules, &images, now);
        for (action, wanted) in [("EXPIRE", "expired"), ("TRANSITION", "transitioned")] {
            let mut found: Vec<&str> = results
                .iter()
                .filter(|r| r.action == action)
                .map(|r| r.digest.as_str())
                .collect();
            found.sort_unstable();
            let mut wanted: Vec<&str> = case["expected"][wanted]
                .as_array()
                .unwrap()
                .iter()
                .map(|d| d.as_str().unwrap())
                .collect();
            wanted.sort_unstable();
            assert_eq!(found, wanted, "{id} {action}");
        }
    }
}

fn image(value: &Value, case: &Value) -> Image {
    let at = |name: &str| {
        value
            .get(name)
            .and_then(Value::as_str)
            .map(|t| t.parse().unwrap())
    };
    let strings = |v: Option<&Value>| -> Vec<String> {
        v.and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|s| s.as_str().unwrap().to_owned())
            .collect()
    };
    let named = |name: &String| {
        let all = case["images"].as_array().unwrap();
        all.iter().find(|i| i["name"] == **name).unwrap()["digest"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let digest = value["digest"].as_str().unwrap().to_owned();
    Image {
        tags: strings(value.get("tags")),
        size: 1,
        manifest_media_type: String::new(),
        last_pull: at("lastPulledAt"),
        archived_at: at("archivedAt").filter(|_| value["storageClass"] == "archive"),
        children: strings(value.get("references")).iter().map(named).collect(),
        ..Image::new(digest, at("pushedAt").unwrap())
    }
}
