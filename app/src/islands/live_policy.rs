//! Tries a policy while it is written. The server knows the images and has the evaluator; a moment after the last key it is sent
//! the form and answers with the part of the page that says what the policy does. Without an answer the page stays as it was.

use leptos::prelude::*;

#[island]
pub fn LivePolicy(children: Children) -> impl IntoView {
    view! {
        <div class="live stack md" on:input=|_| typing::typed() on:change=|_| typing::typed()>{children()}</div>
    }
}

#[cfg(not(feature = "hydrate"))]
mod typing {
    /// Nobody types on the server.
    pub(super) fn typed() {}
}

#[cfg(feature = "hydrate")]
mod typing {
    use leptos::prelude::{document, set_timeout, window};
    use std::cell::{Cell, RefCell};
    use std::time::Duration;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{
        Element, FormData, HtmlFormElement, HtmlInputElement, RequestInit, Response,
        UrlSearchParams,
    };

    /// Long enough for the next key, short enough to feel like an answer.
    const PAUSE: Duration = Duration::from_millis(300);

    thread_local! {
        /// Counts the edits; an answer to an older edit is dropped.
        static TURN: Cell<u32> = const { Cell::new(0) };
        /// The words about why, while what is written can't be asked for.
        static WHY: RefCell<String> = const { RefCell::new(String::new()) };
    }

    pub(super) fn typed() {
        let turn = TURN.get().wrapping_add(1);
        TURN.set(turn);
        set_timeout(
            move || {
                if TURN.get() == turn {
                    leptos::task::spawn_local(async move {
                        let _ = ask(turn).await;
                    });
                }
            },
            PAUSE,
        );
    }

    async fn ask(turn: u32) -> Result<(), JsValue> {
        let place = find("#tried").ok_or(JsValue::NULL)?;
        let form: HtmlFormElement = find(".live form").ok_or(JsValue::NULL)?.dyn_into()?;
        let fields = FormData::new_with_form(&form)?;
        fields.append_with_str("live", "1")?;
        let init = RequestInit::new();
        init.set_method("POST");
        let body = UrlSearchParams::new_with_str_sequence_sequence(&fields)?;
        init.set_body(&body.into());
        let answer = window().fetch_with_str_and_init(&form.action(), &init);
        let answer: Response = JsFuture::from(answer).await?.dyn_into()?;
        let html = JsFuture::from(answer.text()?).await?.as_string();
        if let (true, true, Some(html)) = (answer.ok(), TURN.get() == turn, html) {
            show(&place, &html);
        }
        Ok(())
    }

    /// The words about why, which stand in what is replaced, stay.
    fn show(place: &Element, html: &str) {
        if let Some(field) = comment() {
            WHY.replace(field.value());
        }
        place.set_inner_html(html);
        if let Some(field) = comment() {
            WHY.with_borrow(|typed| field.set_value(typed));
        }
        if let (Some(said), Some(status)) = (find("#tried [data-says]"), find("[data-said=tried]"))
        {
            status.set_text_content(said.text_content().as_deref());
        }
    }

    /// A text area answers as an input does.
    fn comment() -> Option<HtmlInputElement> {
        find("#tried [name=comment]").map(JsCast::unchecked_into)
    }

    fn find(selector: &str) -> Option<Element> {
        document().query_selector(selector).ok().flatten()
    }
}
