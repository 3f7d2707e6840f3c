//! What a deployment of Berth costs and how fast it is, measured from outside on the binary that is shipped: in its own
//! process, over HTTP, with an SQLite file, a sandbox beside it and a thousand repositories read from its AWS.
#![allow(
    clippy::print_stdout,
    reason = "a command-line tool speaks on its standard output"
)]

mod audit;
mod figures;
mod load;
mod machine;
mod memory;
mod people;
mod report;
mod scale;
mod site;
mod start;
mod world;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use figures::Figures;
use std::path::PathBuf;
use std::time::Duration;
use stories::process::Place;
use world::REPOSITORIES;

#[derive(Parser)]
#[command(about = "Measures a release binary and writes the figures down")]
struct Arguments {
    /// The release binary
    #[arg(long)]
    berth: PathBuf,
    /// The page to write
    #[arg(long)]
    out: PathBuf,
    /// How often each start is measured
    #[arg(long, default_value_t = 15)]
    starts: usize,
    /// How often each load is measured
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How long each load lasts, in seconds
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How long each view of the large inventories is loaded, in seconds
    #[arg(long, default_value_t = 1)]
    view_seconds: u64,
    /// A PostgreSQL server that may be filled; tools/with-postgres starts one
    #[arg(long, env = "BERTH_TEST_POSTGRES_URL")]
    postgres: Option<String>,
}

/// Reading a thousand repositories, one call or two each, from a sandbox that is no release build.
const READING: Duration = Duration::from_secs(180);

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let figures = measure(&arguments).await?;
    std::fs::write(&arguments.out, report::page(&figures))
        .with_context(|| format!("writing {}", arguments.out.display()))?;
    println!("measure: wrote {}", arguments.out.display());
    let missed = figures.missed();
    ensure!(missed.is_empty(), "missed: {}", missed.join("; "));
    Ok(())
}

async fn measure(arguments: &Arguments) -> Result<Figures> {
    let place = Place::new(&arguments.berth)?;
    say("starting the sandbox and filling it");
    let sandbox = world::start(&place).await?;

    say("starts without a database");
    let first_starts = start::on_nothing(&place, arguments.starts)?;

    say("reading the repositories");
    let running = place.start()?;
    let store = place.open_store().await?;
    world::until_read(&store, READING).await?;
    let cookie = people::sign_in(&place, &sandbox).await?;
    let cookies = people::many(&store, people::PERSONA).await?;
    drop(store);
    running.end()?;

    say("starts with the database of a thousand repositories");
    let starts = start::on_database(&place, &cookie, arguments.starts)?;

    say("memory");
    let running = place.start()?;
    let memory = memory::idle_and_used(&running, &place, &cookie).await?;
    say("first loads");
    let (form, inventory) = site::first_loads(&place, &cookie).await?;
    let inventory_page = site::inventory(&place, &cookie).await?;
    ensure!(
        inventory_page.total == REPOSITORIES,
        "the inventory holds {} repositories",
        inventory_page.total
    );
    say("load");
    let loads = load::run(
        &place,
        &inventory_page,
        &cookies,
        arguments.rounds,
        arguments.seconds,
    )
    .await?;
    let after_load = memory::now(&running)?;
    running.end()?;

    Ok(Figures {
        machine: machine::Machine::look()?,
        binary: std::fs::metadata(&arguments.berth)?.len(),
        first_starts,
        starts,
        memory,
        after_load,
        form,
        inventory,
        inventory_page,
        loads,
        scale: scale::run(arguments).await?,
        audit: audit::run(arguments).await?,
        rounds: arguments.rounds,
        seconds: arguments.seconds,
    })
}

fn say(what: &str) {
    println!("measure: {what}");
}
