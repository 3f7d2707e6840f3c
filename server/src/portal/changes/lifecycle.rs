//! The lifecycle policy that AWS was last seen to hold, in words.

use super::policy::Subject;
use crate::portal::BerthPortal;
use domain::people::Person;
use domain::portal::{Answer, LifecycleAsked, LifecyclePage, LifecycleSeen, LifecycleTab};
use domain::portal::{PolicyStart, RepositoryKey};
use domain::request::{ChangeKind, Request, StageName};

impl BerthPortal {
    pub(super) async fn lifecycle_tab(
        &self,
        person: &Person,
        key: &RepositoryKey,
        start: PolicyStart<'_>,
    ) -> Answer<LifecycleTab> {
        let subject = self.subject(person, key).await?;
        let (page, draft) = tokio::try_join!(
            self.lifecycle_page(person, &subject),
            self.drafted_policy(&subject, start)
        )?;
        Ok(LifecycleTab { page, draft })
    }

    async fn lifecycle_page(&self, person: &Person, subject: &Subject) -> Answer<LifecyclePage> {
        let Subject { known, first } = subject;
        let key = &known.row.key;
        let seen = known.seen.as_ref();
        let text = seen.and_then(|seen| seen.lifecycle_policy.as_deref());
        let policy = LifecycleSeen::of(text, seen.is_some());
        let store = &self.services.store;
        let (changed, requests) = tokio::try_join!(
            async {
                Ok(store
                    .last_completed(key, ChangeKind::Lifecycle, i64::MAX)
                    .await?)
            },
            self.asked(person, key, ChangeKind::Lifecycle),
        )?;
        let asked = changed
            .as_ref()
            .or(first.as_ref())
            .filter(|request| request.stage.name() == StageName::Completed)
            .map(|request| asked(request, text));
        Ok(LifecyclePage {
            policy,
            asked,
            requests,
            as_of: known.as_of,
            now: self.services.clock.now(),
            row: known.row.clone(),
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
