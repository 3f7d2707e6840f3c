//! The form that asks for a repository. Everything on it works without scripts; the island round it says the same
//! things sooner.

mod advanced;
mod answers;
mod aside;

use crate::fragments;
use crate::islands::RequestForm;
use crate::parts::field::Described;
use crate::parts::note::ErrorSummary;
use crate::parts::{
    Announce, Button, ButtonKind, Crumb, Icon, IconName, Note, PageHead, SubmitBar, Tone,
};
use crate::words::form as words;
use domain::portal::FormPage;
use domain::refusal::{Problem, Refusal};
use domain::spec::Field;
use leptos::prelude::*;

pub fn title(data: &FormPage) -> String {
    match &data.answering {
        Some(answering) => words::answering(&answering.label),
        None => words::TITLE.to_owned(),
    }
}

/// The page. `refusal`: why the answers were sent back, with the status 422. `flash` texts belong to the frame.
pub fn view(data: &FormPage, refusal: Option<&Refusal>) -> AnyView {
    let preview = fragments::preview(&data.form, &data.standard);
    let shown = Shown::new(data, refusal);
    let facts: Vec<String> = [
        data.usual.map(words::usual),
        data.saved.map(|at| words::saved(at.0)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let meta = (!facts.is_empty()).then(|| facts.join(" ").into_any());
    let crumbs = vec![Crumb::to(words::HOME, "/"), Crumb::here(words::HERE)];
    let head = match meta {
        Some(meta) => view! { <PageHead title=title(data) crumbs=crumbs meta=meta/> }.into_any(),
        None => view! { <PageHead title=title(data) crumbs=crumbs/> }.into_any(),
    };
    let content = view! { {form(data, &shown, refusal)}{aside::view(&preview)} }.into_any();
    view! {
        <div class="page">
            {head}
            <RequestForm><div class="split form">{content}</div></RequestForm>
        </div>
    }
    .into_any()
}

/// What the page says about each answer.
struct Shown<'a> {
    data: &'a FormPage,
    problems: Vec<&'a Problem>,
}

impl<'a> Shown<'a> {
    /// A fresh form is not scolded for what nobody has answered yet.
    fn new(data: &'a FormPage, refusal: Option<&'a Refusal>) -> Self {
        let problems = match refusal {
            Some(refusal) => refusal.problems.iter().collect(),
            None => data
                .checks
                .problems
                .iter()
                .filter(|problem| {
                    problem
                        .field
                        .is_some_and(|field| !data.form.value(field).is_empty())
                })
                .collect(),
        };
        Self { data, problems }
    }

    fn problem(&self, field: Field) -> Option<&'a Problem> {
        self.problems
            .iter()
            .copied()
            .find(|problem| problem.field == Some(field))
    }

    /// The words round a field: label, what is wrong, whether the answer is for ever.
    fn says(&self, field: Field) -> Described {
        let says = Described::new(words::field(field))
            .error(self.problem(field).map(fragments::problem_text))
            .also(format!("{}-facts", field.as_str()));
        if field.is_permanent() {
            says.fixed()
        } else {
            says
        }
    }

    /// What stands under a field: ways out of a problem, and what the server found. Islands fill both.
    fn below(&self, field: Field) -> AnyView {
        let name = field.as_str();
        let offer = fragments::offer(field, self.problem(field));
        let facts = fragments::facts(field, &self.data.checks.facts);
        view! {
            <div class="row" id=format!("{name}-offer") inner_html=offer></div>
            <div id=format!("{name}-facts") inner_html=facts></div>
        }
        .into_any()
    }
}

fn form(data: &FormPage, shown: &Shown<'_>, refusal: Option<&Refusal>) -> AnyView {
    // Plain structs of strings and lists: writing them as JSON cannot fail.
    let standard = serde_json::to_string(&data.standard).unwrap_or_default();
    let known = data.answering.is_some() || data.saved.is_some();
    let submit = if data.answering.is_some() {
        words::SUBMIT_AGAIN
    } else {
        words::SUBMIT
    };
    let save = data.answering.is_none().then(|| {
        view! { <Button skip_checks=true name="action" value="save"><Icon name=IconName::Save/>{words::SAVE}</Button> }
    });
    view! {
        <form class="form stack lg" method="post" action="/requests" data-standard=standard novalidate=refusal.is_some()>
            <input type="hidden" name="id" value=data.form.id.clone()/>
            {known.then(|| view! { <input type="hidden" name="draft" value=data.form.id.clone()/> })}
            {summary(refusal)}
            {answering(data)}
            {answers::view(shown)}
            {advanced::view(shown)}
            {answers::comment(shown)}
            <p class="sr" role="status" id="form-said"></p>
            <SubmitBar note=words::SUBMIT_NOTE>
                <Button kind=ButtonKind::Primary gate=true name="action" value="submit">{submit}</Button>
                {save}
                <noscript>
                    <button class="btn" type="submit" formnovalidate formmethod="get" formaction="/requests/new">{words::CHECK}</button>
                </noscript>
            </SubmitBar>
        </form>
    }
    .into_any()
}

fn summary(refusal: Option<&Refusal>) -> Option<AnyView> {
    let problems = &refusal?.problems;
    let on_fields: Vec<(String, String)> = problems
        .iter()
        .filter_map(|problem| {
            let field = problem.field?;
            let text = words::on_field(words::field(field), &fragments::problem_text(problem));
            Some((field.as_str().to_owned(), text))
        })
        .collect();
    let general: Vec<_> = problems
        .iter()
        .filter(|problem| problem.field.is_none())
        .map(|problem| {
            let link = problem
                .link
                .clone()
                .map(|link| view! { " "<a href=link.href>{link.text}</a> });
            view! { <p>{problem.message.clone()}{link}</p> }
        })
        .collect();
    let counted = words::wrong(on_fields.len());
    let (some_fields, some_general) = (!on_fields.is_empty(), !general.is_empty());
    Some(
        view! {
            {some_general.then(|| view! { <Note tone=Tone::Bad title=words::STALE_FORM announce=Announce::Alert>{general}</Note> })}
            {some_fields.then(|| view! { <ErrorSummary title=counted errors=on_fields/> })}
        }
        .into_any(),
    )
}

fn answering(data: &FormPage) -> Option<AnyView> {
    let answering = data.answering.as_ref()?;
    let quote = answering.comment.clone().map(|comment| {
        let by = answering.by.as_deref().map(words::said_by);
        view! { <blockquote><p>{comment}</p>{by.map(|by| view! { <small>{by}</small> })}</blockquote> }
    });
    Some(
        view! {
            <Note tone=Tone::Warn title=format!("{}{}", words::CHANGES_WANTED, answering.label)>
                {quote}<p>{words::ANSWER_MORE}</p>
            </Note>
        }
        .into_any(),
    )
}
