//! Teams, systems and clusters to choose from: searched in Berth's copies, with a word about their age.

use crate::portal::BerthPortal;
use crate::store::ChoicesFound;
use domain::people::Person;
use domain::portal::{Answer, ChoiceList, Choices};
use domain::time::Timestamp;

/// Lists are read every few minutes; one that is older was not answered for.
pub(super) const FRESH_MS: i64 = 30 * 60 * 1000;

impl BerthPortal {
    pub(in crate::portal) async fn matching(
        &self,
        person: &Person,
        list: ChoiceList,
        typed: &str,
        limit: usize,
    ) -> Answer<Choices> {
        let own: Vec<String> = match list {
            ChoiceList::Teams => person.teams.iter().map(ToString::to_string).collect(),
            ChoiceList::Systems | ChoiceList::Clusters => Vec::new(),
        };
        let limit = u32::try_from(limit).unwrap_or(u32::MAX).min(200);
        let found = self
            .services
            .store
            .search_choices(list, typed, &own, limit)
            .await?;
        Ok(Choices {
            caveat: self.caveat(list, &found, self.services.clock.now()),
            entries: found.entries,
            total: found.total,
        })
    }

    fn caveat(&self, list: ChoiceList, found: &ChoicesFound, now: Timestamp) -> Option<String> {
        let source = self.source_of(list)?;
        match found.as_of {
            None => Some(format!(
                "{source} has not been read yet. You can type a name."
            )),
            Some(at) if now.since(at) > FRESH_MS => Some(format!(
                "{source} does not answer, so the list may lack what is new. You can type a name."
            )),
            Some(_) => None,
        }
    }

    /// The system that decides what is in a list; `None`: the administrator's own list, to which people may add.
    pub(super) fn source_of(&self, list: ChoiceList) -> Option<&'static str> {
        match list {
            ChoiceList::Clusters => Some("Argo CD"),
            ChoiceList::Teams | ChoiceList::Systems => {
                self.services.backstage.is_some().then_some("Backstage")
            }
        }
    }
}
