//! The two who are in nearly every story: one asks, the other decides.

use crate::Portal;
use anyhow::Context as _;
use domain::form::RequestForm;
use domain::github::Login;
use domain::people::{Person, Role};
use domain::portal::{Answer, Decision, FormPages as _, PortalError, ReviewPages as _};
use domain::request::{Request, RequestId, StageName, Verdict};
use domain::testing::filled_form;
use domain::text::TeamName;
use server::portal::jobs;

pub fn developer() -> Person {
    person("dev-a", &[Role::Developer])
}

pub fn reviewer() -> Person {
    person("reviewer-m", &[Role::Developer, Role::Reviewer])
}

/// A member of the team that owns what `form` asks for.
pub fn owner() -> Person {
    Person {
        teams: TeamName::parse("platform-engineering")
            .into_iter()
            .collect(),
        ..developer()
    }
}

/// Of the team that owns what `form` asks for and of the platform: enough where both have to agree.
pub fn owning_reviewer() -> Person {
    Person {
        teams: owner().teams,
        ..reviewer()
    }
}

/// A persona of the sandbox.
pub fn person(login: &str, roles: &[Role]) -> Person {
    Person {
        login: Login::new(login),
        name: login.to_owned(),
        roles: roles.to_vec(),
        teams: vec![],
    }
}

/// For a cluster where one reviewer is enough.
pub fn form() -> RequestForm {
    RequestForm {
        cluster: "eks-stage-use1".into(),
        ..filled_form()
    }
}

pub fn at(stage: StageName) -> impl Fn(&Request) -> bool {
    move |request| request.stage.name() == stage
}

/// A portal whose reviewer is signed in: the branch rules of the sandbox want a review on GitHub.
pub async fn started() -> anyhow::Result<Portal> {
    let portal = Portal::start().await?;
    portal.sign_in("reviewer-m").await?;
    portal.sign_in_owners().await?;
    Ok(portal)
}

impl Portal {
    /// Berth knows the teams of those who have been there.
    pub async fn sign_in_owners(&self) -> anyhow::Result<()> {
        let now = self.services.clock.now();
        for known in [owner(), owning_reviewer()] {
            self.services.store.upsert_person(&known, now).await?;
        }
        Ok(())
    }

    pub async fn request(&self, id: &RequestId) -> anyhow::Result<Request> {
        let found = self.services.store.request(id).await?;
        found.with_context(|| format!("no request {id}"))
    }

    pub async fn until_at(&self, id: &RequestId, stage: StageName) -> anyhow::Result<Request> {
        self.until(id, at(stage)).await
    }

    /// Somebody's word on the commit that the request has now.
    pub async fn decide_as(
        &self,
        who: &Person,
        id: &RequestId,
        verdict: Verdict,
        comment: &str,
    ) -> Answer<()> {
        let request = self.services.store.request(id).await?;
        let request = request.ok_or(PortalError::NotFound)?;
        let pr = request.stage.pull_request().ok_or(PortalError::NotFound)?;
        let decision = Decision {
            verdict,
            comment: comment.to_owned(),
            head: pr.head.clone(),
        };
        self.portal.decide(who, id, &decision).await
    }

    /// Nobody decides in the moment in which a pull request comes; Berth labels it meanwhile and asks for reviews, be it
    /// after the lease of a worker that died.
    pub async fn read_through(&self) -> anyhow::Result<()> {
        for _ in 0..3 {
            self.turn(5_000).await?;
        }
        match self.has_struck() {
            true => self.rest().await,
            false => Ok(()),
        }
    }

    /// The reviewer's, once it is in review.
    pub async fn decide(
        &self,
        id: &RequestId,
        verdict: Verdict,
        comment: &str,
    ) -> anyhow::Result<()> {
        if self.request(id).await?.stage.name() != StageName::InReview {
            self.until_at(id, StageName::InReview).await?;
            self.read_through().await?;
        }
        Ok(self.decide_as(&reviewer(), id, verdict, comment).await?)
    }

    /// Approved, and followed to a stage.
    pub async fn approved_until(&self, id: &RequestId, end: StageName) -> anyhow::Result<Request> {
        self.decide(id, Verdict::Approve, "").await?;
        self.until_at(id, end).await
    }

    pub async fn approved(&self, id: &RequestId) -> anyhow::Result<Request> {
        self.approved_until(id, StageName::Completed).await
    }

    /// Of a change that goes the way twice: the first of its pull requests, or the `second`.
    pub async fn decide_one_of_two(
        &self,
        who: &Person,
        id: &RequestId,
        second: bool,
        verdict: Verdict,
    ) -> anyhow::Result<()> {
        let waits = |request: &Request| {
            request.stage.name() == StageName::InReview
                && request.change.branch().is_some() == second
        };
        self.until(id, waits).await?;
        self.read_through().await?;
        Ok(self.decide_as(who, id, verdict, "As agreed").await?)
    }

    pub async fn approve_one_of_two(&self, id: &RequestId, second: bool) -> anyhow::Result<()> {
        self.decide_one_of_two(&owning_reviewer(), id, second, Verdict::Approve)
            .await
    }

    /// A repository that came by this form.
    pub async fn made(&self, form: &RequestForm) -> anyhow::Result<Request> {
        let id = self.portal.submit(&developer(), form).await?;
        self.approved(&id).await
    }

    /// The readers of the registry have their turn after a while.
    pub async fn read_after(&self, millis: i64) {
        self.services.clock.advance(millis);
        jobs::run_due_jobs(&self.services, "bench").await;
        jobs::run_due_image_reads(&self.services, "bench").await;
    }
}
