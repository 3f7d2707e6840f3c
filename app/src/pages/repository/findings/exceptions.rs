//! Who answers for which finding until when, and the form to do so.

use super::Typed;
use crate::pages::address;
use crate::parts::field::Described;
use crate::parts::note::ErrorSummary;
use crate::parts::time::date;
use crate::parts::{
    Button, ButtonKind, Chip, Icon, IconName, Region, TextAreaField, TextField, Tone,
};
use crate::words::repository::findings as words;
use domain::image::{ExceptionField, FindingException};
use domain::portal::{RepositoryFindings, Tab};
use leptos::prelude::*;

/// What has to be mended, at the top of the page, where a browser lands.
pub(super) fn summary(typed: &Typed) -> Option<AnyView> {
    if typed.problems.is_empty() {
        return None;
    }
    let errors = typed
        .problems
        .iter()
        .map(|problem| (problem.field.as_str().to_owned(), problem.message.clone()))
        .collect();
    let title = words::counted(typed.problems.len());
    Some(view! { <ErrorSummary title=title errors=errors/> }.into_any())
}

pub(super) fn view(data: &RepositoryFindings, typed: &Typed) -> AnyView {
    let list = match data.exceptions.is_empty() {
        true => view! { <p class="mute">{words::NO_EXCEPTIONS}</p> }.into_any(),
        false => table(data),
    };
    let form = match &data.may_except {
        Ok(()) => form(data, typed),
        Err(why) => {
            let why = words::may_not(why);
            view! { <p class="mute">{why}</p> }.into_any()
        }
    };
    view! {
        <section class="stack" aria-labelledby="exceptions-h">
            <h2 id="exceptions-h">{words::EXCEPTIONS}</h2>
            <p class="mute">{words::EXCEPTIONS_MORE}</p>
            {list}{form}
        </section>
    }
    .into_any()
}

fn table(data: &RepositoryFindings) -> AnyView {
    let rows: Vec<_> = data.exceptions.iter().map(|one| row(data, one)).collect();
    view! {
        <Region labelled="exceptions-c">
            <table class="tbl">
                <caption class="sr" id="exceptions-c">{words::EXCEPTIONS_CAPTION}</caption>
                <thead><tr>
                    <th scope="col">{words::FINDING}</th>
                    <th scope="col">{words::STATE}</th>
                    <th scope="col" class="p2">{words::OWNER}</th>
                    <th scope="col" class="p2">{words::REASON}</th>
                    <th scope="col" class="p3">{words::GRANTED_BY}</th>
                    <th scope="col"><span class="sr">{words::END}</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn row(data: &RepositoryFindings, exception: &FindingException) -> AnyView {
    let now = data.now;
    let day = date(exception.until.0, now.0);
    let (tone, state) = match exception.ended {
        Some(at) => (Tone::Off, format!("{} {}", words::ENDED, date(at.0, now.0))),
        None if exception.holds(now) => {
            (Tone::Ok, format!("{} {}", words::HOLDS, words::until(&day)))
        }
        None => (Tone::Off, format!("{} {day}", words::OVER)),
    };
    let end = (exception.holds(now) && data.may_except.is_ok()).then(|| {
        let action = address::tab(&data.row.key, Tab::Findings);
        let label = words::end(&exception.finding);
        let id = exception.id.clone();
        view! {
            <form method="post" action=action>
                <input type="hidden" name="end" value=id/>
                <button class="btn" type="submit" aria-label=label>{words::END}</button>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row">{exception.finding.clone()}</th>
            <td><Chip tone=tone text=state flat=true/></td>
            <td class="p2">{exception.owner.clone()}</td>
            <td class="p2">{exception.reason.clone()}</td>
            <td class="p3">{exception.granted_by.to_string()}", "{date(exception.created.0, now.0)}</td>
            <td>{end}</td>
        </tr>
    }
    .into_any()
}

fn form(data: &RepositoryFindings, typed: &Typed) -> AnyView {
    let error = |field: ExceptionField| {
        let found = typed.problems.iter().find(|problem| problem.field == field);
        found.map(|problem| problem.message.clone())
    };
    let says =
        |field, label: &str, hint: &str| Described::new(label).hint(hint).error(error(field));
    let finding = says(ExceptionField::Finding, words::FINDING, words::FINDING_HINT);
    let owner = says(ExceptionField::Owner, words::OWNER, words::OWNER_HINT);
    let reason = says(ExceptionField::Reason, words::REASON, words::REASON_HINT);
    let until = says(ExceptionField::Until, words::UNTIL, words::UNTIL_HINT);
    let sent = &typed.form;
    // Somebody who asked for the form, or whose answers came back, finds it open.
    let open = *sent != Default::default();
    view! {
        <details class="more" id="except" open=open>
            <summary><Icon name=IconName::Down/>{words::GRANT}</summary>
            <form class="form stack" method="post" action=address::tab(&data.row.key, Tab::Findings)>
                <TextField name="finding" says=finding value=sent.finding.clone() required=true mono=true/>
                <TextField name="owner" says=owner value=sent.owner.clone() required=true max_length=100/>
                <TextAreaField name="reason" says=reason value=sent.reason.clone() required=true max_length=500/>
                <TextField name="until" says=until value=sent.until.clone() required=true kind="date"/>
                <div class="row"><Button kind=ButtonKind::Primary>{words::SUBMIT}</Button></div>
            </form>
        </details>
    }
    .into_any()
}
