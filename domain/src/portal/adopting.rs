//! Bringing repositories under Git that are in AWS alone: what the form asks, and what it shows before anything is sent.

use super::{Answer, Choices, RepositoryKey};
use crate::aws::{AccountId, Region};
use crate::compare::Compared;
use crate::name::RepositoryName;
use crate::owner::Guess;
use crate::people::Person;
use crate::refusal::{Link, Problem};
use crate::request::RequestId;
use crate::spec::{Field, RepositorySpec};
use async_trait::async_trait;

/// Repositories in one form: each is read from AWS while people wait.
pub const ADOPTED_AT_ONCE: usize = 25;

/// What the way to the form is called.
pub const ADOPT_IT: &str = "Adopt it";

/// What people answer for each repository.
pub const ADOPTION_FIELDS: [Field; 5] = [
    Field::Team,
    Field::System,
    Field::Source,
    Field::Cluster,
    Field::Description,
];

#[async_trait]
pub trait AdoptPages: Send + Sync {
    /// The form for these repositories. Answers that are not given yet are filled with what Berth guesses.
    async fn adoption(&self, person: &Person, form: &AdoptForm) -> Answer<AdoptionPage>;
    /// One request for each, or none at all: whatever is wrong comes back beside its field, and nothing has been sent.
    /// Sent twice, each stays one request.
    async fn adopt(&self, person: &Person, form: &AdoptForm) -> Answer<Adopted>;
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdoptForm {
    pub rows: Vec<AdoptRow>,
    pub comment: String,
}

/// The answers about one repository, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptRow {
    pub key: RepositoryKey,
    pub values: Vec<(Field, String)>,
}

impl AdoptRow {
    pub fn of(key: RepositoryKey) -> Self {
        Self {
            key,
            values: Vec::new(),
        }
    }

    /// `None`: not answered yet.
    pub fn value(&self, field: Field) -> Option<&str> {
        let (_, value) = self.values.iter().find(|(asked, _)| *asked == field)?;
        Some(value)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdoptionPage {
    pub offers: Vec<AdoptionOffer>,
    pub comment: String,
    pub teams: Choices,
    pub systems: Choices,
    pub clusters: Choices,
    /// More were chosen than fit into one form.
    pub left_out: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptionOffer {
    pub row: AdoptRow,
    /// Whose it probably is, and why.
    pub guess: Option<Guess>,
    pub reading: Reading,
}

/// What AWS has, as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Every field as AWS has it beside the manifest of the second pull request.
    Fits(Vec<Compared>),
    /// It can't be adopted as it is.
    Refused(Vec<Problem>),
    /// Somebody looks after it, or is about to.
    Taken { sentence: String, link: Link },
    /// AWS does not have it.
    Gone,
    /// AWS does not answer now.
    Unknown(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adopted {
    /// In the order of the form.
    Asked(Vec<RequestId>),
    /// Nothing was sent: what is wrong, by the place of the row; `None`: about the whole.
    Refused(Vec<(Option<usize>, Problem)>),
}

/// `account/region/name`, as addresses and forms name a repository.
pub fn repository_text(key: &RepositoryKey) -> String {
    format!("{}/{}/{}", key.account, key.region, key.name)
}

pub fn parse_repository(text: &str) -> Option<RepositoryKey> {
    let mut parts = text.splitn(3, '/');
    Some(RepositoryKey {
        account: AccountId::parse(parts.next()?).ok()?,
        region: Region::parse(parts.next()?).ok()?,
        name: RepositoryName::parse_existing(parts.next()?).ok()?,
    })
}

/// The form, filled with what somebody wanted of a new repository of that name.
pub fn adoption_form(spec: &RepositorySpec) -> String {
    adoption_address(
        &spec.address,
        &[
            (Field::Team, spec.team.as_str()),
            (Field::System, spec.system.as_str()),
            (Field::Source, &spec.source.to_string()),
            (Field::Cluster, spec.cluster.as_str()),
            (Field::Description, spec.description.as_str()),
        ],
    )
}

/// The form about one repository, with answers that are known.
pub fn adoption_address(key: &RepositoryKey, answers: &[(Field, &str)]) -> String {
    let mut out = format!(
        "/inventory/unmanaged/adopt?repository={}",
        encode(&repository_text(key))
    );
    for (field, value) in answers.iter().filter(|(_, value)| !value.is_empty()) {
        out.push_str(&format!("&{}-0={}", field.as_str(), encode(value)));
    }
    out
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{filled_form, standard};

    #[test]
    fn a_repository_and_the_answers_about_it_come_through_an_address() {
        let spec = filled_form().parse(&standard()).unwrap();
        let text = repository_text(&spec.address);
        assert_eq!(parse_repository(&text), Some(spec.address.clone()));
        assert_eq!(parse_repository("x/us-east-1/a"), None);
        let address = adoption_form(&spec);
        assert!(
            address.starts_with("/inventory/unmanaged/adopt?repository=123456789012/us-east-1/payments/my-app-registry&team-0=platform-engineering&"),
            "{address}"
        );
        assert!(address.ends_with("&description-0=Docker%20images%20for%20my%20application"));
    }
}
