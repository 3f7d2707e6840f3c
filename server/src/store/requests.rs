//! One request by its id or by the name it holds.

use super::db::{Db, statements, values};
use super::rows::{request, request_columns, request_row, row_columns};
use super::{Store, Stored};
use domain::aws::Address;
use domain::portal::RequestRow;
use domain::request::{Request, RequestId};

statements! {
    ONE = concat!("SELECT ", request_columns!(), " FROM requests WHERE id = $1");
    HOLDER = concat!("SELECT ", row_columns!(), " FROM requests \
        WHERE account = $1 AND region = $2 AND name = $3 AND holds_name");
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

    /// All requests about a name, also those given up, newest first.
    pub async fn requests_about(&self, key: &Address) -> Stored<Vec<RequestRow>> {
        let rows = self.db.all(
            ABOUT,
            values![key.account.as_str(), key.region.as_str(), key.name.as_str()],
        );
        rows.await?.iter().map(request_row).collect()
    }
}

/// The open or completed request that holds the name.
pub(super) async fn holder(db: &Db, key: &Address) -> Stored<Option<RequestRow>> {
    let row = db.optional(
        HOLDER,
        values![key.account.as_str(), key.region.as_str(), key.name.as_str()],
    );
    row.await?.as_ref().map(request_row).transpose()
}
