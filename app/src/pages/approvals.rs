//! Where one approval is not enough: how many there are, how many it needs, and why.

use crate::parts::{Note, Tone};
use crate::words::review as words;
use domain::policy::{Approvals, OwnersWord};
use leptos::prelude::*;

/// `None`: one is enough, and nothing has to be said.
pub(super) fn view(approvals: &Approvals) -> Option<AnyView> {
    if let Some(word) = &approvals.owners {
        return Some(both(approvals, word));
    }
    if approvals.why.is_empty() {
        return None;
    }
    let given: Vec<&str> = approvals.given.iter().map(|login| login.as_str()).collect();
    let title = words::approvals_title(given.len(), approvals.needed);
    let said = words::approvals(&given, approvals.needed);
    let why: Vec<_> = approvals
        .why
        .iter()
        .map(|reason| view! { <li>{reason.clone()}</li> })
        .collect();
    Some(
        view! {
            <Note tone=Tone::Warn title=title>
                <p>{said}</p>
                <p>{words::APPROVALS_WHY}":"</p>
                <ul class="dots">{why}</ul>
            </Note>
        }
        .into_any(),
    )
}

/// What the owning team and the platform have to allow, and how far each has.
fn both(approvals: &Approvals, word: &OwnersWord) -> AnyView {
    let platform = match approvals.given.first() {
        Some(by) => words::platform_given(by.as_str()),
        None => words::PLATFORM_MISSING.to_owned(),
    };
    let owner = words::owners(word);
    let tone = match (word, approvals.given.is_empty()) {
        (OwnersWord::Missing { .. }, _) | (_, true) => Tone::Warn,
        _ => Tone::Ok,
    };
    view! {
        <Note tone=tone title=words::BOTH>
            <p>{words::BOTH_WHY}</p>
            <ul class="dots"><li>{owner}</li><li>{platform}</li></ul>
        </Note>
    }
    .into_any()
}
