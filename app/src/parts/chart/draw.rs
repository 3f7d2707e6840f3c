//! The plot itself, on a square of 100 by 100 that stretches.

use super::{Chart, ChartKind, scale};
use leptos::prelude::*;

/// Labels below the plot: more would touch on a narrow screen.
const LABELS: usize = 4;
/// Of the place that a bar has, what it leaves free.
const GAP: f64 = 0.24;

pub(super) fn percent(share: f64) -> String {
    format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0)
}

pub(super) fn plot(chart: &Chart) -> AnyView {
    let ticks = scale::ticks(most(chart), chart.is_whole, chart.top);
    let top = ticks.last().copied().unwrap_or(1.0);
    let across: Vec<_> = ticks
        .iter()
        .map(|tick| {
            let y = number(100.0 - tick / top * 100.0);
            view! { <line x1="0" x2="100" y1=y.clone() y2=y></line> }
        })
        .collect();
    let side: Vec<_> = ticks
        .iter()
        .rev()
        .map(|tick| view! { <li>{(chart.read)(*tick)}</li> })
        .collect();
    let marks: Vec<_> = chart
        .marks
        .iter()
        .map(|share| {
            let x = number(share.clamp(0.0, 1.0) * 100.0);
            view! { <line class="mark" x1=x.clone() x2=x y1="0" y2="100"></line> }
        })
        .collect();
    let shapes = match chart.kind {
        ChartKind::Line => lines(chart, top),
        ChartKind::Bars => bars(chart, top),
    };
    let below: Vec<_> = labelled(chart.rows.len())
        .into_iter()
        .map(|at| view! { <li>{chart.rows[at].label.clone()}</li> })
        .collect();
    view! {
        <div class="plot">
            <ol class="y" role="list" aria-hidden="true">{side}</ol>
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label=chart.spoken()>{across}{shapes}{marks}</svg>
            <ol class="x" role="list" aria-hidden="true">{below}</ol>
        </div>
    }
    .into_any()
}

/// The highest point: of a line, or of bars on top of each other.
fn most(chart: &Chart) -> f64 {
    let rows = chart.rows.iter().map(|row| {
        let known = row.values.iter().flatten().copied();
        match chart.kind {
            ChartKind::Line => known.fold(0.0, f64::max),
            ChartKind::Bars => known.sum(),
        }
    });
    rows.fold(0.0, f64::max)
}

fn lines(chart: &Chart, top: f64) -> AnyView {
    let fills = chart.series.len() == 1;
    let drawn: Vec<_> = (0..chart.series.len())
        .map(|at| {
            let runs = runs(chart, at, top);
            let area = fills.then(|| {
                let d: String = runs.iter().map(|run| below(run)).collect();
                view! { <path class="area" d=d></path> }
            });
            let d: String = runs.iter().map(|run| along(run)).collect();
            view! { {area}<path class=chart.series[at].shade.class() d=d></path> }
        })
        .collect();
    drawn.into_any()
}

type Point = (f64, f64);

/// Points without a gap between them: what is not known breaks the line.
fn runs(chart: &Chart, series: usize, top: f64) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = vec![Vec::new()];
    for (at, row) in chart.rows.iter().enumerate() {
        match row.values.get(series).copied().flatten() {
            Some(value) => {
                let point = (place(at, chart.rows.len()), height(value, top));
                if let Some(run) = runs.last_mut() {
                    run.push(point);
                }
            }
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// A single point is a line of no length, which the stylesheet's round ends make a dot.
fn along(run: &[Point]) -> String {
    let mut d = String::new();
    for (at, (x, y)) in run.iter().enumerate() {
        d.push(if at == 0 { 'M' } else { 'L' });
        d.push_str(&format!("{} {}", number(*x), number(*y)));
    }
    if run.len() == 1 {
        d.push_str("h0");
    }
    d
}

fn below(run: &[Point]) -> String {
    match (run.first(), run.last()) {
        (Some((first, _)), Some((last, _))) if run.len() > 1 => format!(
            "{}L{} 100L{} 100Z",
            along(run),
            number(*last),
            number(*first)
        ),
        _ => String::new(),
    }
}

fn bars(chart: &Chart, top: f64) -> AnyView {
    let width = 100.0 / share_of(chart.rows.len());
    let mut drawn = Vec::new();
    for (at, row) in chart.rows.iter().enumerate() {
        let x = number(width * (share_of(at) + GAP / 2.0));
        let mut stacked = 0.0;
        for (series, value) in chart.series.iter().zip(&row.values) {
            let Some(value) = value.filter(|value| *value > 0.0) else {
                continue;
            };
            stacked += value;
            drawn.push(view! {
                <rect class=series.shade.class() x=x.clone() width=number(width * (1.0 - GAP)) y=number(height(stacked, top)) height=number(value / top * 100.0)></rect>
            });
        }
    }
    drawn.into_any()
}

/// From the top, as SVG counts.
fn height(value: f64, top: f64) -> f64 {
    (100.0 - value / top * 100.0).clamp(0.0, 100.0)
}

fn place(at: usize, of: usize) -> f64 {
    match of {
        0 | 1 => 50.0,
        of => share_of(at) / share_of(of - 1) * 100.0,
    }
}

/// Rows are days or teams, far fewer than a float can count.
#[allow(clippy::cast_precision_loss)]
fn share_of(count: usize) -> f64 {
    count as f64
}

/// Which rows are named below: the first, the last, and some between at like distances.
fn labelled(rows: usize) -> Vec<usize> {
    let shown = rows.min(LABELS);
    match shown {
        0 => Vec::new(),
        1 => vec![0],
        shown => (0..shown)
            .map(|at| (at * (rows - 1) + (shown - 1) / 2) / (shown - 1))
            .collect(),
    }
}

fn number(value: f64) -> String {
    format!("{value:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_row_are_named_and_no_row_twice() {
        assert_eq!(labelled(0), [0; 0]);
        assert_eq!(labelled(1), [0]);
        assert_eq!(labelled(2), [0, 1]);
        assert_eq!(labelled(13), [0, 4, 8, 12]);
        assert_eq!(labelled(30), [0, 10, 19, 29]);
        for rows in 1..200 {
            let named = labelled(rows);
            assert!(named.is_sorted_by(|a, b| a < b), "{rows} {named:?}");
            assert_eq!((named[0], named[named.len() - 1]), (0, rows - 1));
        }
    }
}
