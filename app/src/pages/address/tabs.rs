//! Addresses of a repository's pages: `/repositories/<account>/<region>/<name>/-/<tab>`. No name has a part `-`.

use super::{Pairs, address, encode, repository, value};
use domain::aws::{AccountId, Region};
use domain::drift::IgnoreForm;
use domain::image::{Digest, ExceptionForm, Severity};
use domain::name::RepositoryName;
use domain::portal::{FindingQuery, FindingSort, ImageQuery, ImagesOnly, RepositoryKey, Tab};
use domain::request::Way;
use domain::time::Timestamp;

const MARK: &str = "/-/";
const LOST: &str = "lost";
const TEXT: &str = "text";

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

/// The images that were known when a repository was lost, as a file.
pub fn lost_images(key: &RepositoryKey, at: Timestamp) -> String {
    format!("{}?{LOST}={}", repository(key), at.0)
}

/// Whether that file is asked for.
pub fn lost_images_asked(pairs: &Pairs) -> Option<Timestamp> {
    value(pairs, LOST)?.parse().ok().map(Timestamp)
}

/// The tab on which a policy is tried, with its text.
pub fn lifecycle_text(key: &RepositoryKey, text: &str) -> String {
    format!(
        "{}?{TEXT}={}#change-h",
        tab(key, Tab::Lifecycle),
        encode(text)
    )
}

pub fn lifecycle_text_asked(pairs: &Pairs) -> Option<&str> {
    value(pairs, TEXT)
}

/// What a form beside a difference asks for, and which difference is meant.
pub const DRIFT_ACT: &str = "act";
pub const DRIFT_KIND: &str = "which";

/// The page that asks for a removal, with its way chosen.
pub fn removal(key: &RepositoryKey, way: Way) -> String {
    address(&tab(key, Tab::Removal), &[("way", way.as_str().to_owned())])
}

pub fn removal_asked(pairs: &Pairs) -> Option<Way> {
    Way::parse(value(pairs, "way")?)
}

pub fn ignore_form(pairs: &Pairs) -> IgnoreForm {
    let typed = |name| value(pairs, name).unwrap_or_default().to_owned();
    IgnoreForm {
        reason: typed("reason"),
        until: typed("until"),
    }
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

/// The images that a form names.
pub fn chosen_images(pairs: &Pairs) -> Vec<Digest> {
    pairs
        .iter()
        .filter(|(name, _)| name == CHOSEN)
        .filter_map(|(_, value)| Digest::parse(value).ok())
        .collect()
}

/// The name of a box that chooses an image.
pub const CHOSEN: &str = "d";
/// Asks for the page that says what deleting the chosen images would do.
pub const DELETING: &str = "delete";

/// Whether a page of images is asked what deleting the chosen ones would do.
pub fn is_deleting(pairs: &Pairs) -> bool {
    value(pairs, DELETING).is_some()
}

pub fn finding_query(pairs: &Pairs) -> FindingQuery {
    let severities = pairs
        .iter()
        .filter(|(name, value)| name == "severity" && !value.is_empty())
        .map(|(_, value)| Severity::parse(value));
    FindingQuery {
        severities: severities.collect(),
        open: value(pairs, "all").is_none(),
        fixable: match value(pairs, "fix") {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        },
        text: value(pairs, "q").unwrap_or_default().trim().to_owned(),
        min_days: value(pairs, "days")
            .and_then(|text| text.parse().ok())
            .filter(|days| *days > 0),
        image: value(pairs, "image").and_then(|text| Digest::parse(text).ok()),
        sort: value(pairs, "sort")
            .and_then(FindingSort::parse)
            .unwrap_or_default(),
        after: value(pairs, "after").map(str::to_owned),
    }
}

fn finding_pairs(query: &FindingQuery) -> Vec<(&'static str, String)> {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if !query.text.is_empty() {
        pairs.push(("q", query.text.clone()));
    }
    for severity in &query.severities {
        pairs.push(("severity", severity.as_str().to_owned()));
    }
    if !query.open {
        pairs.push(("all", "1".to_owned()));
    }
    let fixable = query.fixable.map(|yes| if yes { "yes" } else { "no" });
    pairs.extend(fixable.map(|word| ("fix", word.to_owned())));
    pairs.extend(query.min_days.map(|days| ("days", days.to_string())));
    let image = query.image.as_ref();
    pairs.extend(image.map(|digest| ("image", digest.as_str().to_owned())));
    if query.sort != FindingSort::default() {
        pairs.push(("sort", query.sort.as_str().to_owned()));
    }
    pairs.extend(query.after.clone().map(|after| ("after", after)));
    pairs
}

pub fn findings(key: &RepositoryKey, query: &FindingQuery) -> String {
    address(&tab(key, Tab::Findings), &finding_pairs(query))
}

/// All rows of a query as a file.
pub fn findings_csv(key: &RepositoryKey, query: &FindingQuery) -> String {
    let whole = FindingQuery {
        after: None,
        ..query.clone()
    };
    let mut pairs = finding_pairs(&whole);
    pairs.push(("format", "csv".to_owned()));
    address(&tab(key, Tab::Findings), &pairs)
}

pub fn is_csv(pairs: &Pairs) -> bool {
    value(pairs, "format") == Some("csv")
}

/// The form that excepts a finding, with its name filled in.
pub fn except(key: &RepositoryKey, finding: &str) -> String {
    let query = [("except", finding.to_owned())];
    format!("{}#except", address(&tab(key, Tab::Findings), &query))
}

/// What a form of an exception holds, or the finding that the address names for it.
pub fn exception_form(pairs: &Pairs) -> ExceptionForm {
    let text = |name| value(pairs, name).unwrap_or_default().to_owned();
    ExceptionForm {
        finding: value(pairs, "finding").map_or_else(|| text("except"), str::to_owned),
        reason: text("reason"),
        owner: text("owner"),
        until: text("until"),
    }
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

    fn pairs(address: &str) -> Vec<(String, String)> {
        let query = address.split_once('?').unwrap().1;
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.replace("%3A", ":")))
            .collect()
    }

    #[test]
    fn findings_that_were_asked_for_are_asked_for_again() {
        let query = FindingQuery {
            severities: vec![Severity::Critical, Severity::Other("DIRE".into())],
            open: true,
            fixable: Some(false),
            text: "zlib".into(),
            min_days: Some(30),
            image: Digest::parse(&format!("sha256:{}", "0a".repeat(32))).ok(),
            sort: FindingSort::Oldest,
            after: Some("x".into()),
        };
        assert_eq!(finding_query(&pairs(&findings(&key(), &query))), query);
        let file = findings_csv(&key(), &query);
        assert!(is_csv(&pairs(&file)) && !file.contains("after"));
        let closed = FindingQuery {
            open: false,
            ..FindingQuery::default()
        };
        assert_eq!(finding_query(&pairs(&findings(&key(), &closed))), closed);
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
        assert_eq!(image_query(&pairs(&text)), query);
        assert_eq!(
            images(&key(), &ImageQuery::default()),
            tab(&key(), Tab::Images)
        );
    }
}
