//! Another policy: the form, what it would change, and the wish for it.

use super::table;
use crate::pages::address;
use crate::pages::repository::asking::{self, Asking, Returned};
use crate::parts::{
    Announce, Button, CopyBlock, Described, DiffFile, DiffRow, Icon, IconName, Note, TextField,
    TickRow, Tone,
};
use crate::words::form as forms;
use crate::words::repository::access as words;
use domain::access_change::{AccessInput, Kept};
use domain::portal::{AccessDraft, AccessLook, AccessSource, RepositoryKey, Tab};
use leptos::prelude::*;

pub(super) fn view(
    key: &RepositoryKey,
    draft: &AccessDraft,
    returned: Option<&Returned>,
) -> AnyView {
    let body = match &draft.source {
        AccessSource::Nowhere => view! { <p class="mute">{words::NOWHERE}</p> }.into_any(),
        AccessSource::Silent => {
            view! { <Note tone=Tone::Warn icon=IconName::Cloud title=words::SILENT><p>{words::SILENT_MORE}</p></Note> }.into_any()
        }
        AccessSource::Unclear(problem) => {
            let message = problem.message.clone();
            let link = problem.link.clone().map(|link| {
                view! { <p>{words::OPEN}" "{crate::pages::external(&link.href, link.text)}</p> }
            });
            view! { <Note tone=Tone::Warn title=words::UNCLEAR><p>{message}</p>{link}</Note> }.into_any()
        }
        AccessSource::Read { in_git, kept } => {
            let from_aws = (!in_git && !kept.is_empty()).then(|| view! { <p>{words::IN_AWS}</p> });
            let look = draft.look.as_ref().map(|look| outcome(key, draft, look, returned));
            view! {
                <p>{words::LEAD}</p>
                {asking::standing(&draft.requests)}
                {from_aws}
                {form(key, draft, kept)}
                {look}
            }
            .into_any()
        }
    };
    view! { <section class="stack md" aria-labelledby="change-h"><h2 id="change-h">{words::TITLE}</h2>{body}</section> }
        .into_any()
}

fn form(key: &RepositoryKey, draft: &AccessDraft, kept: &[Kept]) -> AnyView {
    let inputs: Vec<_> = AccessInput::TYPED
        .into_iter()
        .map(|input| {
            let problem = draft.problems.iter().find(|problem| problem.input == input);
            let says = Described::new(words::label(input))
                .hint(words::hint(input, &draft.usual_role))
                .error(problem.map(|problem| problem.message.clone()));
            let value = draft.form.value(input).to_owned();
            view! { <TextField name=input.as_str() says=says value=value mono=true/> }
        })
        .collect();
    let rows: Vec<_> = draft
        .problems
        .iter()
        .map(|problem| {
            let href = format!("#{}", problem.input.as_str());
            let text = forms::on_field(words::label(problem.input), &problem.message);
            view! { <li><a href=href>{text}</a></li> }
        })
        .collect();
    let problems = (!rows.is_empty()).then(|| {
        view! { <Note tone=Tone::Bad title=words::PROBLEMS announce=Announce::Alert><ul class="dots">{rows}</ul></Note> }
    });
    let action = format!("{}#look-h", address::tab(key, Tab::Access));
    let from_aws = draft.form.from_aws.then(|| {
        view! { <input type="hidden" name=address::FROM value=address::AWS/><p>{words::FROM_AWS}</p> }
    });
    view! {
        {problems}
        <form class="stack lg" method="post" action=action>
            {inputs}
            {from_aws}
            {statements(draft, kept)}
            <div class="row"><Button>{words::LOOK}</Button></div>
        </form>
    }
    .into_any()
}

fn statements(draft: &AccessDraft, kept: &[Kept]) -> Option<AnyView> {
    let rows: Vec<_> = kept
        .iter()
        .map(|one| {
            let label = format!("{} {}", words::TAKE_AWAY, one.label);
            let checked = draft.form.drop.contains(&one.mark);
            let id = format!("drop-{}", one.mark);
            view! {
                <TickRow name=address::DROP id=id value=one.mark.clone() label=label note=one.sentence.clone() checked=checked/>
                <details class="more">
                    <summary><Icon name=IconName::Down/><b>{one.label.clone()}</b></summary>
                    <CopyBlock what=one.label.clone() text=one.source.clone()/>
                </details>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <fieldset class="field"><legend>{words::KEPT}</legend>{rows}</fieldset> }.into_any()
    })
}

fn outcome(
    key: &RepositoryKey,
    draft: &AccessDraft,
    look: &AccessLook,
    returned: Option<&Returned>,
) -> AnyView {
    if look.files.is_empty() {
        return view! { <h3 id="look-h">{words::CHANGE}</h3><p>{words::NOTHING}</p> }.into_any();
    }
    let lines: Vec<_> = look
        .consequences
        .iter()
        .map(|line| view! { <li>{line.clone()}</li> })
        .collect();
    let files: Vec<_> = look
        .files
        .iter()
        .map(|file| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let rows = DiffRow::compare(&text(&file.before), &text(&file.after));
            view! { <DiffFile path=file.path.clone() rows=rows/> }
        })
        .collect();
    view! {
        <h3 id="look-h">{words::CHANGE}</h3>
        <ul class="dots">{lines}</ul>
        {dangers(look)}
        <h3>{words::BEFORE}</h3>{table(&look.before, "before-c", words::BEFORE)}
        <h3>{words::AFTER}</h3>{table(&look.after, "after-c", words::AFTER)}
        <h3>{words::FILES}</h3><div class="stack">{files}</div>
        {ask(key, draft, look, returned)}
    }
    .into_any()
}

fn dangers(look: &AccessLook) -> Option<AnyView> {
    let rows: Vec<_> = look
        .dangers
        .iter()
        .map(|flag| view! { <li>{flag.sentence.clone()}</li> })
        .collect();
    (!rows.is_empty()).then(|| {
        view! { <Note tone=Tone::Bad title=words::DANGER announce=Announce::Alert><ul class="dots">{rows}</ul></Note> }
            .into_any()
    })
}

/// What lets in more than anybody named wants a tick of its own.
fn ask(
    key: &RepositoryKey,
    draft: &AccessDraft,
    look: &AccessLook,
    returned: Option<&Returned>,
) -> AnyView {
    let typed = AccessInput::TYPED
        .into_iter()
        .map(|input| (input.as_str(), draft.form.value(input).to_owned()));
    let drops = draft
        .form
        .drop
        .iter()
        .map(|mark| (address::DROP, mark.clone()));
    let from = draft
        .form
        .from_aws
        .then(|| (address::FROM, address::AWS.to_owned()));
    let hidden = typed
        .chain(drops)
        .chain(from)
        .chain([("ask", "1".to_owned())])
        .collect();
    let before = (!look.dangers.is_empty()).then(|| {
        let sure = draft.form.sure;
        view! { <TickRow name="sure" label=words::SURE note=words::SURE_NOTE checked=sure required=true/> }
            .into_any()
    });
    asking::form_with(
        Asking {
            action: format!("{}#look-h", address::tab(key, Tab::Access)),
            hidden,
            asked: &draft.requests,
            returned,
            submit: words::ASK,
        },
        before,
    )
}
