//! Settings of a repository: tag mutability, scanning, encryption, retention.

use crate::lifecycle::LifecyclePolicy;
use serde::{Deserialize, Serialize};

/// Whether a pushed tag may move to another image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", content = "except", rename_all = "snake_case")]
pub enum TagMutability {
    Mutable,
    Immutable,
    /// Mutable, but tags that match a filter are immutable.
    MutableExcept(ExclusionFilters),
    /// Immutable, but tags that match a filter may move.
    ImmutableExcept(ExclusionFilters),
}

impl TagMutability {
    /// The value of `imageTagMutability` in the AWS API and the manifest.
    pub fn aws_value(&self) -> &'static str {
        match self {
            Self::Mutable => "MUTABLE",
            Self::Immutable => "IMMUTABLE",
            Self::MutableExcept(_) => "MUTABLE_WITH_EXCLUSION",
            Self::ImmutableExcept(_) => "IMMUTABLE_WITH_EXCLUSION",
        }
    }

    pub fn filters(&self) -> &[String] {
        match self {
            Self::Mutable | Self::Immutable => &[],
            Self::MutableExcept(filters) | Self::ImmutableExcept(filters) => filters.as_slice(),
        }
    }
}

/// One to five wildcard patterns of 1 to 128 characters of `[0-9a-zA-Z._*-]` (AWS ECR API), at most two `*` in each
/// (the provider's CRD states that limit).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct ExclusionFilters(Vec<String>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    #[error("Enter at least one pattern, such as latest or dev-*")]
    Empty,
    #[error("Use at most five patterns; there are {0}")]
    TooMany(usize),
    #[error(
        "“{0}” is not a tag pattern: use letters, digits and . _ - * only, at most 128 characters"
    )]
    Grammar(String),
    #[error("“{0}” has more than two *; AWS allows two in a pattern")]
    Wildcards(String),
    #[error("“{0}” stands there twice")]
    Twice(String),
}

impl ExclusionFilters {
    pub fn new(filters: Vec<String>) -> Result<Self, FilterError> {
        if filters.is_empty() {
            return Err(FilterError::Empty);
        }
        for (index, filter) in filters.iter().enumerate() {
            let grammar = (1..=128).contains(&filter.len())
                && filter.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'*' | b'-')
                });
            if !grammar {
                return Err(FilterError::Grammar(filter.clone()));
            }
            if filter.matches('*').count() > 2 {
                return Err(FilterError::Wildcards(filter.clone()));
            }
            if filters[..index].contains(filter) {
                return Err(FilterError::Twice(filter.clone()));
            }
        }
        match filters.len() {
            count if count > 5 => Err(FilterError::TooMany(count)),
            _ => Ok(Self(filters)),
        }
    }

    /// Patterns separated by spaces, commas or line breaks.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let separators = |character: char| character.is_whitespace() || character == ',';
        Self::new(
            text.split(separators)
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect(),
        )
    }

    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for ExclusionFilters {
    type Error = FilterError;
    fn try_from(filters: Vec<String>) -> Result<Self, FilterError> {
        Self::new(filters)
    }
}

impl From<ExclusionFilters> for Vec<String> {
    fn from(filters: ExclusionFilters) -> Self {
        filters.0
    }
}

/// Encryption at rest. It can never change after creation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Encryption {
    /// Keys owned by Amazon ECR.
    Aes256,
    Kms {
        key: KmsKey,
    },
    /// Two layers of encryption with AWS KMS.
    KmsDsse {
        key: KmsKey,
    },
}

impl Encryption {
    /// The value of `encryptionType` in the AWS API and the manifest.
    pub fn aws_value(&self) -> &'static str {
        match self {
            Self::Aes256 => "AES256",
            Self::Kms { .. } => "KMS",
            Self::KmsDsse { .. } => "KMS_DSSE",
        }
    }

    pub fn key(&self) -> Option<&KmsKey> {
        match self {
            Self::Aes256 => None,
            Self::Kms { key } | Self::KmsDsse { key } => Some(key),
        }
    }
}

/// A KMS key by ARN: of a key or of an alias. A bare id or alias would be read in the provider's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KmsKey(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KmsKeyError {
    #[error("Enter the ARN of the KMS key")]
    Empty,
    #[error("Write the key’s ARN, such as arn:aws:kms:us-east-1:123456789012:key/… or …:alias/…")]
    Grammar,
    #[error("The key is in {0}; it must be in the repository’s region, {1}")]
    OtherRegion(String, String),
}

impl KmsKey {
    pub fn parse(text: &str) -> Result<Self, KmsKeyError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KmsKeyError::Empty);
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let shape = matches!(parts.as_slice(), ["arn", partition, "kms", region, account, resource]
            if partition.starts_with("aws")
                && crate::aws::Region::parse(region).is_ok_and(|region| region.partition().id() == *partition)
                && crate::aws::AccountId::parse(account).is_ok()
                && is_key_resource(resource));
        if shape && text.len() <= 2048 {
            Ok(Self(text.to_owned()))
        } else {
            Err(KmsKeyError::Grammar)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn region(&self) -> &str {
        self.0.split(':').nth(3).unwrap_or_default()
    }

    /// The account that owns the key.
    pub fn account(&self) -> &str {
        self.0.split(':').nth(4).unwrap_or_default()
    }
}

fn is_key_resource(resource: &str) -> bool {
    resource.split_once('/').is_some_and(|(kind, id)| {
        matches!(kind, "key" | "alias")
            && !id.is_empty()
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/'))
    })
}

impl TryFrom<String> for KmsKey {
    type Error = KmsKeyError;
    fn try_from(text: String) -> Result<Self, KmsKeyError> {
        Self::parse(&text)
    }
}

impl From<KmsKey> for String {
    fn from(key: KmsKey) -> Self {
        key.0
    }
}

/// Everything about a repository besides its identity and owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub mutability: TagMutability,
    pub scan_on_push: bool,
    pub encryption: Encryption,
    /// `None`: images are kept until somebody deletes them.
    pub lifecycle: Option<LifecyclePolicy>,
}

impl Default for Settings {
    /// What the guide's template creates.
    fn default() -> Self {
        Self {
            mutability: TagMutability::Mutable,
            scan_on_push: true,
            encryption: Encryption::Aes256,
            lifecycle: Some(LifecyclePolicy::keep_last(crate::lifecycle::DEFAULT_KEEP)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_hold_the_limits_of_ecr() {
        assert_eq!(
            ExclusionFilters::parse("latest, dev-*\nmain").map(|f| f.0.len()),
            Ok(3)
        );
        assert_eq!(ExclusionFilters::parse(" , "), Err(FilterError::Empty));
        assert_eq!(
            ExclusionFilters::parse("a b c d e f"),
            Err(FilterError::TooMany(6))
        );
        assert_eq!(
            ExclusionFilters::parse("a/b"),
            Err(FilterError::Grammar("a/b".into()))
        );
        assert_eq!(
            ExclusionFilters::parse("a*b*c*"),
            Err(FilterError::Wildcards("a*b*c*".into()))
        );
        assert!(ExclusionFilters::parse("a*b*").is_ok());
        assert_eq!(
            ExclusionFilters::parse("a a"),
            Err(FilterError::Twice("a".into()))
        );
    }

    #[test]
    fn kms_keys_are_arns() {
        let key = KmsKey::parse("arn:aws:kms:eu-west-1:123456789012:alias/ecr").unwrap();
        assert_eq!(key.region(), "eu-west-1");
        assert_eq!(KmsKey::parse(""), Err(KmsKeyError::Empty));
        for wrong in [
            "alias/ecr",
            "arn:aws:s3:eu-west-1:123456789012:key/x",
            "arn:aws:kms:eu-west-1:1:key/x",
            "arn:aws-cn:kms:eu-west-1:123456789012:key/x",
        ] {
            assert_eq!(KmsKey::parse(wrong), Err(KmsKeyError::Grammar), "{wrong}");
        }
    }
}
