//! What people look at in a large company.

use anyhow::{Context as _, Result};
use domain::portal::{InventoryQuery, RepositoryRow, Sort};
use server::store::Store;

/// Of the inventory's pages.
pub(super) const ROWS: u32 = 50;

#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) name: String,
    pub(crate) path: String,
    /// Held to the floors of the inventory.
    pub(crate) inventory: bool,
    /// Held to a time that hardly grows with the number of repositories.
    pub(crate) indexed: bool,
}

/// Every account and one that is nobody's, another for each person: the same rows, and nothing kept from the answer before.
const OWN: &str = "account=300000000000&account=300000000001&account=300000000002&account=nobody-@";

pub(super) async fn all(store: &Store) -> Result<Vec<View>> {
    let mut views = vec![
        page("first page, as everybody has it open", "/inventory", true),
        page(
            "first page, nothing kept",
            &format!("/inventory?{OWN}"),
            true,
        ),
    ];
    for sort in Sort::ALL {
        let sort = sort.as_str();
        views.push(page(
            &format!("sorted by {sort}"),
            &format!("/inventory?sort={sort}&order=desc&{OWN}"),
            true,
        ));
    }
    for (facet, value) in [
        ("region", "eu-west-1"),
        ("cluster", "eks-prod-euw1"),
        ("state", "unmanaged"),
        ("state", "ready"),
    ] {
        views.push(page(
            &format!("{facet} {value}"),
            &format!("/inventory?{facet}={value}&{OWN}"),
            true,
        ));
    }
    // Enough of them to fill a page of the small company, too: fewer rows would be quicker, whatever their number.
    let teams: String = (1100..1104).map(|n| format!("&team=team-{n}")).collect();
    views.push(page(
        "four teams",
        &format!("/inventory?{OWN}{teams}"),
        true,
    ));
    let systems: String = (1700..1720)
        .map(|n| format!("&system=system-{n}"))
        .collect();
    views.push(page(
        "twenty systems",
        &format!("/inventory?{OWN}{systems}"),
        true,
    ));
    for text in ["service-1001234", "gateway", "deployed by team-12"] {
        let typed = text.replace(' ', "+");
        views.push(page(
            &format!("text “{text}”"),
            &format!("/inventory?q={typed}&{OWN}"),
            false,
        ));
    }
    let (cursor, some) = middle(store).await?;
    views.push(page(
        "a page in the middle",
        &format!("/inventory?after={cursor}&{OWN}"),
        true,
    ));
    views.extend(others(&some));
    Ok(views)
}

fn page(name: &str, path: &str, indexed: bool) -> View {
    View {
        name: name.to_owned(),
        path: path.to_owned(),
        inventory: true,
        indexed,
    }
}

/// The list's cursor half way down, and a repository from there that holds images. The rows of one team are spread evenly.
async fn middle(store: &Store) -> Result<(String, RepositoryRow)> {
    let query = InventoryQuery {
        teams: vec!["team-1100".to_owned()],
        ..InventoryQuery::default()
    };
    let total = store.inventory(&query, 1).await?.total;
    let half = store.inventory(&query, u32::try_from(total / 2)?).await?;
    let has_images = |row: &RepositoryRow| {
        row.figures
            .as_ref()
            .is_some_and(|figures| figures.images > 20)
    };
    let some = half.rows.into_iter().rfind(has_images);
    Ok((
        half.next.context("the team has one page alone")?,
        some.context("no repository with images")?,
    ))
}

fn others(row: &RepositoryRow) -> Vec<View> {
    let key = &row.key;
    let repository = format!("/repositories/{}/{}/{}", key.account, key.region, key.name);
    let other = |name: &str, path: String| View {
        name: name.to_owned(),
        path,
        inventory: false,
        indexed: false,
    };
    vec![
        other("one repository", repository.clone()),
        other("its images", format!("{repository}/-/images")),
        other("its findings", format!("{repository}/-/findings")),
        other(
            "search: a name",
            format!("/search?q={}", key.name.as_str().replace('/', "%2F")),
        ),
        other(
            "search: a piece of a name",
            "/search?q=service-10012".to_owned(),
        ),
        other("search: a tag", "/search?q=build-100050001".to_owned()),
        other("search: nothing like it", "/search?q=zzzz".to_owned()),
        other("insights", "/insights".to_owned()),
    ]
}
