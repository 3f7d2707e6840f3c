//! The main job as people live it, in each of its ways to end; what is kept is everything that was said on the wire.

use crate::berth::Berth;
use domain::form::RequestForm;
use domain::portal::{
    ChoiceList, FormPages, HomePages, InventoryPages, InventoryQuery, MonitoringQuery, Prefill,
    PullsSeen, RequestPages, ReviewPages, UsagePages, UseQuery,
};
use domain::request::{Catalog, Request, RequestId, StageName, Verdict};
use futures::FutureExt as _;
use sandbox::Exchange;
use sandbox::github::hooks::Delivery;
use server::portal::jobs;
use stories::people::{developer, form, reviewer};

pub(crate) struct Evidence {
    pub story: &'static str,
    pub exchanges: Vec<Exchange>,
    pub webhooks: Vec<Delivery>,
}

pub(crate) async fn all() -> Vec<Evidence> {
    // Boxed: side by side on a test's stack they do not fit.
    let stories = [
        completed().boxed(),
        revised().boxed(),
        rejected().boxed(),
        withdrawn().boxed(),
    ];
    futures::future::join_all(stories).await
}

/// Every page on the way is looked at, for pages ask the outside world, too.
async fn completed() -> Evidence {
    let story = Story::begin().await;
    let portal = &story.berth.portal.portal;
    let form = form();
    portal
        .new_form(&developer(), &Prefill::default())
        .await
        .unwrap();
    for list in [ChoiceList::Teams, ChoiceList::Systems, ChoiceList::Clusters] {
        portal.choices(&developer(), list, "", 10).await.unwrap();
    }
    portal.check(&developer(), &form).await.unwrap();
    let id = story.submitted(&form).await;
    portal.review(&reviewer(), &id).await.unwrap();
    story.decide(&id, Verdict::Approve, "Fine").await;
    story.until(&id, StageName::Completed).await;
    let listed = |request: &Request| matches!(request.catalog, Catalog::Listed { .. });
    story.berth.portal.until(&id, listed).await.unwrap();

    portal.request(&developer(), &id).await.unwrap();
    portal.home(&developer()).await.unwrap();
    // Every job once more: now the repository is part of what they find, and much is unchanged since the first time.
    let services = &story.berth.portal.services;
    services.clock.advance(2 * 60 * 60 * 1000);
    jobs::run_due_jobs(services, "bench").await;
    let query = InventoryQuery {
        text: "my-app-registry".into(),
        ..InventoryQuery::default()
    };
    let inventory = portal.inventory(&developer(), &query).await.unwrap();
    for row in &inventory.rows {
        portal.repository(&developer(), &row.key).await.unwrap();
        let (key, days) = (&row.key, MonitoringQuery::default());
        let watched = portal.monitoring(&developer(), key, &days).await.unwrap();
        assert!(
            matches!(watched.pulls, PullsSeen::Known { .. }),
            "CloudWatch answers"
        );
        let used = UseQuery::default();
        portal.use_it(&developer(), key, &used).await.unwrap();
    }
    story.end("completed").await
}

async fn revised() -> Evidence {
    let story = Story::begin().await;
    let id = story.submitted(&form()).await;
    story
        .decide(&id, Verdict::RequestChanges, "Please keep more images")
        .await;
    story.until(&id, StageName::ChangesRequested).await;
    let answer = RequestForm {
        id: id.to_string(),
        keep: "30".into(),
        ..form()
    };
    let portal = &story.berth.portal;
    portal.portal.submit(&developer(), &answer).await.unwrap();
    let again =
        |request: &Request| request.revision == 2 && request.stage.name() == StageName::InReview;
    portal.until(&id, again).await.unwrap();
    story.decide(&id, Verdict::Approve, "").await;
    story.until(&id, StageName::Completed).await;
    story.end("changes requested").await
}

async fn rejected() -> Evidence {
    let story = Story::begin().await;
    let id = story.submitted(&form()).await;
    story
        .decide(&id, Verdict::Reject, "We have one already")
        .await;
    story.until(&id, StageName::Rejected).await;
    let again = RequestForm {
        id: "0197c9d2-7c1a-7000-8000-000000000002".into(),
        ..form()
    };
    story.submitted(&again).await;
    story.end("rejected").await
}

async fn withdrawn() -> Evidence {
    let story = Story::begin().await;
    let id = story.submitted(&form()).await;
    let portal = &story.berth.portal.portal;
    portal.withdraw(&developer(), &id).await.unwrap();
    story.until(&id, StageName::Cancelled).await;
    story.end("withdrawn").await
}

struct Story {
    berth: Berth,
}

impl Story {
    async fn begin() -> Self {
        let berth = Berth::start().boxed().await;
        berth.sign_in("dev-a").await;
        berth.sign_in("reviewer-m").await;
        Self { berth }
    }

    /// Asked for and open for review.
    async fn submitted(&self, form: &RequestForm) -> RequestId {
        let portal = &self.berth.portal.portal;
        let id = portal.submit(&developer(), form).await.unwrap();
        self.until(&id, StageName::InReview).await;
        id
    }

    async fn until(&self, id: &RequestId, stage: StageName) -> Request {
        self.berth.portal.until_at(id, stage).await.unwrap()
    }

    async fn decide(&self, id: &RequestId, verdict: Verdict, comment: &str) {
        let decided = self.berth.portal.decide(id, verdict, comment).await;
        decided.unwrap();
    }

    async fn end(self, story: &'static str) -> Evidence {
        self.berth.portal.bench.settle().await.unwrap();
        let exchanges = self.berth.portal.bench.world.journal.exchanges();
        let last = exchanges.last().map(|exchange| exchange.number);
        assert_eq!(
            last,
            Some(exchanges.len() as u64),
            "the journal dropped some"
        );
        Evidence {
            story,
            exchanges,
            webhooks: self.berth.webhooks(),
        }
    }
}
