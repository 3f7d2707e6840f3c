//! Addresses of a repository's pages: `/repositories/<account>/<region>/<name>/-/<tab>`. No name has a part `-`.

use super::{Pairs, address, repository, value};
use domain::aws::{AccountId, Region};
use domain::image::Digest;
use domain::name::RepositoryName;
use domain::portal::{ImageQuery, ImagesOnly, RepositoryKey, Tab};

const MARK: &str = "/-/";

/// A page of a repository.
pub fn tab(key: &RepositoryKey, tab: Tab) -> String {
    match tab {
        Tab::Overview => repository(key),
        other => format!("{}{MARK}{}", repository(key), other.as_str()),
    }
}

/// Which page of which repository is meant; `None`: there is no such page.
pub fn place(account: &str, region: &str, rest: &str) -> Option<(RepositoryKey, Tab)> {
    let (name, tab) = match rest.split_once(MARK) {
        Some((name, tab)) => (name, Tab::parse(tab)?),
        None => (rest, Tab::Overview),
    };
    let key = RepositoryKey {
        account: AccountId::parse(account).ok()?,
        region: Region::parse(region).ok()?,
        name: RepositoryName::parse_existing(name).ok()?,
    };
    Some((key, tab))
}

pub fn image_query(pairs: &Pairs) -> ImageQuery {
    ImageQuery {
        text: value(pairs, "q").unwrap_or_default().trim().to_owned(),
        only: value(pairs, "only")
            .and_then(ImagesOnly::parse)
            .unwrap_or_default(),
        after: value(pairs, "after").map(str::to_owned),
    }
}

pub fn images(key: &RepositoryKey, query: &ImageQuery) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if !query.text.is_empty() {
        pairs.push(("q", query.text.clone()));
    }
    if query.only != ImagesOnly::default() {
        pairs.push(("only", query.only.as_str().to_owned()));
    }
    if let Some(after) = query.after.as_ref().filter(|after| !after.is_empty()) {
        pairs.push(("after", after.clone()));
    }
    address(&tab(key, Tab::Images), &pairs)
}

/// One image.
pub fn image(key: &RepositoryKey, digest: &Digest) -> String {
    address(
        &tab(key, Tab::Images),
        &[("image", digest.as_str().to_owned())],
    )
}

/// The image that a page of images is asked to open.
pub fn opened_image(pairs: &Pairs) -> Option<Digest> {
    Digest::parse(value(pairs, "image")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> RepositoryKey {
        place("123456789012", "us-east-1", "payments/api")
            .unwrap()
            .0
    }

    #[test]
    fn every_page_of_a_repository_has_an_address_that_leads_back() {
        for which in Tab::ALL {
            let path = tab(&key(), which);
            let rest = path
                .strip_prefix("/repositories/123456789012/us-east-1/")
                .unwrap();
            let found = place("123456789012", "us-east-1", rest);
            assert_eq!(found, Some((key(), which)), "{path}");
        }
    }

    #[test]
    fn a_page_that_does_not_exist_is_no_place() {
        for rest in ["a/-/nothing", "a/-/", "a/-", "-/images", "a/-/images/b"] {
            assert_eq!(place("123456789012", "us-east-1", rest), None, "{rest}");
        }
    }

    #[test]
    fn images_that_were_asked_for_are_asked_for_again() {
        let query = ImageQuery {
            text: "v1".into(),
            only: ImagesOnly::Untagged,
            after: Some("a5.7".into()),
        };
        let text = images(&key(), &query);
        let pairs: Vec<(String, String)> = text
            .split_once('?')
            .unwrap()
            .1
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(image_query(&pairs), query);
        assert_eq!(
            images(&key(), &ImageQuery::default()),
            tab(&key(), Tab::Images)
        );
    }
}
