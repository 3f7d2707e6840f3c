//! Copies of the lists that people choose from: teams and systems of Backstage, clusters of Argo CD.

use super::{AFTER_TROUBLE_MS, READ_EVERY_MS};
use crate::outside::argocd::{Cluster, Destination};
use crate::outside::backstage::CatalogEntry;
use crate::services::Services;
use crate::store::Stored;
use domain::portal::{Choice, ChoiceList};
use domain::text::ClusterName;
use domain::time::Timestamp;
use domain::trouble::Trouble;
use std::collections::BTreeMap;

/// How the detail of a cluster begins that Argo CD can't reach.
pub(in crate::portal) const NOT_CONNECTED: &str = "Not connected";

pub(super) async fn teams(services: &Services) -> Stored<i64> {
    let Some(backstage) = &services.backstage else {
        return own(services, ChoiceList::Teams, services.clock.now()).await;
    };
    let found = backstage.groups().await.map(|mut groups| {
        // A catalog that marks its teams as such has other groups too: departments, the whole company.
        if groups.iter().any(is_team) {
            groups.retain(is_team);
        }
        entries(services, groups)
    });
    keep(services, ChoiceList::Teams, found).await
}

fn is_team(group: &CatalogEntry) -> bool {
    group.kind_of.as_deref() == Some("team")
}

pub(super) async fn systems(services: &Services) -> Stored<i64> {
    let Some(backstage) = &services.backstage else {
        return own(services, ChoiceList::Systems, services.clock.now()).await;
    };
    let found = backstage
        .systems()
        .await
        .map(|systems| entries(services, systems));
    keep(services, ChoiceList::Systems, found).await
}

pub(super) async fn clusters(services: &Services) -> Stored<i64> {
    let found = services
        .argocd
        .clusters()
        .await
        .map(|found| choices(&found, &services.settings.destinations));
    keep(services, ChoiceList::Clusters, found).await
}

/// A list that can't be read stays as it is, and its age shows. One that was never read starts with what the
/// configuration and the inventory know, marked as old.
async fn keep(
    services: &Services,
    list: ChoiceList,
    found: Result<Vec<Choice>, Trouble>,
) -> Stored<i64> {
    let store = &services.store;
    if let Ok(found) = found {
        store
            .replace_choices(list, &found, services.clock.now())
            .await?;
        return Ok(READ_EVERY_MS);
    }
    if store
        .search_choices(list, "", &[], 1)
        .await?
        .as_of
        .is_none()
    {
        own(services, list, Timestamp(0)).await?;
    }
    Ok(AFTER_TROUBLE_MS)
}

/// What Berth knows by itself.
async fn own(services: &Services, list: ChoiceList, at: Timestamp) -> Stored<i64> {
    let seen = services.store.names_in_inventory(list).await?;
    let configured = match list {
        ChoiceList::Teams => services.settings.fallback_teams.clone(),
        ChoiceList::Systems => services.settings.fallback_systems.clone(),
        ChoiceList::Clusters => services
            .settings
            .destinations
            .keys()
            .map(ToString::to_string)
            .collect(),
    };
    let mut all: BTreeMap<String, Choice> = BTreeMap::new();
    for value in configured {
        all.insert(value.clone(), choice(value, String::new()));
    }
    for (value, count) in seen {
        let plural = if count == 1 {
            "repository"
        } else {
            "repositories"
        };
        all.entry(value.clone())
            .or_insert_with(|| choice(value, format!("{count} {plural}")));
    }
    let all: Vec<Choice> = all.into_values().collect();
    services.store.replace_choices(list, &all, at).await?;
    Ok(READ_EVERY_MS)
}

/// Entities of the namespace that Berth writes into: people name them without one.
fn entries(services: &Services, found: Vec<CatalogEntry>) -> Vec<Choice> {
    let namespace = &services.standard.catalog_namespace;
    found
        .into_iter()
        .filter(|entry| entry.namespace.eq_ignore_ascii_case(namespace))
        .map(|entry| {
            let detail = if entry.title == entry.name {
                String::new()
            } else {
                entry.title
            };
            choice(entry.name, detail)
        })
        .collect()
}

/// Argo CD's clusters under the names that people use.
fn choices(found: &[Cluster], destinations: &BTreeMap<ClusterName, Destination>) -> Vec<Choice> {
    let renamed = |cluster: &Cluster| {
        destinations
            .iter()
            .find(|(_, destination)| match destination {
                Destination::Name(name) => *name == cluster.name,
                Destination::Server(server) => *server == cluster.server,
            })
            .map(|(name, _)| name.to_string())
    };
    found
        .iter()
        .filter_map(|cluster| {
            // A name that can't be a folder can't be chosen; the configuration gives it another one.
            let name = renamed(cluster)
                .or_else(|| ClusterName::parse(&cluster.name).ok().map(String::from))?;
            let detail = match cluster.connected {
                Some(false) => format!("{NOT_CONNECTED}: {}", cluster.detail),
                _ => cluster.detail.clone(),
            };
            Some(choice(name, detail))
        })
        .collect()
}

fn choice(value: String, detail: String) -> Choice {
    Choice {
        value,
        detail,
        own: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_appear_under_the_names_that_people_use() {
        let cluster = |name: &str, server: &str, connected| Cluster {
            name: name.into(),
            server: server.into(),
            connected,
            detail: "1.33".into(),
        };
        let found = [
            cluster("eks-prod", "https://one", Some(true)),
            cluster("arn:aws:eks/x", "https://two", None),
            cluster("in_cluster", "https://three", Some(false)),
        ];
        let named = |name: &str, server: &str| {
            (
                ClusterName::parse(name).unwrap(),
                Destination::Server(server.into()),
            )
        };
        let destinations = BTreeMap::from([
            named("eks-stage", "https://two"),
            named("local", "https://three"),
        ]);
        let shown: Vec<_> = choices(&found, &destinations)
            .into_iter()
            .map(|choice| (choice.value, choice.detail))
            .collect();
        let wanted = [
            ("eks-prod", "1.33"),
            ("eks-stage", "1.33"),
            ("local", "Not connected: 1.33"),
        ];
        assert_eq!(
            shown,
            wanted.map(|(name, detail)| (name.to_owned(), detail.to_owned()))
        );
        assert_eq!(choices(&found, &BTreeMap::new()).len(), 1);
    }
}
