//! Made-up data for the tests of pages: one request in every stage, a queue, an inventory.

#![allow(clippy::unwrap_used)]

mod access;
mod figures;
mod findings;
mod images;
mod lists;
mod removal;
mod requests;
mod settings;
mod usage;

pub(crate) use access::*;
pub(crate) use figures::*;
pub(crate) use findings::*;
pub(crate) use images::*;
pub(crate) use lists::*;
pub(crate) use removal::*;
pub(crate) use requests::*;
pub(crate) use settings::*;
use usage::asked_before;
pub(crate) use usage::*;

use domain::manifest;
use domain::policy;
use domain::portal::*;
use domain::refusal::Link;
use domain::request::RequestId;
use domain::spec::{Field, RepositorySpec};
use domain::testing::{NOW, filled_form, standard};
use domain::time::Timestamp;

/// What nobody should be able to put into a page.
pub(crate) const HOSTILE: &str = "<script>alert('x')</script> {{7*7}} \"quoted\" & ' \u{1F600}";

pub(crate) fn ago(seconds: i64) -> Timestamp {
    NOW.plus_seconds(-seconds)
}

pub(crate) fn spec() -> RepositorySpec {
    filled_form().parse(&standard()).unwrap()
}

pub(crate) fn choices(names: &[&str]) -> Choices {
    Choices {
        entries: names
            .iter()
            .enumerate()
            .map(|(i, name)| Choice {
                value: (*name).into(),
                detail: format!("About {name}"),
                own: i == 0,
            })
            .collect(),
        total: names.len() as u64,
        caveat: None,
    }
}

pub(crate) fn form_page() -> FormPage {
    let form = filled_form();
    let spec = spec();
    let fact = |field, state, sentence: &str| Fact {
        field,
        state,
        sentence: sentence.into(),
        link: None,
    };
    FormPage {
        checks: FormChecks {
            problems: vec![],
            facts: vec![
                fact(
                    Field::Name,
                    FactState::Good,
                    "Free in AWS account 123456789012",
                ),
                fact(
                    Field::Name,
                    FactState::Unknown,
                    "Git could not be asked; Berth looks again after submission",
                ),
                Fact {
                    link: Some(Link {
                        text: "my-app".into(),
                        href: "/repositories/123456789012/us-east-1/my-app".into(),
                    }),
                    ..fact(Field::Name, FactState::Notice, "Similar name:")
                },
                fact(
                    Field::Source,
                    FactState::Good,
                    "Found. Berth may open pull requests there.",
                ),
            ],
            policy: policy::check(&spec, &standard()),
            files: manifest::render(&form.id, &spec, &standard()),
            image_uri: Some(spec.address.uri()),
        },
        form,
        answering: None,
        saved: Some(ago(600)),
        standard: standard(),
        my_teams: vec![spec.team.clone()],
        teams: choices(&["platform-engineering", "telemetry"]),
        systems: choices(&["spacetech", "groundlink"]),
        clusters: choices(&["eks-prod-use1", "eks-stage-use1"]),
        usual: Some(360_000),
    }
}

pub(crate) fn id(n: u32) -> RequestId {
    RequestId::parse(&format!("0197c9d2-7c1a-7000-8000-{n:012}")).unwrap()
}
