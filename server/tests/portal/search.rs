use crate::support::{Bench, bench, dev, form};
use domain::people::Person;
use domain::portal::*;
use domain::request::Request;

/// The first request of all.
async fn submitted(bench: &Bench) -> Request {
    let id = bench.submitted(&form(1)).await;
    bench.services.store.request(&id).await.unwrap().unwrap()
}

async fn search(bench: &Bench, text: &str) -> SearchPage {
    let query = SearchQuery {
        text: text.into(),
        only: None,
    };
    bench.portal.search(&dev(), &query).await.unwrap()
}

#[tokio::test]
async fn a_full_name_leads_to_what_bears_it() {
    let bench = bench().await;
    let request = submitted(&bench).await;
    let there = Some(Destination::Request(request.id.clone()));
    assert_eq!(search(&bench, request.id.as_str()).await.destination, there);
    let label = request.label().to_lowercase();
    assert_eq!(search(&bench, &label).await.destination, there);
    let key = request.spec().address.clone();
    for text in [key.uri(), key.arn()] {
        let page = search(&bench, &text).await;
        assert_eq!(page.destination, Some(Destination::Repository(key.clone())));
        assert_eq!(page.requests.rows.len(), 1, "requests about it too");
    }
    let mut elsewhere = key;
    elsewhere.region = domain::testing::standard().accounts[0].regions[1];
    let page = search(&bench, &elsewhere.uri()).await;
    assert_eq!((page.destination.clone(), page.is_empty()), (None, true));
}

#[tokio::test]
async fn words_find_everything_that_has_them() {
    let bench = bench().await;
    let request = submitted(&bench).await;
    let spec = request.spec();
    let page = search(&bench, spec.team.as_str()).await;
    assert_eq!(page.destination, None);
    assert_eq!(page.repositories.rows[0].key, spec.address);
    assert_eq!(page.requests.rows[0].id, request.id);
    assert_eq!(page.teams.rows, [(spec.team.to_string(), 1)]);
    assert!(page.teams.exact && !page.repositories.exact);
    let number = search(&bench, &request.number.to_string()).await;
    assert!(number.requests.exact && number.destination.is_none());
    assert!(search(&bench, "").await.is_empty());
}

#[tokio::test]
async fn one_kind_alone_costs_nothing_of_the_others() {
    let bench = bench().await;
    let request = submitted(&bench).await;
    let query = SearchQuery {
        text: request.spec().team.to_string(),
        only: Some(SearchGroup::Teams),
    };
    let page = bench.portal.search(&dev(), &query).await.unwrap();
    assert_eq!(page.teams.rows.len(), 1);
    assert!(page.repositories.rows.is_empty() && page.requests.rows.is_empty());
}

#[tokio::test]
async fn an_export_reads_every_row_some_at_a_time() {
    let bench = bench().await;
    bench.submitted(&form(1)).await;
    bench.submitted(&form(2)).await;
    let query = InventoryQuery {
        descending: true,
        ..InventoryQuery::default()
    };
    let page = bench.portal.inventory(&dev(), &query).await.unwrap();
    let mut rows = bench.portal.export(&dev(), &query).await.unwrap();
    assert_eq!(rows.next().await.unwrap(), Some(page.rows));
    assert_eq!(rows.next().await.unwrap(), None);
}

#[tokio::test]
async fn a_person_keeps_views_under_names_of_their_own() {
    let bench = bench().await;
    let portal = &bench.portal;
    portal
        .keep_view(&dev(), " Ours ", "team=a", false)
        .await
        .unwrap();
    portal
        .keep_view(&dev(), "Ours", "team=b", true)
        .await
        .unwrap();
    portal.keep_view(&dev(), "Others", "", false).await.unwrap();
    let views = portal.views(&dev()).await.unwrap();
    let names: Vec<_> = views.iter().map(|view| view.name.as_str()).collect();
    assert_eq!(names, ["Others", "Ours"], "the same name is the same view");
    assert_eq!(
        (views[1].query.as_str(), views[1].is_shared),
        ("team=b", true)
    );
    let around = portal.surroundings(&dev()).await.unwrap();
    assert_eq!(around.views, views);

    let taken = portal
        .change_view(&dev(), &views[0].id, "Ours", false)
        .await;
    assert!(matches!(taken, Err(PortalError::Refused(_))));
    let other = Person {
        login: domain::github::Login::new("somebody"),
        ..dev()
    };
    let seen = portal.views(&other).await.unwrap();
    assert_eq!((seen.len(), seen[0].is_own), (1, false));
    let foreign = portal.change_view(&other, &seen[0].id, "Mine", false).await;
    assert_eq!(foreign, Err(PortalError::NotFound));
    assert_eq!(
        portal.drop_view(&other, &seen[0].id).await,
        Err(PortalError::NotFound)
    );
    for number in views.len()..50 {
        let name = format!("View {number}");
        portal.keep_view(&dev(), &name, "", false).await.unwrap();
    }
    let one_more = portal.keep_view(&dev(), "One more", "", false).await;
    assert!(matches!(one_more, Err(PortalError::Refused(_))));
    portal
        .keep_view(&dev(), "Ours", "team=c", false)
        .await
        .unwrap();
}
