//! Views of the inventory that people keep, for themselves or for all.

use super::super::audit;
use super::super::db::{json, statements, values};
use super::super::{Store, Stored};
use super::SavedView;
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::github::Login;
use domain::time::Timestamp;

statements! {
    SAVE = "INSERT INTO saved_views (id, owner, name, query, is_shared, created) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query, is_shared = excluded.is_shared";
    FOR_PERSON = "SELECT id, owner, name, query, is_shared, created FROM saved_views \
        WHERE owner = $1 OR is_shared ORDER BY CASE WHEN owner = $1 THEN 0 ELSE 1 END, name COLLATE \"C\", owner LIMIT $2";
    CHANGE = "UPDATE saved_views SET name = $3, is_shared = $4 WHERE id = $1 AND owner = $2";
    DROP = "DELETE FROM saved_views WHERE id = $1 AND owner = $2";
}

impl Store {
    /// The same name again replaces the person's view of that name.
    pub async fn save_view(&self, view: &SavedView) -> Stored<()> {
        let row = values![
            &view.id,
            view.owner.as_str(),
            &view.name,
            &view.query,
            view.is_shared,
            view.created,
        ];
        let who = Who::person(&view.owner);
        let mut entry = AuditEntry::new(view.created, who, AuditAction::ViewKept, &view.name);
        entry.after = Some(json(&(&view.query, view.is_shared))?);
        audit::execute(&self.db, SAVE, row, entry).await.map(drop)
    }

    /// A person's own first, then those that others share.
    pub async fn views_for(&self, person: &Login, limit: u32) -> Stored<Vec<SavedView>> {
        let rows = self.db.all(FOR_PERSON, values![person.as_str(), limit]);
        rows.await?
            .iter()
            .map(|row| {
                Ok(SavedView {
                    id: row.text("id")?,
                    owner: Login::new(&row.text("owner")?),
                    name: row.text("name")?,
                    query: row.text("query")?,
                    is_shared: row.flag("is_shared")?,
                    created: row.time("created")?,
                })
            })
            .collect()
    }

    /// Another name, or shared with others. False: the person has no such view.
    pub async fn change_view(
        &self,
        person: &Login,
        id: &str,
        name: &str,
        is_shared: bool,
        at: Timestamp,
    ) -> Stored<bool> {
        let row = values![id, person.as_str(), name, is_shared];
        let mut entry = AuditEntry::new(at, Who::person(person), AuditAction::ViewChanged, id);
        entry.after = Some(json(&(name, is_shared))?);
        Ok(audit::execute(&self.db, CHANGE, row, entry).await? > 0)
    }

    /// False: the person has no such view.
    pub async fn drop_view(&self, person: &Login, id: &str, at: Timestamp) -> Stored<bool> {
        let entry = AuditEntry::new(at, Who::person(person), AuditAction::ViewDropped, id);
        let row = values![id, person.as_str()];
        Ok(audit::execute(&self.db, DROP, row, entry).await? > 0)
    }
}
