//! Makes the copy buttons of its children work. One island for a whole region rather than one a button: a page may hold
//! dozens of buttons, and a single listener serves them all.
//!
//! `parts::copy` writes the buttons: each names what it copies in `data-copy`, and carries the text in `data-text` where no
//! `code` stands beside it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

#[island]
pub fn Copying(children: Children) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let copy = move |event: MouseEvent| clipboard::serve(&event, said);
    view! {
        <div class="copying" on:click=copy>
            {children()}
            <p class="said" role="status" data-on=move || (!said.get().is_empty()).then_some("")>
                {move || said.get()}
            </p>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod clipboard {
    use std::time::Duration;

    use leptos::ev::MouseEvent;
    use leptos::prelude::{GetUntracked, RwSignal, Set, set_timeout, window};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::Element;

    use crate::islands::words;

    /// Long enough to read a line, short enough not to be in the way.
    const SHOWN: Duration = Duration::from_secs(4);

    pub(super) fn serve(event: &MouseEvent, said: RwSignal<String>) {
        let Some(button) = pressed(event) else { return };
        if event.default_prevented() {
            return; // an island inside this one has served it
        }
        event.prevent_default();
        let what = button.get_attribute("data-copy").unwrap_or_default();
        let beside = text_beside(&button);
        let text = button
            .get_attribute("data-text")
            .or_else(|| beside.as_ref()?.text_content())
            .unwrap_or_default();
        leptos::task::spawn_local(async move {
            let sentence = match (write(&text).await, beside) {
                (Ok(()), _) => words::copied(&what),
                (Err(_), Some(element)) if select(&element) => words::selected(&what),
                (Err(_), _) => words::not_copied(&what, &text),
            };
            said.set(sentence.clone());
            set_timeout(move || forget(said, &sentence), SHOWN);
        });
    }

    fn pressed(event: &MouseEvent) -> Option<Element> {
        let target: Element = event.target()?.dyn_into().ok()?;
        target.closest("button[data-copy]").ok()?
    }

    fn text_beside(button: &Element) -> Option<Element> {
        button.parent_element()?.query_selector("code").ok()?
    }

    /// The clipboard is missing where the page did not come over TLS, and a person may refuse it.
    async fn write(text: &str) -> Result<(), JsValue> {
        let clipboard = window().navigator().clipboard();
        if clipboard.is_undefined() {
            return Err(JsValue::NULL);
        }
        JsFuture::from(clipboard.write_text(text)).await.map(drop)
    }

    /// The next best thing: the text stands selected, one key away from being copied.
    fn select(element: &Element) -> bool {
        let Ok(Some(selection)) = window().get_selection() else {
            return false;
        };
        selection.select_all_children(element).is_ok()
    }

    /// Unless something else was said meanwhile.
    fn forget(said: RwSignal<String>, sentence: &str) {
        if said.get_untracked() == sentence {
            said.set(String::new());
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod clipboard {
    use leptos::ev::MouseEvent;
    use leptos::prelude::RwSignal;

    /// Nobody clicks on the server.
    pub(super) fn serve(_: &MouseEvent, _: RwSignal<String>) {}
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::Copying;
    use crate::parts::CopyField;
    use crate::testing::html;
    use leptos::prelude::*;

    #[test]
    fn without_scripts_it_is_its_children() {
        let html =
            html(|| view! { <Copying><CopyField what="image URI" text="registry/app"/></Copying> });
        assert!(
            html.contains(r#"<leptos-island data-component="Copying_"#),
            "{html}"
        );
        assert!(html.contains("<code>registry/app"), "{html}");
        assert!(html.contains(r#"data-copy="image URI""#), "{html}");
    }
}
