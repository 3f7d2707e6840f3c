//! Submitting: one request for one form however often it is sent, and one holder for one name.

use super::audit::Before;
use super::commit::{self, WRITE};
use super::db::{Tx, statements, values};
use super::rows::{changing, request as read, request_columns};
use super::{
    ChangeNotice, Commit, Committed, NewRequest, NewRevision, Resubmitted, Store, StoreError,
    Stored, Submitted,
};
use super::{drafts, events, repositories, requests};
use domain::people::Actor;
use domain::request::{Catalog, Request, Stage, What};

statements! {
    /// Holds the counter until the transaction ends: numbers have no gaps, for a refused one is given back.
    NEXT_NUMBER = "UPDATE counters SET value = value + 1 WHERE name = 'request' RETURNING value";

    INSERT = "INSERT INTO requests (id, version, revision, change_json, comment, stage_json, since, reviews_json, \
        waiting_json, catalog_json, attempt, stage, is_open, holds_name, completed, account, region, name, team, \
        system, cluster, source, head, search, pr_repo, pr_number, pr_head, number, requester, created, kind, wake_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
        $23, $24, $25, $26, $27, $28, $29, $30, $31, $30) ON CONFLICT DO NOTHING";

    /// Reads and locks in one; nothing when it has moved on.
    LOCK_FOR_ANSWER = concat!("UPDATE requests SET version = version WHERE id = $1 AND version = $2 AND requester = $3 \
        AND stage IN ('needs_input', 'changes_requested') RETURNING head, ", request_columns!());

    WAKE_AT_ONCE = "UPDATE requests SET wake_at = $2, woken_at = CASE WHEN lease_by IS NOT NULL THEN CAST($2 AS BIGINT) END WHERE id = $1";
}

/// A name may become free between being refused and being looked up.
const LOOKS: u32 = 3;

impl Store {
    /// Numbers the request, writes its first two events (submitted, checking) and makes it due at once.
    pub async fn submit(&self, new: &NewRequest) -> Stored<Submitted> {
        for _ in 0..LOOKS {
            if let Some(known) = self.request(&new.id).await? {
                let is_mine = known.requester == new.requester;
                return Ok(if is_mine {
                    Submitted::Same(known)
                } else {
                    Submitted::Foreign
                });
            }
            if let Some(request) = self.insert(new).await? {
                return Ok(Submitted::Created(request));
            }
            if let Some(by) = requests::holder(&self.db, &new.change).await?
                && by.id != new.id
            {
                return Ok(Submitted::NameTaken { by });
            }
        }
        Err(StoreError::Unavailable(
            "the name keeps changing hands".into(),
        ))
    }

    /// In the place of another one by the same person, which ends in the same transaction. `None`: the other one has
    /// moved on.
    pub async fn submit_instead(
        &self,
        new: &NewRequest,
        other: &Request,
    ) -> Stored<Option<Request>> {
        let stage = Stage::Superseded {
            pr: other.stage.pull_request().cloned(),
            by: new.id.clone(),
        };
        let said = What::Entered {
            stage: stage.clone(),
        };
        let step = Commit {
            events: vec![(new.at, Actor::Person(new.requester.clone()), said)],
            stage: Some((stage, new.at)),
            waiting: Some(None),
            attempt: Some(0),
            wake_at: Some(new.at),
            ..Commit::on(other, None)
        };
        let mut tx = self.db.begin().await?;
        let Committed::Yes(ended) = commit::write(&mut tx, step).await? else {
            return Ok(None);
        };
        let Some(request) = insert(&mut tx, new).await? else {
            return Ok(None);
        };
        self.finish(tx, &[&ended, &request]).await?;
        Ok(Some(request))
    }

    /// `None`: the id or the name is taken.
    async fn insert(&self, new: &NewRequest) -> Stored<Option<Request>> {
        let mut tx = self.db.begin().await?;
        let Some(request) = insert(&mut tx, new).await? else {
            return Ok(None);
        };
        self.finish(tx, &[&request]).await?;
        Ok(Some(request))
    }

    /// The next revision of a request that needs input or changes.
    pub async fn resubmit(&self, new: &NewRevision) -> Stored<Resubmitted> {
        let mut tx = self.db.begin().await?;
        let key = values![new.id.as_str(), new.expected_version, new.by.as_str()];
        let Some(row) = tx.optional(LOCK_FOR_ANSWER, key).await? else {
            drop(tx);
            let known = self.request(&new.id).await?;
            let is_foreign = known
                .as_ref()
                .is_some_and(|known| known.requester != new.by);
            return Ok(if is_foreign {
                Resubmitted::Foreign
            } else {
                Resubmitted::WrongStage(known)
            });
        };
        let head = row.text("head")?;
        let was = read(&row)?;
        let before = Before::of(&was)?;
        let mut request = revised(was, new);
        let said = vec![
            (
                new.at,
                Actor::Person(new.by.clone()),
                What::Submitted {
                    revision: request.revision,
                    change: new.change.clone(),
                    comment: new.comment.clone(),
                },
            ),
            (
                new.at,
                Actor::Berth,
                What::Entered {
                    stage: new.stage.clone(),
                },
            ),
        ];
        let links = events::link(&request.id, request.version, &head, &said)?;
        request.version += 2;
        let columns = changing(&request, events::head(&links, &head))?;
        if tx.execute_unless_taken(WRITE, columns).await?.is_none() {
            drop(tx);
            return match requests::holder(&self.db, &new.change).await? {
                Some(by) => Ok(Resubmitted::NameTaken { by }),
                None => Err(StoreError::Unavailable(
                    "the name keeps changing hands".into(),
                )),
            };
        }
        tx.execute(WAKE_AT_ONCE, values![new.id.as_str(), new.at])
            .await?;
        events::append(&mut tx, &request, before, &links).await?;
        repositories::follow(&mut tx, &request).await?;
        drafts::drop_submitted(&mut tx, &request).await?;
        self.finish(tx, &[&request]).await?;
        Ok(Resubmitted::Done(request))
    }

    /// Commits, and tells those who watch.
    pub(super) async fn finish(&self, mut tx: Tx, changed: &[&Request]) -> Stored<()> {
        let notices: Vec<ChangeNotice> = changed
            .iter()
            .map(|request| ChangeNotice {
                request: request.id.clone(),
                version: request.version,
            })
            .collect();
        for notice in &notices {
            self.notices.announce(&mut tx, notice).await?;
        }
        tx.commit().await?;
        for notice in notices {
            self.notices.tell(notice);
        }
        Ok(())
    }
}

/// In a transaction: numbers the request, writes its first two events and makes it due at once. `None`: the id or the
/// name is taken, or a removal is in the way.
async fn insert(tx: &mut Tx, new: &NewRequest) -> Stored<Option<Request>> {
    let Some(counted) = tx.optional(NEXT_NUMBER, vec![]).await? else {
        return Err(StoreError::Corrupt(
            "the counter of requests is gone".into(),
        ));
    };
    if requests::is_excluded(tx, &new.change).await? {
        return Ok(None);
    }
    let request = first(new, counted.int("value")?);
    let said = vec![
        (
            new.at,
            Actor::Person(new.requester.clone()),
            What::Submitted {
                revision: 1,
                change: new.change.clone(),
                comment: new.comment.clone(),
            },
        ),
        (
            new.at,
            Actor::Berth,
            What::Entered {
                stage: Stage::Checking,
            },
        ),
    ];
    let links = events::link(&request.id, 0, "", &said)?;
    let mut columns = changing(&request, events::head(&links, ""))?;
    columns.extend(values![
        request.number,
        request.requester.as_str(),
        request.created,
        request.change.kind().as_str(),
    ]);
    if tx.execute(INSERT, columns).await? == 0 {
        return Ok(None);
    }
    events::append(tx, &request, Before::default(), &links).await?;
    repositories::follow(tx, &request).await?;
    drafts::drop_submitted(tx, &request).await?;
    Ok(Some(request))
}

fn first(new: &NewRequest, number: i64) -> Request {
    Request {
        id: new.id.clone(),
        number,
        change: new.change.clone(),
        comment: new.comment.clone(),
        revision: 1,
        requester: new.requester.clone(),
        created: new.at,
        stage: Stage::Checking,
        since: new.at,
        version: 2,
        reviews: Vec::new(),
        waiting: None,
        catalog: if new.change.kind().has_catalog_entity() {
            Catalog::NotYet
        } else {
            Catalog::Off
        },
        attempt: 0,
    }
}

fn revised(was: Request, new: &NewRevision) -> Request {
    Request {
        change: new.change.clone(),
        comment: new.comment.clone(),
        revision: was.revision + 1,
        stage: new.stage.clone(),
        since: new.at,
        waiting: None,
        attempt: 0,
        ..was
    }
}
