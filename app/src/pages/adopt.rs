//! The form that adopts repositories: whose each is, what AWS has of it, and that the manifests will say the same.

use super::address;
use crate::fragments;
use crate::parts::note::ErrorSummary;
use crate::parts::{
    Announce, Button, ButtonKind, Chip, ComparedTable, Crumb, Described, Empty, IconName,
    LinkButton, Note, PageHead, SubmitBar, TextAreaField, TextField, Tone,
};
use crate::words::adopt as words;
use crate::words::insights::{confidence, unmanaged};
use crate::words::inventory;
use domain::portal::{
    ADOPTED_AT_ONCE, ADOPTION_FIELDS, AdoptionOffer, AdoptionPage, Choices, Reading,
    repository_text,
};
use domain::refusal::Problem;
use domain::spec::Field;
use leptos::prelude::*;

/// [`domain::form::COMMENT_MAX`] as browsers count.
const COMMENT_LENGTH: u32 = 2000;

/// Why it came back: the place of the repository, or the form as a whole.
pub type Problems = [(Option<usize>, Problem)];

pub fn title(data: &AdoptionPage) -> String {
    let first = data.offers.first();
    words::title(
        data.offers.len(),
        first.map(|offer| offer.row.key.name.as_str()),
    )
}

pub fn view(data: &AdoptionPage, problems: &Problems) -> AnyView {
    let crumbs = vec![
        Crumb::to(inventory::TITLE, "/inventory"),
        Crumb::to(unmanaged::TITLE, "/inventory/unmanaged"),
        Crumb::here(words::TITLE),
    ];
    let body = match data.offers.is_empty() {
        true => {
            let action =
                view! { <LinkButton href="/inventory/unmanaged">{words::TO_LIST}</LinkButton> };
            view! {
                {summary(data, problems)}
                <Empty icon=IconName::Search title=words::NONE actions=action.into_any()>{words::NONE_MORE}</Empty>
            }
            .into_any()
        }
        false => form(data, problems),
    };
    view! {
        <div class="page">
            <PageHead title=title(data) crumbs=crumbs/>
            <div class="stack"><p>{words::HOW}</p><p>{words::UNCHANGED}</p><p class="mute">{words::AFTERWARDS}</p></div>
            {body}
        </div>
    }
    .into_any()
}

fn form(data: &AdoptionPage, problems: &Problems) -> AnyView {
    let rows: Vec<_> = data
        .offers
        .iter()
        .enumerate()
        .map(|(at, offer)| repository(at, offer, problems))
        .collect();
    let left_out = (data.left_out > 0).then(|| {
        let title = words::left_out(data.left_out, ADOPTED_AT_ONCE);
        view! { <Note tone=Tone::Warn title=title/> }
    });
    let lists = [
        ("teams", &data.teams),
        ("systems", &data.systems),
        ("clusters", &data.clusters),
    ]
    .map(|(list, choices)| suggestions(list, choices));
    let submit = match data.offers.len() {
        1 => words::SUBMIT,
        _ => words::SUBMIT_ALL,
    };
    let why = problems
        .iter()
        .find(|(at, problem)| at.is_none() && problem.field == Some(Field::Comment))
        .map(|(_, problem)| problem.message.clone());
    let says = Described::new(words::COMMENT)
        .hint(words::COMMENT_HINT)
        .error(why);
    view! {
        <form class="form stack lg" method="post" action=address::ADOPT>
            {summary(data, problems)}
            {left_out}
            {rows}
            {lists.into_iter().collect::<Vec<_>>()}
            <TextAreaField name="comment" says=says value=data.comment.clone() max_length=COMMENT_LENGTH/>
            <SubmitBar note=words::SUBMIT_NOTE>
                <Button kind=ButtonKind::Primary>{submit}</Button>
            </SubmitBar>
        </form>
    }
    .into_any()
}

fn suggestions(list: &'static str, choices: &Choices) -> AnyView {
    let options = fragments::options(choices);
    view! { <datalist id=format!("{list}-list") inner_html=options></datalist> }.into_any()
}

fn summary(data: &AdoptionPage, problems: &Problems) -> Option<AnyView> {
    if problems.is_empty() {
        return None;
    }
    let on_fields: Vec<(String, String)> = problems
        .iter()
        .filter_map(|(at, problem)| {
            let (at, field) = ((*at)?, problem.field?);
            let offer = data.offers.get(at)?;
            let asked = ADOPTION_FIELDS.contains(&field);
            let id = asked.then(|| address::adopt_field(field, at))?;
            let name = offer.row.key.name.as_str();
            let text = words::on_field(name, fragments::field(field), &problem.message);
            Some((id, text))
        })
        .collect();
    let general: Vec<_> = problems
        .iter()
        .filter(|(at, _)| at.is_none())
        .map(|(_, problem)| view! { <p>{problem.message.clone()}</p> })
        .collect();
    Some(match on_fields.is_empty() {
        true => {
            view! { <Note tone=Tone::Bad title=words::REFUSED announce=Announce::Alert>{general}</Note> }
                .into_any()
        }
        false => view! { {general}<ErrorSummary title=words::REFUSED errors=on_fields/> }.into_any(),
    })
}

fn repository(at: usize, offer: &AdoptionOffer, problems: &Problems) -> AnyView {
    let key = &offer.row.key;
    let own: Vec<&Problem> = problems
        .iter()
        .filter(|(place, _)| *place == Some(at))
        .map(|(_, problem)| problem)
        .collect();
    let fields: Vec<_> = ADOPTION_FIELDS
        .into_iter()
        .map(|field| answer(at, field, offer, &own))
        .collect();
    let others: Vec<_> = own
        .iter()
        .filter(|problem| {
            !problem
                .field
                .is_some_and(|field| ADOPTION_FIELDS.contains(&field))
        })
        .map(|problem| said(problem))
        .collect();
    let others = (!others.is_empty())
        .then(|| view! { <Note tone=Tone::Bad title=words::CANT>{others}</Note> });
    let place = words::place(key.region.as_str(), key.account.as_str());
    view! {
        <fieldset class="group">
            <legend>{key.name.to_string()}</legend>
            <input type="hidden" name=address::REPOSITORY value=repository_text(key)/>
            <p class="mute"><a href=address::repository(key)>{key.name.to_string()}</a>", "{place}</p>
            {guess(offer)}
            {others}
            {fields}
            {reading(at, offer)}
        </fieldset>
    }
    .into_any()
}

fn guess(offer: &AdoptionOffer) -> Option<AnyView> {
    let guess = offer.guess.as_ref()?;
    let evidence = guess.evidence.join(" ");
    Some(
        view! {
            <p class="hint">{words::GUESS}" "<b>{guess.team.clone()}</b>" "<Chip tone=Tone::Now text=confidence(guess.confidence) flat=true/>" "{evidence}</p>
        }
        .into_any(),
    )
}

fn answer(at: usize, field: Field, offer: &AdoptionOffer, problems: &[&Problem]) -> AnyView {
    let name = address::adopt_field(field, at);
    let value = offer.row.value(field).unwrap_or_default().to_owned();
    let error = problems
        .iter()
        .find(|problem| problem.field == Some(field))
        .map(|problem| fragments::problem_text(problem));
    let says = Described::new(fragments::field(field)).error(error);
    match field {
        Field::Description => {
            let says = says.hint(crate::words::form::DESCRIPTION_HINT);
            view! { <TextAreaField name=name says=says value=value required=true max_length=256 rows=2/> }
                .into_any()
        }
        Field::Source => {
            let says = says.hint(crate::words::form::SOURCE_HINT);
            view! { <TextField name=name says=says value=value required=true mono=true/> }.into_any()
        }
        Field::Team => {
            view! { <TextField name=name says=says value=value required=true max_length=63 list="teams-list"/> }
                .into_any()
        }
        Field::System => {
            view! { <TextField name=name says=says value=value required=true max_length=63 list="systems-list"/> }
                .into_any()
        }
        _ => {
            let says = says.hint(crate::words::form::CLUSTER_HINT);
            view! { <TextField name=name says=says value=value required=true max_length=63 list="clusters-list"/> }
                .into_any()
        }
    }
}

fn said(problem: &Problem) -> AnyView {
    let link = problem
        .link
        .clone()
        .map(|link| view! { " "<a href=link.href>{link.text}</a> });
    view! { <p>{fragments::problem_text(problem)}{link}</p> }.into_any()
}

fn reading(at: usize, offer: &AdoptionOffer) -> AnyView {
    match &offer.reading {
        Reading::Fits(rows) => {
            let alike = rows.iter().all(|one| one.same);
            let alike = alike.then(|| view! { <p>{words::ALIKE}</p> });
            view! {
                <div class="stack sm">
                    <b>{words::COMPARED}</b>
                    {alike}
                    <ComparedTable id=format!("compared-{at}") caption=words::COMPARED wanted=words::GIT_SAYS rows=rows.clone()/>
                </div>
            }
            .into_any()
        }
        Reading::Refused(problems) => {
            let lines: Vec<_> = problems.iter().map(said).collect();
            view! { <Note tone=Tone::Bad title=words::CANT>{lines}</Note> }.into_any()
        }
        Reading::Taken { sentence, link } => {
            let line =
                said(&Problem::general(sentence).linking(link.text.clone(), link.href.clone()));
            view! { <Note tone=Tone::Warn title=words::TAKEN>{line}</Note> }.into_any()
        }
        Reading::Gone => {
            view! { <Note tone=Tone::Bad title=words::GONE><p>{words::GONE_MORE}</p></Note> }
                .into_any()
        }
        Reading::Unknown(sentence) => {
            let sentence = format!("{sentence}. {}", words::UNKNOWN_MORE);
            view! { <Note tone=Tone::Warn title=words::UNKNOWN><p>{sentence}</p></Note> }.into_any()
        }
    }
}
