//! Names with their values, and the few numbers a page opens with.

use super::tone::Tone;
use leptos::prelude::*;

/// A name and its value.
pub struct Fact {
    pub name: String,
    pub value: AnyView,
}

impl Fact {
    pub fn new(name: impl Into<String>, value: impl IntoView + 'static) -> Self {
        Self {
            name: name.into(),
            value: value.into_any(),
        }
    }
}

/// Facts one under the other.
#[component]
pub fn KeyValues(facts: Vec<Fact>) -> AnyView {
    let rows: Vec<_> = facts
        .into_iter()
        .map(|fact| view! { <dt>{fact.name}</dt><dd>{fact.value}</dd> })
        .collect();
    view! { <dl class="kv">{rows}</dl> }.into_any()
}

/// A number worth a large size, and the small print that makes it mean something.
pub struct Figure {
    pub name: String,
    pub value: AnyView,
    pub note: Option<AnyView>,
    /// Only problems are coloured.
    pub tone: Option<Tone>,
}

impl Figure {
    pub fn new(name: impl Into<String>, value: impl IntoView + 'static) -> Self {
        Self {
            name: name.into(),
            value: value.into_any(),
            note: None,
            tone: None,
        }
    }

    pub fn note(mut self, note: impl IntoView + 'static) -> Self {
        self.note = Some(note.into_any());
        self
    }

    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }
}

/// Figures in a row.
#[component]
pub fn Figures(figures: Vec<Figure>) -> AnyView {
    let cells: Vec<_> = figures
        .into_iter()
        .map(|figure| {
            let class = match figure.tone {
                Some(Tone::Bad) => Some("bad"),
                Some(Tone::Warn) => Some("warn"),
                _ => None,
            };
            view! {
                <div>
                    <dt>{figure.name}</dt><dd class=class>{figure.value}</dd>
                    {figure.note.map(|note| view! { <dd><small>{note}</small></dd> })}
                </div>
            }
        })
        .collect();
    view! { <dl class="figs">{cells}</dl> }.into_any()
}
