//! How far a request is, small enough for a table cell.

use super::tone::Tone;
use leptos::prelude::*;

/// A block a stage; stages still to come have no tone. `label` says the same in words, `text` shows beside it.
#[component]
pub fn StageBar(
    stages: Vec<Option<Tone>>,
    #[prop(into)] label: String,
    #[prop(into)] text: String,
) -> AnyView {
    let stuck = stages.contains(&Some(Tone::Bad)).then_some("bad");
    let blocks: Vec<_> = stages
        .into_iter()
        .map(|tone| view! { <i data-s=tone.map(Tone::as_str)></i> })
        .collect();
    view! {
        <div class="stage"><span class="mini" role="img" aria-label=label>{blocks}</span><span class=stuck>{text}</span></div>
    }
    .into_any()
}
