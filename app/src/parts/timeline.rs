//! The stages of a request with what happened in each.

use super::icons::{Icon, IconName};
use super::tone::Tone;
use crate::words::parts as words;
use leptos::prelude::*;

/// One stage.
pub struct Step {
    /// `None` is still to come.
    pub tone: Option<Tone>,
    pub icon: IconName,
    pub title: String,
    /// What happened: paragraphs, a table, a meter.
    pub body: AnyView,
    /// When it was reached, as a `<time>`.
    pub when: Option<AnyView>,
    /// How long it took or takes, as words.
    pub took: Option<String>,
    /// The stage the request is in.
    pub current: bool,
}

impl Step {
    pub fn new(
        tone: Option<Tone>,
        icon: IconName,
        title: impl Into<String>,
        body: impl IntoView + 'static,
    ) -> Self {
        Self {
            tone,
            icon,
            title: title.into(),
            body: body.into_any(),
            when: None,
            took: None,
            current: false,
        }
    }

    pub fn when(mut self, when: impl IntoView + 'static) -> Self {
        self.when = Some(when.into_any());
        self
    }

    pub fn took(mut self, took: impl Into<String>) -> Self {
        self.took = Some(took.into());
        self
    }

    pub fn current(mut self) -> Self {
        self.current = true;
        self
    }
}

/// The stages from first to last. An explanation rather than a history where no step is current or done.
#[component]
pub fn Timeline(steps: Vec<Step>) -> AnyView {
    let running = steps.iter().any(|step| step.current);
    let rows: Vec<_> = steps
        .into_iter()
        .map(|step| {
            let ahead = running && step.tone.is_none();
            view! {
                <li data-s=step.tone.map(Tone::as_str) aria-current=step.current.then_some("step")>
                    <Icon name=step.icon/>
                    <div>
                        <h3>{ahead.then(|| view! { <span class="sr">{words::AHEAD}</span> })}{step.title}</h3>
                        {step.body}
                    </div>
                    <span>{step.when}{step.took.map(|took| view! { <span>{took}</span> })}</span>
                </li>
            }
        })
        .collect();
    view! { <ol class="steps" role="list">{rows}</ol> }.into_any()
}
