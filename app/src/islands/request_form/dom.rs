//! The form's elements: reading what was typed, writing what is known.

use domain::form::RequestForm;
use domain::spec::Field;
use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, HtmlInputElement};

pub(super) fn form() -> Option<HtmlFormElement> {
    document()
        .query_selector("form[data-standard]")
        .ok()??
        .dyn_into()
        .ok()
}

pub(super) fn by_id(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// `name-error` and its like.
pub(super) fn id(field: Field, end: &str) -> String {
    let mut id = String::from(field.as_str());
    id.push('-');
    id.push_str(end);
    id
}

/// Every value as the browser would send it.
pub(super) fn read() -> Option<RequestForm> {
    let data = FormData::new_with_form(&form()?).ok()?;
    let value = |name: &str| data.get(name).as_string().unwrap_or_default();
    let mut form = RequestForm {
        id: value("id"),
        ..RequestForm::default()
    };
    for field in Field::ALL {
        form.set(field, value(field.as_str()));
    }
    Some(form)
}

/// The field that an event is about.
pub(super) fn field_of(event: &Event) -> Option<Field> {
    let name = event
        .target()?
        .dyn_into::<Element>()
        .ok()?
        .get_attribute("name")?;
    Field::ALL.into_iter().find(|field| field.as_str() == name)
}

/// Fields that the server marked as wrong.
pub(super) fn marked() -> Vec<Field> {
    Field::ALL
        .into_iter()
        .filter(|field| by_id(&id(*field, "error")).is_some())
        .collect()
}

/// Puts a value into a text field and the cursor behind it.
pub(super) fn fill(name: &str, value: &str) {
    let input = by_id(name).and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    if let Some(input) = input {
        input.set_value(value);
        let _ = input.focus();
    }
}

pub(super) fn html(id: &str, html: &str) {
    if let Some(element) = by_id(id)
        && element.inner_html() != html
    {
        element.set_inner_html(html);
    }
}

pub(super) fn text(id: &str, text: &str) {
    if let Some(element) = by_id(id) {
        element.set_text_content(Some(text));
    }
}

pub(super) fn say(sentence: &str) {
    text("form-said", sentence);
}

/// Which of the files is looked at.
pub(super) fn chosen_file() -> usize {
    let Ok(tabs) = document().query_selector_all("#preview-files input[name=file]") else {
        return 0;
    };
    (0..tabs.length())
        .find(|i| {
            tabs.get(*i)
                .and_then(|node| node.dyn_into::<HtmlInputElement>().ok())
                .is_some_and(|tab| tab.checked())
        })
        .map_or(0, |i| i as usize)
}

/// Marks a field as wrong with the reason under it, or as fine.
pub(super) fn mark(field: Field, reason: Option<&str>) {
    let Some(input) = by_id(field.as_str()) else {
        return;
    };
    // A group of choices is described as a whole.
    let group = input.closest("fieldset.field").ok().flatten();
    let radio = input
        .get_attribute("type")
        .is_some_and(|kind| kind == "radio");
    let marked = match group {
        Some(group) if radio => group,
        _ => input.clone(),
    };
    let error = id(field, "error");
    let old = by_id(&error);
    let Some(reason) = reason else {
        let _ = marked.remove_attribute("aria-invalid");
        describe(&marked, &error, false);
        if let Some(old) = old {
            old.remove();
        }
        return;
    };
    let _ = marked.set_attribute("aria-invalid", "true");
    describe(&marked, &error, true);
    let html = crate::fragments::error(field, reason);
    match old {
        Some(old) => old.set_outer_html(&html),
        None => {
            let place = place(&input, &marked, radio);
            let _ = place.insert_adjacent_html("afterend", &html);
        }
    }
}

/// Behind which element the reason stands: the input with its frame, the legend of a group.
fn place(input: &Element, marked: &Element, radio: bool) -> Element {
    let found = if radio {
        marked.query_selector("legend").ok().flatten()
    } else {
        input.closest(".affix").ok().flatten()
    };
    found
        .or_else(|| input.closest("fieldset.field > div").ok().flatten())
        .unwrap_or_else(|| input.clone())
}

/// Adds or takes the reason to or from what describes an element, first in line.
fn describe(element: &Element, id: &str, add: bool) {
    let old = element
        .get_attribute("aria-describedby")
        .unwrap_or_default();
    let mut new = String::new();
    if add {
        new.push_str(id);
    }
    for other in old.split_whitespace().filter(|other| *other != id) {
        if !new.is_empty() {
            new.push(' ');
        }
        new.push_str(other);
    }
    if new.is_empty() {
        let _ = element.remove_attribute("aria-describedby");
    } else if new != old {
        let _ = element.set_attribute("aria-describedby", &new);
    }
}

/// Whether the focus is inside; what a person is about to use is not written anew under their hands.
pub(super) fn holds_focus(id: &str) -> bool {
    let Some(element) = by_id(id) else {
        return false;
    };
    document()
        .active_element()
        .is_some_and(|active| element.contains(Some(active.unchecked_ref::<HtmlElement>())))
}

pub(super) fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text)
        .as_string()
        .unwrap_or_default()
}

pub(super) type Fallible<T> = Result<T, JsValue>;
