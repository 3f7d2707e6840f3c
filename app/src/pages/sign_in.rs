//! The door. Says why a person stands in front of it again, and what Berth will ask the provider for.

use crate::parts::text::duration;
use crate::parts::{Announce, Brand, Icon, IconName, Note, Tone};
use crate::words::sign_in as words;
use domain::portal::StepName;
use domain::timeline::Usual;
use leptos::prelude::*;

/// Why someone is here other than by choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The session ended.
    Expired,
    /// The provider said no, or the person did there.
    Denied,
    /// The provider said who it is, and that is nobody of this organisation.
    NotMember,
    /// The provider could not be asked.
    ProviderDown,
    /// The answer belonged to no sign-in that is still open.
    Interrupted,
    /// The answer was not what it has to be.
    NotBelieved,
    /// The provider gave no name that Berth can use.
    Nameless,
    /// Another account holds the name.
    Taken,
}

impl Reason {
    fn says(self, by: &str) -> (Tone, IconName, String, String) {
        let (tone, icon) = match self {
            Self::Expired => (Tone::Now, IconName::Clock),
            Self::Interrupted => (Tone::Warn, IconName::Clock),
            Self::ProviderDown => (Tone::Bad, IconName::Cloud),
            Self::Denied | Self::NotMember | Self::NotBelieved | Self::Nameless | Self::Taken => {
                (Tone::Warn, IconName::Lock)
            }
        };
        let (title, more) = match self {
            Self::Expired => (words::EXPIRED.to_owned(), words::EXPIRED_MORE.to_owned()),
            Self::Denied => words::denied(by),
            Self::NotMember => words::not_member(by),
            Self::ProviderDown => words::provider_down(by),
            Self::Interrupted => (
                words::INTERRUPTED.to_owned(),
                words::INTERRUPTED_MORE.to_owned(),
            ),
            Self::NotBelieved => words::not_believed(by),
            Self::Nameless => words::nameless(by),
            Self::Taken => words::taken(by),
        };
        (tone, icon, title, more)
    }
}

/// One way in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// What people call the provider.
    pub title: String,
    /// Where the sign-in begins, with the path to come back to. A link rather than a form: the CSP's `form-action`
    /// would stop a form on its way to the provider.
    pub start: String,
}

/// What the page needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    pub reason: Option<Reason>,
    /// The provider that the reason is about.
    pub provider: Option<String>,
    pub ways: Vec<Way>,
    /// Where the session at the provider ends, for whoever has just signed out here.
    pub leave: Option<String>,
    /// Median milliseconds of each stage, where enough requests have been measured.
    pub medians: [Option<i64>; 6],
}

const ICONS: [IconName; 6] = [
    IconName::Send,
    IconName::PullRequest,
    IconName::Shield,
    IconName::Merge,
    IconName::Sync,
    IconName::Cube,
];

/// As [`SignIn::medians`] has them.
pub fn medians(usual: &Usual) -> [Option<i64>; 6] {
    [
        StepName::Submitted,
        StepName::PullRequest,
        StepName::Approved,
        StepName::Merged,
        StepName::Synced,
        StepName::Ready,
    ]
    .map(|step| usual.of(step))
}

/// The page, for a frame without a person.
pub fn sign_in(props: SignIn) -> AnyView {
    let measured = props.medians.iter().any(Option::is_some);
    let again = matches!(
        props.reason,
        Some(Reason::Denied | Reason::ProviderDown | Reason::Interrupted | Reason::NotBelieved)
    );
    let first = props.ways.first().map(|way| way.title.clone());
    let by = props.provider.clone().or(first).unwrap_or_default();
    let ways: Vec<_> = props
        .ways
        .into_iter()
        .enumerate()
        .map(|(at, way)| {
            let class = if at == 0 { "btn primary" } else { "btn" };
            let is_again = again && props.provider.as_ref().is_none_or(|it| *it == way.title);
            let label = match is_again {
                true => words::try_again(&way.title),
                false => words::with(&way.title),
            };
            view! { <a class=class href=way.start>{label}</a> }
        })
        .collect();
    let leave = props.leave.map(|href| {
        view! { <Note tone=Tone::Off icon=IconName::Lock title=words::SIGNED_OUT announce=Announce::Status><p>{words::SIGNED_OUT_MORE}<a href=href>{words::LEAVE}</a>"."</p></Note> }
    });
    let reason = props.reason.map(|reason| {
        let (tone, icon, title, more) = reason.says(&by);
        let announce = if tone == Tone::Bad {
            Announce::Alert
        } else {
            Announce::Status
        };
        view! { <Note tone=tone icon=icon title=title announce=announce><p>{more}</p></Note> }
    });
    let stages: Vec<_> = words::STAGES
        .into_iter()
        .zip(ICONS)
        .zip(props.medians)
        .map(stage)
        .collect();
    view! {
        <div class="door">
            <section class="stack lg" aria-labelledby="title">
                <Brand/>
                <div class="stack"><h1 id="title">{words::TITLE}</h1><p class="mute">{words::LEAD}</p></div>
                {leave}
                {reason}
                <div class="form stack">{ways}</div>
                <p class="hint">{words::WHY}</p>
            </section>
            <aside aria-labelledby="how">
                <div class="stack lg">
                    <div class="stack sm">
                        <h2 id="how">{words::HOW}</h2>
                        {measured.then(|| view! { <p class="mute">{words::MEDIANS}</p> })}
                    </div>
                    <ol class="steps" role="list">{stages}</ol>
                </div>
            </aside>
        </div>
    }
    .into_any()
}

fn stage(
    ((says, icon), median): (((&'static str, &'static str), IconName), Option<i64>),
) -> AnyView {
    let (title, text) = says;
    view! {
        <li data-s="off">
            <Icon name=icon/><div><b>{title}</b><p class="mute">{text}</p></div>{median.map(|median| view! { <span>{duration(median)}</span> })}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Frame, render};
    use crate::testing::{Element, check_document, html};

    fn page(reason: Option<Reason>, medians: [Option<i64>; 6]) -> Element {
        let props = SignIn {
            reason,
            provider: Some("Acme Login".to_owned()),
            ways: vec![
                Way {
                    title: "Acme Login".to_owned(),
                    start: "/sign-in/oidc?next=%2Freviews".to_owned(),
                },
                Way {
                    title: "GitHub".to_owned(),
                    start: "/sign-in/github?next=%2Freviews".to_owned(),
                },
            ],
            leave: None,
            medians,
        };
        let frame = Frame {
            title: words::PAGE.to_owned(),
            ..Frame::default()
        };
        let html = html(|| render(frame, sign_in(props)));
        check_document(&html)
    }

    #[test]
    fn the_way_back_survives_the_sign_in() {
        let page = page(None, [None; 6]);
        assert!(
            page.all("a")
                .iter()
                .any(|link| link.attribute("href") == Some("/sign-in/github?next=%2Freviews"))
        );
        assert!(page.all("nav").is_empty(), "a stranger sees no navigation");
        let text = page.text();
        assert!(text.contains("Continue with Acme Login") && text.contains("Continue with GitHub"));
        let down = self::page(Some(Reason::ProviderDown), [None; 6]).text();
        for part in [
            "Acme Login doesn’t answer",
            "Try again with Acme Login",
            "Continue with GitHub",
        ] {
            assert!(down.contains(part), "{part}: {down}");
        }
    }

    #[test]
    fn every_reason_is_told() {
        use Reason::{
            Denied, Expired, Interrupted, Nameless, NotBelieved, NotMember, ProviderDown, Taken,
        };
        for reason in [
            Expired,
            Denied,
            NotMember,
            ProviderDown,
            Interrupted,
            NotBelieved,
            Nameless,
            Taken,
        ] {
            let (_, _, title, more) = reason.says("Acme Login");
            let text = page(Some(reason), [None; 6]).text();
            assert!(
                text.contains(&title) && text.contains(&more),
                "{reason:?} is not told in {text}"
            );
        }
    }

    #[test]
    fn times_are_shown_only_where_they_were_measured() {
        assert!(!page(None, [None; 6]).text().contains(words::MEDIANS));
        let text = page(
            Some(Reason::Expired),
            [None, Some(12_000), None, Some(174_000), None, None],
        )
        .text();
        assert!(
            text.contains(words::MEDIANS) && text.contains("2 min 54 s"),
            "{text}"
        );
    }
}
