//! What people do where Git, the cluster and AWS differ: let it be until a day, look again, have it put back.

use super::BerthPortal;
use super::jobs::clusters;
use crate::outside::argocd::ObjectsAsked;
use crate::services::Services;
use crate::store::{Kept, Stored};
use domain::chronicle::Deed;
use domain::compare::Compared;
use domain::drift::{
    AwsAlone, Differs, Drift, DriftKind, IgnoreForm, Ignored, InCluster, Line as _, ObjectDrift,
};
use domain::people::{Action, Actor, Person};
use domain::portal::{
    Answer, ClusterSeen, DriftAct, DriftActed, DriftIgnored, RepositoryKey, RepositoryState,
};
use domain::refusal::Link;
use domain::request::{Request, StageName};

/// So soon after a look the cluster is not asked again.
const JUST_NOW_MS: i64 = 15 * 1000;
const JUST_LOOKED: &str = "Berth looked a moment ago. Look again in a minute";
const BUSY: &str = "Argo CD is at another sync of this application. Try again in a minute";

impl BerthPortal {
    pub(super) async fn let_drift_be(
        &self,
        person: &Person,
        key: &RepositoryKey,
        kind: DriftKind,
        form: &IgnoreForm,
    ) -> Answer<DriftIgnored> {
        self.permit(person, Action::Request)?;
        let known = self.browsed(person, key).await?;
        let now = self.services.clock.now();
        let ignored = match form.parse(&person.login, now) {
            Ok(ignored) => ignored,
            Err(problems) => return Ok(DriftIgnored::Refused(problems)),
        };
        match kind {
            DriftKind::ClusterAws => self.ignore::<Compared>(key, ignored).await,
            DriftKind::GitCluster => self.ignore::<ObjectDrift>(key, ignored).await,
            DriftKind::AwsAlone if known.row.state != RepositoryState::Unmanaged => {
                Ok(DriftIgnored::Stale)
            }
            DriftKind::AwsAlone => {
                let alone = Drift {
                    lines: vec![AwsAlone],
                    since: now,
                    ignored: None,
                };
                self.services.store.keep_drift(key, &alone).await?;
                self.ignore::<AwsAlone>(key, ignored).await
            }
        }
    }

    async fn ignore<L: Kept>(&self, key: &RepositoryKey, ignored: Ignored) -> Answer<DriftIgnored> {
        let store = &self.services.store;
        let now = self.services.clock.now();
        let Some(drift) = store.drift::<L>(key).await? else {
            return Ok(DriftIgnored::Stale);
        };
        if !store.ignore_drift(key, &drift, &ignored).await? {
            return Ok(DriftIgnored::Stale);
        }
        store.mark_drift(key, now).await?;
        let actor = Actor::Person(ignored.by);
        let deed = Deed::DriftIgnored {
            lines: drift.lines.iter().map(L::sentence).collect(),
            reason: ignored.reason,
            until: ignored.until,
        };
        store
            .record_repository_event(key, now, &actor, &deed)
            .await?;
        Ok(DriftIgnored::Done)
    }

    pub(super) async fn answer_drift(
        &self,
        person: &Person,
        key: &RepositoryKey,
        act: DriftAct,
    ) -> Answer<DriftActed> {
        self.permit(person, Action::Request)?;
        let known = self.browsed(person, key).await?;
        let requests = self.services.store.requests_about(key).await?;
        let made = self.request_behind(&known, &requests).await?;
        let Some(made) = made.filter(lives_in_a_cluster) else {
            return Ok(DriftActed::Nothing);
        };
        match act {
            DriftAct::Look => self.look_again(&made).await,
            DriftAct::Revert => self.revert(person, key, &made).await,
        }
    }

    async fn look_again(&self, made: &Request) -> Answer<DriftActed> {
        let services = &self.services;
        let name = clusters::application(services, &place(made));
        let known = services.store.cluster_look(&name).await?;
        let now = services.clock.now();
        if known.is_some_and(|known| now.since(known.tried) < JUST_NOW_MS) {
            return Ok(DriftActed::NotNow(JUST_LOOKED.to_owned()));
        }
        if clusters::look_for(services, &name).await? {
            return Ok(DriftActed::Looked);
        }
        let known = services.store.cluster_look(&name).await?;
        let why = known.and_then(|known| known.trouble).unwrap_or_default();
        Ok(DriftActed::NotNow(why))
    }

    /// What is in the cluster past Git is taken away only where that deletes nothing in AWS that holds images.
    async fn revert(
        &self,
        person: &Person,
        key: &RepositoryKey,
        made: &Request,
    ) -> Answer<DriftActed> {
        let services = &self.services;
        let drift = services.store.drift::<ObjectDrift>(key).await?;
        let lines = drift.map(|drift| drift.lines).unwrap_or_default();
        let some: Vec<&ObjectDrift> = lines.iter().filter(|it| it.can_be_reverted()).collect();
        if some.is_empty() {
            return Ok(DriftActed::Nothing);
        }
        let name = clusters::application(services, &place(made));
        let prunes = some.iter().any(|it| it.differs == Differs::NoFile);
        match services.argocd.sync_objects(&name, &some, prunes).await {
            Ok(ObjectsAsked::Started) => {}
            Ok(ObjectsAsked::Busy) => return Ok(DriftActed::NotNow(BUSY.to_owned())),
            Err(trouble) => return Ok(DriftActed::NotNow(trouble.sentence())),
        }
        let deed = Deed::ClusterRevertAsked {
            lines: some.iter().map(|line| line.sentence()).collect(),
        };
        let (now, actor) = (services.clock.now(), Actor::Person(person.login.clone()));
        services
            .store
            .record_repository_event(key, now, &actor, &deed)
            .await?;
        clusters::look_soon(services, &name).await?;
        Ok(DriftActed::Reverting)
    }
}

fn place(made: &Request) -> clusters::Place {
    let spec = made.spec();
    (spec.cluster.clone(), spec.source.clone())
}

fn lives_in_a_cluster(made: &Request) -> bool {
    made.change.kind().holds_name() && made.stage.name() == StageName::Completed
}

/// How far the cluster was seen in which its objects live; `None`: it has none.
pub(super) async fn cluster_seen(
    services: &Services,
    key: &RepositoryKey,
    made: Option<&Request>,
) -> Stored<Option<ClusterSeen>> {
    let Some(made) = made.filter(|made| lives_in_a_cluster(made)) else {
        return Ok(None);
    };
    let name = clusters::application(services, &place(made));
    let (look, says): (_, Option<InCluster>) = tokio::try_join!(
        services.store.cluster_look(&name),
        services.store.in_cluster(key)
    )?;
    Ok(Some(ClusterSeen {
        cluster: made.spec().cluster.to_string(),
        at: look.as_ref().and_then(|look| look.seen),
        trouble: look.and_then(|look| look.trouble),
        hands_off: says.is_some_and(|says| says.hands_off),
        application: Link {
            href: services.argocd.application_url(&name),
            text: name,
        },
    }))
}

/// Every kind of difference of one repository.
pub(super) type Drifts = (
    Option<Drift>,
    Option<Drift<ObjectDrift>>,
    Option<Drift<AwsAlone>>,
);

pub(super) async fn drifts(services: &Services, key: &RepositoryKey) -> Stored<Drifts> {
    let store = &services.store;
    tokio::try_join!(
        store.drift::<Compared>(key),
        store.drift::<ObjectDrift>(key),
        store.drift::<AwsAlone>(key)
    )
}
