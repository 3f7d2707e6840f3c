//! The commands to use a repository with, ready to copy.

use crate::parts::{CopyBlock, FileTab, FileTabs, Icon, IconName};
use crate::words::{handover as says, request as words};
use domain::handover::Snippet;
use domain::portal::RequestPage;
use leptos::prelude::*;

pub(super) fn section(data: &RequestPage) -> Option<AnyView> {
    (!data.handover.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby="handover-h">
                <h2 id="handover-h">{words::HANDOVER}</h2>
                {commands(&data.handover)}
            </section>
        }
        .into_any()
    })
}

/// Tabs by tool: everything for Docker together, then Podman and so on. What looks after a repository folds away.
pub(crate) fn commands(snippets: &[Snippet]) -> AnyView {
    let mut tabs: Vec<(&'static str, Vec<&Snippet>)> = Vec::new();
    for snippet in snippets {
        let group = says::group(&snippet.title);
        match tabs.iter_mut().find(|(name, _)| *name == group) {
            Some((_, list)) => list.push(snippet),
            None => tabs.push((group, vec![snippet])),
        }
    }
    let care = tabs
        .iter()
        .position(|(name, _)| *name == says::CARE)
        .map(|at| tabs.remove(at).1);
    let files = tabs
        .into_iter()
        .map(|(name, list)| {
            let blocks: Vec<_> = list.into_iter().map(block).collect();
            FileTab::new(name, view! { <div class="pad stack">{blocks}</div> })
        })
        .collect();
    view! {
        <FileTabs group="tool" legend=words::HANDOVER_FOR files=files/>
        {care.map(|list| {
            let blocks: Vec<_> = list.into_iter().map(block).collect();
            view! {
                <details class="more" id="care"><summary><Icon name=IconName::Down/>{says::CARE}</summary><div class="stack">{blocks}</div></details>
            }
        })}
    }
    .into_any()
}

fn block(snippet: &Snippet) -> AnyView {
    let title = snippet.title.clone();
    view! {
        <div class="stack sm"><h3>{title.clone()}</h3><CopyBlock what=says::copied(&title) text=snippet.text.clone()/></div>
    }
    .into_any()
}
