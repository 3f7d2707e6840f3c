//! What people did to repositories beside requests: appended, numbered without gaps, chained by hashes, never changed.

use super::audit::{of_deed, owner, source_of_deed};
use super::chain::hash;
use super::db::{Row, json, statements, unreadable, values};
use super::{Store, StoreError, Stored};
use domain::aws::{AccountId, Address, Region};
use domain::chronicle::{Deed, RepositoryEvent};
use domain::name::RepositoryName;
use domain::people::Actor;
use domain::time::Timestamp;

/// Two people at once want the same number; the later one takes the next.
const TRIES: u32 = 8;

statements! {
    LAST = "SELECT version, hash FROM repository_events WHERE account = $1 AND region = $2 AND name = $3 \
        ORDER BY version DESC LIMIT 1";
    INSERT = "INSERT INTO repository_events (account, region, name, version, at, actor_json, kind, deed_json, hash) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Newest first, from a number on.
    BEFORE = "SELECT version, at, actor_json, deed_json FROM repository_events WHERE account = $1 AND region = $2 \
        AND name = $3 AND version < $4 ORDER BY version DESC LIMIT $5";
    ALL = "SELECT account, region, name, version, at, actor_json, deed_json, hash FROM repository_events \
        ORDER BY account, region, name, version";
}

impl Store {
    /// The number that it got.
    pub async fn record_repository_event(
        &self,
        key: &Address,
        at: Timestamp,
        actor: &Actor,
        deed: &Deed,
    ) -> Stored<i64> {
        let (account, region, name) =
            (key.account.as_str(), key.region.as_str(), key.name.as_str());
        let by = actor;
        let (actor, text) = (json(actor)?, json(deed)?);
        for _ in 0..TRIES {
            let mut tx = self.db.begin().await?;
            let last = tx.optional(LAST, values![account, region, name]).await?;
            let (version, previous) = match last {
                Some(row) => (row.int("version")? + 1, row.text("hash")?),
                None => (1, String::new()),
            };
            let hash = hash(&previous, &key.arn(), version, at.0, &actor, &text);
            let kind = deed.kind();
            let row = values![
                account, region, name, version, at, &actor, kind, &text, &hash
            ];
            if tx.execute_unless_taken(INSERT, row).await?.is_some() {
                let team = owner(&mut tx, key).await?;
                let mut entry = of_deed(key, team, at, by, deed)?;
                entry.source = Some(source_of_deed(key, version));
                entry.source_hash = Some(hash);
                tx.note(entry);
                tx.commit().await?;
                return Ok(version);
            }
        }
        Err(StoreError::Unavailable(
            "too many people write the record of one repository".into(),
        ))
    }

    /// Newest first, those below `before`; `None`: from the newest on.
    pub async fn repository_events(
        &self,
        key: &Address,
        before: Option<i64>,
        limit: u32,
    ) -> Stored<Vec<RepositoryEvent>> {
        let place = values![
            key.account.as_str(),
            key.region.as_str(),
            key.name.as_str(),
            before.unwrap_or(i64::MAX),
            limit,
        ];
        let rows = self.db.all(BEFORE, place).await?;
        rows.iter()
            .map(|row| {
                Ok(RepositoryEvent {
                    version: row.int("version")?,
                    at: row.time("at")?,
                    actor: row.json("actor_json")?,
                    deed: row.json("deed_json")?,
                })
            })
            .collect()
    }

    /// The first event that is not what was written, with the number it should have. What was cut off at the end of a
    /// record does not show.
    pub async fn verify_repository_events(&self) -> Stored<Option<(Address, i64)>> {
        let mut last: Option<(Address, i64, String)> = None;
        for row in self.db.all(ALL, vec![]).await? {
            let key = key(&row)?;
            let (version, previous) = match &last {
                Some((before, version, hash)) if *before == key => (version + 1, hash.as_str()),
                _ => (1, ""),
            };
            let (actor, deed) = (row.text("actor_json")?, row.text("deed_json")?);
            let computed = hash(previous, &key.arn(), version, row.int("at")?, &actor, &deed);
            if row.int("version")? != version || row.text("hash")? != computed {
                return Ok(Some((key, version)));
            }
            last = Some((key, version, computed));
        }
        Ok(None)
    }
}

fn key(row: &Row) -> Stored<Address> {
    let name = row.text("name")?;
    Ok(Address {
        account: row.parsed("account", AccountId::parse)?,
        region: row.parsed("region", Region::parse)?,
        name: RepositoryName::parse_existing(&name).map_err(|error| unreadable("name", error))?,
    })
}
