//! Why something failed: cause, evidence, fix. Never a bare "failed".

use super::icons::Icon;
use super::tone::Tone;
use crate::words::parts as words;
use leptos::prelude::*;

/// A framed part of a page that a person acts on.
#[component]
pub fn Panel(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(optional)] tone: Option<Tone>,
    children: Children,
) -> AnyView {
    let labelled = id.clone();
    view! {
        <section class="panel" aria-labelledby=labelled data-s=tone.map(Tone::as_str)>
            <header>
                <div class="row nw">{tone.map(|tone| view! { <Icon name=tone.icon()/> })}<h2 id=id>{title}</h2></div>
            </header>
            <div class="pad stack md">{children()}</div>
        </section>
    }
    .into_any()
}

/// The diagnosis of a request that stopped.
#[component]
pub fn Diagnosis(
    #[prop(into)] id: String,
    #[prop(into)] title: String,
    #[prop(default = Tone::Bad)] tone: Tone,
    cause: AnyView,
    evidence: AnyView,
    fix: AnyView,
    #[prop(optional)] actions: Option<AnyView>,
    #[prop(optional)] foot: Option<AnyView>,
) -> AnyView {
    let part = |title: &'static str, body: AnyView| view! { <div class="stack sm"><h3>{title}</h3>{body}</div> };
    view! {
        <Panel id=id title=title tone=tone>
            {part(words::CAUSE, cause)}
            {part(words::EVIDENCE, evidence)}
            {part(words::FIX, fix)}
            {actions.map(|actions| view! { <div class="row">{actions}</div> })}
            {foot.map(|foot| view! { <div class="hint">{foot}</div> })}
        </Panel>
    }
    .into_any()
}

/// A raw message from another system, word for word. Long lines wrap; the frame scrolls for the keyboard.
#[component]
pub fn RawMessage(#[prop(into)] label: String, #[prop(into)] text: String) -> AnyView {
    view! { <pre class="code well wrap" tabindex="0" role="group" aria-label=label><code>{text}</code></pre> }.into_any()
}
