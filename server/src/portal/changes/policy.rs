//! Another lifecycle policy: judged, tried on the images that Berth knows, and asked for.

use super::nobodys;
use crate::foretold::{self, Images};
use crate::metrics;
use crate::portal::repository::described::{self, Described};
use crate::portal::{BerthPortal, refused};
use crate::store::RepositoryKnown;
use domain::compare::{Compared, Item};
use domain::lifecycle::lint::Linted;
use domain::lifecycle::second_opinion::{Agreement, AwsPreview};
use domain::lifecycle::simulate::PushPattern;
use domain::lifecycle::{LifecyclePolicy, evaluate, lint};
use domain::manifest::{edit, lifecycle_path};
use domain::people::Person;
use domain::portal::{
    Answer, AwsSays, PolicyDraft, PolicyPreview, PolicyStart, PortalError, RepositoryKey,
};
use domain::refusal::{Problem, Refusal};
use domain::request::{Change, Request};
use domain::spec::RepositorySpec;

/// A repository, and the request that led to it.
pub(super) struct Subject {
    pub(super) known: RepositoryKnown,
    pub(super) first: Option<Request>,
}

impl Subject {
    /// `None`: it can't be changed through Berth.
    fn described(&self) -> Option<Described> {
        described::spec(&self.known, self.first.as_ref()).filter(|it| it.has_cluster)
    }
}

impl BerthPortal {
    pub(super) async fn subject(&self, person: &Person, key: &RepositoryKey) -> Answer<Subject> {
        let known = self.browsed(person, key).await?;
        let first = self.its_request(&known).await?;
        Ok(Subject { known, first })
    }

    pub(super) async fn drafted_policy(
        &self,
        subject: &Subject,
        start: PolicyStart<'_>,
    ) -> Answer<PolicyDraft> {
        let known = &subject.known;
        let described = subject.described();
        let cluster = described.as_ref().map(|described| &described.spec.cluster);
        let linted = start.text().map(lint);
        let (preview, aws) = match linted.as_ref().and_then(accepted) {
            Some(policy) => self.foretold(known, policy, start).await?,
            None => (None, None),
        };
        Ok(PolicyDraft {
            text: match start.text() {
                Some(text) => text.to_owned(),
                None => foretold::in_force(known)
                    .unwrap_or_else(|| LifecyclePolicy::keep_last(domain::lifecycle::DEFAULT_KEEP))
                    .pretty_json(),
            },
            preview,
            linted,
            applying: cluster
                .map(|cluster| self.services.settings.applying(cluster))
                .unwrap_or_default(),
            nowhere: described.is_none(),
            aws,
            pushes: PushPattern::default(),
        })
    }

    /// What the policy does by Berth's reading of the images, and by AWS's where that is wanted.
    async fn foretold(
        &self,
        known: &RepositoryKnown,
        policy: &LifecyclePolicy,
        start: PolicyStart<'_>,
    ) -> Answer<(Option<PolicyPreview>, Option<AwsSays>)> {
        let key = &known.row.key;
        let images = Images::read(&self.services, key).await?;
        let aws = match start {
            PolicyStart::HeldAgainstAws(_) => {
                Some(self.asked_aws(key, policy, images.as_ref()).await)
            }
            PolicyStart::InForce | PolicyStart::Typed(_) => None,
        };
        let preview = images.map(|images| images.preview(&self.services, known, policy));
        Ok((preview, aws))
    }

    /// AWS's own preview.
    async fn asked_aws(
        &self,
        key: &RepositoryKey,
        policy: &LifecyclePolicy,
        images: Option<&Images>,
    ) -> AwsSays {
        match self.services.aws.policy_preview(key, policy).await {
            Ok(Some(AwsPreview::Told(verdicts))) => {
                let known = images.map(Images::candidates).unwrap_or_default();
                let outcome = evaluate(policy, known, self.services.clock.now());
                let agreement = Agreement::of(&outcome, &verdicts);
                metrics::policy_compared(agreement.differences.len());
                AwsSays::Compared(agreement)
            }
            Ok(Some(AwsPreview::Busy)) => AwsSays::Busy,
            Ok(Some(AwsPreview::Failed(word))) => AwsSays::Failed(word),
            Ok(None) => AwsSays::Silent,
            Err(trouble) => {
                tracing::warn!(
                    message = trouble.message,
                    "AWS gives no preview of a policy"
                );
                AwsSays::Silent
            }
        }
    }

    pub(super) async fn policy_change(
        &self,
        person: &Person,
        key: &RepositoryKey,
        text: &str,
    ) -> Answer<Change> {
        let subject = self.subject(person, key).await?;
        let Some(Described { spec, .. }) = subject.described() else {
            return Err(nobodys());
        };
        let known = &subject.known;
        let linted = lint(text);
        let Some(policy) = accepted(&linted) else {
            return Err(PortalError::Refused(refusals(&linted)));
        };
        let was = foretold::in_force(known);
        let is_in_force =
            was.as_ref().map(LifecyclePolicy::canonical_json) == Some(policy.canonical_json());
        if is_in_force && !self.policy_drifts(key).await? {
            return Err(refused(Problem::general(
                "AWS has exactly this policy already",
            )));
        }
        let object = match self.object_in_git(&spec).await {
            ObjectInGit::Named(object) => object,
            ObjectInGit::Silent => return Err(silent()),
            ObjectInGit::Unclear(problem) => return Err(refused(problem)),
        };
        self.change_of_policy(known, spec, policy, was, object)
            .await
    }

    /// From `was` to this policy, whose effect is foretold. `object`: as Git has it now.
    pub(super) async fn change_of_policy(
        &self,
        known: &RepositoryKnown,
        mut spec: RepositorySpec,
        policy: &LifecyclePolicy,
        was: Option<LifecyclePolicy>,
        object: Option<String>,
    ) -> Answer<Change> {
        let preview = foretold::preview(&self.services, known, policy).await?;
        spec.settings.lifecycle = Some(policy.clone());
        Ok(Change::Lifecycle {
            applying: self.services.settings.applying(&spec.cluster),
            impact: preview.map(|preview| preview.impact()).unwrap_or_default(),
            was,
            object,
            spec,
        })
    }

    /// Whether AWS has another policy than Git, so that asking for AWS's own changes something.
    pub(super) async fn policy_drifts(&self, key: &RepositoryKey) -> Answer<bool> {
        let drift = self.services.store.drift::<Compared>(key).await?;
        let lines = drift.into_iter().flat_map(|drift| drift.lines);
        Ok(lines.into_iter().any(|one| one.item == Item::Lifecycle))
    }

    pub(super) async fn object_in_git(&self, spec: &RepositorySpec) -> ObjectInGit {
        let services = &self.services;
        let home = services.standard.home(&spec.source);
        let path = lifecycle_path(spec, &services.standard);
        let Some(mut base) = self.on_base(home, std::slice::from_ref(&path)).await else {
            return ObjectInGit::Silent;
        };
        let Some(text) = base.take(&path) else {
            return ObjectInGit::Named(None);
        };
        match edit::read_lifecycle_policy(&text) {
            Ok(file) => ObjectInGit::Named(Some(file.name)),
            Err(error) => ObjectInGit::Unclear(Problem::general(format!(
                "Berth does not understand {path} any more. {error}"
            ))),
        }
    }
}

/// The LifecyclePolicy object that Git has now.
pub(super) enum ObjectInGit {
    /// GitHub does not answer.
    Silent,
    /// `None`: it has none.
    Named(Option<String>),
    /// Its file is not one that Berth understands.
    Unclear(Problem),
}

fn silent() -> PortalError {
    refused(Problem::general(
        "GitHub does not answer now, so Berth can’t see the policy that Git has. Try again in a moment",
    ))
}

fn accepted(linted: &Linted) -> Option<&LifecyclePolicy> {
    linted.policy.as_ref().filter(|_| linted.is_accepted())
}

fn refusals(linted: &Linted) -> Refusal {
    let problems = linted.refusals();
    Refusal {
        problems: problems
            .map(|problem| Problem::general(format!("{} {}", problem.sentence, problem.fix)))
            .collect(),
    }
}
