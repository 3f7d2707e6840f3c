//! The fake portal's answers about access: AWS has one statement that lets everybody in.

use domain::access::Access;
use domain::access_change::{AccessForm, PolicyInGit};
use domain::policy::{consequences_of_change, dangers};
use domain::portal::*;
use domain::refusal::Problem;
use domain::request::{Change, RequestId};
use domain::testing::{filled_form, standard};

const OPEN: &str = r#"{"Statement":[{"Sid":"Open","Effect":"Allow","Principal":"*","Action":"ecr:BatchGetImage"}]}"#;

pub(crate) fn draft(start: AccessStart<'_>) -> AccessDraft {
    let spec = filled_form().parse(&standard()).unwrap();
    let git = PolicyInGit::read(None, Some(OPEN.into()), &spec, &standard()).unwrap();
    let form = match start {
        AccessStart::Typed(form) => form.clone(),
        AccessStart::Now | AccessStart::Aws | AccessStart::Again(_) => AccessForm::of(git.grants()),
    };
    let (problems, look) = match (form.parse("aws"), start) {
        (_, AccessStart::Now) => (vec![], None),
        (Err(problems), _) => (problems, None),
        (Ok(grants), _) => {
            let change = git.change(&grants, &form.drop, &spec, &standard()).unwrap();
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
        usual_role: "arn:aws:iam::123456789012:role/push".into(),
        problems,
        look,
        requests: AskedBefore::default(),
    }
}

/// Takes only what is meant.
pub(crate) fn ask(form: &AccessForm) -> Answer<RequestId> {
    match form.sure {
        true => Ok(RequestId::parse(&filled_form().id).unwrap()),
        false => Err(PortalError::Refused(
            Problem::general("Say that it is meant").into(),
        )),
    }
}
