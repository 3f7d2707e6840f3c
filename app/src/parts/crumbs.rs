//! Where a page stands and what it is called.

use crate::words::parts as words;
use leptos::prelude::*;

/// One step of the way. The last has no link: it is the page itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

impl Crumb {
    pub fn to(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: Some(href.into()),
        }
    }

    pub fn here(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: None,
        }
    }
}

/// The way from the start.
#[component]
pub fn Crumbs(crumbs: Vec<Crumb>) -> AnyView {
    let steps: Vec<_> = crumbs
        .into_iter()
        .map(|crumb| match crumb.href {
            Some(href) => view! { <li><a href=href>{crumb.label}</a></li> }.into_any(),
            None => view! { <li><span aria-current="page">{crumb.label}</span></li> }.into_any(),
        })
        .collect();
    view! { <nav class="crumbs" aria-label=words::BREADCRUMB><ol role="list">{steps}</ol></nav> }
        .into_any()
}

/// The head of a page: crumbs, the one `h1`, its status, a sentence, and what can be done.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional)] crumbs: Vec<Crumb>,
    #[prop(optional)] chip: Option<AnyView>,
    #[prop(optional)] meta: Option<AnyView>,
    #[prop(optional)] actions: Option<AnyView>,
) -> AnyView {
    view! {
        <header class="head">
            {(!crumbs.is_empty()).then(|| view! { <Crumbs crumbs=crumbs/> })}
            <div class="row">
                <h1>{title}</h1>
                {chip}
                {meta.map(|meta| view! { <p class="mute">{meta}</p> })}
                {actions.map(|actions| view! { <div class="acts row">{actions}</div> })}
            </div>
        </header>
    }
    .into_any()
}
