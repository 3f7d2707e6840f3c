//! Whatever changes something leaves a row in the audit record, and so does whatever is refused.
//!
//! A new address that changes something fails [`every_change_is_in_the_table`] until it has a row.

use super::table::Row;
use super::world::Who::{self, Admin, Bystander, Requester, Reviewer};
use super::world::World;
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST};
use domain::audit::{AuditRow, Credential};
use server::http::{PAGES, api_operations};
use server::store::{AuditSearch, AuditSight};
use std::collections::BTreeSet;

/// What an act leaves behind.
#[derive(Clone, Copy)]
enum Leaves {
    /// A row of this action, by whoever acts.
    A(&'static str),
    /// A request, whose rows are those of every request: it takes systems that are down here, and is refused.
    ARequest,
    /// As it says.
    Nothing(&'static str),
}
use Leaves::{A, ARequest, Nothing};

type Form = &'static [(&'static str, &'static str)];

const REPOSITORY: &str = "/repositories/{account}/{region}/{*name}";
const SAVE: Form = &[("action", "save"), ("id", "{fresh}"), ("name", "x")];
const DISCARD: Form = &[("action", "discard"), ("id", "{fresh}")];
const APPROVE: Form = &[("verdict", "approve"), ("head", "{head}")];
const OUT: Form = &[
    ("team", "payments"),
    ("reason", "The freeze before the holidays"),
    ("until", "{soon}"),
];
const TOKEN: Form = &[("name", "ci"), ("scopes", "read"), ("days", "7")];
const SERVICE: Form = &[
    ("name", "release-bot"),
    ("about", "Publishes releases; platform answers for it"),
    ("roles", "developer"),
];
const IMAGES: &str = "AWS is asked in between: tests of the shelf and the deletion's story";

/// Route, address, form, who, what is left. In their order: later ones work on what earlier ones left.
#[rustfmt::skip]
const TABLE: &[(&str, &str, Form, Who, Leaves)] = &[
    ("/requests", "/requests", SAVE, Requester, A("draft.saved")),
    ("/requests", "/requests", DISCARD, Requester, A("draft.discarded")),
    ("/requests", "/requests", &[("id", "{fresh}")], Requester, ARequest),
    ("/reviews/{id}", "/reviews/{request}", APPROVE, Reviewer, A("request.reviewed")),
    ("/requests/{id}/retry", "/requests/{request}/retry", &[], Requester, Nothing("it goes on already; a retry is an event like the others")),
    ("/requests/{id}/withdraw", "/requests/{request}/withdraw", &[], Requester, A("request.entered")),
    ("/requests/{id}/take-back", "/requests/{left}/take-back", &[], Requester, ARequest),
    ("/rollouts", "/rollouts", &[], Reviewer, Nothing("the form is empty; the rollout's story starts one")),
    ("/rollouts/opt-outs", "/rollouts/opt-outs", OUT, Admin, A("opt_out.granted")),
    ("/rollouts/opt-outs/{id}/end", "/rollouts/opt-outs/{opt-out}/end", &[], Admin, A("opt_out.ended")),
    ("/rollouts/{id}", "/rollouts/{rollout}", &[("act", "pause")], Reviewer, A("rollout.moved")),
    ("/inventory/views", "/inventory/views", &[("name", "Mine")], Bystander, A("view.kept")),
    ("/inventory/views/{id}", "/inventory/views/{view}", &[("name", "Ours")], Bystander, A("view.changed")),
    ("/inventory/views/{id}/delete", "/inventory/views/{view}/delete", &[], Bystander, A("view.dropped")),
    ("/inventory/unmanaged/adopt", "/inventory/unmanaged/adopt", &[], Requester, ARequest),
    (REPOSITORY, "{repository}", &[("act", "look")], Requester, Nothing("it only looks")),
    (REPOSITORY, "{repository}/-/images", &[("d", "x")], Admin, Nothing(IMAGES)),
    (REPOSITORY, "{repository}/-/findings", &[("end", "none")], Admin, Nothing("there is no such exception")),
    (REPOSITORY, "{repository}/-/settings", &[("ask", "1")], Requester, ARequest),
    ("/settings/tokens", "/settings/tokens", TOKEN, Bystander, A("token.made")),
    ("/settings/tokens/{id}/revoke", "/settings/tokens/{token}/revoke", &[], Bystander, A("token.revoked")),
    ("/settings/services", "/settings/services", SERVICE, Admin, A("service.made")),
    ("/settings/services/{name}/tokens", "/settings/services/release-bot/tokens", TOKEN, Admin, A("token.made")),
    ("/settings/services/{name}/end", "/settings/services/release-bot/end", &[], Admin, A("service.ended")),
    ("/settings/theme", "/settings/theme", &[("theme", "dark")], Bystander, Nothing("a cookie of the browser")),
    ("/settings/sessions/{handle}/end", "/settings/sessions/{other-session}/end", &[], Admin, A("session.ended")),
    ("/settings/sessions/end", "/settings/sessions/end", &[], Reviewer, Nothing("there is no other session; the store's test ends some")),
    ("/sign-out", "/sign-out", &[], Admin, A("session.ended")),
];

/// Operations of the API that change something: by the same use-cases as the pages', as the table of both holds.
const OPERATIONS: usize = 34;

#[test]
fn every_change_is_in_the_table() {
    let walked: BTreeSet<_> = TABLE.iter().map(|row| row.0).collect();
    let pages = PAGES.iter().filter(|(method, _)| *method != "get");
    let there: BTreeSet<_> = pages.map(|(_, path)| *path).collect();
    assert_eq!(walked, there, "say what it leaves in the audit record");
    let operations = api_operations().into_iter();
    let changes: Vec<_> = operations
        .filter(|(method, path)| method != "GET" && !path.ends_with("/plan"))
        .collect();
    assert_eq!(
        changes.len(),
        OPERATIONS,
        "which page does it as well? {changes:?}"
    );
}

async fn rows(world: &World) -> Vec<AuditRow> {
    let all = AuditSearch::default();
    let found = world.store().find_audit(&AuditSight::All, &all, 10_000);
    let mut rows = found.await.unwrap();
    rows.sort_by_key(|row| row.number);
    rows
}

/// Ids of what the acts before have made.
async fn filled(world: &World, text: &str, who: Who) -> String {
    let store = world.store();
    let login = who.person().unwrap().login;
    let mut text = world.fill(text);
    if text.contains("{view}") {
        let views = store.views_for(&login, 5).await.unwrap();
        text = text.replace("{view}", &views[0].id);
    }
    if text.contains("{token}") {
        let tokens = store.tokens_of(&login, domain::time::Timestamp(0)).await;
        let made = tokens.unwrap().into_iter().find(|token| token.name == "ci");
        text = text.replace("{token}", &made.unwrap().id);
    }
    if text.contains("{other-session}") {
        let handle = world.another_session(who).await;
        text = text.replace("{other-session}", &handle);
    }
    text
}

#[tokio::test]
async fn whatever_changes_something_leaves_a_row() {
    let world = World::new().await;
    let mut wrong = Vec::new();
    for (route, url, form, who, leaves) in TABLE {
        let url = filled(&world, url, *who).await;
        let before = rows(&world).await.len();
        let row = Row {
            method: "post",
            route,
            url: "",
            form,
            whom: super::table::Whom::Everybody,
        };
        let answer = world.ask(&row, &url, *who).await;
        let left: Vec<AuditRow> = rows(&world).await.split_off(before);
        let words: Vec<&str> = left.iter().map(|row| row.entry.action.as_str()).collect();
        let is_right = match leaves {
            A(action) => left.iter().any(|row| {
                let entry = &row.entry;
                entry.action.as_str() == *action
                    && entry.who.name == who.person().unwrap().login.to_string()
                    && matches!(entry.held, Some(Credential::Session(_)))
            }),
            // Either it was made, or nothing was.
            ARequest => {
                answer.status.as_u16() >= 400 || answer.status.is_success() || !left.is_empty()
            }
            Nothing(_) => left.is_empty(),
        };
        let why = match leaves {
            Nothing(why) => why,
            _ => "",
        };
        if !is_right {
            wrong.push(format!("{url}: {} left {words:?} {why}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let report = world.store().verify_audit(&[]).await.unwrap();
    assert_eq!(report.fault, None);
}

#[tokio::test]
async fn whatever_is_refused_leaves_a_row() {
    let world = World::new().await;
    let before = rows(&world).await.len();
    let post = |path: &str| Request::post(path).header(HOST, "127.0.0.1:3000");
    let form = "application/x-www-form-urlencoded";
    // A person without the role.
    let row = Row {
        method: "post",
        route: "/settings/services",
        url: "",
        form: &[],
        whom: super::table::Whom::Everybody,
    };
    world.ask(&row, "/settings/services", Bystander).await;
    // A session that is over, and none at all.
    let stale = post("/settings/tokens")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, form)
        .header(COOKIE, "berth=no-such-session");
    world.send(stale.body(Body::empty()).unwrap()).await;
    // A form of another site.
    let foreign = post("/settings/tokens")
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://evil.example")
        .header(CONTENT_TYPE, form);
    world.send(foreign.body(Body::empty()).unwrap()).await;
    // Webhooks without a signature, a token that is none, one with too small a scope, metrics.
    for path in ["/webhooks/github", "/webhooks/aws"] {
        world.send(post(path).body(Body::from("{}")).unwrap()).await;
    }
    world.call("GET", "/me", "", None).await;
    let reads = world.reading(Admin).await;
    world.call("POST", "/services", "{}", Some(&reads)).await;
    world
        .call("GET", "/services", "", world.token(Bystander))
        .await;
    let metrics = Request::get("/metrics").header(AUTHORIZATION, "Bearer x");
    world.send(metrics.body(Body::empty()).unwrap()).await;
    // A sign-in that did not begin here.
    let back = Request::get("/sign-in/callback?state=x&code=y").header(HOST, "127.0.0.1:3000");
    world.send(back.body(Body::empty()).unwrap()).await;

    let left: Vec<AuditRow> = rows(&world).await.split_off(before);
    let said: Vec<(&str, &str, &str)> = left
        .iter()
        .filter(|row| row.entry.action.is_refusal())
        .map(|row| {
            let entry = &row.entry;
            (entry.action.as_str(), &*entry.who.name, &*entry.object)
        })
        .collect();
    assert_eq!(
        said,
        [
            ("refused.permission", "bystander", "POST /settings/services"),
            ("refused.session", "", "POST /settings/tokens"),
            ("refused.cross_site", "", "POST /settings/tokens"),
            ("refused.webhook", "", "POST /webhooks/github"),
            ("refused.webhook", "", "POST /webhooks/aws"),
            ("refused.token", "", "GET /api/v1/me"),
            ("refused.scope", "admin", "POST /api/v1/services"),
            ("refused.permission", "bystander", "GET /api/v1/services"),
            ("refused.token", "", "GET /metrics"),
            ("refused.sign_in", "", "GET /sign-in/callback"),
        ]
    );
    let scope = left
        .iter()
        .find(|row| row.entry.action.as_str() == "refused.scope");
    assert!(matches!(
        scope.unwrap().entry.held,
        Some(Credential::Token(_))
    ));
    // A flood of the same adds nothing before its window is over.
    let count = rows(&world).await.len();
    for _ in 0..50 {
        world.ask(&row, "/settings/services", Bystander).await;
    }
    assert_eq!(rows(&world).await.len(), count);
}
