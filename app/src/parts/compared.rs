//! Two sides of a repository's fields, one row each.

use super::chip::Chip;
use super::table::Region;
use super::tone::Tone;
use crate::words::adopt as words;
use domain::compare::Compared;
use leptos::prelude::*;

/// `wanted`: the heading of the side that is wanted. `id` is the caption's.
#[component]
pub fn ComparedTable(
    #[prop(into)] id: String,
    caption: &'static str,
    wanted: &'static str,
    rows: Vec<Compared>,
) -> AnyView {
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! {
        <Region labelled=id.clone()>
            <table class="tbl dense">
                <caption class="sr" id=id>{caption}</caption>
                <thead><tr><th scope="col">{words::FIELD}</th><th scope="col">{words::AWS_HAS}</th><th scope="col">{wanted}</th><th scope="col"><span class="sr">{words::AGREEMENT}</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn row(one: Compared) -> AnyView {
    let side = |text: Option<String>| match text {
        None => words::NOT_SET.into_any(),
        Some(text) => view! { <code>{text}</code> }.into_any(),
    };
    let (tone, said) = match one.same {
        true => (Tone::Ok, words::SAME),
        false => (Tone::Warn, words::DIFFERENT),
    };
    view! {
        <tr>
            <th scope="row">{one.item.title()}</th>
            <td>{side(one.has)}</td>
            <td>{side(one.wanted)}</td>
            <td><Chip tone=tone text=said flat=true/></td>
        </tr>
    }
    .into_any()
}
