//! Writes what is known about the answers into the page, as the server writes it.

use super::dom;
use super::typing::Memory;
use crate::fragments;
use domain::form::RequestForm;
use domain::portal::FactState;
use domain::spec::Field;
use domain::text::DESCRIPTION_MAX;

pub(super) fn everything(form: &RequestForm, memory: &Memory, asking: bool) {
    let preview = fragments::preview(form, &memory.standard);
    for field in Field::ALL {
        let problem = preview
            .problems
            .iter()
            .find(|problem| problem.field == Some(field));
        // Nobody is told about a field before they have left it.
        let shown = problem.filter(|_| memory.left.contains(&field));
        let reason = shown.map(fragments::problem_text);
        dom::mark(field, reason.as_deref());
        let offer = dom::id(field, "offer");
        if !dom::holds_focus(&offer) {
            dom::html(&offer, &fragments::offer(field, shown));
        }
        if field != Field::Name {
            dom::html(
                &dom::id(field, "facts"),
                &fragments::facts(field, &memory.facts),
            );
        }
    }
    dom::html(
        "name-tests",
        &fragments::name_tests(&form.name, &memory.facts, asking),
    );
    dom::html("image-uri", &fragments::image_uri(&preview));
    dom::html("preview-note", &fragments::preview_note(&preview));
    if !preview.files.is_empty() && !dom::holds_focus("preview-files") {
        dom::html(
            "preview-files",
            &fragments::files(&preview.files, dom::chosen_file()),
        );
    }
    dom::html("policy-checks", &fragments::policy(&preview.policy));
    dom::text(
        "policy-summary",
        &fragments::policy_summary(&preview.policy),
    );
    dom::text("advanced-summary", &fragments::advanced_summary(form));
    dom::text(
        "description-count",
        &fragments::counter(&form.description, DESCRIPTION_MAX),
    );
}

/// How many answers are marked as wrong or can't be had.
pub(super) fn wrong(memory: &Memory) -> usize {
    let refused = memory
        .facts
        .iter()
        .filter(|fact| fact.state == FactState::Bad);
    dom::marked().len() + refused.count()
}
