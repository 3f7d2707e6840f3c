//! The commands, the workflow and the policies to use a repository with.

use super::BerthPortal;
use crate::portal::PATIENCE;
use crate::portal::repository::described;
use crate::store::RepositoryKnown;
use domain::aws::Address;
use domain::github::RepoSlug;
use domain::handover::{
    self, Branch, GitHubIds, Pipeline, Reference, Snippet, push_policy, role_name, trust_policy,
};
use domain::observed::Seen;
use domain::people::Person;
use domain::portal::{Answer, ImageQuery, PipelineHelp, UsePage, UseQuery};
use domain::request::ChangeKind;
use tokio::time::timeout;

/// What a workflow is bound to.
pub(in crate::portal) struct Bound {
    /// As GitHub spells it, where it answered.
    pub(in crate::portal) source: RepoSlug,
    pub(in crate::portal) branch: Branch,
    /// What was typed is no name of a branch that a workflow can be bound to.
    pub(in crate::portal) is_other_branch: bool,
    ids: Option<GitHubIds>,
}

impl BerthPortal {
    pub(super) async fn use_page(
        &self,
        person: &Person,
        known: RepositoryKnown,
        query: &UseQuery,
    ) -> Answer<UsePage> {
        let request = self.its_request(&known).await?;
        let key = known.row.key.clone();
        let described = described::spec(&known, request.as_ref());
        let source = described.as_ref().and_then(|described| described.source());
        let pipeline = match source {
            Some(source) => Some(self.pipeline(&key, source, query).await),
            None => None,
        };
        let care = described.as_ref().map(|described| {
            handover::care(
                &described.spec,
                &self.services.standard,
                described.has_cluster,
            )
        });
        Ok(UsePage {
            query: query.clone(),
            is_there: known.is_there(),
            commands: handover::commands(&key, query.client),
            references: self.references(&key).await?,
            pipeline,
            care: care.unwrap_or_default(),
            asked: self.asked(person, &key, ChangeKind::Workflow).await?,
            now: self.services.clock.now(),
            row: known.row,
        })
    }

    /// The newest image by its tag and by its digest, where there is one; else an example.
    async fn references(&self, key: &Address) -> Answer<Vec<Snippet>> {
        let store = &self.services.store;
        let newest = match store.content(key).await? {
            Some(content) => {
                let page = store.images(content.id, &ImageQuery::default(), 1).await?;
                page.rows.into_iter().next()
            }
            None => None,
        };
        let Some(newest) = newest else {
            return Ok(vec![handover::example(key)]);
        };
        let tag = newest.tags.first().cloned().map(Reference::Tag);
        Ok(tag
            .into_iter()
            .chain([Reference::Digest(newest.digest)])
            .map(|reference| handover::kubernetes(key, &reference))
            .collect())
    }

    /// GitHub is asked for its spelling, its usual branch and its numbers.
    pub(in crate::portal) async fn bound(&self, source: &RepoSlug, query: &UseQuery) -> Bound {
        let found = timeout(PATIENCE, self.services.github.repository(source)).await;
        let found = match found {
            Ok(Seen::Present(found)) => Some(found),
            _ => None,
        };
        let typed = query.branch.trim();
        let usual = found
            .as_ref()
            .and_then(|found| Branch::parse(&found.default_branch));
        let named = (!typed.is_empty()).then(|| Branch::parse(typed));
        Bound {
            is_other_branch: named == Some(None),
            branch: named.flatten().or(usual).unwrap_or_default(),
            ids: found.as_ref().and_then(|found| {
                Some(GitHubIds {
                    owner: found.owner_id?,
                    repository: found.id,
                })
            }),
            source: found.map_or_else(|| source.clone(), |found| found.slug),
        }
    }

    /// Without GitHub's numbers the page says what that means.
    async fn pipeline(&self, key: &Address, source: &RepoSlug, query: &UseQuery) -> PipelineHelp {
        let bound = self.bound(source, query).await;
        let pipeline = Pipeline {
            address: key,
            source: &bound.source,
            branch: bound.branch,
            github_web: &self.services.standard.github_web,
            ids: bound.ids,
        };
        PipelineHelp {
            source: pipeline.source.clone(),
            is_other_branch: bound.is_other_branch,
            workflow: handover::workflow(&pipeline),
            role: role_name(key),
            provider_arn: pipeline.provider_arn(),
            audience: pipeline.audience().to_owned(),
            subjects: pipeline.subjects(),
            push_policy: push_policy(key),
            trust_policy: trust_policy(&pipeline),
            notes: pipeline.notes(),
            branch: pipeline.branch,
        }
    }
}
