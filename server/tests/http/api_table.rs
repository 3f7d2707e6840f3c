//! Whatever a page shows or does, an operation of the API does as well. A route that is new and stands in no row fails.

use domain::portal::Tab;
use server::http::{PAGES, api_operations};
use std::collections::BTreeSet;

/// A page's route with its method, and the operations that do the same. An empty list: there is nothing in it for a
/// program, and the words say why.
const TABLE: &[(&str, &str, &[&str], &str)] = &[
    ("get", "/", &["GET /home"], ""),
    ("get", "/requests", &["GET /requests"], ""),
    (
        "post",
        "/requests",
        &[
            "POST /requests",
            "PUT /requests/{id}/answers",
            "POST /drafts",
            "DELETE /drafts/{id}",
        ],
        "",
    ),
    (
        "get",
        "/requests/new",
        &["GET /drafts/{id}", "POST /requests/plan"],
        "",
    ),
    ("get", "/requests/new/check", &["POST /requests/plan"], ""),
    ("get", "/requests/{id}", &["GET /requests/{id}"], ""),
    (
        "post",
        "/requests/{id}/withdraw",
        &["POST /requests/{id}/withdraw"],
        "",
    ),
    (
        "post",
        "/requests/{id}/take-back",
        &["POST /requests/{id}/take-back"],
        "",
    ),
    (
        "post",
        "/requests/{id}/retry",
        &["POST /requests/{id}/retry"],
        "",
    ),
    (
        "get",
        "/requests/{id}/events",
        &["GET /requests/{id}/events"],
        "",
    ),
    ("get", "/choices/{list}", &["GET /choices/{list}"], ""),
    ("get", "/reviews", &["GET /reviews"], ""),
    ("get", "/reviews/{id}", &["GET /reviews/{id}"], ""),
    (
        "post",
        "/reviews/{id}",
        &["POST /reviews/{id}/decision"],
        "",
    ),
    ("get", "/rollouts", &["GET /rollouts"], ""),
    ("post", "/rollouts", &["POST /rollouts"], ""),
    ("get", "/rollouts/new", &["POST /rollouts/plan"], ""),
    ("post", "/rollouts/opt-outs", &["POST /opt-outs"], ""),
    (
        "post",
        "/rollouts/opt-outs/{id}/end",
        &["DELETE /opt-outs/{id}"],
        "",
    ),
    ("get", "/rollouts/{id}", &["GET /rollouts/{id}"], ""),
    (
        "post",
        "/rollouts/{id}",
        &[
            "POST /rollouts/{id}/steer",
            "POST /rollouts/{id}/undo",
            "POST /rollouts/{id}/approvals",
        ],
        "",
    ),
    ("get", "/search", &["GET /search"], ""),
    (
        "get",
        "/inventory",
        &["GET /repositories", "GET /facets"],
        "",
    ),
    ("get", "/inventory.csv", &["GET /repositories"], ""),
    ("get", "/inventory.json", &["GET /repositories"], ""),
    ("get", "/inventory/views", &["GET /views"], ""),
    ("post", "/inventory/views", &["POST /views"], ""),
    ("get", "/inventory/views/{id}", &["GET /views"], ""),
    ("post", "/inventory/views/{id}", &["PUT /views/{id}"], ""),
    (
        "post",
        "/inventory/views/{id}/delete",
        &["DELETE /views/{id}"],
        "",
    ),
    ("get", "/inventory/unmanaged", &["GET /unmanaged"], ""),
    (
        "get",
        "/inventory/unmanaged/adopt",
        &["POST /adoptions/plan"],
        "",
    ),
    (
        "post",
        "/inventory/unmanaged/adopt",
        &["POST /adoptions"],
        "",
    ),
    ("get", "/inventory/unmanaged.csv", &["GET /unmanaged"], ""),
    ("get", "/audit", &["GET /audit", "GET /audit/verify"], ""),
    ("get", "/audit.csv", &["GET /audit.csv"], ""),
    ("get", "/audit.jsonl", &["GET /audit.jsonl"], ""),
    ("get", "/insights", &["GET /insights"], ""),
    ("get", "/insights/scorecard", &["GET /insights"], ""),
    (
        "get",
        "/insights/days/{day}",
        &["GET /insights/days/{day}"],
        "",
    ),
    (
        "get",
        "/insights/tables/{table}",
        &["GET /insights/tables/{table}"],
        "",
    ),
    (
        "get",
        "/repositories/{account}/{region}/{*name}",
        &["GET /repositories/{account}/{region}/{name}"],
        "by tab, see TABS",
    ),
    (
        "post",
        "/repositories/{account}/{region}/{*name}",
        &["POST /repositories/{account}/{region}/{name}/drift"],
        "by tab, see TABS",
    ),
    (
        "get",
        "/settings/tokens",
        &["GET /tokens", "GET /services"],
        "",
    ),
    ("post", "/settings/tokens", &["POST /tokens"], ""),
    (
        "post",
        "/settings/tokens/{id}/revoke",
        &["DELETE /tokens/{id}"],
        "",
    ),
    ("post", "/settings/services", &["POST /services"], ""),
    (
        "post",
        "/settings/services/{name}/end",
        &["DELETE /services/{name}"],
        "",
    ),
    (
        "post",
        "/settings/services/{name}/tokens",
        &["POST /services/{name}/tokens"],
        "",
    ),
    ("get", "/api", &[], "the document itself, for people"),
    (
        "post",
        "/settings/theme",
        &[],
        "how pages look to a browser",
    ),
    ("get", "/settings", &["GET /me"], ""),
    (
        "post",
        "/settings/sessions/end",
        &[],
        "sessions are of browsers; tokens are revoked one by one",
    ),
    (
        "post",
        "/settings/sessions/{handle}/end",
        &[],
        "sessions are of browsers; tokens are revoked one by one",
    ),
    ("get", "/sign-in", &[], "tokens stand for the person"),
    ("get", "/sign-in/oidc", &[], "tokens stand for the person"),
    ("get", "/sign-in/leave", &[], "a token is revoked instead"),
    ("get", "/sign-in/github", &[], "tokens stand for the person"),
    (
        "get",
        "/sign-in/callback",
        &[],
        "tokens stand for the person",
    ),
    ("post", "/sign-out", &[], "a token is revoked instead"),
];

/// The tabs of a repository, with what stands behind its address.
const TABS: &[(Tab, &[&str])] = &[
    (
        Tab::Overview,
        &[
            "GET ",
            "GET /scorecard",
            "POST /drift",
            "POST /drift/ignore",
            "GET /lost-images",
            "GET /tombstone",
        ],
    ),
    (
        Tab::Images,
        &[
            "GET /images",
            "GET /images/{digest}",
            "POST /image-deletions/plan",
            "POST /image-deletions",
        ],
    ),
    (
        Tab::Findings,
        &[
            "GET /findings",
            "POST /exceptions",
            "DELETE /exceptions/{exception}",
        ],
    ),
    (
        Tab::Use,
        &[
            "GET /usage",
            "POST /workflow/plan",
            "POST /workflow/requests",
        ],
    ),
    (
        Tab::Access,
        &["GET /access", "POST /access/plan", "POST /access/requests"],
    ),
    (
        Tab::Lifecycle,
        &[
            "GET /lifecycle",
            "POST /lifecycle/plan",
            "POST /lifecycle/requests",
        ],
    ),
    (
        Tab::Settings,
        &[
            "GET /settings",
            "POST /settings/plan",
            "POST /settings/requests",
        ],
    ),
    (
        Tab::Monitoring,
        &[
            "GET /monitoring",
            "POST /alarms/plan",
            "POST /alarms/requests",
        ],
    ),
    (Tab::History, &["GET /history"]),
    (
        Tab::Removal,
        &["POST /removal/plan", "POST /removal/requests"],
    ),
];

fn operations() -> BTreeSet<String> {
    let all = api_operations().into_iter();
    all.map(|(method, path)| format!("{method} {path}"))
        .collect()
}

/// Every method and path of the pages.
fn routes() -> BTreeSet<(String, String)> {
    let all = PAGES.iter();
    all.map(|(method, path)| ((*method).to_owned(), (*path).to_owned()))
        .collect()
}

#[test]
fn every_page_and_every_form_has_an_operation() {
    let (routes, operations) = (routes(), operations());
    assert!(routes.len() > 40, "{routes:?}");
    let rows: BTreeSet<(String, String)> = TABLE
        .iter()
        .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    let missing: Vec<_> = routes.difference(&rows).collect();
    assert!(
        missing.is_empty(),
        "say which operation does the same: {missing:?}"
    );
    let gone: Vec<_> = rows.difference(&routes).collect();
    assert!(gone.is_empty(), "there is no such page any more: {gone:?}");
    for (method, path, named, why) in TABLE {
        assert!(
            !named.is_empty() || !why.is_empty(),
            "{method} {path}: why is there none?"
        );
        for operation in *named {
            assert!(
                operations.contains(*operation),
                "{method} {path}: no {operation}"
            );
        }
    }
}

#[test]
fn every_tab_of_a_repository_has_its_operations() {
    let operations = operations();
    for tab in Tab::ALL {
        let row = TABS.iter().find(|(known, _)| *known == tab);
        let (_, named) = row.unwrap_or_else(|| panic!("say which operations do what {tab:?} does"));
        for one in *named {
            let (method, rest) = one.split_once(' ').unwrap();
            let whole = format!("{method} /repositories/{{account}}/{{region}}/{{name}}{rest}");
            assert!(operations.contains(&whole), "{tab:?}: no {whole}");
        }
    }
}

#[test]
fn every_operation_stands_in_a_row() {
    let mut named: BTreeSet<String> = TABLE
        .iter()
        .flat_map(|(_, _, named, _)| named.iter().map(|one| (*one).to_owned()))
        .collect();
    for (_, rest) in TABS {
        for one in *rest {
            let (method, rest) = one.split_once(' ').unwrap();
            named.insert(format!(
                "{method} /repositories/{{account}}/{{region}}/{{name}}{rest}"
            ));
        }
    }
    named.insert("GET /me".into());
    let lonely: Vec<String> = operations().difference(&named).cloned().collect();
    assert!(lonely.is_empty(), "no page does what these do: {lonely:?}");
}
