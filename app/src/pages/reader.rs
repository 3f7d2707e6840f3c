//! The API's document, read to people: each operation with what it takes, what it answers and how to call it.

use super::address;
use crate::parts::{CopyBlock, Icon, IconName, LinkButton, PageHead, Region};
use crate::words::tokens::reader as words;
use leptos::prelude::*;

pub const TITLE: &str = words::TITLE;

/// What the document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Paragraphs.
    pub about: Vec<String>,
    pub groups: Vec<Group>,
    pub schemas: Vec<Schema>,
    pub problems: Vec<Kind>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub name: String,
    pub about: String,
    pub operations: Vec<Operation>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operation {
    pub id: String,
    pub method: String,
    /// Below the host.
    pub path: String,
    pub summary: String,
    pub about: String,
    pub scope: String,
    pub parameters: Vec<Field>,
    /// Where in the call each stands, in the order of the parameters.
    pub places: Vec<String>,
    /// The schema of the body.
    pub body: Option<Type>,
    pub answers: Vec<Told>,
    /// A call that can be pasted into a shell.
    pub example: String,
}

/// An answer by its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub status: String,
    pub about: String,
    pub body: Option<Type>,
}

/// The kind of a value, and the schema that it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Type {
    pub text: String,
    pub schema: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub kind: Type,
    pub required: bool,
    pub about: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    pub name: String,
    pub about: String,
    pub fields: Vec<Field>,
    /// Of a word out of a set.
    pub values: Vec<String>,
}

/// A kind of problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    pub word: String,
    pub status: String,
    pub title: String,
    pub about: String,
}

pub fn view(data: &Document) -> AnyView {
    let actions = view! {
        <div class="row">
            <LinkButton href=address::TOKENS>{words::MAKE_TOKEN}</LinkButton>
            <LinkButton href="/api/v1/openapi.json">{words::DOCUMENT}</LinkButton>
        </div>
    };
    let about: Vec<_> = data
        .about
        .iter()
        .map(|text| view! { <p>{marked(text)}</p> })
        .collect();
    let groups: Vec<_> = data.groups.iter().map(group).collect();
    let schemas: Vec<_> = data.schemas.iter().map(schema).collect();
    view! {
        <div class="page">
            <PageHead title=TITLE actions=actions.into_any()/>
            {about}
            {contents(&data.groups)}
            {groups}
            {problems(&data.problems)}
            <section class="stack" aria-labelledby="schemas-h">
                <h2 id="schemas-h">{words::SCHEMAS}</h2>
                {schemas}
            </section>
        </div>
    }
    .into_any()
}

/// Pieces between backticks are code.
fn marked(text: &str) -> Vec<AnyView> {
    text.split('`')
        .enumerate()
        .map(|(place, piece)| match place % 2 {
            0 => piece.to_owned().into_any(),
            _ => view! { <code>{piece.to_owned()}</code> }.into_any(),
        })
        .collect()
}

fn contents(groups: &[Group]) -> AnyView {
    let lists: Vec<_> = groups
        .iter()
        .map(|group| {
            let links: Vec<_> = group
                .operations
                .iter()
                .map(|one| {
                    let href = format!("#{}", one.id);
                    view! { <li><a href=href>{one.summary.clone()}</a></li> }
                })
                .collect();
            view! {
                <details class="more"><summary><Icon name=IconName::Down/>{group.name.clone()}</summary><ul class="dots">{links}</ul></details>
            }
        })
        .collect();
    view! { <nav class="stack sm" aria-labelledby="contents-h"><h2 id="contents-h">{words::CONTENTS}</h2>{lists}</nav> }
        .into_any()
}

fn group(group: &Group) -> AnyView {
    let id = format!("group-{}", group.name.to_lowercase());
    let operations: Vec<_> = group.operations.iter().map(operation).collect();
    view! {
        <section class="stack" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{group.name.clone()}</h2>
            <p>{group.about.clone()}</p>
            {operations}
        </section>
    }
    .into_any()
}

fn operation(one: &Operation) -> AnyView {
    let about = (!one.about.is_empty()).then(|| view! { <p>{marked(&one.about)}</p> });
    let body = one.body.as_ref().map(|body| {
        view! { <p><b>{words::BODY}</b>" "{kind(body)}</p> }
    });
    view! {
        <div class="stack sm">
            <h3 id=one.id.clone()>{one.summary.clone()}</h3>
            <p><code>{one.method.clone()}" "{one.path.clone()}</code></p>
            {about}
            <p class="mute">{words::scope(&one.scope)}</p>
            {parameters(one)}
            {body}
            {answers(one)}
            <CopyBlock what=words::EXAMPLE text=one.example.clone()/>
        </div>
    }
    .into_any()
}

fn kind(of: &Type) -> AnyView {
    match &of.schema {
        None => view! { <span class="mono">{of.text.clone()}</span> }.into_any(),
        Some(schema) => {
            let href = format!("#schema-{schema}");
            view! { <a class="mono" href=href>{of.text.clone()}</a> }.into_any()
        }
    }
}

fn parameters(one: &Operation) -> Option<AnyView> {
    if one.parameters.is_empty() {
        return None;
    }
    let id = format!("{}-parameters", one.id);
    let rows: Vec<_> = one
        .parameters
        .iter()
        .zip(&one.places)
        .map(|(field, place)| {
            let required = field
                .required
                .then(|| view! { " "<small>{words::REQUIRED}</small> });
            view! {
                <tr>
                    <th scope="row" class="mono">{field.name.clone()}{required}</th>
                    <td>{place.clone()}</td>
                    <td>{kind(&field.kind)}</td>
                    <td>{marked(&field.about)}</td>
                </tr>
            }
        })
        .collect();
    Some(
        view! {
            <Region labelled=id.clone()>
                <table class="tbl dense">
                    <caption class="sr" id=id>{words::PARAMETERS}</caption>
                    <thead><tr>
                        <th scope="col">{words::NAME}</th><th scope="col">{words::WHERE}</th>
                        <th scope="col">{words::KIND}</th><th scope="col">{words::ABOUT}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
        }
        .into_any(),
    )
}

fn answers(one: &Operation) -> AnyView {
    let lines: Vec<_> = one
        .answers
        .iter()
        .map(|told| {
            let body = told.body.as_ref().map(|body| view! { ": "{kind(body)} });
            view! { <li><b class="mono">{told.status.clone()}</b>" "{told.about.clone()}{body}</li> }
        })
        .collect();
    view! { <div class="stack sm"><b>{words::ANSWERS}</b><ul class="dots">{lines}</ul></div> }
        .into_any()
}

fn problems(kinds: &[Kind]) -> AnyView {
    let rows: Vec<_> = kinds
        .iter()
        .map(|kind| {
            let id = format!("problem-{}", kind.word);
            view! {
                <div class="stack sm">
                    <h3 id=id.clone()>{kind.status.clone()}" "{kind.title.clone()}</h3>
                    <p>{kind.about.clone()}</p>
                </div>
            }
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="problems-h">
            <h2 id="problems-h">{words::PROBLEMS}</h2>
            <p>{words::PROBLEMS_LEAD}</p>
            {rows}
        </section>
    }
    .into_any()
}

fn schema(one: &Schema) -> AnyView {
    let id = format!("schema-{}", one.name);
    let values = (!one.values.is_empty()).then(|| {
        view! { <p class="mono">{words::one_of(&one.values.join(", "))}</p> }
    });
    let rows: Vec<_> = one
        .fields
        .iter()
        .map(|field| {
            let required = field
                .required
                .then(|| view! { " "<small>{words::REQUIRED}</small> });
            view! {
                <dt><span class="mono">{field.name.clone()}</span>{required}</dt>
                <dd>{kind(&field.kind)}" "{marked(&field.about)}</dd>
            }
        })
        .collect();
    let fields = (!rows.is_empty()).then(|| view! { <dl class="kv">{rows}</dl> });
    view! {
        <div class="stack sm">
            <h3 id=id.clone()>{one.name.clone()}</h3>
            <p>{marked(&one.about)}</p>
            {values}
            {fields}
        </div>
    }
    .into_any()
}
