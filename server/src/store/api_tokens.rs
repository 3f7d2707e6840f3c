//! Tokens by which programs act, and the services that have some. Only hashes of the secrets are here: a stolen copy of
//! the database opens nothing.

use super::audit::{self, who_calls};
use super::db::{Row, Tx, json, statements, unreadable, values};
use super::{Store, Stored};
use domain::audit::{AuditAction, AuditEntry, Who};
use domain::github::Login;
use domain::people::Person;
use domain::time::Timestamp;
use domain::token::{Holder, Service, ServiceName, Token};

macro_rules! tokens {
    () => {
        "SELECT id, hint, login, service, name, scopes_json, created, made_by, expires, last_used, revoked \
         FROM api_tokens "
    };
}

macro_rules! services {
    () => {
        "SELECT name AS service, about, roles_json, teams_json, created AS service_created, \
         made_by AS service_made_by, ended FROM services "
    };
}

statements! {
    ADD = "INSERT INTO api_tokens (id, secret_hash, hint, login, service, name, scopes_json, created, made_by, expires) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OPEN_OF_PERSON = "SELECT COUNT(*) AS count FROM api_tokens WHERE login = $1 AND revoked IS NULL AND expires > $2";
    OPEN_OF_SERVICE = "SELECT COUNT(*) AS count FROM api_tokens WHERE service = $1 AND revoked IS NULL AND expires > $2";
    /// Asked for with every call, thus one statement.
    BEARER = "SELECT t.id, t.hint, t.login, t.service, t.name, t.scopes_json, t.created, t.made_by, t.expires, \
        t.last_used, t.revoked, p.person_json, s.about, s.roles_json, s.teams_json, s.created AS service_created, \
        s.made_by AS service_made_by, s.ended \
        FROM api_tokens t LEFT JOIN people p ON p.login = t.login LEFT JOIN services s ON s.name = t.service \
        WHERE t.secret_hash = $1";
    ONE = concat!(tokens!(), "WHERE id = $1");
    OF_PERSON = concat!(tokens!(), "WHERE login = $1 AND expires > $2 AND (revoked IS NULL OR revoked > $2) \
        ORDER BY created DESC, id DESC");
    OF_SERVICES = concat!(tokens!(), "WHERE service IS NOT NULL AND expires > $1 AND (revoked IS NULL OR revoked > $1) \
        ORDER BY created DESC, id DESC");
    TOUCH = "UPDATE api_tokens SET last_used = $2 WHERE id = $1 AND (last_used IS NULL OR last_used < $2)";
    REVOKE = "UPDATE api_tokens SET revoked = $2 WHERE id = $1 AND revoked IS NULL";
    ADD_SERVICE = "INSERT INTO services (name, about, roles_json, teams_json, created, made_by) \
        VALUES ($1, $2, $3, $4, $5, $6)";
    SERVICES = concat!(services!(), "WHERE ended IS NULL OR ended > $1 ORDER BY name");
    SERVICE = concat!(services!(), "WHERE name = $1");
    END_SERVICE = "UPDATE services SET ended = $2 WHERE name = $1 AND ended IS NULL";
    REVOKE_OF_SERVICE = "UPDATE api_tokens SET revoked = $2 WHERE service = $1 AND revoked IS NULL";
}

/// A token with whoever holds it, as they were known last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    pub token: Token,
    /// `None`: nobody is known by that login any more, or the service has ended.
    pub person: Option<Person>,
}

impl Store {
    /// False: its holder has `most` that work already.
    pub async fn add_token(&self, token: &Token, secret_hash: &str, most: u64) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        if open_ones(&mut tx, &token.holder, token.created).await? >= most {
            return Ok(false);
        }
        let (login, service) = match &token.holder {
            Holder::Person(login) => (Some(login.as_str()), None),
            Holder::Service(name) => (None, Some(name.as_str())),
        };
        let row = values![
            &token.id,
            secret_hash,
            &token.hint,
            login,
            service,
            &token.name,
            json(&token.scopes)?,
            token.created,
            token.by.as_str(),
            token.expires,
        ];
        tx.execute(ADD, row).await?;
        let who = Who::person(&token.by);
        let mut entry = AuditEntry::new(token.created, who, AuditAction::TokenMade, &token.id);
        entry.after = Some(json(&TokenSaid::of(token))?);
        tx.note(entry);
        tx.commit().await?;
        Ok(true)
    }

    /// Whose secret has this hash. Two hashes are compared by an index, so how long it takes says nothing about a secret.
    pub async fn bearer(&self, secret_hash: &str) -> Stored<Option<Bearer>> {
        let row = self.db.optional(BEARER, values![secret_hash]).await?;
        let Some(row) = row else { return Ok(None) };
        let token = token(&row)?;
        let person = match &token.holder {
            Holder::Person(_) => row.maybe_json("person_json")?,
            Holder::Service(_) => {
                let service = service(&row)?;
                service.ended.is_none().then(|| service.person())
            }
        };
        Ok(Some(Bearer { token, person }))
    }

    pub async fn token(&self, id: &str) -> Stored<Option<Token>> {
        let row = self.db.optional(ONE, values![id]).await?;
        row.as_ref().map(token).transpose()
    }

    /// Newest first; what ended before `since` is left out.
    pub async fn tokens_of(&self, login: &Login, since: Timestamp) -> Stored<Vec<Token>> {
        let rows = self
            .db
            .all(OF_PERSON, values![login.as_str(), since])
            .await?;
        rows.iter().map(token).collect()
    }

    /// Of all services.
    pub async fn service_tokens(&self, since: Timestamp) -> Stored<Vec<Token>> {
        let rows = self.db.all(OF_SERVICES, values![since]).await?;
        rows.iter().map(token).collect()
    }

    /// Once a minute is enough: each costs a write.
    pub async fn touch_token(&self, id: &str, at: Timestamp) -> Stored<()> {
        self.db.execute_aside(TOUCH, values![id, at]).await
    }

    /// False: it is revoked already.
    pub async fn revoke_token(&self, id: &str, at: Timestamp) -> Stored<bool> {
        let entry = AuditEntry::new(at, who_calls(), AuditAction::TokenRevoked, id);
        let revoked = audit::execute(&self.db, REVOKE, values![id, at], entry).await?;
        Ok(revoked > 0)
    }

    /// False: there is, or was, one of that name.
    pub async fn add_service(&self, service: &Service) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let row = values![
            service.name.as_str(),
            &service.about,
            json(&service.roles)?,
            json(&service.teams)?,
            service.created,
            service.by.as_str(),
        ];
        let added = tx.execute_unless_taken(ADD_SERVICE, row).await?;
        if added.is_none() {
            return Ok(false);
        }
        let (action, who) = (AuditAction::ServiceMade, Who::person(&service.by));
        let mut entry = AuditEntry::new(service.created, who, action, service.name.as_str());
        entry.reason.clone_from(&service.about);
        entry.after = Some(json(&(&service.roles, &service.teams))?);
        tx.note(entry);
        tx.commit().await?;
        Ok(true)
    }

    pub async fn service(&self, name: &ServiceName) -> Stored<Option<Service>> {
        let row = self.db.optional(SERVICE, values![name.as_str()]).await?;
        row.as_ref().map(service).transpose()
    }

    /// By name; those that ended before `since` are left out.
    pub async fn services(&self, since: Timestamp) -> Stored<Vec<Service>> {
        let rows = self.db.all(SERVICES, values![since]).await?;
        rows.iter().map(service).collect()
    }

    /// With all its tokens.
    pub async fn end_service(&self, name: &ServiceName, at: Timestamp) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        let ended = tx.execute(END_SERVICE, values![name.as_str(), at]).await?;
        if ended > 0 {
            let action = AuditAction::ServiceEnded;
            tx.note(AuditEntry::new(at, who_calls(), action, name.as_str()));
        }
        tx.execute(REVOKE_OF_SERVICE, values![name.as_str(), at])
            .await?;
        tx.commit().await
    }
}

/// What the audit record says of a token.
#[derive(serde::Serialize)]
struct TokenSaid<'a> {
    holder: String,
    name: &'a str,
    hint: &'a str,
    scopes: Vec<&'static str>,
    expires: Timestamp,
}

impl<'a> TokenSaid<'a> {
    fn of(token: &'a Token) -> Self {
        let holder = match &token.holder {
            Holder::Person(login) => login.to_string(),
            Holder::Service(name) => name.login().to_string(),
        };
        Self {
            holder,
            name: &token.name,
            hint: &token.hint,
            scopes: token.scopes.iter().map(|scope| scope.as_str()).collect(),
            expires: token.expires,
        }
    }
}

async fn open_ones(tx: &mut Tx, holder: &Holder, now: Timestamp) -> Stored<u64> {
    let (sql, name) = match holder {
        Holder::Person(login) => (OPEN_OF_PERSON, login.as_str()),
        Holder::Service(name) => (OPEN_OF_SERVICE, name.as_str()),
    };
    let row = tx.optional(sql, values![name, now]).await?;
    row.map_or(Ok(0), |row| row.count("count"))
}

fn token(row: &Row) -> Stored<Token> {
    let holder = match (row.maybe_text("login")?, row.maybe_text("service")?) {
        (Some(login), _) => Holder::Person(Login::new(&login)),
        (None, Some(name)) => {
            let name = ServiceName::parse(&name).map_err(|why| unreadable("service", why))?;
            Holder::Service(name)
        }
        (None, None) => return Err(unreadable("login", "nobody holds the token")),
    };
    Ok(Token {
        id: row.text("id")?,
        holder,
        name: row.text("name")?,
        hint: row.text("hint")?,
        scopes: row.json("scopes_json")?,
        created: row.time("created")?,
        by: Login::new(&row.text("made_by")?),
        expires: row.time("expires")?,
        last_used: row.maybe_time("last_used")?,
        revoked: row.maybe_time("revoked")?,
    })
}

fn service(row: &Row) -> Stored<Service> {
    Ok(Service {
        name: row.parsed("service", ServiceName::parse)?,
        about: row.text("about")?,
        roles: row.json("roles_json")?,
        teams: row.json("teams_json")?,
        created: row.time("service_created")?,
        by: Login::new(&row.text("service_made_by")?),
        ended: row.maybe_time("ended")?,
    })
}
