//! The inventory's tools, the search and the saved views.

use super::*;
use domain::github::Login;
use domain::image::Digest;

fn links(page: &Element) -> Vec<String> {
    let links = page.all("a").into_iter();
    links
        .filter_map(|a| a.attribute("href").map(str::to_owned))
        .collect()
}

fn has(page: &Element, href: &str) -> bool {
    links(page).iter().any(|link| link == href)
}

/// What a form would send untouched.
fn fields(form: &Element) -> Vec<(String, String)> {
    let inputs = form.all("input").into_iter().filter(|input| {
        !matches!(input.attribute("type"), Some("checkbox" | "radio"))
            || input.attribute("checked").is_some()
    });
    inputs
        .filter_map(|input| {
            let value = input.attribute("value").unwrap_or_default();
            Some((input.attribute("name")?.to_owned(), value.to_owned()))
        })
        .collect()
}

fn inventory_of(query: InventoryQuery) -> Element {
    let data = InventoryPage {
        query,
        ..inventory()
    };
    document("inventory-tools", inventory::TITLE.to_owned(), || {
        inventory::view(&data, NOW)
    })
    .0
}

#[test]
fn a_menu_that_cannot_hold_all_values_searches_them() {
    let page = inventory_of(InventoryQuery {
        finding: Some((NameFacet::Team, "tele".into())),
        teams: vec!["gone".into()],
        ..InventoryQuery::default()
    });
    let open: Vec<_> = page
        .all("details")
        .into_iter()
        .filter(|details| details.attribute("open").is_some())
        .collect();
    assert_eq!(open.len(), 1);
    assert!(open[0].text().contains("1,988 more"), "{}", open[0].text());
    let find = open[0].all("input")[0];
    assert_eq!(
        (find.attribute("name"), find.attribute("value")),
        (Some("find_team"), Some("tele"))
    );
    let apply = open[0].all("button");
    assert!(apply.iter().any(|b| b.attribute("name") == Some("apply")));
    assert!(
        !page.text().contains("Find in region"),
        "few values need no search"
    );
}

#[test]
fn the_table_shows_the_columns_that_were_chosen_and_each_of_them_sorts() {
    let look = Look::of(&Look::COLUMNS, Density::Roomy);
    let page = inventory_of(InventoryQuery {
        look: look.clone(),
        sort: Sort::LastPull,
        descending: true,
        ..InventoryQuery::default()
    });
    let table = page.all("table")[0];
    assert_eq!(table.attribute("class"), Some("tbl pin"));
    let headers = table.all("th");
    for column in Look::COLUMNS {
        let header = headers
            .iter()
            .find(|th| th.text() == crate::words::inventory::column(column))
            .unwrap();
        let sorted = header.attribute("aria-sort");
        assert_eq!(sorted.is_some(), column == Sort::LastPull, "{column:?}");
        let href = header.all("a")[0].attribute("href").unwrap();
        assert!(href.contains("cols=last-pull"), "{href}");
    }
    let sorted_by = headers
        .iter()
        .find(|th| th.attribute("aria-sort").is_some())
        .unwrap();
    assert_eq!(
        (
            sorted_by.attribute("aria-sort"),
            sorted_by.attribute("class")
        ),
        (Some("descending"), Some("w mute")),
        "it stays on narrow screens"
    );
}

#[test]
fn every_form_of_the_inventory_keeps_what_it_does_not_ask() {
    let query = InventoryQuery {
        text: "pay".into(),
        teams: vec!["platform-engineering".into(), "gone".into()],
        states: vec![RepositoryState::Ready],
        scores: vec![ScoreBand::Good],
        managed: Some(true),
        misses: vec!["tags".into()],
        sort: Sort::Storage,
        descending: true,
        look: Look::of(&[Sort::Team], Density::Roomy),
        ..InventoryQuery::default()
    };
    let page = inventory_of(query.clone());
    let forms = page.all("form");
    let of_inventory: Vec<_> = forms
        .iter()
        .filter(|form| form.attribute("action") == Some("/inventory"))
        .collect();
    assert_eq!(of_inventory.len(), 2);
    for form in of_inventory {
        let mut sent = fields(form);
        for select in form.all("select") {
            let chosen = select.all("option").into_iter();
            let chosen = chosen.filter(|option| option.attribute("selected").is_some());
            sent.extend(chosen.map(|option| {
                let name = select.attribute("name").unwrap().to_owned();
                (name, option.attribute("value").unwrap().to_owned())
            }));
        }
        assert_eq!(address::inventory_query(&sent), query);
    }
    let keep = forms
        .iter()
        .find(|form| form.attribute("action") == Some("/inventory/views"))
        .unwrap();
    let kept = fields(keep).remove(0);
    assert_eq!(kept, ("query".to_owned(), address::view_query(&query)));
    assert!(has(&page, &address::inventory_file(&query, "csv")));
    assert!(has(&page, &address::inventory_file(&query, "json")));
}

#[test]
fn views_can_be_changed_by_their_owner_alone() {
    let view = |id: &str, is_own| ViewRow {
        id: id.into(),
        name: format!("View {id} {HOSTILE}"),
        query: "team=payments&sort=storage".into(),
        owner: Login::new(if is_own { "dev-a" } else { "dev-b" }),
        is_shared: !is_own,
        is_own,
    };
    let rows = [view("1", true), view("2", false)];
    let title = inventory::views::TITLE.to_owned();
    let (page, _) = document("views", title.clone(), || inventory::views::view(&rows));
    assert!(has(&page, "/inventory?team=payments&sort=storage"));
    assert!(page.text().contains("Shared by dev-b"));
    let actions: Vec<_> = page
        .all("form")
        .iter()
        .filter_map(|form| form.attribute("action").map(str::to_owned))
        .filter(|action| action.starts_with("/inventory/views/"))
        .collect();
    assert_eq!(actions, ["/inventory/views/1", "/inventory/views/1/delete"]);
    document("views-none", title, || inventory::views::view(&[]));
}

fn found() -> SearchPage {
    let rows = repositories();
    let digest = Digest::parse(&format!("sha256:{:064x}", 7)).unwrap();
    let hit = |tag: Option<&str>| ImageHit {
        repository: rows[0].key.clone(),
        digest: digest.clone(),
        tag: tag.map(str::to_owned),
        pushed: ago(60),
    };
    SearchPage {
        query: SearchQuery {
            text: "pay".into(),
            only: None,
        },
        images: Found {
            rows: vec![hit(Some("pay-1")), hit(None)],
            total: 1000,
            at_least: true,
            exact: false,
        },
        repositories: Found {
            rows: rows.into_iter().take(5).collect(),
            total: 4123,
            at_least: false,
            exact: false,
        },
        requests: Found {
            rows: super::rows().into_iter().take(2).collect(),
            total: 2,
            at_least: false,
            exact: false,
        },
        teams: Found::exactly(vec![("pay".into(), 17)]),
        systems: Found::default(),
        destination: None,
        now: NOW,
    }
}

#[test]
fn a_search_shows_each_kind_with_its_number_and_the_exact_one_first() {
    let data = found();
    let (page, _) = document("search", search::title(&data.query), || search::view(&data));
    let heads: Vec<_> = page.all("h2").iter().map(|h| h.text()).collect();
    assert_eq!(
        heads,
        [
            "Teams 1",
            "Repositories 5 of 4,123",
            "Requests 2",
            "Images 2 of more than 1,000"
        ]
    );
    for href in [
        "/inventory?q=pay",
        "/search?q=pay&in=images",
        "/inventory?team=pay",
    ] {
        assert!(has(&page, href), "{href}");
    }
    let alone = SearchPage {
        query: SearchQuery {
            only: Some(SearchGroup::Images),
            ..data.query.clone()
        },
        images: data.images,
        ..SearchPage::default()
    };
    let (page, _) = document("search-images", search::title(&alone.query), || {
        search::view(&alone)
    });
    assert!(has(&page, "/search?q=pay") && page.text().contains("Type more"));
}

#[test]
fn a_search_for_nothing_and_one_that_finds_nothing_say_what_to_do() {
    for text in ["", HOSTILE] {
        let data = SearchPage {
            query: SearchQuery {
                text: text.into(),
                only: None,
            },
            ..SearchPage::default()
        };
        let name = if text.is_empty() {
            "search-empty"
        } else {
            "search-none"
        };
        document(name, search::title(&data.query), || search::view(&data));
    }
}
