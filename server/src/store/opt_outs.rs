//! Teams that keep their repositories out of rollouts for a while.

use super::audit::{self, who_calls};
use super::db::{Row, json, statements, unreadable, values};
use super::{Store, Stored};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::github::Login;
use domain::rollout::{OptOut, RolloutId};
use domain::time::Timestamp;

statements! {
    IN_FORCE = "SELECT id, team, rollout, reason, until, granted_by, created, ended FROM opt_outs \
        WHERE ended IS NULL AND until > $1 ORDER BY until, id";
    ONE = "SELECT id, team, rollout, reason, until, granted_by, created, ended FROM opt_outs WHERE id = $1";
    ADD = "INSERT INTO opt_outs (id, team, rollout, reason, until, granted_by, created) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    END = "UPDATE opt_outs SET ended = $2 WHERE id = $1 AND ended IS NULL AND until > $2";
}

impl Store {
    /// The one that ends first comes first.
    pub async fn opt_outs(&self, now: Timestamp) -> Stored<Vec<OptOut>> {
        let rows = self.db.all(IN_FORCE, values![now]).await?;
        rows.iter().map(opt_out).collect()
    }

    pub async fn opt_out(&self, id: &str) -> Stored<Option<OptOut>> {
        let row = self.db.optional(ONE, values![id]).await?;
        row.as_ref().map(opt_out).transpose()
    }

    pub async fn add_opt_out(&self, one: &OptOut) -> Stored<()> {
        let row = values![
            &one.id,
            &one.team,
            one.rollout.as_ref().map(RolloutId::as_str),
            &one.reason,
            one.until,
            one.by.as_str(),
            one.created,
        ];
        let (action, who) = (AuditAction::OptOutGranted, Who::person(&one.by));
        let mut entry = AuditEntry::new(one.created, who, action, &one.id).because(&one.reason);
        entry.team = Some(one.team.clone());
        let rollout = one.rollout.as_ref().map(RolloutId::as_str);
        entry.after = Some(json(&(rollout, one.until))?);
        audit::execute(&self.db, ADD, row, entry).await.map(drop)
    }

    /// False: it is over already.
    pub async fn end_opt_out(&self, id: &str, at: Timestamp) -> Stored<bool> {
        let mut entry = AuditEntry::new(at, who_calls(), AuditAction::OptOutEnded, id);
        entry.team = self.opt_out(id).await?.map(|out| out.team);
        let ended = audit::execute(&self.db, END, values![id, at], entry).await?;
        Ok(ended > 0)
    }
}

fn opt_out(row: &Row) -> Stored<OptOut> {
    let rollout = row.maybe_text("rollout")?;
    Ok(OptOut {
        id: row.text("id")?,
        team: row.text("team")?,
        rollout: rollout
            .map(|text| RolloutId::parse(&text).map_err(|error| unreadable("rollout", error)))
            .transpose()?,
        reason: row.text("reason")?,
        until: row.time("until")?,
        by: Login::new(&row.text("granted_by")?),
        created: row.time("created")?,
        ended: row.maybe_time("ended")?,
    })
}
