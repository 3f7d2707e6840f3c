//! Teams, systems and clusters to choose from: a copy of what their source said last, searchable while it is away.

use super::db::{Tx, statements, values};
use super::query::{Query, escaped, words};
use super::{ChoicesFound, Store, Stored};
use domain::portal::{Choice, ChoiceList};
use domain::time::Timestamp;
use sha2::{Digest, Sha256};

const ROWS_AT_ONCE: usize = 400;

statements! {
    KNOWN = "SELECT digest FROM choice_lists WHERE list = $1";
    READ = "INSERT INTO choice_lists (list, read, digest) VALUES ($1, $2, $3) ON CONFLICT (list) DO UPDATE SET \
        read = excluded.read, digest = excluded.digest";
    CLEAR = "DELETE FROM choices WHERE list = $1";
    AS_OF = "SELECT read FROM choice_lists WHERE list = $1";
}

impl Store {
    /// The whole list as its source gives it now.
    pub async fn replace_choices(
        &self,
        list: ChoiceList,
        entries: &[Choice],
        at: Timestamp,
    ) -> Stored<()> {
        let digest = digest(entries);
        let mut tx = self.db.begin().await?;
        let known = tx.optional(KNOWN, values![key(list)]).await?;
        let is_same = known
            .map(|row| row.text("digest"))
            .transpose()?
            .is_some_and(|was| was == digest);
        tx.execute(READ, values![key(list), at, digest]).await?;
        if !is_same {
            tx.execute(CLEAR, values![key(list)]).await?;
            for some in entries.chunks(ROWS_AT_ONCE) {
                insert(&mut tx, list, some).await?;
            }
        }
        tx.commit().await
    }

    /// Entries that hold every typed word; `own` ones first and marked, then those that begin with what is typed.
    pub async fn search_choices(
        &self,
        list: ChoiceList,
        typed: &str,
        own: &[String],
        limit: u32,
    ) -> Stored<ChoicesFound> {
        let mut count = Query::new("SELECT COUNT(*) AS total FROM choices WHERE list = ");
        count.bind(key(list));
        let mut page = Query::new("SELECT value, detail FROM choices WHERE list = ");
        page.bind(key(list));
        for query in [&mut count, &mut page] {
            for word in words(typed) {
                query.and_contains("search", word);
            }
        }
        page.push(" ORDER BY CASE");
        if !own.is_empty() {
            page.push(" WHEN value IN ").list(own).push(" THEN 0");
        }
        page.push(" WHEN lower(value) LIKE ")
            .bind(format!("{}%", escaped(typed.trim())));
        page.push(" ESCAPE '!' THEN 1 ELSE 2 END, value COLLATE \"C\" LIMIT ")
            .bind(limit);

        let (sql, values) = page.into_parts();
        let rows = self.db.all(sql, values).await?;
        let (sql, values) = count.into_parts();
        let total = self.db.optional(sql, values).await?;
        let as_of = self.db.optional(AS_OF, values![key(list)]).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            let value = row.text("value")?;
            let is_own = own.contains(&value);
            entries.push(Choice {
                value,
                detail: row.text("detail")?,
                own: is_own,
            });
        }
        Ok(ChoicesFound {
            entries,
            total: total.map_or(Ok(0), |row| row.count("total"))?,
            as_of: as_of.map(|row| row.time("read")).transpose()?,
        })
    }
}

async fn insert(tx: &mut Tx, list: ChoiceList, entries: &[Choice]) -> Stored<()> {
    let mut query = Query::new("INSERT INTO choices (list, value, detail, search) VALUES ");
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            query.push(", ");
        }
        let search = format!("{} {}", entry.value, entry.detail).to_lowercase();
        query.list([key(list), &entry.value, &entry.detail, &search]);
    }
    // A source that names one twice does not spoil the list.
    query.push(" ON CONFLICT DO NOTHING");
    let (sql, values) = query.into_parts();
    tx.execute(sql, values).await.map(drop)
}

fn digest(entries: &[Choice]) -> String {
    let mut digest = Sha256::new();
    for entry in entries {
        for part in [&entry.value, &entry.detail] {
            digest.update(part.len().to_string());
            digest.update(":");
            digest.update(part);
        }
    }
    hex::encode(digest.finalize())
}

fn key(list: ChoiceList) -> &'static str {
    match list {
        ChoiceList::Teams => "teams",
        ChoiceList::Systems => "systems",
        ChoiceList::Clusters => "clusters",
    }
}
