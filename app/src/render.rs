//! Views become text here, whole and at once: a page is finished before its first byte is sent.

use leptos::prelude::*;
use std::sync::Arc;

/// Renders a document, or a part of one for a stream. `view` runs inside a fresh reactive owner.
pub fn html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    // Islands ask the context whether they are rendered inside another island.
    let context = hydration_context::SsrSharedContext::new_islands();
    let owner = Owner::new_root(Some(Arc::new(context)));
    owner.with(|| view().into_view().to_html())
}
