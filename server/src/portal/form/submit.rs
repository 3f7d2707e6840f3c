//! From a form to a request, or to its next revision. Whatever the person can put right comes back on its field;
//! that something outside is down never does.

use super::{foreign, form_id};
use crate::portal::{BerthPortal, refused};
use crate::store::{NewRequest, NewRevision, Resubmitted, Submitted};
use domain::form::RequestForm;
use domain::people::Person;
use domain::policy::{self, Verdict};
use domain::portal::{Answer, Fact, FactState, PortalError, RequestRow};
use domain::refusal::{Problem, Refusal};
use domain::request::{Change, ChangeKind, Request, RequestId, Stage};
use domain::spec::{Field, RepositorySpec};
use domain::standard::Standard;
use domain::standing;

impl BerthPortal {
    pub(super) async fn submit_form(
        &self,
        person: &Person,
        form: &RequestForm,
    ) -> Answer<RequestId> {
        let id = form_id(form)?;
        match self.services.store.request(&id).await? {
            Some(known) if known.requester != person.login => Err(foreign()),
            Some(known)
                if known.change.kind() == ChangeKind::Create
                    && standing::may_answer(&known, person) =>
            {
                self.revise(person, form, &known).await
            }
            // Sent twice: the first submission stands.
            Some(_) => Ok(id),
            None => self.create(person, form, id).await,
        }
    }

    async fn create(
        &self,
        person: &Person,
        form: &RequestForm,
        id: RequestId,
    ) -> Answer<RequestId> {
        let spec = self.accepted(person, form).await?;
        let new = NewRequest {
            id: id.clone(),
            change: Change::Create { spec },
            comment: comment(form),
            requester: person.login.clone(),
            at: self.services.clock.now(),
        };
        match self.services.store.submit(&new).await? {
            Submitted::Created(_) | Submitted::Same(_) => Ok(id),
            Submitted::NameTaken { by } => Err(taken(&by)),
            Submitted::Foreign => Err(foreign()),
        }
    }

    async fn revise(
        &self,
        person: &Person,
        form: &RequestForm,
        known: &Request,
    ) -> Answer<RequestId> {
        let spec = self.accepted(person, form).await?;
        let stage = next_stage(known, &spec, &self.services.standard).map_err(refused)?;
        let new = NewRevision {
            id: known.id.clone(),
            by: person.login.clone(),
            change: Change::Create { spec },
            comment: comment(form),
            at: self.services.clock.now(),
            stage,
            expected_version: known.version,
        };
        match self.services.store.resubmit(&new).await? {
            Resubmitted::Done(_) => Ok(known.id.clone()),
            Resubmitted::NameTaken { by } => Err(taken(&by)),
            Resubmitted::Foreign => Err(foreign()),
            Resubmitted::WrongStage(now) => {
                // Sent twice at once: the other one made the revision.
                let is_done = now
                    .is_some_and(|now| now.revision > known.revision && now.change == new.change);
                match is_done {
                    true => Ok(known.id.clone()),
                    false => Err(PortalError::Stale(
                        "The request takes no new answers now".to_owned(),
                    )),
                }
            }
        }
    }

    /// The specification, if grammar, the company's rules and the known facts let it pass.
    async fn accepted(&self, person: &Person, form: &RequestForm) -> Answer<RepositorySpec> {
        let standard = &self.services.standard;
        let spec = form.parse(standard).map_err(PortalError::Refused)?;
        let blocks = policy::check(&spec, standard)
            .into_iter()
            .filter(|check| check.verdict == Verdict::Block);
        let mut problems: Vec<Problem> = blocks
            .map(|check| Problem {
                field: check.field,
                message: check.fix.map_or(check.detail.clone(), |fix| {
                    format!("{} {fix}", check.detail)
                }),
                suggestion: None,
                link: None,
            })
            .collect();
        let facts = self.facts(person, form).await?;
        problems.extend(
            facts
                .into_iter()
                .filter(|fact| fact.state == FactState::Bad)
                .map(problem),
        );
        match problems.is_empty() {
            true => Ok(spec),
            false => Err(PortalError::Refused(Refusal { problems })),
        }
    }
}

/// The pull request stays in the Git repository where it is; all else may change.
fn next_stage(
    known: &Request,
    spec: &RepositorySpec,
    standard: &Standard,
) -> Result<Stage, Problem> {
    let was = known.spec();
    let Some(pr) = known.stage.pull_request() else {
        return Ok(Stage::Checking);
    };
    if standard.home(&was.source) != standard.home(&spec.source) {
        let message = format!(
            "The pull request is open in {}. Withdraw this request and submit a new one to use another repository",
            pr.repo
        );
        return Err(Problem::on(Field::Source, message));
    }
    let same_place =
        was.address == spec.address && was.cluster == spec.cluster && was.source == spec.source;
    Ok(standing::answered(&known.stage, same_place))
}

/// Line breaks as people see them, whatever the browser sends.
fn comment(form: &RequestForm) -> String {
    form.comment.replace("\r\n", "\n").trim().to_owned()
}

fn problem(fact: Fact) -> Problem {
    Problem {
        link: fact.link,
        ..Problem::on(fact.field, fact.sentence)
    }
}

fn taken(by: &RequestRow) -> PortalError {
    let message = format!(
        "{} by {} already asks for this name",
        by.label, by.requester
    );
    refused(
        Problem::on(Field::Name, message).linking(by.label.clone(), format!("/requests/{}", by.id)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::request::{Review, Via};
    use domain::testing::{NOW, filled_form, pull_request, request, standard};

    fn asked_to_change() -> Request {
        let pr = pull_request();
        let review = Review {
            by: domain::github::Login::new("reviewer-m"),
            verdict: domain::request::Verdict::RequestChanges,
            comment: String::new(),
            head: pr.head.clone(),
            at: NOW,
            via: Via::Berth,
        };
        request(Stage::ChangesRequested { pr, review })
    }

    #[test]
    fn only_a_new_place_is_checked_again() {
        let known = asked_to_change();
        let stage =
            |form: RequestForm| next_stage(&known, &form.parse(&standard()).unwrap(), &standard());
        let settings = stage(RequestForm {
            mutability: "immutable".into(),
            ..filled_form()
        });
        assert_eq!(
            settings,
            Ok(Stage::Publishing {
                pr: Some(pull_request())
            })
        );
        let name = stage(RequestForm {
            name: "payments/other".into(),
            ..filled_form()
        });
        assert_eq!(name, Ok(Stage::Checking));
        let home = stage(RequestForm {
            source: "spacetech/other".into(),
            ..filled_form()
        });
        assert_eq!(
            home.map_err(|problem| problem.field),
            Err(Some(Field::Source))
        );
    }
}
