//! Before images are deleted: what that would do, and the name to type. Afterwards: what AWS kept.

use super::{images, page};
use crate::pages::address;
use crate::parts::field::Described;
use crate::parts::text::size;
use crate::parts::time::relative;
use crate::parts::{
    Announce, Button, ButtonKind, CheckItem, IconName, LinkButton, Note, PolicyChecks, Region,
    TextField, Tone,
};
use crate::words::repository::deletion as words;
use crate::words::repository::images as list;
use domain::image::{Concern, ImageKept, ImageNamed, Impact, When};
use domain::portal::{DeletionPage, RepositoryRow, Tab};
use leptos::prelude::*;

pub fn title(data: &DeletionPage) -> String {
    let what = words::delete(data.impacts.len());
    crate::words::repository::title(data.row.name().as_str(), &what)
}

/// `wrong`: what was typed is not the repository's name.
pub fn view(data: &DeletionPage, wrong: bool) -> AnyView {
    let back = address::tab(&data.row.key, Tab::Images);
    if data.impacts.is_empty() {
        let back = view! { <LinkButton href=back>{words::BACK}</LinkButton> }.into_any();
        let body = view! { <Note tone=Tone::Warn title=words::NONE_LEFT actions=back/> }.into_any();
        return page(&data.row, Tab::Images, body);
    }
    let n = data.impacts.len();
    let bytes = data.impacts.iter().map(|impact| impact.image.bytes).sum();
    let gone = (!data.gone.is_empty()).then(|| {
        let gone = words::gone(data.gone.len());
        view! { <Note tone=Tone::Off title=words::GONE><p>{gone}</p></Note> }
    });
    let read = data
        .read
        .map(|at| list::read(&relative(at.0, data.now.0)))
        .unwrap_or_default();
    let body = view! {
        <section class="stack lg" aria-labelledby="delete-h">
            <div class="stack sm">
                <h2 id="delete-h">{words::title(n)}</h2>
                <p>{words::NO_WAY_BACK}" "{words::frees(bytes)}" "<span class="mute">{read}</span></p>
            </div>
            {gone}
            <div class="stack"><h3>{words::CHECKS}</h3>{checks(data)}</div>
            {table(data)}
            {form(data, wrong)}
        </section>
    }
    .into_any();
    page(&data.row, Tab::Images, body)
}

fn checks(data: &DeletionPage) -> AnyView {
    let any = |what: fn(&Concern) -> bool| {
        let has = |impact: &&Impact| impact.concerns.iter().any(what);
        data.impacts.iter().filter(has).count()
    };
    let refused = any(Concern::is_refused);
    let pulled = any(|concern| matches!(concern, Concern::PulledLately { .. }));
    let removed = data.impacts.iter().filter(|impact| {
        impact
            .fate
            .as_ref()
            .is_some_and(|fate| fate.when == When::Soon)
    });
    let (policy, policy_more) = words::policy_check(data.policy_is_known, removed.count());
    let maybe = any(|concern| matches!(concern, Concern::MaybePlatform));
    let index = match (refused, maybe) {
        (0, 0) => CheckItem::new(Tone::Ok, words::NO_INDEX),
        (0, _) => CheckItem::new(Tone::Warn, words::MAYBE_INDEX).note(words::MAYBE_INDEX_MORE),
        _ => CheckItem::new(Tone::Bad, words::IN_INDEX).note(words::IN_INDEX_MORE),
    };
    let running = match pulled {
        0 => Tone::Off,
        _ => Tone::Warn,
    };
    let items = vec![
        index,
        CheckItem::new(running, words::RUNNING).note(words::pulled_lately(pulled)),
        CheckItem::new(Tone::Off, policy).note(policy_more),
    ];
    view! { <PolicyChecks items=items/> }.into_any()
}

fn table(data: &DeletionPage) -> AnyView {
    let rows: Vec<_> = data.impacts.iter().map(|one| row(data, one)).collect();
    view! {
        <Region labelled="chosen-h">
            <table class="tbl">
                <caption class="sr" id="chosen-h">{words::IMAGES}</caption>
                <thead><tr>
                    <th scope="col">{list::TAGS}</th>
                    <th scope="col" class="p2">{list::DIGEST}</th>
                    <th scope="col" class="n p2">{list::SIZE}</th>
                    <th scope="col">{words::KNOW}</th>
                    <th scope="col" class="p3">{words::POLICY}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

fn row(data: &DeletionPage, impact: &Impact) -> AnyView {
    let image = &impact.image;
    let when = |at| relative(at, data.now.0);
    let concerns: Vec<_> = impact
        .concerns
        .iter()
        .map(|concern| {
            let text = words::concern(concern, when);
            match concern.is_refused() {
                true => view! { <p><b class="bad">{text}</b></p> }.into_any(),
                false => view! { <p>{text}</p> }.into_any(),
            }
        })
        .collect();
    let concerns = match concerns.is_empty() {
        true => view! { <span class="mute">{words::NOTHING}</span> }.into_any(),
        false => concerns.into_any(),
    };
    let fate = match &impact.fate {
        Some(fate) => words::fate(&fate.rule, fate.when, when),
        None => words::NO_FATE.to_owned(),
    };
    view! {
        <tr>
            <th scope="row">{images::names(image)}<small class="ps mono">{image.digest.short().to_owned()}</small></th>
            <td class="p2 w">{images::digest(&data.row.key, image)}</td>
            <td class="n p2 w">{size(image.bytes)}</td>
            <td>{concerns}</td>
            <td class="p3 mute">{fate}</td>
        </tr>
    }
    .into_any()
}

fn form(data: &DeletionPage, wrong: bool) -> AnyView {
    let back = address::tab(&data.row.key, Tab::Images);
    if let Err(why) = &data.may_delete {
        let why = list::may_not_delete(why);
        return view! { <p>{why}</p> }.into_any();
    }
    let chosen: Vec<_> = data
        .impacts
        .iter()
        .map(|impact| {
            let digest = impact.image.digest.to_string();
            view! { <input type="hidden" name=address::CHOSEN value=digest/> }
        })
        .collect();
    let delete = words::delete(data.impacts.len());
    let here = back.clone();
    let says = Described::new(words::CONFIRM)
        .hint(data.row.name().to_string())
        .error(wrong.then_some(words::UNCONFIRMED));
    view! {
        <form class="stack" method="post" action=here>
            {chosen}
            <TextField name="confirm" says=says mono=true required=true/>
            <div class="row">
                <Button kind=ButtonKind::Danger icon=IconName::Trash>{delete}</Button>
                <LinkButton href=back>{words::KEEP}</LinkButton>
            </div>
        </form>
    }
    .into_any()
}

/// What became of a deletion that AWS did not do whole.
pub fn result(row: &RepositoryRow, deleted: &[ImageNamed], kept: &[ImageKept]) -> AnyView {
    let title = words::result(deleted.len(), kept.len());
    let back = address::tab(&row.key, Tab::Images);
    let actions = view! { <LinkButton href=back>{words::BACK}</LinkButton> }.into_any();
    let rows: Vec<_> = kept
        .iter()
        .map(|one| {
            let href = address::image(&row.key, &one.digest);
            let short = one.digest.short().to_owned();
            let why = words::refusal(&one.code, &one.reason).to_owned();
            view! { <tr><th scope="row"><a class="mono" href=href>{short}</a></th><td>{why}</td></tr> }
        })
        .collect();
    let gone: Vec<_> = deleted
        .iter()
        .map(|one| {
            let name = [one.tags.join(", "), one.digest.short().to_owned()];
            let name = name.iter().filter(|part| !part.is_empty()).cloned();
            view! { <li>{name.collect::<Vec<_>>().join(", ")}</li> }
        })
        .collect();
    let gone = (!gone.is_empty()).then(|| {
        view! { <section class="stack" aria-labelledby="deleted-h"><h2 id="deleted-h">{words::DELETED}</h2><ul class="dots">{gone}</ul></section> }
    });
    let body = view! {
        <Note tone=Tone::Warn announce=Announce::Alert title=title actions=actions><p>{words::STALE}</p></Note>
        <section class="stack" aria-labelledby="kept-h">
            <h2 id="kept-h">{words::KEPT}</h2>
            <Region labelled="kept-c">
                <table class="tbl">
                    <caption class="sr" id="kept-c">{words::PART_LEFT}</caption>
                    <thead><tr><th scope="col">{list::DIGEST}</th><th scope="col">{words::WHY}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </Region>
        </section>
        {gone}
    }
    .into_any();
    page(row, Tab::Images, body)
}
