//! AWS identity: partition, account, region, and the addresses that follow from them.

use crate::name::RepositoryName;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A partition of AWS with its own accounts and host names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Partition {
    Aws,
    AwsCn,
    AwsUsGov,
    AwsIso,
    AwsIsoB,
    AwsIsoE,
    AwsIsoF,
    AwsEusc,
}

/// Regions with an ECR endpoint: id, partition, AWS's description.
/// Source: botocore endpoints data 1.44.5.
const REGIONS: &[(&str, Partition, &str)] = &[
    ("af-south-1", Partition::Aws, "Africa (Cape Town)"),
    ("ap-east-1", Partition::Aws, "Asia Pacific (Hong Kong)"),
    ("ap-east-2", Partition::Aws, "Asia Pacific (Taipei)"),
    ("ap-northeast-1", Partition::Aws, "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", Partition::Aws, "Asia Pacific (Seoul)"),
    ("ap-northeast-3", Partition::Aws, "Asia Pacific (Osaka)"),
    ("ap-south-1", Partition::Aws, "Asia Pacific (Mumbai)"),
    ("ap-south-2", Partition::Aws, "Asia Pacific (Hyderabad)"),
    ("ap-southeast-1", Partition::Aws, "Asia Pacific (Singapore)"),
    ("ap-southeast-2", Partition::Aws, "Asia Pacific (Sydney)"),
    ("ap-southeast-3", Partition::Aws, "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", Partition::Aws, "Asia Pacific (Melbourne)"),
    ("ap-southeast-5", Partition::Aws, "Asia Pacific (Malaysia)"),
    (
        "ap-southeast-6",
        Partition::Aws,
        "Asia Pacific (New Zealand)",
    ),
    ("ap-southeast-7", Partition::Aws, "Asia Pacific (Thailand)"),
    ("ca-central-1", Partition::Aws, "Canada (Central)"),
    ("ca-west-1", Partition::Aws, "Canada West (Calgary)"),
    ("eu-central-1", Partition::Aws, "Europe (Frankfurt)"),
    ("eu-central-2", Partition::Aws, "Europe (Zurich)"),
    ("eu-north-1", Partition::Aws, "Europe (Stockholm)"),
    ("eu-south-1", Partition::Aws, "Europe (Milan)"),
    ("eu-south-2", Partition::Aws, "Europe (Spain)"),
    ("eu-west-1", Partition::Aws, "Europe (Ireland)"),
    ("eu-west-2", Partition::Aws, "Europe (London)"),
    ("eu-west-3", Partition::Aws, "Europe (Paris)"),
    ("il-central-1", Partition::Aws, "Israel (Tel Aviv)"),
    ("me-central-1", Partition::Aws, "Middle East (UAE)"),
    ("me-south-1", Partition::Aws, "Middle East (Bahrain)"),
    ("mx-central-1", Partition::Aws, "Mexico (Central)"),
    ("sa-east-1", Partition::Aws, "South America (Sao Paulo)"),
    ("us-east-1", Partition::Aws, "US East (N. Virginia)"),
    ("us-east-2", Partition::Aws, "US East (Ohio)"),
    ("us-west-1", Partition::Aws, "US West (N. California)"),
    ("us-west-2", Partition::Aws, "US West (Oregon)"),
    ("cn-north-1", Partition::AwsCn, "China (Beijing)"),
    ("cn-northwest-1", Partition::AwsCn, "China (Ningxia)"),
    (
        "us-gov-east-1",
        Partition::AwsUsGov,
        "AWS GovCloud (US-East)",
    ),
    (
        "us-gov-west-1",
        Partition::AwsUsGov,
        "AWS GovCloud (US-West)",
    ),
    ("us-iso-east-1", Partition::AwsIso, "US ISO East"),
    ("us-iso-west-1", Partition::AwsIso, "US ISO WEST"),
    ("us-isob-east-1", Partition::AwsIsoB, "US ISOB East (Ohio)"),
    ("us-isob-west-1", Partition::AwsIsoB, "US ISOB West"),
    ("eu-isoe-west-1", Partition::AwsIsoE, "EU ISOE West"),
    ("us-isof-east-1", Partition::AwsIsoF, "US ISOF EAST"),
    ("us-isof-south-1", Partition::AwsIsoF, "US ISOF SOUTH"),
    (
        "eusc-de-east-1",
        Partition::AwsEusc,
        "AWS European Sovereign Cloud (Germany)",
    ),
];

impl Partition {
    /// The partition's name as it stands in an ARN.
    pub fn id(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::AwsCn => "aws-cn",
            Self::AwsUsGov => "aws-us-gov",
            Self::AwsIso => "aws-iso",
            Self::AwsIsoB => "aws-iso-b",
            Self::AwsIsoE => "aws-iso-e",
            Self::AwsIsoF => "aws-iso-f",
            Self::AwsEusc => "aws-eusc",
        }
    }

    /// The end of its host names.
    pub fn dns_suffix(self) -> &'static str {
        match self {
            Self::Aws | Self::AwsUsGov => "amazonaws.com",
            Self::AwsCn => "amazonaws.com.cn",
            Self::AwsIso => "c2s.ic.gov",
            Self::AwsIsoB => "sc2s.sgov.gov",
            Self::AwsIsoE => "cloud.adc-e.uk",
            Self::AwsIsoF => "csp.hci.ic.gov",
            Self::AwsEusc => "amazonaws.eu",
        }
    }
}

/// A region that has ECR, for example `us-east-1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Region(&'static str);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    #[error("Choose an AWS region")]
    Empty,
    #[error("AWS has no region “{0}” with ECR")]
    Unknown(String),
}

impl Region {
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        if text.is_empty() {
            return Err(RegionError::Empty);
        }
        REGIONS
            .iter()
            .find(|(id, ..)| *id == text)
            .map(|(id, ..)| Self(id))
            .ok_or_else(|| RegionError::Unknown(text.to_owned()))
    }

    pub fn all() -> impl Iterator<Item = Self> {
        REGIONS.iter().map(|(id, ..)| Self(id))
    }

    pub fn as_str(self) -> &'static str {
        self.0
    }

    fn row(self) -> Option<&'static (&'static str, Partition, &'static str)> {
        REGIONS.iter().find(|(id, ..)| *id == self.0)
    }

    pub fn partition(self) -> Partition {
        self.row()
            .map_or(Partition::Aws, |(_, partition, _)| *partition)
    }

    /// AWS's description, for example `US East (N. Virginia)`.
    pub fn description(self) -> &'static str {
        self.row().map_or(self.0, |(.., description)| description)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Twelve digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an AWS account: it takes twelve digits")]
pub struct AccountError(String);

impl AccountId {
    pub fn parse(text: &str) -> Result<Self, AccountError> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(AccountError(text.to_owned()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for AccountId {
    type Error = AccountError;
    fn try_from(text: String) -> Result<Self, AccountError> {
        Self::parse(&text)
    }
}

impl From<AccountId> for String {
    fn from(account: AccountId) -> Self {
        account.0
    }
}

/// Where a repository is or will be: unique in all of AWS.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Address {
    pub account: AccountId,
    pub region: Region,
    pub name: RepositoryName,
}

impl Address {
    /// The registry's host, to sign in to.
    pub fn registry_host(&self) -> String {
        let suffix = self.region.partition().dns_suffix();
        format!("{}.dkr.ecr.{}.{suffix}", self.account, self.region)
    }

    /// The image URI without a tag.
    pub fn uri(&self) -> String {
        format!("{}/{}", self.registry_host(), self.name)
    }

    pub fn arn(&self) -> String {
        let partition = self.region.partition().id();
        format!(
            "arn:{partition}:ecr:{}:{}:repository/{}",
            self.region, self.account, self.name
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(region: &str) -> Address {
        Address {
            account: AccountId::parse("123456789012").unwrap(),
            region: Region::parse(region).unwrap(),
            name: RepositoryName::parse("payments/api").unwrap(),
        }
    }

    #[test]
    fn addresses_follow_the_partition() {
        assert_eq!(
            address("us-east-1").uri(),
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/payments/api"
        );
        assert_eq!(
            address("cn-north-1").uri(),
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/payments/api"
        );
        assert_eq!(
            address("us-gov-west-1").arn(),
            "arn:aws-us-gov:ecr:us-gov-west-1:123456789012:repository/payments/api"
        );
    }

    #[test]
    fn unknown_regions_and_accounts_are_refused() {
        assert_eq!(
            Region::parse("us-east-9"),
            Err(RegionError::Unknown("us-east-9".into()))
        );
        assert_eq!(Region::parse(""), Err(RegionError::Empty));
        for account in [
            "",
            "12345678901",
            "1234567890123",
            "12345678901a",
            "１２３４５６７８９０１２",
        ] {
            assert!(AccountId::parse(account).is_err(), "{account}");
        }
    }
}
