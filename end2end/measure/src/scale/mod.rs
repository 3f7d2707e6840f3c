//! A company of a hundred thousand repositories and two million images, beside one of ten thousand, on both engines.

mod page;
mod views;

pub(crate) use page::section;

use crate::figures::{Load, median, millis};
use crate::load::Wrk;
use crate::memory::{self, Memory};
use crate::site::{self, StaticFile};
use crate::{Arguments, people, say, world};
use anyhow::{Context as _, Result};
use domain::time::Timestamp;
use server::store::{Filled, Sample, Store};
use std::time::{Duration, Instant};
use stories::process::{Place, Running};
use views::View;

pub(crate) const SMALL: u32 = 10_000;
pub(crate) const LARGE: u32 = 100_000;
const SEED: u32 = 7;

/// Floors.
pub(crate) const P95_MS: f64 = 50.0;
pub(crate) const RESIDENT_KIB: u64 = 200_000_000 / 1024;
pub(crate) const GROWTH: f64 = 1.5;

/// Jobs have settled when the process uses less than a tenth of a core for a while.
const SETTLING: Duration = Duration::from_secs(900);
const BARE: usize = 300;

/// Everything measured on one database.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    pub(crate) filled: Filled,
    pub(crate) filling: Duration,
    pub(crate) settling: Duration,
    pub(crate) memory: Memory,
    pub(crate) after: Memory,
    /// A statement for a page of the same rows, in milliseconds.
    pub(crate) bare_ms: f64,
    pub(crate) fixed: Load,
    pub(crate) views: Vec<Measured>,
}

pub(crate) struct Measured {
    pub(crate) view: View,
    pub(crate) one: Load,
    pub(crate) many: Load,
    /// The median at one connection by that with a tenth of the repositories: of several pairs the one in the middle.
    pub(crate) growth: f64,
}

impl Measured {
    /// Both companies in turn, so that whatever else the machine does is in both.
    fn of(view: &View, few: &View, large: &Wrk<'_>, small: &Wrk<'_>) -> Result<Self> {
        const PAIRS: usize = 5;
        let mut pairs = Vec::with_capacity(PAIRS);
        for _ in 0..PAIRS {
            let few = small.load(1, &few.path, "identity")?;
            let one = large.load(1, &view.path, "identity")?;
            pairs.push((one.p50 / few.p50, one));
        }
        pairs.sort_by(|(left, _), (right, _)| left.total_cmp(right));
        let (growth, one) = pairs.swap_remove(PAIRS / 2);
        Ok(Self {
            view: view.clone(),
            one,
            many: large.load(32, &view.path, "identity")?,
            growth,
        })
    }
}

impl Engine {
    /// What holds, and what to say of it where it does not.
    pub(crate) fn held(&self) -> Vec<(bool, String)> {
        let name = self.name;
        let mut held: Vec<(bool, String)> = Vec::new();
        for measured in self.views.iter().filter(|measured| measured.view.inventory) {
            let p95 = measured.one.p95 / 1e3;
            let what = &measured.view.name;
            held.push((p95 < P95_MS, format!("{name}, {what}: p95 of {p95:.1} ms")));
            let growth = measured.growth;
            if measured.view.indexed {
                held.push((
                    growth <= GROWTH,
                    format!("{name}, {what}: grows {growth:.2} times"),
                ));
            }
        }
        let resident = self.after.resident.max(self.memory.resident);
        held.push((
            resident < RESIDENT_KIB,
            format!("{name}: {resident} KiB with {LARGE} repositories"),
        ));
        held
    }
}

pub(crate) async fn run(arguments: &Arguments) -> Result<Vec<Engine>> {
    let mut engines = vec![engine("SQLite", arguments, None).await?];
    match &arguments.postgres {
        Some(server) => engines.push(engine("PostgreSQL", arguments, Some(server)).await?),
        None => say("no PostgreSQL given: SQLite alone"),
    }
    Ok(engines)
}

async fn engine(name: &'static str, arguments: &Arguments, server: Option<&str>) -> Result<Engine> {
    let large = Company::start(name, arguments, server, LARGE).await?;
    let memory = memory::now(&large.running)?;
    // Beside it, so that both are measured within the same seconds of a machine that has others.
    let small = Company::start(name, arguments, server, SMALL).await?;
    let wrk = Wrk::new(&large.place, &large.cookies, arguments.view_seconds)?;
    let wrk_small = Wrk::new(&small.place, &small.cookies, arguments.view_seconds)?;
    warm(&wrk)?;
    warm(&wrk_small)?;
    let inventory = site::inventory(&large.place, &large.cookie).await?;
    let (below, above) = site::around(&large.place, inventory.bytes).await?;
    let fixed = equal(&wrk, &below, &above, inventory.bytes)?;
    let mut views = Vec::new();
    for (view, few) in large.views.iter().zip(&small.views) {
        views.push(Measured::of(view, few, &wrk, &wrk_small)?);
    }
    let after = memory::now(&large.running)?;
    let bare_ms = bare(&large.store).await?;
    small.running.end()?;
    large.running.end()?;
    Ok(Engine {
        name,
        filled: large.filled,
        filling: large.filling,
        settling: large.settling,
        memory,
        after,
        bare_ms,
        fixed,
        views,
    })
}

/// Everybody's session is looked up once; no view's time is to hold that.
fn warm(wrk: &Wrk<'_>) -> Result<()> {
    wrk.load(8, "/inventory", "identity").map(|_| ())
}

#[allow(clippy::cast_precision_loss, reason = "sizes of pages are small")]
fn equal(wrk: &Wrk<'_>, below: &StaticFile, above: &StaticFile, bytes: u64) -> Result<Load> {
    let one = wrk.load(1, &below.path, below.encoding)?;
    let two = wrk.load(1, &above.path, above.encoding)?;
    let part = (bytes - below.bytes) as f64 / (above.bytes - below.bytes) as f64;
    Ok(one.between(two, part))
}

/// In milliseconds.
async fn bare(store: &Store) -> Result<f64> {
    let mut times = Vec::with_capacity(BARE);
    for n in 0..BARE {
        let after = format!("system-{}", 1000 + n * 4);
        let begun = Instant::now();
        let rows = store.bare_page(&after, views::ROWS).await?;
        times.push(begun.elapsed());
        anyhow::ensure!(rows > 0, "there is nothing after {after}");
    }
    Ok(median(millis(&times)))
}

/// A running Berth with a filled database.
struct Company {
    place: Place,
    store: Store,
    running: Running,
    _sandbox: sandbox::Sandbox,
    cookie: String,
    cookies: Vec<String>,
    views: Vec<View>,
    filled: Filled,
    filling: Duration,
    settling: Duration,
}

impl Company {
    async fn start(
        name: &str,
        arguments: &Arguments,
        server: Option<&str>,
        repositories: u32,
    ) -> Result<Self> {
        say(&format!("{name}: filling {repositories} repositories"));
        let mut place = Place::new(&arguments.berth)?;
        if let Some(server) = server {
            place = place
                .on_postgres(Store::new_database(server, &format!("scale_{repositories}")).await?);
        }
        let sandbox = world::as_found(&place).await?;
        let store = place.open_store().await?;
        let now = Timestamp(jiff::Timestamp::now().as_millisecond());
        let begun = Instant::now();
        let sample = Sample {
            repositories,
            seed: SEED,
            now,
        };
        let filled = store.fill(sample).await?;
        let filling = begun.elapsed();
        let running = place.start()?;
        let cookie = people::sign_in(&place, &sandbox).await?;
        let cookies = people::many(&store, people::PERSONA).await?;
        let begun = Instant::now();
        until_settled(&running).await?;
        let settling = begun.elapsed();
        let views = views::all(&store).await?;
        say(&format!("{name}: {} views of {repositories}", views.len()));
        Ok(Self {
            place,
            store,
            running,
            _sandbox: sandbox,
            cookie,
            cookies,
            views,
            filled,
            filling,
            settling,
        })
    }
}

/// Jobs at start read everything once, one after the other with pauses; what is measured is the time after all of them.
async fn until_settled(running: &Running) -> Result<()> {
    const LOOK: Duration = Duration::from_secs(3);
    const QUIET: u32 = 12;
    let begun = Instant::now();
    let mut before = memory::processor_time(running)?;
    let mut quiet = 0;
    loop {
        tokio::time::sleep(LOOK).await;
        let now = memory::processor_time(running)?;
        quiet = if now.saturating_sub(before) < LOOK / 10 {
            quiet + 1
        } else {
            0
        };
        if quiet == QUIET {
            return Ok(());
        }
        before = now;
        (begun.elapsed() < SETTLING)
            .then_some(())
            .context("its jobs do not come to an end")?;
    }
}
