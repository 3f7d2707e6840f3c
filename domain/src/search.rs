//! What somebody puts into the search box: the full name of one thing, told apart from words to look for.

use crate::aws::{AccountId, Address, Region};
use crate::github::RepoSlug;
use crate::image::Digest;
use crate::name::RepositoryName;
use crate::request::RequestId;

/// Names that need no searching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    Request(RequestId),
    /// `REQ-1482`.
    RequestNumber(i64),
    /// `17` or `#17`: a request's number or a pull request's, somewhere.
    Number(i64),
    /// `owner/name#17`, or the address of a pull request.
    PullRequest {
        repo: RepoSlug,
        number: i64,
    },
    /// An image URI without a tag, or an ARN.
    Repository(Address),
    /// A whole image URI.
    Image {
        repository: Address,
        image: String,
    },
    /// `payments/api:v1`, as manifests that leave the registry to a variable have it.
    ImageOf {
        name: RepositoryName,
        image: String,
    },
}

impl Named {
    /// `None`: words.
    pub fn read(typed: &str) -> Option<Self> {
        let mut pieces = typed.split_whitespace();
        let text = pieces.next()?.trim_matches(['"', '\'', '`']);
        if pieces.next().is_some() {
            return None;
        }
        request(text)
            .or_else(|| pull_request(text))
            .or_else(|| arn(text).map(Self::Repository))
            .or_else(|| uri(text))
            .or_else(|| image_of(text))
    }

    /// Whether one thing at most can have this name.
    pub fn is_full(&self) -> bool {
        !matches!(self, Self::Number(_) | Self::ImageOf { .. })
    }
}

fn request(text: &str) -> Option<Named> {
    if let Ok(id) = RequestId::parse(text) {
        return Some(Named::Request(id));
    }
    let label = text
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("REQ-"));
    if label.is_some() {
        return number(&text[4..]).map(Named::RequestNumber);
    }
    number(text.strip_prefix('#').unwrap_or(text)).map(Named::Number)
}

/// No sign, no spaces; what does not fit names nothing.
fn number(text: &str) -> Option<i64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Twelve digits are an account.
    (is_number && text.len() < 12)
        .then(|| text.parse().ok())
        .flatten()
}

/// `owner/name#17`, `https://github.example/owner/name/pull/17/files`.
fn pull_request(text: &str) -> Option<Named> {
    let (owner, name, digits) = if let Some((_, rest)) = text.split_once("://") {
        let mut parts = rest.split(['/', '?', '#']).skip(1);
        let (owner, name) = (parts.next()?, parts.next()?);
        parts.next().filter(|part| *part == "pull")?;
        (owner, name, parts.next()?)
    } else {
        let (slug, digits) = text.split_once('#')?;
        let (owner, name) = slug.split_once('/')?;
        (owner, name, digits)
    };
    Some(Named::PullRequest {
        repo: RepoSlug::new(owner, name).ok()?,
        number: number(digits)?,
    })
}

/// `arn:aws:ecr:us-east-1:123456789012:repository/payments/api`.
fn arn(text: &str) -> Option<Address> {
    let mut parts = text.splitn(6, ':');
    let (word, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account) = (parts.next()?, parts.next()?);
    let address = Address {
        region: Region::parse(region).ok()?,
        account: AccountId::parse(account).ok()?,
        name: RepositoryName::parse_existing(parts.next()?.strip_prefix("repository/")?).ok()?,
    };
    let fits = (word, service) == ("arn", "ecr") && address.region.partition().id() == partition;
    fits.then_some(address)
}

fn uri(text: &str) -> Option<Named> {
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (host, path) = text.split_once('/')?;
    let (account, region) = registry(host)?;
    let (name, image) = split_image(path);
    let repository = Address {
        account,
        region,
        name: RepositoryName::parse_existing(name).ok()?,
    };
    Some(match image {
        Some(image) => Named::Image { repository, image },
        None => Named::Repository(repository),
    })
}

/// Every host name that AWS gives a registry: also its FIPS and its dual-stack ones.
fn registry(host: &str) -> Option<(AccountId, Region)> {
    let host = host.to_ascii_lowercase();
    let (account, rest) = host.split_once('.')?;
    let account = AccountId::parse(account).ok()?;
    let (region, suffix) = ["dkr.ecr.", "dkr.ecr-fips.", "dkr-ecr.", "dkr-ecr-fips."]
        .iter()
        .find_map(|service| rest.strip_prefix(service))?
        .split_once('.')?;
    let region = Region::parse(region).ok()?;
    let known = [
        region.partition().dns_suffix(),
        "on.aws",
        "on.amazonwebservices.com.cn",
    ];
    known.contains(&suffix).then_some((account, region))
}

fn image_of(text: &str) -> Option<Named> {
    let (name, image) = split_image(text);
    // A digest alone is looked for among all images.
    if name == "sha256" {
        return None;
    }
    Some(Named::ImageOf {
        name: RepositoryName::parse_existing(name).ok()?,
        image: image?,
    })
}

/// The name of a repository, and the digest or the tag behind it. A digest says more than a tag.
fn split_image(text: &str) -> (&str, Option<String>) {
    let (name, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    let (name, tag) = match name.split_once(':') {
        Some((name, tag)) => (name, Some(tag)),
        None => (name, None),
    };
    let digest = digest.filter(|digest| Digest::parse(digest).is_ok());
    let tag = tag.filter(|tag| is_tag(tag));
    (name, digest.or(tag).map(str::to_owned))
}

fn is_tag(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && !text.starts_with(['.', '-'])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "9f3c2e1d0b9f3c2e1d0b9f3c2e1d0b9f3c2e1d0b9f3c2e1d0b9f3c2e1d0b9f3c";

    fn payments(region: &str) -> Address {
        Address {
            account: AccountId::parse("123456789012").unwrap(),
            region: Region::parse(region).unwrap(),
            name: RepositoryName::parse("payments/api").unwrap(),
        }
    }

    fn image(image: &str) -> Option<Named> {
        Some(Named::Image {
            repository: payments("eu-west-1"),
            image: image.into(),
        })
    }

    #[test]
    fn a_pasted_image_uri_names_repository_and_image() {
        let host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/payments/api";
        let digest = format!("sha256:{HASH}");
        assert_eq!(
            Named::read(host),
            Some(Named::Repository(payments("eu-west-1")))
        );
        assert_eq!(Named::read(&format!(" {host}:v1.2_3 ")), image("v1.2_3"));
        assert_eq!(
            Named::read(&format!("https://{host}@{digest}")),
            image(&digest)
        );
        assert_eq!(
            Named::read(&format!("\"{host}:v1@{digest}\"")),
            image(&digest)
        );
        for host in [
            "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
            "123456789012.dkr-ecr.us-gov-west-1.on.aws",
        ] {
            let read = Named::read(&format!("{host}/payments/api"));
            assert_eq!(
                read,
                Some(Named::Repository(payments("us-gov-west-1"))),
                "{host}"
            );
        }
    }

    #[test]
    fn an_arn_and_an_address_lead_back_to_themselves() {
        for region in Region::all() {
            let address = payments(region.as_str());
            let expected = Some(Named::Repository(address.clone()));
            assert_eq!(Named::read(&address.arn()), expected);
            assert_eq!(Named::read(&address.uri()), expected);
        }
        assert_eq!(
            Named::read("arn:aws-cn:ecr:us-east-1:123456789012:repository/a/b"),
            None,
            "of another partition"
        );
    }

    #[test]
    fn requests_and_pull_requests_have_names_of_their_own() {
        let id = "0197c9d2-7c1a-7000-8000-0000000000aa";
        assert_eq!(
            Named::read(id),
            RequestId::parse(id).ok().map(Named::Request)
        );
        assert_eq!(Named::read("req-1482"), Some(Named::RequestNumber(1482)));
        assert_eq!(Named::read("#17"), Some(Named::Number(17)));
        assert_eq!(Named::read("17"), Some(Named::Number(17)));
        let expected = Some(Named::PullRequest {
            repo: RepoSlug::new("spacetech", "my-app").unwrap(),
            number: 17,
        });
        for text in [
            "spacetech/my-app#17",
            "https://github.com/spacetech/my-app/pull/17",
            "https://github.example:8443/spacetech/my-app/pull/17/files?w=1",
        ] {
            assert_eq!(Named::read(text), expected, "{text}");
        }
    }

    #[test]
    fn an_image_may_stand_without_its_registry() {
        let read = Named::read("payments/api:v1").unwrap();
        assert!(!read.is_full());
        assert!(
            matches!(read, Named::ImageOf { name, image } if name.as_str() == "payments/api" && image == "v1")
        );
    }

    #[test]
    fn words_are_words() {
        for text in [
            "",
            "  ",
            "payments",
            "payments/api",
            "payments api:v1",
            "v1.2.3",
            "123456789012",
            "REQ-",
            "REQ-x",
            "#",
            "-17",
            "sha256:9f3c2e1d0b",
            "https://github.com/spacetech/my-app",
            "123456789012.dkr.ecr.eu-west-1.example.com/payments/api",
            "123456789012.dkr.ecr.atlantis-1.amazonaws.com/payments/api",
        ] {
            let read = Named::read(text);
            assert!(read.is_none(), "{text}: {read:?}");
        }
    }
}
