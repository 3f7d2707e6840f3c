//! Names like the one that is typed: somebody may have made it already, or mean to.

use super::query::Query;
use super::repositories::{repository_columns, with_requests};
use super::{Store, Stored};
use domain::aws::Address;
use domain::portal::RepositoryRow;
use std::collections::HashSet;

/// Read from the database before they are ranked here.
const CANDIDATES: i64 = 300;
/// Share of three-letter pieces that two names must have in common, in percent.
const LIKE_ENOUGH: usize = 40;

impl Store {
    /// The likest first; the name itself only in other accounts and regions.
    pub async fn similar_names(&self, key: &Address, limit: u32) -> Stored<Vec<RepositoryRow>> {
        let name = key.name.as_str();
        let words = telling_words(name);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = Query::new(concat!(
            "SELECT ",
            repository_columns!(),
            " FROM repositories WHERE state IS NOT NULL"
        ));
        query.push(" AND (FALSE");
        for word in words {
            query.push(" OR name LIKE ").bind(format!("%{word}%"));
        }
        query
            .push(") AND NOT (name = ")
            .bind(name)
            .push(" AND account = ")
            .bind(key.account.as_str());
        query.push(" AND region = ").bind(key.region.as_str());
        query
            .push(") ORDER BY ABS(length(name) - ")
            .bind(i64::try_from(name.len()).unwrap_or(i64::MAX));
        query.push("), name COLLATE \"C\" LIMIT ").bind(CANDIDATES);
        let (sql, values) = query.into_parts();
        let candidates = with_requests(&self.db, &self.db.all(sql, values).await?).await?;
        let mut ranked: Vec<(usize, RepositoryRow)> = candidates
            .into_iter()
            .map(|row| (likeness(name, row.key.name.as_str()), row))
            .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
            .collect();
        ranked.sort_by(|(left, a), (right, b)| right.cmp(left).then_with(|| a.key.cmp(&b.key)));
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(ranked.into_iter().take(most).map(|(_, row)| row).collect())
    }
}

/// Words of the last path part that say something; it is what people tell repositories apart by.
fn telling_words(name: &str) -> Vec<&str> {
    let last = name.rsplit('/').next().unwrap_or(name);
    let mut words: Vec<&str> = last
        .split(['-', '_', '.'])
        .filter(|word| word.len() >= 3)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(3);
    words
}

/// Common three-letter pieces in percent of all.
fn likeness(left: &str, right: &str) -> usize {
    let (left, right) = (pieces(left), pieces(right));
    let common = left.intersection(&right).count();
    let all = left.union(&right).count();
    common * 100 / all.max(1)
}

fn pieces(name: &str) -> HashSet<Vec<char>> {
    let padded: Vec<char> = format!("  {name} ").chars().collect();
    padded.windows(3).map(<[char]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_tells_a_slip_from_another_name() {
        assert_eq!(likeness("payments/api", "payments/api"), 100);
        assert!(likeness("payments/api", "payment/api") >= LIKE_ENOUGH);
        assert!(likeness("payments/api", "billing/web-frontend") < LIKE_ENOUGH);
        assert_eq!(telling_words("team/my-app-registry"), ["registry", "app"]);
    }
}
