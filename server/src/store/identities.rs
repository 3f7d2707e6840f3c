//! The accounts by which people come: one person may have one at each provider.

use super::audit::who_calls_or;
use super::db::{Row, Tx, json, statements, values};
use super::sessions::provider;
use super::{Entered, Identity, Linked, Store, Stored};
use domain::audit::{AuditAction, AuditEntry};
use domain::github::Login;
use domain::people::{Aliases, Person};
use domain::request::StageName;

statements! {
    ONE = "SELECT provider, subject, login, name, grants_json, checked FROM identities \
        WHERE provider = $1 AND subject = $2";
    OF_PERSON = "SELECT provider, subject, login, name, grants_json, checked FROM identities \
        WHERE login = $1 ORDER BY provider";
    /// A name that another account holds at this provider is not taken from it.
    ADD = "INSERT INTO identities (provider, subject, login, name, grants_json, checked) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    AGAIN = "UPDATE identities SET name = $3, grants_json = $4, checked = $5 WHERE provider = $1 AND subject = $2";
    MOVE = "UPDATE identities SET login = $3 WHERE provider = $1 AND subject = $2";
    ALIASES = "SELECT name, login FROM identities WHERE provider = 'github' AND name <> login";
    LINKED_PEOPLE = "SELECT p.person_json FROM people p JOIN identities i ON i.login = p.login \
        WHERE i.provider = 'github' AND i.name <> i.login";
    /// Requests that it asked for or decided on.
    TAKES_PART = "SELECT number, stage FROM requests WHERE requester = $1 OR reviews_json LIKE $2 ORDER BY number";
    MOVE_DRAFTS = "UPDATE drafts SET owner = $2 WHERE owner = $1";
    MOVE_VIEWS = "UPDATE saved_views SET owner = $2 WHERE owner = $1 \
        AND NOT EXISTS (SELECT 1 FROM saved_views other WHERE other.owner = $2 AND other.name = saved_views.name)";
    MOVE_ROLLOUTS = "UPDATE rollouts SET started_by = $2 WHERE started_by = $1";
    END_SESSIONS = "DELETE FROM sessions WHERE login = $1";
    FORGET = "DELETE FROM people WHERE login = $1";
}

impl Store {
    /// An account comes in: as the person it belongs to, or as a new one by its name.
    pub async fn enter(&self, identity: &Identity) -> Stored<Entered> {
        let mut tx = self.db.begin().await?;
        let entered = match one(&mut tx, identity).await? {
            Some(known) => {
                tx.execute(AGAIN, again(identity)?).await?;
                Entered::As(known.login)
            }
            None if tx.execute(ADD, whole(identity)?).await? > 0 => {
                tx.note(account(AuditAction::AccountEntered, identity, None)?);
                Entered::As(identity.login.clone())
            }
            None => Entered::Taken,
        };
        tx.commit().await?;
        Ok(entered)
    }

    pub async fn identities_of(&self, login: &Login) -> Stored<Vec<Identity>> {
        let rows = self.db.all(OF_PERSON, values![login.as_str()]).await?;
        rows.iter().map(read).collect()
    }

    /// The account becomes one of the person `identity.login`. One that was used by itself before is theirs with what it had kept,
    /// unless something is under way in its own name: what was asked for and decided stays on record as it was.
    pub async fn link(&self, identity: &Identity) -> Stored<Linked> {
        let person = &identity.login;
        let mut tx = self.db.begin().await?;
        let rows = tx.all(OF_PERSON, values![person.as_str()]).await?;
        for row in &rows {
            let other = read(row)?;
            if other.provider == identity.provider && other.subject != identity.subject {
                return Ok(Linked::HasAnother(other.name));
            }
        }
        match one(&mut tx, identity).await? {
            Some(known) if known.login == *person => {
                tx.execute(AGAIN, again(identity)?).await?;
            }
            // A person of several accounts is nobody's to take over.
            Some(known) if known.login != known.name => return Ok(Linked::OfAnother),
            Some(known) => {
                let busy = under_way(&mut tx, &known.login).await?;
                if !busy.is_empty() {
                    return Ok(Linked::Busy(busy));
                }
                move_over(&mut tx, &known.login, identity).await?;
            }
            None => {
                // Somebody of before there were accounts in this table.
                let busy = under_way(&mut tx, &identity.name).await?;
                if !busy.is_empty() {
                    return Ok(Linked::Busy(busy));
                }
                tx.execute(ADD, whole(identity)?).await?;
                move_kept(&mut tx, &identity.name, person).await?;
            }
        }
        tx.note(account(AuditAction::AccountLinked, identity, Some(person))?);
        tx.commit().await?;
        Ok(Linked::Done)
    }

    /// GitHub accounts of people who go by another name here.
    pub async fn aliases(&self) -> Stored<Aliases> {
        let rows = self.db.all(ALIASES, vec![]).await?;
        let pairs: Stored<Vec<_>> = rows
            .iter()
            .map(|row| {
                Ok((
                    Login::new(&row.text("name")?),
                    Login::new(&row.text("login")?),
                ))
            })
            .collect();
        Ok(Aliases::new(pairs?))
    }

    /// The people behind those accounts.
    pub async fn linked_people(&self) -> Stored<Vec<Person>> {
        let rows = self.db.all(LINKED_PEOPLE, vec![]).await?;
        rows.iter().map(|row| row.json("person_json")).collect()
    }
}

/// An account at a provider: whose it is from now on.
fn account(action: AuditAction, identity: &Identity, person: Option<&Login>) -> Stored<AuditEntry> {
    let object = format!("{} {}", identity.provider.as_str(), identity.name);
    let login = person.unwrap_or(&identity.login);
    let mut entry = AuditEntry::new(identity.checked, who_calls_or(login), action, object);
    let grants = &identity.grants;
    entry.after = Some(json(&(
        &identity.subject,
        login,
        &grants.roles,
        &grants.teams,
    ))?);
    Ok(entry)
}

async fn one(tx: &mut Tx, identity: &Identity) -> Stored<Option<Identity>> {
    let key = values![identity.provider.as_str(), &identity.subject];
    tx.optional(ONE, key).await?.as_ref().map(read).transpose()
}

fn whole(identity: &Identity) -> Stored<Vec<super::db::Value>> {
    Ok(values![
        identity.provider.as_str(),
        &identity.subject,
        identity.login.as_str(),
        identity.name.as_str(),
        json(&identity.grants)?,
        identity.checked,
    ])
}

fn again(identity: &Identity) -> Stored<Vec<super::db::Value>> {
    Ok(values![
        identity.provider.as_str(),
        &identity.subject,
        identity.name.as_str(),
        json(&identity.grants)?,
        identity.checked,
    ])
}

/// Labels of the requests under way that a login asked for or decided on.
async fn under_way(tx: &mut Tx, login: &Login) -> Stored<Vec<String>> {
    let decided = format!("%\"by\":\"{login}\"%");
    let rows = tx.all(TAKES_PART, values![login.as_str(), decided]).await?;
    let mut labels = Vec::new();
    for row in &rows {
        let stage = row.text("stage")?;
        let is_over = StageName::parse(&stage).is_some_and(StageName::is_final);
        if !is_over {
            labels.push(format!("REQ-{}", row.int("number")?));
        }
    }
    Ok(labels)
}

async fn move_over(tx: &mut Tx, was: &Login, identity: &Identity) -> Stored<()> {
    let key = values![
        identity.provider.as_str(),
        &identity.subject,
        identity.login.as_str()
    ];
    tx.execute(MOVE, key).await?;
    tx.execute(AGAIN, again(identity)?).await?;
    move_kept(tx, was, &identity.login).await
}

async fn move_kept(tx: &mut Tx, was: &Login, person: &Login) -> Stored<()> {
    for statement in [MOVE_DRAFTS, MOVE_VIEWS, MOVE_ROLLOUTS] {
        tx.execute(statement, values![was.as_str(), person.as_str()])
            .await?;
    }
    tx.execute(END_SESSIONS, values![was.as_str()]).await?;
    tx.execute(FORGET, values![was.as_str()]).await?;
    Ok(())
}

fn read(row: &Row) -> Stored<Identity> {
    Ok(Identity {
        provider: provider(row)?,
        subject: row.text("subject")?,
        login: Login::new(&row.text("login")?),
        name: Login::new(&row.text("name")?),
        grants: row.json("grants_json")?,
        checked: row.time("checked")?,
    })
}
