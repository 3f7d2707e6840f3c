//! Views become text here, whole and at once: a page is finished before its first byte is sent.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use std::sync::Arc;

/// Renders a document, or a part of one for a stream. `view` runs inside a fresh reactive owner.
pub fn html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    // Islands ask the context whether they are rendered inside another island.
    let context = hydration_context::SsrSharedContext::new_islands();
    let owner = Owner::new_root(Some(Arc::new(context)));
    owner.with(|| view().into_view().to_html())
}

/// The content of a page, to be kept and put into the frames of several people by [`made`].
pub fn part<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    html(|| {
        // As in a whole page: data for the browser belongs to islands alone.
        if let Some(context) = Owner::current_shared_context() {
            context.set_is_hydrating(false);
        }
        view()
    })
}

/// What [`part`] rendered, as it is.
pub fn made(part: &str) -> AnyView {
    InertElement::new(part.to_owned()).into_any()
}
