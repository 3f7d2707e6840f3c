//! Who is signed in. Only hashes of the cookies' secrets are here: a stolen copy of the database signs nobody in.

use super::audit::{self, who_calls};
use super::db::{Row, statements, unreadable, values};
use super::{SessionRow, Store, Stored};
use domain::audit::{AuditAction, AuditEntry, Credential, Who};
use domain::github::Login;
use domain::people::{Person, Provider};
use domain::time::Timestamp;

statements! {
    /// An older replica reads `csrf` still.
    CREATE = "INSERT INTO sessions (id_hash, login, created, last_seen, csrf, provider, browser, checked, github_token, \
        oidc_token) VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9)";
    ONE = "SELECT id_hash, login, created, last_seen, provider, browser, checked, github_token, oidc_token \
        FROM sessions WHERE id_hash = $1";
    OF_PERSON = "SELECT id_hash, login, created, last_seen, provider, browser, checked, github_token, oidc_token \
        FROM sessions WHERE login = $1 ORDER BY last_seen DESC, id_hash LIMIT $2";
    /// Asked for with every page, thus one statement.
    VISITOR = "SELECT s.id_hash, s.login, s.created, s.last_seen, s.provider, s.browser, s.checked, s.github_token, \
        s.oidc_token, p.person_json FROM sessions s LEFT JOIN people p ON p.login = s.login WHERE s.id_hash = $1";
    /// Those that were looked at longest ago, whose provider can be asked, and which are not over anyway.
    UNCHECKED = "SELECT id_hash, login, created, last_seen, provider, browser, checked, github_token, oidc_token \
        FROM sessions WHERE checked < $1 AND checked >= $2 AND (github_token IS NOT NULL OR oidc_token IS NOT NULL) \
        ORDER BY checked, id_hash LIMIT $3";
    CHECKED = "UPDATE sessions SET checked = $3 WHERE login = $1 AND provider = $2 AND checked < $3";
    /// Not when another server has renewed it meanwhile.
    RENEW_OIDC = "UPDATE sessions SET oidc_token = $3 WHERE id_hash = $1 AND oidc_token = $2";
    KEEP_TOKEN = "UPDATE sessions SET github_token = $2 WHERE id_hash = $1";
    END_ONE_OF = "DELETE FROM sessions WHERE login = $1 AND substr(id_hash, 1, 16) = $2";
    END_OTHERS_OF = "DELETE FROM sessions WHERE login = $1 AND id_hash <> $2";
    TOUCH = "UPDATE sessions SET last_seen = $2 WHERE id_hash = $1 AND last_seen < $2";
    END = "DELETE FROM sessions WHERE id_hash = $1 RETURNING login";
    END_ALL_OF = "DELETE FROM sessions WHERE login = $1";
    EXPIRE = "DELETE FROM sessions WHERE last_seen < $1 OR created < $2";
}

impl Store {
    pub async fn create_session(&self, session: &SessionRow) -> Stored<()> {
        let row = values![
            &session.id_hash,
            session.login.as_str(),
            session.created,
            session.last_seen,
            session.provider.as_str(),
            &session.browser,
            session.checked,
            session.github_token.as_deref(),
            session.oidc_token.as_deref(),
        ];
        let who = Who::person(&session.login);
        let handle = session_handle(&session.id_hash);
        let mut entry = AuditEntry::new(session.created, who, AuditAction::SessionBegun, handle);
        entry.held = Some(Credential::Session(handle.to_owned()));
        entry.reason = format!("{} {}", session.provider.as_str(), session.browser);
        audit::execute(&self.db, CREATE, row, entry).await.map(drop)
    }

    pub async fn session(&self, id_hash: &str) -> Stored<Option<SessionRow>> {
        let row = self.db.optional(ONE, values![id_hash]).await?;
        row.as_ref().map(session).transpose()
    }

    /// The session, and whose it is as they were when they signed in last.
    pub async fn visitor(&self, id_hash: &str) -> Stored<Option<(SessionRow, Option<Person>)>> {
        let row = self.db.optional(VISITOR, values![id_hash]).await?;
        row.map(|row| Ok((session(&row)?, row.maybe_json("person_json")?)))
            .transpose()
    }

    /// Once a minute is enough: each costs a write.
    pub async fn touch_session(&self, id_hash: &str, at: Timestamp) -> Stored<()> {
        self.db.execute_aside(TOUCH, values![id_hash, at]).await
    }

    pub async fn end_session(&self, id_hash: &str, at: Timestamp) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        if let Some(row) = tx.optional(END, values![id_hash]).await? {
            let login = Login::new(&row.text("login")?);
            tx.note(ended(&login, session_handle(id_hash), at));
        }
        tx.commit().await
    }

    pub async fn end_sessions_of(&self, login: &Login, at: Timestamp) -> Stored<u64> {
        let entry = ended(login, "every session", at);
        audit::execute(&self.db, END_ALL_OF, values![login.as_str()], entry).await
    }

    /// Where a person is signed in, the latest seen first.
    pub async fn sessions_of(&self, login: &Login, limit: u32) -> Stored<Vec<SessionRow>> {
        let rows = self
            .db
            .all(OF_PERSON, values![login.as_str(), limit])
            .await?;
        rows.iter().map(session).collect()
    }

    /// By its handle. False: there is none such of this person.
    pub async fn end_session_of(&self, login: &Login, handle: &str, at: Timestamp) -> Stored<bool> {
        let entry = ended(login, handle, at);
        let key = values![login.as_str(), handle];
        Ok(audit::execute(&self.db, END_ONE_OF, key, entry).await? > 0)
    }

    pub async fn end_other_sessions(
        &self,
        login: &Login,
        kept: &str,
        at: Timestamp,
    ) -> Stored<u64> {
        let entry = ended(login, "every other session", at);
        let key = values![login.as_str(), kept];
        audit::execute(&self.db, END_OTHERS_OF, key, entry).await
    }

    /// Sessions of which nobody has said since `before` that their people are there still, but somebody has since `after`.
    pub async fn unchecked_sessions(
        &self,
        before: Timestamp,
        after: Timestamp,
        limit: u32,
    ) -> Stored<Vec<SessionRow>> {
        let between = values![before, after, limit];
        let rows = self.db.all(UNCHECKED, between).await?;
        rows.iter().map(session).collect()
    }

    /// Their provider said so, or could not be asked.
    pub async fn mark_checked(
        &self,
        login: &Login,
        provider: Provider,
        at: Timestamp,
    ) -> Stored<()> {
        let row = values![login.as_str(), provider.as_str(), at];
        self.db.execute_aside(CHECKED, row).await
    }

    pub async fn renew_oidc(&self, session: &SessionRow, sealed: &str) -> Stored<()> {
        let change = values![&session.id_hash, session.oidc_token.as_deref(), sealed];
        self.db.execute_aside(RENEW_OIDC, change).await
    }

    /// The token of an account that was linked in this session.
    pub async fn keep_github_token(&self, id_hash: &str, sealed: &str) -> Stored<()> {
        self.db
            .execute(KEEP_TOKEN, values![id_hash, sealed])
            .await
            .map(drop)
    }

    pub async fn expire_sessions(
        &self,
        idle_before: Timestamp,
        created_before: Timestamp,
        at: Timestamp,
    ) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let expired = tx
            .execute(EXPIRE, values![idle_before, created_before])
            .await?;
        if expired > 0 {
            let action = AuditAction::SessionsExpired;
            let object = format!("{expired} sessions");
            tx.note(AuditEntry::new(at, Who::berth(), action, object));
        }
        tx.commit().await?;
        Ok(expired)
    }
}

/// The first letters of its hash name a session, and open nothing.
pub fn session_handle(id_hash: &str) -> &str {
    id_hash.get(..super::types::HANDLE).unwrap_or(id_hash)
}

fn ended(login: &Login, object: &str, at: Timestamp) -> AuditEntry {
    let mut entry = AuditEntry::new(at, who_calls(), AuditAction::SessionEnded, object);
    entry.reason = format!("Of {login}");
    entry
}

pub(super) fn provider(row: &Row) -> Stored<Provider> {
    let text = row.text("provider")?;
    Provider::parse(&text).ok_or_else(|| unreadable("provider", text))
}

fn session(row: &Row) -> Stored<SessionRow> {
    Ok(SessionRow {
        id_hash: row.text("id_hash")?,
        login: Login::new(&row.text("login")?),
        created: row.time("created")?,
        last_seen: row.time("last_seen")?,
        provider: provider(row)?,
        browser: row.text("browser")?,
        checked: row.time("checked")?,
        github_token: row.maybe_text("github_token")?,
        oidc_token: row.maybe_text("oidc_token")?,
    })
}
