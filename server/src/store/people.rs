//! People as they were when they signed in last, and sign-ins that are on their way.

use super::audit::who_calls;
use super::db::{json, statements, values};
use super::sessions::{provider, session_handle};
use super::{SealedToken, SignInState, Store, Stored};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::github::Login;
use domain::people::Person;
use domain::time::Timestamp;

statements! {
    SAVE = "INSERT INTO people (login, person_json, updated) VALUES ($1, $2, $3) \
        ON CONFLICT (login) DO UPDATE SET person_json = excluded.person_json, updated = excluded.updated";
    ONE = "SELECT person_json FROM people WHERE login = $1";
    ALL = "SELECT person_json FROM people ORDER BY login";
    TOKEN = "SELECT id_hash, github_token FROM sessions WHERE login = $1 AND github_token IS NOT NULL \
        ORDER BY created DESC, id_hash LIMIT 1";
    /// Not when another server has renewed it meanwhile.
    RENEW_TOKEN = "UPDATE sessions SET github_token = $3 WHERE id_hash = $1 AND github_token = $2";
    END_SESSION_OF_TOKEN = "DELETE FROM sessions WHERE id_hash = $1 AND github_token = $2 RETURNING login";
    FORGET_EXPIRED = "DELETE FROM sign_ins WHERE expires <= $1";
    SAVE_SIGN_IN = "INSERT INTO sign_ins (hash, return_to, verifier, expires, provider, nonce, linking) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    TAKE_SIGN_IN = "DELETE FROM sign_ins WHERE hash = $1 \
        RETURNING return_to, verifier, expires, provider, nonce, linking";
}

impl Store {
    pub async fn upsert_person(&self, person: &Person, at: Timestamp) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        let was = tx.optional(ONE, values![person.login.as_str()]).await?;
        let was: Option<Person> = was.map(|row| row.json("person_json")).transpose()?;
        let row = values![person.login.as_str(), json(person)?, at];
        tx.execute(SAVE, row).await?;
        let rights = |person: &Person| (person.roles.clone(), person.teams.clone());
        let before = was.as_ref().map(rights);
        if before != Some(rights(person)) {
            let (who, action) = (who_calls(), AuditAction::PersonChanged);
            let before = before.as_ref().map(json).transpose()?;
            let after = Some(json(&rights(person))?);
            let entry = AuditEntry::new(at, who, action, person.login.to_string());
            tx.note(entry.changed(before, after));
        }
        tx.commit().await
    }

    pub async fn person(&self, login: &Login) -> Stored<Option<Person>> {
        let row = self.db.optional(ONE, values![login.as_str()]).await?;
        row.map(|row| row.json("person_json")).transpose()
    }

    /// Everybody who ever signed in.
    pub async fn people(&self) -> Stored<Vec<Person>> {
        let rows = self.db.all(ALL, values![]).await?;
        rows.iter().map(|row| row.json("person_json")).collect()
    }

    /// Of the newest session that has one.
    pub async fn token_of(&self, login: &Login) -> Stored<Option<SealedToken>> {
        let row = self.db.optional(TOKEN, values![login.as_str()]).await?;
        row.map(|row| {
            Ok(SealedToken {
                session: row.text("id_hash")?,
                sealed: row.text("github_token")?,
            })
        })
        .transpose()
    }

    pub async fn renew_token(&self, old: &SealedToken, sealed: &str) -> Stored<()> {
        let change = values![&old.session, &old.sealed, sealed];
        self.db.execute(RENEW_TOKEN, change).await.map(drop)
    }

    pub async fn end_session_of_token(&self, token: &SealedToken, at: Timestamp) -> Stored<()> {
        let key = values![&token.session, &token.sealed];
        let mut tx = self.db.begin().await?;
        if let Some(row) = tx.optional(END_SESSION_OF_TOKEN, key).await? {
            let mut entry = AuditEntry::new(
                at,
                Who::berth(),
                AuditAction::SessionEnded,
                session_handle(&token.session),
            );
            entry.reason = format!(
                "Of {}: GitHub does not take its token any more",
                row.text("login")?
            );
            tx.note(entry);
        }
        tx.commit().await
    }

    /// A sign-in is on its way to a provider.
    pub async fn save_state(&self, state: &SignInState) -> Stored<()> {
        let row = values![
            &state.hash,
            &state.return_to,
            &state.verifier,
            state.expires,
            state.provider.as_str(),
            &state.nonce,
            state.linking.as_ref().map(Login::as_str),
        ];
        self.db.execute(SAVE_SIGN_IN, row).await.map(drop)
    }

    /// Works once, and not after it expired.
    pub async fn take_state(&self, hash: &str, now: Timestamp) -> Stored<Option<SignInState>> {
        let mut tx = self.db.begin().await?;
        tx.execute(FORGET_EXPIRED, values![now]).await?;
        let row = tx.optional(TAKE_SIGN_IN, values![hash]).await?;
        tx.commit().await?;
        row.map(|row| {
            Ok(SignInState {
                hash: hash.to_owned(),
                return_to: row.text("return_to")?,
                verifier: row.text("verifier")?,
                expires: row.time("expires")?,
                provider: provider(&row)?,
                nonce: row.text("nonce")?,
                linking: row.maybe_text("linking")?.map(Login::from),
            })
        })
        .transpose()
    }
}
