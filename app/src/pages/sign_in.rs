//! The door. Says why a person stands in front of it again, and what Berth will ask GitHub for.

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
    /// GitHub said no, or the person did there.
    Denied,
    /// GitHub said who it is, and that is nobody of this organisation.
    NotMember,
    /// GitHub could not be asked.
    ProviderDown,
    /// The answer from GitHub belonged to no sign-in that is still open.
    Interrupted,
}

impl Reason {
    const fn says(self) -> (Tone, IconName, &'static str, &'static str) {
        match self {
            Self::Expired => (
                Tone::Now,
                IconName::Clock,
                words::EXPIRED,
                words::EXPIRED_MORE,
            ),
            Self::Denied => (
                Tone::Warn,
                IconName::Lock,
                words::DENIED,
                words::DENIED_MORE,
            ),
            Self::NotMember => (
                Tone::Warn,
                IconName::Lock,
                words::NOT_MEMBER,
                words::NOT_MEMBER_MORE,
            ),
            Self::ProviderDown => (
                Tone::Bad,
                IconName::Cloud,
                words::PROVIDER_DOWN,
                words::PROVIDER_DOWN_MORE,
            ),
            Self::Interrupted => (
                Tone::Warn,
                IconName::Clock,
                words::INTERRUPTED,
                words::INTERRUPTED_MORE,
            ),
        }
    }
}

/// What the page needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    pub reason: Option<Reason>,
    /// Where the sign-in begins, with the path to come back to. A link rather than a form: the CSP's `form-action`
    /// would stop a form on its way to GitHub.
    pub start: String,
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
        Some(Reason::Denied | Reason::ProviderDown | Reason::Interrupted)
    );
    let label = if again {
        words::TRY_AGAIN
    } else {
        words::WITH_GITHUB
    };
    let reason = props.reason.map(|reason| {
        let (tone, icon, title, more) = reason.says();
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
                {reason}
                <div class="form stack"><a class="btn primary" href=props.start>{label}</a></div>
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
            start: "/sign-in/github?next=%2Freviews".to_owned(),
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
    }

    #[test]
    fn every_reason_is_told() {
        use Reason::{Denied, Expired, Interrupted, NotMember, ProviderDown};
        for reason in [Expired, Denied, NotMember, ProviderDown, Interrupted] {
            let (_, _, title, more) = reason.says();
            let text = page(Some(reason), [None; 6]).text();
            assert!(
                text.contains(title) && text.contains(more),
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
