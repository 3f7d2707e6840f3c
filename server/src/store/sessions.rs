//! Who is signed in. Only hashes of the cookies' secrets are here: a stolen copy of the database signs nobody in.

use super::db::{Row, statements, values};
use super::{SessionRow, Store, Stored};
use domain::github::Login;
use domain::people::Person;
use domain::time::Timestamp;

statements! {
    CREATE = "INSERT INTO sessions (id_hash, login, created, last_seen, csrf, github_token) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    ONE = "SELECT id_hash, login, created, last_seen, csrf, github_token FROM sessions WHERE id_hash = $1";
    /// Asked for with every page, thus one statement.
    VISITOR = "SELECT s.id_hash, s.login, s.created, s.last_seen, s.csrf, s.github_token, p.person_json \
        FROM sessions s LEFT JOIN people p ON p.login = s.login WHERE s.id_hash = $1";
    TOUCH = "UPDATE sessions SET last_seen = $2 WHERE id_hash = $1 AND last_seen < $2";
    END = "DELETE FROM sessions WHERE id_hash = $1";
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
            &session.csrf,
            session.github_token.as_deref(),
        ];
        self.db.execute(CREATE, row).await.map(drop)
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

    pub async fn end_session(&self, id_hash: &str) -> Stored<()> {
        self.db.execute(END, values![id_hash]).await.map(drop)
    }

    pub async fn end_sessions_of(&self, login: &Login) -> Stored<u64> {
        self.db.execute(END_ALL_OF, values![login.as_str()]).await
    }

    pub async fn expire_sessions(
        &self,
        idle_before: Timestamp,
        created_before: Timestamp,
    ) -> Stored<u64> {
        self.db
            .execute(EXPIRE, values![idle_before, created_before])
            .await
    }
}

fn session(row: &Row) -> Stored<SessionRow> {
    Ok(SessionRow {
        id_hash: row.text("id_hash")?,
        login: Login::new(&row.text("login")?),
        created: row.time("created")?,
        last_seen: row.time("last_seen")?,
        csrf: row.text("csrf")?,
        github_token: row.maybe_text("github_token")?,
    })
}
