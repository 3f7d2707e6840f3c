//! Facts that need the server: whether repository, team, system and cluster are there; the name has a file of its own.
//!
//! Each is asked of its source at the same time as the others, and none waits long: a source that does not answer
//! makes an unknown fact, and the worker asks again after submission.

use super::choices::FRESH_MS;
use crate::outside::github::RepositoryAccess;
use crate::portal::jobs::NOT_CONNECTED;
use crate::portal::{BerthPortal, PATIENCE};
use domain::form::RequestForm;
use domain::github::RepoSlug;
use domain::observed::Seen;
use domain::people::Person;
use domain::portal::{Answer, ChoiceList, Fact, FactState};
use domain::spec::Field;
use tokio::time::timeout;

impl BerthPortal {
    /// In the order of the form.
    pub(super) async fn facts(&self, person: &Person, form: &RequestForm) -> Answer<Vec<Fact>> {
        let (name, team, system, source, cluster) = tokio::try_join!(
            self.name_facts(form),
            self.listed(person, ChoiceList::Teams, Field::Team, &form.team),
            self.listed(person, ChoiceList::Systems, Field::System, &form.system),
            async { Ok(self.source_fact(form).await) },
            self.listed(person, ChoiceList::Clusters, Field::Cluster, &form.cluster),
        )?;
        Ok(name
            .into_iter()
            .chain(team)
            .chain(system)
            .chain(source)
            .chain(cluster)
            .collect())
    }

    pub(in crate::portal) async fn source_fact(&self, form: &RequestForm) -> Option<Fact> {
        let slug = form.source(&self.services.standard)?;
        let is_home = self.services.standard.layout.central.is_none();
        let (state, sentence) = match timeout(PATIENCE, self.services.github.repository(&slug))
            .await
        {
            Ok(Seen::Present(access)) => judged(&slug, &access, is_home),
            Ok(Seen::Absent) if is_home => (
                FactState::Bad,
                format!(
                    "Berth does not see {slug} on GitHub. If it is there, ask an owner of {} to add the Berth app to it",
                    slug.owner()
                ),
            ),
            Ok(Seen::Absent) => (
                FactState::Notice,
                format!("Berth does not see {slug} on GitHub"),
            ),
            Ok(Seen::NotAsked) => return None,
            Ok(Seen::Unavailable(_)) | Err(_) => (
                FactState::Unknown,
                "GitHub did not answer; Berth asks again after submission".to_owned(),
            ),
        };
        Some(fact(Field::Source, state, sentence))
    }

    /// Whether a value is in its list. Nothing is said about an empty value, or by a list that nobody has read.
    pub(in crate::portal) async fn listed(
        &self,
        person: &Person,
        list: ChoiceList,
        field: Field,
        value: &str,
    ) -> Answer<Option<Fact>> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(None);
        }
        let found = self
            .services
            .store
            .search_choices(list, value, &[], 50)
            .await?;
        let Some(as_of) = found.as_of else {
            return Ok(None);
        };
        let known = found.entries.iter().find(|choice| choice.value == value);
        if let Some(known) = known {
            let is_cut_off =
                list == ChoiceList::Clusters && known.detail.starts_with(NOT_CONNECTED);
            return Ok(if is_cut_off {
                let sentence = format!(
                    "Argo CD has no connection to {value} now. The request waits until it has"
                );
                Some(fact(field, FactState::Notice, sentence))
            } else if person.teams.iter().any(|team| team.as_str() == value)
                && list == ChoiceList::Teams
            {
                Some(fact(field, FactState::Good, "Your team"))
            } else {
                None
            });
        }
        let what = match list {
            ChoiceList::Teams => "team",
            ChoiceList::Systems => "system",
            ChoiceList::Clusters => "cluster",
        };
        let is_fresh = self.services.clock.now().since(as_of) <= FRESH_MS;
        Ok(Some(match self.source_of(list) {
            Some(source) if is_fresh => fact(
                field,
                FactState::Bad,
                format!("{source} knows no {what} “{value}”"),
            ),
            Some(source) => fact(
                field,
                FactState::Notice,
                format!("{source} knew no {what} “{value}” when it answered last"),
            ),
            None => fact(
                field,
                FactState::Notice,
                format!("“{value}” is a new {what} for Berth"),
            ),
        }))
    }
}

/// `is_home`: the pull request is opened there.
fn judged(slug: &RepoSlug, access: &RepositoryAccess, is_home: bool) -> (FactState, String) {
    let is_same = access
        .slug
        .to_string()
        .eq_ignore_ascii_case(&slug.to_string());
    let renamed = if is_same {
        String::new()
    } else {
        format!(" It is called {} now.", access.slug)
    };
    if !is_home {
        return (FactState::Good, format!("Found.{renamed}"));
    }
    if access.archived {
        return (
            FactState::Bad,
            format!("{slug} is archived on GitHub, so nothing can be added to it"),
        );
    }
    if !access.can_push {
        let sentence = format!(
            "Berth may read {slug} but not push to it. Ask an owner of {} to let the Berth app write",
            slug.owner()
        );
        return (FactState::Bad, sentence);
    }
    (
        FactState::Good,
        format!("Found. Berth may open pull requests there.{renamed}"),
    )
}

pub(super) fn fact(field: Field, state: FactState, sentence: impl Into<String>) -> Fact {
    Fact {
        field,
        state,
        sentence: sentence.into(),
        link: None,
    }
}
