//! Keeps the page of a request current. The server streams the rendered page whenever something moves; the island swaps it
//! in. What a person opened or focused stays as it was, and each new stage is said once.

use leptos::prelude::*;

#[island]
pub fn LiveRequest(children: Children) -> impl IntoView {
    Effect::new(|_| stream::start());
    view! { <div class="live">{children()}</div> }
}

#[cfg(not(feature = "hydrate"))]
mod stream {
    /// The server sends; it does not listen.
    pub(super) fn start() {}
}

#[cfg(feature = "hydrate")]
mod stream {
    use leptos::prelude::document;
    use wasm_bindgen::closure::Closure;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Element, EventSource, HtmlElement, MessageEvent};

    pub(super) fn start() {
        let Some(page) = find("[data-events]") else {
            return;
        };
        if is_final(&page) {
            return;
        }
        let address = page.get_attribute("data-events").unwrap_or_default();
        let Ok(source) = EventSource::new(&address) else {
            return;
        };
        let listening = source.clone();
        // The stream lives as long as the page; the browser itself reconnects, and says what it saw last.
        let on_fragment = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(html) = event.data().as_string() else {
                return;
            };
            show(&page, &html);
            if is_final(&page) {
                listening.close();
            }
        });
        let listener = on_fragment.as_ref().unchecked_ref();
        if source
            .add_event_listener_with_callback("fragment", listener)
            .is_ok()
        {
            on_fragment.forget();
        }
    }

    fn find(selector: &str) -> Option<Element> {
        document().query_selector(selector).ok().flatten()
    }

    fn is_final(page: &Element) -> bool {
        matches!(page.query_selector("[data-final]"), Ok(Some(_)))
    }

    fn fact(page: &Element, name: &str) -> Option<String> {
        page.query_selector("[data-stage]")
            .ok()??
            .get_attribute(name)
    }

    /// The page anew, unless the stream repeats what is there or is behind it.
    fn show(page: &Element, html: &str) {
        let before = fact(page, "data-stage");
        let (open, focused) = (opened(page), focus(page));
        page.set_inner_html(html);
        for id in open {
            if let Some(details) = document().get_element_by_id(&id) {
                let _ = details.set_attribute("open", "");
            }
        }
        if let Some(element) = focused.and_then(|selector| find(&selector)) {
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
        let after = fact(page, "data-stage");
        if after != before
            && let (Some(stage), Some(status)) = (after, find("[data-said]"))
        {
            status.set_text_content(Some(&stage));
        }
    }

    fn opened(page: &Element) -> Vec<String> {
        let mut ids = Vec::new();
        if let Ok(found) = page.query_selector_all("details[id][open]") {
            for i in 0..found.length() {
                let id = found
                    .get(i)
                    .and_then(|node| node.dyn_into::<Element>().ok())
                    .map(|element| element.id());
                ids.extend(id);
            }
        }
        ids
    }

    /// How to find the focused element again in a page that is written anew.
    fn focus(page: &Element) -> Option<String> {
        let element = document().active_element()?;
        if !page.contains(Some(&element)) {
            return None;
        }
        if !element.id().is_empty() {
            return Some(format_id(&element.id()));
        }
        let details = element
            .closest("details[id]")
            .ok()
            .flatten()
            .map(|details| format_id(&details.id()));
        match (element.tag_name().as_str(), details) {
            ("SUMMARY", Some(details)) => Some(details + " > summary"),
            ("BUTTON", Some(details)) => Some(details + " button[type=submit]"),
            ("A", _) => Some(with_value("a[href=", &element.get_attribute("href")?)),
            ("BUTTON", _) => Some(with_value(
                "button[data-copy=",
                &element.get_attribute("data-copy")?,
            )),
            _ => None,
        }
    }

    fn format_id(id: &str) -> String {
        let mut selector = String::from("#");
        selector.push_str(id);
        selector
    }

    fn with_value(start: &str, value: &str) -> String {
        let quoted = js_sys::JSON::stringify(&JsValue::from_str(value)).ok();
        let mut selector = String::from(start);
        selector.push_str(&quoted.and_then(|text| text.as_string()).unwrap_or_default());
        selector.push(']');
        selector
    }
}
