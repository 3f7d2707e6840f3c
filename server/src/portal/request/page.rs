//! Everything that the page of one request shows, gathered from the store alone: it renders while all else is down.

use crate::portal::{BerthPortal, Remembered, review, seen};
use crate::services::Services;
use crate::worker::wanted;
use domain::github::{Login, RepoSlug};
use domain::handover;
use domain::manifest::{self, File};
use domain::observed::{ApplicationSeen, ResourceSeen};
use domain::people::{Person, denials};
use domain::portal::{Answer, RequestPage};
use domain::refusal::Link;
use domain::request::{Outcome, Request, RequestId, Stage};
use domain::standing;
use domain::timeline::{Links, Usual, expected_ready, timeline};
use std::sync::PoisonError;

/// Older requests tell little about how long things take now.
const USUAL_OF_MS: i64 = 30 * 24 * 3600 * 1000;
/// The whole history of a month is read for it, also for strangers at the door.
const USUAL_FRESH_MS: i64 = 60 * 1000;

impl BerthPortal {
    pub(super) async fn request_page(
        &self,
        person: &Person,
        id: &RequestId,
    ) -> Answer<RequestPage> {
        let services = &self.services;
        let request = self.load(id).await?;
        let (events, application, resources, pull_request, usual) = tokio::try_join!(
            async { Ok(services.store.events(id).await?) },
            self.note::<ApplicationSeen>(id, seen::APPLICATION),
            self.note::<Vec<ResourceSeen>>(id, seen::RESOURCES),
            self.pull_request_note(id),
            self.usual_times(),
        )?;
        let now = services.clock.now();
        let spec = request.spec();
        let found = pull_request.as_ref().map(|(found, _)| found);
        let approvals = match standing::takes_decision(request.stage.name()) {
            true => Some(review::approvals(services, &request, found).await?),
            false => None,
        };
        let foreign = pull_request
            .map(|(found, _)| found.foreign_commits)
            .unwrap_or_default();
        let files = wanted::files(services, &request);
        let (handover, repository) = match &request.stage {
            Stage::Completed { outcome } => (
                match outcome {
                    Outcome::Repository { .. } if request.change.kind().holds_name() => {
                        handover::snippets(spec, &services.standard)
                    }
                    Outcome::Repository { .. }
                    | Outcome::Applied { .. }
                    | Outcome::Removed { .. }
                    | Outcome::Kept { .. }
                    | Outcome::InGit { .. } => Vec::new(),
                },
                Some(spec.address.clone()),
            ),
            _ => (Vec::new(), None),
        };
        let ages = [
            application.as_ref().map(|(_, at)| *at),
            resources.as_ref().map(|(_, at)| *at),
        ];
        Ok(RequestPage {
            timeline: timeline(&request, &events, &usual, &links(services, &request), now),
            file_links: file_links(services, &request, &files),
            source_url: services.github.repo_url(home(services, &request)),
            expected_uri: spec.address.uri(),
            seen: ages.into_iter().flatten().max(),
            application: application.map(|(found, _)| found),
            resources: resources.map(|(found, _)| found).unwrap_or_default(),
            may_withdraw: standing::may_withdraw(&request, person),
            may_retry: standing::may_retry(&request, person),
            may_answer: standing::may_answer(&request, person),
            may_review: standing::may_review(&request, person, &foreign),
            why_not: denials(person, &request, &foreign)
                .into_iter()
                .map(|denial| self.with_grant(denial).sentence)
                .collect(),
            approvals,
            leftover: self.leftover(person, &request).await?,
            expected_ready: expected_ready(&request, &usual),
            events,
            files,
            handover,
            repository,
            now,
            request,
        })
    }

    /// Half of the requests of the last month were quicker.
    pub(in crate::portal) async fn usual_times(&self) -> Answer<Usual> {
        let now = self.services.clock.now();
        let known = |remembered: &Remembered| {
            let (at, usual) = remembered.as_ref()?;
            (now.since(*at) < USUAL_FRESH_MS).then(|| usual.clone())
        };
        if let Some(usual) = known(&self.usual.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(usual);
        }
        let since = now.plus_millis(-USUAL_OF_MS);
        let times = self.services.store.lead_times(since).await?;
        let usual = Usual(
            times
                .into_iter()
                .map(|time| (time.stage, time.p50))
                .collect(),
        );
        *self.usual.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, usual.clone()));
        Ok(usual)
    }

    /// People who pushed to the pull request, as far as the worker saw.
    pub(in crate::portal) async fn foreign_authors(&self, id: &RequestId) -> Answer<Vec<Login>> {
        let note = self.pull_request_note(id).await?;
        Ok(note
            .map(|(found, _)| found.foreign_commits)
            .unwrap_or_default())
    }
}

/// The repository that holds the files: the pull request's, also after a change of configuration.
pub(in crate::portal) fn home<'a>(services: &'a Services, request: &'a Request) -> &'a RepoSlug {
    request
        .stage
        .pull_request()
        .map_or_else(|| wanted::home(services, request), |pr| &pr.repo)
}

/// At the merge commit, else at the pull request's head. Files of a revision that is not on GitHub yet have no page.
fn file_links(services: &Services, request: &Request, files: &[File]) -> Vec<Option<String>> {
    let is_there = !matches!(
        request.stage,
        Stage::Publishing { .. } | Stage::PublishFailed { .. }
    );
    let reference = match (request.stage.merge(), request.stage.pull_request()) {
        (Some(merge), _) => Some(&merge.commit),
        (None, Some(pr)) if is_there => Some(&pr.head),
        _ => None,
    };
    let repo = home(services, request);
    files
        .iter()
        .map(|file| reference.map(|sha| services.github.blob_url(repo, &sha.0, &file.path)))
        .collect()
}

fn links(services: &Services, request: &Request) -> Links {
    let link = |text: String, href: String| Some(Link { text, href });
    let pr = request.stage.pull_request();
    let delivery = request.stage.delivery();
    Links {
        pull_request: pr.and_then(|pr| link(format!("{} {}", pr.repo, pr.number), pr.url.clone())),
        commit: request.stage.merge().zip(pr).and_then(|(merge, pr)| {
            link(
                merge.commit.short().to_owned(),
                services.github.commit_url(&pr.repo, &merge.commit),
            )
        }),
        application: delivery.and_then(|delivery| {
            link(
                delivery.application.clone(),
                services.argocd.application_url(&delivery.application),
            )
        }),
        repository: delivery.and_then(|_| {
            link(
                "AWS console".to_owned(),
                manifest::console_url(&request.spec().address, &services.standard),
            )
        }),
    }
}
