//! Who may use a repository and how long its images stay: what AWS was last seen to hold, in words.

use super::BerthPortal;
use crate::store::RepositoryKnown;
use domain::access::Access;
use domain::people::Person;
use domain::portal::{
    AccessPage, Answer, LifecycleAsked, LifecyclePage, LifecycleSeen, PolicySeen,
};
use domain::request::{ChangeKind, Request, StageName};

impl BerthPortal {
    pub(super) async fn access_page(&self, known: RepositoryKnown) -> Answer<AccessPage> {
        let key = &known.row.key;
        let content = self.services.store.content(key).await?;
        let read = content.as_ref().and_then(|content| content.read);
        let trouble = content.as_ref().and_then(|content| content.trouble.clone());
        let policy = match (content.and_then(|content| content.policy), read) {
            (Some(text), _) => PolicySeen::Read {
                access: Access::read(&text, &key.account),
                text,
            },
            (None, Some(_)) => PolicySeen::Nothing,
            (None, None) => PolicySeen::NotRead,
        };
        Ok(AccessPage {
            policy,
            read,
            trouble,
            now: self.services.clock.now(),
            row: known.row,
        })
    }

    pub(super) async fn lifecycle_page(
        &self,
        person: &Person,
        known: RepositoryKnown,
    ) -> Answer<LifecyclePage> {
        let key = &known.row.key;
        let seen = known.seen.as_ref();
        let text = seen.and_then(|seen| seen.lifecycle_policy.as_deref());
        let policy = LifecycleSeen::of(text, seen.is_some());
        let store = &self.services.store;
        let (first, changed, requests) = tokio::try_join!(
            self.its_request(&known),
            async {
                Ok(store
                    .last_completed(key, ChangeKind::Lifecycle, i64::MAX)
                    .await?)
            },
            self.asked(person, key, ChangeKind::Lifecycle),
        )?;
        let asked = changed
            .or(first)
            .filter(|request| request.stage.name() == StageName::Completed)
            .map(|request| asked(&request, text));
        Ok(LifecyclePage {
            policy,
            asked,
            requests,
            as_of: known.as_of,
            now: self.services.clock.now(),
            row: known.row,
        })
    }
}

fn asked(request: &Request, in_aws: Option<&str>) -> LifecycleAsked {
    let wanted = request.spec().settings.lifecycle.as_ref();
    let held = in_aws.and_then(|text| domain::lifecycle::LifecyclePolicy::from_json(text).ok());
    LifecycleAsked {
        request: request.id.clone(),
        label: request.label(),
        sentences: wanted.map(|policy| policy.sentences()).unwrap_or_default(),
        is_in_force: match (wanted, &held) {
            (Some(wanted), Some(held)) => wanted.canonical_json() == held.canonical_json(),
            (None, _) => in_aws.is_none(),
            (Some(_), None) => false,
        },
    }
}
