//! What is known about single repositories, and keeping their rows in step with the requests that hold their names.

use super::db::{Db, Row, Tx, statements, unreadable, values};
use super::query::Query;
use super::rows::{needs_attention, request_row, row_columns};
use super::{Holder, RepositoryKnown, Store, Stored, requests, tombstones};
use domain::aws::{AccountId, Address, Region};
use domain::drift::DriftMarks;
use domain::lifecycle::LifecyclePolicy;
use domain::name::RepositoryName;
use domain::observed::RepositorySeen;
use domain::portal::{RepositoryFigures, RepositoryRow, RepositoryState, RequestRow};
use domain::request::{ChangeKind, Request, StageName};
use std::collections::HashMap;

macro_rules! repository_columns {
    () => {
        "account, region, name, team, system, cluster, state, drift, created, managed, seen_json, request_id, \
         image_count, bytes, untagged_count, untagged_bytes, last_push, last_pull, critical, high, score, failed_checks, \
         untagged_waste, untagged_waste_bytes, untagged_waste_archived, unpulled_waste, unpulled_waste_bytes, \
         unpulled_waste_archived, policyless_waste, policyless_waste_bytes, policyless_waste_archived, \
         COALESCE(aws_description, req_description) AS description, COALESCE(aws_source, req_source) AS source"
    };
}
pub(super) use repository_columns;

/// Once a request is completed, only a later change of settings says otherwise than it did.
macro_rules! unless_settled {
    ($column:literal) => {
        concat!(
            $column,
            " = CASE WHEN repositories.request_id = excluded.request_id AND repositories.request_stage = 'completed' \
             AND excluded.request_stage = 'completed' THEN repositories.",
            $column,
            " ELSE excluded.",
            $column,
            " END"
        )
    };
}

statements! {
    ONE = concat!("SELECT ", repository_columns!(), ", \
        (SELECT read FROM censuses c WHERE c.account = repositories.account AND c.region = repositories.region) AS as_of \
        FROM repositories WHERE account = $1 AND region = $2 AND name = $3 AND state IS NOT NULL");

    HOLD = concat!("INSERT INTO repositories (account, region, name, request_id, request_stage, needs_attention, req_team, \
        req_system, req_cluster, req_description, req_source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (account, region, name) DO UPDATE SET request_id = excluded.request_id, \
        request_stage = excluded.request_stage, needs_attention = excluded.needs_attention, ",
        unless_settled!("req_team"), ", ", unless_settled!("req_system"), ", ", unless_settled!("req_description"), ", \
        req_cluster = excluded.req_cluster, req_source = excluded.req_source");

    /// What AWS was verified to hold; its own columns follow, where it tells of these at all.
    RESETTLE = "UPDATE repositories SET req_team = $4, req_system = $5, req_description = $6, \
        aws_team = CASE WHEN aws_team IS NOT NULL THEN CAST($4 AS TEXT) END, \
        aws_system = CASE WHEN aws_system IS NOT NULL THEN CAST($5 AS TEXT) END \
        WHERE account = $1 AND region = $2 AND name = $3";

    /// Verified with AWS: it is there before any census says so, and a census that began earlier can't deny it.
    PRESENT = "UPDATE repositories SET in_aws = TRUE, present_since = $4 WHERE account = $1 AND region = $2 \
        AND name = $3 AND (present_since IS NULL OR present_since < $4)";

    /// Whose it is says the request, whatever its tags in AWS said when nobody looked after it.
    ADOPTED = "UPDATE repositories SET adopted = TRUE, aws_team = NULL, aws_system = NULL, aws_cluster = NULL, \
        aws_description = NULL, aws_source = NULL WHERE account = $1 AND region = $2 AND name = $3";

    /// Of names that the request does not hold any more. Without a digest the next census reads the tags again.
    LET_GO = "UPDATE repositories SET adopted = FALSE, digest = NULL, request_id = NULL, request_stage = NULL, needs_attention = FALSE, \
        req_team = NULL, req_system = NULL, req_cluster = NULL, req_description = NULL, req_source = NULL \
        WHERE request_id = $1 AND ($5 OR NOT (account = $2 AND region = $3 AND name = $4)) RETURNING name";

    FORGET = "DELETE FROM repositories WHERE state IS NULL";
}

impl Store {
    /// What is known about it; `None`: neither AWS nor a request has it.
    pub async fn repository(&self, key: &Address) -> Stored<Option<RepositoryKnown>> {
        let row = self.db.optional(
            ONE,
            values![key.account.as_str(), key.region.as_str(), key.name.as_str()],
        );
        let Some(row) = row.await? else {
            return Ok(None);
        };
        let Some(first) = with_requests(&self.db, std::slice::from_ref(&row))
            .await?
            .pop()
        else {
            return Ok(None);
        };
        Ok(Some(RepositoryKnown {
            row: first,
            description: row.maybe_text("description")?,
            source: row.maybe_text("source")?,
            managed: row.flag("managed")?,
            seen: row.maybe_json("seen_json")?,
            as_of: row.maybe_time("as_of")?,
        }))
    }

    /// Who has the name.
    pub async fn name_free(&self, key: &Address) -> Stored<Holder> {
        if let Some(request) = requests::name_holder(&self.db, key).await? {
            return Ok(Holder::Request(request));
        }
        Ok(match self.repository(key).await? {
            Some(known) => Holder::Repository(known.row),
            None => Holder::Nobody,
        })
    }
}

/// In the transaction that changes the request. What is asked for later about a repository leaves its row alone, but
/// for other settings.
pub(super) async fn follow(tx: &mut Tx, request: &Request) -> Stored<()> {
    if request.change.kind() == ChangeKind::Settings {
        return resettle(tx, request).await;
    }
    if request.change.kind() == ChangeKind::Removal {
        return tombstones::lay(tx, request).await;
    }
    if !request.change.kind().holds_name() {
        return Ok(());
    }
    let spec = request.spec();
    let address = &spec.address;
    let stage = request.stage.name();
    let (account, region, name) = (
        address.account.as_str(),
        address.region.as_str(),
        address.name.as_str(),
    );
    let let_go = values![
        request.id.as_str(),
        account,
        region,
        name,
        stage.is_given_up()
    ];
    if !tx.all(LET_GO, let_go).await?.is_empty() {
        tx.execute(FORGET, vec![]).await?;
    }
    let adopts = request.change.kind() == ChangeKind::Adopt;
    // Until it is adopted nobody looks after it, whoever asks for that.
    if stage.is_given_up() || adopts && stage != StageName::Completed {
        return Ok(());
    }
    let row = values![
        account,
        region,
        name,
        request.id.as_str(),
        stage.as_str(),
        needs_attention(&request.stage, request.waiting.as_ref()),
        spec.team.as_str(),
        spec.system.as_str(),
        spec.cluster.as_str(),
        spec.description.as_str(),
        spec.source.to_string(),
    ];
    tx.execute(HOLD, row).await?;
    if adopts {
        tx.execute(ADOPTED, values![account, region, name]).await?;
    }
    if stage == StageName::Completed {
        tx.execute(PRESENT, values![account, region, name, request.since])
            .await?;
    }
    Ok(())
}

/// The row says what a change of settings has brought about, as soon as that is carried out.
async fn resettle(tx: &mut Tx, request: &Request) -> Stored<()> {
    if request.stage.name() != StageName::Completed {
        return Ok(());
    }
    let spec = request.spec();
    let address = &spec.address;
    let row = values![
        address.account.as_str(),
        address.region.as_str(),
        address.name.as_str(),
        spec.team.as_str(),
        spec.system.as_str(),
        spec.description.as_str(),
    ];
    tx.execute(RESETTLE, row).await.map(drop)
}

/// Rows with [`repository_columns`], joined with the requests that hold their names.
pub(super) async fn with_requests(db: &Db, rows: &[Row]) -> Stored<Vec<RepositoryRow>> {
    let mut ids = Vec::new();
    for row in rows {
        ids.extend(row.maybe_text("request_id")?);
    }
    let mut found: HashMap<String, RequestRow> = HashMap::new();
    if !ids.is_empty() {
        let mut query = Query::new(concat!(
            "SELECT ",
            row_columns!(),
            " FROM requests WHERE id IN "
        ));
        query.list(&ids);
        let (sql, values) = query.into_parts();
        for row in db.all(sql, values).await? {
            found.insert(row.text("id")?, request_row(&row)?);
        }
    }
    rows.iter()
        .map(|row| {
            let id = row.maybe_text("request_id")?;
            repository_row(row, id.and_then(|id| found.get(&id).cloned()))
        })
        .collect()
}

fn repository_row(row: &Row, request: Option<RequestRow>) -> Stored<RepositoryRow> {
    let key = Address {
        account: row.parsed("account", AccountId::parse)?,
        region: row.parsed("region", Region::parse)?,
        name: row.parsed("name", RepositoryName::parse_existing)?,
    };
    let state = row.text("state")?;
    let seen: Option<RepositorySeen> = row.maybe_json("seen_json")?;
    Ok(RepositoryRow {
        uri: seen
            .as_ref()
            .map_or_else(|| key.uri(), |seen| seen.uri.clone()),
        key,
        team: row.maybe_text("team")?,
        system: row.maybe_text("system")?,
        cluster: row.maybe_text("cluster")?,
        state: RepositoryState::parse(&state)
            .ok_or_else(|| unreadable("state", format!("there is no state {state}")))?,
        drift: DriftMarks::parse(&row.text("drift")?),
        mutability: seen.as_ref().map(|seen| seen.mutability.clone()),
        scan_on_push: seen.as_ref().map(|seen| seen.scan_on_push),
        lifecycle: seen
            .as_ref()
            .and_then(|seen| seen.lifecycle_policy.as_deref())
            .map(in_sentences),
        created: row.maybe_time("created")?,
        figures: figures(row)?,
        score: row
            .maybe_int("score")?
            .and_then(|score| u8::try_from(score).ok()),
        misses: row
            .maybe_text("failed_checks")?
            .map(|checks| checks.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default(),
        wasted: super::judging::wasted(row)?,
        request,
    })
}

/// `None`: its images have not been read yet.
fn figures(row: &Row) -> Stored<Option<RepositoryFigures>> {
    let count = |column| -> Stored<Option<u64>> {
        Ok(row
            .maybe_int(column)?
            .and_then(|number| u64::try_from(number).ok()))
    };
    let Some(images) = count("image_count")? else {
        return Ok(None);
    };
    Ok(Some(RepositoryFigures {
        images,
        bytes: count("bytes")?.unwrap_or_default(),
        untagged: count("untagged_count")?.unwrap_or_default(),
        untagged_bytes: count("untagged_bytes")?.unwrap_or_default(),
        last_push: row.maybe_time("last_push")?,
        last_pull: row.maybe_time("last_pull")?,
        critical: count("critical")?,
        high: count("high")?,
    }))
}

/// A policy that is beyond Berth's model is shown as AWS has it.
fn in_sentences(policy: &str) -> String {
    LifecyclePolicy::from_json(policy).map_or_else(
        |_| policy.to_owned(),
        |policy| policy.sentences().join("; "),
    )
}
