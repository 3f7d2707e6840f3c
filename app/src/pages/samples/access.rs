//! A change of access, looked at.

use super::*;
use domain::access::Access;
use domain::access_change::{AccessForm, PolicyInGit};
use domain::policy::{consequences_of_change, dangers};
use domain::request::{Change, StageName};

/// The policy of [`POLICY`] in AWS alone, with what was typed laid over it.
pub(crate) fn access_draft(typed: Option<&AccessForm>) -> AccessDraft {
    let (spec, standard) = (spec(), standard());
    let git = PolicyInGit::read(None, Some(POLICY.into()), &spec, &standard).unwrap();
    let form = typed
        .cloned()
        .unwrap_or_else(|| AccessForm::of(git.grants()));
    let (problems, look) = match (form.parse("aws"), typed) {
        (_, None) => (vec![], None),
        (Err(problems), _) => (problems, None),
        (Ok(grants), _) => {
            let change = git.change(&grants, &form.drop, &spec, &standard).unwrap();
            let read = |text: &Option<String>| {
                let text = text.as_deref();
                text.map(|text| Access::read(text, &spec.address.account))
                    .unwrap_or_default()
            };
            let look = AccessLook {
                before: read(&change.was),
                after: read(&change.wanted),
                dangers: dangers(&spec, &change),
                files: change.files.clone(),
                consequences: consequences_of_change(&Change::Access {
                    spec: spec.clone(),
                    change: Box::new(change),
                }),
            };
            (vec![], Some(look))
        }
    };
    AccessDraft {
        source: AccessSource::Read {
            in_git: false,
            kept: git.kept().to_vec(),
        },
        form,
        usual_role: domain::handover::role_arn(&spec.address),
        problems,
        look,
        requests: asked_before(StageName::InReview),
    }
}
