//! What was answered to calls that carried a key. The first to come keeps the key; whoever comes with it again gets the
//! same answer, or is told that it is on its way.

use super::db::{statements, values};
use super::{Store, Stored};
use domain::time::Timestamp;

statements! {
    BEGIN = "INSERT INTO replays (token, key, call_hash, began) VALUES ($1, $2, $3, $4) ON CONFLICT (token, key) DO NOTHING";
    ONE = "SELECT call_hash, began, status, location, body FROM replays WHERE token = $1 AND key = $2";
    /// One that was begun and never ended, because its server died. Only one of those who see that goes on.
    TAKE_OVER = "UPDATE replays SET began = $4 WHERE token = $1 AND key = $2 AND began = $3 AND status IS NULL";
    END = "UPDATE replays SET status = $4, location = $5, body = $6 WHERE token = $1 AND key = $2 AND began = $3 AND status IS NULL";
    FORGET = "DELETE FROM replays WHERE token = $1 AND key = $2 AND began = $3 AND status IS NULL";
    FORGET_ONE = "DELETE FROM replays WHERE token = $1 AND key = $2 AND began <= $3";
    FORGET_OLD = "DELETE FROM replays WHERE began <= $1";
}

/// A call that carried a key.
#[derive(Clone, Copy, Debug)]
pub struct KeyedCall<'a> {
    /// The id of the token.
    pub token: &'a str,
    pub key: &'a str,
    pub call_hash: &'a str,
}

/// How long the answers are kept, and from when on a call that never ended is given up.
#[derive(Clone, Copy, Debug)]
pub struct KeyTimes {
    pub kept_since: Timestamp,
    pub given_up_since: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Nobody came with this key: go on, and say how it ended.
    First,
    /// The same call with this key is on its way.
    OnItsWay,
    /// Another call came with this key.
    Other,
    Answered(KeptAnswer),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    pub status: u16,
    pub location: Option<String>,
    /// As it was handed in: sealed.
    pub body: String,
}

impl Store {
    pub async fn begin_keyed(
        &self,
        call: KeyedCall<'_>,
        times: KeyTimes,
        now: Timestamp,
    ) -> Stored<Begun> {
        let (token, key) = (call.token, call.key);
        let mut tx = self.db.begin().await?;
        tx.execute(FORGET_ONE, values![token, key, times.kept_since])
            .await?;
        let begun = tx
            .execute(BEGIN, values![token, key, call.call_hash, now])
            .await?;
        if begun > 0 {
            tx.commit().await?;
            return Ok(Begun::First);
        }
        let Some(row) = tx.optional(ONE, values![token, key]).await? else {
            return Ok(Begun::OnItsWay);
        };
        if row.text("call_hash")? != call.call_hash {
            return Ok(Begun::Other);
        }
        if let Some(status) = row.maybe_int("status")? {
            return Ok(Begun::Answered(KeptAnswer {
                status: u16::try_from(status).unwrap_or_default(),
                location: row.maybe_text("location")?,
                body: row.maybe_text("body")?.unwrap_or_default(),
            }));
        }
        let began = row.time("began")?;
        if began > times.given_up_since {
            return Ok(Begun::OnItsWay);
        }
        let taken = tx
            .execute(TAKE_OVER, values![token, key, began, now])
            .await?;
        tx.commit().await?;
        Ok(if taken > 0 {
            Begun::First
        } else {
            Begun::OnItsWay
        })
    }

    /// `began`: as handed to [`Store::begin_keyed`].
    pub async fn end_keyed(
        &self,
        call: KeyedCall<'_>,
        began: Timestamp,
        answer: &KeptAnswer,
    ) -> Stored<()> {
        let row = values![
            call.token,
            call.key,
            began,
            i64::from(answer.status),
            answer.location.as_deref(),
            &answer.body,
        ];
        self.db.execute_aside(END, row).await
    }

    /// Nothing came of it: the same call may be made again.
    pub async fn forget_keyed(&self, call: KeyedCall<'_>, began: Timestamp) -> Stored<()> {
        let row = values![call.token, call.key, began];
        self.db.execute_aside(FORGET, row).await
    }

    pub async fn forget_keyed_before(&self, before: Timestamp) -> Stored<()> {
        self.db.execute_aside(FORGET_OLD, values![before]).await
    }
}
