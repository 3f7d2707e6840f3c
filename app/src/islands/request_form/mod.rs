//! Says while a person types what the server would say on submitting: the same checks and the same files, by the same code.
//! Facts that only the server knows come a moment after the last key.

#[cfg(feature = "hydrate")]
mod ask;
#[cfg(feature = "hydrate")]
mod dom;
#[cfg(feature = "hydrate")]
mod json;
#[cfg(feature = "hydrate")]
mod show;
#[cfg(feature = "hydrate")]
mod typing;

use leptos::prelude::*;

#[island]
pub fn RequestForm(children: Children) -> impl IntoView {
    Effect::new(|_| typing::start());
    view! {
        <div class="live" on:input=|event| typing::typed(&event) on:change=|event| typing::left(&event) on:click=|event| typing::pressed(&event)>
            {children()}
        </div>
    }
}

#[cfg(not(feature = "hydrate"))]
mod typing {
    use leptos::ev::{Event, MouseEvent};

    /// Nobody types on the server.
    pub(super) fn start() {}
    pub(super) fn typed(_: &Event) {}
    pub(super) fn left(_: &Event) {}
    pub(super) fn pressed(_: &MouseEvent) {}
}
