//! The audit record with a million rows, on both engines: its pages, an export of a hundred thousand rows, a verification.

use crate::figures::{Load, median, millis};
use crate::load::Wrk;
use crate::memory::{self, Memory};
use crate::{Arguments, people, say, world};
use anyhow::{Context as _, Result, ensure};
use domain::audit::{AuditAction, AuditEntry, Credential, Who};
use domain::aws::{AccountId, Address, Region};
use domain::github::Login;
use domain::name::RepositoryName;
use domain::people::{Person, Role};
use domain::time::Timestamp;
use reqwest::header::COOKIE;
use server::store::{AuditPlace, Store};
use std::time::{Duration, Instant};
use stories::process::Place;

pub(crate) const ROWS: i64 = 1_000_000;
const EXPORTED: i64 = 100_000;
/// One every three seconds: a day holds 28,800 of them.
const APART_MS: i64 = 3_000;
const AT_ONCE: i64 = 2_000;
/// Acts that are timed by themselves.
const ACTS: usize = 200;
const AUDITOR: &str = "auditor";

/// Floor: a page of the record, at one connection.
pub(crate) const P95_MS: f64 = 50.0;

pub(crate) struct Audit {
    name: &'static str,
    filling: Duration,
    views: Vec<(&'static str, Load, Load)>,
    export: Export,
    verifying: Duration,
    /// An act by itself, in milliseconds.
    act_ms: f64,
}

struct Export {
    took: Duration,
    /// Until the first byte of a row came.
    first: Duration,
    bytes: u64,
    before: Memory,
    after: Memory,
}

impl Audit {
    pub(crate) fn held(&self) -> Vec<(bool, String)> {
        let name = self.name;
        let views = self.views.iter();
        views
            .map(|(what, one, _)| {
                let p95 = one.p95 / 1e3;
                (
                    p95 < P95_MS,
                    format!("{name}, audit, {what}: p95 of {p95:.1} ms"),
                )
            })
            .collect()
    }
}

pub(crate) async fn run(arguments: &Arguments) -> Result<Vec<Audit>> {
    let mut all = vec![engine("SQLite", arguments, None).await?];
    if let Some(server) = &arguments.postgres {
        all.push(engine("PostgreSQL", arguments, Some(server)).await?);
    }
    Ok(all)
}

async fn engine(name: &'static str, arguments: &Arguments, server: Option<&str>) -> Result<Audit> {
    say(&format!("{name}: an audit record of {ROWS} rows"));
    let mut place = Place::new(&arguments.berth)?;
    if let Some(server) = server {
        place = place.on_postgres(Store::new_database(server, "audit_million").await?);
    }
    let _sandbox = world::as_found(&place).await?;
    let store = place.open_store().await?;
    let now = Timestamp(jiff::Timestamp::now().as_millisecond());
    let first = now.plus_millis(-ROWS * APART_MS);
    let begun = Instant::now();
    fill(&store, first).await?;
    let filling = begun.elapsed();
    let begun = Instant::now();
    let report = store.verify_audit(&[]).await?;
    let verifying = begun.elapsed();
    ensure!(report.fault.is_none(), "the record is broken: {report:?}");
    let act_ms = acts(&store, now).await?;

    let cookies = auditors(&store, now).await?;
    let running = place.start()?;
    let wrk = Wrk::new(&place, &cookies, arguments.view_seconds)?;
    wrk.load(8, "/audit", "identity")?;
    let middle = AuditPlace {
        at: first.plus_millis(ROWS / 2 * APART_MS).0,
        number: i64::MAX,
    };
    let mut views = Vec::new();
    for (what, path) in [
        ("the first page", "/audit".to_owned()),
        (
            "a page in the middle",
            format!("/audit?after={}.{}", middle.at, middle.number),
        ),
        ("one person", "/audit?who=dev-42".to_owned()),
        (
            "a person who never acted",
            "/audit?who=nobody-there".to_owned(),
        ),
        ("an action", "/audit?action=token.revoked".to_owned()),
        ("all refusals", "/audit?action=refused".to_owned()),
        (
            "a repository",
            "/audit?repository=systems/service-77".to_owned(),
        ),
        ("a request", "/audit?object=REQ-4242".to_owned()),
        ("a team", "/audit?team=team-7".to_owned()),
        (
            "a person’s refusals in a team",
            "/audit?who=dev-42&action=refused&team=team-2".to_owned(),
        ),
        (
            "a day",
            format!(
                "/audit?from={0}&to={0}",
                day(first.plus_millis(ROWS / 3 * APART_MS))
            ),
        ),
    ] {
        let one = wrk.load(1, &path, "identity")?;
        views.push((what, one, wrk.load(32, &path, "identity")?));
    }
    let before = memory::now(&running)?;
    let (took, to_first, bytes) = export(&place, &cookies[0], first).await?;
    let after = memory::now(&running)?;
    running.end()?;
    Ok(Audit {
        name,
        filling,
        views,
        export: Export {
            took,
            first: to_first,
            bytes,
            before,
            after,
        },
        verifying,
        act_ms,
    })
}

fn entry(number: i64, first: Timestamp) -> Result<AuditEntry> {
    let all = AuditAction::ALL;
    let turn = |of: i64| number.wrapping_mul(2_654_435_761).rem_euclid(of);
    let action = all[usize::try_from(turn(i64::try_from(all.len())?))?];
    // Systems act twice as often as all people together.
    let who = match number % 3 {
        0 => Who::person(&Login::new(&format!("dev-{}", turn(500)))),
        _ => Who::berth(),
    };
    let key = Address {
        account: AccountId::parse("123456789012").map_err(anyhow::Error::msg)?,
        region: Region::parse("us-east-1").map_err(anyhow::Error::msg)?,
        name: RepositoryName::parse_existing(&format!("systems/service-{}", turn(20_000)))
            .map_err(anyhow::Error::msg)?,
    };
    let at = first.plus_millis(number * APART_MS);
    let mut entry = AuditEntry::new(at, who, action, format!("REQ-{}", number / 12))
        .about(key, Some(format!("team-{}", turn(40))))
        .because("Because it is wanted")
        .changed(
            Some("\"in_review\"".to_owned()),
            Some(format!("{{\"stage\":\"approved\",\"number\":{number}}}")),
        );
    entry.held = Some(Credential::Session("0a1b2c3d4e5f6071".to_owned()));
    entry.pull_request = Some(format!("https://github.example/a/b/pull/{number}"));
    Ok(entry)
}

async fn fill(store: &Store, first: Timestamp) -> Result<()> {
    let mut number = 0;
    while number < ROWS {
        let rows: Result<Vec<_>> = (number..number + AT_ONCE)
            .map(|it| entry(it, first))
            .collect();
        store.audit(rows?).await?;
        number += AT_ONCE;
    }
    store.analyze().await?;
    Ok(())
}

async fn acts(store: &Store, now: Timestamp) -> Result<f64> {
    let mut times = Vec::with_capacity(ACTS);
    for _ in 0..ACTS {
        let who = Who::berth();
        let entry = AuditEntry::new(now, who, AuditAction::ViewKept, "timed");
        let begun = Instant::now();
        store.audit(vec![entry]).await?;
        times.push(begun.elapsed());
    }
    Ok(median(millis(&times)))
}

/// People who may see everything, each with a session.
async fn auditors(store: &Store, now: Timestamp) -> Result<Vec<String>> {
    let pattern = Person {
        login: Login::new(AUDITOR),
        name: AUDITOR.to_owned(),
        roles: vec![Role::Manager],
        teams: Vec::new(),
    };
    store.upsert_person(&pattern, now).await?;
    people::many(store, AUDITOR).await
}

fn day(at: Timestamp) -> String {
    domain::day::Day::of(at).to_string()
}

/// The rows of some days, as far as they are needed: how long it took, how long to the first row, how many bytes.
async fn export(
    place: &Place,
    cookie: &str,
    first: Timestamp,
) -> Result<(Duration, Duration, u64)> {
    let last = first.plus_millis(EXPORTED * APART_MS);
    let url = format!("{}/audit.csv?to={}", place.address(), day(last));
    let begun = Instant::now();
    let client = reqwest::Client::new();
    let mut response = client
        .get(url)
        .header(COOKIE, cookie)
        .send()
        .await?
        .error_for_status()?;
    let (mut bytes, mut lines, mut to_first) = (0_u64, 0_i64, None);
    while let Some(piece) = response.chunk().await? {
        bytes += piece.len() as u64;
        lines += i64::try_from(piece.iter().filter(|byte| **byte == b'\n').count())?;
        if lines > 1 && to_first.is_none() {
            to_first = Some(begun.elapsed());
        }
    }
    let took = begun.elapsed();
    ensure!(lines > EXPORTED, "only {lines} lines came");
    let per_row = bytes / u64::try_from(lines)?;
    // A whole day more than was meant comes along: what is told is for the rows that were meant.
    let part = f64::from(i32::try_from(EXPORTED)?) / f64::from(i32::try_from(lines)?);
    Ok((
        took.mul_f64(part),
        to_first.context("no row came")?,
        per_row * EXPORTED.unsigned_abs(),
    ))
}

pub(crate) fn section(all: &[Audit]) -> String {
    let mut text = format!(
        "## The audit record

{ROWS} rows, of 500 people, 20,000 repositories and 40 teams, asked for by {people} people who see all of it. Pages hold fifty rows; each comes from an
index, whatever is asked for. Floor: p95 under {P95_MS} ms at one connection. An export is written while it is read. An *act* is a row by itself
with all that it waits for.
",
        people = people::PEOPLE,
    );
    for audit in all {
        text += &one(audit);
    }
    text
}

#[allow(clippy::cast_precision_loss, reason = "for people to read")]
fn one(audit: &Audit) -> String {
    let rows: String = audit
        .views
        .iter()
        .map(|(what, one, many)| {
            format!(
                "| {what} | {:.1} ms | {:.1} ms | {:.1} ms | {:.1} ms | {:.0} |\n",
                one.p50 / 1e3,
                one.p95 / 1e3,
                many.p50 / 1e3,
                many.p95 / 1e3,
                many.per_second
            )
        })
        .collect();
    let export = &audit.export;
    format!(
        "
### {name}

Filled in {filling} s; verified in {verifying:.1} s ({per_second:.0} rows a second); an act takes {act:.2} ms. An export of {EXPORTED} rows as CSV: {megabytes:.0} MB in
{took:.1} s, the first row after {first:.0} ms; resident {before} KiB before, {after} KiB after.

| | p50 | p95 | 32: p50 | 32: p95 | 32: per second |
|---|--:|--:|--:|--:|--:|
{rows}",
        name = audit.name,
        filling = audit.filling.as_secs(),
        verifying = audit.verifying.as_secs_f64(),
        per_second = ROWS as f64 / audit.verifying.as_secs_f64(),
        act = audit.act_ms,
        megabytes = export.bytes as f64 / 1e6,
        took = export.took.as_secs_f64(),
        first = export.first.as_secs_f64() * 1e3,
        before = export.before.resident,
        after = export.after.resident,
    )
}
