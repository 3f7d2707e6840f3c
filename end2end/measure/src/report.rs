//! The page of figures, written whole. Nothing in it is written by hand, so nothing in it can be older than the rest.

use crate::figures::{
    self, Conditions, Figures, IDLE_KIB, Load, RATIO, SCRIPT_AND_WASM, STYLES, median, millis,
};
use crate::memory::{Memory, PAGES, REQUESTS};
use crate::site::{FirstLoad, StaticFile};
use crate::start::Starts;
use std::time::Duration;

pub(crate) fn page(figures: &Figures) -> String {
    [
        head(figures),
        "## Binary and starts\n".to_owned(),
        starts(figures),
        "## Memory\n".to_owned(),
        memory(figures),
        "## First load\n".to_owned(),
        first_loads(figures),
        "## The inventory under load\n".to_owned(),
        loads(figures),
        crate::scale::section(&figures.scale),
        crate::audit::section(&figures.audit),
    ]
    .join("\n")
}

fn head(figures: &Figures) -> String {
    let machine = &figures.machine;
    let missed = figures.missed();
    let verdict = if missed.is_empty() {
        "Every floor and budget below holds.".to_owned()
    } else {
        format!("Missed: {}.", missed.join("; "))
    };
    format!(
        "# Performance

`make bench` wrote this page on {date} and writes it anew each time; do not edit it. {verdict}

| | |
|---|---|
| Machine | {cores} cores of {processor}, {memory} GiB, {kernel}; load average at the end {load} |
| Built with | {rust}, profile `release` |
| Load from | {wrk}, on the same machine |
| Measured | the release binary as its own process, SQLite file, the sandbox beside it, {total} repositories read from its AWS |

Machines differ and are busy with other things: compare ratios and figures of one run, not of two machines.
",
        date = machine.date,
        cores = machine.cores,
        processor = machine.processor,
        memory = machine.memory_gib,
        kernel = machine.kernel,
        load = machine.load,
        rust = machine.rust,
        wrk = machine.wrk,
        total = figures.inventory_page.total,
    )
}

fn starts(figures: &Figures) -> String {
    let row = |what: &str, times: &[Duration]| {
        let millis = millis(times);
        let least = millis.iter().copied().fold(f64::INFINITY, f64::min);
        let most = millis.iter().copied().fold(0.0, f64::max);
        format!(
            "| {what} | {:.0} ms | {least:.0} ms | {most:.0} ms |\n",
            median(millis)
        )
    };
    let rows = |Starts { health, page }: &Starts, about: &str, which: &str| {
        row(&format!("{about}: `/healthz`"), health) + &row(&format!("{about}: {which}"), page)
    };
    format!(
        "The release binary, all assets inside: **{:.1} MB** ({} bytes).

From the start of the process to the end of the first answer with status 200, {} starts each. Floor: under 300 ms for a page.

| | median | least | most |
|---|--:|--:|--:|
{}{}",
        megabytes(figures.binary),
        figures.binary,
        figures.starts.page.len(),
        rows(&figures.starts, "with its database", "the home page, signed in"),
        rows(&figures.first_starts, "no database yet", "the sign-in page"),
    )
}

fn memory(figures: &Figures) -> String {
    let row = |what: &str, memory: &Memory| {
        format!(
            "| {what} | {:.1} MB ({} KiB) | {} KiB | {} KiB |\n",
            megabytes(memory.resident * 1024),
            memory.resident,
            memory.own,
            memory.peak
        )
    };
    format!(
        "As `/proc/<pid>/status` has it. Resident counts pages of the binary's own file, too; anonymous is what the process holds
for itself. Floor: under 80 MB ({IDLE_KIB} KiB) resident when idle. The requests go through {}.

| | resident (`VmRSS`) | anonymous (`RssAnon`) | peak (`VmHWM`) |
|---|--:|--:|--:|
{}{}{}",
        PAGES.map(|page| format!("`{page}`")).join(", "),
        row("idle, ten seconds after the start", &figures.memory.idle),
        row(&format!("after {REQUESTS} requests"), &figures.memory.used),
        row("after all loads below", &figures.after_load),
    )
}

fn first_loads(figures: &Figures) -> String {
    let row = |what: &str, load: &FirstLoad| {
        format!(
            "| {what} | {} | {} | **{}** | **{}** | {} |\n",
            load.scripts,
            load.wasm,
            load.scripts + load.wasm,
            load.styles,
            load.page
        )
    };
    format!(
        "Bytes on the wire with brotli, of what the page makes a browser fetch when nothing is kept from before. Budgets: {SCRIPT_AND_WASM} bytes
of script and wasm, {STYLES} bytes of styles. Later pages fetch none of it again.

| page | scripts | wasm | scripts + wasm | styles | the page itself |
|---|--:|--:|--:|--:|--:|
{}{}",
        row("the form", &figures.form),
        row("the inventory", &figures.inventory),
    )
}

fn loads(figures: &Figures) -> String {
    let page = &figures.inventory_page;
    let loads = &figures.loads;
    let tables: String = loads
        .conditions
        .iter()
        .map(|condition| table(figures, condition))
        .collect();
    format!(
        "An inventory of {total} repositories comes {rows} to a page; a page of all of them cannot be asked for. The first page is {bytes} bytes,
{compressed} with brotli. {people} people who are signed in ask for it in turn, for Berth holds each to ten pages a second. Every answer is the
whole page in the asker's own frame. The list in it, the same for all, and who came with which session are kept until anything is written, a
second at most ([why](decisions/0007-kept-for-a-second.md)).

The yardstick is a static page of equal size from the same process over the same connections, router and layers. Berth serves no file of
just that size, so two of its own are measured, {below} and {above}, and the page lies on the straight line between their times. Each round
takes them and the inventory in turn; shown are medians of {rounds} rounds of {seconds} seconds, the ratio that of each round. Floor: a ratio of {RATIO}.
{tables}
The last but one row is the price of a list that nothing is kept of: a filter of their own for each person, made anew for each answer. The
last is what browsers ask for; compressing each answer is most of its cost, while static files lie compressed in the binary.

One load by hand, with the cookie of a session:

```sh
wrk --threads 1 --connections 32 --duration 5s --latency --header 'Cookie: berth=…' http://127.0.0.1:3000/inventory
```
",
        total = page.total,
        rows = page.rows,
        bytes = page.bytes,
        compressed = page.compressed,
        people = crate::people::PEOPLE,
        below = file(&loads.below),
        above = file(&loads.above),
        rounds = figures.rounds,
        seconds = figures.seconds,
    )
}

fn table(figures: &Figures, condition: &Conditions) -> String {
    let bytes = figures.inventory_page.bytes;
    let row = |what: &str, loads: &[Load], ratio: &str| {
        let load = Load::median(loads);
        format!(
            "| {what} | {:.0} | {:.2} ms | {:.2} ms | {ratio} |\n",
            load.per_second,
            load.p50 / 1e3,
            load.p99 / 1e3
        )
    };
    let fixed = figures.loads.static_page(condition, bytes);
    let ratio = figures.loads.ratio(condition, bytes);
    let held = if ratio >= figures::RATIO {
        "holds"
    } else {
        "missed"
    };
    let connections = match condition.connections {
        1 => "1 connection".to_owned(),
        n => format!("{n} connections"),
    };
    format!(
        "
| {connections} | requests/s | p50 | p99 | ratio |
|---|--:|--:|--:|--:|
{}{}{}{}{}{}",
        row("static file, smaller", &condition.below, ""),
        row("static file, larger", &condition.above, ""),
        row("**static page of equal size**", &fixed, "1"),
        row(
            "**inventory**",
            &condition.page,
            &format!("**{ratio:.2}** ({held})")
        ),
        row("inventory, a view for each person", &condition.alone, ""),
        row("inventory, brotli", &condition.compressed, ""),
    )
}

fn file(file: &StaticFile) -> String {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let form = match file.encoding {
        "identity" => String::new(),
        other => format!(" as {other}"),
    };
    // The hash in the middle says nothing to a reader.
    let plain = match (name.split('.').next(), name.rsplit('.').next()) {
        (Some(stem), Some(ending)) => format!("{stem}.{ending}"),
        _ => name.to_owned(),
    };
    format!("`{plain}`{form} ({} bytes)", file.bytes)
}

#[allow(clippy::cast_precision_loss, reason = "for people to read")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
