//! Whether a name is free: in Berth's index, among open requests, and in AWS. Two requests for one name are told apart
//! by the database in the end; here people learn of it while they type.

use super::facts::fact;
use crate::portal::{BerthPortal, PATIENCE};
use crate::store::Holder;
use domain::aws::Address;
use domain::form::RequestForm;
use domain::portal::{
    ADOPT_IT, ADOPTION_FIELDS, Answer, Fact, FactState, RepositoryRow, RepositoryState, RequestRow,
    Tombstone, adoption_address,
};
use domain::refusal::Link;
use domain::request::StageName;
use domain::spec::Field;
use tokio::time::timeout;

const SIMILAR: u32 = 3;

impl BerthPortal {
    pub(super) async fn name_facts(&self, form: &RequestForm) -> Answer<Vec<Fact>> {
        let Some(address) = form.address(&self.services.standard) else {
            return Ok(Vec::new());
        };
        let (holder, similar, stone) = tokio::try_join!(
            self.services.store.name_free(&address),
            self.services.store.similar_names(&address, SIMILAR),
            self.services.store.tombstone(&address),
        )?;
        let taken = match &holder {
            Holder::Nobody => stone.as_ref().and_then(|stone| self.locked(stone)),
            Holder::Request(row) if row.id.as_str() == form.id => None,
            Holder::Request(row) => Some(requested(row, &address)),
            // It is gone from AWS: whether it is free again AWS says.
            Holder::Repository(row) if row.state == RepositoryState::Missing => None,
            Holder::Repository(row) if row.state == RepositoryState::Unmanaged => {
                Some(unmanaged(form, &address))
            }
            Holder::Repository(row) => Some(exists(row)),
        };
        let own = match taken {
            Some(fact) => fact,
            None => self.name_in_aws(form, &address).await,
        };
        let similar = similar
            .into_iter()
            .filter(|row| row.key != address)
            .map(|row| Fact {
                link: Some(Link {
                    text: row.key.name.to_string(),
                    href: page_of(&row.key),
                }),
                ..fact(
                    Field::Name,
                    FactState::Notice,
                    "There is a repository with a similar name:",
                )
            });
        Ok(std::iter::once(own).chain(similar).collect())
    }

    /// Of a deleted repository; its page tells who asked for that.
    fn locked(&self, stone: &Tombstone) -> Option<Fact> {
        let why = stone.lock(self.services.clock.now())?;
        Some(Fact {
            link: Some(Link {
                text: stone.key.name.to_string(),
                href: page_of(&stone.key),
            }),
            ..fact(Field::Name, FactState::Bad, why)
        })
    }

    async fn name_in_aws(&self, form: &RequestForm, address: &Address) -> Fact {
        let name = |state, sentence: String| fact(Field::Name, state, sentence);
        match timeout(PATIENCE, self.services.aws.exists(address)).await {
            Ok(Ok(false)) => name(
                FactState::Good,
                format!("Free in {} of account {}", address.region, address.account),
            ),
            Ok(Ok(true)) => unmanaged(form, address),
            Ok(Err(_)) | Err(_) => name(
                FactState::Unknown,
                "AWS did not answer; Berth asks again after submission".to_owned(),
            ),
        }
    }
}

/// It is there, and nobody looks after it: two ways out.
fn unmanaged(form: &RequestForm, address: &Address) -> Fact {
    let answers = ADOPTION_FIELDS.map(|field| (field, form.value(field)));
    let sentence = format!(
        "AWS already has a repository of this name in {} of account {}, and nobody looks after it in Git. Choose another name, or adopt what is there:",
        address.region, address.account
    );
    Fact {
        link: Some(Link {
            text: ADOPT_IT.to_owned(),
            href: adoption_address(address, &answers),
        }),
        ..fact(Field::Name, FactState::Bad, sentence)
    }
}

fn requested(row: &RequestRow, address: &Address) -> Fact {
    let (sentence, link) = if row.stage == StageName::Completed {
        (
            format!(
                "There is a repository of this name; {} asked for it",
                row.requester
            ),
            page_of(address),
        )
    } else {
        (
            format!(
                "{} by {} already asks for this name",
                row.label, row.requester
            ),
            format!("/requests/{}", row.id),
        )
    };
    let text = if row.stage == StageName::Completed {
        row.name.clone()
    } else {
        row.label.clone()
    };
    Fact {
        link: Some(Link { text, href: link }),
        ..fact(Field::Name, FactState::Bad, sentence)
    }
}

fn exists(row: &RepositoryRow) -> Fact {
    let sentence = format!(
        "There is a repository of this name in {} of account {}",
        row.key.region, row.key.account
    );
    Fact {
        link: Some(Link {
            text: row.key.name.to_string(),
            href: page_of(&row.key),
        }),
        ..fact(Field::Name, FactState::Bad, sentence)
    }
}

fn page_of(key: &Address) -> String {
    format!("/repositories/{}/{}/{}", key.account, key.region, key.name)
}
