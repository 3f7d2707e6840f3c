//! What somebody wants of a repository beside what AWS has, field by field.

use crate::lifecycle::LifecyclePolicy;
use crate::observed::RepositorySeen;
use crate::settings::Settings;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One thing about a repository that can be set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "item", content = "key", rename_all = "snake_case")]
pub enum Item {
    Mutability,
    Exceptions,
    Scan,
    Encryption,
    Key,
    Tag(String),
    Lifecycle,
    Access,
}

impl Item {
    pub fn title(&self) -> String {
        match self {
            Self::Mutability => "Tag mutability".to_owned(),
            Self::Exceptions => "Exceptions".to_owned(),
            Self::Scan => "Scan on push".to_owned(),
            Self::Encryption => "Encryption".to_owned(),
            Self::Key => "KMS key".to_owned(),
            Self::Tag(key) => format!("Tag {key}"),
            Self::Lifecycle => "Lifecycle policy".to_owned(),
            Self::Access => "Repository policy".to_owned(),
        }
    }
}

/// A field on both sides. `None`: not set there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    pub item: Item,
    pub wanted: Option<String>,
    pub has: Option<String>,
    /// Texts of policies may be written otherwise and say the same.
    pub same: bool,
}

impl Compared {
    pub fn sentence(&self) -> String {
        let side = |text: &Option<String>| match (&self.item, text) {
            (_, None) => "not set".to_owned(),
            (Item::Lifecycle | Item::Access, Some(_)) => "another".to_owned(),
            (_, Some(text)) => text.clone(),
        };
        match (&self.item, &self.wanted) {
            (Item::Lifecycle | Item::Access, Some(_)) => {
                format!("{} is {}", self.item.title(), side(&self.has))
            }
            (_, Some(wanted)) => {
                format!("{} is {}, not {wanted}", self.item.title(), side(&self.has))
            }
            (_, None) => format!(
                "{} is {}, and nobody asked for it",
                self.item.title(),
                side(&self.has)
            ),
        }
    }
}

/// Everything that can be wanted of a repository, in AWS's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub mutability: String,
    pub filters: Vec<String>,
    pub scan_on_push: bool,
    pub encryption: String,
    pub key: Option<String>,
    /// All of them but the provider's.
    pub tags: BTreeMap<String, String>,
    pub lifecycle: Option<String>,
    /// `None`: nothing is wanted of it, so that it is not compared.
    pub access: Option<Option<String>>,
}

impl Wanted {
    pub fn of(settings: &Settings, tags: BTreeMap<String, String>) -> Self {
        Self {
            mutability: settings.mutability.aws_value().to_owned(),
            filters: settings.mutability.filters().to_vec(),
            scan_on_push: settings.scan_on_push,
            encryption: settings.encryption.aws_value().to_owned(),
            key: settings.encryption.key().map(|key| key.as_str().to_owned()),
            tags,
            lifecycle: settings
                .lifecycle
                .as_ref()
                .map(LifecyclePolicy::pretty_json),
            access: None,
        }
    }

    /// Every field, also those that agree. `access`: the repository's policy; the outer `None`: nobody looked.
    pub fn compare(&self, found: &RepositorySeen, access: Option<Option<&str>>) -> Vec<Compared> {
        let plain = |item, wanted: Option<String>, has: Option<String>| Compared {
            same: wanted == has,
            item,
            wanted,
            has,
        };
        let text = |text: &str| Some(text.to_owned());
        let list = |filters: &[String]| {
            let mut filters = filters.to_vec();
            filters.sort();
            (!filters.is_empty()).then(|| filters.join(" "))
        };
        let mut all = vec![
            plain(
                Item::Mutability,
                text(&self.mutability),
                text(&found.mutability),
            ),
            plain(
                Item::Exceptions,
                list(&self.filters),
                list(&found.exclusion_filters),
            ),
            plain(
                Item::Scan,
                text(on_off(self.scan_on_push)),
                text(on_off(found.scan_on_push)),
            ),
            plain(
                Item::Encryption,
                text(&self.encryption),
                text(&found.encryption),
            ),
        ];
        if self.key.is_some() {
            all.push(plain(Item::Key, self.key.clone(), found.kms_key.clone()));
        }
        let keys: BTreeSet<&String> = self.tags.keys().chain(found.tags.keys()).collect();
        let keys = keys.into_iter().filter(|key| !is_providers(key));
        all.extend(keys.map(|key| {
            let (wanted, has) = (self.tags.get(key), found.tags.get(key));
            plain(Item::Tag(key.clone()), wanted.cloned(), has.cloned())
        }));
        all.push(policy(
            Item::Lifecycle,
            self.lifecycle.clone(),
            found.lifecycle_policy.clone(),
        ));
        if let (Some(wanted), Some(has)) = (&self.access, access) {
            let has = has.map(str::to_owned);
            all.push(policy(Item::Access, wanted.clone(), has));
        }
        all
    }
}

/// Only where both sides differ.
pub fn differing(all: Vec<Compared>) -> Vec<Compared> {
    all.into_iter().filter(|one| !one.same).collect()
}

/// Tags that Crossplane's provider or AWS itself adds and nobody has to ask for.
pub fn is_providers(key: &str) -> bool {
    key.starts_with("crossplane-") || key.starts_with("aws:")
}

fn policy(item: Item, wanted: Option<String>, has: Option<String>) -> Compared {
    let same = match (&wanted, &has) {
        (Some(wanted), Some(has)) => says_the_same(wanted, has),
        (wanted, has) => wanted.is_none() && has.is_none(),
    };
    Compared {
        item,
        wanted,
        has,
        same,
    }
}

/// White space, the order of members and, in a lifecycle policy, the order of rules say nothing.
pub fn says_the_same(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let model = |text: &str| LifecyclePolicy::from_json(text).ok();
    if let (Some(one), Some(other)) = (model(one), model(other)) {
        return one.canonical_json() == other.canonical_json();
    }
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    match (parsed(one), parsed(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{filled_form, seen_repository, standard};

    fn wanted() -> (Wanted, RepositorySeen) {
        let spec = filled_form().parse(&standard()).unwrap();
        let tags = BTreeMap::from([("team".to_owned(), "payments".to_owned())]);
        let wanted = Wanted::of(&spec.settings, tags.clone());
        let found = RepositorySeen {
            tags,
            ..seen_repository(&spec)
        };
        (wanted, found)
    }

    fn items(wanted: &Wanted, found: &RepositorySeen, access: Option<Option<&str>>) -> Vec<Item> {
        let all = differing(wanted.compare(found, access));
        all.into_iter().map(|one| one.item).collect()
    }

    #[test]
    fn what_is_alike_in_other_words_is_the_same() {
        let (wanted, mut found) = wanted();
        assert!(items(&wanted, &found, None).is_empty());
        found.tags.insert("crossplane-name".into(), "x".into());
        found.tags.insert("aws:cloudformation".into(), "x".into());
        let policy = wanted.lifecycle.clone().unwrap();
        let spaced = policy.replace('\n', " ");
        found.lifecycle_policy = Some(spaced);
        assert!(items(&wanted, &found, Some(Some("{}"))).is_empty());
    }

    #[test]
    fn every_field_that_differs_is_named() {
        let (wanted, found) = wanted();
        let wanted = Wanted {
            access: Some(Some("{\"Version\":\"2012-10-17\"}".into())),
            key: Some("arn:aws:kms:us-east-1:123456789012:key/1".into()),
            ..wanted
        };
        let other = RepositorySeen {
            mutability: "IMMUTABLE_WITH_EXCLUSION".into(),
            exclusion_filters: vec!["dev-*".into()],
            scan_on_push: !found.scan_on_push,
            encryption: "KMS".into(),
            lifecycle_policy: None,
            tags: BTreeMap::from([("extra".into(), "1".into())]),
            ..found
        };
        let tag = |key: &str| Item::Tag(key.into());
        assert_eq!(
            items(&wanted, &other, Some(None)),
            [
                Item::Mutability,
                Item::Exceptions,
                Item::Scan,
                Item::Encryption,
                Item::Key,
                tag("extra"),
                tag("team"),
                Item::Lifecycle,
                Item::Access
            ]
        );
        let said = differing(wanted.compare(&other, Some(None)));
        assert_eq!(
            said[0].sentence(),
            "Tag mutability is IMMUTABLE_WITH_EXCLUSION, not MUTABLE"
        );
        assert_eq!(
            said[5].sentence(),
            "Tag extra is 1, and nobody asked for it"
        );
        assert_eq!(said[7].sentence(), "Lifecycle policy is not set");
    }
}
