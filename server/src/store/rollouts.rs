//! Rollouts with their repositories and their record.

use super::audit::{self, of_rollout, source_of_rollout, who_calls};
use super::db::{Row, Tx, json, statements, unreadable, values};
use super::rows::{request_row, stage_name};
use super::{Store, Stored};
use domain::audit::{AuditAction, AuditEntry};
use domain::aws::{AccountId, Address, Region};
use domain::github::{Login, Sha};
use domain::name::RepositoryName;
use domain::portal::Tally;
use domain::request::RequestId;
use domain::rollout::{Item, ItemState, Rollout, RolloutEvent, RolloutId, RolloutState, Standing};
use domain::time::Timestamp;
use std::collections::HashMap;

macro_rules! rollout_columns {
    () => {
        "id, aim_json, reason, started_by, started, per_team, state, why"
    };
}

/// Lists are for people: older ones are found by their address.
const SHOWN: u32 = 100;

statements! {
    ONE = concat!("SELECT ", rollout_columns!(), " FROM rollouts WHERE id = $1");
    ALL = concat!("SELECT ", rollout_columns!(), " FROM rollouts ORDER BY started DESC, id DESC LIMIT $1");
    IN_STATE = concat!("SELECT ", rollout_columns!(), " FROM rollouts WHERE state = $1 ORDER BY started, id");
    UNDOING = "SELECT id FROM rollouts WHERE undoes = $1";
    INSERT = "INSERT INTO rollouts (id, aim_json, reason, started_by, started, per_team, state, undoes) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_ITEM = "INSERT INTO rollout_items (rollout, place, account, region, name, team, request, undoes, state, why) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    ITEMS = "SELECT i.place, i.account AS item_account, i.region AS item_region, i.name AS item_name, i.team AS item_team, \
        i.request, i.undoes, i.state, i.why, i.next_try, r.id, r.number, r.name, r.region, r.team, r.kind, r.requester, \
        r.stage, r.since, r.created, r.waiting_json, r.pr_head \
        FROM rollout_items i LEFT JOIN requests r ON r.id = i.request WHERE i.rollout = $1 ORDER BY i.place";
    TALLIES = "SELECT i.rollout, i.state, r.stage, COUNT(*) AS total FROM rollout_items i \
        LEFT JOIN requests r ON r.id = i.request GROUP BY i.rollout, i.state, r.stage";
    BEGUN = "SELECT COUNT(*) AS total FROM rollout_items i JOIN requests r ON r.id = i.request WHERE r.created > $1";
    MOVE = "UPDATE rollouts SET state = $3, why = $4 WHERE id = $1 AND state = $2";
    SETTLE_ITEM = "UPDATE rollout_items SET state = $4, why = $5, next_try = $6 \
        WHERE rollout = $1 AND place = $2 AND request = $3";
    /// Guarded by the id that it had: pressed twice, it is one new request.
    RENEW_ITEM = "UPDATE rollout_items SET request = $4, state = 'waiting', why = NULL, next_try = 0 \
        WHERE rollout = $1 AND place = $2 AND request = $3";
    RECORD = "INSERT INTO rollout_events (rollout, version, at, by_login, sentence) \
        SELECT $1, COALESCE(MAX(version), 0) + 1, CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT) \
        FROM rollout_events WHERE rollout = $1 RETURNING version";
    EVENTS = "SELECT at, by_login, sentence FROM rollout_events WHERE rollout = $1 ORDER BY version DESC LIMIT $2";
}

/// A rollout as it begins.
#[derive(Clone, Debug)]
pub struct NewRollout {
    pub rollout: Rollout,
    pub items: Vec<Item>,
    pub undoes: Option<RolloutId>,
}

/// What is known of one repository after it was tried.
#[derive(Clone, Debug)]
pub struct Settled {
    pub state: ItemState,
    pub why: Option<String>,
    pub next_try: Timestamp,
}

impl Store {
    /// False: what it takes back is being taken back already.
    pub async fn start_rollout(&self, new: &NewRollout) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let one = &new.rollout;
        let row = values![
            one.id.as_str(),
            json(&one.aim)?,
            &one.reason,
            one.by.as_str(),
            one.started,
            one.window,
            one.state.as_str(),
            new.undoes.as_ref().map(RolloutId::as_str),
        ];
        if tx.execute_unless_taken(INSERT, row).await?.is_none() {
            return Ok(false);
        }
        for item in &new.items {
            let row = values![
                one.id.as_str(),
                item.place,
                item.key.account.as_str(),
                item.key.region.as_str(),
                item.key.name.as_str(),
                item.team.clone(),
                item.request.as_str(),
                item.undoes.as_ref().map(RequestId::as_str),
                item.state.as_str(),
                item.why.clone(),
            ];
            tx.execute(INSERT_ITEM, row).await?;
        }
        let by = Some(&one.by);
        let mut entry = record(&mut tx, &one.id, one.started, by, "Started").await?;
        entry.action = AuditAction::RolloutStarted;
        let repositories: Vec<String> = new.items.iter().map(|item| item.key.arn()).collect();
        entry.after = Some(json(&(&one.aim, one.window, &one.reason, repositories))?);
        tx.note(entry);
        tx.commit().await?;
        Ok(true)
    }

    pub async fn rollout(&self, id: &RolloutId) -> Stored<Option<Rollout>> {
        let row = self.db.optional(ONE, values![id.as_str()]).await?;
        row.as_ref().map(rollout).transpose()
    }

    /// Newest first.
    pub async fn rollouts(&self) -> Stored<Vec<Rollout>> {
        let rows = self.db.all(ALL, values![SHOWN]).await?;
        rows.iter().map(rollout).collect()
    }

    pub async fn rollouts_in(&self, state: RolloutState) -> Stored<Vec<Rollout>> {
        let rows = self.db.all(IN_STATE, values![state.as_str()]).await?;
        rows.iter().map(rollout).collect()
    }

    /// The one that takes this one back.
    pub async fn undoing(&self, id: &RolloutId) -> Stored<Option<RolloutId>> {
        let row = self.db.optional(UNDOING, values![id.as_str()]).await?;
        row.map(|row| row.parsed("id", RolloutId::parse))
            .transpose()
    }

    /// In their order, each with its request.
    pub async fn rollout_items(&self, id: &RolloutId) -> Stored<Vec<Item>> {
        let rows = self.db.all(ITEMS, values![id.as_str()]).await?;
        rows.iter().map(item).collect()
    }

    /// How the repositories of each rollout stand.
    pub async fn rollout_tallies(&self) -> Stored<HashMap<RolloutId, Tally>> {
        let mut all: HashMap<RolloutId, Tally> = HashMap::new();
        for row in self.db.all(TALLIES, vec![]).await? {
            let stage = row.maybe_text("stage")?;
            let stage = stage.map(|_| stage_name(&row, "stage")).transpose()?;
            let tally = all.entry(row.parsed("rollout", RolloutId::parse)?);
            let standing = Standing::of(item_state(&row)?, stage);
            tally.or_default().add(standing, row.count("total")?);
        }
        Ok(all)
    }

    /// Requests of rollouts that were made since.
    pub async fn rolled_since(&self, since: Timestamp) -> Stored<u64> {
        let row = self.db.optional(BEGUN, values![since]).await?;
        row.map_or(Ok(0), |row| row.count("total"))
    }

    /// From one state to another, with what is said about it. False: it is in another by now.
    pub async fn move_rollout(
        &self,
        known: &Rollout,
        to: RolloutState,
        by: Option<&Login>,
        sentence: &str,
        at: Timestamp,
    ) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let why = by.is_none().then_some(sentence);
        let row = values![known.id.as_str(), known.state.as_str(), to.as_str(), why,];
        if tx.execute(MOVE, row).await? == 0 {
            return Ok(false);
        }
        let mut entry = record(&mut tx, &known.id, at, by, sentence).await?;
        entry.action = AuditAction::RolloutMoved;
        entry.before = Some(json(known.state.as_str())?);
        entry.after = Some(json(to.as_str())?);
        tx.note(entry);
        tx.commit().await?;
        Ok(true)
    }

    /// Something that happened to it beside its state.
    pub async fn record_rollout(
        &self,
        id: &RolloutId,
        by: Option<&Login>,
        sentence: &str,
        at: Timestamp,
    ) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        let entry = record(&mut tx, id, at, by, sentence).await?;
        tx.note(entry);
        tx.commit().await
    }

    pub async fn settle_item(&self, id: &RolloutId, item: &Item, to: &Settled) -> Stored<()> {
        let row = values![
            id.as_str(),
            item.place,
            item.request.as_str(),
            to.state.as_str(),
            to.why.clone(),
            to.next_try,
        ];
        self.db.execute(SETTLE_ITEM, row).await.map(drop)
    }

    /// It waits again, and will get another request.
    pub async fn renew_item(
        &self,
        id: &RolloutId,
        item: &Item,
        request: &RequestId,
        at: Timestamp,
    ) -> Stored<()> {
        let row = values![
            id.as_str(),
            item.place,
            item.request.as_str(),
            request.as_str(),
        ];
        let mut entry = AuditEntry::new(at, who_calls(), AuditAction::RolloutNoted, id.as_str())
            .about(item.key.clone(), item.team.clone())
            .because("Tried again with another request")
            .changed(
                Some(json(item.request.as_str())?),
                Some(json(request.as_str())?),
            );
        entry.request = Some(request.clone());
        audit::execute(&self.db, RENEW_ITEM, row, entry)
            .await
            .map(drop)
    }

    /// Newest first.
    pub async fn rollout_events(&self, id: &RolloutId, limit: u32) -> Stored<Vec<RolloutEvent>> {
        let rows = self.db.all(EVENTS, values![id.as_str(), limit]).await?;
        let event = |row: &Row| {
            Ok(RolloutEvent {
                at: row.time("at")?,
                by: row.maybe_text("by_login")?.map(|login| Login::new(&login)),
                sentence: row.text("sentence")?,
            })
        };
        rows.iter().map(event).collect()
    }
}

/// The entry for the audit record, still to be noted.
async fn record(
    tx: &mut Tx,
    id: &RolloutId,
    at: Timestamp,
    by: Option<&Login>,
    sentence: &str,
) -> Stored<AuditEntry> {
    let row = values![id.as_str(), at, by.map(Login::as_str), sentence];
    let row = tx.optional(RECORD, row).await?;
    let version = row.map_or(Ok(0), |row| row.int("version"))?;
    let mut entry = of_rollout(id.as_str(), at, by, sentence, AuditAction::RolloutNoted);
    entry.source = Some(source_of_rollout(id.as_str(), version));
    Ok(entry)
}

fn rollout(row: &Row) -> Stored<Rollout> {
    Ok(Rollout {
        id: row.parsed("id", RolloutId::parse)?,
        aim: row.json("aim_json")?,
        reason: row.text("reason")?,
        by: Login::new(&row.text("started_by")?),
        started: row.time("started")?,
        window: u32::try_from(row.int("per_team")?)
            .map_err(|error| unreadable("per_team", error))?,
        state: row.parsed("state", |text| {
            RolloutState::parse(text).ok_or("there is no such state")
        })?,
        why: row.maybe_text("why")?,
    })
}

fn item(row: &Row) -> Stored<Item> {
    let has_request = row.maybe_text("id")?.is_some();
    let head = row.maybe_text("pr_head")?;
    let undoes = row.maybe_text("undoes")?;
    Ok(Item {
        place: row.int("place")?,
        key: Address {
            account: row.parsed("item_account", AccountId::parse)?,
            region: row.parsed("item_region", Region::parse)?,
            name: row.parsed("item_name", RepositoryName::parse_existing)?,
        },
        team: row.maybe_text("item_team")?,
        request: row.parsed("request", RequestId::parse)?,
        undoes: undoes
            .map(|text| RequestId::parse(&text).map_err(|error| unreadable("undoes", error)))
            .transpose()?,
        state: item_state(row)?,
        why: row.maybe_text("why")?,
        next_try: row.time("next_try")?,
        row: has_request.then(|| request_row(row)).transpose()?,
        head: head.map(Sha),
    })
}

fn item_state(row: &Row) -> Stored<ItemState> {
    row.parsed("state", |text| {
        ItemState::parse(text).ok_or("there is no such state")
    })
}
