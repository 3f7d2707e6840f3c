//! The API's door and its operations: what comes in, what goes out, and whether both are as the document says.

use crate::support::{Answer, Bench, person};
use axum::body::Body;
use axum::http::header::{ACCEPT, ALLOW, AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, IF_NONE_MATCH};
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use domain::github::Login;
use domain::people::Role;
use domain::portal::PortalError;
use domain::request::Stage;
use domain::testing::filled_form;
use domain::time::Timestamp;
use domain::token::{Holder, Scope, Token};
use serde_json::{Value, json};
use server::http::api_document;
use sha2::{Digest as _, Sha256};

/// A store with a token of somebody.
pub(crate) struct Caller {
    pub(crate) bench: Bench,
    pub(crate) secret: String,
    pub(crate) token: Token,
}

impl Caller {
    pub(crate) async fn with(scopes: &[Scope]) -> Self {
        Self::who("dev-a", &[Role::Developer], scopes).await
    }

    pub(crate) async fn who(login: &str, roles: &[Role], scopes: &[Scope]) -> Self {
        let bench = Bench::new().await;
        let (now, login) = (bench.clock.now(), Login::new(login));
        let known = person(login.as_str(), roles);
        bench.store.upsert_person(&known, now).await.unwrap();
        let secret = format!("berth_pat_{}", "s".repeat(43));
        let token = Token {
            id: "0197c9d2-7c1a-7000-8000-0000000000aa".into(),
            holder: Holder::Person(login.clone()),
            name: "ci".into(),
            hint: "berth_pat_ssss".into(),
            scopes: scopes.iter().copied().collect(),
            created: now,
            by: login,
            expires: now.plus_millis(Timestamp::DAY_MS),
            last_used: None,
            revoked: None,
        };
        let hash = hex::encode(Sha256::digest(&secret));
        assert!(bench.store.add_token(&token, &hash, 9).await.unwrap());
        Self {
            bench,
            secret,
            token,
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> Builder {
        Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(HOST, "127.0.0.1:3000")
            .header(AUTHORIZATION, format!("Bearer {}", self.secret))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = self.request("GET", path).body(Body::empty()).unwrap();
        self.bench.send(request).await
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        let request = self.request(method, path);
        let request = request.header(CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(body.to_string())).unwrap();
        self.bench.send(request).await
    }

    async fn bare(&self, method: &str, path: &str) -> Answer {
        let request = self.request(method, path).body(Body::empty()).unwrap();
        self.bench.send(request).await
    }
}

fn read(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

/// A refusal in the form of RFC 9457, and its kind.
#[track_caller]
fn refused(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = read(answer);
    assert_eq!(problem["status"], status);
    assert!(!problem["detail"].as_str().unwrap().is_empty());
    let kind = problem["type"].as_str().unwrap();
    kind.strip_prefix("/api#problem-").unwrap().to_owned()
}

const ALL: &[Scope] = &Scope::ALL;

fn wish() -> Value {
    let form = filled_form();
    json!({
        "id": form.id, "name": form.name, "account": form.account, "region": form.region,
        "description": form.description, "team": form.team, "system": form.system, "source": form.source,
        "cluster": form.cluster,
    })
}

#[tokio::test]
async fn only_a_token_that_works_opens_the_door() {
    let caller = Caller::with(ALL).await;
    assert_eq!(caller.get("/me").await.status, StatusCode::OK);
    let bench = &caller.bench;
    let with = |value: &str| {
        Request::get("/api/v1/me")
            .header(HOST, "127.0.0.1:3000")
            .header(AUTHORIZATION, value)
            .body(Body::empty())
            .unwrap()
    };
    let other = format!("Bearer berth_pat_{}", "x".repeat(43));
    for value in ["", "Bearer", "Bearer x", "Basic eDp5", other.as_str()] {
        let answer = bench.send(with(value)).await;
        assert_eq!(refused(&answer, 401), "token", "{value}");
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let cookie = Request::get("/api/v1/me")
        .header(HOST, "127.0.0.1:3000")
        .header(COOKIE, &bench.cookie)
        .body(Body::empty())
        .unwrap();
    assert_eq!(
        refused(&bench.send(cookie).await, 401),
        "token",
        "a cookie counts for nothing"
    );
    let page = Request::get("/requests")
        .header(HOST, "127.0.0.1:3000")
        .header(AUTHORIZATION, format!("Bearer {}", caller.secret))
        .body(Body::empty())
        .unwrap();
    let page = bench.send(page).await;
    assert!(
        page.location().starts_with("/sign-in"),
        "a token opens no page"
    );

    bench.clock.advance(2 * Timestamp::DAY_MS);
    assert_eq!(
        refused(&caller.get("/me").await, 401),
        "token",
        "its day is over"
    );
}

#[tokio::test]
async fn a_revoked_token_and_one_of_somebody_who_left_open_nothing() {
    let caller = Caller::with(ALL).await;
    let store = &caller.bench.store;
    let now = caller.bench.clock.now();
    store
        .upsert_person(&person("dev-a", &[]), now)
        .await
        .unwrap();
    assert_eq!(
        refused(&caller.get("/me").await, 401),
        "token",
        "they have no role any more"
    );
    store
        .upsert_person(&person("dev-a", &[Role::Manager]), now)
        .await
        .unwrap();
    assert_eq!(
        read(&caller.get("/me").await)["roles"],
        json!(["manager"]),
        "roles are those of now"
    );
    assert!(store.revoke_token(&caller.token.id, now).await.unwrap());
    assert_eq!(refused(&caller.get("/me").await, 401), "token");
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say_and_nothing_else() {
    let reader = Caller::with(&[Scope::Read]).await;
    assert_eq!(reader.get("/repositories").await.status, StatusCode::OK);
    assert_eq!(
        reader.send("POST", "/requests/plan", wish()).await.status,
        StatusCode::OK
    );
    assert_eq!(
        refused(&reader.send("POST", "/requests", wish()).await, 403),
        "scope"
    );
    let asker = Caller::with(&[Scope::Request]).await;
    assert_eq!(refused(&asker.get("/repositories").await, 403), "scope");
    assert_eq!(
        asker.send("POST", "/requests", wish()).await.status,
        StatusCode::CREATED
    );
    let decision = json!({"verdict": "approve", "commit": "a".repeat(40)});
    let path = format!("/reviews/{}/decision", filled_form().id);
    assert_eq!(
        refused(&asker.send("POST", &path, decision).await, 403),
        "scope"
    );
    assert_eq!(refused(&asker.get("/services").await, 403), "scope");
    let admin = Caller::with(&[Scope::Admin]).await;
    assert_eq!(
        refused(&admin.get("/services").await, 403),
        "denied",
        "the role counts too"
    );
}

#[tokio::test]
async fn what_the_router_refuses_is_told_in_the_same_form() {
    let caller = Caller::with(ALL).await;
    assert_eq!(refused(&caller.get("/nowhere").await, 404), "not-found");
    assert_eq!(
        refused(&caller.get("/requests/not-an-id").await, 404),
        "not-found"
    );
    assert_eq!(
        refused(&caller.get("/requests/%ff").await, 404),
        "not-found"
    );
    assert_eq!(
        refused(&caller.get("/repositories/1/2/a%00b").await, 404),
        "not-found"
    );
    let wrong = caller.bare("DELETE", "/requests").await;
    assert_eq!(refused(&wrong, 405), "method");
    assert!(
        wrong.header(ALLOW.as_str()).contains("POST"),
        "{}",
        wrong.header("allow")
    );
    let xml = caller
        .request("GET", "/me")
        .header(ACCEPT, "application/xml");
    let xml = caller.bench.send(xml.body(Body::empty()).unwrap()).await;
    assert_eq!(refused(&xml, 406), "accept");
    let text = caller
        .request("POST", "/requests")
        .header(CONTENT_TYPE, "text/plain");
    let text = caller.bench.send(text.body("{}".into()).unwrap()).await;
    assert_eq!(refused(&text, 415), "media-type");
    let large = json!({"comment": "x".repeat(70_000)});
    assert_eq!(
        refused(&caller.send("POST", "/requests", large).await, 413),
        "too-large"
    );
}

#[tokio::test]
async fn what_can_not_be_read_is_told_with_its_place() {
    let caller = Caller::with(ALL).await;
    let mut odd = wish();
    odd["keep"] = json!("many");
    let answer = caller.send("POST", "/requests", odd).await;
    assert_eq!(refused(&answer, 400), "unreadable");
    assert_eq!(read(&answer)["errors"][0]["pointer"], "#/keep");
    let mut same = wish();
    same["keep"] = json!(30.0);
    assert_eq!(
        caller.send("POST", "/requests", same).await.status,
        StatusCode::CREATED
    );
    for number in [json!(30.5), json!(-1), json!(1e300)] {
        let mut odd = wish();
        odd["keep"] = number;
        assert_eq!(
            refused(&caller.send("POST", "/requests", odd).await, 400),
            "unreadable"
        );
    }
    let mut odd = wish();
    odd["surplus"] = json!(1);
    assert_eq!(
        refused(&caller.send("POST", "/requests", odd).await, 400),
        "unreadable"
    );
    for body in [
        json!([]),
        json!(null),
        json!({}),
        json!({"name": "a\u{0}b"}),
    ] {
        assert_eq!(
            refused(&caller.send("POST", "/requests", body).await, 400),
            "unreadable"
        );
    }
    for query in ["q=%00", "nonsense=1", "stage=asleep", "mine=perhaps"] {
        let answer = caller.get(&format!("/requests?{query}")).await;
        assert_eq!(refused(&answer, 400), "unreadable", "{query}");
    }
    assert_eq!(
        refused(&caller.get("/requests?cursor=!!").await, 422),
        "refused"
    );
    assert_eq!(
        refused(&caller.get("/requests?created_from=2026-02-30").await, 422),
        "refused"
    );
}

#[tokio::test]
async fn a_refusal_says_the_pages_sentences_beside_their_fields() {
    let caller = Caller::with(ALL).await;
    let path = format!("/reviews/{}/decision", filled_form().id);
    let decision = json!({"verdict": "reject", "comment": "bad", "commit": "a".repeat(40)});
    let answer = caller.send("POST", &path, decision.clone()).await;
    assert_eq!(refused(&answer, 422), "refused");
    let problem = read(&answer);
    assert_eq!(problem["errors"][0]["pointer"], "#/comment");
    assert_eq!(problem["errors"][0]["detail"], "Say more");
    *caller.bench.portal.decide.lock().unwrap() = Err(PortalError::Stale("It has moved on".into()));
    let mut fine = decision;
    fine["comment"] = json!("fine");
    assert_eq!(
        refused(&caller.send("POST", &path, fine).await, 409),
        "conflict"
    );
    assert_eq!(refused(&caller.get("/reviews").await, 403), "denied");
    let away = caller
        .get("/repositories/123456789012/us-east-1/a%2Fb")
        .await;
    assert_eq!(refused(&away, 503), "unavailable");
    assert!(!away.header("retry-after").is_empty());
    let bug = caller.get("/requests?q=panic").await;
    assert_eq!(refused(&bug, 500), "bug");
    assert!(read(&bug)["incident"].as_str().unwrap().len() > 8);
}

#[tokio::test]
async fn the_same_call_with_a_key_happens_once() {
    let caller = Caller::with(ALL).await;
    let body = json!({"name": "other", "scopes": ["read"], "days": 5});
    let send = async |key: &str, body: &Value| {
        let request = caller.request("POST", "/tokens");
        let request = request.header("idempotency-key", key);
        let request = request.header(CONTENT_TYPE, "application/json");
        caller
            .bench
            .send(request.body(body.to_string().into()).unwrap())
            .await
    };
    let first = send("k1", &body).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
    let again = send("k1", &body).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.body, first.body);
    assert_eq!(again.location(), first.location());
    let made = || caller.bench.portal.submitted.lock().unwrap().len();
    assert_eq!(made(), 1, "it happened once");
    let other = json!({"name": "another", "scopes": ["read"], "days": 5});
    assert_eq!(refused(&send("k1", &other).await, 422), "key-reused");
    assert_eq!(send("k2", &body).await.status, StatusCode::CREATED);
    assert_eq!(made(), 2);
    let odd = send("a b", &body).await;
    assert_eq!(refused(&odd, 400), "unreadable");
    caller.bench.clock.advance(Timestamp::DAY_MS - 60_000);
    assert_eq!(
        send("k1", &body).await.header("idempotency-replayed"),
        "true",
        "for a day"
    );
}

#[tokio::test]
async fn a_token_that_calls_too_often_waits_and_is_told_how_long() {
    let caller = Caller::with(ALL).await;
    let first = caller.get("/me").await;
    assert_eq!(first.header("ratelimit-policy"), "\"reads\";q=600;w=60");
    assert_eq!(first.header("ratelimit"), "\"reads\";r=599;t=0");
    let body = json!({"name": "other", "scopes": ["read"], "days": 5});
    // The bucket fills while a slow machine empties it.
    let mut admitted = 0;
    let answer = loop {
        let answer = caller.send("POST", "/tokens", body.clone()).await;
        if answer.status != StatusCode::CREATED {
            break answer;
        }
        admitted += 1;
        assert!(admitted < 1000, "nothing is refused");
    };
    assert!(admitted >= 60, "{admitted}");
    assert_eq!(refused(&answer, 429), "too-many");
    assert!(
        answer.header("ratelimit").starts_with("\"changes\";r=0;t="),
        "{}",
        answer.header("ratelimit")
    );
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&wait), "{wait}");
    assert_eq!(
        caller.get("/me").await.status,
        StatusCode::OK,
        "looking goes on"
    );
    caller.bench.clock.advance(wait * 1000);
    assert_eq!(
        caller.send("POST", "/tokens", body).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn what_is_unchanged_is_not_sent_again() {
    let caller = Caller::with(ALL).await;
    let first = caller.get("/views").await;
    let mark = first.header("etag").to_owned();
    assert!(mark.starts_with('"'), "{mark}");
    let again = async |mark: &str| {
        let request = caller.request("GET", "/views").header(IF_NONE_MATCH, mark);
        caller
            .bench
            .send(request.body(Body::empty()).unwrap())
            .await
    };
    let same = again(&mark).await;
    assert_eq!(
        (same.status, same.body.as_str()),
        (StatusCode::NOT_MODIFIED, "")
    );
    let view = json!({"name": "Ours", "query": "team=payments"});
    assert_eq!(
        caller.send("POST", "/views", view).await.status,
        StatusCode::NO_CONTENT
    );
    let changed = again(&mark).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(changed.header("etag"), mark);
}

#[tokio::test]
async fn lists_lead_from_page_to_page() {
    let caller = Caller::with(ALL).await;
    let mut next = Some("/unmanaged?team=a%26b".to_owned());
    let mut seen = Vec::new();
    while let Some(path) = next {
        let answer = caller.get(&path).await;
        let page = read(&answer);
        seen.push(page["items"][0]["team"].as_str().unwrap().to_owned());
        let link = page["next"].as_str().map(str::to_owned);
        let header = answer.header("link");
        assert_eq!(!header.is_empty(), link.is_some());
        next = link.map(|link| {
            assert_eq!(header, format!("<{link}>; rel=\"next\""));
            assert!(link.contains("team=a%26b"), "filters stay: {link}");
            link.strip_prefix("/api/v1").unwrap().to_owned()
        });
    }
    assert_eq!(seen, ["=team0", "=team1", "=team2"]);
}

#[tokio::test]
async fn a_request_is_followed_by_a_token() {
    let caller = Caller::with(&[Scope::Read]).await;
    let id = filled_form().id;
    caller.bench.portal.request.lock().unwrap().stage = Stage::Draft;
    // An ended request, so that the stream ends as well.
    *caller.bench.portal.request.lock().unwrap() = crate::fake::request(
        Stage::Cancelled {
            pr: None,
            by: Login::new("dev-a"),
        },
        4,
    );
    let answer = caller.get(&format!("/requests/{id}/events")).await;
    assert_eq!(answer.header("content-type"), "text/event-stream");
    assert!(answer.body.contains("event: request\n"), "{}", answer.body);
    assert!(answer.body.contains("id: 4\n"), "{}", answer.body);
    let line = answer
        .body
        .lines()
        .find_map(|line| line.strip_prefix("data: "));
    let told: Value = serde_json::from_str(line.unwrap()).unwrap();
    assert_eq!(told["request"]["stage"], "cancelled");
    let seen = caller
        .request("GET", &format!("/requests/{id}/events"))
        .header("last-event-id", "4");
    let seen = caller.bench.send(seen.body(Body::empty()).unwrap()).await;
    assert_eq!(seen.status, StatusCode::NO_CONTENT);
}

/// A page of its own makes tokens; the secret is in the answer to its form alone.
#[tokio::test]
async fn tokens_are_made_and_revoked_on_their_page() {
    let bench = Bench::new().await;
    let page = bench.get("/settings/tokens").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("action=\"/settings/tokens/t-1/revoke\""),
        "{}",
        page.body
    );
    assert!(
        !page.body.contains("/settings/services"),
        "a developer looks after none"
    );
    let form = [
        ("name", "ci"),
        ("scopes", "read"),
        ("scopes", "request"),
        ("days", "30"),
    ];
    let made = bench.post("/settings/tokens", &form).await;
    assert_eq!(made.status, StatusCode::OK);
    assert!(made.body.contains(crate::fake_tokens::MADE));
    assert_eq!(made.header("cache-control"), "no-store");
    let wrong = bench
        .post("/settings/tokens", &[("name", "<b>"), ("days", "0")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("value=\"&lt;b&gt;\""),
        "what was typed is there"
    );
    assert!(wrong.body.contains("Choose at least one scope"));
    let revoked = bench.post("/settings/tokens/t-1/revoke", &[]).await;
    assert_eq!(revoked.location(), "/settings/tokens");
    let denied = bench
        .post("/settings/services", &[("name", "release-bot")])
        .await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    let admin = bench
        .session("admin-c", &[Role::Admin], "secret-of-admin-c")
        .await;
    let page = bench.get_as(&admin, "/settings/tokens").await;
    assert!(page.body.contains("/settings/services"));
    let reader = bench.get("/api").await;
    assert!(reader.body.contains("id=\"create_request\""));
    assert!(reader.body.contains("id=\"problem-refused\""));
}

#[tokio::test]
async fn the_document_is_for_everybody_and_says_what_it_is() {
    let caller = Caller::with(&[]).await;
    let open = Request::get("/api/v1/openapi.json")
        .header(HOST, "127.0.0.1:3000")
        .body(Body::empty())
        .unwrap();
    let answer = caller.bench.send(open).await;
    assert_eq!(answer.status, StatusCode::OK);
    let document = read(&answer);
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], "/api/v1");
    assert_eq!(answer.body, api_document().unwrap());
}

/// Against the specification's own schema, where it lies beside this repository.
#[test]
#[allow(clippy::print_stderr)]
fn the_document_is_as_the_specification_says() {
    let start = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = start
        .ancestors()
        .map(|folder| folder.join("../shared/contracts/openapi"));
    let Some(folder) = folders.find(|folder| folder.exists()) else {
        eprintln!("skipped: no ../shared/contracts/openapi");
        return;
    };
    let schema = std::fs::read_to_string(folder.join("3.1.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let document: Value = serde_json::from_str(&api_document().unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
}

/// Paths of the document with something in their braces.
fn sample(path: &str) -> String {
    let digest = format!("sha256:{}", "ab".repeat(32));
    path.replace("{account}", "123456789012")
        .replace("{region}", "us-east-1")
        .replace("{name}", "payments%2Fapi")
        .replace("{digest}", &digest)
        .replace("{exception}", "e-1")
        .replace("{list}", "teams")
        .replace("{table}", "teams")
        .replace("{day}", "2026-03-31")
        .replace("{id}", &filled_form().id)
}

#[tokio::test]
async fn every_answer_to_a_look_is_as_the_document_says() {
    let document: Value = serde_json::from_str(&api_document().unwrap()).unwrap();
    let roles = [Role::Developer, Role::Reviewer, Role::Admin];
    let caller = Caller::who("dev-a", &roles, ALL).await;
    let mut fine = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get").filter(|_| !path.ends_with("/events")) else {
            continue;
        };
        let query = if path.ends_with("lost-images") {
            "?at=5"
        } else {
            ""
        };
        let answer = caller.get(&format!("{}{query}", sample(path))).await;
        let status = answer.status.as_str();
        let told = &operation["responses"][status];
        assert!(told.is_object(), "{path}: {status} is not in the document");
        assert!(
            answer.status != StatusCode::BAD_REQUEST,
            "{path}: {}",
            answer.body
        );
        if answer.status == StatusCode::OK {
            fine += 1;
            let forms = told["content"].as_object().unwrap();
            let form = answer.header("content-type");
            let form = form.split(';').next().unwrap_or_default();
            assert!(
                forms.contains_key(form),
                "{path}: {form} is not in the document"
            );
            // A file is no JSON.
            if form == "application/json" {
                conforms(&document, &forms[form]["schema"], &read(&answer), path);
            }
        }
    }
    assert!(fine >= 20, "only {fine} looked well");
}

#[track_caller]
fn conforms(document: &Value, schema: &Value, found: &Value, what: &str) {
    let whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": document["components"],
        "allOf": [schema],
    });
    let validator = jsonschema::validator_for(&whole).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(found)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{what}: {found}");
}

#[tokio::test]
async fn every_change_by_its_body_is_as_the_document_says() {
    let document: Value = serde_json::from_str(&api_document().unwrap()).unwrap();
    let roles = [Role::Developer, Role::Reviewer, Role::Admin];
    let repository = "/repositories/{account}/{region}/{name}";
    let service = json!({"name": "release-bot", "about": "Asks on behalf of pipelines.", "roles": ["developer"]});
    let token = json!({"name": "ci", "scopes": ["read"], "days": 3});
    let exception = json!({"finding": "CVE-1", "reason": "Not reachable from here", "owner": "payments", "until": "2026-03-31"});
    let digests =
        json!({"digests": [format!("sha256:{}", "ab".repeat(32))], "confirm": "payments/api"});
    let adoption =
        json!({"repositories": [{"repository": "123456789012/us-east-1/a/b", "team": "x"}]});
    let rollout = json!({"part": "settings", "scan": true, "reason": "The standard has moved on", "shown": 2});
    let comment = json!({"comment": ""});
    let calls: Vec<(&str, String, Value)> = vec![
        ("post", "/requests/plan".into(), wish()),
        ("post", "/requests".into(), wish()),
        ("put", "/requests/{id}/answers".into(), wish()),
        ("post", "/requests/{id}/withdraw".into(), Value::Null),
        ("post", "/requests/{id}/take-back".into(), Value::Null),
        ("post", "/requests/{id}/retry".into(), Value::Null),
        ("post", "/drafts".into(), wish()),
        ("delete", "/drafts/{id}".into(), Value::Null),
        (
            "post",
            "/reviews/{id}/decision".into(),
            json!({"verdict": "approve", "commit": "a".repeat(40)}),
        ),
        (
            "post",
            format!("{repository}/lifecycle/plan"),
            json!({"policy": "{\"rules\":[]}"}),
        ),
        (
            "post",
            format!("{repository}/lifecycle/requests"),
            json!({"policy": "{\"rules\":[]}"}),
        ),
        (
            "post",
            format!("{repository}/settings/plan"),
            json!({"scan": true, "tags": {"cost": "1"}}),
        ),
        (
            "post",
            format!("{repository}/settings/requests"),
            json!({"scan": true}),
        ),
        (
            "post",
            format!("{repository}/access/plan"),
            json!({"pull_accounts": ["123456789012"]}),
        ),
        (
            "post",
            format!("{repository}/access/requests"),
            json!({"sure": true}),
        ),
        (
            "post",
            format!("{repository}/alarms/plan"),
            json!({"failed_pushes": true}),
        ),
        (
            "post",
            format!("{repository}/alarms/requests"),
            json!({"failed_pushes": true}),
        ),
        (
            "post",
            format!("{repository}/workflow/plan"),
            comment.clone(),
        ),
        (
            "post",
            format!("{repository}/workflow/requests"),
            comment.clone(),
        ),
        (
            "post",
            format!("{repository}/removal/plan"),
            json!({"way": "detach"}),
        ),
        (
            "post",
            format!("{repository}/removal/requests"),
            json!({"way": "detach", "confirm": "x"}),
        ),
        (
            "post",
            format!("{repository}/image-deletions/plan"),
            digests.clone(),
        ),
        ("post", format!("{repository}/image-deletions"), digests),
        ("post", format!("{repository}/exceptions"), exception),
        (
            "delete",
            format!("{repository}/exceptions/{{exception}}"),
            Value::Null,
        ),
        (
            "post",
            format!("{repository}/drift"),
            json!({"act": "look"}),
        ),
        (
            "post",
            format!("{repository}/drift/ignore"),
            json!({"between": "git_cluster", "reason": "We know about it", "until": "2026-03-31"}),
        ),
        ("post", "/adoptions/plan".into(), adoption.clone()),
        ("post", "/adoptions".into(), adoption),
        (
            "post",
            "/views".into(),
            json!({"name": "Ours", "query": "q=x"}),
        ),
        ("put", "/views/{id}".into(), json!({"name": "Ours"})),
        ("delete", "/views/{id}".into(), Value::Null),
        ("post", "/rollouts/plan".into(), rollout.clone()),
        ("post", "/rollouts".into(), rollout),
        (
            "post",
            "/rollouts/{id}/steer".into(),
            json!({"act": "pause"}),
        ),
        ("post", "/rollouts/{id}/undo".into(), Value::Null),
        (
            "post",
            "/rollouts/{id}/approvals".into(),
            json!({"requests": [{"request": filled_form().id, "commit": "a".repeat(40)}]}),
        ),
        (
            "post",
            "/opt-outs".into(),
            json!({"team": "x", "reason": "We freeze for a while", "until": "2026-03-31"}),
        ),
        ("delete", "/opt-outs/{id}".into(), Value::Null),
        ("post", "/tokens".into(), token.clone()),
        ("delete", "/tokens/{id}".into(), Value::Null),
        ("post", "/services".into(), service),
        ("delete", "/services/{name}".into(), Value::Null),
        ("post", "/services/{name}/tokens".into(), token),
    ];
    let caller = Caller::who("dev-a", &roles, ALL).await;
    let mut missed: Vec<String> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item
            .as_object()
            .unwrap()
            .keys()
            .filter(|method| *method != "get")
        {
            if !calls
                .iter()
                .any(|(known, at, _)| known == method && at == path)
            {
                missed.push(format!("{method} {path}"));
            }
        }
    }
    assert_eq!(missed, Vec::<String>::new(), "nobody tries these");
    for (method, path, body) in calls {
        let operation = &document["paths"][&path][method];
        assert!(operation.is_object(), "{method} {path} is gone");
        let at = if path.starts_with("/services/") {
            path.replace("{name}", "release-bot")
        } else {
            sample(&path)
        };
        let answer = match &body {
            Value::Null => caller.bare(&method.to_uppercase(), &at).await,
            body => {
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                conforms(&document, schema, body, &path);
                caller.send(&method.to_uppercase(), &at, body.clone()).await
            }
        };
        let told = &operation["responses"][answer.status.as_str()];
        assert!(
            told.is_object(),
            "{method} {path}: {} {}",
            answer.status,
            answer.body
        );
        assert!(
            ![400, 405, 415, 500].contains(&answer.status.as_u16()),
            "{method} {path}: {}",
            answer.body
        );
        if answer.status.is_success() && answer.status != StatusCode::NO_CONTENT {
            let schema = &told["content"]["application/json"]["schema"];
            conforms(&document, schema, &read(&answer), &path);
        }
    }
}

/// The review page that a token sees is the person's.
#[tokio::test]
async fn reviews_are_shown_before_they_are_given() {
    let caller = Caller::with(&[Scope::Read]).await;
    let answer = caller.get(&format!("/reviews/{}", filled_form().id)).await;
    let review = read(&answer);
    assert_eq!(review["deciders"], "acme/platform");
    assert_eq!(review["risk"], "low");
}
