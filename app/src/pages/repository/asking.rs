//! The form that makes a request out of what a tab shows, and what is known of earlier ones.

use crate::fragments;
use crate::parts::{Announce, Button, ButtonKind, Described, IconName, Note, TextAreaField, Tone};
use crate::words::repository::asking as words;
use domain::portal::{AskedBefore, RequestRow};
use domain::refusal::{Problem, Refusal};
use leptos::prelude::*;

/// [`domain::form::COMMENT_MAX`] as browsers count.
const COMMENT_LENGTH: u32 = 2000;

/// Why it came back, with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    pub comment: String,
    pub refusal: Refusal,
}

pub(super) struct Asking<'a> {
    pub(super) action: String,
    /// The values that are asked for.
    pub(super) hidden: Vec<(&'static str, String)>,
    pub(super) asked: &'a AskedBefore,
    pub(super) returned: Option<&'a Returned>,
    pub(super) submit: &'static str,
}

pub(super) fn form(asking: Asking<'_>) -> AnyView {
    form_with(asking, None)
}

/// With something more to answer.
pub(super) fn form_with(asking: Asking<'_>, more: Option<AnyView>) -> AnyView {
    if asking.asked.removal.is_some() {
        // What stands above the form says why and what to do; what was typed is on the page still.
        return asking.returned.map(refused).into_any();
    }
    if let Some(why) = asking.asked.hindrance.clone() {
        return view! { <Note tone=Tone::Off icon=IconName::Lock title=words::CANT><p>{why}</p></Note> }.into_any();
    }
    let hidden: Vec<_> = asking
        .hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    let typed = asking
        .returned
        .map(|returned| returned.comment.clone())
        .unwrap_or_default();
    let says = Described::new(words::COMMENT).hint(words::COMMENT_HINT);
    view! {
        {asking.returned.map(refused)}
        <form class="stack md" method="post" action=asking.action>
            {hidden}
            {more}
            <TextAreaField name="comment" says=says value=typed max_length=COMMENT_LENGTH/>
            <div class="row"><Button kind=ButtonKind::Primary>{asking.submit}</Button></div>
        </form>
    }
    .into_any()
}

fn refused(returned: &Returned) -> AnyView {
    let problems: Vec<_> = returned.refusal.problems.iter().map(problem).collect();
    view! { <Note tone=Tone::Bad title=words::REFUSED announce=Announce::Alert>{problems}</Note> }
        .into_any()
}

pub(super) fn problem(problem: &Problem) -> AnyView {
    let link = problem
        .link
        .clone()
        .map(|link| view! { " "<a href=link.href>{link.text}</a> });
    view! { <p>{fragments::problem_text(problem)}{link}</p> }.into_any()
}

/// What is on its way, what was carried out last, and what leaves no room for anything else.
pub(super) fn standing(asked: &AskedBefore) -> AnyView {
    let line = |row: &RequestRow, says: fn(&str, &str) -> String| {
        let href = format!("/requests/{}", row.id);
        let text = says(&row.label, row.requester.as_str());
        view! { <p><a href=href>{text}</a></p> }
    };
    let at_work = asked.at_work.as_ref().map(|row| line(row, words::at_work));
    let done = asked.done.as_ref().map(|row| line(row, words::done));
    let removal = asked.removal.as_ref().map(|row| {
        let href = format!("/requests/{}", row.id);
        let said = words::removal(&row.label, row.requester.as_str());
        let label = row.label.clone();
        view! {
            <Note tone=Tone::Warn icon=IconName::Lock title=words::REMOVAL>
                <p>{said}" "<a href=href>{label}</a></p>
            </Note>
        }
    });
    view! { {removal}{at_work}{done} }.into_any()
}
