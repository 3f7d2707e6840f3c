//! How much memory the process holds, as the kernel counts it.

use anyhow::{Context as _, Result, ensure};
use reqwest::header::{ACCEPT_ENCODING, COOKIE};
use std::time::Duration;
use stories::process::{Place, Running};

/// In KiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Everything, shared pages of the binary's file included.
    pub(crate) resident: u64,
    /// What the process holds for itself.
    pub(crate) own: u64,
    pub(crate) peak: u64,
}

pub(crate) struct IdleAndUsed {
    pub(crate) idle: Memory,
    pub(crate) used: Memory,
}

/// Time for what start-up does in the background.
const REST: Duration = Duration::from_secs(10);
pub(crate) const REQUESTS: usize = 200;
/// What people look at, in turn.
pub(crate) const PAGES: [&str; 5] = [
    "/",
    "/inventory",
    "/inventory?team=payments&sort=created",
    "/requests/new",
    "/requests",
];

pub(crate) fn now(running: &Running) -> Result<Memory> {
    let path = format!("/proc/{}/status", running.id());
    let text = std::fs::read_to_string(&path).with_context(|| path)?;
    Ok(Memory {
        resident: kib(&text, "VmRSS")?,
        own: kib(&text, "RssAnon")?,
        peak: kib(&text, "VmHWM")?,
    })
}

/// What the process has used of the processor, in user mode and in the kernel.
pub(crate) fn processor_time(running: &Running) -> Result<Duration> {
    let path = format!("/proc/{}/stat", running.id());
    let text = std::fs::read_to_string(&path).with_context(|| path)?;
    ticks(&text).map(|ticks| Duration::from_millis(ticks * 10))
}

/// Hundredths of a second. The name of the program, in brackets, may hold anything.
fn ticks(stat: &str) -> Result<u64> {
    let (_, rest) = stat.rsplit_once(')').context("/proc has no name")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |place: usize| -> Result<u64> {
        let field = fields.get(place).context("/proc has too few fields")?;
        Ok(field.parse()?)
    };
    Ok(number(11)? + number(12)?)
}

fn kib(status: &str, key: &str) -> Result<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))
        .with_context(|| format!("/proc has no {key}"))?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

pub(crate) async fn idle_and_used(
    running: &Running,
    place: &Place,
    cookie: &str,
) -> Result<IdleAndUsed> {
    tokio::time::sleep(REST).await;
    let idle = now(running)?;
    let browser = reqwest::Client::builder().no_proxy().build()?;
    for page in PAGES.into_iter().cycle().take(REQUESTS) {
        let answer = browser
            .get(place.address() + page)
            .header(COOKIE, cookie)
            .header(ACCEPT_ENCODING, "gzip, br")
            .send()
            .await?;
        ensure!(
            answer.status() == 200,
            "{page} answered {}",
            answer.status()
        );
        answer.bytes().await?;
    }
    Ok(IdleAndUsed {
        idle,
        used: now(running)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_own_words_are_understood() {
        let text =
            "Name:\tberth\nVmHWM:\t   41000 kB\nVmRSS:\t   39520 kB\nRssAnon:\t    9092 kB\n";
        assert_eq!(kib(text, "VmRSS").unwrap(), 39520);
        assert!(kib(text, "VmSwap").is_err());
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 900 0 0 0 123 45 0 0 20 0 9 0 1000 9000 700";
        assert_eq!(ticks(stat).unwrap(), 168);
    }
}
