//! One row of the copy: all that a list can ask for, and nothing that only the page of one repository shows.

use super::columns::{BANDS, Columns, DRIFTS, MANAGED, MISSES, NAMED, STATES};
use super::terms::{Term, TermSet, Terms};
use crate::store::Stored;
use crate::store::cursor::Cursor;
use crate::store::db::{Row, unreadable};
use crate::store::judging::{known, wasted};
use domain::cost::Wasted;
use domain::drift::DriftMarks;
use domain::portal::{RepositoryState, ScoreBand, Sort};

macro_rules! entry_columns {
    () => {
        "CAST(id AS BIGINT) AS id, account, region, name, team, system, cluster, state, created, image_count, bytes, critical, high, \
         last_push, last_pull, score, failed_checks, unknown_checks, guess_team, archived_bytes, \
         untagged_waste, untagged_waste_bytes, untagged_waste_archived, unpulled_waste, unpulled_waste_bytes, \
         unpulled_waste_archived, policyless_waste, policyless_waste_bytes, policyless_waste_archived, drift, search"
    };
}
pub(super) use entry_columns;

pub(super) struct Entry {
    pub(super) id: i64,
    pub(super) name: Box<str>,
    pub(super) account: Term,
    pub(super) region: Term,
    pub(super) team: Term,
    pub(super) system: Term,
    pub(super) cluster: Term,
    pub(super) state: RepositoryState,
    pub(super) drift: DriftMarks,
    /// Checks of the scorecard that it misses.
    pub(super) misses: TermSet,
    /// Checks that can't be told of it.
    pub(super) unclear: TermSet,
    /// The team that it is probably of, where nobody looks after it.
    pub(super) guess: Term,
    pub(super) archived: u64,
    /// `None`: none that is known.
    pub(super) waste: Option<Box<Wasted>>,
    numbers: [i64; 8],
    /// In lower case.
    pub(super) search: Box<str>,
}

/// The facets' values of a row, in few bytes that lie side by side.
#[derive(Clone, Copy)]
pub(super) struct Narrow {
    /// By facet, the number of its value there.
    named: [u32; NAMED],
    misses: TermSet,
    state: RepositoryState,
    band: ScoreBand,
    drift: DriftMarks,
}

impl Narrow {
    /// The numbers of its values of a facet; but for missed checks and drift there is one.
    pub(super) fn values(&self, facet: usize) -> impl Iterator<Item = usize> {
        let drifts = (facet == DRIFTS).then(|| self.drift.states().map(|state| state as usize));
        let (one, some) = match facet {
            MISSES => (None, self.misses),
            DRIFTS => (None, TermSet::default()),
            STATES => (Some(self.state as usize), TermSet::default()),
            MANAGED => (
                Some(usize::from(self.state.is_managed())),
                TermSet::default(),
            ),
            BANDS => (Some(self.band as usize), TermSet::default()),
            named => (Some(self.named[named] as usize), TermSet::default()),
        };
        one.into_iter()
            .chain(some.bits())
            .chain(drifts.into_iter().flatten())
    }

    /// The number of its value of a facet that has terms.
    pub(super) fn named(&self, facet: usize) -> usize {
        self.named[facet] as usize
    }

    pub(super) fn has(&self, facet: usize, value: usize) -> bool {
        self.values(facet).any(|other| other == value)
    }
}

/// What is not known sorts below everything that is.
pub(in crate::store) const UNKNOWN: i64 = -1;

const NUMBERS: [(&str, Sort); 8] = [
    ("created", Sort::Created),
    ("image_count", Sort::Images),
    ("bytes", Sort::Storage),
    ("critical", Sort::Critical),
    ("high", Sort::High),
    ("last_push", Sort::LastPush),
    ("last_pull", Sort::LastPull),
    ("score", Sort::Score),
];

/// What a list is sorted by, within one order all of one kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'a> {
    Number(i64),
    Text(&'a str),
}

/// The place of a row in an order; no two rows share one.
pub(super) type Rank<'a> = (Key<'a>, &'a str, &'a str, &'a str);

impl Entry {
    /// `None`: nothing that anybody needs to see.
    pub(super) fn read(row: &Row, terms: &mut Terms) -> Stored<Option<Self>> {
        let Some(state) = row.maybe_text("state")? else {
            return Ok(None);
        };
        let mut numbers = [UNKNOWN; NUMBERS.len()];
        for (number, (column, _)) in numbers.iter_mut().zip(NUMBERS) {
            *number = row.maybe_int(column)?.unwrap_or(UNKNOWN);
        }
        let mut term = |column: &str| -> Stored<Term> {
            Ok(terms.add(&row.maybe_text(column)?.unwrap_or_default()))
        };
        let (account, region) = (term("account")?, term("region")?);
        let (team, system, cluster) = (term("team")?, term("system")?, term("cluster")?);
        let guess = term("guess_team")?;
        let misses = row.maybe_text("failed_checks")?.unwrap_or_default();
        let unclear = row.maybe_text("unknown_checks")?.unwrap_or_default();
        Ok(Some(Self {
            id: row.int("id")?,
            name: row.text("name")?.into(),
            account,
            region,
            team,
            system,
            cluster,
            state: RepositoryState::parse(&state)
                .ok_or_else(|| unreadable("state", format!("there is no state {state}")))?,
            drift: DriftMarks::parse(&row.text("drift")?),
            misses: terms.set(misses.split_whitespace()),
            unclear: terms.set(unclear.split_whitespace()),
            guess,
            archived: known(row, "archived_bytes")?,
            waste: wasted(row)?
                .filter(|wasted| *wasted != Wasted::default())
                .map(Box::new),
            numbers,
            search: row.text("search")?.to_lowercase().into(),
        }))
    }

    pub(super) fn narrow(&self, columns: &mut Columns) -> Narrow {
        let mut facet = 0..;
        let terms = [
            self.account,
            self.region,
            self.team,
            self.system,
            self.cluster,
        ];
        Narrow {
            named: terms.map(|term| columns.number(facet.next().unwrap_or_default(), term)),
            misses: self.misses,
            state: self.state,
            drift: self.drift,
            band: ScoreBand::of(u8::try_from(self.number(Sort::Score)).ok()),
        }
    }

    pub(super) fn rank<'a>(&'a self, sort: Sort, terms: &'a Terms) -> Rank<'a> {
        let key = match sort {
            Sort::Name => Key::Text(&self.name),
            Sort::Team => Key::Text(terms.text(self.team)),
            Sort::System => Key::Text(terms.text(self.system)),
            Sort::Account => Key::Text(terms.text(self.account)),
            Sort::Region => Key::Text(terms.text(self.region)),
            Sort::Cluster => Key::Text(terms.text(self.cluster)),
            Sort::State => Key::Text(self.state.as_str()),
            Sort::Drift => Key::Text(self.drift.gravest().as_str()),
            _ => Key::Number(self.number(sort)),
        };
        (
            key,
            &self.name,
            terms.text(self.region),
            terms.text(self.account),
        )
    }

    pub(super) fn number(&self, sort: Sort) -> i64 {
        NUMBERS
            .iter()
            .position(|(_, other)| *other == sort)
            .map_or(UNKNOWN, |index| self.numbers[index])
    }
}

/// Where a link of a page stands in its order. `None`: it is not of this order.
pub(super) fn rank_of(cursor: &Cursor, sort: Sort) -> Option<Rank<'_>> {
    let is_number = NUMBERS.iter().any(|(_, other)| *other == sort);
    let key = if is_number {
        Key::Number(cursor.value.parse().ok()?)
    } else {
        Key::Text(&cursor.value)
    };
    Some((key, &cursor.name, &cursor.region, &cursor.account))
}
