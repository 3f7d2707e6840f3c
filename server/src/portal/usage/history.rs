//! One chain of records through all requests about a repository, and how each request was carried out.

use super::BerthPortal;
use crate::services::Services;
use crate::store::{RecordPlace, Recorded, RepositoryKnown};
use domain::chronicle::RepositoryEvent;
use domain::people::Actor;
use domain::portal::{
    Answer, Carried, ChainSaid, Happened, HistoryEntry, HistoryPage, HistoryQuery, RequestRow,
};
use domain::refusal::Link;
use domain::request::{Event, Request, RequestId, Review, Stage, StageName, Verdict, Via, What};
use domain::timeline::actor;
use std::collections::BTreeSet;

const PAGE: u32 = 50;
/// Requests told from end to end; older ones stand in the records.
const CARRIED: usize = 10;

/// How far both records have been read: their rows come in one order, each from its own place on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Places {
    requests: RecordPlace,
    /// Deeds below this number.
    deeds: i64,
}

impl Places {
    const TOP: Self = Self {
        requests: RecordPlace::TOP,
        deeds: i64::MAX,
    };

    fn write(self) -> String {
        let RecordPlace {
            at,
            number,
            version,
        } = self.requests;
        format!("{at}.{number}.{version}.{}", self.deeds)
    }

    /// The top for a cursor that is none.
    fn read(cursor: Option<&str>) -> Self {
        let numbers: Option<Vec<i64>> = cursor
            .unwrap_or_default()
            .split('.')
            .map(|part| part.parse().ok())
            .collect();
        match numbers.as_deref() {
            Some([at, number, version, deeds]) => Self {
                requests: RecordPlace {
                    at: *at,
                    number: *number,
                    version: *version,
                },
                deeds: *deeds,
            },
            _ => Self::TOP,
        }
    }
}

impl BerthPortal {
    pub(super) async fn history_page(
        &self,
        known: RepositoryKnown,
        query: &HistoryQuery,
    ) -> Answer<HistoryPage> {
        let store = &self.services.store;
        let key = &known.row.key;
        let places = Places::read(query.after.as_deref());
        // One more tells whether there is a next page.
        let (recorded, deeds) = tokio::try_join!(
            store.history_of(key, places.requests, PAGE + 1),
            store.repository_events(key, Some(places.deeds), PAGE + 1),
        )?;
        let (entries, next) = merged(&self.services, &recorded, &deeds, places);
        let requests = match places {
            Places::TOP => self.carried(store.requests_about(key).await?).await?,
            _ => Vec::new(),
        };
        Ok(HistoryPage {
            requests,
            is_first: places == Places::TOP,
            chain: self.chain(&recorded).await?,
            entries,
            next: next.map(Places::write),
            now: self.services.clock.now(),
            row: known.row,
        })
    }

    async fn carried(&self, rows: Vec<RequestRow>) -> Answer<Vec<Carried>> {
        let store = &self.services.store;
        let mut all = Vec::new();
        for row in rows.iter().take(CARRIED) {
            let (request, events) =
                tokio::try_join!(store.request(&row.id), store.events(&row.id))?;
            if let Some(request) = request {
                let files = store.files_of(&request).await?;
                all.push(carried(&self.services, &request, &events, files));
            }
        }
        Ok(all)
    }

    /// The records of every request on the page, each from its first on.
    async fn chain(&self, recorded: &[Recorded]) -> Answer<ChainSaid> {
        let ids: BTreeSet<&RequestId> = recorded.iter().map(|row| &row.request).collect();
        let mut said = ChainSaid::default();
        for id in ids {
            let report = self.services.store.verify_chain(id).await?;
            said.requests += report.requests;
            said.events += report.events;
            let fault = report.fault.map(|fault| (fault.number, fault.version));
            said.broken = said.broken.or(fault);
        }
        Ok(said)
    }
}

/// Both records as one, the newest first, and the places behind what is shown where there is more.
fn merged(
    services: &Services,
    recorded: &[Recorded],
    deeds: &[RepositoryEvent],
    mut places: Places,
) -> (Vec<HistoryEntry>, Option<Places>) {
    let (mut recorded, mut deeds) = (recorded.iter().peekable(), deeds.iter().peekable());
    let mut entries = Vec::new();
    while entries.len() < PAGE as usize {
        let is_deed = match (recorded.peek(), deeds.peek()) {
            (Some(row), Some(deed)) => deed.at >= row.event.at,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => return (entries, None),
        };
        if let Some(deed) = deeds.next_if(|_| is_deed) {
            places.deeds = deed.version;
            entries.push(HistoryEntry {
                at: deed.at,
                actor: deed.actor.clone(),
                what: Happened::Repository(deed.deed.clone()),
                link: None,
            });
        } else if let Some(row) = recorded.next() {
            places.requests = row.place();
            entries.push(entry(services, row));
        }
    }
    let has_more = recorded.peek().is_some() || deeds.peek().is_some();
    (entries, has_more.then_some(places))
}

fn entry(services: &Services, row: &Recorded) -> HistoryEntry {
    HistoryEntry {
        at: row.event.at,
        actor: row.event.actor.clone(),
        link: link(services, &row.event.what),
        what: Happened::Request {
            id: row.request.clone(),
            label: format!("REQ-{}", row.number),
            what: row.event.what.clone(),
        },
    }
}

/// Where the stage that was entered can be seen.
fn link(services: &Services, what: &What) -> Option<Link> {
    let What::Entered { stage } = what else {
        return None;
    };
    match stage {
        Stage::InReview { .. } | Stage::ClosedExternally { .. } | Stage::Rejected { .. } => {
            pull_request(stage)
        }
        Stage::Merged { .. } => merge(services, stage),
        Stage::RolledBack { pr, revert, .. } => Some(Link {
            text: revert.short().to_owned(),
            href: services.github.commit_url(&pr.repo, revert),
        }),
        Stage::Syncing { delivery } | Stage::SyncFailed { delivery, .. } => Some(Link {
            text: delivery.application.clone(),
            href: services.argocd.application_url(&delivery.application),
        }),
        _ => None,
    }
}

fn pull_request(stage: &Stage) -> Option<Link> {
    let pr = stage.pull_request()?;
    Some(Link {
        text: format!("{} {}", pr.repo, pr.number),
        href: pr.url.clone(),
    })
}

fn merge(services: &Services, stage: &Stage) -> Option<Link> {
    let (merge, pr) = stage.merge().zip(stage.pull_request())?;
    Some(Link {
        text: merge.commit.short().to_owned(),
        href: services.github.commit_url(&pr.repo, &merge.commit),
    })
}

fn carried(
    services: &Services,
    request: &Request,
    events: &[Event],
    files: Vec<(String, Option<String>)>,
) -> Carried {
    let entered = |name: StageName| {
        events.iter().rev().find_map(|event| match &event.what {
            What::Entered { stage } if stage.name() == name => Some(event.at),
            _ => None,
        })
    };
    Carried {
        id: request.id.clone(),
        label: request.label(),
        asked_by: request.requester.to_string(),
        asked: request.created,
        reason: request.comment.clone(),
        values: serde_json::to_string_pretty(&request.change).unwrap_or_default(),
        files,
        stage: request.stage.name(),
        pull_request: pull_request(&request.stage),
        approved_by: approvers(request, events),
        merge: merge(services, &request.stage),
        merge_commit: request.stage.merge().map(|merge| merge.commit.to_string()),
        // Argo CD is done when Crossplane begins.
        synced: entered(StageName::Provisioning),
        ready: entered(StageName::Completed),
    }
}

/// Whoever approved the commit that was merged, wherever they did.
fn approvers(request: &Request, events: &[Event]) -> Vec<String> {
    let head = request.stage.pull_request().map(|pr| &pr.head);
    let told = events.iter().filter_map(|event| match &event.what {
        What::Reviewed { review } => Some(review),
        What::Entered {
            stage: Stage::Approved { review, .. },
        } => Some(review),
        _ => None,
    });
    let mut names: Vec<String> = Vec::new();
    let fits = |review: &&Review| review.verdict == Verdict::Approve && Some(&review.head) == head;
    for review in told.filter(fits) {
        let name = match review.via {
            Via::Berth => actor(&Actor::Person(review.by.clone())),
            Via::GitHub => actor(&Actor::OnGitHub(review.by.clone())),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_places_and_nonsense_to_the_top() {
        let places = Places {
            requests: RecordPlace {
                at: 12,
                number: 3,
                version: 4,
            },
            deeds: 9,
        };
        assert_eq!(Places::read(Some(&places.write())), places);
        for wrong in [
            None,
            Some(""),
            Some("1.2"),
            Some("a.b.c.d"),
            Some("1.2.3.4.5"),
        ] {
            assert_eq!(Places::read(wrong), Places::TOP);
        }
    }
}
