//! The timeline and where the time went.

use crate::pages::stage;
use crate::parts::diagnosis::RawMessage;
use crate::parts::text::duration;
use crate::parts::time::Clock;
use crate::parts::{Chip, ElapsedStrip, Icon, IconName, Meter, Segment, Step, Timeline, Tone};
use crate::words::{request as words, stage as stages};
use domain::observed::{LiveObject, ResourceSeen};
use domain::portal::{RequestPage, StepName, StepState};
use domain::time::Timestamp;
use leptos::prelude::*;

pub(super) fn elapsed(data: &RequestPage) -> Option<AnyView> {
    let request = &data.request;
    let over = request.stage.name().is_final();
    let end = if over { request.since } else { data.now };
    let total = end.since(request.created);
    let spans: Vec<(String, f64)> = data
        .timeline
        .iter()
        .filter_map(|step| {
            let took = step.took.filter(|took| *took > 0)?;
            #[allow(clippy::cast_precision_loss)]
            Some((
                format!("{} {}", stages::span(step.name), duration(took)),
                took as f64,
            ))
        })
        .collect();
    if spans.is_empty() {
        return None;
    }
    let heading = if over {
        words::in_all(total)
    } else {
        words::so_far(total)
    };
    let expected = data
        .expected_ready
        .filter(|_| stage::tone(request.stage.name()) == Tone::Now)
        .map(|at| words::expected(at.0, data.now.0));
    let label = words::spent(
        &spans
            .iter()
            .map(|(text, _)| text.clone())
            .collect::<Vec<_>>(),
    );
    let segments = spans
        .into_iter()
        .map(|(text, amount)| Segment::new(text, amount))
        .collect();
    Some(
        view! {
            <section class="stack" aria-labelledby="elapsed-h">
                <div class="row btw"><h2 id="elapsed-h">{heading}</h2>{expected.map(|text| view! { <p class="mute">{text}</p> })}</div>
                <ElapsedStrip label=label segments=segments/>
            </section>
        }
        .into_any(),
    )
}

const fn icon(name: StepName) -> IconName {
    match name {
        StepName::Submitted => IconName::Send,
        StepName::PullRequest => IconName::PullRequest,
        StepName::Approved => IconName::Shield,
        StepName::Merged => IconName::Merge,
        StepName::Synced => IconName::Sync,
        StepName::Ready => IconName::Cube,
        StepName::Verified => IconName::Cloud,
    }
}

const fn tone(state: StepState) -> Option<Tone> {
    match state {
        StepState::Done => Some(Tone::Ok),
        StepState::Now => Some(Tone::Now),
        StepState::Attention => Some(Tone::Warn),
        StepState::Failed => Some(Tone::Bad),
        StepState::ToCome => None,
        StepState::Skipped => Some(Tone::Off),
    }
}

pub(super) fn timeline(data: &RequestPage) -> AnyView {
    let mut before = None;
    let steps = data
        .timeline
        .iter()
        .map(|step| {
            let after = before;
            before = step.at.or(before);
            one(data, step, after)
        })
        .collect();
    view! {
        <section class="stack" aria-labelledby="timeline-h">
            <h2 id="timeline-h">{words::TIMELINE}" "<small class="mute">{words::ZONE}</small></h2>
            <Timeline steps=steps/>
        </section>
    }
    .into_any()
}

fn one(data: &RequestPage, step: &domain::portal::Step, after: Option<Timestamp>) -> Step {
    let running = step.state == StepState::Now;
    let mut out = Step::new(
        tone(step.state),
        icon(step.name),
        stages::step(step.name, step.state),
        body(data, step),
    );
    if let Some(at) = step.at {
        out = out.when(view! { <Clock at=at.0 after=after.map(|after| after.0)/> });
    }
    if let Some(took) = step.took {
        out = out.took(duration(took));
    }
    let here = matches!(
        step.state,
        StepState::Now | StepState::Attention | StepState::Failed
    );
    if running || here { out.current() } else { out }
}

fn body(data: &RequestPage, step: &domain::portal::Step) -> AnyView {
    let text = sentences(step.actor.as_deref(), &step.detail);
    let usual = step
        .usual
        .filter(|_| matches!(step.state, StepState::ToCome | StepState::Now))
        .map(words::usual);
    let link = step
        .link
        .clone()
        .map(|link| view! { <a href=link.href>{link.text}</a> });
    let class = if step.state == StepState::Done {
        "mute"
    } else {
        ""
    };
    let meter = match (step.state, step.took, step.usual) {
        (StepState::Now, Some(took), Some(usual)) if usual > 0 => {
            #[allow(clippy::cast_precision_loss)]
            let share = (took as f64 / usual as f64).min(1.0);
            Some(view! { <Meter share=share label=words::of_usual(took, usual)/> })
        }
        _ => None,
    };
    let raw = step.raw.clone().filter(|_| step.state != StepState::Failed).map(|raw| {
        view! {
            <details class="more"><summary><Icon name=IconName::Down/>{words::RAW_FOLD}</summary><RawMessage label=words::RAW text=raw/></details>
        }
    });
    let objects = (matches!(step.name, StepName::Synced | StepName::Ready)
        && matches!(step.state, StepState::Now | StepState::Failed)
        && !data.resources.is_empty())
    .then(|| resources(data));
    let said = !text.is_empty() || link.is_some() || usual.is_some();
    view! {
        {said.then(|| view! { <p class=class>{text}" "{usual}" "{link}</p> })}
        {meter}{objects}{raw}
    }
    .into_any()
}

/// Who, then what: `Argo CD. Commit 49dfa42 is applied.` A sentence that begins with the actor needs no second mention.
fn sentences(actor: Option<&str>, detail: &[String]) -> String {
    let told = detail.join(" ");
    match actor {
        Some(actor) if told.is_empty() => actor.to_owned(),
        Some(actor) if !told.starts_with(actor) => format!("{actor}. {told}"),
        _ => told,
    }
}

fn resources(data: &RequestPage) -> AnyView {
    let rows: Vec<_> = data.resources.iter().map(resource).collect();
    let seen = data
        .seen
        .map(|at| view! { <p class="hint">{words::seen(at.0)}</p> });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=words::RESOURCES>
            <table class="tbl dense">
                <caption class="sr">{words::RESOURCES}</caption>
                <thead><tr><th scope="col">{words::KIND}</th><th scope="col">{words::SYNCED}</th><th scope="col">{words::READY}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {seen}
    }
    .into_any()
}

fn resource(resource: &ResourceSeen) -> AnyView {
    let cells = match &resource.live {
        None if resource.removed => {
            view! { <td colspan="2" class="mute">{words::GONE}</td> }.into_any()
        }
        Some(live) if resource.removed => {
            let says = if live.deleting {
                words::GOING
            } else {
                words::TO_GO
            };
            view! { <td colspan="2" class="mute">{says}</td> }.into_any()
        }
        None => view! { <td colspan="2" class="mute">{words::NOT_THERE}</td> }.into_any(),
        Some(live) => {
            view! { <td>{condition(live, "Synced")}</td><td>{condition(live, "Ready")}</td> }
                .into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">
                {resource.kind.clone()}
                <small>{resource.name.clone()}</small>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

/// Crossplane's own condition; an older generation says nothing about what is wanted now.
fn condition(live: &LiveObject, kind: &str) -> AnyView {
    let found = live
        .conditions
        .iter()
        .find(|condition| condition.r#type == kind);
    let current = found.is_some_and(|condition| {
        condition
            .observed_generation
            .is_none_or(|seen| seen >= live.generation)
    });
    let (tone, text) = match found.map(|condition| condition.status.as_str()) {
        Some("True") if current => (Tone::Ok, words::YES),
        Some("False") => (Tone::Bad, words::NO),
        _ => (Tone::Now, words::NOT_YET),
    };
    let reason = found
        .map(|condition| condition.reason.clone())
        .filter(|reason| !reason.is_empty() && text != words::YES);
    view! { <Chip tone=tone text=text flat=true/>{reason.map(|reason| view! { <small>{reason}</small> })} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn a_step_says_once_who_did_it() {
        let told = |sentence: &str| vec![sentence.to_owned()];
        assert_eq!(
            sentences(Some("dev-a"), &told("Berth has checked the answers.")),
            "dev-a. Berth has checked the answers."
        );
        assert_eq!(
            sentences(Some("Argo CD"), &told("Argo CD applies commit 49dfa42.")),
            "Argo CD applies commit 49dfa42."
        );
        assert_eq!(sentences(Some("AWS"), &[]), "AWS");
        assert_eq!(
            sentences(None, &["One.".to_owned(), "Two.".to_owned()]),
            "One. Two."
        );
    }
}
