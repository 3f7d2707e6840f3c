//! One request before its decision: what would happen, the very lines that Git would get, and the form to decide with.

use super::{external, reviews};
use crate::fragments;
use crate::parts::field::Described;
use crate::parts::time::relative;
use crate::parts::{
    Announce, Button, ButtonKind, Chip, Choice, ChoiceRows, Crumb, DiffFile, DiffRow, IconLink,
    IconName, LinkButton, Note, PageHead, TextAreaField, Tone, diagnosis::Panel,
};
use crate::words::review as words;
use domain::github::Sha;
use domain::portal::{Decision, FileChange, OtherFile, ReviewPage};
use domain::refusal::Refusal;
use domain::request::{StageName, Verdict};
use leptos::prelude::*;

pub fn title(data: &ReviewPage) -> String {
    words::page(
        &data.request.label(),
        data.request.spec().address.name.as_str(),
    )
}

/// Why a decision came back, with what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returned {
    /// The pull request has another head than the one that was judged.
    Stale(Decision),
    Refused(Decision, Refusal),
    /// It was sent when the session had ended.
    Unsent(Decision),
}

impl Returned {
    /// A decision that waited for its author to sign in: it still counts for the commit that was judged then.
    pub fn after_sign_in(decision: Decision, data: &ReviewPage) -> Self {
        if judged(data).is_none_or(|head| head == decision.head) {
            Self::Unsent(decision)
        } else {
            Self::Stale(decision)
        }
    }

    fn typed(&self) -> &Decision {
        match self {
            Self::Stale(decision) | Self::Refused(decision, _) | Self::Unsent(decision) => decision,
        }
    }
}

/// The commit that a decision made on this page is for.
fn judged(data: &ReviewPage) -> Option<Sha> {
    let seen = data.pull_request.as_ref().map(|seen| seen.head.clone());
    seen.or_else(|| data.request.stage.pull_request().map(|pr| pr.head.clone()))
}

pub fn view(data: &ReviewPage, returned: Option<&Returned>) -> AnyView {
    let decision = decision(data, returned);
    view! {
        <div class="page">
            {head(data)}
            <div class="split">
                <div class="stack lg">{returned.and_then(notice)}{summary(data)}{files(data)}</div>
                <aside class="stack lg stick" aria-label=words::DECISION>
                    {super::approvals::view(&data.approvals)}
                    <Panel id="decision-h" title=words::YOUR_DECISION>{decision}</Panel>
                    {checks(data)}
                    <section class="stack" aria-labelledby="who-h"><h2 id="who-h">{words::WHO}</h2><p class="mute">{data.deciders.clone()}</p></section>
                </aside>
            </div>
        </div>
    }
    .into_any()
}

fn head(data: &ReviewPage) -> AnyView {
    let request = &data.request;
    let spec = request.spec();
    let meta = words::asked(
        request.requester.as_str(),
        spec.team.as_str(),
        &relative(request.since.0, data.now.0),
    );
    let to = |row: &domain::portal::RequestRow| format!("/reviews/{}", row.id);
    let (previous, next) = (data.previous.as_ref().map(to), data.next.as_ref().map(to));
    let previous_label = if previous.is_some() {
        words::PREVIOUS
    } else {
        words::NO_PREVIOUS
    };
    let next_label = if next.is_some() {
        words::NEXT
    } else {
        words::NO_NEXT
    };
    let actions = data.position.map(|position| {
        view! {
            <nav class="row" aria-label=words::IN_QUEUE>
                <span class="mute">{words::position(position)}</span>
                <IconLink label=previous_label icon=IconName::Previous href=previous/>
                <IconLink label=next_label icon=IconName::Next href=next/>
            </nav>
        }
    });
    view! {
        <PageHead
            title=words::heading(request.change.kind(), spec.address.name.as_str())
            crumbs=vec![Crumb::to(words::TITLE, "/reviews"), Crumb::here(request.label())]
            chip=super::stage::chip(request.stage.name())
            meta=meta.into_any() actions=view! { {actions} }.into_any()
        />
    }
    .into_any()
}

fn notice(returned: &Returned) -> Option<AnyView> {
    Some(match returned {
        // The frame says it.
        Returned::Unsent(_) => return None,
        Returned::Stale(_) => {
            view! { <Note tone=Tone::Warn title=words::CHANGED announce=Announce::Alert><p>{words::CHANGED_MORE}</p></Note> }.into_any()
        }
        Returned::Refused(_, refusal) => {
            let rows: Vec<_> = refusal.problems.iter().map(|problem| view! { <p>{fragments::problem_text(problem)}</p> }).collect();
            view! { <Note tone=Tone::Bad title=words::REFUSED announce=Announce::Alert>{rows}</Note> }.into_any()
        }
    })
}

fn summary(data: &ReviewPage) -> AnyView {
    let lines: Vec<_> = data
        .consequences
        .iter()
        .map(|line| view! { <li>{line.clone()}</li> })
        .collect();
    let comment = (!data.request.comment.is_empty()).then(|| {
        let by = words::author(data.request.requester.as_str());
        let comment = data.request.comment.clone();
        view! {
            <Note tone=Tone::Off icon=IconName::User>
                <blockquote><p>{comment}</p><small>{by}</small></blockquote>
            </Note>
        }
    });
    let risk = (data.risk != domain::policy::Risk::Low).then(|| {
        let tone = if data.risk == domain::policy::Risk::High {
            Tone::Bad
        } else {
            Tone::Warn
        };
        let reasons: Vec<_> = data
            .risk_reasons
            .iter()
            .map(|reason| view! { <li>{reason.clone()}</li> })
            .collect();
        view! { <Note tone=tone title=words::RISK_REASONS><ul class="dots">{reasons}</ul></Note> }
    });
    view! {
        <section class="stack" aria-labelledby="summary-h">
            <div class="row"><h2 id="summary-h">{words::IF_APPROVED}</h2><span class="row">{words::RISK}" "{reviews::risk_chip(data.risk, false)}</span></div>
            <ul class="stack sm dots">{lines}</ul>
            {comment}{risk}{state_of_github(data)}
        </section>
    }
    .into_any()
}

/// What a reviewer must know about the pull request itself.
fn state_of_github(data: &ReviewPage) -> AnyView {
    let foreign = data
        .pull_request
        .as_ref()
        .filter(|seen| !seen.foreign_commits.is_empty())
        .map(|seen| {
            let logins: Vec<&str> = seen
                .foreign_commits
                .iter()
                .map(|login| login.as_str())
                .collect();
            let text = words::foreign(&logins.join(", "));
            view! { <Note tone=Tone::Warn title=words::FOREIGN><p>{text}</p></Note> }
        });
    let old = match (&data.pull_request, data.seen) {
        (None, _) => Some(words::never_seen()),
        (Some(_), Some(at)) if data.now.since(at) > 120_000 => Some(words::seen(at.0)),
        _ => None,
    };
    let old = old.map(|text| view! { <Note tone=Tone::Warn icon=IconName::Cloud title=words::NOT_CURRENT><p>{text}</p></Note> });
    view! { {foreign}{old} }.into_any()
}

fn files(data: &ReviewPage) -> AnyView {
    let link = data
        .request
        .stage
        .pull_request()
        .map(|pr| external(&format!("{}/files", pr.url), words::ON_GITHUB.to_owned()));
    let files: Vec<_> = data.files.iter().map(file).collect();
    let others = data.others.as_deref().unwrap_or_default();
    let count = data.files.len() + others.len();
    let others: Vec<_> = others.iter().map(other).collect();
    let unlisted = data.others.is_none().then(|| {
        view! { <Note tone=Tone::Warn title=words::NOT_LISTED><p>{words::NOT_LISTED_MORE}</p></Note> }
    });
    view! {
        <section class="stack" aria-labelledby="diff-h">
            <div class="row btw"><h2 id="diff-h">{words::FILES}" "<span class="mute">{count}</span></h2>{link}</div>
            {unlisted}{others}{files}
        </section>
    }
    .into_any()
}

fn other(file: &OtherFile) -> AnyView {
    let mark = words::not_berths(&file.change);
    if let Some(patch) = &file.patch {
        return view! { <DiffFile path=file.path.clone() rows=DiffRow::patch(patch) mark=mark/> }
            .into_any();
    }
    let link = file
        .link
        .as_ref()
        .map(|link| external(link, words::ON_GITHUB.to_owned()));
    view! {
        <div class="panel">
            <div class="pad row"><code>{file.path.clone()}</code><Chip tone=Tone::Warn text=mark/><span class="mute">{words::NO_LINES}</span>{link}</div>
        </div>
    }
    .into_any()
}

fn file(change: &FileChange) -> AnyView {
    let rows = DiffRow::compare(change.before.as_deref().unwrap_or(""), &change.file.text);
    view! { <DiffFile path=change.file.path.clone() rows=rows/> }.into_any()
}

fn decision(data: &ReviewPage, returned: Option<&Returned>) -> AnyView {
    if let Some(why) = &data.hindrance {
        let why = why.clone();
        return view! {
            <Note tone=Tone::Warn icon=IconName::Lock title=words::CANT><p>{why}</p></Note>
            {see_request(data)}
        }
        .into_any();
    }
    if !matches!(
        data.request.stage.name(),
        StageName::InReview | StageName::ChangesRequested
    ) {
        return view! { <p>{words::OVER}</p>{see_request(data)} }.into_any();
    }
    form(data, returned)
}

fn see_request(data: &ReviewPage) -> AnyView {
    view! { <div class="row"><LinkButton href=format!("/requests/{}", data.request.id)>{words::SEE_REQUEST}</LinkButton></div> }.into_any()
}

fn form(data: &ReviewPage, returned: Option<&Returned>) -> AnyView {
    let requester = data.request.requester.as_str();
    let head = judged(data);
    let left = data
        .approvals
        .needed
        .saturating_sub(data.approvals.given.len() as u32);
    let note = match left {
        0 | 1 => words::APPROVE_NOTE,
        _ => words::APPROVE_FIRST_NOTE,
    };
    let choices = vec![
        Choice::new("approve", words::APPROVE).note(note),
        Choice::new("request_changes", words::CHANGES).note(words::changes_note(requester)),
        Choice::new("reject", words::REJECT).note(words::REJECT_NOTE),
    ];
    let typed = returned.map(Returned::typed);
    let chosen = match typed.map(|decision| decision.verdict) {
        Some(Verdict::RequestChanges) => "request_changes",
        Some(Verdict::Reject) => "reject",
        // After a change of the files an approval has to be given anew.
        Some(Verdict::Approve) | None if matches!(returned, Some(Returned::Stale(_))) => "",
        Some(Verdict::Approve) | None => "approve",
    };
    let problem = match returned {
        Some(Returned::Refused(_, refusal)) => refusal
            .on(domain::spec::Field::Comment)
            .map(fragments::problem_text),
        _ => None,
    };
    let says = Described::new(words::COMMENT)
        .hint(words::comment_hint(requester))
        .error(problem);
    view! {
        <form class="stack" method="post" action=format!("/reviews/{}", data.request.id)>
            <input type="hidden" name="head" value=head.map(|head| head.0)/>
            <ChoiceRows name="verdict" says=Described::new(words::DECISION) choices=choices selected=chosen required=true quiet=true/>
            <TextAreaField name="comment" says=says value=typed.map(|decision| decision.comment.clone()).unwrap_or_default() max_length=2000/>
            <Button kind=ButtonKind::Primary>{words::SUBMIT}</Button>
        </form>
    }
    .into_any()
}

fn checks(data: &ReviewPage) -> AnyView {
    view! {
        <section class="stack" aria-labelledby="checks-h">
            <div class="row btw"><h2 id="checks-h">{words::CHECKS}</h2><span class="mute">{fragments::policy_summary(&data.checks)}</span></div>
            <div inner_html=fragments::policy(&data.checks)></div>
        </section>
    }
    .into_any()
}
