//! Every figure is a plain count over the rows, and the list behind it shows as many.

use super::bench::{Bench, promises};
use super::samples::*;
use domain::aws::{AccountId, Address, Region};
use domain::cost::{Pile, Price, Prices, RegionPrices, Waste, Wasted};
use domain::day::{Day, Days};
use domain::name::RepositoryName;
use domain::observed::RepositorySeen;
use domain::owner::{Confidence, Guess};
use domain::portal::*;
use domain::request::{Stage, StageName};
use domain::scorecard::CheckId;
use domain::testing::NOW;
use server::store::*;
use std::collections::BTreeMap;

promises! {
    every_figure_is_a_plain_count_and_opens_as_many_rows,
    days_are_kept_by_team_and_add_up,
    weeks_and_stages_count_the_requests_that_a_list_shows,
    unmanaged_rows_page_by_their_probable_owner,
}

/// The same numbers on every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];
const TEAMS: [Option<&str>; 4] = [Some("payments"), Some("telemetry"), Some("a b"), None];

pub(super) fn account() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

pub(super) fn key(region: &str, number: usize) -> Address {
    Address {
        account: account(),
        region: Region::parse(region).unwrap(),
        name: RepositoryName::parse_existing(&format!("shop/r{number}")).unwrap(),
    }
}

pub(super) fn found(key: Address, team: Option<&str>, managed: bool) -> RepositoryFound {
    RepositoryFound {
        seen: RepositorySeen {
            arn: key.arn(),
            uri: key.uri(),
            created: Some(NOW),
            mutability: "IMMUTABLE".into(),
            exclusion_filters: vec![],
            scan_on_push: true,
            encryption: "AES256".into(),
            kms_key: None,
            lifecycle_policy: None,
            tags: Default::default(),
        },
        key,
        team: team.map(str::to_owned),
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed,
    }
}

/// Sixty repositories in two regions, some read and judged, some not.
pub(super) async fn estate(bench: &Bench) -> Dice {
    let mut dice = Dice(7);
    for region in REGIONS {
        let all: Vec<RepositoryFound> = (0..30)
            .map(|number| {
                let team = TEAMS[dice.roll(4) as usize];
                found(key(region, number), team, dice.roll(3) > 0)
            })
            .collect();
        let region = Region::parse(region).unwrap();
        bench
            .store
            .census(&account(), region, &all, NOW)
            .await
            .unwrap();
    }
    // What readings bring, written past them: only sums matter here.
    for number in 1..=60 {
        if dice.roll(5) == 0 {
            continue;
        }
        let sql = format!(
            "UPDATE repositories SET image_count = {}, bytes = {}, critical = {}, high = {} WHERE id = {number}",
            dice.roll(50),
            dice.roll(1_000_000_000_000),
            if dice.roll(2) == 0 {
                "NULL".to_owned()
            } else {
                dice.roll(4).to_string()
            },
            dice.roll(9),
        );
        bench.tamper(&sql).await;
    }
    let to_judge = bench.store.to_judge(0, -1, 1000, NOW).await.unwrap();
    let mut judged: Vec<(i64, Judgement)> = Vec::new();
    for one in &to_judge {
        if dice.roll(6) > 0 {
            judged.push((one.id, judgement(&mut dice)));
        }
    }
    bench.store.judge(&judged, NOW).await.unwrap();
    dice
}

pub(super) fn judgement(dice: &mut Dice) -> Judgement {
    let mut pile = |some: u64| Pile {
        images: if some == 0 { 0 } else { some + 1 },
        bytes: some * dice.roll(1_000_000_000),
        archived_bytes: some * dice.roll(9),
    };
    let (one, two, three) = (pile(1), pile(0), pile(3));
    let wasted = Wasted {
        untagged: one,
        never_pulled: two,
        no_policy: three,
    };
    let some = |dice: &mut Dice| -> Vec<String> {
        let all = CheckId::ALL.iter().filter(|_| dice.roll(4) == 0);
        all.map(|check| check.as_str().to_owned()).collect()
    };
    let misses = some(dice);
    let mut unclear = some(dice);
    unclear.retain(|check| !misses.contains(check));
    Judgement {
        score: u8::try_from(dice.roll(101)).ok(),
        misses,
        unclear,
        archived_bytes: Some(dice.roll(1_000)),
        wasted: (dice.roll(3) > 0).then_some(wasted),
        guess: (dice.roll(2) == 0).then(|| Guess {
            team: "payments".into(),
            confidence: Confidence::Fair,
            evidence: vec!["The name.".into(), "A neighbour.".into()],
        }),
    }
}

pub(super) fn prices() -> Prices {
    Prices {
        gb_month: Price::parse("0.10").unwrap(),
        archive_gb_month: Some(Price::parse("0.05").unwrap()),
        regions: [(
            Region::parse("eu-west-1").unwrap(),
            RegionPrices {
                gb_month: Some(Price::parse("0.2").unwrap()),
                archive_gb_month: Some(Price::parse("0.01").unwrap()),
            },
        )]
        .into(),
        ..Prices::default()
    }
}

/// A sum of money in SQL: each row rounded to a millionth, as prices are.
fn cost(bytes: &str, archived: &str) -> String {
    let times = |bytes: &str, at_home: i64, abroad: i64| {
        format!(
            "((COALESCE({bytes}, 0) * CASE region WHEN 'us-east-1' THEN {at_home} ELSE {abroad} END + 500000000) / 1000000000)"
        )
    };
    format!(
        "COALESCE(SUM({} + {}), 0)",
        times(bytes, 100_000, 200_000),
        times(archived, 50_000, 10_000)
    )
}

/// The figures of one team in plain SQL, in a fixed order.
async fn counted(bench: &Bench, team: &str) -> Vec<i64> {
    let archived = "(CASE WHEN COALESCE(archived_bytes, 0) < COALESCE(bytes, 0) THEN COALESCE(archived_bytes, 0) \
         ELSE COALESCE(bytes, 0) END)";
    let mut sums = vec![
        "COUNT(*)".to_owned(),
        "COUNT(image_count)".to_owned(),
        "COUNT(CASE WHEN state = 'unmanaged' THEN 1 END)".to_owned(),
        "COALESCE(SUM(image_count), 0)".to_owned(),
        "COALESCE(SUM(bytes), 0)".to_owned(),
        format!("COALESCE(SUM({archived}), 0)"),
        cost(&format!("bytes - {archived}"), archived),
        "COALESCE(SUM(critical), 0)".to_owned(),
        "COALESCE(SUM(high), 0)".to_owned(),
        "COUNT(CASE WHEN critical > 0 THEN 1 END)".to_owned(),
        "COUNT(CASE WHEN high > 0 THEN 1 END)".to_owned(),
        "COALESCE(SUM(score), 0)".to_owned(),
        "COUNT(score)".to_owned(),
        "COUNT(CASE WHEN checks_failed = 0 THEN 1 END)".to_owned(),
    ];
    for waste in ["untagged_waste", "unpulled_waste", "policyless_waste"] {
        sums.push(format!("COUNT(CASE WHEN {waste} > 0 THEN 1 END)"));
        sums.push(format!("COALESCE(SUM({waste}), 0)"));
        sums.push(format!(
            "COALESCE(SUM({waste}_bytes + {waste}_archived), 0)"
        ));
        sums.push(cost(
            &format!("{waste}_bytes"),
            &format!("{waste}_archived"),
        ));
    }
    for check in CheckId::ALL {
        for column in ["failed_checks", "unknown_checks"] {
            sums.push(format!(
                "COUNT(CASE WHEN ' ' || {column} || ' ' LIKE '% {} %' THEN 1 END)",
                check.as_str().replace('_', "\\_")
            ));
        }
    }
    let mut numbers = Vec::new();
    for sum in sums {
        // Each by itself: what is compared is a plain count and nothing clever.
        let escape = if sum.contains("LIKE") {
            sum.replace(" %' THEN", " %' ESCAPE '\\' THEN")
        } else {
            sum
        };
        let sql = format!(
            "SELECT CAST({escape} AS BIGINT) FROM repositories WHERE state IS NOT NULL AND COALESCE(team, '') = '{team}'"
        );
        numbers.push(bench.number(&sql).await);
    }
    numbers
}

fn shown(sums: &Sums) -> Vec<i64> {
    let int = |number: u64| i64::try_from(number).unwrap();
    let mut numbers = vec![
        int(sums.repositories),
        int(sums.read),
        int(sums.unmanaged),
        int(sums.images),
        int(sums.bytes),
        int(sums.archived_bytes),
        sums.cost.0,
        int(sums.critical),
        int(sums.high),
        int(sums.with_critical),
        int(sums.with_high),
        int(sums.score_sum),
        int(sums.scored),
        int(sums.clean),
    ];
    for waste in Waste::ALL {
        let sum = sums.waste(waste);
        numbers.extend([
            int(sum.repositories),
            int(sum.images),
            int(sum.bytes),
            sum.cost.0,
        ]);
    }
    for check in CheckId::ALL {
        let sum = sums.check(check);
        numbers.extend([int(sum.misses), int(sum.unclear)]);
    }
    numbers
}

async fn total(bench: &Bench, team: &str, change: impl FnOnce(&mut InventoryQuery)) -> u64 {
    let mut query = InventoryQuery {
        teams: vec![team.to_owned()],
        ..InventoryQuery::default()
    };
    change(&mut query);
    let page = bench.store.inventory(&query, 1000).await.unwrap();
    assert_eq!(page.rows.len() as u64, page.total);
    page.total
}

async fn every_figure_is_a_plain_count_and_opens_as_many_rows(bench: &Bench) {
    estate(bench).await;
    let teams = bench
        .store
        .sums(&InventoryQuery::default(), &prices())
        .await
        .unwrap();
    let names: Vec<&str> = TEAMS.iter().map(|team| team.unwrap_or_default()).collect();
    assert_eq!(teams.len(), names.len());
    for TeamSums { team, sums } in &teams {
        assert!(names.contains(&team.as_str()), "{team}");
        assert_eq!(shown(sums), counted(bench, team).await, "of “{team}”");
        assert!(sums.scored > 0 && sums.wasted().cost.0 > 0, "of “{team}”");

        let marked =
            async |mark| total(bench, team, |query| query.figures.marks = vec![mark]).await;
        assert_eq!(total(bench, team, |_| {}).await, sums.repositories);
        assert_eq!(marked(Mark::Read).await, sums.read);
        assert_eq!(marked(Mark::Scored).await, sums.scored);
        assert_eq!(marked(Mark::Clean).await, sums.clean);
        assert_eq!(marked(Mark::Critical).await, sums.with_critical);
        assert_eq!(marked(Mark::High).await, sums.with_high);
        let unmanaged = |query: &mut InventoryQuery| {
            query.states = vec![RepositoryState::Unmanaged];
        };
        assert_eq!(total(bench, team, unmanaged).await, sums.unmanaged);
        for waste in Waste::ALL {
            let found = total(bench, team, |query| query.figures.wastes = vec![waste]).await;
            assert_eq!(found, sums.waste(waste).repositories, "{waste:?}");
        }
        for check in CheckId::ALL {
            let missing = |query: &mut InventoryQuery| query.misses = vec![check.as_str().into()];
            assert_eq!(total(bench, team, missing).await, sums.check(check).misses);
            let meeting = |query: &mut InventoryQuery| query.figures.meets = vec![check];
            assert_eq!(total(bench, team, meeting).await, sums.meets(check));
            let unclear = |query: &mut InventoryQuery| query.figures.unclear = vec![check];
            assert_eq!(total(bench, team, unclear).await, sums.check(check).unclear);
        }
        rows_add_up(bench, team, sums).await;
    }
    let query = InventoryQuery {
        teams: vec!["payments".into(), String::new()],
        ..InventoryQuery::default()
    };
    let some = bench.store.sums(&query, &prices()).await.unwrap();
    assert_eq!(some.len(), 2, "figures of chosen teams are theirs alone");
}

async fn rows_add_up(bench: &Bench, team: &str, sums: &Sums) {
    let query = InventoryQuery {
        teams: vec![team.to_owned()],
        ..InventoryQuery::default()
    };
    let rows = bench.store.inventory(&query, 1000).await.unwrap().rows;
    let add = |of: &dyn Fn(&RepositoryRow) -> u64| rows.iter().map(of).sum::<u64>();
    let figures = |row: &RepositoryRow| row.figures.clone().unwrap_or_default();
    assert_eq!(add(&|row| figures(row).images), sums.images);
    assert_eq!(add(&|row| figures(row).bytes), sums.bytes);
    assert_eq!(
        add(&|row| figures(row).critical.unwrap_or(0)),
        sums.critical
    );
    assert_eq!(
        add(&|row| u64::from(row.score.unwrap_or(0))),
        sums.score_sum
    );
    for waste in Waste::ALL {
        let pile = |row: &RepositoryRow| row.wasted.unwrap_or_default().pile(waste);
        let sum = sums.waste(waste);
        assert_eq!(add(&|row| pile(row).images), sum.images);
        assert_eq!(
            add(&|row| pile(row).bytes + pile(row).archived_bytes),
            sum.bytes
        );
    }
}

async fn days_are_kept_by_team_and_add_up(bench: &Bench) {
    estate(bench).await;
    let today = Day::of(NOW);
    let days = Days {
        from: today.plus(-30),
        to: today,
    };
    assert_eq!(bench.store.history_since().await.unwrap(), None);
    for back in [20, 3, 0] {
        let at = today.plus(-back).start();
        bench.store.keep_team_day(at).await.unwrap();
    }
    assert_eq!(
        bench.store.history_since().await.unwrap(),
        Some(today.plus(-20))
    );
    let history = bench.store.history(days, None).await.unwrap();
    assert_eq!(
        history.iter().map(|one| one.day).collect::<Vec<_>>(),
        [today.plus(-20), today.plus(-3), today]
    );
    for one in &history {
        let teams = bench.store.teams_on(one.day).await.unwrap();
        let add = |of: fn(&DaySums) -> u64| teams.iter().map(of).sum::<u64>();
        assert_eq!(add(|team| team.repositories), one.repositories);
        assert_eq!(add(|team| team.bytes), one.bytes);
        assert_eq!(add(|team| team.score_sum), one.score_sum);
        let sql = "SELECT CAST(SUM(bytes) AS BIGINT) FROM repositories WHERE in_aws";
        assert_eq!(bench.number(sql).await, i64::try_from(one.bytes).unwrap());
    }
    let first = bench.store.teams_at_first(days).await.unwrap();
    assert!(first.iter().all(|team| team.day == today.plus(-20)) && first.len() == 4);
    let narrow = Days {
        from: today.plus(-5),
        to: today,
    };
    let nobodys = bench.store.history(narrow, Some("")).await.unwrap();
    assert_eq!(nobodys.len(), 2);
    let sql = "SELECT COUNT(*) FROM repositories WHERE in_aws AND team IS NULL";
    assert_eq!(
        bench.number(sql).await,
        i64::try_from(nobodys[0].repositories).unwrap()
    );
    assert!(
        bench
            .store
            .teams_on(today.plus(-1))
            .await
            .unwrap()
            .is_empty()
    );
}

async fn weeks_and_stages_count_the_requests_that_a_list_shows(bench: &Bench) {
    let mut dice = Dice(11);
    let today = Day::of(NOW);
    let mut took: Vec<i64> = Vec::new();
    let mut reviewed: Vec<i64> = Vec::new();
    let days = Days {
        from: today.plus(-40),
        to: today.plus(-3),
    };
    for number in 0..24 {
        let created = today
            .plus(-i64::try_from(dice.roll(60)).unwrap())
            .start()
            .plus_seconds(number);
        let name = format!("a/r{number}");
        let request = submitted_at(bench, &name, created).await;
        let (mut request, mut at) = (request, created);
        let mut in_review = 0;
        // Some come back for changes, and stay in review twice.
        for stay in 0..=dice.roll(2) {
            let hours = 1 + i64::try_from(dice.roll(90)).unwrap();
            let pr = pull_request(u64::try_from(number + 1).unwrap());
            request = enter(bench, &request, Stage::InReview { pr: pr.clone() }, at).await;
            at = at.plus_seconds(hours * 3600);
            in_review += hours * 3_600_000;
            if stay > 0 {
                break;
            }
        }
        if dice.roll(4) == 0 {
            continue;
        }
        let done = completed(u64::try_from(number + 1).unwrap());
        enter(bench, &request, done, at).await;
        let (from, to) = days.span();
        if at >= from && at < to {
            took.push(at.since(created));
            reviewed.push(in_review);
        }
    }
    let total = async |filter: RequestFilter| {
        let filter = RequestFilter {
            limit: 100,
            ..filter
        };
        let (rows, total) = bench.store.list_requests(&filter).await.unwrap();
        assert_eq!(rows.len() as u64, total);
        total
    };
    let weeks = bench.store.weeks(days, None).await.unwrap();
    assert_eq!(weeks[0].week, days.from.week());
    assert_eq!(weeks.last().unwrap().week, days.to.week());
    for week in &weeks {
        let part = week.week.days().within(days);
        let (from, to) = part.span();
        let count = |column: &str| {
            format!(
                "SELECT COUNT(*) FROM requests WHERE {column} >= {} AND {column} < {}",
                from.0, to.0
            )
        };
        let number =
            async |column: &str| u64::try_from(bench.number(&count(column)).await).unwrap();
        assert_eq!(week.requested, number("created").await, "{week:?}");
        assert_eq!(week.ready, number("completed").await, "{week:?}");
        let created = RequestFilter {
            created: Some(part),
            ..RequestFilter::default()
        };
        assert_eq!(total(created).await, week.requested);
    }
    let ready = RequestFilter {
        completed: Some(days),
        ..RequestFilter::default()
    };
    let whole = bench.store.ready_times(days, None).await.unwrap().unwrap();
    assert_eq!(whole.count, took.len() as u64);
    assert_eq!(total(ready.clone()).await, whole.count);
    assert_eq!(
        (whole.p50, whole.p95),
        (at_share(&mut took, 50), at_share(&mut took, 95))
    );
    let stages = bench.store.stage_times(days, None).await.unwrap();
    let review = stages
        .iter()
        .find(|one| one.stage == StageName::InReview)
        .unwrap();
    assert_eq!(
        review.count, whole.count,
        "each request once, however often it was there"
    );
    assert_eq!(
        (review.p50, review.p95),
        (at_share(&mut reviewed, 50), at_share(&mut reviewed, 95))
    );
    for one in &stages {
        let through = RequestFilter {
            through: Some(one.stage),
            ..ready.clone()
        };
        assert_eq!(total(through).await, one.count, "{one:?}");
    }
    let team = domain::testing::filled_form().team;
    assert_eq!(
        bench.store.ready_times(days, Some(&team)).await.unwrap(),
        Some(whole)
    );
    assert_eq!(
        bench.store.ready_times(days, Some("other")).await.unwrap(),
        None
    );
}

/// The first value with that share at or below it.
fn at_share(values: &mut [i64], percent: usize) -> i64 {
    values.sort_unstable();
    values[(values.len() * percent).div_ceil(100) - 1]
}

async fn unmanaged_rows_page_by_their_probable_owner(bench: &Bench) {
    estate(bench).await;
    let query = InventoryQuery::default();
    let first = bench.store.unmanaged(&query, 5).await.unwrap();
    let sql = "SELECT COUNT(*) FROM repositories WHERE state = 'unmanaged'";
    assert_eq!(bench.number(sql).await, i64::try_from(first.total).unwrap());
    assert_eq!(
        first.guesses.iter().map(|(_, count)| count).sum::<u64>(),
        first.total
    );
    let counts: BTreeMap<String, u64> = first.guesses.iter().cloned().collect();
    for guess in ["payments", ""] {
        let sql = format!(
            "SELECT COUNT(*) FROM repositories WHERE state = 'unmanaged' AND COALESCE(guess_team, '') = '{guess}'"
        );
        assert_eq!(
            bench.number(&sql).await,
            i64::try_from(counts[guess]).unwrap()
        );
        let mut query = query.clone();
        query.figures.guesses = vec![guess.into()];
        let mut seen = 0;
        loop {
            let page = bench.store.unmanaged(&query, 3).await.unwrap();
            assert_eq!(page.total, counts[guess]);
            assert_eq!(page.guesses, first.guesses, "whichever owner is chosen");
            for row in &page.rows {
                let team = row.guess.as_ref().map_or("", |guess| guess.team.as_str());
                assert_eq!(team, guess);
                assert!(
                    row.guess
                        .as_ref()
                        .is_none_or(|guess| guess.evidence.len() == 2)
                );
                seen += 1;
            }
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, counts[guess]);
    }
}
