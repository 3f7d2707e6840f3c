//! Forms that are kept and not submitted. A draft is its owner's alone.

use super::audit;
use super::db::{Row, Tx, json, statements, values};
use super::{Draft, Store, Stored};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::form::RequestForm;
use domain::github::Login;
use domain::request::{Request, RequestId};
use domain::time::Timestamp;

statements! {
    /// Only the owner's own draft is replaced; the id of another person's request is not taken.
    SAVE = "INSERT INTO drafts (id, owner, form_json, saved) \
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS BIGINT) \
        WHERE NOT EXISTS (SELECT 1 FROM requests WHERE id = $1 AND requester <> $2) \
        ON CONFLICT (id) DO UPDATE SET form_json = excluded.form_json, saved = excluded.saved \
        WHERE drafts.owner = excluded.owner";
    ONE = "SELECT id, form_json, saved FROM drafts WHERE owner = $1 AND id = $2";
    NEWEST = "SELECT id, form_json, saved FROM drafts WHERE owner = $1 ORDER BY saved DESC, id DESC LIMIT $2";
    DELETE = "DELETE FROM drafts WHERE owner = $1 AND id = $2";
}

impl Store {
    /// False: the id is another person's draft or request, or no id.
    pub async fn save_draft(
        &self,
        owner: &Login,
        form: &RequestForm,
        at: Timestamp,
    ) -> Stored<bool> {
        let Ok(id) = RequestId::parse(&form.id) else {
            return Ok(false);
        };
        let row = values![id.as_str(), owner.as_str(), json(form)?, at];
        // What stands in a draft is its owner's alone.
        let who = Who::person(owner);
        let entry = AuditEntry::new(at, who, AuditAction::DraftSaved, id.as_str());
        Ok(audit::execute(&self.db, SAVE, row, entry).await? == 1)
    }

    pub async fn draft(&self, owner: &Login, id: &RequestId) -> Stored<Option<Draft>> {
        let row = self
            .db
            .optional(ONE, values![owner.as_str(), id.as_str()])
            .await?;
        row.as_ref().map(draft).transpose()
    }

    /// Newest first.
    pub async fn drafts(&self, owner: &Login, limit: u32) -> Stored<Vec<Draft>> {
        self.db
            .all(NEWEST, values![owner.as_str(), limit])
            .await?
            .iter()
            .map(draft)
            .collect()
    }

    pub async fn delete_draft(&self, owner: &Login, id: &RequestId, at: Timestamp) -> Stored<bool> {
        let who = Who::person(owner);
        let entry = AuditEntry::new(at, who, AuditAction::DraftDiscarded, id.as_str());
        let key = values![owner.as_str(), id.as_str()];
        Ok(audit::execute(&self.db, DELETE, key, entry).await? == 1)
    }
}

/// In the transaction that submits it: a form is a draft or a request, never both.
pub(super) async fn drop_submitted(tx: &mut Tx, request: &Request) -> Stored<()> {
    let key = values![request.requester.as_str(), request.id.as_str()];
    tx.execute(DELETE, key).await.map(drop)
}

fn draft(row: &Row) -> Stored<Draft> {
    Ok(Draft {
        id: row.parsed("id", RequestId::parse)?,
        form: row.json("form_json")?,
        saved: row.time("saved")?,
    })
}
