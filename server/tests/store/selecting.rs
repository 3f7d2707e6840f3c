//! The copy in memory against plain SQL: random rows, random questions, the same answers.

use super::bench::{Bench, promises};
use domain::portal::*;
use std::collections::BTreeSet;

promises! {
    every_question_has_the_answer_of_plain_sql,
    many_rows_of_many_systems_have_it_too_while_they_change,
    a_menu_shows_the_largest_values_what_is_chosen_and_what_is_looked_for,
}

/// Knuth's generator: the same rows each time, and another question each time it is asked.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.throw(from.len())].clone()
    }

    /// None of them more often than not.
    fn some<T: Clone>(&mut self, from: &[T]) -> Vec<T> {
        if self.throw(3) > 0 {
            return Vec::new();
        }
        (0..=self.throw(2)).map(|_| self.pick(from)).collect()
    }
}

const TEAMS: [&str; 5] = ["Zebra", "alpha", "beta", "gamma ray", "éclair"];
const SYSTEMS: [&str; 3] = ["shop", "space", "Ärger"];
const CLUSTERS: [&str; 2] = ["eks-prod", "eks-stage"];
const ACCOUNTS: [&str; 2] = ["123456789012", "210987654321"];
const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "eu-central-1"];
const CHECKS: [&str; 4] = ["tags", "company_tags", "owner", "scanning"];
const WORDS: [&str; 6] = ["repo-1", "EU-", "shop", "a", "7", "ph"];

fn maybe(dice: &mut Dice, from: &[&str]) -> String {
    match dice.throw(from.len() + 1) {
        0 => "NULL".to_owned(),
        n => format!("'{}'", from[n - 1]),
    }
}

fn number(dice: &mut Dice, sides: usize) -> String {
    match dice.throw(4) {
        0 => "NULL".to_owned(),
        _ => dice.throw(sides).to_string(),
    }
}

/// Images, bytes, critical, high, last push and last pull. Who has not been read for images has none of the others.
fn figures(dice: &mut Dice) -> String {
    if dice.throw(5) == 0 {
        return ["NULL"; 6].join(", ");
    }
    let (images, bytes) = (dice.throw(5), dice.throw(1000));
    let rest = [3, 3, 50, 50].map(|sides| number(dice, sides));
    format!("{images}, {bytes}, {}", rest.join(", "))
}

async fn stock(bench: &Bench, rows: usize, systems: &[&str], dice: &mut Dice) {
    let mut values = Vec::new();
    for row in 0..rows {
        let checks: BTreeSet<&str> = (0..dice.throw(3)).map(|_| dice.pick(&CHECKS)).collect();
        let checks: Vec<&str> = checks.into_iter().collect();
        // Managed and there, managed and gone, or only found in AWS.
        let (in_aws, managed) =
            dice.pick(&[("TRUE", "TRUE"), ("FALSE", "TRUE"), ("TRUE", "FALSE")]);
        let cells = [
            format!("'{}'", dice.pick(&ACCOUNTS)),
            format!("'{}'", dice.pick(&REGIONS)),
            format!("'shop/repo-{}'", row / 2),
            in_aws.to_owned(),
            managed.to_owned(),
            maybe(dice, &TEAMS),
            maybe(dice, systems),
            maybe(dice, &CLUSTERS),
            number(dice, 9),
            figures(dice),
            number(dice, 101),
            format!("'{}'", checks.join(" ")),
        ];
        values.push(format!("({})", cells.join(", ")));
    }
    let sql = format!(
        "INSERT INTO repositories (account, region, name, in_aws, managed, aws_team, aws_system, aws_cluster, created, \
         image_count, bytes, critical, high, last_push, last_pull, score, failed_checks) VALUES {} ON CONFLICT DO NOTHING",
        values.join(", ")
    );
    bench.tamper(&sql).await;
}

fn question(systems: &[&str], dice: &mut Dice) -> InventoryQuery {
    let texts = |picked: Vec<&str>| picked.into_iter().map(str::to_owned).collect();
    InventoryQuery {
        text: dice.some(&WORDS).join(" "),
        accounts: texts(dice.some(&ACCOUNTS)),
        regions: texts(dice.some(&REGIONS)),
        teams: texts(dice.some(&TEAMS)),
        systems: texts(dice.some(systems)),
        clusters: texts(dice.some(&CLUSTERS)),
        states: dice.some(&RepositoryState::ALL),
        misses: texts(dice.some(&CHECKS)),
        scores: dice.some(&ScoreBand::ALL),
        managed: dice.pick(&[None, None, Some(true), Some(false)]),
        sort: dice.pick(&Sort::ALL),
        descending: dice.throw(2) == 0,
        ..InventoryQuery::default()
    }
}

fn one_of(column: &str, values: &[String]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let values: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
    format!(" AND {column} IN ({})", values.join(", "))
}

fn any(conditions: Vec<String>) -> String {
    if conditions.is_empty() {
        String::new()
    } else {
        format!(" AND ({})", conditions.join(" OR "))
    }
}

/// The condition without that of one facet, as its numbers are counted.
fn condition(query: &InventoryQuery, without: &str) -> String {
    let states: Vec<String> = query
        .states
        .iter()
        .map(|state| state.as_str().to_owned())
        .collect();
    let bands = query.scores.iter().map(|band| {
        match band {
            ScoreBand::Good => "score >= 90",
            ScoreBand::Fair => "score >= 70 AND score < 90",
            ScoreBand::Poor => "score < 70",
            ScoreBand::Unjudged => "score IS NULL",
        }
        .to_owned()
    });
    let misses = query
        .misses
        .iter()
        .map(|check| format!("' ' || failed_checks || ' ' LIKE '% {check} %'"));
    let managed = match query.managed {
        None => "",
        Some(true) => " AND state <> 'unmanaged'",
        Some(false) => " AND state = 'unmanaged'",
    };
    let facets = [
        ("account", one_of("account", &query.accounts)),
        ("region", one_of("region", &query.regions)),
        ("team", one_of("team", &query.teams)),
        ("system", one_of("system", &query.systems)),
        ("cluster", one_of("cluster", &query.clusters)),
        ("state", one_of("state", &states)),
        ("misses", any(misses.collect())),
        ("score", any(bands.collect())),
        ("managed", managed.to_owned()),
    ];
    let mut sql = "state IS NOT NULL".to_owned();
    for word in query.text.split_whitespace() {
        sql.push_str(&format!(" AND search LIKE '%{}%'", word.to_lowercase()));
    }
    for (facet, condition) in facets {
        if facet != without {
            sql.push_str(&condition);
        }
    }
    sql
}

fn order(query: &InventoryQuery) -> String {
    let key = match query.sort {
        Sort::Name => "name COLLATE \"C\"",
        Sort::Team => "COALESCE(team, '') COLLATE \"C\"",
        Sort::System => "COALESCE(system, '') COLLATE \"C\"",
        Sort::Account => "account COLLATE \"C\"",
        Sort::Region => "region COLLATE \"C\"",
        Sort::Cluster => "COALESCE(cluster, '') COLLATE \"C\"",
        Sort::State => "state COLLATE \"C\"",
        Sort::Drift => "(CASE WHEN drift = '' THEN 'none' ELSE drift END) COLLATE \"C\"",
        Sort::Created => "COALESCE(created, -1)",
        Sort::Images => "COALESCE(image_count, -1)",
        Sort::Storage => "COALESCE(bytes, -1)",
        Sort::Critical => "COALESCE(critical, -1)",
        Sort::High => "COALESCE(high, -1)",
        Sort::LastPush => "COALESCE(last_push, -1)",
        Sort::LastPull => "COALESCE(last_pull, -1)",
        Sort::Score => "COALESCE(score, -1)",
    };
    let way = if query.descending { "DESC" } else { "ASC" };
    let columns = [
        key,
        "name COLLATE \"C\"",
        "region COLLATE \"C\"",
        "account COLLATE \"C\"",
    ];
    columns.map(|column| format!("{column} {way}")).join(", ")
}

fn place(row: &RepositoryRow) -> String {
    format!("{}/{}/{}", row.key.account, row.key.region, row.key.name)
}

async fn by_pages(
    bench: &Bench,
    query: &InventoryQuery,
    size: u32,
) -> (Vec<String>, InventoryPage) {
    let mut query = query.clone();
    let mut rows = Vec::new();
    let mut first = None;
    loop {
        let page = bench.store.inventory(&query, size).await.unwrap();
        rows.extend(page.rows.iter().map(place));
        query.after = page.next.clone();
        let first = first.get_or_insert(page);
        if query.after.is_none() {
            return (rows, first.clone());
        }
    }
}

/// `value=count`, the most first.
async fn counted(bench: &Bench, query: &InventoryQuery, facet: &str, column: &str) -> Vec<String> {
    let found = condition(query, facet);
    let sql = format!(
        "SELECT {column} || '=' || CAST(COUNT(*) AS TEXT) FROM repositories WHERE {found} AND {column} IS NOT NULL \
         GROUP BY {column} ORDER BY COUNT(*) DESC, {column} COLLATE \"C\""
    );
    bench.texts(&sql).await
}

fn shown<T: AsRef<str>>(values: &[(T, u64)]) -> Vec<String> {
    values
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(value, count)| format!("{}={count}", value.as_ref()))
        .collect()
}

async fn facets_agree(bench: &Bench, query: &InventoryQuery, facets: &Facets) {
    for (facet, values) in [
        ("account", &facets.accounts),
        ("region", &facets.regions),
        ("team", &facets.teams),
        ("system", &facets.systems),
        ("cluster", &facets.clusters),
    ] {
        let expected = counted(bench, query, facet, facet).await;
        let shown = shown(&values.values);
        if values.more == 0 {
            assert_eq!(shown, expected, "{facet} of {query:?}");
        } else {
            assert!(
                shown.iter().all(|one| expected.contains(one)),
                "{facet} of {query:?}"
            );
            assert_eq!(
                shown.len() as u64 + values.more,
                expected.len() as u64,
                "{facet} of {query:?}"
            );
        }
    }
    let sorted = |mut values: Vec<String>| {
        values.sort();
        values
    };
    let states: Vec<_> = facets
        .states
        .iter()
        .map(|(s, n)| (s.as_str(), *n))
        .collect();
    let expected = counted(bench, query, "state", "state").await;
    assert_eq!(sorted(shown(&states)), sorted(expected), "{query:?}");
    let managed: Vec<_> = facets
        .managed
        .iter()
        .map(|(managed, n)| (if *managed { "yes" } else { "no" }, *n))
        .collect();
    let word = "CASE WHEN state = 'unmanaged' THEN 'no' ELSE 'yes' END";
    let expected = counted(bench, query, "managed", word).await;
    assert_eq!(sorted(shown(&managed)), sorted(expected), "{query:?}");
    let scores: Vec<_> = facets
        .scores
        .iter()
        .map(|(b, n)| (b.as_str(), *n))
        .collect();
    let word = "CASE WHEN score IS NULL THEN 'unjudged' WHEN score >= 90 THEN 'good' \
                WHEN score >= 70 THEN 'fair' ELSE 'poor' END";
    let expected = counted(bench, query, "score", word).await;
    assert_eq!(sorted(shown(&scores)), sorted(expected), "{query:?}");
    for check in CHECKS {
        let found = condition(query, "misses");
        let sql = format!(
            "SELECT CAST(COUNT(*) AS TEXT) FROM repositories WHERE {found} AND ' ' || failed_checks || ' ' LIKE '% {check} %'"
        );
        let expected = bench.texts(&sql).await.remove(0);
        let found = facets.misses.values.iter().find(|(id, _)| id == check);
        assert_eq!(
            found.map_or(0, |(_, count)| *count).to_string(),
            expected,
            "{check} of {query:?}"
        );
    }
}

async fn every_question_has_the_answer_of_plain_sql(bench: &Bench) {
    let mut dice = Dice(20_261_124);
    stock(bench, 240, &SYSTEMS, &mut dice).await;
    for _ in 0..60 {
        answers_agree(bench, &SYSTEMS, &mut dice).await;
    }
}

/// More systems than are counted one by one, and questions that few of the rows answer.
async fn many_rows_of_many_systems_have_it_too_while_they_change(bench: &Bench) {
    let mut dice = Dice(20_261_130);
    let systems: Vec<String> = (0..150).map(|n| format!("system-{n}")).collect();
    let systems: Vec<&str> = systems.iter().map(String::as_str).collect();
    stock(bench, 1_500, &systems, &mut dice).await;
    for round in 0..24 {
        answers_agree(bench, &systems, &mut dice).await;
        let change = match round % 3 {
            0 => format!(
                "UPDATE repositories SET aws_team = 'beta', score = {round} WHERE id % 7 = {}",
                round % 7
            ),
            1 => format!(
                "UPDATE repositories SET aws_system = 'system-3', failed_checks = 'owner' WHERE id % 90 = {round}"
            ),
            _ => format!("DELETE FROM repositories WHERE id % 200 = {round}"),
        };
        bench.change(&change).await;
    }
}

async fn answers_agree(bench: &Bench, systems: &[&str], dice: &mut Dice) {
    let query = question(systems, dice);
    let size = u32::try_from(1 + dice.throw(60)).unwrap();
    let sql = format!(
        "SELECT account || '/' || region || '/' || name FROM repositories WHERE {} ORDER BY {}",
        condition(&query, ""),
        order(&query)
    );
    let expected = bench.texts(&sql).await;
    let (rows, first) = by_pages(bench, &query, size).await;
    assert_eq!(rows, expected, "{query:?}");
    assert_eq!(first.total, expected.len() as u64, "{query:?}");
    facets_agree(bench, &query, &first.facets).await;
    // An export is all pages, whichever of them was looked at.
    let from_a_page = InventoryQuery {
        after: first.next,
        ..query
    };
    let ids = bench.store.inventory_ids(&from_a_page).await.unwrap();
    let mut exported = Vec::new();
    for some in ids.chunks(50) {
        let rows = bench.store.inventory_rows(some).await.unwrap();
        exported.extend(rows.iter().map(place));
    }
    assert_eq!(exported, expected, "export of {from_a_page:?}");
}

async fn a_menu_shows_the_largest_values_what_is_chosen_and_what_is_looked_for(bench: &Bench) {
    let mut values = Vec::new();
    for team in 0..40 {
        for row in 0..=team {
            values.push(format!(
                "('123456789012', 'us-east-1', 't{team}/r{row}', TRUE, TRUE, 'Team-{team:02}')"
            ));
        }
    }
    let sql = format!(
        "INSERT INTO repositories (account, region, name, in_aws, managed, aws_team) VALUES {}",
        values.join(", ")
    );
    bench.tamper(&sql).await;
    let teams = async |teams: &[&str], finding: Option<&str>| {
        let query = InventoryQuery {
            teams: teams.iter().map(|team| (*team).to_owned()).collect(),
            finding: finding.map(|text| (NameFacet::Team, text.to_owned())),
            ..InventoryQuery::default()
        };
        bench.store.inventory(&query, 1).await.unwrap().facets.teams
    };
    let all = teams(&[], None).await;
    assert_eq!(all.values[0], ("Team-39".to_owned(), 40));
    assert_eq!(
        (all.values.len() as u64 + all.more, all.values.len()),
        (40, 12)
    );
    let chosen = teams(&["Team-03"], None).await;
    assert_eq!(chosen.values.last(), Some(&("Team-03".to_owned(), 4)));
    assert_eq!((chosen.values.len(), chosen.more), (13, 27));
    let found = teams(&["Team-03"], Some("team-1")).await;
    assert_eq!((found.values.len(), found.more), (11, 0));
    let names = bench
        .store
        .names_in_inventory(ChoiceList::Teams)
        .await
        .unwrap();
    assert_eq!(names.len(), 40);
    assert_eq!(names[3], ("Team-03".to_owned(), 4));
}
