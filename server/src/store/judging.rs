//! What repositories are judged by, and what came of it. Only judgements that differ are written.

use super::db::{Row, statements, unreadable, values};
use super::index;
use super::query::Query;
use super::{Store, Stored};
use domain::aws::{AccountId, Address, Region};
use domain::cost::{Pile, StoredImage, Waste, Wasted, spare_platforms};
use domain::image::Scanning;
use domain::name::RepositoryName;
use domain::observed::RepositorySeen;
use domain::owner::{Confidence, Guess};
use domain::scorecard::{Findings, OpenFindings};
use domain::time::Timestamp;
use std::collections::HashMap;

statements! {
    DUE = "SELECT CAST(id AS BIGINT) AS id, account, region, name, state, team, seen_json, created, \
        COALESCE(aws_description, req_description) AS description, image_count, last_push, last_pull, findings_of, \
        policy_json, scanning, score, failed_checks, unknown_checks, scored_at, archived_bytes, guess_team, \
        guess_confidence, guess_evidence, untagged_waste, untagged_waste_bytes, untagged_waste_archived, unpulled_waste, \
        unpulled_waste_bytes, unpulled_waste_archived, policyless_waste, policyless_waste_bytes, policyless_waste_archived \
        FROM repositories WHERE in_aws AND changed >= $1 AND id > $2 ORDER BY repositories.id LIMIT $3";

    SET = "UPDATE repositories SET score = $2, checks_failed = $3, failed_checks = $4, unknown_checks = $5, scored_at = $6, \
        archived_bytes = $7, guess_team = $8, guess_confidence = $9, guess_evidence = $10, untagged_waste = $11, \
        untagged_waste_bytes = $12, untagged_waste_archived = $13, unpulled_waste = $14, unpulled_waste_bytes = $15, \
        unpulled_waste_archived = $16, policyless_waste = $17, policyless_waste_bytes = $18, \
        policyless_waste_archived = $19 WHERE id = $1 AND in_aws";

    /// Something changed by which it is judged and that its row doesn't tell.
    AGAIN = "UPDATE repositories SET scored_at = NULL WHERE id = $1 AND scored_at IS NOT NULL";

    STATE = "SELECT name, value FROM counters WHERE name IN ('judged_changes', 'judged_day', 'judged_rules')";
    SET_STATE = "UPDATE counters SET value = CASE name WHEN 'judged_changes' THEN CAST($1 AS BIGINT) \
        WHEN 'judged_day' THEN CAST($2 AS BIGINT) ELSE CAST($3 AS BIGINT) END \
        WHERE name IN ('judged_changes', 'judged_day', 'judged_rules')";
}

/// How far judging has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JudgingState {
    /// Changes of repositories before this one have been seen.
    pub changes: i64,
    /// The day of the last round through all.
    pub day: i64,
    /// What that round judged by.
    pub rules: i64,
}

/// Everything that one repository is judged by.
#[derive(Clone, Debug)]
pub struct ToJudge {
    pub id: i64,
    pub key: Address,
    /// Somebody looks after it in Git.
    pub in_git: bool,
    pub team: Option<String>,
    pub description: Option<String>,
    pub seen: Option<RepositorySeen>,
    pub created: Option<Timestamp>,
    /// `None`: not read yet.
    pub content: Option<Content>,
    was: Option<Judgement>,
}

#[derive(Clone, Debug)]
pub struct Content {
    pub last_push: Option<Timestamp>,
    pub last_pull: Option<Timestamp>,
    pub policy: Option<String>,
    pub scanning: Option<Scanning>,
    /// Open ones that nobody answers for; `None`: no scan has come to an end.
    pub findings: Option<Findings>,
    pub images: Vec<StoredImage>,
}

/// What came of it, as it stands in the row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    pub score: Option<u8>,
    /// Names of checks.
    pub misses: Vec<String>,
    pub unclear: Vec<String>,
    pub archived_bytes: Option<u64>,
    pub wasted: Option<Wasted>,
    pub guess: Option<Guess>,
}

impl ToJudge {
    pub fn differs(&self, now: &Judgement) -> bool {
        self.was.as_ref() != Some(now)
    }
}

impl Store {
    pub async fn judging_state(&self) -> Stored<JudgingState> {
        let mut state = JudgingState::default();
        for row in self.db.all(STATE, vec![]).await? {
            let value = row.int("value")?;
            match row.text("name")?.as_str() {
                "judged_changes" => state.changes = value,
                "judged_day" => state.day = value,
                _ => state.rules = value,
            }
        }
        Ok(state)
    }

    pub async fn set_judging_state(&self, state: JudgingState) -> Stored<()> {
        let row = values![state.changes, state.day, state.rules];
        self.db.execute(SET_STATE, row).await.map(drop)
    }

    /// Taken before reading: what changes meanwhile is judged again the next time.
    pub async fn changes_mark(&self) -> Stored<i64> {
        index::mark(&self.db).await
    }

    /// Repositories in AWS that changed since, in the order of their ids from the one after `after` on.
    pub async fn to_judge(
        &self,
        since: i64,
        after: i64,
        limit: u32,
        now: Timestamp,
    ) -> Stored<Vec<ToJudge>> {
        let rows = self.db.all(DUE, values![since, after, limit]).await?;
        let ids = rows
            .iter()
            .filter(|row| matches!(row.maybe_int("image_count"), Ok(Some(1..))))
            .map(|row| row.int("id"))
            .collect::<Stored<Vec<i64>>>()?;
        let mut images = self.stored_images(&ids).await?;
        let mut findings = self.unanswered_findings(&ids, now).await?;
        rows.iter()
            .map(|row| {
                let id = row.int("id")?;
                let found = findings.remove(&id).unwrap_or_default();
                to_judge(row, id, images.remove(&id).unwrap_or_default(), found)
            })
            .collect()
    }

    async fn stored_images(&self, ids: &[i64]) -> Stored<HashMap<i64, Vec<StoredImage>>> {
        let mut images: HashMap<i64, Vec<StoredImage>> = HashMap::new();
        let mut indexes: HashMap<i64, Vec<Timestamp>> = HashMap::new();
        if ids.is_empty() {
            return Ok(images);
        }
        let mut query = Query::new(
            "SELECT repository, bytes, archived, tag_count, pushed, pulled, \
             CAST(CASE WHEN subject IS NULL THEN 0 ELSE 1 END AS BIGINT) AS belongs, \
             CAST(CASE WHEN kind = 'index' AND platform IS NULL THEN 1 ELSE 0 END AS BIGINT) AS unread \
             FROM images WHERE repository IN ",
        );
        query.list(ids.iter().copied());
        let (sql, values) = query.into_parts();
        for row in self.db.all(sql, values).await? {
            let repository = row.int("repository")?;
            let pushed = row.time("pushed")?;
            if row.int("unread")? > 0 {
                indexes.entry(repository).or_default().push(pushed);
            }
            images.entry(repository).or_default().push(StoredImage {
                bytes: row.count("bytes")?,
                archived: row.flag("archived")?,
                tagged: row.int("tag_count")? > 0,
                belongs_to_another: row.int("belongs")? > 0,
                pushed,
                pulled: row.maybe_time("pulled")?,
            });
        }
        for (repository, mut indexes) in indexes {
            if let Some(images) = images.get_mut(&repository) {
                spare_platforms(images, &mut indexes);
            }
        }
        Ok(images)
    }

    async fn unanswered_findings(
        &self,
        ids: &[i64],
        now: Timestamp,
    ) -> Stored<HashMap<i64, Findings>> {
        let mut findings: HashMap<i64, Findings> = HashMap::new();
        if ids.is_empty() {
            return Ok(findings);
        }
        let mut query = Query::new(
            "SELECT f.repository, f.severity_rank, COUNT(*) AS total, MIN(f.first_seen) AS oldest FROM findings f \
             WHERE f.is_open AND f.severity_rank <= 1 AND NOT EXISTS (SELECT 1 FROM finding_exceptions e \
             WHERE e.repository = f.repository AND e.finding = f.name AND e.ended IS NULL AND e.until > ",
        );
        query
            .bind(now)
            .push(") AND f.repository IN ")
            .list(ids.iter().copied());
        query.push(" GROUP BY f.repository, f.severity_rank");
        let (sql, values) = query.into_parts();
        for row in self.db.all(sql, values).await? {
            let found = findings.entry(row.int("repository")?).or_default();
            let open = OpenFindings {
                count: row.count("total")?,
                oldest: row.maybe_time("oldest")?,
            };
            match row.int("severity_rank")? {
                0 => found.critical = open,
                _ => found.high = open,
            }
        }
        Ok(findings)
    }

    /// In one transaction.
    pub async fn judge(&self, some: &[(i64, Judgement)], at: Timestamp) -> Stored<()> {
        if some.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        for (id, judgement) in some {
            tx.execute(SET, row_of(*id, judgement, at)).await?;
        }
        tx.commit().await
    }

    /// For a change by which it is judged and that its row doesn't tell, such as an exception.
    pub async fn judge_again(&self, repository: i64) -> Stored<()> {
        self.db.execute(AGAIN, values![repository]).await.map(drop)
    }
}

fn to_judge(row: &Row, id: i64, images: Vec<StoredImage>, findings: Findings) -> Stored<ToJudge> {
    let is_scanned = row.maybe_text("findings_of")?.is_some();
    let content = match row.maybe_int("image_count")? {
        None => None,
        Some(_) => Some(Content {
            last_push: row.maybe_time("last_push")?,
            last_pull: row.maybe_time("last_pull")?,
            policy: row.maybe_text("policy_json")?,
            scanning: row.maybe_text("scanning")?.as_deref().map(Scanning::parse),
            findings: is_scanned.then_some(findings),
            images,
        }),
    };
    Ok(ToJudge {
        id,
        key: Address {
            account: row.parsed("account", AccountId::parse)?,
            region: row.parsed("region", Region::parse)?,
            name: row.parsed("name", RepositoryName::parse_existing)?,
        },
        in_git: row.maybe_text("state")?.as_deref() != Some("unmanaged"),
        team: row.maybe_text("team")?,
        description: row.maybe_text("description")?,
        seen: row.maybe_json("seen_json")?,
        created: row.maybe_time("created")?,
        content,
        was: match row.maybe_time("scored_at")? {
            None => None,
            Some(_) => Some(judgement(row)?),
        },
    })
}

fn judgement(row: &Row) -> Stored<Judgement> {
    let list = |column| -> Stored<Vec<String>> {
        let text = row.maybe_text(column)?.unwrap_or_default();
        Ok(text.split_whitespace().map(str::to_owned).collect())
    };
    Ok(Judgement {
        score: row
            .maybe_int("score")?
            .and_then(|score| u8::try_from(score).ok()),
        misses: list("failed_checks")?,
        unclear: list("unknown_checks")?,
        archived_bytes: row
            .maybe_int("archived_bytes")?
            .and_then(|bytes| u64::try_from(bytes).ok()),
        wasted: wasted(row)?,
        guess: guess(row)?,
    })
}

/// Nothing is as good as not known where sums are made.
pub(super) fn known(row: &Row, column: &str) -> Stored<u64> {
    let number = row.maybe_int(column)?.unwrap_or_default();
    u64::try_from(number).map_err(|_| unreadable(column, "it is negative"))
}

pub(super) fn wasted(row: &Row) -> Stored<Option<Wasted>> {
    if row.maybe_int("untagged_waste")?.is_none() {
        return Ok(None);
    }
    let pile = |images, bytes, archived| -> Stored<Pile> {
        Ok(Pile {
            images: known(row, images)?,
            bytes: known(row, bytes)?,
            archived_bytes: known(row, archived)?,
        })
    };
    Ok(Some(Wasted {
        untagged: pile(
            "untagged_waste",
            "untagged_waste_bytes",
            "untagged_waste_archived",
        )?,
        never_pulled: pile(
            "unpulled_waste",
            "unpulled_waste_bytes",
            "unpulled_waste_archived",
        )?,
        no_policy: pile(
            "policyless_waste",
            "policyless_waste_bytes",
            "policyless_waste_archived",
        )?,
    }))
}

pub(super) fn guess(row: &Row) -> Stored<Option<Guess>> {
    let Some(team) = row.maybe_text("guess_team")? else {
        return Ok(None);
    };
    let confidence = row.maybe_text("guess_confidence")?.unwrap_or_default();
    let evidence = row.maybe_text("guess_evidence")?.unwrap_or_default();
    Ok(Some(Guess {
        team,
        confidence: Confidence::parse(&confidence).unwrap_or(Confidence::Weak),
        evidence: evidence.lines().map(str::to_owned).collect(),
    }))
}

fn row_of(id: i64, judgement: &Judgement, at: Timestamp) -> Vec<super::db::Value> {
    let int = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let score = judgement.score.map(i64::from);
    let failed = score.map(|_| int(judgement.misses.len() as u64));
    let guess = judgement.guess.as_ref();
    let mut row = values![
        id,
        score,
        failed,
        score.map(|_| judgement.misses.join(" ")),
        score.map(|_| judgement.unclear.join(" ")),
        at,
        judgement.archived_bytes.map(int),
        guess.map(|guess| guess.team.clone()),
        guess.map(|guess| guess.confidence.as_str()),
        guess.map(|guess| guess.evidence.join("\n")),
    ];
    for waste in Waste::ALL {
        let pile = judgement.wasted.map(|wasted| wasted.pile(waste));
        row.extend(values![
            pile.map(|pile| int(pile.images)),
            pile.map(|pile| int(pile.bytes)),
            pile.map(|pile| int(pile.archived_bytes)),
        ]);
    }
    row
}
