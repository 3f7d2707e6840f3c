//! What the cluster has otherwise than Git: object by object, field by field, with what can be done.

use super::{Returned, form, ignored, stale};
use crate::pages::{address, external};
use crate::parts::time::relative;
use crate::parts::{Button, Note, Region, Tone};
use crate::words::repository::drift as words;
use domain::drift::{Differs, Drift, DriftKind, FieldDrift, ObjectDrift};
use domain::portal::{DriftAct, RepositoryPage, Tab};
use leptos::prelude::*;

pub(super) fn view(data: &RepositoryPage, returned: Option<&Returned>) -> Option<AnyView> {
    let returned = returned.filter(|it| matches!(it.kind, None | Some(DriftKind::GitCluster)));
    let not_now = returned
        .and_then(|returned| returned.not_now.clone())
        .map(|why| view! { <Note tone=Tone::Warn title=words::NOT_NOW><p>{why}"."</p></Note> });
    let drift = data
        .cluster_drift
        .as_ref()
        .map(|drift| section(data, drift, returned));
    let stale = data.cluster_drift.is_none().then(|| stale(returned));
    data.cluster.as_ref()?;
    Some(view! { {not_now}{stale}{drift}{looked(data)} }.into_any())
}

fn section(
    data: &RepositoryPage,
    drift: &Drift<ObjectDrift>,
    returned: Option<&Returned>,
) -> AnyView {
    let objects: Vec<_> = drift.lines.iter().zip(0..).map(object).collect();
    let since = words::since(&relative(drift.since.0, data.now.0));
    let is_ignored = drift.is_ignored(data.now);
    let form = (!is_ignored).then(|| form(data, DriftKind::GitCluster, returned));
    view! {
        <section class="stack" aria-labelledby="cluster-drift-h">
            <h2 id="cluster-drift-h">{words::CLUSTER_TITLE}</h2>
            {stale(returned)}
            {ignored(drift, data.now)}
            {objects}
            <p class="mute">{since}</p>
            {ways(data, drift)}
            {form}
        </section>
    }
    .into_any()
}

fn object((object, place): (&ObjectDrift, usize)) -> AnyView {
    let name = words::object(&object.kind, &object.name);
    let said = match &object.differs {
        Differs::Missing => view! { <p>{words::MISSING}</p> }.into_any(),
        Differs::NoFile => view! { <p>{words::NO_FILE}</p> }.into_any(),
        Differs::Fields { fields } => table(fields, place, &name),
    };
    view! { <h3>{name}</h3>{said} }.into_any()
}

fn table(fields: &[FieldDrift], place: usize, name: &str) -> AnyView {
    let id = format!("object-{place}");
    let caption = words::fields_of(name);
    let rows: Vec<_> = fields
        .iter()
        .map(|field| {
            let has = match field.cluster.clone() {
                None => words::NOT_SET.into_any(),
                Some(text) => view! { <code>{text}</code> }.into_any(),
            };
            view! {
                <tr>
                    <th scope="row"><code>{field.path.clone()}</code></th>
                    <td>{has}</td>
                    <td><code>{field.git.clone()}</code></td>
                </tr>
            }
        })
        .collect();
    view! {
        <Region labelled=id.clone()>
            <table class="tbl dense">
                <caption class="sr" id=id>{caption}</caption>
                <thead><tr><th scope="col">{words::FIELD}</th><th scope="col">{words::CLUSTER_HAS}</th><th scope="col">{words::GIT_SAYS}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </Region>
    }
    .into_any()
}

/// Put back by a sync; kept by bringing it into Git.
fn ways(data: &RepositoryPage, drift: &Drift<ObjectDrift>) -> AnyView {
    let can = drift.lines.iter().any(ObjectDrift::can_be_reverted);
    let revert = can.then(|| {
        view! { <p>{words::REVERT_MORE}</p><div class="row">{act(data, DriftAct::Revert, words::REVERT)}</div> }
    });
    let left = drift
        .lines
        .iter()
        .any(|object| !object.can_be_reverted())
        .then(|| view! { <p>{words::NOT_TAKEN_AWAY}</p> });
    let has_fields = |kind: &str| {
        let is =
            |it: &&ObjectDrift| it.kind == kind && matches!(it.differs, Differs::Fields { .. });
        drift.lines.iter().any(|it| is(&it))
    };
    let key = &data.row.key;
    let links: Vec<_> = [
        (
            "Repository",
            address::from_aws(key, Tab::Settings),
            words::TAKE_SETTINGS,
        ),
        (
            "LifecyclePolicy",
            address::tab(key, Tab::Lifecycle),
            words::TAKE_POLICY,
        ),
        (
            "RepositoryPolicy",
            address::from_aws(key, Tab::Access),
            words::TAKE_ACCESS,
        ),
    ]
    .into_iter()
    .filter(|(kind, ..)| has_fields(kind))
    .map(|(_, href, label)| view! { <li><a href=href>{label}</a></li> })
    .collect();
    let keep =
        (!links.is_empty()).then(|| view! { <p>{words::KEEP_IT}</p><ul class="dots">{links}</ul> });
    view! { {revert}{left}{keep} }.into_any()
}

fn act(data: &RepositoryPage, act: DriftAct, label: &'static str) -> AnyView {
    let action = address::tab(&data.row.key, Tab::Overview);
    view! {
        <form method="post" action=action>
            <input type="hidden" name=address::DRIFT_ACT value=act.as_str()/>
            <Button>{label}</Button>
        </form>
    }
    .into_any()
}

/// When the cluster was looked at, by whom it is shown, and the wish to look again.
fn looked(data: &RepositoryPage) -> Option<AnyView> {
    let seen = data.cluster.as_ref()?;
    let when = seen.at.map(|at| relative(at.0, data.now.0));
    let said = words::looked(&seen.cluster, when.as_deref());
    let trouble = seen
        .trouble
        .clone()
        .map(|why| view! { " "{words::blind(&why)} });
    let link = external(&seen.application.href, seen.application.text.clone());
    Some(
        view! {
            <div class="row"><p class="mute">{said}{trouble}" "{link}</p>{act(data, DriftAct::Look, words::LOOK)}</div>
        }
        .into_any(),
    )
}
