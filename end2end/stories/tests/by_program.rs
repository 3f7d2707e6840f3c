//! The whole main job without a browser: by the API alone, and by the command line alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use clap::Parser;
use domain::people::{Person, Role};
use domain::request::{RequestId, StageName};
use domain::testing::filled_form;
use domain::token::Scope;
use reqwest::Method;
use serde_json::{Value, json};
use server::cli::{self, Exit, Surroundings, Terminal};
use stories::Portal;
use stories::api::Door;
use stories::people::{at, developer, person, reviewer};

stories::on_both_engines! {
    the_whole_main_job_by_the_api_alone,
    the_whole_main_job_by_the_command_line_alone,
    changes_asked_for_are_answered_by_the_command_line,
    nobody_approves_their_own_request_by_a_token,
    a_service_asks_and_does_not_decide,
    a_call_whose_answer_was_lost_makes_no_second_request,
}

fn wish() -> Value {
    let form = filled_form();
    json!({
        "name": form.name, "account": form.account, "region": form.region, "description": form.description,
        "team": form.team, "system": form.system, "source": form.source, "cluster": "eks-stage-use1",
    })
}

fn id_of(made: &Value) -> RequestId {
    RequestId::parse(made["request"]["id"].as_str().unwrap()).unwrap()
}

fn paths(told: &Value) -> Vec<&Value> {
    let files = told["files"].as_array().unwrap();
    files.iter().map(|file| &file["path"]).collect()
}

const ALL: &[Scope] = &[Scope::Read, Scope::Request, Scope::Review];

struct Caller {
    url: String,
    token: String,
}

impl Caller {
    async fn new(portal: &Portal, door: &Door, person: &Person) -> Self {
        Self {
            url: format!("{}/api/v1", door.url),
            token: portal.token(person, ALL).await.unwrap(),
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
        let request = reqwest::Client::new()
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.token);
        let request = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body.to_string()),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> Value {
        let (status, told) = self.call(Method::GET, path, None).await;
        assert_eq!(status, 200, "{path}: {told}");
        told
    }
}

async fn the_whole_main_job_by_the_api_alone() {
    let portal = Portal::start().await.unwrap();
    portal.sign_in("reviewer-m").await.unwrap();
    let door = portal.open().await.unwrap();
    let developer = Caller::new(&portal, &door, &developer()).await;
    let reviewer = Caller::new(&portal, &door, &reviewer()).await;

    let (status, plan) = developer
        .call(Method::POST, "/requests/plan", Some(&wish()))
        .await;
    assert_eq!((status, &plan["ready"]), (200, &json!(true)), "{plan}");
    assert_eq!(
        developer.get("/requests").await["total"],
        0,
        "a plan asks for nothing"
    );
    let (status, made) = developer
        .call(Method::POST, "/requests", Some(&wish()))
        .await;
    assert_eq!(status, 201, "{made}");
    let id = id_of(&made);
    let path = format!("/requests/{id}");
    portal.until(&id, at(StageName::InReview)).await.unwrap();

    let queue = reviewer.get("/reviews").await;
    assert_eq!(queue["waiting"][0]["request"]["id"], id.as_str());
    let review = reviewer.get(&format!("/reviews/{id}")).await;
    assert_eq!(
        paths(&plan),
        paths(&review),
        "reviewers see the files that were planned"
    );
    let decision = json!({"verdict": "approve", "comment": "Fine", "commit": review["commit"]});
    let decided = format!("/reviews/{id}/decision");
    let (status, told) = reviewer.call(Method::POST, &decided, Some(&decision)).await;
    assert_eq!(status, 200, "{told}");
    portal.until(&id, at(StageName::Completed)).await.unwrap();

    let done = developer.get(&path).await;
    assert_eq!(done["request"]["stage"], "completed");
    let uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments/my-app-registry";
    assert_eq!(done["result"]["uri"], uri);
    assert!(
        done["handover"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["text"].as_str().unwrap().contains(uri))
    );
    assert!(
        done["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .all(|step| step["state"] == "done"),
        "{done}"
    );
    let approver = "reviewer-m";
    let events = done["events"].as_array().unwrap();
    assert!(
        events
            .iter()
            .any(|event| event["actor"].as_str().unwrap().contains(approver)),
        "it is theirs"
    );
    let found = developer.get("/repositories?q=my-app-registry").await;
    assert_eq!(found["items"][0]["state"], "ready");
    let repository = developer
        .get("/repositories/123456789012/us-east-1/payments%2Fmy-app-registry")
        .await;
    assert_eq!(repository["requests"][0]["id"], id.as_str());
}

async fn nobody_approves_their_own_request_by_a_token() {
    let portal = Portal::start().await.unwrap();
    let door = portal.open().await.unwrap();
    let own = person("dev-a", &[Role::Developer, Role::Reviewer]);
    let caller = Caller::new(&portal, &door, &own).await;
    let (status, made) = caller.call(Method::POST, "/requests", Some(&wish())).await;
    assert_eq!(status, 201, "{made}");
    let id = id_of(&made);
    portal.until(&id, at(StageName::InReview)).await.unwrap();
    let review = caller.get(&format!("/reviews/{id}")).await;
    assert!(
        review["hindrance"].is_string(),
        "the answer says why: {review}"
    );
    let decision = json!({"verdict": "approve", "commit": review["commit"]});
    let path = format!("/reviews/{id}/decision");
    let (status, told) = caller.call(Method::POST, &path, Some(&decision)).await;
    assert_eq!(status, 403, "{told}");
    portal.rest().await.unwrap();
    assert_eq!(
        caller.get(&format!("/requests/{id}")).await["request"]["stage"],
        "in_review"
    );
}

async fn a_service_asks_and_does_not_decide() {
    use domain::portal::{Made, Served, TokenPages};
    use domain::token::{ServiceForm, ServiceName, TokenForm};
    let portal = Portal::start().await.unwrap();
    let door = portal.open().await.unwrap();
    let admin = person("admin-c", &[Role::Admin]);
    let form = ServiceForm {
        name: "release-bot".into(),
        about: "Asks on behalf of the pipelines.".into(),
        roles: vec!["developer".into()],
        teams: String::new(),
    };
    let served = portal.portal.make_service(&admin, &form).await.unwrap();
    assert!(matches!(served, Served::Yes(_)));
    let name = ServiceName::parse("release-bot").unwrap();
    let form = TokenForm {
        name: "ci".into(),
        scopes: vec!["read".into(), "request".into(), "review".into()],
        days: "5".into(),
    };
    let made = portal
        .portal
        .make_service_token(&admin, &name, &form)
        .await
        .unwrap();
    let Made::Yes(minted) = made else {
        panic!("{made:?}")
    };
    let service = Caller {
        url: format!("{}/api/v1", door.url),
        token: minted.secret.expose().to_owned(),
    };
    let (status, made) = service.call(Method::POST, "/requests", Some(&wish())).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["request"]["requester"], "release-bot[service]");
    let path = format!(
        "/reviews/{}/decision",
        made["request"]["id"].as_str().unwrap()
    );
    let decision = json!({"verdict": "approve", "commit": "a".repeat(40)});
    let (status, told) = service.call(Method::POST, &path, Some(&decision)).await;
    assert_eq!(status, 403, "{told}");
    portal.portal.end_service(&admin, &name).await.unwrap();
    let (status, _) = service.call(Method::GET, "/me", None).await;
    assert_eq!(status, 401, "its tokens end with it");
}

async fn a_call_whose_answer_was_lost_makes_no_second_request() {
    let portal = Portal::start().await.unwrap();
    let door = portal.open().await.unwrap();
    let caller = Caller::new(&portal, &door, &developer()).await;
    let send = async || {
        let answer = reqwest::Client::new()
            .post(format!("{}/requests", caller.url))
            .bearer_auth(&caller.token)
            .header("idempotency-key", "one")
            .header("content-type", "application/json")
            .body(wish().to_string())
            .send()
            .await
            .unwrap();
        let text = answer.text().await.unwrap();
        let told: Value = serde_json::from_str(&text).unwrap();
        told["request"]["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(send().await, send().await);
    assert_eq!(caller.get("/requests").await["total"], 1);
}

#[derive(Parser)]
struct Typed {
    #[command(subcommand)]
    command: cli::Command,
}

/// One run of the command line.
struct Run {
    exit: Exit,
    out: String,
    err: String,
}

struct Shell {
    around: Surroundings,
}

impl Shell {
    async fn new(portal: &Portal, door: &Door, person: &Person) -> Self {
        let token = portal.token(person, ALL).await.unwrap();
        Self {
            around: Surroundings {
                url: Some(door.url.clone()),
                token: Some(token.into()),
                ..Surroundings::default()
            },
        }
    }

    async fn run(&self, words: &[&str]) -> Run {
        let typed = Typed::try_parse_from([&["berth"], words].concat()).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let terminal = Terminal {
            out: &mut out,
            err: &mut err,
        };
        let exit = cli::run(typed.command, &self.around, terminal).await;
        Run {
            exit,
            out: String::from_utf8(out).unwrap(),
            err: String::from_utf8(err).unwrap(),
        }
    }

    #[track_caller]
    fn fine(run: Run) -> String {
        assert_eq!(run.exit, Exit::Done, "{}{}", run.out, run.err);
        run.out
    }
}

fn file(folder: &tempfile::TempDir) -> String {
    let form = filled_form();
    let text = format!(
        "# What the team needs\nname: {}\naccount: \"{}\"\nregion: {}\ndescription: {}\nteam: {}\nsystem: {}\nsource: {}\ncluster: eks-stage-use1\n",
        form.name, form.account, form.region, form.description, form.team, form.system, form.source
    );
    let path = folder.path().join("request.yaml");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

async fn the_whole_main_job_by_the_command_line_alone() {
    let portal = Portal::start().await.unwrap();
    portal.sign_in("reviewer-m").await.unwrap();
    let door = portal.open().await.unwrap();
    let developer = Shell::new(&portal, &door, &developer()).await;
    let reviewer = Shell::new(&portal, &door, &reviewer()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = file(&folder);

    let who = Shell::fine(developer.run(&["token", "whoami"]).await);
    assert!(who.starts_with("dev-a (developer)"), "{who}");
    let wrong = developer
        .run(&["request", "plan", "-f", &file, "--name", "Not A Name"])
        .await;
    assert_eq!(wrong.exit, Exit::Failed);
    assert!(wrong.out.contains("! name "), "{}", wrong.out);
    let plan = Shell::fine(developer.run(&["request", "plan", "-f", &file]).await);
    assert!(plan.contains("+++ b/deploy/ecr/"), "{plan}");
    let made = Shell::fine(
        developer
            .run(&["request", "create", "-f", &file, "--json"])
            .await,
    );
    let made: Value = serde_json::from_str(&made).unwrap();
    let (id, label) = (id_of(&made), made["request"]["label"].as_str().unwrap());
    portal.until(&id, at(StageName::InReview)).await.unwrap();

    let list = Shell::fine(reviewer.run(&["review", "list"]).await);
    assert!(list.contains(label), "{list}");
    let review = Shell::fine(reviewer.run(&["review", "show", label]).await);
    assert!(
        review.contains("+++ b/deploy/ecr/") && review.contains("0 of 1 approvals"),
        "{review}"
    );
    let denied = developer.run(&["review", "approve", label]).await;
    assert_eq!(denied.exit, Exit::Denied, "{}", denied.err);
    Shell::fine(
        reviewer
            .run(&["review", "approve", label, "--comment", "Fine"])
            .await,
    );

    let words = ["request", "status", label, "--watch"];
    let watching = developer.run(&words);
    let moving = portal.until(&id, at(StageName::Completed));
    let (watched, moved) = tokio::join!(watching, moving);
    moved.unwrap();
    let watched = Shell::fine(watched);
    let uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments/my-app-registry";
    assert!(
        watched.contains("completed") && watched.contains(&format!("Push to {uri}")),
        "{watched}"
    );

    let shown = Shell::fine(developer.run(&["request", "show", label]).await);
    assert!(
        shown.contains("STATION") && shown.contains("verified"),
        "{shown}"
    );
    let list = Shell::fine(developer.run(&["request", "list", "--mine"]).await);
    assert!(list.contains(label), "{list}");
    let repositories = Shell::fine(
        developer
            .run(&["repo", "list", "--find", "my-app-registry"])
            .await,
    );
    let key = "123456789012/us-east-1/payments/my-app-registry";
    assert!(repositories.contains(key), "{repositories}");
    let repository = Shell::fine(developer.run(&["repo", "show", key]).await);
    assert!(repository.contains(uri), "{repository}");
    Shell::fine(developer.run(&["repo", "images", key]).await);
    Shell::fine(developer.run(&["repo", "findings", key, "--open"]).await);
    let missing = developer
        .run(&["repo", "show", "123456789012/us-east-1/not/there"])
        .await;
    assert_eq!(missing.exit, Exit::Refused, "{}", missing.err);
}

async fn changes_asked_for_are_answered_by_the_command_line() {
    let portal = Portal::start().await.unwrap();
    portal.sign_in("reviewer-m").await.unwrap();
    let door = portal.open().await.unwrap();
    let developer = Shell::new(&portal, &door, &developer()).await;
    let reviewer = Shell::new(&portal, &door, &reviewer()).await;
    let folder = tempfile::tempdir().unwrap();
    let made = developer
        .run(&["request", "create", "-f", &file(&folder), "--json"])
        .await;
    let made: Value = serde_json::from_str(&Shell::fine(made)).unwrap();
    let id = id_of(&made);
    portal.until(&id, at(StageName::InReview)).await.unwrap();
    let silent = reviewer
        .run(&["review", "ask-for-changes", id.as_str()])
        .await;
    assert_eq!(silent.exit, Exit::Refused, "{}", silent.err);
    let comment = ["--comment", "Please keep more images"];
    Shell::fine(
        reviewer
            .run(&[&["review", "ask-for-changes", id.as_str()], &comment[..]].concat())
            .await,
    );
    portal
        .until(&id, at(StageName::ChangesRequested))
        .await
        .unwrap();
    let watched = developer
        .run(&["request", "status", id.as_str(), "--watch"])
        .await;
    assert_eq!(
        watched.exit,
        Exit::Failed,
        "it waits for somebody: {}",
        watched.out
    );
    Shell::fine(
        developer
            .run(&["request", "answer", id.as_str(), "--keep", "30"])
            .await,
    );
    let again = portal
        .until(&id, |request| {
            request.revision == 2 && request.stage.name() == StageName::InReview
        })
        .await
        .unwrap();
    let kept = again
        .spec()
        .settings
        .lifecycle
        .as_ref()
        .unwrap()
        .kept_count();
    assert_eq!(kept, Some(30), "and the other answers stay");
    Shell::fine(developer.run(&["request", "withdraw", id.as_str()]).await);
    portal.until(&id, at(StageName::Cancelled)).await.unwrap();
}
