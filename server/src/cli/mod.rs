//! The command line of people and pipelines: it calls Berth's API, and shows what comes back.
//!
//! What a command prints for people may change; `--json` prints the API's own answers, which programs can rely on.

mod args;
mod audit;
mod exit;
mod judged;
mod repo;
mod request;
mod review;
mod settings;
mod table;
mod token;
mod watch;

pub use args::{Audit, AuditVerify, Command};
pub use audit::verified;
pub use exit::Exit;
pub use settings::{Known, Surroundings};

use crate::outside::berth::{Answer, Berth, Refused};
use serde::Deserialize;
use std::io::Write;

/// Where a command writes. Results go to `out`; what went wrong and what is going on to `err`.
pub struct Terminal<'a> {
    pub out: &'a mut (dyn Write + Send),
    pub err: &'a mut (dyn Write + Send),
}

/// One run of a command.
struct Session<'a> {
    berth: Berth,
    /// The API's own answers instead of tables.
    json: bool,
    terminal: Terminal<'a>,
}

/// Why a command ends early.
#[derive(Debug)]
enum Stop {
    Refused(Refused),
    /// What was typed can't be.
    Usage(String),
    /// The terminal is gone.
    Write(std::io::Error),
    /// What was waited for went wrong.
    Failed(String),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error)
    }
}

type Done = Result<(), Stop>;

/// Runs a command to its end.
pub async fn run(command: Command, around: &Surroundings, terminal: Terminal<'_>) -> Exit {
    let Terminal { out, err } = terminal;
    let json = command.json();
    let outcome = {
        let terminal = Terminal {
            out: &mut *out,
            err: &mut *err,
        };
        begin(command, around, json, terminal).await
    };
    match outcome {
        Ok(()) => Exit::Done,
        Err(stop) => exit::tell(stop, json, out, err),
    }
}

async fn begin(
    command: Command,
    around: &Surroundings,
    json: bool,
    mut terminal: Terminal<'_>,
) -> Done {
    match command {
        Command::ApiOpenapi => {
            let document =
                crate::http::api_document().map_err(|error| Stop::Failed(error.to_string()))?;
            writeln!(terminal.out, "{document}")?;
            Ok(())
        }
        Command::Token(args::Token::Login { url, .. }) => {
            token::login(&url, around, &mut terminal).await
        }
        command => {
            let known = settings::known(around).map_err(Stop::Usage)?;
            let berth = Berth::new(&known.url, known.token).map_err(Stop::Usage)?;
            let mut session = Session {
                berth,
                json,
                terminal,
            };
            session.run(command).await
        }
    }
}

impl Session<'_> {
    async fn run(&mut self, command: Command) -> Done {
        match command {
            Command::Request(command) => self.request(command).await,
            Command::Review(command) => self.review(command).await,
            Command::Repo(command) => self.repo(command).await,
            Command::Token(command) => self.token(command).await,
            Command::Audit(command) => self.audit(command).await,
            Command::ApiOpenapi => Ok(()),
        }
    }

    /// The answer as it came, for programs; true: that was all.
    fn raw(&mut self, answer: &Answer) -> Result<bool, Stop> {
        if self.json {
            writeln!(self.terminal.out, "{}", answer.text)?;
        }
        Ok(self.json)
    }

    fn say(&mut self, text: impl AsRef<str>) -> Done {
        writeln!(self.terminal.out, "{}", text.as_ref())?;
        Ok(())
    }

    /// The id of a request, by itself or by what people call it.
    async fn id(&self, typed: &str) -> Result<String, Stop> {
        let upper = typed.to_ascii_uppercase();
        if !upper.starts_with("REQ-") {
            return Ok(typed.to_owned());
        }
        let list: List<Labelled> = self
            .berth
            .get(&format!("/requests?q={}", encode(&upper)))
            .await?
            .read()?;
        let found = list.items.into_iter().find(|row| row.label == upper);
        found
            .map(|row| row.id)
            .ok_or_else(|| Stop::Usage(format!("There is no request {upper}")))
    }
}

#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Labelled {
    id: String,
    label: String,
}

/// For one part of an address.
fn encode(text: &str) -> String {
    app::pages::address::encode(text)
}
