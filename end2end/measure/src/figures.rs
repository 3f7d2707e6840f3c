//! What was measured, what follows from it, and what it is held to.

use crate::audit::Audit;
use crate::machine::Machine;
use crate::memory::{IdleAndUsed, Memory};
use crate::scale::Engine;
use crate::site::{FirstLoad, InventoryPage, StaticFile};
use crate::start::Starts;
use std::time::Duration;

pub(crate) const START: Duration = Duration::from_millis(300);
pub(crate) const IDLE_KIB: u64 = 80_000_000 / 1024;
pub(crate) const SCRIPT_AND_WASM: u64 = 120_000;
pub(crate) const STYLES: u64 = 15_000;
pub(crate) const RATIO: f64 = 0.25;

pub(crate) struct Figures {
    pub(crate) machine: Machine,
    pub(crate) binary: u64,
    pub(crate) first_starts: Starts,
    pub(crate) starts: Starts,
    pub(crate) memory: IdleAndUsed,
    pub(crate) after_load: Memory,
    pub(crate) form: FirstLoad,
    pub(crate) inventory: FirstLoad,
    pub(crate) inventory_page: InventoryPage,
    pub(crate) loads: Loads,
    pub(crate) scale: Vec<Engine>,
    pub(crate) audit: Vec<Audit>,
    pub(crate) rounds: usize,
    pub(crate) seconds: u64,
}

pub(crate) struct Loads {
    pub(crate) below: StaticFile,
    pub(crate) above: StaticFile,
    pub(crate) conditions: [Conditions; 2],
}

/// One number of connections; an entry a round in each list.
pub(crate) struct Conditions {
    pub(crate) connections: u32,
    pub(crate) below: Vec<Load>,
    pub(crate) above: Vec<Load>,
    pub(crate) page: Vec<Load>,
    /// Views that nobody else has open.
    pub(crate) alone: Vec<Load>,
    pub(crate) compressed: Vec<Load>,
}

impl Conditions {
    pub(crate) fn new(connections: u32) -> Self {
        Self {
            connections,
            below: Vec::new(),
            above: Vec::new(),
            page: Vec::new(),
            alone: Vec::new(),
            compressed: Vec::new(),
        }
    }
}

/// Times in microseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) p50: f64,
    pub(crate) p95: f64,
    pub(crate) p99: f64,
}

impl Load {
    #[allow(
        clippy::cast_precision_loss,
        reason = "counts of a few seconds are small"
    )]
    pub(crate) fn new(requests: u64, micros: u64, [p50, p95, p99]: [u64; 3]) -> Self {
        Self {
            per_second: requests as f64 * 1e6 / micros as f64,
            p50: p50 as f64,
            p95: p95 as f64,
            p99: p99 as f64,
        }
    }

    /// A file of another size, on the straight line between two: sending takes a time for the answer and a time for each byte.
    pub(crate) fn between(self, other: Self, part: f64) -> Self {
        let line = |one: f64, two: f64| one + (two - one) * part;
        Self {
            per_second: 1.0 / line(1.0 / self.per_second, 1.0 / other.per_second),
            p50: line(self.p50, other.p50),
            p95: line(self.p95, other.p95),
            p99: line(self.p99, other.p99),
        }
    }

    pub(crate) fn median(loads: &[Self]) -> Self {
        let of = |value: fn(&Self) -> f64| median(loads.iter().map(value).collect());
        Self {
            per_second: of(|load| load.per_second),
            p50: of(|load| load.p50),
            p95: of(|load| load.p95),
            p99: of(|load| load.p99),
        }
    }
}

impl Loads {
    /// What a static file of this size would bear, round by round.
    #[allow(clippy::cast_precision_loss, reason = "sizes of pages are small")]
    pub(crate) fn static_page(&self, condition: &Conditions, bytes: u64) -> Vec<Load> {
        let whole = self.above.bytes - self.below.bytes;
        let part = (bytes - self.below.bytes) as f64 / whole as f64;
        let rounds = condition.below.iter().zip(&condition.above);
        rounds
            .map(|(below, above)| below.between(*above, part))
            .collect()
    }

    /// The inventory's throughput as a part of the static page's.
    pub(crate) fn ratio(&self, condition: &Conditions, bytes: u64) -> f64 {
        let fixed = self.static_page(condition, bytes);
        let rounds = condition.page.iter().zip(fixed);
        median(
            rounds
                .map(|(page, fixed)| page.per_second / fixed.per_second)
                .collect(),
        )
    }
}

/// Of an even number of values the mean of the two in the middle; of none 0.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.get(middle) {
        None => 0.0,
        Some(value) if values.len() % 2 == 1 => *value,
        Some(value) => f64::midpoint(values[middle - 1], *value),
    }
}

pub(crate) fn millis(times: &[Duration]) -> Vec<f64> {
    times.iter().map(|time| time.as_secs_f64() * 1e3).collect()
}

impl Figures {
    /// The floors and budgets that do not hold.
    pub(crate) fn missed(&self) -> Vec<String> {
        let mut held = Vec::new();
        for (what, starts) in [("first start", &self.first_starts), ("start", &self.starts)] {
            let took = median(millis(&starts.page));
            held.push((
                took < START.as_secs_f64() * 1e3,
                format!("{what}: {took:.0} ms"),
            ));
        }
        let idle = self.memory.idle.resident;
        held.push((idle < IDLE_KIB, format!("idle: {idle} KiB")));
        for (what, load) in [("form", &self.form), ("inventory", &self.inventory)] {
            let code = load.scripts + load.wasm;
            held.push((
                code <= SCRIPT_AND_WASM,
                format!("{what}: {code} bytes of script and wasm"),
            ));
            held.push((
                load.styles <= STYLES,
                format!("{what}: {} bytes of styles", load.styles),
            ));
        }
        for condition in &self.loads.conditions {
            let ratio = self.loads.ratio(condition, self.inventory_page.bytes);
            held.push((
                ratio >= RATIO,
                format!(
                    "inventory at {} connections: {ratio:.2} of a static page",
                    condition.connections
                ),
            ));
        }
        held.extend(self.scale.iter().flat_map(Engine::held));
        held.extend(self.audit.iter().flat_map(Audit::held));
        held.into_iter()
            .filter(|(is_held, _)| !is_held)
            .map(|(_, what)| what)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(vec![]), 0.0);
    }

    #[test]
    fn a_size_half_way_takes_half_way_the_time() {
        let small = Load::new(100, 1_000_000, [100, 150, 200]);
        let large = Load::new(50, 1_000_000, [300, 350, 400]);
        let between = small.between(large, 0.5);
        assert!((between.per_second - 1.0 / 0.015).abs() < 1e-9);
        assert_eq!((between.p50, between.p99), (200.0, 300.0));
    }
}
