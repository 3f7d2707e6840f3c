//! Who may use a repository: what AWS was last seen to hold, in words.

use super::BerthPortal;
use crate::store::RepositoryKnown;
use domain::access::Access;
use domain::portal::{AccessPage, Answer, PolicySeen};

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
}
