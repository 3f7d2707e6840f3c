//! Reads the JSON that the server sends to its own pages. By hand rather than with serde's parsers, which would be a third
//! of the wasm; the browser has a parser already. A test holds it against serde.

use domain::aws::{AccountId, Region};
use domain::github::RepoSlug;
use domain::policy::{CheckId, Rules};
use domain::portal::{Choice, Choices, Fact, FactState};
use domain::refusal::Link;
use domain::spec::Field;
use domain::standard::{Account, Layout, ProviderConfig, ProviderConfigKind, Standard};
use domain::text::ClusterName;
use std::collections::BTreeMap;

/// A parsed value. Absent and null are the same.
pub(crate) trait Json: Sized {
    fn get(&self, key: &str) -> Option<Self>;
    fn text(&self) -> Option<String>;
    fn flag(&self) -> Option<bool>;
    fn number(&self) -> Option<u64>;
    fn list(&self) -> Option<Vec<Self>>;
    fn entries(&self) -> Option<Vec<(String, Self)>>;
}

fn text(json: &impl Json, key: &str) -> Option<String> {
    json.get(key)?.text()
}

/// Every element, or nothing when one of them can't be read.
fn all<J: Json, T>(json: &J, key: &str, read: impl Fn(&J) -> Option<T>) -> Option<Vec<T>> {
    json.get(key)?.list()?.iter().map(read).collect()
}

pub(crate) fn standard<J: Json>(json: &J) -> Option<Standard> {
    let layout = json.get("layout")?;
    let mut tags = BTreeMap::new();
    for (key, value) in json.get("tags")?.entries()? {
        tags.insert(key, value.text()?);
    }
    Some(Standard {
        accounts: all(json, "accounts", account)?,
        namespace: text(json, "namespace")?,
        layout: Layout {
            central: match text(&layout, "central") {
                Some(slug) => Some(slug_of(&slug)?),
                None => None,
            },
            manifests: text(&layout, "manifests")?,
            catalog: text(&layout, "catalog")?,
        },
        tags,
        catalog_namespace: text(json, "catalog_namespace")?,
        github_web: text(json, "github_web")?,
        aws_console: text(json, "aws_console")?,
        rules: rules(&json.get("rules")?)?,
    })
}

fn slug_of(text: &str) -> Option<RepoSlug> {
    let (owner, name) = text.split_once('/')?;
    RepoSlug::new(owner, name).ok()
}

fn account<J: Json>(json: &J) -> Option<Account> {
    let config = json.get("provider_config")?;
    let kind = text(&config, "kind")?;
    let kinds = [
        ProviderConfigKind::ClusterProviderConfig,
        ProviderConfigKind::ProviderConfig,
    ];
    Some(Account {
        id: AccountId::parse(&text(json, "id")?).ok()?,
        title: text(json, "title")?,
        provider_config: ProviderConfig {
            kind: kinds.into_iter().find(|one| one.as_str() == kind)?,
            name: text(&config, "name")?,
        },
        regions: all(json, "regions", |region| {
            Region::parse(&region.text()?).ok()
        })?,
    })
}

fn rules<J: Json>(json: &J) -> Option<Rules> {
    Some(Rules {
        require: all(json, "require", |id| {
            let id = id.text()?;
            CheckId::ALL.into_iter().find(|one| one.as_str() == id)
        })?,
        cost_tags: all(json, "cost_tags", J::text)?,
        production: all(json, "production", |name| {
            ClusterName::parse(&name.text()?).ok()
        })?,
    })
}

/// The facts of the server's answer about a form; the rest of it the browser knows by itself.
pub(crate) fn facts<J: Json>(json: &J) -> Option<Vec<Fact>> {
    all(json, "facts", fact)
}

fn fact<J: Json>(json: &J) -> Option<Fact> {
    let field = text(json, "field")?;
    Some(Fact {
        field: Field::ALL.into_iter().find(|one| one.as_str() == field)?,
        state: match text(json, "state")?.as_str() {
            "good" => FactState::Good,
            "notice" => FactState::Notice,
            "bad" => FactState::Bad,
            "unknown" => FactState::Unknown,
            _ => return None,
        },
        sentence: text(json, "sentence")?,
        link: match json.get("link") {
            Some(link) => Some(Link {
                text: text(&link, "text")?,
                href: text(&link, "href")?,
            }),
            None => None,
        },
    })
}

pub(crate) fn choices<J: Json>(json: &J) -> Option<Choices> {
    Some(Choices {
        entries: all(json, "entries", |choice| {
            Some(Choice {
                value: text(choice, "value")?,
                detail: text(choice, "detail")?,
                own: choice.get("own")?.flag()?,
            })
        })?,
        total: json.get("total")?.number()?,
        caveat: text(json, "caveat"),
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use serde_json::Value;

    impl Json for Value {
        fn get(&self, key: &str) -> Option<Self> {
            self.as_object()?
                .get(key)
                .filter(|value| !value.is_null())
                .cloned()
        }
        fn text(&self) -> Option<String> {
            self.as_str().map(str::to_owned)
        }
        fn flag(&self) -> Option<bool> {
            self.as_bool()
        }
        fn number(&self) -> Option<u64> {
            self.as_u64()
        }
        fn list(&self) -> Option<Vec<Self>> {
            self.as_array().cloned()
        }
        fn entries(&self) -> Option<Vec<(String, Self)>> {
            Some(
                self.as_object()?
                    .iter()
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect(),
            )
        }
    }

    #[allow(clippy::unwrap_used)]
    fn json(value: &impl serde::Serialize) -> Value {
        serde_json::to_value(value).unwrap()
    }

    #[test]
    fn the_standard_arrives_as_it_was_sent() {
        let plain = domain::testing::standard();
        assert_eq!(standard(&json(&plain)), Some(plain.clone()));
        let mut full = plain;
        full.layout.central = Some(RepoSlug::new("spacetech", "registries").unwrap());
        full.accounts[0].provider_config.kind = ProviderConfigKind::ProviderConfig;
        full.rules = Rules {
            require: CheckId::ALL.to_vec(),
            cost_tags: vec!["cost-center".into()],
            production: vec![ClusterName::parse("eks-prod-use1").unwrap()],
        };
        assert_eq!(standard(&json(&full)), Some(full));
    }

    #[test]
    fn facts_and_choices_arrive_as_they_were_sent() {
        let mut checks = crate::pages::samples::form_page().checks;
        let states = [
            FactState::Good,
            FactState::Notice,
            FactState::Bad,
            FactState::Unknown,
        ];
        for (field, state) in Field::ALL.into_iter().zip(states.into_iter().cycle()) {
            checks.facts.push(Fact {
                field,
                state,
                sentence: "x".into(),
                link: None,
            });
        }
        assert_eq!(facts(&json(&checks)), Some(checks.facts));
        let list = crate::pages::samples::choices(&["a", "b"]);
        assert_eq!(choices(&json(&list)), Some(list.clone()));
        let list = Choices {
            caveat: Some("old".into()),
            ..list
        };
        assert_eq!(choices(&json(&list)), Some(list));
    }

    #[test]
    fn what_cant_be_read_is_nothing_rather_than_half() {
        assert_eq!(standard(&Value::Null), None);
        assert_eq!(
            facts(&serde_json::json!({"facts": [{"field": "nonsense"}]})),
            None
        );
    }
}
