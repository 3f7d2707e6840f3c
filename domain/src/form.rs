//! The request form as typed, and its way to a [`RepositorySpec`].

use crate::aws::{AccountId, Address, Region};
use crate::github::RepoSlug;
use crate::lifecycle::{DEFAULT_KEEP, KEEP_MAX, LifecyclePolicy};
use crate::name::RepositoryName;
use crate::refusal::{Problem, Refusal};
use crate::settings::{Encryption, ExclusionFilters, KmsKey, KmsKeyError, Settings, TagMutability};
use crate::spec::{Field, RepositorySpec};
use crate::standard::Standard;
use crate::text::{ClusterName, Description, SystemName, TeamName};
use serde::{Deserialize, Serialize};

/// Every value as the browser sent it. Nothing here is trusted; [`RequestForm::parse`] decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestForm {
    /// The request's id, chosen when the form is opened: submitting twice is one request, and previewed
    /// manifests already carry it.
    pub id: String,
    pub name: String,
    pub account: String,
    pub region: String,
    pub description: String,
    pub team: String,
    pub system: String,
    pub source: String,
    pub cluster: String,
    /// `mutable`, `immutable`, `mutable_except` or `immutable_except`.
    pub mutability: String,
    /// Tag patterns separated by spaces, commas or line breaks.
    pub exceptions: String,
    /// `on`, or anything else for off: browsers send nothing for an empty check box.
    pub scan: String,
    /// `aes256`, `kms` or `kms_dsse`.
    pub encryption: String,
    pub kms_key: String,
    /// `keep` or `none`.
    pub lifecycle: String,
    pub keep: String,
    /// Why it is wanted; shown to reviewers.
    pub comment: String,
}

impl Default for RequestForm {
    /// Empty values. A browser leaves out unchecked boxes, so absent must read as off;
    /// [`RequestForm::blank`] is the form that a person starts from.
    fn default() -> Self {
        let empty = String::new;
        Self {
            id: empty(),
            name: empty(),
            account: empty(),
            region: empty(),
            description: empty(),
            team: empty(),
            system: empty(),
            source: empty(),
            cluster: empty(),
            mutability: empty(),
            exceptions: empty(),
            scan: empty(),
            encryption: empty(),
            kms_key: empty(),
            lifecycle: empty(),
            keep: empty(),
            comment: empty(),
        }
    }
}

pub const COMMENT_MAX: usize = 2000;

impl RequestForm {
    /// The form with the template's defaults chosen.
    pub fn blank(id: impl Into<String>, standard: &Standard) -> Self {
        let account = standard.accounts.first();
        Self {
            id: id.into(),
            account: account
                .map(|account| account.id.to_string())
                .unwrap_or_default(),
            region: account
                .and_then(|account| account.regions.first())
                .map(ToString::to_string)
                .unwrap_or_default(),
            mutability: "mutable".into(),
            scan: "on".into(),
            encryption: "aes256".into(),
            lifecycle: "keep".into(),
            keep: DEFAULT_KEEP.to_string(),
            ..Self::default()
        }
    }

    /// The form that leads to `spec`: to ask for another like it, or to change what was asked.
    pub fn from_spec(id: impl Into<String>, spec: &RepositorySpec) -> Self {
        let settings = &spec.settings;
        Self {
            id: id.into(),
            name: spec.address.name.to_string(),
            account: spec.address.account.to_string(),
            region: spec.address.region.to_string(),
            description: spec.description.to_string(),
            team: spec.team.to_string(),
            system: spec.system.to_string(),
            source: spec.source.to_string(),
            cluster: spec.cluster.to_string(),
            mutability: match settings.mutability {
                TagMutability::Mutable => "mutable",
                TagMutability::Immutable => "immutable",
                TagMutability::MutableExcept(_) => "mutable_except",
                TagMutability::ImmutableExcept(_) => "immutable_except",
            }
            .into(),
            exceptions: settings.mutability.filters().join(" "),
            scan: if settings.scan_on_push {
                "on".into()
            } else {
                String::new()
            },
            encryption: match settings.encryption {
                Encryption::Aes256 => "aes256",
                Encryption::Kms { .. } => "kms",
                Encryption::KmsDsse { .. } => "kms_dsse",
            }
            .into(),
            kms_key: settings
                .encryption
                .key()
                .map(|key| key.as_str().to_owned())
                .unwrap_or_default(),
            lifecycle: if settings.lifecycle.is_some() {
                "keep"
            } else {
                "none"
            }
            .into(),
            keep: settings
                .lifecycle
                .as_ref()
                .and_then(LifecyclePolicy::kept_count)
                .unwrap_or(DEFAULT_KEEP)
                .to_string(),
            comment: String::new(),
        }
    }

    pub fn value(&self, field: Field) -> &str {
        match field {
            Field::Name => &self.name,
            Field::Account => &self.account,
            Field::Region => &self.region,
            Field::Description => &self.description,
            Field::Team => &self.team,
            Field::System => &self.system,
            Field::Source => &self.source,
            Field::Cluster => &self.cluster,
            Field::Mutability => &self.mutability,
            Field::Exceptions => &self.exceptions,
            Field::Scan => &self.scan,
            Field::Encryption => &self.encryption,
            Field::KmsKey => &self.kms_key,
            Field::Lifecycle => &self.lifecycle,
            Field::Keep => &self.keep,
            Field::Comment => &self.comment,
        }
    }

    pub fn set(&mut self, field: Field, value: impl Into<String>) {
        let slot = match field {
            Field::Name => &mut self.name,
            Field::Account => &mut self.account,
            Field::Region => &mut self.region,
            Field::Description => &mut self.description,
            Field::Team => &mut self.team,
            Field::System => &mut self.system,
            Field::Source => &mut self.source,
            Field::Cluster => &mut self.cluster,
            Field::Mutability => &mut self.mutability,
            Field::Exceptions => &mut self.exceptions,
            Field::Scan => &mut self.scan,
            Field::Encryption => &mut self.encryption,
            Field::KmsKey => &mut self.kms_key,
            Field::Lifecycle => &mut self.lifecycle,
            Field::Keep => &mut self.keep,
            Field::Comment => &mut self.comment,
        };
        *slot = value.into();
    }

    /// Parses every field; all problems at once, each on its field.
    ///
    /// # Errors
    /// A refusal with at least one problem.
    pub fn parse(&self, standard: &Standard) -> Result<RepositorySpec, Refusal> {
        let mut found = Problems::default();
        let name = found.take(Field::Name, RepositoryName::parse(&self.name));
        found.suggest_name(&self.name);
        let account = found.take(Field::Account, parse_account(&self.account, standard));
        let region = found.take(
            Field::Region,
            parse_region(&self.region, account.as_ref(), standard),
        );
        let description = found.take(Field::Description, Description::parse(&self.description));
        let team = found.take(Field::Team, TeamName::parse(&self.team));
        let system = found.take(Field::System, SystemName::parse(&self.system));
        let source = found.take(
            Field::Source,
            RepoSlug::parse_on(&self.source, github_host(standard)),
        );
        let cluster = found.take(Field::Cluster, ClusterName::parse(&self.cluster));
        let mutability = self.parse_mutability(&mut found);
        let encryption = self.parse_encryption(region, &mut found);
        let lifecycle = self.parse_lifecycle(&mut found);
        if self.comment.chars().count() > COMMENT_MAX {
            found.add(
                Field::Comment,
                format!("Use at most {COMMENT_MAX} characters"),
            );
        }
        let scan_on_push = self.scan == "on";
        let parsed = (|| {
            Some(RepositorySpec {
                address: Address {
                    account: account?,
                    region: region?,
                    name: name?,
                },
                description: description?,
                team: team?,
                system: system?,
                source: source?,
                cluster: cluster?,
                settings: Settings {
                    mutability: mutability?,
                    scan_on_push,
                    encryption: encryption?,
                    lifecycle: lifecycle?,
                },
            })
        })();
        match parsed {
            Some(spec) if found.0.is_empty() => Ok(spec),
            _ => Err(Refusal { problems: found.0 }),
        }
    }

    /// Where the repository would be, as soon as these three answers hold.
    pub fn address(&self, standard: &Standard) -> Option<Address> {
        let account = parse_account(&self.account, standard).ok()?;
        let region = parse_region(&self.region, Some(&account), standard).ok()?;
        let name = RepositoryName::parse(&self.name).ok()?;
        Some(Address {
            account,
            region,
            name,
        })
    }

    /// The application's repository on GitHub, as soon as that answer holds.
    pub fn source(&self, standard: &Standard) -> Option<RepoSlug> {
        RepoSlug::parse_on(&self.source, github_host(standard)).ok()
    }

    fn parse_mutability(&self, found: &mut Problems) -> Option<TagMutability> {
        match self.mutability.as_str() {
            "mutable" => Some(TagMutability::Mutable),
            "immutable" => Some(TagMutability::Immutable),
            "mutable_except" => found
                .take(Field::Exceptions, ExclusionFilters::parse(&self.exceptions))
                .map(TagMutability::MutableExcept),
            "immutable_except" => found
                .take(Field::Exceptions, ExclusionFilters::parse(&self.exceptions))
                .map(TagMutability::ImmutableExcept),
            other => found.choice(Field::Mutability, other),
        }
    }

    fn parse_encryption(&self, region: Option<Region>, found: &mut Problems) -> Option<Encryption> {
        let key = |found: &mut Problems| {
            let key = found.take(Field::KmsKey, KmsKey::parse(&self.kms_key))?;
            match region {
                Some(region) if key.region() != region.as_str() => {
                    found.add(
                        Field::KmsKey,
                        KmsKeyError::OtherRegion(key.region().to_owned(), region.to_string()),
                    );
                    None
                }
                _ => Some(key),
            }
        };
        match self.encryption.as_str() {
            "aes256" => Some(Encryption::Aes256),
            "kms" => key(found).map(|key| Encryption::Kms { key }),
            "kms_dsse" => key(found).map(|key| Encryption::KmsDsse { key }),
            other => found.choice(Field::Encryption, other),
        }
    }

    fn parse_lifecycle(&self, found: &mut Problems) -> Option<Option<LifecyclePolicy>> {
        match self.lifecycle.as_str() {
            "none" => Some(None),
            "keep" => match self.keep.trim().parse::<u32>() {
                Ok(count) if (1..=KEEP_MAX).contains(&count) => {
                    Some(Some(LifecyclePolicy::keep_last(count)))
                }
                _ => {
                    found.add(
                        Field::Keep,
                        format!("Enter a whole number from 1 to {KEEP_MAX}"),
                    );
                    None
                }
            },
            other => found.choice(Field::Lifecycle, other),
        }
    }
}

#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, field: Field, message: impl ToString) {
        self.0.push(Problem::on(field, message));
    }

    fn take<T, E: ToString>(&mut self, field: Field, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(field, error)).ok()
    }

    fn choice<T>(&mut self, field: Field, typed: &str) -> Option<T> {
        let message = if typed.is_empty() {
            "Choose one".to_owned()
        } else {
            format!("“{typed}” is not one of the choices")
        };
        self.add(field, message);
        None
    }

    fn suggest_name(&mut self, typed: &str) {
        if let Some(problem) = self
            .0
            .iter_mut()
            .find(|problem| problem.field == Some(Field::Name))
        {
            problem.suggestion = RepositoryName::suggest(typed).map(String::from);
        }
    }
}

fn github_host(standard: &Standard) -> &str {
    let authority = standard
        .github_web
        .split_once("://")
        .map_or(standard.github_web.as_str(), |(_, rest)| rest);
    let host = authority.split(['/', ':']).next().unwrap_or("github.com");
    // A loopback stand-in speaks for github.com: people paste the addresses they know.
    if matches!(host, "127.0.0.1" | "localhost") {
        "github.com"
    } else {
        host
    }
}

fn parse_account(text: &str, standard: &Standard) -> Result<AccountId, String> {
    let account = AccountId::parse(text).map_err(|error| {
        if text.is_empty() {
            "Choose an AWS account".to_owned()
        } else {
            error.to_string()
        }
    })?;
    match standard.account(&account) {
        Some(_) => Ok(account),
        None => Err(format!("Account {account} is not one that Berth may use")),
    }
}

fn parse_region(
    text: &str,
    account: Option<&AccountId>,
    standard: &Standard,
) -> Result<Region, String> {
    let region = Region::parse(text).map_err(|error| error.to_string())?;
    match account.and_then(|id| standard.account(id)) {
        Some(account) if !account.regions.contains(&region) => {
            let offered: Vec<&str> = account
                .regions
                .iter()
                .map(|region| region.as_str())
                .collect();
            Err(format!(
                "{} is not set up in {region}; choose {}",
                account.title,
                offered.join(", ")
            ))
        }
        _ => Ok(region),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{filled_form, standard};

    #[test]
    fn a_filled_form_becomes_what_it_says() {
        let form = filled_form();
        let spec = form.parse(&standard()).unwrap();
        assert_eq!(
            spec.address.uri(),
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments/my-app-registry"
        );
        assert_eq!(spec.settings, Settings::default());
        let again = RequestForm {
            comment: form.comment.clone(),
            ..RequestForm::from_spec(form.id.clone(), &spec)
        };
        assert_eq!(again, form);
    }

    #[test]
    fn all_problems_come_at_once_each_on_its_field() {
        let form = RequestForm {
            name: "My App".into(),
            account: "999999999999".into(),
            region: "mars-1".into(),
            source: "nowhere".into(),
            mutability: "x".into(),
            encryption: "kms".into(),
            lifecycle: "keep".into(),
            keep: "0".into(),
            ..RequestForm::default()
        };
        let refusal = form.parse(&standard()).unwrap_err();
        let fields: Vec<&str> = refusal
            .problems
            .iter()
            .filter_map(|p| p.field)
            .map(Field::as_str)
            .collect();
        assert_eq!(
            fields,
            [
                "name",
                "account",
                "region",
                "description",
                "team",
                "system",
                "source",
                "cluster",
                "mutability",
                "kms_key",
                "keep"
            ]
        );
        assert_eq!(
            refusal
                .on(Field::Name)
                .and_then(|p| p.suggestion.as_deref()),
            Some("my-app")
        );
    }

    #[test]
    fn a_key_of_another_region_is_refused() {
        let form = RequestForm {
            encryption: "kms".into(),
            kms_key: "arn:aws:kms:eu-west-1:123456789012:key/1".into(),
            ..filled_form()
        };
        let refusal = form.parse(&standard()).unwrap_err();
        assert_eq!(
            refusal.on(Field::KmsKey).map(|p| p.message.as_str()),
            Some("The key is in eu-west-1; it must be in the repository’s region, us-east-1")
        );
    }

    #[test]
    fn an_account_that_is_not_offered_is_refused() {
        let form = RequestForm {
            account: "210987654321".into(),
            ..filled_form()
        };
        assert!(
            form.parse(&standard())
                .unwrap_err()
                .on(Field::Account)
                .is_some()
        );
    }
}
