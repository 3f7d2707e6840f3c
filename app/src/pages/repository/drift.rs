//! Where Git, the cluster and AWS differ, with what becomes of it and what can be done; and what was lost past Git.

mod cluster;

use crate::pages::address;
use crate::parts::time::relative;
use crate::parts::{
    Announce, Button, ComparedTable, Described, Icon, IconName, LinkButton, Note, TextAreaField,
    TextField, Tone,
};
use crate::words::repository::drift as words;
use domain::compare::{Compared, Item};
use domain::csv;
use domain::drift::{ByItself, Drift, DriftKind, IgnoreForm, LOSS_SHOWN_MS, LostImage, by_itself};
use domain::image::{ExceptionField, ExceptionProblem};
use domain::portal::{RepositoryPage, RepositoryState, Tab};
use domain::time::Timestamp;
use leptos::prelude::*;

/// Why a wish about a difference came back, with what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// Which difference it was about; `None`: what the cluster has.
    pub kind: Option<DriftKind>,
    pub form: IgnoreForm,
    pub problems: Vec<ExceptionProblem>,
    /// The difference is another by now.
    pub is_stale: bool,
    /// Why nothing could be done just now.
    pub not_now: Option<String>,
}

pub(super) fn view(data: &RepositoryPage, returned: Option<&Returned>) -> AnyView {
    view! { {lost(data)}{cluster::view(data, returned)}{drift(data, returned)}{alone(data, returned)} }
        .into_any()
}

fn drift(data: &RepositoryPage, returned: Option<&Returned>) -> Option<AnyView> {
    let returned = returned.filter(|it| it.kind == Some(DriftKind::ClusterAws));
    let stale = stale(returned);
    let Some(drift) = &data.drift else {
        return stale;
    };
    let table = view! { <ComparedTable id="drift-t" caption=words::TABLE wanted=words::GIT_SAYS rows=drift.lines.clone()/> };
    let since = words::since(&relative(drift.since.0, data.now.0));
    let ignored = ignored(drift, data.now);
    let ways = ways(data, drift);
    let form = ignored
        .is_none()
        .then(|| form(data, DriftKind::ClusterAws, returned));
    Some(
        view! {
            <section class="stack" aria-labelledby="drift-h">
                <h2 id="drift-h">{words::TITLE}</h2>
                {stale}
                {ignored}
                {table}
                <p class="mute">{since}</p>
                {ways}
                {form}
            </section>
        }
        .into_any(),
    )
}

/// What AWS alone has is adopted, or let be until a day.
fn alone(data: &RepositoryPage, returned: Option<&Returned>) -> Option<AnyView> {
    let kind = DriftKind::AwsAlone;
    let returned = returned.filter(|it| it.kind == Some(kind));
    if data.row.state != RepositoryState::Unmanaged {
        return stale(returned);
    }
    let let_be = data.alone.as_ref().and_then(|it| ignored(it, data.now));
    Some(let_be.unwrap_or_else(|| form(data, kind, returned)))
}

fn stale(returned: Option<&Returned>) -> Option<AnyView> {
    returned.filter(|returned| returned.is_stale).map(|_| {
        view! { <Note tone=Tone::Warn title=words::REFUSED announce=Announce::Alert><p>{words::CHANGED}</p></Note> }
            .into_any()
    })
}

fn ignored<L>(drift: &Drift<L>, now: Timestamp) -> Option<AnyView> {
    let ignored = drift.ignored.as_ref()?;
    (ignored.until > now).then(|| {
        let said = words::ignored(ignored.by.as_str(), ignored.until.0, &ignored.reason);
        view! { <Note tone=Tone::Off title=said/> }.into_any()
    })
}

/// What becomes of it by itself, and how to keep it.
fn ways(data: &RepositoryPage, drift: &Drift) -> AnyView {
    let hands_off = data.cluster.as_ref().is_some_and(|it| it.hands_off);
    let of = |what: ByItself| -> Vec<Item> {
        let items = drift.lines.iter().map(|one| one.item.clone());
        items
            .filter(|item| by_itself(item, data.applying, hands_off) == what)
            .collect()
    };
    let lines: Vec<_> = [ByItself::PutBack, ByItself::Stays, ByItself::Waits]
        .into_iter()
        .map(|what| (what, of(what)))
        .filter(|(_, items)| !items.is_empty())
        .map(|(what, items)| view! { <li>{words::by_itself(what, &items)}</li> })
        .collect();
    let policy = |one: &Compared| (one.item == Item::Lifecycle).then(|| one.has.clone())?;
    let adopt = drift.lines.iter().find_map(policy).map(|text| {
        let href = address::lifecycle_text(&data.row.key, &text);
        view! { <LinkButton href=href>{words::ADOPT_IT}</LinkButton> }
    });
    let has = |is: fn(&Item) -> bool| drift.lines.iter().any(|one| is(&one.item));
    let key = &data.row.key;
    let is_setting = |item: &Item| {
        matches!(
            item,
            Item::Mutability | Item::Exceptions | Item::Scan | Item::Tag(_)
        )
    };
    let settings = has(is_setting).then(|| {
        let href = address::from_aws(key, Tab::Settings);
        view! { <LinkButton href=href>{words::TAKE_SETTINGS}</LinkButton> }
    });
    let access = has(|item| *item == Item::Access).then(|| {
        let href = address::from_aws(key, Tab::Access);
        view! { <LinkButton href=href>{words::TAKE_ACCESS}</LinkButton> }
    });
    view! { <ul class="dots">{lines}</ul><div class="row">{adopt}{settings}{access}</div> }
        .into_any()
}

fn form(data: &RepositoryPage, kind: DriftKind, returned: Option<&Returned>) -> AnyView {
    let returned = returned.filter(|returned| returned.kind == Some(kind));
    let of = |what: &str| format!("{what}-{}", kind.as_str());
    let (id, reason_id, until_id) = (of("ignore"), of("reason"), of("until"));
    let typed = returned.map(|returned| returned.form.clone());
    let open = typed.is_some();
    let typed = typed.unwrap_or_default();
    let error = |field: ExceptionField| {
        returned?
            .problems
            .iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.message.clone())
    };
    let reason = Described::new(words::REASON)
        .hint(words::REASON_HINT)
        .error(error(ExceptionField::Reason));
    let until = Described::new(words::UNTIL)
        .hint(words::UNTIL_HINT)
        .error(error(ExceptionField::Until));
    view! {
        <details class="more" id=id open=open>
            <summary><Icon name=IconName::Down/>{words::IGNORE}</summary>
            <form class="form stack" method="post" action=address::tab(&data.row.key, Tab::Overview)>
                <input type="hidden" name=address::DRIFT_KIND value=kind.as_str()/>
                <TextAreaField name="reason" id=reason_id says=reason value=typed.reason required=true max_length=500/>
                <TextField name="until" id=until_id says=until value=typed.until required=true kind="date"/>
                <div class="row"><Button>{words::SUBMIT}</Button></div>
            </form>
        </details>
    }
    .into_any()
}

/// The last time in full, while it matters, and earlier ones as a list.
fn lost(data: &RepositoryPage) -> Option<AnyView> {
    let last = data.losses.first()?;
    let is_gone = data.row.state == RepositoryState::Missing;
    let said = |at: &domain::drift::Loss| {
        let now = data.now.0;
        let read = at.read.map(|read| relative(read.0, now));
        words::lost(
            &relative(at.at.0, now),
            at.images,
            at.bytes,
            read.as_deref(),
        )
    };
    let file = |at: &domain::drift::Loss| {
        let href = address::lost_images(&data.row.key, at.at);
        (at.images > 0).then(|| view! { " "<a href=href download="">{words::LOST_FILE}</a> })
    };
    let recent = is_gone || data.now.since(last.at) < LOSS_SHOWN_MS;
    let note = recent.then(|| {
        let (line, list) = (said(last), file(last));
        let now = match is_gone {
            true => words::LOST_GONE,
            false => words::LOST_BACK,
        };
        view! { <Note tone=Tone::Bad title=words::LOST><p>{line}{list}</p><p>{now}</p></Note> }
    });
    let earlier: Vec<_> = data
        .losses
        .iter()
        .skip(usize::from(recent))
        .map(|at| view! { <li>{said(at)}{file(at)}</li> })
        .collect();
    let earlier = (!earlier.is_empty()).then(|| {
        view! { <details class="more"><summary><Icon name=IconName::Down/>{words::LOST_LIST}</summary><ul class="dots">{earlier}</ul></details> }
    });
    Some(view! { {note}{earlier} }.into_any())
}

/// The file with the images that went with a repository.
pub fn lost_file(images: &[LostImage]) -> String {
    let mut out = csv::line(["digest", "tags", "pushed_ms", "pulled_ms", "bytes", "kind"]);
    for image in images {
        out.push_str(&csv::line([
            image.digest.clone(),
            image.tags.join(" "),
            image.pushed.0.to_string(),
            image.pulled.map(|at| at.0.to_string()).unwrap_or_default(),
            image.bytes.to_string(),
            image.kind.clone(),
        ]));
    }
    out
}
