//! Kills the real binary at random moments while people ask for repositories and review them, over HTTP. In the end each
//! request must have come to what the first one came to, which nothing befell. `tools/chaos` runs it.
#![allow(clippy::print_stdout)]

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use domain::form::RequestForm;
use domain::request::{Catalog, Request, RequestId, Stage, StageName, What};
use domain::spec::Field;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use reqwest::header::COOKIE;
use sandbox::{Options, Sandbox};
use server::store::Store;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use stories::browser;
use stories::people::form;
use stories::process::Place;
use tokio::time::Instant;

#[derive(Parser)]
#[command(about = "Kills Berth again and again and looks at what is left")]
struct Arguments {
    /// The binary to kill
    #[arg(long)]
    berth: PathBuf,
    /// How often it is killed
    #[arg(long, default_value_t = 200)]
    kills: u32,
    /// Where the random moments begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The longest life, in milliseconds
    #[arg(long, default_value_t = 5_000)]
    life: u64,
    /// What is not over so long after the last kill counts as lost, in minutes
    #[arg(long, default_value_t = 15)]
    patience: u64,
    /// An empty PostgreSQL database in place of a file
    #[arg(long)]
    postgres: Option<String>,
}

/// As many requests are on their way at a time.
const AT_ONCE: usize = 24;
const TICK: Duration = Duration::from_millis(250);
const REPO: &str = "spacetech/my-app";

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut town = Town::open(&arguments).await?;
    let running = town.place.start()?;
    town.sign_in().await?;
    town.ask_anew();
    let patience = Duration::from_secs(arguments.patience * 60);
    town.until_over(patience).await?;
    let wanted = town.end(&town.asked[0]).await?;
    ensure!(wanted.is_over(), "the first came to {wanted:?}");
    running.kill()?;

    let mut dice = StdRng::seed_from_u64(arguments.seed);
    let began = Instant::now();
    for number in 1..=arguments.kills {
        let dies = Instant::now() + Duration::from_millis(dice.random_range(0..arguments.life));
        let running = town.place.spawn()?;
        town.live(dies).await?;
        running.kill()?;
        if number % 20 == 0 {
            let (asked, over) = (town.asked.len(), town.over().await?);
            println!("killed {number} times: {over} of {asked} requests are over");
        }
    }
    let seconds = began.elapsed().as_secs();

    let running = town.place.start()?;
    town.until_over(patience).await?;
    running.end()?;
    let mut wrong = Vec::new();
    for asked in &town.asked {
        let end = town.end(asked).await?;
        if end != wanted {
            wrong.push(format!("{}: {end:?}, not {wanted:?}", asked.form.id));
        }
    }
    let verified = town.store.verify_all().await?;
    ensure!(verified.fault.is_none(), "{:?}", verified.fault);
    let log = town.place.log()?;
    ensure!(!log.contains("panicked at"), "it panicked: {log}");
    println!(
        "kill | {} | {} | {} | {} | {} | {} | {seconds}",
        arguments.seed,
        arguments.kills,
        town.asked.len(),
        town.unanswered,
        verified.events,
        wrong.len(),
    );
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// What somebody asked for, and whether Berth said that it has it.
struct Asked {
    form: RequestForm,
    is_taken: bool,
}

impl Asked {
    fn id(&self) -> Result<RequestId> {
        Ok(RequestId::parse(&self.form.id)?)
    }
}

struct Town {
    place: Place,
    sandbox: Sandbox,
    store: Store,
    browser: reqwest::Client,
    developer: String,
    reviewer: String,
    asked: Vec<Asked>,
    /// Forms and decisions whose answer never came.
    unanswered: u32,
}

impl Town {
    async fn open(arguments: &Arguments) -> Result<Self> {
        let mut place = Place::new(&arguments.berth)?;
        if let Some(url) = &arguments.postgres {
            place = place.on_postgres(url.clone());
        }
        let sandbox = Sandbox::start(Options {
            ports: place.ports,
            data_dir: Some(place.data().join("sandbox")),
            webhook_url: Some(format!("{}/webhooks/github", place.address())),
            ..Options::default()
        })
        .await?;
        let world = sandbox.world();
        // Until the program ends.
        tokio::spawn(async move {
            loop {
                world.step().await;
                tokio::time::sleep(TICK).await;
            }
        });
        Ok(Self {
            store: place.open_store().await?,
            place,
            sandbox,
            browser: browser::client()?,
            developer: String::new(),
            reviewer: String::new(),
            asked: Vec::new(),
            unanswered: 0,
        })
    }

    async fn sign_in(&mut self) -> Result<()> {
        let (berth, github) = (self.place.address(), &self.sandbox.urls().github_web);
        self.developer = browser::sign_in(&berth, github, "dev-a").await?;
        self.reviewer = browser::sign_in(&berth, github, "reviewer-m").await?;
        Ok(())
    }

    fn ask_anew(&mut self) {
        let number = self.asked.len();
        let form = RequestForm {
            id: format!("0197c9d2-7c1a-7000-8000-{number:012}"),
            name: format!("payments/killed-{number:04}"),
            ..form()
        };
        let is_taken = false;
        self.asked.push(Asked { form, is_taken });
    }

    /// People do what they do until the process dies.
    async fn live(&mut self, dies: Instant) -> Result<()> {
        while Instant::now() < dies {
            if self.asked.len() - self.over().await? < AT_ONCE {
                self.ask_anew();
            }
            match tokio::time::timeout_at(dies, self.act()).await {
                Ok(acted) => acted?,
                Err(_) => self.unanswered += 1,
            }
            tokio::time::sleep_until(dies.min(Instant::now() + TICK)).await;
        }
        Ok(())
    }

    async fn until_over(&mut self, patience: Duration) -> Result<()> {
        let last = Instant::now() + patience;
        while self.over().await? < self.asked.len() && Instant::now() < last {
            self.act().await?;
            tokio::time::sleep(TICK).await;
        }
        Ok(())
    }

    /// Forms that nobody has confirmed are sent again, and what waits for a review gets it.
    async fn act(&mut self) -> Result<()> {
        for place in 0..self.asked.len() {
            if !self.asked[place].is_taken {
                let form = &self.asked[place].form;
                let fields = Field::ALL.map(|field| (field.as_str(), form.value(field)));
                let mut pairs = vec![("id", form.id.as_str())];
                pairs.extend(fields);
                let sent = self.send("/requests", &self.developer, &pairs).await;
                self.asked[place].is_taken = sent.unwrap_or(false);
                self.unanswered += u32::from(sent.is_none());
            }
        }
        for place in 0..self.asked.len() {
            let Some(request) = self.known(&self.asked[place]).await? else {
                continue;
            };
            if let Stage::InReview { .. } = &request.stage
                && let Some(pr) = request.stage.pull_request()
            {
                let path = format!("/reviews/{}", request.id);
                let pairs = [("verdict", "approve"), ("head", pr.head.0.as_str())];
                let sent = self.send(&path, &self.reviewer, &pairs).await;
                self.unanswered += u32::from(sent.is_none());
            }
        }
        Ok(())
    }

    /// Whether Berth took it; `None`: it never answered.
    async fn send(&self, path: &str, cookie: &str, pairs: &[(&str, &str)]) -> Option<bool> {
        let address = self.place.address();
        let sent = self
            .browser
            .post(format!("{address}{path}"))
            .header(COOKIE, cookie)
            .header("origin", &address)
            .form(pairs)
            .send()
            .await;
        sent.ok().map(|answer| answer.status().is_redirection())
    }

    async fn known(&self, asked: &Asked) -> Result<Option<Request>> {
        Ok(self.store.request(&asked.id()?).await?)
    }

    async fn over(&self) -> Result<usize> {
        let mut over = 0;
        for asked in &self.asked {
            let known = self.known(asked).await?;
            over += usize::from(known.is_some_and(|request| is_over(&request)));
        }
        Ok(over)
    }

    async fn end(&self, asked: &Asked) -> Result<End> {
        let id = asked.id()?;
        let request = self.known(asked).await?;
        let request = request.with_context(|| format!("{id} is lost: it was taken"))?;
        let events = self.store.events(&id).await?;
        let entered = events.iter().filter_map(|event| match &event.what {
            What::Entered { stage } => Some(stage.name()),
            _ => None,
        });
        let chain = self.store.verify_chain(&id).await?;
        let world: Arc<_> = self.sandbox.world();
        let name = asked.form.name.as_str();
        let branch = id.branch();
        let branches = world.git.branches(REPO)?;
        let mut pulls = Vec::new();
        {
            let github = world.github.lock();
            let repository = github.repository(REPO).context("no repository")?;
            for pull in repository.pulls.values() {
                if pull.head_ref == branch {
                    let compared = world.git.compare(REPO, &pull.base_sha, &pull.head_sha)?;
                    let merged = pull.merged.as_ref().map(|merged| merged.by.clone());
                    let commits = compared.map_or(0, |compared| compared.ahead);
                    pulls.push((pull.open, merged, commits, pull.reviews.len()));
                }
            }
        }
        let files = world.git.blobs(REPO, "main", "")?;
        Ok(End {
            stage: request.stage.name(),
            is_listed: matches!(request.catalog, Catalog::Listed { .. }),
            entered: entered.collect(),
            is_history_whole: chain.fault.is_none(),
            branches: branches.iter().filter(|(one, _)| *one == branch).count(),
            pulls,
            files: files.iter().filter(|(path, _)| path.contains(name)).count(),
            repositories: {
                let aws = world.aws.lock();
                aws.repos.keys().filter(|key| key.name == name).count()
            },
            registrations: {
                let backstage = world.backstage.lock();
                let all = backstage.locations.values();
                all.filter(|one| one.target.contains(name)).count()
            },
        })
    }
}

fn is_over(request: &Request) -> bool {
    request.stage.name() == StageName::Completed
        && matches!(request.catalog, Catalog::Listed { .. })
}

/// What is left of a request, told so that it is the same for all.
#[derive(Debug, PartialEq, Eq)]
struct End {
    stage: StageName,
    is_listed: bool,
    entered: Vec<StageName>,
    is_history_whole: bool,
    branches: usize,
    /// Whether it is open, who merged it, its commits and its reviews.
    pulls: Vec<(bool, Option<String>, usize, usize)>,
    files: usize,
    repositories: usize,
    registrations: usize,
}

impl End {
    fn is_over(&self) -> bool {
        self.stage == StageName::Completed && self.is_listed && self.pulls.len() == 1
    }
}
