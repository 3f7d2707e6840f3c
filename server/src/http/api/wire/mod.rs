//! What travels. Types of their own, so that what a program relies on changes only when somebody means it to.

pub(in crate::http) mod aspects;
pub(in crate::http) mod audit;
pub(in crate::http) mod findings;
pub(in crate::http) mod images;
pub(in crate::http) mod insights;
pub(in crate::http) mod inventory;
pub(in crate::http) mod me;
pub(in crate::http) mod plan;
pub(in crate::http) mod repository;
pub(in crate::http) mod request;
pub(in crate::http) mod review;
pub(in crate::http) mod rollout;
pub(in crate::http) mod token;
pub(in crate::http) mod words;

use app::parts::time::machine;
use domain::portal::RepositoryKey;
use domain::time::Timestamp;
use serde::{Deserialize as _, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A moment, UTC, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) struct Time(Timestamp);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&machine(self.0.0))
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A moment, UTC, to the second."))
            .into()
    }
}

impl ToSchema for Time {
    fn name() -> Cow<'static, str> {
        "Time".into()
    }
}

pub(in crate::http) fn time(at: Option<Timestamp>) -> Option<Time> {
    at.map(Time)
}

/// A whole number, however it is written: to JSON Schema 30 and 30.0 are the same.
pub(in crate::http) fn whole<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    let number = f64::deserialize(deserializer)?;
    fitting(number).ok_or_else(|| not_whole(number))
}

pub(in crate::http) fn maybe_whole<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    let number = Option::<f64>::deserialize(deserializer)?;
    number
        .map(|number| fitting(number).ok_or_else(|| not_whole(number)))
        .transpose()
}

/// Up to 2^53, below which every whole number is exact.
fn fitting<T: TryFrom<i64>>(number: f64) -> Option<T> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    let is_whole = number.fract() == 0.0 && number.abs() <= MOST;
    is_whole.then(|| T::try_from(number as i64).ok())?
}

fn not_whole<E: serde::de::Error>(number: f64) -> E {
    E::custom(format!("{number} is no whole number that fits here"))
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Listed<T> {
    pub(in crate::http) items: Vec<T>,
    /// How many there are on all pages together, where that is known.
    #[schema(maximum = 9007199254740991_i64)]
    pub(in crate::http) total: Option<u64>,
    /// Where the next page is, as a path on this host; `null`: this is the last.
    pub(in crate::http) next: Option<String>,
}

impl<T> Listed<T> {
    /// All there is.
    pub(in crate::http) fn whole(items: Vec<T>) -> Self {
        Self {
            total: Some(items.len() as u64),
            items,
            next: None,
        }
    }
}

/// Which repository: unique in all of AWS.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::http) struct RepositoryRef {
    pub(in crate::http) account: String,
    pub(in crate::http) region: String,
    /// With its slashes.
    pub(in crate::http) name: String,
}

impl RepositoryRef {
    pub(in crate::http) fn of(key: &RepositoryKey) -> Self {
        Self {
            account: key.account.to_string(),
            region: key.region.to_string(),
            name: key.name.to_string(),
        }
    }
}

/// A text and where it leads.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::http) struct Link {
    pub(in crate::http) text: String,
    pub(in crate::http) href: String,
}

impl Link {
    pub(in crate::http) fn of(link: &domain::refusal::Link) -> Self {
        Self {
            text: link.text.clone(),
            href: link.href.clone(),
        }
    }
}

/// Something to copy.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::http) struct Snippet {
    pub(in crate::http) title: String,
    /// `shell`, `yaml` or `json`.
    pub(in crate::http) language: String,
    pub(in crate::http) text: String,
}

impl Snippet {
    pub(in crate::http) fn all(snippets: &[domain::handover::Snippet]) -> Vec<Self> {
        let one = |snippet: &domain::handover::Snippet| Self {
            title: snippet.title.clone(),
            language: snippet.language.clone(),
            text: snippet.text.clone(),
        };
        snippets.iter().map(one).collect()
    }
}

/// The address of a repository, as parts of the path.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // Says in the document what the extractor reads.
pub(in crate::http) struct RepositoryPath {
    /// The AWS account, twelve digits.
    #[param(pattern = "^[0-9]{12}$", example = "123456789012")]
    account: String,
    /// The AWS region.
    #[param(pattern = "^[a-z]{2}(-[a-z]+)+-[0-9]$", example = "us-east-1")]
    region: String,
    /// The repository’s name; its slashes are written as `%2F`.
    #[param(
        min_length = 2,
        max_length = 256,
        pattern = "^[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*$",
        example = "payments/api"
    )]
    name: String,
}

/// The id of a request, a draft or a rollout.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)]
pub(in crate::http) struct IdPath {
    /// A UUID.
    #[param(format = "uuid")]
    id: String,
}
