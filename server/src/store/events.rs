//! The history of a request: appended, numbered without gaps, chained by hashes, never changed.

use super::audit::{Before, Happened, Subject, of_event};
use super::chain::hash;
use super::db::{Tx, json, statements, values};
use super::{Store, Stored};
use domain::people::Actor;
use domain::request::{Event, Request, RequestId, What};
use domain::time::Timestamp;

statements! {
    OF_REQUEST = "SELECT version, at, actor_json, what_json FROM events WHERE request_id = $1 ORDER BY version";
    INSERT = "INSERT INTO events (request_id, version, at, actor_json, what_json, hash, entered) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
}

/// An event as it is stored.
pub(super) struct Link {
    pub(super) version: i64,
    at: Timestamp,
    said: (Actor, What),
    actor: String,
    what: String,
    hash: String,
    entered: Option<&'static str>,
}

impl Store {
    /// Oldest first.
    pub async fn events(&self, id: &RequestId) -> Stored<Vec<Event>> {
        let rows = self.db.all(OF_REQUEST, values![id.as_str()]).await?;
        rows.iter()
            .map(|row| {
                Ok(Event {
                    version: row.int("version")?,
                    at: row.time("at")?,
                    actor: row.json("actor_json")?,
                    what: row.json("what_json")?,
                })
            })
            .collect()
    }
}

/// The next links of a chain whose last event is number `version` with hash `head`.
pub(super) fn link(
    id: &RequestId,
    version: i64,
    head: &str,
    said: &[(Timestamp, Actor, What)],
) -> Stored<Vec<Link>> {
    let mut previous = head.to_owned();
    let mut links = Vec::with_capacity(said.len());
    for (version, (at, actor, what)) in (version + 1..).zip(said) {
        let entered = match what {
            What::Entered { stage } => Some(stage.name().as_str()),
            _ => None,
        };
        let said = (actor.clone(), what.clone());
        let (actor, what) = (json(actor)?, json(what)?);
        let hash = hash(&previous, id.as_str(), version, at.0, &actor, &what);
        previous.clone_from(&hash);
        links.push(Link {
            version,
            at: *at,
            said,
            actor,
            what,
            hash,
            entered,
        });
    }
    Ok(links)
}

pub(super) fn head<'a>(links: &'a [Link], before: &'a str) -> &'a str {
    links.last().map_or(before, |link| &link.hash)
}

/// `before`: how the request was. What happened stands in the audit record too.
pub(super) async fn append(
    tx: &mut Tx,
    request: &Request,
    mut before: Before,
    links: &[Link],
) -> Stored<()> {
    let subject = Subject::of(request);
    for link in links {
        let (actor, what) = (&link.said.0, &link.said.1);
        let event = Happened {
            version: link.version,
            at: link.at,
            actor,
            what,
            hash: &link.hash,
        };
        let entry = of_event(&subject, &mut before, &event)?;
        tx.note(entry);
        let row = values![
            request.id.as_str(),
            link.version,
            link.at,
            &link.actor,
            &link.what,
            &link.hash,
            link.entered,
        ];
        tx.execute(INSERT, row).await?;
    }
    Ok(())
}
