//! Where one approval is not enough: how many there are, how many it needs, and why.

use crate::parts::{Note, Tone};
use crate::words::review as words;
use domain::policy::Approvals;
use leptos::prelude::*;

/// `None`: one is enough, and nothing has to be said.
pub(super) fn view(approvals: &Approvals) -> Option<AnyView> {
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
