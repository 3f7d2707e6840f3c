//! What the answers lead to, beside the form.

use crate::fragments::{self, Preview};
use crate::words::form as words;
use leptos::prelude::*;

pub(super) fn view(preview: &Preview) -> AnyView {
    let files = match preview.files.is_empty() {
        true => format!("<p class=\"mute\">{}</p>", words::NO_FILES),
        false => fragments::files(&preview.files, 0),
    };
    view! {
        <aside class="stack lg stick" aria-label=words::PREVIEW>
            <section class="stack" aria-labelledby="files-h">
                <div>
                    <h2 id="files-h">{words::FILES}</h2>
                    <p class="hint" id="preview-note" inner_html=fragments::preview_note(preview)></p>
                </div>
                <div id="preview-files" inner_html=files></div>
            </section>
            <section class="stack" aria-labelledby="policy-h">
                <div class="row btw">
                    <h2 id="policy-h">{words::POLICY}</h2>
                    <span class="mute" id="policy-summary">{fragments::policy_summary(&preview.policy)}</span>
                </div>
                <div id="policy-checks" inner_html=fragments::policy(&preview.policy)></div>
            </section>
        </aside>
    }
    .into_any()
}
