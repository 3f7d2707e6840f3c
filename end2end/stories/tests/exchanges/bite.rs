//! A judge that finds nothing must be shown to find something: recorded exchanges with one word wrong, each of which has to be refused.

use crate::Judges;
use crate::openapi::header_of;
use crate::story::Evidence;
use sandbox::{Exchange, System};

#[derive(Clone, Copy, Debug)]
enum Part {
    Query,
    Request,
    Answer,
}

use Part::{Answer, Query, Request};

/// Who is asked what, in which part of the exchange, and what is said instead of what.
const WRONG: [(System, &str, Part, &str, &str); 17] = [
    (
        System::Github,
        "GET /pulls",
        Query,
        "state=all",
        "state=every",
    ),
    (
        System::Github,
        "GET /pulls",
        Query,
        "state=all",
        "states=all",
    ),
    (
        System::Github,
        "POST /pulls",
        Request,
        "\"head\":",
        "\"branch\":",
    ),
    (
        System::Github,
        "POST /pulls",
        Answer,
        "\"number\":",
        "\"number\":\"no\",\"no\":",
    ),
    (System::Github, "POST /git/trees", Request, "100644", "644"),
    (
        System::Github,
        "POST /statuses/",
        Request,
        "\"state\":",
        "\"status\":",
    ),
    (
        System::Github,
        "POST /login/oauth/access_token",
        Answer,
        "token_type",
        "type",
    ),
    (
        System::Argocd,
        "POST /sync",
        Request,
        "\"revision\":\"",
        "\"revision\":5,\"was\":\"",
    ),
    (
        System::Argocd,
        "POST /api/v1/applications",
        Request,
        "\"repoURL\":",
        "\"repoUrl\":",
    ),
    (
        System::Argocd,
        "GET /api/v1/stream/",
        Answer,
        "\"result\":",
        "\"result\":5,\"was\":",
    ),
    (
        System::Backstage,
        "POST /locations",
        Request,
        "\"target\":",
        "\"address\":",
    ),
    (
        System::Backstage,
        "GET /locations",
        Answer,
        "\"id\":",
        "\"uid\":",
    ),
    (
        System::Backstage,
        "GET /entities/by-name",
        Answer,
        "\"owner\":",
        "\"owners\":",
    ),
    (
        System::Aws,
        "DescribeRepositories",
        Request,
        "\"repositoryNames\":",
        "\"names\":",
    ),
    (
        System::Aws,
        "DescribeRepositories",
        Answer,
        "\"MUTABLE\"",
        "\"FROZEN\"",
    ),
    (
        System::Aws,
        "POST /",
        Request,
        "RoleSessionName",
        "SessionName",
    ),
    (
        System::Aws,
        "POST /",
        Answer,
        "SecretAccessKey",
        "SecretKey",
    ),
];

pub(crate) fn every_wrong_word_is_found(judges: &Judges, evidence: &[Evidence]) {
    for (system, call, part, right, wrong) in WRONG {
        let mut broken = evidence
            .iter()
            .flat_map(|story| &story.exchanges)
            .filter(|exchange| exchange.system == system && is(exchange, call))
            .find(|exchange| text(&mut (*exchange).clone(), part).contains(right))
            .unwrap_or_else(|| panic!("no {call} says {right} in its {part:?}"))
            .clone();
        let text = text(&mut broken, part);
        *text = text.replace(right, wrong);
        let (_, verdict) = judges.of(&broken);
        assert!(!verdict.faults.is_empty(), "{call}: {wrong} was accepted");
    }
    let hooks = evidence.iter().flat_map(|story| &story.webhooks);
    for mut delivery in hooks.cloned() {
        delivery.sent.body = delivery.sent.body.replace("\"repository\":", "\"repo\":");
        let verdict = judges.webhooks.judge(&delivery);
        let is_ping = delivery.sent.event == "ping";
        assert!(
            is_ping || !verdict.faults.is_empty(),
            "{}: no repository",
            verdict.operation
        );
    }
}

fn text(exchange: &mut Exchange, part: Part) -> &mut String {
    match part {
        Query => &mut exchange.query,
        Request => &mut exchange.request_body,
        Answer => &mut exchange.response_body,
    }
}

/// By method and a part of the path, or by the operation that ECR's header names.
fn is(exchange: &Exchange, call: &str) -> bool {
    match call.split_once(' ') {
        Some((method, path)) => exchange.method == method && exchange.path.contains(path),
        None => header_of(&exchange.request_headers, "x-amz-target")
            .is_some_and(|target| target.ends_with(call)),
    }
}
