//! Reads all repositories of an account in a region: AWS can neither search nor sort, so Berth keeps a copy.

use super::judging::JOB as JUDGING;
use super::{AFTER_TROUBLE_MS, READ_EVERY_MS, image_job};
use crate::outside::aws::Counted;
use crate::services::Services;
use crate::store::{RepositoryFound, Stored};
use domain::aws::{AccountId, Address, Region};
use domain::github::RepoSlug;
use std::collections::BTreeMap;

pub(super) async fn read(services: &Services, account: &AccountId, region: Region) -> Stored<i64> {
    let at = services.clock.now();
    match services.aws.census(account, region).await {
        Ok(counted) => {
            let found: Vec<RepositoryFound> = counted
                .into_iter()
                .map(|counted| found(account, region, counted))
                .collect();
            let changes = services.store.census(account, region, &found, at).await?;
            if changes.written > 0 {
                // What is new shows its figures at once.
                let now = services.clock.now();
                for job in [&image_job(account, region), JUDGING] {
                    services.store.hasten_job(job, now).await?;
                }
            }
            tracing::info!(%account, %region, repositories = found.len(), changes.written, changes.vanished, "read the registry");
            Ok(READ_EVERY_MS)
        }
        Err(trouble) => {
            let sentence = trouble.sentence();
            services
                .store
                .census_failed(account, region, &sentence, at)
                .await?;
            Ok(AFTER_TROUBLE_MS)
        }
    }
}

fn found(account: &AccountId, region: Region, counted: Counted) -> RepositoryFound {
    let tags = &counted.seen.tags;
    let source = first(tags, &["source", "github-repository", "repository"]);
    RepositoryFound {
        key: Address {
            account: account.clone(),
            region,
            name: counted.name,
        },
        team: first(tags, &["team", "owner"]),
        system: first(tags, &["system", "project"]),
        cluster: first(tags, &["cluster"]),
        description: first(tags, &["description"]),
        source: source
            .and_then(|text| RepoSlug::parse(&text).ok())
            .map(|slug| slug.to_string()),
        managed: is_managed(tags),
        seen: counted.seen,
    }
}

/// The first of these tags that has a value; AWS tells upper from lower case, people don't.
fn first(tags: &BTreeMap<String, String>, keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| {
            tags.iter()
                .find(|(tag, value)| tag.eq_ignore_ascii_case(key) && !value.is_empty())
        })
        .map(|(_, value)| value.clone())
}

/// By Berth's own tag, or by those that Crossplane puts on everything it makes.
fn is_managed(tags: &BTreeMap<String, String>) -> bool {
    first(tags, &["managed-by"]).is_some_and(|by| matches!(by.as_str(), "berth" | "crossplane"))
        || tags.contains_key("crossplane-name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_whose_it_is_and_who_manages_it() {
        let tags = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect()
        };
        let ours = tags(&[
            ("Team", "payments"),
            ("owner", "x"),
            ("managed-by", "berth"),
        ]);
        assert_eq!(
            first(&ours, &["team", "owner"]).as_deref(),
            Some("payments")
        );
        assert!(is_managed(&ours));
        assert!(is_managed(&tags(&[("crossplane-name", "x")])));
        assert!(!is_managed(&tags(&[
            ("managed-by", "terraform"),
            ("team", "")
        ])));
        assert_eq!(first(&tags(&[("team", "")]), &["team"]), None);
    }
}
