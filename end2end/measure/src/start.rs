//! Cold starts: from the process's start to the first page.

use anyhow::Result;
use std::path::Path;
use std::time::Duration;
use stories::process::Place;

/// Each start's times, in the order they were taken.
pub(crate) struct Starts {
    /// To the first 200 of `/healthz`.
    pub(crate) health: Vec<Duration>,
    /// To the first 200 of a page.
    pub(crate) page: Vec<Duration>,
}

/// The first start of all: the database is made and migrated. Nobody has a session, so the page is that of the sign-in.
pub(crate) fn on_nothing(place: &Place, times: usize) -> Result<Starts> {
    let starts = several(times, || {
        forget(place)?;
        one(place, "/sign-in", "")
    })?;
    // A process that ends so early leaves the reading half done, and nobody takes it up for minutes.
    forget(place)?;
    Ok(starts)
}

fn forget(place: &Place) -> Result<()> {
    for file in ["berth.db", "berth.db-wal", "berth.db-shm"] {
        remove(&place.data().join(file))?;
    }
    Ok(())
}

/// Every later start: the home page of somebody who is signed in.
pub(crate) fn on_database(place: &Place, cookie: &str, times: usize) -> Result<Starts> {
    several(times, || one(place, "/", cookie))
}

fn several(times: usize, mut one: impl FnMut() -> Result<(Duration, Duration)>) -> Result<Starts> {
    let taken: Vec<_> = (0..times).map(|_| one()).collect::<Result<_>>()?;
    let (health, page) = taken.into_iter().unzip();
    Ok(Starts { health, page })
}

fn one(place: &Place, page: &str, cookie: &str) -> Result<(Duration, Duration)> {
    let mut running = place.spawn()?;
    let health = running.until_ok("/healthz", "")?;
    let page = running.until_ok(page, cookie)?;
    running.end()?;
    Ok((health, page))
}

fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
