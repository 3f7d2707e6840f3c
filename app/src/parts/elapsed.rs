//! Lengths drawn as SVG attributes, because the CSP forbids inline styles.

use super::tone::Tone;
use leptos::prelude::*;

/// One part of a strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    pub label: String,
    /// Any unit; the strip shows shares of the sum.
    pub amount: f64,
}

impl Segment {
    pub fn new(label: impl Into<String>, amount: f64) -> Self {
        Self {
            label: label.into(),
            amount: amount.max(0.0),
        }
    }
}

/// Where the time went: one strip, its parts in order, and a legend. `label` reads it all to a screen reader.
#[component]
pub fn ElapsedStrip(#[prop(into)] label: String, segments: Vec<Segment>) -> AnyView {
    const SHADES: [&str; 3] = ["c1", "c2", "c3"];
    let total: f64 = segments
        .iter()
        .map(|segment| segment.amount)
        .sum::<f64>()
        .max(f64::MIN_POSITIVE);
    let mut start = 0.0;
    let (bars, legend): (Vec<_>, Vec<_>) = segments
        .into_iter()
        .zip(SHADES.into_iter().cycle())
        .map(|(segment, shade)| {
            let (x, width) = (
                percent(start / total),
                percent((segment.amount / total - 0.002).max(0.0)),
            );
            start += segment.amount;
            (
                view! { <rect class=shade x=x width=width height="100%"></rect> },
                view! { <span><i class=shade></i>{segment.label}</span> },
            )
        })
        .unzip();
    view! {
        <div class="stack">
            <svg class="bar" role="img" aria-label=label>{bars}</svg>
            <p class="legend" aria-hidden="true">{legend}</p>
        </div>
    }
    .into_any()
}

/// One value of a whole, from 0 to 1. `label` says both.
#[component]
pub fn Meter(
    share: f64,
    #[prop(into)] label: String,
    #[prop(default = Tone::Now)] tone: Tone,
    #[prop(default = true)] thin: bool,
) -> AnyView {
    let class = if thin { "bar thin" } else { "bar" };
    view! {
        <svg class=class data-s=tone.as_str() role="img" aria-label=label>
            <rect width=percent(share) height="100%"></rect>
        </svg>
    }
    .into_any()
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0)
}
