//! How much the inventory bears, beside static files of the same running server, in turns: what slows this machine down for a
//! moment slows both.

use crate::figures::{Conditions, Load, Loads};
use crate::site::{self, InventoryPage, StaticFile};
use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use stories::process::Place;

pub(crate) const CONNECTIONS: [u32; 2] = [1, 32];

/// As many rows from as many repositories, but no two people ask for the same: the script puts a number in place of the `@`.
const OWN_VIEW: &str =
    "/inventory?team=payments&team=telemetry&team=launch&team=platform-engineering&team=nobody-@";

/// What wrk's script says at the end.
#[derive(Debug, Deserialize)]
struct Said {
    requests: u64,
    micros: u64,
    p50: u64,
    p95: u64,
    p99: u64,
    bad: u64,
}

pub(crate) struct Wrk<'a> {
    place: &'a Place,
    script: PathBuf,
    cookies: PathBuf,
    seconds: u64,
}

pub(crate) async fn run(
    place: &Place,
    page: &InventoryPage,
    cookies: &[String],
    rounds: usize,
    seconds: u64,
) -> Result<Loads> {
    let (below, above) = site::around(place, page.bytes).await?;
    let wrk = Wrk::new(place, cookies, seconds)?;
    let mut conditions = CONNECTIONS.map(Conditions::new);
    // Caches fill, connections open, the processor wakes up.
    wrk.one(1, "/inventory", "identity", 1)?;
    for _ in 0..rounds {
        for condition in &mut conditions {
            let at = |file: &StaticFile| wrk.load(condition.connections, &file.path, file.encoding);
            condition.below.push(at(&below)?);
            let page = wrk.load(condition.connections, "/inventory", "identity")?;
            condition.above.push(at(&above)?);
            condition.page.push(page);
            let alone = wrk.load(condition.connections, OWN_VIEW, "identity")?;
            condition.alone.push(alone);
            let compressed = wrk.load(condition.connections, "/inventory", "br")?;
            condition.compressed.push(compressed);
        }
    }
    Ok(Loads {
        below,
        above,
        conditions,
    })
}

fn write_down(place: &Place, cookies: &[String]) -> Result<PathBuf> {
    let mut text = String::new();
    for cookie in cookies {
        writeln!(text, "{cookie}")?;
    }
    let path = place.data().join("cookies");
    std::fs::write(&path, text)?;
    Ok(path)
}

impl<'a> Wrk<'a> {
    /// Each load comes from all of these people and lasts so many seconds.
    pub(crate) fn new(place: &'a Place, cookies: &[String], seconds: u64) -> Result<Self> {
        Ok(Self {
            place,
            script: Path::new(env!("CARGO_MANIFEST_DIR")).join("src/load.lua"),
            cookies: write_down(place, cookies)?,
            seconds,
        })
    }

    pub(crate) fn load(&self, connections: u32, path: &str, encoding: &str) -> Result<Load> {
        self.one(connections, path, encoding, self.seconds)
    }

    fn one(&self, connections: u32, path: &str, encoding: &str, seconds: u64) -> Result<Load> {
        let output = Command::new("wrk")
            .args(["--threads", "1", "--connections", &connections.to_string()])
            .args(["--duration", &format!("{seconds}s"), "--timeout", "10s"])
            .arg("--script")
            .arg(&self.script)
            .arg(self.place.address() + path)
            .env("BERTH_COOKIES", &self.cookies)
            .env("BERTH_ENCODING", encoding)
            .output()
            .context("starting wrk; tools/setup/wrk installs it")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let said = said(&text).with_context(|| {
            format!(
                "wrk said: {text}{}",
                String::from_utf8_lossy(&output.stderr)
            )
        })?;
        ensure!(said.bad == 0, "{path}: {} answers were no 200", said.bad);
        Ok(Load::new(
            said.requests,
            said.micros,
            [said.p50, said.p95, said.p99],
        ))
    }
}

fn said(output: &str) -> Option<Said> {
    let line = output
        .lines()
        .find_map(|line| line.strip_prefix("result "))?;
    serde_json::from_str(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_line_is_found_among_wrks_own() {
        let output = "Running 5s test\n\nresult {\"requests\":100,\"micros\":5000000,\"p50\":900,\"p95\":1500,\"p99\":2000,\"bad\":0}\n";
        let said = said(output).unwrap();
        assert_eq!((said.requests, said.p99, said.bad), (100, 2000, 0));
        assert!(super::said("unable to connect").is_none());
    }
}
