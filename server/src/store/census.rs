//! Taking in what AWS has, one account and region at a time.

use super::db::{Tx, json, statements, values};
use super::images::{forget_vanished, keep_in_step};
use super::losses::{keep_gone, keep_made_anew};
use super::query::Query;
use super::{CensusChanges, RepositoryFound, Store, Stored, tombstones};
use domain::aws::{AccountId, Region};
use domain::portal::CensusAge;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

const ROWS_AT_ONCE: usize = 200;

statements! {
    /// Reads and locks: a second census of the same place waits. One that began earlier than the last changes nothing.
    BEGIN = "INSERT INTO censuses (account, region, read) VALUES ($1, $2, $3) ON CONFLICT (account, region) \
        DO UPDATE SET read = excluded.read, trouble = NULL \
        WHERE censuses.read IS NULL OR censuses.read <= excluded.read RETURNING read";

    KNOWN = "SELECT name, in_aws, digest, created FROM repositories WHERE account = $1 AND region = $2 AND in_aws IS NOT NULL";

    FORGET = "DELETE FROM repositories WHERE account = $1 AND region = $2 AND state IS NULL";

    FAILED = "INSERT INTO censuses (account, region, trouble) VALUES ($1, $2, $3) ON CONFLICT (account, region) \
        DO UPDATE SET trouble = excluded.trouble WHERE censuses.read IS NULL OR censuses.read <= $4";

    AGES = "SELECT account, region, read, trouble FROM censuses ORDER BY account, region";
}

const INSERT: &str = "INSERT INTO repositories (account, region, name, in_aws, present_since, managed, digest, seen_json, \
    created, aws_team, aws_system, aws_cluster, aws_description, aws_source) VALUES ";

const OR_UPDATE: &str = " ON CONFLICT (account, region, name) DO UPDATE SET in_aws = TRUE, \
    present_since = CASE WHEN repositories.in_aws THEN repositories.present_since ELSE excluded.present_since END, \
    managed = excluded.managed, digest = excluded.digest, seen_json = excluded.seen_json, created = excluded.created, \
    aws_team = CASE WHEN repositories.adopted THEN NULL ELSE excluded.aws_team END, \
    aws_system = CASE WHEN repositories.adopted THEN NULL ELSE excluded.aws_system END, \
    aws_cluster = CASE WHEN repositories.adopted THEN NULL ELSE excluded.aws_cluster END, \
    aws_description = CASE WHEN repositories.adopted THEN NULL ELSE excluded.aws_description END, \
    aws_source = CASE WHEN repositories.adopted THEN NULL ELSE excluded.aws_source END";

impl Store {
    /// `at` is when reading began. Writes only what changed; marks those gone that were there before `at`.
    pub async fn census(
        &self,
        account: &AccountId,
        region: Region,
        found: &[RepositoryFound],
        at: Timestamp,
    ) -> Stored<CensusChanges> {
        let place = Place {
            account,
            region,
            at,
        };
        let mut tx = self.db.begin().await?;
        let begun = tx
            .all(BEGIN, values![account.as_str(), region.as_str(), at])
            .await?;
        if begun.is_empty() {
            return Ok(CensusChanges::default());
        }
        let known = known(&mut tx, &place).await?;
        let mut changed = Vec::new();
        let mut made_anew = Vec::new();
        for repository in found {
            let digest = digest(repository)?;
            let before = known.get(repository.key.name.as_str());
            let there = before.and_then(Option::as_ref);
            if there.map(|known| &known.digest) != Some(&digest) {
                made_anew.extend(there.and_then(|known| known.is_another(repository)));
                changed.push((repository, digest));
            }
        }
        keep_made_anew(&mut tx, account, region, &made_anew, at).await?;
        let mut changes = CensusChanges::default();
        for some in changed.chunks(ROWS_AT_ONCE) {
            changes.written += write(&mut tx, &place, some).await?;
        }
        let listed: HashSet<&str> = found.iter().map(|one| one.key.name.as_str()).collect();
        let gone: Vec<&str> = known
            .iter()
            .filter(|(name, there)| there.is_some() && !listed.contains(name.as_str()))
            .map(|(name, _)| name.as_str())
            .collect();
        for some in gone.chunks(ROWS_AT_ONCE) {
            changes.vanished += mark_gone(&mut tx, &place, some).await?;
        }
        tombstones::leave_alone(&mut tx, account.as_str(), region.as_str()).await?;
        tx.execute(FORGET, values![account.as_str(), region.as_str()])
            .await?;
        if changes.written > 0 {
            keep_in_step(&mut tx, account, region).await?;
        }
        if changes.vanished > 0 {
            keep_gone(&mut tx, account, region, at).await?;
            forget_vanished(&mut tx, account, region).await?;
        }
        tx.commit().await?;
        Ok(changes)
    }

    /// The copy stays as it is, and says how old it is and why.
    pub async fn census_failed(
        &self,
        account: &AccountId,
        region: Region,
        trouble: &str,
        at: Timestamp,
    ) -> Stored<()> {
        let row = values![account.as_str(), region.as_str(), trouble, at];
        self.db.execute(FAILED, row).await.map(drop)
    }

    pub async fn census_ages(&self) -> Stored<Vec<CensusAge>> {
        let rows = self.db.all(AGES, vec![]).await?;
        rows.iter()
            .map(|row| {
                Ok(CensusAge {
                    account: row.parsed("account", AccountId::parse)?,
                    region: row.parsed("region", Region::parse)?,
                    read: row.maybe_time("read")?,
                    trouble: row.maybe_text("trouble")?,
                })
            })
            .collect()
    }
}

struct Place<'a> {
    account: &'a AccountId,
    region: Region,
    at: Timestamp,
}

/// What is known of one that is there. An empty digest: nothing was read of it.
struct There {
    digest: String,
    created: Option<Timestamp>,
}

impl There {
    /// Deleted and made anew under its name.
    fn is_another<'a>(&self, found: &'a RepositoryFound) -> Option<&'a str> {
        let differ = self.created? != found.seen.created?;
        differ.then(|| found.key.name.as_str())
    }
}

/// Names with what AWS said; `None`: it is known not to be there.
async fn known(tx: &mut Tx, place: &Place<'_>) -> Stored<HashMap<String, Option<There>>> {
    let key = values![place.account.as_str(), place.region.as_str()];
    let mut known = HashMap::new();
    for row in tx.all(KNOWN, key).await? {
        let digest = row.maybe_text("digest")?.unwrap_or_default();
        let created = row.maybe_time("created")?;
        let there = There { digest, created };
        known.insert(row.text("name")?, row.flag("in_aws")?.then_some(there));
    }
    Ok(known)
}

async fn write(tx: &mut Tx, place: &Place<'_>, some: &[(&RepositoryFound, String)]) -> Stored<u64> {
    let mut query = Query::new(INSERT);
    for (index, (found, digest)) in some.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        query.list(values![
            place.account.as_str(),
            place.region.as_str(),
            found.key.name.as_str(),
            true,
            place.at,
            found.managed,
            digest,
            json(&found.seen)?,
            found.seen.created,
            found.team.as_deref(),
            found.system.as_deref(),
            found.cluster.as_deref(),
            found.description.as_deref(),
            found.source.as_deref(),
        ]);
    }
    query.push(OR_UPDATE);
    let (sql, values) = query.into_parts();
    tx.execute(sql, values).await
}

async fn mark_gone(tx: &mut Tx, place: &Place<'_>, names: &[&str]) -> Stored<u64> {
    let mut query = Query::new("UPDATE repositories SET in_aws = FALSE WHERE account = ");
    query
        .bind(place.account.as_str())
        .push(" AND region = ")
        .bind(place.region.as_str());
    query
        .push(" AND (present_since IS NULL OR present_since < ")
        .bind(place.at)
        .push(") AND name IN ");
    query.list(names.iter().copied());
    let (sql, values) = query.into_parts();
    tx.execute(sql, values).await
}

fn digest(found: &RepositoryFound) -> Stored<String> {
    let whole = json(&(
        &found.seen,
        &found.team,
        &found.system,
        &found.cluster,
        &found.description,
        &found.source,
        found.managed,
    ))?;
    Ok(hex::encode(Sha256::digest(whole)))
}
