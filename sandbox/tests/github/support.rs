//! A sandbox at manual pace and a client with the App's key.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use sandbox::{Options, Sandbox, World};
use serde_json::{Value, json};

pub(crate) const REPO: &str = "spacetech/payments-api";

pub(crate) struct Bench {
    pub sandbox: Sandbox,
    pub client: reqwest::Client,
    pub token: String,
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .user_agent("bench")
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

pub(crate) fn jwt(sandbox: &Sandbox, issued: i64, expires: i64) -> String {
    let key = EncodingKey::from_rsa_pem(sandbox.credentials().private_key_pem.as_bytes()).unwrap();
    let claims =
        json!({ "iat": issued, "exp": expires, "iss": sandbox.credentials().app_id.to_string() });
    jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap()
}

impl Bench {
    pub(crate) async fn start() -> Self {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let mut bench = Self {
            sandbox,
            client: client(),
            token: String::new(),
        };
        let id = bench.sandbox.credentials().installation_id;
        let answer = bench
            .as_app(
                Method::POST,
                &format!("/app/installations/{id}/access_tokens"),
            )
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        bench.token = answer.json::<Value>().await.unwrap()["token"]
            .as_str()
            .unwrap()
            .to_owned();
        bench
    }

    pub(crate) fn world(&self) -> Arc<World> {
        self.sandbox.world()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.urls().github_api)
    }

    pub(crate) fn as_app(&self, method: Method, path: &str) -> RequestBuilder {
        let now = self.world().clock.now().as_second();
        self.client.request(method, self.url(path)).bearer_auth(jwt(
            &self.sandbox,
            now - 60,
            now + 300,
        ))
    }

    /// As the App's installation.
    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, self.url(path))
            .bearer_auth(&self.token)
    }

    /// As a person, with a token got through the web flow.
    pub(crate) async fn person(&self, login: &str) -> String {
        super::sign_in::token_of(self, login).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        json_of(
            self.ask(Method::GET, path).send().await.unwrap(),
            StatusCode::OK,
        )
        .await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value, expected: StatusCode) -> Value {
        json_of(
            self.ask(Method::POST, path)
                .json(body)
                .send()
                .await
                .unwrap(),
            expected,
        )
        .await
    }

    pub(crate) async fn as_person(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: &Value,
        expected: StatusCode,
    ) -> Value {
        let request = self
            .client
            .request(method, self.url(path))
            .bearer_auth(token)
            .json(body);
        json_of(request.send().await.unwrap(), expected).await
    }

    /// The idempotent way into a pull request: tree, commit, ref. Returns the commit.
    pub(crate) async fn branch(&self, name: &str, path: &str, content: &str) -> String {
        let base = self.get(&format!("/repos/{REPO}/git/ref/heads/main")).await["object"]["sha"]
            .as_str()
            .unwrap()
            .to_owned();
        let parent = self.get(&format!("/repos/{REPO}/git/commits/{base}")).await;
        let tree = json!({
            "base_tree": parent["tree"]["sha"],
            "tree": [{ "path": path, "mode": "100644", "type": "blob", "content": content }],
        });
        let tree = self
            .post(
                &format!("/repos/{REPO}/git/trees"),
                &tree,
                StatusCode::CREATED,
            )
            .await;
        let commit = json!({ "message": "Add a registry", "tree": tree["sha"], "parents": [base] });
        let commit = self
            .post(
                &format!("/repos/{REPO}/git/commits"),
                &commit,
                StatusCode::CREATED,
            )
            .await;
        let sha = commit["sha"].as_str().unwrap().to_owned();
        let reference = json!({ "ref": format!("refs/heads/{name}"), "sha": sha });
        self.post(
            &format!("/repos/{REPO}/git/refs"),
            &reference,
            StatusCode::CREATED,
        )
        .await;
        sha
    }

    pub(crate) async fn pull(&self, branch: &str) -> u64 {
        self.branch(
            branch,
            &format!("deploy/{branch}.yaml"),
            "kind: Repository\n",
        )
        .await;
        let new = json!({ "title": "Create a registry", "body": "Please", "head": branch, "base": "main" });
        let pull = self
            .post(&format!("/repos/{REPO}/pulls"), &new, StatusCode::CREATED)
            .await;
        pull["number"].as_u64().unwrap()
    }
}

pub(crate) async fn json_of(response: Response, expected: StatusCode) -> Value {
    let status = response.status();
    let text = response.text().await.unwrap();
    assert_eq!(status, expected, "{text}");
    if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap()
    }
}
