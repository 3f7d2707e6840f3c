//! Another policy: presets, the editor, what is wrong with the policy and what it does, and the form that asks for it.

use super::editor::{self, Editing};
use super::{made_up, preview, second};
use crate::islands::LivePolicy;
use crate::pages::address;
use crate::pages::repository::asking::{self, Asking, Returned};
use crate::parts::{Announce, Note, Tone};
use crate::words::repository::policy as words;
use domain::lifecycle::Preset;
use domain::lifecycle::lint::{Gravity, Linted, Problem};
use domain::portal::{LifecyclePage, PolicyDraft, Tab};
use leptos::prelude::*;

pub(super) fn view(
    data: &LifecyclePage,
    draft: &PolicyDraft,
    editing: &Editing,
    returned: Option<&Returned>,
) -> AnyView {
    let editor = editor::view(data, draft, editing);
    let body = view! {
        <p>{words::LEAD}</p>
        {asking::standing(&data.requests)}
        {presets(data)}
        <LivePolicy>{editor}</LivePolicy>
        <p class="sr" role="status" data-said="tried"></p>
        <div class="stack md" id="tried">{outcome(data, draft, returned)}</div>
    };
    section(body.into_any())
}

/// What there is to say of the text: the part of the page that follows the typing.
pub fn outcome(data: &LifecyclePage, draft: &PolicyDraft, returned: Option<&Returned>) -> AnyView {
    let problems = draft.linted.as_ref().map(problems);
    let tried = draft.linted.as_ref().filter(|linted| linted.is_accepted());
    let tried = tried.map(|_| tried_on_images(data, draft, returned));
    view! { {problems}{tried} }.into_any()
}

fn section(body: AnyView) -> AnyView {
    view! { <section class="stack md" aria-labelledby="change-h"><h2 id="change-h">{words::TITLE}</h2>{body}</section> }
        .into_any()
}

fn presets(data: &LifecyclePage) -> AnyView {
    let rows: Vec<_> = Preset::ALL
        .into_iter()
        .map(|preset| {
            let href = format!("{}#change-h", address::lifecycle_preset(&data.row.key, preset));
            view! {
                <li><a href=href>{preset.title()}</a><small class="mute">" "{preset.sentence()}</small></li>
            }
        })
        .collect();
    view! { <h3>{words::PRESETS}</h3><ul class="dots">{rows}</ul> }.into_any()
}

fn problems(linted: &Linted) -> AnyView {
    let (refused, advice): (Vec<&Problem>, Vec<&Problem>) = linted
        .problems
        .iter()
        .partition(|problem| problem.gravity() == Gravity::Refused);
    let more = linted.has_more.then(|| view! { <p>{words::MANY}</p> });
    let refused = list(&refused).map(|rows| {
        view! { <div data-says=""><Note tone=Tone::Bad title=words::PROBLEMS announce=Announce::Alert>{rows}{more}</Note></div> }
    });
    let advice =
        list(&advice).map(|rows| view! { <Note tone=Tone::Warn title=words::ADVICE>{rows}</Note> });
    view! { {refused}{advice} }.into_any()
}

fn list(problems: &[&Problem]) -> Option<AnyView> {
    let rows: Vec<_> = problems
        .iter()
        .map(|problem| {
            let said = format!("{} {}", problem.sentence, problem.fix);
            view! { <li><b>{problem.place.sentence()}</b>" "{said}</li> }
        })
        .collect();
    (!rows.is_empty()).then(|| view! { <ul class="dots">{rows}</ul> }.into_any())
}

/// A policy that AWS takes: what it does, how it gets there, and the wish for it.
fn tried_on_images(
    data: &LifecyclePage,
    draft: &PolicyDraft,
    returned: Option<&Returned>,
) -> AnyView {
    let shown = match &draft.preview {
        Some(shown) if shown.has_images() => {
            view! { {preview::view(shown, data.now)}{second::view(data, draft)} }.into_any()
        }
        read => made_up::view(data, draft, read.is_some()),
    };
    // Trying harms nothing, and says what adopting the repository would be good for.
    if draft.nowhere {
        return view! { {shown}<p class="mute">{words::NOWHERE}</p> }.into_any();
    }
    let asking = Asking {
        action: format!("{}#change-h", address::tab(&data.row.key, Tab::Lifecycle)),
        hidden: vec![("policy", draft.text.clone()), ("ask", "1".to_owned())],
        asked: &data.requests,
        returned,
        submit: words::ASK,
    };
    view! {
        {shown}
        <h3>{words::HOW}</h3>
        <p>{words::applying(draft.applying)}</p>
        {asking::form(asking)}
    }
    .into_any()
}
