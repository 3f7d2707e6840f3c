//! Taking back what the first pull request of a removal has left in Git, when the removal came to nothing afterwards.

use crate::portal::{BerthPortal, refused};
use domain::manifest::Base;
use domain::people::{Action, Person, may};
use domain::portal::{Answer, Leftover, PortalError};
use domain::refusal::Problem;
use domain::request::{Change, ChangeKind, Request, RequestId};
use domain::standing;

impl BerthPortal {
    /// `None`: nothing is left.
    pub(in crate::portal) async fn leftover(
        &self,
        person: &Person,
        request: &Request,
    ) -> Answer<Option<Leftover>> {
        if !standing::leaves_something(request) {
            return Ok(None);
        }
        let about = self.services.store.requests_about(&request.spec().address);
        // Newest first.
        let later = about.await?.into_iter().find(|row| {
            row.kind == ChangeKind::Removal && row.id != request.id && !row.stage.is_given_up()
        });
        Ok(Some(Leftover {
            may_take_back: may(person, Action::TakeBack(request)).is_ok(),
            later,
        }))
    }

    /// By a request of its own, for what is given up stays so.
    pub(in crate::portal) async fn take_back_leftover(
        &self,
        person: &Person,
        id: &RequestId,
    ) -> Answer<RequestId> {
        let request = self.load(id).await?;
        let Change::Removal { spec, removal } = &request.change else {
            return Err(PortalError::NotFound);
        };
        if !standing::leaves_something(&request) {
            let nothing = "The request has left nothing in Git that could be taken back";
            return Err(PortalError::Stale(nothing.to_owned()));
        }
        self.permit(person, Action::TakeBack(&request))?;
        let removal = removal.taken_back(person.login.clone());
        let home = self.services.standard.home(&spec.source);
        let paths: Vec<String> = removal.edits.iter().map(|it| it.path.clone()).collect();
        // Where GitHub is silent, the worker looks before it publishes.
        if let Some(base) = self.on_base(home, &paths).await {
            let why = match Base::of(&removal.edits, &base.texts) {
                Base::AsItWas => None,
                Base::SaysSo => Some(format!(
                    "{} says already what it said before the removal, so there is nothing to take back",
                    base.branch
                )),
                Base::Moved(paths) => Some(format!(
                    "{} changed on {} since, so Berth can’t take its lines back. Change them by hand",
                    paths.join(" and "),
                    base.branch
                )),
            };
            if let Some(why) = why {
                return Err(refused(Problem::general(why)));
            }
        }
        let change = Change::Removal {
            spec: spec.clone(),
            removal: Box::new(removal),
        };
        let why = format!("Takes back what {} made ready.", request.label());
        self.ask(person, change, &why).await
    }
}
