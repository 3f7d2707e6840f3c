//! Bringing repositories under Git that are in AWS alone. What AWS has is read while people wait: the manifests say it
//! again, and so must not be older than the page.

use super::{BerthPortal, PATIENCE};
use crate::store::{Holder, RepositoryKnown};
use crate::worker::looking::adoption::held;
use async_trait::async_trait;
use domain::form::{COMMENT_MAX, RequestForm};
use domain::github::RepoSlug;
use domain::observed::RepositorySeen;
use domain::owner::Guess;
use domain::people::{Action, Person};
use domain::portal::{
    ADOPTED_AT_ONCE, ADOPTION_FIELDS, AdoptForm, AdoptPages, AdoptRow, Adopted, AdoptionOffer,
    AdoptionPage, Answer, ChoiceList, Fact, FactState, PortalError, Reading, RepositoryKey,
    RepositoryState, RequestRow,
};
use domain::refusal::{Link, Problem, Refusal};
use domain::request::{Adoption, AdoptionStep, Change, Found, Request, StageName, adopt};
use domain::settings::Settings;
use domain::spec::{Field, RepositorySpec};
use domain::standing;
use domain::text::{ClusterName, Description, SystemName, TeamName};
use futures::future::{join_all, try_join_all};
use tokio::time::timeout;

const SUGGESTIONS: usize = 20;

/// What AWS has, and whether it can be adopted.
enum Look {
    Fits(Box<(Settings, Found, RepositorySeen, Option<String>)>),
    Not(Reading),
}

#[async_trait]
impl AdoptPages for BerthPortal {
    async fn adoption(&self, person: &Person, form: &AdoptForm) -> Answer<AdoptionPage> {
        self.permit(person, Action::Request)?;
        let kept = form.rows.iter().take(ADOPTED_AT_ONCE);
        let (offers, teams, systems, clusters) = tokio::try_join!(
            try_join_all(kept.map(|row| self.offer(person, row))),
            self.matching(person, ChoiceList::Teams, "", SUGGESTIONS),
            self.matching(person, ChoiceList::Systems, "", SUGGESTIONS),
            self.matching(person, ChoiceList::Clusters, "", SUGGESTIONS),
        )?;
        Ok(AdoptionPage {
            offers,
            comment: form.comment.clone(),
            teams,
            systems,
            clusters,
            left_out: form.rows.len().saturating_sub(ADOPTED_AT_ONCE),
        })
    }

    async fn adopt(&self, person: &Person, form: &AdoptForm) -> Answer<Adopted> {
        self.permit(person, Action::Request)?;
        let mut problems = whole(form);
        let read = join_all(form.rows.iter().map(|row| self.change(person, row))).await;
        let mut changes = Vec::new();
        for (at, change) in read.into_iter().enumerate() {
            match change {
                Ok(change) => changes.push(change),
                Err(PortalError::Refused(refusal)) => {
                    problems.extend(refusal.problems.into_iter().map(|one| (Some(at), one)));
                }
                Err(error) => return Err(error),
            }
        }
        if !problems.is_empty() {
            return Ok(Adopted::Refused(problems));
        }
        let mut asked = Vec::new();
        for (at, change) in changes.into_iter().enumerate() {
            match self.ask(person, change, &form.comment).await {
                Ok(id) => asked.push(id),
                // Somebody was quicker. Sending the form again finds the requests that it has made.
                Err(PortalError::Refused(refusal)) => {
                    problems.extend(refusal.problems.into_iter().map(|one| (Some(at), one)));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(match problems.is_empty() {
            true => Adopted::Asked(asked),
            false => Adopted::Refused(problems),
        })
    }
}

/// What is wrong with the form as a whole.
fn whole(form: &AdoptForm) -> Vec<(Option<usize>, Problem)> {
    let mut problems = Vec::new();
    if form.rows.is_empty() {
        problems.push(Problem::general("Choose at least one repository"));
    }
    if form.rows.len() > ADOPTED_AT_ONCE {
        problems.push(Problem::general(format!(
            "Adopt at most {ADOPTED_AT_ONCE} repositories at once"
        )));
    }
    if form.comment.trim().chars().count() > COMMENT_MAX {
        let message = format!("Write at most {COMMENT_MAX} characters about why");
        problems.push(Problem::on(Field::Comment, message));
    }
    problems.into_iter().map(|one| (None, one)).collect()
}

impl BerthPortal {
    async fn offer(&self, person: &Person, row: &AdoptRow) -> Answer<AdoptionOffer> {
        let store = &self.services.store;
        let keys = [row.key.clone()];
        let (known, found) =
            tokio::try_join!(async { Ok(store.repository(&row.key).await?) }, async {
                Ok::<_, PortalError>(store.unmanaged_rows(&keys).await?)
            })?;
        let guess = found.into_iter().next().and_then(|found| found.guess);
        let reading = match self.found_in_aws(person, &row.key).await? {
            Look::Not(reading) => reading,
            Look::Fits(found) => {
                let (settings, found, seen, access) = *found;
                let access = Some(access.as_deref());
                Reading::Fits(found.wanted(&settings).compare(&seen, access))
            }
        };
        let filled = |field| {
            let value = row.value(field).map(str::to_owned);
            let value = value.or_else(|| guessed(field, person, known.as_ref(), guess.as_ref()));
            (field, value.unwrap_or_default())
        };
        Ok(AdoptionOffer {
            row: AdoptRow {
                key: row.key.clone(),
                values: ADOPTION_FIELDS.map(filled).to_vec(),
            },
            guess,
            reading,
        })
    }

    async fn found_in_aws(&self, person: &Person, key: &RepositoryKey) -> Answer<Look> {
        if let Some(taken) = self.taken(person, key).await? {
            return Ok(Look::Not(taken));
        }
        if self.services.standard.account(&key.account).is_none() {
            let message = format!(
                "Berth knows no provider configuration for account {}",
                key.account
            );
            let problem = Problem::on(Field::Account, message);
            return Ok(Look::Not(Reading::Refused(vec![problem])));
        }
        let (seen, access) = match timeout(2 * PATIENCE, held(&self.services, key)).await {
            Ok(Ok(Some(found))) => found,
            Ok(Ok(None)) => return Ok(Look::Not(Reading::Gone)),
            Ok(Err(trouble)) => return Ok(Look::Not(Reading::Unknown(trouble.sentence()))),
            Err(_) => {
                let sentence = "AWS does not answer in time".to_owned();
                return Ok(Look::Not(Reading::Unknown(sentence)));
            }
        };
        Ok(match adopt::read(&seen, access.as_deref()) {
            Ok((settings, found)) => Look::Fits(Box::new((settings, found, seen, access))),
            Err(refusal) => Look::Not(Reading::Refused(refusal.problems)),
        })
    }

    /// Who looks after it, or is about to; `None`: nobody but perhaps this person, whose wish may change.
    async fn taken(&self, person: &Person, key: &RepositoryKey) -> Answer<Option<Reading>> {
        let page = Link {
            text: key.name.to_string(),
            href: format!("/repositories/{}/{}/{}", key.account, key.region, key.name),
        };
        let stone = self.services.store.tombstone(key).await?;
        let lock = stone.and_then(|stone| stone.lock(self.services.clock.now()));
        if let Some(sentence) = lock {
            return Ok(Some(Reading::Taken {
                sentence,
                link: page,
            }));
        }
        Ok(match self.services.store.name_free(key).await? {
            Holder::Nobody => None,
            Holder::Request(row) if row.stage == StageName::Completed => Some(Reading::Taken {
                sentence: format!("{} by {} brought it under Git", row.label, row.requester),
                link: page,
            }),
            Holder::Request(row) => {
                let request = self.load(&row.id).await?;
                let is_free = standing::makes_room_for_adoption(&request, person);
                (!is_free).then(|| on_its_way(&row))
            }
            Holder::Repository(row) => match row.state {
                RepositoryState::Unmanaged | RepositoryState::Missing => None,
                RepositoryState::Ready | RepositoryState::Coming | RepositoryState::Attention => {
                    Some(Reading::Taken {
                        sentence: "Its tags say that Crossplane or Berth looks after it already"
                            .to_owned(),
                        link: page,
                    })
                }
            },
        })
    }

    /// The change that the answers about one repository ask for.
    async fn change(&self, person: &Person, row: &AdoptRow) -> Answer<Change> {
        let (look, facts) = tokio::try_join!(
            self.found_in_aws(person, &row.key),
            self.facts_of(person, row)
        )?;
        let mut problems = Vec::new();
        let answers = Answers::parse(row, &mut problems);
        let bad = facts
            .into_iter()
            .filter(|fact| fact.state == FactState::Bad);
        problems.extend(bad.map(|fact| Problem {
            link: fact.link,
            ..Problem::on(fact.field, fact.sentence)
        }));
        let fits = match look {
            Look::Fits(fits) => Some(fits),
            Look::Not(reading) => {
                problems.extend(why_not(reading));
                None
            }
        };
        let (Some(answers), Some(fits), true) = (answers, fits, problems.is_empty()) else {
            return Err(PortalError::Refused(Refusal { problems }));
        };
        let (settings, found, ..) = *fits;
        let spec = answers.spec(&row.key, settings);
        if let Some(problem) = self.moved_away(&spec).await? {
            return Err(PortalError::Refused(problem.into()));
        }
        let adoption = Adoption {
            found,
            step: AdoptionStep::Observe,
        };
        Ok(Change::Adopt { spec, adoption })
    }

    /// What observes is in one place already, and takes control there.
    async fn moved_away(&self, spec: &RepositorySpec) -> Answer<Option<Problem>> {
        let store = &self.services.store;
        let Holder::Request(row) = store.name_free(&spec.address).await? else {
            return Ok(None);
        };
        let known: Request = self.load(&row.id).await?;
        let Change::Adopt {
            spec: was,
            adoption,
        } = &known.change
        else {
            return Ok(None);
        };
        if adoption.step == AdoptionStep::Observe && known.stage.pull_request().is_none() {
            return Ok(None);
        }
        let standard = &self.services.standard;
        Ok(
            if standard.home(&was.source) != standard.home(&spec.source) {
                let message = format!(
                    "Its first manifests are in {}. Withdraw {} to begin in another place",
                    standard.home(&was.source),
                    known.label()
                );
                Some(Problem::on(Field::Source, message))
            } else if was.cluster != spec.cluster {
                let message = format!(
                    "Its first manifests are for {}. Withdraw {} to begin on another cluster",
                    was.cluster,
                    known.label()
                );
                Some(Problem::on(Field::Cluster, message))
            } else {
                None
            },
        )
    }

    async fn facts_of(&self, person: &Person, row: &AdoptRow) -> Answer<Vec<Fact>> {
        let value = |field| row.value(field).unwrap_or_default();
        let form = RequestForm {
            source: value(Field::Source).to_owned(),
            ..RequestForm::default()
        };
        let (team, system, cluster, source) = tokio::try_join!(
            self.listed(person, ChoiceList::Teams, Field::Team, value(Field::Team)),
            self.listed(
                person,
                ChoiceList::Systems,
                Field::System,
                value(Field::System)
            ),
            self.listed(
                person,
                ChoiceList::Clusters,
                Field::Cluster,
                value(Field::Cluster)
            ),
            async { Ok(self.source_fact(&form).await) },
        )?;
        Ok([team, system, source, cluster]
            .into_iter()
            .flatten()
            .collect())
    }
}

fn on_its_way(row: &RequestRow) -> Reading {
    Reading::Taken {
        sentence: format!(
            "{} by {} asks for this name already",
            row.label, row.requester
        ),
        link: Link {
            text: row.label.clone(),
            href: format!("/requests/{}", row.id),
        },
    }
}

fn why_not(reading: Reading) -> Vec<Problem> {
    match reading {
        Reading::Fits(_) => Vec::new(),
        Reading::Refused(problems) => problems,
        Reading::Taken { sentence, link } => {
            vec![Problem::general(sentence).linking(link.text, link.href)]
        }
        Reading::Gone => vec![Problem::general("AWS does not have it")],
        Reading::Unknown(sentence) => vec![Problem::general(format!(
            "{sentence}. Berth adopts nothing that it can’t see; try again in a moment"
        ))],
    }
}

/// What Berth would answer; `None`: it does not know.
fn guessed(
    field: Field,
    person: &Person,
    known: Option<&RepositoryKnown>,
    guess: Option<&Guess>,
) -> Option<String> {
    match field {
        Field::Team => guess
            .map(|guess| guess.team.clone())
            .or_else(|| known?.row.team.clone())
            .or_else(|| match person.teams.as_slice() {
                [only] => Some(only.to_string()),
                _ => None,
            }),
        Field::System => known?.row.system.clone(),
        Field::Source => known?.source.clone(),
        Field::Cluster => known?.row.cluster.clone(),
        Field::Description => known?.description.clone(),
        _ => None,
    }
}

struct Answers {
    team: TeamName,
    system: SystemName,
    source: RepoSlug,
    cluster: ClusterName,
    description: Description,
}

impl Answers {
    fn parse(row: &AdoptRow, problems: &mut Vec<Problem>) -> Option<Self> {
        let value = |field| row.value(field).unwrap_or_default();
        let mut take = |field, why: String| problems.push(Problem::on(field, why));
        let team = TeamName::parse(value(Field::Team))
            .map_err(|why| take(Field::Team, why.to_string()))
            .ok();
        let system = SystemName::parse(value(Field::System))
            .map_err(|why| take(Field::System, why.to_string()))
            .ok();
        let source = RepoSlug::parse(value(Field::Source))
            .map_err(|why| take(Field::Source, why.to_string()))
            .ok();
        let cluster = ClusterName::parse(value(Field::Cluster))
            .map_err(|why| take(Field::Cluster, why.to_string()))
            .ok();
        let description = Description::parse(value(Field::Description))
            .map_err(|why| take(Field::Description, why.to_string()))
            .ok();
        Some(Self {
            team: team?,
            system: system?,
            source: source?,
            cluster: cluster?,
            description: description?,
        })
    }

    fn spec(self, key: &RepositoryKey, settings: Settings) -> RepositorySpec {
        RepositorySpec {
            address: key.clone(),
            description: self.description,
            team: self.team,
            system: self.system,
            source: self.source,
            cluster: self.cluster,
            settings,
        }
    }
}
