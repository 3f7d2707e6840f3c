//! What happens on each key: read the form, look at it, show it, and ask the server once the person pauses.

use super::{ask, dom, json, show};
use crate::reading;
use domain::form::RequestForm;
use domain::portal::{ChoiceList, Fact};
use domain::spec::Field;
use domain::standard::Standard;
use leptos::ev::{Event, MouseEvent};
use leptos::prelude::set_timeout;
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{AbortController, Element};

/// Long enough for the next key, short enough to feel like an answer.
const PAUSE: Duration = Duration::from_millis(250);

/// What the island remembers between two events. A page has one form.
pub(super) struct Memory {
    pub(super) standard: Standard,
    /// Fields that a person has left once; only they are told what is wrong.
    pub(super) left: Vec<Field>,
    pub(super) facts: Vec<Fact>,
    /// Counts the edits; an answer to an older edit is dropped.
    turn: u32,
    running: Option<AbortController>,
    said: usize,
}

thread_local! {
    static MEMORY: RefCell<Option<Memory>> = const { RefCell::new(None) };
}

/// Runs `act` on the memory; without a form on the page nothing runs.
pub(super) fn with<T>(act: impl FnOnce(&mut Memory) -> T) -> Option<T> {
    MEMORY.with_borrow_mut(|memory| {
        if memory.is_none() {
            let text = dom::form()?.get_attribute("data-standard")?;
            *memory = Some(Memory {
                standard: reading::standard(&json::parse(&text)?)?,
                left: dom::marked(),
                facts: Vec::new(),
                turn: 0,
                running: None,
                said: dom::marked().len(),
            });
        }
        memory.as_mut().map(act)
    })
}

/// Browsers bring typed values back after a reload or a step back; the page then shows what it was rendered with.
pub(super) fn start() {
    if dom::read().is_some_and(|form| !form.name.is_empty()) {
        look(true);
    }
}

pub(super) fn typed(event: &Event) {
    let Some(field) = dom::field_of(event) else {
        return;
    };
    look(field != Field::Comment);
    if let Some(list) = list_of(field) {
        ask::choices(field, list);
    }
}

/// The person is done with a field for now.
pub(super) fn left(event: &Event) {
    let Some(field) = dom::field_of(event) else {
        return;
    };
    with(|memory| {
        if !memory.left.contains(&field) {
            memory.left.push(field);
        }
    });
    look(false);
}

/// A suggestion is taken over.
pub(super) fn pressed(event: &MouseEvent) {
    let button = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest("button[data-fill]").ok().flatten());
    let Some(button) = button else { return };
    let (Some(name), Some(value)) = (
        button.get_attribute("data-fill"),
        button.get_attribute("data-text"),
    ) else {
        return;
    };
    dom::fill(&name, &value);
    look(true);
}

fn list_of(field: Field) -> Option<ChoiceList> {
    match field {
        Field::Team => Some(ChoiceList::Teams),
        Field::System => Some(ChoiceList::Systems),
        Field::Cluster => Some(ChoiceList::Clusters),
        _ => None,
    }
}

fn look(ask_server: bool) {
    let Some(form) = dom::read() else { return };
    with(|memory| {
        if ask_server {
            memory.turn = memory.turn.wrapping_add(1);
            if let Some(running) = memory.running.take() {
                running.abort();
            }
        }
        let asking = ask_server && !form.name.is_empty();
        show::everything(&form, memory, asking);
        let turn = memory.turn;
        if ask_server {
            set_timeout(move || question(turn, form), PAUSE);
        }
    });
}

fn question(turn: u32, form: RequestForm) {
    let stop = with(|memory| {
        if memory.turn != turn {
            return None;
        }
        memory.running = AbortController::new().ok();
        memory.running.clone()
    });
    let Some(Some(stop)) = stop else { return };
    leptos::task::spawn_local(async move {
        let facts = ask::check(&form, &stop).await;
        let current = dom::read();
        with(|memory| {
            if memory.turn != turn {
                return;
            }
            memory.running = None;
            memory.facts = facts.unwrap_or_default();
            if let Some(form) = current {
                show::everything(&form, memory, false);
            }
            announce(memory);
        });
    });
}

/// Politely, when the number of wrong answers among those given has changed.
fn announce(memory: &mut Memory) {
    let wrong = show::wrong(memory);
    if wrong != memory.said {
        dom::say(&crate::fragments::answers_wrong(wrong));
    }
    memory.said = wrong;
}
