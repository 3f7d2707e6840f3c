use crate::support::{Bench, bench, dev, form, problem_on};
use domain::aws::Address;
use domain::lifecycle::LifecyclePolicy;
use domain::observed::RepositorySeen;
use domain::portal::*;
use domain::scorecard::{CheckId, Outcome};
use domain::spec::Field;
use domain::testing::standard;
use server::store::RepositoryFound;

/// A repository that somebody made by hand.
pub(crate) async fn found_in_aws(bench: &Bench, n: u32) -> Address {
    let key = form(n).parse(&standard()).unwrap().address;
    let seen = RepositorySeen {
        arn: key.arn(),
        uri: key.uri(),
        created: None,
        mutability: "MUTABLE".into(),
        exclusion_filters: vec![],
        scan_on_push: false,
        encryption: "AES256".into(),
        kms_key: None,
        lifecycle_policy: Some(LifecyclePolicy::keep_last(5).canonical_json()),
        tags: [("team".to_owned(), "payments".to_owned())].into(),
    };
    let found = RepositoryFound {
        key: key.clone(),
        seen,
        team: Some("payments".into()),
        system: None,
        cluster: None,
        description: None,
        source: None,
        managed: false,
    };
    let now = bench.services.clock.now();
    bench
        .services
        .store
        .census(&key.account, key.region, &[found], now)
        .await
        .unwrap();
    key
}

#[tokio::test]
async fn a_repository_that_nobody_manages_has_a_page_with_what_can_be_said() {
    let bench = bench().await;
    let key = found_in_aws(&bench, 1).await;
    let page = bench.portal.repository(&dev(), &key).await.unwrap();
    assert_eq!(page.row.state, RepositoryState::Unmanaged);
    let card = page.card.unwrap();
    let outcome = |id| {
        let check = card.checks.iter().find(|check| check.id == id).unwrap();
        (check.outcome, check.evidence.clone())
    };
    assert_eq!(outcome(CheckId::Tags).0, Outcome::Miss);
    assert_eq!(outcome(CheckId::Lifecycle).0, Outcome::Pass);
    assert_eq!(outcome(CheckId::Owner).1, "Team payments.");
    // Its images have not been read: nobody knows, which is neither good nor bad.
    assert_eq!(outcome(CheckId::Access).0, Outcome::Unknown);
    assert_eq!((page.asked, page.findings), (None, None));
    assert!(
        page.handover
            .iter()
            .any(|snippet| snippet.text.contains("docker push"))
    );
    assert!(
        !page
            .handover
            .iter()
            .any(|snippet| snippet.text.contains("kubectl"))
    );
    assert_eq!(page.lifecycle.len(), 1);
    assert_eq!(page.links.len(), 1, "{:?}", page.links);
    let mut other = key;
    other.region = standard().accounts[0].regions[1];
    assert_eq!(
        bench.portal.repository(&dev(), &other).await.unwrap_err(),
        PortalError::NotFound
    );
}

#[tokio::test]
async fn a_name_that_aws_has_is_refused_from_berths_own_copy() {
    let bench = bench().await;
    let key = found_in_aws(&bench, 1).await;
    let problem = problem_on(
        bench.portal.submit(&dev(), &form(1)).await.unwrap_err(),
        Field::Name,
    );
    let adopt = problem.link.unwrap().href;
    let name = format!("{}/{}/{}", key.account, key.region, key.name);
    assert!(
        adopt.starts_with(&format!("/inventory/unmanaged/adopt?repository={name}&")),
        "{adopt}"
    );
}

#[tokio::test]
async fn the_inventory_shows_what_comes_and_which_places_are_unread() {
    let bench = bench().await;
    bench.submitted(&form(1)).await;
    let page = bench
        .portal
        .inventory(&dev(), &InventoryQuery::default())
        .await
        .unwrap();
    assert_eq!(
        (page.total, page.rows[0].state),
        (1, RepositoryState::Coming)
    );
    assert_eq!(page.as_of.len(), 2);
    assert!(page.as_of.iter().all(|age| age.read.is_none()));
    let coming = bench
        .portal
        .repository(&dev(), &page.rows[0].key)
        .await
        .unwrap();
    assert!(coming.handover.is_empty() && coming.requests.len() == 1);
}
