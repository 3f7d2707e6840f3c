//! One request by its id or by the name it holds.

use super::db::{Db, Tx, Value, statements, values};
use super::rows::{request, request_columns, request_row, row_columns};
use super::{Store, Stored};
use domain::aws::Address;
use domain::portal::RequestRow;
use domain::request::{Change, ChangeKind, Request, RequestId};

statements! {
    ONE = concat!("SELECT ", request_columns!(), " FROM requests WHERE id = $1");
    HOLDER = concat!("SELECT ", row_columns!(), " FROM requests \
        WHERE account = $1 AND region = $2 AND name = $3 AND holds_name");
    AT_WORK = concat!("SELECT ", row_columns!(), " FROM requests \
        WHERE account = $1 AND region = $2 AND name = $3 AND kind = $4 AND is_open ORDER BY number DESC LIMIT 1");
    /// A removal and any other change leave each other no room.
    EXCLUDED = concat!("SELECT ", row_columns!(), " FROM requests \
        WHERE account = $1 AND region = $2 AND name = $3 AND kind <> $4 AND is_open \
        AND 'removal' IN (kind, CAST($4 AS TEXT)) ORDER BY number DESC LIMIT 1");
    DONE = concat!("SELECT ", request_columns!(), " FROM requests \
        WHERE account = $1 AND region = $2 AND name = $3 AND kind = $4 AND stage = 'completed' AND number < $5 \
        ORDER BY number DESC LIMIT 1");
    NEWEST = concat!("SELECT ", request_columns!(), " FROM requests \
        WHERE account = $1 AND region = $2 AND name = $3 AND kind = $4 ORDER BY number DESC LIMIT 1");
    ABOUT = concat!("SELECT ", row_columns!(), " FROM requests \
        WHERE account = $1 AND region = $2 AND name = $3 ORDER BY number DESC LIMIT 200");
}

impl Store {
    pub async fn request(&self, id: &RequestId) -> Stored<Option<Request>> {
        self.db
            .optional(ONE, values![id.as_str()])
            .await?
            .as_ref()
            .map(request)
            .transpose()
    }

    /// The open request of this kind about a repository.
    pub async fn request_at_work(
        &self,
        key: &Address,
        kind: ChangeKind,
    ) -> Stored<Option<RequestRow>> {
        at_work(&self.db, key, kind).await
    }

    /// The last one of this kind that was completed, of those with a smaller number.
    pub async fn last_completed(
        &self,
        key: &Address,
        kind: ChangeKind,
        before: i64,
    ) -> Stored<Option<Request>> {
        let mut given = about(key, kind);
        given.push(before.into());
        self.db
            .optional(DONE, given)
            .await?
            .as_ref()
            .map(request)
            .transpose()
    }

    /// The newest one of this kind, whatever became of it.
    pub async fn newest_request(&self, key: &Address, kind: ChangeKind) -> Stored<Option<Request>> {
        let row = self.db.optional(NEWEST, about(key, kind)).await?;
        row.as_ref().map(request).transpose()
    }

    /// All requests about a name, also those given up, newest first.
    pub async fn requests_about(&self, key: &Address) -> Stored<Vec<RequestRow>> {
        let rows = self.db.all(
            ABOUT,
            values![key.account.as_str(), key.region.as_str(), key.name.as_str()],
        );
        rows.await?.iter().map(request_row).collect()
    }
}

/// The request that leaves no room for this change.
pub(super) async fn holder(db: &Db, change: &Change) -> Stored<Option<RequestRow>> {
    let (key, kind) = (&change.spec().address, change.kind());
    if kind.holds_name() {
        return name_holder(db, key).await;
    }
    match at_work(db, key, kind).await? {
        Some(row) => Ok(Some(row)),
        None => {
            let row = db.optional(EXCLUDED, about(key, kind)).await?;
            row.as_ref().map(request_row).transpose()
        }
    }
}

/// Whether a removal leaves no room for the change, or the change none for a removal. Within the transaction that numbers
/// requests, of which there is one at a time.
pub(super) async fn is_excluded(tx: &mut Tx, change: &Change) -> Stored<bool> {
    let (key, kind) = (&change.spec().address, change.kind());
    if kind.holds_name() {
        return Ok(false);
    }
    Ok(tx.optional(EXCLUDED, about(key, kind)).await?.is_some())
}

/// The open request of this kind about a repository.
async fn at_work(db: &Db, key: &Address, kind: ChangeKind) -> Stored<Option<RequestRow>> {
    let row = db.optional(AT_WORK, about(key, kind));
    row.await?.as_ref().map(request_row).transpose()
}

fn about(key: &Address, kind: ChangeKind) -> Vec<Value> {
    values![
        key.account.as_str(),
        key.region.as_str(),
        key.name.as_str(),
        kind.as_str(),
    ]
}

/// The open or completed request that holds the name.
pub(super) async fn name_holder(db: &Db, key: &Address) -> Stored<Option<RequestRow>> {
    let row = db.optional(
        HOLDER,
        values![key.account.as_str(), key.region.as_str(), key.name.as_str()],
    );
    row.await?.as_ref().map(request_row).transpose()
}
