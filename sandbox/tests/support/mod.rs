//! A world at Manual pace and small HTTP clients for it, written against the vendors' wire formats.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]
pub mod contracts;

use sandbox::git::Who;
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};

pub const KEY: &str = "AKIASANDBOXBERTH0001";
pub const REPO: &str = "spacetech/my-app";
pub const GROUP: &str = "ecr.aws.m.upbound.io";
pub const ACCOUNT: &str = "123456789012";

pub struct Bench {
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
}

pub async fn bench() -> Bench {
    bench_with(false).await
}

pub async fn bench_with(seed: bool) -> Bench {
    let sandbox = Sandbox::start(Options {
        seed,
        ..Options::default()
    })
    .await
    .expect("sandbox starts");
    Bench {
        sandbox,
        http: reqwest::Client::builder().no_proxy().build().unwrap(),
    }
}

impl Bench {
    pub async fn step(&self) -> usize {
        self.sandbox.world().step().await
    }

    pub async fn idle(&self) {
        self.sandbox
            .world()
            .until_idle()
            .await
            .expect("the world comes to rest");
    }

    pub fn commit(&self, files: &[(&str, Option<&str>)]) -> String {
        let world = self.sandbox.world();
        let changes: Vec<_> = files
            .iter()
            .map(|(p, c)| ((*p).to_owned(), c.map(|c| c.as_bytes().to_vec())))
            .collect();
        let who = Who {
            name: "Devon Adler".into(),
            email: "dev-a@example.com".into(),
            at: world.clock.now(),
        };
        world
            .git
            .commit_files(REPO, "main", &changes, "Change registries", &who)
            .unwrap()
    }

    pub async fn argo(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let url = format!("{}{path}", self.sandbox.urls().argocd);
        let request = self
            .http
            .request(method.parse().unwrap(), url)
            .bearer_auth("sandbox-argocd-token");
        let request = match body {
            Some(body) => request.json(&body),
            None if method != "GET" => request.header("content-type", "application/json"),
            None => request,
        };
        answer(request).await
    }

    /// An Application over `deploy/ecr/eks-prod-use1`, with the given sync policy.
    pub async fn application(&self, name: &str, policy: Value) {
        let spec = json!({
            "project": "ecr",
            "source": {
                "repoURL": format!("{}/{REPO}.git", self.sandbox.urls().github_web),
                "path": "deploy/ecr/eks-prod-use1",
                "targetRevision": "main",
                "directory": { "recurse": true },
            },
            "destination": { "name": "eks-prod-use1", "namespace": "crossplane-system" },
            "syncPolicy": policy,
        });
        let body = json!({ "metadata": { "name": name }, "spec": spec });
        let (status, answer) = self
            .argo("POST", "/api/v1/applications?validate=false", Some(body))
            .await;
        assert_eq!(status, 200, "{answer}");
    }

    pub async fn app(&self, name: &str) -> Value {
        let (status, body) = self
            .argo(
                "GET",
                &format!("/api/v1/applications/{name}?project=ecr"),
                None,
            )
            .await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub async fn live(&self, app: &str, kind: &str, name: &str) -> Option<Value> {
        self.live_of(app, GROUP, kind, name).await
    }

    pub async fn live_of(&self, app: &str, group: &str, kind: &str, name: &str) -> Option<Value> {
        let path = format!(
            "/api/v1/applications/{app}/resource?project=ecr&namespace=crossplane-system&resourceName={name}&version=v1beta1&group={group}&kind={kind}"
        );
        let (status, body) = self.argo("GET", &path, None).await;
        (status == 200).then(|| serde_json::from_str(body["manifest"].as_str().unwrap()).unwrap())
    }

    pub async fn ecr(&self, operation: &str, body: Value) -> (u16, Value) {
        self.ecr_in("us-east-1", operation, body).await
    }

    pub async fn ecr_in(&self, region: &str, operation: &str, body: Value) -> (u16, Value) {
        self.ecr_as(KEY, None, region, operation, body).await
    }

    pub async fn ecr_as(
        &self,
        key: &str,
        token: Option<&str>,
        region: &str,
        operation: &str,
        body: Value,
    ) -> (u16, Value) {
        let mut request = self
            .http
            .post(&self.sandbox.urls().aws)
            .header(
                "x-amz-target",
                format!("AmazonEC2ContainerRegistry_V20150921.{operation}"),
            )
            .header("content-type", "application/x-amz-json-1.1")
            .header("authorization", signature(key, region, "ecr"))
            .body(body.to_string());
        if let Some(token) = token {
            request = request.header("x-amz-security-token", token);
        }
        answer(request).await
    }

    pub async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.try_control(method, path, body).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    pub async fn try_control(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}/_sandbox/world/{path}", self.sandbox.urls().argocd);
        let request = self.http.request(method.parse().unwrap(), url);
        answer(request.json(&body)).await
    }

    /// An image in `shop/orders`, tagged v1.
    pub async fn push_image(&self) {
        let manifest = json!({ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "size": 1 }, "layers": [] });
        let image = json!({ "repositoryName": "shop/orders", "imageManifest": manifest.to_string(), "imageTag": "v1" });
        let (status, body) = self.ecr("PutImage", image).await;
        assert_eq!(status, 200, "{body}");
    }

    /// The provider looks at everything again, as it does every ten minutes.
    pub async fn poll(&self) {
        self.control("POST", "provider/poll", json!({})).await;
        self.idle().await;
    }
}

pub fn signature(key: &str, region: &str, service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/20261123/{region}/{service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"
    )
}

pub async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

/// `ty` of the conditions as (status, reason, message).
pub fn condition(object: &Value, ty: &str) -> Option<(String, String, String)> {
    let text = |c: &Value, f: &str| c.get(f).and_then(Value::as_str).unwrap_or("").to_owned();
    let list = object.pointer("/status/conditions")?.as_array()?;
    list.iter()
        .find(|c| c["type"] == ty)
        .map(|c| (text(c, "status"), text(c, "reason"), text(c, "message")))
}

pub fn repository(name: &str, external: &str, more: &str) -> String {
    format!(
        "apiVersion: ecr.aws.m.upbound.io/v1beta1\nkind: Repository\nmetadata:\n  name: {name}\n  namespace: crossplane-system\n  annotations:\n    crossplane.io/external-name: {external}\nspec:\n  forProvider:\n    region: us-east-1\n{more}"
    )
}

pub const RULES: &str = r#"{"rules":[{"rulePriority":1,"description":"keep the newest 10","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":10},"action":{"type":"expire"}}]}"#;
pub const OTHER_RULES: &str = r#"{"rules":[{"rulePriority":1,"description":"keep the newest 20","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":20},"action":{"type":"expire"}}]}"#;

pub fn lifecycle(name: &str, repository: &str, rules: &str) -> String {
    format!(
        "apiVersion: ecr.aws.m.upbound.io/v1beta1\nkind: LifecyclePolicy\nmetadata:\n  name: {name}\n  namespace: crossplane-system\nspec:\n  forProvider:\n    region: us-east-1\n    repositoryRef:\n      name: {repository}\n    policy: '{rules}'\n"
    )
}

pub fn automated() -> Value {
    json!({ "automated": { "prune": true } })
}
