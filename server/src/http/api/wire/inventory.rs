//! Repositories in lists, and the filters by which lists are asked for.

use super::request::RequestRow;
use super::words::{BandWord, DriftWord, MarkWord, ScoreCheckWord, SortWord, StateWord, WasteWord};
use super::{RepositoryRef, Time, time};
use domain::portal::{self, CensusAge, FigureFilter, InventoryQuery, UnmanagedRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A repository in a list. What is not known is `null`.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct RepositoryRow {
    repository: RepositoryRef,
    /// Where images are pushed to.
    uri: String,
    team: Option<String>,
    system: Option<String>,
    cluster: Option<String>,
    state: StateWord,
    drift: Vec<DriftWord>,
    /// In Git or asked for in Berth.
    managed: bool,
    /// AWS’s value.
    tag_mutability: Option<String>,
    scan_on_push: Option<bool>,
    /// The lifecycle policy in a sentence.
    lifecycle: Option<String>,
    created: Option<Time>,
    figures: Option<Figures>,
    /// 0 to 100.
    #[schema(maximum = 100)]
    score: Option<u8>,
    /// Checks of the scorecard that it misses.
    misses: Vec<String>,
    /// The newest request about it.
    request: Option<RequestRow>,
}

/// What follows from a repository’s images.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Figures {
    #[schema(maximum = 9007199254740991_i64)]
    images: u64,
    /// Layers that images share count each time: an upper bound.
    #[schema(maximum = 9007199254740991_i64)]
    bytes: u64,
    #[schema(maximum = 9007199254740991_i64)]
    untagged: u64,
    #[schema(maximum = 9007199254740991_i64)]
    untagged_bytes: u64,
    last_push: Option<Time>,
    last_pull: Option<Time>,
    /// Open findings of the newest scanned image.
    #[schema(maximum = 9007199254740991_i64)]
    critical: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    high: Option<u64>,
}

impl RepositoryRow {
    pub(in crate::http) fn of(row: &portal::RepositoryRow) -> Self {
        Self {
            repository: RepositoryRef::of(&row.key),
            uri: row.uri.clone(),
            team: row.team.clone(),
            system: row.system.clone(),
            cluster: row.cluster.clone(),
            state: row.state.into(),
            drift: row.drift.states().map(Into::into).collect(),
            managed: row.state.is_managed(),
            tag_mutability: row.mutability.clone(),
            scan_on_push: row.scan_on_push,
            lifecycle: row.lifecycle.clone(),
            created: time(row.created),
            figures: row.figures.as_ref().map(Figures::of),
            score: row.score,
            misses: row.misses.clone(),
            request: row.request.as_ref().map(RequestRow::of),
        }
    }
}

impl Figures {
    fn of(figures: &portal::RepositoryFigures) -> Self {
        Self {
            images: figures.images,
            bytes: figures.bytes,
            untagged: figures.untagged,
            untagged_bytes: figures.untagged_bytes,
            last_push: time(figures.last_push),
            last_pull: time(figures.last_pull),
            critical: figures.critical,
            high: figures.high,
        }
    }
}

/// The filters of the inventory. Those that can come several times mean any of their values; all together have to hold.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(in crate::http) struct InventoryAsked {
    /// A piece of the name, or words of the search language.
    #[param(required = false)]
    q: String,
    #[param(required = false)]
    account: Vec<String>,
    #[param(required = false)]
    region: Vec<String>,
    /// Empty: what is nobody’s.
    #[param(required = false)]
    team: Vec<String>,
    #[param(required = false)]
    system: Vec<String>,
    #[param(required = false)]
    cluster: Vec<String>,
    #[param(required = false)]
    state: Vec<StateWord>,
    #[param(required = false)]
    drift: Vec<DriftWord>,
    /// Checks of the scorecard, one of which it misses.
    #[param(required = false)]
    misses: Vec<ScoreCheckWord>,
    /// Checks, by one of which it was judged without missing it.
    #[param(required = false)]
    meets: Vec<ScoreCheckWord>,
    /// Checks, one of which can’t be told of it.
    #[param(required = false)]
    unclear: Vec<ScoreCheckWord>,
    #[param(required = false)]
    score: Vec<BandWord>,
    #[param(required = false)]
    waste: Vec<WasteWord>,
    /// Marks that all have to be true of it.
    #[param(required = false)]
    mark: Vec<MarkWord>,
    /// Teams that it is probably of, where nobody looks after it.
    #[param(required = false)]
    guess: Vec<String>,
    /// In Git or asked for in Berth, or only found in AWS.
    managed: Option<bool>,
    sort: Option<SortWord>,
    /// The other way round.
    #[param(required = false)]
    descending: bool,
    /// A place in the list, as `next` has it.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

fn words<T: Copy + Into<U>, U>(words: &[T]) -> Vec<U> {
    words.iter().map(|word| (*word).into()).collect()
}

impl From<InventoryAsked> for InventoryQuery {
    fn from(asked: InventoryAsked) -> Self {
        Self {
            text: asked.q.trim().to_owned(),
            accounts: asked.account,
            regions: asked.region,
            teams: asked.team,
            systems: asked.system,
            clusters: asked.cluster,
            states: words(&asked.state),
            drifts: words(&asked.drift),
            misses: checks(&asked.misses)
                .into_iter()
                .map(|check| check.as_str().to_owned())
                .collect(),
            scores: words(&asked.score),
            managed: asked.managed,
            figures: FigureFilter {
                wastes: words(&asked.waste),
                marks: words(&asked.mark),
                meets: checks(&asked.meets),
                unclear: checks(&asked.unclear),
                guesses: asked.guess,
            },
            sort: asked.sort.map(Into::into).unwrap_or_default(),
            descending: asked.descending,
            after: asked.cursor,
            ..Self::default()
        }
    }
}

fn checks(all: &[ScoreCheckWord]) -> Vec<domain::scorecard::CheckId> {
    words(all)
}

/// Repositories, and how old what is told of them is.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Inventory {
    pub(in crate::http) items: Vec<RepositoryRow>,
    #[schema(maximum = 9007199254740991_i64)]
    pub(in crate::http) total: u64,
    /// Where the next page is, as a path on this host; `null`: this is the last.
    pub(in crate::http) next: Option<String>,
    /// When AWS was read, by account and region.
    as_of: Vec<AsOf>,
}

impl Inventory {
    pub(in crate::http) fn of(page: &portal::InventoryPage, next: Option<String>) -> Self {
        Self {
            items: page.rows.iter().map(RepositoryRow::of).collect(),
            total: page.total,
            next,
            as_of: page.as_of.iter().map(AsOf::of).collect(),
        }
    }
}

/// When an account’s region was read.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct AsOf {
    account: String,
    region: String,
    read: Option<Time>,
    /// What went wrong since.
    trouble: Option<String>,
}

impl AsOf {
    fn of(age: &CensusAge) -> Self {
        Self {
            account: age.account.to_string(),
            region: age.region.to_string(),
            read: time(age.read),
            trouble: age.trouble.clone(),
        }
    }
}

/// Values to filter by, with how many repositories have each under the other filters.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Facets {
    account: Vec<FacetValue>,
    region: Vec<FacetValue>,
    team: Vec<FacetValue>,
    system: Vec<FacetValue>,
    cluster: Vec<FacetValue>,
    misses: Vec<FacetValue>,
    state: Vec<FacetValue>,
    drift: Vec<FacetValue>,
    score: Vec<FacetValue>,
}

/// A value with how often it is there.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct FacetValue {
    value: String,
    #[schema(maximum = 9007199254740991_i64)]
    count: u64,
}

impl Facets {
    pub(in crate::http) fn of(facets: &portal::Facets) -> Self {
        let named = |values: &portal::FacetValues| counted(&values.values, |value| value.clone());
        Self {
            account: named(&facets.accounts),
            region: named(&facets.regions),
            team: named(&facets.teams),
            system: named(&facets.systems),
            cluster: named(&facets.clusters),
            misses: named(&facets.misses),
            state: counted(&facets.states, |state| state.as_str().to_owned()),
            drift: counted(&facets.drifts, |drift| drift.as_str().replace('-', "_")),
            score: counted(&facets.scores, |score| score.as_str().to_owned()),
        }
    }
}

fn counted<T>(values: &[(T, u64)], word: impl Fn(&T) -> String) -> Vec<FacetValue> {
    let one = |(value, count): &(T, u64)| FacetValue {
        value: word(value),
        count: *count,
    };
    values.iter().map(one).collect()
}

/// A repository that nobody looks after in Git.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct Unmanaged {
    repository: RepositoryRef,
    /// What its tags say.
    team: Option<String>,
    /// Whose it probably is.
    guess: Option<String>,
    /// Why Berth thinks so, strongest first.
    why: Vec<String>,
    created: Option<Time>,
    #[schema(maximum = 9007199254740991_i64)]
    images: Option<u64>,
    #[schema(maximum = 9007199254740991_i64)]
    bytes: Option<u64>,
    last_push: Option<Time>,
}

impl Unmanaged {
    pub(in crate::http) fn of(row: &UnmanagedRow) -> Self {
        let guess = row.guess.as_ref();
        Self {
            repository: RepositoryRef::of(&row.key),
            team: row.team.clone(),
            guess: guess.map(|guess| guess.team.to_string()),
            why: guess
                .map(|guess| guess.evidence.clone())
                .unwrap_or_default(),
            created: time(row.created),
            images: row.images,
            bytes: row.bytes,
            last_push: time(row.last_push),
        }
    }
}
