//! Pages that stand where a page can't: what happened, what still works, what to do next.

use crate::parts::text::{duration, size};
use crate::parts::time::clock_short;
use crate::parts::{Icon, IconName, LinkButton, Tone};
use crate::shell::PersonBadge;
use crate::words::errors as words;
use leptos::prelude::*;

/// One of the pages, laid out. `body` says more, `actions` leads on.
fn halt(
    tone: Tone,
    icon: IconName,
    title: String,
    body: impl IntoView + 'static,
    actions: impl IntoView + 'static,
) -> AnyView {
    view! {
        <div class="page halt">
            <div class="stack" data-s=tone.as_str()>
                <span class="chip flat"><Icon name=icon/></span>
                <h1>{title}</h1>
                {body.into_any()}
            </div>
            <div class="row">{actions.into_any()}</div>
        </div>
    }
    .into_any()
}

fn home() -> impl IntoView {
    view! { <LinkButton href="/">{words::HOME}</LinkButton> }
}

/// 403. The sentence says what is not allowed and, where somebody can allow it, who. `has`: as whom they are known.
pub fn forbidden(sentence: String, has: Option<PersonBadge>) -> AnyView {
    let has = has.map(|has| view! { <p>{words::known_as(&has.name, &has.roles)}</p> });
    let body = view! { <p>{sentence}</p>{has}<p class="mute">{words::FORBIDDEN_REST}</p> };
    halt(
        Tone::Warn,
        IconName::Lock,
        words::FORBIDDEN.to_owned(),
        body,
        home(),
    )
}

/// 404. `what` is the thing asked for, if it is known; `near` a thing it may have meant, with its address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotFound {
    pub what: Option<String>,
    pub near: Option<(String, String)>,
}

pub fn not_found(props: NotFound) -> AnyView {
    let title = props.what.map_or_else(
        || words::NOT_FOUND.to_owned(),
        |what| words::not_found(&what),
    );
    let near = props
        .near
        .map(|(label, href)| view! { <p>{words::DID_YOU_MEAN}<a href=href>{label}</a>"?"</p> });
    let body = view! { {near}<p class="mute">{words::NOT_FOUND_MORE}</p> };
    let actions = view! { <LinkButton href="/inventory">{words::INVENTORY}</LinkButton>{home()} };
    halt(Tone::Off, IconName::Search, title, body, actions)
}

/// 413. `limit` in bytes; `back` is the form.
pub fn too_large(limit: u64, back: Option<String>) -> AnyView {
    let body = view! { <p>{words::too_large(&size(limit))}</p> };
    halt(
        Tone::Warn,
        IconName::Warn,
        words::TOO_LARGE.to_owned(),
        body,
        back_or_home(back),
    )
}

/// 422 where no form is there to show the reasons beside its fields.
pub fn unprocessable(reasons: Vec<String>, back: Option<String>) -> AnyView {
    let reasons: Vec<_> = reasons
        .into_iter()
        .map(|reason| view! { <li>{reason}</li> })
        .collect();
    let listed = !reasons.is_empty();
    let body = view! {
        {listed.then(|| view! { <ul class="dots">{reasons}</ul> })}
        <p class="mute">{words::UNPROCESSABLE_MORE}</p>
    };
    halt(
        Tone::Bad,
        IconName::Bad,
        words::UNPROCESSABLE.to_owned(),
        body,
        back_or_home(back),
    )
}

fn back_or_home(back: Option<String>) -> AnyView {
    match back {
        Some(href) => view! { <LinkButton href=href>{words::BACK}</LinkButton> }.into_any(),
        None => home().into_any(),
    }
}

/// 429. `wait` in milliseconds.
pub fn too_many(wait: i64, path: String) -> AnyView {
    let body = view! { <p>{words::too_many(&duration(wait))}</p> };
    let actions = view! { <LinkButton href=path>{words::TRY_AGAIN}</LinkButton>{home()} };
    halt(
        Tone::Warn,
        IconName::Clock,
        words::TOO_MANY.to_owned(),
        body,
        actions,
    )
}

/// 500. `id` finds the log lines.
pub fn bug(id: String) -> AnyView {
    let body = view! {
        <p>{words::BUG_MORE}</p>
        <p>{words::BUG_ID}<code>{id}</code></p>
    };
    halt(
        Tone::Bad,
        IconName::Bad,
        words::BUG.to_owned(),
        body,
        home(),
    )
}

/// 503: something this page can't do without is down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unavailable {
    pub system: String,
    /// Epoch milliseconds of its last answer.
    pub since: Option<i64>,
    /// This page, to try again.
    pub path: String,
}

pub fn unavailable(props: Unavailable) -> AnyView {
    let since = props.since.map_or_else(
        || words::UNAVAILABLE_NEVER.to_owned(),
        |at| words::unavailable_since(&clock_short(at)),
    );
    let body = view! { <p>{since}</p><p class="mute">{words::UNAVAILABLE_REST}</p> };
    let actions = view! { <LinkButton href=props.path>{words::TRY_AGAIN}</LinkButton>{home()} };
    halt(
        Tone::Bad,
        IconName::Cloud,
        words::unavailable(&props.system),
        body,
        actions,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Frame, render};
    use crate::testing::{Element, check_document, html};

    fn page(view: impl FnOnce() -> AnyView) -> Element {
        check_document(&html(|| {
            render(
                Frame {
                    title: "Error".to_owned(),
                    ..Frame::default()
                },
                view(),
            )
        }))
    }

    #[test]
    fn what_is_not_allowed_is_said_in_full() {
        let sentence =
            "You need the role reviewer to decide on requests; ask the owners of acme/platform.";
        let badge = |roles: &[&str]| PersonBadge {
            name: "dev-a".to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        };
        let text =
            page(|| forbidden(sentence.to_owned(), Some(badge(&["developer", "payments"])))).text();
        for part in [sentence, "You are signed in as dev-a: developer, payments."] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let text = page(|| forbidden(sentence.to_owned(), Some(badge(&[])))).text();
        assert!(text.contains("without any role or team"), "{text}");
    }

    #[test]
    fn a_wrong_address_leads_to_what_was_meant() {
        let near = Some(("my-app-registry".to_owned(), "/repositories/r1".to_owned()));
        let page = page(|| {
            not_found(NotFound {
                what: Some("repository my-ap".to_owned()),
                near,
            })
        });
        assert!(page.text().contains("There is no repository my-ap"));
        assert!(
            page.all("a")
                .iter()
                .any(|link| link.attribute("href") == Some("/repositories/r1"))
        );
    }

    #[test]
    fn a_bug_shows_the_number_that_finds_it() {
        assert!(
            page(|| bug("7f3ac01e94d2".to_owned()))
                .text()
                .contains("7f3ac01e94d2")
        );
    }

    #[test]
    fn an_outage_names_the_system_and_its_last_sign_of_life() {
        let props = Unavailable {
            system: "AWS".to_owned(),
            since: Some(1_768_386_130_000),
            path: "/inventory".to_owned(),
        };
        let text = page(|| unavailable(props)).text();
        assert!(
            text.contains("AWS doesn’t answer") && text.contains("10:22 UTC"),
            "{text}"
        );
    }

    #[test]
    fn refusals_say_that_nothing_was_saved_and_lead_back() {
        let back = Some("/requests/new".to_owned());
        for page in [
            page(|| too_large(262_144, back.clone())),
            page(|| unprocessable(vec!["Name: use lowercase letters".to_owned()], back.clone())),
        ] {
            assert!(page.text().contains("Nothing was saved"));
            assert!(
                page.all("a")
                    .iter()
                    .any(|link| link.attribute("href") == Some("/requests/new"))
            );
        }
        assert!(
            page(|| too_many(40_000, "/".to_owned()))
                .text()
                .contains("in 40 s")
        );
    }
}
