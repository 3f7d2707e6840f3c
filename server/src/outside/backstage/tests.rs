//! The client against answers as Backstage gives them.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::outside::shared_json;
use domain::trouble::{Retry, TroubleKind};
use serde_json::{Value, json};
use std::sync::Mutex;
use wiremock::matchers::{any, body_json, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

const TARGET: &str = "https://github.example/acme/app/blob/main/catalog/ecr/api.yaml";
const ENTITY: EntityRef<'_> = EntityRef {
    kind: "Resource",
    namespace: "default",
    name: "ecr-payments-api",
};

fn client(url: &str) -> Backstage {
    watched(url, None)
}

fn watched(url: &str, observer: Option<Observer>) -> Backstage {
    let config = BackstageConfig {
        url: format!("{url}/"),
        token: Some(SecretString::from("backstage-token")),
    };
    Backstage::new(config, observer).unwrap()
}

async fn answers(server: &MockServer, verb: &str, at: &str, status: u16, body: &Value) {
    Mock::given(method(verb))
        .and(path(format!("/api/catalog{at}")))
        .and(header("authorization", "Bearer backstage-token"))
        .respond_with(ResponseTemplate::new(status).set_body_json(body))
        .mount(server)
        .await;
}

fn error(name: &str, status: u16) -> Value {
    json!({"error": {"name": name, "message": "in its words"}, "response": {"statusCode": status}})
}

fn listed(targets: &[(&str, &str)]) -> Value {
    let row =
        |(id, target): &(&str, &str)| json!({"data": {"id": id, "type": "url", "target": target}});
    targets.iter().map(row).collect()
}

fn group(name: &str) -> Value {
    json!({"metadata": {"name": name, "namespace": "default"}, "spec": {"type": "team"}})
}

fn names(entries: &[CatalogEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.name.as_str()).collect()
}

#[tokio::test]
async fn every_documented_exchange_is_understood() {
    let Some(cases) = shared_json("contracts/backstage/examples/locations.json") else {
        return;
    };
    for case in cases.as_array().unwrap() {
        let (name, asked) = (case["case"].as_str().unwrap(), &case["request"]);
        let at = asked["path"].as_str().unwrap();
        if at.contains("dryRun") {
            continue;
        }
        let server = MockServer::start().await;
        let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
        let mut answer = ResponseTemplate::new(status);
        if !case["body"].is_null() {
            answer = answer.set_body_json(&case["body"]);
        }
        Mock::given(method(asked["method"].as_str().unwrap()))
            .and(path(at))
            .respond_with(answer)
            .mount(&server)
            .await;
        let backstage = client(&server.uri());
        if at.contains("by-name") {
            let entity = EntityRef {
                name: at.rsplit('/').next().unwrap(),
                ..ENTITY
            };
            assert_eq!(backstage.entity(entity).await, Seen::Absent, "{name}");
            continue;
        }
        if status == 204 {
            let id = at.rsplit('/').next().unwrap();
            assert_eq!(backstage.remove_location(id).await, Ok(()), "{name}");
            continue;
        }
        let target = asked["body"]["target"].as_str().unwrap();
        let id = "33333333-3333-4333-8333-333333333333";
        if status == 409 {
            let rows = listed(&[("other", TARGET), (id, target)]);
            answers(&server, "GET", LOCATIONS, 200, &rows).await;
        }
        let outcome = backstage.ensure_location(target).await;
        match status {
            401 => assert_eq!(outcome.unwrap_err().kind, TroubleKind::SignIn, "{name}"),
            403 => assert_eq!(outcome.unwrap_err().kind, TroubleKind::Permission, "{name}"),
            _ => assert_eq!(outcome.as_deref(), Ok(id), "{name}"),
        }
    }
}

#[tokio::test]
async fn a_location_is_registered_as_an_address() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/api/catalog/locations"))
        .and(header("authorization", "Bearer backstage-token"))
        .and(body_json(json!({"type": "url", "target": TARGET})))
        .respond_with(ResponseTemplate::new(201).set_body_json(
            json!({"location": {"id": "one", "type": "url", "target": TARGET}, "entities": []}),
        ))
        .mount(&server)
        .await;
    let made = client(&server.uri()).ensure_location(TARGET).await;
    assert_eq!(made.as_deref(), Ok("one"));
}

#[tokio::test]
async fn a_conflict_about_something_else_stays_one() {
    let server = MockServer::start().await;
    answers(
        &server,
        "POST",
        LOCATIONS,
        409,
        &error("ConflictError", 409),
    )
    .await;
    answers(
        &server,
        "GET",
        LOCATIONS,
        200,
        &listed(&[("other", "https://x")]),
    )
    .await;
    let trouble = client(&server.uri())
        .ensure_location(TARGET)
        .await
        .unwrap_err();
    assert_eq!(trouble.kind, TroubleKind::Conflict);
    let words = "POST /locations: 409: ConflictError: in its words";
    assert_eq!(trouble.message, words);
}

#[tokio::test]
async fn removing_what_is_gone_is_no_trouble() {
    let server = MockServer::start().await;
    answers(
        &server,
        "DELETE",
        "/locations/one",
        404,
        &error("NotFoundError", 404),
    )
    .await;
    assert_eq!(client(&server.uri()).remove_location("one").await, Ok(()));
}

#[tokio::test]
async fn a_file_goes_from_unknown_to_registered_to_listed() {
    let server = MockServer::start().await;
    let at = "/entities/by-name/resource/default/ecr-payments-api";
    let backstage = client(&server.uri());
    let state = || backstage.catalog_state(TARGET, ENTITY);

    answers(&server, "GET", at, 404, &error("NotFoundError", 404)).await;
    answers(&server, "GET", LOCATIONS, 200, &listed(&[])).await;
    assert_eq!(state().await, Seen::Absent);

    server.reset().await;
    answers(&server, "GET", at, 404, &error("NotFoundError", 404)).await;
    answers(&server, "GET", LOCATIONS, 200, &listed(&[("one", TARGET)])).await;
    let location = "one".to_owned();
    assert_eq!(
        state().await,
        Seen::Present(CatalogSeen::Registered { location })
    );

    server.reset().await;
    answers(
        &server,
        "GET",
        at,
        200,
        &json!({"metadata": {"name": "ecr-payments-api"}}),
    )
    .await;
    let entity = "resource:default/ecr-payments-api".to_owned();
    assert_eq!(state().await, Seen::Present(CatalogSeen::Listed { entity }));
}

#[tokio::test]
async fn all_pages_of_a_kind_are_read() {
    let server = MockServer::start().await;
    let page = |names: &[&str], next: Option<&str>| {
        let items: Vec<Value> = names.iter().map(|name| group(name)).collect();
        json!({"items": items, "totalItems": 3, "pageInfo": {"nextCursor": next}})
    };
    let shown = json!({"metadata": {"name": "payments", "title": "unused"}, "spec": {"type": "team", "profile": {"displayName": "All payments"}}});
    let mut first = page(&["Web"], Some("c+/=2"));
    first["items"].as_array_mut().unwrap().push(shown);
    for (key, value, body) in [
        ("filter", "kind=group", first),
        ("cursor", "c+/=2", page(&["billing"], None)),
    ] {
        Mock::given(path("/api/catalog/entities/by-query"))
            .and(query_param(key, value))
            .and(query_param("limit", "500"))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .expect(1)
            .mount(&server)
            .await;
    }
    let groups = client(&server.uri()).groups().await.unwrap();
    assert_eq!(names(&groups), ["payments", "billing", "Web"]);
    let payments = CatalogEntry {
        namespace: "default".into(),
        name: "payments".into(),
        title: "All payments".into(),
        kind_of: Some("team".into()),
    };
    assert_eq!(groups[0], payments);
}

#[tokio::test]
async fn an_older_backstage_is_read_by_offset() {
    for missing in [404, 501] {
        let server = MockServer::start().await;
        Mock::given(path("/api/catalog/entities/by-query"))
            .respond_with(ResponseTemplate::new(missing).set_body_string("<pre>Cannot GET</pre>"))
            .mount(&server)
            .await;
        let full: Vec<Value> = (0..PAGE)
            .map(|number| group(&format!("s{number}")))
            .collect();
        for (offset, items) in [("0", full), ("500", vec![group("last")])] {
            Mock::given(path("/api/catalog/entities"))
                .and(query_param("filter", "kind=system"))
                .and(query_param("offset", offset))
                .respond_with(ResponseTemplate::new(200).set_body_json(items))
                .expect(1)
                .mount(&server)
                .await;
        }
        let systems = client(&server.uri()).systems().await.unwrap();
        assert_eq!(systems.len(), PAGE + 1);
    }
}

#[tokio::test]
async fn pages_that_never_end_are_given_up() {
    let server = MockServer::start().await;
    let page = json!({"items": [group("one")], "pageInfo": {"nextCursor": "again"}});
    answers(&server, "GET", BY_QUERY, 200, &page).await;
    let groups = client(&server.uri()).groups().await.unwrap();
    assert_eq!(names(&groups), ["one"]);
}

#[tokio::test]
async fn every_status_has_its_place_in_the_table() {
    let cases = [
        (400, "InputError", TroubleKind::Refused, Retry::Never),
        (
            401,
            "AuthenticationError",
            TroubleKind::SignIn,
            Retry::Never,
        ),
        (
            403,
            "NotAllowedError",
            TroubleKind::Permission,
            Retry::Never,
        ),
        (404, "NotFoundError", TroubleKind::Missing, Retry::LookAgain),
        (
            409,
            "ConflictError",
            TroubleKind::Conflict,
            Retry::LookAgain,
        ),
        (
            429,
            "RateLimitError",
            TroubleKind::RateLimited,
            Retry::Backoff,
        ),
        (500, "Error", TroubleKind::Failing, Retry::Backoff),
        (
            503,
            "ServiceUnavailableError",
            TroubleKind::Failing,
            Retry::Backoff,
        ),
    ];
    for (status, name, kind, retry) in cases {
        let server = MockServer::start().await;
        answers(&server, "GET", LOCATIONS, status, &error(name, status)).await;
        let trouble = client(&server.uri()).location(TARGET).await.unwrap_err();
        assert_eq!((trouble.kind, trouble.retry), (kind, retry), "{status}");
        let words = format!("GET /locations: {status}: {name}: in its words");
        assert_eq!(trouble.message, words);
    }
}

#[tokio::test]
async fn answers_that_are_not_backstages_are_trouble_too() {
    let cases = [
        (200, "<html>Sign in</html>", TroubleKind::Nonsense),
        (302, "", TroubleKind::Nonsense),
        (404, "<html>nothing here</html>", TroubleKind::Nonsense),
        (502, "<html>Bad Gateway</html>", TroubleKind::Failing),
    ];
    for (status, body, kind) in cases {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(status).set_body_string(body))
            .mount(&server)
            .await;
        let seen = client(&server.uri()).entity(ENTITY).await;
        let trouble = seen.trouble().unwrap();
        assert_eq!(trouble.kind, kind, "{status}: {}", trouble.message);
        assert!(!trouble.message.contains("<html>"), "{}", trouble.message);
    }
    // Nobody listens on port 9 of this machine.
    let seen = client("http://127.0.0.1:9").entity(ENTITY).await;
    let trouble = seen.trouble().unwrap();
    assert_eq!(trouble.kind, TroubleKind::Unreachable);
    assert!(!trouble.message.contains("token"), "{}", trouble.message);
}

#[test]
fn a_pause_that_is_asked_for_is_kept() {
    let now = domain::time::Timestamp(1_768_000_000_000);
    let answer = Answer {
        status: StatusCode::TOO_MANY_REQUESTS,
        headers: [(http::header::RETRY_AFTER, "30".parse().unwrap())]
            .into_iter()
            .collect(),
        body: bytes::Bytes::new(),
    };
    let trouble = trouble::of(&answer, "GET /locations", now);
    assert_eq!(trouble.retry, Retry::At(now.plus_seconds(30)));
}

#[tokio::test]
async fn the_observer_hears_of_every_call() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&heard);
    let observer: Observer = Arc::new(move |system, outcome| {
        let kind = outcome.err().map(|trouble| trouble.kind);
        notes.lock().unwrap().push((system, kind));
    });
    let server = MockServer::start().await;
    answers(&server, "GET", LOCATIONS, 200, &listed(&[])).await;
    let at = "/entities/by-name/resource/default/ecr-payments-api";
    answers(&server, "GET", at, 404, &error("NotFoundError", 404)).await;
    let backstage = watched(&server.uri(), Some(observer));
    assert_eq!(backstage.catalog_state(TARGET, ENTITY).await, Seen::Absent);
    assert!(backstage.groups().await.is_err());
    let heard = heard.lock().unwrap().clone();
    let (well, odd) = (None, Some(TroubleKind::Nonsense));
    let expected = [well, well, well, odd].map(|kind| (System::Backstage, kind));
    assert_eq!(heard, expected);
}

#[test]
fn the_page_of_an_entity_is_where_people_find_it() {
    let backstage = client("https://backstage.acme.example");
    assert_eq!(
        backstage.entity_url(ENTITY),
        "https://backstage.acme.example/catalog/default/resource/ecr-payments-api"
    );
}
