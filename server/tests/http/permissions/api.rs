//! Every operation of the API with a token of everybody, and with tokens that reach too little.

use super::table::Whom::{self, Members, Only};
use super::table::{AUDITING, DECIDING, REQUESTING, RUNNING, TENDING};
use super::world::Who::{self, Admin, Owner, Requester, Reviewer};
use super::world::World;
use axum::http::StatusCode;
use domain::token::Scope;
use serde_json::Value;
use server::http::{api_document, api_operations};
use std::collections::BTreeSet;

struct Operation {
    name: &'static str,
    /// Words in braces are filled in by the world.
    url: &'static str,
    /// JSON; empty: none.
    body: &'static str,
    whom: Whom,
}

const fn op(name: &'static str, url: &'static str, body: &'static str, whom: Whom) -> Operation {
    Operation {
        name,
        url,
        body,
        whom,
    }
}

#[rustfmt::skip]
const OPERATIONS: &[Operation] = &[
    op("GET /me", "/me", "", Members),
    op("GET /home", "/home", "", Members),
    op("GET /requests", "/requests", "", Members),
    op("POST /requests", "/requests", r#"{ "name": "payments/new", "account": "123456789012", "region": "us-east-1", "description": "For new things", "team": "payments", "system": "payments", "source": "spacetech/my-app", "cluster": "eks-prod-use1" }"#, REQUESTING),
    op("POST /requests/plan", "/requests/plan", r#"{ "name": "payments/new", "account": "123456789012", "region": "us-east-1", "description": "For new things", "team": "payments", "system": "payments", "source": "spacetech/my-app", "cluster": "eks-prod-use1" }"#, REQUESTING),
    op("GET /requests/{id}", "/requests/{request}", "", Members),
    op("GET /requests/{id}/events", "/requests/{request}/events", "", Members),
    // Of somebody else it is no answer to this form, whoever they are.
    op("PUT /requests/{id}/answers", "/requests/{request}/answers", r#"{ "name": "payments/new", "account": "123456789012", "region": "us-east-1", "description": "For new things", "team": "payments", "system": "payments", "source": "spacetech/my-app", "cluster": "eks-prod-use1" }"#, REQUESTING),
    op("POST /requests/{id}/withdraw", "/requests/{request}/withdraw", "", Only(&[Requester, Admin])),
    op("POST /requests/{id}/retry", "/requests/{request}/retry", "", Only(&[Requester, Reviewer, Admin])),
    op("POST /requests/{id}/take-back", "/requests/{left}/take-back", "", Only(&[Owner, Requester, Reviewer, Admin])),
    op("POST /drafts", "/drafts", r#"{ "name": "payments/new", "account": "123456789012", "region": "us-east-1", "description": "For new things", "team": "payments", "system": "payments", "source": "spacetech/my-app", "cluster": "eks-prod-use1" }"#, REQUESTING),
    op("GET /drafts/{id}", "/drafts/{fresh}", "", REQUESTING),
    op("DELETE /drafts/{id}", "/drafts/{fresh}", "", Members),
    op("GET /choices/{list}", "/choices/teams", "", Members),
    op("GET /reviews", "/reviews", "", Members),
    op("GET /reviews/{id}", "/reviews/{request}", "", Members),
    op("POST /reviews/{id}/decision", "/reviews/{request}/decision", r#"{ "verdict": "approve", "commit": "{commit}" }"#, DECIDING),
    op("GET /rollouts", "/rollouts", "", Members),
    op("POST /rollouts/plan", "/rollouts/plan", r#"{ "part": "settings", "scan": true, "reason": "Security asks for it" }"#, Members),
    op("POST /rollouts", "/rollouts", r#"{ "part": "settings", "scan": true, "reason": "Security asks for it", "shown": 1 }"#, DECIDING),
    op("GET /rollouts/{id}", "/rollouts/{rollout}", "", Members),
    op("POST /rollouts/{id}/steer", "/rollouts/{rollout}/steer", r#"{ "act": "pause" }"#, DECIDING),
    op("POST /rollouts/{id}/approvals", "/rollouts/{rollout}/approvals", r#"{ "requests": [{ "request": "{request}", "commit": "{commit}" }] }"#, DECIDING),
    op("POST /rollouts/{id}/undo", "/rollouts/{rollout}/undo", "", DECIDING),
    op("POST /opt-outs", "/opt-outs", r#"{ "team": "payments", "reason": "The freeze before the holidays", "until": "{soon}" }"#, TENDING),
    op("DELETE /opt-outs/{id}", "/opt-outs/{opt-out}", "", TENDING),
    op("GET /search", "/search?q=pay", "", Members),
    op("GET /facets", "/facets", "", Members),
    op("GET /repositories", "/repositories", "", Members),
    op("GET /unmanaged", "/unmanaged", "", Members),
    op("GET /views", "/views", "", Members),
    op("POST /views", "/views", r#"{ "name": "Mine", "query": "" }"#, Members),
    op("PUT /views/{id}", "/views/none", r#"{ "name": "Mine" }"#, Members),
    op("DELETE /views/{id}", "/views/none", "", Members),
    op("POST /adoptions/plan", "/adoptions/plan", r#"{ "repositories": [{ "repository": "123456789012/us-east-1/old/one" }] }"#, REQUESTING),
    op("POST /adoptions", "/adoptions", r#"{ "repositories": [{ "repository": "123456789012/us-east-1/old/one" }] }"#, REQUESTING),
    op("GET /audit", "/audit", "", Members),
    op("GET /audit.csv", "/audit.csv", "", Members),
    op("GET /audit.jsonl", "/audit.jsonl", "", Members),
    op("GET /audit/verify", "/audit/verify", "", AUDITING),
    op("GET /insights", "/insights", "", Members),
    op("GET /insights/days/{day}", "/insights/days/2026-01-01", "", Members),
    op("GET /insights/tables/{table}", "/insights/tables/teams", "", Members),
    op("GET /repositories/{account}/{region}/{name}", "{repository}", "", Members),
    op("GET /repositories/{account}/{region}/{name}/scorecard", "{repository}/scorecard", "", Members),
    op("GET /repositories/{account}/{region}/{name}/images", "{repository}/images", "", Members),
    op("GET /repositories/{account}/{region}/{name}/findings", "{repository}/findings", "", Members),
    op("GET /repositories/{account}/{region}/{name}/usage", "{repository}/usage", "", Members),
    op("GET /repositories/{account}/{region}/{name}/access", "{repository}/access", "", Members),
    op("GET /repositories/{account}/{region}/{name}/lifecycle", "{repository}/lifecycle", "", Members),
    op("GET /repositories/{account}/{region}/{name}/settings", "{repository}/settings", "", Members),
    op("GET /repositories/{account}/{region}/{name}/monitoring", "{repository}/monitoring", "", Members),
    op("GET /repositories/{account}/{region}/{name}/history", "{repository}/history", "", Members),
    op("GET /repositories/{account}/{region}/{name}/tombstone", "{repository}/tombstone", "", Members),
    op("GET /repositories/{account}/{region}/{name}/lost-images", "{repository}/lost-images?at=1", "", Members),
    op("GET /repositories/{account}/{region}/{name}/images/{digest}", "{repository}/images/sha256:0000000000000000000000000000000000000000000000000000000000000001", "", Members),
    op("POST /repositories/{account}/{region}/{name}/drift", "{repository}/drift", r#"{ "act": "look" }"#, REQUESTING),
    op("POST /repositories/{account}/{region}/{name}/drift/ignore", "{repository}/drift/ignore", r#"{ "between": "git_cluster", "until": "{soon}", "reason": "We know" }"#, REQUESTING),
    op("POST /repositories/{account}/{region}/{name}/image-deletions/plan", "{repository}/image-deletions/plan", r#"{ "digests": ["sha256:0000000000000000000000000000000000000000000000000000000000000001"] }"#, Members),
    op("POST /repositories/{account}/{region}/{name}/image-deletions", "{repository}/image-deletions", r#"{ "digests": ["sha256:0000000000000000000000000000000000000000000000000000000000000001"], "confirm": "x" }"#, TENDING),
    op("POST /repositories/{account}/{region}/{name}/exceptions", "{repository}/exceptions", r#"{ "finding": "CVE-2026-1", "reason": "It is not reached", "owner": "dev-a", "until": "{soon}" }"#, TENDING),
    op("DELETE /repositories/{account}/{region}/{name}/exceptions/{exception}", "{repository}/exceptions/none", "", TENDING),
    op("POST /repositories/{account}/{region}/{name}/workflow/plan", "{repository}/workflow/plan", "{}", Members),
    op("POST /repositories/{account}/{region}/{name}/workflow/requests", "{repository}/workflow/requests", "{}", REQUESTING),
    op("POST /repositories/{account}/{region}/{name}/access/plan", "{repository}/access/plan", "{}", Members),
    op("POST /repositories/{account}/{region}/{name}/access/requests", "{repository}/access/requests", "{}", REQUESTING),
    op("POST /repositories/{account}/{region}/{name}/lifecycle/plan", "{repository}/lifecycle/plan", r#"{ "policy": "{\"rules\": []}" }"#, Members),
    op("POST /repositories/{account}/{region}/{name}/lifecycle/requests", "{repository}/lifecycle/requests", r#"{ "policy": "{\"rules\": []}" }"#, REQUESTING),
    op("POST /repositories/{account}/{region}/{name}/settings/plan", "{repository}/settings/plan", r#"{ "team": "payments", "system": "payments" }"#, Members),
    op("POST /repositories/{account}/{region}/{name}/settings/requests", "{repository}/settings/requests", r#"{ "team": "payments", "system": "payments" }"#, REQUESTING),
    op("POST /repositories/{account}/{region}/{name}/alarms/plan", "{repository}/alarms/plan", "{}", Members),
    op("POST /repositories/{account}/{region}/{name}/alarms/requests", "{repository}/alarms/requests", "{}", REQUESTING),
    op("POST /repositories/{account}/{region}/{name}/removal/plan", "{repository}/removal/plan", r#"{ "way": "detach" }"#, Members),
    op("POST /repositories/{account}/{region}/{name}/removal/requests", "{repository}/removal/requests", r#"{ "way": "detach", "confirm": "x" }"#, TENDING),
    op("GET /tokens", "/tokens", "", Members),
    op("POST /tokens", "/tokens", r#"{ "name": "other", "scopes": ["read"], "days": 1 }"#, Members),
    op("DELETE /tokens/{id}", "/tokens/none", "", Members),
    op("GET /services", "/services", "", RUNNING),
    op("POST /services", "/services", r#"{ "name": "release-bot", "about": "x", "roles": ["developer"] }"#, RUNNING),
    op("DELETE /services/{name}", "/services/none", "", RUNNING),
    op("POST /services/{name}/tokens", "/services/none/tokens", r#"{ "name": "ci", "scopes": ["read"], "days": 1 }"#, RUNNING),
];

impl Operation {
    fn method(&self) -> &'static str {
        self.name.split(' ').next().unwrap_or_default()
    }

    /// What the document says that a token has to have.
    fn scope(&self) -> Scope {
        let document: Value = serde_json::from_str(&api_document().unwrap()).unwrap();
        let (method, path) = self.name.split_once(' ').unwrap();
        let operation = &document["paths"][path][method.to_lowercase()];
        let security = match &operation["security"] {
            Value::Null => &document["security"],
            own => own,
        };
        let word = security[0]["token"][0].as_str().unwrap();
        Scope::parse(word).unwrap()
    }
}

#[test]
fn every_operation_is_in_the_table() {
    let walked: BTreeSet<String> = OPERATIONS.iter().map(|it| it.name.to_owned()).collect();
    let there: BTreeSet<String> = api_operations()
        .into_iter()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(walked, there);
}

#[tokio::test]
async fn a_token_opens_what_its_holder_may_do() {
    let mut wrong = Vec::new();
    for operation in OPERATIONS {
        let world = World::new().await;
        let whom = &operation.whom;
        let (allowed, refused): (Vec<Who>, Vec<Who>) =
            Who::ALL.into_iter().partition(|who| whom.lets_in(*who));
        for who in refused.into_iter().chain(allowed) {
            let answer = world
                .call(
                    operation.method(),
                    operation.url,
                    operation.body,
                    world.token(who),
                )
                .await;
            let wanted = match (whom.lets_in(who), who) {
                (true, _) => None,
                (false, Who::Nobody | Who::Left) => Some(StatusCode::UNAUTHORIZED),
                (false, _) => Some(StatusCode::FORBIDDEN),
            };
            let refusals = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
            let found = Some(answer.status).filter(|status| refusals.contains(status));
            let is_readable =
                answer.status != StatusCode::BAD_REQUEST && !answer.status.is_server_error();
            if found != wanted || !is_readable {
                wrong.push(format!(
                    "{} as {who:?}: {} {}",
                    operation.name, answer.status, answer.body
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_token_opens_nothing_beyond_its_scopes() {
    let world = World::new().await;
    let mut walked = BTreeSet::new();
    for operation in OPERATIONS {
        let needed = operation.scope();
        walked.insert(needed);
        if needed == Scope::Read {
            continue;
        }
        let reads = world.reading(Who::Admin).await;
        let answer = world
            .call(
                operation.method(),
                operation.url,
                operation.body,
                Some(&reads),
            )
            .await;
        let lacks = format!("lacks the scope {}", needed.as_str());
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", operation.name);
        assert!(
            answer.body.contains(&lacks),
            "{}: {}",
            operation.name,
            answer.body
        );
    }
    assert_eq!(walked.len(), Scope::ALL.len(), "{walked:?}");
}
