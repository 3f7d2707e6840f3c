//! A place in a sorted list, as it travels in the link of a page.
//!
//! It holds the values that the list is sorted by, not a count of rows: what is added or removed meanwhile neither repeats nor
//! skips a row.

use super::index::UNKNOWN;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::portal::{InventoryQuery, RepositoryFigures, RepositoryRow, Sort};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// Rows before this place rather than after it.
    pub(super) backward: bool,
    sort: String,
    descending: bool,
    /// Of the column that is sorted by; times in digits.
    pub(super) value: String,
    pub(super) name: String,
    pub(super) region: String,
    pub(super) account: String,
}

impl Cursor {
    pub(super) fn at(row: &RepositoryRow, query: &InventoryQuery, backward: bool) -> Self {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let time = |at: Option<Timestamp>| number(at.map(|at| at.0));
        let figure = |of: fn(&RepositoryFigures) -> Option<u64>| {
            number(
                row.figures
                    .as_ref()
                    .and_then(of)
                    .and_then(|n| i64::try_from(n).ok()),
            )
        };
        let moment = |of: fn(&RepositoryFigures) -> Option<Timestamp>| {
            time(row.figures.as_ref().and_then(of))
        };
        Self {
            backward,
            sort: query.sort.as_str().to_owned(),
            descending: query.descending,
            value: match query.sort {
                Sort::Name => row.key.name.to_string(),
                Sort::Team => or_empty(&row.team),
                Sort::System => or_empty(&row.system),
                Sort::Account => row.key.account.to_string(),
                Sort::Region => row.key.region.to_string(),
                Sort::Cluster => or_empty(&row.cluster),
                Sort::State => row.state.as_str().to_owned(),
                Sort::Drift => row.drift.gravest().as_str().to_owned(),
                Sort::Created => time(row.created),
                Sort::Images => figure(|figures| Some(figures.images)),
                Sort::Storage => figure(|figures| Some(figures.bytes)),
                Sort::Critical => figure(|figures| figures.critical),
                Sort::High => figure(|figures| figures.high),
                Sort::LastPush => moment(|figures| figures.last_push),
                Sort::LastPull => moment(|figures| figures.last_pull),
                Sort::Score => number(row.score.map(i64::from)),
            },
            name: row.key.name.to_string(),
            region: row.key.region.to_string(),
            account: row.key.account.to_string(),
        }
    }

    pub(super) fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// `None` for the first page, and for a cursor that is none or belongs to another order.
    pub(super) fn read(query: &InventoryQuery) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(query.after.as_deref()?).ok()?;
        let cursor: Self = serde_json::from_slice(&bytes).ok()?;
        let fits = cursor.sort == query.sort.as_str() && cursor.descending == query.descending;
        fits.then_some(cursor)
    }
}

fn number(number: Option<i64>) -> String {
    number.unwrap_or(UNKNOWN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_is_too_strange_a_place(text in r"\PC{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            for after in [text.clone(), URL_SAFE_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&text)] {
                let query = InventoryQuery { after: Some(after), ..InventoryQuery::default() };
                let _ = Cursor::read(&query);
            }
        }

        #[test]
        fn a_place_comes_back_as_it_was(value in r"\PC{0,40}", name in r"\PC{0,40}", backward in any::<bool>()) {
            let query = InventoryQuery::default();
            let place = Cursor {
                backward,
                sort: query.sort.as_str().to_owned(),
                descending: query.descending,
                value,
                name,
                region: "us-east-1".to_owned(),
                account: "123456789012".to_owned(),
            };
            let back = InventoryQuery { after: Some(place.write()), ..query };
            prop_assert_eq!(Cursor::read(&back), Some(place));
        }
    }
}
