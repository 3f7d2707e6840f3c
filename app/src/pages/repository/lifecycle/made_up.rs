//! A policy for a repository without images, tried on pushes as they may come.

use super::preview;
use crate::pages::address;
use crate::parts::{Button, Described, Note, SelectField, SelectOption, TextField, Tone};
use crate::words::repository::policy as words;
use domain::lifecycle::simulate::{PushPattern, TagScheme};
use domain::portal::{LifecyclePage, PolicyDraft, PolicyPreview, Tab};
use leptos::prelude::*;

/// `is_read`: Berth knows that there are none.
pub(super) fn view(data: &LifecyclePage, draft: &PolicyDraft, is_read: bool) -> AnyView {
    let why = if is_read {
        words::EMPTY
    } else {
        words::NO_IMAGES
    };
    let policy = draft
        .linted
        .as_ref()
        .and_then(|linted| linted.policy.as_ref());
    let effect = policy.map(|policy| {
        let images = draft.pushes.images(data.now);
        let made_up =
            PolicyPreview::of(policy, None, &images, data.now, data.now, |_| String::new());
        preview::effect(&made_up, data.now, false)
    });
    view! {
        <Note tone=Tone::Warn title=words::PREVIEW><p>{why}</p></Note>
        <h3>{words::MADE_UP}</h3>
        <p class="mute">{words::MADE_UP_MORE}</p>
        {form(data, draft)}
        {effect}
    }
    .into_any()
}

fn form(data: &LifecyclePage, draft: &PolicyDraft) -> AnyView {
    let action = format!("{}#tried", address::tab(&data.row.key, Tab::Lifecycle));
    let options = TagScheme::ALL
        .map(|scheme| SelectOption::new(scheme.as_str(), scheme.title()))
        .to_vec();
    let pushes = draft.pushes;
    view! {
        <form class="stack md" method="post" action=action>
            <input type="hidden" name="policy" value=draft.text.clone()/>
            <div class="field two">
                <TextField name="per_week" kind="number" says=Described::new(words::PER_WEEK) value=pushes.per_week.to_string()
                    required=true min=1 max=i64::from(PushPattern::PER_WEEK_MAX)/>
                <SelectField name="scheme" says=Described::new(words::SCHEME) options=options selected=pushes.scheme.as_str().to_owned() required=true/>
            </div>
            <div class="row"><Button>{words::TRY}</Button></div>
        </form>
    }
    .into_any()
}
