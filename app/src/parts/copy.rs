//! Things to take along: a URI, a block of commands.
//!
//! The script's contract: a `button[data-copy]` copies its `data-text` where it has one, else the text of the `code`
//! beside it, and announces `data-copy`. Without scripts the buttons are hidden and the text selects whole.

use super::icons::{Icon, IconName};
use crate::words::parts as words;
use leptos::prelude::*;

/// The button alone, for table rows. `what` is a noun: "image URI".
#[component]
pub fn CopyButton(
    #[prop(into)] what: String,
    #[prop(optional, into)] text: Option<String>,
) -> AnyView {
    let label = words::copy(&what);
    view! {
        <button class="btn quiet icon" type="button" data-copy=what data-text=text aria-label=label>
            <Icon name=IconName::Copy/>
        </button>
    }
    .into_any()
}

/// One line to copy. The part that tells it from its like comes last, in bold.
#[component]
pub fn CopyField(
    #[prop(into)] what: String,
    #[prop(into)] text: String,
    #[prop(optional, into)] bold: Option<String>,
) -> AnyView {
    view! {
        <div class="copy"><code>{text}{bold.map(|b| view! { <b>{b}</b> })}</code><CopyButton what=what/></div>
    }
    .into_any()
}

/// Several lines to copy. Lines that begin with `#` are remarks and stand back.
#[component]
pub fn CopyBlock(#[prop(into)] what: String, #[prop(into)] text: String) -> AnyView {
    let label = what.clone();
    let lines: Vec<_> = text
        .split_inclusive('\n')
        .map(|line| match line.trim_start().starts_with('#') {
            true => view! { <i>{line.to_owned()}</i> }.into_any(),
            false => line.to_owned().into_any(),
        })
        .collect();
    view! {
        <div class="copy">
            <pre class="code" tabindex="0" role="group" aria-label=label><code>{lines}</code></pre>
            <CopyButton what=what/>
        </div>
    }
    .into_any()
}
