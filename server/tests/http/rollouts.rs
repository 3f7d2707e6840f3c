//! Rollouts with scripts off: planned, started, steered, stayed out of.

use crate::fake_rollouts::ID;
use crate::support::Bench;
use domain::people::Role;

const PART: (&str, &str) = ("part", "settings");
const SCAN: (&str, &str) = ("scan", "on");

async fn reviewer() -> Bench {
    let mut bench = Bench::new().await;
    let session = bench.session("reviewer-m", &[Role::Reviewer], "secret-of-reviewer-m");
    bench.cookie = session.await;
    bench
}

#[tokio::test]
async fn a_plan_is_an_address_and_starting_leads_to_the_rollout() {
    let bench = reviewer().await;
    let form = bench.get("/rollouts/new").await;
    assert_eq!(form.status.as_u16(), 200);
    let plan = bench
        .get("/rollouts/new?part=settings&scan=on&team=payments")
        .await;
    assert!(plan.body.contains("old/a"), "{}", plan.body);
    assert!(plan.body.contains("Start it for 1 repository"));
    let empty = bench.get("/rollouts/new?part=settings").await;
    assert_eq!(empty.status.as_u16(), 422);

    let reason = ("reason", "Security asks for it");
    let sent = [PART, SCAN, ("shown", "1"), ("window", "5"), reason];
    let answer = bench.post("/rollouts", &sent).await;
    assert_eq!(answer.status.as_u16(), 303, "{}", answer.body);
    assert_eq!(answer.location(), format!("/rollouts/{ID}"));
}

#[tokio::test]
async fn a_refused_start_keeps_what_was_typed() {
    let bench = reviewer().await;
    let typed = [PART, SCAN, ("window", "0"), ("reason", "<i>no</i>")];
    let answer = bench.post("/rollouts", &typed).await;
    assert_eq!(answer.status.as_u16(), 422);
    for part in ["&lt;i&gt;no", "a number from 1 to 100", "aria-invalid"] {
        assert!(answer.body.contains(part), "{part} in {}", answer.body);
    }
}

#[tokio::test]
async fn it_is_steered_by_buttons_and_only_by_those_who_may() {
    let bench = reviewer().await;
    let path = format!("/rollouts/{ID}");
    let page = bench.get(&path).await;
    assert!(page.body.contains("Pause"), "{}", page.body);
    for act in ["pause", "resume", "stop", "retry", "undo"] {
        let answer = bench.post(&path, &[("act", act)]).await;
        assert_eq!(answer.status.as_u16(), 303, "{act}");
    }
    let unknown = bench.post(&path, &[("act", "dance")]).await;
    assert_eq!(unknown.status.as_u16(), 404);
    let chosen = ("chosen", "0197c9d2-7c1a-7000-8000-000000000001@abc");
    let left = bench.post(&path, &[("act", "approve"), chosen]).await;
    assert!(left.body.contains("REQ-7: its risk"), "{}", left.body);
    let other = bench.get("/rollouts/0197c9d2-7c1a-7000-8000-0000000000bc");
    assert_eq!(other.await.status.as_u16(), 404);

    let developer = Bench::new().await;
    let denied = developer.post(&path, &[("act", "pause")]).await;
    assert_eq!(denied.status.as_u16(), 403);
}

#[tokio::test]
async fn a_team_stays_out_with_a_reason_and_a_day() {
    let bench = reviewer().await;
    let list = bench.get("/rollouts").await;
    assert!(list.body.contains("Keep a team out until a day"));
    let team = ("team", "payments");
    let answer = bench.post("/rollouts/opt-outs", &[team]).await;
    assert_eq!(answer.status.as_u16(), 422);
    assert!(answer.body.contains("Choose the last day"));
    let rollout = ("rollout", ID);
    let answer = bench.post("/rollouts/opt-outs", &[team, rollout]).await;
    assert_eq!(answer.status.as_u16(), 422);
    let ended = bench.post("/rollouts/opt-outs/o1/end", &[]).await;
    assert_eq!(ended.location(), "/rollouts");
}
