use super::*;
use crate::pages::{insights, unmanaged};
use domain::cost::Waste;
use domain::scorecard::CheckId;

fn page(name: &str, data: InsightsPage) -> (Element, String) {
    document(name, insights::TITLE.to_owned(), move || {
        insights::view(&data)
    })
}

fn links(page: &Element) -> Vec<String> {
    page.all("a")
        .into_iter()
        .filter_map(|a| a.attribute("href").map(str::to_owned))
        .collect()
}

#[test]
fn every_count_among_the_figures_opens_its_rows() {
    let (page, _) = page("insights", samples::insights(40));
    let mut counted = 0;
    for cell in page.all("td") {
        let class = cell.attribute("class").unwrap_or_default();
        let text = cell.text();
        let is_count = text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_digit() || byte == b'$');
        // How long things took and how figures moved are no counts; plots have their own tables.
        let is_span = ["s", "min", "h", "day", "days"].contains(&text.rsplit(' ').next().unwrap());
        if !class.split(' ').any(|one| one == "n") || !is_count || is_span {
            continue;
        }
        let in_plot = page
            .all("details")
            .iter()
            .any(|plot| plot.all("td").contains(&cell));
        assert!(in_plot || !cell.all("a").is_empty(), "{text} opens nothing");
        counted += 1;
    }
    assert!(counted > 40, "only {counted} numbers");
    let links = links(&page);
    for wanted in [
        "/inventory?waste=untagged",
        "/inventory?waste=untagged&waste=never_pulled&waste=no_policy",
        "/inventory?is=critical&sort=critical&order=desc",
        "/inventory?misses=tags",
        "/inventory?without=team",
        "/inventory/unmanaged",
        "/insights?without=team",
        "/insights/tables/teams.csv",
    ] {
        assert!(
            links.iter().any(|link| link == wanted),
            "{wanted} in {links:#?}"
        );
    }
    assert!(links.iter().any(
        |link| link.starts_with("/requests?ready_from=") && link.ends_with("through=in_review")
    ));
    assert!(
        links
            .iter()
            .any(|link| link.starts_with("/requests?created_from="))
    );
}

#[test]
fn figures_of_a_team_lead_to_rows_of_that_team_alone() {
    let mut data = samples::insights(40);
    data.query.team = Some("payments".into());
    let (page, text) = page("insights-team", data);
    assert!(text.contains("Remove the filter Team: payments"));
    let strays: Vec<String> = links(&page)
        .into_iter()
        .filter(|link| link.starts_with("/inventory?"))
        .filter(|link| !link.contains("team=") && !link.contains("without=team"))
        .collect();
    assert!(strays.is_empty(), "{strays:?}");
}

#[test]
fn a_history_of_one_day_says_so_and_claims_no_change() {
    let (page, text) = page("insights-first-day", samples::insights(1));
    assert!(page.text().contains("from today on"), "{}", page.text());
    assert!(!text.contains("since 14 Jan"), "a change since today");
    let none = InsightsPage {
        history: vec![],
        before: vec![],
        since: None,
        whole: None,
        stages: vec![],
        all: Sums::default(),
        teams: vec![],
        ..samples::insights(1)
    };
    let (page, _) = self::page("insights-empty", none);
    assert!(page.text().contains("Nothing to count yet"));
}

#[test]
fn a_year_is_shown_by_weeks() {
    let mut data = samples::insights(365);
    data.query.last = Some(365);
    data.days = data.query.days(domain::day::Day::of(NOW));
    data.history = samples::insights(365).history;
    let (page, _) = page("insights-year", data);
    let rows = page.by_id("storage-h-table").is_some();
    assert!(rows, "{}", page.text());
    let plot = page
        .all("table")
        .into_iter()
        .find(|table| table.all("caption")[0].attribute("id") == Some("storage-h-table"))
        .unwrap();
    let rows = plot.all("tbody")[0].all("tr").len();
    assert!((52..=54).contains(&rows), "{rows}");
}

#[test]
fn the_scorecard_says_how_many_meet_each_check_and_what_it_leaves_out() {
    let data = samples::insights(10);
    let (page, _) = document(
        "scorecard",
        insights::scorecard::TITLE.to_owned(),
        move || insights::scorecard::view(&data),
    );
    let links = links(&page);
    for wanted in [
        "/inventory?meets=tags",
        "/inventory?misses=tags",
        "/inventory?unclear=access",
    ] {
        assert!(
            links.iter().any(|link| link == wanted),
            "{wanted} in {links:#?}"
        );
    }
    for check in CheckId::ALL {
        assert!(page.text().contains(check.title()), "{check:?}");
    }
    assert!(page.text().contains("Accepted by the company"));
    assert!(page.text().contains("What the scorecard leaves to people"));
}

#[test]
fn a_day_of_the_history_has_every_team_and_their_sum() {
    let data = samples::day_page();
    let (page, _) = document("insights-day", insights::day::title(&data), move || {
        insights::day::view(&data)
    });
    assert_eq!(page.all("tbody")[0].all("tr").len(), 3);
    assert!(page.text().contains("Together 40"), "{}", page.text());
}

#[test]
fn tables_are_files_without_formulas() {
    let mut data = samples::insights(3);
    data.teams[0].team = "=HYPERLINK(\"x\")".into();
    for name in insights::TABLES {
        let text = insights::table(name, &data).unwrap();
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        let columns = lines[0].split(',').count();
        assert!(lines.len() > 1, "{name}");
        assert!(
            lines
                .iter()
                .all(|line| line.starts_with('"') || line.split(',').count() == columns),
            "{name}: {text}"
        );
        assert!(
            !text.contains("\n=") && !text.contains("\"="),
            "{name}: {text}"
        );
    }
    assert_eq!(insights::table("passwords", &data), None);
    let waste = insights::table("waste", &data).unwrap();
    assert_eq!(waste.matches("never_pulled").count(), data.teams.len());
}

#[test]
fn unmanaged_repositories_say_whose_they_probably_are_and_why() {
    let data = samples::unmanaged();
    let file = unmanaged::csv_head() + &unmanaged::csv_lines(&data);
    assert!(file.contains(",'=cmd(),payments,strong,"), "{file}");
    let (page, _) = document("unmanaged", unmanaged::TITLE.to_owned(), {
        let data = data.clone();
        move || unmanaged::view(&data, NOW)
    });
    let text = page.text();
    for part in [
        "strong guess",
        "Nobody can say",
        "Not looked at yet",
        "ready for adoption",
        "70",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(
        links(&page)
            .iter()
            .any(|link| link == "/inventory/unmanaged?q=pay&without=guess")
    );
    assert!(
        links(&page)
            .iter()
            .any(|link| link.starts_with("/inventory/unmanaged.csv?q=pay&"))
    );
    assert!(
        page.all("button")
            .iter()
            .any(|button| button.text().contains("Adopt the chosen ones"))
    );
    document("unmanaged-none", unmanaged::TITLE.to_owned(), || {
        unmanaged::view(&UnmanagedPage::default(), NOW)
    });
    let nothing = UnmanagedPage {
        rows: vec![],
        ..data
    };
    document(
        "unmanaged-no-match",
        unmanaged::TITLE.to_owned(),
        move || unmanaged::view(&nothing, NOW),
    );
}

#[test]
fn the_inventory_says_which_figure_it_shows_the_rows_of() {
    let mut data = inventory();
    data.query.figures = FigureFilter {
        wastes: vec![Waste::Untagged],
        marks: vec![Mark::Scored],
        meets: vec![CheckId::Tags],
        unclear: vec![CheckId::Access],
        guesses: vec![String::new()],
    };
    data.query.teams = vec![String::new()];
    data.rows[0].wasted = Some(domain::cost::Wasted {
        untagged: domain::cost::Pile {
            images: 7,
            bytes: 5_000_000,
            archived_bytes: 1_000_000,
        },
        ..Default::default()
    });
    let (page, text) = document("inventory-figure", inventory::TITLE.to_owned(), move || {
        inventory::view(&data, NOW)
    });
    for part in [
        "Remove the filter Waste: without a tag",
        "Remove the filter Has a score",
        "Remove the filter Meets: Tags can’t move",
        "Remove the filter Can’t tell: No wildcard access",
        "Remove the filter No probable owner",
        "Remove the filter Team: Nobody’s",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(page.text().contains("6 MB"), "{}", page.text());
    assert!(
        page.all("input")
            .iter()
            .any(|input| input.attribute("name") == Some("waste")
                && input.attribute("value") == Some("untagged")),
        "searching keeps the figure's filter"
    );
}

#[test]
fn a_list_of_requests_behind_a_figure_says_which() {
    let day = |text| domain::day::Day::parse(text).unwrap();
    let days = domain::day::Days {
        from: day("2026-01-05"),
        to: day("2026-01-11"),
    };
    let query = RequestQuery {
        team: Some("payments".into()),
        created: Some(days),
        completed: Some(days),
        through: Some(domain::request::StageName::InReview),
        ..RequestQuery::default()
    };
    let data = RequestList {
        rows: rows(),
        total: 20,
        next: None,
    };
    let (page, text) = document("requests-figure", requests::title(&query), move || {
        requests::view(&data, &query, NOW)
    });
    assert!(text.contains("Handed in from 2026-01-05 to 2026-01-11"));
    assert!(text.contains("Went through: Waiting for review"));
    assert!(
        links(&page).iter().any(|link| link
            == "/requests?team=payments&created_from=2026-01-05&created_to=2026-01-11&ready_from=2026-01-05&ready_to=2026-01-11")
    );
}
