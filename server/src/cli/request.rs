//! Requests: planned, made, listed, shown, followed.

use super::args::{Kind, Request, Wish};
use super::judged::{CheckShown, FileShown};
use super::settings::Surroundings;
use super::table::{plain, table, words};
use super::watch::{Row, Shown};
use super::{Done, List, Session, Stop, encode};
use crate::outside::berth::{Answer, Body};
use http::Method;
use serde::Deserialize;

#[derive(Deserialize)]
struct PlanShown {
    ready: bool,
    problems: Vec<ProblemShown>,
    facts: Vec<FactShown>,
    checks: Vec<CheckShown>,
    consequences: Vec<String>,
    files: Vec<FileShown>,
    image_uri: Option<String>,
}

#[derive(Deserialize)]
struct ProblemShown {
    pointer: Option<String>,
    detail: String,
    suggestion: Option<String>,
}

#[derive(Deserialize)]
struct FactShown {
    state: String,
    sentence: String,
}

/// Some plans say more beside.
#[derive(Deserialize)]
#[serde(untagged)]
enum AnyPlan {
    Whole { plan: PlanShown },
    Bare(PlanShown),
}

#[derive(Deserialize)]
struct StepShown {
    name: String,
    state: String,
    actor: Option<String>,
    at: Option<String>,
}

#[derive(Deserialize)]
struct Timeline {
    timeline: Vec<StepShown>,
}

#[derive(Deserialize)]
struct Asked {
    requests: Vec<String>,
}

impl Session<'_> {
    pub(super) async fn request(&mut self, command: Request) -> Done {
        match command {
            Request::Plan { wish, .. } => self.plan(&wish).await,
            Request::Create { wish, watch, .. } => self.create(&wish, watch).await,
            Request::List {
                mine,
                stage,
                team,
                find,
                ..
            } => self.requests(mine, stage, team, find).await,
            Request::Show { id, .. } => self.show_request(&id).await,
            Request::Status { id, watch, .. } => {
                let id = self.id(&id).await?;
                match watch {
                    true => self.watch(&id).await,
                    false => self.status(&id).await,
                }
            }
            Request::Withdraw { id } => {
                self.act(&id, "withdraw").await?;
                self.say("It is being withdrawn.")
            }
            Request::Retry { id } => {
                self.act(&id, "retry").await?;
                self.say("It is tried again now.")
            }
            Request::Answer { id, wish, .. } => {
                let id = self.id(&id).await?;
                let body = self.answers(&id, &wish).await?;
                let path = format!("/requests/{}/answers", encode(&id));
                let answer = self.berth.change(Method::PUT, &path, Some(&body)).await?;
                self.told(&answer)
            }
        }
    }

    async fn act(&mut self, typed: &str, act: &str) -> Done {
        let id = self.id(typed).await?;
        let path = format!("/requests/{}/{act}", encode(&id));
        self.berth.change(Method::POST, &path, None).await?;
        Ok(())
    }

    async fn plan(&mut self, wish: &Wish) -> Done {
        let (path, body) = (planned(wish)?, body(wish)?);
        let answer = self.berth.change(Method::POST, &path, Some(&body)).await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        if matches!(wish.kind, Kind::Removal | Kind::Adopt) {
            return self.say(&answer.text);
        }
        let (AnyPlan::Whole { plan } | AnyPlan::Bare(plan)) = answer.read()?;
        self.show_plan(&plan)?;
        match plan.ready {
            true => Ok(()),
            false => Err(Stop::Failed("It can’t be asked for like this".to_owned())),
        }
    }

    fn show_plan(&mut self, plan: &PlanShown) -> Done {
        for one in &plan.problems {
            let field = one.pointer.as_deref().unwrap_or_default();
            let field = field.trim_start_matches("#/");
            self.say(format!("! {field} {}", plain(&one.detail)).replace("!  ", "! "))?;
            if let Some(suggestion) = &one.suggestion {
                self.say(format!("    Try {}", plain(suggestion)))?;
            }
        }
        for fact in plan.facts.iter().filter(|fact| fact.state != "good") {
            self.say(format!("{} {}", words(&fact.state), plain(&fact.sentence)))?;
        }
        self.say_checks(&plan.checks)?;
        for text in &plan.consequences {
            self.say(format!("- {}", plain(text)))?;
        }
        self.say_files(&plan.files)?;
        match &plan.image_uri {
            Some(uri) => self.say(format!("Images would be pushed to {uri}")),
            None => Ok(()),
        }
    }

    async fn create(&mut self, wish: &Wish, watch: bool) -> Done {
        let path = asked(wish)?;
        let mut body = body(wish)?;
        if wish.kind == Kind::Create && !body.has("id") {
            body.text("id", uuid::Uuid::now_v7().to_string());
        }
        let answer = self.berth.change(Method::POST, &path, Some(&body)).await?;
        if wish.kind == Kind::Adopt {
            if self.raw(&answer)? {
                return Ok(());
            }
            let asked: Asked = answer.read()?;
            return self.say(asked.requests.join("\n"));
        }
        let shown: Shown = answer.read()?;
        if !watch {
            return self.told(&answer);
        }
        if !self.json {
            self.say(format!("{}  {}", shown.request.label, shown.request.id))?;
        }
        self.watch(&shown.request.id).await
    }

    /// A request that was made or changed.
    fn told(&mut self, answer: &Answer) -> Done {
        if self.raw(answer)? {
            return Ok(());
        }
        let shown: Shown = answer.read()?;
        let page = self.berth.page(&shown.page);
        self.say(format!("{}  {}", shown.request.label, shown.request.id))?;
        self.say(page)
    }

    /// What was asked for before, with what is said now.
    async fn answers(&mut self, id: &str, wish: &Wish) -> Result<Body, Stop> {
        let answer = self.berth.get(&format!("/requests/{}", encode(id))).await?;
        let before = Body::part(&answer, "answers").ok_or_else(|| {
            let why =
                "Only requests for a new repository are answered here; ask anew for the others";
            Stop::Usage(why.to_owned())
        })?;
        Ok(before.over(body(wish)?))
    }

    async fn requests(
        &mut self,
        mine: bool,
        stage: Option<String>,
        team: Option<String>,
        find: Option<String>,
    ) -> Done {
        let mut query = vec![format!("mine={mine}")];
        for (name, value) in [("stage", stage), ("team", team), ("q", find)] {
            query.extend(value.map(|value| format!("{name}={}", encode(&value))));
        }
        let answer = self
            .berth
            .get(&format!("/requests?{}", query.join("&")))
            .await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let list: List<Row> = answer.read()?;
        let rows: Vec<Vec<String>> = list
            .items
            .iter()
            .map(|row| {
                vec![
                    row.label.clone(),
                    row.kind.clone(),
                    row.name.clone(),
                    row.team.clone(),
                    row.requester.clone(),
                    words(&row.stage),
                    row.since.clone(),
                ]
            })
            .collect();
        let heads = [
            "REQUEST",
            "KIND",
            "REPOSITORY",
            "TEAM",
            "BY",
            "STAGE",
            "SINCE",
        ];
        self.say(table(&heads, &rows))
    }

    async fn status(&mut self, id: &str) -> Done {
        let answer = self.berth.get(&format!("/requests/{}", encode(id))).await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let shown: Shown = answer.read()?;
        self.say(words(&shown.request.stage))?;
        for text in &shown.waits_for {
            self.say(plain(text))?;
        }
        Ok(())
    }

    async fn show_request(&mut self, typed: &str) -> Done {
        let id = self.id(typed).await?;
        let answer = self
            .berth
            .get(&format!("/requests/{}", encode(&id)))
            .await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let shown: Shown = answer.read()?;
        let row = &shown.request;
        self.say(format!(
            "{}  {}  {}",
            row.label,
            row.name,
            words(&row.stage)
        ))?;
        self.say(format!("Asked for by {} of {}", row.requester, row.team))?;
        if let Some(pr) = &shown.pull_request {
            self.say(&pr.url)?;
        }
        for problem in &shown.problems {
            self.say(format!("! {}", plain(&problem.detail)))?;
        }
        let steps: Timeline = answer.read()?;
        let rows: Vec<Vec<String>> = steps
            .timeline
            .iter()
            .map(|step| {
                vec![
                    words(&step.name),
                    words(&step.state),
                    step.at.clone().unwrap_or_default(),
                    step.actor
                        .clone()
                        .map(|text| plain(&text))
                        .unwrap_or_default(),
                ]
            })
            .collect();
        self.say(table(&["STATION", "STATE", "AT", "BY"], &rows))?;
        let page = self.berth.page(&shown.page);
        self.say(page)
    }
}

/// The address of a kind's wish, and of its plan.
fn base(wish: &Wish) -> Result<String, Stop> {
    let word = match wish.kind {
        Kind::Create | Kind::Adopt => return Ok(String::new()),
        Kind::Lifecycle => "lifecycle",
        Kind::Settings => "settings",
        Kind::Access => "access",
        Kind::Alarms => "alarms",
        Kind::Workflow => "workflow",
        Kind::Removal => "removal",
    };
    let Some(repository) = &wish.repository else {
        return Err(Stop::Usage(
            "Say which repository: --repository account/region/name".to_owned(),
        ));
    };
    Ok(format!("{}/{word}", super::repo::path(repository)?))
}

fn planned(wish: &Wish) -> Result<String, Stop> {
    Ok(match wish.kind {
        Kind::Create => "/requests/plan".to_owned(),
        Kind::Adopt => "/adoptions/plan".to_owned(),
        _ => format!("{}/plan", base(wish)?),
    })
}

fn asked(wish: &Wish) -> Result<String, Stop> {
    Ok(match wish.kind {
        Kind::Create => "/requests".to_owned(),
        Kind::Adopt => "/adoptions".to_owned(),
        _ => format!("{}/requests", base(wish)?),
    })
}

fn body(wish: &Wish) -> Result<Body, Stop> {
    let mut body = match &wish.file {
        None => Body::default(),
        Some(file) => {
            let named = |why: String| Stop::Usage(format!("{}: {why}", file.display()));
            let text = match file.as_os_str() == "-" {
                true => Surroundings::default().input(),
                false => std::fs::read_to_string(file),
            };
            let text = text.map_err(|error| named(error.to_string()))?;
            Body::read(&text).map_err(|error| named(error.to_string()))?
        }
    };
    let texts = [
        ("name", &wish.name),
        ("account", &wish.account),
        ("region", &wish.region),
        ("description", &wish.description),
        ("team", &wish.team),
        ("system", &wish.system),
        ("source", &wish.source),
        ("cluster", &wish.cluster),
        ("mutability", &wish.mutability),
        ("comment", &wish.comment),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            body.text(name, value.as_str());
        }
    }
    if !wish.exception.is_empty() {
        body.list("exceptions", &wish.exception);
    }
    if let Some(scan) = wish.scan {
        body.flag("scan", scan);
    }
    if let Some(keep) = wish.keep {
        body.number("keep", keep);
    }
    Ok(body)
}
