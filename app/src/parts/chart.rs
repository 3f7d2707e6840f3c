//! Figures over time or by kind, drawn on the server: a plot for the eye, the same numbers as a table for everybody.
//!
//! A chart is rows of a label and one value a series, so that plot and table can't disagree. Lengths are SVG
//! attributes, because the CSP forbids inline styles; the words round the plot are HTML, because shapes stretch and
//! letters must not.

mod draw;
mod scale;

use super::icons::{Icon, IconName};
use super::table::Region;
use super::text;
use crate::words::parts::chart as words;
use leptos::prelude::*;

/// How a plot is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// A level that goes on between the readings: storage, findings. With one series the area below is filled.
    Line,
    /// Amounts of their own: pulls a day, requests a week. Several series stand on top of each other.
    Bars,
}

/// The shades of the stylesheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    Strong,
    Middle,
    Faint,
    /// For what is wrong.
    Bad,
}

impl Shade {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Strong => "c1",
            Self::Middle => "c2",
            Self::Faint => "c3",
            Self::Bad => "cb",
        }
    }
}

/// What one value of every row is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    pub shade: Shade,
}

impl Series {
    pub fn new(name: impl Into<String>, shade: Shade) -> Self {
        Self {
            name: name.into(),
            shade,
        }
    }
}

/// One moment or kind with its values, in the order of the series. `None` is not known, which is not nought.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartRow {
    pub label: String,
    /// What the row counts, where a page lists it.
    pub href: Option<String>,
    pub values: Vec<Option<f64>>,
}

impl ChartRow {
    pub fn new(label: impl Into<String>, values: impl Into<Vec<Option<f64>>>) -> Self {
        Self {
            label: label.into(),
            href: None,
            values: values.into(),
        }
    }

    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// A chart with everything round it. `Chart::new` and the methods after it say the rest.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Of its heading; unique on the page.
    pub id: String,
    pub title: String,
    pub kind: ChartKind,
    /// What the labels of the rows are: “Day”, “Team”.
    pub column: String,
    pub series: Vec<Series>,
    /// From the left to the right.
    pub rows: Vec<ChartRow>,
    /// A value as people read it.
    pub read: fn(f64) -> String,
    /// Nothing lies between two whole values.
    pub is_whole: bool,
    /// The finding in a sentence, under the heading.
    pub says: Option<String>,
    /// The end of the scale where it is known, 100 for percent.
    pub top: Option<f64>,
    /// Dashed lines across, as shares of the width, and what they are.
    pub marks: Vec<f64>,
    pub marks_say: Option<String>,
    /// Instead of the plot where there is no value at all.
    pub empty: Option<String>,
}

impl Chart {
    pub fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        kind: ChartKind,
        column: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            kind,
            column: column.into(),
            series: Vec::new(),
            rows: Vec::new(),
            read: whole,
            is_whole: true,
            says: None,
            top: None,
            marks: Vec::new(),
            marks_say: None,
            empty: None,
        }
    }

    pub fn series(mut self, series: Vec<Series>) -> Self {
        self.series = series;
        self
    }

    pub fn rows(mut self, rows: Vec<ChartRow>) -> Self {
        self.rows = rows;
        self
    }

    /// Values between whole ones are possible and read like this.
    pub fn read(mut self, read: fn(f64) -> String) -> Self {
        self.read = read;
        self.is_whole = false;
        self
    }

    pub fn says(mut self, says: impl Into<String>) -> Self {
        self.says = Some(says.into());
        self
    }

    pub fn top(mut self, top: f64) -> Self {
        self.top = Some(top);
        self
    }

    pub fn marks(mut self, marks: Vec<f64>, say: impl Into<String>) -> Self {
        self.marks = marks;
        self.marks_say = Some(say.into());
        self
    }

    pub fn empty(mut self, words: impl Into<String>) -> Self {
        self.empty = Some(words.into());
        self
    }

    fn has_values(&self) -> bool {
        self.rows
            .iter()
            .any(|row| row.values.iter().any(Option::is_some))
    }

    /// From where to where, for those who don't see the plot.
    fn spoken(&self) -> String {
        let said = self.series.iter().enumerate().filter_map(|(at, series)| {
            let known = |row: &ChartRow| {
                let value = row.values.get(at).copied().flatten()?;
                Some((row.label.clone(), (self.read)(value)))
            };
            let first = self.rows.iter().find_map(known)?;
            let last = self.rows.iter().rev().find_map(known)?;
            Some(words::from_to(
                &series.name,
                (&first.1, &first.0),
                (&last.1, &last.0),
            ))
        });
        let said: Vec<String> = said.collect();
        words::spoken(&self.title, &said.join("; "))
    }
}

/// A whole number with its thousands grouped.
pub fn whole(value: f64) -> String {
    // Rounded and not below nought: the cast loses nothing that is shown.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    text::count(value.round().max(0.0) as u64)
}

/// Bytes in AWS's units.
pub fn bytes(value: f64) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    text::size(value.round().max(0.0) as u64)
}

/// A count as a length. Beyond 2^53 the drawing is off by less than any screen shows.
#[allow(clippy::cast_precision_loss)]
pub fn value(count: u64) -> f64 {
    count as f64
}

/// The chart: heading, sentence, plot, legend, and the numbers as a table.
#[component]
pub fn ChartFigure(chart: Chart) -> AnyView {
    let body = if chart.has_values() {
        let table = format!("{}-table", chart.id);
        let numbers = numbers(&chart, table.clone());
        view! {
            {draw::plot(&chart)}
            {legend(&chart)}
            <details>
                <summary><Icon name=IconName::Inventory/>{words::SHOW_TABLE}</summary>
                <Region labelled=table>{numbers}</Region>
            </details>
        }
        .into_any()
    } else {
        let words = chart
            .empty
            .clone()
            .unwrap_or_else(|| words::EMPTY.to_owned());
        view! { <p class="mute">{words}</p> }.into_any()
    };
    let (id, heading) = (chart.id.clone(), chart.id);
    let says = chart.says.map(|says| view! { <p>{says}</p> });
    view! {
        <figure class="chart" aria-labelledby=id>
            <figcaption><h2 id=heading>{chart.title}</h2>{says}</figcaption>
            {body}
        </figure>
    }
    .into_any()
}

fn legend(chart: &Chart) -> Option<AnyView> {
    let series: Vec<_> = chart
        .series
        .iter()
        .filter(|_| chart.series.len() > 1)
        .map(
            |series| view! { <span><i class=series.shade.class()></i>{series.name.clone()}</span> },
        )
        .collect();
    let marks = chart
        .marks_say
        .clone()
        .map(|words| view! { <span>{words}</span> });
    (!series.is_empty() || marks.is_some())
        .then(|| view! { <p class="legend" aria-hidden="true">{series}{marks}</p> }.into_any())
}

fn numbers(chart: &Chart, id: String) -> AnyView {
    let heads: Vec<_> = chart
        .series
        .iter()
        .map(|series| view! { <th scope="col" class="n">{series.name.clone()}</th> })
        .collect();
    let rows: Vec<_> = chart
        .rows
        .iter()
        .map(|row| {
            let label = row.label.clone();
            let label = match row.href.clone() {
                Some(href) => view! { <a href=href>{label}</a> }.into_any(),
                None => label.into_any(),
            };
            let cells: Vec<_> = (0..chart.series.len())
                .map(|at| match row.values.get(at).copied().flatten() {
                    Some(value) => view! { <td class="n">{(chart.read)(value)}</td> }.into_any(),
                    None => view! { <td class="n mute">{words::UNKNOWN}</td> }.into_any(),
                })
                .collect();
            view! { <tr><th scope="row">{label}</th>{cells}</tr> }
        })
        .collect();
    view! {
        <table class="tbl dense">
            <caption class="sr" id=id>{words::table_of(&chart.title)}</caption>
            <thead><tr><th scope="col">{chart.column.clone()}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Shares of a whole as a strip in a table's cell, beside the number that says the same.
#[component]
pub fn ShareBar(shares: Vec<(f64, Shade)>) -> AnyView {
    let mut start = 0.0;
    let parts: Vec<_> = shares
        .into_iter()
        .map(|(share, shade)| {
            let share = share.clamp(0.0, 1.0);
            let (x, width) = (draw::percent(start), draw::percent(share));
            start += share;
            view! { <rect class=shade.class() x=x width=width height="100%"></rect> }
        })
        .collect();
    view! { <svg class="bar" aria-hidden="true">{parts}</svg> }.into_any()
}

#[cfg(test)]
mod tests;
