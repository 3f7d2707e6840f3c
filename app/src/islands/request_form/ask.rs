//! Questions to the server. No answer is no news: the page then simply knows less, and submitting checks everything again.

use super::dom::{self, Fallible};
use super::json;
use crate::{fragments, reading};
use domain::form::RequestForm;
use domain::portal::{ChoiceList, Fact};
use domain::spec::Field;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

async fn get(address: &str, stop: Option<&AbortController>) -> Fallible<String> {
    let init = RequestInit::new();
    if let Some(stop) = stop {
        init.set_signal(Some(&stop.signal()));
    }
    let window = leptos::prelude::window();
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(address, &init))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    JsFuture::from(response.text()?)
        .await?
        .as_string()
        .ok_or(JsValue::NULL)
}

/// The facts that only the server knows. The note to the reviewer stays here: nothing depends on it.
pub(super) async fn check(form: &RequestForm, stop: &AbortController) -> Option<Vec<Fact>> {
    let mut address = String::from("/requests/new/check?id=");
    address.push_str(&dom::encode(&form.id));
    for field in Field::ALL
        .into_iter()
        .filter(|field| *field != Field::Comment)
    {
        address.push('&');
        address.push_str(field.as_str());
        address.push('=');
        address.push_str(&dom::encode(form.value(field)));
    }
    reading::facts(&json::parse(&get(&address, Some(stop)).await.ok()?)?)
}

/// Fills the list of a field with the entries that match, unless more was typed meanwhile.
pub(super) fn choices(field: Field, list: ChoiceList) {
    let name = match list {
        ChoiceList::Teams => "teams",
        ChoiceList::Systems => "systems",
        ChoiceList::Clusters => "clusters",
    };
    let Some(typed) = dom::read().map(|form| form.value(field).to_owned()) else {
        return;
    };
    let mut place = String::from(name);
    place.push_str("-list");
    if dom::by_id(&place).is_none() {
        return;
    }
    leptos::task::spawn_local(async move {
        let mut address = String::from("/choices/");
        address.push_str(name);
        address.push_str("?q=");
        address.push_str(&dom::encode(&typed));
        let answer = get(&address, None).await.ok();
        let found = answer.and_then(|text| reading::choices(&json::parse(&text)?));
        let same = dom::read().is_some_and(|form| form.value(field) == typed);
        if let (Some(found), true) = (found, same) {
            dom::html(&place, &fragments::options(&found));
        }
    });
}
