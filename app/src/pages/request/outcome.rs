//! What a person has to know first: why nothing moves, what is wanted of them, how it ended.

use crate::pages::{address, approvals};
use crate::parts::diagnosis::{Diagnosis, RawMessage};
use crate::parts::{Button, ButtonKind, LinkButton, Note, Tone};
use crate::words::repository::removal;
use crate::words::request as words;
use domain::alerts::AlertForm;
use domain::diagnosis::diagnose;
use domain::portal::{MonitoringQuery, RequestPage, StepState, Tab, UseQuery};
use domain::request::{Change, Outcome, Request, Review, Stage, StageName};
use leptos::prelude::*;

pub(super) fn view(data: &RequestPage) -> AnyView {
    let approvals = data.approvals.as_ref().and_then(approvals::view);
    view! { {waiting(data)}{stage(data)}{leftover(data)}{approvals} }.into_any()
}

fn waiting(data: &RequestPage) -> Option<AnyView> {
    let waiting = data.request.waiting.as_ref()?;
    let title = words::waiting(
        waiting.trouble.system.title(),
        waiting.next_try.map(|at| at.0),
    );
    let more = words::waiting_more(&waiting.trouble.sentence(), waiting.since.0);
    let raw = waiting.trouble.message.clone();
    let retry = retry(data, ButtonKind::Plain);
    Some(
        view! {
            <Note tone=Tone::Warn title=title actions=view! { {retry} }.into_any()>
                <p>{more}</p>
                <RawMessage label=words::RAW text=raw/>
            </Note>
        }
        .into_any(),
    )
}

fn retry(data: &RequestPage, kind: ButtonKind) -> Option<AnyView> {
    data.may_retry.then(|| {
        view! {
            <form method="post" action=format!("/requests/{}/retry", data.request.id)>
                <Button kind=kind>{words::RETRY}</Button>
            </form>
        }
        .into_any()
    })
}

fn answer(data: &RequestPage) -> Option<AnyView> {
    data.may_answer.then(|| {
        let href = answer_page(&data.request);
        view! { <LinkButton href=href kind=ButtonKind::Primary>{words::ANSWER}</LinkButton> }
            .into_any()
    })
}

/// A new request in the place of one whose files have moved on.
fn again(data: &RequestPage) -> Option<AnyView> {
    let request = &data.request;
    let is_stopped = request.stage.name() == StageName::PublishFailed;
    (is_stopped && request.change.kind().edits_files()).then(|| {
        let href = answer_page(request);
        view! { <LinkButton href=href>{words::ASK_AGAIN}</LinkButton> }.into_any()
    })
}

/// Where the answers were given, with those of now.
fn answer_page(request: &Request) -> String {
    let key = &request.spec().address;
    match &request.change {
        Change::Create { .. } => format!("/requests/new?draft={}", request.id),
        Change::Adopt { spec, .. } => domain::portal::adoption_form(spec),
        Change::Alarms { plan, .. } => {
            let query = MonitoringQuery {
                alerts: Some(AlertForm::of(plan)),
                ..MonitoringQuery::default()
            };
            format!("{}#alerts", address::monitoring(key, &query))
        }
        Change::Lifecycle { .. } => format!("{}#change-h", address::tab(key, Tab::Lifecycle)),
        Change::Settings { .. } => address::asked_again(key, Tab::Settings, &request.id),
        Change::Access { .. } => address::asked_again(key, Tab::Access, &request.id),
        Change::Removal { .. } => address::tab(key, Tab::Removal),
        Change::Workflow { branch, .. } => {
            let query = UseQuery {
                branch: branch.as_str().to_owned(),
                ..UseQuery::default()
            };
            format!("{}#actions-h", address::use_it(key, &query))
        }
    }
}

fn stage(data: &RequestPage) -> Option<AnyView> {
    let name = data.request.spec().address.name.as_str();
    Some(match &data.request.stage {
        Stage::NeedsInput { problems } => {
            let rows: Vec<_> = problems
                .iter()
                .map(|problem| {
                    let field = problem
                        .field
                        .map(|field| format!("{}: ", crate::fragments::field(field)));
                    let link = problem
                        .link
                        .clone()
                        .map(|link| view! { " "<a href=link.href>{link.text}</a> });
                    view! { <li>{field}{crate::fragments::problem_text(problem)}{link}</li> }
                })
                .collect();
            view! {
                <Note tone=Tone::Warn title=words::NEEDS_INPUT actions=view! { {answer(data)} }.into_any()>
                    <ul class="dots">{rows}</ul><p>{words::NEEDS_INPUT_MORE}</p>
                </Note>
            }
            .into_any()
        }
        Stage::ChangesRequested { review, .. } => said(
            Tone::Warn,
            words::changes_requested(review.by.as_str()),
            review,
            answer(data),
        ),
        Stage::Rejected { review, .. } => {
            said(Tone::Bad, words::rejected(review.by.as_str()), review, None)
        }
        Stage::CoolingOff { until, .. } => cooling(&data.request, until.0),
        Stage::Completed { outcome } => ready(data, name, outcome),
        Stage::Cancelled { by, .. } => note(
            Tone::Off,
            words::cancelled(by.as_str()),
            words::CANCELLED_MORE.to_owned(),
        ),
        Stage::ClosedExternally { by, .. } => {
            let by = by
                .as_ref()
                .map(|by| words::closed_by(by.as_str()) + " ")
                .unwrap_or_default();
            note(Tone::Off, words::CLOSED.to_owned(), by + words::CLOSED_MORE)
        }
        Stage::RolledBack { revert, .. } => note(
            Tone::Warn,
            words::ROLLED_BACK.to_owned(),
            words::rolled_back_more(revert.short()),
        ),
        Stage::Superseded { by, .. } => {
            let href = format!("/requests/{by}");
            view! { <Note tone=Tone::Off title=words::SUPERSEDED><p><a href=href>{words::SUPERSEDED_LINK}</a></p></Note> }.into_any()
        }
        Stage::PublishFailed { reason, .. } => match data.request.change.kind().edits_files() {
            true => failed(data, &words::EDIT_FAILED, reason),
            false => failed(data, &words::PUBLISH_FAILED, reason),
        },
        Stage::SyncFailed { reason, .. } => failed(data, &words::SYNC_FAILED, reason),
        Stage::ProvisionFailed { reason, .. } => failed(data, &words::PROVISION_FAILED, reason),
        _ => return None,
    })
}

/// A deletion that waits; `until`: when it goes on.
fn cooling(request: &Request, until: i64) -> AnyView {
    let denies =
        matches!(&request.change, Change::Removal { removal, .. } if removal.denies_pulls());
    let since = request.since.0;
    let denied = denies.then(|| view! { <p>{removal::denied(since)}</p> });
    view! {
        <Note tone=Tone::Warn title=removal::cooling(until)>
            <p>{removal::COOLING_MORE}</p>
            {denied}
        </Note>
    }
    .into_any()
}

/// What the first pull request of a removal has left in Git, and who takes it back.
fn leftover(data: &RequestPage) -> Option<AnyView> {
    let left = data.leftover.as_ref()?;
    let Change::Removal { removal, .. } = &data.request.change else {
        return None;
    };
    let said = removal::leftover(removal.way);
    let denied = removal.denies_pulls().then_some(removal::STILL_DENIED);
    let later = left.later.as_ref().map(|row| {
        let href = format!("/requests/{}", row.id);
        let text = removal::later(&row.label, row.requester.as_str());
        view! { <p><a href=href>{text}</a></p> }
    });
    let action = (left.later.is_none() && left.may_take_back).then(|| {
        view! {
            <form method="post" action=format!("/requests/{}/take-back", data.request.id)>
                <Button>{removal::TAKE_BACK}</Button>
            </form>
        }
        .into_any()
    });
    let more = action.is_some().then_some(removal::TAKE_BACK_MORE);
    let body = view! { <p>{said}" "{denied}" "{more}</p>{later} };
    Some(
        view! { <Note tone=Tone::Warn title=removal::LEFT actions=view! { {action} }.into_any()>{body}</Note> }
            .into_any(),
    )
}

fn note(tone: Tone, title: String, more: String) -> AnyView {
    view! { <Note tone=tone title=title><p>{more}</p></Note> }.into_any()
}

fn said(tone: Tone, title: String, review: &Review, action: Option<AnyView>) -> AnyView {
    let comment = if review.comment.is_empty() {
        view! { <p>{words::NO_REASON}</p> }.into_any()
    } else {
        view! { <blockquote><p>{review.comment.clone()}</p></blockquote> }.into_any()
    };
    match action {
        Some(action) => {
            view! { <Note tone=tone title=title actions=action>{comment}</Note> }.into_any()
        }
        None => view! { <Note tone=tone title=title>{comment}</Note> }.into_any(),
    }
}

fn ready(data: &RequestPage, name: &str, outcome: &Outcome) -> AnyView {
    let took = data.request.since.since(data.request.created);
    let action = data.repository.as_ref().map(|key| {
        view! { <LinkButton href=super::super::address::repository(key) kind=ButtonKind::Primary>{words::REPOSITORY}</LinkButton> }
    });
    view! {
        <Note tone=Tone::Ok title=words::ready(name, data.request.change.kind(), outcome) actions=view! { {action} }.into_any()><p>{words::ready_more(took)}</p></Note>
    }
    .into_any()
}

/// Cause, evidence, fix. The evidence is what the systems said, word for word.
fn failed(data: &RequestPage, says: &words::Diagnosis, reason: &str) -> AnyView {
    let mut evidence: Vec<String> = data
        .timeline
        .iter()
        .filter(|step| step.state == StepState::Failed)
        .filter_map(|step| step.raw.clone())
        .collect();
    evidence.extend(
        data.application
            .iter()
            .flat_map(|application| application.errors.clone()),
    );
    for resource in &data.resources {
        evidence.extend(resource.sync_error.clone());
        let broken = resource
            .live
            .iter()
            .flat_map(|live| &live.conditions)
            .filter(|condition| condition.status == "False");
        evidence.extend(broken.map(|condition| {
            format!(
                "{} {}: {}=False, {}\n{}",
                resource.kind, resource.name, condition.r#type, condition.reason, condition.message
            )
        }));
    }
    evidence.retain(|text| !text.trim().is_empty());
    evidence.dedup();
    if evidence.is_empty() {
        evidence.push(reason.to_owned());
    }
    let seen = data
        .seen
        .map(|at| view! { <p class="mute">{words::seen(at.0)}</p> });
    let known = std::iter::once(reason)
        .chain(evidence.iter().map(String::as_str))
        .find_map(|text| diagnose(says.system, text));
    let raw: Vec<_> = evidence
        .into_iter()
        .map(|text| view! { <RawMessage label=words::RAW text=text/> })
        .collect();
    let why = known.map(|known| view! { <p>{known.cause}</p> });
    let cause =
        view! { <p>{reason.to_owned()}</p>{why}<p class="mute">{says.cause}</p> }.into_any();
    let fix = match known {
        Some(known) => {
            view! { <p>{known.fix}</p><p class="mute">{words::who(known.who.title())}</p> }
                .into_any()
        }
        None => view! { <p>{says.fix}</p> }.into_any(),
    };
    let actions =
        view! { {retry(data, ButtonKind::Primary)}{answer(data)}{again(data)} }.into_any();
    view! {
        <Diagnosis
            id="diagnosis-h" title=says.title cause=cause evidence=view! { {seen}{raw} }.into_any()
            fix=fix actions=actions
        />
    }
    .into_any()
}
