//! The section of the page of figures.

use super::{Engine, GROWTH, LARGE, Measured, P95_MS, RESIDENT_KIB, SMALL};
use crate::figures::Load;

pub(crate) fn section(engines: &[Engine]) -> String {
    let mut text = format!(
        "## {large} repositories

Rows made from numbers inside the database, the same ones each time, of accounts that nothing reads from AWS. Each view is asked for by {people}
people in turn, at one connection and at 32, on the running release binary; times are from wrk, whole answers, not compressed. Where a view
is everybody's, a filter that is different for each person and changes no row keeps answers from being reused; the first line shows them
reused. *Growth* is the median with {large} repositories by that with {small}, at one connection. Floors: p95 under {P95_MS} ms at one connection for
every view of the inventory, growth of at most {GROWTH} for all of them but those that search a text, and under 200 MB ({RESIDENT_KIB} KiB) resident.
",
        large = thousands(LARGE),
        small = thousands(SMALL),
        people = crate::people::PEOPLE,
    );
    for engine in engines {
        text += &one(engine);
    }
    text
}

fn thousands(number: u32) -> String {
    format!("{},{:03}", number / 1000, number % 1000)
}

fn one(engine: &Engine) -> String {
    let first = engine.views.get(1).map_or(0.0, |first| first.one.p50 / 1e3);
    let rows: String = engine.views.iter().map(row).collect();
    format!(
        "
### {name}

{repositories} repositories, {images} images, {findings} findings, made in {filling} s; {settling} s until Berth's own jobs had read all of it. Resident {before} KiB then,
{after} KiB after all loads. A bare statement for the rows of one page takes {bare:.2} ms, a static page of equal size {fixed:.2} ms (median): the first page with
nothing kept takes {by_bare:.1} and {by_fixed:.1} times as long.

| | p50 | p95 | p99 | 32: p50 | 32: p95 | 32: p99 | 32: per second | growth |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
{rows}",
        name = engine.name,
        repositories = engine.filled.repositories,
        images = engine.filled.images,
        findings = engine.filled.findings,
        filling = engine.filling.as_secs(),
        settling = engine.settling.as_secs(),
        before = engine.memory.resident,
        after = engine.after.resident,
        bare = engine.bare_ms,
        fixed = engine.fixed.p50 / 1e3,
        by_bare = first / engine.bare_ms,
        by_fixed = first * 1e3 / engine.fixed.p50,
    )
}

fn row(measured: &Measured) -> String {
    let times = |load: &Load| {
        [load.p50, load.p95, load.p99]
            .map(|micros| format!("{:.1} ms", micros / 1e3))
            .join(" | ")
    };
    format!(
        "| {} | {} | {} | {:.0} | {:.2} |\n",
        measured.view.name,
        times(&measured.one),
        times(&measured.many),
        measured.many.per_second,
        measured.growth,
    )
}
