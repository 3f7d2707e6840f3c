use super::bench::{Bench, promises};
use super::samples::*;
use domain::testing::NOW;
use server::store::Store;
use sqlx::{Connection, PgConnection, SqliteConnection};

promises! {
    every_statement_is_understood,
    opening_again_changes_nothing,
    the_database_answers,
}

async fn every_statement_is_understood(bench: &Bench) {
    let statements = Store::statements();
    assert!(statements.len() > 60, "{}", statements.len());
    for sql in statements {
        if let Err(error) = bench.store.prepare(sql).await {
            panic!("{error}\n{sql}");
        }
    }
}

async fn opening_again_changes_nothing(bench: &Bench) {
    let request = submitted(bench, "a/one").await;
    let again = Store::open(&bench.url, 2).await.unwrap();
    assert_eq!(again.request(&request.id).await.unwrap(), Some(request));
}

async fn the_database_answers(bench: &Bench) {
    bench.store.ping().await.unwrap();
}

async fn open_many(url: &str) {
    let all: Vec<_> = (0..6)
        .map(|_| {
            let url = url.to_owned();
            tokio::spawn(async move { Store::open(&url, 2).await.unwrap().ping().await.unwrap() })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_processes_may_start_at_once_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    open_many(&format!("sqlite://{}/berth.db", folder.path().display())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_processes_may_start_at_once_on_postgres() {
    if let Some((admin, name)) = Bench::new_database().await {
        open_many(&format!("{}/{name}", admin.rsplit_once('/').unwrap().0)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_in_memory_serves_several_at_once() {
    let store = Store::open("sqlite::memory:", 4).await.unwrap();
    let all: Vec<_> = (0..8)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .submit(&new_request(&format!("a/repo-{number}")))
                    .await
                    .unwrap()
            })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
    assert_eq!(store.verify_all().await.unwrap().requests, 8);
}

#[tokio::test]
async fn an_address_of_another_kind_is_refused() {
    for url in ["mysql://x", "", "sqlite:///proc/nowhere/berth.db"] {
        assert!(Store::open(url, 2).await.is_err(), "{url}");
    }
}

/// Rows as each migration leaves them, so that the next one meets some.
const ROWS_AFTER: &[(i64, &str)] = &[
    (
        1,
        "INSERT INTO drafts (id, owner, form_json, saved) VALUES ('0197c9d2-7c1a-7000-8000-0000000000aa', 'dora', '{}', 5);",
    ),
    (
        2,
        "INSERT INTO people (login, person_json, updated) VALUES ('dora', '{}', 5);",
    ),
    (
        3,
        "INSERT INTO repositories (id, account, region, name, in_aws) VALUES (7, '123456789012', 'us-east-1', 'old/one', TRUE);",
    ),
    (
        4,
        "INSERT INTO kept_forms (hash, path, fields_json, expires) VALUES ('aa', '/requests', '[]', 5);",
    ),
    (
        10,
        "INSERT INTO images (id, repository, digest, tags, tag_count, pushed, bytes, kind, archived, mark) \
         VALUES (1, 7, 'sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a', 'v1', 1, 5, 9, 'image', FALSE, 3); \
         INSERT INTO image_tags (repository, tag, image) VALUES (7, 'v1', 1); \
         INSERT INTO findings (id, repository, name, package, version, severity, severity_rank, first_seen, is_open) \
         VALUES (1, 7, 'CVE-2026-1', 'zlib', '1.2', 'HIGH', 1, 5, TRUE); \
         INSERT INTO image_findings (image, finding) VALUES (1, 1); \
         INSERT INTO finding_exceptions (id, repository, finding, reason, owner, until, granted_by, created) \
         VALUES ('e1', 7, 'CVE-2026-1', 'not reachable', 'payments', 9, 'dora', 5); \
         INSERT INTO repository_days (repository, day, image_count, bytes, untagged_bytes) VALUES (7, 20000, 1, 9, 0); \
         INSERT INTO team_days (team, day, repositories, image_count, bytes, untagged_bytes, critical, high, score_sum, scored) \
         VALUES ('payments', 20000, 1, 1, 9, 0, 0, 1, 80, 1); \
         INSERT INTO saved_views (id, owner, name, query, is_shared, created) VALUES ('v1', 'dora', 'Ours', 'team=x', TRUE, 5);",
    ),
    (
        11,
        "INSERT INTO repositories (id, account, region, name, in_aws) VALUES (8, '123456789012', 'us-east-1', 'new/two', TRUE); \
         DELETE FROM repositories WHERE name = 'new/two';",
    ),
    (
        12,
        "INSERT INTO repository_events (account, region, name, version, at, actor_json, kind, deed_json, hash) \
         VALUES ('123456789012', 'us-east-1', 'old/one', 1, 5, '{\"kind\":\"berth\"}', 'images_deleted', '{}', 'aa');",
    ),
    (
        14,
        "UPDATE repositories SET guess_team = 'payments', guess_confidence = 'weak', guess_evidence = 'Its name.', \
         untagged_waste = 1, untagged_waste_bytes = 9, untagged_waste_archived = 0 WHERE id = 7;",
    ),
    (
        15,
        "INSERT INTO saved_views (id, owner, name, query, is_shared, created) VALUES ('v2', 'dora', 'Mine', '', FALSE, 6);",
    ),
    (
        16,
        "INSERT INTO saved_views (id, owner, name, query, is_shared, created) VALUES ('v3', 'dora', 'Theirs', '', FALSE, 7);",
    ),
    (17, "UPDATE repositories SET adopted = TRUE WHERE id = 7;"),
    (
        18,
        "INSERT INTO drifts (account, region, name, lines_json, since) VALUES ('123456789012', 'us-east-1', 'old/one', '[]', 5); \
         INSERT INTO losses (account, region, name, at, images, bytes) VALUES ('123456789012', 'us-east-1', 'old/one', 5, 1, 9); \
         INSERT INTO lost_images (account, region, name, at, digest, tags, pushed, bytes, kind) \
         VALUES ('123456789012', 'us-east-1', 'old/one', 5, 'sha256:aa', 'v1', 4, 9, 'image');",
    ),
    (
        19,
        "INSERT INTO tombstones (account, region, name, at, request_id, way, list, images, bytes, locked_until) \
         SELECT '123456789012', 'us-east-1', 'gone/one', 5, id, 'detach', NULL, 0, 0, 9 FROM requests;",
    ),
    (
        20,
        "INSERT INTO rollouts (id, aim_json, reason, started_by, started, per_team, state) \
         VALUES ('0197c9d2-7c1a-7000-8000-0000000000bb', '{}', 'x', 'dora', 5, 3, 'paused'); \
         INSERT INTO rollout_items (rollout, place, account, region, name, request, state) \
         VALUES ('0197c9d2-7c1a-7000-8000-0000000000bb', 0, '123456789012', 'us-east-1', 'old/one', \
         '0197c9d2-7c1a-7000-8000-0000000000cc', 'waiting'); \
         INSERT INTO rollout_events (rollout, version, at, sentence) \
         VALUES ('0197c9d2-7c1a-7000-8000-0000000000bb', 1, 5, 'Started'); \
         INSERT INTO opt_outs (id, team, reason, until, granted_by, created) VALUES ('o1', 'payments', 'x', 9, 'dora', 5);",
    ),
    (
        21,
        "INSERT INTO cluster_drifts (account, region, name, lines_json, since) VALUES ('123456789012', 'us-east-1', 'old/one', '[]', 5); \
         INSERT INTO cluster_objects (account, region, name, says_json) VALUES ('123456789012', 'us-east-1', 'old/one', '{}'); \
         INSERT INTO cluster_looks (application, tried) VALUES ('ecr-app', 5); \
         UPDATE repositories SET drift = 'lost' WHERE id = 7; UPDATE losses SET past = TRUE;",
    ),
    (
        22,
        "INSERT INTO unmanaged_drifts (account, region, name, lines_json, since, ignored_until) \
         VALUES ('123456789012', 'us-east-1', 'old/one', '[null]', 5, 9);",
    ),
    (
        23,
        "INSERT INTO services (name, about, roles_json, teams_json, created, made_by) \
         VALUES ('release-bot', 'x', '[]', '[]', 5, 'dora'); \
         INSERT INTO api_tokens (id, secret_hash, hint, service, name, scopes_json, created, made_by, expires) \
         VALUES ('t1', 'h1', 'berth_svc_abcd', 'release-bot', 'ci', '[]', 5, 'dora', 9);",
    ),
    (
        24,
        "INSERT INTO replays (token, key, call_hash, began) VALUES ('t1', 'k', 'h', 5);",
    ),
    (
        25,
        "INSERT INTO identities (provider, subject, login, name, grants_json, checked) \
         VALUES ('oidc', '1', 'dora@acme.example', 'dora', '{\"roles\":[],\"teams\":[]}', 5); \
         INSERT INTO sessions (id_hash, login, created, last_seen, csrf, provider, browser, checked, oidc_token) \
         VALUES ('h', 'dora@acme.example', 5, 5, '', 'oidc', 'Firefox', 5, 'x'); \
         INSERT INTO sign_ins (hash, return_to, verifier, expires, provider, nonce, linking) \
         VALUES ('s', '/', 'v', 5, 'github', 'n', 'dora');",
    ),
    (
        26,
        "INSERT INTO audit (number, at, who_kind, who, action, object, reason, hash) \
         VALUES (1, 5, 'system', 'berth', 'view.kept', 'Ours', '', 'aa'); \
         UPDATE audit_head SET number = 1, hash = 'aa';",
    ),
];

macro_rules! migrate_step_by_step {
    ($connection:expr) => {{
        let migrator = sqlx::migrate!("../migrations");
        let last = migrator
            .iter()
            .map(|migration| migration.version)
            .max()
            .unwrap();
        assert_eq!(
            ROWS_AFTER.last().unwrap().0,
            last,
            "give the newest migration its rows"
        );
        for (version, rows) in ROWS_AFTER {
            migrator.run_to(*version, &mut $connection).await.unwrap();
            sqlx::raw_sql(*rows)
                .execute(&mut $connection)
                .await
                .unwrap();
        }
        $connection.close().await.unwrap();
    }};
}

async fn assert_rows_are_there(url: &str) {
    let store = Store::open(url, 2).await.unwrap();
    assert_eq!(
        store
            .drafts(&domain::github::Login::new("dora"), 5)
            .await
            .unwrap()[0]
            .saved
            .0,
        5
    );
    let query = domain::portal::InventoryQuery {
        text: "old/o".into(),
        ..Default::default()
    };
    assert_eq!(
        store.inventory(&query, 5).await.unwrap().total,
        1,
        "found by the index that came later"
    );
    let account = domain::aws::AccountId::parse("123456789012").unwrap();
    let region = domain::aws::Region::parse("us-east-1").unwrap();
    let due = store.images_due(&account, region, NOW, 5).await.unwrap();
    assert_eq!(due[0].id, 7, "repositories that were there are read soon");
    assert_eq!(store.images_anywhere("v", 5).await.unwrap().len(), 1);
    store.submit(&new_request("a/one")).await.unwrap();
    assert_eq!(
        store.inventory(&Default::default(), 5).await.unwrap().total,
        2
    );
    assert_eq!(store.next_wake().await.unwrap(), Some(NOW));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrations_run_with_rows_in_place_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/berth.db?mode=rwc", folder.path().display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    migrate_step_by_step!(connection);
    assert_rows_are_there(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn migrations_run_with_rows_in_place_on_postgres() {
    if let Some((admin, name)) = Bench::new_database().await {
        let url = format!("{}/{name}", admin.rsplit_once('/').unwrap().0);
        let mut connection = PgConnection::connect(&url).await.unwrap();
        migrate_step_by_step!(connection);
        assert_rows_are_there(&url).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trigrams_serve_the_search_where_postgres_has_them() {
    let Some(bench) = Bench::postgres().await else {
        return;
    };
    let mut connection = PgConnection::connect(&bench.url).await.unwrap();
    let counted = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql);
    let available = counted("SELECT COUNT(*) FROM pg_available_extensions WHERE name = 'pg_trgm'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let indexes = counted("SELECT COUNT(*) FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(indexes, available);
    connection.close().await.unwrap();
    bench.remove().await;
}
