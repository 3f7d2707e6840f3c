//! Makes the copy buttons of its children work. One island for a whole region rather than one a button: a page may hold
//! dozens of buttons, and a single listener serves them all.
//!
//! A button names what it copies: `data-copy="image URI"`. The text is the button's `value`, or else that of the `code` or
//! `pre` beside it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

#[island]
pub fn Copying(children: Children) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let copy = move |event: MouseEvent| clipboard::serve(&event, said);
    view! {
        <div class="copying" on:click=copy>
            {children()}
            <p class="sr" role="status">{move || said.get()}</p>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod clipboard {
    use leptos::ev::MouseEvent;
    use leptos::prelude::{RwSignal, Set};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Element, HtmlButtonElement};

    pub(super) fn serve(event: &MouseEvent, said: RwSignal<String>) {
        let Some(button) = pressed(event) else { return };
        let what = button.get_attribute("data-copy").unwrap_or_default();
        let beside = text_beside(&button);
        let value = button.value();
        let text = if value.is_empty() {
            beside
                .as_ref()
                .and_then(|element| element.text_content())
                .unwrap_or_default()
        } else {
            value
        };
        leptos::task::spawn_local(async move {
            let copied = write(&text).await.is_ok();
            if !copied && let Some(beside) = &beside {
                select(beside);
            }
            said.set(if copied {
                crate::words::copied(&what)
            } else {
                crate::words::copy_by_hand(&what)
            });
        });
    }

    fn pressed(event: &MouseEvent) -> Option<HtmlButtonElement> {
        let target: Element = event.target()?.dyn_into().ok()?;
        target.closest("button[data-copy]").ok()??.dyn_into().ok()
    }

    fn text_beside(button: &HtmlButtonElement) -> Option<Element> {
        button.parent_element()?.query_selector("pre, code").ok()?
    }

    /// The clipboard is missing where the page did not come over TLS, and a person may refuse it.
    async fn write(text: &str) -> Result<(), JsValue> {
        let clipboard = leptos::prelude::window().navigator().clipboard();
        if clipboard.is_undefined() {
            return Err(JsValue::NULL);
        }
        JsFuture::from(clipboard.write_text(text)).await.map(drop)
    }

    /// The next best thing: the text stands selected, one key away from being copied.
    fn select(element: &Element) {
        if let Ok(Some(selection)) = leptos::prelude::window().get_selection() {
            let _ = selection.select_all_children(element);
        }
    }
}

#[cfg(not(feature = "hydrate"))]
mod clipboard {
    use leptos::ev::MouseEvent;
    use leptos::prelude::RwSignal;

    pub(super) fn serve(_: &MouseEvent, _: RwSignal<String>) {}
}
