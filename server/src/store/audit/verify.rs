//! Whether the record is what was written: each row's hash, numbers without gaps, the sealed end, heads that were kept
//! elsewhere, and the histories that it vouches for. The first thing that is wrong is named.

use super::super::db::{Row, statements, values};
use super::super::{Store, Stored};
use super::append::End;
use super::rows::{Raw, audit_columns, key};
use super::says::{source_of_deed, source_of_event, source_of_rollout};
use domain::audit::{AuditFault, AuditReport, FaultKind, Head};
use domain::request::RequestId;

statements! {
    LAST = "SELECT COALESCE(MAX(number), 0) AS last FROM audit";
    /// With the last row in one statement: both are of the same moment.
    END = "SELECT number, hash, broken_at, seal_key, seal, (SELECT COALESCE(MAX(number), 0) FROM audit) AS last \
        FROM audit_head WHERE id = 1";
    SOME = concat!("SELECT ", audit_columns!(), " FROM audit WHERE number > $1 ORDER BY number LIMIT $2");
    RESEALED = "SELECT number FROM audit WHERE action = 'audit.resealed' ORDER BY at, number";
    EVENT_MISSING = "SELECT e.request_id, e.version FROM events e WHERE NOT EXISTS \
        (SELECT 1 FROM audit a WHERE a.source = 'event ' || e.request_id || ' ' || e.version) ORDER BY e.at LIMIT 1";
    DEED_MISSING = "SELECT d.account, d.region, d.name, d.version FROM repository_events d WHERE NOT EXISTS \
        (SELECT 1 FROM audit a WHERE a.source = 'deed ' || d.account || ' ' || d.region || ' ' || d.name || ' ' || d.version) \
        ORDER BY d.at LIMIT 1";
    ROLLOUT_MISSING = "SELECT r.rollout, r.version FROM rollout_events r WHERE NOT EXISTS \
        (SELECT 1 FROM audit a WHERE a.source = 'rollout ' || r.rollout || ' ' || r.version) ORDER BY r.at LIMIT 1";
    EVENT_ALTERED = "SELECT a.number, a.source FROM audit a LEFT JOIN \
        (SELECT 'event ' || request_id || ' ' || version AS source, hash FROM events) e ON e.source = a.source \
        WHERE a.source LIKE 'event %' AND (e.source IS NULL OR e.hash <> a.source_hash) ORDER BY a.number LIMIT 1";
    DEED_ALTERED = "SELECT a.number, a.source FROM audit a LEFT JOIN \
        (SELECT 'deed ' || account || ' ' || region || ' ' || name || ' ' || version AS source, hash \
            FROM repository_events) d ON d.source = a.source \
        WHERE a.source LIKE 'deed %' AND (d.source IS NULL OR d.hash <> a.source_hash) ORDER BY a.number LIMIT 1";
    /// They have no hash of their own: the sentence is the same.
    ROLLOUT_ALTERED = "SELECT a.number, a.source FROM audit a LEFT JOIN \
        (SELECT 'rollout ' || rollout || ' ' || version AS source, at, by_login, sentence FROM rollout_events) r \
            ON r.source = a.source \
        WHERE a.source LIKE 'rollout %' AND (r.source IS NULL OR r.sentence <> a.reason OR r.at <> a.at \
            OR COALESCE(r.by_login, 'berth') <> a.who) ORDER BY a.number LIMIT 1";
}

const ROWS_AT_ONCE: u32 = 2_000;

impl Store {
    /// `kept`: heads that an earlier look gave and that were kept elsewhere.
    pub async fn verify_audit(&self, kept: &[Head]) -> Stored<AuditReport> {
        self.verify_audit_from(&Head::default(), u64::MAX, kept)
            .await
    }

    /// From a row on that an earlier look found to be right, and at most so many.
    pub async fn verify_audit_from(
        &self,
        from: &Head,
        most: u64,
        kept: &[Head],
    ) -> Stored<AuditReport> {
        let mut report = AuditReport {
            head: from.clone(),
            ..AuditReport::default()
        };
        report.fault = match self.stands(from).await? {
            true => self.audit_rows(most, kept, &mut report).await?,
            false => fault(from.number, FaultKind::NotAsKept),
        };
        if report.fault.is_none() && report.is_end {
            report.fault = self.audit_sources(report.head.number).await?;
        }
        let resealed = self.db.all(RESEALED, vec![]).await?;
        for row in resealed {
            report.resealed.push(row.int("number")?);
        }
        Ok(report)
    }

    /// Whether the record has the row of that head.
    async fn stands(&self, head: &Head) -> Stored<bool> {
        if head.number == 0 {
            return Ok(true);
        }
        let rows = self.db.all(SOME, values![head.number - 1, 1_u32]).await?;
        let row = rows.first();
        let is_there = row.is_some_and(|row| row.int("number").is_ok_and(|it| it == head.number));
        Ok(is_there && row.map(|row| row.text("hash")).transpose()?.as_ref() == Some(&head.hash))
    }

    async fn audit_rows(
        &self,
        most: u64,
        kept: &[Head],
        report: &mut AuditReport,
    ) -> Stored<Option<AuditFault>> {
        let Some(row) = self.db.optional(END, vec![]).await? else {
            let last = self.db.optional(LAST, vec![]).await?;
            let last = last.map_or(Ok(0), |row| row.int("last"))?;
            return Ok(fault(last, FaultKind::Head));
        };
        let (end, last) = (End::read(&row)?, row.int("last")?);
        let mut head = report.head.clone();
        while head.number < last.max(1) {
            if report.rows >= most {
                report.head = head;
                return Ok(None);
            }
            let rows = self
                .db
                .all(SOME, values![head.number, ROWS_AT_ONCE])
                .await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                // What came while this was being read is for the next look.
                if head.number >= last {
                    break;
                }
                if let Some(found) = self.follow(&head, row, end.number).await? {
                    return Ok(Some(found));
                }
                head.number += 1;
                head.hash = row.text("hash")?;
                report.rows += 1;
                let differs = |kept: &&Head| kept.number == head.number && kept.hash != head.hash;
                if kept.iter().any(|kept| differs(&kept)) {
                    return Ok(fault(head.number, FaultKind::NotAsKept));
                }
            }
        }
        report.head = head;
        report.is_end = true;
        Ok(self.at_the_end(&end, kept, &report.head))
    }

    /// Whether the row is the one that follows.
    async fn follow(&self, head: &Head, row: &Row, last: i64) -> Stored<Option<AuditFault>> {
        let number = head.number + 1;
        let found = match row.int("number") {
            Ok(found) => found,
            // SQLite keeps texts in columns of numbers, behind all of those.
            Err(_) => return Ok(fault(number, FaultKind::Added)),
        };
        if found > last {
            // Whatever is missing up to the end is the first thing that is wrong.
            let (number, kind) = match number <= last {
                true => (number, FaultKind::Removed),
                false => (found, FaultKind::Added),
            };
            return Ok(fault(number, kind));
        }
        let raw = Raw::read(row).ok();
        if found == number && raw.as_ref().is_some_and(|raw| raw.fits(&head.hash, number)) {
            return Ok(None);
        }
        let elsewhere = self.belongs_here(head).await?;
        let kind = match (elsewhere, raw) {
            (Some(from), _) if found > number => FaultKind::Moved { from },
            (None, _) if found > number => FaultKind::Removed,
            (Some(from), Some(raw)) if self.belongs_at(&raw, from, head).await? => {
                FaultKind::Moved { from }
            }
            (Some(_), _) => FaultKind::Added,
            (None, _) => FaultKind::Altered,
        };
        Ok(fault(number, kind))
    }

    /// Where the row stands that was written behind `head`.
    async fn belongs_here(&self, head: &Head) -> Stored<Option<i64>> {
        let mut last = head.number;
        loop {
            let rows = self.db.all(SOME, values![last, ROWS_AT_ONCE]).await?;
            if rows.is_empty() {
                return Ok(None);
            }
            for row in &rows {
                let Ok(raw) = Raw::read(row) else { continue };
                if raw.fits(&head.hash, head.number + 1) {
                    return Ok(Some(raw.number));
                }
                last = raw.number.max(last);
            }
            if rows.iter().all(|row| row.int("number").is_err()) {
                return Ok(None);
            }
        }
    }

    /// Whether a row was written at that number, behind the row that stands before it now or at the place it was found in.
    async fn belongs_at(&self, raw: &Raw, number: i64, head: &Head) -> Stored<bool> {
        // Neighbours that changed places: what was before it is what stands behind it.
        let before = match number - 1 == head.number + 1 {
            true => number,
            false => number - 1,
        };
        let rows = self.db.all(SOME, values![before - 1, 1_u32]).await?;
        let before = rows.first().map(|row| row.text("hash")).transpose()?;
        Ok(before.is_some_and(|hash| raw.fits(&hash, number)))
    }

    fn at_the_end(&self, end: &End, kept: &[Head], head: &Head) -> Option<AuditFault> {
        if end.number > head.number {
            return fault(head.number + 1, FaultKind::Removed);
        }
        let is_sealed = match self.db.seal() {
            Some(key) => end.is_sealed_by(key),
            None => true,
        };
        if end.number != head.number || end.hash != head.hash || !is_sealed {
            return fault(head.number, FaultKind::Head);
        }
        if let Some(number) = end.broken_at {
            return fault(number, FaultKind::HeadBefore);
        }
        let longest = kept.iter().map(|kept| kept.number).max();
        longest
            .filter(|kept| *kept > head.number)
            .and_then(|_| fault(head.number + 1, FaultKind::Removed))
    }

    /// The histories that the record vouches for.
    async fn audit_sources(&self, last: i64) -> Stored<Option<AuditFault>> {
        for statement in [EVENT_ALTERED, DEED_ALTERED, ROLLOUT_ALTERED] {
            if let Some(row) = self.db.optional(statement, vec![]).await? {
                let source = row.text("source")?;
                return Ok(fault(
                    row.int("number")?,
                    FaultKind::SourceAltered { source },
                ));
            }
        }
        let mut missing = None;
        if let Some(row) = self.db.optional(EVENT_MISSING, vec![]).await? {
            let id = row.parsed("request_id", RequestId::parse)?;
            missing = Some(source_of_event(&id, row.int("version")?));
        } else if let Some(row) = self.db.optional(DEED_MISSING, vec![]).await? {
            missing = Some(source_of_deed(&key(&row)?, row.int("version")?));
        } else if let Some(row) = self.db.optional(ROLLOUT_MISSING, vec![]).await? {
            missing = Some(source_of_rollout(
                &row.text("rollout")?,
                row.int("version")?,
            ));
        }
        Ok(missing.and_then(|source| fault(last + 1, FaultKind::SourceMissing { source })))
    }
}

fn fault(number: i64, kind: FaultKind) -> Option<AuditFault> {
    Some(AuditFault { number, kind })
}
