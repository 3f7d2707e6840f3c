//! Letting what AWS has otherwise than Git be until a day.

use super::BerthPortal;
use domain::chronicle::Deed;
use domain::compare::Compared;
use domain::drift::IgnoreForm;
use domain::people::{Action, Actor, Person};
use domain::portal::{Answer, DriftIgnored, RepositoryKey};

impl BerthPortal {
    pub(super) async fn let_drift_be(
        &self,
        person: &Person,
        key: &RepositoryKey,
        form: &IgnoreForm,
    ) -> Answer<DriftIgnored> {
        self.permit(person, Action::Request)?;
        self.browsed(person, key).await?;
        let store = &self.services.store;
        let now = self.services.clock.now();
        let ignored = match form.parse(&person.login, now) {
            Ok(ignored) => ignored,
            Err(problems) => return Ok(DriftIgnored::Refused(problems)),
        };
        let Some(drift) = store.drift(key).await? else {
            return Ok(DriftIgnored::Stale);
        };
        if !store.ignore_drift(key, &drift, &ignored).await? {
            return Ok(DriftIgnored::Stale);
        }
        let deed = Deed::DriftIgnored {
            lines: drift.lines.iter().map(Compared::sentence).collect(),
            reason: ignored.reason,
            until: ignored.until,
        };
        let actor = Actor::Person(person.login.clone());
        store
            .record_repository_event(key, now, &actor, &deed)
            .await?;
        Ok(DriftIgnored::Done)
    }
}
