//! What an adoption has beside the answers of a new repository.

use crate::pages::external;
use crate::parts::Fact;
use crate::words::{adopt as words, request};
use domain::lifecycle::LifecyclePolicy;
use domain::request::{Adoption, AdoptionStep};
use leptos::prelude::*;

pub(super) fn facts(adoption: &Adoption) -> Vec<Fact> {
    let found = &adoption.found;
    let mut facts = vec![Fact::new(words::STEP, words::step(&adoption.step))];
    if let AdoptionStep::TakeControl { observed } = &adoption.step {
        let label = request::pull_request(observed.pr.number);
        let first = external(&observed.pr.url, label);
        facts.push(Fact::new(words::FIRST, first));
    }
    let tags: Vec<_> = found
        .tags
        .iter()
        .map(|(key, value)| view! { <li>{format!("{key}: {value}")}</li> })
        .collect();
    let tags = match tags.is_empty() {
        true => words::NO_POLICY.into_any(),
        false => view! { <ul class="dots">{tags}</ul> }.into_any(),
    };
    facts.push(Fact::new(words::AWS_TAGS, tags));
    let is_beyond = found
        .lifecycle
        .as_deref()
        .is_some_and(|text| LifecyclePolicy::from_json(text).is_err());
    if is_beyond {
        facts.push(Fact::new(
            crate::fragments::field(domain::spec::Field::Lifecycle),
            words::LIFECYCLE_AS_IT_IS,
        ));
    }
    facts.push(Fact::new(
        words::ACCESS,
        match found.access {
            Some(_) => words::AS_IT_IS,
            None => words::NO_POLICY,
        },
    ));
    facts
}
