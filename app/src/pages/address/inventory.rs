//! Addresses of the inventory: every view of it, and every export, is one.

use super::{Pairs, address, encode, value};
use domain::drift::DriftState;
use domain::portal::{
    Density, InventoryQuery, Look, NameFacet, RepositoryState, ScoreBand, Sort, ViewRow,
};

const INVENTORY: &str = "/inventory";

/// Field in a facet's menu that looks for its values.
pub const fn finding_field(facet: NameFacet) -> &'static str {
    match facet {
        NameFacet::Team => "find_team",
        NameFacet::System => "find_system",
        NameFacet::Account => "find_account",
        NameFacet::Region => "find_region",
        NameFacet::Cluster => "find_cluster",
    }
}

fn all(pairs: &Pairs, key: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (_, value) in pairs
        .iter()
        .filter(|(name, value)| name == key && !value.is_empty())
    {
        if !found.contains(value) {
            found.push(value.clone());
        }
    }
    found
}

pub fn inventory_query(pairs: &Pairs) -> InventoryQuery {
    let columns: Vec<Sort> = all(pairs, "cols")
        .iter()
        .filter_map(|text| Sort::parse(text))
        .collect();
    let density = value(pairs, "density").and_then(Density::parse);
    // Both ticked ask for everything, as none does.
    let managed = match all(pairs, "managed").as_slice() {
        [one] => match one.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        _ => None,
    };
    InventoryQuery {
        text: value(pairs, "q").unwrap_or_default().trim().to_owned(),
        accounts: all(pairs, "account"),
        regions: all(pairs, "region"),
        teams: super::figures::names(pairs, "team"),
        systems: all(pairs, "system"),
        clusters: all(pairs, "cluster"),
        states: all(pairs, "state")
            .iter()
            .filter_map(|text| RepositoryState::parse(text))
            .collect(),
        drifts: all(pairs, "drift")
            .iter()
            .filter_map(|text| DriftState::parse(text))
            .collect(),
        misses: all(pairs, "misses"),
        figures: super::figures::figure_filter(pairs),
        scores: all(pairs, "score")
            .iter()
            .filter_map(|text| ScoreBand::parse(text))
            .collect(),
        managed,
        sort: value(pairs, "sort")
            .and_then(Sort::parse)
            .unwrap_or_default(),
        descending: value(pairs, "order") == Some("desc"),
        look: Look::of(&columns, density.unwrap_or_default()),
        finding: finding(pairs),
        after: value(pairs, "after").map(str::to_owned),
    }
}

/// Whoever presses a menu's own button has found it.
fn finding(pairs: &Pairs) -> Option<(NameFacet, String)> {
    if value(pairs, "apply").is_some() {
        return None;
    }
    NameFacet::ALL.into_iter().find_map(|facet| {
        let text = value(pairs, finding_field(facet))?.trim();
        (!text.is_empty()).then(|| (facet, text.to_owned()))
    })
}

pub fn inventory(query: &InventoryQuery) -> String {
    address(INVENTORY, &inventory_pairs(query))
}

/// Everything that the query says, in a fixed order, so that the same view has one address.
pub fn inventory_pairs(query: &InventoryQuery) -> Vec<(&'static str, String)> {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    if !query.text.is_empty() {
        pairs.push(("q", query.text.clone()));
    }
    pairs.extend(super::figures::name_pairs("team", &query.teams));
    let lists = [
        ("system", &query.systems),
        ("account", &query.accounts),
        ("region", &query.regions),
        ("cluster", &query.clusters),
        ("misses", &query.misses),
    ];
    for (key, values) in lists {
        pairs.extend(values.iter().map(|value| (key, value.clone())));
    }
    pairs.extend(super::figures::figure_pairs(&query.figures));
    let mut words = |key: &'static str, values: Vec<&'static str>| {
        pairs.extend(values.into_iter().map(|value| (key, value.to_owned())));
    };
    words(
        "state",
        query.states.iter().map(|state| state.as_str()).collect(),
    );
    words(
        "drift",
        query.drifts.iter().map(|state| state.as_str()).collect(),
    );
    words(
        "score",
        query.scores.iter().map(|band| band.as_str()).collect(),
    );
    words(
        "managed",
        query.managed.map(yes_or_no).into_iter().collect(),
    );
    if query.sort != Sort::default() {
        words("sort", vec![query.sort.as_str()]);
    }
    if query.descending {
        words("order", vec!["desc"]);
    }
    words(
        "cols",
        query.look.columns.iter().map(|one| one.as_str()).collect(),
    );
    if query.look.density != Density::default() {
        words("density", vec![query.look.density.as_str()]);
    }
    let finding = query.finding.clone();
    pairs.extend(finding.map(|(facet, text)| (finding_field(facet), text)));
    pairs.extend(
        query
            .after
            .clone()
            .filter(|after| !after.is_empty())
            .map(|after| ("after", after)),
    );
    pairs
}

pub const fn yes_or_no(managed: bool) -> &'static str {
    if managed { "yes" } else { "no" }
}

/// What makes it another view, whichever of its pages is shown and whatever is being looked for in a menu.
pub fn view_of(query: &InventoryQuery) -> InventoryQuery {
    InventoryQuery {
        after: None,
        finding: None,
        ..query.clone()
    }
}

/// What a saved view keeps: its address without the path.
pub fn view_query(query: &InventoryQuery) -> String {
    let whole = inventory(&view_of(query));
    whole
        .split_once('?')
        .map_or_else(String::new, |(_, query)| query.to_owned())
}

/// Where a saved view leads.
pub fn view(row: &ViewRow) -> String {
    if row.query.is_empty() {
        INVENTORY.to_owned()
    } else {
        format!("{INVENTORY}?{}", row.query)
    }
}

/// All rows of a view as a file, with all columns.
pub fn inventory_file(query: &InventoryQuery, extension: &str) -> String {
    let query = InventoryQuery {
        look: Look::default(),
        ..view_of(query)
    };
    address(
        &format!("{INVENTORY}.{extension}"),
        &inventory_pairs(&query),
    )
}

/// The inventory with one filter.
pub fn inventory_by(key: &str, value: &str) -> String {
    format!("{INVENTORY}?{key}={}", encode(value))
}

#[cfg(test)]
mod tests {
    use super::super::tests::pairs;
    use super::*;
    use domain::github::Login;

    fn query() -> InventoryQuery {
        InventoryQuery {
            text: "a&b=c %ü".into(),
            teams: vec!["x".into(), "y z".into()],
            systems: vec!["s".into()],
            regions: vec!["us-east-1".into()],
            clusters: vec!["c".into()],
            states: vec![RepositoryState::Ready, RepositoryState::Missing],
            drifts: vec![DriftState::GitCluster, DriftState::Lost],
            accounts: vec!["123456789012".into()],
            misses: vec!["tags-immutable".into()],
            figures: Default::default(),
            scores: vec![ScoreBand::Poor, ScoreBand::Unjudged],
            managed: Some(false),
            sort: Sort::Created,
            descending: true,
            look: Look::of(&[Sort::LastPull, Sort::Team], Density::Roomy),
            finding: Some((NameFacet::Team, "pay ü".into())),
            after: Some("n:\"x\"".into()),
        }
    }

    #[test]
    fn every_inventory_address_leads_back_to_its_query() {
        let query = query();
        assert_eq!(inventory_query(&pairs(&inventory(&query))), query);
        assert_eq!(inventory(&InventoryQuery::default()), "/inventory");
    }

    #[test]
    fn a_form_that_leaves_all_as_it_was_asks_for_the_plain_inventory() {
        let ticked: Vec<String> = Look::USUAL
            .iter()
            .map(|column| format!("cols={}", column.as_str()))
            .collect();
        let sent = format!(
            "/inventory?q=&find_team=&managed=yes&managed=no&density=dense&sort=name&{}",
            ticked.join("&")
        );
        assert_eq!(inventory(&inventory_query(&pairs(&sent))), "/inventory");
    }

    #[test]
    fn pressing_apply_ends_the_search_in_a_menu() {
        let found = inventory_query(&pairs("/inventory?find_team=pay&team=payments"));
        assert_eq!(found.finding, Some((NameFacet::Team, "pay".into())));
        let applied = inventory_query(&pairs("/inventory?find_team=pay&team=payments&apply=1"));
        assert_eq!(inventory(&applied), "/inventory?team=payments");
    }

    #[test]
    fn a_kept_view_is_no_single_page_and_a_file_has_no_look() {
        let kept = view_query(&query());
        let row = ViewRow {
            id: "1".into(),
            name: "Ours".into(),
            query: kept,
            owner: Login::new("dev-a"),
            is_shared: false,
            is_own: true,
        };
        assert_eq!(inventory_query(&pairs(&view(&row))), view_of(&query()));
        let file = inventory_query(&pairs(&inventory_file(&query(), "csv")));
        assert_eq!((file.look, file.after), (Look::default(), None));
        assert_eq!(file.sort, Sort::Created);
        assert_eq!(
            inventory_file(&InventoryQuery::default(), "json"),
            "/inventory.json"
        );
    }
}
